"""`apportion_batch` against `apportion`, row by row; the nightly run compares many more rows."""

from __future__ import annotations

import numpy as np
import pytest

from tests.differential.batch_rows import RULES, compare


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_row_equals_apportion(rule):
    generator = np.random.default_rng(RULES.index(rule))
    counts = np.array([compare(generator, rule, 25) for _ in range(30)])
    tied, clear = counts.sum(axis=0)
    assert tied > 5
    assert clear > 50
