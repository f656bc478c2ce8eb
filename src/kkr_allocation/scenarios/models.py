"""How votes could have fallen: models that draw many elections around the real one.

A draw is an input to a what-if question, not a decision: shares are drawn as floats and rounded to
whole votes, and everything after that is exact.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.arrays import Labels
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import by_name, known_names, whole_number
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attrs import Attribute
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.inputs import Figures


# How lists move together: a covariance checked once, and the factor that draws from it.


_GIVEN_BACK = 1e-7
"""How far, of its largest entry, a covariance may lie from what its factor gives back. Rounding
leaves an entry the root of the machine's precision, 1.5e-8, where a variance is taken for zero."""


def checked_covariance(covariance: ArrayLike) -> NDArray[np.float64]:
    """Return a covariance of floats, symmetric and positive semidefinite, or say why it is none."""
    try:
        matrix = np.asarray(covariance, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            **refusal("scenarios.covariance_not_numbers", error=str(error))
        ) from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004  (rows and columns)
        raise InvalidInputError(**refusal("scenarios.covariance_not_square", shape=matrix.shape))
    for (row, column), entry in np.ndenumerate(matrix):
        if not math.isfinite(entry):
            raise InvalidInputError(
                **refusal("scenarios.covariance_not_finite", row=row, column=column, entry=entry)
            )
    for row, column in np.argwhere(~np.isclose(matrix, matrix.T)).tolist():
        raise InvalidInputError(
            **refusal(
                "scenarios.covariance_not_symmetric",
                row=row,
                column=column,
                one=matrix[row, column],
                other=matrix[column, row],
            )
        )
    root = factor(matrix)
    apart = np.abs(root @ root.T - matrix).max(initial=0)
    if apart > _GIVEN_BACK * np.abs(matrix).max(initial=0):
        raise InvalidInputError(**refusal("scenarios.covariance_of_nothing", shape=matrix.shape))
    return matrix


def by_list(
    covariance: NDArray[np.float64], lists: tuple[str, ...] | None, votes: Mapping[str, int]
) -> NDArray[np.float64]:
    """Return a covariance of just the election's lists, in the order of the votes."""
    if lists is not None:
        order = Labels(columns=votes, source="the lists of base").order(
            "column", lists, "covariance"
        )
        return covariance if order is None else covariance[np.ix_(order, order)]
    if len(covariance) == len(votes):
        return covariance
    raise InvalidInputError(
        **refusal("scenarios.covariance_of_others", shape=covariance.shape, lists=len(votes))
    )


