"""The inverse question: which alliances explain the seats of a council."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from itertools import islice, pairwise, product
from math import inf
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.rules import DHONDT, QuotaRule, checked_rule
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.apportionment.rules import Priority, Rule


# All ways to form alliances: the set partitions of the lists, in a fixed order.
#
# A structure is a row of alliances, each a bit mask of lists, numbered by their first list. The
# order is lexicographic in the number of the alliance each list joins: all lists in one alliance
# come first, no alliance at all comes last.


MOST_LISTS = 13
_CHUNK = 30_000
Chunk: TypeAlias = "tuple[NDArray[np.int16], NDArray[np.int64]]"
"""Masks (structures, lists), zero where there are fewer alliances, and how many there are."""


@cache
def _completions(alliances: int, lists: int) -> int:
    """Return in how many ways so many more lists can join or be added to so many alliances."""
    if not lists:
        return 1
    joined = alliances * _completions(alliances, lists - 1) if alliances else 0
    return joined + _completions(alliances + 1, lists - 1)


@frozen
class Structures:
    """The set partitions of some lists, without those that join a forbidden pair."""

    lists: int
    apart: tuple[int, ...]
    """For each list the bit mask of the earlier lists it never joins."""

    def chunks(self) -> list[Chunk]:
        """Return beginnings of structures in order, each to be grown to a block of full ones."""
        masks = np.zeros((1, self.lists), np.int16)
        used = np.zeros(1, np.int64)
        known = max(self.lists - 5, 0)
        for number in range(known):
            masks, used = self._placed(masks, used, number)
        left = self.lists - known
        sizes = np.array([_completions(int(count), left) for count in used])
        block = (sizes.cumsum() - sizes) // _CHUNK
        bounds = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(block)]
        return [(masks[low:high], used[low:high]) for low, high in pairwise(bounds)]

    def grown(self, chunk: Chunk) -> Chunk:
        """Return all structures that begin like those of the chunk."""
        masks, used = chunk
        for number in range(max(self.lists - 5, 0), self.lists):
            masks, used = self._placed(masks, used, number)
        return masks, used

    def _placed(self, masks: NDArray[np.int16], used: NDArray[np.int64], number: int) -> Chunk:
        """Let one more list join each alliance in turn, and then stand alone."""
        choices = used + 1
        parent = np.repeat(np.arange(len(masks)), choices)
        joined = np.arange(len(parent)) - np.repeat(choices.cumsum() - choices, choices)
        if self.apart[number]:
            allowed = (masks[parent, joined] & self.apart[number]) == 0
            parent, joined = parent[allowed], joined[allowed]
        grown = masks[parent]
        grown[np.arange(len(parent)), joined] |= np.int16(1 << number)
        return grown, np.maximum(used[parent], joined + 1)


def members(mask: int, lists: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a bit mask."""
    return tuple(name for place, name in enumerate(lists) if mask >> place & 1)


def subsets(mask: int) -> Iterator[int]:
    """Yield the masks inside a mask, itself first, down to a single bit."""
    inside = mask
    while inside:
        yield inside
        inside = (inside - 1) & mask


def check_votes(votes: dict[str, int]) -> None:
    """Refuse an election without votes."""
    if not any(votes.values()):
        raise InvalidInputError(**refusal(f"scenarios.{'no_votes' if votes else 'no_parties'}"))


def masks_apart(
    pairs: Iterable[object], lists: tuple[str, ...], votes: dict[str, int]
) -> tuple[int, ...]:
    """Return for each list the bit mask of the earlier lists it stays apart from."""
    masks = [0] * len(lists)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(set(pair)) != 2:  # noqa: PLR2004  (a pair)
            raise InvalidInputError(**refusal("scenarios.apart", pair=pair))
        known_names(dict.fromkeys(pair), votes, "apart")
        if set(pair) <= set(lists):
            early, late = sorted(map(lists.index, pair))
            masks[late] |= 1 << early
    return tuple(masks)


def free_lists(votes: Mapping[str, int], fixed: Iterable[Alliance]) -> tuple[str, ...]:
    """Return the lists that no fixed alliance holds, in the order of the votes."""
    taken = {name for alliance in fixed for name in alliance.parties()}
    return tuple(name for name in votes if name not in taken)


