"""Recorded lots as a document has them: taken as stated, or drawn again from their seed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.entries import entry, false, texts, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kkr_allocation.fairness.entries import Document

__all__ = ["read_lot"]

_SEED = Bilingual(
    "a text, empty for a draw by hand", da="en tekst, tom for en lodtrækning i hånden"
)


def read_lot(
    lot: Document, first: Callable[[Sequence[str]], set[str]] | None = None
) -> tuple[set[str], set[str]]:
    """Return who took part in a draw and who won, drawn again if it has a seed.

    Parameters
    ----------
    lot : mapping
        The lot as the document states it.
    first : callable, optional
        From the claimants in the order drawn to those who win; by default as many of the first
        as the lot has winners.

    Raises
    ------
    VerificationError
        If it cannot have been a draw, or its seed draws others.
    """
    claimants, winners = texts(lot, "claimants"), texts(lot, "winners")
    who, won = set(claimants), set(winners)
    if len(who) < len(claimants) or len(won) < len(winners) or not set() < won < who:
        raise false(
            f"the lot between {', '.join(claimants)} won by {', '.join(winners)} is no draw",
            why="each takes part once, and some of them win",
            da=f"lodtrækningen mellem {', '.join(claimants)} vundet af {', '.join(winners)} er "
            "ikke en lodtrækning",
            da_why="hver deltager én gang, og nogle af dem vinder",
        )
    seed = entry(lot, "seed")
    if not isinstance(seed, str):
        raise unreadable("seed", seed, _SEED)
    if seed:
        order = sorted(who, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
        drawn = first(order) if first else set(order[: len(won)])
        if drawn != won:
            raise false(
                f"the lot between {', '.join(claimants)} was won by {', '.join(winners)}",
                why=f"its seed, {seed!r:.60}, draws {', '.join(sorted(drawn))}",
                da=f"lodtrækningen mellem {', '.join(claimants)} er vundet af {', '.join(winners)}",
                da_why=f"dens frø, {seed!r:.60}, udtrækker {', '.join(sorted(drawn))}",
            )
    return who, won
