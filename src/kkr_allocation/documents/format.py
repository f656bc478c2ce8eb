"""Results as JSON documents that can be checked years later, by another program.

A document is one JSON object: the envelope says that it is ours, which version of the format it
has and what kind of result it holds; the rest is the result, inputs and answer, field by field::

    {"format": "kkr_allocation", "version": 2, "kind": "apportionment",
     "votes": {"A": 24062, "V": 18311}, "house_size": 5, "rule": {…}, "alliances": [],
     "floors": {}, "caps": {}, "lots": [], "seats": {"A": 3, "V": 2}}

Whole numbers are JSON integers of any size, fractions are ``"p/q"``, dates ISO texts, choices the
name of the choice. Nothing is left out, so that the same result comes back.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from kkr_allocation.documents.codec import plain, record, written_fields
from kkr_allocation.documents.shapes import hold_shape, too_deep
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import composed

if TYPE_CHECKING:
    from kkr_allocation.documents.codec import Json
    from kkr_allocation.results import Result


FORMAT = "kkr_allocation"
VERSION = 2
"""The version of the format, raised when a document of the old one can no longer be read."""
_WHOLE_TEXT = Bilingual(
    "Pass the whole text that result.to_json() wrote",
    da="Angiv hele teksten, som --output FIL.json eller result.to_json() har skrevet",
)
_AS_WRITTEN = Bilingual(
    "Pass the text as result.to_json() wrote it",
    da="Angiv teksten, som --output FIL.json eller result.to_json() har skrevet den",
)
_KEEP = Bilingual(
    "Compute it again with names on one line and numbers of fewer digits, or keep it as a Python "
    "object",
    da="Beregn det igen med navne på én linje og tal med færre cifre",
)
_ITS_RELEASE = Bilingual(
    "Read it with the release of kkr_allocation that wrote it",
    da="Læs den med den udgave af kkr_allocation, der skrev den",
)

KINDS = {
    "appointments": "appointments.appoint.Appointments",
    "apportionment": "apportionment.exact.Apportionment",
    "batch": "apportionment.batch.BatchApportionment",
    "composition": "composition.compose.Composition",
    "twoway": "apportionment.twoway.TwoWayApportionment",
    "table": "placements.tables.TableDistribution",
    "distribution": "placements.distribute.Distribution",
    "entitlement": "appointments.entitlement.Entitlement",
    "key": "placements.keys.Key",
    "picking_order": "appointments.entitlement.PickingOrder",
    "planned_places": "placements.plan.PlannedPlaces",
    "smoothed_years": "placements.smoothing.SmoothedYears",
}
"""Kinds of results and the classes that hold them. A new kind is one line here; its check is a
module ``fairness/verify_<kind>.py`` with a function ``check(document)``."""


def document_of(result: Result) -> dict[str, Any]:
    """Return a result as the object that its JSON text holds.

    Raises
    ------
    InvalidInputError
        If it is no result, or holds something that cannot be written.
    """
    home = f"{type(result).__module__}.{type(result).__qualname__}"
    for kind, known in KINDS.items():
        if home == f"{FORMAT}.{known}":
            envelope = {"format": FORMAT, "version": VERSION, "kind": kind}
            document = envelope | {
                argument: plain(getattr(result, name), name)
                for name, argument in written_fields(type(result))
            }
            hold_shape(document, do=_KEEP)
            return document
    if hasattr(result, "to_json"):
        raise InvalidInputError(
            f"the result is of the type {type(result).__name__}, which has no document",
            why=f"the format has what others can check: {', '.join(KINDS)}",
            do="Write down the result it was made from, and ask again: the same arguments give the "
            "same answer; to_frame() has its figures as a table",
        )
    raise InvalidInputError(
        f"the result is {result!r:.80}",
        why=f"the format has {', '.join(KINDS)}",
        do="Pass the result of one of the library's functions, such as kkr.apportion",
    )


def to_json(result: Result) -> str:
    """Return a result as JSON text, inputs included; `from_json` gives it back.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> text = kkr.apportion({"A": 24062, "V": 18311}, 5).to_json()
    >>> print(text)
    {
     "format": "kkr_allocation",
     "version": 2,
     "kind": "apportionment",
     ...
    """
    return json.dumps(document_of(result), ensure_ascii=False, indent=1, allow_nan=False)


def from_json(text: str) -> Result:
    """Return the result that `Result.to_json` wrote, equal to the one that was written.

    The document is read, not believed: whether the seats follow from the votes is said by the
    result's own ``verify()``.

    Parameters
    ----------
    text : str
        A JSON document of this format.

    Raises
    ------
    InvalidInputError
        If the text is no JSON, not of this format or version, of an unknown kind, or an entry is
        missing, unknown or of the wrong type.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> result = kkr.apportion({"A": 24062, "V": 18311}, 5)
    >>> kkr.from_json(result.to_json()) == result
    True
    """
    document = parsed(text)
    module, name = KINDS[document["kind"]].rsplit(".", 1)
    kind = getattr(importlib.import_module(f"{FORMAT}.{module}"), name)
    entries = {k: v for k, v in document.items() if k not in ("format", "version", "kind")}
    try:
        return cast("Result", record(kind, entries, document["kind"]))
    except RecursionError:
        raise too_deep(_WHOLE_TEXT) from None


def parsed(text: str) -> dict[str, Any]:
    """Return the document in a JSON text, which has the shape of its kind.

    Raises
    ------
    InvalidInputError
        If the text is no JSON, names an entry twice, or is no document as `held` has it.
    """
    if not isinstance(text, str):
        raise InvalidInputError(
            f"the document is {text!r:.60}",
            why="a result is written as text",
            do='Read the file as text: Path(...).read_text(encoding="utf-8")',
        )
    try:
        document = read(text)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            Bilingual(
                f"the document {text[:40]!r} is no JSON",
                da=f"dokumentet {text[:40]!r} er ikke JSON",
            ),
            why=_unread(error),
            do=_WHOLE_TEXT,
        ) from None
    return held(document)


def read(text: str) -> Json:
    """Return what a JSON text holds, in which no object names an entry twice.

    Raises
    ------
    InvalidInputError
        If an entry stands twice, or a number is none that JSON has.
    ValueError, RecursionError
        If the text is no JSON.
    """
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def _unread(error: Exception) -> Bilingual:
    if isinstance(error, json.JSONDecodeError):
        danish = f"læsningen standsede på linje {error.lineno}, tegn {error.colno}"
    else:
        danish = "den har for mange niveauer eller for lange tal"
    return Bilingual(str(error), da=danish)


def held(document: Json) -> dict[str, Any]:
    """Return a document that has this format and version, and the shape of one of its kinds.

    Raises
    ------
    InvalidInputError
        Saying which entry is another than the format has.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInputError(
            Bilingual(f"the document is {document!r:.80}", da=f"dokumentet er {document!r:.80}"),
            why=Bilingual(
                f'its entry "format" is not "{FORMAT}"', da=f'dets "format" er ikke "{FORMAT}"'
            ),
            do=_WHOLE_TEXT,
        )
    version, kind = document.get("version"), document.get("kind")
    if type(version) is not int or version != VERSION:
        raise _of_another_version(version)
    if not isinstance(kind, str) or kind not in KINDS:
        raise InvalidInputError(
            Bilingual(f"the document holds {kind!r}", da=f"dokumentet rummer {kind!r}"),
            why=Bilingual(
                f"the format has {', '.join(KINDS)}", da=f"formatet har {', '.join(KINDS)}"
            ),
            do=_ITS_RELEASE,
        )
    hold_shape(document, do=_AS_WRITTEN)
    return document


def _of_another_version(version: Json) -> InvalidInputError:
    if type(version) is int and version == 1:
        return InvalidInputError(
            Bilingual(
                "the document is of version 1, written before December 2026",
                da="dokumentet er af version 1, skrevet før december 2026",
            ),
            why=Bilingual(
                f"this release reads version {VERSION}, in which a council also says which votes "
                "its threshold is a share of and what gives way at the cap, and what a document "
                "does not say is not guessed",
                da=f"denne udgave læser version {VERSION}, hvor et råd også siger, hvilke stemmer "
                "spærregrænsen er en andel af, og hvad der viger ved loftet, og det, et dokument "
                "ikke siger, bliver ikke gættet",
            ),
            do=Bilingual(
                "Read it with the release of kkr_allocation that wrote it, or compute the result "
                "again with this one, from the inputs that stand in it, and write it anew",
                da="Læs det med den udgave af kkr_allocation, der skrev det, eller beregn "
                "resultatet igen med denne ud fra tallene i det, og skriv det på ny",
            ),
        )
    return InvalidInputError(
        Bilingual(
            f"the document has version {version!r:.80}",
            da=f"dokumentet har version {version!r:.80}",
        ),
        why=Bilingual(
            f"this release reads version {VERSION}", da=f"denne udgave læser version {VERSION}"
        ),
        do=_ITS_RELEASE,
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names an entry twice, of which JSON would keep the last.

    A name in two forms of its letters, such as an Å of one sign and of two, is one name.
    """
    entries = dict(pairs)
    if len({*map(composed, entries)}) == len(pairs):
        return entries
    counts = Counter(composed(name) for name, _ in pairs)
    twice = next(name for name, times in counts.items() if times > 1)
    raise InvalidInputError(
        Bilingual(
            f"the document has the entry {twice!r} twice",
            da=f"dokumentet har {twice!r} to gange",
        ),
        why=Bilingual(
            "two programs could read two different results from it",
            da="to programmer kunne læse to forskellige resultater i det",
        ),
        do=_AS_WRITTEN,
    )


def _no_number(name: str) -> float:
    raise InvalidInputError(
        Bilingual(f"the document has {name}", da=f"dokumentet har {name}"),
        why=Bilingual("JSON has no such number", da="det tal har JSON ikke"),
        do=_AS_WRITTEN,
    )
