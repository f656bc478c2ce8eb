"""The councils of one election side by side: lists by council, sizes, mayors and caps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.composition import by_rule_itself
from kkr_allocation.presentation.composition_protocol import contested
from kkr_allocation.presentation.composition_texts import COUNCIL
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell

__all__ = ["overview", "side_by_side"]

_TITLE = Text(en="{councils} after {election}", da="{councils} efter {election}")
_FIGURES = Text(en="the election", da="valget")
_LIST = Text(en="List", da="Liste")
_OTHERS = Text(en="Others", da="Øvrige")
_MEMBERS = Text(en="Members", da="Medlemmer")
_MAYORS = Text(en="Mayors", da="Borgmestre")
_OF_ALL = Text(en="{mayors} of {municipalities}", da="{mayors} af {municipalities}")
_CAP = Text(en="Cap", da="Loft")
_AT_CAP = Text(en="At the cap", da="Ved loftet")
_YES = Text(en="yes", da="ja")
_NO = Text(en="no", da="nej")
_ALL = Text(en="{members} in all.", da="{members} i alt.")
_ALL_BY_RULE = Text(
    en="{members} in all; {other} where {rule} itself sets the size. In brackets: the members by "
    "{rule}, where they are not the same.",
    da="{members} i alt; {other}, hvor {rule} selv bestemmer antallet. I parentes: medlemmerne "
    "efter {rule}, hvor de ikke er de samme.",
)
_LOTS = Text(
    en="By {rule} itself a lot has to be drawn first in {councils}.",
    da="Efter {rule} selv skal der først trækkes lod i {councils}.",
)
_OTHERS_ARE = Text(
    en="Others: the mayors of {lists}, outside the sharing.",
    da="Øvrige: borgmestrene fra {lists}, uden for fordelingen.",
)
_CAPPED = Text(
    en="At the cap the seats are not in proportion to the votes, and which of them give way, no "
    "text says.",
    da="Ved loftet svarer pladserne ikke til stemmerne, og hvilke der falder bort, siger ingen "
    "tekst.",
)
_LETTERS = 2
"""No party has more letters."""


def overview(councils: Sequence[Composition], language: Language, *, election: str = "") -> Sheet:
    """Return one table of several councils: a row for each list, a column for each council.

    How large is each, how many members has each list, and which of them are at their cap?

    Parameters
    ----------
    councils : sequence of Composition
        At least one, of the same statutes.
    language : {"en", "da"}
        The language of title, headings and note.
    election : str
        What the election is called.

    Returns
    -------
    Sheet
        Members list by list, and in brackets those where d'Hondt itself sets the size, where they
        differ; below them the sum, the mayors among them and the cap. Local lists with a mayor,
        which take no part in the sharing, have a row together.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> election = kkr.load_election(2021)
    >>> names = ["KKR Sjælland", "KKR Nordjylland"]
    >>> shown = overview([kkr.compose_region(election, name) for name in names], "da")
    >>> shown.headings
    ('Liste', 'Sjælland', 'Nordjylland')
    >>> shown.rows[0], shown.rows[shown.sum_row]
    (('A', ' 9 (8)', ' 6'), ('Medlemmer', '31 (24)', '22'))
    """
    read = [by_rule_itself(council) for council in councils]
    others = [reading.composition if reading else None for reading in read]
    rows = list(_rows(councils, others, language))
    below: list[tuple[Cell, ...]] = [
        (_MAYORS.text(language), *(_mayors(council, language) for council in councils)),
        (_CAP.text(language), *(None if c.cap is None else _count(c.cap) for c in councils)),
        (_AT_CAP.text(language), *((_YES if c.capped else _NO).text(language) for c in councils)),
    ]
    return Sheet(
        _TITLE.text(
            language, councils=nouns.councils(len(councils)), election=election or _FIGURES
        ),
        (_LIST.text(language), *(c.basis.name.removeprefix("KKR ") for c in councils)),
        (*rows, *below),
        " ".join(_notes(councils, others, language)),
        sums=True,
        below=len(below),
    )


def side_by_side(results: Sequence[object], language: Language) -> Sheet | None:
    """Return the overview of several results, where they are councils of different regions.

    Parameters
    ----------
    results : sequence
        Results of any kind.
    language : {"en", "da"}
        The language of title, headings and note.

    Returns
    -------
    Sheet or None
        None where they are not all councils of the same statutes, each with a name of its own.
    """
    councils = [result for result in results if isinstance(result, Composition)]
    names = {council.basis.name for council in councils} - {""}
    if not 1 < len(results) == len(names):
        return None
    if any(council.statutes != councils[0].statutes for council in councils):
        return None
    elections = {c.basis.coverage.name.rpartition(", ")[2] for c in councils if c.basis.coverage}
    return overview(councils, language, election=elections.pop() if len(elections) == 1 else "")


def _rows(
    councils: Sequence[Composition], others: Sequence[Composition | None], language: Language
) -> Iterator[tuple[Cell, ...]]:
    """Yield the lists with most votes first, the local lists together, and the sum."""
    votes: Counter[str] = Counter()
    for council in councils:
        votes.update({name: council.votes[name] for name in council.seats})
    own = {name for council in councils for name in council.eligible}
    own |= {name for name in votes if len(name) <= _LETTERS}
    seats = [council.seats for council in councils]
    itself = [other.seats if other else None for other in others]
    for name, _ in votes.most_common():
        if name in own:
            yield name, *map(_cell, *_of({name}, seats, itself))
    if local := set(votes) - own:
        yield _OTHERS.text(language), *map(_cell, *_of(local, seats, itself))
    yield _MEMBERS.text(language), *map(_cell, *_of(set(votes), seats, itself))


def _of(
    lists: set[str],
    seats: Sequence[Mapping[str, int]],
    itself: Sequence[Mapping[str, int] | None],
) -> tuple[list[int], list[int | None]]:
    """Return how many members these lists have in each council, by both readings."""
    return (
        [sum(n for name, n in of.items() if name in lists) for of in seats],
        [
            None if of is None else sum(n for name, n in of.items() if name in lists)
            for of in itself
        ],
    )


def _cell(seats: int, itself: int | None) -> str | None:
    """Write members so that their units stand below one another, however they are set."""
    if not seats and not itself:
        return None
    return _count(seats) if itself in (None, seats) else f"{_count(seats)} ({itself})"


def _name(council: Composition) -> Text:
    """Return the council's name, which is the same in both languages where it has one."""
    name = council.basis.name
    return Text(en=name, da=name) if name else COUNCIL


