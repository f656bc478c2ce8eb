"""All councils of an election under several readings and rules, in one table."""

from __future__ import annotations

import functools
import itertools
import warnings
from typing import TYPE_CHECKING, Literal

import attrs
from attrs import frozen

from kkr_allocation.apportionment.rules import checked_rule
from kkr_allocation.composition.basis import region_basis
from kkr_allocation.composition.compose import Reading, composed, read
from kkr_allocation.composition.compose import readings as every_reading
from kkr_allocation.composition.election import election_of
from kkr_allocation.composition.statutes import STATUTES_2018, AtCap, SizeRule, Statutes
from kkr_allocation.errors import IncompleteDataWarning
from kkr_allocation.inputs import each_of, is_among, listed_names, several, yes_or_no
from kkr_allocation.results import presented
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.election import Election


_READINGS = (
    STATUTES_2018,
    attrs.evolve(STATUTES_2018, at_cap=AtCap.RAISE_PRICE),
    attrs.evolve(STATUTES_2018, size_rule=SizeRule.EXACT_SHARE),
    attrs.evolve(STATUTES_2018, size_rule=SizeRule.DIVISOR),
)


@frozen
class Compared:
    """One council under one reading."""

    basis: Basis
    year: int
    reading: Reading


def compare(
    election: Election | int,
    *,
    regions: Iterable[str] | None = None,
    statutes: Iterable[Statutes] | None = None,
    rules: Iterable[Rule] | None = None,
    readings: Literal["all"] | None = None,
    tidy: bool = False,
) -> pd.DataFrame:
    """Compose every council of an election under every reading and rule given.

    How much of the result rests on which reading, and where does it not matter?

    Parameters
    ----------
    election : Election or int
        The election; the year of a bundled one.
    regions : iterable of str, optional
        Regions of the election; by default its five KKR.
    statutes : iterable of Statutes, optional
        Readings; by default `STATUTES_2018`, the other way at the cap, and the other size rules.
    rules : iterable of Rule, optional
        Rules that replace the statutes' own; by default that one alone.
    readings : {"all"}, optional
        Of the statutes, by default `STATUTES_2018`, every reading, their own first: those that
        `Composition.alternatives` puts together where they give the same members.
    tidy : bool
        Whether each list that stood has a row of its own, so that several years can stand in one
        frame: 0 is a list without a seat, and a list without a row did not stand.

    Returns
    -------
    pandas.DataFrame
        One row a region, reading and rule: `region`, `year`, `size_rule`, `at_cap`,
        `threshold_base`, `rule`, `outsiders`, `seat_for_every_eligible`, `house_size`, `cap`,
        `capped`, `complete` (whether the figures of all municipalities are there), `problem` (a
        lot to draw, or why it cannot be met), then the seats of each list, or `party` and `seats`
        of a `tidy` one; missing where there is a problem.

    Raises
    ------
    InvalidInputError
        If there is nothing to compare, a name is unknown, or readings is another word.

    Warns
    -----
    IncompleteDataWarning
        Once, naming the regions whose figures are not complete.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> table = kkr.compare(kkr.load_election(2021), regions=["KKR Sjælland"])
    >>> print(table[["size_rule", "at_cap", "house_size", "A", "V"]].to_string(index=False))
      size_rule      at_cap  house_size  A  V
       ROUND_UP  SHARE_ANEW          31  9  6
       ROUND_UP RAISE_PRICE          31  9  6
    EXACT_SHARE  SHARE_ANEW          28 10  6
        DIVISOR  SHARE_ANEW          24  8  6
    >>> both = [kkr.compare(year, readings="all", tidy=True) for year in (2021, 2025)]
    >>> sum(map(len, both)), any(one["seats"].isna().any() for one in both)
    (11040, False)
    """
    election = election_of(election)
    names = tuple(election.coverage) if regions is None else listed_names(regions, "regions")
    if not is_among(readings, (None, "all")):
        raise refused("scenarios.readings", readings=readings)
    view = "tidy_comparison" if yes_or_no(tidy, "tidy") else "comparison"
    default = (STATUTES_2018,) if readings else _READINGS
    chosen = list(default if statutes is None else each_of(statutes, Statutes, "statutes"))
    if rules is not None:
        pairs = itertools.product(chosen, map(checked_rule, several(rules, "rules")))
        chosen = [attrs.evolve(own, rule=rule) for own, rule in pairs]
    if not names or not chosen:
        raise refused("scenarios.nothing_to_compare")
    bases = [region_basis(election, name) for name in names]
    gaps = [b.name for b in bases if b.coverage is not None and not b.coverage.complete]
    if gaps:
        warnings.warn(
            f"the figures of {', '.join(gaps)} are not complete; see election.coverage",
            IncompleteDataWarning,
            stacklevel=2,
        )
    rows = [
        Compared(basis, election.year, reading)
        for basis in bases
        for own in chosen
        for reading in _read(basis, own, all_of_them=readings is not None)
    ]
    frame: pd.DataFrame = presented("what_if", view, rows)
    return frame


