"""How many votes a seat hangs on: fewest votes won, lost or moved that change a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.composition.compose import Composition
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError, UnresolvedTieError
from kkr_allocation.results import presented
from kkr_allocation.scenarios.council_margin import council_margins
from kkr_allocation.scenarios.seat_margin import SeatMargin, fewest, refuse_unsteady

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["margin"]


def margin(result: Apportionment | Composition) -> pd.DataFrame:
    """Return the fewest votes that move a seat: new ones, lost ones, and for each pair of lists.

    How close was it, and who would have needed whose votes?

    Parameters
    ----------
    result : Apportionment or Composition
        The seats, with their alliances, floors and caps, or the council with its mayors,
        threshold, size rule and cap. Not one that a lot decided: there the margin is a single
        vote, and the result is not only the votes' doing.

    Returns
    -------
    pandas.DataFrame
        One row a change, with the columns ``from``, ``to``, ``votes`` and ``lot``. With ``from``
        empty, the votes that ``to`` needs more for its next seat; with ``to`` empty, those that
        ``from`` can lose before it loses a seat; with both, those that moved from one to the
        other change any list's seats. ``lot`` is true where just so many votes lead to a lot.
        ``votes`` is missing where no number of votes does it. The lists of a council are those of
        ``result.votes``: a co-operation is one list.

    Raises
    ------
    InvalidInputError
        If it is no apportionment and no council, or was decided by lot; if it was shared by
        `LARGEST_REMAINDER_DROOP`, or with alliances by any quota rule, where a list can lose a
        seat by winning votes, or with floors or caps of several lists, as in every council,
        where votes moved between two of them can move a seat between two others, and back.

    Notes
    -----
    All in integers. A list's seats never fall when it wins votes and the others keep theirs: its
    quotients rise, and inside an alliance the alliance's do too. When votes move between two
    lists, the seats of the one never rise, those of the other never fall, and if neither they
    nor the alliances around them change, nothing does. So the fewest votes are found
    by halving, with ``O(P**2 * log V)`` apportionments for ``P`` lists and ``V`` votes. The
    quota ``V / h`` moves by ``1 / h`` with a vote, and so a list's remainder after ``k < h``
    quotas still rises; a whole quota jumps by 1, and a list can fall.

    In a council a vote won or lost is a vote cast more or fewer, and moves the threshold too;
    mayors stay as they are. Lists become eligible and the house grows or shrinks with the votes,
    so one vote more can cost a seat. These events are inequalities in the number of votes, linear
    ones or, for Huntington-Hill, between squares. They are walked one by one, each found in
    integers, and the votes between two of them
    are halved as above: the house and its lists are the same there. So the number is the first;
    with still more votes the seats can turn again. Where no council can be composed, no list has
    a seat.

    Examples
    --------
    An invented council: 48 votes more bring E a lot for its first seat.

    >>> import kkr_allocation as kkr
    >>> result = kkr.apportion({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> kkr.margin(result).iloc[[4, 8, 14]]
       from to  votes    lot
    4        E     48   True
    8     D        14   True
    14    B  A     57  False
    """
    if not isinstance(result, Apportionment | Composition):
        raise InvalidInputError(
            f"result is {result!r:.60}",
            why="margins are counted in the votes of an apportionment or a council",
            do="Pass what kkr.apportion or kkr.compose returned",
        )
    if result.lots:
        raise InvalidInputError(
            f"result was decided by {Count(len(result.lots)):lot|lots}",
            why="a single vote would have decided instead of the lot",
            do="Ask for the margins of a result without lots",
        )
    found = council_margins(result) if isinstance(result, Composition) else _margins(result)
    frame: pd.DataFrame = presented("scenarios", "margins", tuple(found))
    return frame


def _margins(result: Apportionment) -> Iterator[SeatMargin]:
    """Yield the margins of new votes, of lost votes, and of votes moved between two lists."""
    refuse_unsteady(
        result.rule,
        allied=bool(result.alliances),
        bounded=max(sum(map(bool, result.floors.values())), len(result.caps)) > 1,
    )
    lists = list(result.votes)
    for name in lists:
        yield _more(result, name)
    for name in lists:
        yield _fewer(result, name)
    for source in lists:
        for target in lists:
            if source != target:
                yield _moved(result, source, target)


def _more(result: Apportionment, name: str) -> SeatMargin:
    """Return the votes a list needs more for its next seat."""

    def wins(more: int, *, lucky: bool = True) -> bool:
        votes = {**result.votes, name: result.votes[name] + more}
        return _seats(result, votes, name, lucky=lucky)[name] > result.seats[name]

    enough = sum(result.votes.values()) * (2 * result.house_size + 3) ** 2
    needed = fewest(wins, 1, enough)
    return SeatMargin("", name, needed, needed is not None and not wins(needed, lucky=False))


def _fewer(result: Apportionment, name: str) -> SeatMargin:
    """Return the votes a list can lose before it loses a seat."""

    def loses(fewer: int, *, lucky: bool = False) -> bool:
        votes = {**result.votes, name: result.votes[name] - fewer}
        return _seats(result, votes, name, lucky=lucky)[name] < result.seats[name]

    lost = fewest(loses, 1, result.votes[name])
    return SeatMargin(name, "", lost, lost is not None and not loses(lost, lucky=True))


def _moved(result: Apportionment, source: str, target: str) -> SeatMargin:
    """Return the votes that change any seat when they move from one list to another."""

    def outcome(moved: int) -> dict[str, int] | None:
        votes = {
            **result.votes,
            source: result.votes[source] - moved,
            target: result.votes[target] + moved,
        }
        try:
            return _again(result, votes, []).seats
        except UnresolvedTieError:
            return None
        except InfeasibleError:
            return {}

    moved = fewest(lambda votes: outcome(votes) != result.seats, 1, result.votes[source])
    return SeatMargin(source, target, moved, moved is not None and outcome(moved) is None)


def _seats(
    result: Apportionment, votes: dict[str, int], name: str, *, lucky: bool
) -> dict[str, int]:
    """Return the seats under other votes, every lot going for the list, or against it."""
    if not any(votes.values()):
        return dict.fromkeys(votes, 0)
    around = {
        alliance.label
        for outer in result.alliances
        for alliance in outer.alliances()
        if name in alliance.parties()
    }
    lots: list[Lot] = []
    while True:
        try:
            return _again(result, votes, lots).seats
        except UnresolvedTieError as error:
            claimants = sorted(
                error.tie.claimants, key=lambda c: (c == name or c in around) != lucky
            )
            lots.append(Lot(claimants, claimants[: error.tie.seats]))
        except InfeasibleError:
            return dict.fromkeys(votes, 0)


def _again(result: Apportionment, votes: dict[str, int], lots: list[Lot]) -> Apportionment:
    return apportion(
        votes,
        result.house_size,
        result.rule,
        alliances=result.alliances,
        floors=result.floors,
        caps=result.caps,
        lots=lots,
    )
