"""Tables of votes as people make them: a row for each list, or a column for each.

Whatever the layout, each cell is of a place, and of a list or of what is none: a row or a column
that is not a list is never taken for one. Every total is held against the cells that it sums up:
the valid votes, or the votes cast where blank and invalid ones stand there too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, evolve, field, frozen

from kkr_allocation import datasets
from kkr_allocation.composition.council import folded_name, taken_apart
from kkr_allocation.datasets import tallies
from kkr_allocation.datasets.elections import grouped
from kkr_allocation.datasets.parties import as_in_newspapers, known_as, known_list, names_party
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import columns as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers import names
from kkr_allocation.readers.cells import empty, whole
from kkr_allocation.readers.names import PATTERNS, unmarked
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.names import Places

LIST, TOTAL, _SPOILED, _ASK = "list", "total", "spoiled", "perhaps a list"
"""What a figure is of, besides the kinds of `kkr_allocation.forms.columns`."""
_PART_OF = {form.POOLED: LIST, form.BLANK: _SPOILED, form.INVALID: _SPOILED}
_ONCE = (form.CAST_ROW, form.ELECTORATE)
"""Said of a whole place, and summed over the places where it is said of all of them."""
_WRONG = {
    form.VALID: ("readers.total_wrong", "readers.total_is_cast"),
    form.CAST_ROW: ("readers.cast_wrong", "readers.total_is_valid"),
    form.ELECTORATE: ("readers.few_voters", ""),
}
"""What is said of a total of this kind that is not the sum, and of one that is another sum."""
_TWICE = ("readers.two_names", "readers.list_twice")
_MOST_SEATS = 55
"""Of the largest council, København's."""
_LAST_THREE = re.compile(r"0\d\d", re.ASCII)
"""What is left of 9,005 where a comma parted it; any other three digits are too many seats."""
ANY_YEAR = 0
"""The year of a column without one that stands beside one of another year."""
Mark = tuple[str, str]
"""What a list is known by: its letter and its name, folded."""
_ALL: Mark = ("", "")
_ANY = "*"
_SEVERAL = 3
"""Lists whose sum another one may well be."""
At: TypeAlias = "tuple[Line, str]"
"""The row and the column of a figure."""
_Key: TypeAlias = tuple[str, str, Mark]
"""What figures are of: a place (empty for all), a kind and a list."""


class _Sums(dict[_Key, tuple[int, int]]):
    """What figures come to, by what they are of, and how many of them are not known."""

    def known(self, key: _Key, none: int | None = None) -> int | None:
        """Return a sum; None where it is not known, and `none` where there are no figures."""
        total, gaps = self.get(key, (none, 0))
        return None if gaps else total


@frozen
class _Total:
    """A figure that sums up others: those of a place or of all, of a list or of all."""

    at: At
    stated: int
    kinds: Sequence[str]
    "What it can be of."
    place: str
    mark: Mark
    alike: tuple[str, int]
    "What it has in common with others: either all are of the valid votes, or all of those cast."
    sums: list[dict[str, int]] = field(factory=list)
    "What it may sum up comes to by kind: all its figures, or some above; the last is shown."

    def holds(self, kind: str) -> bool:
        """Say whether it is the sum of this kind."""
        return any(known.get(kind) == self.stated for known in self.sums)


@frozen
class _Area:
    """A polling area: how it is called first, where that is, and the votes of each list."""

    shown: str
    at: At
    votes: Counter[Mark] = field(factory=Counter)