def _count(members: int) -> str:
    return f"{members:>2}"


def _mayors(council: Composition, language: Language) -> str:
    """Write how many mayors there are, and of how many where the figures lack some."""
    known, all_of_them = sum(council.mayors.values()), council.basis.municipalities
    if known == all_of_them:
        return _count(known)
    return _OF_ALL.text(language, mayors=_count(known), municipalities=all_of_them)


def _notes(
    councils: Sequence[Composition], others: Sequence[Composition | None], language: Language
) -> Iterator[str]:
    rule = councils[0].statutes.rule
    members = nouns.members(sum(council.house_size for council in councils))
    known = [other.house_size for other in others if other]
    if len(known) == len(councils):
        yield _ALL_BY_RULE.text(language, members=members, other=sum(known), rule=rule)
    else:
        yield _ALL.text(language, members=members)
    if known and (lots := [_name(c) for c, o in zip(councils, others, strict=True) if not o]):
        yield _LOTS.text(language, rule=rule, councils=lots)
    local = dict.fromkeys(name for c in councils for name in c.outsiders if len(name) > _LETTERS)
    if local:
        yield _OTHERS_ARE.text(language, lists=list(local))
    if any(council.capped for council in councils):
        yield _CAPPED.text(language)
    for council in councils:
        yield from (
            f"{_name(council).text(language)}: {said}" for said in contested(council, language)
        )
