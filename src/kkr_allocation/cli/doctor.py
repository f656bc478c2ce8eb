"""The command that says what is installed, what works and which figures are at hand."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

import typer

from kkr_allocation import __version__, datasets
from kkr_allocation.cli.options import LanguageName, Spoken
from kkr_allocation.composition.regional import compose_region
from kkr_allocation.errors import Bilingual, KkrAllocationError
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kkr_allocation.explanations import Language

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
_PACKAGES = Text(en="packages", da="pakker")
_SOLVER = Text(en="solver", da="løser")
_ENGINE = Text(en="engine", da="motor")
_EXTRAS = Text(en="Extras", da="Tilvalg")
_FIGURES = Text(en="Bundled figures", da="Medfølgende tal")
_BROKEN = Text(en="DOES NOT WORK: {error}", da="VIRKER IKKE: {error}")
_AGAIN = Text(
    en='Install it again: pip install --force-reinstall "kkr_allocation"',
    da='Installér igen: pip install --force-reinstall "kkr_allocation"',
)
_MISSING = Text(
    en='{missing} missing. Run: pip install "kkr_allocation[{extra}]"',
    da='{missing} mangler. Kør: pip install "kkr_allocation[{extra}]"',
)
_SOLVES = Text(en="HiGHS, in scipy, solves", da="HiGHS, i scipy, løser opgaven")
_COMPOSES = Text(
    en="composes and verifies KKR Sjælland 2022-26: {members}",
    da="sammensætter og efterprøver KKR Sjælland 2022-26: {members}",
)
_COMPLETE = Text(
    en="{election}: complete for {regions}", da="{election}: fuldstændig for {regions}"
)
_NO_KKR = Text(en="no KKR", da="ingen KKR")
_FORA = Text(
    en="Fora: {fora}, with the number of posts for {known}; {seats:seat|seats}",
    da="Fora: {fora}, med antal pladser for {known}; {seats:sæde|sæder}",
)
_PLACES = Text(
    en="Training places: {places:figure|figures}, {cells:cell|cells} of a table",
    da="Praktikpladser: {places:tal|tal}, {cells:felt|felter} i en tabel",
)
_BOARD = Text(
    en="KL's board: {seats:seat|seats} by party; {shares:share|shares}",
    da="KL's bestyrelse: {seats:plads|pladser} efter parti; {shares:andel|andele}",
)
_PERSONS = Text(
    en="Persons: {municipalities:municipality|municipalities}, {ages:figure|figures} by age",
    da="Personer: {municipalities:kommune|kommuner}, {ages:tal|tal} efter alder",
)


def doctor_command(*, language: Spoken = LanguageName.EN) -> None:
    """Say what is installed, how to get what is not, and which figures are bundled.

    Exits with 0 if everything the library needs works, and with 1 and the reason if not. An
    extra that is not installed is no fault: it is named with the command that installs it.

        kkr-allocation doctor

        kkr-allocation doctor --language da
    """
    spoken = language.code
    typer.echo(f"kkr_allocation {__version__}, Python {platform.python_version()}")
    works = [_said(what.text(spoken), check, spoken) for what, check in _CHECKS]
    typer.echo(f"\n{_EXTRAS.text(spoken)}")
    for extra, names in EXTRAS.items():
        typer.echo(f"  {extra:9} {_extra(extra, names, spoken)}")
    typer.echo(f"\n{_FIGURES.text(spoken)}")
    works.append(_said("", _figures, spoken))
    if not all(works):
        raise typer.Exit(1)


def _said(what: str, check: Callable[[Language], Iterator[str]], language: Language) -> bool:
    """Print what a check finds; a check that fails says why, and the others go on."""
    try:
        for line in check(language):
            typer.echo(f"  {what:9} {line}" if what else f"  {line}")
    except Exception as error:  # noqa: BLE001  (whatever is broken here is what is asked for)
        if isinstance(error, KkrAllocationError):
            reason = error.message(language)
        else:
            reason = f"{type(error).__name__}: {error}"
        broken = _BROKEN.text(language, error=reason)
        typer.echo(f"  {what:9} {broken}", err=True)
        typer.echo(f"  {_AGAIN.text(language)}", err=True)
        return False
    return True


def _packages(_: Language) -> Iterator[str]:
    yield ", ".join(f"{name} {metadata.version(name)}" for name in REQUIRED)


def _solver(language: Language) -> Iterator[str]:
    """Solve a programme whose answer is known: 2 x + 3 y at its least, x + y at least 4."""
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    found = milp([2, 3], integrality=[1, 1], constraints=LinearConstraint([[1, 1]], lb=4))
    if found.x is None or not np.array_equal(np.rint(found.x), [4, 0]):
        raise KkrAllocationError(
            Bilingual(f"the solver answers {found.x}", da=f"løseren svarer {found.x}"),
            why=Bilingual("the least is at 4 and 0", da="det mindste er ved 4 og 0"),
            do=Bilingual(
                "Install scipy again: pip install --force-reinstall scipy",
                da="Installér scipy igen: pip install --force-reinstall scipy",
            ),
        )
    yield _SOLVES.text(language)


def _engine(language: Language) -> Iterator[str]:
    council = compose_region(datasets.load_election(2021), "KKR Sjælland")
    council.verify()
    yield _COMPOSES.text(language, members=nouns.members(council.house_size))


def _extra(extra: str, names: tuple[str, ...], language: Language) -> str:
    held, missing = [], []
    for name in names:
        try:
            held.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return _MISSING.text(language, missing=missing, extra=extra)
    return ", ".join(held)


def _figures(language: Language) -> Iterator[str]:
    """Read every bundled table, and say of the elections what they lack."""
    for year in datasets.BUNDLED_YEARS:
        election = datasets.load_election(year)
        whole = [name for name, coverage in election.coverage.items() if coverage.complete]
        regions = whole or _NO_KKR
        yield _COMPLETE.text(language, election=election.name, regions=regions)
        for name, coverage in election.coverage.items():
            if name not in whole:
                yield f"  {coverage.sentence(language)}"
    fora = datasets.load_fora()
    known = sum(forum.posts is not None for forum in fora)
    yield _FORA.text(language, fora=len(fora), known=known, seats=_rows("forum_seats"))
    yield _PLACES.text(language, places=_rows("places"), cells=_rows("college_places"))
    yield _BOARD.text(language, seats=_rows("board_seats"), shares=_rows("national_votes"))
    yield _PERSONS.text(language, municipalities=_rows("populations"), ages=_rows("age_groups"))


def _rows(table: str) -> int:
    return len(getattr(datasets, f"load_{table}")())


_CHECKS: tuple[tuple[Text, Callable[[Language], Iterator[str]]], ...] = (
    (_PACKAGES, _packages),
    (_SOLVER, _solver),
    (_ENGINE, _engine),
)
