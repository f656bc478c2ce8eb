"""Mappings of results, which nobody changes by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from attrs import converters

if TYPE_CHECKING:
    from attrs import Attribute

__all__ = ["ReadOnlyDict", "read_only"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("a result does not change: change a copy of it, as dict(result.seats) is one")


class ReadOnlyDict(dict[_Key, _Value]):
    """A dict that refuses every change; in all else it is as a dict, in JSON and pandas too.

    Examples
    --------
    >>> seats = ReadOnlyDict({"A": 3, "V": 2})
    >>> seats == {"A": 3, "V": 2}, seats | {"V": 3}
    (True, {'A': 3, 'V': 3})
    >>> seats["A"] = 9
    Traceback (most recent call last):
        ...
    TypeError: a result does not change: change a copy of it, as dict(result.seats) is one
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[ReadOnlyDict[_Key, _Value]], tuple[dict[_Key, _Value]]]:
        """Return how to make it anew, since a copy or pickle could not fill it afterwards."""
        return type(self), (dict(self),)


def read_only(_: type, fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Make the mappings of a frozen class read-only, those inside them too.

    The ``field_transformer`` of every result. It goes by the declared type of a field, so that
    a new field needs no thought. Arguments must be dicts already.
    """
    return [_settled(field) for field in fields]


def _settled(field: Attribute[Any]) -> Attribute[Any]:
    declared = str(field.type)
    if not declared.startswith(("dict[", "Mapping[")):
        return field
    nested = declared.count("dict[") + declared.count("Mapping[") > 1
    settle = _of_dicts if nested else ReadOnlyDict
    given = [field.converter] if field.converter else []
    return field.evolve(converter=converters.pipe(*given, settle) if given else settle)


def _of_dicts(mapping: dict[Any, dict[Any, Any]]) -> ReadOnlyDict[Any, ReadOnlyDict[Any, Any]]:
    return ReadOnlyDict({key: ReadOnlyDict(inner) for key, inner in mapping.items()})
