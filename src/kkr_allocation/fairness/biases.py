"""Seat biases: what a rule gives the largest, the second, … over many elections, and by formula."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.rules import LinearRule
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    import numpy.typing as npt

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["expected_biases", "seat_biases"]

_ELECTORATE = 10**7
"""Votes in each drawn election: so many that rounding to whole votes does not show."""


def expected_biases(rule: Rule, parties: int) -> tuple[Fraction, ...]:
    """Return the seats each rank of party wins beyond its claim on average, by formula.

    Parameters
    ----------
    rule : Rule
        A rule with divisors in even steps, the first between 0 and one step, or Hare's largest
        remainder, which has no bias.
    parties : int
        Parties that share the seats.

    Returns
    -------
    tuple of Fraction
        Seats, for the largest party first; they sum to zero.

    Raises
    ------
    InvalidInputError
        For a rule that the formula does not cover, and without parties.

    Notes
    -----
    With signposts ``k - 1 + r`` the ``j``-th largest of ``P`` parties wins
    ``(r - 1/2) * (1/j + ... + 1/P - 1)`` seats beyond its claim, if all divisions of the votes
    are equally likely and the house is large. Source: Pukelsheim, Proportional Representation.

    Examples
    --------
    D'Hondt gives the largest of three five twelfths of a seat too much:

    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.biases import expected_biases
    >>> expected_biases(kkr.DHONDT, 3)
    (Fraction(5, 12), Fraction(-1, 12), Fraction(-1, 3))
    """
    count = _parties(parties)
    if isinstance(rule, LinearRule) and rule.first is None and rule.offset <= 0:
        split = 1 + Fraction(rule.offset, rule.step)
    elif rule.name == "largest remainder (Hare)":
        split = Fraction(1, 2)
    else:
        raise InvalidInputError(
            f"rule is {rule}",
            why="the formula holds for divisors k - 1 + r with r from 0 to 1, and for Hare's quota",
            do="Use seat_biases, which draws elections",
        )
    tails = [
        sum((Fraction(1, i) for i in range(j, count + 1)), Fraction(-1))
        for j in range(1, count + 1)
    ]
    return tuple((split - Fraction(1, 2)) * tail for tail in tails)


def seat_biases(
    rule: Rule, parties: int, house_size: int, *, draws: int = 20_000, seed: int
) -> npt.NDArray[np.float64]:
    """Return the seats each rank of party wins beyond its claim, on average over drawn elections.

    Parameters
    ----------
    rule : Rule
        Any rule.
    parties, house_size : int
        The size of each election.
    draws : int
        Elections drawn, all divisions of the votes equally likely; tied ones are left out.
    seed : int
        The same seed gives the same elections.

    Returns
    -------
    array of float64, shape (parties,)
        Seats, for the largest party first; they sum to zero.

    Raises
    ------
    InvalidInputError
        Without parties, seats or draws.

    Notes
    -----
    The mean of ``n`` draws is off by about ``0.3 / sqrt(n)`` seats.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.biases import seat_biases
    >>> seat_biases(kkr.DHONDT, 3, 50, seed=1).round(1)
    array([ 0.4, -0.1, -0.3])
    """
    count = _parties(parties)
    if whole_number(draws, "draws") == 0 or whole_number(house_size, "house_size") == 0:
        raise InvalidInputError(
            f"draws is {draws}, house_size is {house_size}",
            why="a mean is taken over elections with seats",
            do="Pass at least 1 of each",
        )
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(count), draws)
    votes = np.sort(np.rint(shares * _ELECTORATE).astype(np.int64), axis=1)[:, ::-1]
    shared = apportion_batch(np.ascontiguousarray(votes), house_size, rule)
    claims = votes * (house_size / votes.sum(axis=1, keepdims=True))
    excess = (shared.seats - claims)[~shared.tied]
    means: npt.NDArray[np.float64] = excess.mean(axis=0)
    return means


def _parties(parties: int) -> int:
    count = whole_number(parties, "parties")
    if not count:
        raise InvalidInputError(
            "parties is 0",
            why="a bias is of a party",
            do="Pass how many parties share the seats",
        )
    return count
