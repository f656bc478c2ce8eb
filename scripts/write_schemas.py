"""Write the JSON Schema of every kind of document, from the types that the results declare.

Run from the root of the checkout: ``python scripts/write_schemas.py``. One file a kind goes to
src/kkr_allocation/schemas, where `kkr_allocation.documents.shapes` holds documents to it and
docs/reference/schemas leads, and the page that lists them to docs/reference/documents.md. What is
bundled, statutes and figures by their digest, goes to where the verifier compares with it.
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
from typing import Any, Literal, Union, get_args

from kkr_allocation.apportionment.rules import DEAN, HUNTINGTON_HILL
from kkr_allocation.composition.basis import region_basis
from kkr_allocation.composition.compose import STEPS_OF_CHANGE
from kkr_allocation.composition.statutes import STATUTES_2018, STATUTES_REPRESENTATIVES
from kkr_allocation.datasets.elections import (
    BUNDLED_YEARS,
    load_election,
    load_parties,
    party_tables,
)
from kkr_allocation.documents.codec import (
    Columns,
    data_among,
    declarations,
    family,
    meant,
    origin_of,
    plain,
    written_fields,
)
from kkr_allocation.documents.format import FIGURES, FORMAT, KINDS, VERSION
from kkr_allocation.documents.shapes import DIGITS
from kkr_allocation.fairness.verify.documents import FIGURES as BOUND
from kkr_allocation.fairness.verify.documents import digest
from kkr_allocation.inputs import UNSEEN

ALL = KINDS | FIGURES
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "kkr_allocation" / "schemas"
BUNDLED = ROOT / "src" / "kkr_allocation" / "fairness" / "verify" / "bundled.json"
PAGE = ROOT / "docs" / "reference" / "documents.md"
TEXTS = {
    "Text": {
        "type": "string",
        "pattern": rf"^([^{UNSEEN}]*[^{UNSEEN}\s][^{UNSEEN}]*)?$",
        "description": "a text on one line, without control or invisible characters",
    },
    "Name": {
        "type": "string",
        "pattern": rf"^[^{UNSEEN}]*[^{UNSEEN}\s][^{UNSEEN}]*$",
        "description": "a text on one line, not empty, without control or invisible characters",
    },
    "Note": {
        "type": "string",
        "pattern": rf"^([^{UNSEEN}]|[\t\n])*$",
        "description": "a text without control or invisible characters",
    },
    "Ratio": {
        "type": "string",
        "pattern": f"^[0-9]{{1,{DIGITS}}}/[1-9][0-9]{{0,{DIGITS - 1}}}$",
        "description": f'a fraction written as "p/q", from 0 up, each of at most {DIGITS} digits',
    },
    "Date": {
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "description": "a day of the calendar, written as year-month-day",
        "format": "date",
    },
}
SIGNED = {
    "type": "string",
    "pattern": f"^-?{TEXTS['Ratio']['pattern'][1:]}",
    "description": f'a fraction written as "p/q", each of at most {DIGITS} digits',
}
NAMED: dict[Any, str] = {str: "Text", Fraction: "Ratio", dt.date: "Date"}
PLAIN: dict[Any, dict[str, Any]] = {
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    None: {"type": "null"},
}
ONCE = {"uniqueItems": True}
TOGETHER = {"commonDenominatorDigits": 4_000}
MOST = {"maximum": 10**6}
PERSONS = {"type": "integer", "minimum": 0, "maximum": 10**4}
STEPS = {
    "type": "object",
    "propertyNames": {"enum": list(STEPS_OF_CHANGE)},
    "additionalProperties": {"type": "integer"},
}
NARROWER: dict[tuple[str, str], dict[str, Any]] = {
    ("LinearRule", "offset"): {"minimum": None},
    ("MeanRule", "name"): {"enum": [HUNTINGTON_HILL.name, DEAN.name]},
    ("Forum", "note"): {"$ref": "Note"},
    ("Source", "act"): {"$ref": "Name"},
    ("Transfer", "consent"): {"$ref": "Name"},
    ("Lot", "claimants"): ONCE,
    ("Lot", "winners"): ONCE,
    ("FixedSize", "members"): {"minimum": 1},
    ("Apportionment", "unit"): {"minimum": 1},
    ("Basis", "municipalities"): PERSONS,
    ("Comparison", "steps"): {"additionalProperties": STEPS},
    ("Basis", "mayors"): {"additionalProperties": PERSONS},
    ("Wish", "points"): MOST,
    **{
        (posted, "posts"): MOST
        for posted in ("Forum", "AtLeast", "AtMost", "AtMostFromOneMunicipality", "Deviation")
    },
    **{
        ("TableDistribution", prices): {"items": SIGNED}
        for prices in ("row_prices", "column_prices")
    },
    **{
        (table, entry): ONCE
        for table in ("TwoWayApportionment", "TableDistribution")
        for entry in ("rows", "columns", "forbidden")
    },
}
"""What a field holds that its type does not say; None for what it does not keep to."""
ARRAYS = {
    "integer": [*(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)), "object"],
    "int64": ["int64"],
    "bool": ["bool"],
}
"""Numbers that an array can hold, by the type it declares."""
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

and those of its kind. Whole numbers are JSON integers, fractions texts such as `"1/3"`, dates texts
such as `"2021-11-16"`, choices the name of the choice. A mapping whose keys are no texts is a list
of pairs. An array has its shape, its kind of number and its rows.

Each kind has a schema (JSON Schema 2020-12). `verify`, the command and `from_json` hold a document
to it before they read anything, so that a misspelt entry or one too many is refused and not passed
over; another program can do the same. Three words are our own: `uniqueKeys` (a mapping written as
pairs has every key once), `rowsOfShape` (the rows of an array have its shape, and its type holds
them) and `commonDenominatorDigits` (how long the common denominator of ratios can be). No
entry stands twice in an object. Texts have no control characters, which could break a line or turn
its order, and no invisible ones, which would make one name look like another; only the note of a
forum has line breaks. A whole number has at most {DIGITS} digits, as
has either part of a fraction, and is never written `1.0`. Posts and points go up to 1,000,000,
mayors and municipalities up to 10,000.

Version 2 came in December 2026: a council says which votes its threshold is a share of, how many
are valid and how many were cast, which mayors are contested, and what gives way at the cap, and its
size can be fixed, and figures of a what-if that are not the election's; a turn of a picking order
has the change that moved it, and no note in words; posts that stand since a meeting carry in
`carried` that meeting's entitlement, what each list filled, the fora created and closed and the
regions that came in since. A
document of version 1 is refused, whatever it
holds: read it with the release that wrote it, or compute its result again from the inputs that
stand in it, such as `votes` and `mayors`, and write it anew. The statutes as they are read now can
give a council another size; with the choices that the old document names,
`statutes=attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.EXACT_SHARE)`, it has the old one.

Whether the answer follows from the inputs is no matter of a schema: that is what `verify` is for.
"""


