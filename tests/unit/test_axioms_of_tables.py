"""The axioms of tables and packages find the mistake in functions that are not ours."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.package_axioms import (
    ANONYMITY_OF_LISTS,
    CONCORDANCE_IN_FORA,
    LOWER_QUOTA_OF_THE_PACKAGE,
    ROUNDED_SHARES,
)
from kkr_allocation.fairness.table_axioms import (
    ANONYMITY_OF_LINES,
    COHERENCE_OF_PARTS,
    EXACT_MARGINS,
    TABLE_AXIOMS,
    VOTE_MONOTONICITY,
    Table,
    TableOutcome,
)


def corner(_, row_seats, column_seats):
    """Fill the table from its north-west corner, whatever the votes."""
    left = list(column_seats)
    table = []
    for seats in row_seats:
        row = []
        for column, room in enumerate(left):
            row.append(min(seats - sum(row), room))
            left[column] -= row[-1]
        table.append(row)
    return table


def weakest(votes, row_seats, column_seats):
    """Share the table by votes turned upside down."""
    most = max(map(max, votes)) + 1
    turned = [[most - count for count in row] for row in votes]
    return kkr.biproportion(turned, row_seats, column_seats).seats.tolist()


def large_specially(votes, row_seats, column_seats):
    """Change the rule where the table is large."""
    rule = kkr.DANISH if len(votes) + len(votes[0]) > 5 else kkr.IMPERIALI
    return kkr.biproportion(votes, row_seats, column_seats, rule).seats.tolist()


def test_seats_by_place_break_the_anonymity_of_lines():
    verdict = ANONYMITY_OF_LINES.judge(corner)
    assert str(verdict) == (
        "anonymity of lines: broken. the seats change with the order of the lines: row sums 1 and "
        "1, column sums 1 and 1 (1: 1, 1: 0; 1: 0, 1: 1); then row sums 1 and 1, column "
        "sums 1 and 1 (1: 1, 1: 0; 1: 0, 1: 1)"
    )
    assert EXACT_MARGINS.judge(corner).kept


def test_seats_to_the_weakest_break_vote_monotonicity():
    verdict = VOTE_MONOTONICITY.judge(weakest)
    assert "loses a seat in column" in verdict.counterexample.sentence


def test_a_rule_for_large_tables_breaks_coherence():
    assert "share their seats otherwise" in str(COHERENCE_OF_PARTS.judge(large_specially))


@pytest.mark.parametrize("axiom", TABLE_AXIOMS, ids=[axiom.name for axiom in TABLE_AXIOMS])
def test_a_table_that_only_a_lot_decides_speaks_for_nothing(axiom):
    assert axiom.judge(kkr.SAINTE_LAGUE, [Table(((1, 1), (1, 1)), (1, 1), (1, 1))]).kept


def test_a_table_and_a_verdict_read_aloud():
    table = Table(((5, 1), (2, 2)), (2, 1), (2, 1))
    assert str(TableOutcome(table, ((2, 0), (0, 1)))) == (
        "row sums 2 and 1, column sums 2 and 1 (5: 2, 1: 0; 2: 0, 2: 1)"
    )
    verdict = EXACT_MARGINS.judge(kkr.SAINTE_LAGUE, [table])
    assert str(verdict) == "exact margins: kept in 1 table"


def test_a_method_gives_every_cell():
    with pytest.raises(kkr.InvalidInputError, match="Return the seats of every cell, row by row"):
        EXACT_MARGINS.judge(lambda *_: [[1]], [Table(((1, 2), (3, 4)), (1, 1), (1, 1))])


def test_a_table_of_parts_of_seats_is_refused():
    with pytest.raises(kkr.InvalidInputError, match=r"a cell's seats is 0\.5"):
        EXACT_MARGINS.judge(lambda *_: [[0.5, 0.5]] * 2, [Table(((1, 2), (3, 4)), (1, 1), (1, 1))])


def first_come(posts, strengths):
    """All posts of a forum to one list, in the order they stand."""
    lists = list(strengths)
    return {
        forum: {party: number * (party == lists[place % len(lists)]) for party in lists}
        for place, (forum, number) in enumerate(posts.items())
    }


def test_fora_handed_out_whole_break_what_packages_are_asked():
    assert "'s posts change when" in str(ANONYMITY_OF_LISTS.judge(first_come))
    assert "has 0 posts and a claim of 1" in str(LOWER_QUOTA_OF_THE_PACKAGE.judge(first_come))
    assert "and a share of" in str(ROUNDED_SHARES.judge(first_come))
    assert "is weaker than A" in str(CONCORDANCE_IN_FORA.judge(first_come))


def test_a_method_gives_posts_in_every_forum():
    with pytest.raises(kkr.InvalidInputError, match="every forum, and in it the posts of every"):
        ROUNDED_SHARES.judge(lambda *_: {"other": {"A": 1}})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"A": 1}, "posts to A"),
        ({"A": 1, "B": 0}, "gives 1 post. It was to share 2 posts among A 2, B 1"),
        ({"A": 3, "B": -1}, "is -1"),
    ],
)
def test_the_posts_of_a_forum_are_all_given_out(row, said):
    with pytest.raises(kkr.InvalidInputError, match=said):
        ROUNDED_SHARES.judge(lambda *_: {"f": row}, [({"f": 2}, {"A": 2, "B": 1})])
