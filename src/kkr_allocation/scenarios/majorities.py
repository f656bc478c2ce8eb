"""Who can elect the chair: minimal winning coalitions, and what valgforbund do to them."""

from __future__ import annotations

import itertools

from attrs import field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.composition.compose import Composition
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import one_of
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

_MOST_BLOCS = 20
"""A million coalitions; a council with more blocs than this has been read wrongly."""


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
    All ``2 ** blocs`` coalitions are looked at.

    Source: KL's love has the chair elected at the constituting meeting; that it takes the
    majority of the members is inferred.

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
    tree = alliance_tree(seats, alliances)
    lists = {
        (member if isinstance(member, str) else member.label): (
            (member,) if isinstance(member, str) else tuple(member.parties())
        )
        for member in tree.members
    }
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
    return ChairMajorities(
        composition,
        tuple(member for member in tree.members if isinstance(member, Alliance)),
        majority,
        tuple(winning),
        tuple(
            Bloc(
                label,
                names,
                members[label],
                max(majority - members[label], 0),
                sum(label in coalition.blocs for coalition in winning),
                all(label in coalition.blocs for coalition in winning),
                tuple(n for n in names if 0 <= members[label] - majority < seats[n]),
            )
            for label, names in sorted(lists.items(), key=lambda item: -members[item[0]])
        ),
    )