@define
class Count:
    """What was read so far of one election; a place is a municipality, or a part of one."""

    year: int
    lists: list[tallies.ListVotes] = field(factory=list)
    outside: int = 0
    lost: bool = False
    "Whether a row could not be placed, so that sums over all municipalities are not known."
    parted: set[str] = field(factory=set)
    "The municipalities whose figures are those of their polling areas."
    places: dict[str, str] = field(factory=dict)
    "The municipality of each place."
    _sums: _Sums = field(factory=_Sums)
    "Of all that was read so far."
    _above: _Sums = field(factory=_Sums)
    "Of what stands between the last total of all places and the one before."
    _since: _Sums = field(factory=_Sums)
    "Of what stands below the last total of all places."
    _part: _Sums = field(factory=_Sums)
    "Of what stands below the last subtotal of a place."
    _stated: dict[tuple[str, str], int] = field(factory=dict)
    _totals: list[_Total] = field(factory=list)
    _named_so: Counter[tuple[str, str]] = field(factory=Counter)
    _seen: dict[str, dict[Mark, str]] = field(factory=lambda: defaultdict(dict))
    "By place the lists as they are written, by their marks and halves of them."
    _areas: dict[tuple[str, str], _Area] = field(factory=dict)
    "By the name of the municipality and their own, folded."
    _called: dict[tuple[str, Mark], tuple[Mark, Mark]] = field(factory=dict)
    "By municipality and mark how a list is written and known in the first of its polling areas."
    _unknown: list[tuple[At, str, str, int]] = field(factory=list)
    "Lists without a letter: where they stand, and the place, name and votes of each."

    def begin(self, place: str, municipality: str) -> None:
        """Keep of which municipality a place is."""
        if place not in self.places:
            self.places[place] = municipality
            for kind in _ONCE if place not in self.parted else ():
                self._grow(place, kind, 0, 1)

    def _grow(self, place: str, kind: str, figure: int, missing: int, *marks: Mark) -> None:
        """Add a figure to every sum that it is part of."""
        within = {"", place, *(self.parted & {self.places.get(place, "")})}
        keys = product(within, {kind, _PART_OF.get(kind, kind)}, {_ALL, *marks})
        for key, sums in product(keys, (self._sums, self._since, self._part)):
            total, gaps = sums.get(key, (0, 0))
            sums[key] = total + figure, gaps + missing

    def add(
        self, place: Municipality, named: Mark, at: At, *, seats: str = "", part: str = ""
    ) -> None:
        """Take what a row says of a municipality or a part of it: a list's figures, or others."""
        (line, column), shown = at, " ".join(filter(None, named))
        area = _Area(part, at)
        if place.name in self.parted:
            area = self._areas.setdefault((place.name, folded_name(part)), area)
        where = f"{place.name}, {area.shown}" if part else place.name
        self.begin(where, place.name)
        if kind_of(*named):
            self.total(where, named, at, seats=seats)
            return
        votes, stands, typed = line.whole(column), line.whole(seats), _typed(line, column)
        if not _is_one_list(line, typed, shown):
            return
        mark = self._mark(named, place.name, line, typed)
        (letter, name), seen = mark, self._seen[where]
        if before := next(filter(None, map(seen.get, _alike(mark))), ""):
            said = {"shown": shown, "before": before, "place": where}
            line.wrong(typed, worded(_TWICE[before == shown], **said))
            return
        if votes and not letter:
            self._unknown.append((at, where, name, votes))
        seen |= dict.fromkeys((named, mark, (letter, _ANY), (_ANY, name)), shown)
        if place.name in self.parted:
            named, mark = self._in_all_areas(place.name, named, mark, (line, typed))
            area.votes[mark] += votes or 0
        if votes is None and stands is None and not line.unread(column):
            line.wrong(column, worded("readers.neither_votes", shown=shown))
        _check_seats(line, seats, stands or 0, _MOST_SEATS if votes is None else votes)
        self.lists.append(tallies.ListVotes(place, named, votes, stands))
        for kind, figure in ((LIST, votes), (form.SEATS, stands)):
            self._grow(where, kind, figure or 0, figure is None, mark, ("", shown))

    def _first(self, home: str, named: Mark, mark: Mark) -> tuple[Mark, Mark]:
        """Return how a list is written and known in the first polling area that has it."""
        known = (self._called.get((home, of)) for of in _alike(mark))
        return next(filter(None, known), (named, mark))

    def _in_all_areas(self, home: str, named: Mark, mark: Mark, at: At) -> tuple[Mark, Mark]:
        """Return the same, noting a letter that has another name elsewhere in the municipality."""
        letter, name = mark
        other = self._called.get((home, (letter, _ANY))) if letter else None
        first = self._first(home, named, mark)
        if other and first != other:
            before, shown = (" ".join(filter(None, of)) for of in (other[0], named))
            at[0].wrong(
                at[1], worded("readers.called_both", before=before, shown=shown, place=home)
            )
        for key in (mark, (letter, _ANY), (_ANY, name)):
            self._called.setdefault((home, key), first)
        return first

    def _mark(self, named: Mark, municipality: str, line: Line, typed: str) -> Mark:
        """Return what a list is known by, whichever of its names a row has."""
        try:
            key, letter, name, written = known_as(*named, municipality, self.year)
        except InvalidInputError as error:
            line.wrong(typed, error.what)
            return named
        if len(letter) > len("DD") and names_party(letter):
            line.wrong(form.LETTER, worded("readers.no_letter", shown=letter, name=name))
        return letter.casefold(), folded_name(name if key == letter else written)

    def total(self, place: str, named: Mark, at: At, *, seats: str = "") -> None:
        """Take what a row says of a place, or of all, beside the lists' own figures there."""
        shown = " ".join(filter(None, named))
        kind = kind_of(*named) or TOTAL * (not shown or total_of(named[1]) is not None)
        home, mark = self.places.get(place, place), _ALL
        if not (kind or place) and ("", LIST, ("", shown)) in self._sums:
            mark = ("", shown)  # one letter can be of several lists, here and there
        elif not kind:
            mark = self._first(home, named, self._mark(named, home, at[0], _typed(*at)))[1]
        self.other(place, kind or TOTAL, at, mark=mark, name=shown)
        if kind in ("", TOTAL):
            self.other(place, form.SEATS, (at[0], seats), mark=mark)

    def other(self, place: str, kind: str, at: At, *, mark: Mark = _ALL, name: str = "") -> None:
        """Take a figure that is no list's: counted, said of a place, or held when all is read."""
        line, column = at
        if kind == form.TURNOUT or not line.has(column):
            return
        figure = line.whole(column)
        if place:
            self.begin(place, place)
        of_areas = place in self.parted and (place, kind, _ALL) in self._sums
        if place and kind in _PART_OF and not of_areas:
            self._grow(place, kind, figure or 0, figure is None)
        elif figure is not None and self._is_new(place, kind, figure, at):
            word = folded_name(name).replace(folded_name(place), "").strip() or column
            order = self._named_so[place, word] if place else 0
            self._named_so[place, word] += 1
            kinds = (form.VALID, form.CAST_ROW) if kind == TOTAL else (kind,)
            total = _Total(at, figure, kinds, place, mark, (word, order))
            self._totals.append(total)
            if not place:
                self._above, self._since = self._since or self._above, _Sums()
                total.sums.extend(self._can_be(total, of) for of in (self._above, self._sums))
            elif PATTERNS["partial"].search(name):
                total.sums.append(self._can_be(total, self._part))
                self._part = _Sums()

    def _is_new(self, place: str, kind: str, figure: int, at: At) -> bool:
        """Say whether a figure was not said of its place before; note it where another was."""
        if not place or kind not in (form.VALID, *_ONCE):
            return True
        new = (kind, place) not in self._stated
        before = self._stated.setdefault((kind, place), figure)
        if new and kind in _ONCE and place not in self.parted:
            self._grow(place, kind, figure, -1)
        if before != figure:
            said = {"place": place, "here": figure, "before": before}
            at[0].wrong(at[1], worded("readers.two_figures", **said))
        return new

    def _can_be(self, total: _Total, sums: _Sums) -> dict[str, int]:
        """Return what a total can come to by some of the figures, by what it can be of."""
        known: dict[str, int] = {}
        for of in (LIST, _SPOILED, form.CAST_ROW, *total.kinds):
            key = (total.place, of, total.mark)
            # A list without figures of its own in a place that has others' has no votes there.
            others = total.mark != _ALL and (total.place, LIST, _ALL) in self._sums
            none = 0 if total.place and (others or key in self._sums) else None
            if (votes := sums.known(key, none)) is not None:
                known[of] = votes
        if LIST in known:
            known[form.VALID] = most = known[LIST]
            if _SPOILED in known:
                known[form.CAST_ROW] = most = most + known[_SPOILED]
            for of in _ONCE:
                if of in known:  # said of the places: no fewer than are counted
                    known[of] = most = max(most, known[of])
        return known

    def _check_names(self) -> None:
        """Note lists that no election knows and that have the votes of all others: totals."""
        for (line, column), place, name, votes in self._unknown:
            of_all = 2 * votes == self._sums.known((place, LIST, _ALL))
            if of_all and len({*self._seen[place].values()}) > _SEVERAL and not known_list(name):
                shown = self._seen[place]["", name]
                line.wrong(column, worded("readers.perhaps_total", shown=shown))

    def _check_areas(self) -> None:
        """Note polling areas with what all others have, or several above them: list by list."""
        for areas in grouped((home, area) for (home, _), area in self._areas.items()).values():
            whole = sum((area.votes for area in areas), Counter[Mark]())
            begins, above = {0: [(0, Counter[Mark]())]}, Counter[Mark]()
            for number, area in enumerate(areas):
                runs = begins.get(above.total() - area.votes.total(), ())
                same = any(number - n > 1 and above - of == +area.votes for n, of in runs)
                if len(+area.votes) > 1 and (same or whole - area.votes == +area.votes):
                    (line, _), shown = area.at, repr(area.shown)
                    line.wrong(form.AREA, worded("readers.as_a_total", name=shown))
                above = above + area.votes
                begins.setdefault(above.total(), []).append((number + 1, above))

    def check(self) -> int:
        """Note what does not add up, and return how many totals hold."""
        self._check_names()
        self._check_areas()
        for total in self._totals:
            every = self._can_be(total, self._sums)
            total.sums.insert(0 if total.place else len(total.sums), every)
        held = Counter(
            (of.alike, kind) for of in self._totals for kind in filter(of.holds, of.kinds)
        )
        sound = 0
        for total in self._totals:
            last = {of: total.sums[-1][of] for of in total.kinds if of in total.sums[-1]}
            kind = max(last or total.kinds, key=lambda of: held[total.alike, of])
            sound += total.holds(kind)
            whole_place = total.place and total.mark == _ALL
            if whole_place and total.stated == total.sums[0].get(kind):
                self._stated.setdefault((kind, total.place), total.stated)
            if kind in last and not total.holds(kind) and (total.place or not self.lost):
                wrong, other = _WRONG.get(kind, ("readers.no_sum", ""))
                key = other if any(map(total.holds, last)) else wrong
                line, column = total.at
                line.wrong(column, worded(key, stated=total.stated, sum=last[kind]))
        return sound

    def tally(self, *notes: Bilingual) -> tallies.Tally:
        """Return what was read; the valid votes of a place with a pool of lists are all of them."""
        for place in self.places:
            every = self._sums.known((place, LIST, _ALL))
            if every is not None and (place, form.POOLED, _ALL) in self._sums:
                self._stated.setdefault((form.VALID, place), every)
        pools = self._sums.known(("", form.POOLED, _ALL))
        pooled = (worded("readers.pooled_rows", votes=pools),) if pools else ()
        whole = {(name, of): n for (of, name), n in self._stated.items() if name in self.parted}
        stated = tallies.summed(
            ((name, of), self._stated.get((of, place)))
            for place, name in self.places.items()
            for of in tallies.STATED
            if place not in self.parted and (name, of) not in whole
        )
        told = (of.place for of in self._totals if of.place and of.kinds[0] not in _ONCE)
        summed = {self.places[place] for place in told}
        alone = ", ".join(sorted(summed - {entry.municipality.name for entry in self.lists}))
        bare = (worded("readers.totals_alone", places=alone),) if alone else ()
        notes = (*names.left_out(self.outside), *notes, *pooled, *bare)
        return tallies.Tally(self.year, tuple(self.lists), stated | whole, notes=notes)


