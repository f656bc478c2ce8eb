"""Each check of the composition's verifier, on a document with one thing changed."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

VOTES = {"A": 4000, "V": 3500, "C": 2400, "K": 60, "L": 40}


def council(**more: Any) -> kkr.Composition:
    given: dict[str, Any] = {
        "mayors": {"A": 2, "L": 1},
        "municipalities": 3,
        "total_votes": 10_000,
        "entitled": ["A", "V", "C"],
        "represented": ["A", "V", "C", "L"],
    }
    return kkr.compose(VOTES, **{**given, **more})


def document(**more: Any) -> dict[str, Any]:
    return json.loads(council(**more).to_json())


UNION = {"KL": ["K", "L"]}


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"size_rule": kkr.SizeRule.DIVISOR},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.LARGEST_REMAINDER},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.LARGEST_REMAINDER_DROOP},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.ADAMS, "cap_factor": None},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.HUNTINGTON_HILL},
        {"rule": kkr.SAINTE_LAGUE},
        {"cap_factor": Fraction(4, 3)},
        {"cap_factor": None},
        {"seat_for_every_eligible": True},
        {"council_seat_required": False},
        {"threshold": Fraction(1, 4)},
        {"outsiders": kkr.Outsiders.INSIDE},
    ],
)
def test_every_kind_of_statutes_is_verified(choices: dict[str, Any]) -> None:
    result = council(statutes=attrs.evolve(kkr.STATUTES_2018, **choices))
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result


@pytest.mark.parametrize(
    "more",
    [
        {"cooperations": UNION},
        {"municipalities": ["Nord", "Syd", "Vest"]},
        {"entitled": None, "represented": None},
        {"mayors": {"L": 3}},
        {"mayors": {"C": 3}},
        {
            "mayors": {"C": 3},
            "statutes": attrs.evolve(
                kkr.STATUTES_2018,
                size_rule=kkr.SizeRule.DIVISOR,
                rule=kkr.LARGEST_REMAINDER,
            ),
        },
    ],
)
def test_every_kind_of_basis_is_verified(more: dict[str, Any]) -> None:
    result = council(**more)
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result


def test_a_region_with_its_coverage_is_verified_and_comes_back() -> None:
    result = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result


def changed(path: str, value: Any, **more: Any) -> dict[str, Any]:
    """Return a true document with the entry at a dotted path replaced."""
    whole = document(**more)
    *parents, last = path.split(".")
    place = whole
    for parent in parents:
        place = place[parent]
    place[last] = value
    return whole


WRONG = [
    (lambda: changed("basis.entitled", ["A", "V", "C", "Ghost"]), "entitled names Ghost"),
    (
        lambda: changed("basis.entitled", ["A", "V", "C", "K"], cooperations=UNION),
        "entitled names K",
    ),
    (
        lambda: changed("basis.municipalities", 4, municipalities=["Nord", "Syd", "Vest"]),
        "3 are named",
    ),
    (lambda: changed("basis.votes", {**VOTES, "a ": 1}), "'A', 'a ' have votes"),
    (lambda: changed("eligible", ["A", "V", "C", "L"]), "the eligible lists: wrong about L"),
    (
        lambda: changed("eligible", ["A", "V", "C", "C"]),
        "the eligible lists: wrong about a list twice",
    ),
    (lambda: changed("outsiders", []), "that are not eligible: wrong about L"),
    (lambda: changed("cap", 7), "the cap is 7"),
    (lambda: changed("capped", value=True), "stated to be cut by the cap"),
    (lambda: changed("binding", ["V"]), "the lists that set the size: wrong about A, V"),
    (lambda: changed("house_size", 7), "the house size is 7"),
    (lambda: changed("seats.K", 1), "K has 1 seat. "),
    (lambda: changed("seats.L", 2), "L elects 0"),
    (lambda: changed("seats.A", 0), "A has 2 mayors and no seat"),
    (lambda: changed("mayors.A", 1), "A is given 1 mayor. "),
    (lambda: changed("mayors.K", 1), "mayors and members name other lists"),
    (lambda: changed("supplementary.V", 1), "V elects 1"),
    (lambda: changed("basis.total_votes", 9_999), "9999 votes were cast"),
    (lambda: changed("basis.municipalities", 2), "3 mayors sit"),
    (lambda: changed("basis.mayors.M", 1), "'M' has mayors or co-operates"),
    (lambda: changed("basis.cooperations", {"KL": ["K", "K"]}), "counted twice"),
    (lambda: changed("basis.entitled", []), "the eligible lists: wrong about A, C, V"),
    (lambda: changed("basis.represented", []), "the eligible lists: wrong about A, C, V"),
    (lambda: changed("basis.votes.A", 6_000, total_votes=12_000), "the eligible lists share 5"),
    (lambda: changed("statutes.threshold", "3/10"), "the eligible lists: wrong about C"),
    (lambda: changed("statutes.size_rule", "DIVISOR"), "the eligible lists share 5 seats"),
    (lambda: changed("statutes.cap_factor", 3), "the cap is 6"),
    (
        lambda: changed("lots", [{"claimants": ["A", "V"], "winners": ["A"], "seed": ""}]),
        "a lot is recorded",
    ),
]


@pytest.mark.parametrize(("forge", "fragment"), WRONG)
def test_a_document_with_one_thing_changed_is_refused(forge: Any, fragment: str) -> None:
    with pytest.raises(kkr.VerificationError) as caught:
        verify(forge())
    assert fragment in str(caught.value)


UNREADABLE = [
    (lambda: changed("basis", []), "basis is []"),
    (lambda: changed("capped", 1), "capped is 1"),
    (lambda: changed("statutes.size_rule", "SMALLEST"), "size_rule is 'SMALLEST'"),
    (lambda: changed("statutes.threshold", "2 %"), "threshold is '2 %'"),
    (lambda: changed("seats.A", "two"), "seats['A'] is 'two'"),
]


@pytest.mark.parametrize(("forge", "fragment"), UNREADABLE)
def test_a_document_that_cannot_be_read_is_bad_input(forge: Any, fragment: str) -> None:
    with pytest.raises(kkr.InvalidInputError) as caught:
        verify(forge())
    assert fragment in str(caught.value)


DROOP = attrs.evolve(
    kkr.STATUTES_2018,
    cap_factor=None,
    size_rule=kkr.SizeRule.DIVISOR,
    rule=kkr.LARGEST_REMAINDER_DROOP,
)


def test_houses_that_a_quota_cannot_fill_are_passed_over() -> None:
    # With 10 votes Droop's quota is 2 in a house of 5 to 9, which pays for 4 seats of 7 + 3 votes
    # and leaves two remainders: 7 to 9 seats cannot be filled. Ten seats cost one vote each.
    result = kkr.compose({"A": 7, "V": 3}, {"V": 3}, municipalities=3, statutes=DROOP)
    assert (result.house_size, result.binding) == (10, ("V",))
    assert result.verify()


def test_a_size_rule_without_an_answer_is_refused() -> None:
    forged = changed("statutes", attrs_of(DROOP))
    forged["basis"]["votes"] = {"A": 2, "V": 1}
    forged["basis"]["entitled"] = forged["basis"]["represented"] = None
    forged["basis"]["mayors"] = {"V": 3}
    forged["basis"]["total_votes"] = 3
    forged["eligible"], forged["outsiders"], forged["cap"] = ["A", "V"], [], None
    forged["seats"] = {"A": 2, "V": 3}
    forged["mayors"], forged["supplementary"] = {"A": 0, "V": 3}, {"A": 2, "V": 0}
    forged["house_size"] = 5
    with pytest.raises(kkr.VerificationError, match="the size rule has no answer"):
        verify(forged)


def attrs_of(statutes: kkr.Statutes) -> Any:
    """Return statutes as a document has them."""
    return document(statutes=statutes)["statutes"]


def test_seats_for_every_list_that_fit_under_no_cap_are_refused() -> None:
    forged = changed("statutes.seat_for_every_eligible", value=True)
    forged["statutes"]["cap_factor"], forged["cap"] = 1, 3
    with pytest.raises(kkr.VerificationError, match="the council does not fit under the cap"):
        verify(forged)


def test_an_ineligible_list_elects_nobody() -> None:
    forged = changed("seats.L", 2)
    forged["supplementary"]["L"], forged["house_size"] = 1, 7
    with pytest.raises(kkr.VerificationError, match="L elects members"):
        verify(forged)


def test_a_rule_that_the_verifier_does_not_know_is_refused() -> None:
    forged = changed("statutes.rule.type", "MagicRule")
    forged["statutes"]["size_rule"] = "DIVISOR"
    with pytest.raises(kkr.InvalidInputError, match=r"rule\.type is 'MagicRule'"):
        verify(forged)


def test_an_eligible_list_needs_votes_for_its_mayors() -> None:
    forged = changed("statutes.threshold", "0/1", entitled=["A", "V", "C", "K", "L"])
    forged["basis"]["votes"]["L"] = 0
    forged["eligible"], forged["outsiders"] = ["A", "V", "C", "L"], []
    with pytest.raises(kkr.VerificationError, match="L is eligible with mayors"):
        verify(forged)


def test_a_council_of_nobody_is_refused() -> None:
    forged = changed("basis.entitled", [])
    forged["eligible"], forged["outsiders"] = [], ["A", "L"]
    forged["seats"] = forged["mayors"] = {"A": 2, "L": 1}
    forged["supplementary"], forged["house_size"] = {"A": 0, "L": 0}, 3
    with pytest.raises(kkr.VerificationError, match="no list is eligible"):
        verify(forged)


def test_a_search_without_end_is_refused() -> None:
    """A list of 24 votes and two mayors: by remainders, hundreds of millions of houses."""
    forged = document(statutes=attrs.evolve(DROOP, rule=kkr.LARGEST_REMAINDER))
    forged["basis"]["votes"] = {"A": 10**9, "V": 24}
    forged["basis"]["entitled"] = forged["basis"]["represented"] = None
    forged["basis"]["mayors"] = {"V": 2}
    forged["basis"]["total_votes"] = 10**9 + 24
    forged["statutes"]["threshold"] = "0/1"
    forged["eligible"], forged["outsiders"] = ["A", "V"], []
    forged["seats"] = {"A": 2, "V": 2}
    forged["mayors"], forged["supplementary"] = {"A": 0, "V": 2}, {"A": 2, "V": 0}
    forged["house_size"] = 4
    with pytest.raises(kkr.VerificationError) as caught:
        verify(forged)
    assert "no answer that could be checked" in str(caught.value)