Nested: TypeAlias = "tuple[str | Nested, ...]"
"""Alliances as `apportion` takes them: names, and inner alliances as tuples of names."""
Parts: TypeAlias = tuple[int, ...]
"""Bit masks that together cover some lists, in the order of their first list."""

_LEVELS = (1, 2)


def explaining_alliances(
    votes: Figures,
    seats: Figures,
    rule: Rule = DHONDT,
    *,
    depth: int = 1,
    limit: int | None = 25_000,
) -> tuple[Nested, ...]:
    """Return the structures of alliances that give exactly these seats, without a lot.

    A council does not follow from its votes: which alliances must there have been?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by list, at most 13 lists.
    seats : mapping of str to int, or pandas Series
        Seats by list; a list that is not named has none.
    rule : Rule
        The rule of apportionment, at every level.
    depth : {1, 2}
        Levels of alliances: 2 for listeforbund inside valgforbund.
    limit : int, optional
        How many structures at most, the simplest first; None for all. Nine lists have 21,147
        structures of one level and 1,606,137 of two.

    Returns
    -------
    tuple of structures
        Each as `apportion` takes ``alliances``: tuples of names, with inner tuples at depth 2.
        Those with the fewest joined lists stand first, and among them those with the
        fewest alliances; ``()`` means no alliance. Empty if nothing explains the seats.

    Raises
    ------
    InvalidInputError
        If a figure or name is wrong, there are more than 13 lists, no votes, or another depth.

    Notes
    -----
    An alliance is possible only if its own seats follow from its own votes inside it, whatever
    the others do. Structures are put together from possible alliances only, and given up as
    soon as one alliance's next seat has a priority as high as another's last: equal priorities
    need a lot. Integers decide. The work grows with the structures that fit.

    Source: kommunal- og regionalvalgloven §§ 80-83.

    Examples
    --------
    An invented council that needs an alliance:

    >>> import kkr_allocation as kkr
    >>> votes = {"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}
    >>> kkr.explaining_alliances(votes, {"A": 4, "B": 3, "C": 2})[:3]
    ((('C', 'E'),), (('B', 'C'),), (('B', 'C', 'E'),))
    """
    counted = whole_numbers(votes, "votes")
    won = whole_numbers(seats, "seats")
    known_names(won, counted, "seats")
    if not any(counted.values()) or len(counted) > MOST_LISTS:
        raise InvalidInputError(
            **refusal(
                "scenarios.lists_to_explain",
                lists=len(counted),
                votes=sum(counted.values()),
                most=MOST_LISTS,
            )
        )
    if depth not in _LEVELS:
        raise InvalidInputError(**refusal("scenarios.depth", depth=depth))
    search = _Search(counted, won, checked_rule(rule))
    most = None if limit is None else whole_number(limit, "limit")
    return tuple(islice(search.structures(depth), most))


class _Search:
    """Which sets of lists can be alliances, given what they won."""

    def __init__(self, votes: dict[str, int], seats: dict[str, int], rule: Rule) -> None:
        self._lists = tuple(votes)
        self._rule = rule
        self._single = {1 << place: count for place, count in enumerate(votes.values())}
        every = range(1 << len(votes))
        self._votes = [sum(v for bit, v in self._single.items() if bit & mask) for mask in every]
        own = [seats.get(name, 0) for name in votes]
        self._seats = [sum(s for p, s in enumerate(own) if mask >> p & 1) for mask in every]
        # Each is asked for the same lists many times.
        self._named = cache(lambda mask: members(mask, self._lists))
        self.is_flat = cache(self._is_flat)
        self._possible = cache(self._follows)
        self._insides = cache(self._inside)

    def structures(self, depth: int) -> Iterator[Nested]:
        """Yield all explanations, the simplest first."""
        house = _House(self, len(self._votes) - 1, self.is_flat if depth == 1 else self._possible)
        for parts in sorted(house.partitions(), key=_simplicity):
            joined = [part for part in parts if part & (part - 1)]
            if depth == 1:
                yield tuple(map(self._named, joined))
            else:
                yield from product(*map(self._insides, joined))

    def _is_flat(self, mask: int) -> bool:
        """Whether the seats of these lists follow from their votes without inner alliances."""
        singles = tuple(bit for bit in self._single if bit & mask)
        return len(singles) == 1 or self.gap(mask).fits(singles)

    def _follows(self, mask: int) -> bool:
        """Whether the seats of these lists follow with one level of alliances inside, or none."""
        return self.is_flat(mask) or any(True for _ in self._inner(mask))

    def _inside(self, mask: int) -> list[Nested]:
        """Return this alliance with every alliance possible inside, none at all included."""
        return [
            tuple(names if len(names) > 1 else names[0] for names in map(self._named, parts))
            for parts in sorted(self._inner(mask), key=_simplicity)
        ]

    def _inner(self, mask: int) -> Iterator[Parts]:
        return _House(self, mask, lambda part: part != mask and self.is_flat(part)).partitions()

    def gap(self, mask: int) -> _Gap:
        """Return the priorities at which these lists share what they won."""
        votes = tuple(count for bit, count in self._single.items() if bit & mask)
        return _Gap(self._votes, self._seats, self._rule, mask, votes)


