"""A council as a frame and as KL's annex; its readings and what is read with it, in words."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
from attrs import evolve

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.composition.compose import Composition, read, readings
from kkr_allocation.composition.statutes import FixedSize, SizeRule, written
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import in_steps, say, signed
from kkr_allocation.presentation.sheet import Kind, Sheet, rows_html, sheet_html
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.composition.batch import BatchComposition
    from kkr_allocation.composition.compose import Reading
    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.election import Election, RegionElection
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.explanations import Explanation, Language
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
    """Return one row for each list that is eligible or has a member; its share is from 0 to 1.

    That of a what-if says so in its ``attrs``.
    """
    columns = ["party", "votes", "share", "mayors", "supplementary", "seats"]
    valid = council.basis.votes_valid
    rows = [
        (name, votes, votes / valid, mayors, seats - mayors, seats)
        for name, votes, mayors, seats in _lists(council)
    ]
    shown = pd.DataFrame(rows, columns=columns)
    if what_if := supposed(council, "en"):
        shown.attrs["what_if"] = what_if[0]
    return shown


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
    rows, below = [*_rows(council, itself, language)], 0
    what, cast = cast_rest(council), council.basis.votes_cast
    if what is not None and cast is not None:
        label = say(f"below_valid_votes:{what}", language)
        rows.append((label, cast - council.basis.votes_valid, *[None] * 5))
        below = 1
    rows = rows if itself else [row[:-1] for row in rows]
    rule, inferred = council.statutes.rule, council.basis.valid_status is SourceStatus.INFERRED
    share = "share_inferred" if inferred else "share"
    columns = ["list", "votes", share, "mayors", "supplementary", "seats"]
    if itself:
        columns.append("by_rule")
    what_if = supposed(council, language)
    headings = [say(f"annex:{name}", language, rule=rule) for name in columns]
    if what_if:  # where the table stands without its title and note, it says so too
        headings[0] = say("composition.what_if_name", language, council=headings[0])
    note = [*what_if, *incomplete(council, language), *warning(council, language)]
    note += [council.explain(language)[-1].text]
    note += contested(council, language)
    if other and not itself:
        problem = in_language(other.problem, language)
        note.append(say("not_shown_by_rule", language, rule=rule, problem=problem))
    return Sheet(
        title(council, language),
        tuple(headings),
        tuple(rows),
        " ".join(note),
        sums=True,
        below=below,
        kinds=(Kind.NAME, Kind.COUNT, Kind.SHARE, *(Kind.COUNT for _ in columns[3:])),
        tab=called(council, language) if council.basis.name else "",
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


def sheets(council: Composition, language: Language) -> tuple[Sheet]:
    """Return the annex."""
    return (annex(council, language),)


def html(council: Composition) -> str:
    """Return the annex as HTML, in English; that of a what-if says in its caption what it is."""
    sheet = annex(council, "en")
    return sheet_html(evolve(sheet, title=". ".join([sheet.title, *supposed(council, "en")])), "en")


# What has to be read with a council.


PUBLISHED_SIZES = "published_sizes"
"""The rule under which statutes say that no reading of them gives the published sizes."""


def called(council: Composition, language: Language) -> str:
    """Return the name of a council, of a what-if with a mark that it is one."""
    name = council.basis.name or say("council", language)
    supposes = council.basis.other_mayors or council.basis.other_votes
    return say("composition.what_if_name", language, council=name) if supposes else name


def supposed(council: Composition, language: Language) -> list[str]:
    """Say which figures of a what-if are not the election's; nothing of a council that is none."""
    changes = [
        say(
            "composition.what_if_mayor",
            language,
            municipality=one.municipality,
            after=council.basis.label(one.after),
            before=council.basis.label(one.before)
            if one.before
            else say("composition.nobody_known", language),
        )
        for one in council.basis.other_mayors
    ]
    changes += [
        say(
            "composition.what_if_votes",
            language,
            municipality=one.municipality,
            name=council.basis.label(one.name),
            after=one.after,
            before=say("composition.not_known", language) if one.before is None else one.before,
        )
        for one in council.basis.other_votes
    ]
    return [say("composition.what_if", language, changes=changes)] if changes else []


