"""The tables of a protocol: one for most results, a whole set for appointments."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Entitlement, PickingOrder
from kkr_allocation.appointments.events import words_of
from kkr_allocation.composition.compose import Composition
from kkr_allocation.errors import in_language
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.council_steps import title
from kkr_allocation.presentation.councils import alternatives, annex
from kkr_allocation.presentation.entitlements import (
    agenda_note,
    agreed_sentences,
    matters_in_words,
    quotient_sheets,
    turn_note,
)
from kkr_allocation.presentation.language import Text, alphabetical, written_day
from kkr_allocation.presentation.places import places_annex
from kkr_allocation.presentation.posts import appointments_note
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result


# Results as plain tables: headings in the reader's language, cells ready for any medium.


_HEADINGS = {
    "after": Text(en="After", da="Efter"),
    "alliance": Text(en="Alliance", da="Valgforbund"),
    "any": Text(en="At least one", da="Mindst én plads"),
    "base": Text(en="Base", da="Grunddimensionering"),
    "before": Text(en="Before", da="Før"),
    "cap": Text(en="Cap", da="Loft"),
    "capped": Text(en="Capped", da="Ved loftet"),
    "change": Text(en="Change", da="Ændring"),
    "claim": Text(en="Exact claim", da="Nøjagtigt krav"),
    "coalition": Text(en="Coalition", da="Flertal"),
    "column": Text(en="Column", da="Kolonne"),
    "debt": Text(en="Owed", da="Til gode"),
    "deducted": Text(en="Private", da="Private"),
    "difference": Text(en="Difference", da="Forskel"),
    "fewest_under": Text(en="Fewest under", da="Færrest efter"),
    "figure": Text(en="Figure", da="Tal"),
    "floor": Text(en="Floor", da="Bund"),
    "forum": Text(en="Forum", da="Forum"),
    "granted": Text(en="Extra", da="Ekstra"),
    "high": Text(en="High (95%)", da="Højt (95 %)"),
    "house_size": Text(en="In all", da="I alt"),
    "last_year": Text(en="Last year", da="Sidste år"),
    "layer": Text(en="Layer", da="Led"),
    "lists": Text(en="Lists", da="Lister"),
    "low": Text(en="Low (5%)", da="Lavt (5 %)"),
    "matter": Text(en="To decide", da="Skal besluttes"),
    "mayors": Text(en="Mayors", da="Borgmestre"),
    "mean": Text(en="Mean", da="Gennemsnit"),
    "median": Text(en="Median", da="Median"),
    "members": Text(en="Members", da="Medlemmer"),
    "most_under": Text(en="Most under", da="Flest efter"),
    "municipality": Text(en="Municipality", da="Kommune"),
    "name": Text(en="Name", da="Navn"),
    "note": Text(en="Note", da="Bemærkning"),
    "open": Text(en="Open", da="Åbent"),
    "part": Text(en="Part", da="Del"),
    "party": Text(en="List", da="Liste"),
    "per_1000": Text(en="Per 1,000", da="Pr. 1.000"),
    "place": Text(en="Municipality", da="Kommune"),
    "places": Text(en="Places", da="Pladser"),
    "post": Text(en="Post", da="Plads"),
    "posts": Text(en="Posts", da="Pladser"),
    "proposal": Text(en="Proposal", da="Forslag"),
    "quotient": Text(en="Quotient", da="Kvotient"),
    "reading": Text(en="Reading", da="Fortolkning"),
    "refused": Text(en="Refused", da="Uden svar"),
    "row": Text(en="Row", da="Række"),
    "seats": Text(en="Seats", da="Mandater"),
    "sex": Text(en="Sex", da="Køn"),
    "share": Text(en="Share", da="Andel"),
    "since": Text(en="Since", da="Siden"),
    "size_rule": Text(en="Size", da="Antal"),
    "spare": Text(en="More than needed", da="Flere end nødvendigt"),
    "status": Text(en="How it is known", da="Hvordan den kendes"),
    "stated": Text(en="Stated", da="Oplyst"),
    "structures": Text(en="Structures", da="Inddelinger"),
    "substitute": Text(en="Substitute", da="Stedfortræder"),
    "summed": Text(en="Summed", da="I alt"),
    "supplementary": Text(en="Supplementary", da="Supplerende"),
    "this": Text(en="This council", da="Dette råd"),
    "tied": Text(en="By lot", da="Kræver lod"),
    "transferred": Text(en="By agreement", da="Efter aftale"),
    "turn": Text(en="Turn", da="Tur"),
    "votes": Text(en="Votes", da="Stemmer"),
    "weight": Text(en="Weight", da="Vægt"),
    "weighted_share": Text(en="Weighted share", da="Vægtet andel"),
    "what": Text(en="Total", da="Sum"),
    "whole": Text(en="Whole", da="Helhed"),
    "year": Text(en="Year", da="År"),
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet takes for a formula."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_READINGS = Text(en="{council}: every reading", da="{council}: alle fortolkninger")
_AMOUNTS = {"claim", "debt", "figure", "per_1000", "quotient"}
"""Columns of floats that are amounts, such as 28.64 places, and no ratios."""
SEXES = {"F": Text(en="F", da="K"), "M": Text(en="M", da="M")}
_CHAIR = Text(en="chair", da="formand")
_NO = Text(en="no", da="nej")


@singledispatch
def sheet_of_result(result: Result, language: Language) -> Sheet:
    """Return the frame of a result under the title of its explanation; a council as its annex."""
    return sheet_of_frame(result.to_frame(), result.explain(language).title, language)


def sheet_of_alternatives(council: Composition, language: Language) -> Sheet:
    """Return what the readings of the open rules give, one row for each different council."""
    shown = alternatives(council, language).loc[:, :"open"]
    return sheet_of_frame(
        shown, _READINGS.text(language, council=title(council, language)), language
    )


sheet_of_result.register(Composition, annex)
sheet_of_result.register(Distribution, places_annex)


@sheet_of_result.register(Appointments)
def _posts(result: Appointments, language: Language) -> Sheet:
    """Return one row a post, in the order of the fora, with what has to be known of them."""
    note = appointments_note(result, language)
    return evolve(_by_forum(result, language, result.explain(language).title), note=note)


@sheet_of_result.register(Agenda)
def _matters(result: Agenda, language: Language) -> Sheet:
    """Return one row a matter, and as note why there is none or nobody is proposed."""
    shown = matters_in_words(result, language)
    made = sheet_of_frame(shown, result.explain(language).title, language)
    return evolve(made, note=agenda_note(result, language))


def post_of(result: Appointments, forum: str, number: int, language: Language) -> Cell:
    """Return a post's number in its forum, or that it is the chair's."""
    chair = result.chairs.get(forum) == result.members[forum][number - 1]
    return _CHAIR.text(language) if chair else number


def sheet_of_frame(frame: pd.DataFrame, title: str, language: Language) -> Sheet:
    """Return any frame as a sheet without its index; a column without a heading keeps its name."""
    headings = tuple(_heading(str(column), language) for column in frame.columns)
    columns = [
        [_cell(value, language, amount=column in _AMOUNTS) for value in frame[column]]
        for column in frame.columns
    ]
    return Sheet(title, headings, tuple(zip(*columns, strict=True)))


def _heading(column: str, language: Language) -> str:
    known = _HEADINGS.get(column)
    return known.text(language) if known else _with_capital(column.replace("_", " "))


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cell(value: object, language: Language, *, amount: bool = False) -> Cell:
    item: Callable[[], Any] | None = getattr(value, "item", None)
    plain = item() if item else value
    if isinstance(plain, bool):
        return (_YES if plain else _NO).text(language)
    if isinstance(plain, int):
        return plain
    if isinstance(plain, float):
        if math.isnan(plain):
            return None
        return Fraction(plain) if amount else plain
    if plain is None or type(plain).__name__ in {"NAType", "NaTType"}:
        return None
    return str(plain) or None


def printable(text: str) -> str:
    """Return a text without the signs that a workbook or document cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


