"""The tables of a protocol: one for most results, a whole set for appointments."""

from __future__ import annotations

import datetime as dt
import math
import re
from fractions import Fraction
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Entitlement, PickingOrder
from kkr_allocation.appointments.events import words_of
from kkr_allocation.appointments.succession import Agenda
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.composition.compose import Comparison, Composition
from kkr_allocation.errors import in_language
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.plan import PlannedPlaces, SmoothedYears
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation import two_way
from kkr_allocation.presentation.councils import annex, side_by_side
from kkr_allocation.presentation.entitlements import (
    AGENDA_COLUMNS,
    agenda_note,
    is_spread,
    matters,
    quotient_sheets,
    spreading,
    undone,
)
from kkr_allocation.presentation.language import alphabetical, say, written_day
from kkr_allocation.presentation.places import (
    key_sheet,
    lines_of_places,
    places_annex,
    plan_sheets,
    programmes,
    years_sheets,
)
from kkr_allocation.presentation.posts import appointments_note, one_of_several, post_rows
from kkr_allocation.presentation.questions import comparison_sheet
from kkr_allocation.presentation.sheet import Kind, Sheet, sheet_html, sheet_of
from kkr_allocation.scenarios.explaining import ExplainingAlliances
from kkr_allocation.scenarios.partners import AlliancePairs
from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from kkr_allocation.appointments.events import Seat
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result


# Results as plain tables: headings in the reader's language, cells ready for any medium.


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet takes for a formula."""
_SIMPLEST = 25
"""Structures of alliances that are shown; a document has all that were found."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@singledispatch
def sheet_of_result(result: Result, language: Language) -> Sheet:
    """Return the frame of a result under the title of its explanation; a council as its annex."""
    return sheet_of_frame(result.to_frame(), result.explain(language).title, language)


sheet_of_result.register(Composition, annex)
sheet_of_result.register(Distribution, places_annex)
sheet_of_result.register(Comparison, comparison_sheet)


@sheet_of_result.register(Appointments)
def _posts(result: Appointments, language: Language) -> Sheet:
    """Return one row a post, in the order of the fora, with what has to be known of them."""
    noted = one_of_several(result, language), appointments_note(result, language)
    note = "\n".join(filter(None, noted))
    return evolve(_by_forum(result, language), title=result.explain(language).title, note=note)


@sheet_of_result.register(Agenda)
def _matters(result: Agenda, language: Language) -> Sheet:
    """Return one row a matter, and as note why there is none or nobody is proposed."""
    headings = tuple(_heading(column, language) for column in AGENDA_COLUMNS)
    rows, note = tuple(matters(result, language)), agenda_note(result, language)
    return Sheet(result.explain(language).title, headings, rows, note)


@sheet_of_result.register(AlliancePairs)
def _partners(result: AlliancePairs, language: Language) -> Sheet:
    """Return the partners of one list, or of all those that an alliance of two changes anything."""
    frame, said = result.to_frame(), result.explain(language)
    if result.party is None:
        frame = frame[(frame["gain"] != 0) | (frame["lot"] > 0)]
    return evolve(sheet_of_frame(frame, said.title, language), note=said[0].text)


@sheet_of_result.register(ExplainingAlliances)
def _structures(result: ExplainingAlliances, language: Language) -> Sheet:
    """Return the simplest structures, and as note how many there are and what they share."""
    said = result.explain(language)
    shown = sheet_of_frame(result.to_frame().head(_SIMPLEST), said.title, language)
    rows = tuple((row[0] or say("no_alliance", language), *row[1:]) for row in shown.rows)
    return evolve(shown, rows=rows, note=" ".join(step.text for step in said))


def sheet_of_frame(frame: pd.DataFrame, title: str, language: Language) -> Sheet:
    """Return any frame as a sheet without its index; a column without a heading keeps its name."""
    headings = tuple(_heading(str(column), language) for column in frame.columns)
    stated = entry("presentation.column")["kinds"]
    kinds = [Kind(stated[name]) if name in stated else None for name in frame.columns]
    columns = [
        [_cell(value, language, kind) for value in frame[column]]
        for column, kind in zip(frame.columns, kinds, strict=True)
    ]
    return Sheet(title, headings, tuple(zip(*columns, strict=True)), kinds=tuple(kinds))


