"""Every picture refuses what it cannot draw, and says what makes the right result."""

from __future__ import annotations

import inspect
import re

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
    (lambda: kkr.plot_margin(SEATS), "is of the kind Apportionment", "kkr.load_election"),
    (lambda: kkr.plot_spread(None), "result is of the kind NoneType", "kkr.appoint"),
]


@pytest.mark.parametrize(("call", "fragment", "remedy"), REFUSED)
def test_a_wrong_subject_is_refused_by_kind(call, fragment, remedy):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert remedy in refusal.value.do


PICTURES = [name for name in kkr.__all__ if name.startswith("plot_")]


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_says_all_that_it_takes_and_refuses(name):
    """What all pictures share is written once, and added to the docstring of each."""
    picture = getattr(kkr, name)
    sections = re.split(r"\n\n(\w+)\n-+\n", picture.__doc__)
    told = dict(zip(sections[1::2], sections[2::2], strict=True))
    taken = re.findall(r"^(\w+) : ", told["Parameters"], re.MULTILINE)
    assert taken == list(inspect.signature(picture).parameters)
    assert f"If `{taken[0]}` is not of the kind " in told["Raises"]
    assert "If matplotlib is not installed." in told["Raises"]


def test_a_picture_in_a_third_language_is_refused_before_it_is_drawn():
    with pytest.raises(kkr.InvalidInputError, match="language is 'sv'"):
        kkr.plot_quotients(SEATS, language="sv")
