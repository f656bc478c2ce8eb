"""No text says "1 seats" or "seat(s)": what is counted agrees with its count."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

import kkr_allocation as kkr
from kkr_allocation.errors import Count

NEVER_ONE = {
    "quota": "the quota of largest remainder is a fraction",
    "apart": "a drift is a breach from two places up",
    "least + _MOST_HOUSES": "a large bound",
    "MOST_LISTS": "a large bound",
    "len(where)": "said of a list in several municipalities",
    "len(members)": "said of a region too long to name",
}
"""Figures that stand before a plural, and why they are never one."""
SOURCES = sorted((Path(kkr.__file__).parent).rglob("*.py"))
EITHER = re.compile(r"\w\((?:s|er|e|r)\)(?!\w)")
"""A word that leaves it to the reader whether it is one or several."""
PLURALS = re.compile(
    r"^ (?:seats|votes|lists|mayors|posts|places|lots|elections|members|parties|municipalities|"
    r"fora|turns|years|mandater|pladser|stemmer|lister|borgmestre)\b"
)


def texts(path):
    """Yield every literal text of a module, with what stands before it in its f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for before, part in pairwise([None, *node.values]):
                if isinstance(part, ast.Constant):
                    yield part.value, before
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, None


def is_bare(before):
    """Say whether a figure stands there as it is, without words that agree with it."""
    return isinstance(before, ast.FormattedValue) and (
        before.format_spec is None and ast.unparse(before.value) not in NEVER_ONE
    )


def test_what_is_counted_agrees_with_its_count():
    wrong = [
        f"{path.name}: {text.strip()!r:.60}"
        for path in SOURCES
        for text, before in texts(path)
        if EITHER.search(text) or (is_bare(before) and PLURALS.search(text))
    ]
    assert not wrong


def test_a_count_is_followed_by_the_words_for_it():
    said = [f"{Count(n):election is|elections are} tied" for n in (0, 1, 2)]
    assert said == ["0 elections are tied", "1 election is tied", "2 elections are tied"]
    assert f"{Count(7)}" == "7"


ONES = {
    "1 winner": lambda: kkr.apportion({"A": 1, "B": 1}, 1),
    "1 seat, the house has 0": lambda: kkr.apportion({"A": 1}, 0, floors={"A": 1}),
    "for 1 place": lambda: kkr.distribute(1, {"A": 1, "B": 1}),
    "Share 1 place": lambda: kkr.distribute(0, {"A": 1, "B": 1}, floors={"A": 1}),
}


@pytest.mark.parametrize("said", ONES)
def test_one_is_singular_in_what_is_refused(said):
    with pytest.raises(kkr.KkrAllocationError, match=re.escape(said)):
        ONES[said]()


CERTIFICATES = {
    "one of the 1 seat inside": lambda: kkr.apportion({"A": 2, "B": 1}, 1),
    "1 election is tied": lambda: kkr.apportion_batch([[1, 1]], 1),
    "In every election, 1 in all": lambda: kkr.apportion_batch([[2, 1]], 1),
    "1 package follows": lambda: kkr.entitle([kkr.Forum("f", 1)], {"A": 1}),
    "from 1 change of turns": lambda: kkr.picking_order(
        kkr.entitle([kkr.Forum("f", 3)], {"A": 20, "B": 9})
    ).passed(1),
}


@pytest.mark.parametrize("said", CERTIFICATES)
def test_one_is_singular_in_what_was_checked(said):
    assert said in str(CERTIFICATES[said]().verify())