def title(council: Composition, language: Language) -> str:
    """Return what is composed."""
    return say("composition_of_council", language, council=called(council, language))


def warning(council: Composition, language: Language) -> list[str]:
    """Say where no reading of the statutes gives the published sizes."""
    known = any(provision.rule == PUBLISHED_SIZES for provision in council.statutes.provisions)
    return [say("no_reading_fits", language)] if known else []


def incomplete(council: Composition, language: Language) -> list[str]:
    """Say what the figures lack, where they lack what can change the council."""
    coverage = council.basis.coverage
    if coverage is None or coverage.complete:
        return []
    return [say("figures_not_complete", language, said=coverage.sentence(language))]


def without_mayor(council: Composition, language: Language) -> list[str]:
    """Say that the council can change where the figures lack mayors."""
    missing = council.basis.municipalities - sum(council.mayors.values())
    if not missing:
        return []
    return [say("without_mayor", language, missing=missing)]


def contested(council: Composition, language: Language) -> list[str]:
    """Say of each mayor that the sources do not agree on what the other list would change."""
    return [_contested(council, place, language) for place in council.basis.contested]


def _contested(council: Composition, municipality: str, language: Language) -> str:
    """Say what a mayor that the sources do not agree on would change, counted the other way."""
    basis = council.basis
    kept, other = basis.contested[municipality]
    mayors = {**basis.mayors, kept: basis.mayors[kept] - 1}
    mayors[other] = mayors.get(other, 0) + 1
    moved = evolve(basis, mayors=mayors, votes={**basis.votes, other: basis.votes.get(other, 0)})
    found = read(moved, council.statutes, council.lots)
    if found.composition is None:
        change = say("contested_is_open", language, open=in_language(found.problem, language))
    elif changes := differences(council, found.composition):
        change = say(
            "contested_moves",
            language,
            total=found.composition.house_size,
            changes=", ".join(f"{name} {signed(more)}" for name, more in changes.items()),
        )
    else:
        change = say("contested_stays", language)
    return say(
        "contested_mayor",
        language,
        municipality=municipality,
        kept=basis.label(kept),
        other=basis.label(other),
        change=change,
    )


def cast_rest(council: Composition) -> str | None:
    """Return what the votes cast beyond the valid ones are called; None where there are none."""
    basis = council.basis
    if basis.votes_cast is None or basis.votes_cast == basis.votes_valid:
        return None
    if basis.valid_status is SourceStatus.INFERRED:
        return "blank_or_others"
    return "blank_known" if basis.cast_status is SourceStatus.INFERRED else "blank"


# The readings of a council's statutes in words: single choices, and groups that agree.
#
# Readings that give the same council are one answer, and are named together as shortly as is
# exact: a choice that does not matter to the answer is left out.


CHOICES = ("size_rule", "threshold_base", "at_cap", "outsiders", "seat_for_every_eligible")
"""The choices that readings differ in, in the order in which they are named."""

_FROM_WEAK = tuple(reversed(SourceStatus))

_Point: TypeAlias = tuple[object, ...]
"""One reading: its answer to each of `CHOICES`."""
_Box: TypeAlias = tuple[tuple[object, ...], ...]
"""Readings that answer each of `CHOICES` in one of several ways, in all combinations."""


