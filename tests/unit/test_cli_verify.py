"""The command that checks a published result: 0 if it holds, 1 and the reason if it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app

if TYPE_CHECKING:
    from pathlib import Path

TEXT = kkr.apportion({"A": 24062, "Ø": 18311}, 5).to_json()


def run(path: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", str(path)])
    return done.exit_code, done.output


def test_a_true_result_exits_0_and_says_what_was_checked(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(TEXT, encoding="utf-8")
    code, output = run(path)
    assert code == 0
    assert "The seats sum to the house size, 5" in output


@pytest.mark.parametrize(
    ("written", "fragment"),
    [
        (TEXT.replace('"A": 3', '"A": 2').encode(), "the house has 4 seats"),
        (b"{}", '"format" is not'),
        (b"\xff", "cannot be read"),
        (None, "Check the path and its spelling"),
    ],
)
def test_what_fails_exits_1_and_says_why(
    tmp_path: Path, written: bytes | None, fragment: str
) -> None:
    path = tmp_path / "result.json"
    if written is not None:
        path.write_bytes(written)
    code, output = run(path)
    assert code == 1
    assert fragment in output
