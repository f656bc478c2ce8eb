"""From the national minimum to the programmes: one plan of layers, re-run when a figure changes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.rules import LARGEST_REMAINDER, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import (
    Figures,
    by_name,
    each_of,
    listed_names,
    one_of,
    whole_number,
    whole_numbers,
)
from kkr_allocation.placements.distribute import Distribution, distribute
from kkr_allocation.placements.keys import exact_weights, known_places
from kkr_allocation.placements.limits import MaxChange, checked_change
from kkr_allocation.placements.shares import share_places, with_foresight, yearly_claims
from kkr_allocation.placements.tables import Discrepancy
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.placements.keys import Key

Path = tuple[str, ...]
"""The names from the first layer down: ``("KKR Sjælland", "Kalundborg", "SSH")``."""


@frozen(kw_only=True, field_transformer=read_only)
class PlannedPlaces(Result):
    """A plan carried out: the places at every path, and the sharing of every whole.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> plan = kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})])
    >>> plan.run().places
    {('North',): 3, ('South',): 2}
    """

    plan: Plan = field(repr=False)
    divisions: Mapping[Path, Distribution] = field(repr=False)
    """How each whole was shared; the empty path is the total."""
    places: Mapping[Path, int] = field(repr=shortened)
    """The answer, layer by layer."""

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The stated totals that are not what the plan gives."""
        summed = {**self.places, (): self.plan.total}
        stated = self.plan.stated.items()
        found = (Discrepancy(" > ".join(p), n, summed[self.path_of(p)]) for p, n in stated)
        return tuple(each for each in found if each.difference)

    def path_of(self, path: Path) -> Path:
        """Return the whole path of a part from a name that stands once; the total has none."""
        path = listed_names(path, "path")
        if path == (self.plan.name,) or path in self.places:
            return path if path in self.places else ()
        found = [whole for whole in self.places if path == whole[-1:]]
        if len(found) != 1:
            raise refused("placements.total_stated", path=" > ".join(path), parts=len(found))
        return found[0]

    def changes_from(self, before: PlannedPlaces) -> PlanChanges:
        """Return the places that differ from an earlier run, path by path."""
        one_of(before, PlannedPlaces, "before", made_by="plan.run()")
        old, new = before.places, self.places
        pairs = {path: (old.get(path, 0), new.get(path, 0)) for path in {**old, **new}}
        changes = {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}
        return PlanChanges(before=before, after=self, changes=changes)


@frozen(kw_only=True, field_transformer=read_only)
class PlanChanges(Result):
    """What a changed figure moved.

    `changes` has the places before and after by path where they differ; 0 where a plan has no part.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> plan = kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})])
    >>> plan.with_total(10).run().changes_from(plan.run()).changes
    {('North',): (3, 6), ('South',): (2, 4)}
    """

    before: PlannedPlaces = field(repr=False)
    after: PlannedPlaces = field(repr=False)
    changes: Mapping[Path, tuple[int, int]] = field(repr=shortened)


def _total(total: int) -> int:
    return whole_number(total, "total")


def _layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    return each_of(layers, Layer, "layers")


def _stated(stated: Mapping[str, int] | Mapping[Path, int] | None) -> dict[Path, int]:
    given = {} if stated is None else by_name(stated, "stated", '{"SSH": 100}')
    return {
        (path,) if isinstance(path, str) else listed_names(path, "a path in stated"): whole_number(
            n, f"stated of {path}"
        )
        for path, n in given.items()
    }


