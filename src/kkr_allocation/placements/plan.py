"""From the national minimum to the programmes: one plan of layers, re-run when a figure changes.

The country's places are shared among five KKR, each quota among its municipalities, each
municipality's places among programmes. Every layer keeps its keys and limits, every sharing its
`Distribution`, so that a changed figure can be followed down to the last place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.ties import Replay
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number
from kkr_allocation.named_values import by_name
from kkr_allocation.placements.planned import Path, PlannedPlaces
from kkr_allocation.read_only import read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.layers import Layer

__all__ = ["Plan"]


def _total(total: int) -> int:
    return whole_number(total, "total")


def _layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    return tuple(layers)


def _stated(stated: Mapping[str, int] | Mapping[Path, int] | None) -> dict[Path, int]:
    given = {} if stated is None else by_name(stated, "stated", '{"SSH": 100}')
    return {
        (path,) if isinstance(path, str) else tuple(path): whole_number(n, f"stated of {path}")
        for path, n in given.items()
    }


@frozen(field_transformer=read_only)
class Plan:
    """A plan of training places: a total and the layers it is divided by.

    Parameters
    ----------
    name : str
        What is divided, such as ``"SSH 2020"``; the whole of the first layer.
    total : int
        Places in all, such as the national minimum.
    layers : iterable of Layer
        From the country down.
    stated : mapping of path or str to int, optional
        Totals as texts state them, by the path of names or by a name that stands once; they are
        compared with the sums, never used.

    Examples
    --------
    The national minimum of 2018 by the five quotas decided for SSH, Sjælland's quota by an
    invented key:

    >>> import kkr_allocation as kkr
    >>> quotas = {"KKR Nordjylland": 229, "KKR Midtjylland": 481, "KKR Syddanmark": 511,
    ...           "KKR Sjælland": 360, "KKR Hovedstaden": 650}
    >>> plan = kkr.Plan("SSH", 2200, [
    ...     kkr.Layer("KKR", {"SSH": quotas}),
    ...     kkr.Layer("municipality", {"KKR Sjælland": {"Kalundborg": 21, "the rest": 334}}),
    ... ])
    >>> planned = plan.run()
    >>> planned.places["KKR Sjælland",], planned.places["KKR Sjælland", "Kalundborg"]
    (355, 21)
    >>> after = plan.with_total(3000).run()
    >>> after.changes_from(planned).changes["KKR Sjælland", "Kalundborg"]
    (21, 29)
    """

    name: str
    total: int = field(converter=_total)
    layers: tuple[Layer, ...] = field(converter=_layers)
    stated: dict[Path, int] = field(default=None, kw_only=True, converter=_stated)

    def __attrs_post_init__(self) -> None:
        """Refuse a plan whose total is not divided."""
        if not self.layers or not self.layers[0].key_of(self.name):
            raise InvalidInputError(
                f"the plan {self.name!r} has no key for its total",
                why="the first layer divides the total",
                do=f"Begin with kkr.Layer(name, {{{self.name!r}: key}})",
            )

    def run(self) -> PlannedPlaces:
        """Divide the total layer by layer.

        Returns
        -------
        PlannedPlaces
            At every path the parts sum to the whole.

        Raises
        ------
        InvalidInputError
            If a layer's key or lot belongs to no whole of the layer above, or a draw decides
            nothing.
        InfeasibleError, UnresolvedTieError
            As in `distribute`; a tie says within which whole it stands.
        """
        divisions: dict[Path, Distribution] = {}
        wholes: dict[Path, int] = {(): self.total}
        places: dict[Path, int] = {}
        for layer in self.layers:
            names = {path[-1] if path else self.name for path in wholes}
            lost = [name for name in (*layer.keys, *layer.lots) if name not in names]
            if lost:
                raise InvalidInputError(
                    f"the layer {layer.name} has a key or a lot for {', '.join(map(repr, lost))}",
                    why="the layer above has no such part",
                    do="Correct the name, or add the part to the layer above",
                )
            parts: dict[Path, int] = {}
            for path, number in wholes.items():
                whole = path[-1] if path else self.name
                if layer.key_of(whole):
                    divisions[path] = layer.divide(whole, number)
                    parts |= {(*path, part): n for part, n in divisions[path].places.items()}
                else:
                    Replay(layer.lots.get(whole, ())).close()
            places |= parts
            wholes = parts
        return PlannedPlaces(plan=self, divisions=divisions, places=places)

    def with_total(self, total: int) -> Plan:
        """Return the plan with another total."""
        return evolve(self, total=total)

    def with_figure(self, path: Iterable[str], figure: object) -> Plan:
        """Return the plan with another figure in the key of one part.

        Parameters
        ----------
        path : sequence of str
            The names from the first layer down to the part.
        figure : int, Fraction or Decimal
            Its new figure.

        Raises
        ------
        InvalidInputError
            If the plan has no part at this path, or the figure cannot be used.
        """
        names = tuple(path)
        depth = len(names) - 1
        whole = names[-2] if depth > 0 else self.name
        layer = self.layers[depth] if 0 <= depth < len(self.layers) else None
        if layer is None or names[-1] not in layer.key_of(whole):
            raise InvalidInputError(
                f"the plan has no part {' > '.join(names)!r}",
                why="a figure is changed where one is",
                do='Name the part from the first layer down: ("KKR Sjælland", "Kalundborg")',
            )
        key = {**layer.key_of(whole), names[-1]: figure}
        changed = evolve(layer, keys={**layer.keys, whole: key})
        layers = (*self.layers[:depth], changed, *self.layers[depth + 1 :])
        return evolve(self, layers=layers)
