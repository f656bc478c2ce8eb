"""Tables of votes as people make them: a row for each list, or a column for each.

A row or a column that is not a list is never taken for one. Every total is held against the rows
that it sums up: the valid votes, or the votes cast where blank and invalid ones stand there too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field, frozen

from kkr_allocation.composition.council import folded_name, taken_apart
from kkr_allocation.datasets import everyday_party, find_municipality, find_party, party_tables
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import tables as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers import counts
from kkr_allocation.readers.book import twice
from kkr_allocation.readers.cells import whole
from kkr_allocation.readers.names import municipalities_named, named_first, names_area, years_named
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Choices

LIST, TOTAL = "list", "total"
"""What a row is, besides the kinds of `kkr_allocation.forms.tables`."""
_JOINED = re.compile(r"(valg|liste)forbund\b.*|.*\bblok(ken)?", re.IGNORECASE)
"""Names of rows that sum up lists; no list of a bundled election is named so."""
_REGION = re.compile(r"(region|kkr) \w+|\w+ regionen", re.IGNORECASE)
_SPOILED, _BOTH_SPOILED = "spoiled", (form.BLANK, form.INVALID)
_COUNTED = (*_BOTH_SPOILED, form.ELECTORATE, form.POOLED)
_MOST_WRONG = 50
_MOST_KINDS = 9
"""Totals of one place, at most: the list's, the valid, the cast and so on."""
Spans = Sequence[tuple[int, int | None]]
Mark = tuple[str, str]
"""What a list is known by: its letter and its name, folded."""
At: TypeAlias = "tuple[Line, str]"
"""The row and the column of a figure."""


class _Track:
    """Figures in the order in which they were read, with their running sums."""

    def __init__(self) -> None:
        self._at: list[int] = []
        self._sums = [(0, 0)]
        "The sum of those that are known before each, and how many are not."

    @property
    def known(self) -> int:
        """The sum of those that are known."""
        return self._sums[-1][0]

    def add(self, at: int, figure: int | None) -> None:
        """Take a figure, which is None where it was not read."""
        known, gaps = self._sums[-1]
        self._at.append(at)
        self._sums.append((known + (figure or 0), gaps + (figure is None)))

    def sum(self, start: int = 0, stop: int | None = None) -> tuple[int, ...]:
        """Return the sum between two places; nothing where one of them is not known, or none is."""
        first = bisect_left(self._at, start)
        last = len(self._at) if stop is None else bisect_left(self._at, stop)
        (before, gaps_before), (after, gaps_after) = self._sums[first], self._sums[last]
        return (after - before,) if first < last and gaps_before == gaps_after else ()


@frozen
class _Total:
    """A cell that sums up others: those of a place or of all, of a list or of all."""

    at: At
    stated: int
    kind: str
    place: str
    mark: Mark | None
    above: int
    "How many figures stand above it."
    alike: tuple[str, int]
    "What it has in common with others: either all are of the valid votes, or all of those cast."


