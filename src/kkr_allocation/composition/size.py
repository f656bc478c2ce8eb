"""THE size rule: what every list claims, how large the house is, and what gives way at the cap.

How large, no statute says in figures; `SizeRule` names the readings. The older ones look for the
smallest house in which no list has an *overhang*: more mayors than its votes give it there.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import field, frozen

from kkr_allocation.apportionment.exact import apportion, exceeding
from kkr_allocation.apportionment.rules import ADAMS, DivisorRule, QuotaRule, Rule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.statutes import AtCap, FixedSize, SizeRule, Statutes
from kkr_allocation.errors import Count, InfeasibleError
from kkr_allocation.words import infeasible, refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.basis import Basis, Standing


_MOST_HOUSES = 1_000  # so many are tried; a council has fewer than a hundred seats


@frozen
class House:
    """The seats of the eligible lists, and the bounds of their sharing, or just what each has."""

    seats: int
    rule: Rule  # how the seats are shared
    floors: Mapping[str, int]
    ceilings: Mapping[str, int] = field(factory=dict)  # the most each list gets, where it is bound
    binding: tuple[str, ...] = ()  # whose mayors set the price or the number, or exceed the cap
    capped: bool = False  # whether their mayors ask for more than the cap leaves


def price(votes: Mapping[str, int], mayors: Mapping[str, int]) -> Fraction | None:
    """Return the votes that a seat costs: the fewest that some list has for each of its mayors."""
    return min((Fraction(votes[name], n) for name, n in mayors.items() if n), default=None)


def claims(votes: Mapping[str, int], mayors: Mapping[str, int]) -> dict[str, Fraction]:
    """Return each list's exact claim, ``votes / price``, never below its mayors; none without."""
    cost = price(votes, mayors)
    return {} if cost is None else {name: number / cost for name, number in votes.items()}


