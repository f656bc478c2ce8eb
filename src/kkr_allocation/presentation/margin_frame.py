"""Margins as a frame that knows its smallest rows.

It stands by itself, so that the scenarios can name it without importing what shows them.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["Margins"]


class Margins(pd.DataFrame):
    """What seats hang on, one row a change; see `kkr_allocation.margin`."""

    @property
    def _constructor(self) -> type[Margins]:
        return Margins

    def closest(self) -> Margins:
        """Return the smallest rows, one a seat: which seats hang by how many votes.

        The smallest first. Of the rows by which the same lists win and lose, the one of the fewest
        votes. A lot leaves open who wins; its row is left out where a smaller one already gives
        the list that wins the votes its next seat, or takes the last one of the list that loses
        them.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> result = kkr.apportion({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
        >>> kkr.margin(result).closest().head(4)
           from to  votes    lot wins loses
        24    D  C     10  False    C     D
        23    D  B     14  False    B     D
        13    A  E     40  False    E     A
        17    B  E     45  False    E     B
        """
        some = self[self["votes"].notna()].sort_values(["votes", "lot"], kind="stable")
        kept: list[bool] = []
        seats: set[tuple[str, str]] = set()
        gained: set[str] = set()
        lost: set[str] = set()
        changes = some[["from", "to", "lot", "wins", "loses"]].itertuples(index=False)
        for source, target, lot, wins, loses in changes:
            new = not (target in gained or source in lost) if lot else (wins, loses) not in seats
            kept.append(new)
            if new:
                seats.add((wins, loses))
                gained |= {target if lot else wins} - {""}
                lost |= {source if lot else loses} - {""}
        return some[kept]
