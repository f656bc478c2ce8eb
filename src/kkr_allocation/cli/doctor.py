"""The command that says what is installed, what works and which figures are at hand."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

import typer

from kkr_allocation import __version__, datasets
from kkr_allocation.apportionment.rules import DHONDT
from kkr_allocation.composition.regional import compose_region
from kkr_allocation.errors import Count, KkrAllocationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["EXTRAS", "REQUIRED", "doctor_command"]

REQUIRED = ("attrs", "numpy", "pandas", "scipy")
"""What the library cannot do without."""
EXTRAS = {
    "cli": ("rich", "tqdm", "typer"),
    "dask": ("distributed",),
    "excel": ("openpyxl",),
    "notebook": ("ipykernel", "jupytext", "nbclient"),
    "plot": ("matplotlib",),
    "word": ("python-docx",),
}
"""What each extra installs, as pyproject.toml has it."""


def doctor_command() -> None:
    """Say what is installed, how to get what is not, and which figures are bundled.

    Exits with 0 if everything the library needs works, and with 1 and the reason if not. An
    extra that is not installed is no fault: it is named with the command that installs it.

        kkr-allocation doctor
    """
    typer.echo(f"kkr_allocation {__version__}, Python {platform.python_version()}")
    works = [_said(*check) for check in _CHECKS]
    typer.echo("\nExtras")
    for extra, names in EXTRAS.items():
        typer.echo(f"  {extra:9} {_extra(extra, names)}")
    typer.echo("\nBundled figures")
    works.append(_said("", _figures))
    if not all(works):
        raise typer.Exit(1)


def _said(what: str, check: Callable[[], Iterator[str]]) -> bool:
    """Print what a check finds; a check that fails says why, and the others go on."""
    try:
        for line in check():
            typer.echo(f"  {what:9} {line}" if what else f"  {line}")
    except Exception as error:  # noqa: BLE001  (whatever is broken here is what is asked for)
        typer.echo(f"  {what:9} DOES NOT WORK: {type(error).__name__}: {error}", err=True)
        typer.echo('  Install it again: pip install --force-reinstall "kkr_allocation"', err=True)
        return False
    return True


def _packages() -> Iterator[str]:
    yield ", ".join(f"{name} {metadata.version(name)}" for name in REQUIRED)


def _solver() -> Iterator[str]:
    """Solve a programme whose answer is known: 2 x + 3 y at its least, x + y at least 4."""
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    found = milp([2, 3], integrality=[1, 1], constraints=LinearConstraint([[1, 1]], lb=4))
    if found.x is None or not np.array_equal(np.rint(found.x), [4, 0]):
        raise KkrAllocationError(
            f"the solver answers {found.x}",
            why="the least is at 4 and 0",
            do="Install scipy again: pip install --force-reinstall scipy",
        )
    yield "HiGHS, in scipy, solves"


def _engine() -> Iterator[str]:
    council = compose_region(datasets.load_election(2021), "KKR Sjælland")
    council.verify()
    members = f"{Count(council.house_size):member|members}"
    yield f"composes and verifies KKR Sjælland by {DHONDT}: {members}"


def _extra(extra: str, names: tuple[str, ...]) -> str:
    held, missing = [], []
    for name in names:
        try:
            held.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return f'{", ".join(missing)} missing. Run: pip install "kkr_allocation[{extra}]"'
    return ", ".join(held)


def _figures() -> Iterator[str]:
    """Read every bundled table, and say of the elections what they lack."""
    for year in datasets.BUNDLED_YEARS:
        election = datasets.load_election(year)
        whole = [name for name, coverage in election.coverage.items() if coverage.complete]
        yield f"{election.name}: complete for {', '.join(whole) or 'no KKR'}"
        for name, coverage in election.coverage.items():
            if name not in whole:
                yield f"  {coverage.sentence()}"
    fora = datasets.load_fora()
    known = sum(forum.posts is not None for forum in fora)
    yield f"Fora: {len(fora)}, with the number of posts for {known}; {_rows('forum_seats')} seats"
    yield f"Training places: {_rows('places')} figures, {_rows('college_places')} cells of a table"
    yield f"KL's board: {_rows('board_seats')} seats by party; {_rows('national_votes')} shares"
    yield f"Persons: {_rows('populations')} municipalities, {_rows('age_groups')} figures by age"


def _rows(table: str) -> int:
    return len(getattr(datasets, f"load_{table}")())


_CHECKS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("packages", _packages),
    ("solver", _solver),
    ("engine", _engine),
)