class _Gap:
    """The priorities of every part's next and last seat when some lists share theirs.

    `votes` and `seats` are by bit mask, `own` the votes of the lists in `mask` one by one.
    """

    def __init__(
        self, votes: list[int], seats: list[int], rule: Rule, mask: int, own: tuple[int, ...]
    ) -> None:
        self._votes = votes
        self._seats = seats
        self._rule = rule
        self._house = seats[mask]
        self._priority: Priority | None = None
        if self._house and votes[mask]:
            # Where the rule cannot fill the house among single lists, it cannot among fewer.
            with suppress(InfeasibleError):
                self._priority = rule.priority(own, self._house)

    def of(self, part: int) -> tuple[float, float]:
        """Return the priorities of a part's next seat and of its last."""
        if not self._house:
            return -inf, inf
        votes, seats = self._votes[part], self._seats[part]
        if self._priority is None or (seats and not votes):
            return inf, -inf
        if not votes:
            return -inf, inf
        last = self._priority(votes, seats) if seats else inf
        return self._priority(votes, seats + 1), last

    def fits(self, parts: Parts) -> bool:
        """Whether the seats of the parts follow from their votes, and need no lot."""
        ahead, behind = zip(*map(self.of, parts), strict=True)
        return bool(max(ahead) < min(behind)) and self.fills(parts)

    def fills(self, parts: Parts) -> bool:
        """Whether the rule can fill the house among these parts; only Droop's may not."""
        if self._house and isinstance(self._rule, QuotaRule):
            try:
                self._rule.priority([self._votes[part] for part in parts], self._house)
            except InfeasibleError:
                return False
        return True


class _House:
    """The partitions of some lists into parts whose seats follow from the parts' votes."""

    def __init__(self, search: _Search, mask: int, possible: Callable[[int], bool]) -> None:
        self._mask = mask
        self._gap = search.gap(mask)
        self._parts: dict[int, list[tuple[int, float, float]]] = {}
        for part in subsets(mask):
            ahead, behind = self._gap.of(part)
            if ahead < behind and possible(part):
                self._parts.setdefault(part & -part, []).append((part, ahead, behind))

    def partitions(self) -> Iterator[Parts]:
        """Yield the partitions as they are found."""
        return self._grow(self._mask, (), -inf, inf)

    def _grow(self, left: int, parts: Parts, ahead: float, behind: float) -> Iterator[Parts]:
        """Yield the ways to divide the lists left."""
        if not left:
            if self._gap.fills(parts):
                yield parts
            return
        for part, next_out, last_in in self._parts.get(left & -left, ()):
            if part & ~left:
                continue
            above = ahead if ahead > next_out else next_out  # noqa: FURB136  (the innermost step)
            below = behind if behind < last_in else last_in  # noqa: FURB136  (as above)
            if above < below:
                yield from self._grow(left ^ part, (*parts, part), above, below)


def _simplicity(parts: Parts) -> tuple[int, int, Parts]:
    """Order partitions by joined lists, then alliances, then the order of the lists."""
    joined = [part.bit_count() for part in parts if part & (part - 1)]
    return sum(joined), len(joined), parts
