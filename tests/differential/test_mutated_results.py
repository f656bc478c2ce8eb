"""A few results of every kind and all their changes; the night has ten thousand of each."""

from __future__ import annotations

import pytest

from tests.differential.mutated_results import KINDS, held


@pytest.mark.parametrize("kind", KINDS)
def test_every_single_seat_change_is_refused(kind: str) -> None:
    counted = held(kind, 3)
    assert counted["results"]
    assert counted["refused"] > counted["as good"]
