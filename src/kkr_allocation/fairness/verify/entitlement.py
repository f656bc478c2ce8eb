"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from fractions import Fraction
from functools import cache, partial
from heapq import nsmallest
from itertools import permutations, product
from operator import add, itemgetter, sub
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.fairness.verify import apportionments as verify_apportionment
from kkr_allocation.fairness.verify.apportionments import parties_of
from kkr_allocation.fairness.verify.documents import (
    NONE,
    Taken,
    called,
    drawn,
    false,
    negated,
    read_lot,
    within_time,
)
from kkr_allocation.fairness.verify.integer_proof import Answers
from kkr_allocation.fairness.verify.sharing import Lots, at_least, quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document
    from kkr_allocation.fairness.verify.sharing import Quotient


def check(document: Document) -> tuple[str, ...]:
    """Check an entitlement and return what was checked, one sentence each."""
    posts, table = _posts(document), document["table"]
    _check_table(document, table, posts)
    agreed = document["deviations"]
    before = _before(agreed, table)
    packages, shares = document["packages"], shares_of(document, posts)
    known = [
        _checked_package(
            document, package, {name: before[name] for name in packages[package]}, share
        )
        for package, share in shares.items()
    ]
    equals = within_time(lambda: [p for p, rows in known if not _is_alone(document, p, rows)])
    alone = None if equals is None else not equals
    if alone is not None and alone != document["unique"]:
        raise false("fairness.split_stated_only_one", negated=negated(alone))
    departures = _checked_departures(document, table)
    capped = len(document["caps"])
    standing = sum(stands(share) for share in shares.values())
    return (
        worded(
            "fairness.every_forum_all_posts", number=len(posts), number_2=len(packages) - standing
        ),
        *_not_proven(standing, in_time=alone is not None),
        worded("fairness.every_list_alliance_every"),
        worded(
            "fairness.posts_cap_stated_own",
            number=len(agreed),
            capped=capped,
            departures=departures,
        ),
        drawn(document),
    )


def _not_proven(standing: int, *, in_time: bool) -> Iterator[Taken]:
    """Say that posts stand as they did, which rests on nothing here, and what took too long."""
    if standing:
        yield Taken.of(worded("fairness.not_proven_follow_from", packages=standing))
    if not in_time:
        yield Taken.of(worded("fairness.not_proven_tables"))


def agreed_posts(document: Document) -> dict[tuple[str, str], int]:
    """Return the fewest posts a list has in a forum, as other lists left it that many."""
    won: Counter[tuple[str, str]] = Counter()
    for deviation in document["deviations"]:
        forum, posts = deviation["forum"], deviation["posts"]
        won[forum, deviation["taker"]] += posts
        won[forum, deviation["giver"]] -= posts
    return dict(+won)


def blocks(document: Document) -> dict[str, tuple[str, ...]]:
    """Return the outer alliances and the lists that stand alone, with their lists."""
    joined = {alliance["label"]: tuple(parties_of(alliance)) for alliance in document["alliances"]}
    taken = {party for parties in joined.values() for party in parties}
    alone = {party: (party,) for party in document["strengths"] if party not in taken}
    return joined | alone


def _posts(document: Document) -> dict[str, int]:
    fora = document["fora"]
    posts = {forum["name"]: forum["posts"] for forum in fora}
    if len(posts) < len(fora) or not all(posts.values()):
        raise false("fairness.forum_stands_twice_or")
    return posts


def _check_table(
    document: Document, table: dict[str, dict[str, int]], posts: dict[str, int]
) -> None:
    if set(table) != set(posts):
        raise false("fairness.fora_table_do_not", odd=set(table) ^ set(posts))
    strengths = document["strengths"]
    for forum, held in posts.items():
        if set(table[forum]) != set(strengths):
            odd = set(table[forum]) ^ set(strengths)
            raise false("fairness.strengths_do_not_both", forum=forum, odd=odd)
        if sum(table[forum].values()) != held:
            raise false("fairness.row_does_not_sum", forum=forum, held=held)


