"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments import workbook as form
from kkr_allocation.errors import Bilingual
from kkr_allocation.presentation.blank_forms import BlankForm, write_form
from kkr_allocation.presentation.register_rows import register_rows, template_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum

__all__ = ["CHOICES", "NOTES", "write_filled_register", "write_register"]

NOTES = {
    (form.FORA, form.POSTS): "Det antal pladser, KKR besætter. Ukendte tal gættes ikke.",
    (form.FORA, form.KIND): "udpeger eller indstiller; tom: udpeger",
    (form.FORA, form.CHAIR): "ja, hvis en af pladserne er formandens",
    (form.FORA, form.SUBSTITUTES): "ingen, personlige eller fælles; tom: ingen",
    (form.FORA, form.REQUIREMENTS): "Skal være opfyldt. Adskilles med semikolon: mindst 1 fra "
    "Lolland, Guldborgsund; højst 2 borgmestre; mindst 1 ikke-politiker; højst 1 fra samme "
    "kommune; højst 1 genudpegning; under 75 år; ikke også i RAR Fyn; mindst 1 fra yderområder "
    "(Lolland, Guldborgsund)",
    (form.FORA, form.LEGAL_BASIS): "Lov eller vedtægt, med paragraf: sundhedsloven § 204",
    (form.FORA, form.PACKAGE): "Fora med samme tekst deles ud under ét; tom i alle: alle fora "
    "under ét",
    (form.FORA, form.WANTED): "Opfyldes så vidt muligt; skrives som krav: mindst 2 borgmestre",
    (form.CANDIDATES, form.NAME): "Hvert navn én gang; to med samme navn får en tilføjelse",
    (form.CANDIDATES, form.SEX): "K eller M; tom, hvis det ikke er oplyst",
    (form.CANDIDATES, form.POLITICIAN): "nej for en person uden for kommunalbestyrelserne",
    (form.CANDIDATES, form.BORN): "Kun nødvendig, hvor et forum har en aldersgrænse",
    (form.CANDIDATES, form.SEAT_UNTIL): "Hvis mandatet slutter før tid",
    (form.CANDIDATES, form.HELD): "Forum og antal perioder i træk: RAR Fyn: 1; Dialogforum: 2",
    (form.CANDIDATES, form.WANTED): "Fora, personen gerne vil i, adskilt med semikolon",
    (form.CANDIDATES, form.CANNOT): "Fora, personen ikke kan sidde i, adskilt med semikolon",
    (form.LISTS, form.STRENGTH): "Pladser i KKR eller stemmer",
    (form.LISTS, form.ALLIANCE): "Samme tekst for lister i samme valgforbund; tom: ingen",
    (form.MUNICIPALITIES, form.PEOPLE): "Alle eller ingen; tom: lige andele",
    (form.AGREED, form.GIVER): "Listen, der efter aftale overlader pladser i forummet",
    (form.AGREED, form.TAKER): "Listen, der får dem",
    (form.AGREED, form.POSTS): "Tom: 1",
    (form.FIXED, form.CHAIR): "ja, hvis personen bliver formand",
    (form.WISHES, form.POINTS): "Hvor meget ønsket tæller; tom: 1",
    (form.RULES, form.RULE): "Ønskerne opfyldes i rækkernes orden, det vigtigste først: flyt en "
    "række op eller ned, eller slet den, hvis ønsket ikke tæller. Mandat i hele perioden: om en "
    "udpegets mandat skal vare forummets periode ud",
}
CHOICES = {
    (form.FORA, form.KIND): form.KINDS,
    (form.FORA, form.CHAIR): (form.YES, form.NO),
    (form.FORA, form.SUBSTITUTES): form.SUBSTITUTE_KINDS,
    (form.CANDIDATES, form.SEX): form.SEXES,
    (form.CANDIDATES, form.MAYOR): (form.YES, form.NO),
    (form.CANDIDATES, form.KKR_MEMBER): (form.YES, form.NO),
    (form.CANDIDATES, form.POLITICIAN): (form.YES, form.NO),
    (form.FIXED, form.CHAIR): (form.YES, form.NO),
}
_REGISTER = BlankForm(
    Bilingual("the register", da="registeret"), "register.xlsx", form.SHEETS, NOTES, CHOICES
)


def write_register(
    path: str | Path,
    fora: Iterable[Forum] = (),
    candidates: Iterable[Candidate] = (),
    *,
    municipalities: Iterable[str] = (),
) -> Path:
    """Write the register that `read_register` reads, with headings and what is known already.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder of CSV files, without an ending. What is
        there already is not overwritten.
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return write_form(path, _REGISTER, template_rows(fora, candidates, municipalities))


def write_filled_register(path: str | Path, filled: form.FilledRegister) -> Path:
    """Write a filled-in register so that `read_register` gives it back as it is.

    Parameters
    ----------
    path : str or Path
        As for `write_register`.
    filled : FilledRegister
        What was read, or made otherwise.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return write_form(path, _REGISTER, register_rows(filled))
