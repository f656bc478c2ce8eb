"""What every biproportional table promises, against all tables there are."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given, reject, settings

import kkr_allocation as kkr
from tests.oracles_twoway import best_tables, satisfiable

RULES = {
    "d'Hondt": kkr.DHONDT,
    "Sainte-Laguë": kkr.SAINTE_LAGUE,
    "modified": kkr.MODIFIED_SAINTE_LAGUE,
    "Danish": kkr.DANISH,
    "Adams": kkr.ADAMS,
    "Imperiali": kkr.IMPERIALI,
    "Huntington-Hill": kkr.HUNTINGTON_HILL,
    "Dean": kkr.DEAN,
}


@st.composite
def problems(draw):
    """Draw a small table: votes with many equal and zero, margins of some table, a few bounds."""
    height, width = draw(st.sampled_from([(1, 3), (2, 2), (2, 3), (3, 2), (3, 3)]))
    figure = st.one_of(st.sampled_from([0, 1, 1, 2, 3]), st.integers(1, 10**12))
    few = draw(st.lists(figure, min_size=1, max_size=4))
    line = st.lists(st.sampled_from(few), min_size=width, max_size=width)
    votes = draw(st.lists(line, min_size=height, max_size=height))
    assume(any(map(any, votes)))
    seats = np.array(
        draw(
            st.lists(
                st.lists(st.sampled_from([0, 1, 1, 2, 3]), min_size=width, max_size=width),
                min_size=height,
                max_size=height,
            )
        )
    )
    if draw(st.booleans()):
        seats = seats * (np.array(votes) > 0)
    assume(seats.sum() <= 12)
    cells = st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))
    bounds = st.dictionaries(cells, st.integers(0, 2), max_size=2)
    floors, caps = draw(st.tuples(bounds, bounds)) if draw(st.booleans()) else ({}, {})
    rows, columns = seats.sum(axis=1).tolist(), seats.sum(axis=0).tolist()
    return draw(st.sampled_from(sorted(RULES))), votes, (rows, columns), floors, caps


def solve(problem, lots=()):
    name, votes, margins, floors, caps = problem
    return kkr.biproportion(votes, *margins, RULES[name], floors=floors, caps=caps, lots=lots)


def all_outcomes(problem, lots=()):
    """Find the table, or all tables that the lots of its ties can give; whether all are listed."""
    try:
        return {tuple(map(tuple, solve(problem, lots).seats.tolist()))}, True
    except kkr.UnresolvedTieError as error:
        found, complete = set(), error.tie.complete
        for winners in error.tie.outcomes:
            more, whole = all_outcomes(problem, [*lots, kkr.Lot(error.tie.claimants, winners)])
            found |= more
            complete &= whole
        return found, complete


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_answer_and_its_ties_are_those_of_brute_force(problem):
    expected = best_tables(*problem)
    if not expected:
        with pytest.raises(kkr.InfeasibleError):
            solve(problem)
        return
    found, complete = all_outcomes(problem)
    assert found == expected if complete else found < expected


def decided(problem):
    """Solve with seeded lots for all ties; skip what has no table."""
    lots = []
    while True:
        try:
            return solve(problem, lots)
        except kkr.InfeasibleError:
            reject()
        except kkr.UnresolvedTieError as error:
            lots.append(kkr.draw(error.tie, seed=1))


@settings(max_examples=40, deadline=None)
@given(problems())
def test_the_divisors_prove_every_cell(problem):
    result = decided(problem)
    rule, power = result.rule, result.rule.power
    (rows, columns), floors, caps = problem[2:]
    assert result.seats.sum(axis=1).tolist() == rows
    assert result.seats.sum(axis=0).tolist() == columns
    assert result.verify()
    assert all(d > 0 for d in (*result.row_divisors, *result.column_divisors))
    idle = not rule.rounding_point(1)[0]
    for (i, j), seats in np.ndenumerate(result.seats):
        if idle and not (rows[i] and columns[j]):
            continue
        divisor = result.row_divisors[i] * result.column_divisors[j]
        quotient = Fraction(result.votes[i][j] ** power) / divisor
        if seats > floors.get((i, j), 0):
            assert Fraction(*rule.rounding_point(int(seats))) <= quotient
        if seats < caps.get((i, j), seats + 1):
            assert quotient <= Fraction(*rule.rounding_point(int(seats) + 1))


@settings(max_examples=25, deadline=None)
@given(problems(), st.integers(1, 10**6), st.integers(1, 10**6), st.randoms(use_true_random=False))
def test_scaling_and_order_change_nothing(problem, first, last, random):
    name, votes, (rows, columns), floors, caps = problem
    expected = best_tables(*problem)
    assume(len(expected) == 1)
    (table,) = expected
    scaled = [list(row) for row in votes]
    scaled[0] = [v * first for v in scaled[0]]
    for row in scaled:
        row[-1] *= last
    up, across = list(range(len(rows))), list(range(len(columns)))
    random.shuffle(up)
    random.shuffle(across)
    result = kkr.biproportion(
        [[scaled[i][j] for j in across] for i in up],
        [rows[i] for i in up],
        [columns[j] for j in across],
        RULES[name],
        floors={(up.index(i), across.index(j)): n for (i, j), n in floors.items()},
        caps={(up.index(i), across.index(j)): n for (i, j), n in caps.items()},
    )
    assert result.seats.tolist() == [[table[i][j] for j in across] for i in up]


@st.composite
def hopeless(draw):
    """Draw a table that is likely to have no answer: sparse votes, margins from elsewhere."""
    height, width = draw(st.sampled_from([(1, 2), (2, 2), (2, 3), (3, 2)]))
    line = st.lists(st.sampled_from([0, 0, 5]), min_size=width, max_size=width)
    votes = draw(st.lists(line, min_size=height, max_size=height))
    assume(any(map(any, votes)))
    margin = st.integers(0, 3)
    rows = draw(st.lists(margin, min_size=height, max_size=height))
    columns = draw(st.lists(margin, min_size=width, max_size=width))
    columns[-1] += sum(rows) - sum(columns)
    assume(0 <= columns[-1] <= 4)
    cells = st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))
    bounds = st.dictionaries(cells, st.integers(0, 2), max_size=2)
    name = draw(st.sampled_from(["Sainte-Laguë", "Adams"]))
    return name, votes, (rows, columns), draw(bounds), draw(bounds)


@settings(max_examples=40, deadline=None)
@given(hopeless())
def test_a_conflict_is_irreducible_and_its_relaxation_works(problem):
    name, votes, (rows, columns), floors, caps = problem
    shape = len(rows), len(columns)
    assume(not best_tables(*problem))
    with pytest.raises(kkr.InfeasibleError) as caught:
        solve(problem)
    error = caught.value
    largest = max(*rows, *columns, 2)
    assert not satisfiable(error.conflict, shape, largest)
    for rule in error.conflict:
        rest = [other for other in error.conflict if other != rule]
        assert satisfiable(rest, shape, largest)
    if error.relaxation:
        rows, columns = list(rows), list(columns)
        for argument, totals in ((rows, "row_seats"), (columns, "column_seats")):
            for label, total in error.relaxation[totals].items():
                argument[int(label.split()[-1]) - 1] = total
        assert best_tables(name, votes, (rows, columns), floors, caps)
