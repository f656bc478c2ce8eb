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
from kkr_allocation.composition.council import Council
from kkr_allocation.composition.election import Election
from kkr_allocation.composition.statutes import FixedSize, SizeRule, written
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import in_steps, say, signed
from kkr_allocation.presentation.sheet import Kind, Sheet, beside, rows_html, sheet_html
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kkr_allocation.composition.batch import BatchComposition
    from kkr_allocation.composition.compose import Reading
    from kkr_allocation.composition.election import RegionElection
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Cell

PUBLISHED_SIZES = "published_sizes"  # the rule under which no reading of statutes gives these
CHOICES = ("size_rule", "threshold_base", "at_cap", "outsiders", "seat_for_every_eligible")
"""The choices that readings differ in, in the order in which they are named."""
_strength = tuple(reversed(SourceStatus)).index
_Point: TypeAlias = tuple[object, ...]  # one reading: its answer to each choice
_Box: TypeAlias = tuple[_Point, ...]  # readings with any of some answers to each choice
_LETTERS = 2  # no party has more
_Read: TypeAlias = list[tuple[Composition, Composition | None]]
"""Councils, each with itself as d'Hondt would size it where that is known."""
_COLUMNS = dict.fromkeys(("municipality", "code", "list"), "str")
_COLUMNS |= dict.fromkeys(("votes", "seats", "candidates"), "Int64")
_COLUMNS |= {"mayor": "bool", "status": "str"}


def by_rule_itself(council: Composition) -> Reading | None:
    """Return the reading in which d'Hondt itself sizes the council, if that is another one."""
    statutes = council.statutes
    if isinstance(statutes.size_rule, FixedSize) or statutes.size_rule is SizeRule.DIVISOR:
        return None
    return read(council.basis, evolve(statutes, size_rule=SizeRule.DIVISOR), council.lots)


def frame(council: Composition) -> pd.DataFrame:
    """Return one row for each list that is eligible or has a member; its share is from 0 to 1."""
    columns = ["party", "votes", "share", "mayors", "supplementary", "seats"]
    shown = pd.DataFrame(_lists(council), columns=columns)
    if what_if := supposed(council, "en"):
        shown.attrs["what_if"] = what_if[0]
    return shown


def _lists(council: Composition) -> Iterator[tuple[str, int, float, int, int, int]]:
    """Yield the lists that are eligible or have a member, in the order of the votes."""
    valid = council.basis.votes_valid
    for one in council.standings:
        if one.eligible or one.name in council.seats:
            seats, mayors = council.seats.get(one.name, 0), one.mayors
            yield one.name, one.votes, one.votes / valid, mayors, seats - mayors, seats


def annex(council: Composition, language: Language) -> Sheet:
    """Return the table as KL's annex shows it: full names, shares, a row of sums.

    The other lists have a row, so that the sum is of all valid votes and the shares add up to 1;
    blank and invalid votes stand below it. Last are the members where d'Hondt itself sets the size.
    """
    other = by_rule_itself(council)
    itself = other.composition if other else None
    rows, found = [*_rows(council, itself, language)], cast_rest(council)
    if found:
        rows.append((say(f"below_valid_votes:{found[0]}", language), found[1], *[None] * 5))
    rule, inferred = council.statutes.rule, council.basis.valid_status is SourceStatus.INFERRED
    share = "share_inferred" if inferred else "share"
    columns = "list", "votes", share, "mayors", "supplementary", "seats", "by_rule"
    headings = [say(f"annex:{name}", language, rule=rule) for name in columns]
    if what_if := supposed(council, language):
        # Where the table stands without its title and note, it says so too.
        headings[0] = say("composition.what_if_name", language, council=headings[0])
    note = [*what_if, *incomplete(council, language), *warning(council, language)]
    note += [council.explain(language)[-1].text, *contested(council, language)]
    if other and not itself:
        problem = in_language(other.problem, language)
        note.append(say("not_shown_by_rule", language, rule=rule, problem=problem))
    whole = Sheet(
        title(council, language),
        tuple(headings),
        tuple(rows),
        " ".join(note),
        sums=True,
        below=1 if found else 0,
        kinds=(Kind.NAME, Kind.COUNT, Kind.SHARE, *[Kind.COUNT] * 4),
        tab=called(council, language) if council.basis.name else "",
        lacks=tuple(incomplete(council, language)),
    )
    return whole if itself else whole.of_columns(range(6))