@frozen(field_transformer=read_only)
class Plan:
    """A plan of training places: a total and the layers it is divided by.

    The whole of the first layer is called `name`, such as ``"SSH 2020"``. Totals as texts have them
    are `stated` by the path of names, or by a name that stands once: they are compared with the
    sums, never used.

    Examples
    --------
    The national minimum of 2018 by the five quotas decided for SSH, one by an invented key:

    >>> import kkr_allocation as kkr
    >>> quotas = {"KKR Nordjylland": 229, "KKR Midtjylland": 481, "KKR Syddanmark": 511,
    ...           "KKR Sjælland": 360, "KKR Hovedstaden": 650}
    >>> parts = {"KKR Sjælland": {"Kalundborg": 21, "the rest": 334}}
    >>> layers = [kkr.Layer("KKR", {"SSH": quotas}), kkr.Layer("municipality", parts)]
    >>> planned = kkr.Plan("SSH", 2200, layers).run()
    >>> planned.places["KKR Sjælland",], planned.places["KKR Sjælland", "Kalundborg"]
    (355, 21)
    """

    name: str
    total: int = field(converter=_total)
    layers: tuple[Layer, ...] = field(converter=_layers)
    stated: Mapping[Path, int] = field(default=None, kw_only=True, converter=_stated)

    def __attrs_post_init__(self) -> None:
        """Refuse a plan whose total is not divided."""
        named = isinstance(self.name, str)
        if not named or not self.layers or not self.layers[0].key_of(self.name):
            raise refused("placements.total_without_key", name=self.name)

    def run(self) -> PlannedPlaces:
        """Divide the total layer by layer; at every path the parts sum to the whole.

        Errors are those of `distribute`; a tie says within which whole it stands. A key, lot or
        draw that belongs to no whole is an InvalidInputError.
        """
        divisions: dict[Path, Distribution] = {}
        wholes: dict[Path, int] = {(): self.total}
        places: dict[Path, int] = {}
        for layer in self.layers:
            names = {path[-1] if path else self.name for path in wholes}
            if lost := [name for name in (*layer.keys, *layer.lots) if name not in names]:
                listed = ", ".join(map(repr, lost))
                raise refused("placements.layer_above", layer=layer.name, lost=listed)
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
        """Return the plan with another figure in the key of the part at this path of names."""
        names = listed_names(path, "path")
        depth = len(names) - 1
        whole = names[-2] if depth > 0 else self.name
        layer = self.layers[depth] if 0 <= depth < len(self.layers) else None
        if layer is None or names[-1] not in layer.key_of(whole):
            raise refused("placements.no_such_part", path=" > ".join(names))
        key = {**layer.key_of(whole), names[-1]: figure}
        changed = evolve(layer, keys={**layer.keys, whole: key})
        return evolve(self, layers=(*self.layers[:depth], changed, *self.layers[depth + 1 :]))


def _keys(keys: Mapping[str, Key | Figures]) -> dict[str, dict[str, Fraction]]:
    given = by_name(keys, "keys", '{"SSH": {"North": 3, "South": 2}}', of_columns=True)
    return {whole: exact_weights(key, f"key of {whole}") for whole, key in given.items()}


def _each(key: Key | Figures | None) -> dict[str, Fraction]:
    return {} if key is None else exact_weights(key, "each")


def _bounds(bounds: Figures | None) -> dict[str, int]:
    return {} if bounds is None else whole_numbers(bounds, "floors or caps")


def _lots(lots: Mapping[str, Iterable[Lot]] | None) -> dict[str, tuple[Lot, ...]]:
    if not isinstance(lots, Mapping | None):
        raise refused("placements.lots_of_layer", lots=lots)
    return {whole: Replay(drawn).recorded for whole, drawn in (lots or {}).items()}


