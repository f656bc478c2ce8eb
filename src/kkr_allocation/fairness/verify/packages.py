"""The sharing of each package of an entitlement: by the same figures, each lot decided in one."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import combinations, permutations
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.fairness.verify import apportionments as verify_apportionment
from kkr_allocation.fairness.verify.documents import called, false, read_lot
from kkr_allocation.fairness.verify.integer_proof import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kkr_allocation.fairness.verify.documents import Document


def shares_of(document: Document, posts: Mapping[str, int]) -> dict[str, Document]:
    """Return the sharing of each package, known to follow from the strengths with all its lots."""
    named, shares = document["packages"], document["shares"]
    if sorted(name for names in named.values() for name in names) != sorted(posts):
        raise false("fairness.packages_do_not_every")
    if set(shares) != set(named) or not all(named.values()):
        raise false("fairness.packages_shares_differ")
    if len(named) > 1 and document["caps"]:
        raise false("fairness.there_caps_several_packages")
    found: dict[str, Document] = {package: shares[package] for package in named}
    for package, share in found.items():
        _check_share(document, package, share, sum(posts[name] for name in named[package]))
    used = Counter(_drawn(lot) for share in found.values() for lot in share["lots"])
    if Counter(map(_drawn, document["lots"])) != used:
        raise false("fairness.lots_not_those_packages")
    return found


def stands(share: Document) -> bool:
    """Say whether all posts of a sharing are those that stood, as after a vacancy is filled."""
    kept: Counter[str] = Counter(share["floors"])
    return bool(kept) and +kept == +Counter(share["seats"])


def _check_share(document: Document, package: str, share: Document, posts: int) -> None:
    for own, other in (("strengths", "votes"), ("alliances",) * 2, ("rule",) * 2, ("caps",) * 2):
        if document[own] != share[other]:
            raise false("fairness.package_not_same", own=called(own))
    if share["floors"] and not stands(share):
        raise false("fairness.package_floors", package=package)
    shared = share["house_size"]
    if shared != posts:
        raise false("fairness.package_shares_count", package=package, count=shared, posts=posts)
    verify_apportionment.check(share)


def _drawn(lot: Document) -> tuple[frozenset[str], frozenset[str]]:
    claimants, winners = read_lot(lot)
    return frozenset(claimants), frozenset(winners)


# Exchanges of posts between two fora: none may make the table of a package serve better.
#
# The engine finds the table with an integer programme. Here every exchange of one post against
# another is tried: as few fora as possible depart from their own split, then the posts are as
# near to the shares as possible, then the digests of the names decide.


Row: TypeAlias = "Mapping[str, int]"


@frozen
class Package:
    """The fora of a package, and what each list has of all their posts."""

    posts: dict[str, int]
    totals: dict[str, int]
    groups: Sequence[tuple[str, ...]]
    """The lists of every alliance, inner ones included, and every list alone."""
    departs: Callable[[str, Row], bool]
    """From a forum and its row to whether the row is not the forum's own split."""

    def share(self, forum: str, parties: tuple[str, ...]) -> tuple[int, int]:
        """Return the whole part and the rest, in parts of the package, of a share of a forum."""
        total = sum(self.totals[party] for party in parties)
        return divmod(self.posts[forum] * total, sum(self.totals.values()) or 1)

    def check_rows(self, rows: Mapping[str, Row]) -> None:
        """Refuse a row in which a share is not rounded down or up."""
        for forum, row in rows.items():
            for parties in self.groups:
                if not self._is_rounded(forum, parties, row):
                    whole, rest = self.share(forum, parties)
                    held = sum(row[party] for party in parties)
                    raise false(
                        f"fairness.block_has_{'other_posts' if rest else 'another_number'}",
                        parties="+".join(parties),
                        held=held,
                        forum=forum,
                        whole=whole,
                        more=whole + 1,
                    )

    def check_exchanges(self, rows: Mapping[str, Row]) -> None:
        """Refuse a table that an exchange of two posts between two fora would better."""
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
                            "fairness.post_one", giver=giver, one=one, taker=taker, other=other
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


# The table of a package held to the best: departures, distance, and whether it is alone.
#
# Every forum's posts and every list's total hold, every share is rounded down or up: a 0-1 column
# for each forum and list says which. A mark for each forum says whether it may depart from its
# own split. `integer_proof` then proves that no table serves better.


@frozen
class Optimum:
    """What a table of a package is held to."""

    package: Package
    blocks: Sequence[tuple[str, ...]]
    """The lists of each outer alliance, and each list that stands alone."""
    own: Mapping[str, Sequence[tuple[int, int]]]
    """By forum the least and the most posts of each block in the forum's own split; the two differ
    where a lot would decide."""

    def check(self, rows: Mapping[str, Row]) -> bool:
        """Refuse a table before deviations that is not the best; say whether none is as good."""
        cells = {pair: place for place, pair in enumerate((f, p) for f in rows for p in rows[f])}
        marks = {forum: len(cells) + place for place, forum in enumerate(rows)}
        answers = Answers(len(cells) + len(marks))
        self._add_rows(answers, cells, marks)
        departing = sum(self.package.departs(forum, row) for forum, row in rows.items())
        if not answers.settle(dict.fromkeys(marks.values(), 1), departing, departing):
            raise false("fairness.own_split", departing=departing)
        house = sum(self.package.totals.values())
        distance = {cell: house - 2 * self._share(*pair)[1] for pair, cell in cells.items()}
        far = self._cost(rows, cells, distance)
        if not answers.settle(distance, far, far):
            raise false("fairness.posts_not_near_shares")
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