def _rows(
    council: Composition, itself: Composition | None, language: Language
) -> Iterator[tuple[Cell, ...]]:
    """Yield the lists, all others together, and the sum of these."""
    basis = council.basis
    others = basis.votes_valid
    for name, votes, *figures in _lists(council):
        others -= votes
        yield basis.label(name), votes, *figures, itself.seats.get(name, 0) if itself else None
    if others:
        yield say("other_lists", language), others, others / basis.votes_valid, *[None] * 4
    inferred = basis.valid_status is SourceStatus.INFERRED
    whole = say("sum_of_listed" if inferred else "sum_of_annex", language), basis.votes_valid, 1.0
    mayors, elected = sum(council.mayors.values()), sum(council.supplementary.values())
    yield *whole, mayors, elected, council.house_size, itself.house_size if itself else None


def sheets(council: Composition, language: Language) -> tuple[Sheet]:
    """Return the annex."""
    return (annex(council, language),)


def html(council: Composition) -> str:
    """Return the annex as HTML, in English; that of a what-if says in its caption what it is."""
    sheet = annex(council, "en")
    return sheet_html(evolve(sheet, title=". ".join([sheet.title, *supposed(council, "en")])), "en")


def called(council: Composition, language: Language) -> str:
    """Return the name of a council, of a what-if with a mark that it is one."""
    name = council.basis.name or say("council", language)
    supposes = council.basis.other_mayors or council.basis.other_votes
    return say("composition.what_if_name", language, council=name) if supposes else name


def supposed(council: Composition, language: Language) -> list[str]:
    """Say which figures of a what-if are not the election's; nothing of a council that is none."""
    basis, changes = council.basis, []
    for mayor in basis.other_mayors:
        nobody = say("composition.nobody_known", language)
        before = basis.label(mayor.before) if mayor.before else nobody
        told = {"municipality": mayor.municipality, "after": basis.label(mayor.after)}
        changes.append(say("composition.what_if_mayor", language, **told, before=before))
    for votes in basis.other_votes:
        unknown, name = say("composition.not_known", language), basis.label(votes.name)
        known = unknown if votes.before is None else votes.before
        of = {"municipality": votes.municipality, "after": votes.after, "before": known}
        changes.append(say("composition.what_if_votes", language, name=name, **of))
    return [say("composition.what_if", language, changes=changes)] if changes else []


def title(council: Composition, language: Language) -> str:
    """Return what is composed."""
    return say("composition_of_council", language, council=called(council, language))


def warning(council: Composition, language: Language) -> list[str]:
    """Say where no reading of the statutes gives the published sizes."""
    known = any(of.rule == PUBLISHED_SIZES for of in council.statutes.provisions)
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
    return [say("without_mayor", language, missing=missing)] if missing else []


def contested(council: Composition, language: Language) -> list[str]:
    """Say of each mayor that the sources do not agree on what the other list would change."""
    basis, said = council.basis, []
    for municipality, (kept, other) in basis.contested.items():
        mayors = {**basis.mayors, kept: basis.mayors[kept] - 1}
        mayors[other] = mayors.get(other, 0) + 1
        votes = {**basis.votes, other: basis.votes.get(other, 0)}
        moved = evolve(basis, mayors=mayors, votes=votes)
        found = read(moved, council.statutes, council.lots)
        if found.composition is None:
            change = say("contested_is_open", language, open=in_language(found.problem, language))
        elif changes := written_changes(council, found.composition, " "):
            total = found.composition.house_size
            change = say("contested_moves", language, total=total, changes=changes)
        else:
            change = say("contested_stays", language)
        lists = {"kept": basis.label(kept), "other": basis.label(other), "change": change}
        said.append(say("contested_mayor", language, municipality=municipality, **lists))
    return said


