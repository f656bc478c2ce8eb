"""What is said of appointments is said in Danish too, and counts in the right number."""

from __future__ import annotations

import re
from functools import partial

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.alternative import next_best
from kkr_allocation.appointments.people import likely
from kkr_allocation.appointments.requirements import requirements_in
from kkr_allocation.appointments.rules import Level
from kkr_allocation.errors import Bilingual, in_language

ENGLISH = re.compile(r"\b(the|of|with|fills|has|more|less|posts?|cannot|nobody|seats?)\b")
COUNTED = re.compile(r"\(s\)|\b1 (posts|candidates|pladser|kandidater|genudpegninger)\b")


def people(party, number, **known):
    return [kkr.Candidate(f"{party}{i}", "xyz"[i % 3], party, **known) for i in range(number)]


def refused(fora, candidates, strengths, **given):
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(fora, candidates, kkr.entitle(fora, strengths), **given)
    return caught.value


IMPOSSIBLE = {
    "liste V besætter 1 plads med 0 kandidater": lambda: refused(
        [kkr.Forum("f", 3)], people("A", 5), {"A": 7, "V": 4}
    ),
    "f: mindst 2 kvinder": lambda: refused(
        [kkr.Forum("f", 2, requirements=requirements_in("mindst 2 kvinder"))],
        people("A", 3, sex="M"),
        {"A": 1},
    ),
    "A0 kan ikke sidde i f": lambda: refused(
        [kkr.Forum("f", 1)], people("A", 2, cannot=["f"]), {"A": 1}, fixed=[("f", "A0")]
    ),
    "ingen har mere end 1 plads": lambda: refused(
        [kkr.Forum("f", 1), kkr.Forum("g", 1)],
        people("A", 1),
        {"A": 1},
        rules=kkr.AppointmentRules(posts_per_person=1),
    ),
    "liste A har 3 kandidater til f, stedfortrædere medregnet": lambda: refused(
        [kkr.Forum("f", 2, substitutes="personal")], people("A", 3), {"A": 1}
    ),
    "A0 er udpeget til f": lambda: refused(
        [kkr.Forum("f", 2)],
        [*people("A", 2), *people("V", 1)],
        {"A": 1, "V": 1},
        fixed=[("f", "A0"), ("f", "A1")],
    ),
}


@pytest.mark.parametrize("rule", IMPOSSIBLE)
def test_a_conflict_is_said_in_danish_throughout(rule):
    error = IMPOSSIBLE[rule]()
    danish = [in_language(name, "da") for name in error.conflict]
    assert rule in danish
    said = error.message("da")
    assert said.startswith("Pladserne kan ikke besættes. Disse regler kan ikke alle opfyldes:\n- ")
    assert "1 flere" not in said
    assert not ENGLISH.search(said), said
    assert not COUNTED.search(said + str(error)), said + str(error)


def test_the_next_best_is_said_in_both_languages():
    fora = [kkr.Forum("f", 2)]
    known = [kkr.Candidate(f"A{n}", "x", "A", sex="FMM"[n]) for n in range(3)]
    answer = next_best(kkr.appoint(fora, known, kkr.entitle(fora, {"A": 1})), "f", "A0")
    assert re.fullmatch(
        r"Uden A0 i f: A[12] i stedet; lige mange kvinder og mænd i hvert forum: \+1; "
        r"lige mange kvinder og mænd i alt: \+1",
        answer.sentence("da"),
    )
    assert str(answer) == answer.sentence("en")
    alone = kkr.appoint(fora, known[:2], kkr.entitle(fora, {"A": 1}))
    said = next_best(alone, "f", "A0").sentence("da")
    assert said.startswith("Uden A0 i f kan disse regler ikke alle opfyldes: ")
    assert not ENGLISH.search(said)
    with pytest.raises(kkr.InvalidInputError, match="language is 'sv'"):
        answer.sentence("sv")


def test_every_level_has_danish_words():
    assert len({level.words.da for level in Level}) == len(Level)
    assert all(level.words == str(level) for level in Level)


def test_a_text_knows_its_danish_and_stays_a_text():
    text = Bilingual.joined(["RAR", Bilingual("is empty", da="er tom")], ": ")
    assert (text, text.da) == ("RAR: is empty", "RAR: er tom")
    assert in_language("x", "da") == "x"
    assert in_language(text, "en") == "RAR: is empty"


def test_requirements_count_in_the_right_number():
    for text in (
        "mindst 1 borgmester",
        "højst 2 borgmestre",
        "mindst 1 KKR-medlem",
        "højst 1 ikke-politiker",
        "mindst 1 kvinde",
        "højst 1 mand",
        "højst 1 genudpegning",
        "højst 0 genudpegninger",
        "mindst 2 fra øerne (Ærø, Fanø)",
    ):
        (rule,) = requirements_in(text)
        assert not COUNTED.search(str(rule))
    counted = [str(rule) for rule in requirements_in("mindst 1 kvinde; højst 2 genudpegninger")]
    assert counted == ["at least 1 woman", "at most 2 re-appointments"]


def test_what_is_drawn_for_in_fora_is_a_post():
    equal = {"A": 1, "V": 1}
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.entitle([kkr.Forum("f", 1)], equal)
    assert caught.value.tie.sentence("da") == "Træk lod mellem A og V om 1 plads"
    assert caught.value.tie.sentence() == "Draw lots between A and V for 1 post"
    with pytest.raises(kkr.UnresolvedTieError, match="for 1 post"):
        kkr.picking_order(kkr.entitle([kkr.Forum("f", 2)], equal))
    three = {"A": 1, "V": 1, "F": 1}
    with pytest.raises(kkr.InvalidInputError) as refusal:
        kkr.entitle([kkr.Forum("f", 2)], three, lots=[kkr.Lot(("A", "V", "F"), ("A",))])
    assert refusal.value.message("da") == (
        "lodtrækningen mellem A, V, F har 1 vinder. Der skal trækkes lod om 2. "
        "Se efter, om tallene er dem, der blev trukket lod om, eller træk om."
    )


def test_a_wish_that_cannot_be_counted_is_said_in_danish():
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.Forum("f", 1, wanted=requirements_in("under 75 år"))
    assert caught.value.message("da").startswith("ønskerne for f har under 75 år. ")


def test_an_agreement_that_cannot_be_is_said_in_danish():
    entitle = partial(kkr.entitle, [kkr.Forum("f", 2)], {"A": 1, "V": 1})
    with pytest.raises(kkr.InvalidInputError) as caught:
        entitle(deviations=[kkr.Deviation("f", "A", "V", 2, "aftalt")])
    assert caught.value.message("da") == (
        "A overlader 2 pladser i f til V. A har 1 der. "
        "Sænk antallet i arket Aftaler, eller skriv den liste, der har pladserne."
    )
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.Deviation("f", "A", "A", 1, "aftalt")
    assert "aftalen i f er 1 plads fra A til A" in caught.value.message("da")


def test_a_name_spelled_much_alike_is_asked_about():
    known = ["Greve", "Lejre", "Gribskov"]
    assert likely("Grve", known).da == " (mon det er Greve?)"
    assert likely("Grib", known) == " (is it Gribskov?)"
    assert likely("", known) == likely("Xyz", known) == ""
    thousands = [f"Greve {number}" for number in range(5000)]
    assert likely("Greve", thousands) == ""
