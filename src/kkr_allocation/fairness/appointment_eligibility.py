"""Who may sit in a forum, read from the document of an appointment alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.entries import count, counts, entry, records, texts

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["barred"]

_ALL_TERMS = Bilingual("has had all its terms there", da="har haft alle sine perioder dér")
_CANNOT = Bilingual("cannot sit there", da="kan ikke sidde dér")
_NO_SEAT_THEN = Bilingual(
    "has no council seat to its end", da="har ikke mandat i kommunalbestyrelsen perioden ud"
)
_NO_SEAT_YET = Bilingual(
    "has no council seat when the term starts",
    da="har ikke mandat i kommunalbestyrelsen, når perioden begynder",
)
_TOO_OLD = Bilingual(
    "is not shown to be below the age limit", da="er ikke vist at være under aldersgrænsen"
)
_TERMS, _AGE = "AtMostReappointments", "AgeLimit"


def barred(forum: Document, person: Document, *, whole: bool) -> Bilingual | None:
    """Return what bars a person from a forum, in words; None if nothing does.

    Parameters
    ----------
    forum, person : mapping
        Their documents.
    whole : bool
        Whether a council seat must last to the end of the forum's term.
    """
    where = str(entry(forum, "name"))
    starts, ends = entry(forum, "starts"), entry(forum, "ends")
    until = entry(person, "seat_until") if entry(person, "politician") else None
    held = counts(person, "held").get(where, 0)
    rules = records(forum, "requirements")
    terms = [count(rule, "times") for rule in rules if entry(rule, "type") == _TERMS]
    years = [count(rule, "years") for rule in rules if entry(rule, "type") == _AGE]
    reasons = {
        _CANNOT: where in texts(person, "cannot"),
        _NO_SEAT_YET: bool(until and starts and until < starts),
        _NO_SEAT_THEN: bool(whole and until and ends and until < ends),
        _ALL_TERMS: any(held > most for most in terms),
        _TOO_OLD: any(_reaches(entry(person, "born"), limit, str(starts)) for limit in years),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _reaches(born: object, years: int, day: str) -> bool:
    """Say whether a person has turned so many years, or nothing is known of the birth."""
    if not isinstance(born, str):
        return True
    birth, date = dt.date.fromisoformat(born), dt.date.fromisoformat(day)
    return (birth.year + years, birth.month, birth.day) <= (date.year, date.month, date.day)
