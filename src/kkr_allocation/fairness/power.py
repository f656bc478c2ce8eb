"""Voting power: how often a group decides, which is not the same as how many it is."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from attrs import frozen

from kkr_allocation.inputs import Figures, whole_number, whole_numbers
from kkr_allocation.words import refused

__all__ = ["Power", "banzhaf", "pivotal_votes", "shapley_shubik"]

_MOST_BITS = 2**28
"""32 megabytes for the product; a council of 100 in 30 groups needs 12 thousand bits."""


@frozen
class Power:
    """Each group's power in a vote.

    Parameters
    ----------
    quota : int
        The members it takes to decide.
    decisive : dict of str to int
        How often each group decides: for Banzhaf the coalitions that win with it and lose without
        it, for Shapley and Shubik the orders of joining in which it tips the balance.
    shares : dict of str to Fraction
        The same as shares, summing to 1; all zero where nobody can decide.
    """

    quota: int
    decisive: dict[str, int]
    shares: dict[str, Fraction]


def banzhaf(members: Figures, *, quota: int | None = None) -> Power:
    """Count the coalitions that each group turns from losing to winning.

    How often does it matter how this group votes, if all combinations of yes and no count once?

    Parameters
    ----------
    members : mapping of str to int
        Members by group.
    quota : int, optional
        The members it takes to decide; by default more than half.

    Returns
    -------
    Power
        Exact.

    Raises
    ------
    InvalidInputError
        If there are no members, the quota is not from 1 to all of them, or the groups are too
        large to be counted.

    Notes
    -----
    Time grows with the members times the square of the groups. Source: Banzhaf, Rutgers Law
    Review 19, 1965; generating functions after Brams and Affuso, 1976.

    Examples
    --------
    A group of three and one of one decide equally often when five of eight are needed:

    >>> from kkr_allocation.fairness.power import banzhaf
    >>> banzhaf({"A": 4, "B": 3, "C": 1}, quota=5).decisive
    {'A': 3, 'B': 1, 'C': 1}
    """
    figures, needed = _figures(members, quota)
    counts = _Coalitions(figures, needed, stride=0)
    decisive = {group: counts.tipped(group, size=0) for group in figures}
    total = sum(decisive.values())
    shares = {group: Fraction(count, total) for group, count in decisive.items()}
    return Power(needed, decisive, shares)


def shapley_shubik(members: Figures, *, quota: int | None = None) -> Power:
    """Count the orders of joining in which each group tips the balance.

    Which share of the decision is this group's, if the groups join one after another and every
    order is as likely?

    Returns
    -------
    Power
        Exact; ``decisive`` counts orders, of which there are as many as the factorial of the
        number of groups.

    Notes
    -----
    Parameters and errors as in `banzhaf`. A coalition of ``s`` others that loses without the group
    and wins with it is met in ``s! (n - 1 - s)!`` of the ``n!`` orders. Source: Shapley and Shubik,
    American Political Science Review 48, 1954.

    Examples
    --------
    >>> from kkr_allocation.fairness.power import shapley_shubik
    >>> shapley_shubik({"A": 4, "B": 3, "C": 1}, quota=5).shares
    {'A': Fraction(2, 3), 'B': Fraction(1, 6), 'C': Fraction(1, 6)}
    """
    figures, needed = _figures(members, quota)
    groups = len(figures)
    counts = _Coalitions(figures, needed, stride=sum(figures.values()) + 1)
    orders = [factorial(size) * factorial(groups - 1 - size) for size in range(groups)]
    decisive = {
        group: sum(number * counts.tipped(group, size=s) for s, number in enumerate(orders))
        for group in figures
    }
    shares = {group: Fraction(count, factorial(groups)) for group, count in decisive.items()}
    return Power(needed, decisive, shares)


def pivotal_votes(members: Figures, *, quota: int | None = None) -> dict[str, Fraction]:
    """Return the probability that each group's vote is pivotal: the Penrose measure.

    How likely is it that a motion passes with this group's vote and falls without it, if every
    other group is as likely to vote yes as no?

    Returns
    -------
    dict of str to Fraction
        From 0, a dummy, up to 1, a dictator. They do not sum to 1: a body in which all are often
        pivotal is another than one in which nobody is, which shares of power do not show.

    Notes
    -----
    Parameters and errors as in `banzhaf`. The coalitions that `banzhaf` counts, of all ``2**(n -
    1)`` of the other groups; also known as the absolute Banzhaf measure. With single members for
    groups it is the probability that one member's vote is pivotal. How many ballots at an election
    decide a seat is another question, which ``kkr.margin`` answers. Source: Penrose, Journal of the
    Royal Statistical Society 109, 1946.

    Examples
    --------
    Of two equal groups and a small one, any two decide, so each is pivotal when the others differ:

    >>> from kkr_allocation.fairness.power import pivotal_votes
    >>> pivotal_votes({"A": 4, "B": 4, "C": 1})
    {'A': Fraction(1, 2), 'B': Fraction(1, 2), 'C': Fraction(1, 2)}
    """
    decisive = banzhaf(members, quota=quota).decisive
    divisions = 2 ** (len(decisive) - 1)
    return {group: Fraction(count, divisions) for group, count in decisive.items()}


def _figures(members: Figures, quota: int | None) -> tuple[dict[str, int], int]:
    """Return the members by group and the quota, checked."""
    figures = whole_numbers(members, "members")
    total = sum(figures.values())
    needed = total // 2 + 1 if quota is None else whole_number(quota, "quota")
    if not 0 < needed <= total:
        raise refused("fairness.quota_of_members", needed=needed, total=total)
    return figures, needed


class _Coalitions:
    """The numbers of coalitions by members, and by size where `stride` sets sizes apart.

    They are counted, not listed: the product of ``1 + x**w`` over the groups has as its coefficient
    of ``x**k`` the number of coalitions with ``k`` members. It is one integer, so that a group is
    added with a shift and taken out with one exact division: a coalition of ``s`` groups with ``k``
    members stands in slot ``s * stride + k``, and a slot has one bit more than there are groups,
    so that no count, and no sum of counts, overflows it.
    """

    def __init__(self, figures: dict[str, int], quota: int, *, stride: int) -> None:
        self._figures, self._quota, self._stride = figures, quota, stride
        self._bits = len(figures) + 1
        members, groups = sum(figures.values()), len(figures)
        bits = self._bits * (groups * stride + members + 1)
        if bits > _MOST_BITS:
            size = bits // 8
            raise refused("fairness.too_many_members", members=members, groups=groups, size=size)
        self._product = 1
        for weight in figures.values():
            self._product += self._product << self._bits * (stride + weight)
        slots = {weight: self._bits * (stride + weight) for weight in figures.values()}
        self._without = {w: self._product // (1 + (1 << slot)) for w, slot in slots.items()}

    def tipped(self, group: str, *, size: int) -> int:
        """Return how many coalitions of this size, without the group, win only with it.

        Their slots lie side by side. The sum of the digits of a number in base ``b`` is its
        remainder modulo ``b - 1`` as long as the sum is smaller, which a slot's spare bit ensures.
        """
        weight = self._figures[group]
        first = max(self._quota - weight, 0)
        slots = self._without[weight] >> self._bits * (size * self._stride + first)
        window = slots & ((1 << self._bits * (self._quota - first)) - 1)
        return window % ((1 << self._bits) - 1)
