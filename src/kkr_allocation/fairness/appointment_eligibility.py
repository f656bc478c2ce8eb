"""Who may sit in a forum, read from the document of an appointment alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from kkr_allocation.fairness.entries import count, counts, entry, records, texts

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["barred"]

_TERMS, _AGE = "AtMostReappointments", "AgeLimit"


def barred(forum: Document, person: Document, *, whole: bool) -> str:
    """Return what bars a person from a forum, in words; empty if nothing does.

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
        "cannot sit there": where in texts(person, "cannot"),
        "has no council seat when the term starts": bool(until and starts and until < starts),
        "has no council seat to its end": bool(whole and until and ends and until < ends),
        "has had all its terms there": any(held > most for most in terms),
        "is not shown to be below the age limit": any(
            _reaches(entry(person, "born"), limit, str(starts)) for limit in years
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _reaches(born: object, years: int, day: str) -> bool:
    """Say whether a person has turned so many years, or nothing is known of the birth."""
    if not isinstance(born, str):
        return True
    birth, date = dt.date.fromisoformat(born), dt.date.fromisoformat(day)
    return (birth.year + years, birth.month, birth.day) <= (date.year, date.month, date.day)
