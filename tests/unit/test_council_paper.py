"""The paper on a council: every figure is the result's, every sum adds up, short first."""

import datetime as dt
from fractions import Fraction

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.compose import read
from kkr_allocation.presentation.council_paper import (
    annex_named,
    election_day,
    paper_of_council,
    votes_to_threshold,
)
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.writers import write_papers

EVERY = ("steps", "readings", "margins", "quotients")
COUNCILS = [(2021, "KKR Sjælland"), (2025, "KKR Sjælland"), (2025, "KKR Hovedstaden")]


@pytest.fixture(scope="module", params=COUNCILS, ids=str)
def election(request):
    return kkr.load_election(request.param[0]), request.param[1]


@pytest.fixture(scope="module")
def council(election):
    return kkr.compose_region(*election)


@pytest.fixture(scope="module")
def paper(council, election):
    return paper_of_council(council, "da", election=election[0], annexes=EVERY)


def sheets(paper):
    blocks = (block for section in paper.sections for block in section.blocks)
    return {block.headings[-1]: block for block in blocks if isinstance(block, Sheet)}


def column(sheet, place):
    return {row[0]: row[place] for row in sheet.rows[: sheet.sum_row]}


@pytest.mark.parametrize(("year", "day"), [(2013, 19), (2017, 21), (2021, 16), (2025, 18)])
def test_elections_are_on_the_third_tuesday_of_november(year, day):
    assert election_day(year) == dt.date(year, 11, day)


def test_the_title_has_body_term_and_day(paper, election):
    year = election[0].year
    day = f"{election_day(year):%d-%m-%Y}"
    assert paper.title == (
        f"Sammensætning af {election[1]} {year + 1}-{year + 4} efter kommunalvalget {day}"
    )


def test_an_english_title_names_the_month():
    election = kkr.load_election(2025)
    council = kkr.compose_region(election, "KKR Sjælland")
    title = paper_of_council(council, "en", election=election).title
    assert title.endswith("2026-2029 after the municipal election of 18 November 2025")


def test_every_mayor_stands_with_municipality_and_list(council, election, paper):
    who = sheets(paper)["Supplerende medlemmer at vælge"]
    places = {name: of.split(", ") if of else [] for name, of in column(who, 1).items()}
    label = council.basis.label
    assert sorted(place for of in places.values() for place in of) == sorted(council.basis.places)
    for name, of in places.items():
        assert all(label(election[0].council(place).mayor) == name for place in of)
        assert len(of) == column(who, 2)[name]
    assert who.rows[-1][2:] == (sum(council.mayors.values()), sum(council.supplementary.values()))
    assert list(column(who, 3).values()) == list(council.supplementary.values())


