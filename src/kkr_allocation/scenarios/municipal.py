"""Swings of the whole country and of each municipality, which the mayors can follow.

A mayor hangs on the votes of one municipality, so draws are made there, and summed up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from kkr_allocation.composition.election import election_of
from kkr_allocation.inputs import is_among, known_names
from kkr_allocation.results import read_only
from kkr_allocation.scenarios.models import (
    Drawn,
    Rows,
    Swing,
    checked_covariance,
    correlate,
    factor,
    labelled,
    within,
)
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from kkr_allocation.composition.election import Election

MayorRule: TypeAlias = Callable[[NDArray[np.int64], "MunicipalSwing"], ArrayLike]
"""From votes by draw, municipality and list, and the model, to the column of each mayor's list by
draw and municipality, -1 where nobody has the mayor."""
_BLOCK = 400_000
"""Deviates drawn at once: few enough for the cache, and enough for steps worth their call."""


def _mayor_rule(_: object, __: object, rule: object) -> None:
    if not callable(rule) and not is_among(rule, ("fixed", "largest list")):
        raise refused("scenarios.mayor_rule", rule=rule)


@frozen(init=False, field_transformer=read_only)
class MunicipalSwing(Swing):
    """Swings of the whole country and of each municipality, which the mayors can follow.

    How likely is it, when a swing also moves the mayors that the KKR is sized by?

    Parameters
    ----------
    election : Election or int
        The election that the draws lie around; the year of a bundled one.
    kkr : str
        A region of it, such as ``"KKR Sjælland"``. The base of the scenario is its council.
    national, local : float
        Standard deviations from 0 to 1, as shares of the votes of a municipality. Every list moves
        by one national deviate everywhere and by a local one in each municipality.
    correlation : (lists, lists) array or frame, optional
        How the national movements of lists go together: symmetric, 1 on the diagonal. A frame
        names some of the lists; without labels it has all of `lists`. The others move alone.
    mayors : {"fixed", "largest list"} or callable
        Who has the mayors: the lists that have them now, or in each municipality the list of most
        votes; in a tie the list that has the mayor keeps it. Or a function of votes, a (draws,
        municipalities, lists) integer array with columns as in `lists`, and of this model: it
        returns a (draws, municipalities) array of columns, -1 where nobody has the mayor, and
        judges each draw by itself.

    Attributes
    ----------
    lists : tuple of str
        The lists with votes or a mayor in the region, most votes first.
    votes : mapping of str to mapping of str to int
        The real votes by municipality and list; lists without votes there are absent and stay so.
    chains : mapping of str to str
        The list that has the mayor now, by municipality, where it is known.

    Raises
    ------
    InvalidInputError
        If the election has no such region, or another argument is none of these.

    Notes
    -----
    Shares below 0 are clipped, and the others rescaled to 1; where nothing is left, the real votes
    stand. Votes are whole and sum to the municipality's: each list has the difference of two
    neighbouring running totals, rounded to the nearest vote: its exact figure rounded up or down.
    So without deviation the real votes come back, and yet ``"largest list"`` gives another council
    where a smaller list has the mayor now. Where no votes are known a municipality keeps its mayor.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(2021, "KKR Sjælland")
    >>> model = kkr.MunicipalSwing(2021, "KKR Sjælland", national=0.01, local=0.015,
    ...                            mayors="largest list")
    >>> (tally,) = kkr.sweep(kkr.Scenario(council, model), 1000, seed=1).tallies
    >>> sizes = tally.house_size.nonzero()[0]
    >>> bool(sizes.min() < council.house_size < sizes.max())
    True
    """

    region: str
    lists: tuple[str, ...] = field(repr=False)
    votes: Mapping[str, Mapping[str, int]] = field(repr=False)
    chains: Mapping[str, str] = field(repr=False)
    national: float = field(validator=within(0, 1))
    local: float = field(validator=within(0, 1))
    correlation: Rows | None = field(repr=False)
    correlated: tuple[str, ...] = field(repr=False)
    mayors: Literal["fixed", "largest list"] | MayorRule = field(validator=_mayor_rule)

    def __init__(
        self,
        election: Election | int,
        kkr: str,
        *,
        national: float,
        local: float,
        correlation: ArrayLike | None = None,
        mayors: Literal["fixed", "largest list"] | MayorRule = "fixed",
    ) -> None:
        election = election_of(election)
        region = election.region(kkr)
        councils = [election.council(name) for name in region.municipalities]
        lists = tuple(dict.fromkeys([*region.votes, *region.mayors]))
        rows, names = None, None
        if correlation is not None:
            table, names = labelled(correlation, "correlation")
            rows = tuple(map(tuple, table.tolist()))
        self.__attrs_init__(
            kkr,
            lists,
            {c.municipality: {e.key: e.votes for e in c.lists if e.votes} for c in councils},
            {c.municipality: c.mayor for c in councils if c.mayor is not None},
            national,
            local,
            rows,
            (names or lists) if rows else (),
            mayors,
        )

    @property
    def table(self) -> NDArray[np.int64]:
        """The real votes by municipality and list."""
        rows = [[own.get(n, 0) for n in self.lists] for own in self.votes.values()]
        return np.array(rows, np.int64).reshape(-1, len(self.lists))

    @property
    def now(self) -> NDArray[np.int64]:
        """The column of the list that has each municipality's mayor; -1 where none is known."""
        index = {name: column for column, name in enumerate(self.lists)}
        return np.array([index.get(self.chains.get(m, ""), -1) for m in self.votes], np.int64)

    def __attrs_post_init__(self) -> None:
        """Refuse a correlation that is none, in a document too."""
        if self.correlation is None:
            return
        table, names = checked_covariance(self.correlation, "correlation"), self.correlated
        known_names(dict.fromkeys(names), dict.fromkeys(self.lists), "correlation")
        if len(table) != len(names):
            raise refused("scenarios.correlation_of_others", rows=len(table), lists=len(names))
        for name, entry in zip(names, table.diagonal().tolist(), strict=True):
            if entry != 1:
                raise refused("scenarios.correlation_diagonal", name=name, entry=entry)

    def draw(self, generator: np.random.Generator, votes: Mapping[str, int], count: int) -> Drawn:
        """Return elections moved in every municipality, and their mayors; see `Model.draw`."""
        places = _Places(self, self._columns(votes))
        counted, mayors = np.zeros((2, count, len(votes)), np.int64)
        step = max(_BLOCK // places.width, 1)
        for rows in (slice(start, start + step) for start in range(0, count, step)):
            normals = generator.standard_normal((len(counted[rows]), places.width))
            moved = places.moved(np.ascontiguousarray(normals.T))
            places.sum_up(moved, counted[rows])
            if self.mayors == "largest list":
                places.largest(moved, mayors[rows])
            elif self.mayors != "fixed":
                self._ask(places, moved, mayors[rows])
        return counted if self.mayors == "fixed" else (counted, mayors)

    def _columns(self, votes: Mapping[str, int]) -> list[int]:
        """Return where each of `lists` stands among the base's votes, which have to be these."""
        summed = dict(zip(self.lists, self.table.sum(axis=0).tolist(), strict=True))
        for name in dict.fromkeys([*votes, *summed]):
            own, base = summed.get(name, 0), votes.get(name, -1)
            if own != base:
                base = max(base, 0)
                raise refused(
                    "scenarios.base_of_others", region=self.region, name=name, own=own, base=base
                )
        return [list(votes).index(name) for name in self.lists]

    def _ask(self, places: _Places, moved: NDArray[np.float64], into: NDArray[np.int64]) -> None:
        """Count the mayors that a function gives."""
        assert callable(self.mayors)  # noqa: S101  (all other choices are dealt with)
        answer = np.asarray(self.mayors(places.table(moved), self))
        shape, kind = (len(into), len(self.votes)), answer.dtype
        if answer.shape != shape or kind.kind not in "iu":
            raise refused("scenarios.mayors_shape", dtype=kind, shape=answer.shape, wanted=shape)
        if answer.size and not -1 <= answer.min() <= answer.max() < len(self.lists):
            least, most, lists = answer.min(), answer.max(), len(self.lists)
            raise refused("scenarios.mayors_column", least=least, most=most, lists=lists)
        for place, column in enumerate(places.columns):
            into[:, column] += (answer == place).sum(axis=1)


class _Places:
    """Where what of a municipal swing stands: one row a municipality and list, by municipality."""

    def __init__(self, model: MunicipalSwing, columns: list[int]) -> None:
        index = {name: place for place, name in enumerate(model.lists)}
        pairs = [(index[n], count) for own in model.votes.values() for n, count in own.items()]
        sizes = [len(own) for own in model.votes.values()]
        ends = np.cumsum(sizes, dtype=np.intp).tolist()
        self.columns = columns
        self.parts = [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
        self._lists = [place for place, _ in pairs]
        self._votes = np.array([[float(count)] for _, count in pairs]).reshape(-1, 1)
        totals = [self._votes[part].sum() for part in self.parts]
        weights = np.repeat(totals, sizes).reshape(-1, 1)
        self._local, self._national = weights * model.local, weights * model.national
        self._now = model.now.tolist()
        self._root = factor(np.array(model.correlation)) if model.correlation else np.eye(0)
        self._joined = [index[name] for name in model.correlated]
        self._alone = len(index)
        self.width = self._alone + len(pairs)

    def moved(self, normals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the votes of each row, whole, from a national and a local deviate for each.

        Deviates and votes are by row and draw. All sums run over the rows one by one, so that a
        draw comes out the same whatever others stand beside it.
        """
        national, moved = normals[: self._alone], normals[self._alone :]
        if self._joined:
            together = national[self._joined]
            correlate(together, self._root)
            national[self._joined] = together
        moved *= self._local
        moved += national[self._lists] * self._national
        moved += self._votes
        np.maximum(moved, 0, out=moved)
        for part in self.parts:
            own, real = moved[part], self._votes[part]
            if not len(own):
                continue
            for row in range(1, len(own)):
                own[row] += own[row - 1]
            # Running totals, on the scale of the votes there are; the last is all of them.
            total = own[-1].copy()
            if (none := total <= 0).any():
                own[:, none], total[none] = real.cumsum(axis=0), real.sum()
            own *= real.sum() / total
            own[-1] = real.sum()
            np.rint(own, out=own)
            for row in range(len(own) - 1, 0, -1):
                own[row] -= own[row - 1]
        return moved

    def sum_up(self, moved: NDArray[np.float64], into: NDArray[np.int64]) -> None:
        """Count the votes of each list in all municipalities."""
        summed = np.zeros((into.shape[1], len(into)))
        for place, votes in zip(self._lists, moved, strict=True):
            summed[self.columns[place]] += votes
        into[:] = summed.T

    def largest(self, moved: NDArray[np.float64], into: NDArray[np.int64]) -> None:
        """Count the mayors where the largest list of each municipality has its mayor."""
        summed = np.zeros((into.shape[1], len(into)))
        for part, now in zip(self.parts, self._now, strict=True):
            kept: Any = True  # a municipality without votes keeps its mayor
            if len(own := moved[part]):
                first = own == own.max(axis=0)
                kept = first.sum(axis=0) > 1
                first &= ~kept
                for place, won in zip(self._lists[part], first, strict=True):
                    summed[self.columns[place]] += won
            if now >= 0:
                summed[self.columns[now]] += kept
        into[:] = summed.T

    def table(self, moved: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the votes by draw, municipality and list."""
        votes = np.zeros((moved.shape[1], len(self.parts), self._alone), np.int64)
        for number, part in enumerate(self.parts):
            votes[:, number, self._lists[part]] = moved[part].T
        return votes