def _alike(mark: Mark) -> tuple[Mark, Mark, Mark]:
    """Return by what else a list may be known that is this one: its letter or its name alone."""
    letter, name = mark
    return mark, (letter, "" if name else _ANY), ("" if letter else _ANY, name)


def _is_one_list(line: Line, typed: str, shown: str) -> bool:
    """Say whether a text is a list's; note that there is none, or that it is a sum of several."""
    if shown and not PATTERNS["joined"].fullmatch(shown):
        return True
    if shown:
        line.wrong(typed, worded("readers.sum_of_lists", shown=shown))
    elif not (line.has(form.LIST) or line.has(form.LETTER)):
        line.wrong(typed, worded("readers.no_list"))
    return False


def _check_seats(line: Line, column: str, seats: int, most: int) -> None:
    """Note more seats than there can be, and what a comma cut off a figure of votes."""
    if seats > min(_MOST_SEATS, most):
        line.wrong(column, worded("readers.more_seats", seats=seats))
    elif _LAST_THREE.fullmatch(written := line.text(column)):
        line.wrong(column, worded("readers.part_of_figure", seats=written))


def _typed(line: Line, column: str) -> str:
    """Return the column in which a list is named."""
    return next((of for of in (form.LIST, form.PARTY, form.LETTER) if of in line.headings), column)


