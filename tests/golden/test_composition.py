"""Published boards, and councils that were computed by hand."""

from __future__ import annotations

import tomllib
import warnings
from pathlib import Path
from typing import Any

import attrs
import pytest

import kkr_allocation as kkr

HERE = Path(__file__).parent
BOARD = tomllib.loads((HERE / "kl_board.toml").read_text(encoding="utf-8"))
COUNCILS = tomllib.loads((HERE / "kkr.toml").read_text(encoding="utf-8"))
KKR = [name for name in COUNCILS["caps"] if name.startswith("KKR")]


def composed(election: int, region: str, size_rule: str) -> kkr.Composition:
    statutes = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule[size_rule])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        return kkr.compose_region(kkr.load_election(election), region, statutes=statutes)


def held(seats: dict[str, int]) -> dict[str, int]:
    return {party: number for party, number in seats.items() if number}


@pytest.mark.parametrize("board", BOARD["board"], ids=lambda board: board["period"])
def test_the_published_board_follows_from_the_votes(board: dict[str, Any]) -> None:
    assert held(kkr.compose_board(board["votes"]).seats) == board["seats"]


@pytest.mark.parametrize("region", KKR)
@pytest.mark.parametrize("election", [2021, 2025])
def test_the_caps_of_the_five_councils(election: int, region: str) -> None:
    assert composed(election, region, "EXACT_SHARE").cap == COUNCILS["caps"][region]


@pytest.mark.parametrize(
    "sizes", COUNCILS["sizes"], ids=lambda s: f"{s['election']}-{s['size_rule']}"
)
def test_the_sizes_of_the_five_councils(sizes: dict[str, Any]) -> None:
    found = {
        region: composed(sizes["election"], region, sizes["size_rule"]).house_size for region in KKR
    }
    assert found == {region: sizes[region] for region in KKR}


def test_the_sums_that_are_compared_with_the_published_total() -> None:
    sums = [sum(sizes[region] for region in KKR) for sizes in COUNCILS["sizes"]]
    assert sums == [168, 156, 196, 189]


@pytest.mark.parametrize("case", COUNCILS["by_hand"], ids=lambda case: case["size_rule"])
def test_a_council_computed_by_hand(case: dict[str, Any]) -> None:
    council = composed(case["election"], case["region"], case["size_rule"])
    assert council.basis.total_votes == case["total_votes"]
    assert council.house_size == case["house_size"]
    assert council.binding == tuple(case["binding"])
    assert council.seats == case["seats"]
    assert council.mayors == case["mayors"]
