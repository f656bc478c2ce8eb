"""The same answer on every computer: no locale, hash seed, thread or order of rows changes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.testing import elections, keys, regions, tables
from tests.result_samples import digest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ODD = {
    "PYTHONHASHSEED": "7",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "TZ": "Pacific/Auckland",
}
PROGRAM = """
import sys

def read_only(event, arguments):
    if event == "open" and set(str(arguments[1] or "")) & set("wax+"):
        raise PermissionError(f"nothing may be written, {arguments[0]} neither")
    if event in ("os.mkdir", "os.remove", "os.rename", "subprocess.Popen", "socket.connect"):
        raise PermissionError(event)

sys.addaudithook(read_only)
from tests.result_samples import digest
import kkr_allocation.cli.commands
print(digest())
"""


def digest_of(*options: str, **environment: str) -> str:
    """Return the digest that a Python with these options finds where nothing may be written."""
    done = subprocess.run(
        [sys.executable, *options, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment | {"PYTHONPATH": f"{Path(kkr.__file__).parents[1]}{os.pathsep}."},
    )
    return done.stdout.strip()


def test_another_hash_seed_an_ascii_locale_and_a_read_only_disk_change_nothing() -> None:
    assert digest_of(**os.environ | ODD) == digest()


def test_neither_do_stripped_docstrings_and_a_computer_without_a_home() -> None:
    homeless = {name: value for name, value in os.environ.items() if name == "SYSTEMROOT"}
    assert digest_of("-OO", "-W", "error", **homeless) == digest()


few = settings(max_examples=settings.default.max_examples // 4)


def outcome(function: Callable[..., Any], **arguments: Any) -> Any:
    """Return the answer, or which claimants a lot is drawn between, in any order."""
    try:
        return function(**arguments)
    except kkr.UnresolvedTieError as error:
        return set(error.tie.claimants), error.tie.seats
    except kkr.KkrAllocationError as error:
        return type(error)


def turned(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(mapping.items()))


@few
@given(elections())
def test_the_order_of_the_lists_changes_no_seats(election: dict[str, Any]) -> None:
    one = outcome(kkr.apportion, **election)
    other = outcome(kkr.apportion, **election | {"votes": turned(election["votes"])})
    assert getattr(other, "seats", other) == getattr(one, "seats", one)


@pytest.mark.filterwarnings("ignore::kkr_allocation.IncompleteDataWarning")
@few
@given(regions())
def test_the_order_of_the_lists_changes_no_council(region: dict[str, Any]) -> None:
    one = outcome(kkr.compose, **region)
    reordered = region | {name: turned(region[name]) for name in ("votes", "mayors")}
    other = outcome(kkr.compose, **reordered)
    assert getattr(other, "seats", other) == getattr(one, "seats", one)


@few
@given(keys(), st.integers(0, 30))
def test_the_order_of_the_municipalities_changes_no_places(key: dict[str, Any], total: int) -> None:
    one = outcome(kkr.distribute, total=total, key=key)
    other = outcome(kkr.distribute, total=total, key=turned(key))
    assert getattr(other, "places", other) == getattr(one, "places", one)


@few
@given(tables())
def test_the_order_of_rows_and_columns_changes_no_cell(table: dict[str, Any]) -> None:
    one = outcome(kkr.biproportion, **table)
    other = outcome(
        kkr.biproportion,
        votes=[row[::-1] for row in table["votes"][::-1]],
        row_seats=table["row_seats"][::-1],
        column_seats=table["column_seats"][::-1],
    )
    if isinstance(one, kkr.TwoWayApportionment):
        assert np.array_equal(other.seats[::-1, ::-1], one.seats)
    else:
        assert not isinstance(other, kkr.TwoWayApportionment)


@pytest.mark.parametrize("threads", [2, 5])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    generator = np.random.default_rng(3)
    votes = generator.integers(0, 50, (400, 5))
    one = kkr.apportion_batch(votes, 9, alliances=[[0, 1]])
    other = kkr.apportion_batch(votes, 9, alliances=[[0, 1]], threads=threads)
    assert np.array_equal(one.seats, other.seats)
    assert np.array_equal(one.tied, other.tied)
