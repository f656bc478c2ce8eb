"""Write the JSON Schema of every kind of document, from the types that the results declare.

Run from the root of the checkout: ``python scripts/write_schemas.py``. One file a kind goes to
docs/reference/schemas, and the page that lists them to docs/reference/documents.md.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import json
import types
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from kkr_allocation import decoding
from kkr_allocation.declarations import declarations
from kkr_allocation.encoding import written_fields
from kkr_allocation.exchange import FORMAT, KINDS, VERSION

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference" / "schemas"
PAGE = ROOT / "docs" / "reference" / "documents.md"
RATIO = "^-?[0-9]+/[1-9][0-9]*$"
PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    Fraction: {"type": "string", "pattern": RATIO},
    dt.date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
    None: {"type": "null"},
}
ARRAY = {
    "type": "object",
    "properties": {
        "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
        "numbers": {"type": "string"},
        "rows": {"type": "array"},
    },
    "required": ["shape", "numbers", "rows"],
    "additionalProperties": False,
}
COLUMNS = {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/Columns"}]}}
HEAD = f"""# Documents

<!-- Written by scripts/write_schemas.py from the types that the results declare. -->

`result.to_json()` writes one JSON object, with the inputs and the answer; `kkr.from_json` reads it
back, and `kkr-allocation verify` checks it. Every document has the entries

| entry | value |
|---|---|
| `format` | `"{FORMAT}"` |
| `version` | `{VERSION}`, raised when an older document can no longer be read |
| `kind` | one of those below |

and those of its kind. Whole numbers are JSON integers of any size, fractions texts such as `"1/3"`,
dates texts such as `"2021-11-16"`, choices the name of the choice. A mapping whose keys are no
texts is a list of pairs. An array has its shape, its kind of number and its rows.

Each kind has a schema (JSON Schema 2020-12), with which another program can check a document before
it reads it. Whether the answer follows from the inputs is no matter of a schema: that is what
`verify` is for.
"""


class Schema:
    """The schema of a kind of document, with the records that occur in it."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def of(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401  (a type as a field declares it)
        """Return the schema of a declared type."""
        origin = get_origin(kind) or kind
        if origin in PLAIN:
            return PLAIN[origin]
        if origin is Literal:
            return {"enum": list(get_args(kind))}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(choice) for choice in get_args(kind)]}
        return self.many(origin, get_args(kind)) or self.named(origin)

    def many(self, origin: Any, inner: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a mapping or sequence; empty for any other type."""
        if origin in (dict, Mapping):
            return self.mapping(*inner)
        if origin in (tuple, list, set, frozenset, Sequence, Iterable):
            return self.sequence(origin, inner)
        return {}

    def named(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a choice, a record or an array."""
        if kind != decoding.COLUMNS and issubclass(kind, Enum):
            return {"enum": list(kind.__members__)}
        if attrs.has(kind):
            return self.one_of_family(kind)
        name, made = ("Columns", COLUMNS) if kind == decoding.COLUMNS else ("Array", ARRAY)
        self.records[name] = made
        return {"$ref": f"#/$defs/{name}"}

    def mapping(self, key: Any, item: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a mapping: an object, or pairs where keys are no texts."""
        if key is str:
            return {"type": "object", "additionalProperties": self.of(item)}
        pair = {"type": "array", "prefixItems": [self.of(key), self.of(item)], "items": False}
        pairs = {"type": "array", "items": pair | {"minItems": 2}}
        return {"anyOf": [pairs, {"type": "object", "maxProperties": 0}]}

    def sequence(self, origin: Any, inner: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a list, or of a tuple with a type for each place."""
        if origin is tuple and inner and inner[-1] is not ...:
            places = [self.of(place) for place in inner]
            return {
                "type": "array",
                "prefixItems": places,
                "items": False,
                "minItems": len(places),
            }
        return {"type": "array", "items": self.of(inner[0]) if inner else {}}

    def one_of_family(self, kind: type) -> dict[str, Any]:
        """Return references to the records of a class and of those derived from it."""
        family = [one for one in decoding.family(kind) if written_fields(one) or one is kind]
        for one in dict.fromkeys(family):
            if one.__name__ not in self.records:
                self.records[one.__name__] = {}  # it can hold itself
                self.records[one.__name__] = self.record(one)
        references = [{"$ref": f"#/$defs/{one.__name__}"} for one in dict.fromkeys(family)]
        return references[0] if len(references) == 1 else {"anyOf": references}

    def record(self, kind: type) -> dict[str, Any]:
        """Return the schema of a record; one of a derived class names it in its entry `type`."""
        declared = declarations(kind)
        entries = {
            argument: self.of(declared[name])
            for name, argument in written_fields(kind)
            if get_origin(declared[name]) is not _CALLABLE
        }
        if kind.__bases__ != (object,) and kind.__module__ != "kkr_allocation.results":
            entries = {"type": {"const": kind.__name__}} | entries
        return {
            "type": "object",
            "properties": entries,
            "required": list(entries),
            "additionalProperties": False,
        }


_CALLABLE = importlib.import_module("collections.abc").Callable


def holder(kind: str) -> type:
    """Return the class that holds a kind of result."""
    module, name = KINDS[kind].rsplit(".", 1)
    found: type = getattr(importlib.import_module(f"{FORMAT}.{module}"), name)
    return found


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of document."""
    made = Schema()
    record = made.record(holder(kind))
    envelope = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "kind": {"const": kind},
    }
    entries = envelope | {name: one for name, one in record["properties"].items() if name != "type"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT}: {kind}",
        **record,
        "properties": entries,
        "required": list(entries),
        "$defs": dict(sorted(made.records.items())),
    }


def page() -> str:
    """Return the page that lists the kinds, their entries and their schemas."""
    lines = [HEAD]
    for kind in sorted(KINDS):
        said = inspect.cleandoc(holder(kind).__doc__ or "").partition("\n")[0]
        lines += [f"## {kind}", "", f"{said} [Schema](schemas/{kind}.json).", ""]
        lines += ["| entry | holds |", "|---|---|"]
        declared = declarations(holder(kind))
        lines += [
            f"| `{argument}` | `{shown(declared[name])}` |"
            for name, argument in written_fields(holder(kind))
        ]
        lines.append("")
    return "\n".join(lines)


def shown(kind: Any) -> str:  # noqa: ANN401  (a type as a field declares it)
    """Return a declared type as it is read aloud, without the modules of its names."""
    if isinstance(kind, str):
        return kind.replace("|", "or")
    inner = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(map(shown, inner))
    name = getattr(get_origin(kind) or kind, "__name__", str(kind))
    if name == "ndarray":
        return "array"
    if kind is ... or kind is type(None):
        return "…" if kind is ... else "null"
    if get_origin(kind) is Literal:
        return " or ".join(map(repr, inner))
    return f"{name}[{', '.join(map(shown, inner))}]" if inner else name


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in KINDS:
        written = json.dumps(schema(each), ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{each}.json").write_text(written, encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