@define
class Count:
    """What was read so far of one election; a place is a municipality, or a part of one."""

    year: int
    lists: list[counts.ListVotes] = field(factory=list)
    outside: int = 0
    "Rows of Christiansø."
    lost: bool = False
    "Whether a row could not be placed, so that sums over all municipalities are not known."
    _read: int = 0
    _places: dict[str, tuple[str, int]] = field(factory=dict)
    "The municipality of each place, and how many figures stand above its first."
    _tracks: defaultdict[tuple[str, str, Mark | None], _Track] = field(
        factory=lambda: defaultdict(_Track)
    )
    "By place (empty for all of them), kind of figure, and list (None for all of them)."
    _totals: list[_Total] = field(factory=list)
    _stated: dict[tuple[str, str], tuple[int, At]] = field(factory=dict)
    _seen: set[tuple[str, str, str]] = field(factory=set)

    def has(self, place: str) -> bool:
        """Say whether something was read of a place."""
        return place in self._places

    def begin(self, place: str, municipality: str) -> None:
        """Keep of which municipality a place is."""
        self._places.setdefault(place, (municipality, self._read))

    def add(
        self, place: Municipality, named: Mark, at: At, *, seats: int | None = None, part: str = ""
    ) -> None:
        """Take a list's votes, or what else a row says of a municipality or a part of it."""
        (line, column), (letter, title) = at, named
        where = f"{place.name}, {part}" if part else place.name
        self.begin(where, place.name)
        if kind := kind_of(letter, title):
            self.other(where, kind, at, name=title or letter)
            return
        votes = line.whole(column)
        typed = next((name for name in (form.LIST, form.PARTY) if line.has(name)), column)
        shown = f"{letter} {title}".strip()
        if _JOINED.fullmatch(shown):
            line.wrong(typed, worded("readers.sum_of_lists", shown=shown))
            return
        try:
            mark = mark_of(letter, title, place.name, self.year)
        except InvalidInputError as error:
            line.wrong(typed, error.what)
            mark = named
        if (where, *mark) in self._seen:
            line.wrong(typed, worded("readers.list_twice", shown=shown, place=place.name))
            return
        self._seen.add((where, *mark))
        if votes is None and seats is None and not line.unread(column):
            line.wrong(column, worded("readers.neither_votes", shown=shown))
        self.lists.append(counts.ListVotes(place, letter, title, votes, seats))
        self._take(where, {LIST: votes, form.SEATS: seats}, mark)

    def other(self, place: str, kind: str, at: At, *, name: str = "") -> None:
        """Take a row or a cell of a place that is no list."""
        line, column = at
        if kind == form.TURNOUT or not line.has(column):
            return
        self.begin(place, place)
        votes = line.whole(column)
        if kind in _COUNTED:
            self._take(place, {kind: votes})
        if kind in (form.ELECTORATE, form.CAST_ROW, form.VALID):
            self.state(place, kind, votes, at)
        if kind in (form.CAST_ROW, form.VALID, TOTAL):
            self.total(at, votes, kind, place, name=name)

    def _take(
        self, place: str, figures: Mapping[str, int | None], mark: Mark | None = None
    ) -> None:
        """Keep figures in every sum that they are part of: a pool of lists in those of lists."""
        for kind, figure in figures.items():
            also = LIST if kind == form.POOLED else _SPOILED if kind in _BOTH_SPOILED else kind
            for key in product(("", place), {kind, also}, {None, mark}):
                self._tracks[key].add(self._read, figure)
        self._read += 1

    def state(self, place: str, kind: str, votes: int | None, at: At) -> None:
        """Take what is said of a place, if it is: the same wherever it is said."""
        if votes is None:
            return
        old, _ = self._stated.setdefault((kind, place), (votes, at))
        if old != votes:
            line, column = at
            line.wrong(column, worded("readers.two_figures", place=place, here=votes, before=old))

    def total(
        self,
        at: At,
        stated: int | None,
        kind: str,
        place: str,
        *,
        mark: Mark | None = None,
        name: str = "",
    ) -> None:
        """Take a total, held against the rest when all is read; those of one `name` are alike."""
        if stated is not None and kind != form.TURNOUT:
            word = folded_name(name).replace(folded_name(place), "").strip() or at[1]
            before = self._totals[-_MOST_KINDS:] if place else ()
            order = sum(one.place == place and one.alike[0] == word for one in before)
            self._totals.append(_Total(at, stated, kind, place, mark, self._read, (word, order)))

    def check(self) -> int:
        """Note what does not add up, and return how many totals hold."""
        for place, (_, first) in self._places.items():
            cast = self._stated.get((form.CAST_ROW, place), (None,))[0]
            for where in ("", place):
                self._tracks[where, form.CAST_ROW, None].add(first, cast)
        rights, since = [], 0
        held: Counter[tuple[tuple[str, int], str]] = Counter()
        for total in self._totals:
            right = self._right(total, since)
            held.update((total.alike, kind) for kind in right if total.stated in right[kind])
            rights.append(right)
            since = since if total.place else total.above
        sound = wrong = 0
        for total, right in zip(self._totals, rights, strict=True):
            known = {of: held[total.alike, of] for of in right if right[of]}
            kind = max(known, key=known.__getitem__, default="")
            if kind and total.stated in right[kind]:
                sound += 1
                if total.place and total.kind == TOTAL and total.mark is None:
                    self._stated.setdefault((kind, total.place), (total.stated, total.at))
            elif kind and not (self.lost and not total.place) and wrong < _MOST_WRONG:
                wrong += 1
                _say_wrong(total, kind, right)
        self._check_voters()
        return sound

    def _right(self, total: _Total, since: int) -> dict[str, list[int]]:
        """Return what a total can be by what it can be of, the likeliest first."""
        spans: list[tuple[int, int | None]] = [(0, None)]
        if not total.place:
            spans = [(since, total.above), (0, total.above), (0, None)]
        kind = form.SEATS if total.at[1] == form.SEATS else total.kind
        if kind in (*_COUNTED, form.SEATS):
            return {kind: self._sums(total, kind, spans)}
        right = {form.VALID: self._sums(total, LIST, spans)}
        if kind != form.VALID and total.mark is None:
            right[form.CAST_ROW] = self._cast(total, spans)
        return {kind: right[kind]} if kind == form.CAST_ROW else right

    def _sums(self, total: _Total, kind: str, spans: Spans) -> list[int]:
        track = self._tracks[total.place, kind, total.mark]
        return [known for span in spans for known in track.sum(*span)]

    def _cast(self, total: _Total, spans: Spans) -> list[int]:
        """Return the votes cast: the valid with the blank and invalid ones, or those stated."""
        found = []
        for span in spans:
            valid = self._sums(total, LIST, [span])
            if spoiled := self._sums(total, _SPOILED, [span]):
                found += [one + spoiled[0] for one in valid]
            elif total.place and total.kind == form.CAST_ROW:
                found += [max(one, total.stated) for one in valid]
            else:
                found += self._sums(total, form.CAST_ROW, [span])
        return found

    def _check_voters(self) -> None:
        """Note a place with more votes than were cast, or more than may vote."""
        for (kind, place), (stated, (line, column)) in self._stated.items():
            listed = self._tracks[place, LIST, None].known
            most = max(self._stated.get((form.CAST_ROW, place), (0,))[0], listed)
            if kind == form.CAST_ROW and stated < listed:
                why = worded("readers.few_cast", place=place, cast=stated, listed=listed)
                line.wrong(column, why)
            if kind == form.ELECTORATE and stated < most:
                why = worded("readers.few_voters", place=place, electorate=stated, most=most)
                line.wrong(column, why)

    def tally(
        self, *notes: Bilingual, status: SourceStatus = SourceStatus.PUBLISHED
    ) -> counts.Tally:
        """Return what was read; the valid votes of a place with a pool of lists are all of them."""
        said = {key: votes for key, (votes, _) in self._stated.items()}
        pools = 0
        for place in self._places:
            if pool := self._tracks[place, form.POOLED, None].sum():
                pools += pool[0]
                for every in self._tracks[place, LIST, None].sum():
                    said.setdefault((form.VALID, place), every)
        pooled = (worded("readers.pooled_rows", votes=pools),) if pools else ()
        cast, valid, eligible = (
            counts.summed(
                (name, said.get((kind, place))) for place, (name, _) in self._places.items()
            )
            for kind in (form.CAST_ROW, form.VALID, form.ELECTORATE)
        )
        return counts.Tally(
            self.year,
            tuple(self.lists),
            cast,
            notes=(*counts.left_out(self.outside), *notes, *pooled),
            status=status,
            valid=valid,
            eligible=eligible,
        )


