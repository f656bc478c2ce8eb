"""Apportionments as frames, protocols and HTML."""

from __future__ import annotations

from fractions import Fraction
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import evolve

from kkr_allocation.apportionment.rules import DivisorRule, LinearRule, QuotaRule, Rule
from kkr_allocation.composition.election import contested_mayor
from kkr_allocation.errors import in_language
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text, in_steps, percent
from kkr_allocation.presentation.sheet import Sheet, TableTexts, frame_html, table
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.apportionment.batch import BatchApportionment
    from kkr_allocation.apportionment.exact import Apportionment, Round
    from kkr_allocation.composition.council import Council
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Cell


# The quotients of an apportionment as a table, and the cut between those that won and the next.


def quotients(result: Apportionment) -> pd.DataFrame:
    """Return every quotient up to the first that wins nobody a seat, level by level.

    Columns: `within` (the alliance whose seats are shared, empty for the house), `name` (party
    or alliance), `number` (the seat of that name, from 1), `divisor`, `quotient` (votes over
    divisor; under a quota rule the quotas left after ``number - 1`` seats), `seat` (the order in
    which it was won, missing where it was not) and `won_by` (``"floor"``, ``"quotient"``,
    ``"lot"`` or empty). Quotients are floats for the eye; the order rests on integers.
    """
    rows = [row for level in result.rounds() for row in _rows(result, level)]
    columns = ["within", "name", "number", "divisor", "quotient", "seat", "won_by"]
    return pd.DataFrame(rows, columns=columns).astype({"seat": "Int64"})


def _rows(result: Apportionment, level: Round) -> Iterator[tuple[object, ...]]:
    if not level.house_size or not any(level.votes):
        return
    _, priority = result.rule.contest(level)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    won: list[tuple[bool, int, int, int]] = []
    for place, (votes, seats, floor) in enumerate(
        zip(level.votes, level.seats, level.floors, strict=True)
    ):
        won += [(k > floor, -priority(votes, k), place, k) for k in range(1, seats + 1)]
    order = {entry[2:]: number for number, entry in enumerate(sorted(won), start=1)}
    for place, (name, votes) in enumerate(zip(level.names, level.votes, strict=True)):
        for k in range(1, max(level.seats) + 2):
            how = ""
            if k <= level.seats[place]:
                drawn = cut is not None and cut.tied and priority(votes, k) == cut.priority
                how = "floor" if k <= level.floors[place] else "lot" if drawn else "quotient"
            divisor, quotient = quotient_of(result.rule, quota, votes, k)
            yield level.label, name, k, divisor, quotient, order.get((place, k)), how


class Cut:
    """The last seat won and the first not won in one round, by exact priority."""

    def __init__(self, last: tuple[int, int, int], after: tuple[int, int, int]) -> None:
        self.priority, self.last, self.last_seat = last
        _, self.next, self.next_seat = after
        self.tied = last[0] == after[0]


def cut_of(rule: Rule, level: Round) -> Cut | None:
    """Return the cut, or None where floors or caps left nothing to choose."""
    contest, priority = rule.contest(level)
    columns = range(len(level.names))
    inside = [
        (priority(level.votes[i], level.seats[i]), i, level.seats[i])
        for i in columns
        if level.seats[i] > contest.floors[i]
    ]
    outside = [
        (priority(level.votes[i], level.seats[i] + 1), i, level.seats[i] + 1)
        for i in columns
        if level.seats[i] < contest.caps[i]
    ]
    return Cut(min(inside), max(outside)) if inside and outside else None


def quota_of(rule: Rule, level: Round) -> Fraction | None:
    """Return what a seat costs those at no bound, or all where there are no others."""
    if not isinstance(rule, QuotaRule):
        return None
    own = rule.settled(level)[1] if level.house_size and any(level.votes) else None
    return own or rule.quota(sum(level.votes), max(level.house_size, 1))


