"""Job 1 as a frame, KL's annex, a protocol, HTML, and its readings side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.composition.alternatives import read
from kkr_allocation.composition.statutes import FixedSize, SizeRule
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.composition_protocol import (
    cast_rest,
    contested,
    protocol,
    title,
    warning,
)
from kkr_allocation.presentation.composition_readings import CHOICES, differences, groups
from kkr_allocation.presentation.composition_texts import BLANK, BLANK_KNOWN, BLANK_OR_OTHERS
from kkr_allocation.presentation.language import Text, signed
from kkr_allocation.presentation.markup import table
from kkr_allocation.presentation.sheet import Sheet, written
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.composition.alternatives import Reading
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.composition_readings import Group
    from kkr_allocation.presentation.sheet import Cell

__all__ = [
    "alternatives",
    "annex",
    "by_rule_itself",
    "explanation",
    "frame",
    "html",
]

_LIST = Text(en="List", da="Liste")
_VOTES = Text(en="Votes", da="Stemmer")
_SHARE = Text(en="Share of valid votes", da="Andel af gyldige stemmer")
_SHARE_INFERRED = Text(en="Share of valid votes (inferred)", da="Andel af gyldige stemmer (udledt)")
_MAYORS = Text(en="Mayors", da="Borgmestre")
_SUPPLEMENTARY = Text(en="Supplementary members", da="Supplerende medlemmer")
_SEATS = Text(en="In all", da="I alt")
_BY_RULE = Text(en="In all by {rule}", da="I alt efter {rule}")
_NOT_BY_RULE = Text(
    en="Sized by {rule} itself it cannot be shown: {problem}.",
    da="Med antallet efter {rule} selv kan det ikke vises: {problem}.",
)
_OTHERS = Text(en="Other lists", da="Øvrige lister")
_SUM = Text(en="Valid votes and members in all", da="Gyldige stemmer og medlemmer i alt")
_SUM_INFERRED = Text(
    en="Votes of the lists in the figures, and members in all",
    da="Stemmer på listerne i tallene og medlemmer i alt",
)
_RESTS = {
    BLANK: Text(en="Blank and invalid votes", da="Blanke og ugyldige stemmer"),
    BLANK_KNOWN: Text(
        en="Blank and invalid votes, as far as is known",
        da="Blanke og ugyldige stemmer, så vidt det vides",
    ),
    BLANK_OR_OTHERS: Text(
        en="Blank and invalid votes, and lists that are not in the figures",
        da="Blanke og ugyldige stemmer og lister, der ikke er i tallene",
    ),
}


def by_rule_itself(council: Composition) -> Reading | None:
    """Return the council as d'Hondt itself would size it, the reading that is always shown too.

    None for a council that is read so already, and for one of a fixed size. A draw may be needed
    first; then the reading says so and has no council.
    """
    statutes = council.statutes
    if isinstance(statutes.size_rule, FixedSize) or statutes.size_rule is SizeRule.DIVISOR:
        return None
    return read(council.basis, evolve(statutes, size_rule=SizeRule.DIVISOR), council.lots)


def frame(council: Composition) -> pd.DataFrame:
    """Return one row for each list that is eligible or has a member.

    Returns
    -------
    pandas.DataFrame
        Columns ``party``, ``votes``, ``share`` (of the valid votes, from 0 to 1), ``mayors``,
        ``supplementary`` and ``seats``.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> council.to_frame()
      party  votes  share  mayors  supplementary  seats
    0     A     60    0.6       1              1      2
    1     V     40    0.4       1              0      1
    """
    import pandas as pd

    columns = ["party", "votes", "share", "mayors", "supplementary", "seats"]
    valid = council.basis.votes_valid
    rows = [
        (name, votes, votes / valid, mayors, seats - mayors, seats)
        for name, votes, mayors, seats in _lists(council)
    ]
    return pd.DataFrame(rows, columns=columns)


def _lists(council: Composition) -> Iterator[tuple[str, int, int, int]]:
    """Yield the lists that are eligible or have a member, in the order of the votes."""
    for standing in council.standings:
        if standing.eligible or standing.name in council.seats:
            seats = council.seats.get(standing.name, 0)
            yield standing.name, standing.votes, standing.mayors, seats


def annex(council: Composition, language: Language) -> Sheet:
    """Return the table as KL's annex shows it: full names, shares, a row of sums.

    The votes of the lists that are not in it stand in a row of their own, so that the sum is of
    all valid votes and the shares add up to 1. Blank and invalid votes, where they are known,
    stand below the sum and have no share. The last column has the members where d'Hondt itself
    sets the size, unless the council is read so; the note says where a lot has to be drawn first.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language of title, headings and note.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> for row in annex(council, "da").rows:
    ...     print(*row)
    A 60 0.6 1 1 2 1
    V 40 0.4 1 0 1 1
    Stemmer på listerne i tallene og medlemmer i alt 100 1.0 2 1 3 2
    """
    other = by_rule_itself(council)
    itself = other.composition if other else None
    rows = [*_rows(council, itself, language)]
    below = _below(council, language)
    if itself is None:
        rows, below = [row[:-1] for row in rows], [row[:-1] for row in below]
    inferred = council.basis.valid_status is SourceStatus.INFERRED
    share = _SHARE_INFERRED if inferred else _SHARE
    told = [_LIST, _VOTES, share, _MAYORS, _SUPPLEMENTARY, _SEATS, *([_BY_RULE] if itself else [])]
    note = [*warning(council, language), protocol(council, language)[-1].text]
    note += contested(council, language)
    if other and not itself:
        problem = in_language(other.problem, language)
        note.append(_NOT_BY_RULE.text(language, rule=council.statutes.rule, problem=problem))
    return Sheet(
        title(council, language),
        tuple(text.text(language, rule=council.statutes.rule) for text in told),
        (*rows, *below),
        " ".join(note),
        sums=True,
        below=len(below),
        tab=council.basis.name,
    )


def _rows(
    council: Composition, itself: Composition | None, language: Language
) -> Iterator[tuple[Cell, ...]]:
    """Yield the lists, all others together, and the sum of these."""
    basis = council.basis
    listed = 0
    for name, votes, mayors, seats in _lists(council):
        listed += votes
        by_rule = itself.seats.get(name, 0) if itself else None
        share = votes / basis.votes_valid
        yield basis.label(name), votes, share, mayors, seats - mayors, seats, by_rule
    if others := basis.votes_valid - listed:
        share = others / basis.votes_valid
        yield _OTHERS.text(language), others, share, None, None, None, None
    inferred = basis.valid_status is SourceStatus.INFERRED
    yield (
        (_SUM_INFERRED if inferred else _SUM).text(language),
        basis.votes_valid,
        1.0,
        sum(council.mayors.values()),
        sum(council.supplementary.values()),
        council.house_size,
        itself.house_size if itself else None,
    )


def _below(council: Composition, language: Language) -> list[tuple[Cell, ...]]:
    """Return the row of the votes cast that are no valid ones, where they are known."""
    what, cast = cast_rest(council), council.basis.votes_cast
    if what is None or cast is None:
        return []
    rest = cast - council.basis.votes_valid
    return [(_RESTS[what].text(language), rest, None, None, None, None, None)]


def explanation(council: Composition, language: Language) -> Explanation:
    """Return the protocol: the rules in their order, with the figures and a source each."""
    return protocol(council, language)


def html(council: Composition) -> str:
    """Return the annex as HTML, in English."""
    shown = annex(council, "en")
    write = partial(written, language="en")
    return table(shown.title, shown.headings, shown.rows, write=write, sum_row=shown.sum_row)


def alternatives(council: Composition, language: Language | None = None) -> pd.DataFrame:
    """Return each different council that some reading of the open rules gives, one row each.

    Parameters
    ----------
    council : Composition
        One reading.
    language : {"en", "da"}, optional
        The language of what is open, and of the readings; without it these are named as the
        choices are in the code.

    Returns
    -------
    pandas.DataFrame
        Columns ``reading`` (those that give this council, as shortly as is exact), ``status`` (how
        the best of them is known), ``this`` (whether it is the council at hand), ``house_size``,
        ``capped``, ``difference`` (from the council at hand, such as ``"A -1, V +2"``), ``open``
        (the lot to draw or why the reading cannot be met; then the figures are missing), every
        choice with all answers of the group, and one column of seats for each list.
    """
    import pandas as pd

    found = groups(council)
    lists = [
        name
        for name in council.votes
        if any(g.first.composition and name in g.first.composition.seats for g in found)
    ]
    shown = pd.DataFrame([_alternative(council, group, lists, language) for group in found])
    return shown.astype(
        {"house_size": "Int64", "capped": "boolean", **dict.fromkeys(lists, "Int64")}
    )


def _alternative(
    council: Composition, group: Group, lists: list[str], language: Language | None
) -> dict[str, object]:
    other = group.first.composition
    row: dict[str, object] = {
        "reading": group.name(language),
        "status": group.statuses(language) if language else group.status().word("en"),
        "this": any(reading.statutes == council.statutes for reading in group.members),
    }
    choices = {choice: group.values(choice) for choice in CHOICES}
    if other is None:
        missing = dict.fromkeys(("house_size", "capped"))
        still_open = in_language(group.first.problem, language or "en")
        return (
            row | missing | {"difference": "", "open": still_open} | choices | dict.fromkeys(lists)
        )
    changes = differences(council, other).items()
    changed = ", ".join(
        f"{name}\N{NO-BREAK SPACE}{signed(n)}" if language else f"{name} {n:+d}"
        for name, n in changes
    )
    return (
        row
        | {"house_size": other.house_size, "capped": other.capped}
        | {"difference": changed, "open": ""}
        | choices
        | {name: other.seats.get(name, 0) for name in lists}
    )
