"""Municipal councils of 2021 and 2025, from their votes to their official seats."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr

WITHOUT_ALLIANCES = {
    2021: {
        "Aabenraa", "Allerød", "Dragør", "Fanø", "Faxe", "Fredericia", "Guldborgsund",
        "Helsingør", "Horsens", "Høje-Taastrup", "Kalundborg", "Kerteminde", "Lolland",
        "Middelfart", "Odense", "Randers", "Ringkøbing-Skjern", "Roskilde", "Stevns",
        "Vesthimmerlands",
    },
    2025: {
        "Allerød", "Faaborg-Midtfyn", "Frederikssund", "Gentofte", "Glostrup", "Gribskov",
        "Holstebro", "Horsens", "Jammerbugt", "Kolding", "Langeland", "Mariagerfjord",
        "Norddjurs", "Næstved", "Odense", "Ringsted", "Samsø", "Silkeborg", "Skanderborg",
        "Svendborg", "Syddjurs", "Varde", "Vesthimmerlands", "Vordingborg",
    },
}  # fmt: skip


def official(council: kkr.Council) -> dict[str, int]:
    return {entry.key: entry.seats for entry in council.lists}


def test_all_98_councils_of_2025_follow_from_votes_alliances_and_candidates() -> None:
    wrong = [
        council.municipality
        for council in kkr.load_election(2025).councils
        if council.apportion().seats != official(council)
    ]
    assert wrong == []


def test_the_seat_that_list_ae_of_lolland_has_no_candidate_for_passes_inside_its_alliance() -> None:
    """C + I + Æ have 1,177 + 493 + 3,415 = 5,085 votes and 6 of 25 seats.

    Inside, the six largest quotients are 3,415, 1,707.5, 1,177, 1,138.3, 853.75 and 683 (Æ's
    fifth), so Æ 5 and C 1. Æ has four candidates; its fifth seat goes to the next quotient of the
    alliance, C's 1,177 / 2 = 588.5 (I has 493). It does not leave the alliance.
    """
    lolland = kkr.load_election(2025).council("Lolland")
    votes = {entry.key: entry.votes for entry in lolland.lists}
    freely = kkr.apportion(votes, 25, alliances=lolland.alliances).seats
    shared = lolland.apportion()
    assert (freely["Æ"], freely["C"], freely["I"]) == (5, 1, 0)
    assert (shared.seats["Æ"], shared.seats["C"], shared.seats["I"]) == (4, 2, 0)
    others = votes.keys() - {"Æ", "C", "I"}
    assert {key: freely[key] for key in others} == {key: shared.seats[key] for key in others}
    assert shared.caps == {"Æ": 4}
    assert shared.verify()


def test_seats_leave_an_alliance_only_where_the_whole_of_it_has_too_few_candidates() -> None:
    """A + B have 90 of 120 votes: 90, 45, 30 and 22.5 against C's 30 and 15 give them 4 of 5 seats.

    With one candidate each they can take two, and the others pass to C (§ 81(3)).
    """

    def entry(letter: str, votes: int, candidates: int) -> kkr.CouncilList:
        return kkr.CouncilList(letter, letter, letter, "party", votes=votes, candidates=candidates)

    lists = (entry("A", 60, 1), entry("B", 30, 1), entry("C", 29, 9))
    council = kkr.Council(
        "999", "Nordby", lists, council_seats=5, alliances=(kkr.Alliance(["A", "B"]),)
    )
    assert council.apportion().seats == {"A": 1, "B": 1, "C": 3}


def test_the_explanation_cites_the_law_for_the_candidates_too() -> None:
    steps = kkr.load_election(2025).council("Lolland").apportion().explain("da")
    cited = {str(step.source.reference("da")) for step in steps}
    act = "kommunal- og regionalvalgloven"
    assert cited == {f"{act} §§ 80-83", f"{act} § 81, stk. 3, og § 83, stk. 2"}


def test_a_council_is_read_back_with_the_source_of_its_candidates() -> None:
    shared = kkr.load_election(2025).council("Lolland").apportion()
    read = kkr.from_json(shared.to_json())
    assert read == shared
    assert str(read.explain()) == str(shared.explain())


@pytest.mark.parametrize("year", [2021, 2025])
def test_dhondt_gives_the_official_seats_without_alliances_of_just_these_councils(
    year: int,
) -> None:
    """20 of 98 in 2021 and 24 of 98 in 2025; the others had valgforbund that moved a seat."""
    found = set()
    for council in kkr.load_election(year).councils:
        votes = {entry.key: entry.votes for entry in council.lists}
        if kkr.apportion(votes, council.council_seats).seats == official(council):
            found.add(council.municipality)
    assert found == WITHOUT_ALLIANCES[year]


def test_a_tree_of_two_levels_gives_the_official_seats_of_ikast_brande_2021() -> None:
    """Of its ten lists, four won no seat; which alliances were registered is not known."""
    council = kkr.load_election(2021).council("Ikast-Brande")
    votes = {entry.letter: entry.votes for entry in council.lists}
    result = kkr.apportion(votes, 23, alliances=[["V", "C"], [["A", "L"], ["O", "D"]]])
    assert result.seats == {entry.letter: entry.seats for entry in council.lists}
    assert {name: n for name, n in result.seats.items() if n} == {
        "V": 7, "A": 6, "C": 5, "O": 2, "L": 2, "D": 1,
    }  # fmt: skip
    assert kkr.apportion(votes, 23).seats != result.seats
