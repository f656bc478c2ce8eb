"""Every name that the tool prints for a list reads back as that list, on the real figures."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.council import MayorLists
from tests import election_files

WRITTEN = {
    "key": "{key}",
    "letter": "{letter}",
    "name": "{name}",
    "label": "{name} ({letter})",
    "labelled with its municipality": "{name} ({letter}) ({municipality})",
    "bracketed": "{name} [{letter}]",
    "dot": "{letter}. {name}",
    "dash": "{letter} - {name}",
    "long dash": "{letter} – {name}",
    "colon": "{letter}: {name}",
    "parenthesis": "{letter}) {name}",
    "list": "Liste {letter} - {name}",
    "list alone": "Liste {letter}",
    "spaced and small": " liste {letter}:  {name} ",
}


@pytest.fixture(scope="module", params=[2021, 2025])
def election(request):
    return kkr.load_election(request.param)


def written(form, entry, council):
    municipality, letter = council.municipality, entry.letter
    return form.format(key=entry.key, letter=letter, name=entry.name, municipality=municipality)


def shared(council):
    """Return what does not tell one list of a council from another: empty, or of two lists."""
    words = Counter(word for entry in council.lists for word in (entry.letter, entry.name))
    return {word for word, times in words.items() if times > 1} | {""}


def test_a_mayor_is_of_the_list_however_it_is_written(election):
    """Every list of every third council, each written in every way that names it alone."""
    lists = MayorLists(set(election.parties), election.party_names)
    read = 0
    for council in election.councils[::3]:
        several = shared(council)
        for entry in council.lists:
            alone = {word for word in ("letter", "name") if getattr(entry, word) not in several}
            for form in WRITTEN.values():
                if all(f"{{{word}}}" not in form or word in alone for word in ("letter", "name")):
                    typed = written(form, entry, council)
                    assert lists.read(typed, council).key == entry.key, typed
                    read += 1
    assert read > 2_500


@pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN)
def test_votes_are_of_the_list_however_it_is_written(form, tmp_path):
    """Of 2021, where local lists have a letter too; a letter alone names a local list by it."""
    election = kkr.load_election(2021)
    rows, expected = ["Kommune;Liste;Stemmer"], {}
    for council in election.councils:
        for entry in council.lists:
            if entry.votes is None or entry.letter in shared(council):
                continue
            name = written(form, entry, council)
            local = entry.kind == "local" and "{name}" not in form and "{key}" not in form
            key = f"Liste {entry.letter} ({council.municipality})" if local else entry.key
            rows.append(f'{council.municipality};"{name}";{entry.votes}')
            expected[council.municipality, key] = entry.votes
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    read = kkr.read_votes(path, year=2021)
    assert expected == {
        (council.municipality, entry.key): entry.votes
        for council in read.councils
        for entry in council.lists
    }


def test_every_label_of_a_council_reads_back_as_its_mayors_list(election):
    """What the annex prints, for every list with a mayor, is what the mayors' file may say."""
    for name in (area.name for area in election.areas if area.name.startswith("KKR ")):
        council = kkr.compose_region(election, name) if election.coverage[name].complete else None
        if council is None:
            continue
        labels = {key: council.basis.label(key) for key in council.mayors}
        typed = {
            c.municipality: labels[c.mayor]
            for c in election.councils
            if c.municipality in election.regions[name]
        }
        again = election.with_mayors(typed)
        # A mayor's list that the caller states is contested no longer.
        assert again.councils == tuple(
            attrs.evolve(c, mayor_contested=None) if c.municipality in typed else c
            for c in election.councils
        )
        assert kkr.compose_region(again, name).seats == council.seats


def test_the_bundled_votes_written_as_a_table_are_read_with_their_names(election, tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(election_files.table(election_files.plain(election)), encoding="utf-8")
    read = kkr.read_votes(path, year=election.year)
    again = read.with_mayors(
        {council.municipality: council.mayor for council in election.councils if council.mayor}
    )
    for council in again.councils:
        assert council.mayor == election.council(council.municipality).mayor
