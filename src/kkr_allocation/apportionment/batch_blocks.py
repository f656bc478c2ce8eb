"""Batches block by block: two sieves for every round, and down the tree of alliances."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kkr_allocation.apportionment.batch_inputs import Node, refuse_negative
from kkr_allocation.apportionment.clear_rules import clear_rule
from kkr_allocation.apportionment.double_precision import share_close
from kkr_allocation.apportionment.single_precision import (
    Workspace,
    block_length,
    share_clear,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["BatchJob"]

Answer: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.bool_]]"


class BatchJob:
    """The elections of one call, shared block by block into one pair of arrays.

    Parameters
    ----------
    votes : (elections, parties) integer array
        The votes.
    house : int or (elections,) int64 array
        Seats to share.
    rule : Rule
        The rule.
    tree : Node
        The parties and alliances.
    floors : (elections, parties) or (1, parties) int64 array, or None
        Least seats.
    """

    def __init__(
        self,
        votes: NDArray[np.integer],
        house: int | NDArray[np.int64],
        rule: Rule,
        tree: Node,
        floors: NDArray[np.int64] | None,
    ) -> None:
        self._votes = votes
        self._house = house
        self._rule = rule
        self._tree = tree
        self._floors = floors
        self._workspace = Workspace()
        self.seats = np.empty(votes.shape, np.int64)
        self.tied = np.zeros(len(votes), np.bool_)

    def run(self, threads: int) -> None:
        """Share all blocks; NumPy leaves the interpreter to the other threads meanwhile."""
        length = block_length(self._votes.shape[1], threads)
        starts = range(0, len(self._votes), length)
        if threads == 1:
            for start in starts:
                self._block(start, length)
            return
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(lambda start: self._block(start, length), starts):
                pass

    def _block(self, start: int, length: int) -> None:
        rows = slice(start, start + length)
        votes, seats, tied = self._votes[rows], self.seats[rows], self.tied[rows]
        refuse_negative(votes, start)
        numbers = np.arange(start, start + len(votes))
        house, floors = self._house, self._floors
        house = np.full(len(votes), house) if isinstance(house, int) else house[rows]
        if floors is not None:
            floors = np.broadcast_to(floors if len(floors) == 1 else floors[rows], votes.shape)
        if self._tree.plain:
            undecided = self._share(votes, house, floors, numbers, (seats, tied))
        else:
            undecided = np.arange(len(votes))
            seats[...], tied[...] = self._descend(self._tree, votes, house, floors, numbers)
        empty = undecided[~(votes[undecided] > 0).any(axis=1)]
        seats[empty] = 0
        tied[empty] = True

    def _share(
        self,
        votes: NDArray[np.integer],
        house: NDArray[np.int64],
        floors: NDArray[np.int64] | None,
        numbers: NDArray[np.intp],
        into: Answer,
    ) -> NDArray[np.intp]:
        """Share one round of a block, and return the rows that took a second look."""
        seats, tied = into
        rule = None
        if votes.dtype != object:
            rule = clear_rule(self._rule, int(house.max()), votes.shape[1])
        if rule is not None and floors is not None:
            lowest = np.ascontiguousarray(floors.T, np.float32)
            rule = rule.within(lowest, np.full((len(lowest), 1), np.inf, np.float32))
        if rule is None:
            rows = np.arange(len(votes))
        else:
            rows = share_clear(votes, house, rule, seats, self._workspace)
        if len(rows):
            close = votes[rows]
            least = np.zeros(close.shape, np.int64) if floors is None else floors[rows]
            seats[rows], tied[rows] = share_close(
                close, house[rows], self._rule, least, numbers[rows]
            )
        return rows

    def _descend(
        self,
        node: Node,
        votes: NDArray[np.integer],
        house: NDArray[np.int64],
        floors: NDArray[np.int64] | None,
        numbers: NDArray[np.intp],
    ) -> Answer:
        """Share the seats of a node among its members, then go down into its alliances."""
        pooled = node.pooled(votes)
        least = None if floors is None else node.pooled(floors).astype(np.int64)
        won = np.empty(pooled.shape, np.int64)
        tied = np.zeros(len(votes), np.bool_)
        self._share(pooled, house, least, numbers, (won, tied))
        seats = np.zeros(votes.shape, np.int64)
        for place, member in enumerate(node.members):
            if isinstance(member, int):
                seats[:, member] = won[:, place]
                continue
            inner, unclear = self._descend(member, votes, won[:, place], floors, numbers)
            seats += inner
            tied |= unclear
        return seats, tied