class Schema:
    """The schema of a kind of document, with the records that occur in it."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def of(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401  (a type as a field declares it)
        """Return the schema of a declared type."""
        kind = meant(kind)
        origin = origin_of(kind)
        if origin in NAMED:
            return self.text(NAMED[origin])
        if origin in PLAIN:
            return PLAIN[origin]
        if origin is Literal:
            return {"enum": list(get_args(kind))}
        if origin in (Union, types.UnionType):
            choices = [self.of(choice) for choice in data_among(kind)]
            return choices[0] if len(choices) == 1 else {"anyOf": choices}
        return self.many(origin, tuple(map(meant, get_args(kind)))) or self.named(origin)

    def many(self, origin: Any, inner: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a mapping, sequence or array; empty for any other type."""
        if origin in (dict, Mapping):
            return self.mapping(*inner)
        if origin in (tuple, list, set, frozenset, Sequence, Iterable):
            return self.sequence(origin, inner)
        if getattr(origin, "__name__", "") == "ndarray":
            return self.array(get_args(inner[1])[0].__name__)
        return {}

    def named(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a choice, a record or columns."""
        if kind is Columns:
            return self.defined("Columns", COLUMNS)
        if issubclass(kind, Enum):
            return {"enum": list(kind.__members__)}
        return self.one_of_family(kind)

    def array(self, number: str) -> dict[str, Any]:
        """Return the schema of an array; its rows refer to themselves."""
        item = {"type": "boolean"} if number == "bool" else {"type": "integer", "minimum": 0}
        rows = f"rows-{number}"
        inner = {"type": "array", "items": {"$ref": f"#/$defs/{rows}"}}
        self.defined(rows, {"anyOf": [{"type": "array", "items": item}, inner]})
        entries = {
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "numbers": {"enum": ARRAYS[number]},
            "rows": {"$ref": f"#/$defs/{rows}"},
        }
        return self.defined(f"array-{number}", closed(entries) | {"rowsOfShape": True})

    def text(self, name: str) -> dict[str, Any]:
        """Return a reference to a kind of text."""
        return self.defined(name, TEXTS[name])

    def defined(self, name: str, made: dict[str, Any]) -> dict[str, Any]:
        """Return a reference to a schema that is written once."""
        self.records[name] = made
        return {"$ref": f"#/$defs/{name}"}

    def mapping(self, key: Any, item: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a mapping: an object, or pairs where keys are no texts."""
        if key is str:
            names = {"propertyNames": self.text("Name")}
            items = {"additionalProperties": self.of(item)}
            return {"type": "object"} | names | items | (TOGETHER if item is Fraction else {})
        pair = {"type": "array", "prefixItems": [self.of(key), self.of(item)], "items": False}
        pairs = {"type": "array", "items": pair | {"minItems": 2}, "uniqueKeys": True}
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
        besides = ONCE if origin in (set, frozenset) else {}
        besides = TOGETHER if inner[0] is Fraction else besides
        return {"type": "array", "items": self.of(inner[0])} | besides

    def one_of_family(self, kind: type) -> dict[str, Any]:
        """Return references to the records of a class, or of those derived from it."""
        known = {one.__name__: one for one in family(kind)}
        bases = {base.__name__ for one in known.values() for base in one.__bases__}
        for name in known.keys() - bases - self.records.keys():
            self.records[name] = {}  # it can hold itself
            self.records[name] = self.record(known[name])
        references = [{"$ref": f"#/$defs/{name}"} for name in known if name not in bases]
        return references[0] if len(references) == 1 else {"anyOf": references}

    def record(self, kind: type) -> dict[str, Any]:
        """Return the schema of a record; one of a derived class names it in its entry `type`."""
        declared = declarations(kind)
        entries = {
            argument: self.field(declared[name], NARROWER.get((kind.__name__, argument), {}))
            for name, argument in written_fields(kind)
            if origin_of(declared[name]) is not _CALLABLE
        }
        if kind.__bases__ != (object,) and kind.__module__ != "kkr_allocation.results":
            entries = {"type": {"const": kind.__name__}} | entries
        return closed(entries)

    def field(self, kind: Any, narrower: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  (as above)
        """Return the schema of a field: of its type, and what is said of it besides."""
        if "$ref" in narrower:
            return self.text(narrower["$ref"])
        return {word: said for word, said in (self.of(kind) | narrower).items() if said is not None}


def closed(entries: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has just these entries."""
    return {
        "type": "object",
        "properties": entries,
        "required": list(entries),
        "additionalProperties": False,
    }


_CALLABLE = importlib.import_module("collections.abc").Callable


def holder(kind: str) -> type:
    """Return the class that holds a kind of result."""
    module, name = ALL[kind].rsplit(".", 1)
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
    for kind in sorted(ALL):
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
    kind = meant(kind)
    if kind is Columns:
        return "Sequence[int or Columns]"
    inner = get_args(kind)
    if origin_of(kind) in (Union, types.UnionType):
        return " or ".join(map(shown, data_among(kind)))
    name = getattr(origin_of(kind), "__name__", str(kind))
    name = "dict" if origin_of(kind) is Mapping else name  # as a reader gets it
    if name == "ndarray":
        return "array"
    if kind is ... or kind is type(None):
        return "…" if kind is ... else "null"
    if origin_of(kind) is Literal:
        return " or ".join(map(repr, inner))
    return f"{name}[{', '.join(map(shown, inner))}]" if inner else name


def bundled() -> str:
    """Return what a certificate compares with: statutes, names, and figures by their digest."""
    figures = {}
    for year in BUNDLED_YEARS:
        election = load_election(year)
        for region in election.regions:
            basis = plain(region_basis(election, region), "basis")
            known = digest({name: basis[name] for name in BOUND})
            figures[known] = {"election": election.name, "region": region}
    names: dict[str, list[str]] = {}
    for table in party_tables():
        for party in load_parties(table):
            names.setdefault(party.letter, []).extend((party.name, *party.aliases))
    written = {
        "statutes": [plain(s, "statutes") for s in (STATUTES_2018, STATUTES_REPRESENTATIVES)],
        "names": {letter: sorted(set(called)) for letter, called in sorted(names.items())},
        "figures": figures,
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in ALL:
        written = json.dumps(schema(each), ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{each}.json").write_text(written, encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    BUNDLED.write_text(bundled(), encoding="utf-8")
