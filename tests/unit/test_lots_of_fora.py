"""A lot names the forum whose posts were drawn for; one that could be two fora's is refused."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.cli import arguments
from kkr_allocation.fairness.verify import verify

FORA = [kkr.Forum("F1", 1), kkr.Forum("F2", 1), kkr.Forum("F3", 2)]
EQUAL = {"A": 5, "B": 5}
AMONG = ("A", "B")


def lot(winner: str, forum: str | None = None) -> kkr.Lot:
    return kkr.Lot(AMONG, (winner,), forum=forum)


def shared(*lots: kkr.Lot, over: Any = "forum") -> kkr.Entitlement:
    return kkr.entitle(FORA, EQUAL, over=over, lots=lots)


def test_the_order_of_the_lots_changes_nothing() -> None:
    drawn = [lot("A", "F1"), lot("B", "F2")]
    results = [shared(*order) for order in permutations(drawn)]
    assert results[0].table == results[1].table
    assert results[0].table["F1"] == {"A": 1, "B": 0}
    assert results[0].table["F2"] == {"A": 0, "B": 1}
    for result in results:
        assert result.verify()
        assert kkr.from_json(result.to_json()) == result


@pytest.mark.parametrize("lots", [[lot("A")], [lot("A"), lot("B")], [lot("A"), lot("A")]])
def test_a_lot_that_fits_two_ties_is_refused(lots: list[kkr.Lot]) -> None:
    with pytest.raises(
        kkr.InvalidInputError, match=r"names no forum\. F1 and F2 have the same tie"
    ):
        shared(*lots)


def test_beside_a_named_lot_one_without_a_name_is_the_other_tie() -> None:
    assert shared(lot("A"), lot("B", "F1")).table["F2"] == {"A": 1, "B": 0}


def test_a_lot_of_another_forum_decides_nothing() -> None:
    with pytest.raises(kkr.UnresolvedTieError, match="recorded draw between A, B"):
        shared(lot("A", "F3"))
    with pytest.raises(kkr.InvalidInputError, match="decides nothing"):
        shared(lot("A", "F1"), lot("B", "F2"), lot("B", "F3"))
    with pytest.raises(kkr.UnresolvedTieError):
        kkr.apportion(EQUAL, 1, lots=[lot("A", "F1")])


def test_groups_of_fora_are_named_as_fora_are() -> None:
    groups = {"one": ["F1"], "two": ["F2", "F3"]}
    result = shared(lot("A", "one"), lot("B", "two"), over=groups)
    assert result.package_totals == {"one": {"A": 1, "B": 0}, "two": {"A": 1, "B": 2}}
    assert result.verify()


def test_the_tie_says_the_forum_and_a_draw_from_it_is_of_that_forum() -> None:
    with pytest.raises(kkr.UnresolvedTieError, match="winners, forum='F1'") as caught:
        shared()
    assert kkr.draw(caught.value.tie, seed=1).forum == "F1"


def test_the_command_types_a_forum_before_a_colon() -> None:
    (typed,) = arguments.lots(["F1:A/B=A"])
    assert typed == lot("A", "F1")
    name = "RAR: Fyn/Odense"
    again = arguments.lots([arguments.typed_lot(AMONG, ("A",), name)])
    assert again == (lot("A", name),)


def changed(*lots: dict[str, Any]) -> str:
    document = json.loads(shared(lot("A", "F1"), lot("B", "F2")).to_json())
    document["lots"] = [one | more for one, more in zip(document["lots"], lots, strict=True)]
    return json.dumps(document)


@pytest.mark.parametrize(
    ("lots", "said"),
    [
        ([{"forum": "F2"}, {"forum": "F1"}], "lots are not those"),
        ([{"forum": None}, {"forum": None}], "names no forum. Another such lot"),
        ([{"forum": "F1"}, {"forum": "F3"}], "lots are not those"),
        ([{"forum": "F1"}, {"forum": "F9"}], "names F9"),
    ],
)
def test_lots_of_other_fora_are_no_proof(lots: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(kkr.VerificationError, match=f"(?i){said}"):
        verify(changed(*lots))


def test_a_lot_of_seats_that_names_a_forum_is_refused() -> None:
    document = json.loads(kkr.apportion(EQUAL, 1, lots=[lot("A")]).to_json())
    document["lots"][0]["forum"] = "F1"
    with pytest.raises(kkr.VerificationError, match="names F1"):
        verify(document)
