"""Who may fill how many posts: over the whole package, in groups of fora, or forum by forum."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import product
from numbers import Integral
from typing import TYPE_CHECKING

import attrs
import numpy as np
from attrs import field, frozen

from kkr_allocation import inputs
from kkr_allocation.appointments.forum import Forum, checked_fora
from kkr_allocation.appointments.solver import Programme, minimised
from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT, DivisorRule, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, Tie, UnresolvedTieError
from kkr_allocation.explanations import shortened
from kkr_allocation.results import Asked, Result, read_only
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Member


Over = str | Mapping[str, "Sequence[str]"]


@frozen(field_transformer=read_only)
class Entitlement(Result, Asked):
    """The posts each list may fill, forum by forum, with all that they follow from.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> entitlement = kkr.entitle([kkr.Forum("Dialogforum", 3)], {"A": 5, "V": 3})
    >>> entitlement.table, entitlement.totals
    ({'Dialogforum': {'A': 2, 'V': 1}}, {'A': 2, 'V': 1})
    """

    fora: tuple[Forum, ...] = field(repr=False)
    strengths: Mapping[str, int] = field(repr=shortened)
    alliances: tuple[Alliance, ...] = field(repr=False)
    """The outer ones."""
    rule: Rule
    packages: Mapping[str, tuple[str, ...]] = field(repr=False)
    """The fora that are shared out together, by the name of the package."""
    shares: Mapping[str, Apportionment] = field(repr=False)
    """Each package's posts by list."""
    caps: Mapping[str, int] = field(repr=False)
    deviations: tuple[Deviation, ...] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    table: Mapping[str, Mapping[str, int]] = field(repr=shortened)
    """Posts by forum and list. Between alliances it is binding; how an alliance's lists divide its
    posts among a package's fora is a proposal, but for what a deviation gives."""
    departures: tuple[str, ...]
    """Fora whose split between alliances is not the forum's own."""
    unique: bool
    """Whether no other split between alliances serves as well; see `package_table`."""
    carried: Carried | None = field(default=None, repr=False)
    """What posts that stand since a meeting follow from; None where nothing stood before."""

    @property
    def totals(self) -> dict[str, int]:
        """Posts of each list over all fora, deviations included."""
        return {p: sum(row[p] for row in self.table.values()) for p in self.strengths}

    @property
    def blocks(self) -> dict[str, tuple[str, ...]]:
        """The outer alliances and the lists that stand alone, with their lists."""
        members = alliance_tree(self.strengths, self.alliances).members
        return {block_name(member): block_parties(member) for member in members}

    @property
    def splits(self) -> dict[str, dict[str, int]]:
        """Posts by forum and block."""
        blocks = self.blocks
        return {
            forum: {block: sum(row[p] for p in parties) for block, parties in blocks.items()}
            for forum, row in self.table.items()
        }

    @property
    def package_totals(self) -> dict[str, dict[str, int]]:
        """Posts by package and list, deviations included."""
        return {
            package: {p: sum(self.table[forum][p] for forum in names) for p in self.strengths}
            for package, names in self.packages.items()
        }


@frozen
class LogEntry:
    """What gave lists posts since a meeting, or took them."""

    on: dt.date


@frozen(field_transformer=read_only)
class ForumEvent(LogEntry):
    """A forum that was created with posts of the lists, or closed, with none."""

    forum: str = field(converter=inputs.one_form)
    posts: Mapping[str, int]
    kkr: str = field(default="", converter=inputs.one_form)
    """That of a forum which was created."""


@frozen(field_transformer=read_only)
class Carried:
    """What posts that stand follow from: a meeting, and its log as far as it gives or takes posts.

    After several meetings in a row it is the first of them, and the log since.
    """

    entitlement: Entitlement
    """Of the meeting."""
    filled: Mapping[str, Mapping[str, int]]
    """The posts that each list filled by forum; an alliance can share its posts in the fora among
    its lists otherwise than the table proposes."""
    log: tuple[LogEntry, ...]


@frozen(field_transformer=read_only)
class RegionJoined(LogEntry):
    """Another region whose fora came in, with what their posts follow from by themselves."""

    kkr: str = field(converter=inputs.one_form)
    """The KKR of both."""
    carried: Carried
    ours: Mapping[str, str]
    """The new names of our fora whose name both regions had, by the old ones."""
    theirs: Mapping[str, str]


