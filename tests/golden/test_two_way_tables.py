"""Published two-way tables, reproduced to the last place."""

from __future__ import annotations

import kkr_allocation as kkr

SPECIALISATIONS = {
    "Dagtilbudspædagogik": 466,
    "Social- og specialpædagogik": 422,
    "Skole- og fritidspædagogik": 222,
}
COLLEGES = {"UC Syd": 589, "UCL": 521}


def test_syddanmark_2018_19_every_cell_and_both_margins():
    shares = [[42, 38, 20], [42, 38, 20]]
    result = kkr.biproportion(shares, COLLEGES, SPECIALISATIONS)
    assert result.rows == ("UC Syd", "UCL")
    assert result.seats.tolist() == [[247, 224, 118], [219, 198, 104]]
    assert result.verify()
