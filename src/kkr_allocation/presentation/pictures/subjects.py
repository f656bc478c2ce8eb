"""What a picture can draw, and what to say when it is given something else."""

from __future__ import annotations

from kkr_allocation.errors import InvalidInputError

__all__ = ["check_subject"]

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


def check_subject(given: object, argument: str, *kinds: type) -> None:
    """Refuse what a picture cannot draw, and say what makes the right result.

    Parameters
    ----------
    given : object
        What the picture was given.
    argument : str
        The name of the picture's first argument.
    *kinds : type
        The kinds of result that the picture draws.

    Raises
    ------
    InvalidInputError
        If what is given is none of these kinds; a result of another kind is named with the
        picture that draws it.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> check_subject(kkr.apportion({"A": 3, "B": 1}, 2), "composition", kkr.Composition)
    Traceback (most recent call last):
        ...
    kkr_allocation.errors.InvalidInputError: composition is of the kind Apportionment. ...
    """
    if isinstance(given, kinds):
        return
    makers = " or ".join(_SUBJECTS[kind.__name__][0] for kind in kinds)
    found = type(given).__name__
    _, own = _SUBJECTS.get(found, ("", ""))
    raise InvalidInputError(
        f"{argument} is of the kind {found}",
        why=f"the picture draws the kind {' or '.join(kind.__name__ for kind in kinds)}",
        do=f"Pass what {makers} returned" + (f", or draw this result with {own}" if own else ""),
    )
