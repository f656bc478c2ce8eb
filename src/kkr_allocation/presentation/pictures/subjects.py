"""What a picture can draw, what all take, and what to say when one is given something else."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import checked_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

__all__ = ["picture_of"]

_Given = ParamSpec("_Given")
_SUBJECTS = {
    "AllianceScan": ("kkr.alliance_scan", "kkr.plot_scan"),
    "Appointments": ("kkr.appoint", "kkr.plot_appointments or kkr.plot_spread"),
    "Apportionment": ("kkr.apportion", "kkr.plot_quotients"),
    "Composition": (
        "kkr.compose or kkr.compose_region",
        "kkr.plot_council, kkr.plot_house_size or kkr.plot_readings",
    ),
    "Distribution": ("kkr.distribute or kkr.scale", "kkr.plot_places"),
    "SweepResult": ("kkr.sweep", "kkr.plot_sweep"),
    "TableDistribution": ("kkr.distribute_table", "kkr.plot_table"),
    "TwoWayApportionment": ("kkr.biproportion", "kkr.plot_table"),
}
"""For each kind of result by name: what returns it, and what draws it."""
_TAKEN = """
language : {"en", "da"}
    The language of the texts.
axes : matplotlib.axes.Axes, optional
    Where to draw; by default in a figure of its own."""
_RAISES = "\n\nRaises\n------"
_RAISED = """
KkrAllocationError
    If matplotlib is not installed.
InvalidInputError
    If `{argument}` is not of the kind {kinds}, or the language is another one."""
"""What the docstring of every picture says of the parameters and errors that all share."""


def picture_of(*kinds: type) -> Callable[[Callable[_Given, Axes]], Callable[_Given, Axes]]:
    """Make a function draw these kinds of result alone, and complete its docstring.

    Parameters
    ----------
    *kinds : type
        The kinds of result that the picture draws.

    Returns
    -------
    callable
        A decorator. The picture it returns refuses with `InvalidInputError` a first argument of
        another kind, which it names with the picture that draws it, and a language without texts.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.plot_council(kkr.apportion({"A": 3, "B": 1}, 2))
    Traceback (most recent call last):
        ...
    kkr_allocation.errors.InvalidInputError: composition is of the kind Apportionment. ...
    """

    def decorated(draw: Callable[_Given, Axes]) -> Callable[_Given, Axes]:
        taken = inspect.signature(draw)
        argument = next(iter(taken.parameters))

        @wraps(draw)
        def drawn(*given: _Given.args, **named: _Given.kwargs) -> Axes:
            arguments = taken.bind(*given, **named).arguments
            _check_subject(arguments[argument], argument, kinds)
            checked_language(arguments.get("language", "en"))
            return draw(*given, **named)

        drawn.__doc__ = _completed(inspect.getdoc(draw) or "", argument, kinds)
        return drawn

    return decorated


def _completed(said: str, argument: str, kinds: tuple[type, ...]) -> str:
    """Return a docstring with the parameters and errors that all pictures share."""
    parameters, returned = said.split("\n\nReturns\n")
    returns, examples = returned.split("\n\nExamples\n")
    raises = returns if _RAISES in returns else returns + _RAISES
    raised = _RAISED.format(argument=argument, kinds=_either(kinds))
    return f"{parameters}{_TAKEN}\n\nReturns\n{raises}{raised}\n\nExamples\n{examples}"


def _either(kinds: tuple[type, ...]) -> str:
    return " or ".join(kind.__name__ for kind in kinds)


def _check_subject(given: object, argument: str, kinds: tuple[type, ...]) -> None:
    """Refuse what a picture cannot draw, and say what makes the right result."""
    if isinstance(given, kinds):
        return
    makers = " or ".join(_SUBJECTS[kind.__name__][0] for kind in kinds)
    found = type(given).__name__
    _, own = _SUBJECTS.get(found, ("", ""))
    raise InvalidInputError(
        f"{argument} is of the kind {found}",
        why=f"the picture draws the kind {_either(kinds)}",
        do=f"Pass what {makers} returned" + (f", or draw this result with {own}" if own else ""),
    )
