"""The check of an `Entitlement`: totals, every forum's row, shares rounded both ways."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from fractions import Fraction
from functools import cache, partial
from heapq import nsmallest
from itertools import permutations, product
from operator import add, itemgetter, sub
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field, frozen

from kkr_allocation.errors import VerificationError
from kkr_allocation.fairness.verify import apportionments
from kkr_allocation.fairness.verify.documents import (
    NONE,
    Taken,
    called,
    drawn,
    hold,
    negated,
    read_lot,
    within_time,
)
from kkr_allocation.fairness.verify.integer_proof import Answers
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document


Row: TypeAlias = "Mapping[str, int]"
"""Posts by list."""
Split: TypeAlias = "Mapping[tuple[str, ...], tuple[int, int]]"
"""The fewest and the most posts of each block in a forum's own split; the two differ where a lot
would decide."""
_JOINED = "RegionJoined"
_BLOCK_HAS = ("fairness.block_has_another_number", "fairness.block_has_other_posts")


def check(document: Document) -> tuple[str, ...]:
    """Check an entitlement and return what was checked, one sentence each."""
    fora, table, agreed = (document[name] for name in ("fora", "table", "deviations"))
    posts = {forum["name"]: forum["posts"] for forum in fora}
    hold("fairness.forum_stands_twice_or", len(posts) == len(fora) and all(posts.values()))
    _check_table(document, posts)
    before = _before(document)
    packages, shares = document["packages"], _shares_of(document, posts)
    own = {forum: _own_split(document, held) for forum, held in posts.items()}
    rows = {package: {forum: before[forum] for forum in packages[package]} for package in shares}
    known = [_package(package, rows[package], share, own) for package, share in shares.items()]
    equals = within_time(
        lambda: [p for p in known if len(p.rows) > 1 and not Optimum(p).is_alone()]
    )
    alone = document["unique"] if equals is None else not equals
    hold("fairness.split_stated_only_one", alone == document["unique"], negated=negated(alone))
    departing = document["departures"]
    once = set(departing) <= set(table) and len(set(departing)) == len(departing)
    hold("fairness.forum_departs_twice_or", once)
    for forum, row in table.items():
        left_out = forum not in departing
        same = departs(own[forum], row) != left_out
        hold("fairness.stated_depart_from_own", same, forum=forum, negated=negated(left_out))
    standing = sum(map(_stands, shares.values()))
    shared = len(packages) - standing
    said: list[str] = [worded("fairness.every_forum_all_posts", number=len(posts), number_2=shared)]
    earlier = document["carried"]
    if earlier is not None:
        free = not (agreed or document["caps"])
        hold("fairness.not_all_stand", free and standing == len(packages) == len(table))
        said += _follow_from(document, earlier)
    elif standing:
        said.append(Taken.of(worded("fairness.not_proven_follow_from", packages=standing)))
    if equals is None:
        said.append(Taken.of(worded("fairness.not_proven_tables")))
    own_and_earlier = [document, *(_meetings(earlier) if earlier else ())]
    counts = {
        "number": sum(len(one["deviations"]) for one in own_and_earlier),
        "capped": sum(len(one["caps"]) for one in own_and_earlier),
        "departures": len(departing),
    }
    return (
        *said,
        worded("fairness.every_list_alliance_every"),
        worded("fairness.posts_cap_stated_own", **counts),
        drawn(*own_and_earlier),
    )


def _meetings(carried: Document) -> Iterator[Document]:
    """Yield the entitlement of a meeting, and those of the regions that came in since."""
    yield carried["entitlement"]
    for entry in carried["log"]:
        yield from _meetings(entry["carried"]) if entry["type"] == _JOINED else ()


def _follow_from(document: Document, carried: Document) -> Iterator[Bilingual]:
    """Check that posts stand as a meeting and its log left them, and yield what was checked."""
    earlier, table = carried["entitlement"], document["table"]
    votes = dict.fromkeys(document["strengths"], 0) | earlier["strengths"]
    stated = [document[name] for name in ("strengths", "alliances", "rule")]
    same = stated == [votes, earlier["alliances"], earlier["rule"]]
    hold("fairness.meeting_not_same", same)
    left = _Left()
    yield from left.follow(carried)
    for forum in sorted({*table, *left.held}):
        before, row = (Counter(rows.get(forum, {})) for rows in (left.held, table))
        hold("fairness.posts_not_as_left", before == row, forum=forum)
    yield worded("fairness.posts_follow_from_meeting", number=left.events)
    if regions := len([*_meetings(carried)]) - 1:
        yield worded("fairness.posts_of_regions", regions=regions)
    own = {forum: _is_own(document, forum, by) for forum, by in sorted(left.created.items())}
    given = [forum for forum in own if not own[forum]]
    if given:
        yield Taken.of(worded("fairness.not_proven_created", fora=", ".join(given)))


@define
class _Left:
    """The posts of each list by forum, as a meeting and its log left them."""

    held: dict[str, Row] = field(factory=dict)
    created: dict[str, Document] = field(factory=dict)
    "The fora that a log created, with the meeting whose log it is."
    kkr: dict[str, str] = field(factory=dict)
    "The KKR of each forum; empty where none is stated."
    events: int = 0
    last: str = ""
    "The day of the last event, as a document has it."

    def follow(self, carried: Document) -> Iterator[Bilingual]:
        """Check a meeting and let its log happen; yield what is taken as stated."""
        earlier = carried["entitlement"]
        hold("fairness.meeting_stands_itself", earlier["carried"] is None)
        yield from (line for line in check(earlier) if isinstance(line, Taken))
        _check_filled(earlier, carried["filled"])
        self.held |= carried["filled"]
        self.kkr |= {forum["name"]: forum["kkr"] for forum in earlier["fora"]}
        for entry in carried["log"]:
            hold("fairness.log_out_of_order", self.last <= entry["on"])
            self.last = entry["on"]
            if entry["type"] == _JOINED:
                yield from self._join(entry)
            else:
                self._happen(entry, earlier)

    def _happen(self, entry: Document, meeting: Document) -> None:
        """Let a forum be created, or closed."""
        forum, gives = entry["forum"], any(entry["posts"].values())
        self.events += 1
        hold("fairness.log_impossible", gives != (forum in self.held), forum=forum, on=entry["on"])
        if gives:
            self.held[forum], self.kkr[forum] = entry["posts"], entry["kkr"]
            self.created[forum] = meeting
        else:
            del self.held[forum], self.kkr[forum]
            self.created.pop(forum, None)

    def _join(self, entry: Document) -> Iterator[Bilingual]:
        """Let another region come in; a forum whose name both have is told apart behind it."""
        other = _Left()
        yield from other.follow(entry["carried"])
        hold("fairness.log_out_of_order", other.last <= self.last)
        shared, joint = {*self.held} & {*other.held}, len(self.held) + len(other.held)
        for region, names in ((self, entry["ours"]), (other, entry["theirs"])):
            told = {old: f"{old} ({region.kkr[old]})" for old in shared if region.kkr[old]}
            hold("fairness.forum_renamed", names == told, on=entry["on"])
            region.held = {names.get(forum, forum): row for forum, row in region.held.items()}
            region.created = {names.get(f, f): by for f, by in region.created.items()}
        self.held |= other.held
        self.created |= other.created
        self.events += other.events
        self.kkr = dict.fromkeys(self.held, str(entry["kkr"]))
        hold("fairness.forum_renamed", len(self.held) == joint, on=entry["on"])


def _is_own(document: Document, forum: str, meeting: Document) -> bool:
    """Say whether a meeting's strengths give a forum that stands for itself just its posts."""
    (package,) = (name for name, fora in document["packages"].items() if forum in fora)
    share, alike = document["shares"][package], {of: meeting[of] for of in ("alliances", "rule")}
    votes = {party: meeting["strengths"].get(party, 0) for party in share["votes"]}
    try:
        apportionments.check({**share, **alike, "votes": votes, "floors": {}})
    except VerificationError:
        return False
    return True


