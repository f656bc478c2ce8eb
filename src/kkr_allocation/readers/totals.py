"""What a table of votes says of each municipality, and whether its totals hold.

A total is held against the rows that it sums up: the valid votes, or the votes cast where blank and
invalid ones stand there too. All of them are looked at, and each that does not hold is noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from kkr_allocation.composition.lists import folded_name, taken_apart
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import votes as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.counts import ListVotes, party_in
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.sheet import Line


LIST, TOTAL = "list", "total"
"""What a row is, besides the kinds of `kkr_allocation.forms.votes`."""
_SPOILED = (form.BLANK, form.INVALID)
_MOST_WRONG = 50
Mark = tuple[str, str]
"""What a list is known by: its letter and its name, folded."""


@frozen
class _Figure:
    """The votes of a list, or of a kind of row, in a municipality; None where they are not read."""

    place: str
    kind: str
    mark: Mark
    votes: int | None
    seats: int | None = None


@frozen
class _Total:
    """A cell that sums up others: those of a place or of all, of a list or of all."""

    line: Line
    column: str
    stated: int
    kind: str
    place: str
    mark: Mark | None
    above: int
    "How many figures stand above it."


@define
class Count:
    """What was read so far of one election."""

    year: int
    lists: list[ListVotes] = field(factory=list)
    outside: int = 0
    "Rows of Christiansø."
    lost: bool = False
    "Whether a row could not be placed, so that sums over all municipalities are not known."
    _figures: list[_Figure] = field(factory=list)
    _of_place: dict[str, list[_Figure]] = field(factory=dict)
    _totals: list[_Total] = field(factory=list)
    _stated: dict[tuple[str, str], tuple[int, Line, str]] = field(factory=dict)
    _seen: set[tuple[str, str, str]] = field(factory=set)

    def has(self, place: str) -> bool:
        """Say whether something was read of a municipality."""
        return place in self._of_place

    def add(
        self, place: Municipality, named: Mark, line: Line, column: str, seats: int | None = None
    ) -> None:
        """Take a list's votes, or what a row of a municipality says that is no list."""
        letter, title = named
        if kind := kind_of(letter, title):
            self.other(place.name, kind, line, column)
            return
        votes = line.whole(column)
        typed = form.LIST if line.has(form.LIST) else column
        shown = f"{letter} {title}".strip()
        try:
            mark = mark_of(letter, title, place.name, self.year)
        except InvalidInputError as error:
            line.wrong(typed, error.what)
            mark = (letter, title)
        if (place.name, *mark) in self._seen:
            line.wrong(typed, worded("readers.list_twice", shown=shown, place=place.name))
            return
        self._seen.add((place.name, *mark))
        if votes is None and seats is None and not line.unread(column):
            line.wrong(column, worded("readers.neither_votes", shown=shown))
        self.lists.append(ListVotes(place, letter, title, votes, seats))
        self._take(_Figure(place.name, LIST, mark, votes, seats))

    def other(self, place: str, kind: str, line: Line, column: str) -> None:
        """Take a row of a municipality that is no list."""
        if kind == form.TURNOUT or not line.has(column):
            return
        votes = line.whole(column)
        if kind in (*_SPOILED, form.ELECTORATE):
            self._take(_Figure(place, kind, ("", ""), votes))
        if votes is not None and kind in (form.ELECTORATE, form.CAST_ROW, form.VALID):
            self.state(place, kind, votes, line, column)
        if votes is not None and kind in (form.CAST_ROW, form.VALID, TOTAL):
            self.total((line, column), votes, kind, place)

    def _take(self, figure: _Figure) -> None:
        self._figures.append(figure)
        self._of_place.setdefault(figure.place, []).append(figure)

    def state(self, place: str, kind: str, votes: int, line: Line, column: str) -> None:
        """Take what is said of a municipality, which must be the same wherever it is said."""
        old, *_ = self._stated.setdefault((kind, place), (votes, line, column))
        if old != votes:
            line.wrong(column, worded("readers.two_figures", place=place, here=votes, before=old))

    def total(
        self, at: tuple[Line, str], stated: int, kind: str, place: str, mark: Mark | None = None
    ) -> None:
        """Take a total, which is held against the rest when all is read."""
        above = len(self._figures)
        self._totals.append(_Total(*at, stated, kind, place, mark, above))

    def check(self) -> int:
        """Note what does not add up, and return how many totals hold."""
        held = wrong = since = 0
        for total in self._totals:
            right: tuple[int, ...] = ()
            for scope in self._scopes(total, since):
                right = self._sums(total, scope)
                if total.stated in right:
                    held += 1
                    self._settle(total)
                    break
            else:
                if right and not (self.lost and not total.place) and wrong < _MOST_WRONG:
                    wrong += 1
                    _say_wrong(total, right)
            since = since if total.place else total.above
        self._check_voters()
        return held

    def _scopes(self, total: _Total, since: int) -> Iterator[list[_Figure]]:
        """Yield what a total can sum up: the last is what it should."""
        if total.place:
            scopes = iter([self._of_place.get(total.place, [])])
        else:
            slices = ((since, total.above), (0, total.above), (0, len(self._figures)))
            scopes = (self._figures[start:stop] for start, stop in slices)
        for scope in scopes:
            yield [f for f in scope if total.mark in (None, f.mark)]

    def _sums(self, total: _Total, scope: Sequence[_Figure]) -> tuple[int, ...]:
        """Return what the total of a scope can be; nothing where a figure of it is not known."""
        if total.column == form.SEATS:
            return _sum([f.seats for f in scope if f.kind == LIST])
        if total.kind in (*_SPOILED, form.ELECTORATE):
            return _sum([f.votes for f in scope if f.kind == total.kind])
        valid = _sum([f.votes for f in scope if f.kind == LIST])
        spoiled = [f.votes for f in scope if f.kind in _SPOILED]
        if not valid or total.kind == form.VALID:
            return valid
        cast = _sum([*valid, *spoiled]) if spoiled else self._cast(total, scope, valid[0])
        if total.kind == form.CAST_ROW:
            return cast
        return tuple(dict.fromkeys((*valid, *cast)))

    def _cast(self, total: _Total, scope: Sequence[_Figure], valid: int) -> tuple[int, ...]:
        """Return the votes cast of a scope as they are stated of its municipalities."""
        if total.place and total.kind == form.CAST_ROW:
            return (max(total.stated, valid),)
        places = dict.fromkeys(f.place for f in scope)
        said = [self._stated.get((form.CAST_ROW, place)) for place in places]
        return _sum([found[0] if found else None for found in said])

    def _settle(self, total: _Total) -> None:
        """Keep what a total that holds is of its municipality: the valid votes, or those cast."""
        if total.place and total.kind == TOTAL and total.mark is None:
            if total.column == form.SEATS:
                return
            valid = _sum([f.votes for f in self._of_place[total.place] if f.kind == LIST])
            kind = form.VALID if total.stated in valid else form.CAST_ROW
            found = (total.stated, total.line, total.column)
            self._stated.setdefault((kind, total.place), found)

    def _check_voters(self) -> None:
        """Note a municipality with more votes than were cast, or more than may vote."""
        for (kind, place), (stated, line, column) in self._stated.items():
            listed = sum(f.votes or 0 for f in self._of_place.get(place, ()) if f.kind == LIST)
            if kind == form.CAST_ROW and stated < listed:
                few = worded("readers.few_cast", place=place, cast=stated, listed=listed)
                line.wrong(column, few)
            cast = self._stated.get((form.CAST_ROW, place), (0,))[0]
            most = max(cast, listed)
            if kind == form.ELECTORATE and stated < most:
                few = worded("readers.few_voters", place=place, electorate=stated, most=most)
                line.wrong(column, few)

    def of(self, kind: str) -> dict[str, int]:
        """Return what is said of each municipality."""
        return {place: said[0] for (known, place), said in self._stated.items() if known == kind}