@lru_cache(maxsize=8192)
def kind_of(letter: str, title: str) -> str:
    """Return what a row is that is no list, by what stands in place of one; empty for a list."""
    for text in (title, letter):
        kind = form.row_kind(text) or (TOTAL if names_total(text) else "")
        if kind and not (kind == form.POOLED and letter and title):  # a letter is of one list
            return kind
    return TOTAL if not letter and datasets.find_municipality(title) else ""


def names_list(heading: str) -> bool:
    """Say whether a heading is a list: a party's name, or one with its letter."""
    heading = unmarked(heading)
    if kind_of("", heading):
        return False
    letter, name = taken_apart("", heading, "")
    lettered = (letter and name != heading) or (len(heading) == 1 and heading.isalpha())
    return bool(lettered) or names_party(heading)


def years_of(table: FoundTable) -> set[int]:
    """Return the years that a table states: in a column, in headings, or in what it is named."""
    if form.YEAR in table.columns:
        return {year for line in table.lines if (year := _year_in(line)) is not None}
    undated = form.VOTES in table.columns
    texts = sorted(table.texts(), key=lambda text: "valgdag" not in text[0].casefold())
    named = names.named_first(texts, names.years_named, "readers.year_from")
    if named and (undated or not table.years):
        table.said.append(named[1])
        return {*table.years, named[0]}
    return {*table.years, *[ANY_YEAR] * bool(undated and table.years)}


