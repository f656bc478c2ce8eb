"""Tables of votes as people make them: a row for each list, or a column for each.

A row or a column that is no list (blank votes, the electorate, totals) is never taken for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.lists import taken_apart
from kkr_allocation.datasets import (
    everyday_party,
    find_municipality,
    find_party,
    party_tables,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import votes as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.cells import whole
from kkr_allocation.readers.counts import (
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
)
from kkr_allocation.readers.named import municipalities_named, municipality_named, year_named
from kkr_allocation.readers.names import names_area
from kkr_allocation.readers.problems import twice
from kkr_allocation.readers.totals import LIST, TOTAL, Count, kind_of, mark_of
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.counts import Choices
    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.sheet import FoundTable, Line
    from kkr_allocation.readers.totals import Mark


# What a heading can be, where a table has a column for each list or each municipality.


def names_list(heading: str) -> bool:
    """Say whether a heading is a list: a party's name, or one with its letter.

    Examples
    --------
    >>> [names_list(text) for text in ("A. Socialdemokratiet", "V", "L. Fælleslisten", "I alt")]
    [True, True, True, False]
    """
    if form.row_kind(heading) or names_total(heading) or find_municipality(heading):
        return False
    letter, name = taken_apart("", heading, "")
    if (letter and name != heading) or (len(heading) == 1 and heading.isalpha()):
        return True
    return any(_party(heading, year) for year in party_tables())


def _party(text: str, year: int) -> bool:
    try:
        return bool(find_party("", text, year) or everyday_party(text, year))
    except InvalidInputError:
        return True


def has_lists(headings: Sequence[str]) -> bool:
    """Say whether at least two headings are lists."""
    return sum(map(names_list, headings)) > 1


def has_municipalities(headings: Sequence[str]) -> bool:
    """Say whether at least two headings are municipalities."""
    return sum(find_municipality(heading) is not None for heading in headings) > 1


def years_of(table: FoundTable) -> set[int]:
    """Return the years that a table states: in a column, in headings, or in what it is named."""
    if form.YEAR in table.columns:
        return {year for line in table.lines if (year := _year_in(line)) is not None}
    if table.years:
        return {*table.years}
    named = year_named(table)
    return {int(named.found)} if named else set()


def _year_in(line: Line) -> int | None:
    """Return the year of a row; None where it is empty or was noted."""
    written = line.text(form.YEAR).upper().removeprefix("KV").strip()
    if not written:
        return None
    if written.isdecimal() and len(written) == len("2025"):
        return int(written)
    line.wrong(form.YEAR, worded("readers.no_year", written=repr(written[:40])))
    return None


def read_plain(
    tables: Sequence[FoundTable], year: int, choices: Choices, problems: Problems
) -> Tally:
    """Read the tables of one election, whatever their layout, and hold their totals.

    Raises
    ------
    InvalidInputError
        With all that is wrong with them.
    """
    count = Count(year)
    for table in tables:
        _say_year(table, year)
        lines = [line for line in table.lines if _year_in(line) in (None, year)]
        if table.form is form.WIDE:
            _read_wide(table, lines, count, problems)
        elif table.form is form.TURNED:
            _read_turned(table, lines, count)
        else:
            _read_long(table, lines, count, _place_of(table, choices, problems))
    if held := count.check():
        tables[0].reading.checked.append(worded("readers.totals_held", held=held))
    problems.raise_if_any()
    return Tally(
        year,
        tuple(count.lists),
        count.of(form.CAST_ROW),
        notes=left_out(count.outside),
        status=SourceStatus.INFERRED,
        valid=count.of(form.VALID),
        eligible=count.of(form.ELECTORATE),
    )


def _say_year(table: FoundTable, year: int) -> None:
    stated = form.YEAR in table.columns or table.years
    named = None if stated else year_named(table)
    if named and named.found == str(year):
        table.say(named.said)
    for name, key in table.years.get(year, {}).items():
        table.reading.checked.append(worded("readers.dated_column", heading=key, name=name))
    others = [str(other) for other in table.years if other != year]
    if others:
        table.say(worded("readers.other_years", years=", ".join(others)))


def _place_of(table: FoundTable, choices: Choices, problems: Problems) -> Municipality | None:
    """Return the municipality of a table that has no column for it."""
    if form.MUNICIPALITY in table.columns:
        return None
    if isinstance(choices.municipality, str):
        return find_municipality(choices.municipality)
    named = municipality_named(table)
    if named is None:
        problems.note(table.grid.sheet, worded("readers.no_place"), row=table.reading.header)
        return None
    table.say(named.said)
    return find_municipality(named.found)


def _read_long(
    table: FoundTable, lines: Iterable[Line], count: Count, alone: Municipality | None
) -> None:
    """Read a row for each list, of the municipality in the row or of one alone."""
    if alone is None and form.MUNICIPALITY not in table.columns:
        return
    dated = table.years.get(count.year, {})
    votes, seats = (
        name if name in table.columns else dated.get(name, name)
        for name in (form.VOTES, form.SEATS)
    )
    lines = list(lines)
    for line in lines:
        named = _named(line)
        typed = alone.name if alone else line.text(form.MUNICIPALITY)
        scope = None if alone else _scope(typed, named)
        if scope is not None:
            named = named if any(named) else ("", typed)
            _sum_up(line, named, (votes, seats), scope, count)
        elif place := alone or _municipality(line, count):
            _take(line, place, named, (votes, seats), count)
    named_so = {" ".join(filter(None, pair)): kind_of(*pair) for pair in map(_named, lines)}
    if others := [name for name, kind in named_so.items() if kind not in ("", TOTAL)]:
        table.reading.checked.append(worded("readers.no_lists", rows=", ".join(others)))


def _named(line: Line) -> Mark:
    return line.text(form.LETTER), line.text(form.LIST)


def _scope(typed: str, named: Mark) -> str | None:
    """Return what a row sums up: a municipality, several (empty), or nothing (None)."""
    kind = kind_of(*named)
    if (not any(named) and form.row_kind(typed)) or (kind and not typed):
        return ""
    return total_of(typed)


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
    if kind_of(*named) == TOTAL and stands is not None:
        count.total((line, form.SEATS), stands, TOTAL, place.name)
    count.add(place, named, line, votes, stands)
    if (cast := line.whole(form.CAST)) is not None:
        count.state(place.name, form.CAST_ROW, cast, line, form.CAST)


def _municipality(line: Line, count: Count) -> Municipality | None:
    """Return a row's municipality; None where there is none, which is counted or noted."""
    found = municipality_of(line, form.MUNICIPALITY)
    if found is None and is_no_municipality(line.text(form.MUNICIPALITY)):
        count.outside += 1
    elif found is None:
        count.lost = True
    return found


