"""The small parts at the root of the house and of the scenarios, each by its sentence."""

import io
import sys

import numpy as np
import pytest
import tqdm

import kkr_allocation as kkr
from kkr_allocation.errors import Bilingual, of_extra
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import composed, is_name, names_total, on_one_line, one_of, row_number
from kkr_allocation.results import progress_bar
from kkr_allocation.scenarios.margins import _Line, _Powers
from kkr_allocation.scenarios.models import factor
from kkr_allocation.scenarios.sweep import Probability


def test_a_name_can_be_read_aloud():
    assert [is_name(name) for name in ("Ny Gruppe", " ", "A\u200b", 3)] == [
        True,
        False,
        False,
        False,
    ]


def test_letters_have_one_form():
    assert composed("A\u030arhus") == "\u00c5rhus"


def test_a_total_is_no_place():
    names = ("I alt:", "Ialt", "KKR Sjælland i alt", "Sum", "Solrød")
    assert [names_total(name) for name in names] == [True, True, True, True, False]


def test_a_text_is_read_on_one_line():
    assert on_one_line(" Nyt\u00a0Odsherred\u200b\n") == "Nyt Odsherred"


def test_a_row_is_counted_from_either_end():
    assert row_number(-1, 3, "election") == -1


def test_what_is_of_the_kind_is_returned():
    assert one_of(3, int, "places", made_by="int(...)") == 3


def test_a_text_knows_its_danish():
    said = Bilingual("the forum stands twice", da="forummet står to gange")
    assert (said, said.da) == ("the forum stands twice", "forummet står to gange")
    assert Bilingual.joined([Bilingual("row 2", da="række 2"), "Fora"], ", ").da == "række 2, Fora"


def test_a_missing_package_is_named():
    with (
        pytest.raises(kkr.KkrAllocationError, match="Word files need python-docx"),
        of_extra("word"),
    ):
        raise ModuleNotFoundError


def test_a_source_is_cited_in_either_language():
    source = kkr.Source("KL's love", "§ 15", kkr.SourceStatus.INFERRED)
    assert source.cited("da") == "KL's love § 15 [udledt]"
    assert source.reference() == "KL's love § 15"
    assert kkr.SourceStatus.CHECKED.word("da") == "efterregnet"


def test_a_long_value_shows_its_first_entries():
    assert shortened({"A": 3, "V": 2}) == "{'A': 3, 'V': 2}"
    assert shortened(tuple(range(1000, 1098))).endswith(", 1048, 1049, … 48 more)")


def test_a_number_that_grows_evenly_passes_zero_once():
    crossings = [_Line(*line).crossing(0) for line in ((10, -3), (-10, 3), (10, 3))]
    assert crossings == [4, 4, None]
    assert _Powers(2, _Line(10, 1), 1, _Line(20, 0), 2).crossing(0) == 5


def test_the_factor_of_a_covariance_without_rank():
    assert factor(np.array([[4.0, -4.0], [-4.0, 4.0]])).tolist() == [[2.0, 0.0], [-2.0, 0.0]]


def test_a_probability_says_how_far_chance_may_have_put_it():
    often = Probability(2610, 10_000)
    assert f"{float(often):.1%} ± {often.error:.1%}" == "26.1% ± 0.4%"


def test_a_certificate_is_read_in_danish():
    lines = kkr.apportion({"A": 2, "B": 1}, 1).verify().text("da").split("\n")
    assert lines[:3] == [
        "Mandaterne er 1 i alt, som de skal være, og holder 0 nedre og øvre grænser.",
        "I fordelingen er ingen kvotient uden mandat større end en af dem med; der er 1 mandat.",
        "Der er ikke trukket lod, og det var ikke nødvendigt.",
    ]
    assert lines[3].startswith("Grundlaget: 3 stemmer i alt, SHA-256 ")


class _OfKernel(io.StringIO):
    """What a notebook's kernel prints to: it says that it is no terminal."""

    __module__ = "ipykernel.iostream"


class _AtOnce(tqdm.tqdm):
    """A bar that is shown before two seconds."""

    def __init__(self, **how):
        super().__init__(**{**how, "delay": 0})


@pytest.mark.parametrize(("stream", "shown"), [(_OfKernel, True), (io.StringIO, False)])
def test_a_bar_moves_on_in_a_notebook_and_not_in_a_file(stream, shown, monkeypatch):
    monkeypatch.setattr(tqdm, "tqdm", _AtOnce)
    monkeypatch.setattr(sys, "stderr", stream())
    with progress_bar(3, "draws") as advance:
        for _ in range(3):
            advance(1)
    assert ("3.00/3.00" in sys.stderr.getvalue()) == shown
    assert bool(sys.stderr.getvalue()) == shown