def entitle(
    fora: Sequence[Forum],
    strengths: inputs.Figures,
    *,
    alliances: Members = (),
    over: Over = "package",
    rule: Rule = DHONDT,
    caps: inputs.Figures | None = None,
    deviations: Iterable[Deviation] = (),
    lots: Iterable[Lot] = (),
) -> Entitlement:
    """Say how many posts each list may fill, and in which fora.

    How do the groups share the 50 to 70 posts when they have not agreed on something else?

    Parameters
    ----------
    fora : sequence of Forum
        The fora with their posts.
    strengths : mapping of str to int, or pandas Series
        The KKR's seats, or votes, by list.
    alliances : sequence of sequences of str, or of Alliance
        Valgforbund; sequences inside are inner alliances.
    over : {"package", "forum"} or mapping of str to sequence of str
        What is shared out together: all posts, each forum alone, or named groups of fora.
    rule : Rule
        The rule of apportionment.
    caps : mapping of str to int, optional
        The most posts a list can fill, where it lacks candidates. What is beyond it passes on
        by the same quotients, inside the alliance first. Only over the package.
    deviations : iterable of Deviation
        Posts that lists leave to each other by agreement, after the sharing.
    lots : iterable of Lot
        Recorded draws; where fora or groups are shared by themselves, each names its own as
        ``forum=``. One that names none is refused where it fits the ties of two.

    Raises
    ------
    InvalidInputError
        If a figure cannot be right, `over` does not have every forum once, a deviation names
        what is not there or gives more than there is, or a lot belongs to no tie.
    InfeasibleError
        If the caps leave posts over.
    UnresolvedTieError
        If equal quotients compete; ``.tie.within`` names the forum or the group.

    Notes
    -----
    Every row of ``.table`` sums to the forum's posts and every column over a package to the list's
    share of it, before deviations. Each package's totals are apportioned first, then spread by
    `package_table`. Both every forum and the package by d'Hondt cannot be had in general: the fora
    that depart from their own d'Hondt are as few as possible and are listed.

    Source: domain rules for KKR appointments, by agreement, else proportionally; inferred.

    Examples
    --------
    The split 3-2 that is seen in fora of five posts:

    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Sundhedskoordinationsudvalg", 5)]
    >>> strengths = {"A": 24, "V": 10, "F": 4, "C": 12}
    >>> entitlement = kkr.entitle(fora, strengths, alliances=[["A", "F"], ["V", "C"]])
    >>> entitlement.splits
    {'Sundhedskoordinationsudvalg': {'A+F': 3, 'V+C': 2}}
    """
    listed = checked_fora(fora)
    counted = inputs.whole_numbers(strengths, "strengths")
    packages = _packages(listed, over)
    limits = inputs.whole_numbers(caps, "caps") if caps is not None else {}
    if limits and len(packages) > 1:
        raise refused("appointments.caps_of_parts", limits=limits, over=over)
    posts = {forum.name: forum.posts for forum in listed}
    root = alliance_tree(counted, alliances)
    draws = Replay(lots)
    shares: dict[str, Apportionment] = {}
    table: dict[str, dict[str, int]] = {}
    unique = True
    for package, names in packages.items():
        house = sum(posts[name] for name in names)
        share = _drawn(
            partial(apportion, counted, house, rule, alliances=alliances, caps=limits or None),
            draws,
            forum=None if over == "package" else package,
            within=package if len(packages) > 1 else "",
        )
        shares[package] = share
        if len(names) == 1:
            table[names[0]] = dict(share.seats)
        else:
            of_package = {name: posts[name] for name in names}
            spread, alone = package_table(of_package, share.seats, root, counted, rule)
            table |= spread
            unique &= alone
    draws.close()
    agreed = inputs.each_of(deviations, Deviation, "deviations")
    table = {forum.name: dict(table[forum.name]) for forum in listed}
    for deviation in agreed:
        deviation.apply(table)
    entitlement = Entitlement(
        listed,
        counted,
        tuple(m for m in root.members if isinstance(m, Alliance)),
        rule,
        packages,
        shares,
        limits,
        agreed,
        draws.recorded,
        table,
        (),
        unique,
    )
    return attrs.evolve(entitlement, departures=departures_of(entitlement))