def _check_filled(earlier: Document, filled: Mapping[str, Row]) -> None:
    """Check that a meeting's lists filled the posts they had, an alliance's among themselves."""
    table, posts = earlier["table"], {f: Counter(row) for f, row in filled.items()}
    joined, most = blocks(earlier).values(), +agreed_posts(earlier)
    hold("fairness.fora_table_do_not", set(table) == set(filled), odd=set(table) ^ set(filled))
    for forum, row in table.items():
        right = set(posts[forum]) <= set(row)
        right &= all(sum(row[p] - posts[forum][p] for p in lists) == 0 for lists in joined)
        right &= all(posts[f][p] >= least for (f, p), least in most.items() if f == forum)
        hold("fairness.filled_otherwise", right, where=forum)
    for package, fora in earlier["packages"].items():
        sums = (sum(table[f][p] - posts[f][p] for f in fora) for p in earlier["strengths"])
        hold("fairness.filled_otherwise", not any(sums), where=package)


def agreed_posts(document: Document) -> Counter[tuple[str, str]]:
    """Return by forum and list the posts that others left it, less those that it left others."""
    won: Counter[tuple[str, str]] = Counter()
    for deviation in document["deviations"]:
        forum, posts = deviation["forum"], deviation["posts"]
        won[forum, deviation["taker"]] += posts
        won[forum, deviation["giver"]] -= posts
    return won


