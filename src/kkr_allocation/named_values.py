"""Values by name at the door: a mapping or a pandas Series, each name once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kkr_allocation.errors import Bilingual, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Figures", "by_name", "named_pairs"]


class Figures(Protocol):
    """Figures by name: a mapping, or a pandas Series."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Pairs of name and figure."""
        ...


def named_pairs(values: Figures, argument: str, example: str) -> Iterable[tuple[Any, Any]]:
    """Return pairs of name and value, or say that there are no names or several values to each.

    Parameters
    ----------
    values : mapping or pandas Series
        Values by name.
    argument, example : str
        The argument's name and what it could be, for messages.

    Raises
    ------
    InvalidInputError
        If it is no mapping and no Series.
    """
    _refuse_nameless(values, argument, example)
    if hasattr(values, "columns") and hasattr(values, "index"):
        raise InvalidInputError(
            f"{argument} is a frame with the columns {', '.join(map(repr, values.columns)):.80}",
            why="each name has one figure",
            do="Pass one of its columns, with the names as its index",
        )
    return values.items()


def _refuse_nameless(values: object, argument: str, example: str) -> None:
    if isinstance(values, str) or not hasattr(values, "items"):
        raise InvalidInputError(
            f"{argument} is {values!r:.80}",
            why="every figure needs the name it belongs to",
            do=f"Pass a mapping such as {example}, or a pandas Series",
        )


def by_name(
    values: Figures, argument: str, example: str, *, of_columns: bool = False
) -> dict[Any, Any]:
    """Return values by name as a dict, in their order.

    Parameters
    ----------
    values : mapping or pandas Series
        Values by name.
    of_columns : bool
        Whether each value is a column, so that a frame has values by name too.
    argument, example : str
        The argument's name and what it could be, for messages.

    Raises
    ------
    InvalidInputError
        If it is no mapping and no Series, or a name stands twice.
    """
    named: dict[Any, Any] = {}
    _refuse_nameless(values, argument, example)
    for name, value in values.items() if of_columns else named_pairs(values, argument, example):
        if name in named:
            raise InvalidInputError(
                Bilingual(
                    f"{argument} names {name!r} twice", da=f"{argument} nævner {name!r} to gange"
                ),
                why=Bilingual(
                    "two entries with one name cannot be told apart",
                    da="to tal med samme navn kan ikke skelnes",
                ),
                do=Bilingual(
                    "Add them up if they are one, or give each a name of its own",
                    da="Læg dem sammen, hvis de er ét, eller giv dem hver sit navn",
                ),
            )
        named[name] = value
    return named
