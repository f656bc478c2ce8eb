"""The forum x list table of a package: a two-way rounding with exact margins."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.appointments.solver import Programme, minimised
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.ties import UnresolvedTieError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance, Member
    from kkr_allocation.apportionment.rules import Rule


def block_name(member: Member) -> str:
    """Return the party's name, or the alliance's label."""
    return member if isinstance(member, str) else member.label


def block_parties(member: Member) -> tuple[str, ...]:
    """Return the parties of a block: the party alone, or all below the alliance."""
    return (member,) if isinstance(member, str) else tuple(member.parties())


def own_split(votes: Mapping[str, int], posts: int, rule: Rule) -> dict[str, tuple[int, int]]:
    """Return the least and the most posts of each block by the forum's own apportionment.

    The two differ only where lots would decide; any outcome of the lot is then the forum's own.
    """
    try:
        return {name: (n, n) for name, n in apportion(votes, posts, rule).seats.items()}
    except UnresolvedTieError as error:
        return {name: (n, n + (name in error.tie.claimants)) for name, n in error.partial.items()}


class _Table:
    """The integer programme: a cell for each forum and party, a mark for each departing forum.

    A cell is 1 where a share is rounded up and 0 where it is rounded down, and a forum's own split
    bounds few of them: so no figure of a row is larger than there are cells, however many posts.
    """

    def __init__(
        self,
        fora: Mapping[str, int],
        totals: Mapping[str, int],
        root: Alliance,
        votes: Mapping[str, int],
        rule: Rule,
    ) -> None:
        self.fora, self.totals, self.root = dict(fora), dict(totals), root
        self.house = sum(fora.values())
        self.cells = {
            (forum, party): place
            for place, (forum, party) in enumerate((f, p) for f in fora for p in totals)
        }
        self.marks = {forum: len(self.cells) + i for i, forum in enumerate(fora)}
        self.columns = len(self.cells) + len(self.marks)
        self.whole = np.zeros(self.columns, dtype=np.int64)
        self.most = np.ones(self.columns, dtype=np.int64)
        for (forum, party), cell in self.cells.items():
            self.whole[cell], rest = self.floor(forum, (party,))
            self.most[cell] = rest > 0
        self.programme = Programme(self.columns)
        self.programme.close(np.flatnonzero(self.most == 0).tolist())
        strengths = {block_name(b): sum(votes[p] for p in block_parties(b)) for b in root.members}
        for forum, posts in fora.items():
            self._sum([(forum, p) for p in totals], posts, posts)
            for node in root.alliances():
                if node is not root:
                    parties = tuple(node.parties())
                    whole, rest = self.floor(forum, parties)
                    self._sum([(forum, p) for p in parties], whole, whole + (rest > 0))
            own = own_split(strengths, posts, rule)
            for block in root.members:
                self._own(forum, block_parties(block), own[block_name(block)])
        for party, total in totals.items():
            self._sum([(forum, party) for forum in fora], total, total)

    def floor(self, forum: str, parties: Iterable[str]) -> tuple[int, int]:
        """Return the whole part and the remainder, in house-ths, of a share."""
        return divmod(self.fora[forum] * sum(self.totals[p] for p in parties), self.house)

    def _sum(self, cells: Iterable[tuple[str, str]], low: int, high: int) -> None:
        """Bound the posts of some cells."""
        columns = [self.cells[cell] for cell in cells]
        below = int(self.whole[columns].sum())
        self.programme.bound(columns, low - below, high - below)

    def _own(self, forum: str, parties: tuple[str, ...], own: tuple[int, int]) -> None:
        """Keep a block of a forum without a mark between `own`'s bounds."""
        columns, mark = [self.cells[forum, p] for p in parties], self.marks[forum]
        below, ups = int(self.whole[columns].sum()), int(self.most[columns].sum())
        low, high = own[0] - below, own[1] - below
        if low > ups or high < 0:  # no table has it
            self.programme.bound([mark], 1, 1)
            return
        # The mark counts for just as much as the rounded cells can miss a bound by: with it,
        # neither row says anything.
        cells, ones = [*columns, mark], [1] * len(columns)
        self.programme.row(cells, [*ones, max(low, 0)], low, None)
        self.programme.row(cells, [*ones, min(high - ups, 0)], None, high)

    def solve(self, cost: Mapping[int, int], *, keep: bool = True) -> tuple[NDArray[np.int64], int]:
        """Minimise a whole-number cost, and unless told otherwise keep its minimum from now on."""
        answer = minimised(self.programme.vector(cost), self.programme.system())
        if not answer.proven or answer.values is None:  # pragma: no cover
            message = f"the table's programme ended with: {answer.said}"
            raise RuntimeError(message)
        up = np.rint(answer.values).astype(np.int64)
        if keep:
            least = sum(weight * int(up[column]) for column, weight in cost.items())
            self.programme.row(list(cost), cost.values(), None, least)
        values = self.whole + up
        return values, sum(weight * int(values[column]) for column, weight in cost.items())