def _before(agreed: list[Document], table: dict[str, dict[str, int]]) -> dict[str, Counter[str]]:
    """Return the table as it was before the agreed deviations."""
    before = {forum: Counter(row) for forum, row in table.items()}
    for deviation in agreed:
        forum, moved = deviation["forum"], deviation["posts"]
        giver, taker = deviation["giver"], deviation["taker"]
        known = {giver, taker} <= set(table.get(forum, ()))
        if not known or giver == taker or not moved or not deviation["reason"].strip():
            raise false("fairness.giver_leaves_taker_moved", moved=moved, **deviation)
        before[forum][giver] += moved
        before[forum][taker] -= moved
    return before


def _checked_package(
    document: Document, package: str, rows: dict[str, Counter[str]], share: Document
) -> tuple[Package, dict[str, Counter[str]]]:
    """Check totals and shares, and that no exchange of two posts is better."""
    seats = share["seats"]
    for party, posts in seats.items():
        if sum(row[party] for row in rows.values()) != posts:
            raise false(
                "fairness.party_not_posts_package_2", party=party, posts=posts, package=package
            )
    known = Package(
        {forum: sum(row.values()) for forum, row in rows.items()},
        seats,
        [
            *(tuple(parties_of(a)) for a in _alliances(share["alliances"])),
            *((party,) for party in seats),
        ],
        lambda _, row: departs(document, row),
    )
    known.check_rows(rows)
    known.check_exchanges(rows)
    return known, rows


def _is_alone(document: Document, known: Package, rows: dict[str, Counter[str]]) -> bool:
    """Prove that no table of the package is better; say whether no other is as good."""
    if len(rows) == 1:
        return True
    own = {forum: _own_split(document, posts) for forum, posts in known.posts.items()}
    return Optimum(known, tuple(blocks(document).values()), own).check(rows)


def _alliances(members: Any) -> Iterator[Document]:  # noqa: ANN401  (a JSON value)
    for member in members:
        if not isinstance(member, str):
            yield member
            yield from _alliances(member["members"])


def departs(document: Document, row: Mapping[str, int]) -> bool:
    """Say whether a forum's row is another split between alliances than the forum alone gives."""
    strengths, joined = document["strengths"], blocks(document)
    votes = {block: sum(strengths[p] for p in parties) for block, parties in joined.items()}
    held = {block: sum(row[p] for p in parties) for block, parties in joined.items()}
    quotient = quotients_of(document["rule"], list(votes.values()), sum(held.values()))
    won = [quotient(votes[b], n) for b, n in held.items() if n]
    lost = [quotient(votes[b], n + 1) for b, n in held.items() if votes[b]]
    return min(won) < max(lost) or not all(votes[b] for b, n in held.items() if n)


def _own_split(document: Document, posts: int) -> list[tuple[int, int]]:
    """Return the least and the most posts of each block that a forum alone could give it."""
    strengths = document["strengths"]
    votes = [sum(strengths[party] for party in parties) for parties in blocks(document).values()]
    quotient = quotients_of(document["rule"], votes, posts)
    voted = [v for v in votes if v]

    def given(own: int, seat: int) -> int:
        """Return the posts given once a block has this one, with all that tie with it."""
        return sum(at_least(quotient, v, quotient(own, seat)) for v in voted)

    least = [
        bisect_right(range(1, posts + 1), posts, key=partial(given, v)) if v else 0 for v in votes
    ]
    if sum(least) == posts:
        return [(n, n) for n in least]
    following = [quotient(v, n + 1) if v else None for v, n in zip(votes, least, strict=True)]
    tied = max(claim for claim in following if claim)
    return [(n, n + (claim == tied)) for n, claim in zip(least, following, strict=True)]


def _checked_departures(document: Document, table: dict[str, dict[str, int]]) -> int:
    """Return how many fora depart from their own split, once just these are stated to."""
    stated = document["departures"]
    if not set(stated) <= set(table) or len(set(stated)) < len(stated):
        raise false("fairness.forum_departs_twice_or")
    for forum, row in table.items():
        if departs(document, row) != (forum in stated):
            left_out = negated(forum not in stated)
            raise false("fairness.stated_depart_from_own", forum=forum, negated=left_out)
    return len(stated)


# The check of a `PickingOrder`: as many turns as posts, quotients falling at every level.
#
# Turns passed and swapped are played again, so that the order before them is checked as strictly.


