"""How votes could have fallen: models that draw many elections around the real one.

Shares are drawn as floats and rounded to whole votes; everything after that is exact. The first
elections are the same however many are drawn at once, and no step adds numbers in an order that
depends on it. So a sweep can be cut anywhere.
"""

from __future__ import annotations

import abc
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.arrays import Labels
from kkr_allocation.inputs import by_name, each_of, known_names, whole_number
from kkr_allocation.results import read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.inputs import Figures

Rows: TypeAlias = tuple[tuple[float, ...], ...]
Generator: TypeAlias = np.random.Generator
Counts: TypeAlias = "NDArray[np.int64]"
Drawn: TypeAlias = "Counts | tuple[Counts, Counts]"
"""Votes by election and list, or votes and mayors."""


_BLOCK = 65_536  # deviates that are moved and rounded at once, while they stay in the cache
_LARGEST_SHIFT = 10**6  # no draw of up to 2**63 votes then comes near what a float holds
_GIVEN_BACK = 1e-7
"""How far, of its largest entry, a covariance may lie from what its factor gives back. Rounding
leaves an entry the root of the machine's precision, 1.5e-8, where a variance is taken for zero."""


def checked_covariance(covariance: ArrayLike, what: str = "covariance") -> NDArray[np.float64]:
    """Return a covariance of floats, symmetric and positive semidefinite, or say why it is none."""
    try:
        matrix = np.asarray(covariance, np.float64)
    except (TypeError, ValueError) as error:
        raise refused("scenarios.covariance_not_numbers", what=what, error=str(error)) from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004  (rows and columns)
        raise refused("scenarios.covariance_not_square", what=what, shape=matrix.shape)
    for (row, column), entry in np.ndenumerate(matrix):
        if not abs(entry) <= _LARGEST_SHIFT**2:
            at = {"what": what, "row": row, "column": column, "entry": entry}
            raise refused("scenarios.covariance_not_finite", **at)
    for row, column in np.argwhere(~np.isclose(matrix, matrix.T)).tolist():
        pair = {"one": matrix[row, column], "other": matrix[column, row]}
        raise refused(
            "scenarios.covariance_not_symmetric", what=what, row=row, column=column, **pair
        )
    root = factor(matrix)
    if np.abs(root @ root.T - matrix).max(initial=0) > _GIVEN_BACK * np.abs(matrix).max(initial=0):
        raise refused("scenarios.covariance_of_nothing", what=what, shape=matrix.shape)
    return matrix