def _say_wrong(total: _Total, kind: str, right: Mapping[str, list[int]]) -> None:
    valid, cast = (right.get(of, [0])[-1:] for of in (form.VALID, form.CAST_ROW))
    most = right[kind][-1]
    key = "readers.total_wrong"
    if kind == form.SEATS:
        key = "readers.seats_wrong"
    elif total.kind == form.CAST_ROW:
        key = "readers.cast_wrong"
    elif total.kind == TOTAL and any(total.stated in sums for sums in right.values()):
        key = "readers.total_is_cast" if kind == form.VALID else "readers.total_is_valid"
    elif cast and cast not in (valid, [0]):
        key = "readers.total_wrong_cast"
    votes_cast = most if total.kind == form.CAST_ROW else (cast or [0])[-1]
    figures = {"seats": most, "cast": votes_cast, "valid": (valid or [most])[-1]}
    line, column = total.at
    line.wrong(column, worded(key, stated=total.stated, **figures))


def kind_of(letter: str, title: str) -> str:
    """Return what a row is that is no list, by what stands in place of one; empty for a list."""
    for text in (title, letter):
        kind = form.row_kind(text) or (TOTAL if names_total(text) else "")
        if kind and not (kind == form.POOLED and letter and title):  # a letter is of one list
            return kind
    return ""


