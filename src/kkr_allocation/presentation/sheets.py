"""Results as plain tables: headings in the reader's language, cells ready for any medium."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.composition.compose import Composition
from kkr_allocation.placements.distribution import Distribution
from kkr_allocation.presentation.agenda import agenda_note, matters_in_words
from kkr_allocation.presentation.appointed import appointments_note
from kkr_allocation.presentation.composition import alternatives, annex
from kkr_allocation.presentation.composition_protocol import title
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.places_annex import places_annex
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

__all__ = [
    "FORMULA_STARTS",
    "SEXES",
    "post_of",
    "printable",
    "sheet_of_alternatives",
    "sheet_of_frame",
    "sheet_of_result",
]

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
_YES = Text(en="yes", da="ja")
_NO = Text(en="no", da="nej")


@singledispatch
def sheet_of_result(result: Result, language: Language) -> Sheet:
    """Return the frame of a result under the title of its explanation; a council as its annex.

    Parameters
    ----------
    result : Result
        Any result.
    language : {"en", "da"}
        The language of title, headings, yes and no.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> sheet = sheet_of_result(kkr.apportion({"A": 3, "B": 1}, 2), "da")
    >>> sheet.headings[0], sheet.rows[0]
    ('Liste', ('A', None, 3, 0.75, 0, None, 2))
    """
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
    """Return one row a post, the chair marked as in the protocols."""
    shown = sheet_of_frame(result.to_frame(), result.explain(language).title, language)
    rows = (
        (
            forum,
            post_of(result, str(forum), int(str(number)), language),
            *who,
            SEXES[str(sex)].text(language) if sex else None,
            substitute,
        )
        for forum, number, *who, sex, substitute in shown.rows
    )
    return evolve(shown, rows=tuple(rows), note=appointments_note(result, language))


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
    """Return any frame as a sheet; a column without a heading of ours keeps its name.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index is left out.
    title : str
        What it shows.
    language : {"en", "da"}
        The language of headings, yes and no.
    """
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
