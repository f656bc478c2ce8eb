"""A council as a frame and as KL's annex, its readings and other councils side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.composition.compose import Composition, read
from kkr_allocation.composition.statutes import FixedSize, SizeRule
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.council_steps import (
    CHOICES,
    cast_rest,
    contested,
    differences,
    groups,
    incomplete,
    protocol,
    title,
    warning,
)
from kkr_allocation.presentation.language import in_steps, say
from kkr_allocation.presentation.protocols import rows_html
from kkr_allocation.presentation.sheet import Kind, Sheet
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.composition.batch import BatchComposition
    from kkr_allocation.composition.compose import Reading
    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.election import Election, RegionElection
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.council_steps import Group
    from kkr_allocation.presentation.sheet import Cell


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
    """Return one row for each list that is eligible or has a member; its share is from 0 to 1."""
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
    """
    other = by_rule_itself(council)
    itself = other.composition if other else None
    rows, below = [*_rows(council, itself, language)], _below(council, language)
    if itself is None:
        rows, below = [row[:-1] for row in rows], [row[:-1] for row in below]
    rule, inferred = council.statutes.rule, council.basis.valid_status is SourceStatus.INFERRED
    share = "share_inferred" if inferred else "share"
    columns = ["list", "votes", share, "mayors", "supplementary", "seats"]
    if itself:
        columns.append("by_rule")
    note = [*incomplete(council, language), *warning(council, language)]
    note += [protocol(council, language)[-1].text]
    note += contested(council, language)
    if other and not itself:
        problem = in_language(other.problem, language)
        note.append(say("not_shown_by_rule", language, rule=rule, problem=problem))
    return Sheet(
        title(council, language),
        tuple(say(f"annex:{name}", language, rule=rule) for name in columns),
        (*rows, *below),
        " ".join(note),
        sums=True,
        below=len(below),
        kinds=(Kind.NAME, Kind.COUNT, Kind.SHARE, *(Kind.COUNT for _ in columns[3:])),
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
        yield say("other_lists", language), others, share, None, None, None, None
    inferred = basis.valid_status is SourceStatus.INFERRED
    yield (
        say("sum_of_listed" if inferred else "sum_of_annex", language),
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
    label = say(f"below_valid_votes:{what}", language)
    return [(label, rest, *[None] * 5)]


explanation = protocol
"""The rules in their order, with the figures and a source each."""


def sheets(council: Composition, language: Language) -> tuple[Sheet]:
    """Return the annex."""
    return (annex(council, language),)


def alternatives(council: Composition) -> pd.DataFrame:
    """Return each different council that some reading of the open rules gives, one row each.

    The council's own readings are first. Where a lot has to be drawn, or a reading cannot be met,
    that is said and the figures are missing. The readings are named as the choices in the code.
    """
    found = groups(council)
    lists = [
        name
        for name in council.votes
        if any(g.first.composition and name in g.first.composition.seats for g in found)
    ]
    shown = pd.DataFrame([_alternative(council, group, lists) for group in found])
    return shown.astype(
        {"house_size": "Int64", "capped": "boolean", **dict.fromkeys(lists, "Int64")}
    )


def _alternative(council: Composition, group: Group, lists: list[str]) -> dict[str, object]:
    other = group.first.composition
    row: dict[str, object] = {
        "reading": group.name(),
        "status": group.status().word("en"),
        "this": any(reading.statutes == council.statutes for reading in group.members),
    }
    choices = {choice: group.values(choice) for choice in CHOICES}
    if other is None:
        missing = dict.fromkeys(("house_size", "capped"))
        still_open = in_language(group.first.problem, "en")
        return (
            row | missing | {"difference": "", "open": still_open} | choices | dict.fromkeys(lists)
        )
    changes = differences(council, other).items()
    changed = ", ".join(f"{name} {change:+d}" for name, change in changes)
    return (
        row
        | {"house_size": other.house_size, "capped": other.capped}
        | {"difference": changed, "open": ""}
        | choices
        | {name: other.seats.get(name, 0) for name in lists}
    )


# The councils of one election side by side: lists by council, sizes, mayors and caps.


_LETTERS = 2
"""No party has more letters."""


def overview(councils: Sequence[Composition], language: Language, *, election: str = "") -> Sheet:
    """Return one table of several councils of the same statutes: lists by councils.

    In brackets stand the members where d'Hondt itself sets the size, where they differ; below
    them the sum, the mayors among them and the cap. Local lists with a mayor, which take no part
    in the sharing, have a row together.
    """
    read = [by_rule_itself(council) for council in councils]
    others = [reading.composition if reading else None for reading in read]
    rows = list(_overview_rows(councils, others, language))
    below: list[tuple[Cell, ...]] = [
        (say("mayors_heading", language), *(_mayors(council, language) for council in councils)),
        (say("cap", language), *(None if c.cap is None else _count(c.cap) for c in councils)),
        (say("at_cap", language), *(say("yes" if c.capped else "no", language) for c in councils)),
    ]
    return Sheet(
        say(
            "councils_after",
            language,
            councils=len(councils),
            election=election or say("election", language),
        ),
        (say("list", language), *(c.basis.name.removeprefix("KKR ") for c in councils)),
        (*rows, *below),
        " ".join(_notes(councils, others, language)),
        sums=True,
        below=len(below),
    )


def side_by_side(results: Sequence[object], language: Language) -> Sheet | None:
    """Return the overview of results that are councils of different regions and equal statutes."""
    councils = [result for result in results if isinstance(result, Composition)]
    names = {council.basis.name for council in councils} - {""}
    if not 1 < len(results) == len(names):
        return None
    if any(council.statutes != councils[0].statutes for council in councils):
        return None
    elections = {c.basis.coverage.name.rpartition(", ")[2] for c in councils if c.basis.coverage}
    return overview(councils, language, election=elections.pop() if len(elections) == 1 else "")


def _overview_rows(
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
        yield say("others", language), *map(_cell, *_of(local, seats, itself))
    yield say("members", language), *map(_cell, *_of(set(votes), seats, itself))


def _of(
    lists: set[str], seats: Sequence[Mapping[str, int]], itself: Sequence[Mapping[str, int] | None]
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


def _count(members: int) -> str:
    return f"{members:>2}"


def _mayors(council: Composition, language: Language) -> str:
    """Write how many mayors there are, and of how many where the figures lack some."""
    known, all_of_them = sum(council.mayors.values()), council.basis.municipalities
    if known == all_of_them:
        return _count(known)
    return say("mayors_of_homes", language, mayors=_count(known), municipalities=all_of_them)


def _notes(
    councils: Sequence[Composition], others: Sequence[Composition | None], language: Language
) -> Iterator[str]:
    names = [c.basis.name or say("council", language) for c in councils]
    rule = councils[0].statutes.rule
    members = sum(council.house_size for council in councils)
    known = [other.house_size for other in others if other]
    if len(known) == len(councils):
        yield say("members_by_both", language, members=members, other=sum(known), rule=rule)
    else:
        yield say("members_in_all", language, members=members)
    if known and (lots := [name for name, other in zip(names, others, strict=True) if not other]):
        yield say("lot_drawn_first", language, rule=rule, councils=lots)
    local = dict.fromkeys(name for c in councils for name in c.outsiders if len(name) > _LETTERS)
    if local:
        yield say("others_outside", language, lists=list(local))
    if any(council.capped for council in councils):
        yield say("at_cap_unsettled", language)
    for name, council in zip(names, councils, strict=True):
        yield from incomplete(council, language)
        yield from (f"{name}: {said}" for said in contested(council, language))


# Batches of councils as frames, in words and as HTML.


def batch_frame(result: BatchComposition) -> pd.DataFrame:
    """Return one row a council: house_size, capped, tied, refused, and the members of each list."""
    seats = pd.DataFrame(result.seats, columns=list(result.lists))
    marks = {
        "house_size": result.house_size,
        "capped": result.capped,
        "tied": result.tied,
        "refused": result.refused,
    }
    return pd.concat([pd.DataFrame(marks), seats], axis="columns").rename_axis("council")


def batch_explanation(result: BatchComposition, language: Language) -> Explanation:
    """Say how many councils there are, how many need a lot, and how many have no answer."""
    tied, refused = int(result.tied.sum()), int(result.refused.sum())
    left = say("councils_left", language, tied=tied, refused=refused)
    source = result.statutes.source("size_rule")
    title = say("councils_by", language, councils=len(result), statutes=result.statutes.name)
    said = (say("each_council_by_itself", language), left)
    return in_steps(title, language, ((text, source) for text in said))


# The figures of an election: a row for each list of each municipality.


_COLUMNS = {
    "municipality": "str",
    "code": "str",
    "list": "str",
    "votes": "Int64",
    "seats": "Int64",
    "candidates": "Int64",
    "mayor": "bool",
    "status": "str",
}


def council_frame(council: Council) -> pd.DataFrame:
    """Return a row for each list, and for a mayor's list that is not among them."""
    return _list_frame([council])


def election_frame(election: Election) -> pd.DataFrame:
    """Return a row for each list of each municipality; one that has none keeps a row."""
    return _list_frame(election.councils)


def region_frame(region: RegionElection) -> pd.DataFrame:
    """Return a row for each list with votes or a mayor in the region."""
    keys = list(dict.fromkeys([*region.votes, *region.mayors]))
    return pd.DataFrame(
        {
            "list": keys,
            "name": [region.names.get(key, key) for key in keys],
            "votes": [region.votes.get(key, 0) for key in keys],
            "mayors": [region.mayors.get(key, 0) for key in keys],
            "represented": [key in region.represented for key in keys],
            "entitled": [key in region.entitled for key in keys],
        }
    )


def _list_frame(councils: Iterable[Council]) -> pd.DataFrame:
    rows = [row for council in councils for row in _list_rows(council)]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _list_rows(council: Council) -> Iterator[tuple[object, ...]]:
    place = council.municipality, council.code
    for entry in council.lists:
        figures = entry.votes, entry.seats, entry.candidates
        yield *place, entry.key, *figures, entry.key == council.mayor, entry.status
    if council.mayor is not None and council.mayor not in {e.key for e in council.lists}:
        yield *place, council.mayor, None, None, None, True, "missing"
    elif not council.lists:
        yield *place, "", None, None, None, False, "missing"


def council_html(council: Council) -> str:
    """Return the first of the council's lists as a table."""
    return rows_html(council_frame(council), council.municipality)


def election_html(election: Election) -> str:
    """Return the first rows of the election as a table."""
    return rows_html(election_frame(election), election.name or str(election.year))


def region_html(region: RegionElection) -> str:
    """Return the first of the region's lists as a table."""
    return rows_html(region_frame(region), f"{region.name}, {region.election}")