@lru_cache(maxsize=8192)
def mark_of(letter: str, title: str, municipality: str, year: int) -> Mark:
    """Return what a row's list is known by; a party under two of its names has a row for each."""
    party = counts.party_in(letter, title, year, municipality)
    letter, name = taken_apart(letter, title, municipality)
    if party is not None:
        letter, name = party.letter, name if len(name) > 1 else party.name
    return letter.casefold(), folded_name(name)


def names_list(heading: str) -> bool:
    """Say whether a heading is a list: a party's name, or one with its letter."""
    if form.row_kind(heading) or names_total(heading) or find_municipality(heading):
        return False
    letter, name = taken_apart("", heading, "")
    if (letter and name != heading) or (len(heading) == 1 and heading.isalpha()):
        return True
    return names_party(heading)


def names_party(text: str) -> bool:
    """Say whether a text is a national party's name at some election."""
    try:
        return any(find_party("", text, y) or everyday_party(text, y) for y in party_tables())
    except InvalidInputError:  # of two
        return True


def years_of(table: FoundTable) -> set[int]:
    """Return the years that a table states: in a column, in headings, or in what it is named."""
    if form.YEAR in table.columns:
        return {year for line in table.lines if (year := _year_in(line)) is not None}
    if table.years:
        return {*table.years}
    named = _year_named(table)
    return {named[0]} if named else set()


def _year_named(table: FoundTable) -> tuple[int, Bilingual] | None:
    return named_first(table.texts(), years_named, "readers.year_from")


def _year_in(line: Line) -> int | None:
    """Return the year of a row; None where it is empty or was noted."""
    written = line.text(form.YEAR).upper().removeprefix("KV").strip()
    if written.isdecimal() and len(written) == len("2025"):
        return int(written)
    if written:
        line.wrong(form.YEAR, worded("readers.no_year", written=repr(written[:40])))
    return None


def read_plain(
    tables: Sequence[FoundTable], year: int, choices: Choices, problems: Problems
) -> counts.Tally:
    """Read the tables of one election, whatever their layout, and hold their totals."""
    count = Count(year)
    asked: list[tuple[FoundTable, Bilingual]] = []
    for table in tables:
        _say_year(table, year)
        lines = [line for line in table.lines if _year_in(line) in (None, year)]
        if table.form is form.WIDE:
            asked += [(table, question) for question in _read_wide(table, lines, count)]
        elif table.form is form.TURNED:
            _read_turned(table, lines, count)
        else:
            _read_long(table, lines, count, _place_of(table, choices, problems))
    if held := count.check():
        tables[0].checked.append(worded("readers.totals_held", held=held))
    for table, question in asked:  # after the totals, one of which may be all that is wrong
        problems.note(table.grid.sheet, question, row=table.number)
    problems.raise_if_any()
    return count.tally(status=SourceStatus.INFERRED)


def _say_year(table: FoundTable, year: int) -> None:
    named = None if form.YEAR in table.columns or table.years else _year_named(table)
    if named and named[0] == year:
        table.said.append(named[1])
    for name, key in table.years.get(year, {}).items():
        table.checked.append(worded("readers.dated_column", heading=key, name=name))
    if others := [str(other) for other in table.years if other != year]:
        table.said.append(worded("readers.other_years", years=", ".join(others)))


