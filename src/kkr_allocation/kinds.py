"""Arguments of one kind, checked at the door: what is no `kkr.Wishes` is refused by that name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from kkr_allocation.errors import InvalidInputError

__all__ = ["each_of", "one_of"]

Kind = TypeVar("Kind")


def one_of(given: object, kind: type[Kind], argument: str, *, made_by: str) -> Kind:
    """Return what is given, where it is of this kind.

    Parameters
    ----------
    given : object
        The argument.
    kind : type
        What it has to be: a class of ``kkr``.
    argument : str
        The argument's name, for the message.
    made_by : str
        How one is made, for the message: ``"kkr.Wishes({...})"``.

    Raises
    ------
    InvalidInputError
        If it is of another kind.

    Examples
    --------
    >>> one_of(3, int, "places", made_by="int(...)")
    3
    """
    if isinstance(given, kind):
        return given
    raise InvalidInputError(
        f"{argument} is {' '.join(repr(given).split()):.80}",
        why=f"{argument} is a kkr.{kind.__name__}",
        do=f"Pass {made_by}",
    )


def each_of(
    given: Iterable[Kind], kind: type[Kind], argument: str, *, made_by: str = ""
) -> tuple[Kind, ...]:
    """Return what is given as a tuple, every item of it of this kind.

    Parameters
    ----------
    given : iterable
        The argument; one item alone has to stand in a list too.
    kind : type
        What each has to be: a class of ``kkr``.
    argument : str
        The argument's name, for the message.
    made_by : str
        How one is made, for the message; by default the kind and its arguments.

    Raises
    ------
    InvalidInputError
        If it is one item outside a list, nothing that can be gone through, or an item is of
        another kind.
    """
    if isinstance(given, kind) or not isinstance(given, Iterable):
        raise InvalidInputError(
            f"{argument} is {given!r:.80}",
            why=f"there can be several, each a kkr.{kind.__name__}",
            do=f"Pass a list, even of one: {argument}=[...]",
        )
    listed = tuple(given)
    for place, item in enumerate(listed):
        if not isinstance(item, kind):
            raise InvalidInputError(
                f"{argument}[{place}] is {item!r:.80}",
                why=f"each is a kkr.{kind.__name__}",
                do=f"Pass a list of those: {argument}=[{made_by or f'kkr.{kind.__name__}(...)'}]",
            )
    return listed