def _packages(fora: Sequence[Forum], over: Over) -> dict[str, tuple[str, ...]]:
    names = [forum.name for forum in fora]
    if isinstance(over, str) and over in {"package", "forum"}:
        return {"package": tuple(names)} if over == "package" else {name: (name,) for name in names}
    if not isinstance(over, Mapping):
        raise refused("appointments.over_what", over=over)
    packages = {of: inputs.listed_names(ns, f"over[{of!r}]") for of, ns in over.items()}
    grouped = [name for members in packages.values() for name in members]
    if sorted(grouped) != sorted(names) or not all(packages.values()):
        odd = sorted({n for n in {*grouped, *names} if grouped.count(n) != 1 or n not in names})
        wrong = ", ".join(map(repr, odd)) or worded("appointments.empty_group")
        raise refused("appointments.grouped_wrong", odd=wrong, listed=", ".join(names))
    return packages


def _drawn(
    sharing: Callable[..., Apportionment], draws: Replay, *, forum: str | None, within: str
) -> Apportionment:
    drawn: list[Lot] = []
    while True:
        try:
            return sharing(lots=drawn)
        except UnresolvedTieError as error:
            place = ", ".join(part for part in (error.tie.within, within) if part)
            tie = attrs.evolve(error.tie, within=place, stake="post", forum=forum)
            drawn.append(Lot(tie.claimants, draws.winners(tie, error.partial)))


def departures_of(entitlement: Entitlement) -> tuple[str, ...]:
    """List the fora whose split is not what the forum alone would have given."""
    blocks = entitlement.blocks
    votes = {b: sum(entitlement.strengths[p] for p in ps) for b, ps in blocks.items()}
    splits, rule = entitlement.splits, entitlement.rule
    own = {forum.name: own_split(votes, forum.posts, rule) for forum in entitlement.fora}
    return tuple(
        forum
        for forum, bounds in own.items()
        if any(not low <= splits[forum][block] <= high for block, (low, high) in bounds.items())
    )


@frozen
class Change:
    """A turn that was passed, or two that were swapped."""

    turn: int  # the turn's number in the order before the change
    other: int | None = None  # the number of the turn it was swapped with; None where it was passed


@frozen
class Turn:
    """One turn, from number 1 up, and the list that chooses."""

    number: int
    party: str
    quotient: Fraction | None
    """Of the outermost block that earned the turn; None where the rule has none as a fraction."""
    change: Change | None = None
    """The last change that moved the turn; None where it stands as it was earned."""

    @property
    def note(self) -> str:
        """Return what was agreed about the turn, in words; empty where nothing was."""
        if self.change is None:
            return ""
        turn = self.change.turn
        return worded(
            f"appointments.turn_{'swapped' if self.change.other else 'passed'}", turn=turn
        )


@frozen(field_transformer=read_only)
class PickingOrder(Result):
    """The turns, and the entitlement they follow from.

    `changes` has the turns passed and swapped since, in the order it was done.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> order = kkr.picking_order(kkr.entitle([kkr.Forum("Dialogforum", 3)], {"A": 5, "V": 3}))
    >>> [turn.party for turn in order.turns]
    ['A', 'V', 'A']
    >>> order.swapped(2, 3).changes
    (Change(turn=2, other=3),)
    """

    turns: tuple[Turn, ...] = field(repr=shortened)
    entitlement: Entitlement = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)

    def passed(self, number: int) -> PickingOrder:
        """Return the order after a list has passed turn `number`, from 1 up: it goes to the end."""
        turn = self._turn(number)
        rest = [t for t in self.turns if t is not turn]
        change = Change(number)
        return self._changed([*rest, attrs.evolve(turn, change=change)], change)

    def swapped(self, first: int, second: int) -> PickingOrder:
        """Return the order after two lists have swapped turns, numbered from 1 up."""
        one, other = self._turn(first), self._turn(second)
        if one.party == other.party:
            raise refused(
                "appointments.turns_of_one_list", first=first, second=second, party=one.party
            )
        turns = list(self.turns)
        turns[first - 1] = attrs.evolve(other, change=Change(second, first))
        turns[second - 1] = attrs.evolve(one, change=Change(first, second))
        return self._changed(turns, Change(first, second))

    def _turn(self, number: int) -> Turn:
        if not isinstance(number, Integral) or not 1 <= number <= len(self.turns):
            raise refused("appointments.no_such_turn", number=number, turns=len(self.turns))
        return self.turns[number - 1]

    def _changed(self, turns: Iterable[Turn], change: Change) -> PickingOrder:
        return attrs.evolve(
            self,
            turns=tuple(attrs.evolve(t, number=i) for i, t in enumerate(turns, start=1)),
            changes=(*self.changes, change),
        )


