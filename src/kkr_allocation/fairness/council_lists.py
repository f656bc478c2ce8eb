"""The lists of a council: their votes and mayors, and which of them take part in the sharing."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.entries import (
    count,
    counts,
    entry,
    false,
    part,
    ratio,
    texts,
    truth,
)
from kkr_allocation.fairness.entry_words import in_danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.entries import Document

__all__ = ["check_lists", "check_places", "checked_total", "is_eligible", "pooled"]


def _cooperations(basis: Document) -> dict[str, tuple[str, ...]]:
    written = part(basis, "cooperations")
    return {name: texts(written, name) for name in written}


def pooled(basis: Document, figure: str) -> dict[str, int]:
    """Return votes or mayors by list, the members of a co-operation added up."""
    lists, figures = counts(basis, "votes"), counts(basis, figure)
    spelled = Counter(" ".join(name.split()).casefold() for name in lists)
    alike = [name for name in lists if spelled[" ".join(name.split()).casefold()] > 1]
    if alike:
        raise false(
            f"{', '.join(map(repr, alike)):.80} have votes",
            why="names that differ only in spaces or capitals are one list",
            da=f"{', '.join(map(repr, alike)):.80} har stemmer",
            da_why="navne, der kun er forskellige i mellemrum eller store bogstaver, er én liste",
        )
    unions = _cooperations(basis)
    joined = [member for members in unions.values() for member in members]
    for name in (*figures, *joined):
        if name not in lists:
            raise false(
                f"{name!r} has {figure} or co-operates",
                why="it has no votes entry",
                da=f"{name!r} har {in_danish(figure)} eller er i et listesamarbejde",
                da_why="den liste står ikke under stemmerne",
            )
    if len(set(joined)) != len(joined) or set(unions) & set(lists):
        raise false(
            "a member of a co-operation is counted twice",
            why="its votes are counted once",
            da="en liste i et listesamarbejde tælles to gange",
            da_why="dens stemmer tælles én gang",
        )
    for entered in ("entitled", "represented"):
        stated = texts(basis, entered) if entry(basis, entered) is not None else ()
        strange = {*stated} - {*lists, *unions}
        if strange or (entered == "entitled" and {*stated} & {*joined}):
            raise false(
                f"{entered} names {', '.join(sorted(strange or {*stated} & {*joined})):.80}",
                why="a list has votes, and a member of a co-operation is counted under it",
                da=f"{in_danish(entered)} nævner "
                f"{', '.join(sorted(strange or {*stated} & {*joined})):.80}",
                da_why="en liste har stemmer, og et medlem af et listesamarbejde tælles med i det",
            )
    alone = {name: figures.get(name, 0) for name in lists if name not in joined}
    return alone | {
        name: sum(figures.get(member, 0) for member in members) for name, members in unions.items()
    }


def checked_total(basis: Document, votes: Mapping[str, int], base: str) -> int:
    """Return the votes that the threshold is a share of, held to the listed ones.

    Parameters
    ----------
    basis : mapping
        The basis of a composition.
    votes : mapping of str to int
        Votes by list.
    base : str
        ``"VALID"`` or ``"CAST"``.
    """
    listed, valid = sum(votes.values()), count(basis, "votes_valid")
    cast = None if entry(basis, "votes_cast") is None else count(basis, "votes_cast")
    if not 0 < listed <= valid:
        raise false(
            f"{Count(valid):vote is|votes are} valid",
            why=f"the lists have {listed}",
            da=f"{Count(valid):stemme er gyldig|stemmer er gyldige}",
            da_why=f"listerne har {listed}",
        )
    if cast is not None and cast < valid:
        raise false(
            f"{Count(cast):vote was|votes were} cast",
            why=f"{Count(valid):of them is|of them are} valid",
            da=f"der er afgivet {Count(cast):stemme|stemmer}",
            da_why=f"{Count(valid):stemme er gyldig|stemmer er gyldige}",
        )
    if base == "VALID":
        return valid
    if cast is None:
        raise false(
            "the threshold is a share of the votes cast",
            why="how many were cast is not stated",
            da="spærregrænsen er en andel af de afgivne stemmer",
            da_why="det er ikke anført, hvor mange der er afgivet",
        )
    return cast


def check_places(basis: Document, mayors: Mapping[str, int]) -> None:
    """Refuse more mayors than municipalities, and a contested one who is not among them.

    Parameters
    ----------
    basis : mapping
        The basis of a composition.
    mayors : mapping of str to int
        Mayors by list, those of a co-operation added up.
    """
    places, named = count(basis, "municipalities"), texts(basis, "places")
    if named and len(set(named)) != places:
        raise false(
            f"there are {Count(places):municipality|municipalities}",
            why=f"{len(set(named))} are named",
            da=f"der er {Count(places):kommune|kommuner}",
            da_why=f"{len(set(named))} er nævnt",
        )
    if sum(mayors.values()) > places:
        raise false(
            f"{Count(sum(mayors.values())):mayor sits|mayors sit}",
            why=f"of {Count(places):municipality|municipalities}",
            da=f"der er {Count(sum(mayors.values())):borgmester|borgmestre}",
            da_why=f"der er {Count(places):kommune|kommuner}",
        )
    contested, sitting = part(basis, "contested"), counts(basis, "mayors")
    counted = Counter(texts(contested, place)[0] for place in contested)
    strange = {place for place in contested if named and place not in named}
    strange |= {name for name, number in counted.items() if number > sitting.get(name, 0)}
    if strange:
        raise false(
            f"the mayor of {', '.join(sorted(strange)):.80} is stated to be contested",
            why="no such mayor is counted",
            da=f"borgmesteren for {', '.join(sorted(strange)):.80} er anført som omstridt",
            da_why="den borgmester er ikke talt med",
        )


def is_eligible(name: str, votes: int, total: int, basis: Document, statutes: Document) -> bool:
    """Whether a list is entitled, reaches the threshold and sits in some council."""
    unions = _cooperations(basis)
    entitled = entry(basis, "entitled")
    may_stand = entitled is None or name in texts(basis, "entitled") or name in unions
    seated = (
        not truth(statutes, "council_seat_required")
        or entry(basis, "represented") is None
        or bool({name, *unions.get(name, ())} & set(texts(basis, "represented")))
    )
    return may_stand and seated and Fraction(votes, total) >= ratio(statutes, "threshold")


def check_lists(document: Document, name: str, right: set[str], called: Bilingual) -> None:
    """Refuse an entry that does not name just these lists, each once."""
    stated = texts(document, name)
    if set(stated) != right or len(set(stated)) != len(stated):
        others = ", ".join(sorted(set(stated) ^ right))
        raise false(
            f"{called}: wrong about {others or 'a list twice'}",
            why="it does not follow from the inputs",
            da=f"{called.da}: forkert om {others or 'en liste to gange'}",
            da_why="det følger ikke af tallene",
        )
