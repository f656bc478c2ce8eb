"""Every picture refuses what it cannot draw, and says what makes the right result."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr

SEATS = kkr.apportion({"A": 3, "B": 1}, 2)
PLACES = kkr.distribute(8, {"A": 3, "B": 1})

REFUSED = [
    (lambda: kkr.plot_council(SEATS), "composition is of the kind Apportionment", "kkr.compose"),
    (lambda: kkr.plot_house_size(SEATS), "is of the kind Apportionment", "kkr.compose"),
    (lambda: kkr.plot_readings(PLACES), "is of the kind Distribution", "kkr.plot_places"),
    (lambda: kkr.plot_quotients(PLACES), "is of the kind Distribution", "kkr.apportion"),
    (lambda: kkr.plot_scan(SEATS), "is of the kind Apportionment", "kkr.alliance_scan"),
    (lambda: kkr.plot_sweep(SEATS), "is of the kind Apportionment", "kkr.sweep"),
    (lambda: kkr.plot_table(SEATS), "is of the kind Apportionment", "kkr.biproportion"),
    (lambda: kkr.plot_places(SEATS), "is of the kind Apportionment", "kkr.distribute"),
    (lambda: kkr.plot_appointments("x"), "result is of the kind str", "kkr.appoint"),
    (lambda: kkr.plot_spread(None), "result is of the kind NoneType", "kkr.appoint"),
]


@pytest.mark.parametrize(("call", "fragment", "remedy"), REFUSED)
def test_a_wrong_subject_is_refused_by_kind(call, fragment, remedy):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert remedy in refusal.value.do