class _Node:
    """A party or an alliance on its way through the turns."""

    def __init__(self, member: str | Alliance, entitlement: Entitlement) -> None:
        strengths = entitlement.strengths
        self.name = block_name(member)
        self.parties = block_parties(member)
        self.votes = sum(strengths[p] for p in self.parties)
        self.left = sum(entitlement.shares["package"].seats[p] for p in self.parties)
        self.given = 0
        inner = () if isinstance(member, str) else member.members
        self.members = tuple(_Node(one, entitlement) for one in inner)
        votes = [m.votes for m in self.members]
        open_ = votes and self.left
        self.priority = entitlement.rule.priority(votes, self.left) if open_ else None

    def next_party(self, draws: Replay) -> str:
        """Give one turn to the member with the highest priority, down to a party."""
        self.given += 1
        self.left -= 1
        if self.priority is None:
            return self.name
        claims = {m: self.priority(m.votes, m.given + 1) for m in self.members if m.left}
        largest = max(claims.values())
        first = [m for m, claim in claims.items() if claim == largest]
        if len(first) == 1:
            return first[0].next_party(draws)
        tie = Tie(tuple(m.name for m in first), 1, self.name, stake="post")
        winners = draws.winners(tie, {m.name: m.given for m in self.members})
        return next(m for m in first if m.name in winners).next_party(draws)


def picking_order(entitlement: Entitlement, *, lots: Iterable[Lot] = ()) -> PickingOrder:
    """Return the turns in which the groups choose posts, highest quotient first.

    Who chooses first, when the groups pick their posts one by one? The entitlement is over the
    package, and agreed deviations are left to passing and swapping. Equal quotients matter even
    where they do not change how many posts anyone gets, so that each needs a lot.

    Raises
    ------
    InvalidInputError
        If the entitlement is not over the package, or a lot belongs to no tie.
    UnresolvedTieError
        If two lists have the same quotient and no draw is given.

    Notes
    -----
    As in the apportionment itself, the block with the highest quotient has the turn and inside it
    the member with the highest. Used in Danish municipalities; published.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Sundhedskoordinationsudvalg", 5)]
    >>> order = kkr.picking_order(kkr.entitle(fora, {"A": 25, "V": 14, "C": 11}))
    >>> [(turn.party, str(turn.quotient)) for turn in order.turns]
    [('A', '25'), ('V', '14'), ('A', '25/2'), ('C', '11'), ('A', '25/3')]
    """
    inputs.one_of(entitlement, Entitlement, "entitlement", made_by="kkr.entitle(...)")
    if tuple(entitlement.packages) != ("package",):
        raise refused("appointments.not_over_package", listed=", ".join(entitlement.packages))
    house = sum(forum.posts for forum in entitlement.fora)
    root = _Node(alliance_tree(entitlement.strengths, entitlement.alliances), entitlement)
    blocks = {party: member for member in root.members for party in member.parties}
    draws = Replay(lots)
    turns = []
    for number in range(1, house + 1):
        party = root.next_party(draws)
        block = blocks[party]
        turns.append(Turn(number, party, _quotient(entitlement.rule, block.votes, block.given)))
    draws.close()
    return PickingOrder(tuple(turns), entitlement, draws.recorded)


def _quotient(rule: Rule, votes: int, seat: int) -> Fraction | None:
    if not isinstance(rule, DivisorRule) or rule.power != 1:
        return None
    above, below = rule.signpost(seat)
    return Fraction(votes * below, above) if above else None


def _post_count(value: object) -> int:
    return inputs.whole_number(value, "posts of a deviation")


@frozen
class Deviation:
    """Posts in a forum, at least one, that one list leaves to another by agreement.

    The reason is for the minutes.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> agreed = kkr.Deviation("Dialogforum", "A", "V", 1, "chair against a post")
    >>> fora = [kkr.Forum("Dialogforum", 3)]
    >>> kkr.entitle(fora, {"A": 5, "V": 3}, deviations=[agreed]).table
    {'Dialogforum': {'A': 1, 'V': 2}}
    """

    forum: str
    giver: str
    taker: str
    posts: int = field(converter=_post_count)
    reason: str

    def __attrs_post_init__(self) -> None:
        """Refuse a deviation that is none, or that nobody has explained."""
        texts = inputs.are_texts(self.giver, self.taker, self.reason)
        if not texts or not self.posts or self.giver == self.taker:
            raise refused("appointments.deviation_from_reason", **attrs.asdict(self))

    def apply(self, table: dict[str, dict[str, int]]) -> None:
        """Move the posts in a table of posts by forum and list, where they are there."""
        inputs.known_names([self.forum], table, "a deviation")
        row = table[self.forum]
        inputs.known_names([self.giver, self.taker], row, "a deviation")
        if row[self.giver] < self.posts:
            raise refused(
                "appointments.giver_leaves_number_forum", row=row[self.giver], **attrs.asdict(self)
            )
        row[self.giver] -= self.posts
        row[self.taker] += self.posts


