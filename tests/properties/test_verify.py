"""The verifier accepts every result and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.testing import apportionments

if TYPE_CHECKING:
    from collections.abc import Iterator


@given(apportionments())
def test_every_result_is_verified_and_comes_back(result: kkr.Apportionment) -> None:
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result
    assert verify(result.to_json()) == result.verify()


@given(apportionments(tied=False))
def test_every_single_seat_change_of_an_untied_result_is_rejected(
    result: kkr.Apportionment,
) -> None:
    document = json.loads(result.to_json())
    for seats in single_changes(result.seats):
        with pytest.raises(kkr.VerificationError):
            verify(document | {"seats": seats})


@given(apportionments(tied=True))
def test_no_other_holder_of_a_drawn_seat_is_accepted(result: kkr.Apportionment) -> None:
    """A lot decides, so another distribution of the tied seats is as wrong as any."""
    document = json.loads(result.to_json())
    for seats in single_changes(result.seats):
        with pytest.raises(kkr.VerificationError):
            verify(document | {"seats": seats})
    with pytest.raises(kkr.VerificationError):
        verify(document | {"lots": document["lots"][1:]})


def single_changes(seats: dict[str, int]) -> Iterator[dict[str, int]]:
    """One seat more, one less, one moved."""
    for party in seats:
        yield seats | {party: seats[party] + 1}
        if seats[party]:
            yield seats | {party: seats[party] - 1}
            for other in seats:
                if other != party:
                    yield seats | {party: seats[party] - 1, other: seats[other] + 1}


@given(apportionments(), st.data())
def test_a_changed_figure_is_rejected_or_changes_nothing(
    result: kkr.Apportionment, data: st.DataObject
) -> None:
    """Other votes are accepted only if they give these seats and this draw."""
    document = json.loads(result.to_json())
    party = data.draw(st.sampled_from(list(result.votes)))
    votes = result.votes | {party: data.draw(st.integers(0, 2 * result.votes[party] + 5))}
    try:
        verify(document | {"votes": votes})
    except kkr.VerificationError:
        return
    again = kkr.apportion(
        votes,
        result.house_size,
        result.rule,
        alliances=result.alliances,
        floors=result.floors,
        caps=result.caps,
        lots=result.lots,
    )
    assert again.seats == result.seats


def test_the_check_runs_without_the_engine() -> None:
    text = kkr.apportion({"A": 6, "B": 3, "C": 3}, 4, alliances=[["B", "C"]]).to_json()
    program = (
        "import sys; from kkr_allocation.fairness.verify import verify; "
        "verify(sys.argv[1]); "
        "print([m for m in sys.modules if m.startswith('kkr_allocation.apportionment')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, text],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(kkr.__file__).parents[1])},
    )
    assert done.stdout.strip() == "[]"


LOT = {"claimants": ["A", "B"], "winners": ["A"], "seed": "", "forum": None}
TIED: dict[str, Any] = json.loads(
    kkr.apportion({"A": 10, "B": 10, "C": 1}, 3, lots=[kkr.Lot(("A", "B"), ("A",))]).to_json()
)
LINEAR = TIED["rule"]
QUOTA = json.loads(kkr.apportion({"A": 1}, 1, kkr.LARGEST_REMAINDER_DROOP).to_json())["rule"]
FALSE: dict[str, tuple[dict[str, Any], str]] = {
    "another sum": ({"seats": {"A": 2, "B": 2, "C": 0}}, "the house has 4 seats"),
    "a better claim": ({"seats": {"A": 3, "B": 0, "C": 0}}, "a seat that B is entitled to"),
    "no lot": ({"lots": []}, "no lot between them is recorded"),
    "another winner": ({"seats": {"A": 1, "B": 2, "C": 0}}, "The lot was won by A"),
    "a lot too many": ({"lots": [LOT, LOT]}, "a lot is recorded between A and B"),
    "above a cap": ({"caps": {"A": 1}}, "It may have from 0 to 1"),
    "below a floor": ({"floors": {"C": 1}}, "It may have from 1 to 3"),
    "no votes": ({"votes": {"A": 0, "B": 0, "C": 0}}, "there are no votes"),
    "another party": ({"seats": {"A": 2, "B": 1, "D": 0}}, "do not both name C, D"),
    "an unknown bound": ({"floors": {"D": 0}}, "a bound or an alliance names 'D'"),
    "joined twice": (
        {"alliances": [{"members": ["A", "A"], "label": "x"}]},
        "'A' is in two alliances",
    ),
    "one name twice": (
        {"alliances": [{"members": ["A"], "label": "B"}]},
        "two claimants of one name",
    ),
    "another step": ({"rule": LINEAR | {"step": 2}}, "divisors that are not its own"),
    "no growing step": (
        {"rule": LINEAR | {"name": "own", "step": 0}},
        "Divisors are from 0 up and grow",
    ),
    "a first divisor": (
        {"rule": LINEAR | {"name": "own", "first": "5/2"}},
        "It lies between 0 and the second",
    ),
    "another quota": (
        {"rule": QUOTA | {"name": "largest remainder (Hare)"}},
        "has the quota of another",
    ),
    "an unfilled house": (
        {
            "rule": QUOTA,
            "votes": {"A": 1, "B": 0, "C": 0},
            "lots": [],
            "seats": {"A": 3, "B": 0, "C": 0},
        },
        "2 seats are left after the whole quotas",
    ),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_false_document_is_refused_saying_where(case: str) -> None:
    entries, fragment = FALSE[case]
    with pytest.raises(kkr.VerificationError) as caught:
        verify(TIED | entries)
    assert fragment in str(caught.value)


def test_a_floor_holds_while_seats_are_taken_back() -> None:
    """Few drawn elections start two seats off at one list; this one does."""
    result = kkr.apportion(
        {"A": 20, "B": 262, "C": 38},
        7,
        kkr.DANISH,
        floors={"A": 4, "B": 3},
        caps={"A": 7, "B": 4},
    )
    assert result.seats == {"A": 4, "B": 3, "C": 0}
    assert result.verify()
