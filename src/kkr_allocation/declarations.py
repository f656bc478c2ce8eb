"""The types that a class declares for its fields, evaluated in the modules that declare them.

Annotations are text until somebody asks, and may name what a module imports for its type checker
only; `_HOMES` says where such names live.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from inspect import get_annotations
from typing import Any, get_args, get_origin

__all__ = ["declarations", "meant", "origin_of"]


class _Names(dict[str, Any]):
    """The names of a module, and those that modules import for their type checker only."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  (a module or a name in it)
        if name in _MODULES:
            return importlib.import_module(_MODULES[name])
        try:
            return getattr(importlib.import_module(_HOMES.get(name, "kkr_allocation")), name)
        except AttributeError:
            raise KeyError(name) from None


_MODULES = {"dt": "datetime", "np": "numpy", "npt": "numpy.typing"}
_HOMES = {
    "Fraction": "fractions",
    "Level": "kkr_allocation.appointments.rules",
    "LevelResult": "kkr_allocation.appointments.rules",
    "Limits": "kkr_allocation.placements.limits",
    "Mapping": "collections.abc",
    "NDArray": "numpy.typing",
    "Pair": "kkr_allocation.appointments.model",
    "Rule": "kkr_allocation.apportionment.rules",
    "Sequence": "collections.abc",
}
"""Homes of names that fields declare and that are not public names of the package."""


@cache
def declarations(kind: type) -> dict[str, Any]:
    """Return the declared types of a class, read in the modules that declare them."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        names = _Names(vars(sys.modules[base.__module__]))
        for name, text in get_annotations(base).items():
            # The text is source code of this package, written as an annotation.
            found[name] = eval(text, {}, names) if isinstance(text, str) else text  # noqa: S307  (see above)
    return found


def origin_of(kind: Any) -> Any:  # noqa: ANN401  (a type as a field declares it)
    """Return what a type is a case of: dict for ``dict[str, int]``, the type itself if of none."""
    origin: Any = get_origin(kind)
    return kind if origin is None else origin


def meant(kind: Any) -> Any:  # noqa: ANN401  (as above)
    """Return the type that an alias stands for; any other type is itself.

    After ``type Table[T] = dict[str, T]``, the way to name a type from Python 3.12 on, `get_origin`
    of ``Table[int]`` is the alias and tells nothing of a dict. NumPy names its ``NDArray`` so from
    2.5 on. The parameters of an alias need not stand in its value in the same order, or at all.
    """
    while hasattr(alias := origin_of(kind), "__value__"):
        given = dict(zip(alias.__type_params__, get_args(kind), strict=False))
        kind = alias.__value__
        if free := getattr(kind, "__parameters__", ()):
            kind = kind[tuple(given.get(parameter, parameter) for parameter in free)]
    return kind