def taken(deviations: Iterable[Deviation]) -> dict[tuple[str, str], int]:
    """Return the fewest posts that lists have in fora by agreement, by forum and list."""
    won = Counter[tuple[str, str]]()
    for deviation in deviations:
        won[deviation.forum, deviation.taker] += deviation.posts
        won[deviation.forum, deviation.giver] -= deviation.posts
    return dict(+won)


def block_name(member: Member) -> str:
    """Return the party's name, or the alliance's label."""
    return member if isinstance(member, str) else member.label


def block_parties(member: Member) -> tuple[str, ...]:
    """Return the parties of a block: the party alone, or all below the alliance."""
    return (member,) if isinstance(member, str) else tuple(member.parties())


def own_split(votes: Mapping[str, int], posts: int, rule: Rule) -> dict[str, tuple[int, int]]:
    """Return the least and the most posts a block may have by the forum's own apportionment."""
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
        self.cells = {pair: place for place, pair in enumerate(product(fora, totals))}
        self.marks = {forum: len(self.cells) + i for i, forum in enumerate(fora)}
        columns = len(self.cells) + len(self.marks)
        self.whole = np.zeros(columns, dtype=np.int64)
        self.most = np.ones(columns, dtype=np.int64)
        for (forum, party), cell in self.cells.items():
            self.whole[cell], rest = self.floor(forum, (party,))
            self.most[cell] = rest > 0
        self.programme = Programme(columns)
        self.programme.close(np.flatnonzero(self.most == 0).tolist())
        strengths = {block_name(b): sum(votes[p] for p in block_parties(b)) for b in root.members}
        for forum, posts in fora.items():
            for node in root.alliances():
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
            raise RuntimeError(f"the table's programme ended with: {answer.said}")
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
    close to the shares, has the same split between alliances in every forum.

    Every alliance and every list has in every forum the floor or the ceiling of its share. Shares
    of forum, alliances and party are nested, totals are not: the shares' constraints are two
    laminar families, whose matrix is totally unimodular, so a table exists. Fewest departures come
    first, then the sum of distances to the shares, then a fixed preference from the digests of the
    names, which ranks nobody and makes the answer independent of the order of rows.
    """
    ordered = {forum: fora[forum] for forum in sorted(fora)}
    parties = {party: totals[party] for party in sorted(totals)}
    programme = _Table(ordered, parties, root, votes, rule)
    programme.solve(dict.fromkeys(programme.marks.values(), 1))
    # A share with the remainder r, in house-ths, is r away from what it is rounded down to and
    # house - r from what it is rounded up to: rounding it up costs house - 2 r.
    rounded_up = {
        cell: programme.house - 2 * programme.floor(forum, (party,))[1]
        for (forum, party), cell in programme.cells.items()
    }
    programme.solve(rounded_up)
    digests = {
        cell: int.from_bytes(hashlib.sha256("\n".join(pair).encode()).digest()[:2])
        for pair, cell in programme.cells.items()
    }
    values, _ = programme.solve(digests, keep=False)
    posts = {
        forum: {party: int(values[programme.cells[forum, party]]) for party in totals}
        for forum in fora
    }
    return posts, _unique(programme, posts)


def _unique(programme: _Table, posts: Mapping[str, Mapping[str, int]]) -> bool:
    """Look for the table that agrees least between alliances; it may ignore the preference.

    A block's posts in a forum are one of two numbers. Counted with a plus where this table has the
    higher and with a minus where the lower, only the same split sums to as much as this one.
    """
    cost: dict[int, int] = {}
    agreement = 0
    for forum in programme.fora:
        for block in programme.root.members:
            parties = block_parties(block)
            held = sum(posts[forum][p] for p in parties)
            sign = 1 if held > programme.floor(forum, parties)[0] else -1
            agreement += sign * held
            cost |= {programme.cells[forum, p]: sign for p in parties}
    return programme.solve(cost)[1] == agreement
