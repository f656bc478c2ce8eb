"""The check of a `Composition`: who is eligible, how large the house is, how it is shared."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import (
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    ratio,
    records,
    texts,
    unreadable,
)
from kkr_allocation.fairness.house_size import Mayors
from kkr_allocation.fairness.sharing import Claim, Lots, check_sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]


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
    votes, mayors = _pooled(basis, "votes"), _pooled(basis, "mayors")
    total = _checked_total(basis, votes, mayors)
    inside = [name for name in votes if _eligible(name, votes[name], total, basis, statutes)]
    outside = {name: n for name, n in mayors.items() if n and name not in inside}
    _same(document, "eligible", set(inside), "the eligible lists")
    _same(document, "outsiders", set(outside), "the mayors' lists that are not eligible")
    seats = counts(document, "seats")
    _check_members(document, seats, mayors, set(inside), set(outside))
    floors = {
        name: max(mayors[name], int(_truth(statutes, "seat_for_every_eligible"))) for name in inside
    }
    cap = _cap(basis, statutes)
    if entry(document, "cap") != cap:
        raise false(
            f"the cap is {_or_none(document['cap'])}", why=f"by the statutes it is {_or_none(cap)}"
        )
    house = _check_size(
        document,
        Mayors(
            {name: votes[name] for name in inside},
            {name: mayors[name] for name in inside},
            _choice(statutes, "size_rule", ("EXACT_SHARE", "DIVISOR")),
            part(statutes, "rule"),
        ),
        sum(floors.values()),
        None if cap is None else cap - sum(outside.values()),
    )
    shared = [
        Claim(name, votes[name], seats.get(name, 0), least, house if votes[name] else least)
        for name, least in floors.items()
    ]
    lots = Lots(records(document, "lots"))
    check_sharing(shared, house, part(statutes, "rule"), lots, where="the council")
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
        Bilingual(
            f"The eligible lists have {Count(house):seat|seats}: what their mayors require, or "
            "the cap leaves.",
            da=f"De berettigede lister har {Count(house):plads|pladser}: det, som borgmestrene "
            "kræver, eller som loftet levner.",
        ),
        Bilingual(
            "In the council no quotient outside is larger than one of the "
            f"{Count(house):seat|seats} inside.",
            da="I rådet er ingen kvotient uden plads større end en af dem med; der er "
            f"{Count(house):plads|pladser}.",
        ),
        drawn(document),
        Bilingual(
            "The statutes, their sections and the status of each are taken as the document has "
            "them.",
            da="Vedtægterne, deres paragraffer og status for hver er taget, som dokumentet har "
            "dem.",
        ),
    )


def _truth(document: Document, name: str) -> bool:
    value = entry(document, name)
    if not isinstance(value, bool):
        raise unreadable(name, value, "true or false")
    return value


def _choice(document: Document, name: str, choices: tuple[str, ...]) -> str:
    value = entry(document, name)
    if value not in choices:
        raise unreadable(name, value, f"one of {', '.join(choices)}")
    return str(value)


def _cooperations(basis: Document) -> dict[str, tuple[str, ...]]:
    written = part(basis, "cooperations")
    return {name: texts(written, name) for name in written}


def _pooled(basis: Document, figure: str) -> dict[str, int]:
    """Return votes or mayors by list, the members of a co-operation added up."""
    lists, figures = counts(basis, "votes"), counts(basis, figure)
    unions = _cooperations(basis)
    joined = [member for members in unions.values() for member in members]
    for name in (*figures, *joined):
        if name not in lists:
            raise false(f"{name!r} has {figure} or co-operates", why="it has no votes entry")
    if len(set(joined)) != len(joined) or set(unions) & set(lists):
        raise false("a member of a co-operation is counted twice", why="its votes are counted once")
    alone = {name: figures.get(name, 0) for name in lists if name not in joined}
    return alone | {
        name: sum(figures.get(member, 0) for member in members) for name, members in unions.items()
    }


def _checked_total(basis: Document, votes: Mapping[str, int], mayors: Mapping[str, int]) -> int:
    """Return all votes cast; refuse more listed votes, and more mayors than municipalities."""
    total, places = count(basis, "total_votes"), count(basis, "municipalities")
    if not 0 < sum(votes.values()) <= total:
        raise false(
            f"{Count(total):vote was|votes were} cast", why=f"the lists have {sum(votes.values())}"
        )
    if sum(mayors.values()) > places:
        raise false(
            f"{Count(sum(mayors.values())):mayor sits|mayors sit}",
            why=f"of {Count(places):municipality|municipalities}",
        )
    return total


def _eligible(name: str, votes: int, total: int, basis: Document, statutes: Document) -> bool:
    """Whether a list is entitled, reaches the threshold and sits in some council."""
    unions = _cooperations(basis)
    entitled = entry(basis, "entitled")
    may_stand = entitled is None or name in texts(basis, "entitled") or name in unions
    seated = (
        not _truth(statutes, "council_seat_required")
        or entry(basis, "represented") is None
        or bool({name, *unions.get(name, ())} & set(texts(basis, "represented")))
    )
    return may_stand and seated and Fraction(votes, total) >= ratio(statutes, "threshold")


def _same(document: Document, name: str, right: set[str], called: str) -> None:
    stated = texts(document, name)
    if set(stated) != right or len(set(stated)) != len(stated):
        wrong = ", ".join(sorted(set(stated) ^ right)) or "a list twice"
        raise false(f"{called}: wrong about {wrong}", why="it does not follow from the inputs")


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
                f"{name} has {Count(number):mayor|mayors} and no seat", why="all mayors are members"
            )
    for name, number in seats.items():
        if name not in inside | outside or not number:
            raise false(
                f"{name} has {Count(number):seat|seats}", why="it is not eligible and has no mayor"
            )
        if fixed.get(name) != mayors[name]:
            raise false(
                f"{name} is given {Count(fixed.get(name, 0)):mayor|mayors}",
                why=f"it has {mayors[name]}",
            )
        if elected.get(name) != number - mayors[name]:
            raise false(
                f"{name} elects {elected.get(name, 'nobody')}",
                why=f"it has {Count(number):seat|seats} and {Count(mayors[name]):mayor|mayors}",
            )
        if name in outside and number != mayors[name]:
            raise false(f"{name} elects members", why="it is not eligible")
    if set(fixed) != set(seats) or set(elected) != set(seats):
        raise false("mayors and members name other lists", why="they are parts of the same seats")
    if count(document, "house_size") != sum(seats.values()):
        raise false(f"the house size is {document['house_size']}", why=f"{sum(seats.values())} sit")


def _cap(basis: Document, statutes: Document) -> int | None:
    if entry(statutes, "cap_factor") is None:
        return None
    return int(ratio(statutes, "cap_factor") * count(basis, "municipalities"))


def _or_none(cap: object) -> object:
    return "none" if cap is None else cap


def _check_size(document: Document, mayors: Mayors, least: int, limit: int | None) -> int:
    """Check size, cap and the lists that set them; return the seats of the eligible lists."""
    _check_voted(mayors)
    if limit is not None and least > limit:
        raise false(
            "the council does not fit under the cap",
            why=f"its lists need {Count(least):seat|seats}",
        )
    wanted = mayors.smallest(limit)
    capped = wanted is None
    right = limit if wanted is None else max(wanted, least)
    seats = counts(document, "seats")
    house = sum(seats.get(name, 0) for name in mayors.votes)
    if house != right:
        raise false(
            f"the eligible lists share {Count(house):seat|seats}", why=f"they are to share {right}"
        )
    if _truth(document, "capped") is not capped:
        raise false(
            f"the size is stated {'not ' * capped}to be cut by the cap",
            why="mayors and cap say otherwise",
        )
    binding: set[str] = set()
    if capped:
        binding = mayors.short(house)
    elif house and house == wanted:
        binding = mayors.short(house - 1)
    _same(document, "binding", binding, "the lists that set the size")
    return house


def _check_voted(mayors: Mayors) -> None:
    for name, number in mayors.mayors.items():
        if number and not mayors.votes[name]:
            raise false(f"{name} is eligible with mayors", why="it has no votes")
    if not any(mayors.votes.values()):
        raise false("no list is eligible", why="seats are shared among eligible lists")