class Group:
    """Readings that give the same council, or lack the same lot."""

    def __init__(self, members: Sequence[Reading], every: Sequence[Reading]) -> None:
        """Find the fewest boxes that hold these readings and no others."""
        self.members = tuple(members)
        self.first = members[0]
        given = [tuple(getattr(r.statutes, choice) for choice in CHOICES) for r in every]
        self.domain: _Box = tuple(
            tuple(dict.fromkeys(answers)) for answers in zip(*given, strict=True)
        )
        own = set(_points(self.first, self.domain))
        found = _boxes({p for r in members for p in _points(r, self.domain)}, self.domain)
        self.boxes = sorted(found, key=lambda box: own.isdisjoint(product(*box)))

    def values(self, choice: str) -> str:
        """Return every answer that the group has to a choice, as provisions write it."""
        found = (getattr(reading.statutes, choice) for reading in self.members)
        return ", ".join(dict.fromkeys(written(answer) for answer in found))

    def name(self, language: Language | None = None) -> str:
        """Return the group's name in words, or without a language in the names of the code."""
        return "; ".join(self._box_name(box, language) for box in self.boxes)

    def status(self) -> SourceStatus:
        """Return how the group's best reading is known: as its weakest choice that matters."""
        return max((self._box_status(box) for box in self.boxes), key=_FROM_WEAK.index)

    def statuses(self, language: Language) -> str:
        """Return in words how each part of the name is known, the same word once."""
        found = (self._box_status(box).word(language) for box in self.boxes)
        return "; ".join(dict.fromkeys(found))

    def _named(self, box: _Box) -> Iterator[tuple[str, tuple[object, ...]]]:
        for choice, answers, possible in zip(CHOICES, box, self.domain, strict=True):
            if answers != possible:
                yield choice, answers

    def _box_name(self, box: _Box, language: Language | None) -> str:
        statutes = self.first.statutes
        said = []
        for choice, answers in self._named(box):
            if language is None:
                prefix = f"{choice} " if choice == CHOICES[-1] else ""
                said.append(prefix + " or ".join(map(written, answers)))
                continue
            *first, last = [in_words(choice, answer, statutes, language) for answer in answers]
            alone = not first
            said.append(
                last if alone else say("either_or", language, first=", ".join(first), last=last)
            )
        return ", ".join(said) or say("every_reading", language or "en")

    def _box_status(self, box: _Box) -> SourceStatus:
        statutes = self.first.statutes
        named = dict(self._named(box)) or {"size_rule": box[0]}
        best = (
            max((_status(statutes, choice, answer) for answer in answers), key=_FROM_WEAK.index)
            for choice, answers in named.items()
        )
        return min(best, key=_FROM_WEAK.index)


def groups(council: Composition) -> tuple[Group, ...]:
    """Return all readings in groups that give the same council, the council's own group first."""
    read = readings(council)
    found: dict[str, list[Reading]] = {}
    for reading in read:
        other = reading.composition
        answer = str(reading.problem if other is None else other.seats)
        found.setdefault(answer, []).append(reading)
    return tuple(Group(members, read) for members in found.values())


def in_words(choice: str, answer: object, statutes: Statutes, language: Language) -> str:
    """Return one answer to one choice in words."""
    if choice == "size_rule" and isinstance(answer, FixedSize):
        return say("fixed_size", language)
    if choice == "size_rule" and answer is SizeRule.DIVISOR:
        return say("size_by_rule", language, rule=statutes.rule)
    if isinstance(answer, Enum):
        return say(f"reading:{answer.name.lower()}", language)
    if isinstance(answer, Rule):
        return say("shared_by", language, rule=answer)
    return say("seat_for_every_eligible" if answer else "no_seat_promised", language)


def status_word(statutes: Statutes, choice: str, language: Language) -> str:
    """Return how a choice of the statutes is known; an undocumented one is the caller's own."""
    reading = written(getattr(statutes, choice))
    documented = any(p.rule == choice and p.reading == reading for p in statutes.provisions)
    return (
        statutes.source(choice).status.word(language)
        if documented
        else say("callers_own", language)
    )


def differences(council: Composition, other: Composition) -> dict[str, int]:
    """Return by how many members each list's group differs in the other council, if it does."""
    changes = {
        name: other.seats.get(name, 0) - council.seats.get(name, 0) for name in council.votes
    }
    return {name: change for name, change in changes.items() if change}


def written_changes(council: Composition, other: Composition) -> str:
    """Write the differences so that no line breaks inside one; empty where there are none."""
    changes = differences(council, other).items()
    return ", ".join(f"{name}\N{NO-BREAK SPACE}{signed(change)}" for name, change in changes)


