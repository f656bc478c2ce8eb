"""Entitlements and picking orders as frames, protocols and HTML."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.presentation.markup import table
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    import pandas as pd

    from kkr_allocation.appointments.deviation import Deviation
    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.picking import PickingOrder
    from kkr_allocation.apportionment.exact import Apportionment

__all__ = [
    "agreed_sentences",
    "entitlement_explanation",
    "entitlement_frame",
    "entitlement_html",
    "order_explanation",
    "order_frame",
    "order_html",
    "turn_note",
]

_PRACTICE = Source(
    "KKR practice: agreement, else proportionally",
    "",
    SourceStatus.INFERRED,
    danish="KKR's praksis: aftale, ellers forholdstal",
)
_TURNS = Source(
    "Practice of Danish councils: order of quotients",
    "",
    SourceStatus.PUBLISHED,
    danish="Praksis i danske kommuner: kvotienternes rækkefølge",
)

_TITLE = Text(en="Who may fill {posts} in {fora}", da="Retten til {posts} i {fora}")
_SHARED = Text(
    en="{package}: {posts:is|are} shared by {rule}: {won}.",
    da="{package}: {posts} fordeles efter {rule}: {won}.",
)
_STAND = Text(
    en="{package}: {posts:stands|stand} with the lists that had them: {won}.",
    da="{package}: {posts} bliver hos de lister, der havde dem: {won}.",
)
_WHOLE = Text(en="All fora together", da="Alle fora under ét")
_CAPPED = Text(
    en="{list} can fill at most {posts}; what it would win beyond passes to the next entitled.",
    da="{list} kan højst besætte {posts}; resten går til den næste berettigede.",
)
_SPREAD = Text(
    en="The posts are spread over the fora so that every alliance and every list has the whole "
    "part of its share of each forum, or one more.",
    da="Pladserne spredes på fora, så hvert valgforbund og hver liste i hvert forum får den hele "
    "del af sin andel eller én mere.",
)
_DEPARTS = Text(
    en="In {fora} the split between alliances is not the forum's own; "
    "no table has fewer such fora.",
    da="I {fora} er delingen mellem valgforbund ikke forummets egen; ingen tabel har færre af dem.",
)
_DEPARTS_AGREED = Text(
    en="With the agreed deviations the split between alliances is not the forum's own in {fora}.",
    da="Med de aftalte fravigelser er delingen mellem valgforbund ikke forummets egen i {fora}.",
)
_DEPARTS_STANDING = Text(
    en="As the posts stand, the split between alliances is not the forum's own in {fora}.",
    da="Som pladserne står, er delingen mellem valgforbund ikke forummets egen i {fora}.",
)
_AGREED = Text(
    en="{giver} leaves {posts} in {forum} to {taker}: {reason}.",
    da="{giver} overlader {posts} i {forum} til {taker}: {reason}.",
)
_LOT = Text(
    en="Lots were drawn between {claimants}, won by {winners}.",
    da="Der blev trukket lod mellem {claimants}, vundet af {winners}.",
)
_CAPTION = Text(en="Posts by forum and list", da="Pladser efter forum og liste")
_FORUM = Text(en="Forum", da="Forum")
_POSTS = Text(en="Posts", da="Pladser")
_TOTAL = Text(en="Total", da="I alt")
_ORDER = Text(en="The order in which {posts:is|are} chosen", da="Rækkefølgen for valg af {posts}")
_TURN = Text(
    en="{list} chooses on the quotient {quotient}{note}",
    da="{list} vælger på kvotienten {quotient}{note}",
)
_NOTES = {"passed turn ": "sprang tur {} over", "swapped with turn ": "byttede med tur {}"}


def _won(posts: Mapping[str, int]) -> list[str]:
    return [f"{name} {count}" for name, count in posts.items()]


def entitlement_frame(result: Entitlement) -> pd.DataFrame:
    """Return one row a forum and list: forum, alliance, party, posts; rows of no posts included.

    `alliance` is the label of the outer alliance, empty for a list that stands alone.
    """
    import pandas as pd

    home = {p: b for b, parties in result.blocks.items() for p in parties if parties != (b,)}
    rows = [
        (forum, home.get(party, ""), party, posts)
        for forum, row in result.table.items()
        for party, posts in row.items()
    ]
    return pd.DataFrame(rows, columns=["forum", "alliance", "party", "posts"])


def entitlement_explanation(result: Entitlement, language: Language) -> Explanation:
    """Return the sharing of each package, the spreading, and what departs from a forum's own."""
    sentences = [
        *_shares(result, language),
        *(
            _CAPPED.text(language, list=party, posts=nouns.posts(cap))
            for party, cap in result.caps.items()
        ),
        *(_LOT.text(language, claimants=lot.claimants, winners=lot.winners) for lot in result.lots),
        *_spreading(result, language),
    ]
    house = sum(forum.posts for forum in result.fora)
    title = _TITLE.text(language, posts=nouns.posts(house), fora=nouns.fora(len(result.fora)))
    return Explanation(
        title,
        language,
        tuple(Step(i, text, _PRACTICE) for i, text in enumerate(sentences, start=1)),
    )