# The tables of an agenda: what to decide, what happened since the meeting, who sits where.


_MATTERS = Text(en="To decide", da="Skal besluttes")
_LOG = Text(en="What happened", da="Hændelser")
_AGENDA_POSTS = Text(en="Posts on {day}", da="Pladser den {day}")
_DAY = Text(en="Day", da="Dato")
_EVENT = Text(en="Event", da="Hændelse")
_SINCE = Text(en="Since", da="Siden")
_VACANT = Text(en="vacant", da="ledig")


def agenda_sheets(result: Agenda, language: Language) -> tuple[Sheet, Sheet, Sheet]:
    """Return what to decide, the log, and every post with its holder before that."""
    log = tuple(
        (written_day(event.on, language), in_language(words_of(event), language))
        for event in result.events
    )
    posts = tuple(
        (
            seat.forum,
            seat.party,
            seat.holder or _VACANT.text(language),
            seat.substitute,
            written_day(seat.since, language) if seat.since else None,
        )
        for seat in result.state.seats
    )
    headings = (_FORUM, _LIST, _NAME, _SUBSTITUTE, _SINCE)
    return (
        evolve(sheet_of_result(result, language), title=_MATTERS.text(language)),
        Sheet(_LOG.text(language), (_DAY.text(language), _EVENT.text(language)), log),
        Sheet(
            _AGENDA_POSTS.text(language, day=written_day(result.state.day, language)),
            tuple(heading.text(language) for heading in headings),
            posts,
        ),
    )