def cast_rest(council: Composition) -> tuple[str, int] | None:
    """Return what the votes cast beyond the valid ones are called, and how many, if any."""
    basis = council.basis
    if basis.votes_cast is None or basis.votes_cast == basis.votes_valid:
        return None
    what = "blank_known" if basis.cast_status is SourceStatus.INFERRED else "blank"
    inferred = basis.valid_status is SourceStatus.INFERRED
    return "blank_or_others" if inferred else what, basis.votes_cast - basis.votes_valid


# The readings of a council's statutes in words. Those that give the same council are one answer,
# named as shortly as is exact: a choice that does not matter to the answer is left out.


class Group:
    """Readings that give the same council, or lack the same lot."""

    def __init__(self, members: Sequence[Reading], every: Sequence[Reading]) -> None:
        """Find the fewest boxes that hold these readings and no others."""
        self.members = tuple(members)
        self.first = members[0]
        given = [tuple(getattr(r.statutes, choice) for choice in CHOICES) for r in every]
        self.domain = tuple(tuple(dict.fromkeys(answers)) for answers in zip(*given, strict=True))
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
        return max(map(self._box_status, self.boxes), key=_strength)

    def statuses(self, language: Language) -> str:
        """Return in words how each part of the name is known, the same word once."""
        found = (self._box_status(box).word(language) for box in self.boxes)
        return "; ".join(dict.fromkeys(found))

    def _named(self, box: _Box) -> dict[str, tuple[object, ...]]:
        """Return the answers that a box does not leave open."""
        every = zip(CHOICES, box, self.domain, strict=True)
        return {choice: answers for choice, answers, possible in every if answers != possible}

    def _box_name(self, box: _Box, language: Language | None) -> str:
        said = []
        for choice, answers in self._named(box).items():
            if language is None:
                prefix = f"{choice} " if choice == CHOICES[-1] else ""
                said.append(prefix + " or ".join(map(written, answers)))
                continue
            *first, last = [in_words(choice, a, self.first.statutes, language) for a in answers]
            if first:
                last = say("either_or", language, first=", ".join(first), last=last)
            said.append(last)
        return ", ".join(said) or say("every_reading", language or "en")

    def _box_status(self, box: _Box) -> SourceStatus:
        best = []
        for choice, answers in (self._named(box) or {"size_rule": box[0]}).items():
            known = _documented(self.first.statutes, choice)
            found = (known.get(written(answer), SourceStatus.OPEN) for answer in answers)
            best.append(max(found, key=_strength))
        return min(best, key=_strength)


def groups(council: Composition) -> tuple[Group, ...]:
    """Return all readings in groups that give the same council, the council's own group first."""
    found: dict[str, list[Reading]] = {}
    for one in (read := readings(council)):
        answer = str(one.composition.seats if one.composition else one.problem)
        found.setdefault(answer, []).append(one)
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
    status = _documented(statutes, choice).get(written(getattr(statutes, choice)))
    return status.word(language) if status else say("callers_own", language)


def _documented(statutes: Statutes, choice: str) -> dict[str, SourceStatus]:
    return {p.reading: p.source.status for p in statutes.provisions if p.rule == choice}


def written_changes(
    council: Composition,
    other: Composition,
    between: str = "\N{NO-BREAK SPACE}",
    write: Callable[[int], str] = signed,
) -> str:
    """Write by how many members each list's group differs in the other council, if it does."""
    now, then = council.seats, other.seats
    changes = {name: then.get(name, 0) - now.get(name, 0) for name in council.votes}
    return ", ".join(f"{name}{between}{write(n)}" for name, n in changes.items() if n)


def _points(reading: Reading, domain: _Box) -> Iterator[_Point]:
    """Yield a reading as points; what gives way at the cap is no question to the older sizes."""
    answers: dict[str, _Point] = {c: (getattr(reading.statutes, c),) for c in CHOICES}
    if reading.statutes.size_rule is not SizeRule.ROUND_UP:
        answers["at_cap"] = domain[CHOICES.index("at_cap")]
    yield from product(*answers.values())