def _heading(column: str, language: Language) -> str:
    known = entry("presentation.column")[language].get(column)
    return known or _with_capital(column.replace("_", " "))


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cell(value: object, language: Language, kind: Kind | None) -> Cell:
    item: Callable[[], Any] | None = getattr(value, "item", None)
    plain = item() if item else value
    if isinstance(plain, bool):
        return say("presentation.yes" if plain else "presentation.no", language)
    if isinstance(plain, Fraction) and kind is Kind.SHARE:
        return float(plain)
    if isinstance(plain, dt.date) or (isinstance(plain, int) and kind is not Kind.NAME):
        return plain
    if isinstance(plain, float):
        if math.isnan(plain):
            return None
        return Fraction(plain) if kind is Kind.AMOUNT else plain
    missing = plain is None or type(plain).__name__ in {"NAType", "NaTType"}
    return None if missing else str(plain) or None


def printable(text: str) -> str:
    """Return a text without the signs that a workbook or document cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


# The tables of an agenda: what to decide, what happened since the meeting, who sits where.


def agenda_sheets(result: Agenda, language: Language) -> tuple[Sheet, Sheet, Sheet]:
    """Return what to decide, the log, and the posts that are held otherwise than at the meeting."""
    log = tuple((event.on, in_language(words_of(event), language)) for event in result.events)
    start = result.state.appointments
    changed = [
        seat
        for seat in result.state.seats
        if seat.holder not in start.members.get(seat.forum, ())
        or seat.substitute != start.substitutes.get(seat.forum, {}).get(seat.holder or "")
    ]
    day = written_day(result.state.day, language)
    return (
        evolve(sheet_of_result(result, language), title=say("presentation.decide", language)),
        sheet_of("presentation.log", language, log),
        seats_sheet("presentation.changed", changed, language, day=day),
    )


def seats_sheet(title: str, seats: Iterable[Seat], language: Language, **figures: object) -> Sheet:
    """Return posts with who holds them."""
    vacant = say("presentation.vacant", language)
    rows = ((s.forum, s.party, s.holder or vacant, s.substitute, s.since) for s in seats)
    held = sheet_of("presentation.holders", language, rows, **figures)
    return evolve(held, title=say(title, language, **figures))


def together(results: Sequence[Result], language: Language) -> Sheet | None:
    """Return what stands before several results: councils side by side, the sum of programmes."""
    return side_by_side(results, language) or programmes(results, language)


def protocol(result: Result, language: Language) -> tuple[Sheet, ...]:
    """Return the tables that a result is shown with.

    Appointments give by forum, list, municipality and person, the lists' letters, the entitlement
    with its quotients, and women and men; an agenda gives three, places theirs with a line on
    each. Any other result gives its own.
    """
    tables = {**_PROTOCOLS, **_ACROSS}.get(type(result))
    return tables(result, language) if tables else (sheet_of_result(result, language),)


def sheet_to_read(result: Result, language: Language) -> Sheet:
    """Return the table of a result as it is read on the screen."""
    across = _ACROSS.get(type(result))
    return across(result, language)[0] if across else sheet_of_result(result, language)


def html(result: Result) -> str:
    """Return the first table of a protocol; an entitlement with what is proposed inside it."""
    tables = protocol(result, "en")[:1]
    if isinstance(result, Entitlement):
        tables = entitlement_sheets(result, "en")
    return "\n".join(sheet_html(sheet, "en") for sheet in tables)


def _turns(result: PickingOrder, language: Language) -> Sheet:
    """Return the turns, their notes in the reader's language."""
    sheet = sheet_of_result(result, language)
    noted = (
        (*row[:-1], in_language(turn.note, language) or None)
        for row, turn in zip(sheet.rows, result.turns, strict=True)
    )
    return evolve(sheet, rows=tuple(noted))


def _appointments(result: Appointments, language: Language) -> tuple[Sheet, ...]:
    by_forum = _by_forum(result, language)
    return (
        by_forum,
        _sorted_by(by_forum, 3, say("presentation.protocol_title:party", language)),
        _sorted_by(by_forum, 4, say("presentation.protocol_title:municipality", language)),
        _sorted_by(by_forum, _NAMED, say("presentation.protocol_title:name", language)),
        _letters(result, language),
        *_PROTOCOLS[Entitlement](result.entitlement, language),
        _gender(result, language),
    )


_NAMED = 2
"""The column of names in the table of posts; the list and the municipality follow."""


def _by_forum(result: Appointments, language: Language) -> Sheet:
    """Return one row a post, in the order of the fora."""
    chair = say("presentation.chair", language)
    rows = (
        (
            forum,
            chair if result.chairs.get(forum) == name else number,
            *(name, party, home),
            say(f"presentation.sex_letter:{sex}", language) if sex else None,
            substitute or None,
        )
        for forum, number, name, party, home, sex, substitute in post_rows(result)
    )
    return sheet_of("presentation.posts_held", language, rows)