def check_picking_order(document: Document) -> tuple[str, ...]:
    """Check the turns and return what was checked, one sentence each."""
    entitlement = document["entitlement"]
    *sentences, _ = check(entitlement)
    if list(entitlement["packages"]) != ["package"]:
        raise false("fairness.posts_shared_out_parts")
    seats = entitlement["shares"]["package"]["seats"]
    turns, changes = document["turns"], document["changes"]
    order = [turn["party"] for turn in turns]
    if [turn["number"] for turn in turns] != list(range(1, len(turns) + 1)):
        raise false("fairness.turns_not_numbered_from")
    if Counter(order) != Counter({p: n for p, n in seats.items() if n}):
        raise false("fairness.turns_not_many_lists")
    _check_turns(document, _picking_before(turns, changes))
    return (
        *sentences,
        worded("fairness.each_list_many_posts", number=len(turns)),
        worded("fairness.this_order_follows_from", number=len(changes)),
        drawn(entitlement, document),
    )


def _picking_before(turns: list[Document], changes: list[Document]) -> list[Document]:
    """Make the changes again, and return the turns in the order before them."""
    order = list(range(len(turns)))
    moved: dict[int, Document] = {}
    for change in changes:
        first, other = change["turn"], change["other"]
        second = first if other is None else other
        if not (1 <= first <= len(turns) and 1 <= second <= len(turns)):
            raise false("fairness.turn_or_changed", first=first, second=second, number=len(turns))
        if other is None:
            moved[order[first - 1]] = {"turn": first, "other": None}
            order.append(order.pop(first - 1))
        else:
            moved[order[first - 1]] = {"turn": first, "other": second}
            moved[order[second - 1]] = {"turn": second, "other": first}
            order[first - 1], order[second - 1] = order[second - 1], order[first - 1]
    for turn, place in zip(turns, order, strict=True):
        stated, made = turn["change"], moved.get(place)
        if stated != made:
            number, note, notes = turn["number"], _note(stated), _note(made)
            raise false("fairness.turn_note", turn=number, note=note, notes=notes)
    return [turn for _, turn in sorted(zip(order, turns, strict=True), key=itemgetter(0))]


def _note(change: Document | None) -> str:
    """Return how a turn was moved, in words; empty where it was not."""
    if change is None:
        return ""
    move = "passed" if change["other"] is None else "swapped"
    return worded(f"appointments.turn_{move}", turn=change["turn"])


def _check_turns(document: Document, turns: list[Document]) -> None:
    """Check every turn at every level, each quotient as stated, and every lot."""
    entitlement = document["entitlement"]
    lots = Lots(document["lots"])
    root = {"members": _outermost(entitlement), "label": ""}
    order = [turn["party"] for turn in turns]
    quotients = _check_level(entitlement, root, order, lots)
    lots.check_all_used()
    rule = entitlement["rule"]
    is_fraction = rule["type"] != "QuotaRule" and rule["power"] == 1
    for turn, (infinite, quotient) in zip(turns, quotients, strict=True):
        stated = None if turn["quotient"] is None else Fraction(turn["quotient"])
        right = quotient if is_fraction and not infinite else None
        if stated != right:
            raise false(
                "fairness.turn_quotient",
                turn=turn["number"],
                party=turn["party"],
                stated=stated or NONE,
                right=right or NONE,
            )


def _outermost(entitlement: Document) -> list[Any]:
    alliances = entitlement["alliances"]
    joined = {party for alliance in alliances for party in parties_of(alliance)}
    alone = [party for party in entitlement["strengths"] if party not in joined]
    return [*alone, *alliances]


def _check_level(
    entitlement: Document, alliance: Document, order: list[str], lots: Lots
) -> list[Quotient]:
    """Check the turns among the members of an alliance, then inside each; return the quotients."""
    called = [(m, m if isinstance(m, str) else m["label"]) for m in alliance["members"]]
    home = {party: name for member, name in called for party in parties_of(member)}
    votes: Counter[str] = Counter()
    for party, name in home.items():
        votes[name] += entitlement["strengths"][party]
    quotient = quotients_of(entitlement["rule"], list(votes.values()), len(order))
    earned = _check_choices(alliance, order, home, lambda n, turn: quotient(votes[n], turn), lots)
    for member, name in called:
        inside = [party for party in order if home[party] == name]
        if inside and not isinstance(member, str):
            _check_level(entitlement, member, inside, lots)
    return earned