def _read(basis: Basis, statutes: Statutes, *, all_of_them: bool) -> tuple[Reading, ...]:
    """Return the council under these statutes, or each of their readings if it can be composed."""
    own = read(basis, statutes, ())
    if not all_of_them or own.composition is None:
        return (own,)
    return every_reading(own.composition)


@frozen
class Flip:
    """One municipality with another mayor."""

    municipality: str
    mayor: str | None  # the list that has the mayor; None where none is known
    becomes: str  # the list that would have the mayor
    reading: Reading


def mayor_flips(
    election: Election | int,
    region: str,
    *,
    municipalities: Iterable[str] | None = None,
    lists: Iterable[str] | None = None,
    cooperations: Mapping[str, Iterable[str]] | None = None,
    statutes: Statutes = STATUTES_2018,
) -> pd.DataFrame:
    """Compose the council again for every other mayor each municipality could have.

    What does each list win or lose in the KKR when a chain changes hands, be it in December's
    negotiations or because a mayor changes party mid-term, and how does the house size move?

    Parameters
    ----------
    election : Election or int
        The election; the year of a bundled one.
    region : str
        A region of the election such as ``"KKR Sjælland"``.
    municipalities : iterable of str, optional
        Only these municipalities; by default all of the region.
    lists : iterable of str, optional
        The lists that could take over, by key: any list of the region and party of the election.
        By default every list with a seat in that municipality's council.
    cooperations, statutes
        As in `compose_region`.

    Returns
    -------
    pandas.DataFrame
        One row a municipality and list: `municipality`, `mayor` (missing where none is known),
        `becomes`, `house_size`, `house_change`, `problem` (a lot to draw, or why the council
        cannot be composed), then what each list gains or loses.

    Raises
    ------
    InvalidInputError
        If a name is unknown or one text stands for several, or as `compose` says of the council
        as it is.
    UnresolvedTieError
        If the council as it is needs a lot.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> flips = kkr.mayor_flips(kkr.load_election(2021), "KKR Sjælland",
    ...                         municipalities=["Greve"], lists=["A", "C"])
    >>> print(flips[["mayor", "becomes", "house_size", "house_change", "A"]].to_string(index=False))
    mayor becomes  house_size  house_change  A
        V       A          32             1  0
        V       C          28            -3 -1
    """
    election = election_of(election)
    basis = region_basis(election, region, cooperations)
    councils = {c.municipality: c for c in election.councils if c.municipality in basis.places}
    if municipalities is not None:
        wanted = listed_names(municipalities, "municipalities")
        _refuse_unknown("scenarios.unknown_municipalities", wanted, councils, basis.name)
        councils = {name: councils[name] for name in wanted}
    chosen = () if lists is None else listed_names(lists, "lists")
    others = [name for name in chosen if name not in election.parties]
    _refuse_unknown("scenarios.unknown_lists", others, basis.votes, basis.name)
    names = dict.fromkeys([*basis.votes, *chosen])
    basis = attrs.evolve(basis, votes={name: basis.votes.get(name, 0) for name in names})

    @functools.cache
    def after(mayor: str | None, becomes: str) -> Reading:
        """Compose once for each exchange: the council depends on the mayors' numbers alone."""
        mayors = dict(basis.mayors)
        if mayor is not None:
            mayors[mayor] -= 1
        mayors[becomes] = mayors.get(becomes, 0) + 1
        return read(attrs.evolve(basis, mayors=mayors), statutes, ())

    flips = [
        Flip(place, council.mayor, becomes, after(council.mayor, becomes))
        for place, council in councils.items()
        for becomes in ([e.key for e in council.lists if e.seats] if lists is None else chosen)
        if becomes != council.mayor
    ]
    before = Reading(statutes, composed(basis, statutes), "")
    frame: pd.DataFrame = presented("what_if", "flips", before, flips)
    return frame


def _refuse_unknown(
    key: str, names: Iterable[str], among: Mapping[str, object], region: str
) -> None:
    """Refuse names that a region does not have, saying those it has."""
    if unknown := ", ".join(repr(name) for name in names if name not in among):
        raise refused(key, listed=unknown, name=region, known=", ".join(among))
