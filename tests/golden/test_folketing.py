"""The Folketing of 2022: a list that keeps more than its claim, and the others share the rest."""

from __future__ import annotations

import tomllib
from pathlib import Path

import kkr_allocation as kkr

FOLKETING = tomllib.loads((Path(__file__).parent / "folketing.toml").read_text(encoding="utf-8"))


def test_the_published_seats_come_out_where_a_keeps_those_of_the_constituencies():
    """A claims 48.88 and keeps 50; 125 by 2,507,605 votes are 20,060.84 a seat.

    V 23.46, M 16.34, F 14.61, Æ 14.30, I 13.89, C 9.71, Ø 9.05, B 6.68, D 6.46, Å 5.86 and O 4.66:
    the whole numbers are 119, and the six largest remainders those of I, Å, C, B, O and F.
    """
    result = kkr.apportion(
        FOLKETING["votes"],
        FOLKETING["house_size"],
        kkr.LARGEST_REMAINDER,
        floors=FOLKETING["floors"],
    )
    assert result.seats == FOLKETING["seats"]
    assert result.verify()