def test_the_claims_and_the_seats_add_up(council, paper):
    claims = sheets(paper)["Pladser"]
    seats = column(claims, 5)
    assert seats == {council.basis.label(name): n for name, n in council.seats.items()}
    assert claims.rows[-1][5] == sum(seats.values()) == council.house_size
    for name, claim in council.claims.items():
        _, votes, exact, up, gone, held = next(
            row for row in claims.rows if row[0] == council.basis.label(name)
        )
        assert votes == council.votes[name]
        assert Fraction(exact.replace(",", ".")) == round(claim, 2)
        assert up == -(-claim.numerator // claim.denominator) == held + (gone or 0)
    for place in (1, 3):
        assert claims.total(place) is None or claims.total(place) == claims.rows[-1][place]


def test_the_votes_for_one_more_win_it_and_one_fewer_do_not(council, paper):
    shown = _closeness(paper)
    names = {council.basis.label(name): name for name in council.votes}
    for label, seats, votes, _, _ in shown.rows:
        if votes is None:
            continue
        name = names[label]
        assert _seats(council, name, votes) > seats
        before = _seats(council, name, votes - 1)
        assert before is None or before == seats


def _closeness(paper):
    blocks = (block for section in paper.sections for block in section.blocks)
    return next(
        b for b in blocks if isinstance(b, Sheet) and b.title == "Stemmer til én plads mere"
    )


def _seats(council, name, more):
    """Return the list's seats with more votes; None where a lot decides."""
    votes = {**council.basis.votes, name: council.basis.votes[name] + more}
    moved = council.basis.with_votes(votes, council.statutes.threshold_base)
    found = read(moved, council.statutes, ()).composition
    return None if found is None else found.seats.get(name, 0)


def test_the_distance_to_the_threshold_is_the_fewest_votes(council):
    below = [s for s in council.standings if s.entitled and not s.above_threshold]
    assert below
    for standing in below:
        more = votes_to_threshold(council, standing)
        total, threshold = council.basis.votes_valid, council.statutes.threshold
        assert Fraction(standing.votes + more, total + more) >= threshold
        assert Fraction(standing.votes + more - 1, total + more - 1) < threshold


def test_as_many_quotients_are_marked_as_seats_were_shared(paper, council):
    marked = next((s for s in sheets(paper).values() if s.headings[0] == "Delt med"), None)
    if not council.capped:
        assert marked is None
        return
    for place, name in enumerate(marked.headings[1:], start=1):
        won = [row[place] for row in marked.rows if row[place].startswith(("* ", "b "))]
        assert len(won) == council.seats[name]


def test_other_size_rules_show_their_quotients_in_the_paper():
    divisor = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    council = kkr.compose({"A": 700, "V": 300}, {"A": 1}, municipalities=1, statutes=divisor)
    (why,) = [s for s in paper_of_council(council, "en").sections if s.heading.startswith("Why")]
    assert "won a seat" in why.blocks[-1].note


def test_at_the_cap_the_paper_says_whose_mayors_exceed_their_share():
    council = kkr.compose_region(kkr.load_election(2025), "KKR Sjælland")
    (_, capped) = paper_of_council(council, "da").lead
    assert capped.startswith("Loftet på 34 medlemmer er nået, så pladserne følger kun stemmerne")
    assert capped.endswith("andel af de 33 pladser efter stemmerne: V (9 borgmestre, andel 6,63).")


def test_a_council_of_figures_typed_in_has_a_paper_without_term(tmp_path):
    council = kkr.compose(
        {"A": 60, "V": 40, "L": 1, "B": 30},
        {"L": 1, "V": 1},
        municipalities=2,
        cooperations={"A og B": ["A", "B"]},
    )
    made = paper_of_council(council, "da", annexes=EVERY)
    assert made.title == "Sammensætning af rådet"
    for ending in ("docx", "html", "xlsx"):
        assert write_papers([made], tmp_path / f"p.{ending}").stat().st_size


def test_mayors_that_are_not_known_have_a_row():
    election = kkr.load_election(2013)
    with pytest.warns(kkr.IncompleteDataWarning):
        council = kkr.compose_region(election, "KKR Nordjylland")
    made = paper_of_council(council, "da", election=election)
    assert made.lead[0].startswith("Tallene er ikke fuldstændige")
    (who,) = [s for s in sheets(made).values() if s.headings[1] == "Borgmestre i"]
    assert who.rows[-2][:2] == ("Kendes ikke", "Hjørring, Morsø")


def test_a_region_of_which_most_is_missing_has_its_paper_all_the_same(tmp_path):
    """What is missing can be longer than a property of a Word document."""
    election = kkr.load_election(2013)
    with pytest.warns(kkr.IncompleteDataWarning):
        council = kkr.compose_region(election, "KKR Nordjylland")
    made = paper_of_council(council, "da", election=election)
    long = attrs.evolve(made, title="T" * 300, lead=("Tallene mangler. " * 30, *made.lead))
    assert write_papers([long], tmp_path / "long.docx").stat().st_size


def test_annexes_are_named_in_both_languages():
    assert [annex_named(name) for name in ("Marginer", "margins", "trin")] == [
        "margins",
        "margins",
        "steps",
    ]
    with pytest.raises(kkr.InvalidInputError, match="there is no annex 'bilag'"):
        annex_named("bilag")


def test_both_languages_have_the_same_figures(council, election, paper):
    english = paper_of_council(council, "en", election=election[0], annexes=EVERY)
    for ours, theirs in zip(sheets(english).values(), sheets(paper).values(), strict=True):
        numbers = [[c for c in row if isinstance(c, int)] for row in ours.rows]
        assert numbers == [[c for c in row if isinstance(c, int)] for row in theirs.rows]
