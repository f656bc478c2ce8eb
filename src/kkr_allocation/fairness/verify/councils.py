"""The check of a `Composition`: who is eligible, how large the house is, how it is shared."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.fairness.verify.documents import drawn, false
from kkr_allocation.fairness.verify.houses import (
    House,
    check_house,
    check_lists,
    check_places,
    checked_total,
    fixed_size,
    is_eligible,
    pooled,
)
from kkr_allocation.fairness.verify.sharing import Claim, Lots, check_sharing
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document


def check(document: Document) -> tuple[str, ...]:
    """Check a composition and return what was checked, one sentence each."""
    basis, statutes = document["basis"], document["statutes"]
    votes, mayors = pooled(basis, "votes"), pooled(basis, "mayors")
    total = checked_total(basis, votes, statutes["threshold_base"])
    check_places(basis, mayors)
    inside = [name for name in votes if is_eligible(name, votes[name], total, basis, statutes)]
    outside = {name: n for name, n in mayors.items() if n and name not in inside}
    check_lists(document, "eligible", set(inside), worded("fairness.eligible"))
    check_lists(document, "outsiders", set(outside), worded("fairness.outsiders"))
    seats = document["seats"]
    _check_members(document, seats, mayors, set(inside), set(outside))
    cap = _cap(basis, statutes)
    if document["cap"] != cap:
        none = worded("fairness.none")
        stated, right = (none if n is None else n for n in (document["cap"], cap))
        raise false("fairness.cap_or_none", stated=stated, right=right)
    most = cap if fixed_size(statutes) is None else fixed_size(statutes)
    house = check_house(
        document,
        {name: votes[name] for name in inside},
        {name: mayors[name] for name in inside},
        None if most is None else most - sum(outside.values()),
    )
    lots = Lots(document["lots"])
    shared = _check_shared(house, votes, seats, lots)
    lots.check_all_used()
    return (
        worded("fairness.eligible_votes_right_council", number=len(votes), number_2=len(inside)),
        worded("fairness.every_mayor_all_member", number=sum(mayors.values())),
        *house.checked,
        *shared,
        drawn(document),
        worded("fairness.statutes_their_sections_status"),
    )


def _check_shared(
    house: House, votes: Mapping[str, int], seats: Mapping[str, int], lots: Lots
) -> tuple[Bilingual, ...]:
    """Check the sharing of a house where there is one; return the line that says so."""
    if house.rule is None:
        for name, claimed in house.floors.items():
            if seats.get(name, 0) != claimed:
                raise false("fairness.name_get", name=name, get=seats.get(name, 0), claimed=claimed)
        return ()
    claims = [
        Claim(
            name,
            votes[name],
            seats.get(name, 0),
            least,
            house.ceilings.get(name, house.seats if votes[name] else least),
        )
        for name, least in house.floors.items()
    ]
    check_sharing(claims, house.seats, house.rule, lots, where=worded("fairness.council"))
    return (worded("fairness.council_no_quotient_outside", seats=house.seats),)


def _check_members(
    document: Document,
    seats: Mapping[str, int],
    mayors: Mapping[str, int],
    inside: set[str],
    outside: set[str],
) -> None:
    """Check that mayors and supplementary members add up to the members of each list."""
    fixed, elected = document["mayors"], document["supplementary"]
    for name, number in mayors.items():
        if number and not seats.get(name):
            raise false("fairness.no_seat", name=name, number=number)
    for name, number in seats.items():
        if name not in inside | outside or not number:
            raise false("fairness.name_number", name=name, number=number)
        if fixed.get(name) != mayors[name]:
            raise false(
                "fairness.name_given_get", name=name, get=fixed.get(name, 0), mayors=mayors[name]
            )
        if elected.get(name) != number - mayors[name]:
            raise false(
                "fairness.name_elects_get",
                name=name,
                get=elected.get(name, both("nobody", "ingen")),
                number=number,
                mayors=mayors[name],
            )
        if name in outside and number != mayors[name]:
            raise false("fairness.elects_members", name=name)
    if set(fixed) != set(seats) or set(elected) != set(seats):
        raise false("fairness.mayors_members_name_other")
    if document["house_size"] != sum(seats.values()):
        raise false(
            "fairness.house_size", document=document["house_size"], number=sum(seats.values())
        )


def _cap(basis: Document, statutes: Document) -> int | None:
    """Return the most members there can be; a fixed size has no cap."""
    if statutes["cap_factor"] is None or fixed_size(statutes) is not None:
        return None
    return int(Fraction(statutes["cap_factor"]) * basis["municipalities"])
