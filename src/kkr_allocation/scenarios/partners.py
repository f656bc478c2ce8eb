"""What it is worth to stand together: two lists in an alliance, and majorities for the chair."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from attrs import evolve, field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.composition.compose import Composition
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, known_names, one_of, whole_number, whole_numbers
from kkr_allocation.results import Result, read_only
from kkr_allocation.scenarios.alliance_scan import alliances_and_free
from kkr_allocation.scenarios.explaining import check_votes
from kkr_allocation.words import refused


@frozen
class Partner:
    """What an alliance of two gives one of them, and by how much that is more than alone."""

    party: str
    partner: str
    alone: int  # seats of the party in no alliance, every lot going against it
    seats: int  # its seats in the alliance, every lot going against it
    lot: int  # how many more it has in the alliance if every lot goes for it

    @property
    def gain(self) -> int:
        """What entering the alliance gives for certain; below 0 where it costs a seat."""
        return self.seats - self.alone


@frozen(field_transformer=read_only)
class AlliancePairs(Result):
    """What each list wins with each other in an alliance of two.

    Parameters
    ----------
    votes, house_size, rule, fixed
        As `alliance_pairs` has them.
    pairs : tuple of Partner
        Each pair twice, once for either list.
    party : str, optional
        Whose partners are shown; None for all.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> pairs = kkr.alliance_pairs({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> pairs.partners_of("C").to_frame().head(2)
      party partner  alone  seats  gain  partner_gain  lot
    0     C       B      1      2     1             0    0
    1     C       E      1      2     1             0    0
    """

    votes: Mapping[str, int] = field(repr=shortened)
    house_size: int
    rule: Rule
    fixed: tuple[Alliance, ...]
    pairs: tuple[Partner, ...] = field(repr=False)
    party: str | None = None

    def partners_of(self, party: str) -> AlliancePairs:
        """Return the same, showing the partners of one list, those that give it most first."""
        known_names([party], self.votes, "party")
        return evolve(self, party=party)

    @property
    def gains(self) -> dict[tuple[str, str], int]:
        """What entering an alliance with the second list gives the first."""
        return {(each.party, each.partner): each.gain for each in self.pairs}

    @property
    def shown(self) -> tuple[Partner, ...]:
        """The pairs of the `party`: first what gives it most, then its partner, then by lot."""
        if self.party is None:
            return self.pairs
        gains = self.gains
        own = [each for each in self.pairs if each.party == self.party]
        own.sort(key=lambda each: (-each.gain, -gains[each.partner, each.party], -each.lot))
        return tuple(own)


def alliance_pairs(
    votes: Figures, house_size: int, rule: Rule = DHONDT, *, fixed: Members = ()
) -> AlliancePairs:
    """Share the house with each two lists in an alliance, and say what that gives either.

    Which partner is worth what to me, if everybody else stays as they are?

    Parameters
    ----------
    votes, house_size, rule, fixed
        As `alliance_scan` has them, with any number of lists.

    Returns
    -------
    AlliancePairs
        For each two free lists what either has alone and together. Only seats that are certain
        count as a gain; those that a lot could bring are counted apart.

    Raises
    ------
    InvalidInputError, InfeasibleError
        As `apportion` does.

    Notes
    -----
    Shared by `apportion_batch` and as exactly: a pair is one column in the last place, where every
    lot goes against it, and in the first, where every lot goes for it. The same inside the pair.
    For ``n`` lists these are ``n (n + 1)`` houses, and 20 lists take some milliseconds.

    Source: kommunal- og regionalvalgloven §§ 80-83 for alliances.

    Examples
    --------
    An invented council of nine seats:

    >>> import kkr_allocation as kkr
    >>> pairs = kkr.alliance_pairs({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> [(each.party, each.partner, each.gain) for each in pairs.pairs if each.gain]
    [('C', 'B', 1), ('C', 'E', 1)]
    """
    counted = whole_numbers(votes, "votes")
    house = whole_number(house_size, "house_size")
    check_votes(counted)
    checked_rule(rule)
    outer, lists = alliances_and_free(counted, fixed)
    number = np.int64 if sum(counted.values()) < 2**63 else object
    own = np.array([counted[name] for name in lists], number)
    around = [sum(counted[name] for name in alliance.parties()) for alliance in outer]
    # A list with itself stands alone.
    one, other = np.triu_indices(len(lists))
    mine, yours = own[one], np.where(one == other, 0 * own[other], own[other])
    rows = np.tile(np.array([0, *own, *around, 0], number), (len(one), 1))
    rows[np.arange(len(one)), one + 1] = rows[np.arange(len(one)), other + 1] = 0
    pooled = []
    for place in (-1, 0):
        rows[:, (-1, 0)] = 0
        rows[:, place] = mine + yours
        pooled.append(apportion_batch(rows, house, rule).seats[:, place])
    sure, possible = np.zeros((2, len(lists), len(lists)), np.int64)
    # The first of two last, so that what stands of a list with itself is its own.
    for first, second, votes_in in ((other, one, (mine, yours)), (one, other, (yours, mine))):
        last = np.stack(votes_in, axis=1)
        inside = [apportion_batch(last, seats, rule).seats[:, 1] for seats in pooled]
        sure[first, second] = np.minimum(*inside)
        inside = [apportion_batch(last[:, ::-1], seats, rule).seats[:, 0] for seats in pooled]
        possible[first, second] = np.maximum(*inside)
    pairs = (
        Partner(name, with_whom, *map(int, (sure[a, a], sure[a, b], possible[a, b] - sure[a, b])))
        for a, name in enumerate(lists)
        for b, with_whom in enumerate(lists)
        if a != b
    )
    return AlliancePairs(counted, house, rule, outer, tuple(pairs))


# Who can elect the chair: minimal winning coalitions, and what valgforbund do to them.


_MOST_BLOCS = 20  # a million coalitions; a council of more blocs has been read wrongly


@frozen
class Coalition:
    """Lists and valgforbund that have a majority together, and none without any of them."""

    blocs: tuple[str, ...]  # valgforbund by label, and lists that stand alone
    lists: tuple[str, ...]
    members: int  # of its lists together
    spare: int  # how many members it can miss and still have the majority


@frozen
class Bloc:
    """A valgforbund, or a list that stands alone."""

    label: str  # the valgforbund's label or the list's name
    lists: tuple[str, ...]
    members: int
    lacks: int  # how many more members a majority needs; 0 where it has one
    coalitions: int  # the minimal winning coalitions that it is part of
    needed: bool  # whether no majority can be formed without it
    breakers: tuple[str, ...]  # for a bloc with a majority: its lists whose leaving would break it


@frozen(field_transformer=read_only)
class ChairMajorities(Result):
    """The majorities there are in a council.

    Parameters
    ----------
    composition, alliances
        As `chair_majorities` has them.
    majority : int
        The members a majority needs: more than half of the house.
    coalitions : tuple of Coalition
        The minimal winning ones, those of fewest members first: none can miss any of its blocs.
    blocs : tuple of Bloc
        All blocs, the largest first.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> len(kkr.chair_majorities(council).coalitions)
    80
    """

    composition: Composition = field(repr=False)
    alliances: tuple[Alliance, ...]
    majority: int
    coalitions: tuple[Coalition, ...] = field(repr=shortened)
    blocs: tuple[Bloc, ...] = field(repr=shortened)


def chair_majorities(composition: Composition, *, alliances: Members = ()) -> ChairMajorities:
    """Return the minimal winning coalitions of a council, valgforbund standing together.

    Who can form a majority for the chair, on whom does each majority depend, and which
    valgforbund holds or breaks one? It is the first question of the constituting meeting.

    Parameters
    ----------
    composition : Composition
        The council.
    alliances : sequence of sequences of str, or of Alliance
        Notified or imagined valgforbund; the lists of each stand together.

    Raises
    ------
    InvalidInputError
        If a valgforbund names a list without members, a list stands in two, the council is empty
        or has more than 20 blocs.

    Notes
    -----
    A majority is more than half of the members, which elects the chair whatever the others do.
    All ``2 ** blocs`` coalitions are looked at. Source: KL's love has the chair elected at the
    constituting meeting; that it takes the majority of the members is inferred.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> red = kkr.chair_majorities(council, alliances=[["A", "F", "Ø", "B"]])
    >>> red.majority, red.blocs[0].label, red.blocs[0].members, red.blocs[0].lacks
    (16, 'A+F+Ø+B', 15, 1)
    """
    council = one_of(composition, Composition, "composition", made_by="the result of kkr.compose")
    seats = council.seats
    if not seats:
        raise refused("scenarios.no_members")
    standing = alliance_tree(seats, alliances).members
    outer = {each.label: each for each in standing if isinstance(each, Alliance)}
    labels = [each if isinstance(each, str) else each.label for each in standing]
    lists = {name: tuple(outer[name].parties()) if name in outer else (name,) for name in labels}
    if len(lists) > _MOST_BLOCS:
        raise refused("scenarios.council_blocs", number=len(lists), most_blocs=_MOST_BLOCS)
    members = {label: sum(seats[name] for name in names) for label, names in lists.items()}
    majority = sum(seats.values()) // 2 + 1
    winning = []
    for size in range(1, len(members) + 1):
        for blocs in itertools.combinations(members, size):
            sizes = [members[label] for label in blocs]
            spare = sum(sizes) - majority
            if 0 <= spare < min(sizes):  # without its smallest bloc it would not win
                inside = tuple(name for label in blocs for name in lists[label])
                winning.append(Coalition(blocs, inside, sum(sizes), spare))
    winning.sort(key=lambda coalition: (coalition.members, len(coalition.blocs)))
    all_blocs = tuple(
        Bloc(
            label,
            lists[label],
            seated,
            max(majority - seated, 0),
            sum(label in coalition.blocs for coalition in winning),
            all(label in coalition.blocs for coalition in winning),
            tuple(name for name in lists[label] if 0 <= seated - majority < seats[name]),
        )
        for label, seated in sorted(members.items(), key=lambda item: -item[1])
    )
    allied = tuple(outer.values())
    return ChairMajorities(composition, allied, majority, tuple(winning), all_blocs)