def _stands(share: Apportionment) -> bool:
    """Say whether all posts are those that stood before, as after a vacancy is filled."""
    return bool(share.floors) and +Counter(share.floors) == +Counter(share.seats)


def _shares(result: Entitlement, language: Language) -> Iterator[str]:
    for package, share in result.shares.items():
        yield (_STAND if _stands(share) else _SHARED).text(
            language,
            package=_WHOLE if set(result.packages) == {"package"} else package,
            posts=nouns.posts(share.house_size),
            rule=result.rule,
            won=_won(share.seats),
        )


def _spreading(result: Entitlement, language: Language) -> Iterator[str]:
    if any(len(fora) > 1 for fora in result.packages.values()):
        yield _SPREAD.text(language)
    yield from agreed_sentences(result.deviations, language)
    if result.departures:
        stands = any(map(_stands, result.shares.values()))
        text = _DEPARTS_AGREED if result.deviations else _DEPARTS_STANDING if stands else _DEPARTS
        yield text.text(language, fora=result.departures)


def agreed_sentences(deviations: Iterable[Deviation], language: Language) -> Iterator[str]:
    """Yield each agreed deviation with its reason."""
    for agreed in deviations:
        yield _AGREED.text(
            language,
            giver=agreed.giver,
            taker=agreed.taker,
            forum=agreed.forum,
            posts=nouns.posts(agreed.posts),
            reason=agreed.reason,
        )


def entitlement_html(result: Entitlement) -> str:
    """Return the forum x list table with totals."""
    parties = list(result.strengths)
    rows = [
        [forum.name, forum.posts, *(result.table[forum.name][p] for p in parties)]
        for forum in result.fora
    ]
    house = sum(forum.posts for forum in result.fora)
    rows.append([_TOTAL.en, house, *result.totals.values()])
    return table(_CAPTION.en, [_FORUM.en, _POSTS.en, *parties], rows)


def order_frame(result: PickingOrder) -> pd.DataFrame:
    """Return one row a turn: turn, party, quotient, note; the quotient is a float for the eye."""
    import pandas as pd

    return pd.DataFrame(
        {
            "turn": [turn.number for turn in result.turns],
            "party": [turn.party for turn in result.turns],
            "quotient": pd.array(
                [None if t.quotient is None else float(t.quotient) for t in result.turns],
                dtype="Float64",
            ),
            "note": [turn.note for turn in result.turns],
        }
    )


def order_explanation(result: PickingOrder, language: Language) -> Explanation:
    """Return one step a turn."""
    steps = [
        Step(
            turn.number,
            _TURN.text(
                language,
                list=turn.party,
                quotient=_quotient(turn.quotient, language),
                note=f" ({turn_note(turn.note, language)})." if turn.note else ".",
            ),
            _TURNS,
        )
        for turn in result.turns
    ]
    title = _ORDER.text(language, posts=nouns.posts(len(result.turns)))
    return Explanation(title, language, tuple(steps))


def _quotient(quotient: Fraction | None, language: Language) -> str:
    """Write a quotient; a whole one without decimals."""
    if quotient is None:
        return "–"
    whole = quotient.denominator == 1
    return number(quotient.numerator, language) if whole else decimal(quotient, language)


def turn_note(note: str, language: Language) -> str:
    """Return a turn's note in the language; a note of somebody's own as it stands.

    Examples
    --------
    >>> turn_note("passed turn 3", "da"), turn_note("swapped with turn 2", "da")
    ('sprang tur 3 over', 'byttede med tur 2')
    """
    for en, da in _NOTES.items():
        if language == "da" and note.startswith(en):
            return da.format(note.removeprefix(en))
    return note


def order_html(result: PickingOrder) -> str:
    """Return the turns as a table."""
    rows = [[t.number, t.party, str(t.quotient or "–"), t.note] for t in result.turns]
    return table("Picking order", ["Turn", "List", "Quotient", "Note"], rows)