def _check_choices(
    alliance: Document,
    order: list[str],
    home: Mapping[str, str],
    quotient: Callable[[str, int], Quotient],
    lots: Lots,
) -> list[Quotient]:
    """Check that every turn goes to the member with the largest quotient; return the quotients.

    A member is out once it has had all its turns, so that a tie is among those who wait.
    """
    left = Counter(home[party] for party in order)
    following = {name: quotient(name, 1) for name in left}
    taken: Counter[str] = Counter()
    earned: list[Quotient] = []
    for party in order:
        name, largest = home[party], max(following.values())
        if following[name] < largest:
            raise false("fairness.chooses_too_early", party=party)
        tied = {other for other, claim in following.items() if claim == largest}
        if len(tied) > 1:
            lots.decide(_turn(len(earned) + 1, alliance), tied, {name})
        earned.append(largest)
        taken[name] += 1
        following[name] = quotient(name, taken[name] + 1)
        if taken[name] == left[name]:
            del following[name]
    return earned


def _turn(number: int, alliance: Document) -> Bilingual:
    label = alliance["label"]
    if not label:
        return worded("fairness.turn_order", number=number)
    return worded("fairness.turn_alliance", number=number, label=label)


# Packages: how the posts of fora are shared out together.


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
    _check_lots(document["lots"], found)
    return found


def _check_lots(lots: list[Document], shares: Mapping[str, Document]) -> None:
    """Hold the lots to those of the packages, each to its own; no unnamed one fits two ties."""
    left = Counter((*_drawn(lot, shares), lot["forum"]) for lot in lots)
    unnamed: list[tuple[frozenset[str], int]] = []
    for package, share in shares.items():
        for who, won in (_drawn(lot) for lot in share["lots"]):
            named = left[who, won, package] > 0
            left[who, won, package if named else None] -= 1
            unnamed += [] if named else [(who, len(won))]
    if any(left.values()):
        raise false("fairness.lots_not_those_packages")
    for tie, number in Counter(unnamed).items():
        if number > 1:
            raise false("fairness.lot_fits_two_ties", claimants={*tie[0]})


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


def _drawn(lot: Document, fora: Collection[str] = ()) -> tuple[frozenset[str], frozenset[str]]:
    claimants, winners = read_lot(lot, fora=fora)
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
        """Refuse a table that an exchange of two posts between two fora would better.

        What a forum gains by giving one list's post to another does not hang on the forum that
        does the opposite, so the two best of each are enough: one pair of them is of two fora.
        """
        gains: dict[tuple[str, str], list[tuple[tuple[int, ...], str]]] = {}
        for giver, taker in permutations(self.totals, 2):
            found = (
                (self._gain(forum, row, giver, taker), forum)
                for forum, row in rows.items()
                if row[giver]
            )
            gains[giver, taker] = nsmallest(2, ((gain, f) for gain, f in found if gain))
        for (giver, taker), given in gains.items():
            for (one, forum), (back, other) in product(given, gains[taker, giver]):
                if forum != other and tuple(map(add, one, back)) < (0, 0, 0):
                    raise false(
                        "fairness.post_one", giver=giver, one=forum, taker=taker, other=other
                    )

    def _gain(self, forum: str, row: Row, giver: str, taker: str) -> tuple[int, ...]:
        """Return by how much a row costs more after an exchange; nothing where it cannot be."""
        changed = {**row, giver: row[giver] - 1, taker: row[taker] + 1}
        if not all(self._is_rounded(forum, parties, changed) for parties in self.groups):
            return ()
        return tuple(map(sub, self._cost(forum, changed), self._cost(forum, row)))

    def _is_rounded(self, forum: str, parties: tuple[str, ...], row: Row) -> bool:
        whole, rest = self.share(forum, parties)
        return whole <= sum(row[party] for party in parties) <= whole + (rest > 0)

    def _cost(self, forum: str, row: Row) -> tuple[int, int, int]:
        """Return departure, distance to the shares in parts of the package, and preference."""
        whole = sum(self.totals.values())
        distance = preference = 0
        for party, held in row.items():
            distance += abs(held * whole - self.posts[forum] * self.totals[party])
            preference += held * _digest(forum, party)
        return self.departs(forum, row), distance, preference


@cache
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