def required(votes: Mapping[str, int], mayors: Mapping[str, int]) -> dict[str, int]:
    """Return the house that each list's mayors require by its exact share of eligible votes."""
    eligible = sum(votes.values())
    return {name: -(-mayors[name] * eligible // votes[name]) for name in votes if mayors.get(name)}


def house_of(
    inside: list[Standing], outside: Mapping[str, int], statutes: Statutes, cap: int | None
) -> House:
    """Return the house of the eligible lists, and the bounds that its sharing keeps.

    The cap counts outsiders too, and `Outsiders` needs no reading here: on top of a house of this
    size or inside a total that leaves this many seats, they sit beside the same members.
    """
    votes = {standing.name: standing.votes for standing in inside}
    mayors = {standing.name: standing.mayors for standing in inside}
    size_rule = statutes.size_rule
    if isinstance(size_rule, FixedSize):
        seats = _left(size_rule.members, mayors, outside, fixed=True)
        return House(seats, statutes.rule, mayors)
    sizing = _Sizing(votes, mayors, statutes, None if cap is None else _left(cap, mayors, outside))
    return sizing.by_claims() if size_rule is SizeRule.ROUND_UP else sizing.without_overhang()


@frozen
class _Sizing:
    """The eligible lists, and the most seats that the cap leaves them."""

    votes: Mapping[str, int]
    mayors: dict[str, int]
    statutes: Statutes
    limit: int | None

    def least(self) -> dict[str, int]:
        """Return each list's mayors, and one seat at least where asked and where all fit."""
        votes, mayors, limit = self.votes, self.mayors, self.limit
        if not self.statutes.seat_for_every_eligible:
            return mayors
        claimed = self.statutes.size_rule is SizeRule.ROUND_UP  # none without votes
        least = {name: max(n, int(votes[name] > 0 or not claimed)) for name, n in mayors.items()}
        return least if limit is None or sum(least.values()) <= limit else mayors

    def by_claims(self) -> House:
        """Round every claim up; at the cap let supplementary seats give way.

        A claim is the ceiling at the cap, so that no list gains by it. By `AtCap.RAISE_PRICE` that
        holds by itself: a higher price gives nobody more, and the smallest price at which the
        rounded claims fit the house is what Adams' divisor finds.
        """
        mayors, statutes, limit, least = self.mayors, self.statutes, self.limit, self.least()
        exact = claims(self.votes, mayors)
        binding = tuple(n for n, sitting in mayors.items() if sitting and exact[n] == sitting)
        claimed = {name: -(-claim.numerator // claim.denominator) for name, claim in exact.items()}
        claimed = claimed or least  # no mayor, no price: there is only what every list is promised
        seats = sum(claimed.values())
        if limit is None or seats <= limit:
            return House(seats, statutes.rule, claimed, claimed, binding=binding)
        rule = statutes.rule if statutes.at_cap is AtCap.SHARE_ANEW else ADAMS
        return House(limit, rule, least, claimed, binding=binding, capped=True)

    def without_overhang(self) -> House:
        """Return the smallest house in which every list's votes give it its mayors."""
        rule, limit, floors = self.statutes.rule, self.limit, self.least()
        wanted = self.smallest()
        if wanted is not None:
            seats = max(wanted, sum(floors.values()))
            short = self.overhang(seats - 1) if 0 < wanted == seats else ()
            return House(seats, rule, floors, binding=short)
        if limit is not None:
            return House(limit, rule, floors, binding=self.overhang(limit), capped=True)
        conflict = "size rule DIVISOR", f"rule {rule}"
        raise infeasible("composition.no_house_gives_every", conflict, rule=rule)

    def overhang(self, house: int) -> tuple[str, ...]:
        """Return the lists whose mayors exceed what their votes give them in such a house."""
        votes, mayors = self.votes, self.mayors
        if self.statutes.size_rule is SizeRule.EXACT_SHARE:
            return tuple(name for name, seats in required(votes, mayors).items() if seats > house)
        given: Mapping[str, int] = {}  # whatever a lot would say
        try:
            given = apportion(votes, house, self.statutes.rule).seats
        except UnresolvedTieError as tie:
            given = tie.partial
        except InfeasibleError:  # the rule cannot fill this house, so it gives nobody anything
            pass
        return tuple(name for name in votes if mayors[name] > given.get(name, 0))

    def smallest(self) -> int | None:
        """Return the smallest house in which no list has an overhang, 0 where none has a mayor.

        None if that house is larger than the limit, or none exists. An InvalidInputError if a quota
        rule has found none in 1,000 houses and the limit lies beyond them.

        Divisor rules and exact shares never take a seat back when the house grows, so a bisection
        finds it; quota rules do (the Alabama paradox): every size is tried. Hare's has it at the
        exact-share size at the latest, where the lower quota of each list is at least its mayors.
        Droop's may not fill that house, and fills none that has more seats than a vote and one for
        each list.
        """
        exact = max(required(self.votes, self.mayors).values(), default=0)
        rule, limit, least = self.statutes.rule, self.limit, sum(self.mayors.values())
        if isinstance(rule, DivisorRule) or self.statutes.size_rule is SizeRule.EXACT_SHARE:
            return self._bisected(least)
        droop = isinstance(rule, QuotaRule) and rule.droop
        last = sum(self.votes.values()) + len(self.votes) if droop else exact
        most, tried = last if limit is None else min(last, limit), least + _MOST_HOUSES
        for house in range(least, min(most, tried) + 1):
            if not self.overhang(house):
                return house
        if most > tried:
            raise refused("composition.no_house_up_seats", least=tried, rule=rule)
        return None

    def _bisected(self, least: int) -> int | None:
        """Return the smallest house from `least` up without overhang, for a monotone rule."""
        most = max(least, 1) if self.limit is None else self.limit
        while self.overhang(most):
            if self.limit is not None:
                return None
            most *= 2
        low = min(least, most)
        while low < most:  # houses beyond the 64 bits of bisect, too
            middle = (low + most) // 2
            low, most = (middle + 1, most) if self.overhang(middle) else (low, middle)
        return low


def _left(
    most: int, mayors: Mapping[str, int], outside: Mapping[str, int], *, fixed: bool = False
) -> int:
    """Return the seats that the mayors of ineligible lists leave to the eligible ones."""
    all_mayors = sum(mayors.values()) + sum(outside.values())
    if all_mayors <= most:
        return most - sum(outside.values())
    bound = "fixed size" if fixed else "cap"
    taken = exceeding({**outside, **mayors}, most)
    raise InfeasibleError(
        worded(
            f"composition.{'fixed_size_exceeded' if fixed else 'cap_exceeded'}",
            most=most,
            mayors=all_mayors,
        ),
        why=worded("composition.mayors_members_ex_officio", bound=bound),
        do=worded(f"composition.{'raise_fixed_size' if fixed else 'raise_cap'}", mayors=all_mayors),
        conflict=(
            f"{bound} {most}",
            *(f"{Count(number):mayor|mayors} of {name}" for name, number in taken.items()),
        ),
        relaxation={bound.replace(" ", "_"): all_mayors},
    )


Turn: TypeAlias = Literal["gains", "loses", "enters", "leaves"]


@frozen
class CloseCall:
    """Something that the missing votes are enough to change.

    For "gains" and "enters" the votes are the list's own, for "loses" those of the lists whose
    mayors set the price; for "leaves" the list has fewer than so many of the missing ones.
    """

    name: str
    turn: Turn  # a seat more or less, or eligible or no longer
    votes: int


def missing_votes(basis: Basis) -> int:
    """Return how many votes the figures lack, by the region's average where nobody has counted."""
    coverage = basis.coverage
    if coverage is None:
        return 0
    without = {*coverage.without_votes, *coverage.uncounted}
    known = len(coverage.municipalities) - len(without)
    if not without or not known:
        return 0
    guess = -(-basis.listed_votes * len(without) // known)
    return max(guess, basis.votes_valid - basis.listed_votes)


def close_calls(
    basis: Basis, statutes: Statutes, lists: tuple[Standing, ...], claimed: Mapping[str, Fraction]
) -> tuple[CloseCall, ...]:
    """Return what the missing votes could change, in the order of the votes.

    `claimed` are the exact claims of the eligible ones of `lists`. A list with ``v`` votes whose
    claim rounds to ``n`` gains a seat with the fewest ``k`` for which ``v + k`` exceeds ``n``
    prices. It loses one where the price rises to ``v / (n - 1)``: every list with mayors then needs
    that many votes for each of them, and what they lack together is the number stated. Whether
    the missing votes are distributed so, nobody knows.
    """
    missing = missing_votes(basis)
    if not missing:
        return ()
    found = [*_of_claims(lists, claimed)]
    # The threshold as it will be when all votes are there.
    needed = statutes.threshold * max(
        basis.total(statutes.threshold_base), basis.listed_votes + missing
    )
    for standing in lists:
        lacking = -(-needed.numerator // needed.denominator) - standing.votes
        if standing.entitled and standing.in_council and lacking > 0:
            turn: Turn = "leaves" if standing.eligible else "enters"
            found.append(CloseCall(standing.name, turn, lacking))
    order = [standing.name for standing in lists]
    close = (call for call in found if call.votes <= missing)
    return tuple(sorted(close, key=lambda call: order.index(call.name)))


def _of_claims(lists: tuple[Standing, ...], claimed: Mapping[str, Fraction]) -> Iterator[CloseCall]:
    inside = [standing for standing in lists if standing.name in claimed]
    sitting = [standing for standing in inside if standing.mayors]
    for standing in inside:
        name, votes, claim = standing.name, standing.votes, claimed[standing.name]
        if claim in {0, standing.mayors}:  # without votes, or it sets the price itself
            continue
        seats = -(-claim.numerator // claim.denominator)
        yield CloseCall(name, "gains", int(seats * votes / claim) - votes + 1)
        if seats > max(1, standing.mayors):
            dearer = Fraction(votes, seats - 1)
            lacking = (-int(-(dearer * s.mayors) // 1) - s.votes for s in sitting)
            yield CloseCall(name, "loses", sum(max(0, k) for k in lacking))
