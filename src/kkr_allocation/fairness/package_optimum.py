"""The table of a package held to the best: departures, distance, and whether it is alone.

Every forum's posts and every list's total hold, every share is rounded down or up: a 0-1 column
for each forum and list says which. A mark for each forum says whether it may depart from its own
split. `integer_proof` then proves that no table serves better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Count
from kkr_allocation.fairness.entries import false
from kkr_allocation.fairness.integer_proof import Answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kkr_allocation.fairness.package_exchanges import Package, Row

__all__ = ["Optimum"]


@frozen
class Optimum:
    """What a table of a package is held to.

    Parameters
    ----------
    package : Package
        The fora and what each list has of all their posts.
    blocks : sequence of tuple of str
        The lists of each outer alliance, and each list that stands alone.
    own : dict of str to sequence of (int, int)
        By forum the least and the most posts of each block in the forum's own split; the two
        differ where a lot would decide.
    """

    package: Package
    blocks: Sequence[tuple[str, ...]]
    own: Mapping[str, Sequence[tuple[int, int]]]

    def check(self, rows: Mapping[str, Row]) -> bool:
        """Refuse a table that is not the best, and say whether its split is the only one as good.

        Parameters
        ----------
        rows : mapping of str to row
            Posts by forum and list, every share rounded, before agreed deviations.

        Raises
        ------
        VerificationError
            If fewer fora need depart, or the posts can be nearer to the shares.
        """
        cells = {pair: place for place, pair in enumerate((f, p) for f in rows for p in rows[f])}
        marks = {forum: len(cells) + place for place, forum in enumerate(rows)}
        answers = Answers(len(cells) + len(marks))
        self._add_rows(answers, cells, marks)
        departing = sum(self.package.departs(forum, row) for forum, row in rows.items())
        if not answers.settle(dict.fromkeys(marks.values(), 1), departing, departing):
            raise false(
                f"{Count(departing):forum departs from its|fora depart from their} own split",
                why="a table with fewer was found",
                da=f"{Count(departing):forum afviger fra sin|fora afviger fra deres} egen deling",
                da_why="der er fundet en tabel med færre",
            )
        house = sum(self.package.totals.values())
        distance = {cell: house - 2 * self._share(*pair)[1] for pair, cell in cells.items()}
        far = self._cost(rows, cells, distance)
        if not answers.settle(distance, far, far):
            raise false(
                "the posts are not as near to the shares as can be",
                why="a table was found",
                da="pladserne er ikke så nær andelene, som de kan være",
                da_why="der er fundet en tabel, hvor de er nærmere",
            )
        return not self._has_equal(answers, rows, cells)

    def _share(self, forum: str, party: str) -> tuple[int, int]:
        return self.package.share(forum, (party,))

    def _cost(
        self, rows: Mapping[str, Row], cells: Mapping[tuple[str, str], int], costs: dict[int, int]
    ) -> int:
        """Return what the posts cost that are above the whole parts of the shares."""
        return sum(
            costs[cell] * (rows[forum][party] - self._share(forum, party)[0])
            for (forum, party), cell in cells.items()
        )

    def _add_rows(
        self, answers: Answers, cells: Mapping[tuple[str, str], int], marks: Mapping[str, int]
    ) -> None:
        package = self.package
        for (forum, party), cell in cells.items():
            answers.row({cell: 1}, None, int(self._share(forum, party)[1] > 0))
        for party, total in package.totals.items():
            whole = sum(self._share(forum, party)[0] for forum in marks)
            column = dict.fromkeys((cells[forum, party] for forum in marks), 1)
            answers.row(column, total - whole, total - whole)
        for forum, mark in marks.items():
            for parties in (tuple(package.totals), *package.groups):
                whole, rest = package.share(forum, parties)
                low = whole - self._whole(forum, parties)
                answers.row(self._ones(cells, forum, parties), low, low + (rest > 0))
            for parties, (least, most) in zip(self.blocks, self.own[forum], strict=True):
                ones, whole = self._ones(cells, forum, parties), self._whole(forum, parties)
                answers.row(ones | {mark: least}, least - whole, None)
                answers.row(ones | {mark: most - package.posts[forum]}, None, most - whole)

    def _whole(self, forum: str, parties: tuple[str, ...]) -> int:
        return sum(self._share(forum, party)[0] for party in parties)

    def _ones(
        self, cells: Mapping[tuple[str, str], int], forum: str, parties: tuple[str, ...]
    ) -> dict[int, int]:
        return dict.fromkeys((cells[forum, party] for party in parties), 1)

    def _has_equal(
        self, answers: Answers, rows: Mapping[str, Row], cells: Mapping[tuple[str, str], int]
    ) -> bool:
        """Say whether a table as good rounds some block the other way in some forum.

        A block rounded up counts for the table, one rounded down against it: every other split
        counts less.
        """
        costs: dict[int, int] = {}
        for forum, row in rows.items():
            for parties in self.blocks:
                up = sum(row[p] for p in parties) > self.package.share(forum, parties)[0]
                costs |= dict.fromkeys((cells[forum, p] for p in parties), 1 if up else -1)
        return answers.reaches(costs, self._cost(rows, cells, costs) - 1)