def quotient_of(rule: Rule, quota: Fraction | None, votes: int, seat: int) -> tuple[float, float]:
    """Return divisor and quotient for the eye; infinity where no float is large enough."""
    if quota is not None:
        return as_float(quota), as_float(votes / quota - (seat - 1))
    assert isinstance(rule, DivisorRule)  # noqa: S101  (the two families are all there is)
    post = Fraction(*rule.signpost(seat))
    quotient = votes**rule.power / post if post else None
    root = sqrt if rule.power == 2 else float  # noqa: PLR2004  (a square, as its name says)
    return root(as_float(post)), inf if quotient is None else root(as_float(quotient))


def as_float(value: Fraction) -> float:
    """Return the nearest float, infinity where none is large enough."""
    try:
        return float(value)
    except OverflowError:
        return inf


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
    parts = (
        (_opening(result, language), rule),
        (_bounds(result, language), own),
        (_course(result, language), rule),
    )
    title = _TITLE.text(language, seats=nouns.seats(result.house_size), rule=result.rule)
    return in_steps(title, language, ((text, source) for said, source in parts for text in said))


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


# Batches of elections as frames, in words and as HTML.


_SHOWN = 20
_BATCH_TITLE = Text(en="{elections} by {rule}", da="{elections} efter {rule}")
_SHARED = Text(
    en="Each election is shared by itself, exactly; row(i).explain() tells how.",
    da="Hvert valg er fordelt for sig, eksakt; row(i).explain() fortæller hvordan.",
)
_TIED = Text(
    en="{tied} can only be decided by lot; there the lowest column was given the seat.",
    da="{tied} kan kun afgøres ved lodtrækning; dér har den laveste søjle fået mandatet.",
)
_NONE_TIED = Text(en="None of them needs a lot.", da="Ingen af dem kræver lodtrækning.")


def batch_frame(result: BatchApportionment) -> pd.DataFrame:
    """Return one row an election: house_size, tied, and the seats of each column by its number."""
    seats = pd.DataFrame(result.seats, columns=[str(c) for c in range(result.seats.shape[1])])
    seats.insert(0, "house_size", np.broadcast_to(result.house_size, (len(result),)))
    seats.insert(1, "tied", result.tied)
    return seats.rename_axis("election")


def batch_explanation(result: BatchApportionment, language: Language) -> Explanation:
    """Say how many elections there are, and how many need a lot."""
    tied = int(result.tied.sum())
    second = _TIED.text(language, tied=nouns.elections(tied)) if tied else _NONE_TIED.text(language)
    title = _BATCH_TITLE.text(language, elections=nouns.elections(len(result)), rule=result.rule)
    said = ((text, result.rule.source) for text in (_SHARED.text(language), second))
    return in_steps(title, language, said)


def batch_html(result: BatchApportionment) -> str:
    """Return the first rows as a table."""
    return frame_html(batch_frame(result).head(_SHOWN), batch_explanation(result, "en").title)


# A municipality's council at one election as a table, with what has to be read with it.