def _place_of(table: FoundTable, choices: Choices, problems: Problems) -> Municipality | None:
    """Return the municipality of a table that has no column for it."""
    if form.MUNICIPALITY in table.columns:
        return None
    if isinstance(choices.municipality, str):
        return find_municipality(choices.municipality)
    texts = table.texts(sheet_first=True)
    named = named_first(texts, municipalities_named, "readers.place_from")
    if named is None:
        problems.note(table.grid.sheet, worded("readers.no_place"), row=table.number)
        return None
    table.said.append(named[1])
    return find_municipality(named[0])


def _read_long(
    table: FoundTable, lines: Sequence[Line], count: Count, alone: Municipality | None
) -> None:
    """Read a row for each list, of the municipality in the row or of one alone."""
    if alone is None and form.MUNICIPALITY not in table.columns:
        return
    dated = table.years.get(count.year, {})
    votes, seats = (
        name if name in table.columns else dated.get(name, name)
        for name in (form.VOTES, form.SEATS)
    )
    others: dict[str, None] = {}
    for line in lines:
        named = _named(line)
        kind = kind_of(*named)
        if kind not in ("", TOTAL):
            others[" ".join(filter(None, named))] = None
        typed = alone.name if alone else line.text(form.MUNICIPALITY)
        scope = None if alone else total_of(typed)
        if not alone and ((not any(named) and form.row_kind(typed)) or (kind and not typed)):
            scope = ""
        if scope is not None:
            named = named if any(named) else ("", typed)
            _sum_up(line, named, (votes, seats), scope, count)
        elif place := alone or _municipality(line, count):
            _take(line, place, named, (votes, seats), count)
    if others:
        table.checked.append(worded("readers.no_lists", rows=", ".join(others)))


def _named(line: Line) -> Mark:
    return line.text(form.LETTER), line.text(form.LIST)


def _take(
    line: Line, place: Municipality, named: Mark, columns: tuple[str, str], count: Count
) -> None:
    """Take a row of a list, or of another figure of its municipality."""
    if not any(named):
        if not (line.has(form.LIST) or line.has(form.LETTER)):
            column = form.LIST if form.LIST in line.headings else form.LETTER
            line.wrong(column, worded("readers.no_list"))
        return
    votes, seats = columns
    stands = line.whole(seats)
    if kind_of(*named) == TOTAL:
        count.total((line, form.SEATS), stands, TOTAL, place.name)
    count.add(place, named, (line, votes), seats=stands)
    count.state(place.name, form.CAST_ROW, line.whole(form.CAST), (line, form.CAST))


def _municipality(line: Line, count: Count) -> Municipality | None:
    """Return a row's municipality; None where there is none, which is counted or noted."""
    found = counts.municipality_of(line, form.MUNICIPALITY)
    outside = counts.is_no_municipality(line.text(form.MUNICIPALITY))
    count.outside += found is None and outside
    count.lost |= found is None and not outside
    return found


def total_of(typed: str) -> str | None:
    """Return the municipality that a row is the total of, empty for several; None for no total."""
    if not (names_area(typed) or _REGION.fullmatch(typed)):
        return None
    named = municipalities_named(typed)
    return named.pop() if len(named) == 1 else ""


def _sum_up(line: Line, named: Mark, columns: tuple[str, str], scope: str, count: Count) -> None:
    """Take a row of totals: of a municipality, or of several; of a list, a kind, or all."""
    kind = kind_of(*named) or (TOTAL if total_of(named[1]) is not None else "")
    mark = None if kind else mark_of(*named, scope, count.year)
    name = " ".join(named)
    if scope and kind not in ("", TOTAL):
        count.other(scope, kind, (line, columns[0]), name=name)
        return
    votes, seats = (line.whole(column) if line.has(column) else None for column in columns)
    count.total((line, columns[0]), votes, kind or TOTAL, scope, mark=mark, name=name)
    if kind in ("", TOTAL):
        count.total((line, form.SEATS), seats, TOTAL, scope, mark=mark)
    count.total((line, form.CAST), line.whole(form.CAST), form.CAST_ROW, scope)


