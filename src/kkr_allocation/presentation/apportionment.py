"""Apportionments as frames, protocols and HTML."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import LinearRule, QuotaRule
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.markup import table
from kkr_allocation.presentation.quotient_table import (
    as_float,
    cut_of,
    quota_of,
    quotient_of,
    quotients,
)
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from kkr_allocation.apportionment.exact import Apportionment, Round

__all__ = ["explanation", "frame", "html", "quotients"]

_TITLE = Text(en="How {seats:was|were} shared by {rule}", da="Fordeling af {seats} efter {rule}")
_VOTES = Text(
    en="{votes} for {lists:takes|take} part in the sharing of {seats}.",
    da="{votes} på {lists} deltager i fordelingen af {seats}.",
)
_DIVISORS = Text(
    en="Each list's votes are divided by {divisors} …; each seat goes to the largest quotient "
    "left.",
    da="Hver listes stemmetal deles med {divisors} …; hvert mandat tilfalder den største "
    "tilbageværende kvotient.",
)
_MEANS = Text(
    en="Each list's votes are divided by the {rule} signposts; each seat goes to the largest "
    "quotient left.",
    da="Hver listes stemmetal deles med delerne efter {rule}; hvert mandat tilfalder den største "
    "tilbageværende kvotient.",
)
_QUOTA = Text(
    en="A seat costs the quota of {quota:vote|votes}; the seats left go to the largest remainders.",
    da="Et mandat koster kvoten på {quota:stemme|stemmer}; de resterende mandater går til de "
    "største rester.",
)
_FLOOR = Text(
    en="{list} keeps at least {seats}, whatever its quotients.",
    da="{list} beholder mindst {seats} uanset sine kvotienter.",
)
_CAP = Text(
    en="{list} takes at most {seats}; what it would win beyond passes to the next entitled, "
    "inside its alliance first.",
    da="{list} får højst {seats}; hvad den ville vinde derudover, går til den næste berettigede, "
    "først inden for valgforbundet.",
)
_HOUSE = Text(en="The house is shared: {won}.", da="Mandaterne fordeles: {won}.")
_INSIDE = Text(
    en="The alliance {label} shares its {seats}: {won}.",
    da="Valgforbundet {label} fordeler sine {seats}: {won}.",
)
_CUT = Text(
    en="The last seat goes to {last} on the quotient {low}; the next would have gone to {next} on "
    "{high}.",
    da="Det sidste mandat går til {last} på kvotienten {low}; det næste ville være gået til {next} "
    "på {high}.",
)
_HELD = Text(en=" Held at a bound: {held}.", da=" Fastholdt af en grænse: {held}.")
_OTHERS = Text(
    en=" The others share the {seats} left by their {votes}, at {quota:vote|votes} a seat.",
    da=" De andre deler {seats} efter deres {votes}: {quota:stemme|stemmer} for hvert.",
)
_NEAR = Text(
    en=" The bound of {lists} is a whole number next to the claim; it counts all the same, and the "
    "others share what it leaves.",
    da=" Grænsen for {lists} er et helt tal lige ved kravet; den gælder alligevel, og de andre "
    "deler det, den levner.",
)
_LOT = Text(
    en="Equal quotients: lots were drawn between {claimants}, won by {winners}.",
    da="Lige store kvotienter: der blev trukket lod mellem {claimants}, vundet af {winners}.",
)
_SEEDED = Text(
    en=" The draw follows from the seed {seed}.", da=" Lodtrækningen følger af frøet {seed}."
)
_OWN = Text(en="a condition of whoever shares", da="et vilkår fra den, der fordeler")
_RESULT = Text(en="The result: {won}.", da="Resultatet: {won}.")


def frame(result: Apportionment) -> pd.DataFrame:
    """Return one row a party: party, alliance, votes, share, floor, cap, seats.

    `alliance` is the label of the innermost alliance, empty for a party that stands alone;
    `share` is the ratio of the party's votes, a float for the eye only.
    """
    import pandas as pd

    home = {
        member: inner.label
        for outer in result.alliances
        for inner in outer.alliances()
        for member in inner.members
        if isinstance(member, str)
    }
    total = sum(result.votes.values())
    return pd.DataFrame(
        {
            "party": list(result.votes),
            "alliance": [home.get(party, "") for party in result.votes],
            "votes": list(result.votes.values()),
            "share": [votes / total for votes in result.votes.values()],
            "floor": [result.floors.get(party, 0) for party in result.votes],
            "cap": pd.array([result.caps.get(party) for party in result.votes], dtype="Int64"),
            "seats": list(result.seats.values()),
        }
    )


def explanation(result: Apportionment, language: Language) -> Explanation:
    """Return the steps from the votes to the seats, level by level."""
    own = result.bounds_source or Source(_OWN.text(language), "", SourceStatus.OPEN)
    rule = result.rule.source
    opening, bounds, course = (
        _opening(result, language),
        _bounds(result, language),
        _course(result, language),
    )
    cited = [(opening, rule), (bounds, own), (course, rule)]
    texts = [(text, source) for part, source in cited for text in part]
    steps = [Step(number, text, source) for number, (text, source) in enumerate(texts, start=1)]
    title = _TITLE.text(language, seats=nouns.seats(result.house_size), rule=result.rule)
    return Explanation(title, language, tuple(steps))


def _opening(result: Apportionment, language: Language) -> Iterator[str]:
    votes = nouns.votes(sum(result.votes.values()))
    seats = nouns.seats(result.house_size)
    yield _VOTES.text(language, votes=votes, lists=list(result.votes), seats=seats)
    yield _method(result, language)


def _bounds(result: Apportionment, language: Language) -> Iterator[str]:
    """Say the floors and caps, which no rule of apportionment has of itself."""
    for party, floor in result.floors.items():
        yield _FLOOR.text(language, list=party, seats=nouns.seats(floor))
    for party, cap in result.caps.items():
        yield _CAP.text(language, list=party, seats=nouns.seats(cap))


def _course(result: Apportionment, language: Language) -> Iterator[str]:
    for level in result.rounds():
        if level.house_size:
            yield _round_text(result, level, language)
    for lot in result.lots:
        text = _LOT.text(language, claimants=lot.claimants, winners=lot.winners)
        yield text + (_SEEDED.text(language, seed=lot.seed) if lot.seed else "")
    yield _RESULT.text(language, won=_tally(result.seats.items()))


def _tally(seats: Iterable[tuple[str, int]]) -> list[str]:
    return [f"{name} {won}" for name, won in seats]


def _method(result: Apportionment, language: Language) -> str:
    rule = result.rule
    if (quota := quota_of(rule, next(result.rounds()))) is not None:
        return _QUOTA.text(language, quota=_decimal(as_float(quota), language))
    if isinstance(rule, LinearRule):
        posts = [Fraction(*rule.signpost(seat)) for seat in (1, 2, 3)]
        divisors = [
            _decimal(float(post), language).removesuffix("00").rstrip(".,") for post in posts
        ]
        return _DIVISORS.text(language, divisors=", ".join(divisors))
    return _MEANS.text(language, rule=rule)


def _round_text(result: Apportionment, level: Round, language: Language) -> str:
    won = _tally(zip(level.names, level.seats, strict=True))
    if level.label:
        seats = nouns.seats(level.house_size)
        text = _INSIDE.text(language, label=level.label, seats=seats, won=won)
    else:
        text = _HOUSE.text(language, won=won)
    if not any(level.votes):
        return text
    if isinstance(result.rule, QuotaRule):
        text += _held(result.rule, level, language)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    if cut is None or cut.tied:
        return text
    low = quotient_of(result.rule, quota, level.votes[cut.last], cut.last_seat)[1]
    high = quotient_of(result.rule, quota, level.votes[cut.next], cut.next_seat)[1]
    return f"{text} " + _CUT.text(
        language,
        last=level.names[cut.last],
        low=_decimal(low, language),
        next=level.names[cut.next],
        high=_decimal(high, language),
    )


def _held(rule: QuotaRule, level: Round, language: Language) -> str:
    """Say who stays at a bound, and what the others share; empty where no bound is felt."""
    state, quota = rule.settled(level)
    held = {
        place: bound
        for place, bound in enumerate(state.held)
        if bound is not None
        and (bound or level.votes[place])
        and (rule.droop or quota is None or level.votes[place] * state.factor != bound)
    }
    if not held:
        return ""
    text = _HELD.text(language, held=_tally((level.names[i], n) for i, n in held.items()))
    if quota is None:
        return text
    text += _OTHERS.text(
        language,
        seats=nouns.seats(level.house_size - sum(held.values())),
        votes=nouns.votes(sum(level.votes) - sum(level.votes[i] for i in held)),
        quota=_decimal(as_float(quota), language),
    )
    whole, house = sum(level.votes), level.house_size
    near = [
        level.names[i] for i, n in held.items() if abs(n * whole - level.votes[i] * house) < whole
    ]
    return text + (_NEAR.text(language, lists=near) if near else "")


def _decimal(value: float, language: Language) -> str:
    """Write a quotient with two decimals, cut and not rounded up past a neighbour."""
    text = f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def html(result: Apportionment) -> str:
    """Return the seats as a table for a notebook."""
    shown = frame(result)
    headings = ["party", "alliance", "votes", "share", "seats"]
    rows = [
        [party, alliance, int(votes), f"{share:.1%}", int(seats)]
        for party, alliance, votes, share, seats in shown[headings].itertuples(index=False)
    ]
    caption = f"{nouns.seats(result.house_size).text('en')} by {result.rule.name}"
    return table(caption, headings, rows)