def _year_in(line: Line) -> int | None:
    """Return the year of a row; None where it is empty or was noted."""
    written = line.text(form.YEAR)
    if len(years := names.years_in(written)) == 1 and not PATTERNS["quarter"].search(written):
        return years.pop()
    if written:
        line.wrong(form.YEAR, worded("readers.no_year", written=repr(written[:40])))
    return None


def read_plain(
    tables: Sequence[FoundTable], year: int, stated: Places, problems: Problems
) -> tallies.Tally:
    """Read the tables of one election, whatever their layout, and hold their totals."""
    count = Count(year)
    # Where polling areas are counted, what other tables have is their sum.
    ordered = sorted(tables, key=lambda table: form.AREA not in table.columns)
    asked = [(table, of) for table in ordered for of in _read(table, stated, problems, count)]
    if held := count.check():
        tables[0].checked.append(worded("readers.totals_held", held=held))
    for table, heading in asked:  # after the totals, one of which may be all that is wrong
        question = worded("readers.perhaps_list", heading=repr(heading))
        problems.note(table.grid.sheet, question, row=table.number)
    return evolve(count.tally(), status=SourceStatus.INFERRED)


def _read(table: FoundTable, stated: Places, problems: Problems, count: Count) -> list[str]:
    """Read every figure by its place and its list; return the columns that nothing tells."""
    headed = form.MUNICIPALITY in table.columns
    alone = None if headed or table.form is form.TURNED else _place_of(table, stated, problems)
    lines = [line for line in table.lines if _year_in(line) in (None, count.year)]
    dated = table.years.get(count.year, {})
    home = alone.name if alone else ""
    count.parted |= {home or of.place(form.MUNICIPALITY) for of in lines if _area(of)}
    beside = () if table.form.open else (form.SEATS, form.CAST)
    several = len(table.years) + (form.VOTES in table.columns) > 1
    # Nobody says whether they are of a polling area, or of which of several elections.
    unsure = beside if count.parted else [of for of in beside if several and of not in dated]
    table.leave_out(filter(table.columns.__contains__, unsure))
    seats, cast = (dated.get(of, of) if of not in unsure else "" for of in beside or ("", ""))
    places, asked = _columns(table, lines, dated)
    meant = _as_in_newspapers(table, places if table.form is form.WIDE else lines, count.year)
    marks = dict.fromkeys(map(_own, lines))
    others = (" ".join(filter(None, own)) for own in marks if kind_of(*own) not in ("", TOTAL))
    _say(table, count.year, ", ".join(dict.fromkeys(others)))
    for line in lines:
        own, area = _own(line), _area(line)
        row = _place_in(line, own, count, alone) if headed or alone else None
        for column, place in places.items():
            where, at = row if place is None else place, (line, column)
            named = ("", unmarked(column)) if table.form is form.WIDE else own
            named = meant.get(named, named)
            # In many columns 0 is of no list.
            counted = kind_of(*named) or not table.form.open or line.whole(column)
            if isinstance(where, str):
                named = named if any(named) else ("", line.text(form.MUNICIPALITY))
                count.total(where, named, at, seats=seats)
            elif where and (counted or line.unread(column)):
                count.add(where, named, at, seats=seats, part=area)
            if where is not None:
                name = where if isinstance(where, str) else where.name
                count.other(name, form.CAST_ROW, (line, cast))
    return asked


