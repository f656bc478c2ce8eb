"""What several years together promise: sums, no negative places, debts below one place."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

NAMES = ["A", "B", "C", "D"]
FEW = settings(max_examples=settings.default.max_examples // 2)
FIGURES = st.one_of(st.integers(0, 4), st.integers(1, 1000))


@st.composite
def years(
    draw: st.DrawFn,
    least: int = 0,
    most: int = 6,
    figure: st.SearchStrategy[int] = FIGURES,
) -> dict[int, tuple[int, dict[str, Any]]]:
    """Draw totals and keys; few distinct figures, so that claims meet at whole numbers."""
    names = NAMES[: draw(st.integers(2, 4))]
    drawn = {}
    for year in range(2024, 2024 + draw(st.integers(1, 5))):
        key = {name: draw(figure) for name in names}
        assume(any(key.values()))
        drawn[year] = (draw(st.integers(least, most)), key)
    return drawn


def settled(plan: dict[int, tuple[int, dict[str, Any]]]) -> kkr.SmoothedYears:
    """Smooth, drawing every lot that is asked for."""
    lots: list[kkr.Lot] = []
    for _ in range(20):
        try:
            return kkr.smooth(plan, lots=lots)
        except kkr.UnresolvedTieError as error:
            lots.append(kkr.draw(error.tie, seed=len(lots) + 1))
    return reject()


@FEW
@given(years())
def test_years_known_beforehand_never_owe_a_whole_place(plan):
    result = settled(plan)
    assert result.largest_debt < 1
    for year, shared in result.places.items():
        assert sum(shared.values()) == result.totals[year]
        assert min(shared.values()) >= 0
        assert sum(result.debt[year].values()) == 0


@FEW
@given(years(least=13, most=60, figure=st.integers(1, 4)))
def test_a_year_at_a_time_never_owes_a_whole_place_where_claims_are_a_place_each(plan):
    assert mixed(plan, 1).largest_debt < 1


@FEW
@given(years())
def test_a_year_at_a_time_has_exact_sums_and_nothing_negative(plan):
    result = mixed(plan, 1)
    for year, shared in result.places.items():
        assert sum(shared.values()) == result.totals[year]
        assert min(shared.values()) >= 0


@FEW
@given(years(most=3))
def test_no_other_first_year_with_these_debts_would_be_fairer(plan):
    """Brute force: of all first years a plan can begin with, the largest debts come first."""
    result = settled(plan)
    claims = list(result.claims.values())
    names = list(claims[0])
    year = next(iter(result.totals))

    def possible(places: tuple[int, ...], number: int, owed: tuple[Fraction, ...]) -> bool:
        owed = tuple(o + claims[number][n] - p for o, n, p in zip(owed, names, places, strict=True))
        if any(abs(o) >= 1 for o in owed):
            return False
        return number + 1 == len(claims) or any(
            possible(after, number + 1, owed) for after in ways(number + 1)
        )

    def ways(number: int) -> list[tuple[int, ...]]:
        total = list(result.totals.values())[number]
        return [w for w in product(range(total + 1), repeat=len(names)) if sum(w) == total]

    nothing = (Fraction(0),) * len(names)
    chosen = tuple(result.places[year][name] for name in names)
    fits = [way for way in ways(0) if possible(way, 0, nothing)]
    assert chosen in fits

    def debts(way: tuple[int, ...]) -> list[Fraction]:
        return sorted((claims[0][n] - p for n, p in zip(names, way, strict=True)), reverse=True)

    assert debts(chosen) == min(map(debts, fits))


def mixed(plan: dict[int, tuple[int, dict[str, Any]]], known: int) -> kkr.SmoothedYears:
    """Smooth the first years together and share the others one by one."""
    items = list(plan.items())
    result = settled(dict(items[:known]))
    for year, (total, key) in items[known:]:
        try:
            result = result.next_year(year, total, key)
        except kkr.UnresolvedTieError as error:
            result = result.next_year(year, total, key, lots=[kkr.draw(error.tie, seed=1)])
    return result


@FEW
@given(years(), st.integers(1, 5))
def test_years_are_verified_and_come_back(plan, known):
    result = mixed(plan, known)
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result


@FEW
@given(years(), st.integers(1, 5))
def test_every_place_moved_in_any_year_is_rejected(plan, known):
    result = mixed(plan, known)
    document = json.loads(result.to_json())
    for year, shared in result.places.items():
        for giver, receiver in permutations(shared, 2):
            if shared[giver]:
                moved = shared | {giver: shared[giver] - 1, receiver: shared[receiver] + 1}
                with pytest.raises(kkr.VerificationError):
                    verify(document | {"places": result.places | {year: moved}})
    if document["lots"]:
        with pytest.raises(kkr.VerificationError):
            verify(document | {"lots": document["lots"][1:]})
