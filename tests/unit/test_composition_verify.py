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


OLD = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.EXACT_SHARE)
RAISED = attrs.evolve(kkr.STATUTES_2018, at_cap=kkr.AtCap.RAISE_PRICE)
FIXED = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.FixedSize(7))
CAST = attrs.evolve(kkr.STATUTES_2018, threshold_base=kkr.ThresholdBase.CAST)
ROOMY: dict[str, Any] = {"statutes": attrs.evolve(kkr.STATUTES_2018, cap_factor=3)}
"""The cap is 9 and the claims are 6: A 2, V 3500 / 2000 = 1.75, C 2400 / 2000 = 1.2."""


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
        {"cap_factor": None},
        {"cap_factor": 3},
        {"cap_factor": Fraction(4, 3)},
        {"at_cap": kkr.AtCap.RAISE_PRICE},
        {"at_cap": kkr.AtCap.RAISE_PRICE, "seat_for_every_eligible": False},
        {"rule": kkr.SAINTE_LAGUE},
        {"rule": kkr.ADAMS},
        {"rule": kkr.LARGEST_REMAINDER},
        {"seat_for_every_eligible": False},
        {"threshold_base": kkr.ThresholdBase.CAST},
        {"council_seat_required": False},
        {"threshold": Fraction(1, 4)},
        {"threshold": 0, "council_seat_required": False},
        {"outsiders": kkr.Outsiders.INSIDE},
        {"size_rule": kkr.FixedSize(3)},
        {"size_rule": kkr.FixedSize(51)},
        {"size_rule": kkr.FixedSize(51), "cap_factor": None, "rule": kkr.SAINTE_LAGUE},
        {"size_rule": kkr.SizeRule.EXACT_SHARE},
        {"size_rule": kkr.SizeRule.EXACT_SHARE, "seat_for_every_eligible": False},
        {"size_rule": kkr.SizeRule.EXACT_SHARE, "cap_factor": Fraction(4, 3)},
        {"size_rule": kkr.SizeRule.DIVISOR},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.LARGEST_REMAINDER},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.LARGEST_REMAINDER_DROOP},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.ADAMS, "cap_factor": None},
        {"size_rule": kkr.SizeRule.DIVISOR, "rule": kkr.HUNTINGTON_HILL},
        {"size_rule": kkr.SizeRule.DIVISOR, "cap_factor": 1},
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


