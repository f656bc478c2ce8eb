"""Published two-way tables, reproduced to the last place."""

from __future__ import annotations

from fractions import Fraction

import kkr_allocation as kkr
from kkr_allocation.datasets import load_college_places

PUBLISHED = {
    (row.college, row.specialisation): row.places
    for row in load_college_places()
    if row.study_year == "2018/2019"
}
COLLEGES = {"UC Syd": 589, "UCL": 521}
SPECIALISATIONS = {
    "Dagtilbudspædagogik": 466,
    "Social- og specialpædagogik": 422,
    "Skole- og fritidspædagogik": 222,
}
PERCENT = dict(zip(SPECIALISATIONS, (42, 38, 20), strict=True))


def test_syddanmark_2018_19_every_cell_and_both_margins():
    shares = dict.fromkeys(COLLEGES, PERCENT)
    result = kkr.distribute_table(shares, COLLEGES, SPECIALISATIONS)
    cells = result.to_frame().set_index(["row", "column"])["places"].to_dict()
    assert cells == PUBLISHED
    assert result.verify()


def test_syddanmark_2018_19_is_also_the_controlled_rounding_of_its_claims():
    claims = {
        college: {name: Fraction(percent * places, 100) for name, percent in PERCENT.items()}
        for college, places in COLLEGES.items()
    }
    result = kkr.distribute_table(claims, COLLEGES, SPECIALISATIONS, kkr.CONTROLLED_ROUNDING)
    cells = result.to_frame().set_index(["row", "column"])["places"].to_dict()
    assert cells == PUBLISHED
    assert result.verify()
