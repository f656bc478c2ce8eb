"""The pictures of the command in the documentation show what it prints today."""

from __future__ import annotations

import re
import runpy
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kkr_allocation.cli.commands import app

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "draw_pictures.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def words_of(picture: str) -> list[str]:
    """Return the words in a picture, whatever release of Rich has drawn it."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)
    return unescape(" ".join(texts)).replace("\N{NO-BREAK SPACE}", " ").split()


@pytest.mark.parametrize("name", SCRIPT["COMMANDS"])
def test_a_picture_shows_the_command_and_what_it_prints(name: str) -> None:
    command = SCRIPT["COMMANDS"][name]
    kept = (ROOT / "docs" / "pictures" / name).read_text(encoding="utf-8")
    assert words_of(kept) == words_of(SCRIPT["draw"](command)), "run scripts/draw_pictures.py"
    shown = words_of(kept)
    assert f"$ {command}" in " ".join(shown)
    printed = CliRunner().invoke(app, command.split()[1:]).stdout.split()
    assert set(filter(str.isdigit, shown)) - set(command.split()) <= set(printed)


@pytest.mark.parametrize("name", SCRIPT["COMMANDS"])
def test_the_readme_shows_it_and_nothing_is_fetched(name: str) -> None:
    assert f"](docs/pictures/{name})" in README
    kept = (ROOT / "docs" / "pictures" / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://(?!www\.w3\.org|www\.textualize\.io)", kept) == []
    assert "@font-face" not in kept


def test_the_readme_shows_the_overview_of_its_first_command() -> None:
    first = re.search(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert first
    assert first[1].strip().endswith(SCRIPT["COMMANDS"]["kkr-2025.svg"])
    assert README.index("kkr-2025.svg") < README.index(first[1])