def factor(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cholesky's factor, with a column of zeros where nothing is left to move.

    It is written out since NumPy's refuses variances of zero, and since eigenvectors, whose signs
    are open, would draw other elections from the same seed on another machine.

    It is lower triangular; times its transpose it gives the covariance back.

    Examples
    --------
    >>> factor(np.array([[4.0, -4.0], [-4.0, 4.0]])).tolist()
    [[2.0, 0.0], [-2.0, 0.0]]
    """
    root = np.zeros_like(covariance)
    least = covariance.diagonal().max(initial=0) * len(covariance) * np.finfo(np.float64).eps
    for place in range(len(covariance)):
        rest = covariance[place:, place] - root[place:, :place] @ root[place, :place]
        if rest[0] > least:
            root[place:, place] = rest / math.sqrt(rest[0])
    return root


# What is known beforehand of a swing: how far each list moves, by name.


def checked_shift(shift: Figures) -> dict[str, float]:
    """Return how far lists move, by name, or say what is no movement."""
    given = by_name(shift, "shift", '{"V": -2}')
    return {name: _finite(value, name) for name, value in given.items()}


def _finite(value: Any, name: object) -> float:  # noqa: ANN401  (what has no number is refused)
    try:
        finite = not isinstance(value, bool | str) and math.isfinite(value)
    except (TypeError, ValueError):
        finite = False
    if finite:
        number: float = value.item() if isinstance(value, np.generic) else value
        return number
    raise InvalidInputError(**refusal("scenarios.shift", name=name, value=value))


def shifts(shift: Mapping[str, float], votes: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the movement of each list of the election, 0 where none is known."""
    known_names(shift, votes, "shift")
    return np.array([shift.get(name, 0.0) for name in votes], np.float64)


@runtime_checkable
class Model(Protocol):
    """Anything that draws votes."""

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return `count` elections, one a row, with the lists of `votes` as columns."""
        ...


def _positive(_: object, attribute: Attribute[float], value: object) -> None:
    if not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise InvalidInputError(**refusal("scenarios.spread", name=attribute.name, value=value))


def _above_zero(instance: object, attribute: Attribute[float], value: float) -> None:
    _positive(instance, attribute, value)
    if not value:
        raise InvalidInputError(
            **refusal("scenarios.concentration", name=attribute.name, value=value)
        )


def _voters(voters: object) -> int:
    asked = whole_number(voters, "voters")
    if asked:
        return asked
    raise InvalidInputError(**refusal("scenarios.no_voters"))


def _counts(votes: Mapping[str, int]) -> NDArray[np.float64]:
    return np.array(list(votes.values()), np.float64)


def _votes(shares: NDArray[np.float64], votes: Mapping[str, int]) -> NDArray[np.int64]:
    """Return shares as whole votes that sum to the real total, but for rounding."""
    np.maximum(shares, 0, out=shares)
    total = shares.sum(axis=1, keepdims=True)
    shares *= np.divide(sum(votes.values()), total, out=np.zeros_like(total), where=total > 0)
    return np.rint(shares).astype(np.int64)


@frozen
class UniformSwing:
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
    >>> model = UniformSwing(0, shift={"V": -10})
    >>> model.draw(np.random.default_rng(1), {"A": 500, "V": 300, "C": 200}, 1)
    array([[556, 222, 222]])
    """

    spread: float = field(validator=_positive)
    shift: dict[str, float] = field(factory=dict, converter=checked_shift)

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return elections moved by normal deviates; see `Model.draw`."""
        base = _counts(votes)
        points = base.sum() / 100
        moved = generator.normal(shifts(self.shift, votes), self.spread, (count, len(base)))
        return _votes(base + moved * points * (base > 0), votes)


@frozen
class ProportionalSwing:
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

    spread: float = field(validator=_positive)
    shift: dict[str, float] = field(factory=dict, converter=checked_shift)

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return elections multiplied by lognormal factors; see `Model.draw`."""
        base = _counts(votes) * (1 + shifts(self.shift, votes))
        factors = np.exp(generator.normal(0.0, self.spread, (count, len(base))))
        return _votes(base * factors, votes)


@frozen
class DirichletSwing:
    """Shares drawn around the real ones, all lists together.

    Parameters
    ----------
    concentration : float
        Above 0: how close to the real shares ``s``: their variance is
        ``s * (1 - s) / (concentration + 1)``.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> votes = {"A": 600, "V": 400}
    >>> kkr.DirichletSwing(100).draw(np.random.default_rng(1), votes, 2).shape
    (2, 2)
    """

    concentration: float = field(validator=_above_zero)

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return elections with shares from a Dirichlet distribution; see `Model.draw`."""
        base = _counts(votes)
        weights = generator.standard_gamma(
            base / base.sum() * self.concentration, (count, len(base))
        )
        return _votes(weights, votes)


@frozen
class PollSample:
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

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return samples as votes of the voters asked; see `Model.draw`."""
        base = _counts(votes)
        sample: NDArray[np.int64] = generator.multinomial(self.voters, base / base.sum(), count)
        return sample


@frozen(eq=False, init=False)
class NormalSwing:
    """Lists that move together: normal deviates with a given covariance.

    Parameters
    ----------
    covariance : (lists, lists) array
        Of the movements in percentage points, lists in the order of the base's votes: symmetric,
        with no sum of lists of negative variance. A list with variance 0 does not move. A frame
        has the lists as labels, in any order.

    Attributes
    ----------
    lists : tuple of str or None
        The labels of a frame.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.NormalSwing([[4, -4], [-4, 4.1]])
    >>> model.draw(np.random.default_rng(1), {"A": 600, "V": 400}, 2).shape
    (2, 2)
    """

    covariance: NDArray[np.float64]
    lists: tuple[str, ...] | None

    def __init__(self, covariance: ArrayLike) -> None:
        names = getattr(covariance, "columns", None)
        if names is not None:
            square = Labels(rows=names, source="the columns of covariance")
            covariance, names = square.table(covariance, "covariance"), tuple(names)
        self.__attrs_init__(checked_covariance(covariance), names)

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return elections moved by correlated deviates; see `Model.draw`."""
        base = _counts(votes)
        lower = factor(by_list(self.covariance, self.lists, votes))
        moved = generator.standard_normal((count, len(base))) @ lower.T
        return _votes(base + moved * (base.sum() / 100) * (base > 0), votes)


@frozen
class OwnModel:
    """A function of your own.

    Parameters
    ----------
    function : callable
        From a generator and a count to an integer array with a row for each election, or a frame
        with the lists as columns. To run in other processes it has to be importable there.

    Examples
    --------
    >>> import numpy as np
    >>> import kkr_allocation as kkr
    >>> model = kkr.OwnModel(lambda generator, count: generator.integers(1, 9, (count, 2)))
    >>> model.draw(np.random.default_rng(1), {"A": 6, "V": 4}, 3).shape
    (3, 2)
    """

    function: Callable[[np.random.Generator, int], NDArray[np.int64]]

    def draw(
        self, generator: np.random.Generator, votes: Mapping[str, int], count: int
    ) -> NDArray[np.int64]:
        """Return what the function draws, checked for its shape; see `Model.draw`."""
        labels = Labels(columns=votes, source="the lists of base")
        drawn = np.asarray(labels.table(self.function(generator, count), "votes"))
        if drawn.shape != (count, len(votes)) or drawn.dtype.kind not in "iu":
            raise InvalidInputError(
                **refusal(
                    "scenarios.drawn_shape",
                    dtype=drawn.dtype,
                    shape=drawn.shape,
                    count=count,
                    lists=len(votes),
                )
            )
        return drawn.astype(np.int64, copy=False)
