"""What every result can do: explain itself, show itself, prove itself, be written down.

Its words and tables are the presentation's, its proof the verifier's. Both lie above the arithmetic
and are looked up by name when first asked for: here alone a lower layer reaches a higher one.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from attrs import converters

from kkr_allocation.errors import of_extra
from kkr_allocation.explanations import checked_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from attrs import Attribute

    from kkr_allocation.explanations import Certificate, Explanation, Language


class Shown:
    """What is shown as a table and written down: figures and results."""

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """Return it as a frame with fixed columns."""
        frame: pd.DataFrame = self._present("frame")
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:  # noqa: ANN401  (a capsule)
        """Hand the frame, with what its rows are called, to what reads Arrow.

        So ``polars.DataFrame(result)`` and ``pyarrow.table(result)`` work, where pyarrow is. Arrow
        has no fractions: they become floats, and whole numbers beyond 64 bits texts.
        """
        with of_extra("arrow"):
            table = importlib.import_module("pyarrow").Table
        frame = self.to_frame()
        frame = frame.copy() if frame.index.name is None else frame.reset_index()
        for name in (column for column in frame if frame[column].dtype == "object"):
            if (kinds := set(map(type, frame[name]))) & {Fraction, int}:
                frame[name] = frame[name].astype(float if Fraction in kinds else str)
        stream = table.from_pandas(frame, preserve_index=False).__arrow_c_stream__
        return stream(requested_schema)

    def to_json(self) -> str:
        """Return it as a JSON document, a result with its inputs; `kkr.from_json` reads it back.

        An `InvalidInputError` says what cannot be written, such as a function of the user's own.
        """
        exchange = importlib.import_module("kkr_allocation.documents.format")
        return str(exchange.to_json(self))

    def _repr_html_(self) -> str:
        return str(self._present("html"))

    def _present(self, view: str, *arguments: object) -> Any:  # noqa: ANN401  (each view has its type)
        """Call the view `view` of this kind."""
        presentation = importlib.import_module("kkr_allocation.presentation")
        return presentation.view_of(type(self), view)(self, *arguments)


class Result(Shown):
    """The common surface of all results."""

    __slots__ = ()

    def explain(self, language: Language = "en") -> Explanation:
        """Return numbered steps from the inputs to the answer, each with its source (en or da)."""
        explained: Explanation = self._present("explanation", checked_language(language))
        return explained

    def verify(self, *, time_limit: float | None = None) -> Certificate:
        """Recompute the certificate with code that shares nothing with the engine.

        A `VerificationError` says where the result does not follow from its inputs. The time limit
        is in seconds, for the proofs alone; see `kkr_allocation.fairness.verify.verify`.
        """
        verify = importlib.import_module("kkr_allocation.fairness.verify").verify
        certificate: Certificate = verify(self, time_limit=time_limit)
        return certificate


class Asked:
    """What can be asked why one of its names has what it has."""

    __slots__ = ()

    def why(self, name: str, language: Language = "en") -> Explanation:
        """Say why a list, or a place, has as much as it has, and what one more would take.

        Parameters
        ----------
        name : str
            The list or place, by its letter or as people write its name. For another an
            `InvalidInputError` names its neighbours.
        language : {"en", "da"}
            The language of the texts.

        Returns
        -------
        Explanation
            The exact claim, what a seat costs and who sets that, what rounding gave, what mayors
            and bounds fix, what a cap took, and the fewest votes that move a seat of its.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> print(kkr.compose_region(2021, "KKR Sjælland").why("Konservative")[0].text)
        C has 4 of the 31 members: 1 mayor and 3 supplementary members.
        """
        spoken = checked_language(language)
        explained: Explanation = presented("questions", "why", self, name, spoken)
        return explained


def presented(home: str, view: str, *arguments: object) -> Any:  # noqa: ANN401  (each view has its type)
    """Return what a function of a module of the presentation makes of the parts of a result."""
    module = importlib.import_module(f"kkr_allocation.presentation.{home}")
    return getattr(module, view)(*arguments)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("a result does not change: change a copy of it, as dict(result.seats) is one")


class ReadOnlyDict(dict[_Key, _Value]):
    """A dict that refuses every change; in all else it is as a dict, in JSON and pandas too.

    Examples
    --------
    >>> ReadOnlyDict({"A": 3, "V": 2}) | {"V": 3}
    {'A': 3, 'V': 3}
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, since it changes
        """Return the same for the same entries in any order, as equality has it."""
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[ReadOnlyDict[_Key, _Value]], tuple[dict[_Key, _Value]]]:
        """Return how to make it anew, since a copy or pickle could not fill it afterwards."""
        return type(self), (dict(self),)


def read_only(_: type, fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Make the mappings of a frozen class read-only, those inside them too, and the class hashable.

    The ``field_transformer`` of every result goes by the declared types. Arguments must be dicts
    already. Arrays have no hash and are left out: equal results still have equal hashes.
    """
    return list(map(_settled, fields))


def _settled(field: Attribute[Any]) -> Attribute[Any]:
    declared = str(field.type)
    if getattr(field, "eq_key", None) is not None:
        return field.evolve(hash=False)
    if not declared.startswith(("dict[", "Mapping[")):
        return field
    nested = declared.count("dict[") + declared.count("Mapping[") > 1
    settle = _of_dicts if nested else ReadOnlyDict
    given = field.converter
    return field.evolve(converter=converters.pipe(given, settle) if given else settle)


def _of_dicts(mapping: dict[Any, dict[Any, Any]]) -> ReadOnlyDict[Any, ReadOnlyDict[Any, Any]]:
    return ReadOnlyDict({key: ReadOnlyDict(inner) for key, inner in mapping.items()})


@contextmanager
def progress_bar(total: int, unit: str) -> Iterator[Callable[[int], object]]:
    """Yield what moves a bar on: in a terminal or notebook, after two seconds, where tqdm is."""
    if importlib.util.find_spec("tqdm") is None:
        yield lambda _: None
        return
    from tqdm import tqdm

    kernel = type(sys.stderr).__module__.startswith("ipykernel")  # says that it is no terminal
    often = {"disable": False, "mininterval": 1.0} if kernel else {"disable": None}
    with tqdm(total=total, unit=f" {unit}", unit_scale=True, delay=2.0, **often) as bar:
        yield bar.update