def _status(statutes: Statutes, choice: str, answer: object) -> SourceStatus:
    found = (
        p.source.status
        for p in statutes.provisions
        if p.rule == choice and p.reading == written(answer)
    )
    return next(found, SourceStatus.OPEN)


def _points(reading: Reading, domain: _Box) -> Iterator[_Point]:
    """Yield a reading as points; what gives way at the cap is no question to the older sizes."""
    statutes = reading.statutes
    answers: dict[str, tuple[object, ...]] = {
        choice: (getattr(statutes, choice),) for choice in CHOICES
    }
    if statutes.size_rule is not SizeRule.ROUND_UP:
        answers["at_cap"] = domain[CHOICES.index("at_cap")]
    yield from product(*answers.values())


def _boxes(wanted: set[_Point], domain: _Box) -> tuple[_Box, ...]:
    """Return few boxes that hold these points and no others.

    Every box inside the points is tried, which a handful of choices allows; of those that hold
    most points not held yet the one with the shortest name is taken, until none is left.
    """
    parts = [
        [part for size in range(1, len(answers) + 1) for part in combinations(answers, size)]
        for answers in domain
    ]
    inside = [box for box in product(*parts) if wanted.issuperset(product(*box))]
    left, chosen = set(wanted), []

    def held_and_short(box: _Box) -> tuple[int, int]:
        """Return how much a box holds, and less for each answer that its name has to have."""
        pairs = zip(box, domain, strict=True)
        named = sum(len(answers) for answers, possible in pairs if answers != possible)
        return len(left.intersection(product(*box))), -named

    while left:
        best = max(inside, key=held_and_short)
        chosen.append(best)
        left.difference_update(product(*best))
    return tuple(chosen)


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
        "house_size": other.house_size if other else None,
        "capped": other.capped if other else None,
        "difference": "",
        "open": "" if other else in_language(group.first.problem, "en"),
        **{choice: group.values(choice) for choice in CHOICES},
        **{name: other.seats.get(name, 0) if other else None for name in lists},
    }
    if other:
        changes = differences(council, other).items()
        row["difference"] = ", ".join(f"{name} {change:+d}" for name, change in changes)
    return row


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
        (say("mayors_heading", language), *_known_mayors(councils, language)),
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
        (say("list", language), *(called(c, language).removeprefix("KKR ") for c in councils)),
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
    for name, _ in votes.most_common():
        if name in own:
            yield name, *_members_of({name}, councils, others)
    if local := set(votes) - own:
        yield say("others", language), *_members_of(local, councils, others)
    yield say("members", language), *_members_of(set(votes), councils, others)


def _members_of(
    lists: set[str], councils: Sequence[Composition], others: Sequence[Composition | None]
) -> Iterator[str | None]:
    """Yield the members these lists have in each council, and in brackets by the other reading.

    Their units stand below one another, however they are set.
    """
    for council, other in zip(councils, others, strict=True):
        seats, itself = (
            sum(n for name, n in of.seats.items() if name in lists) if of else None
            for of in (council, other)
        )
        if not seats and not itself:
            yield None
        else:
            shown = _count(seats or 0)
            yield shown if itself in {None, seats} else f"{shown} ({itself})"


def _count(members: int) -> str:
    return f"{members:>2}"


def _known_mayors(councils: Sequence[Composition], language: Language) -> Iterator[str]:
    """Yield how many mayors there are, and of how many where the figures lack some."""
    for council in councils:
        known, homes = _count(sum(council.mayors.values())), council.basis.municipalities
        whole = sum(council.mayors.values()) == homes
        yield (
            known if whole else say("mayors_of_homes", language, mayors=known, municipalities=homes)
        )


def _notes(
    councils: Sequence[Composition], others: Sequence[Composition | None], language: Language
) -> Iterator[str]:
    names = [called(council, language) for council in councils]
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
        yield from (f"{name}: {said}" for said in supposed(council, language))
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
