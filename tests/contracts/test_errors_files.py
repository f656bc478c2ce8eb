"""Every refusal of elections, datasets and readers names what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Callable

A = kkr.CouncilList("A", "A", "Party A", "party", votes=60)
ELECTION = kkr.Election(2021, None, (kkr.Council("999", "Nordby", (A,)),))


def council_list(**changes: object) -> kkr.CouncilList:
    fields = {"key": "A", "letter": "A", "name": "Party A", "kind": "party", "votes": 60}
    return kkr.CouncilList(**{**fields, **changes})


def council(**changes: object) -> kkr.Council:
    return kkr.Council(**{"code": "999", "municipality": "Nordby", "lists": (A,), **changes})


REFUSED_FIGURES: list[tuple[Callable[[], object], str]] = [
    (lambda: council_list(key=" "), "a list named 'Party A' has an empty key"),
    (lambda: council_list(kind="national"), "kind of 'A' is 'national'"),
    (lambda: council_list(status="guess"), "status of 'A' is 'guess'"),
    (lambda: council_list(votes=-1), "votes of 'A' is -1"),
    (lambda: council_list(seats=1.5), "seats of 'A' is 1.5"),
    (lambda: council_list(votes=None), "'A' has the status 'votes' and votes None"),
    (lambda: council_list(status="share"), "'A' has the status 'share' and votes 60"),
    (lambda: council(lists=(A, A)), "Nordby has the list 'A' twice"),
    (lambda: council(turnout_status="high"), "turnout_status of Nordby is 'high'"),
    (lambda: council(council_seats=-9), "council_seats of Nordby is -9"),
    (lambda: council(turnout=70), "the turnout of Nordby is 70 and called 'missing'"),
    (lambda: council(uncounted=True), "uncounted of Nordby is True"),
    (lambda: kkr.Election(2021, None, (council(), council())), "2021 has Nordby twice"),
    (lambda: ELECTION.region("KKR Nord"), "region 'KKR Nord' is not in this election"),
    (lambda: ELECTION.region(municipalities=["Norby"]), "Did you mean 'Nordby'?"),
    (lambda: ELECTION.region(municipalities=["Nordby"] * 2), "names 'Nordby' twice"),
    (lambda: ELECTION.region(municipalities=[]), "municipalities is empty"),
    (ELECTION.region, "neither a region nor municipalities are given"),
    (lambda: ELECTION.council("Sydby"), "it has Nordby"),
    (lambda: ELECTION.with_mayors({"Sydby": "A"}), "municipality 'Sydby' is not in this election"),
    (lambda: ELECTION.with_mayors({"Nordby": ""}), "the mayor of Nordby has no list"),
    (lambda: kkr.load_election(2017), "year is 2017"),
    (lambda: kkr.load_election(2021).region("KKR Fyn"), "it has KKR Hovedstaden, KKR Sjælland"),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED_FIGURES, ids=lambda p: str(p)[:40])
def test_figures_that_cannot_be_right_are_refused(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do
