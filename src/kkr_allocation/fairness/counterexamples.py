"""Verdicts on methods: how many cases were tried, and a small case against an axiom.

A verdict never proves an axiom. A counterexample refutes one, so it is made as small as it gets:
nothing can be taken from it, one step at a time, without the breach going away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import field, frozen

from kkr_allocation.errors import Count, InvalidInputError
from kkr_allocation.inputs import whole_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kkr_allocation.inputs import Figures
    from kkr_allocation.sources import Source

__all__ = ["Breach", "Statement", "Verdict", "judged", "shared_out"]

Outcome = TypeVar("Outcome")
Case = TypeVar("Case")


@frozen
class Statement:
    """What an axiom says, and where it is laid down.

    Parameters
    ----------
    name : str
        As the literature calls it.
    demand : str
        What it asks, in one sentence.
    source : Source
        Where it is laid down.
    """

    name: str
    demand: str
    source: Source = field(repr=False)


@frozen
class Breach(Generic[Outcome]):
    """A case in which an axiom does not hold.

    Parameters
    ----------
    sentence : str
        What goes wrong, with the names.
    outcomes : tuple
        What the method gave, and what it is compared with where the axiom compares two.
    """

    sentence: str
    outcomes: tuple[Outcome, ...]

    def __str__(self) -> str:
        """Say what goes wrong, and in which cases."""
        return f"{self.sentence}: {'; then '.join(map(str, self.outcomes))}"


@frozen
class Verdict:
    """Whether a method kept an axiom in all cases tried.

    Parameters
    ----------
    axiom : str
        The axiom's name.
    counterexample : Breach or None
        A case from which nothing can be taken; None if every case kept it.
    tried : int
        Cases tried, until the first breach if there was one.
    cases : str
        What one case and several are called, such as ``"table|tables"``.
    """

    axiom: str
    counterexample: Breach[Any] | None
    tried: int
    cases: str = "election|elections"

    @property
    def kept(self) -> bool:
        """Whether no case spoke against it."""
        return self.counterexample is None

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.counterexample is None:
            return f"{self.axiom}: kept in {Count(self.tried):{self.cases}}"
        return f"{self.axiom}: broken. {self.counterexample}"


def judged(
    breach: Callable[[Case], Breach[Outcome] | None],
    cases: Iterable[Case],
    smaller: Callable[[Outcome], Iterable[Case]],
    *,
    named: tuple[str, str],
) -> Verdict:
    """Look for a breach, and make the first one found as small as it gets.

    Parameters
    ----------
    breach : callable
        From a case to the breach in it, or None.
    cases : iterable
        Those to try, in this order.
    smaller : callable
        From the first outcome of a breach to cases with a little less in them.
    named : tuple of str
        The axiom's name, and what one case and several are called.
    """
    tried = 0
    for case in cases:
        tried += 1
        found = breach(case)
        while found is not None:
            less = next(filter(None, map(breach, smaller(found.outcomes[0]))), None)
            if less is None:
                return Verdict(named[0], found, tried, named[1])
            found = less
    return Verdict(named[0], None, tried, named[1])


def shared_out(
    given: Figures, among: Mapping[str, int], total: int, *, units: str
) -> dict[str, int]:
    """Return what a method gave, or refuse what is no sharing out of the whole among these.

    An axiom compares outcomes, so one that is none would keep most of them.

    Parameters
    ----------
    given : mapping of str to int, or pandas Series
        By name, in any order.
    among : mapping of str to int
        The votes, strengths or key by which it was shared.
    total : int
        What was to be shared.
    units : str
        What one and several are called, such as ``"seat|seats"``.

    Returns
    -------
    dict of str to int
        In the order of `among`; sums to `total`.

    Raises
    ------
    InvalidInputError
        If the names are others, a figure is no whole number from 0 up, or the sum is another.
    """
    what = units.partition("|")[2]
    counted = whole_numbers(given, f"the method's {what}")
    case = ", ".join(f"{name} {figure}" for name, figure in among.items())
    if set(counted) != set(among):
        raise InvalidInputError(
            f"the method gives {what} to {', '.join(counted) or 'nobody'}",
            why=f"it was to share {what} among {case}",
            do=f"Return a mapping with the {what} of every one of them, 0 where there are none",
        )
    if sum(counted.values()) != total:
        raise InvalidInputError(
            f"the method gives {Count(sum(counted.values())):{units}}",
            why=f"it was to share {Count(total):{units}} among {case}, no more and no fewer",
            do=f"Give out all {what}, or raise kkr.InfeasibleError where that cannot be",
        )
    return {name: counted[name] for name in among}