_FORUM = Text(en="Forum", da="Forum")
_POST = Text(en="Post", da="Plads")
_NAME = Text(en="Name", da="Navn")
_LIST = Text(en="List", da="Liste")
_HOME = Text(en="Municipality", da="Kommune")
_SEX = Text(en="Sex", da="Køn")
_SUBSTITUTE = Text(en="Substitute", da="Stedfortræder")
_POSTS = Text(en="Posts", da="Pladser")
_WOMEN = Text(en="Women", da="Kvinder")
_MEN = Text(en="Men", da="Mænd")
_NOT_STATED = Text(en="Not stated", da="Ikke oplyst")
_SHORT = Text(en="Short of half", da="Under halvdelen")
_REASON = Text(en="Reason", da="Begrundelse")
_LACKING = Text(en="lacking", da="mangler")
_TOTAL = Text(en="In all", da="I alt")
_LETTERS = Text(en="Lists", da="Listebogstaver")
_OWN = Text(en="Departs from its own split", da="Afviger fra egen deling")
_YES = Text(en="yes", da="ja")
_KIND = Text(en="The KKR", da="KKR")
_KINDS = {
    "appoints": Text(en="appoints", da="udpeger"),
    "nominates": Text(en="nominates", da="indstiller"),
}
_LEGAL_BASIS = Text(en="Legal basis", da="Hjemmel")
_NOTE = Text(en="Note", da="Bemærkning")
_TITLES = {
    "forum": Text(en="Appointments by forum", da="Udpegninger efter forum"),
    "party": Text(en="Appointments by list", da="Udpegninger efter liste"),
    "home": Text(en="Appointments by municipality", da="Udpegninger efter kommune"),
    "name": Text(en="Appointments by person", da="Udpegninger efter person"),
    "letters": Text(en="Lists in each forum", da="Listebogstaver i hvert forum"),
    "entitlement": Text(en="Entitlement of the lists", da="Listernes ret til pladser"),
    "gender": Text(en="Women and men", da="Kvinder og mænd"),
}
_PROPOSED = Text(
    en="How an alliance's lists divide its posts among the fora is a proposal.",
    da="Hvordan listerne i et valgforbund deler dets pladser på foraene, er et forslag.",
)
_GENDER_NOTE = Text(
    en="Whoever proposes members proposes equally many women and men; a deviation needs a reason "
    "stated at the same time (ligestillingsloven §§ 9, 10 a). {short} short, {lacking} without a "
    "reason.",
    da="Den, der foreslår medlemmer, foreslår lige mange kvinder og mænd; en afvigelse kræver en "
    "begrundelse, der gives samtidig (ligestillingsloven §§ 9, 10 a). {short} afviger, {lacking} "
    "uden begrundelse.",
)


def protocol(result: Result, language: Language) -> tuple[Sheet, ...]:
    """Return the tables that a result is shown with.

    Appointments give eight: by forum, list, municipality and person, the lists' letters, the
    entitlement with its quotients, and women and men; an entitlement gives its two, an agenda
    three. Any other result gives its own one.
    """
    if isinstance(result, Entitlement):
        return _entitlement(result, language), *quotient_sheets(result, language)
    if isinstance(result, PickingOrder):
        return (_turns(result, language),)
    if isinstance(result, Agenda):
        return agenda_sheets(result, language)
    if not isinstance(result, Appointments):
        return (sheet_of_result(result, language),)
    by_forum = _by_forum(result, language, _TITLES["forum"].text(language))
    return (
        by_forum,
        _sorted_by(by_forum, 3, _TITLES["party"].text(language)),
        _sorted_by(by_forum, 4, _TITLES["home"].text(language)),
        _sorted_by(by_forum, _NAMED, _TITLES["name"].text(language)),
        _letters(result, language),
        _entitlement(result.entitlement, language),
        *quotient_sheets(result.entitlement, language),
        _gender(result, language),
    )


