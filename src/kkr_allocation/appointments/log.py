"""The log of events as sheets: their names and columns, and what each kind of event needs."""

from __future__ import annotations

from kkr_allocation.appointments import workbook as form

__all__ = ["KINDS", "NEEDED", "SHEETS"]

EVENTS = "Hændelser"
DAY, EVENT, SHARES, FILE = "Dato", "Hændelse", "Fordeling", "Fil"

RESIGNED, LEFT, NEWCOMER, CHANGED = "udtræder", "mandat ophører", "ny kandidat", "skifter liste"
SUCCESSOR, CHAIR, REASONED = "udpeges", "bliver formand", "køn begrundes"
SUBSTITUTED, SUBSTITUTE = "får stedfortræder", "Stedfortræder"
CREATED, CLOSED, NEW_TERM = "forum oprettes", "forum nedlægges", "ny periode"
MERGED = "regioner lægges sammen"

KINDS = {
    RESIGNED: (form.FORUM, form.NAME),
    LEFT: (form.NAME,),
    NEWCOMER: (form.NAME,),
    CHANGED: (form.NAME, form.LIST),
    SUCCESSOR: (form.FORUM, form.NAME),
    CHAIR: (form.FORUM, form.NAME),
    SUBSTITUTED: (form.FORUM, form.NAME, SUBSTITUTE),
    REASONED: (form.FORUM, form.REASON),
    CREATED: (form.FORUM, SHARES),
    CLOSED: (form.FORUM,),
    NEW_TERM: (form.FORUM,),
    MERGED: (form.KKR, FILE),
}
"""The columns that each kind of event needs."""
MAY_HAVE = {NEW_TERM: (form.ENDS,)}
"""The columns that it may have besides."""

SHEETS = {
    EVENTS: (
        DAY,
        EVENT,
        form.FORUM,
        form.NAME,
        form.LIST,
        SHARES,
        form.ENDS,
        form.KKR,
        FILE,
        form.REASON,
        SUBSTITUTE,
        form.NOTE,
    ),
    form.CANDIDATES: form.SHEETS[form.CANDIDATES],
    form.FORA: tuple(heading for heading in form.SHEETS[form.FORA] if heading != form.PACKAGE),
}
"""The sheets and their headings; people and fora that come later stand as in the register, a new
forum in no package, since the log says who fills its posts."""
LATER = (SUBSTITUTE,)
"""Headings that a log filled in from an earlier template need not have."""
NEEDED = (EVENTS,)
"""The sheet that must be there."""