def factor(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cholesky's factor, lower triangular, a column of zeros where nothing is left to move.

    It is written out since NumPy's refuses variances of zero, and since eigenvectors, whose signs
    are open, would draw other elections from the same seed on another machine.
    """
    root = np.zeros_like(covariance)
    least = covariance.diagonal().max(initial=0) * len(covariance) * np.finfo(np.float64).eps
    for place in range(len(covariance)):
        rest = covariance[place:, place] - root[place:, :place] @ root[place, :place]
        if rest[0] > least:
            root[place:, place] = rest / math.sqrt(rest[0])
    return root


def correlate(normals: NDArray[np.float64], root: NDArray[np.float64]) -> None:
    """Make independent deviates, by list and election, those of a covariance with this factor.

    Term by term, from the last list up: a product of matrices adds in an order that depends on how
    many elections there are.
    """
    for place in reversed(range(len(root))):
        normals[place] *= root[place, place]
        for other in range(place):
            normals[place] += root[place, other] * normals[other]


def labelled(table: ArrayLike, what: str) -> tuple[NDArray[np.float64], tuple[str, ...] | None]:
    """Return a covariance, and what a frame calls its lists."""
    names = getattr(table, "columns", None)
    if names is None:
        return checked_covariance(table, what), None
    square = Labels(rows=names, source=f"the columns of {what}")
    return checked_covariance(square.table(table, what), what), tuple(names)


def checked_shift(shift: Figures) -> dict[str, float]:
    """Return how far lists move, by name, or say what is no movement."""
    known: dict[str, float] = {}
    for name, value in by_name(shift, "shift", '{"V": -2}').items():
        try:
            finite = not isinstance(value, bool | str) and abs(value) <= _LARGEST_SHIFT
        except (TypeError, ValueError):
            finite = False
        if not finite:
            raise refused("scenarios.shift", name=name, value=value, largest=_LARGEST_SHIFT)
        known[name] = value.item() if isinstance(value, np.generic) else value
    return known


def shifts(shift: Mapping[str, float], votes: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the movement of each list of the election, 0 where none is known."""
    known_names(shift, votes, "shift")
    return np.array([shift.get(name, 0.0) for name in votes], np.float64)


@runtime_checkable
class Model(Protocol):
    """Anything that draws votes."""

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Drawn:
        """Return `count` elections, one a row, or they and mayors; columns as in `votes`."""
        ...


@frozen
class Swing(abc.ABC):
    """A model of this library: data, so that a sweep can be written down, and cut anywhere."""

    @abc.abstractmethod
    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Drawn:
        """Return elections as `Model.draw` does."""


def within(least: float, most: float) -> Callable[[object, Attribute[float], object], None]:
    """Return what refuses a size at which draws would overflow, or all come to nothing."""

    def check(_: object, attribute: Attribute[float], value: object) -> None:
        known = isinstance(value, int | float) and not isinstance(value, bool)
        if not known or not least <= value <= most:  # type: ignore[operator]  # a number by now
            name = attribute.name
            raise refused("scenarios.size", name=name, value=value, least=least, most=most)

    return check


def _voters(voters: object) -> int:
    if 0 < (asked := whole_number(voters, "voters")) < 2**63:
        return asked
    raise refused("scenarios.voters", voters=asked)


def _counts(votes: Mapping[str, int]) -> NDArray[np.float64]:
    return np.array(list(votes.values()), np.float64)


def _votes(shares: NDArray[np.float64], votes: Mapping[str, int]) -> NDArray[np.int64]:
    """Return shares as whole votes that sum to the real total, but for rounding."""
    np.maximum(shares, 0, out=shares)
    total = shares.sum(axis=1, keepdims=True)
    shares *= np.divide(sum(votes.values()), total, out=np.zeros_like(total), where=total > 0)
    return np.rint(shares, out=shares).astype(np.int64)


@frozen(field_transformer=read_only)
class UniformSwing(Swing):
    """Every list moves by percentage points, whatever its size.

    Parameters
    ----------
    spread : float
        Standard deviation of each list's movement, in percentage points of all listed votes.
    shift : mapping of str to float, or Series
        What is known beforehand, in percentage points: ``{"V": -2}``. What one list loses the
        others gain by their size.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.UniformSwing(0, shift={"V": -10})
    >>> model.draw(np.random.default_rng(1), {"A": 500, "V": 300, "C": 200}, 1)
    array([[556, 222, 222]])
    """

    spread: float = field(validator=within(0, 1000))
    shift: Mapping[str, float] = field(factory=dict, converter=checked_shift)

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return elections moved by normal deviates; see `Model.draw`."""
        base = _counts(votes)
        points = base.sum() / 100 * (base > 0)
        mean, size = base + shifts(self.shift, votes) * points, self.spread * points
        drawn = np.empty((count, len(base)), np.int64, "F")
        step = max(_BLOCK // len(base), 1)
        for some in (drawn[start : start + step] for start in range(0, count, step)):
            moved = np.asfortranarray(generator.standard_normal(some.shape))  # list by list
            moved *= size
            moved += mean
            some[:] = _votes(moved, votes)
        return drawn


@frozen(field_transformer=read_only)
class ProportionalSwing(Swing):
    """Every list moves by a factor, so that large lists move by more points.

    Parameters
    ----------
    spread : float
        Standard deviation of the logarithm of each factor: 0.1 is about ten per cent.
    shift : mapping of str to float, or Series
        What is known beforehand, as a ratio: ``{"V": -0.1}`` for ten per cent fewer votes.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.ProportionalSwing(0, shift={"V": -0.5})
    >>> model.draw(np.random.default_rng(1), {"A": 600, "V": 400}, 1)
    array([[750, 250]])
    """

    spread: float = field(validator=within(0, 10))
    shift: Mapping[str, float] = field(factory=dict, converter=checked_shift)

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return elections multiplied by lognormal factors; see `Model.draw`."""
        base = _counts(votes) * (1 + shifts(self.shift, votes))
        factors = np.exp(generator.normal(0.0, self.spread, (count, len(base))))
        return _votes(base * factors, votes)


@frozen
class DirichletSwing(Swing):
    """Shares drawn around the real ones, all lists together.

    Parameters
    ----------
    concentration : float
        From 0.1 to 1e12: how close to the real shares ``s``: their variance is
        ``s * (1 - s) / (concentration + 1)``.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> votes = {"A": 600, "V": 400}
    >>> kkr.DirichletSwing(100).draw(np.random.default_rng(1), votes, 2).shape
    (2, 2)
    """

    concentration: float = field(validator=within(0.1, 1e12))

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return elections with shares from a Dirichlet distribution; see `Model.draw`."""
        base = _counts(votes)
        concentrations = base / base.sum() * self.concentration
        return _votes(generator.standard_gamma(concentrations, (count, len(base))), votes)


@frozen
class PollSample(Swing):
    """What a poll of so many voters would have shown: a multinomial sample.

    Parameters
    ----------
    voters : int
        Voters asked, from 1 up.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> kkr.PollSample(1000).draw(np.random.default_rng(1), {"A": 60, "V": 40}, 2).sum(axis=1)
    array([1000, 1000])
    """

    voters: int = field(converter=_voters)

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return samples as votes of the voters asked; see `Model.draw`."""
        base = _counts(votes)
        sample: NDArray[np.int64] = generator.multinomial(self.voters, base / base.sum(), count)
        return sample


@frozen(init=False)
class NormalSwing(Swing):
    """Lists that move together: normal deviates with a given covariance.

    Parameters
    ----------
    covariance : (lists, lists) array
        Of the movements in percentage points, lists in the order of the base's votes: symmetric,
        with no sum of lists of negative variance. A list with variance 0 does not move. A frame
        has the lists as labels, in any order; they are kept as `lists`.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.NormalSwing([[4, -4], [-4, 4.1]])
    >>> model.draw(np.random.default_rng(1), {"A": 600, "V": 400}, 2).shape
    (2, 2)
    """

    covariance: Rows
    lists: tuple[str, ...] | None

    def __init__(self, covariance: ArrayLike) -> None:
        matrix, names = labelled(covariance, "covariance")
        self.__attrs_init__(tuple(map(tuple, matrix.tolist())), names)

    def __attrs_post_init__(self) -> None:
        """Refuse a covariance of nothing, in a document too."""
        checked_covariance(self.covariance)

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return elections moved by correlated deviates; see `Model.draw`."""
        base = _counts(votes)
        moved = np.ascontiguousarray(generator.standard_normal((count, len(base))).T)
        correlate(moved, factor(self._by_list(votes)))
        return _votes(base + moved.T * (base.sum() / 100) * (base > 0), votes)

    def _by_list(self, votes: Mapping[str, int]) -> NDArray[np.float64]:
        """Return the covariance of just the election's lists, in the order of the votes."""
        covariance = np.array(self.covariance).reshape((len(self.covariance),) * 2)
        if self.lists is not None:
            known = Labels(columns=votes, source="the lists of base")
            order = known.order("column", self.lists, "covariance")
            return covariance if order is None else covariance[np.ix_(order, order)]
        if len(covariance) == len(votes):
            return covariance
        raise refused("scenarios.covariance_of_others", shape=covariance.shape, lists=len(votes))


def _percentages(shares: Figures) -> dict[str, Fraction]:
    """Return shares in per cent, exactly as they are written: 28.4 is 284/10."""
    exact: dict[str, Fraction] = {}
    for name, value in by_name(shares, "shares", '{"A": 28.4}').items():
        plain = value.item() if isinstance(value, np.generic) else value
        try:
            exact[name] = Fraction(repr(plain) if isinstance(plain, float) else plain)
        except (TypeError, ValueError, OverflowError):
            exact[name] = Fraction(-1)
        if isinstance(plain, bool) or exact[name] < 0:
            raise refused("scenarios.poll_share", name=name, value=value)
    if (total := sum(exact.values())) > 100:  # noqa: PLR2004  (per cent)
        raise refused("scenarios.poll_over_hundred", total=float(total))
    return exact


@frozen(field_transformer=read_only)
class Poll(Swing):
    """What a poll leaves open: shares drawn around its own, as wide as its sample is small.

    Parameters
    ----------
    shares : mapping of str to float, Fraction or text
        Per cent by list, at most 100 together. The rest is the other lists', in the proportions
        that they have in the base.
    voters : int
        Voters asked, from 1 up.

    Notes
    -----
    The shares are a Dirichlet distribution: a list's variance is ``s * (1 - s) / (voters + 1)``.
    What else a poll can get wrong is yours to add, in fewer `voters` or corrected shares. Drawn
    shares are votes of as many voters as the base has.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> poll = kkr.Poll({"A": 28.4, "V": 19.6}, voters=10**9)
    >>> votes = {"A": 50_000, "V": 30_000, "C": 15_000, "F": 5_000}
    >>> poll.draw(np.random.default_rng(1), votes, 1).round(-2)
    array([[28400, 19600, 39000, 13000]])
    >>> both = kkr.Poll.pooled([poll, kkr.Poll({"A": 30, "V": 17}, voters=10**9)])
    >>> float(both.shares["A"]), both.voters
    (29.2, 2000000000)
    """

    shares: Mapping[str, Fraction] = field(converter=_percentages)
    voters: int = field(converter=_voters, kw_only=True)

    @classmethod
    def pooled(cls, polls: Iterable[Poll]) -> Poll:
        """Return several polls of the same lists as one; each counts as much as it has voters."""
        each = each_of(polls, Poll, "polls")
        if not each or any(poll.shares.keys() != each[0].shares.keys() for poll in each):
            raise refused("scenarios.polls_of_others")
        voters = sum(poll.voters for poll in each)
        summed = {n: sum(poll.shares[n] * poll.voters for poll in each) for n in each[0].shares}
        return cls({name: share / voters for name, share in summed.items()}, voters=voters)

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Counts:
        """Return elections with shares around the poll's; see `Model.draw`."""
        known_names(self.shares, votes, "shares")
        rest = 100 - sum(self.shares.values())
        others = sum(own for name, own in votes.items() if name not in self.shares)
        if rest and not others:
            raise refused("scenarios.poll_without_others", rest=float(rest))
        asked = [
            float(self.shares[name] if name in self.shares else rest * own / (others or 1)) / 100
            for name, own in votes.items()
        ]
        drawn = generator.standard_gamma(np.array(asked) * self.voters, (count, len(asked)))
        return _votes(drawn, votes)


@frozen
class OwnModel:
    """A function of your own.

    Parameters
    ----------
    function : callable
        From a generator and a count to an integer array with a row for each election, or a frame
        with the lists as columns; or to two of them, votes and mayors. To run in other processes
        it has to be importable there.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.OwnModel(lambda generator, count: generator.integers(1, 9, (count, 2)))
    >>> model.draw(np.random.default_rng(1), {"A": 6, "V": 4}, 3).shape
    (3, 2)
    """

    function: Callable[[Generator, int], Drawn]

    def draw(self, generator: Generator, votes: Mapping[str, int], count: int) -> Drawn:
        """Return what the function draws, checked for its shape; see `Model.draw`."""
        drawn = self.function(generator, count)
        if not isinstance(drawn, tuple):
            return _own(drawn, "votes", votes, count)
        if len(drawn) != 2:  # noqa: PLR2004  (votes and mayors)
            raise refused("scenarios.drawn_tables", tables=len(drawn))
        return _own(drawn[0], "votes", votes, count), _own(drawn[1], "mayors", votes, count)


def _own(drawn: ArrayLike, what: str, votes: Mapping[str, int], count: int) -> Counts:
    """Return one table of a function of somebody's own, by election and list."""
    labels = Labels(columns=votes, source="the lists of base")
    table = np.asarray(labels.table(drawn, what))
    if table.shape == (count, len(votes)) and table.dtype.kind in "iu":
        return table.astype(np.int64, copy=False)
    drawn_as = {"dtype": table.dtype, "shape": table.shape}
    raise refused("scenarios.drawn_shape", what=what, count=count, lists=len(votes), **drawn_as)