def blocks(document: Document) -> dict[str, tuple[str, ...]]:
    """Return the outer alliances and the lists that stand alone, with their lists."""
    members = apportionments.outermost(document["strengths"], document["alliances"])
    members.sort(key=lambda member: isinstance(member, str))
    return {_label(member): tuple(apportionments.parties_of(member)) for member in members}


def _label(member: Any) -> str:  # noqa: ANN401  (a list, or an alliance)
    label: str = member if isinstance(member, str) else member["label"]
    return label


def _check_table(document: Document, posts: dict[str, int]) -> None:
    table, strengths = document["table"], document["strengths"]
    odd = set(table) ^ set(posts)
    hold("fairness.fora_table_do_not", not odd, odd=odd)
    for forum, held in posts.items():
        odd = set(table[forum]) ^ set(strengths)
        hold("fairness.strengths_do_not_both", not odd, forum=forum, odd=odd)
        sums = sum(table[forum].values()) == held
        hold("fairness.row_does_not_sum", sums, forum=forum, held=held)


def _before(document: Document) -> dict[str, dict[str, int]]:
    """Return the table as it was before the agreed deviations."""
    table, won = document["table"], agreed_posts(document)
    for deviation in document["deviations"]:
        lists, moved = {deviation["giver"], deviation["taker"]}, deviation["posts"]
        known = lists <= set(table.get(deviation["forum"], ())) and deviation["reason"].strip()
        right = known and len(lists) > 1 and moved
        hold("fairness.giver_leaves_taker_moved", right, moved=moved, **deviation)
    return {f: {p: posts - won[f, p] for p, posts in row.items()} for f, row in table.items()}


def _package(
    name: str, rows: Mapping[str, Row], share: Document, own: Mapping[str, Split]
) -> Package:
    """Return a package whose totals and shares hold, and of which no exchange is better."""
    seats = share["seats"]
    for party, posts in seats.items():
        given = sum(row[party] for row in rows.values()) == posts
        hold("fairness.party_not_posts_package_2", given, party=party, posts=posts, package=name)
    joined = map(tuple, map(apportionments.parties_of, _alliances(share["alliances"])))
    package = Package(rows, seats, [*joined, *((party,) for party in seats)], own)
    package.check_rows()
    package.check_exchanges()
    return package


