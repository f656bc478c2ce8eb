"""What the format has where a document differs from it, in the words of both languages."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import json
import math
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from kkr_allocation.documents.codec import Json


_TYPES: dict[str, tuple[tuple[type, ...], Bilingual]] = {
    "array": ((list,), worded("documents.a_list")),
    "boolean": ((bool,), worded("documents.true_or_false")),
    "integer": ((int,), worded("documents.a_whole_number")),
    "null": ((type(None),), worded("documents.null")),
    "number": ((int, float), worded("documents.a_number")),
    "object": ((dict,), worded("documents.an_object")),
    "string": ((str,), worded("documents.a_text")),
}
"""The types of JSON by the names that JSON Schema has for them."""
_DESCRIPTIONS = {
    str(said): said
    for said in (
        worded("documents.day"),
        worded("documents.fraction"),
        worded("documents.fraction_from_zero"),
        worded("documents.name"),
        worded("documents.line"),
        worded("documents.note"),
    )
}


def stands(where: str, value: object) -> Bilingual:
    """Return words for a value that stands somewhere in a document; a long one is cut."""
    try:
        return worded("documents.stands", where=where, value=value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return worded("documents.stands_too_long", where=where)


def described(description: str) -> Bilingual:
    """Return the description of a schema, which knows its Danish."""
    return _DESCRIPTIONS[description]


def one_of(choices: Iterable[str]) -> Bilingual:
    """Return words for one of several names."""
    return worded("documents.one_of", choices=", ".join(choices))


def too_deep(do: str) -> InvalidInputError:
    """Return the error about alliances inside alliances that come to no end."""
    return InvalidInputError(
        worded("documents.too_deep:what"), why=worded("documents.too_deep:why"), do=do
    )


def counted(number: int) -> Bilingual:
    """Return a number with what each language puts between thousands."""
    return both(f"{number:,}", f"{number:,}".replace(",", "."))


# Two programs, or two doors of one, must read the same result from a document. So its schema,
# which ``scripts/write_schemas.py`` writes from the types that the results declare, is held
# first. Whether the answer is right is for the checks of `kkr_allocation.fairness.verify`.
#
# The schemas are JSON Schema 2020-12 with three words of our own: ``uniqueKeys`` of a mapping
# written as pairs, which has every key once; ``rowsOfShape`` of an array, whose rows have its
# shape and whose numbers fit its type; and ``commonDenominatorDigits`` of ratios, that no check
# can be made to reckon for hours. Besides, a whole number is never written ``1.0``, and has at
# most 400 digits. A library of JSON Schema takes fifty times as long for the numbers of a batch.

DIGITS = 400
"""Digits that a whole number, and either part of a fraction, has at most."""

_TOO_LARGE = 10**DIGITS
_DEFS = "#/$defs/"
_WIDTH = re.compile(r"(u?)int([0-9]+)")
Schema: TypeAlias = dict[str, Any]
Records: TypeAlias = dict[str, Schema]


class _Misfit(Exception):  # noqa: N818  (never leaves this module)
    """A value that its schema does not have, and the steps to where it stands, innermost first."""

    def __init__(self, value: Json, wanted: Bilingual, *steps: str) -> None:
        super().__init__(wanted)
        self.value, self.wanted, self.steps = value, wanted, list(steps)


def _place(key: object) -> str:
    return f"[{key!r}]"


def _step(name: str) -> str:
    return f".{name}" if name.isidentifier() else _place(name)


def hold_shape(document: dict[str, Json], *, do: str) -> None:
    """Refuse a document of one of the kinds that differs from its schema; `do` says what to do."""
    kind = document["kind"]
    schema = _schema(kind)
    try:
        _hold(document, schema, schema["$defs"])
    except _Misfit as misfit:
        raise InvalidInputError(
            stands(f"{kind}{''.join(reversed(misfit.steps))}", misfit.value),
            why=worded("documents.has_there", wanted=misfit.wanted),
            do=do,
        ) from None
    except RecursionError:
        raise too_deep(do) from None


@cache
def _schema(kind: str) -> Schema:
    file = importlib.resources.files("kkr_allocation") / "schemas" / f"{kind}.json"
    schema: Schema = json.loads(file.read_text(encoding="utf-8"))
    return schema


def _hold(value: Json, schema: Schema, records: Records) -> None:
    """Hold a value to every word of a schema; its type comes first, and the others rely on it."""
    for word, said in schema.items():
        if word in _WORDS:
            _WORDS[word](value, said, schema, records)


def _hold_inside(
    value: Json, schema: Schema, records: Records, key: object, step: Callable[[Any], str] = _place
) -> None:
    """Hold what stands under a key, which is named where it does not fit."""
    try:
        _hold(value, schema, records)
    except _Misfit as misfit:
        misfit.steps.append(step(key))
        raise


def _type(value: Json, said: str, schema: Schema, _: Records) -> None:
    wanted, words = _TYPES[said]
    if type(value) not in wanted:
        text = schema.get("description")
        raise _Misfit(value, described(text) if text else words)
    if type(value) is int and not -_TOO_LARGE < value < _TOO_LARGE:
        raise _Misfit(value, worded("documents.number_of_digits", digits=DIGITS))


def _any_of(value: Json, said: list[Schema], _: Schema, records: Records) -> None:
    """Hold the record that a value names as its type, or one of several schemas."""
    if type(value) is dict and (named := _by_name(said, records)):
        name = value.get("type")
        if type(name) is not str or name not in named:
            raise _Misfit(name, one_of(named), ".type")
        return _hold(value, named[name], records)
    misfits = []
    for choice in said:
        try:
            return _hold(value, choice, records)
        except _Misfit as misfit:
            misfits.append(misfit)
    nearest = max(misfits, key=lambda misfit: len(misfit.steps))
    if not nearest.steps:
        each = list(dict.fromkeys(misfit.wanted for misfit in misfits))
        nearest.wanted = both(" or ".join(each), " eller ".join(words.da for words in each))
    raise nearest


def _by_name(choices: list[Schema], records: Records) -> dict[str, Schema]:
    """Return the records among several schemas that name their type, by that name."""
    names = [choice.get("$ref", "").removeprefix(_DEFS) for choice in choices]
    known = {name: records[name] for name in names if name}
    return {name: one for name, one in known.items() if "type" in one.get("properties", {})}


def _unless(
    fits: Callable[[Json, Json], object], wanted: Callable[[Json], Bilingual] | None = None
) -> Callable[[Json, Json, Schema, Records], None]:
    """Return what holds a value to a word, and says what it wants, or what the schema says."""

    def hold(value: Json, said: Json, schema: Schema, _: Records) -> None:
        if not fits(value, said):
            raise _Misfit(value, wanted(said) if wanted else described(schema["description"]))

    return hold


_expression = cache(re.compile)


def _is_date(value: str, _: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _entries(value: dict[str, Json], said: Records, _: Schema, records: Records) -> None:
    """Hold a record: each entry is there and has its schema, and there is no other."""
    for name in value.keys() - said.keys():
        raise _Misfit(value[name], worded("documents.no_entry", name=name), _step(name))
    for name, inner in said.items():
        if name not in value:
            raise _Misfit(None, worded("documents.missing", name=name), _step(name))
        _hold_inside(value[name], inner, records, name, _step)


def _mapping(value: dict[str, Json], said: Json, schema: Schema, records: Records) -> None:
    """Hold the names of a mapping and what each stands for; of a record, `_entries` does."""
    if said is False:
        return
    for name, item in value.items():
        _hold_inside(name, schema["propertyNames"], records, name)
        _hold_inside(item, said, records, name)


def _items(value: list[Json], said: Json, schema: Schema, records: Records) -> None:
    """Hold the items of a list; in one of fixed length those of its places."""
    places = schema.get("prefixItems", [said] * len(value))
    if len(places) != len(value):
        raise _Misfit(value, worded("documents.list_of", length=len(places)))
    for place, (item, inner) in enumerate(zip(value, places, strict=True)):
        _hold_inside(item, inner, records, place)


def _each_once(value: list[Json], written: list[str]) -> None:
    if len(set(written)) != len(written):
        first = {one: place for place, one in reversed([*enumerate(written)])}
        twice = next(place for place, one in enumerate(written) if first[one] != place)
        raise _Misfit(value[twice], worded("documents.each_once"), f"[{twice}]")


def _common_denominator(value: Json, said: int, *_: object) -> None:
    """Hold the ratios of a mapping or list to a common denominator of so many digits."""
    common, limit = 1, 10**said
    for key, ratio in value.items() if type(value) is dict else enumerate(value):
        common = math.lcm(common, int(ratio.partition("/")[2]))
        if common >= limit:
            wanted = worded("documents.ratios_of_digits", digits=counted(said))
            raise _Misfit(ratio, wanted, f"[{key!r}]")


def _rows_of_shape(value: dict[str, Json], *_: object) -> None:
    """Hold the rows of an array to its shape, and its numbers to their type."""
    rows = [value["rows"]]
    for length in value["shape"]:
        if any(type(row) is not list or len(row) != length for row in rows):
            raise _Misfit(value["shape"], worded("documents.shape_of_rows"), ".shape")
        rows = [item for row in rows for item in row]
    if any(type(item) is list for item in rows):
        raise _Misfit(value["shape"], worded("documents.shape_of_rows"), ".shape")
    width = _WIDTH.fullmatch(value["numbers"])
    if width and rows:
        bits = int(width[2]) - (not width[1])
        lowest = 0 if width[1] else -(2**bits)
        if not lowest <= min(rows) <= max(rows) < 2**bits:
            raise _Misfit(value["numbers"], worded("documents.holding_type"), ".numbers")


_WORDS: dict[str, Callable[[Json, Json, Schema, Records], None]] = {
    "type": _type,
    "$ref": lambda value, said, _, records: _hold(value, records[said[len(_DEFS) :]], records),
    "anyOf": _any_of,
    "enum": _unless(lambda value, said: type(value) is str and value in said, one_of),
    "const": _unless(
        lambda value, said: type(value) is type(said) and value == said,
        lambda said: both(repr(said), repr(said)),
    ),
    "pattern": _unless(lambda value, said: _expression(said).fullmatch(value)),
    "format": _unless(_is_date),
    "minimum": _unless(
        lambda value, said: value >= said, lambda said: worded("documents.number_from", low=said)
    ),
    "maximum": _unless(
        lambda value, said: value <= said,
        lambda said: worded("documents.number_up_to", high=counted(said)),
    ),
    "properties": _entries,
    "additionalProperties": _mapping,
    "items": _items,
    "maxProperties": _unless(lambda value, _: not value, lambda _: worded("documents.pairs")),
    "uniqueItems": lambda value, *_: _each_once(value, [json.dumps(item) for item in value]),
    "uniqueKeys": lambda value, *_: _each_once(value, [json.dumps(key) for key, _ in value]),
    "commonDenominatorDigits": _common_denominator,
    "rowsOfShape": _rows_of_shape,
}
