"""Read the appointments that `appoint` wrote down, and check that they still follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.exchange import from_json
from kkr_allocation.readers.file_errors import called
from kkr_allocation.readers.files import contents, decoded

if TYPE_CHECKING:
    import os

__all__ = ["read_appointments"]

_WRITE_AGAIN = Bilingual(
    "Write it with: kkr-allocation appoint register.xlsx --output januar.json",
    da="Skriv den med: kkr-allocation appoint register.xlsx --output januar.json",
)


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them.

    Parameters
    ----------
    path : str or path
        What ``appoint --output januar.json``, ``refill --output`` or `Appointments.to_json` wrote.

    Returns
    -------
    Appointments
        They verify: what happens later is computed from them.

    Raises
    ------
    InvalidInputError
        If there is no such file, or it is no document of appointments that verifies.
    """
    files = list(contents(path))
    if len(files) != 1 or files[0].workbook:
        raise _no_document(Path(path).name, Bilingual("it is no text", da="den er ikke en tekst"))
    (file,) = files
    text = decoded(file)
    try:
        result = from_json(text)
        if isinstance(result, Appointments):
            result.verify()
            return result
    except (InvalidInputError, VerificationError) as error:
        raise _no_document(file.name, Bilingual.joined([error.what, error.why])) from None
    raise _no_document(
        file.name, Bilingual("it has a result of another job", da="den har et resultat af andet")
    )


def _no_document(name: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(
            f"{called(name)} is no document of appointments",
            da=f"{called(name)} er ingen fil med udpegninger",
        ),
        why=why,
        do=_WRITE_AGAIN,
    )
