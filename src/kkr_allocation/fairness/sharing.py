"""The certificate of one sharing-out: no seat outside has a better claim than a seat inside.

Every rule here is a list of claims in falling order, so a distribution is right exactly when the
weakest claim that won is at least as strong as the strongest that did not; where the two are
equal, a lot must have been drawn between just these claimants and won by just those who hold
the seats.

Under a quota rule floors and caps come first: who is at one when every claim is the same factor
times the votes has it, and only the others compete.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.draws import read_lot
from kkr_allocation.fairness.entries import entry, false
from kkr_allocation.fairness.quotients import check_filled, quota_of, quotients_of
from kkr_allocation.fairness.rule_names import check_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotients

__all__ = ["Claim", "Lots", "check_sharing"]


@frozen
class Claim:
    """One claimant in a sharing-out.

    Parameters
    ----------
    name : str
        The party, or the label of an alliance.
    votes, seats : int
        What it has, and what the result gives it.
    floor, cap : int
        The least and the most it may be given.
    """

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
        for place, (drawn, winners) in enumerate(self._left):
            if drawn == claimants:
                if winners != holders:
                    raise false(
                        f"{where} gives the tied seats to {_listed(holders)}",
                        why=f"the lot was won by {_listed(winners)}",
                        da=f"{where.da} følger ikke lodtrækningen, men lader {_listed(holders).da} "
                        "vinde",
                        da_why=f"lodtrækningen blev vundet af {_listed(winners).da}",
                    )
                del self._left[place]
                return
        raise false(
            f"{where} gives tied seats to {_listed(holders)}",
            why=f"{_listed(claimants)} have equal claims and no lot between them is recorded",
            da=f"{where.da} lader {_listed(holders).da} vinde, hvor der er stemmelighed",
            da_why=f"{_listed(claimants).da} står lige, og der er ingen lodtrækning mellem dem",
        )

    def check_all_used(self) -> None:
        """Refuse a draw that decided nothing."""
        if self._left:
            drawn = _listed(self._left[0][0])
            raise false(
                f"a lot is recorded between {drawn}",
                why="there is no tie between just these claimants",
                da=f"der er trukket lod mellem {drawn.da}",
                da_why="der er ingen stemmelighed mellem netop dem",
            )


def _listed(names: set[str]) -> Bilingual:
    return Bilingual(" and ".join(sorted(names)), da=" og ".join(sorted(names)))


def check_sharing(
    claims: list[Claim], house_size: int, rule: Document, lots: Lots, *, where: Bilingual
) -> None:
    """Check one sharing-out of `house_size` seats.

    Parameters
    ----------
    claims : list of Claim
        All who take part.
    house_size : int
        Seats shared.
    rule : mapping
        The rule as the document states it.
    lots : Lots
        The recorded draws; one that explains a tie here is used up.
    where : Bilingual
        Which sharing-out it is, for the message: ``"the house"``, ``"the alliance A+F"``.

    Raises
    ------
    VerificationError
        If the seats do not sum to the house, one is outside its bounds, a better claim stands
        outside, or a tie is not explained by a lot.
    """
    if len({claim.name for claim in claims}) != len(claims):
        raise false(
            f"{where} has two claimants of one name",
            why="a lot could not tell them apart",
            da=f"{where.da} har to deltagere af samme navn",
            da_why="en lodtrækning kunne ikke skelne dem",
        )
    shared = sum(claim.seats for claim in claims)
    if shared != house_size:
        raise false(
            f"{where} has {Count(shared):seat|seats}",
            why=f"{house_size} are to be shared",
            da=f"{where.da} giver {shared} i alt",
            da_why=f"der skal fordeles {house_size}",
        )
    for claim in claims:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false(
                f"{where} gives {claim.name} {Count(claim.seats):seat|seats}",
                why=f"it may have from {claim.floor} to {claim.cap}",
                da=f"{where.da} giver {claim.seats} til {claim.name}",
                da_why=f"tilladt er fra {claim.floor} til {claim.cap}",
            )
    if not house_size or not any(claim.votes for claim in claims):
        return
    if entry(rule, "type") == "QuotaRule":
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
    given = sum(claim.floor for claim in narrow)
    check_filled(house_size - given, sum(claim.cap for claim in narrow) - given, quota)
    for claim in narrow:
        if not claim.floor <= claim.seats <= claim.cap:
            raise false(
                f"{where} gives {claim.name} {Count(claim.seats):seat|seats}",
                why="its share of what floors and caps leave it gives from "
                f"{claim.floor} to {claim.cap}",
                da=f"{where.da} giver {claim.seats} til {claim.name}",
                da_why="andelen af det, som grænserne levner, giver fra "
                f"{claim.floor} til {claim.cap}",
            )
    _check_order(narrow, lambda votes, seat: (False, votes / quota - seat), lots, where)


def _parted(claims: list[Claim], house_size: int) -> tuple[list[Claim], list[tuple[Claim, int]]]:
    """Return the claims strictly between their bounds, and the others with the bound they have.

    Notes
    -----
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
    weakest, strongest = min(inside.values()), max(outside.values())
    if weakest < strongest:
        loser = max(outside, key=lambda name: outside[name])
        winner = min(inside, key=lambda name: inside[name])
        raise false(
            f"{where} gives {winner} a seat that {loser} is entitled to",
            why=f"the next quotient of {loser} is larger than the last of {winner}",
            da=f"{where.da} giver {winner} for meget og {loser} for lidt",
            da_why=f"den næste kvotient for {loser} er større end den sidste for {winner}",
        )
    if weakest == strongest:
        holders = {name for name, quotient in inside.items() if quotient == weakest}
        others = {name for name, quotient in outside.items() if quotient == weakest}
        lots.decide(where, holders | others, holders)
