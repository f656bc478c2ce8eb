"""The fields of a polling area's document, each read as what it should be or refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.tally import FETCH_FILE_AGAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["count_in", "day_in", "moment_in", "text_in"]

_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)


def text_in(document: Mapping[str, Any], name: str, place: str) -> str:
    """Return a text; empty where there is none."""
    value = document.get(name)
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value).strip()
    raise InvalidInputError(
        Bilingual(f"{place}: {name} is {value!r:.60}", da=f"{place}: {name} er {value!r:.60}"),
        why=Bilingual("it should be a text", da="det skal være en tekst"),
        do=FETCH_FILE_AGAIN,
    )


def count_in(document: Mapping[str, Any], name: str, place: str) -> int | None:
    """Return a whole number; None where there is none."""
    value = document.get(name)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        return None if value is None else figure(str(value), f"{place}: {name}")
    raise InvalidInputError(
        Bilingual(f"{place}: {name} is {value!r:.60}", da=f"{place}: {name} er {value!r:.60}"),
        why=Bilingual("votes are whole numbers", da="stemmer er hele tal"),
        do=FETCH_FILE_AGAIN,
    )


def moment_in(text: str, place: str) -> dt.datetime:
    """Return when a version was released; one without a time is the oldest."""
    if not text:
        return _BEGINNING
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(
            Bilingual(
                f"{place}: FrigivelsesTidspunktUTC is {text[:60]!r}",
                da=f"{place}: FrigivelsesTidspunktUTC er {text[:60]!r}",
            ),
            why=Bilingual(
                "the newest version of an area counts, and this is no time",
                da="den nyeste udgave af et område gælder, og dette er intet tidspunkt",
            ),
            do=FETCH_FILE_AGAIN,
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def day_in(text: str, place: str) -> dt.date | None:
    """Return the day of the election; None where it is not stated."""
    for form in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text[:10], form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    if not text:
        return None
    raise InvalidInputError(
        Bilingual(f"{place}: Valgdag is {text[:60]!r}", da=f"{place}: Valgdag er {text[:60]!r}"),
        why=Bilingual("it is no day", da="det er ingen dag"),
        do=FETCH_FILE_AGAIN,
    )