def total_of(typed: str) -> str | None:
    """Return the municipality that a row is the total of, empty for several; None for no total.

    Examples
    --------
    >>> total_of("I alt Greve"), total_of("I alt"), total_of("Greve")
    ('Greve', '', None)
    """
    if not names_area(typed):
        return None
    named = municipalities_named(typed)
    return named.pop() if len(named) == 1 else ""


def _sum_up(line: Line, named: Mark, columns: tuple[str, str], scope: str, count: Count) -> None:
    """Take a row of totals: of a municipality, or of several; of a list, a kind, or all."""
    kind = kind_of(*named) or (TOTAL if names_area(named[1]) else "")
    mark = None if kind else mark_of(*named, scope, count.year)
    if scope and kind not in ("", TOTAL):
        count.other(scope, kind, line, columns[0])
        return
    votes, seats = (line.whole(column) if line.has(column) else None for column in columns)
    if votes is not None and kind != form.TURNOUT:
        count.total((line, columns[0]), votes, kind or TOTAL, scope, mark)
    if seats is not None and kind in ("", TOTAL):
        count.total((line, form.SEATS), seats, TOTAL, scope, mark)
    if (cast := line.whole(form.CAST)) is not None:
        count.total((line, form.CAST), cast, form.CAST_ROW, scope)


