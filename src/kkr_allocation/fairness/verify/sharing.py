"""The certificate of one sharing-out: no seat outside has a better claim than a seat inside.

Every rule is a list of claims in falling order: a distribution is right exactly when the weakest
claim that won is at least as strong as the strongest that did not, and, where the two are equal, a
lot was drawn between just these claimants and won by just those who hold the seats. Under a quota
rule who is at a floor or cap when every claim is the same factor times the votes has it first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from attrs import asdict, evolve, frozen

from kkr_allocation.fairness.verify.documents import false, hold, read_lot
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document


def _names_even_steps(step: int, offset: int) -> Document:
    return {"type": "LinearRule", "power": 1, "step": step, "offset": offset, "first": None}


LIBRARY: dict[str, Document] = {
    "d'Hondt": _names_even_steps(1, 0),
    "Sainte-Laguë": _names_even_steps(2, -1),
    "Danish": _names_even_steps(3, -2),
    "Adams": _names_even_steps(1, -1),
    "Imperiali": _names_even_steps(1, 1),
    "Huntington-Hill": {"type": "MeanRule", "power": 2},
    "Dean": {"type": "MeanRule", "power": 1},
    "largest remainder (Hare)": {"type": "QuotaRule", "droop": False},
    "largest remainder (Droop)": {"type": "QuotaRule", "droop": True},
}
"""Type and parameters of each rule with a name, as documents have them."""
_KINDS = ("LinearRule", "ListedRule", "MeanRule", "PowerRule", "QuotaRule")
_MODIFIED = "Sainte-Laguë, first divisor "
_LARGEST_POWER = 100
_SECOND = 3
"""The second divisor of Sainte-Laguë, which the first lies below."""


def check_name(rule: Document) -> bool:
    """Say whether a rule is one of the library's; refuse its name with other parameters."""
    name = rule["name"]
    stated = {key: rule[key] for key in rule if key not in ("name", "source")}
    right = LIBRARY.get(name)
    if name.startswith(_MODIFIED):
        first = rule.get("first")
        divisor = Fraction(first or 0)
        named = 0 < divisor < _SECOND and name == f"{_MODIFIED}{divisor}"
        right = {**_names_even_steps(2, -1), "first": first if named else name[len(_MODIFIED) :]}
    kind = rule["type"]
    stands_alone = kind in ("PowerRule", "QuotaRule") or (kind != "MeanRule" and rule["power"] == 1)
    named = right is not None or stands_alone
    hold("fairness.rule_type_cannot_verified", named, name=name, kind=kind)
    if right is not None and stated != right:
        what = worded(f"fairness.other_{'quota' if kind == 'QuotaRule' else 'divisors'}")
        parameters = ", ".join(f"{entry} {value}" for entry, value in right.items())
        raise false("fairness.rule_name_what", name=name, what=what, names_listed=parameters)
    return right is not None


def own_rules(document: Document) -> tuple[Bilingual, ...]:
    """Return a sentence on every rule of a document that is none of the library's."""
    return tuple(dict.fromkeys(_said(rule) for rule in _rules(document) if not check_name(rule)))


