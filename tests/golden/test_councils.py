"""Municipal councils of 2021 and 2025, from their votes to their published seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from kkr_allocation.composition.election import Council

WITHOUT_ALLIANCES = {
    2021: {
        "Aabenraa", "Allerød", "Dragør", "Fanø", "Faxe", "Fredericia", "Guldborgsund",
        "Helsingør", "Horsens", "Høje-Taastrup", "Kalundborg", "Kerteminde", "Lolland",
        "Middelfart", "Odense", "Ringkøbing-Skjern", "Roskilde", "Stevns", "Vesthimmerlands",
    },
    2025: {
        "Allerød", "Gentofte", "Holstebro", "Horsens", "Jammerbugt", "Mariagerfjord",
        "Norddjurs", "Næstved", "Odense", "Ringsted", "Samsø", "Silkeborg", "Skanderborg",
        "Svendborg", "Syddjurs", "Varde", "Vesthimmerlands", "Vordingborg",
    },
}  # fmt: skip


def complete(year: int) -> dict[str, Council]:
    """Return the councils whose listed lists hold all seats."""
    return {
        council.municipality: council
        for council in kkr.load_election(year).councils
        if council.council_seats is not None
        and all(entry.votes is not None for entry in council.lists)
        and sum(entry.seats or 0 for entry in council.lists) == council.council_seats
    }


@pytest.mark.parametrize("year", [2021, 2025])
def test_dhondt_gives_the_published_seats_of_just_these_councils(year: int) -> None:
    """The other councils had valgforbund: their seats follow from their alliances as well."""
    found = set()
    for name, council in complete(year).items():
        votes = {entry.key: entry.votes for entry in council.lists}
        published = {entry.key: entry.seats for entry in council.lists}
        if kkr.apportion(votes, council.council_seats).seats == published:
            found.add(name)
    assert found == WITHOUT_ALLIANCES[year]


def test_there_are_152_councils_to_reproduce() -> None:
    assert len(complete(2021)) + len(complete(2025)) == 152


def test_ikast_brande_2021_needs_a_tree_of_two_levels() -> None:
    """A listeforbund inside the valgforbund on either side, or D would not have its seat."""
    council = complete(2021)["Ikast-Brande"]
    votes = {entry.letter: entry.votes for entry in council.lists}
    tree = [["V", "C"], [["A", "L"], ["O", "D"]]]
    assert council.council_seats == 23
    result = kkr.apportion(votes, 23, alliances=tree)
    assert result.seats == {"V": 7, "A": 6, "C": 5, "O": 2, "L": 2, "D": 1}
    assert result.seats == {entry.letter: entry.seats for entry in council.lists}
    flat = kkr.apportion(votes, 23, alliances=[["V", "C"], ["A", "L", "O", "D"]])
    assert flat.seats != result.seats
