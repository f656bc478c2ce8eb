"""Documents whose answer was believed for a name, a bound, a row or a turn that nobody held up."""

from __future__ import annotations

import json
import tracemalloc
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.apportionment import rules
from kkr_allocation.documents.codec import plain
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.apportionments import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable

STRENGTHS = {"A": 9, "V": 5, "Ø": 2}
OTHER_NAME = "d\N{RIGHT SINGLE QUOTATION MARK}Hondt"
"""Spelt with another apostrophe than the library's."""
SOURCE = kkr.DHONDT.source


def document(result: Any) -> dict[str, Any]:
    """Return a result as the object in its text."""
    return dict(json.loads(result.to_json()))


def apportioned() -> dict[str, Any]:
    """Return an apportionment by Sainte-Laguë."""
    return document(kkr.apportion({"A": 60, "B": 28, "C": 12}, 5, kkr.SAINTE_LAGUE))


def entitled(*posts: int, **more: Any) -> dict[str, Any]:
    """Return an entitlement of the fora f, g and h with these posts."""
    fora = [kkr.Forum(name, number) for name, number in zip("fgh", posts, strict=False)]
    return document(kkr.entitle(fora, STRENGTHS, **more))


def by_floors(*, departures: list[str]) -> dict[str, Any]:
    """Give every post to the smallest list, by a floor of the sharing."""
    forged = entitled(3)
    share = forged["shares"]["package"]
    share["floors"], share["seats"] = {"Ø": 2}, {"A": 0, "V": 1, "Ø": 2}
    return forged | {"table": {"f": share["seats"]}, "departures": departures}


def with_ghost_share() -> dict[str, Any]:
    """Share out a package that the document does not have."""
    forged = entitled(3)
    forged["shares"]["ghost"] = forged["shares"]["package"]
    return forged


def with_caps() -> dict[str, Any]:
    """Cap a list in fora that are shared one by one."""
    forged = entitled(3, 2, over="forum")
    forged["caps"] = {"Ø": 2}
    for share in forged["shares"].values():
        share["caps"] = {"Ø": 2}
    return forged


def with_house(house: int) -> dict[str, Any]:
    """Share another number of posts than the fora have."""
    forged = entitled(3, 2)
    share = document(kkr.apportion(STRENGTHS, house))
    forged["shares"]["package"] |= {"house_size": house, "seats": share["seats"]}
    return forged


def changed(make: Callable[[], dict[str, Any]], **entries: Any) -> dict[str, Any]:
    """Return a document with entries replaced, or made from the old ones."""
    whole = make()
    return whole | {
        name: entry(whole[name]) if callable(entry) else entry for name, entry in entries.items()
    }


def turned() -> dict[str, Any]:
    """Return turns of which the first two are tied."""
    order = kkr.picking_order(
        kkr.entitle([kkr.Forum("f", 3)], {"A": 5, "V": 5, "Ø": 3}),
        lots=[kkr.Lot(("A", "V"), ("V",))],
    )
    return document(order)


