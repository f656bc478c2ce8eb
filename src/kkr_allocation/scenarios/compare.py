"""All councils of an election under several readings and rules, in one table."""

from __future__ import annotations

import itertools
import warnings
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from kkr_allocation.composition.alternatives import Reading, read
from kkr_allocation.composition.regional import region_basis
from kkr_allocation.composition.statutes import STATUTES_2018, AtCap, SizeRule
from kkr_allocation.errors import IncompleteDataWarning, InvalidInputError
from kkr_allocation.inputs import listed_names
from kkr_allocation.results import presented

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.election import Election
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["Compared", "compare"]


_READINGS = (
    STATUTES_2018,
    attrs.evolve(STATUTES_2018, at_cap=AtCap.RAISE_PRICE),
    attrs.evolve(STATUTES_2018, size_rule=SizeRule.EXACT_SHARE),
    attrs.evolve(STATUTES_2018, size_rule=SizeRule.DIVISOR),
)


@frozen
class Compared:
    """One council under one reading.

    Parameters
    ----------
    basis : Basis
        The region's figures, with what they lack.
    reading : Reading
        The council, or what stands in its way.
    """

    basis: Basis
    reading: Reading


def compare(
    election: Election,
    *,
    regions: Iterable[str] | None = None,
    statutes: Iterable[Statutes] | None = None,
    rules: Iterable[Rule] | None = None,
) -> pd.DataFrame:
    """Compose every council of an election under every reading and rule given.

    How much of the result rests on which reading, and where does it not matter?

    Parameters
    ----------
    election : Election
        The election.
    regions : iterable of str, optional
        Regions of the election; by default its five KKR.
    statutes : iterable of Statutes, optional
        Readings; by default `STATUTES_2018`, the other way at the cap, and the other size rules.
    rules : iterable of Rule, optional
        Rules that replace the statutes' own; by default that one alone.

    Returns
    -------
    pandas.DataFrame
        One row a region, reading and rule: `region`, `size_rule`, `at_cap`, `threshold_base`,
        `rule`, `outsiders`, `seat_for_every_eligible`, `house_size`, `cap`, `capped`, `complete`
        (whether the figures of all municipalities are there), `problem` (a lot to draw, or why it
        cannot be met), then the seats of each list; missing where there is a problem.

    Raises
    ------
    InvalidInputError
        If there is nothing to compare, regions is one text, or the election has no such region.

    Warns
    -----
    IncompleteDataWarning
        Once, naming the regions whose figures are not complete.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> table = kkr.compare(kkr.load_election(2021), regions=["KKR Sjælland"])
    >>> shown = table[["region", "size_rule", "at_cap", "house_size", "A", "V"]]
    >>> print(shown.to_string(index=False))
          region   size_rule      at_cap  house_size  A  V
    KKR Sjælland    ROUND_UP  SHARE_ANEW          31  9  6
    KKR Sjælland    ROUND_UP RAISE_PRICE          31  9  6
    KKR Sjælland EXACT_SHARE  SHARE_ANEW          28 10  6
    KKR Sjælland     DIVISOR  SHARE_ANEW          24  8  6
    """
    names = tuple(election.coverage) if regions is None else listed_names(regions, "regions")
    readings = list(_READINGS if statutes is None else statutes)
    chosen = None if rules is None else list(rules)
    if not names or not readings or chosen == []:
        raise InvalidInputError(
            "there is nothing to compare",
            why="a comparison has at least one region, one reading and one rule",
            do="Leave an argument out for its default, or pass a list that is not empty",
        )
    if chosen is not None:
        pairs = itertools.product(readings, chosen)
        readings = [attrs.evolve(reading, rule=rule) for reading, rule in pairs]
    bases = [region_basis(election, name) for name in names]
    _warn_of_gaps(bases)
    rows = [Compared(basis, read(basis, reading, ())) for basis in bases for reading in readings]
    frame: pd.DataFrame = presented("what_if", "comparison", rows)
    return frame


def _warn_of_gaps(bases: list[Basis]) -> None:
    gaps = [b.name for b in bases if b.coverage is not None and not b.coverage.complete]
    if gaps:
        warnings.warn(
            f"the figures of {', '.join(gaps)} are not complete; see election.coverage",
            IncompleteDataWarning,
            stacklevel=3,
        )
