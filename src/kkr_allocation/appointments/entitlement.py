"""Who may fill how many posts: over the whole package, in groups of fora, or forum by forum."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import attrs
from attrs import field, frozen

from kkr_allocation.appointments.forum import Forum, checked_fora
from kkr_allocation.appointments.package_table import (
    block_name,
    block_parties,
    own_split,
    package_table,
)
from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT, Rule
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, whole_numbers
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kkr_allocation.appointments.deviation import Deviation

__all__ = ["Entitlement", "Over", "departures_of", "entitle"]

Over = str | Mapping[str, "Sequence[str]"]


@frozen(field_transformer=read_only)
class Entitlement(Result):
    """The posts each list may fill, forum by forum, with all that they follow from.

    Parameters
    ----------
    fora : tuple of Forum
        The fora.
    strengths : dict of str to int
        Seats or votes by list.
    alliances : tuple of Alliance
        The outer alliances.
    rule : Rule
        The rule of apportionment.
    packages : dict of str to tuple of str
        The fora that are shared out together, by the name of the package.
    shares : dict of str to Apportionment
        Each package's posts by list.
    caps : dict of str to int
        The most posts of lists that lack candidates.
    deviations : tuple of Deviation
        What was agreed otherwise.
    lots : tuple of Lot
        The draws that decided ties.
    table : dict of str to dict of str to int
        Posts by forum and list. Between alliances it is binding; how an alliance's lists
        divide its posts among the fora of a package is a proposal, but for the posts that a
        list takes by a deviation.
    departures : tuple of str
        Fora whose split between alliances is not the forum's own.
    unique : bool
        Whether no other split between alliances serves as well; see `package_table`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> entitlement = kkr.entitle([kkr.Forum("Dialogforum", 3)], {"A": 5, "V": 3})
    >>> entitlement.table, entitlement.totals
    ({'Dialogforum': {'A': 2, 'V': 1}}, {'A': 2, 'V': 1})
    """

    fora: tuple[Forum, ...] = field(repr=False)
    strengths: dict[str, int] = field(repr=shortened)
    alliances: tuple[Alliance, ...] = field(repr=False)
    rule: Rule
    packages: dict[str, tuple[str, ...]] = field(repr=False)
    shares: dict[str, Apportionment] = field(repr=False)
    caps: dict[str, int] = field(repr=False)
    deviations: tuple[Deviation, ...] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    table: dict[str, dict[str, int]] = field(repr=shortened)
    departures: tuple[str, ...]
    unique: bool

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


def entitle(
    fora: Sequence[Forum],
    strengths: Figures,
    *,
    alliances: Members = (),
    over: Over = "package",
    rule: Rule = DHONDT,
    caps: Figures | None = None,
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
        Recorded draws.

    Returns
    -------
    Entitlement
        Every row of ``.table`` sums to the forum's posts and every column over a package to
        the list's apportionment of that package, before deviations. Every alliance and every
        list has in every forum the floor or the ceiling of ``posts x total / house``.

    Raises
    ------
    InvalidInputError
        If the fora, strengths, alliances or caps cannot be right, `over` does not have every
        forum once, a deviation names an unknown list or forum or gives more than there is, or
        a lot belongs to no tie.
    InfeasibleError
        If the caps leave posts over.
    UnresolvedTieError
        If equal quotients compete; ``.tie.within`` names the forum or the group.

    Notes
    -----
    Totals are exact integers. With ``over="forum"`` every forum is apportioned on its own and
    the package is the sum. Otherwise each package's totals are apportioned first and spread by
    `package_table`: both every forum and the package by d'Hondt cannot be had in general, so
    the fora that depart from their own d'Hondt are as few as possible and are listed.

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
    counted = whole_numbers(strengths, "strengths")
    packages = _packages(listed, over)
    limits = whole_numbers(caps, "caps") if caps is not None else {}
    if limits and len(packages) > 1:
        raise InvalidInputError(
            f"caps is {limits!r} and over is {over!r:.60}",
            why="a list lacks candidates over all fora, not in each part by itself",
            do='Share out over="package", or write agreed Deviations',
        )
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
            within=package if len(packages) > 1 else "",
        )
        shares[package] = share
        if len(names) == 1:
            table[names[0]] = share.seats
        else:
            spread = package_table(
                {name: posts[name] for name in names}, share.seats, root, counted, rule
            )
            table |= spread.posts
            unique &= spread.unique
    draws.close()
    agreed = tuple(deviations)
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
        raise InvalidInputError(
            f"over is {over!r}",
            why="posts are shared out over the package, by forum, or in named groups of fora",
            do='Pass "package", "forum" or {"health": ["Sundhedssamarbejdsudvalg"], ...}',
        )
    packages = {package: tuple(members) for package, members in over.items()}
    grouped = [name for members in packages.values() for name in members]
    if sorted(grouped) != sorted(names) or not all(packages.values()):
        odd = sorted({n for n in {*grouped, *names} if grouped.count(n) != 1 or n not in names})
        raise InvalidInputError(
            f"over has {', '.join(map(repr, odd)) or 'an empty group'} wrong",
            why="every forum is in exactly one group, and a group has at least one",
            do=f"Group these fora: {', '.join(names)}",
        )
    return packages


def _drawn(sharing: Callable[..., Apportionment], draws: Replay, *, within: str) -> Apportionment:
    """Share out one package, handing it draws from the lots for all packages."""
    drawn: list[Lot] = []
    while True:
        try:
            return sharing(lots=drawn)
        except UnresolvedTieError as error:
            place = ", ".join(part for part in (error.tie.within, within) if part)
            tie = attrs.evolve(error.tie, within=place, stake="post")
            drawn.append(Lot(tie.claimants, draws.winners(tie, error.partial)))


def departures_of(entitlement: Entitlement) -> tuple[str, ...]:
    """List the fora whose split is not what the forum alone would have given."""
    blocks = entitlement.blocks
    votes = {b: sum(entitlement.strengths[p] for p in ps) for b, ps in blocks.items()}
    found = []
    for forum in entitlement.fora:
        own = own_split(votes, forum.posts, entitlement.rule)
        split = entitlement.splits[forum.name]
        if any(not least <= split[block] <= most for block, (least, most) in own.items()):
            found.append(forum.name)
    return tuple(found)
