"""The nightly run where nothing is made yet: every program is a stand-in that says its name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAYS = '#!/bin/sh\necho "$(basename "$0") $*"\n'
MAKES = """#!/bin/sh
for folder; do :; done
mkdir -p "$folder/bin"
for name in pip pytest python; do
    cp "$STAND_IN" "$folder/bin/$name"
done
"""


@pytest.fixture
def nightly(tmp_path):
    """Return what runs the nightly script and gives what it says."""
    checkout, programs = tmp_path / "checkout", tmp_path / "programs"
    (checkout / ".ci").mkdir(parents=True)
    (checkout / "docs" / "tutorial").mkdir(parents=True)
    programs.mkdir()
    shutil.copy(ROOT / ".ci" / "nightly", checkout / ".ci")
    for path, text in {
        checkout / ".ci" / "need": SAYS,
        checkout / ".ci" / "pythons": '#!/bin/sh\necho "3.11 python3"\n',
        programs / "python3": MAKES,
        programs / "git": SAYS,
        tmp_path / "says": SAYS,
    }.items():
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    (checkout / "docs" / "tutorial" / "page.md").write_text("jupyter:\n", encoding="utf-8")
    (checkout / "build").mkdir()

    def run(*arguments, **environment):
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [checkout / ".ci" / "nightly", *arguments],
            env={"PATH": path, "STAND_IN": str(tmp_path / "says"), **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    return run


def test_the_fuzz_runs_in_the_environment_that_the_nightly_makes(nightly):
    made, ran = nightly("--fuzz", "3", "20261201").splitlines()
    assert made == "pip install --quiet --editable .[dev,notebook,peers]"
    assert ran == "python -m tests.differential.fuzz 3 20261201"


def test_official_files_are_read_where_they_are_told_of(nightly, tmp_path):
    (tmp_path / "files").mkdir()
    read = "python -m tests.golden.official_files"
    for folder in ("files", str(tmp_path / "files")):
        assert f"{read} {tmp_path / 'files'}\n" in nightly(OFFICIAL_FILES=folder)
    for environment in ({}, {"OFFICIAL_FILES": "nowhere/at/all"}):
        said = nightly(**environment)
        assert read not in said
        assert "Left out: OFFICIAL_FILES names no folder of official files" in said
        assert "== Seeded faults" in said
