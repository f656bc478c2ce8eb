"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kkr_allocation.fairness.verify.documents import (
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    ratio,
    records,
    texts,
)
from kkr_allocation.fairness.verify.packages import Optimum, Package, shares_of, stands
from kkr_allocation.fairness.verify.sharing import Lots, at_least, quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document
    from kkr_allocation.fairness.verify.sharing import Quotient


def check(document: Document) -> tuple[str, ...]:
    """Check an entitlement and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the table does not follow from the inputs.
    """
    posts, table = _posts(document), table_of(document)
    _check_table(document, table, posts)
    agreed = records(document, "deviations")
    before = _before(agreed, table)
    packages, shares = part(document, "packages"), shares_of(document, posts)
    alone = True
    for package, share in shares.items():
        names = texts(packages, package)
        alone &= _check_package(document, package, {name: before[name] for name in names}, share)
    if alone != entry(document, "unique"):
        raise false(
            "fairness.split_stated_only_one", figure="not " * alone, figure_2="ikke " * alone
        )
    departures = _checked_departures(document, table)
    capped = len(part(document, "caps"))
    standing = sum(stands(share) for share in shares.values())
    return (
        worded(
            "fairness.every_forum_all_posts", number=len(posts), number_2=len(packages) - standing
        ),
        *_standing(standing),
        worded("fairness.every_list_alliance_every"),
        worded(
            "fairness.posts_cap_stated_own",
            number=len(agreed),
            capped=capped,
            departures=departures,
        ),
        drawn(document),
    )


def table_of(document: Document) -> dict[str, dict[str, int]]:
    """Return posts by forum and list."""
    rows = part(document, "table")
    return {forum: counts(rows, forum) for forum in rows}


def agreed_posts(document: Document) -> dict[tuple[str, str], int]:
    """Return the fewest posts a list has in a forum, as other lists left it that many."""
    won: Counter[tuple[str, str]] = Counter()
    for deviation in records(document, "deviations"):
        forum, posts = str(entry(deviation, "forum")), count(deviation, "posts")
        won[forum, str(entry(deviation, "taker"))] += posts
        won[forum, str(entry(deviation, "giver"))] -= posts
    return dict(+won)


def parties_of(member: Any) -> Iterator[str]:  # noqa: ANN401  (a JSON value)
    """Yield the lists of an alliance, inner ones included; a list is its own."""
    if isinstance(member, str):
        yield member
    else:
        for inner in entry(member, "members"):
            yield from parties_of(inner)


def blocks(document: Document) -> dict[str, tuple[str, ...]]:
    """Return the outer alliances and the lists that stand alone, with their lists."""
    joined = {
        str(entry(alliance, "label")): tuple(parties_of(alliance))
        for alliance in records(document, "alliances")
    }
    taken = {party for parties in joined.values() for party in parties}
    alone = {party: (party,) for party in counts(document, "strengths") if party not in taken}
    return joined | alone


def _standing(packages: int) -> Iterator[Bilingual]:
    """Say where posts do not follow from strengths, as once a vacancy is filled."""
    if packages:
        yield worded("fairness.not_proven_follow_from", packages=packages)


def _posts(document: Document) -> dict[str, int]:
    fora = records(document, "fora")
    posts = {str(entry(forum, "name")): count(forum, "posts") for forum in fora}
    if len(posts) < len(fora) or not all(posts.values()):
        raise false("fairness.forum_stands_twice_or")
    return posts


def _check_table(
    document: Document, table: dict[str, dict[str, int]], posts: dict[str, int]
) -> None:
    if set(table) != set(posts):
        odd = ", ".join(sorted(set(table) ^ set(posts)))
        raise false("fairness.fora_table_do_not", odd=odd)
    strengths = counts(document, "strengths")
    for forum, held in posts.items():
        if set(table[forum]) != set(strengths):
            odd = ", ".join(sorted(set(table[forum]) ^ set(strengths)))
            raise false("fairness.strengths_do_not_both", forum=forum, odd=odd)
        if sum(table[forum].values()) != held:
            raise false("fairness.row_does_not_sum", forum=forum, held=held)


