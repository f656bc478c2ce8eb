"""The result of `explaining_alliances`, and councils of more lists than have a table of all."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.scenarios import explaining

VOTES = {"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}
SEATS = {"A": 4, "B": 3, "C": 2}
NOBODY = {f"nobody {number}": 0 for number in range(60)}
LOCAL = {f"local {number}": number % 3 for number in range(60)}


def test_it_is_a_sequence_of_structures_with_a_short_repr():
    found = kkr.explaining_alliances(VOTES, SEATS)
    assert found[0] == (("B", "C"),)
    assert found[-1] == (("A", "D"), ("B", "C", "E"))
    assert found[:2] == tuple(found)[:2] == found.smallest == ((("B", "C"),), (("C", "E"),))
    assert len(repr(found)) < 80
    assert "at least" not in repr(found)
    assert repr(kkr.explaining_alliances(VOTES, {"E": 9})) == "ExplainingAlliances(0)"
    inner = kkr.explaining_alliances(VOTES, SEATS, depth=2)
    assert (("A", ("B", "C")),) in list(inner)
    with pytest.raises(IndexError):
        found[12]


def test_a_limit_makes_the_count_a_bound_that_says_so():
    some = kkr.explaining_alliances(VOTES, SEATS, limit=3)
    assert (some.count, some.complete) == (3, False)
    assert "at least 3" in repr(some)
    assert "there may be more" in str(some.explain("en"))
    assert "there may be more" not in str(kkr.explaining_alliances(VOTES, SEATS).explain("en"))
    assert kkr.explaining_alliances(VOTES, SEATS, limit=12).complete


@pytest.mark.parametrize("crowd", [NOBODY, LOCAL], ids=["without votes", "with a few"])
@pytest.mark.parametrize("depth", [1, 2])
def test_lists_without_seats_in_their_dozens_cost_little(crowd, depth):
    start = time.process_time()
    found = kkr.explaining_alliances({**VOTES, **crowd}, SEATS, depth=depth, limit=300)
    assert len(found) == 300
    assert found[0] == (("B", "C"),)
    assert time.process_time() - start < 20


def test_a_council_that_nothing_explains_is_told_so_without_trying_everything():
    start = time.process_time()
    found = kkr.explaining_alliances({**VOTES, **LOCAL}, {**SEATS, "C": 7})
    assert (len(found), found.complete, found.smallest, found.always) == (0, True, (), ())
    assert len(found.never) == 65 * 64 // 2
    assert "No alliances explain" in str(found.explain("en"))
    assert time.process_time() - start < 20


def test_the_search_for_pairs_shows_how_far_it_is_and_hears_ctrl_c(monkeypatch):
    found = kkr.explaining_alliances(VOTES, SEATS, limit=1)
    bars = []

    @contextmanager
    def bar(total, unit):
        bars.append([total, unit, 0])
        yield lambda more: bars[-1].__setitem__(2, bars[-1][2] + more)

    monkeypatch.setattr(explaining, "progress_bar", bar)
    never = found.never
    ((total, unit, done),) = bars
    assert (unit, done) == ("pairs", total)
    assert never == kkr.explaining_alliances(VOTES, SEATS, limit=None).never

    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(explaining._House, "exists", pressed)
    with pytest.raises(KeyboardInterrupt):
        _ = kkr.explaining_alliances(VOTES, SEATS, limit=1).never


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("steps", [0, 3, 30, 300])
def test_a_search_that_gives_up_leaves_its_pair_undecided_and_is_never_wrong(
    monkeypatch, steps, depth
):
    whole = kkr.explaining_alliances(VOTES, SEATS, depth=depth, limit=None)
    monkeypatch.setattr(explaining, "STEPS", steps)
    some = kkr.explaining_alliances(VOTES, SEATS, depth=depth, limit=2)
    for told, known in ((some.always, whole.always), (some.never, whole.never)):
        assert set(told) <= set(known) <= {*told, *some.undecided}
    assert bool(some.undecided) == (steps < 30)
    assert whole.undecided == ()


def test_pairs_of_24_lists_are_told_with_few_structures_kept():
    """Of 100 kept it did not end within 200 seconds: no search may take more than its steps."""
    council = max(kkr.load_election(2025).councils, key=lambda one: len(one.lists))
    votes, seats = ({e.key: getattr(e, f) for e in council.lists} for f in ("votes", "seats"))
    found = kkr.explaining_alliances(votes, seats, limit=100)
    start = time.process_time()
    assert found.never == (("F", "A"), ("F", "C"), ("A", "Å"), ("C", "Å"))
    assert (found.always, found.undecided) == ((), ())
    assert time.process_time() - start < 20


def test_an_interrupted_search_gives_what_it_found(monkeypatch):
    whole = explaining._Search.structures

    def interrupted(self, most, advance):
        for number, structure in enumerate(whole(self, most, advance)):
            if number == 2:
                raise KeyboardInterrupt
            yield structure

    monkeypatch.setattr(explaining._Search, "structures", interrupted)
    found = kkr.explaining_alliances(VOTES, SEATS)
    assert (found.count, found.complete) == (2, False)
    monkeypatch.setattr(
        explaining._Search, "structures", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        kkr.explaining_alliances(VOTES, SEATS)


def structures(document, *names):
    document["structures"] = [
        [{"members": list(a), "label": "+".join(a)} for a in structure] for structure in names
    ]


FORGED = [
    (lambda d: structures(d, [("C", "E")], [("E", "C")]), "stands twice"),
    (lambda d: structures(d, [("A", "B", "C")], [("B", "C")]), "joins more lists"),
    (lambda d: structures(d, [("A", "B")]), "entitled"),
    (lambda d: structures(d, [("C", "E"), ("D",)]), "has one member"),
    (lambda d: structures(d, [("C", "X")]), "'X'"),
    (
        lambda d: d["structures"][0][0]["members"].append({"members": ["D", "E"], "label": "i"}),
        "depth 1",
    ),
    (lambda d: d["votes"].update(dict.fromkeys(d["votes"], 0)), "no votes"),
    (lambda d: d["seats"].pop("E"), "E"),
]


@pytest.mark.parametrize(("forge", "fragment"), FORGED)
def test_a_structure_that_does_not_explain_is_refused(forge, fragment):
    document = json.loads(kkr.explaining_alliances(VOTES, SEATS).to_json())
    assert "12 structures" in str(verify(document))
    forge(document)
    with pytest.raises(kkr.VerificationError) as refusal:
        verify(document)
    assert fragment in str(refusal.value)


FORGED_PAIRS = [
    (lambda d: d["pairs"][0].update(seats=5), "has other seats than stated"),
    (lambda d: d["pairs"][0].update(alone=5), "has other seats than stated"),
    (lambda d: d["pairs"][0].update(lot=1), "has other seats than stated"),
    (lambda d: d["pairs"][0].update(partner="A"), "is none of two free lists"),
    (lambda d: d["pairs"].append(d["pairs"][0]), "stands twice"),
    (lambda d: d.update(party="D"), "is none of two free lists"),
    (lambda d: d["fixed"][0].update(members=[]), "has no members"),
    (lambda d: d["pairs"][0].update(partner="E"), "is none of two free lists"),
]


@pytest.mark.parametrize(("forge", "fragment"), FORGED_PAIRS)
def test_a_pair_of_other_seats_is_refused(forge, fragment):
    pairs = kkr.alliance_pairs(VOTES, 9, fixed=[["D", "E"]])
    document = json.loads(pairs.to_json())
    assert "6 pairs" in str(verify(document))
    forge(document)
    with pytest.raises(kkr.VerificationError) as refusal:
        verify(document)
    assert fragment in str(refusal.value)


def test_fixed_alliances_stand_around_the_pairs():
    fixed = [["A", ["D", "E"]]]
    pairs = kkr.alliance_pairs(VOTES, 9, fixed=fixed)
    alone = kkr.apportion(VOTES, 9, alliances=fixed).seats
    both = kkr.apportion(VOTES, 9, alliances=[*fixed, ["B", "C"]]).seats
    assert [(p.party, p.partner, p.alone, p.seats) for p in pairs.pairs] == [
        ("B", "C", alone["B"], both["B"]),
        ("C", "B", alone["C"], both["C"]),
    ]
    assert kkr.alliance_pairs(VOTES, 9, fixed=[list(VOTES)]).pairs == ()


def test_partners_are_ranked_by_what_they_give_and_get():
    ranked = kkr.alliance_pairs({**VOTES, "F": 99}, 9).partners_of("C")
    frame = ranked.to_frame()
    assert frame["partner"].tolist() == ["B", "E", "D", "F", "A"]
    assert frame["gain"].tolist() == [1, 1, 0, 0, 0]
    assert frame["partner_gain"].tolist() == [0, 0, 1, 1, 0]
    said = str(kkr.alliance_pairs({**VOTES, "F": 99}, 9).explain("en"))
    assert "C has 1 alone, and 1 more with: B and E." in said
    assert "D could win one more by lot with: F." in said
    assert "No pair brings" in str(kkr.alliance_pairs({"A": 5, "B": 1}, 3).explain("en"))
    hare = kkr.alliance_pairs({"A": 11, "B": 36, "C": 6}, 2, kkr.LARGEST_REMAINDER)
    assert [pair for pair in hare.pairs if pair.gain < 0]
    assert "loses by entering" in str(hare.explain("en"))


def test_votes_beyond_64_bits_are_paired_as_small_ones():
    large = {name: votes * 2**70 for name, votes in VOTES.items()}
    assert kkr.alliance_pairs(large, 9).pairs == kkr.alliance_pairs(VOTES, 9).pairs


def test_where_no_structure_is_kept_no_pair_is_said_to_be_never_together():
    votes = {"A": 400, "B": 330, "C": 170}
    seats = kkr.apportion(votes, 9, alliances=[["A", "B"]]).seats
    found = kkr.explaining_alliances(votes, seats, limit=0)
    assert (found.complete, found.never, found.always) == (False, (), ())
    assert found.undecided == (("A", "B"), ("A", "C"), ("B", "C"))


def test_droops_quota_is_of_all_votes_also_where_lists_are_set_aside():
    votes, seats = (
        {"A": 1, "B": 1, "C": 1, "D": 3, "E": 3},
        {"A": 1, "B": 1, "C": 1, "D": 2, "E": 2},
    )
    structure, rule = (("B", "C"), ("D", "E")), kkr.LARGEST_REMAINDER_DROOP
    assert dict(kkr.apportion(votes, 7, rule, alliances=structure).seats) == seats
    found = kkr.explaining_alliances(votes, seats, rule, limit=None)
    assert found.complete
    assert structure in list(found)