@frozen(field_transformer=read_only)
class Layer:
    """One layer of a plan: how each whole of the layer above is divided.

    Parameters
    ----------
    name : str
        What the parts are: ``"KKR"``, ``"municipality"``, ``"programme"``.
    keys, each : mapping of str to key, and key
        The key of the parts, by the name of the whole that is divided, and the key for every whole
        that has none of its own. A whole without a key is not divided.
    rule, floors, caps, change, lots
        As in `distribute`; limits by the part's name, wherever it stands, lots by the whole's.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})]).run().places
    {('North',): 3, ('South',): 2}
    """

    name: str
    keys: Mapping[str, Mapping[str, Fraction]] = field(factory=dict, converter=_keys)
    each: Mapping[str, Fraction] = field(default=None, kw_only=True, converter=_each)
    rule: Rule = field(default=LARGEST_REMAINDER, kw_only=True)
    floors: Mapping[str, int] = field(default=None, kw_only=True, converter=_bounds)
    caps: Mapping[str, int] = field(default=None, kw_only=True, converter=_bounds)
    change: MaxChange | None = field(default=None, kw_only=True, converter=checked_change)
    lots: Mapping[str, tuple[Lot, ...]] = field(default=None, kw_only=True, converter=_lots)

    def __attrs_post_init__(self) -> None:
        """Refuse a limit of a part that no key has."""
        parts = {part for key in (*self.keys.values(), self.each) for part in key}
        last_year = {} if self.change is None else self.change.base
        for argument, names in (("floors", self.floors), ("caps", self.caps), ("base", last_year)):
            known_places(names, parts, f"{argument} of the layer {self.name}")

    def key_of(self, whole: str) -> Mapping[str, Fraction]:
        """Return the key by which this whole is divided; empty if it is not."""
        return self.keys.get(whole, self.each)

    def divide(self, whole: str, places: int) -> Distribution:
        """Share a whole's places among its parts."""
        key, change = self.key_of(whole), self.change

        def of_key(figures: Mapping[str, int]) -> dict[str, int]:
            return {part: number for part, number in figures.items() if part in key}

        try:
            return distribute(
                places,
                key,
                self.rule,
                floors=of_key(self.floors),
                caps=of_key(self.caps),
                change=change and evolve(change, base=of_key(change.base)),
                lots=self.lots.get(whole, ()),
            )
        except UnresolvedTieError as error:
            raise UnresolvedTieError(evolve(error.tie, within=whole), error.partial) from None


@frozen(kw_only=True, field_transformer=read_only)
class SmoothedYears(Result):
    """Places of several years, with what every place is owed after each.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.smooth({year: (1, {"A": 2, "B": 1}) for year in (2026, 2027, 2028)}).places
    {'2026': {'A': 1, 'B': 0}, '2027': {'A': 0, 'B': 1}, '2028': {'A': 1, 'B': 0}}
    """

    totals: Mapping[str, int] = field(repr=shortened)
    """Places shared each year, in the order of the years."""
    keys: Mapping[str, Mapping[str, Fraction]] = field(repr=False)
    known: int
    """How many of the first years were shared together, all of them known beforehand."""
    lots: tuple[Lot, ...] = field(repr=False)
    places: Mapping[str, Mapping[str, int]] = field(repr=shortened)
    """By year and place; every year sums to its total, and none is negative."""
    title: str = field(default="", repr=False)

    @property
    def claims(self) -> dict[str, dict[str, Fraction]]:
        """The exact claim of each place in each year."""
        return {year: yearly_claims(total, self.keys[year]) for year, total in self.totals.items()}

    @property
    def debt(self) -> dict[str, dict[str, Fraction]]:
        """What each place is owed after each year; negative where it has had more than its claim.

        The debts of a year sum to zero.
        """
        owed = dict.fromkeys(next(iter(self.keys.values())), Fraction(0))
        debts = {}
        for year, claims in self.claims.items():
            owed = {p: owed[p] + claim - self.places[year][p] for p, claim in claims.items()}
            debts[year] = owed
        return debts

    @property
    def largest_debt(self) -> Fraction:
        """The largest debt of any place after any year, either way, in places."""
        return max(abs(owed) for year in self.debt.values() for owed in year.values())

    def next_year(
        self, year: str | int, total: int, key: Key | Figures, *, lots: Iterable[Lot] = ()
    ) -> SmoothedYears:
        """Share one more year, whose figures were not known before, on top of the debts.

        `total`, `key`, `lots` and errors are as in `smooth`, and the earlier years stay as they
        are.

        Notes
        -----
        Claims and debts together are shared by largest remainder; who has had more than both gets
        none. As long as every yearly claim is at least one place, no debt reaches a whole place;
        with smaller claims nobody who does not know the years to come can promise that.
        """
        name, shared, draws = str(year), whole_number(total, "total"), Replay(lots)
        first = next(iter(self.keys.values()))
        if name in self.totals:
            raise refused("placements.year_shared", name=name)
        figures = _same_places(name, exact_weights(key, f"key of {name}"), first)
        before = list(self.debt.values())[-1]
        claims = yearly_claims(shared, figures)
        owed = {p: max(before[p] + claim, Fraction(0)) for p, claim in claims.items()}
        places: Mapping[str, int] = dict.fromkeys(first, 0)
        if any(owed.values()):
            lots = draws.recorded
            places = share_places(owed, shared, LARGEST_REMAINDER, lots=lots, within=name).seats
        else:
            draws.close()
        return evolve(
            self,
            totals={**self.totals, name: shared},
            keys={**self.keys, name: figures},
            lots=(*self.lots, *draws.recorded),
            places={**self.places, name: places},
        )


