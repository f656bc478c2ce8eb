"""The verifier's own words for wishes and requirements are those that the engine's users know."""

import json

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import (
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    From,
    Trait,
    phrase_of,
)
from kkr_allocation.appointments.rules import Level
from kkr_allocation.documents.codec import plain
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.seating import LEVELS, requirement_in_words


def test_every_wish_is_called_what_the_rules_call_it():
    assert {level.name: level.value for level in Level} == LEVELS


@pytest.mark.parametrize("posts", [0, 1, 2])
@pytest.mark.parametrize("who", [*Trait, From(["Samsø", "Læsø"]), From(["Samsø"], "islands")])
@pytest.mark.parametrize("kind", [AtLeast, AtMost])
def test_every_requirement_that_counts_is_called_what_it_calls_itself(kind, who, posts):
    rule = kind(posts, who)
    said = requirement_in_words(plain(rule, "rule"))
    assert said == str(rule)
    assert said.da == phrase_of(rule).partition(" (")[0]


def test_a_bound_for_each_municipality_is_called_what_it_calls_itself():
    rule = AtMostFromOneMunicipality(1)
    said = requirement_in_words(plain(rule, "rule"))
    assert said == str(rule)
    assert said.da == phrase_of(rule)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("none", "The forum has no substitutes"),
        ("personal", "Each of them has a substitute"),
        ("shared", "Those of a list share a substitute"),
    ],
)
def test_substitutes_that_are_wanted_otherwise_are_named_in_words(kind, words):
    fora = [kkr.Forum("f", 1, substitutes="personal" if kind == "none" else "none")]
    people = [kkr.Candidate(name, "Greve", "A") for name in ("A1", "A2")]
    result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}))
    document = json.loads(result.to_json())
    document["fora"][0]["substitutes"] = kind
    with pytest.raises(kkr.VerificationError, match=words):
        verify(document)


@pytest.mark.parametrize(
    ("cap_factor", "cap", "said"),
    [(None, 4, "the cap is 4. By the statutes it is none"), (2, None, "the cap is none")],
)
def test_a_cap_that_is_not_there_is_said_in_words(cap_factor, cap, said):
    council = kkr.compose({"A": 600, "V": 400}, {"A": 1, "V": 1}, municipalities=2)
    document = json.loads(council.to_json())
    document["statutes"]["cap_factor"] = cap_factor
    document["cap"] = cap
    with pytest.raises(kkr.VerificationError, match=said):
        verify(document)
