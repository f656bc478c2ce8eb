"""Axioms put to the test: how many cases were tried, and a small case that speaks against one.

A verdict never proves an axiom. A counterexample refutes one, so it is made as small as it gets:
nothing can be taken from it, one step at a time, without the breach going away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.inputs import whole_numbers
from kkr_allocation.words import both, refusal

if TYPE_CHECKING:
    from typing import Self

    from kkr_allocation.inputs import Figures
    from kkr_allocation.sources import Source

Method = TypeVar("Method")
Outcome = TypeVar("Outcome")
Breaches: TypeAlias = (
    "Callable[[Outcome, Callable[..., Outcome | None]], Iterator[Breach[Outcome]]]"
)
"""From what a method gave in a case, and a function that shares out others, to what is wrong."""


@frozen
class Breach(Generic[Outcome]):
    """A case in which an axiom does not hold: what goes wrong, with the names."""

    sentence: str
    outcomes: tuple[Outcome, ...]
    """What the method gave, and what it is compared with where the axiom compares two."""

    def __str__(self) -> str:
        """Say what goes wrong, and in which cases."""
        return f"{self.sentence}: {'; then '.join(map(str, self.outcomes))}"


@frozen
class Verdict:
    """Whether a method kept an axiom in all cases tried."""

    axiom: str
    counterexample: Breach[Any] | None
    """A case from which nothing can be taken; None if every case kept the axiom."""
    tried: int
    """Cases tried, until the first breach if there was one."""
    cases: str = "election|elections"
    """What one case and several are called."""

    @property
    def kept(self) -> bool:
        """Whether no case spoke against it."""
        return self.counterexample is None

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.counterexample is None:
            return f"{self.axiom}: kept in {Count(self.tried):{self.cases}}"
        return f"{self.axiom}: broken. {self.counterexample}"


@frozen
class Statement:
    """What an axiom says, where it is laid down, and how to see that a method does not meet it."""

    name: str
    demand: str
    source: Source = field(repr=False)
    breach: Callable[..., Breach[Any] | None] = field(repr=False)
    """From a function that shares out a case, and that case, to the breach in it or None."""

    @classmethod
    def of(cls, name: str, source: Source, breaches: Breaches[Outcome], **others: Any) -> Self:  # noqa: ANN401  (fields of its own)
        """Return the axiom that a generator of breaches looks for, and whose docstring demands it.

        A case that only a lot can decide speaks neither for nor against, and is not looked at.
        """

        def breach(share: Callable[..., Outcome | None], *case: object) -> Breach[Outcome] | None:
            outcome = share(*case)
            return None if outcome is None else next(breaches(outcome, share), None)

        return cls(name, cleandoc(breaches.__doc__ or ""), source, breach, **others)


@frozen
class Trial(Generic[Method, Outcome]):
    """How the axioms of one kind are put to a method."""

    gives: Callable[..., Outcome | None]
    """From a method and a case to the outcome; None where there is nothing to share."""
    smaller: Callable[[Outcome], Iterable[tuple[Any, ...]]]
    """From an outcome to cases with a little less in them."""
    called: str
    """What one case and several are called, such as ``"table|tables"``."""

    def outcome(self, method: Method, *case: object) -> Outcome | None:
        """Return what a method gives in a case; None where it cannot decide."""
        try:
            return self.gives(method, *case)
        except (UnresolvedTieError, InfeasibleError):
            return None

    def verdict(
        self, axiom: Statement, method: Method, cases: Iterable[tuple[Any, ...]]
    ) -> Verdict:
        """Look for a breach case by case, and make the first one found as small as it gets."""
        known: dict[object, Outcome | None] = {}

        def share(*case: object) -> Outcome | None:
            key = _frozen(case)
            if key not in known:
                known[key] = self.outcome(method, *case)
            return known[key]

        breach = partial(axiom.breach, share)
        tried = 0
        for case in cases:
            tried += 1
            found = breach(*case)
            while found is not None:
                less = (breach(*smaller) for smaller in self.smaller(found.outcomes[0]))
                smallest, found = found, next(filter(None, less), None)
                if found is None:
                    return Verdict(axiom.name, smallest, tried, self.called)
        return Verdict(axiom.name, None, tried, self.called)


def _frozen(case: object) -> object:
    """Return a case as a key; its names in their order, which a method may go by."""
    if isinstance(case, Mapping):
        return tuple(case.items())
    return tuple(map(_frozen, case)) if isinstance(case, tuple) else case


def shared_out(
    given: Figures, among: Mapping[str, int], total: int, *, units: str
) -> dict[str, int]:
    """Return what a method gave in the order of `among`, or refuse what does not share out `total`.

    An axiom compares outcomes, so one that is none would keep most of them: it names just those
    among whom it shares, in whole numbers from 0 up that sum to the total. The units are what one
    and several are called, such as ``"seat|seats"``.
    """
    what = units.partition("|")[2]
    counted = whole_numbers(given, f"the method's {what}")
    case = ", ".join(f"{name} {figure}" for name, figure in among.items())
    if set(counted) != set(among):
        among_whom = ", ".join(counted) or both("nobody", "ingen")
        raise InvalidInputError(
            **refusal("fairness.given_to_others", what=what, listed=among_whom, case=case)
        )
    if sum(counted.values()) != total:
        given_out, wanted = (f"{Count(n):{units}}" for n in (sum(counted.values()), total))
        raise InvalidInputError(
            **refusal("fairness.given_out", given=given_out, wanted=wanted, case=case, what=what)
        )
    return {name: counted[name] for name in among}
