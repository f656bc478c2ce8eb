"""Councils with other mayors: what a chain that changes hands does to every list."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from kkr_allocation.composition.alternatives import Reading, read
from kkr_allocation.composition.compose import composed
from kkr_allocation.composition.regional import region_basis
from kkr_allocation.composition.statutes import STATUTES_2018, Statutes
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import listed_names
from kkr_allocation.results import presented

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.election import Election

__all__ = ["Flip", "mayor_flips"]


@frozen
class Flip:
    """One municipality with another mayor.

    Parameters
    ----------
    municipality : str
        Where.
    mayor : str or None
        The list that has the mayor; None where none is known.
    becomes : str
        The list that would have the mayor.
    reading : Reading
        The council then, or what stands in its way.
    """

    municipality: str
    mayor: str | None
    becomes: str
    reading: Reading


def mayor_flips(
    election: Election,
    region: str,
    *,
    municipalities: Iterable[str] | None = None,
    lists: Iterable[str] | None = None,
    statutes: Statutes = STATUTES_2018,
) -> pd.DataFrame:
    """Compose the council again for every other mayor each municipality could have.

    What does each list win or lose in the KKR when a chain changes hands, be it in December's
    negotiations or because a mayor changes party mid-term, and how does the house size move?

    Parameters
    ----------
    election : Election
        The election.
    region : str
        A region of the election such as ``"KKR Sjælland"``.
    municipalities : iterable of str, optional
        Only these municipalities; by default all of the region.
    lists : iterable of str, optional
        The lists that could take over, by key: with it a mayor can also go to a list of the
        region, or a party of the election, without a seat in the council. By default every list
        with a seat in that municipality's council.
    statutes : Statutes
        The choices among readings.

    Returns
    -------
    pandas.DataFrame
        One row a municipality and list: `municipality`, `mayor` (missing where none is known),
        `becomes`, `house_size`, `house_change`, `problem` (a lot to draw, or why the council
        cannot be composed), then what each list gains or loses.

    Raises
    ------
    InvalidInputError
        If the election has no such region or list, or the region no such municipality, if one
        text stands for several names, or as `kkr_allocation.compose` says of the council as it is.
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
    basis = region_basis(election, region)
    councils = _councils(election, basis, municipalities)
    chosen = None if lists is None else _standing(lists, election, basis)
    names = tuple(dict.fromkeys([*basis.votes, *(chosen or ())]))
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
        Flip(council.municipality, council.mayor, becomes, after(council.mayor, becomes))
        for council in councils
        for becomes in (chosen if chosen is not None else _seated(council))
        if becomes != council.mayor
    ]
    before = Reading(statutes, composed(basis, statutes), "")
    frame: pd.DataFrame = presented("what_if", "flips", before, flips)
    return frame


def _standing(lists: Iterable[str], election: Election, basis: Basis) -> tuple[str, ...]:
    """Return the lists that could take over: those of the region, and the election's parties."""
    chosen = listed_names(lists, "lists")
    known = {*basis.votes, *election.parties}
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise InvalidInputError(
            f"lists names {', '.join(map(repr, unknown))}",
            why=f"{basis.name} has the lists {', '.join(basis.votes)}",
            do="Correct the name; a chain that goes to a list formed after the election is asked "
            "with election.with_mayors(...)",
        )
    return chosen


def _seated(council: Council) -> tuple[str, ...]:
    return tuple(entry.key for entry in council.lists if entry.seats)


def _councils(
    election: Election, basis: Basis, municipalities: Iterable[str] | None
) -> list[Council]:
    inside = {c.municipality: c for c in election.councils if c.municipality in basis.places}
    if municipalities is None:
        return list(inside.values())
    wanted = listed_names(municipalities, "municipalities")
    unknown = [name for name in wanted if name not in inside]
    if unknown:
        raise InvalidInputError(
            f"municipalities names {', '.join(map(repr, unknown))}",
            why=f"{basis.name} has {', '.join(inside)}",
            do="Correct the name, or ask for the region it lies in",
        )
    return [inside[name] for name in wanted]