def _rules(value: Json) -> Iterator[Document]:
    if isinstance(value, Mapping):
        rule = value.get("rule")
        if isinstance(rule, Mapping) and rule.get("type") in _KINDS:
            yield rule
        for inner in value.values():
            yield from _rules(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _rules(inner)


def _said(rule: Document) -> Bilingual:
    if rule["type"] == "QuotaRule":
        found = worded(f"fairness.{'droop_quota' if rule['droop'] else 'hare_quota'}")
    elif rule["type"] == "PowerRule":
        found = worded("fairness.divisors_of_power", power=f"{rule['raised']}/{rule['power']}")
    else:
        listed = [str(Fraction(divisor)) for divisor in rule.get("divisors", ())[:3]]
        if rule["type"] == "LinearRule":
            step, offset, first = rule["step"], rule["offset"], rule["first"]
            listed = [str(step * seat + offset) for seat in (1, 2, 3)]
            listed[0] = listed[0] if first is None else str(Fraction(first))
        found = worded("fairness.divisors_so_on", listed=", ".join(listed))
    name = f"{rule['name']!r:.80}"
    return worded("fairness.rule_none_library_checked", name=name, found=found)


# Quotients as the fractions that the literature prints; the engine orders seats by scaled integers.


Quotient: TypeAlias = tuple[bool, Fraction]
"""Whether it is infinite, and the fraction where it is not; ordered as pairs are."""
Quotients: TypeAlias = Callable[[int, int], Quotient]
"""From votes and a seat number from 1 up to the quotient of that seat."""

_INFINITE: Quotient = (True, Fraction(0))


def quotients_of(rule: Document, votes: Sequence[int], house_size: int) -> Quotients:
    """Return the quotients of a rule among parties with these votes, on whose sum a quota depends.

    Refused is a rule that is unknown, gives no answer, or has the name of one of the library's and
    parameters of its own.
    """
    check_name(rule)
    if rule["type"] == "QuotaRule":  # how many quotas are left when a party pays for a seat
        quota = quota_of(rule, sum(votes), house_size)
        left_over = house_size - sum(v // quota for v in votes)
        filled = left_over <= sum(1 for v in votes if v)
        hold("fairness.left_after_whole_quotas", filled, left_over=left_over, quota=quota)
        return lambda own, seat: (False, own / quota - seat)
    if rule["type"] == "PowerRule":  # both raised to whole numbers, which keeps their order
        over, under = rule["raised"], rule["power"]
        known = 0 < over <= _LARGEST_POWER and 0 < under <= _LARGEST_POWER
        hold("fairness.power_of_rule", known, name=rule["name"], over=over, under=under)
        return lambda votes, seat: (False, Fraction(votes**under, seat**over))
    if rule["type"] == "MeanRule":
        return _huntington_hill if rule["name"] == "Huntington-Hill" else _dean
    return _votes_over_divisors(rule, house_size)


def at_least(quotients: Quotients, votes: int, least: Quotient) -> int:
    """Return how many quotients of a list are at least `least`, in time of the answer's digits."""
    reached, beyond = 0, 1
    while quotients(votes, beyond) >= least:
        reached, beyond = beyond, beyond * 2
    while beyond - reached > 1:  # a range for bisect ends at the machine's word
        middle = (reached + beyond) // 2
        if quotients(votes, middle) >= least:
            reached = middle
        else:
            beyond = middle
    return reached


def _votes_over_divisors(rule: Document, house_size: int) -> Quotients:
    """Return votes over the divisors that are listed, from there on over those in even steps."""
    name, step, offset = rule["name"], 0, 0
    if rule["type"] == "ListedRule":
        divisors = list(map(Fraction, rule["divisors"]))
        rising = all(a < b for a, b in pairwise([Fraction(-1), *divisors]))
        enough = rising and len(divisors) >= house_size
        hold("fairness.divisors_listed", enough, name=name, listed=len(divisors))
    else:
        step, offset = rule["step"], rule["offset"]
        steady = step >= 1 and step + offset >= 0
        hold("fairness.rule_step_offset", steady, name=name, step=step, offset=offset)
        divisors = [] if rule["first"] is None else [Fraction(rule["first"])]
        for first in divisors:
            hold(
                "fairness.rule_first_divisor",
                0 <= first < 2 * step + offset,
                name=name,
                first=first,
            )

    def quotient(votes: int, seat: int) -> Quotient:
        if seat > len(divisors) and not step:
            return False, Fraction(-1)
        divisor = divisors[seat - 1] if seat <= len(divisors) else Fraction(step * seat + offset)
        return (False, votes / divisor) if divisor else _INFINITE

    return quotient


def _huntington_hill(votes: int, seat: int) -> Quotient:
    """Return the square of votes over the geometric mean, which orders as the quotient does."""
    if seat == 1:
        return _INFINITE
    return False, Fraction(votes * votes, seat * (seat - 1))


def _dean(votes: int, seat: int) -> Quotient:
    """Return votes over the harmonic mean, which is the mean of the two inverse quotients."""
    if seat == 1:
        return _INFINITE
    return False, (Fraction(votes, seat - 1) + Fraction(votes, seat)) / 2


def quota_of(rule: Document, votes: int, seats: int) -> Fraction:
    """Return the votes for one of these seats, whole ones under Droop's rule."""
    if rule["droop"]:
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(votes, seats)


@frozen
class Claim:
    """A party or alliance in a sharing-out, and the least and the most it may be given."""

    name: str
    votes: int
    seats: int
    floor: int
    cap: int


class Lots:
    """The recorded draws, each of which must decide exactly one tie; seeds are drawn again."""

    def __init__(self, lots: Iterable[Document]) -> None:
        self._left = [read_lot(lot) for lot in lots]

    def decide(self, where: Bilingual, claimants: set[str], holders: set[str]) -> None:
        """Accept the holders of tied seats if a draw between the claimants made them so."""
        said = {"where": where, "held": listed(holders)}
        for place, (drawn, winners) in enumerate(self._left):
            if drawn == claimants:
                won = listed(winners)
                hold("fairness.gives_tied_seats_3", winners == holders, **said, won=won)
                del self._left[place]
                return
        raise false("fairness.gives_tied_seats_2", **said, tied=listed(claimants))

    def check_all_used(self) -> None:
        """Refuse a draw that decided nothing."""
        if self._left:
            raise false("fairness.lot_recorded_between", drawn=listed(self._left[0][0]))


def listed(names: set[str]) -> Bilingual:
    """Return names joined by "and"."""
    return both(" and ".join(sorted(names)), " og ".join(sorted(names)))


def check_sharing(
    claims: list[Claim], house_size: int, rule: Document, lots: Lots, *, where: Bilingual
) -> None:
    """Check one sharing-out of `house_size` seats; a lot that explains a tie here is used up."""
    names, shared = {claim.name for claim in claims}, sum(claim.seats for claim in claims)
    hold("fairness.two_claimants_one_name", len(names) == len(claims), where=where)
    sums = shared == house_size
    hold("fairness.where_shared", sums, where=where, shared=shared, house_size=house_size)
    for claim in claims:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false("fairness.where_gives_name_seats", where=where, **asdict(claim))
    if not house_size or not any(claim.votes for claim in claims):
        return
    if rule["type"] == "QuotaRule":
        check_name(rule)
        _check_remainders(claims, house_size, rule, lots, where)
    else:
        quotients = quotients_of(rule, [claim.votes for claim in claims], house_size)
        _check_order(claims, quotients, lots, where)


def _check_remainders(
    claims: list[Claim], house_size: int, rule: Document, lots: Lots, where: Bilingual
) -> None:
    """Check who is held, the whole quotas of the others, and the order of their remainders."""
    free, fixed = _parted(claims, house_size)
    narrow = [evolve(claim, floor=bound, cap=bound) for claim, bound in fixed]
    quota = Fraction(1)
    if free:
        left = house_size - sum(bound for _, bound in fixed)
        quota = quota_of(rule, sum(claim.votes for claim in free), left)
        for claim in free:
            whole = max(claim.votes // quota, claim.floor)
            narrow.append(evolve(claim, floor=whole, cap=min(whole + 1, claim.cap)))
    left_over = house_size - sum(claim.floor for claim in narrow)
    filled = house_size <= sum(claim.cap for claim in narrow)
    hold("fairness.left_after_whole_quotas", filled, left_over=left_over, quota=quota)
    for claim in narrow:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false("fairness.where_gives_name_seats_2", where=where, **asdict(claim))
    _check_order(narrow, lambda votes, seat: (False, votes / quota - seat), lots, where)


def _parted(claims: list[Claim], house_size: int) -> tuple[list[Claim], list[tuple[Claim, int]]]:
    """Return the claims strictly between their bounds, and the others with the bound they have.

    All claims share what is left in proportion to their votes. Where floors lift the claims by more
    than caps cut them, the true factor is smaller, and whoever is at or below its floor stays
    there; where caps cut more, it is larger, and whoever is at or above its cap stays. They leave
    with their bound, and the others share again, until the two are equal. A cap of the whole house
    is none.
    """
    free = [claim for claim in claims if claim.votes]
    fixed = [(claim, claim.floor) for claim in claims if not claim.votes]
    while free:
        left = house_size - sum(bound for _, bound in fixed)
        votes = sum(claim.votes for claim in free)
        at_floor = {c.name: c.floor for c in free if left * c.votes <= c.floor * votes}
        at_cap = {
            c.name: c.cap
            for c in free
            if c.name not in at_floor and c.cap < house_size and left * c.votes >= c.cap * votes
        }
        bounds = at_floor | at_cap
        beyond = sum(bounds[c.name] * votes - left * c.votes for c in free if c.name in bounds)
        leaving = {**(at_floor if beyond >= 0 else {}), **(at_cap if beyond <= 0 else {})}
        fixed += [(claim, leaving[claim.name]) for claim in free if claim.name in leaving]
        free = [claim for claim in free if claim.name not in leaving]
        if not beyond:
            break
    return free, fixed


def _check_order(claims: list[Claim], quotients: Quotients, lots: Lots, where: Bilingual) -> None:
    inside = {c.name: quotients(c.votes, c.seats) for c in claims if c.seats > c.floor}
    outside = {c.name: quotients(c.votes, c.seats + 1) for c in claims if c.seats < c.cap}
    if not inside or not outside:
        return
    winner, loser = min(inside, key=inside.__getitem__), max(outside, key=outside.__getitem__)
    weakest, strongest = inside[winner], outside[loser]
    if weakest < strongest:
        raise false("fairness.gives_seat_entitled", where=where, winner=winner, loser=loser)
    if weakest == strongest:
        holders = {name for name, quotient in inside.items() if quotient == weakest}
        others = {name for name, quotient in outside.items() if quotient == weakest}
        lots.decide(where, holders | others, holders)