_TABLE = TableTexts(
    Text(en="The council of {place}, {election}", da="Kommunalbestyrelsen i {place}, {election}"),
    (
        Text(en="List", da="Liste"),
        Text(en="Name", da="Navn"),
        Text(en="Votes", da="Stemmer"),
        Text(en="Share", da="Andel"),
        Text(en="Candidates", da="Kandidater"),
        Text(en="Alliance", da="Valgforbund"),
        Text(en="Seats", da="Mandater"),
        Text(en="Recomputed", da="Efterregnet"),
    ),
)
_SUM = Text(en="In all", da="I alt")
_VOTERS = Text(
    en="Of {eligible} entitled to vote, {cast} voted ({turnout}).",
    da="Af {eligible} stemmeberettigede stemte {cast} ({turnout}).",
)
_CAST = Text(en="{cast} voted.", da="{cast} stemte.")
_VALID = Text(
    en="Valid: {valid}; the shares are of these.", da="Gyldige: {valid}; andelene er af dem."
)
_MAYOR = Text(en="The mayor is of {list}.", da="Borgmesteren er fra {list}.")
_NO_MAYOR = Text(en="The mayor's list is not known.", da="Borgmesterens liste kendes ikke.")
_FULL = Text(
    en="{list} has {candidates} and cannot have more seats.",
    da="{list} har {candidates} og kan ikke få flere mandater.",
)
_AGREES = Text(
    en="The votes, the registered alliances and the candidates give the official seats.",
    da="Stemmerne, de anmeldte valgforbund og kandidaterne giver de officielle mandater.",
)
_GIVES = Text(
    en="The votes alone give the official seats; no alliances are known.",
    da="Stemmerne alene giver de officielle mandater; ingen valgforbund kendes.",
)
_ALONE = Text(
    en="No alliances are known; the votes alone would give the seats in the last column.",
    da="Ingen valgforbund kendes; stemmerne alene ville give mandaterne i sidste kolonne.",
)
_DIFFERS = Text(
    en="By these figures the seats would be those in the last column.",
    da="Efter disse tal ville mandaterne være dem i sidste kolonne.",
)
_NO_SEATS = Text(en="Its seats are not known.", da="Dets mandater kendes ikke.")
_STATUS = {
    "derived": Text(
        en="The number that voted is reckoned from other published figures.",
        da="Antallet af stemmende er udregnet af andre offentliggjorte tal.",
    ),
    "doubtful": Text(
        en="The number that voted is doubtful.", da="Antallet af stemmende er tvivlsomt."
    ),
}


def sheet_of_council(
    council: Council, shared: Apportionment | None, election: str, language: Language
) -> Sheet:
    """Return one row a list, and a note on voters, mayor and how the seats were checked.

    Shared are its seats recomputed; None where they cannot be.
    """
    alliances = {
        key: alliance.label for alliance in council.alliances for key in alliance.parties()
    }
    valid = council.votes_valid or council.listed_votes
    rows: list[tuple[Cell, ...]] = [
        (
            entry.letter or None,
            entry.ballot_name or entry.name,
            entry.votes,
            None if entry.votes is None else float(Fraction(entry.votes, valid)),
            entry.candidates,
            alliances.get(entry.key),
            entry.seats,
            shared.seats[entry.key] if shared else None,
        )
        for entry in council.lists
    ]
    sums = (council.listed_votes, None, None, None, council.council_seats)
    rows.append((None, _SUM.text(language), *sums, shared.house_size if shared else None))
    sheet = _TABLE.sheet(language, rows, place=council.municipality, election=election)
    note = " ".join(_sentences(council, shared, language))
    return evolve(sheet, note=note, sums=True)


def _sentences(council: Council, shared: Apportionment | None, language: Language) -> Iterator[str]:
    yield from _voters(council, language)
    if council.mayor is None:
        yield _NO_MAYOR.text(language)
    else:
        yield _MAYOR.text(language, list=council.mayor)
    if contested := contested_mayor(council):
        yield in_language(contested, language) + "."
    if shared is None:
        yield _NO_SEATS.text(language)
        return
    for name, cap in shared.caps.items():
        yield _FULL.text(language, list=name, candidates=nouns.candidates(cap))
    if all(entry.seats == shared.seats[entry.key] for entry in council.lists):
        yield (_AGREES if council.alliances else _GIVES).text(language)
    else:
        yield (_DIFFERS if council.alliances else _ALONE).text(language)


def _voters(council: Council, language: Language) -> Iterator[str]:
    cast, eligible = council.votes_cast, council.eligible_voters
    if cast is not None and eligible:
        share = percent(Fraction(cast, eligible), language)
        yield _VOTERS.text(language, eligible=eligible, cast=cast, turnout=share)
    elif cast is not None:
        yield _CAST.text(language, cast=cast)
    if said := _STATUS.get(council.votes_cast_status):
        yield said.text(language)
    if council.votes_valid is not None:
        yield _VALID.text(language, valid=nouns.votes(council.votes_valid))