def _alliances(members: Any) -> Iterator[Document]:  # noqa: ANN401  (a JSON value)
    for member in members:
        if not isinstance(member, str):
            yield member
            yield from _alliances(member["members"])


def departs(own: Split, row: Row) -> bool:
    """Say whether a forum's row is another split between blocks than the forum alone gives."""
    held = {parties: sum(row[party] for party in parties) for parties in own}
    return any(not least <= held[parties] <= most for parties, (least, most) in own.items())


def _own_split(document: Document, posts: int) -> Split:
    lists = list(blocks(document).values())
    votes = [sum(document["strengths"][party] for party in parties) for parties in lists]
    quotient = apportionments.quotients_of(document["rule"], votes, posts)
    voted = [v for v in votes if v]

    def given(own: int, seat: int) -> int:
        """Return the posts given once a block has this one, with all that tie with it."""
        return sum(apportionments.at_least(quotient, v, quotient(own, seat)) for v in voted)

    # Where the largest block stops, few posts of the others are not known: those are given in turn.
    sure = bisect_right(range(1, posts + 1), posts, key=partial(given, max(votes)))
    price = quotient(max(votes), sure) if sure else None
    least = [apportionments.at_least(quotient, v, price) if price and v else 0 for v in votes]
    waiting = sorted((quotient(v, least[place] + 1), place) for place, v in enumerate(votes) if v)
    total = sum(least)
    while True:
        tied = [place for _, place in waiting[bisect_left(waiting, (waiting[-1][0], -1)) :]]
        if total + len(tied) > posts:
            break
        del waiting[-len(tied) :]
        total += len(tied)
        for place in tied:
            least[place] += 1
            insort(waiting, (quotient(votes[place], least[place] + 1), place))
    most = [n + (total < posts and place in tied) for place, n in enumerate(least)]
    return dict(zip(lists, zip(least, most, strict=True), strict=True))


def check_picking_order(document: Document) -> tuple[str, ...]:
    """Check every turn at every level, each quotient as stated, and every lot."""
    entitlement = document["entitlement"]
    *sentences, _ = check(entitlement)
    hold("fairness.posts_shared_out_parts", list(entitlement["packages"]) == ["package"])
    seats = entitlement["shares"]["package"]["seats"]
    turns, changes = document["turns"], document["changes"]
    numbers, order = [turn["number"] for turn in turns], [turn["party"] for turn in turns]
    hold("fairness.turns_not_numbered_from", numbers == list(range(1, len(turns) + 1)))
    hold("fairness.turns_not_many_lists", Counter(order) == Counter(seats))
    before, lots = _picking_before(turns, changes), apportionments.Lots(document["lots"])
    members = apportionments.outermost(entitlement["strengths"], entitlement["alliances"])
    parties = [turn["party"] for turn in before]
    quotients = _check_level(entitlement, {"members": members, "label": ""}, parties, lots)
    lots.check_all_used()
    rule = entitlement["rule"]
    is_fraction = rule["type"] != "QuotaRule" and rule["power"] == 1
    for turn, (infinite, quotient) in zip(before, quotients, strict=True):
        stated = None if turn["quotient"] is None else Fraction(turn["quotient"])
        right = quotient if is_fraction and not infinite else None
        said = {"turn": turn["number"], "party": turn["party"]}
        figures = {"stated": stated or NONE, "right": right or NONE}
        hold("fairness.turn_quotient", stated == right, **said, **figures)
    return (
        *sentences,
        worded("fairness.each_list_many_posts", number=len(turns)),
        worded("fairness.this_order_follows_from", number=len(changes)),
        drawn(entitlement, document),
    )


