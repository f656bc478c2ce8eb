"""Rules of apportionment as data: each orders all seats that could be given by an integer priority.

The house goes to the highest; a tie is two equal ones at the cut. The engine knows no more of them.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from numbers import Rational

from attrs import evolve, field, frozen

from kkr_allocation.inputs import is_name, one_of, several
from kkr_allocation.sources import BALINSKI_YOUNG, PUKELSHEIM, Source, SourceStatus
from kkr_allocation.words import infeasible, refused

Priority = Callable[[int, int], int]
"""From a party's votes and a seat number ``k >= 1`` to the exact priority of that seat."""

_PAGE = "https://danskelove.dk/kommunal-og-regionalvalgloven/81"
_LAW = "kommunal- og regionalvalgloven"
_ELECTION_ACT = Source(_LAW, "§§ 80-83", SourceStatus.PUBLISHED, page=_PAGE)


@frozen(kw_only=True)
class Rule(abc.ABC):
    """A rule of apportionment, by its name in the literature, the same in both languages.

    Those of the library, such as `DHONDT`, or your own, by `divisor_rule`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> str(kkr.SAINTE_LAGUE), isinstance(kkr.SAINTE_LAGUE, kkr.Rule)
    ('Sainte-Laguë', True)
    """

    name: str
    source: Source = field(repr=False, eq=False)

    def __str__(self) -> str:
        """Only the name."""
        return self.name

    @abc.abstractmethod
    def priority(self, votes: Sequence[int], house_size: int) -> Priority:
        """Return the exact priority of each seat of each party, of which some may have no votes.

        An InfeasibleError if the rule cannot fill such a house of at least one seat.
        """

    def start(self, votes: Sequence[int], house_size: int) -> list[int]:
        """Return seats close to the answer, from which the engine goes on exactly."""
        total = sum(votes)
        return [(2 * v * house_size + total) // (2 * total) for v in votes]

    def contest(self, claims: Claims) -> tuple[Claims, Priority]:
        """Return the bounds between which priorities decide, and the priorities."""
        return claims, self.priority(claims.votes, claims.house_size)


def checked_rule(rule: object) -> Rule:
    """Return the rule, or say that it is none."""
    if isinstance(rule, Rule):
        return rule
    raise refused("apportionment.not_a_rule", rule=rule)


@frozen(kw_only=True)
class DivisorRule(Rule):
    """Divisor rules: seat ``k`` goes by votes divided by the ``k``-th signpost."""

    power: int = field(default=1, repr=False)
    """2 where `signpost` gives the square of the signpost, as Huntington-Hill needs."""

    @abc.abstractmethod
    def signpost(self, seat: int) -> tuple[int, int]:
        """Return the signpost of seat ``k >= 1`` raised to `power`, in lowest terms."""

    def rounding_point(self, seat: int) -> tuple[int, int]:
        """Return the signpost on the scale of seats, raised to `power`: 1/2, 3/2 …, say."""
        return self.signpost(seat)

    def priority(self, votes: Sequence[int], house_size: int) -> Priority:
        """Return ``floor(S * votes**power / signpost)``, an exact stand-in for the quotient.

        Two different quotients ``votes**power * m / n``, for signposts ``n/m`` and ``n'/m'``,
        differ by at least ``1/(n*n')``; times ``S = max(n)**2`` that is at least one, so the
        floors differ in the same direction, and equal quotients have equal floors. From the
        second seat on ``n`` rises with the seat, and ``m/n`` is at most 1: so one more than
        ``S * max(votes)**power`` stands for the infinite quotient by a first signpost of zero.
        """
        power, signpost = self.power, self.signpost
        scale = max(signpost(1)[0], signpost(house_size + 1)[0]) ** 2
        infinite = int(max(votes) ** power) * scale + 1

        def priority(votes: int, seat: int) -> int:
            numerator, denominator = signpost(seat)
            if not numerator:
                return infinite
            return int(votes**power) * denominator * scale // numerator

        return priority


@frozen(kw_only=True)
class LinearRule(DivisorRule):
    """Divisor rules with signposts in even steps: ``step * k + offset``, the first its own."""

    step: int = field(repr=False)
    offset: int = field(repr=False)
    first: Fraction | None = field(default=None, repr=False)

    def signpost(self, seat: int) -> tuple[int, int]:
        """Return ``step * seat + offset``, or `first` for the first seat."""
        if seat == 1 and self.first is not None:
            return self.first.numerator, self.first.denominator
        return self.step * seat + self.offset, 1

    def rounding_point(self, seat: int) -> tuple[int, int]:
        """Return the signpost divided by the step."""
        numerator, denominator = self.signpost(seat)
        return numerator, denominator * self.step

    def priority(self, votes: Sequence[int], house_size: int) -> Priority:
        """Return the same as for every divisor rule, in fewer steps where no signpost is odd."""
        step, offset = self.step, self.offset
        if self.first is not None or not step + offset:
            return super().priority(votes, house_size)
        scale = (step * (house_size + 1) + offset) ** 2
        return lambda votes, seat: votes * scale // (step * seat + offset)

    def start(self, votes: Sequence[int], house_size: int) -> list[int]:
        """Return ``floor(v * (H + P * (r - 1/2)) / V + 1 - r)`` with ``r = 1 + offset/step``."""
        # In expectation this is the house. All in integers: times ``2 * step``.
        step, offset, total = self.step, self.offset, sum(votes)
        stretched = 2 * step * house_size + len(votes) * (step + 2 * offset)
        shift, whole = 2 * offset * total, 2 * step * total
        return [max((v * stretched - shift) // whole, 0) for v in votes]


@frozen(kw_only=True)
class MeanRule(DivisorRule):
    """Divisor rules by a mean of two neighbouring seats: geometric if `power` is 2, or harmonic."""

    def signpost(self, seat: int) -> tuple[int, int]:
        """Return ``k(k-1)``, or ``2k(k-1) / (2k-1)``: no factor of the one is in the other."""
        product = seat * (seat - 1)
        return (product, 1) if self.power > 1 else (2 * product, 2 * seat - 1)


@frozen(kw_only=True)
class ListedRule(DivisorRule):
    """Divisor rules whose divisors are listed one by one, each above the one before."""

    divisors: tuple[Fraction, ...] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse divisors that do not rise, and a power, of which these rules have none."""
        rising = all(low < high for low, high in pairwise(self.divisors))
        if not self.divisors or self.divisors[0] < 0 or not rising or self.power != 1:
            raise refused("apportionment.divisors_not_rising", name=self.name)

    def signpost(self, seat: int) -> tuple[int, int]:
        """Return the divisor of the seat; an InfeasibleError where the list has ended."""
        if seat <= len(self.divisors):
            return self.divisors[seat - 1].as_integer_ratio()
        known = len(self.divisors)
        conflict, key = (f"house size {seat}", f"{known} divisors"), "apportionment.divisors_end"
        raise infeasible(key, conflict, known, name=self.name, known=known, seat=seat)

    def priority(self, votes: Sequence[int], house_size: int) -> Priority:
        """Return the same with all divisors in their common unit; no seat after the last is won."""
        self.signpost(house_size)
        known = self.divisors[: house_size + 1]
        unit = lcm(*(divisor.denominator for divisor in known))
        whole = [int(divisor * unit) for divisor in known]
        scale = max(whole[-1], 1) ** 2
        highest = scale * max(votes) + 1

        def priority(votes: int, seat: int) -> int:
            if seat > len(whole):
                return -1
            return votes * scale // whole[seat - 1] if whole[seat - 1] else highest

        return priority


_LARGEST_POWER = 100
"""Votes and seats are raised to it: numbers of some thousand digits at most."""


@frozen(kw_only=True)
class PowerRule(DivisorRule):
    """Divisor rules with the divisors ``k ** (raised / power)``, compared by whole powers."""

    raised: int = field(repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse powers that are no ratio of whole numbers in lowest terms, or too large."""
        fits = 0 < self.raised <= _LARGEST_POWER and 0 < self.power <= _LARGEST_POWER
        if not fits or gcd(self.raised, self.power) > 1:
            raise refused("apportionment.power_outside", power=f"{self.raised}/{self.power}")

    def signpost(self, seat: int) -> tuple[int, int]:
        """Return the seat number raised to the numerator of the power."""
        return seat**self.raised, 1


@frozen(kw_only=True)
class QuotaRule(Rule):
    """Largest remainder: the whole quotas first, then the largest remainders.

    With `droop` the quota is ``floor(V / (H + 1)) + 1`` instead of Hare's exact ``V / H``.
    """

    droop: bool = field(default=False, repr=False)

    def quota(self, total: int, house_size: int) -> Fraction:
        """Return the votes that one seat costs."""
        if self.droop:
            return Fraction(total // (house_size + 1) + 1)
        return Fraction(total, house_size)

    def priority(self, votes: Sequence[int], house_size: int) -> Priority:
        """Return ``votes - k * quota`` times its denominator: not below zero for a whole quota."""
        quota = self.quota(sum(votes), house_size)
        whole = sum(v * quota.denominator // quota.numerator for v in votes)
        return self._left_after(house_size, whole, sum(1 for v in votes if v), quota)

    def settled(self, claims: Claims) -> tuple[Settled, Fraction | None]:
        """Return who stays at a bound, and the quota of the others; None where there are none."""
        state = settled(claims)
        return state, self.quota(state.votes, state.seats) if state.seats else None

    def contest(self, claims: Claims) -> tuple[Claims, Priority]:
        """Return who stays at a bound, and for the others whole quotas and one seat more.

        Under Hare's quota a free claim ``x`` is strictly between floor and cap, so that its whole
        quotas are at least the floor and one seat more is at most the cap.

        Droop's quota can be so much smaller that whole quotas reach the cap; they never exceed
        it, as ``votes / quota < x + 1``, and then there is no remainder seat. Rounded up to a
        whole vote, it can also exceed Hare's, with few votes for many seats, and whole quotas
        fall below the floor: the floor is kept, and the votes it lacks are a remainder below
        zero. In neither case do the whole quotas exceed the seats: in the first they sum to less
        than ``seats + 1``, in the second to no more than the claims.
        """
        state, quota = self.settled(claims)
        price = quota or Fraction(1)  # of no account where nobody is free
        unit, cost = price.denominator, price.numerator
        whole = [
            max(v * unit // cost, floor) if held is None else held
            for v, floor, held in zip(claims.votes, claims.floors, state.held, strict=True)
        ]
        most = [
            min(seats + 1, cap) if held is None else held
            for seats, cap, held in zip(whole, claims.caps, state.held, strict=True)
        ]
        given = sum(whole)
        priority = self._left_after(claims.house_size, given, sum(most) - given, price)
        return evolve(claims, floors=whole, caps=most), priority

    def _left_after(self, house_size: int, whole: int, room: int, quota: Fraction) -> Priority:
        """Return what is left of votes after a seat, in a house that remainder seats can fill."""
        unit, cost = quota.denominator, quota.numerator
        if house_size - whole <= room:
            return lambda votes, seat: votes * unit - seat * cost
        raise infeasible(
            "apportionment.leaves_after_whole_quotas",
            (f"house size {house_size}", f"quota {quota}"),
            whole + room,
            name=self.name,
            house_size=house_size - whole,
            house_size_2=house_size,
            quota=quota,
            room=room,
        )


DHONDT = LinearRule(name="d'Hondt", source=_ELECTION_ACT, step=1, offset=0)
"""Divisors 1, 2, 3 …: municipal elections, KL's board and, as inferred, the KKR."""
SAINTE_LAGUE = LinearRule(name="Sainte-Laguë", source=PUKELSHEIM, step=2, offset=-1)
"""Divisors 1, 3, 5 …"""
DANISH = LinearRule(name="Danish", source=BALINSKI_YOUNG, step=3, offset=-2)
"""Divisors 1, 4, 7 …"""
ADAMS = LinearRule(name="Adams", source=BALINSKI_YOUNG, step=1, offset=-1)
"""Divisors 0, 1, 2 …: every party with votes gets its first seat before any gets a second."""
IMPERIALI = LinearRule(name="Imperiali", source=PUKELSHEIM, step=1, offset=1)
"""Divisors 2, 3, 4 …"""
HUNTINGTON_HILL = MeanRule(name="Huntington-Hill", source=BALINSKI_YOUNG, power=2)
"""Signposts at the geometric mean, compared by their squares and so exactly."""
DEAN = MeanRule(name="Dean", source=BALINSKI_YOUNG)
"""Signposts at the harmonic mean."""
LARGEST_REMAINDER = QuotaRule(name="largest remainder (Hare)", source=BALINSKI_YOUNG)
"""Hare's quota V/H as an exact fraction."""
LARGEST_REMAINDER_DROOP = QuotaRule(name="largest remainder (Droop)", source=PUKELSHEIM, droop=True)
"""Droop's quota floor(V/(H+1)) + 1; refuses when the remainders cannot fill the house."""


_MODIFIED = "Sainte-Laguë, first divisor "
_TAKEN = {one.name for one in list(globals().values()) if isinstance(one, Rule)}


def modified_sainte_lague(first: Fraction | int | str = Fraction(14, 10)) -> LinearRule:
    """Return Sainte-Laguë with another first divisor.

    Parameters
    ----------
    first : Fraction, int or str
        The first divisor, strictly between 0 and 3; no float, which is seldom what was meant.

    Raises
    ------
    InvalidInputError
        If `first` is a float, no number, or not strictly between 0 and 3.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> print(kkr.modified_sainte_lague("6/5"))
    Sainte-Laguë, first divisor 6/5
    """
    if isinstance(first, float | bool):
        raise refused("apportionment.first_divisor_inexact", first=first)
    try:
        divisor = Fraction(first)
    except (ValueError, TypeError, ZeroDivisionError):
        divisor = Fraction(0)
    if not 0 < divisor < 3:  # noqa: PLR2004  (the second divisor)
        raise refused("apportionment.first_divisor_outside", first=first)
    name = f"{_MODIFIED}{divisor}"
    return LinearRule(name=name, source=PUKELSHEIM, step=2, offset=-1, first=divisor)


MODIFIED_SAINTE_LAGUE = modified_sainte_lague()
"""Divisors 1.4, 3, 5 …"""


def divisor_rule(
    name: str,
    *,
    divisors: Iterable[Fraction | Decimal | int | str] = (),
    power: Fraction | int | str | None = None,
    source: Source | None = None,
) -> Rule:
    """Return a divisor rule of your own, by its divisors or by a power of the seat number.

    Parameters
    ----------
    name : str
        What it is called; not the name of one of the library's rules.
    divisors : iterable of Fraction, Decimal, int or str
        The divisors of the first, second, third … seat of a list, from 0 up, each above the one
        before; as many as the largest house has seats. No floats.
    power : Fraction, int or str
        In place of divisors: ``"9/10"`` stands for the divisors 1, 2 ** 0.9, 3 ** 0.9 …, above 0,
        in lowest terms with both parts at most 100.
    source : Source, optional
        Where the rule is laid down; by default it is called the caller's own.

    Raises
    ------
    InvalidInputError
        If there are neither divisors nor a power, or both, the divisors do not rise, one of them or
        the power is a float or no number, or the name is taken or no name.

    Notes
    -----
    It is data, shared, written and verified as any rule. Seat ``k`` goes by ``votes / divisor``; by
    a power ``p/q`` the order is that of ``votes ** q / k ** p``, in whole numbers.

    Examples
    --------
    Macau's divisors double from seat to seat:

    >>> import kkr_allocation as kkr
    >>> macau = kkr.divisor_rule("Macau", divisors=[2**seat for seat in range(14)])
    >>> kkr.apportion({"A": 900, "B": 500, "C": 300}, 7, macau).seats
    {'A': 3, 'B': 2, 'C': 2}
    """
    listed = several(divisors, "divisors")
    if bool(listed) is (power is not None):
        raise refused("apportionment.divisors_or_power", name=name)
    if not is_name(name) or name in _TAKEN or name.startswith(_MODIFIED):
        raise refused("apportionment.rule_name", name=name)
    if source is not None:
        one_of(source, Source, "source", made_by="kkr.Source(...)")
    own = source or Source(name, "", SourceStatus.OPEN)
    if power is None:
        exact = tuple(exact_number(d, f"divisors[{place}]") for place, d in enumerate(listed))
        return ListedRule(name=name, source=own, divisors=exact)
    ratio = exact_number(power, "power")
    return PowerRule(name=name, source=own, power=ratio.denominator, raised=ratio.numerator)


_MOST_DIGITS = 300
"""A Decimal such as 1E+999999999 would fill the memory as a fraction."""


def exact_number(value: object, what: str) -> Fraction:
    """Return a figure exactly as it was given, or say of `what` why it is not exact."""
    with suppress(ValueError, ArithmeticError):
        given = Decimal(value) if isinstance(value, str) and "/" not in value else value
        fits = not isinstance(given, Decimal) or abs(given.adjusted()) <= _MOST_DIGITS
        if fits and isinstance(given, Rational | Decimal | str) and not isinstance(given, bool):
            return Fraction(given)
    raise refused("apportionment.not_exact", what=what, value=value)


@frozen
class Claims:
    """Who shares which house, from the sum of the floors to the sum of the caps."""

    label: str  # the alliance; empty for the house
    names: tuple[str, ...]  # parties, and labels of inner alliances
    votes: list[int]  # alliances pooled
    floors: list[int]
    caps: list[int]  # never above the house
    house_size: int


@frozen
class Settled:
    """Who stays at a bound, and what the others share."""

    factor: Fraction
    """Seats for one vote, the smallest that gives the house; 0 where the floors take it all."""
    held: list[int | None]  # the bound of each at one; None where the claim lies between
    votes: int  # of the others together
    seats: int  # theirs; 0 as the votes where there are no others


def settled(claims: Claims) -> Settled:
    """Return who stays at a bound when every claim is the same factor times the votes.

    ``sum(clamp(t * votes, floor, cap))`` never falls as ``t`` grows, and runs without a jump from
    the sum of the floors to the sum of the caps: so some ``t`` gives the house. Several do where
    the sum stands still, which is only where nobody is strictly between the bounds. Then all have a
    bound, which is the same for each of these factors, and nothing is left to share.

    A claim of exactly a bound is that whole number of seats. Under Hare's quota it is the same
    whether it counts as held or as free: it has no remainder, takes out of votes and seats just
    what the factor says, and remainders above zero are always more than the seats they share.
    Droop's quota is another with it and without, so it must be said: it is held. A cap of the whole
    house is none: only who has all the votes could reach it.

    A name without votes has its floor as cap, and is held. Factors at which one leaves its floor or
    reaches its cap are ordered by ``floor(S * bound / votes)`` with ``S = max(votes)**2``: two
    different ones lie at least ``1/S`` apart.
    """
    factor = _factor(claims)
    held: list[int | None] = []
    free, seats = 0, claims.house_size
    for votes, floor, cap in zip(claims.votes, claims.floors, claims.caps, strict=True):
        claim = votes * factor.numerator
        if claim <= floor * factor.denominator:
            held.append(floor)
        elif cap < claims.house_size and claim >= cap * factor.denominator:
            held.append(cap)
        else:
            held.append(None)
            free += votes
        seats -= held[-1] or 0
    return Settled(factor, held, free, seats)


def _factor(claims: Claims) -> Fraction:
    """Return the smallest factor that gives the house: the first at which the sum reaches it."""
    house, held, free = claims.house_size, sum(claims.floors), 0
    if held == house:
        return Fraction(0)
    scale = max(claims.votes) ** 2
    turns = []
    for votes, floor, cap in zip(claims.votes, claims.floors, claims.caps, strict=True):
        if not votes or floor == cap:
            continue
        if floor:
            turns.append((floor * scale // votes, floor, votes, +1))
        else:
            free += votes  # from the first vote's worth on
        if cap < house:
            turns.append((cap * scale // votes, cap, votes, -1))
    # Between two turns the sum is held + t * free; at the turn bound / votes it is an inequality
    # in integers.
    for _, bound, votes, sign in sorted(turns):
        if held * votes + bound * free >= house * votes:
            break
        held -= sign * bound
        free += sign * votes
    return Fraction(house - held, free)
