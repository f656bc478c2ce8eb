"""Exchanges of posts between two fora: none may make the table of a package serve better.

The engine finds the table with an integer programme. Here every exchange of one post against
another is tried: as few fora as possible depart from their own split, then the posts are as near
to the shares as possible, then the digests of the names decide.
"""

from __future__ import annotations

import hashlib
from itertools import combinations, permutations
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Count
from kkr_allocation.fairness.entries import false

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Package"]

Row: TypeAlias = "Mapping[str, int]"


@frozen
class Package:
    """The fora of a package, and what each list has of all their posts.

    Parameters
    ----------
    posts, totals : dict of str to int
        Posts by forum, and by list over all these fora; the same sum.
    groups : sequence of tuple of str
        The lists of every alliance, inner ones included, and every list alone.
    departs : callable
        From a forum and its row to whether the row is not the forum's own split.
    """

    posts: dict[str, int]
    totals: dict[str, int]
    groups: Sequence[tuple[str, ...]]
    departs: Callable[[str, Row], bool]

    def share(self, forum: str, parties: tuple[str, ...]) -> tuple[int, int]:
        """Return the whole part and the rest, in parts of the package, of a share of a forum."""
        total = sum(self.totals[party] for party in parties)
        return divmod(self.posts[forum] * total, sum(self.totals.values()) or 1)

    def check_rows(self, rows: Mapping[str, Row]) -> None:
        """Refuse a row in which a share is not rounded down or up.

        Raises
        ------
        VerificationError
            If a list or an alliance has another number of posts in a forum.
        """
        for forum, row in rows.items():
            for parties in self.groups:
                if not self._is_rounded(forum, parties, row):
                    whole, rest = self.share(forum, parties)
                    held = sum(row[party] for party in parties)
                    raise false(
                        f"{'+'.join(parties)} has {Count(held):post|posts} in {forum}",
                        why=f"its share, rounded, is {whole}" + f" or {whole + 1}" * bool(rest),
                        da=f"{'+'.join(parties)} har {Count(held):plads|pladser} i {forum}",
                        da_why=f"andelen, rundet ned eller op, er {whole}"
                        + f" eller {whole + 1}" * bool(rest),
                    )

    def check_exchanges(self, rows: Mapping[str, Row]) -> None:
        """Refuse a table that an exchange of two posts between two fora would better.

        Raises
        ------
        VerificationError
            If there is such an exchange.
        """
        for one, other in combinations(rows, 2):
            for giver, taker in permutations(self.totals, 2):
                if rows[one][giver] and rows[other][taker]:
                    changed = {
                        one: _exchanged(rows[one], giver, taker),
                        other: _exchanged(rows[other], taker, giver),
                    }
                    before = {forum: rows[forum] for forum in changed}
                    if self._are_rounded(changed) and self._cost(changed) < self._cost(before):
                        raise false(
                            f"{giver} has a post in {one} and {taker} one in {other}",
                            why="the other way round fewer fora depart, or the posts are nearer "
                            "to the shares or come first by the names' digests",
                            da=f"{giver} har en plads i {one} og {taker} en i {other}",
                            da_why="byttet om ville færre fora afvige, eller pladserne ligge "
                            "nærmere andelene eller komme først i den faste rækkefølge, som "
                            "navnene giver",
                        )

    def _is_rounded(self, forum: str, parties: tuple[str, ...], row: Row) -> bool:
        whole, rest = self.share(forum, parties)
        return whole <= sum(row[party] for party in parties) <= whole + (rest > 0)

    def _are_rounded(self, rows: Mapping[str, Row]) -> bool:
        return all(self._is_rounded(f, parties, rows[f]) for f in rows for parties in self.groups)

    def _cost(self, rows: Mapping[str, Row]) -> tuple[int, int, int]:
        """Return departures, distance to the shares in parts of the package, and preference."""
        whole = sum(self.totals.values())
        distance = preference = 0
        for forum, row in rows.items():
            for party, held in row.items():
                share = self.posts[forum] * self.totals[party]
                distance += abs(held * whole - share)
                preference += held * _digest(forum, party)
        return sum(self.departs(forum, row) for forum, row in rows.items()), distance, preference


def _exchanged(row: Row, giver: str, taker: str) -> dict[str, int]:
    return {**row, giver: row[giver] - 1, taker: row[taker] + 1}


def _digest(forum: str, party: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{forum}\n{party}".encode()).digest()[:2])