def _turns(result: PickingOrder, language: Language) -> Sheet:
    """Return the turns, their notes in the reader's language."""
    sheet = sheet_of_result(result, language)
    noted = (
        (*row[:-1], turn_note(str(row[-1]), language) if row[-1] else None) for row in sheet.rows
    )
    return evolve(sheet, rows=tuple(noted))


_NAMED = 2
"""The column of names in the table of posts; the list and the municipality follow."""


def _by_forum(result: Appointments, language: Language, title: str) -> Sheet:
    """Return one row a post, in the order of the fora."""
    people = {person.name: person for person in result.candidates}
    rows: list[tuple[Cell, ...]] = []
    for forum, names in result.members.items():
        for number, name in enumerate(names, start=1):
            person = people[name]
            post = post_of(result, forum, number, language)
            sex = SEXES[person.sex].text(language) if person.sex else None
            substitute = result.substitutes.get(forum, {}).get(name)
            rows.append((forum, post, name, person.party, person.municipality, sex, substitute))
    texts = (_FORUM, _POST, _NAME, _LIST, _HOME, _SEX, _SUBSTITUTE)
    return Sheet(title, tuple(text.text(language) for text in texts), tuple(rows))


def _sorted_by(posts: Sheet, column: int, title: str) -> Sheet:
    """Return the posts sorted by a column, which comes first, and within it by name."""
    order = (column, *(place for place in range(len(posts.headings)) if place != column))
    rows = sorted(
        posts.rows,
        key=lambda row: (alphabetical(str(row[column])), alphabetical(str(row[_NAMED]))),
    )
    shown = [tuple(row[place] for place in order) for row in rows]
    return Sheet(title, tuple(posts.headings[place] for place in order), tuple(shown))


def _letters(result: Appointments, language: Language) -> Sheet:
    party = {person.name: person.party for person in result.candidates}
    fora = {forum.name: forum for forum in result.fora}
    rows = tuple(
        (
            forum,
            len(names),
            " ".join(sorted(party[name] for name in names)),
            _KINDS[fora[forum].kind].text(language),
            cell_of_source(fora[forum].legal_basis) or None,
            fora[forum].note or None,
        )
        for forum, names in result.members.items()
    )
    texts = (_FORUM, _POSTS, _LETTERS, _KIND, _LEGAL_BASIS, _NOTE)
    headings = tuple(text.text(language) for text in texts)
    return Sheet(_TITLES["letters"].text(language), headings, rows)


def _entitlement(entitlement: Entitlement, language: Language) -> Sheet:
    """Return forum x list, with the totals the lists are entitled to and what was agreed."""
    rows: list[tuple[Cell, ...]] = []
    for forum, posts in entitlement.table.items():
        departs = _YES.text(language) if forum in entitlement.departures else None
        rows.append((forum, sum(posts.values()), *posts.values(), departs))
    totals = entitlement.totals
    rows.append((_TOTAL.text(language), sum(totals.values()), *totals.values(), None))
    parties = tuple(entitlement.strengths)
    headings = (_FORUM.text(language), _POSTS.text(language), *parties, _OWN.text(language))
    proposed = [_PROPOSED.text(language)] if entitlement.alliances else []
    note = " ".join([*agreed_sentences(entitlement.deviations, language), *proposed])
    return Sheet(_TITLES["entitlement"].text(language), headings, tuple(rows), note, sums=True)


def _gender(result: Appointments, language: Language) -> Sheet:
    balances = result.gender
    rows: list[tuple[Cell, ...]] = []
    for row in balances:
        reason = _LACKING.text(language) if row.lacks_reason else row.reason or None
        figures = (row.posts, row.women, row.men, row.not_stated, row.short)
        rows.append((row.forum, *figures, reason))
    sums = (
        sum(row.posts for row in balances),
        sum(row.women for row in balances),
        sum(row.men for row in balances),
        sum(row.not_stated for row in balances),
    )
    rows.append((_TOTAL.text(language), *sums, None, None))
    headings = (_FORUM, _POSTS, _WOMEN, _MEN, _NOT_STATED, _SHORT, _REASON)
    note = _GENDER_NOTE.text(
        language,
        short=nouns.fora(sum(bool(row.short) for row in balances)),
        lacking=nouns.fora(sum(row.lacks_reason for row in balances)),
    )
    return Sheet(
        _TITLES["gender"].text(language),
        tuple(heading.text(language) for heading in headings),
        tuple(rows),
        note,
        sums=True,
    )