def moved(seats: dict[str, int], document: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which other lists have the seats, with all that follows from it."""
    fixed = {name: document["mayors"].get(name, 0) for name in seats}
    return document | {
        "seats": seats,
        "mayors": fixed,
        "supplementary": {name: number - fixed[name] for name, number in seats.items()},
        "house_size": sum(seats.values()),
    }


def cheap(**choices: Any) -> dict[str, Any]:
    """Return a council in which one mayor of a small list makes a seat cost 100 votes.

    The claims are 60, 11, 1 and 1, and the cap is 12. With one seat for each list, d'Hondt gives
    V 9 (6000 / 9 = 667, and 600 for the tenth) before it gives C a second (550); Adams gives V
    8 (6000 / 7 = 857) and C 2 (1100 / 1), before V's ninth (750).
    """
    statutes = attrs.evolve(kkr.STATUTES_2018, threshold=0, **choices)
    votes = {"V": 6000, "C": 1100, "A": 100, "K": 50}
    with pytest.warns(kkr.IncompleteDataWarning):
        result = kkr.compose(votes, {"A": 1}, municipalities=6, statutes=statutes)
    written: dict[str, Any] = json.loads(result.to_json())
    return written


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
    (lambda: changed("cap", 7, statutes=FIXED), "the cap is 7. By the statutes it is none"),
    (lambda: changed("capped", value=False), "stated not to be cut by the cap"),
    (lambda: changed("capped", value=True, **ROOMY), "stated to be cut by the cap"),
    (lambda: changed("binding", ["V"]), "the lists that set the price: wrong about A, V"),
    (lambda: changed("binding", ["V"], **ROOMY), "the lists that set the price: wrong about A, V"),
    (lambda: changed("binding", ["V"], statutes=OLD), "that set the size: wrong about A, V"),
    (lambda: changed("binding", ["A"], statutes=FIXED), "that set the size: wrong about A."),
    (
        lambda: moved({"A": 2, "V": 1, "C": 3, "L": 1}, document(**ROOMY)),
        "V has 1 seat. By votes and mayors it is to have 2",
    ),
    (
        lambda: moved({"A": 2, "V": 2, "C": 1, "L": 1}, document(**ROOMY)),
        "the eligible lists share 5 seats. They are to share 6",
    ),
    (
        lambda: moved({"A": 3, "V": 1, "C": 1, "L": 1}, document()),
        "the council gives A 3 seats. It may have from 2 to 2",
    ),
    (
        lambda: moved({"A": 2, "V": 3, "L": 1}, document()),
        "the council gives V 3 seats. It may have from 1 to 2",
    ),
    (
        lambda: moved({"A": 2, "V": 1, "C": 2, "L": 1}, document()),
        "the council gives C a seat that V is entitled to",
    ),
    (
        lambda: moved({"V": 2, "C": 1, "L": 3}, document(mayors={"L": 3}, **ROOMY)),
        "A has 0 seats. By votes and mayors it is to have 1",
    ),
    (
        lambda: moved({"V": 8, "C": 2, "A": 1, "K": 1}, cheap()),
        "gives C a seat that V is entitled to",
    ),
    (
        lambda: moved({"V": 9, "C": 1, "A": 1, "K": 1}, cheap(at_cap=kkr.AtCap.RAISE_PRICE)),
        "gives V a seat that C is entitled to",
    ),
    (lambda: moved({"V": 10, "C": 1, "A": 1}, cheap()), "gives K 0 seats. It may have from 1 to 1"),
    (
        lambda: moved({"V": 9, "C": 1, "A": 1, "K": 1}, cheap(seat_for_every_eligible=False)),
        "gives K a seat that V is entitled to",
    ),
    (
        lambda: moved(
            {"A": 1, "V": 3, "C": 2, "L": 1},
            document(mayors={"L": 1}, municipalities=1, statutes=FIXED),
        ),
        "gives V a seat that A is entitled to",
    ),
    (lambda: changed("house_size", 7), "the house size is 7"),
    (lambda: changed("seats.K", 1), "K has 1 seat. "),
    (lambda: changed("seats.L", 2), "L elects 0"),
    (lambda: changed("seats.A", 0), "A has 2 mayors and no seat"),
    (lambda: changed("mayors.A", 1), "A is given 1 mayor. "),
    (lambda: changed("mayors.K", 1), "mayors and members name other lists"),
    (lambda: changed("supplementary.V", 1), "V elects 1"),
    (lambda: changed("basis.votes_valid", 9_999), "9999 votes are valid. The lists have 10000"),
    (lambda: changed("basis.votes_cast", 9_999), "9999 votes were cast. 10000 of them are valid"),
    (
        lambda: changed(
            "basis", {**document()["basis"], "votes_valid": 10_500, "votes_cast": 10_200}
        ),
        "10200 votes were cast. 10500 of them are valid",
    ),
    (
        lambda: changed("basis.votes_cast", 200_000, statutes=CAST),
        "the eligible lists: wrong about C, V.",
    ),
    (lambda: changed("basis.votes_cast", None, statutes=CAST), "a share of the votes cast. How"),
    (lambda: changed("statutes.threshold_base", "CAST"), "a share of the votes cast. How many"),
    (lambda: changed("basis.contested", {"Nord": ["V", "A"]}), "the mayor of V is stated to be"),
    (
        lambda: changed("basis.contested", {"Nord": ["L", "A"], "Syd": ["L", "A"]}),
        "the mayor of L is stated to be contested",
    ),
    (
        lambda: changed(
            "basis.contested", {"Øst": ["A", "V"]}, municipalities=["Nord", "Syd", "Vest"]
        ),
        "the mayor of Øst is stated to be contested",
    ),
    (lambda: changed("basis.municipalities", 2), "3 mayors sit"),
    (lambda: changed("basis.mayors.M", 1), "'M' has mayors or co-operates"),
    (lambda: changed("basis.cooperations", {"KL": ["K", "K"]}), "counted twice"),
    (lambda: changed("basis.entitled", []), "the eligible lists: wrong about A, C, V"),
    (lambda: changed("basis.represented", []), "the eligible lists: wrong about A, C, V"),
    (
        lambda: changed("basis.votes.A", 6_000, total_votes=12_000, **ROOMY),
        "share 6 seats. They are to share 5",  # at 3,000 votes a seat C has 1
    ),
    (lambda: changed("statutes.threshold", "3/10"), "the eligible lists: wrong about C"),
    (lambda: changed("statutes.size_rule", "DIVISOR", **ROOMY), "the eligible lists share 6 seats"),
    (lambda: changed("statutes.size_rule", "EXACT_SHARE"), "stated to be cut by the cap"),
    (lambda: changed("statutes.size_rule", {"members": 8}, statutes=FIXED), "are to share 7"),
    (lambda: changed("statutes.size_rule", {"members": 2}, statutes=FIXED), "does not fit under"),
    (lambda: changed("statutes.cap_factor", 3), "the cap is 6"),
    (
        lambda: changed(
            "lots", [{"claimants": ["A", "V"], "winners": ["A"], "seed": "", "forum": None}]
        ),
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
    (
        lambda: changed("statutes.size_rule", "SMALLEST"),
        "'SMALLEST'. The format has one of ROUND_UP, EXACT_SHARE, DIVISOR or an object",
    ),
    (lambda: changed("statutes.size_rule", {"members": 0}), "a whole number from 1 up"),
    (lambda: changed("statutes.size_rule", {}), "an entry 'members', which is missing"),
    (lambda: changed("statutes.at_cap", "LATER"), "at_cap is 'LATER'"),
    (lambda: changed("statutes.threshold_base", "ALL"), "threshold_base is 'ALL'"),
    (lambda: changed("basis.votes_cast", "many"), "votes_cast is 'many'"),
    (lambda: changed("basis.contested", {"Nord": ["A"]}), "a list of 2"),
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
    forged["basis"]["votes_valid"] = 3
    forged["eligible"], forged["outsiders"], forged["cap"] = ["A", "V"], [], None
    forged["seats"] = {"A": 2, "V": 3}
    forged["mayors"], forged["supplementary"] = {"A": 0, "V": 3}, {"A": 2, "V": 0}
    forged["house_size"] = 5
    with pytest.raises(kkr.VerificationError, match="the size rule has no answer"):
        verify(forged)


def attrs_of(statutes: kkr.Statutes) -> Any:
    """Return statutes as a document has them."""
    return document(statutes=statutes)["statutes"]


def test_where_a_seat_for_every_list_does_not_fit_the_mayors_alone_are_certain() -> None:
    """The cap of 3 leaves 2 seats beside L's mayor, and A's two mayors take them."""
    tight = {"statutes": attrs.evolve(kkr.STATUTES_2018, cap_factor=1)}
    result = council(**tight)
    assert result.seats == {"A": 2, "L": 1}
    assert "2 mayors stay, 0 lists without a mayor certain of a seat" in str(result.verify())
    forged = moved({"V": 1, "C": 1, "L": 1}, document(**tight))
    with pytest.raises(kkr.VerificationError, match="A has 2 mayors and no seat"):
        verify(forged)


def test_mayors_that_do_not_fit_under_the_cap_are_refused() -> None:
    forged = changed("statutes.cap_factor", "2/3")
    forged["cap"] = 2
    with pytest.raises(kkr.VerificationError, match="the council does not fit under the cap"):
        verify(forged)


def test_the_certificate_says_the_price_the_claims_and_the_cap() -> None:
    """A seat costs 4000 / 2 votes: V 3500 / 2000 = 1.75, C 2400 / 2000 = 1.2."""
    said = council(**ROOMY).verify().checks
    assert said[2].startswith("A seat costs 4000 votes over 2 mayors, what A has for each mayor")
    assert said[3] == "The claims at that price: A 2; V 1.75, rounded up 2; C 1.20, rounded up 2."
    assert said[4].startswith("Every eligible list has its claim, rounded up, 6 in all; the cap")
    cut = council().verify()
    assert cut.checks[4].startswith(
        "The claims are 6 seats and the cap leaves 5, shared anew by the rule: 2 mayors stay, "
        "2 lists without a mayor certain of a seat, and no list with more than its claim."
    )
    price, claims, cap = cut.text("da").splitlines()[2:5]
    assert price == (
        "En plads koster 4000 stemmer delt med 2 borgmestre, som A har for hver borgmester; ingen "
        "berettiget liste har færre for hver af sine."
    )
    assert claims == "Kravene til den pris: A 2; V 1,75, rundet op 2; C 1,20, rundet op 2."
    assert cap == (
        "Kravene er 6 pladser, og loftet levner 5, fordelt på ny efter reglen: 2 borgmestre "
        "bliver, 2 lister uden borgmester er sikret en plads, og ingen liste har mere end sit "
        "krav."
    )


def test_a_claim_above_a_whole_number_by_a_hair_is_not_written_as_the_whole_number() -> None:
    result = kkr.compose({"A": 10**6, "V": 10**6 + 1}, {"A": 1}, municipalities=1)
    assert "A 1; V 1.00…, rounded up 2." in str(result.verify())


def test_two_lists_with_one_price_are_both_named() -> None:
    forged = kkr.compose({"A": 60, "V": 40}, {"A": 3, "V": 2}, municipalities=5)
    assert "60 votes over 3 mayors, what A and V has for each mayor" in str(forged.verify())
    document = json.loads(forged.to_json()) | {"binding": ["A"]}
    with pytest.raises(kkr.VerificationError, match="that set the price: wrong about V"):
        verify(document)


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
    forged["basis"]["votes_valid"] = 10**9 + 24
    forged["statutes"]["threshold"] = "0/1"
    forged["eligible"], forged["outsiders"] = ["A", "V"], []
    forged["seats"] = {"A": 2, "V": 2}
    forged["mayors"], forged["supplementary"] = {"A": 0, "V": 2}, {"A": 2, "V": 0}
    forged["house_size"] = 4
    with pytest.raises(kkr.VerificationError) as caught:
        verify(forged)
    assert "no answer that could be checked" in str(caught.value)


def test_the_law_behind_the_limits_of_a_council_is_taken_as_stated():
    document = json.loads(kkr.load_election(2025).council("Lolland").apportion().to_json())
    document["bounds_source"] |= {"act": "grundloven", "section": "§ 1"}
    said = "That the floors and caps rest on grundloven § 1 is taken as the document has it."
    assert said in verify(document).checks
    document["bounds_source"] = None
    assert not any("rest on" in check for check in verify(document).checks)