def _picking_before(turns: list[Document], changes: list[Document]) -> list[Document]:
    """Pass and swap turns again, and return them in the order before, to be checked as strictly."""
    order = list(range(len(turns)))
    moved: dict[int, Document] = {}
    for change in changes:
        first, other = change["turn"], change["other"]
        second = first if other is None else other
        there = 1 <= first <= len(turns) and 1 <= second <= len(turns)
        said = {"first": first, "second": second, "number": len(turns)}
        hold("fairness.turn_or_changed", there, **said)
        moved[order[first - 1]] = {"turn": first, "other": other}
        if other is None:
            order.append(order.pop(first - 1))
        else:
            moved[order[second - 1]] = {"turn": second, "other": first}
            order[first - 1], order[second - 1] = order[second - 1], order[first - 1]
    for turn, place in zip(turns, order, strict=True):
        stated, made = turn["change"], moved.get(place)
        said = {"turn": turn["number"], "note": _note(stated), "notes": _note(made)}
        hold("fairness.turn_note", stated == made, **said)
    return [turn for _, turn in sorted(zip(order, turns, strict=True), key=itemgetter(0))]


def _note(change: Document | None) -> str:
    """Return how a turn was moved, in words; empty where it was not."""
    if change is None:
        return ""
    move = "passed" if change["other"] is None else "swapped"
    return worded(f"appointments.turn_{move}", turn=change["turn"])


def _check_level(
    entitlement: Document, alliance: Document, order: list[str], lots: apportionments.Lots
) -> list[apportionments.Quotient]:
    """Check the turns among the members of an alliance, then inside each; return the quotients."""
    called = [(member, _label(member)) for member in alliance["members"]]
    home = {party: name for member, name in called for party in apportionments.parties_of(member)}
    votes: Counter[str] = Counter()
    for party, name in home.items():
        votes[name] += entitlement["strengths"][party]
    quotient = apportionments.quotients_of(entitlement["rule"], list(votes.values()), len(order))
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
    quotient: Callable[[str, int], apportionments.Quotient],
    lots: apportionments.Lots,
) -> list[apportionments.Quotient]:
    """Check that every turn goes to who waits with the largest quotient; return the quotients."""
    left = Counter(home[party] for party in order)
    waiting = sorted((quotient(name, 1), name) for name in left)
    taken: Counter[str] = Counter()
    earned: list[apportionments.Quotient] = []
    for party in order:
        name, largest = home[party], waiting[-1][0]
        tied = [other for _, other in waiting[bisect_left(waiting, (largest, "")) :]]
        hold("fairness.chooses_too_early", name in tied, party=party)
        if len(tied) > 1:
            number, label = len(earned) + 1, alliance["label"]
            key = "fairness.turn_alliance" if label else "fairness.turn_order"
            lots.decide(worded(key, number=number, label=label), set(tied), {name})
        earned.append(largest)
        taken[name] += 1
        del waiting[tied.index(name) - len(tied)]
        if taken[name] < left[name]:
            insort(waiting, (quotient(name, taken[name] + 1), name))
    return earned


def _shares_of(document: Document, posts: Mapping[str, int]) -> dict[str, Document]:
    """Return the sharing of each package, known to follow from the strengths with all its lots."""
    named, shares = document["packages"], document["shares"]
    placed = sorted(name for names in named.values() for name in names)
    hold("fairness.packages_do_not_every", placed == sorted(posts))
    hold("fairness.packages_shares_differ", set(shares) == set(named) and all(named.values()))
    hold("fairness.there_caps_several_packages", len(named) <= 1 or not document["caps"])
    found: dict[str, Document] = {package: shares[package] for package in named}
    alike = (("strengths", "votes"), ("alliances",) * 2, ("rule",) * 2, ("caps",) * 2)
    for package, share in found.items():
        for own, other in alike:
            hold("fairness.package_not_same", document[own] == share[other], own=called(own))
        hold("fairness.package_floors", not share["floors"] or _stands(share), package=package)
        shared, own_posts = share["house_size"], sum(posts[name] for name in named[package])
        said = {"package": package, "count": shared, "posts": own_posts}
        hold("fairness.package_shares_count", shared == own_posts, **said)
        apportionments.check(share)
    _check_lots(document["lots"], found)
    return found