def first_two_swapped(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return turns of which the lists of the first two have changed places."""
    one, other = turns[0]["party"], turns[1]["party"]
    return [turns[0] | {"party": other}, turns[1] | {"party": one}, *turns[2:]]


def quotients_invented(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return turns with a quotient that no list has."""
    return [turn | {"quotient": "99/1"} for turn in turns]


def in_parts() -> dict[str, Any]:
    """Return turns of one part, where the posts are shared out in two."""
    forged = turned()
    two = document(kkr.entitle([kkr.Forum("f", 3), kkr.Forum("g", 3)], {"A": 3}, over="forum"))
    two["packages"] = {"package": ["f"], "g": ["g"]}
    two["shares"]["package"] = two["shares"].pop("f")
    alone = document(kkr.picking_order(kkr.entitle([kkr.Forum("f", 3)], {"A": 3})))
    within = forged["entitlement"]
    inside = within | {name: two[name] for name in two.keys() & within}
    return forged | {"entitlement": inside, "turns": alone["turns"], "lots": []}


LOT = {"claimants": ["A", "V"], "winners": ["A"], "seed": "", "forum": None}
GHOST = {"A": 2, "V": 1, "Ø": 0}
RULE = json.loads(kkr.apportion({"A": 1}, 1, kkr.SAINTE_LAGUE).to_json())["rule"]
FORGED: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "posts by a floor": (lambda: by_floors(departures=["f"]), "package has floors"),
    "posts of other fora": (lambda: with_house(4), "package shares 4 posts"),
    "posts of no forum": (lambda: with_house(6), "package shares 6 posts"),
    "a share too many": (with_ghost_share, "packages and shares differ"),
    "caps in parts": (with_caps, "there are caps and several packages"),
    "a lot nobody drew": (lambda: changed(lambda: entitled(3), lots=[LOT]), "lots are not those"),
    "a row without a forum": (
        lambda: changed(lambda: entitled(3), table=lambda table: table | {"Ghost": GHOST}),
        "fora and table do not both name Ghost",
    ),
    "a list without strength": (
        lambda: changed(lambda: entitled(3), table=lambda table: {"f": table["f"] | {"X": 0}}),
        "strengths and f do not both name X",
    ),
    "a forum twice": (
        lambda: changed(lambda: entitled(3), fora=lambda fora: [fora[0] | {"posts": 99}, *fora]),
        "a forum stands twice",
    ),
    "a departure of nothing": (
        lambda: changed(lambda: entitled(3), departures=["Ghost"]),
        "a forum departs twice or is none",
    ),
    "a departure twice": (
        lambda: changed(lambda: entitled(3), departures=["f", "f"]),
        "a forum departs twice or is none",
    ),
    "a deviation between strangers": (
        lambda: changed(
            lambda: entitled(3),
            deviations=[
                {"forum": "f", "giver": giver, "taker": taker, "posts": 1, "reason": "none"}
                for giver, taker in (("X", "A"), ("A", "X"), ("A", "A"))
            ],
        ),
        "A deviation moves posts of a forum from one list to another",
    ),
    "tied turns exchanged": (
        lambda: changed(turned, turns=first_two_swapped),
        "The lot was won by V",
    ),
    "a tie of turns without a lot": (lambda: changed(turned, lots=[]), "no lot between them"),
    "a lot of turns too many": (
        lambda: changed(turned, lots=lambda lots: [*lots, LOT]),
        "a lot is recorded between A and V",
    ),
    "quotients invented": (
        lambda: changed(turned, turns=quotients_invented),
        "turn 1 of V has the quotient 99",
    ),
    "turns of a part": (in_parts, "the posts are shared out in parts"),
    "votes counted twice": (
        lambda: changed(
            lambda: document(kkr.apportion_batch(np.array([[5, 3, 6]]), 1)),
            alliances=[[0, 1], [2], [1]],
            seats=lambda seats: seats | {"rows": [[1, 0, 0]]},
        ),
        "column 1 is in two alliances",
    ),
    "a library's name": (
        lambda: changed(apportioned, rule=RULE | {"name": "d'Hondt"}),
        "divisors that are not its own",
    ),
    "the name of a quota": (
        lambda: changed(apportioned, rule=RULE | {"name": "largest remainder (Hare)"}),
        "divisors that are not its own",
    ),
    "another first divisor": (
        lambda: changed(apportioned, rule=RULE | {"name": "Sainte-Laguë, first divisor 7/5"}),
        "divisors that are not its own",
    ),
    "a power": (
        lambda: changed(apportioned, rule=RULE | {"name": "Sainte-Laguë", "power": 2}),
        "divisors that are not its own",
    ),
    "a power of one's own": (
        lambda: changed(apportioned, rule=RULE | {"name": "own", "power": 2}),
        "cannot be verified",
    ),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_document_is_refused_saying_where(case: str) -> None:
    forge, fragment = FORGED[case]
    with pytest.raises(kkr.VerificationError) as caught:
        verify(forge())
    assert fragment in str(caught.value)


@pytest.mark.parametrize(
    "make", [apportioned, lambda: entitled(3, 2), turned], ids=["seats", "posts", "turns"]
)
def test_what_the_forgeries_start_from_is_verified(make: Callable[[], dict[str, Any]]) -> None:
    assert verify(make())


def test_posts_that_stand_are_said_not_to_follow_from_strengths() -> None:
    """As `refill` leaves them: a forger can state them too, and then the certificate says so."""
    standing = by_floors(departures=["f"])
    standing["shares"]["package"]["floors"] = {"A": 0, "V": 1, "Ø": 2}
    said = str(verify(standing))
    assert "0 packages follow from the strengths" in said
    assert "NOT PROVEN to follow from the strengths: the posts of 1 package" in said


NAMED = [rule for rule in vars(rules).values() if isinstance(rule, rules.Rule)]


def test_the_verifiers_rules_are_the_librarys() -> None:
    modified = kkr.MODIFIED_SAINTE_LAGUE
    assert {rule.name: stated(rule) for rule in NAMED if rule != modified} == LIBRARY
    assert "library" not in str(kkr.apportion({"A": 1}, 1, modified).verify())


def stated(rule: Any) -> dict[str, Any]:
    """Return type and parameters of a rule as documents have them."""
    return {k: v for k, v in plain(rule, "rule").items() if k not in ("name", "source")}


OWN = [
    (
        rules.LinearRule(name=OTHER_NAME, source=SOURCE, step=2, offset=-1),
        f"{OTHER_NAME!r} is none",
        "the divisors 1, 3, 5 and so on",
    ),
    (
        rules.LinearRule(name="own", source=SOURCE, step=2, offset=-1, first=Fraction(6, 5)),
        "'own' is none",
        "the divisors 6/5, 3, 5 and so on",
    ),
    (rules.QuotaRule(name="Hamilton", source=SOURCE), "'Hamilton' is none", "Hare's quota"),
]
"""Rules of one's own, and what a certificate says of them."""


@pytest.mark.parametrize(("rule", "name", "how"), OWN)
def test_a_rule_of_ones_own_is_named_with_its_divisors(rule: Any, name: str, how: str) -> None:
    said = str(kkr.apportion({"A": 60, "B": 28, "C": 12}, 5, rule).verify())
    assert name in said
    assert how in said
    assert said.count("none of the library's") == 1


def test_a_forum_of_a_million_posts_is_checked_by_parties_and_not_by_posts() -> None:
    fora = [kkr.Forum("f", 1_000_000), kkr.Forum("g", 1_000_000)]
    shared = document(kkr.entitle(fora, {"A": 3, "V": 2}))
    tracemalloc.start()
    try:
        assert verify(shared)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
