"""One layer of a plan: the keys, limits and draws by which each whole is divided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.rules import LARGEST_REMAINDER, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import Figures, whole_numbers
from kkr_allocation.named_values import by_name
from kkr_allocation.placements.distribute import distribute
from kkr_allocation.placements.limits import MaxChange, checked_change
from kkr_allocation.placements.weights import exact_weights, known_places
from kkr_allocation.read_only import read_only

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.keys import Key

__all__ = ["Layer"]


def _keys(keys: Mapping[str, Key | Figures]) -> dict[str, dict[str, Fraction]]:
    given = by_name(keys, "keys", '{"SSH": {"North": 3, "South": 2}}', of_columns=True)
    return {whole: exact_weights(key, f"key of {whole}") for whole, key in given.items()}


def _each(key: Key | Figures | None) -> dict[str, Fraction]:
    return {} if key is None else exact_weights(key, "each")


def _bounds(bounds: Figures | None) -> dict[str, int]:
    return {} if bounds is None else whole_numbers(bounds, "floors or caps")


def _lots(lots: Mapping[str, Iterable[Lot]] | None) -> dict[str, tuple[Lot, ...]]:
    if not isinstance(lots, Mapping | None):
        raise InvalidInputError(
            f"lots of a layer is {lots!r:.80}",
            why="a draw is made within one whole",
            do='Pass the draws by the name of the whole: {"KKR Sjælland": [kkr.Lot(...)]}',
        )
    return {whole: Replay(drawn).recorded for whole, drawn in (lots or {}).items()}


@frozen(field_transformer=read_only)
class Layer:
    """One layer of a plan: how each whole of the layer above is divided.

    Parameters
    ----------
    name : str
        What the parts are: ``"KKR"``, ``"municipality"``, ``"programme"``.
    keys : mapping of str to key
        The key of the parts, by the name of the whole that is divided.
    each : key, optional
        The key for every whole that has none of its own. Without it such a whole is not
        divided.
    rule : Rule
        How claims are rounded.
    floors, caps : mapping of str to int, optional
        Fewest and most places by the part's name, wherever it stands.
    change : MaxChange, optional
        The largest change from last year, by the part's name.
    lots : mapping of str to lots, optional
        Recorded draws, by the name of the whole.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})]).run().places
    {('North',): 3, ('South',): 2}
    """

    name: str
    keys: dict[str, dict[str, Fraction]] = field(factory=dict, converter=_keys)
    each: dict[str, Fraction] = field(default=None, kw_only=True, converter=_each)
    rule: Rule = field(default=LARGEST_REMAINDER, kw_only=True)
    floors: dict[str, int] = field(default=None, kw_only=True, converter=_bounds)
    caps: dict[str, int] = field(default=None, kw_only=True, converter=_bounds)
    change: MaxChange | None = field(default=None, kw_only=True, converter=checked_change)
    lots: dict[str, tuple[Lot, ...]] = field(default=None, kw_only=True, converter=_lots)

    def __attrs_post_init__(self) -> None:
        """Refuse a limit of a part that no key has."""
        parts = {part for key in (*self.keys.values(), self.each) for part in key}
        last_year = {} if self.change is None else self.change.base
        for argument, names in (("floors", self.floors), ("caps", self.caps), ("base", last_year)):
            known_places(names, parts, f"{argument} of the layer {self.name}")

    def key_of(self, whole: str) -> dict[str, Fraction]:
        """Return the key by which this whole is divided; empty if it is not."""
        return self.keys.get(whole, self.each)

    def _change(self, key: Iterable[str]) -> MaxChange | None:
        """Return the largest change with last year's places of these parts only."""
        if self.change is None:
            return None
        return evolve(
            self.change, base={p: self.change.base[p] for p in key if p in self.change.base}
        )

    def divide(self, whole: str, places: int) -> Distribution:
        """Share a whole's places among its parts."""
        key = self.key_of(whole)
        try:
            return distribute(
                places,
                key,
                self.rule,
                floors={part: n for part, n in self.floors.items() if part in key},
                caps={part: n for part, n in self.caps.items() if part in key},
                change=self._change(key),
                lots=self.lots.get(whole, ()),
            )
        except UnresolvedTieError as error:
            raise UnresolvedTieError(evolve(error.tie, within=whole), error.partial) from None