def _read_wide(table: FoundTable, lines: Sequence[Line], count: Count, problems: Problems) -> None:
    """Read a row for each municipality, and a column for each list; 0 votes are of no list."""
    kinds = _kinds(table, lines, problems)
    for line in lines:
        scope = total_of(line.text(form.MUNICIPALITY))
        place = None if scope is not None else _municipality(line, count)
        if place and count.has(place.name):
            line.wrong(form.MUNICIPALITY, twice(place.name))
            continue
        for heading, kind in kinds.items():
            if scope is not None and kind != form.TURNOUT:
                stated = line.whole(heading)
                mark = mark_of("", heading, "", count.year) if kind == LIST else None
                if stated is not None:
                    at = (line, heading)
                    count.total(at, stated, TOTAL if mark else kind, scope, mark)
            elif place and kind != LIST:
                count.other(place.name, kind, line, heading)
            elif place and (line.unread(heading) or line.whole(heading)):
                count.add(place, ("", heading), line, heading)


def _kinds(table: FoundTable, lines: Sequence[Line], problems: Problems) -> dict[str, str]:
    """Return what each column of figures is; one that nothing tells is noted."""
    others = [name for name in table.columns if name not in (form.MUNICIPALITY, form.YEAR)]
    kinds = {heading: kind_of("", heading) or LIST * names_list(heading) for heading in others}
    listed = [heading for heading, kind in kinds.items() if kind == LIST]
    unknown = [
        heading
        for heading in others
        if not kinds[heading]
        and any(isinstance(whole(line.cells.get(heading)), int) for line in lines)
    ]
    if unknown and _adds_up(lines, kinds, [*listed, *unknown]):
        kinds |= dict.fromkeys(unknown, LIST)
    elif not _adds_up(lines, kinds, listed):
        for heading in unknown:
            wrong = worded("readers.perhaps_list", heading=repr(heading))
            problems.note(table.grid.sheet, wrong, row=table.reading.header)
    found = ", ".join(heading for heading, kind in kinds.items() if kind == LIST)
    table.reading.checked.append(worded("readers.columns_lists", columns=found))
    if left := [heading for heading, kind in kinds.items() if not kind]:
        table.say(worded("readers.columns_unused", columns=", ".join(left)))
    return {heading: kind for heading, kind in kinds.items() if kind}


def _adds_up(lines: Iterable[Line], kinds: Mapping[str, str], lists: Sequence[str]) -> bool:
    """Say whether these columns sum to the valid votes or those cast, in every row with a total."""
    totals = [name for name, kind in kinds.items() if kind in (TOTAL, form.VALID)]
    spoiled = [name for name, kind in kinds.items() if kind in (form.BLANK, form.INVALID)]
    for line in lines if totals else ():
        stated = whole(line.cells.get(totals[0]))
        valid, more = (
            sum(n for name in names if isinstance(n := whole(line.cells.get(name)), int))
            for names in (lists, spoiled)
        )
        if isinstance(stated, int) and stated not in (valid, valid + more):
            return False
    return bool(totals)


def _read_turned(table: FoundTable, lines: Sequence[Line], count: Count) -> None:
    """Read a row for each list, and a column for each municipality; 0 votes are of no list."""
    places = {name: place for name in table.columns if (place := find_municipality(name))}
    sums = [name for name in table.columns if names_total(name)]
    for line in lines:
        named = _named(line)
        kind = kind_of(*named)
        for heading, place in places.items():
            if kind or line.unread(heading) or line.whole(heading):
                _take(line, place, named, (heading, form.SEATS), count)
        for heading in sums if kind != form.TURNOUT else ():
            mark = None if kind or not any(named) else mark_of(*named, "", count.year)
            if (stated := line.whole(heading)) is not None:
                count.total((line, heading), stated, kind or TOTAL, "", mark)