def package_table(
    fora: Mapping[str, int],
    totals: Mapping[str, int],
    root: Alliance,
    votes: Mapping[str, int],
    rule: Rule,
) -> tuple[dict[str, dict[str, int]], bool]:
    """Round the shares ``posts x total / house`` to a table with exact margins.

    Returned are posts by forum and party, and whether every table with as few departures, and as
    close to the shares, has the same split between alliances in every forum. `fora` has posts by
    forum, `totals` posts by party over all of them, of the same sum; `rule` is that of a forum's
    own apportionment.

    Notes
    -----
    Every alliance and every list has in every forum the floor or the ceiling of its share. Shares
    of forum, alliances and party are nested, totals are not: the shares' constraints are
    two laminar families, whose matrix is totally unimodular, so a table exists. Three whole
    number objectives follow each other: fewest departures; then the sum of distances to the
    shares; then a fixed preference from the digests of the names, which makes the answer
    independent of the order of rows. The third is no ranking of anyone: it picks one of the
    tables that serve equally, and what is returned says whether there was any to pick.
    """
    ordered = {forum: fora[forum] for forum in sorted(fora)}
    parties = {party: totals[party] for party in sorted(totals)}
    programme = _Table(ordered, parties, root, votes, rule)
    programme.solve(dict.fromkeys(programme.marks.values(), 1))
    # A share with the remainder r, in house-ths, is r away from what it is rounded down to and
    # house - r from what it is rounded up to: rounding it up costs house - 2 r.
    programme.solve(
        {
            cell: programme.house - 2 * programme.floor(forum, (party,))[1]
            for (forum, party), cell in programme.cells.items()
        }
    )
    preference = {
        cell: int.from_bytes(hashlib.sha256("\n".join(pair).encode()).digest()[:2])
        for pair, cell in programme.cells.items()
    }
    values, _ = programme.solve(preference, keep=False)
    posts = {
        forum: {party: int(values[programme.cells[forum, party]]) for party in totals}
        for forum in fora
    }
    return posts, _unique(programme, posts)


def _unique(programme: _Table, posts: Mapping[str, Mapping[str, int]]) -> bool:
    """Look for the table that agrees least between alliances; it may ignore the preference.

    A block's posts in a forum are one of two numbers. Counted with a plus where this table has the
    higher and with a minus where it has the lower, no table sums to more than this one, and
    another split sums to less.
    """
    cost: dict[int, int] = {}
    agreement = 0
    for forum in programme.fora:
        for block in programme.root.members:
            parties = block_parties(block)
            up = sum(posts[forum][p] for p in parties) > programme.floor(forum, parties)[0]
            sign = 1 if up else -1
            agreement += sign * sum(posts[forum][p] for p in parties)
            cost |= {programme.cells[forum, p]: sign for p in parties}
    return programme.solve(cost)[1] == agreement
