"""A plan carried out, and what a changed figure moved in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.errors import Count, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.placements.crosscheck import Discrepancy
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.plan import Plan

__all__ = ["Path", "PlanChanges", "PlannedPlaces"]

Path = tuple[str, ...]
"""The names from the first layer down: ``("KKR Sjælland", "Kalundborg", "SSH")``."""


@frozen(kw_only=True, field_transformer=read_only)
class PlannedPlaces(Result):
    """A plan carried out: the places at every path, and the sharing of every whole.

    Parameters
    ----------
    plan : Plan
        The plan.
    divisions : dict of path to Distribution
        How each whole was shared; the empty path is the total.
    places : dict of path to int
        The answer, layer by layer.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> plan = kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})])
    >>> plan.run().places
    {('North',): 3, ('South',): 2}
    """

    plan: Plan = field(repr=False)
    divisions: dict[Path, Distribution] = field(repr=False)
    places: dict[Path, int] = field(repr=shortened)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The stated totals that are not what the plan gives.

        Raises
        ------
        InvalidInputError
            If a total is stated of something the plan does not have.
        """
        compared = (
            Discrepancy(" > ".join(path), stated=stated, summed=self._number(path))
            for path, stated in self.plan.stated.items()
        )
        return tuple(each for each in compared if each.difference)

    def changes_from(self, before: PlannedPlaces) -> PlanChanges:
        """Return the places that differ from an earlier run, path by path."""
        paths = dict.fromkeys((*before.places, *self.places))
        pairs = {path: (before.places.get(path, 0), self.places.get(path, 0)) for path in paths}
        return PlanChanges(
            before=before,
            after=self,
            changes={path: pair for path, pair in pairs.items() if pair[0] != pair[1]},
        )

    def _number(self, path: Path) -> int:
        if path == (self.plan.name,):
            return self.plan.total
        found = [n for whole, n in self.places.items() if path in (whole, whole[-1:])]
        if len(found) != 1:
            raise InvalidInputError(
                f"a total is stated of {' > '.join(path)!r}",
                why=f"the plan has {Count(len(found)):part|parts} of that name",
                do="Name the part from the first layer down",
            )
        return found[0]


@frozen(kw_only=True, field_transformer=read_only)
class PlanChanges(Result):
    """What a changed figure moved.

    Parameters
    ----------
    before, after : PlannedPlaces
        The two runs.
    changes : dict of path to pair of int
        Places before and after, where they differ; 0 where a part is not in a plan.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> plan = kkr.Plan("SSH", 5, [kkr.Layer("KKR", {"SSH": {"North": 3, "South": 2}})])
    >>> plan.with_total(10).run().changes_from(plan.run()).changes
    {('North',): (3, 6), ('South',): (2, 4)}
    """

    before: PlannedPlaces = field(repr=False)
    after: PlannedPlaces = field(repr=False)
    changes: dict[Path, tuple[int, int]] = field(repr=shortened)