def smooth(
    years: Mapping[str, tuple[int, Key | Figures]] | Mapping[int, tuple[int, Key | Figures]],
    *,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> SmoothedYears:
    """Share several years known beforehand so that every running sum follows the key.

    How are the places of the next four years shared so that no small municipality is rounded
    down four times?

    Parameters
    ----------
    years : mapping of str or int to pair of int and key
        The total and the key of each year, in order. All keys have the same places.
    lots, title
        Recorded draws, in the order of the ties, and the heading of the annex.

    Raises
    ------
    InvalidInputError
        If there are no years, a figure cannot be used, or a key has other places or only zeros.
    UnresolvedTieError
        If equal claims compete for a place of one year.

    Notes
    -----
    Every year sums to its total, and no place is ever off its cumulated claim by a whole place: a
    place may be given from the year in which the claim exceeds those given and must be by the year
    in which it is one more. The places due are given first, then the largest debts, as long as all
    that falls due later can still be given. Such a plan always exists. Exact; cost
    ``O(years**2 * places)``.

    Source: R. Tijdeman, The chairman assignment problem, Discrete Mathematics 32 (1980).

    Examples
    --------
    Two places a year among three that claim 1.2, 0.4 and 0.4:

    >>> import kkr_allocation as kkr
    >>> key = {"Skive": 30, "Struer": 11, "Lemvig": 9}
    >>> years = kkr.smooth({year: (2, key) for year in range(2022, 2027)})
    >>> for place in key:
    ...     print(place, [shared[place] for shared in years.places.values()])
    Skive [1, 1, 2, 1, 1]
    Struer [1, 0, 0, 1, 0]
    Lemvig [0, 1, 0, 0, 1]
    """
    given = by_name(years, "years", "{2024: (60, key)}") if hasattr(years, "items") else {}
    if not given or not all(isinstance(pair, tuple | list) for pair in given.values()):
        raise refused("placements.no_years", years=years)
    totals: dict[str, int] = {}
    keys: dict[str, dict[str, Fraction]] = {}
    for year, (total, key) in given.items():
        name = str(year)
        totals[name] = whole_number(total, f"total of {name}")
        figures = exact_weights(key, f"key of {name}")
        keys[name] = _same_places(name, figures, next(iter(keys.values()), figures))
    draws = Replay(lots)
    recorded = draws.recorded
    places = with_foresight(totals, keys, draws)
    draws.close()
    return SmoothedYears(
        totals=totals, keys=keys, known=len(totals), lots=recorded, places=places, title=title
    )


def _same_places(
    year: str, key: dict[str, Fraction], first: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Return the key in the order of the first year's."""
    others = [repr(place) for place in (*first, *key) if (place in first) != (place in key)]
    if others or not any(key.values()):
        wrong = "placements.year_differs" if others else "placements.year_of_zeros"
        raise refused(wrong, year=year, others=", ".join(others))
    return {place: key[place] for place in first}