def _sorted_by(posts: Sheet, column: int, title: str) -> Sheet:
    """Return the posts sorted by a column, which comes first, and within it by name."""
    order = (column, *(place for place in range(len(posts.headings)) if place != column))
    rows = sorted(
        posts.rows,
        key=lambda row: (alphabetical(str(row[column])), alphabetical(str(row[_NAMED]))),
    )
    return evolve(posts, title=title, rows=tuple(rows)).of_columns(order)


def _letters(result: Appointments, language: Language) -> Sheet:
    party = {person.name: person.party for person in result.candidates}
    fora = {forum.name: forum for forum in result.fora}
    rows = tuple(
        (
            forum,
            len(names),
            " ".join(sorted(party[name] for name in names)),
            say(f"presentation.kind_of_kkr:{fora[forum].kind}", language),
            cell_of_source(fora[forum].legal_basis) or None,
            fora[forum].note or None,
        )
        for forum, names in result.members.items()
    )
    return sheet_of("presentation.letters", language, rows)


def entitlement_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return forum x list, and before it forum x alliance where that alone is a right.

    Where several fora are shared together a list has a right to its total; how the lists of an
    alliance divide its posts on the fora is agreed on or proposed. What was agreed is undone in
    the right of the alliances.
    """
    proposed = bool(result.alliances) and is_spread(result)
    note = " ".join(spreading(result, language))
    right = {p: sum(share.seats[p] for share in result.shares.values()) for p in result.strengths}
    inside = say("presentation.how_alliances_lists_divide", language) if proposed else ""
    named = "entitlement_lists"
    below: tuple[tuple[Cell, ...], ...] = ()
    if proposed or result.deviations:
        named = "posts_of_lists"
        in_all = say("presentation.right_in_all", language)
        below = ((in_all, sum(right.values()), *right.values()),)
    lists = _by_forum_and(named, dict(result.table), language)
    lists = evolve(lists, rows=lists.rows + below, below=len(below))
    if not proposed:
        return (evolve(lists, note=note),)
    rights = {
        forum: {block: sum(row[p] for p in parties) for block, parties in result.blocks.items()}
        for forum, row in undone(result).items()
    }
    alliances = _by_forum_and("entitlement_alliances", rights, language)
    return evolve(alliances, note=note), evolve(lists, note=inside)


def _by_forum_and(title: str, table: Mapping[str, Mapping[str, int]], language: Language) -> Sheet:
    """Return posts by forum and list or alliance, with their sums."""
    figures = {forum: (sum(row.values()), *row.values()) for forum, row in table.items()}
    sums = [*map(sum, zip(*figures.values(), strict=True))]
    rows: list[tuple[Cell, ...]] = [(forum, *row) for forum, row in figures.items()]
    rows.append((say("presentation.in_all", language), *sums))
    columns = next(iter(table.values()))
    headings = say("presentation.forum", language), say("presentation.posts", language), *columns
    kinds = (Kind.NAME, *(Kind.COUNT for _ in sums))
    return Sheet(
        say(f"presentation.{title}", language), headings, tuple(rows), sums=True, kinds=kinds
    )


def _gender(result: Appointments, language: Language) -> Sheet:
    balances = result.gender
    lacking = say("presentation.lacking", language)
    figures = [(row.posts, row.women, row.men, row.not_stated) for row in balances]
    rows: list[tuple[Cell, ...]] = [
        (row.forum, *of, row.short, lacking if row.lacks_reason else row.reason or None)
        for row, of in zip(balances, figures, strict=True)
    ]
    sums = map(sum, zip(*figures, strict=True))
    rows.append((say("presentation.in_all", language), *sums, None, None))
    note = say(
        "presentation.whoever_proposes_members",
        language,
        short=sum(bool(row.short) for row in balances),
        lacking=sum(row.lacks_reason for row in balances),
    )
    return evolve(sheet_of("presentation.gender", language, rows), note=note, sums=True)


_PROTOCOLS: dict[type, Callable[[Any, Language], tuple[Sheet, ...]]] = {
    Agenda: agenda_sheets,
    Appointments: _appointments,
    Distribution: lambda of, language: (places_annex(of, language), lines_of_places(of, language)),
    Entitlement: lambda of, language: (
        *entitlement_sheets(of, language),
        *quotient_sheets(of, language),
    ),
    Key: lambda of, language: (key_sheet(of, language),),
    PickingOrder: lambda of, language: (_turns(of, language),),
}
_ACROSS: dict[type, Callable[[Any, Language], tuple[Sheet, ...]]] = {
    PlannedPlaces: plan_sheets,
    SmoothedYears: years_sheets,
    TableDistribution: two_way.sheets,
    TwoWayApportionment: two_way.sheets,
}
"""Results that a person reads across, and a program one figure a row."""
