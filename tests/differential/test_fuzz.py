"""A few cases of every verb of the fuzz; the night has minutes of them."""

from __future__ import annotations

import re

import pytest

import kkr_allocation as kkr
from tests.differential import fuzz


@pytest.mark.parametrize("verb", fuzz.VERBS)
def test_every_verb_comes_out_as_its_oracle_says(verb: str) -> None:
    counted, wrong = fuzz.fuzzed(verb, 8, 20261201)
    assert not wrong, wrong[0]
    assert counted.total() == 8


def test_a_mismatch_is_counted_and_told_with_its_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hold a wrong engine to the oracle: one that gives each seat to the first list."""
    first = kkr.apportion({"A": 1, "B": 0, "C": 0, "D": 0}, 7)
    monkeypatch.setattr(kkr, "apportion", lambda *_, **__: first)
    monkeypatch.setattr(fuzz, "VERBS", {"apportion": fuzz.VERBS["apportion"]})
    assert fuzz.main(1e-3) == 1
    told = capsys.readouterr()
    assert re.search(r"\| `apportion` \| .* \| [1-9]\d* \|$", told.out, re.MULTILINE)
    assert "apportion: {'name': " in told.err
