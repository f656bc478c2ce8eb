"""Results as JSON documents that can be checked years later, by another program.

A document is one JSON object: its format, version and kind, then the result, inputs and answer,
field by field::

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
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kkr_allocation.documents.codec import Json, plain, record, written_fields
from kkr_allocation.documents.shapes import counted, hold_shape, too_deep
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import composed
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from kkr_allocation.results import Result, Shown


FORMAT = "kkr_allocation"
VERSION = 2
"""The version of the format, raised when a document of the old one can no longer be read."""

LARGEST = 100_000_000
"""Characters that a document has at most: a batch of a million rows is checked in parts."""

KINDS = {
    "alliance_pairs": "scenarios.partners.AlliancePairs",
    "appointments": "appointments.appoint.Appointments",
    "apportionment": "apportionment.exact.Apportionment",
    "batch": "apportionment.batch.BatchApportionment",
    "comparison": "composition.compose.Comparison",
    "composition": "composition.compose.Composition",
    "twoway": "apportionment.twoway.TwoWayApportionment",
    "table": "placements.tables.TableDistribution",
    "distribution": "placements.distribute.Distribution",
    "entitlement": "appointments.entitlement.Entitlement",
    "explaining_alliances": "scenarios.explaining.ExplainingAlliances",
    "key": "placements.keys.Key",
    "picking_order": "appointments.entitlement.PickingOrder",
    "planned_places": "placements.plan.PlannedPlaces",
    "smoothed_years": "placements.plan.SmoothedYears",
    "sweep": "scenarios.sweep.SweepResult",
}
"""Kinds of results and the classes that hold them. A new kind is one line here; its check is a
module ``fairness/verify_<kind>.py`` with a function ``check(document)``."""


FIGURES = {
    "council": "composition.council.Council",
    "election": "composition.election.Election",
    "region_election": "composition.election.RegionElection",
}
"""Kinds of figures, which are written and read like results; nothing follows in them to verify."""


def document_of(result: Shown) -> dict[str, Any]:
    """Return a result as the object that its JSON text holds; what has no document is refused."""
    own = type(result)
    kinds = {f"{FORMAT}.{home}": kind for kind, home in (KINDS | FIGURES).items()}
    kind = kinds.get(f"{own.__module__}.{own.__qualname__}")
    known = ", ".join(kinds.values())
    if kind is None and hasattr(result, "to_json"):
        raise refused("documents.kind_has_none", kind=own.__name__, kinds=known)
    if kind is None:
        raise refused("documents.no_result", result=result, kinds=known)
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "kind": kind}
    for name, argument in written_fields(own):
        document[argument] = plain(getattr(result, name), name)
    hold_shape(document, do=worded("documents.compute_again"))
    return document


def to_json(result: Shown) -> str:
    """Return a result as JSON text, inputs included; `from_json` gives it back."""
    return json.dumps(document_of(result), ensure_ascii=False, indent=1, allow_nan=False)


def from_json(text: str) -> Result:
    """Return the result that `Result.to_json` wrote, equal to the one that was written.

    The document is read, not believed: whether the seats follow from the votes is said by the
    result's own ``verify()``. A type checker knows its fields once its kind has been asked for:
    ``isinstance(result, kkr.Composition)``. The figures of an election, a region or a council come
    back too, with nothing to verify.

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
    kinds = KINDS | FIGURES
    document = parsed(text, kinds)
    module, name = kinds[document["kind"]].rsplit(".", 1)
    kind = getattr(importlib.import_module(f"{FORMAT}.{module}"), name)
    try:
        return cast("Result", record(kind, document, document["kind"]))
    except RecursionError:
        raise too_deep(worded("documents.pass_whole_text")) from None


def parsed(text: str, kinds: Mapping[str, str] = KINDS) -> dict[str, Any]:
    """Return the document in a JSON text, which has the shape of its kind, or refuse the text."""
    if not isinstance(text, str):
        raise refused("documents.document_no_text", text=text)
    try:
        document = read(text)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        why = worded("documents.too_much", error=error)
        if isinstance(error, json.JSONDecodeError):
            line, place = error.lineno, error.colno
            why = worded("documents.reading_stopped", error=error, line=line, character=place)
        raise refused("documents.no_json", text=text[:40], why=why) from None
    return held(document, kinds)


def read(text: str) -> Json:
    """Return what a JSON text holds, no entry twice; one that is no JSON is a ValueError."""
    if len(text) > LARGEST:
        length, most = counted(len(text)), counted(LARGEST)
        raise refused("documents.too_long", length=length, most=most)
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def held(document: Json, kinds: Mapping[str, str] = KINDS) -> dict[str, Any]:
    """Return a document of this format and version, with the shape of its kind, or refuse it."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise refused("documents.other_format", document=document, format=FORMAT)
    version, kind = document.get("version"), document.get("kind")
    if type(version) is not int or version != VERSION:
        first = type(version) is int and version == 1
        key = "documents.first_version" if first else "documents.other_version"
        raise refused(key, written=version, version=VERSION)
    if not isinstance(kind, str) or kind not in kinds:
        raise refused("documents.other_kind", kind=kind, kinds=", ".join(kinds))
    hold_shape(document, do=worded("documents.pass_as_written"))
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names an entry twice, in whatever form of its letters."""
    entries = dict(pairs)
    if len({*map(composed, entries)}) == len(pairs):
        return entries
    counts = Counter(composed(name) for name, _ in pairs)
    twice = next(name for name, times in counts.items() if times > 1)
    raise refused("documents.entry_twice", name=twice)


def _no_number(name: str) -> float:
    raise refused("documents.no_such_number", name=name)
