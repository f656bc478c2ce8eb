"""The log of events as an empty form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments import log
from kkr_allocation.appointments import workbook as form
from kkr_allocation.errors import Bilingual
from kkr_allocation.presentation.blank_forms import BlankForm, write_form
from kkr_allocation.presentation.register_template import CHOICES, NOTES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_events_template"]

_NOTES = {
    (log.EVENTS, log.DAY): "Den dag, hændelsen får virkning, for eksempel 01-05-2027",
    (log.EVENTS, log.EVENT): "udtræder, udpeges, bliver formand: Forum og Navn; mandat ophører: "
    "Navn; skifter liste: Navn og Liste; får stedfortræder: Forum, Navn og Stedfortræder; køn "
    "begrundes: Forum og Begrundelse; ny kandidat: Navn, og en række i Kandidater; forum "
    "oprettes: Forum og Fordeling, og en række i Fora; forum nedlægges: Forum; ny periode: Forum,"
    " evt. Slut; regioner lægges sammen: KKR og Fil",
    (log.EVENTS, log.SHARES): "Det nye forums pladser: A: 2; V: 1",
    (log.EVENTS, log.SUBSTITUTE): "Hvem der bliver stedfortræder for den, der står i Navn",
    (log.EVENTS, form.ENDS): "Hvornår den nye periode slutter, hvis det vides",
    (log.EVENTS, form.KKR): "Navnet på det nye, fælles KKR",
    (log.EVENTS, log.FILE): "Den anden regions udpegninger, som appoint eller refill har skrevet "
    "dem, for eksempel sjaelland.json; ligger ved siden af denne fil",
    (form.CANDIDATES, form.NAME): "Kun personer, der er kommet til siden den konstituerende "
    "udpegning; hver har sin række i Hændelser",
    (form.FORA, form.FORUM): "Kun fora, der er oprettet siden; hvert har sin række i Hændelser",
}
_EVENTS = BlankForm(
    Bilingual("the log of events", da="listen over hændelser"),
    "haendelser.xlsx",
    log.SHEETS,
    NOTES | _NOTES,
    {**CHOICES, (log.EVENTS, log.EVENT): tuple(log.KINDS)},
)


def write_events_template(path: str | Path) -> Path:
    """Write the empty log that `read_events` reads when it is filled in.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder of CSV files, without an ending. What is
        there already is not overwritten.

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
    return write_form(path, _EVENTS, {name: [] for name in log.SHEETS})
