"""The exception family: what went wrong, why it is wrong, what to do.

Every exception the library raises on purpose is a `KkrAllocationError`. The three parts of a
message are separate arguments, so that none can be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kkr_allocation.apportionment.ties import Tie

__all__ = [
    "IncompleteDataWarning",
    "InfeasibleError",
    "InvalidInputError",
    "KkrAllocationError",
    "UnresolvedTieError",
    "VerificationError",
]

_WRITTEN_OUT = 40


class KkrAllocationError(Exception):
    """Anything this library refuses to do, in words that can be read aloud.

    Parameters
    ----------
    what : str
        The argument, the party or place, and the value.
    why : str
        The rule that is broken, with its section where it has one.
    do : str
        What the caller can do about it.
    """

    def __init__(self, what: str, *, why: str, do: str) -> None:
        self.what = what
        self.why = why
        self.do = do
        super().__init__(" ".join(_sentence(part) for part in (what, why, do)))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
        """Pickle the message as it stands; the parts are attributes and come back as state."""
        return _revive, (type(self), self.args), self.__dict__


class InvalidInputError(KkrAllocationError, ValueError):
    """An argument, a file or a figure that cannot be right."""


class UnresolvedTieError(KkrAllocationError):
    """Equal claims that only a lot can decide.

    Parameters
    ----------
    tie : Tie
        The claimants and the seats at stake.
    partial : mapping of str to int
        The seats that are certain whatever the lot says, per claimant of the level where the
        tie stands; with the seats at stake they sum to what that level shares out.
    others : sequence of sequences of str
        The claimants of recorded draws that do not belong to this tie.
    """

    def __init__(
        self, tie: Tie, partial: Mapping[str, int], others: Sequence[Sequence[str]] = ()
    ) -> None:
        self.tie = tie
        self.partial = dict(partial)
        unfit = "; ".join(", ".join(claimants) for claimants in others)
        super().__init__(
            tie.sentence(),
            why="Equal quotients are decided by lot, never by the order of the lists"
            + (f"; the recorded draw between {unfit} is not for this tie" if unfit else ""),
            do="Draw the lot and pass it on: "
            f"lots=[kkr.Lot({_shown(tie.claimants)}, winners)] with {tie.seats} winner(s), "
            "or kkr.draw(error.tie, seed=...) for a recorded draw",
        )


class InfeasibleError(KkrAllocationError):
    """Rules that cannot all be met.

    Parameters
    ----------
    what, why, do : str
        As in `KkrAllocationError`.
    conflict : tuple of str
        Named rules that conflict; leave out any one of them and the rest can be met.
    relaxation : object
        A cheapest change that makes a solution possible; None where none was looked for.
    """

    def __init__(
        self,
        what: str,
        *,
        why: str,
        do: str,
        conflict: tuple[str, ...],
        relaxation: object = None,
    ) -> None:
        self.conflict = conflict
        self.relaxation = relaxation
        super().__init__(what, why=why, do=do)


class VerificationError(KkrAllocationError):
    """A result that does not follow from its inputs."""


class IncompleteDataWarning(UserWarning):
    """Figures that are missing; the result rests on the rest."""


def _shown(claimants: tuple[str, ...]) -> str:
    """Write claimants out, unless a table has more of them than anyone reads."""
    return repr(claimants) if len(claimants) <= _WRITTEN_OUT else "error.tie.claimants"


def _sentence(part: str) -> str:
    return part if part.endswith((".", "!", "?", ":")) else f"{part}."


def _revive(kind: type[KkrAllocationError], args: tuple[Any, ...]) -> KkrAllocationError:
    error = kind.__new__(kind, *args)
    error.args = args
    return error
