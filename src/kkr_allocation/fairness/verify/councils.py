"""The check of a `Composition`: who is eligible, how large the house is, how it is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.verify.documents import (
    choice,
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    ratio,
    records,
)
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


_COUNCIL = Bilingual("the council", da="rådet")
_ELIGIBLE = Bilingual("the eligible lists", da="de berettigede lister")
_NONE = Bilingual("none", da="intet")
_OUTSIDERS = Bilingual(
    "the mayors' lists that are not eligible", da="de borgmestres lister, der ikke er berettigede"
)


def check(document: Document) -> tuple[str, ...]:
    """Check a composition and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the council does not follow from votes, mayors and statutes.
    """
    basis, statutes = part(document, "basis"), part(document, "statutes")
    votes, mayors = pooled(basis, "votes"), pooled(basis, "mayors")
    total = checked_total(basis, votes, choice(statutes, "threshold_base", ("VALID", "CAST")))
    check_places(basis, mayors)
    inside = [name for name in votes if is_eligible(name, votes[name], total, basis, statutes)]
    outside = {name: n for name, n in mayors.items() if n and name not in inside}
    check_lists(document, "eligible", set(inside), _ELIGIBLE)
    check_lists(document, "outsiders", set(outside), _OUTSIDERS)
    seats = counts(document, "seats")
    _check_members(document, seats, mayors, set(inside), set(outside))
    cap = _cap(basis, statutes)
    if entry(document, "cap") != cap:
        raise false(
            f"the cap is {_or_none(document['cap'])}",
            why=f"by the statutes it is {_or_none(cap)}",
            da=f"loftet er {_or_none(document['cap']).da}",
            da_why=f"efter vedtægterne er det {_or_none(cap).da}",
        )
    most = cap if fixed_size(statutes) is None else fixed_size(statutes)
    house = check_house(
        document,
        {name: votes[name] for name in inside},
        {name: mayors[name] for name in inside},
        None if most is None else most - sum(outside.values()),
    )
    lots = Lots(records(document, "lots"))
    shared = _check_shared(house, votes, seats, lots)
    lots.check_all_used()
    return (
        Bilingual(
            f"Of {Count(len(votes)):list|lists} {Count(len(inside)):is|are} eligible by votes, "
            "right and council seats.",
            da=f"Af {Count(len(votes)):liste|lister} er "
            f"{Count(len(inside)):berettiget|berettigede} efter stemmer, "
            "opstilling og plads i en kommunalbestyrelse.",
        ),
        Bilingual(
            f"Every mayor, {sum(mayors.values())} in all, is a member, and only eligible lists "
            "elect others.",
            da=f"Hver borgmester, {sum(mayors.values())} i alt, er medlem, og kun berettigede "
            "lister vælger andre.",
        ),
        *house.checked,
        *shared,
        drawn(document),
        Bilingual(
            "The statutes, their sections and the status of each are taken as the document has "
            "them.",
            da="Vedtægterne, deres paragraffer og status for hver er taget, som dokumentet har "
            "dem.",
        ),
    )


def _check_shared(
    house: House, votes: Mapping[str, int], seats: Mapping[str, int], lots: Lots
) -> tuple[Bilingual, ...]:
    """Check the sharing of a house where there is one; return the line that says so."""
    if house.rule is None:
        for name, claimed in house.floors.items():
            if seats.get(name, 0) != claimed:
                raise false(
                    f"{name} has {Count(seats.get(name, 0)):seat|seats}",
                    why=f"by votes and mayors it is to have {claimed}",
                    da=f"{name} har {Count(seats.get(name, 0)):plads|pladser}",
                    da_why=f"efter stemmer og borgmestre skal den have {claimed}",
                )
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
    check_sharing(claims, house.seats, house.rule, lots, where=_COUNCIL)
    return (
        Bilingual(
            "In the council no quotient outside is larger than one of the "
            f"{Count(house.seats):seat|seats} inside.",
            da="I rådet er ingen kvotient uden plads større end en af dem med; der er "
            f"{Count(house.seats):plads|pladser}.",
        ),
    )


def _check_members(
    document: Document,
    seats: Mapping[str, int],
    mayors: Mapping[str, int],
    inside: set[str],
    outside: set[str],
) -> None:
    """Check that mayors and supplementary members add up to the members of each list."""
    fixed, elected = counts(document, "mayors"), counts(document, "supplementary")
    for name, number in mayors.items():
        if number and not seats.get(name):
            raise false(
                f"{name} has {Count(number):mayor|mayors} and no seat",
                why="all mayors are members",
                da=f"{name} har {Count(number):borgmester|borgmestre} og ingen plads",
                da_why="alle borgmestre er medlemmer",
            )
    for name, number in seats.items():
        if name not in inside | outside or not number:
            raise false(
                f"{name} has {Count(number):seat|seats}",
                why="it is not eligible and has no mayor",
                da=f"{name} har {Count(number):plads|pladser}",
                da_why="den er ikke berettiget og har ingen borgmester",
            )
        if fixed.get(name) != mayors[name]:
            raise false(
                f"{name} is given {Count(fixed.get(name, 0)):mayor|mayors}",
                why=f"it has {mayors[name]}",
                da=f"{name} er anført med {Count(fixed.get(name, 0)):borgmester|borgmestre}",
                da_why=f"den har {mayors[name]}",
            )
        if elected.get(name) != number - mayors[name]:
            raise false(
                f"{name} elects {elected.get(name, 'nobody')}",
                why=f"it has {Count(number):seat|seats} and {Count(mayors[name]):mayor|mayors}",
                da=f"{name} vælger {elected.get(name, 'ingen')}",
                da_why=f"den har {Count(number):plads|pladser} og "
                f"{Count(mayors[name]):borgmester|borgmestre}",
            )
        if name in outside and number != mayors[name]:
            raise false(
                f"{name} elects members",
                why="it is not eligible",
                da=f"{name} vælger medlemmer",
                da_why="den er ikke berettiget",
            )
    if set(fixed) != set(seats) or set(elected) != set(seats):
        raise false(
            "mayors and members name other lists",
            why="they are parts of the same seats",
            da="borgmestre og supplerende medlemmer nævner andre lister",
            da_why="de er dele af de samme pladser",
        )
    if count(document, "house_size") != sum(seats.values()):
        raise false(
            f"the house size is {document['house_size']}",
            why=f"{sum(seats.values())} sit",
            da=f"det samlede antal er {document['house_size']}",
            da_why=f"listerne har {sum(seats.values())}",
        )


def _cap(basis: Document, statutes: Document) -> int | None:
    """Return the most members there can be; a fixed size has no cap."""
    if entry(statutes, "cap_factor") is None or fixed_size(statutes) is not None:
        return None
    return int(ratio(statutes, "cap_factor") * count(basis, "municipalities"))


def _or_none(cap: object) -> Bilingual:
    return _NONE if cap is None else Bilingual(str(cap), da=str(cap))