def _boxes(wanted: set[_Point], domain: _Box) -> tuple[_Box, ...]:
    """Return few boxes that hold these points and no others.

    Of all boxes inside the points, those that hold most not held yet and have the shortest name.
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
    """Return one row for each different council that some reading gives, its own first.

    A reading that needs a lot, or cannot be met, has no figures; choices are named as in the code.
    """
    found = [(group, group.first.composition) for group in groups(council)]
    lists = [name for name in council.votes if any(c and name in c.seats for _, c in found)]
    plain = "{:+d}".format
    rows = [
        {
            "reading": group.name(),
            "status": group.status().word("en"),
            "this": any(reading.statutes == council.statutes for reading in group.members),
            "house_size": other.house_size if other else None,
            "capped": other.capped if other else None,
            "difference": written_changes(council, other, " ", plain) if other else "",
            "open": "" if other else in_language(group.first.problem, "en"),
            **{choice: group.values(choice) for choice in CHOICES},
        }
        for group, other in found
    ]
    won = [other and other.seats for _, other in found]
    seats = {
        column: pd.array([of.get(name, 0) if of else None for of in won], "Int64")
        for name, column in zip(lists, beside(rows[0], lists), strict=True)
    }
    frame = pd.DataFrame(rows).astype({"house_size": "Int64", "capped": "boolean"})
    return frame.assign(**seats)


# The councils of one election side by side: lists by council, sizes, mayors and caps.


def overview(councils: Sequence[Composition], language: Language, *, election: str = "") -> Sheet:
    """Return one table of several councils of the same statutes: lists by councils.

    In brackets stand the members where d'Hondt itself sets the size, where they differ.
    """
    itself = [by_rule_itself(council) for council in councils]
    read = [(c, r.composition if r else None) for c, r in zip(councils, itself, strict=True)]
    mayors = []
    for council in councils:
        known, homes = sum(council.mayors.values()), council.basis.municipalities
        part = say("mayors_of_homes", language, mayors=_count(known), municipalities=homes)
        mayors.append(_count(known) if known == homes else part)
    below: list[tuple[Cell, ...]] = [
        (say("mayors_heading", language), *mayors),
        (say("cap", language), *(None if c.cap is None else _count(c.cap) for c in councils)),
        (say("at_cap", language), *(say("yes" if c.capped else "no", language) for c in councils)),
    ]
    of = election or say("election", language)
    return Sheet(
        say("councils_after", language, councils=len(councils), election=of),
        (say("list", language), *(called(c, language).removeprefix("KKR ") for c in councils)),
        (*_overview_rows(read, language), *below),
        " ".join(_notes(read, language)),
        sums=True,
        below=len(below),
    )


def side_by_side(results: Sequence[object], language: Language) -> Sheet | None:
    """Return the overview of results that are councils of different regions and equal statutes."""
    councils = [result for result in results if isinstance(result, Composition)]
    names = {council.basis.name for council in councils} - {""}
    alike = all(council.statutes == councils[0].statutes for council in councils)
    if not alike or not 1 < len(results) == len(names):
        return None
    elections = {c.basis.coverage.name.rpartition(", ")[2] for c in councils if c.basis.coverage}
    return overview(councils, language, election=elections.pop() if len(elections) == 1 else "")


def _overview_rows(read: _Read, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield the lists with most votes first, the local lists together, and the sum."""
    votes: Counter[str] = Counter()
    for council, _ in read:
        votes.update({name: council.votes[name] for name in council.seats})
    own = {name for council, _ in read for name in council.eligible}
    own |= {name for name in votes if len(name) <= _LETTERS}
    for name, _ in votes.most_common():
        if name in own:
            yield name, *_members_of({name}, read)
    if local := set(votes) - own:
        yield say("others", language), *_members_of(local, read)
    yield say("members", language), *_members_of(set(votes), read)