def _before(agreed: list[Document], table: dict[str, dict[str, int]]) -> dict[str, Counter[str]]:
    """Return the table as it was before the agreed deviations."""
    before = {forum: Counter(row) for forum, row in table.items()}
    for deviation in agreed:
        forum, moved = str(entry(deviation, "forum")), count(deviation, "posts")
        giver, taker = str(entry(deviation, "giver")), str(entry(deviation, "taker"))
        known = {giver, taker} <= set(table.get(forum, ()))
        if not known or giver == taker or not moved or not str(entry(deviation, "reason")).strip():
            raise false(
                "fairness.giver_leaves_taker_moved",
                giver=giver,
                taker=taker,
                moved=moved,
                forum=forum,
            )
        before[forum][giver] += moved
        before[forum][taker] -= moved
    return before


def _check_package(
    document: Document, package: str, rows: dict[str, Counter[str]], share: Document
) -> bool:
    """Check the totals, the rounding of every share, and that no table serves better.

    Return whether no other split between the blocks serves as well.
    """
    seats = counts(share, "seats")
    for party, posts in seats.items():
        if sum(row[party] for row in rows.values()) != posts:
            raise false(
                "fairness.party_not_posts_package_2", party=party, posts=posts, package=package
            )
    known = Package(
        {forum: sum(row.values()) for forum, row in rows.items()},
        seats,
        [
            *(tuple(parties_of(a)) for a in _alliances(records(share, "alliances"))),
            *((party,) for party in seats),
        ],
        lambda _, row: departs(document, row),
    )
    known.check_rows(rows)
    known.check_exchanges(rows)
    if len(rows) == 1:
        return True
    own = {forum: _own_split(document, posts) for forum, posts in known.posts.items()}
    return Optimum(known, tuple(blocks(document).values()), own).check(rows)


def _alliances(members: Any) -> Iterator[Document]:  # noqa: ANN401  (a JSON value)
    for member in members:
        if not isinstance(member, str):
            yield member
            yield from _alliances(entry(member, "members"))


def departs(document: Document, row: Mapping[str, int]) -> bool:
    """Say whether a forum's row is another split between alliances than the forum alone gives."""
    strengths, joined = counts(document, "strengths"), blocks(document)
    votes = {block: sum(strengths[p] for p in parties) for block, parties in joined.items()}
    held = {block: sum(row[p] for p in parties) for block, parties in joined.items()}
    quotient = quotients_of(part(document, "rule"), list(votes.values()), sum(held.values()))
    won = [quotient(votes[b], n) for b, n in held.items() if n]
    lost = [quotient(votes[b], n + 1) for b, n in held.items() if votes[b]]
    return min(won) < max(lost) or not all(votes[b] for b, n in held.items() if n)


def _own_split(document: Document, posts: int) -> list[tuple[int, int]]:
    """Return the least and the most posts of each block that a forum alone could give it."""
    strengths = counts(document, "strengths")
    votes = [sum(strengths[party] for party in parties) for parties in blocks(document).values()]
    quotient = quotients_of(part(document, "rule"), votes, posts)
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
    stated = texts(document, "departures")
    if not set(stated) <= set(table) or len(set(stated)) < len(stated):
        raise false("fairness.forum_departs_twice_or")
    for forum, row in table.items():
        if departs(document, row) != (forum in stated):
            left_out = forum not in stated
            raise false(
                "fairness.stated_depart_from_own",
                forum=forum,
                figure="not " * left_out,
                figure_2="ikke " * left_out,
            )
    return len(stated)


# The check of a `PickingOrder`: as many turns as posts, quotients falling at every level.
#
# Turns passed and swapped are played again, so that the order before them is checked as strictly.


