"""How far seats are from votes, and how many parties there really are: exact where they can be.

Each measure answers one question and hides another, so none is the measure. A value of 0 means
exact proportionality, except for Rose's index, where it is 1.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.rules import LinearRule
from kkr_allocation.inputs import Figures, whole_number, whole_numbers
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from kkr_allocation.apportionment.rules import Rule


def loosemore_hanby(votes: Figures, seats: Figures) -> Fraction:
    """Return the share of seats that would have to change hands to be proportional.

    Parameters
    ----------
    votes, seats : mapping of str to int
        Votes and seats by party, the same parties.

    Returns
    -------
    Fraction
        Half the sum of the differences between shares, from 0 up to 1.

    Raises
    ------
    InvalidInputError
        If votes and seats name different parties, or one of them sums to zero.

    Notes
    -----
    Source: Loosemore and Hanby, British Journal of Political Science 1, 1971.

    Examples
    --------
    >>> from kkr_allocation.fairness.measures import loosemore_hanby
    >>> loosemore_hanby({"A": 60, "B": 40}, {"A": 4, "B": 1})
    Fraction(1, 5)
    """
    return sum((abs(seat - vote) for vote, seat in _shares(votes, seats)), Fraction(0)) / 2


def rose(votes: Figures, seats: Figures) -> Fraction:
    """Return Rose's index of proportionality: one less `loosemore_hanby`.

    Examples
    --------
    >>> from kkr_allocation.fairness.measures import rose
    >>> rose({"A": 60, "B": 40}, {"A": 4, "B": 1})
    Fraction(4, 5)
    """
    return 1 - loosemore_hanby(votes, seats)


def gallagher(votes: Figures, seats: Figures) -> float:
    """Return the least-squares index, in which few large differences weigh more than many small.

    Returns
    -------
    float
        The root of half the sum of squared differences between shares, from 0 up to 1. The sum
        is exact, the root is rounded once.

    Notes
    -----
    Parameters and errors as in `loosemore_hanby`. Source: Gallagher, Electoral Studies 10, 1991.

    Examples
    --------
    >>> from kkr_allocation.fairness.measures import gallagher
    >>> gallagher({"A": 60, "B": 40}, {"A": 4, "B": 1})
    0.2
    """
    squares = sum(((seat - vote) ** 2 for vote, seat in _shares(votes, seats)), Fraction(0))
    return math.sqrt(squares / 2)


def sainte_lague_index(votes: Figures, seats: Figures) -> Fraction:
    """Return the sum of squared differences, each measured in its party's share of the votes.

    It is the measure that Sainte-Laguë's rule makes smallest: from 0 up, without bound.

    Raises
    ------
    InvalidInputError
        As in `loosemore_hanby`, and if a party without votes has a seat.

    Examples
    --------
    >>> from kkr_allocation.fairness.measures import sainte_lague_index
    >>> sainte_lague_index({"A": 60, "B": 40}, {"A": 4, "B": 1})
    Fraction(1, 6)
    """
    shares = _shares(votes, seats)
    if any(seat for vote, seat in shares if not vote):
        raise refused("fairness.seat_without_votes")
    return sum(((seat - vote) ** 2 / vote for vote, seat in shares if vote), Fraction(0))


def effective_parties(figures: Figures) -> Fraction:
    """Return how many equally large parties would be as fragmented as these.

    Parameters
    ----------
    figures : mapping of str to int
        Votes or seats by party.

    Returns
    -------
    Fraction
        One over the sum of squared shares: from 1 up to the number of parties.

    Raises
    ------
    InvalidInputError
        If the figures sum to zero.

    Notes
    -----
    Source: Laakso and Taagepera, Comparative Political Studies 12, 1979.

    Examples
    --------
    >>> from kkr_allocation.fairness.measures import effective_parties
    >>> effective_parties({"A": 50, "B": 50, "C": 0})
    Fraction(2, 1)
    """
    shares = _parts(whole_numbers(figures, "figures"), "figures").values()
    return 1 / sum((share**2 for share in shares), Fraction(0))


def _shares(votes: Figures, seats: Figures) -> list[tuple[Fraction, Fraction]]:
    """Return each party's share of the votes and of the seats."""
    voted, seated = whole_numbers(votes, "votes"), whole_numbers(seats, "seats")
    if set(voted) != set(seated):
        others = ", ".join(sorted(set(voted) ^ set(seated)))
        raise refused("fairness.votes_and_seats", others=others)
    vote_shares, seat_shares = _parts(voted, "votes"), _parts(seated, "seats")
    return [(vote_shares[party], seat_shares[party]) for party in voted]


def _parts(figures: Mapping[str, int], argument: str) -> dict[str, Fraction]:
    total = sum(figures.values())
    if not total:
        raise refused("fairness.sum_to_zero", argument=argument)
    return {party: Fraction(figure, total) for party, figure in figures.items()}


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
    >>> from kkr_allocation.fairness.measures import expected_biases
    >>> expected_biases(kkr.DHONDT, 3)
    (Fraction(5, 12), Fraction(-1, 12), Fraction(-1, 3))
    """
    count = _parties(parties)
    if isinstance(rule, LinearRule) and rule.first is None and rule.offset <= 0:
        split = 1 + Fraction(rule.offset, rule.step)
    elif rule.name == "largest remainder (Hare)":
        split = Fraction(1, 2)
    else:
        raise refused("fairness.no_formula", rule=rule)
    ranks = range(1, count + 1)
    tails = [sum((Fraction(1, i) for i in ranks[j:]), Fraction(-1)) for j in range(count)]
    return tuple((split - Fraction(1, 2)) * tail for tail in tails)


def seat_biases(
    rule: Rule, parties: int, house_size: int, *, draws: int = 20_000, seed: int
) -> npt.NDArray[np.float64]:
    """Return the seats each rank of party wins beyond its claim, on average over drawn elections.

    Parameters
    ----------
    rule, parties, house_size
        Any rule, and the size of each election.
    draws, seed : int
        Elections drawn, all divisions of the votes equally likely; tied ones are left out. The same
        seed gives the same elections.

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
    >>> from kkr_allocation.fairness.measures import seat_biases
    >>> seat_biases(kkr.DHONDT, 3, 50, seed=1).round(1)
    array([ 0.4, -0.1, -0.3])
    """
    count = _parties(parties)
    if whole_number(draws, "draws") == 0 or whole_number(house_size, "house_size") == 0:
        raise refused("fairness.no_mean", draws=draws, house_size=house_size)
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(count), draws)
    votes = np.sort(np.rint(shares * _ELECTORATE).astype(np.int64), axis=1)[:, ::-1]
    shared = apportion_batch(np.ascontiguousarray(votes), house_size, rule)
    claims = votes * (house_size / votes.sum(axis=1, keepdims=True))
    excess = (shared.seats - claims)[~shared.tied]
    return np.asarray(excess.mean(axis=0))


def _parties(parties: int) -> int:
    count = whole_number(parties, "parties")
    if not count:
        raise refused("fairness.no_bias")
    return count
