"""What a wing's views say of a result that is none of theirs."""

from __future__ import annotations

__all__ = ["no_view"]


def no_view(result: object) -> TypeError:
    """Return the error of a view that is asked for a kind of result it does not know.

    Examples
    --------
    >>> no_view(17)
    TypeError('int is no result with a view of its own')
    """
    return TypeError(f"{type(result).__name__} is no result with a view of its own")