def check_picking_order(document: Document) -> tuple[str, ...]:
    """Check the turns and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the turns do not follow from the entitlement.
    """
    entitlement = part(document, "entitlement")
    *sentences, _ = check(entitlement)
    if list(part(entitlement, "packages")) != ["package"]:
        raise false("fairness.posts_shared_out_parts")
    share = part(part(entitlement, "shares"), "package")
    seats = counts(share, "seats")
    turns = records(document, "turns")
    order = [str(entry(turn, "party")) for turn in turns]
    if [count(turn, "number") for turn in turns] != list(range(1, len(turns) + 1)):
        raise false("fairness.turns_not_numbered_from")
    if Counter(order) != Counter({p: n for p, n in seats.items() if n}):
        raise false("fairness.turns_not_many_lists")
    changes = records(document, "changes")
    before = _picking_before(turns, changes)
    _check_turns(document, before)
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
        first, other = count(change, "turn"), entry(change, "other")
        second = first if other is None else count(change, "other")
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
        stated, made = entry(turn, "change"), moved.get(place)
        if stated != made:
            said, notes = _note(stated), _note(made)
            raise false("fairness.turn_note", turn=turn["number"], turn_2=said, notes=notes)
    return [turn for _, turn in sorted(zip(order, turns, strict=True), key=itemgetter(0))]


def _note(change: Document | None) -> str:
    """Return how a turn was moved, in words; empty where it was not."""
    if change is None:
        return ""
    turn, passed = count(change, "turn"), entry(change, "other") is None
    return worded(f"appointments.turn_{'passed' if passed else 'swapped'}", turn=turn)


def _check_turns(document: Document, turns: list[Document]) -> None:
    """Check every turn at every level, each quotient as stated, and every lot."""
    entitlement = part(document, "entitlement")
    lots = Lots(records(document, "lots"))
    root = {"members": _outermost(entitlement), "label": ""}
    order = [str(entry(turn, "party")) for turn in turns]
    quotients = _check_level(entitlement, root, order, lots)
    lots.check_all_used()
    rule = part(entitlement, "rule")
    is_fraction = entry(rule, "type") != "QuotaRule" and entry(rule, "power") == 1
    for turn, (infinite, quotient) in zip(turns, quotients, strict=True):
        stated = None if entry(turn, "quotient") is None else ratio(turn, "quotient")
        right = quotient if is_fraction and not infinite else None
        if stated != right:
            raise false(
                "fairness.turn_quotient",
                turn=turn["number"],
                turn_2=turn["party"],
                stated=stated or "none",
                right=right or "none",
                stated_2=stated or "ingen",
                right_2=right or "ingen",
            )


def _outermost(entitlement: Document) -> list[Any]:
    alliances = records(entitlement, "alliances")
    joined = {party for alliance in alliances for party in parties_of(alliance)}
    alone = [party for party in counts(entitlement, "strengths") if party not in joined]
    return [*alone, *alliances]


def _check_level(
    entitlement: Document, alliance: Document, order: list[str], lots: Lots
) -> list[Quotient]:
    """Check that every turn goes to the member with the largest quotient; return the quotients.

    A member is out once it has had all its turns, so that a tie is among those who wait.
    """
    members = list(entry(alliance, "members"))
    names = [m if isinstance(m, str) else str(entry(m, "label")) for m in members]
    home = {p: name for name, m in zip(names, members, strict=True) for p in parties_of(m)}
    strengths = counts(entitlement, "strengths")
    votes = {name: sum(strengths[p] for p in home if home[p] == name) for name in names}
    quotient = quotients_of(part(entitlement, "rule"), list(votes.values()), len(order))
    left = Counter(home[party] for party in order)
    following = {name: quotient(votes[name], 1) for name in left}
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
        following[name] = quotient(votes[name], taken[name] + 1)
        if taken[name] == left[name]:
            del following[name]
    for name, member in zip(names, members, strict=True):
        inside = [party for party in order if home[party] == name]
        if inside and not isinstance(member, str):
            _check_level(entitlement, member, inside, lots)
    return earned


def _turn(number: int, alliance: Document) -> Bilingual:
    label = alliance["label"]
    if not label:
        return worded("fairness.turn_order", number=number)
    return worded("fairness.turn_alliance", number=number, label=label)