def _sum(figures: Sequence[int | None]) -> tuple[int, ...]:
    """Return the sum, where all of them are known."""
    known = [figure for figure in figures if figure is not None]
    return (sum(known),) if known and len(known) == len(figures) else ()


def _say_wrong(total: _Total, right: Sequence[int]) -> None:
    valid, *more = right
    if total.column == form.SEATS:
        said = worded("readers.seats_wrong", stated=total.stated, seats=valid)
    elif total.kind == form.CAST_ROW:
        said = worded("readers.cast_wrong", stated=total.stated, cast=valid)
    elif more:
        said = worded("readers.total_wrong_cast", stated=total.stated, valid=valid, cast=more[0])
    else:
        said = worded("readers.total_wrong", stated=total.stated, valid=valid)
    total.line.wrong(total.column, said)


def kind_of(letter: str, title: str) -> str:
    """Return what a row is that is no list, by what stands in place of one; empty for a list."""
    for text in (title, letter):
        if kind := form.row_kind(text) or (TOTAL if names_total(text) else ""):
            return kind
    return ""


def mark_of(letter: str, title: str, municipality: str, year: int) -> Mark:
    """Return what a row's list is known by, with its letter at the name or by itself.

    A party that stands under two of its names has a row for each.
    """
    party = party_in(letter, title, year, municipality)
    letter, name = taken_apart(letter, title, municipality)
    if party is not None:
        letter, name = party.letter, name if len(name) > 1 else party.name
    return letter.casefold(), folded_name(name)
