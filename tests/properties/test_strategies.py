"""What the strategies draw is what the functions take: a result, a lot to draw, or a conflict."""

from __future__ import annotations

import warnings
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, find, given, seed, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.testing import (
    candidates,
    elections,
    infeasible_elections,
    keys,
    regions,
    registers,
    strengths,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

few = settings(max_examples=40)


@given(elections())
@few
def test_elections_have_seats_or_a_tie(election: dict[str, Any]) -> None:
    try:
        result = kkr.apportion(**election)
    except kkr.UnresolvedTieError:
        return
    except kkr.InfeasibleError:
        assert "Droop" in str(election["rule"])
    else:
        assert sum(result.seats.values()) == election["house_size"]


@given(infeasible_elections())
@few
def test_infeasible_elections_have_no_solution(election: dict[str, Any]) -> None:
    with pytest.raises(kkr.InfeasibleError):
        kkr.apportion(**election)


@given(regions())
@few
def test_regions_compose(region: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        with suppress(kkr.UnresolvedTieError, kkr.InfeasibleError, kkr.InvalidInputError):
            council = kkr.compose(**region)
            assert council.house_size >= sum(region["mayors"].values())
            assert council.verify()


@given(registers(max_fora=2, max_posts=2), st.data())
@settings(max_examples=15, deadline=None)
def test_people_are_appointed(fora: list[kkr.Forum], data: st.DataObject) -> None:
    with suppress(kkr.UnresolvedTieError, kkr.InfeasibleError):
        entitlement = kkr.entitle(fora, data.draw(strengths()))
        people = data.draw(candidates(fora))
        appointed = kkr.appoint(fora, people, entitlement)
        assert appointed.verify()


@given(keys(), st.integers(0, 30))
@few
def test_keys_share_places(key: dict[str, int | Fraction], total: int) -> None:
    with suppress(kkr.UnresolvedTieError):
        assert sum(kkr.distribute(total, key).places.values()) == total


@given(tables())
@settings(max_examples=25)
def test_tables_have_a_solution(table: dict[str, Any]) -> None:
    with suppress(kkr.UnresolvedTieError):
        seats = kkr.biproportion(**table).seats
        assert [sum(row) for row in seats] == table["row_seats"]


def first_wins(votes: Mapping[str, int], house_size: int) -> dict[str, int]:
    """Divide by 1, 2, 3, and let the first of equal quotients win."""
    seats = dict.fromkeys(votes, 0)
    for _ in range(house_size):
        seats[max(votes, key=lambda party: Fraction(votes[party], seats[party] + 1))] += 1
    return seats


def test_a_tie_is_found_in_a_foreign_function() -> None:
    """Another order of the lists gives other seats only where there is a tie."""

    def depends_on_order(election: dict[str, Any]) -> bool:
        votes, house_size = election["votes"], election["house_size"]
        turned = dict(reversed(votes.items()))
        return first_wins(votes, house_size) != first_wins(turned, house_size)

    found = find(elections(allied=False, bounded=False), depends_on_order)
    with pytest.raises(kkr.UnresolvedTieError):
        kkr.apportion(found["votes"], found["house_size"])


def by_quotients(quotient: Callable[[int, int], Any]) -> Callable[..., dict[str, int]]:
    """Return a program that gives seats by votes and seats so far, the first of equals ahead."""

    def program(votes: Mapping[str, int], house_size: int) -> dict[str, int]:
        seats = dict.fromkeys(votes, 0)
        for _ in range(house_size):
            seats[max(votes, key=lambda party: quotient(votes[party], seats[party]))] += 1
        return seats

    return program


def strays(program: Callable[..., dict[str, int]], election: dict[str, Any]) -> bool:
    """Return whether a program differs where no lot is drawn."""
    try:
        right = kkr.apportion(**election).seats
    except kkr.UnresolvedTieError:
        return False
    return program(election["votes"], election["house_size"]) != right


FLOATS = by_quotients(lambda votes, seats: votes / (seats + 1))
WRAPPED = by_quotients(lambda votes, seats: Fraction(votes % 2**32, seats + 1))
WHOLE = by_quotients(lambda votes, seats: votes // (seats + 1))
TENTH = by_quotients(lambda votes, seats: Fraction(votes, 2 * seats + 1 + (seats == 9)))
FAULTY = [
    (FLOATS, kkr.DHONDT, 100),
    (WRAPPED, kkr.DHONDT, 100),
    (WHOLE, kkr.DHONDT, 100),
    (TENTH, kkr.SAINTE_LAGUE, 300),
]


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize(("program", "rule", "examples"), FAULTY)
def test_a_common_fault_is_found_whatever_the_seed(
    program: Callable[..., dict[str, int]], rule: kkr.Rule, examples: int, number: int
) -> None:
    @seed(number)
    @settings(max_examples=examples, derandomize=False, database=None, phases=[Phase.generate])
    @given(elections(rule=st.just(rule), allied=False, bounded=False))
    def agrees(election: dict[str, Any]) -> None:
        assert not strays(program, election)

    with pytest.raises(AssertionError):
        agrees()


def test_a_fault_of_rounding_shrinks_to_two_parties_and_a_seat() -> None:
    drawn = elections(rule=st.just(kkr.DHONDT), allied=False, bounded=False)
    exact = settings(derandomize=True, database=None)
    found = find(drawn, lambda election: strays(FLOATS, election), settings=exact)
    assert (found["votes"], found["house_size"]) == ({"A": 2**53, "B": 2**53 + 1}, 1)