def _say(table: FoundTable, year: int, others: str) -> None:
    """Say which columns of years are read and which are not, and which rows are no lists."""
    for name, key in table.years.get(year, {}).items():
        table.checked.append(worded("readers.dated_column", heading=key, name=name))
    if years := ", ".join(str(other) for other in table.years if other != year):
        table.said.append(worded("readers.other_years", years=years))
    if others:
        table.checked.append(worded("readers.no_lists", rows=others))


def _columns(
    table: FoundTable, lines: Sequence[Line], dated: Mapping[str, str]
) -> tuple[dict[str, Municipality | str | None], list[str]]:
    """Return the columns of votes with the place that each names, and those that nothing tells."""
    others = [name for name in table.columns if not table.form.column_of(name)]
    found: dict[str, Municipality | str | None] = {}
    asked: list[str] = []
    if not table.form.open:
        found[dated.get(form.VOTES, form.VOTES)] = None
        own = (form.VOTES, form.SEATS, form.CAST)
        others = [of for of in own if of in dated and of in table.columns]
    elif table.form is form.TURNED:
        places = {name: datasets.find_municipality(name) or total_of(name) for name in others}
        found |= {name: place for name, place in places.items() if place is not None}
        for line, name in product(lines[:1], others):
            if name not in found and (meant := names.misspelt(name)):
                line.problems.note(line.sheet, meant, row=table.number, column=name)
    else:
        kinds = _kinds(others, lines)
        asked = [name for name, kind in kinds.items() if kind == _ASK]
        found |= {name: None for name, kind in kinds.items() if kind not in ("", _ASK)}
        listed = ", ".join(name for name, kind in kinds.items() if kind == LIST)
        table.checked.append(worded("readers.columns_lists", columns=listed))
    if left := ", ".join(name for name in others if name not in found):
        table.said.append(worded("readers.columns_unused", columns=left))
    return found, asked


def _kinds(headings: Iterable[str], lines: Iterable[Line]) -> dict[str, str]:
    """Return what columns are: those that nothing tells are lists where all sum to the totals."""
    kinds = {heading: kind_of("", heading) or LIST * names_list(heading) for heading in headings}
    total = next((of for of, kind in kinds.items() if kind in (TOTAL, form.VALID)), "")
    unknown: set[str] = set()
    adds_up = {LIST: 0, "": 0}
    for line in lines:
        sums: Counter[str] = Counter()
        for heading, kind in kinds.items():
            if isinstance(figure := whole(line.cells.get(heading)), int):
                sums[kind] += figure
                unknown |= set() if kind else {heading}
        if isinstance(stated := whole(line.cells.get(total)), int):
            rest = stated - sums[LIST] - sums[form.POOLED]
            for of, more in ((LIST, sums[""]), ("", 0)):
                right = rest - more in (0, sums[form.BLANK] + sums[form.INVALID])
                adds_up[of] += 1 if right else -1
    what = next((of for of, surplus in adds_up.items() if surplus > 0), _ASK)
    return kinds | dict.fromkeys(filter(unknown.__contains__, kinds), what)


def _own(line: Line) -> Mark:
    return unmarked(line.text(form.LETTER)), unmarked(line.text(form.LIST))


def _area(line: Line) -> str:
    """Return the polling area of a row; empty where it is of the whole municipality."""
    area = unmarked(line.text(form.AREA))
    return "" if names.names_area(area) else area


