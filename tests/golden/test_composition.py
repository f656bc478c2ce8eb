"""Published boards, and councils that were computed by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import attrs
import pytest

import kkr_allocation as kkr

HERE = Path(__file__).parent
BOARD = tomllib.loads((HERE / "kl_board.toml").read_text(encoding="utf-8"))
COUNCILS = tomllib.loads((HERE / "kkr.toml").read_text(encoding="utf-8"))
KKR = [name for name in COUNCILS["caps"] if name.startswith("KKR")]


def composed(election: int, region: str, **choices: Any) -> kkr.Composition:
    statutes = attrs.evolve(kkr.STATUTES_2018, **choices)
    return kkr.compose_region(kkr.load_election(election), region, statutes=statutes)


READINGS: dict[str, dict[str, Any]] = {
    "ROUND_UP": {},
    "RAISE_PRICE": {"at_cap": kkr.AtCap.RAISE_PRICE},
    "EXACT_SHARE": {"size_rule": kkr.SizeRule.EXACT_SHARE},
    "DIVISOR": {"size_rule": kkr.SizeRule.DIVISOR},
}


def held(seats: dict[str, int]) -> dict[str, int]:
    return {party: number for party, number in seats.items() if number}


@pytest.mark.parametrize("board", BOARD["board"], ids=lambda board: board["period"])
def test_the_published_board_follows_from_the_votes(board: dict[str, Any]) -> None:
    assert held(kkr.compose_board(board["votes"]).seats) == board["seats"]


@pytest.mark.parametrize("region", KKR)
@pytest.mark.parametrize("election", [2021, 2025])
def test_the_caps_of_the_five_councils(election: int, region: str) -> None:
    assert composed(election, region).cap == COUNCILS["caps"][region]


@pytest.mark.parametrize(
    "sizes", COUNCILS["sizes"], ids=lambda s: f"{s['election']}-{s['size_rule']}"
)
def test_the_sizes_of_the_five_councils(sizes: dict[str, Any]) -> None:
    choices = READINGS[sizes["size_rule"]]
    found = {region: composed(sizes["election"], region, **choices).house_size for region in KKR}
    assert found == {region: sizes[region] for region in KKR}
    assert sum(found.values()) == sizes["sum"]


def test_the_default_reading_alone_gives_the_published_total_of_2022() -> None:
    sums = {s["size_rule"]: s["sum"] for s in COUNCILS["sizes"] if s["election"] == 2021}
    assert sums == {"ROUND_UP": 180, "EXACT_SHARE": 170, "DIVISOR": 158}


def test_of_the_votes_cast_one_seat_less_would_be_given() -> None:
    # K has 15,000 votes of 698,000 in Midtjylland: 2.005 % of the valid, 1.97 % of those cast.
    cast = [composed(2021, k, threshold_base=kkr.ThresholdBase.CAST) for k in KKR]
    assert sum(council.house_size for council in cast) == 179
    assert "K" not in next(c for c in cast if c.basis.name == "KKR Midtjylland").eligible
    assert "K" in composed(2021, "KKR Midtjylland").eligible


@pytest.mark.parametrize(
    "case", COUNCILS["councils"], ids=lambda case: f"{case['region'][4:]}-{case['election']}"
)
def test_a_council_computed_by_hand(case: dict[str, Any]) -> None:
    for reading in READINGS.keys() & case.keys():
        council = composed(case["election"], case["region"], **READINGS[reading])
        assert council.seats == case[reading], reading
    council = composed(case["election"], case["region"])
    assert council.mayors == case["mayors"]
    assert council.binding == tuple(case["binding"])
    claimed = sum(-(-c.numerator // c.denominator) for c in council.claims.values())
    assert claimed + sum(council.mayors[name] for name in council.outsiders) == case["claimed"]
    assert council.capped is ("RAISE_PRICE" in case)


def test_nobody_gains_by_the_cap() -> None:
    # Syddanmark 2025: V's claim is exactly 12, and without a ceiling d'Hondt would give it 13.
    council = composed(2025, "KKR Syddanmark")
    assert council.claims["V"] == council.seats["V"] == 12
    assert composed(2025, "KKR Syddanmark", size_rule=kkr.SizeRule.EXACT_SHARE).seats["V"] == 13


@pytest.mark.parametrize("votes", [12_581, 12_582, 16_000, 20_000, 20_229])
def test_midtjylland_had_34_members_in_2010(votes: int) -> None:
    case = COUNCILS["midtjylland_2010"]
    assert case["cooperation_from"] <= votes <= case["cooperation_to"]
    council = kkr.compose(
        {**case["votes"], "Lokallisterne": votes},
        case["mayors"],
        municipalities=case["municipalities"],
        total_votes=case["valid_votes"],
    )
    assert council.house_size == case["house_size"] == 34
    assert not council.capped
    assert council.supplementary["A"] == 0


def test_one_vote_more_would_give_the_cooperation_of_2010_a_second_seat() -> None:
    # A's 202,292 / 10 = 20,229.2 votes are the price, so 20,230 votes are more than one seat.
    case = COUNCILS["midtjylland_2010"]
    council = kkr.compose(
        {**case["votes"], "Lokallisterne": case["cooperation_to"] + 1},
        case["mayors"],
        municipalities=case["municipalities"],
        total_votes=case["valid_votes"],
    )
    assert (council.house_size, council.seats["Lokallisterne"]) == (35, 2)
