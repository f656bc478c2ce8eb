"""Every refusal of `apportion_batch` names what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

import kkr_allocation as kkr

VOTES = np.array([[5, 3, 2], [4, 4, 1]])


def refuse(votes=VOTES, house=4, **options):
    return lambda: kkr.apportion_batch(votes, house, **options)


def council_batch():
    base = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)
    return kkr.compose_batch(base, [[5, 4]])


REFUSED = [
    (refuse([[2.0, 1.5]]), "votes[0, 1] is 1.5"),
    (refuse([[2.0, np.nan]]), "votes[0, 1] is nan"),
    (refuse([[2.0, -4.0]]), "votes[0, 1] is -4"),
    (refuse([[2.0, 2.0**53]]), "votes[0, 1] is 9007199254740992.0. A float this large"),
    (refuse(np.array([[2.0, 2.0**24]], np.float32)), "votes[0, 1] is 16777216.0. A float this"),
    (refuse([[1, 2], [3]]), "votes has rows of different lengths"),
    (refuse({"A": 1}), "votes is {'A': 1}. Elections in arrays have numbered columns"),
    (refuse([[True, False]]), "votes has numbers of type bool"),
    (refuse([["A", "B"]]), "votes has numbers of type <U1"),
    (refuse(np.array([[1, None]])), "votes[0, 1] is None"),
    (refuse(np.array([[1, -(2**70)]])), "votes[0, 1] is -1180591620717411303424"),
    (refuse([[1, 2], [3, -4]]), "votes[1, 1] is -4"),
    (refuse([1, 2]), "votes has the shape (2,)"),
    (refuse(np.empty((3, 0), int)), "votes has the shape (3, 0)"),
    (refuse(house=-1), "house_size is -1"),
    (refuse(house=2.5), "house_size is 2.5"),
    (refuse(house=[1.5, 2.5]), "house_size[0] is 1.5"),
    (refuse(house=2**64), "house_size has 18446744073709551616"),
    (refuse(house=2**63), "house_size has 9223372036854775808"),
    (refuse(house=[[1], [1, 2]]), "house_size has rows of different lengths"),
    (refuse(house=[1, 2, 3]), "house_size has the shape (3,)"),
    (refuse(house=[1, -2]), "house_size has -2"),
    (refuse(house=np.array([1, 2**63], np.uint64)), "house_size has 9223372036854775808"),
    (refuse(rule="d'Hondt"), 'rule is "d\'Hondt"'),
    (refuse(floors={"A": 1}), "floors is {'A': 1}"),
    (refuse(floors=[0.5, 0, 0]), "floors[0] is 0.5"),
    (refuse(floors=[1, 2]), "floors has the shape (2,)"),
    (refuse(floors=[1, -2, 0]), "floors has -2"),
    (refuse(alliances=["AB"]), "alliances has 'AB'"),
    (refuse(alliances=[0, 1]), "alliances has 0"),
    (refuse(alliances=[()]), "alliances has an empty alliance"),
    (refuse(alliances=[(0, 3)]), "alliances names column 3"),
    (refuse(alliances=[(0, 1), (1, 2)]), "alliances names column 1 twice"),
    (refuse(alliances=[(0, -1)]), "a column of alliances is -1"),
    (refuse(threads=0), "threads is 0"),
    (lambda: kkr.apportion_batch(VOTES, 4).row(2), "election is 2"),
    (lambda: kkr.apportion_batch(VOTES, 4).row(-3), "election is -3"),
    (lambda: kkr.apportion_batch(VOTES, 4).row(True), "election is True"),  # noqa: FBT003  (what is refused)
    (lambda: kkr.apportion_batch(VOTES, 4).row("a"), "election is 'a'"),
    (lambda: kkr.apportion_batch(VOTES[:0], 4).row(0), "There are 0 elections"),
    (lambda: council_batch().row("a"), "council is 'a'"),
    (lambda: council_batch().row(False), "council is False"),  # noqa: FBT003  (what is refused)
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_invalid_input_is_refused_by_name(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert refusal.value.why
    assert refusal.value.do


INFEASIBLE = [
    (refuse(floors=[2, 2, 1]), "election 0: the floors need 5 seats, the house has 4"),
    (
        refuse(house=[4, 2], floors=[[0, 0, 0], [1, 1, 1]]),
        "election 1: the floors need 3 seats, the house has 2",
    ),
    (
        refuse([[500, 300, 200], [1, 1, 0]], 10, rule=kkr.LARGEST_REMAINDER_DROOP),
        "election 1: largest remainder (Droop) leaves 8 of 10 seats",
    ),
]


@pytest.mark.parametrize(("call", "fragment"), INFEASIBLE)
def test_a_house_that_cannot_be_filled_is_named(call, fragment):
    with pytest.raises(kkr.InfeasibleError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert refusal.value.conflict