def _check_lots(lots: list[Document], shares: Mapping[str, Document]) -> None:
    """Hold the lots to those of the packages, each to its own; no unnamed one fits two ties."""
    left: Counter[tuple[object, ...]] = Counter()
    for lot in lots:
        left[(*map(frozenset, read_lot(lot, fora=shares)), lot["forum"])] += 1
    unnamed: list[tuple[frozenset[str], int]] = []
    for package, share in shares.items():
        for lot in share["lots"]:
            who, won = map(frozenset, read_lot(lot))
            named = left[who, won, package] > 0
            left[who, won, package if named else None] -= 1
            unnamed += [] if named else [(who, len(won))]
    hold("fairness.lots_not_those_packages", not any(left.values()))
    for tie, number in Counter(unnamed).items():
        hold("fairness.lot_fits_two_ties", number == 1, claimants={*tie[0]})


def _stands(share: Document) -> bool:
    """Say whether all posts of a sharing are those that stood, as after a vacancy is filled."""
    kept: Counter[str] = Counter(share["floors"])
    return bool(kept) and +kept == +Counter(share["seats"])


@frozen
class Package:
    """The table of a package before deviations, and what each list has of all its posts."""

    rows: Mapping[str, Row]
    totals: dict[str, int]
    groups: Sequence[tuple[str, ...]]
    """The lists of every alliance, inner ones included, and every list alone."""
    own: Mapping[str, Split]
    """By forum."""

    def share(self, forum: str, parties: tuple[str, ...]) -> tuple[int, int]:
        """Return the whole part and the rest, in parts of the package, of a share of a forum."""
        total = sum(self.totals[party] for party in parties)
        return divmod(sum(self.rows[forum].values()) * total, sum(self.totals.values()) or 1)

    def check_rows(self) -> None:
        """Refuse a row in which a share is not rounded down or up."""
        for forum, row in self.rows.items():
            for parties in self.groups:
                whole, rest = self.share(forum, parties)
                held, more = sum(row[party] for party in parties), whole + 1
                said = {"parties": "+".join(parties), "held": held, "forum": forum}
                rounded = self._is_rounded(forum, parties, row)
                hold(_BLOCK_HAS[rest > 0], rounded, **said, whole=whole, more=more)

    def check_exchanges(self) -> None:
        """Refuse a table that an exchange of two posts between two fora would better.

        What a forum gains does not hang on the other, so the two best of each are enough.
        """
        if len(self.rows) == 1:
            return
        within = {party: {one for one in self.groups if party in one} for party in self.totals}
        gains = {}
        for giver, taker in permutations(self.totals, 2):
            touched = within[giver] ^ within[taker]
            found = ((self._gain(forum, giver, taker, touched), forum) for forum in self.rows)
            gains[giver, taker] = nsmallest(2, ((gain, forum) for gain, forum in found if gain))
        for (giver, taker), given in gains.items():
            for (one, forum), (back, other) in product(given, gains[taker, giver]):
                better = forum != other and tuple(map(add, one, back)) < (0, 0, 0)
                said = {"giver": giver, "one": forum, "taker": taker, "other": other}
                hold("fairness.post_one", not better, **said)

    def _gain(
        self, forum: str, giver: str, taker: str, touched: set[tuple[str, ...]]
    ) -> tuple[int, ...]:
        """Return by how much a row costs more after an exchange; nothing where it cannot be.

        It changes the posts of the two lists and of what is `touched`: what has just one of them.
        """
        row = self.rows[forum]
        if not row[giver]:
            return ()
        changed = {**row, giver: row[giver] - 1, taker: row[taker] + 1}
        if not all(self._is_rounded(forum, parties, changed) for parties in touched):
            return ()
        after, before = (self._cost(forum, one, giver, taker) for one in (changed, row))
        return tuple(map(sub, after, before))

    def _is_rounded(self, forum: str, parties: tuple[str, ...], row: Row) -> bool:
        whole, rest = self.share(forum, parties)
        return whole <= sum(row[party] for party in parties) <= whole + (rest > 0)

    def _cost(self, forum: str, row: Row, *lists: str) -> tuple[int, int, int]:
        """Return departure, and of these lists distance in parts of the package and preference.

        Fewer departures go first, then nearer shares, then the digests of the names.
        """
        whole, posts = sum(self.totals.values()), sum(row.values())
        distance = sum(abs(row[party] * whole - posts * self.totals[party]) for party in lists)
        preference = sum(row[party] * _digest(forum, party) for party in lists)
        return departs(self.own[forum], row), distance, preference


