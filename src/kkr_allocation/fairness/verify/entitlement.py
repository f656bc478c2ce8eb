"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from fractions import Fraction
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kkr_allocation.fairness.verify.apportionments import parties_of
from kkr_allocation.fairness.verify.documents import NONE, drawn, false, negated
from kkr_allocation.fairness.verify.packages import Optimum, Package, shares_of, stands
from kkr_allocation.fairness.verify.sharing import Lots, at_least, quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
    alone = True
    for package, share in shares.items():
        names = packages[package]
        alone &= _check_package(document, package, {name: before[name] for name in names}, share)
    if alone != document["unique"]:
        raise false("fairness.split_stated_only_one", negated=negated(alone))
    departures = _checked_departures(document, table)
    capped = len(document["caps"])
    standing = sum(stands(share) for share in shares.values())
    return (
        worded(
            "fairness.every_forum_all_posts", number=len(posts), number_2=len(packages) - standing
        ),
        *([worded("fairness.not_proven_follow_from", packages=standing)] if standing else []),
        worded("fairness.every_list_alliance_every"),
        worded(
            "fairness.posts_cap_stated_own",
            number=len(agreed),
            capped=capped,
            departures=departures,
        ),
        drawn(document),
    )


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


def _check_package(
    document: Document, package: str, rows: dict[str, Counter[str]], share: Document
) -> bool:
    """Check totals and shares, and that no table is better; say whether no other is as good."""
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