def _as_in_newspapers(
    table: FoundTable, written: Iterable[Line | str], year: int
) -> dict[Mark, Mark]:
    """Return the lists of a table that are called as in newspapers by the names of the parties."""
    marks = [("", unmarked(of)) if isinstance(of, str) else _own(of) for of in written]
    said, meant = table.grid.sheet or table.grid.file, dict[Mark, Mark]()
    texts = {of: " ".join(filter(None, of)) for of in marks}
    for text, (party, other) in as_in_newspapers(texts.values(), year).items():
        read = {"text": text, "party": party, "other": other, "where": said}
        table.said.extend([worded("datasets.letter_read", **read)] if other else [])
        meant |= {of: ("", party) for of in texts if texts[of] == text}
    return meant


def _place_in(
    line: Line, own: Mark, count: Count, alone: Municipality | None
) -> Municipality | str | None:
    """Return the place of a row: a name where it sums up; None where it was counted or noted."""
    typed, area, found = line.text(form.MUNICIPALITY), _area(line), alone
    if not alone:
        of_all = not typed and (kind_of(*own) or (line.has(form.AREA) and not area))
        if of_all or (not any(own) and form.row_kind(typed)):
            return ""
        if (summed := total_of(typed)) is not None:
            return summed
        if PATTERNS["joined"].fullmatch(typed):
            line.wrong(form.MUNICIPALITY, worded("readers.sum_of_lists", shown=typed))
        else:
            found = line.municipality(form.MUNICIPALITY)
        outside = names.is_no_municipality(typed)
        count.outside += found is None and outside
        count.lost |= found is None and not outside
    odd = (PATTERNS[of].search(area) for of in ("preliminary", "measure"))
    if form.row_kind(area) or names.years_named(area) or any(odd):
        line.wrong(form.AREA, worded("readers.no_area", area=repr(area)))
    if area or found is None or found.name not in count.parted:
        return found
    words, home = line.text(form.AREA).split(), found.name  # as "Skolen i alt"
    ends = [end for end in range(1, len(words)) if names_total(" ".join(words[end:]))]
    known = (f"{home}, {' '.join(words[:end])}" for end in ends if words[:end] != [home])
    return next(filter(count.places.__contains__, known), home)


def total_of(typed: str) -> str | None:
    """Return the municipality that a row is the total of, empty for several; None for no total."""
    if not (names.names_area(typed) or PATTERNS["region"].fullmatch(typed)):
        return None
    named = names.municipalities_named(typed)
    return named.pop() if len(named) == 1 else ""


def _place_of(table: FoundTable, stated: Places, problems: Problems) -> Municipality | None:
    """Return the municipality of a table that has no column for it, noting where another begins."""
    place = _place_named(table, stated, problems)
    for number, row in enumerate(table.grid.rows, start=table.grid.first):
        filled = [cell for cell in row if not empty(cell)]
        if place and number > table.number and len(filled) == 1:
            text = str(filled[0]).strip(" .:")
            other = None if text.isdecimal() else datasets.find_municipality(text)
            if other and other != place:
                said = worded("readers.two_places", here=other.name, place=place.name)
                problems.note(table.grid.sheet, said, row=number)
    begin = (_area(line).partition(" - ")[0] for line in table.lines)
    homes = {found.name for of in begin if (found := datasets.find_municipality(of))}
    others = sorted(homes - {place.name if place else ""})
    if place and len(others) > 1:
        said = worded("readers.two_places", here=", ".join(others), place=place.name)
        problems.note(table.grid.sheet, said, row=table.number)
    return place


def _place_named(table: FoundTable, stated: Places, problems: Problems) -> Municipality | None:
    """Return the municipality that is stated for a table, or that it is named after; it is said."""
    if None in stated:
        return datasets.find_municipality(stated[None])
    texts = table.texts(sheet_first=True)
    named = names.named_first(texts, names.municipalities_named, "readers.place_from")
    if named is None:
        problems.note(table.grid.sheet, worded("readers.no_place"), row=table.number)
        return None
    table.said.append(named[1])
    if others := names.municipalities_named(" ".join(table.titles)) - {named[0]}:
        table.said.append(worded("readers.place_other", found=named[0], others=", ".join(others)))
    return datasets.find_municipality(named[0])