def _members_of(lists: set[str], read: _Read) -> Iterator[str | None]:
    """Yield the members these lists have in each council, and in brackets by the other reading."""
    for both in read:
        seats, *itself = (sum(of.seats.get(name, 0) for name in lists) for of in both if of)
        shown = _count(seats) if set(itself) <= {seats} else f"{_count(seats)} ({itself[0]})"
        yield shown if seats or any(itself) else None


def _count(members: int) -> str:
    """Write members so that their units stand below one another, however they are set."""
    return f"{members:>2}"


def _notes(read: _Read, language: Language) -> Iterator[str]:
    councils, rule = [council for council, _ in read], read[0][0].statutes.rule
    members = sum(council.house_size for council in councils)
    known = [other.house_size for _, other in read if other]
    if len(known) == len(councils):
        yield say("members_by_both", language, members=members, other=sum(known), rule=rule)
    else:
        yield say("members_in_all", language, members=members)
    lots = [called(council, language) for council, other in read if not other]
    if known and lots:
        yield say("lot_drawn_first", language, rule=rule, councils=lots)
    if outside := [name for c in councils for name in c.outsiders if len(name) > _LETTERS]:
        yield say("others_outside", language, lists=list(dict.fromkeys(outside)))
    if any(council.capped for council in councils):
        yield say("at_cap_unsettled", language)
    for council in councils:
        name = called(council, language)
        yield from (f"{name}: {said}" for said in supposed(council, language))
        yield from incomplete(council, language)
        yield from (f"{name}: {said}" for said in contested(council, language))


def batch_frame(result: BatchComposition) -> pd.DataFrame:
    """Return one row a council: house_size, capped, tied, refused, and the members of each list."""
    marks = ["house_size", "capped", "tied", "refused"]
    seats = pd.DataFrame(result.seats, columns=beside({"council", *marks}, result.lists))
    columns = pd.DataFrame({name: getattr(result, name) for name in marks})
    return pd.concat([columns, seats], axis="columns").rename_axis("council")


def batch_explanation(result: BatchComposition, language: Language) -> Explanation:
    """Say how many councils there are, how many need a lot, and how many have no answer."""
    tied, refused = int(result.tied.sum()), int(result.refused.sum())
    left = say("councils_left", language, tied=tied, refused=refused)
    source = result.statutes.source("size_rule")
    title = say("councils_by", language, councils=len(result), statutes=result.statutes.name)
    said = (say("each_council_by_itself", language), left)
    return in_steps(title, language, ((text, source) for text in said))


def figures_frame(read: Council | Election | RegionElection) -> pd.DataFrame:
    """Return a row for each list of each municipality, or with votes or a mayor in the region."""
    if isinstance(read, Council | Election):
        councils = [read] if isinstance(read, Council) else read.councils
        rows = [row for council in councils for row in _list_rows(council)]
        return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    keys = list(dict.fromkeys([*read.votes, *read.mayors]))
    return pd.DataFrame(
        {
            "list": keys,
            "name": [read.names.get(key, key) for key in keys],
            "votes": [read.votes.get(key, 0) for key in keys],
            "mayors": [read.mayors.get(key, 0) for key in keys],
            "represented": [key in read.represented for key in keys],
            "entitled": [key in read.entitled for key in keys],
        }
    )


def _list_rows(council: Council) -> Iterator[tuple[object, ...]]:
    """Yield a row a list, for a mayor's list that is not among them, and where there is none."""
    place = council.municipality, council.code
    for entry in council.lists:
        figures = entry.votes, entry.seats, entry.candidates
        yield *place, entry.key, *figures, entry.key == council.mayor, entry.status
    if council.mayor is not None and council.mayor not in {e.key for e in council.lists}:
        yield *place, council.mayor, None, None, None, True, "missing"
    elif not council.lists:
        yield *place, "", None, None, None, False, "missing"


def figures_html(read: Council | Election | RegionElection) -> str:
    """Return the first rows of the frame as a table."""
    if isinstance(read, Council):
        return rows_html(figures_frame(read), read.municipality)
    if isinstance(read, Election):
        return rows_html(figures_frame(read), read.name or str(read.year))
    return rows_html(figures_frame(read), f"{read.name}, {read.election}")
