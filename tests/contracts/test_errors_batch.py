"""Every refusal of `apportion_batch` names what is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

VOTES = np.array([[5, 3, 2], [4, 4, 1]])


def refuse(votes=VOTES, house=4, **options):
    return lambda: kkr.apportion_batch(votes, house, **options)


BASE = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)
FRAME = pd.DataFrame({"A": [5, 4, 3], "B": [3, 4, 1]}, index=["x", "y", "z"])


def council_batch():
    return kkr.compose_batch(BASE, [[5, 4]])


def labelled(house=4, votes=FRAME, **options):
    return lambda: kkr.apportion_batch(votes, house, **options)


def councils(votes=FRAME, mayors=None, **options):
    return lambda: kkr.compose_batch(BASE, votes, mayors, **options)


def table(**cells):
    return lambda: kkr.biproportion(FRAME.set_axis([2, 0, 1]), [2, 2, 1], [3, 2], **cells)


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
    (
        labelled(pd.Series({"y": 4, "x": 5, "w": 3})),
        "house_size names the rows 'w' and leaves out 'z'. The rows of votes are 'x', 'y', 'z'",
    ),
    (labelled(pd.Series({"x": 4, "y": 5})), "house_size leaves out 'z'"),
    (labelled(pd.Series([4, 5, 6], ["x", "y", "x"])), "the row 'x' stands twice in house_size"),
    (
        labelled(pd.Series([4, 5, 6], [*"xyz"]), FRAME.set_axis([*"xyy"])),
        "the row 'y' stands twice in votes",
    ),
    (
        labelled(votes=FRAME[:1], floors=FRAME[1:2]),
        "floors names the rows 'y' and leaves out 'x'",
    ),
    (labelled(pd.Series([4, 5, 6])), "house_size names the rows 0, 1, 2 and leaves out 'x', 'y'"),
    (
        labelled(pd.Series(4, range(20)), np.ones((20, 2), int), floors=FRAME),
        "The rows of house_size are 0, 1, 2, 3, 4, 5, 6, 7 and 12 more",
    ),
    (labelled(pd.Series([4, pd.NA, 4], [*"xyz"], dtype="Int64")), "house_size[1] is "),
    (labelled(floors=pd.Series({"B": 1})), "floors leaves out 'A'"),
    (labelled(floors=pd.Series({"B": 1, "a": 0})), "floors names the columns 'a' and leaves out"),
    (labelled(floors=FRAME.assign(C=0)), "floors names the columns 'C'. The columns of votes are"),
    (labelled(floors=FRAME * np.nan), "floors[0, 0] is nan"),
    (
        labelled(votes=[FRAME.loc["x"], FRAME.loc["y"].rename({"B": "C"})]),
        "votes[1] names the columns 'C' and leaves out 'B'. The columns of votes[0] are 'A', 'B'",
    ),
    (labelled(votes=FRAME.astype("Int64").replace(1, pd.NA)), "votes[2, 1] is <NA>"),
    (labelled(votes=FRAME.astype(str).astype("category")), "votes[0, 0] is '5'"),
    (
        labelled(votes=FRAME.set_axis([1, 0], axis=1), alliances=[(0,)]),
        "alliances has the number 0, the label of column 1",
    ),
    (table(forbidden=[(0, "A")]), "forbidden has the number 0, the label of row 1"),
    (table(floors={(2, 1): 1}), "floors has the number 2, the label of row 0"),
    (
        councils(FRAME.rename(columns={"B": "Z"})),
        (
            "votes names the columns 'Z' and leaves out 'B'. The lists of base are 'A', 'B', and "
            "figures with labels are read by them. Give votes the same labels, or pass "
            "votes.to_numpy() to go by position."
        ),
    ),
    (councils(pd.DataFrame(FRAME.to_numpy())), "votes names the columns 0, 1 and leaves out 'A'"),
    (councils(FRAME[["A", "B", "A"]]), "the column 'A' stands twice in votes"),
    (lambda: kkr.compose_batch({"A": 5}, FRAME), "base is {'A': 5}. Base is a kkr.Composition"),
    (councils(FRAME.T), "votes names the columns 'x', 'y', 'z' and leaves out 'A', 'B'"),
    (councils(mayors=pd.Series({"A": 1})), "mayors leaves out 'B'"),
    (councils(mayors=FRAME.set_axis([*"xyw"]) * 0), "mayors names the rows 'w' and leaves out"),
    (councils(total_votes=pd.Series([9, 9, 9])), "total_votes names the rows 0, 1, 2 and leaves"),
    (
        councils(FRAME.set_axis(pd.MultiIndex.from_product([["Greve"], [*"AB"]]), axis=1)),
        "votes names the columns ('Greve', 'A'), ('Greve', 'B') and leaves out 'A', 'B'",
    ),
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
