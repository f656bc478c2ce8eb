"""A what-if question as data: which election, how it could move, what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.apportionment.labels import Labels
from kkr_allocation.composition.batch import compose_batch
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import Statutes, ThresholdBase
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import Figures, known_names, listed_names, whole_numbers
from kkr_allocation.kinds import each_of
from kkr_allocation.scenarios.models import Model, OwnModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.composition.basis import Basis


__all__ = ["Outcomes", "Scenario", "UndecidedMayor"]


def _model(model: object) -> Model:
    if isinstance(model, Model):
        return model
    if callable(model):
        return OwnModel(model)
    raise InvalidInputError(
        f"model is {model!r}",
        why="a model draws votes",
        do="Pass one such as kkr.UniformSwing(1.5), or a function of (generator, count)",
    )


def _chances(chances: Figures) -> dict[str, int]:
    weights = whole_numbers(chances, "chances")
    if not any(weights.values()):
        raise InvalidInputError(
            f"chances is {weights!r}",
            why="a chain goes to someone",
            do='Pass weights such as {"A": 2, "V": 1}',
        )
    return weights


def _coalitions(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        raise InvalidInputError(
            f"coalitions is {groups!r}",
            why="there can be several coalitions, each a list of names",
            do='Pass a list of lists such as [["A", "F"], ["V", "C"]]',
        )
    coalitions = tuple(
        listed_names(group, f"coalitions[{place}]") for place, group in enumerate(groups)
    )
    for place, lists in enumerate(coalitions):
        twice = [name for name in dict.fromkeys(lists) if lists.count(name) > 1]
        if twice:
            raise InvalidInputError(
                f"coalitions[{place}] names {', '.join(map(repr, twice))} twice",
                why="the seats of a list are counted once",
                do="Name each list once",
            )
    return coalitions


def _mayors(given: Iterable[UndecidedMayor]) -> tuple[UndecidedMayor, ...]:
    return each_of(given, UndecidedMayor, "mayors")


def _readings(given: Iterable[Statutes]) -> tuple[Statutes, ...]:
    return each_of(given, Statutes, "statutes")


@frozen
class UndecidedMayor:
    """A chain that could go to several lists.

    Parameters
    ----------
    chances : mapping of str to int
        Weights by list: ``{"A": 2, "V": 1}`` is two to one.
    now : str
        The list that has the mayor in the base; empty where none has.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.UndecidedMayor({"A": 2, "V": 1}, now="V").chances
    {'A': 2, 'V': 1}
    """

    chances: dict[str, int] = field(converter=_chances)
    now: str = ""


@frozen
class Scenario:
    """What to vary and what to count.

    Parameters
    ----------
    base : Composition or Apportionment
        The real council or election.
    model : Model or callable
        How votes fall; a function of (generator, count) returns them itself.
    mayors : sequence of UndecidedMayor
        Chains that are drawn too, each by its own chances. For a Composition only.
    statutes : sequence of Statutes
        Readings to compare on the same draws; by default that of the base.
    coalitions : sequence of sequences of str
        Lists whose common majority is counted.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> scenario = kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["A", "C"]])
    >>> len(scenario.lists), scenario.coalitions
    (34, (('A', 'C'),))
    """

    base: Composition | Apportionment
    model: Model = field(converter=_model)
    mayors: tuple[UndecidedMayor, ...] = field(default=(), converter=_mayors, kw_only=True)
    statutes: tuple[Statutes, ...] = field(default=(), converter=_readings, kw_only=True)
    coalitions: tuple[tuple[str, ...], ...] = field(default=(), converter=_coalitions, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a base that cannot be varied, and names that it does not have."""
        self._check_base()
        lists = dict.fromkeys(self.lists)
        for coalition in self.coalitions:
            known_names(dict.fromkeys(coalition), lists, "coalitions")
        for mayor in self.mayors:
            names = [*mayor.chances, *([mayor.now] if mayor.now else [])]
            known_names(dict.fromkeys(names), self.votes, "mayors")
        self._check_chains()

    def _check_chains(self) -> None:
        """Refuse more undecided chains of a list than it has mayors."""
        undecided = Counter(mayor.now for mayor in self.mayors if mayor.now)
        for name, chains in undecided.items():
            assert isinstance(self.base, Composition)  # noqa: S101  (an apportionment has no mayors)
            sitting = self.base.basis.mayors.get(name, 0)
            if chains > sitting:
                raise InvalidInputError(
                    f"mayors takes {chains} chains from {name}",
                    why=f"in the base {name} has {sitting}",
                    do='Leave some out, or leave their "now" empty where nobody has the mayor',
                )

    def _check_base(self) -> None:
        base = self.base
        if isinstance(base, Apportionment):
            if base.caps:
                raise InvalidInputError(
                    "the base has caps",
                    why="elections in arrays are shared without caps",
                    do="Leave the caps out, or compare single elections",
                )
            if self.mayors or self.statutes:
                raise InvalidInputError(
                    "mayors or statutes are given for an apportionment",
                    why="only a council has mayors and statutes",
                    do="Pass a composition as the base",
                )
        elif not isinstance(base, Composition):
            raise InvalidInputError(
                f"base is {base!r:.80}",
                why="a scenario varies a council or an election",
                do="Pass the result of kkr.compose_region or kkr.apportion",
            )

    @property
    def votes(self) -> dict[str, int]:
        """The real votes, list by list."""
        return self.base.basis.votes if isinstance(self.base, Composition) else self.base.votes

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose seats are counted: co-operations pooled."""
        return tuple(self.base.votes)

    def outcomes(self, generator: np.random.Generator, count: int) -> tuple[Outcomes, ...]:
        """Draw elections and return what comes out, once for each reading."""
        labels = Labels(columns=self.votes, source="the lists of base")
        drawn = self.model.draw(generator, self.votes, count)
        votes = np.asarray(labels.table(drawn, "votes"))
        if isinstance(self.base, Apportionment):
            names = list(self.votes)
            floors = [self.base.floors.get(name, 0) for name in names]
            batch = apportion_batch(
                votes,
                self.base.house_size,
                self.base.rule,
                alliances=_columns(self.base.alliances, names),
                floors=floors if any(floors) else None,
            )
            return (Outcomes(batch.seats, batch.tied, votes.max(axis=1) == 0),)
        mayors = self._draw_mayors(generator, count)
        councils = [
            compose_batch(
                self.base,
                votes,
                mayors,
                total_votes=_totals(self.base.basis, reading.threshold_base, votes),
                statutes=reading,
            )
            for reading in self.statutes or (self.base.statutes,)
        ]
        return tuple(Outcomes(c.seats, c.tied, c.refused) for c in councils)

    def _draw_mayors(self, generator: np.random.Generator, count: int) -> NDArray[np.int64] | None:
        assert isinstance(self.base, Composition)  # noqa: S101  (an apportionment has no mayors)
        if not self.mayors:
            return None
        names = list(self.votes)
        certain = [self.base.basis.mayors.get(name, 0) for name in names]
        drawn = np.tile(np.array(certain, np.int64), (count, 1))
        for mayor in self.mayors:
            if mayor.now:
                drawn[:, names.index(mayor.now)] -= 1
            columns = np.array([names.index(name) for name in mayor.chances])
            weights = np.array(list(mayor.chances.values()), np.float64)
            won = generator.choice(columns, size=count, p=weights / weights.sum())
            drawn[np.arange(count), won] += 1
        return drawn


def _totals(basis: Basis, base: ThresholdBase, votes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the votes of each draw that the threshold is a share of.

    To the listed votes of a draw come as many others for each of them as in the base: a poll of a
    thousand voters is measured against a threshold for a thousand voters. It is reckoned in
    Python integers, since the product of two totals need not fit into a word.
    """
    listed = basis.listed_votes
    others = basis.total(base) - listed
    drawn = votes.sum(axis=1).astype(object)
    total: NDArray[np.object_] = drawn + (2 * others * drawn + listed) // (2 * listed)
    return total.astype(np.int64)


def _columns(alliances: Iterable[Alliance | str], names: list[str]) -> list[Any]:
    return [
        names.index(member) if isinstance(member, str) else _columns(member.members, names)
        for member in alliances
    ]


@frozen(eq=False)
class Outcomes:
    """Seats of many elections.

    Parameters
    ----------
    seats : (elections, lists) int64 array
        Seats.
    tied, refused : (elections,) bool array
        Elections that need a lot, and those without an answer.
    """

    seats: NDArray[np.int64]
    tied: NDArray[np.bool_]
    refused: NDArray[np.bool_]