def _read_wide(table: FoundTable, lines: Sequence[Line], count: Count) -> list[Bilingual]:
    """Read a row for each municipality, a column for each list; return questions about columns."""
    kinds, questions = _kinds(table, lines)
    for line in lines:
        scope = total_of(line.text(form.MUNICIPALITY))
        place = None if scope is not None else _municipality(line, count)
        if place and count.has(place.name):
            line.wrong(form.MUNICIPALITY, twice(place.name))
            continue
        for heading, kind in kinds.items():
            at = (line, heading)
            if scope is not None and kind != form.TURNOUT:
                mark = mark_of("", heading, "", count.year) if kind == LIST else None
                count.total(at, line.whole(heading), TOTAL if mark else kind, scope, mark=mark)
            elif place and kind != LIST:
                count.other(place.name, kind, at)
            elif place and (line.unread(heading) or line.whole(heading)):
                count.add(place, ("", heading), at)
    return questions


def _kinds(table: FoundTable, lines: Sequence[Line]) -> tuple[dict[str, str], list[Bilingual]]:
    """Return what each column of figures is, and the questions about those that nothing tells."""
    others = [name for name in table.columns if name not in (form.MUNICIPALITY, form.YEAR)]
    kinds = {heading: kind_of("", heading) or LIST * names_list(heading) for heading in others}
    listed = [heading for heading, kind in kinds.items() if kind == LIST]
    unknown = [
        heading
        for heading in others
        if not kinds[heading]
        and any(isinstance(whole(line.cells.get(heading)), int) for line in lines)
    ]
    questions = []
    if unknown and _adds_up(lines, kinds, [*listed, *unknown]):
        kinds |= dict.fromkeys(unknown, LIST)
    elif not _adds_up(lines, kinds, listed):
        questions = [worded("readers.perhaps_list", heading=repr(heading)) for heading in unknown]
    found = ", ".join(heading for heading, kind in kinds.items() if kind == LIST)
    table.checked.append(worded("readers.columns_lists", columns=found))
    if left := [heading for heading, kind in kinds.items() if not kind]:
        table.said.append(worded("readers.columns_unused", columns=", ".join(left)))
    return {heading: kind for heading, kind in kinds.items() if kind}, questions


def _adds_up(lines: Iterable[Line], kinds: Mapping[str, str], lists: Sequence[str]) -> bool:
    """Say whether these columns sum to the valid votes or those cast in most rows with a total."""
    totals = [name for name, kind in kinds.items() if kind in (TOTAL, form.VALID)]
    counted = [name for name, kind in kinds.items() if kind == form.POOLED]
    spoiled = [name for name, kind in kinds.items() if kind in _BOTH_SPOILED]
    held: Counter[bool] = Counter()
    for line in lines if totals else ():
        stated = whole(line.cells.get(totals[0]))
        valid, more = (
            sum(n for name in names if isinstance(n := whole(line.cells.get(name)), int))
            for names in ((*lists, *counted), spoiled)
        )
        held[stated in (valid, valid + more)] += isinstance(stated, int)
    return held[True] > held[False]


def _read_turned(table: FoundTable, lines: Sequence[Line], count: Count) -> None:
    """Read a row for each list, and a column for each municipality; 0 votes are of no list."""
    places = {name: place for name in table.columns if (place := find_municipality(name))}
    sums = [name for name in table.columns if total_of(name) is not None]
    for line in lines:
        named = _named(line)
        kind = kind_of(*named)
        for heading, place in places.items():
            if kind or line.unread(heading) or line.whole(heading):
                _take(line, place, named, (heading, form.SEATS), count)
        for heading in sums if kind != form.TURNOUT else ():
            mark = None if kind or not any(named) else mark_of(*named, "", count.year)
            at, stated, name = (line, heading), line.whole(heading), " ".join(named)
            count.total(at, stated, kind or TOTAL, "", mark=mark, name=name)