@cache
def _digest(forum: str, party: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{forum}\n{party}".encode()).digest()[:2])


class Optimum:
    """What the table of a package is held to: no other serves better.

    A 0-1 column for each forum and list says whether its share is rounded down or up, a mark for
    each forum whether it may depart from its own split.
    """

    def __init__(self, package: Package) -> None:
        self._package, fora = package, package.rows
        self._shares = {(f, p): package.share(f, (p,)) for f, row in fora.items() for p in row}
        self._cells = {pair: place for place, pair in enumerate(self._shares)}
        self._marks = {forum: place for place, forum in enumerate(fora, len(self._cells))}
        self._answers = Answers(len(self._cells) + len(fora))
        for pair, cell in self._cells.items():
            self._answers.row({cell: 1}, None, int(self._shares[pair][1] > 0))
        for party, total in package.totals.items():
            self._bound([(forum, party) for forum in fora], total, total, {})
        for forum, mark in self._marks.items():
            for parties in (tuple(package.totals), *package.groups):
                whole, rest = package.share(forum, parties)
                self._bound([(forum, p) for p in parties], whole, whole + (rest > 0), {})
            for parties, (least, most) in package.own[forum].items():
                pairs, posts = [(forum, p) for p in parties], sum(fora[forum].values())
                self._bound(pairs, least, None, {mark: least})
                self._bound(pairs, None, most, {mark: most - posts})

    def _bound(
        self, pairs: list[tuple[str, str]], low: int | None, high: int | None, mark: dict[int, int]
    ) -> None:
        """Bound the posts of lists in fora, of which the whole parts of the shares are given."""
        whole = sum(self._shares[pair][0] for pair in pairs)
        terms = dict.fromkeys((self._cells[pair] for pair in pairs), 1) | mark
        low, high = (None if bound is None else bound - whole for bound in (low, high))
        self._answers.row(terms, low, high)

    def is_alone(self) -> bool:
        """Refuse a table that is not the best; say whether none is as good with another split."""
        package, rows = self._package, self._package.rows
        departing = sum(departs(package.own[forum], row) for forum, row in rows.items())
        fewest = dict.fromkeys(self._marks.values(), 1)
        proof = self._answers.settle(fewest, departing, departing)
        hold("fairness.own_split", proof, departing=departing)
        house = sum(package.totals.values())
        distance = {c: house - 2 * self._shares[pair][1] for pair, c in self._cells.items()}
        far = self._cost(distance)
        hold("fairness.posts_not_near_shares", self._answers.settle(distance, far, far))
        # A block rounded up counts for the table, one rounded down against it: every other split
        # counts less.
        costs: dict[int, int] = {}
        for forum, row in rows.items():
            for parties in package.own[forum]:
                up = sum(row[p] for p in parties) > package.share(forum, parties)[0]
                costs |= dict.fromkeys((self._cells[forum, p] for p in parties), 1 if up else -1)
        return not self._answers.reaches(costs, self._cost(costs) - 1)

    def _cost(self, costs: Mapping[int, int]) -> int:
        """Return what the posts cost that are above the whole parts of the shares."""
        return sum(
            costs[cell] * (self._package.rows[forum][party] - self._shares[forum, party][0])
            for (forum, party), cell in self._cells.items()
        )
