"""The days in a document, which no check may compare before they are days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from kkr_allocation.fairness.entries import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.encoding import Json

__all__ = ["check_dates"]

_DATED = {
    "candidates": ("born", "seat_until"),
    "fora": ("starts", "ends"),
    "source": ("version",),
}
"""Records of the format that have dates, by the entry they stand under."""
_OWN_NAME = ("name", "act")


def check_dates(document: Json) -> None:
    """Refuse a document with a date that is none, wherever it stands.

    Raises
    ------
    InvalidInputError
        If a date is neither null nor a day of the calendar as year-month-day.

    Examples
    --------
    >>> check_dates({"fora": [{"name": "RAR Fyn", "starts": "2020-99-99"}]})
    Traceback (most recent call last):
    ...
    kkr_allocation.errors.InvalidInputError: the document's starts of RAR Fyn is '2020-99-99'. ...
    """
    for under, record in _records(document):
        called = [record[own] for own in _OWN_NAME if isinstance(record.get(own), str)]
        for name in _DATED.get(under, ()) if called else ():
            if not _is_day(record.get(name)):
                raise unreadable(
                    f"{name} of {called[0]}", record[name], "a date as year-month-day, or null,"
                )


def _records(part: Json, under: str = "") -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield every object in a document, with the name of the entry that it or its list is."""
    if isinstance(part, Mapping):
        yield under, part
        for name, inner in part.items():
            yield from _records(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from _records(inner, under)


def _is_day(value: Json) -> bool:
    """Say whether nothing is stated or a day, in the one way that the format writes it."""
    with suppress(TypeError, ValueError):
        return value is None or dt.date.fromisoformat(value).isoformat() == value
    return False
