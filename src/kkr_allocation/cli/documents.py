"""Files of written results: one document, or an array of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.exchange import parsed, read

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["documents"]


def documents(file: Path) -> list[dict[str, Any]]:
    """Return the documents in a file, each to be checked on its own.

    Raises
    ------
    InvalidInputError
        If the file does not exist, is no regular file, cannot be read as text or holds no result,
        or is an array with nothing or something else in it.
    """
    if file.exists() and not file.is_file():
        raise _no_result(
            file,
            Bilingual(
                "it is a folder or a device, and no file of its own",
                da="det er en mappe eller en enhed og ikke en fil for sig",
            ),
        )
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _no_file(file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _no_result(
            file,
            Bilingual(
                f"it cannot be read as text: {error}", da=f"den kan ikke læses som tekst: {error}"
            ),
        ) from None
    if not text.lstrip().startswith("["):
        return [parsed(text)]
    try:
        entries = read(text)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError):
        raise _no_result(
            file, Bilingual("it cannot be read as JSON", da="den kan ikke læses som JSON")
        ) from None
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise _no_result(
            file,
            Bilingual(
                "the array in it holds something else than results",
                da="listen i den rummer andet end resultater",
            ),
        )
    return list(entries)


def _no_file(file: Path) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(f"the file {str(file)!r} does not exist", da=f"filen {str(file)!r} findes ikke"),
        why=Bilingual(
            "a result is verified from the file it was written to",
            da="et resultat efterprøves ud fra den fil, det er skrevet i",
        ),
        do=Bilingual(
            "Check the path and its spelling, or write the result with --output FILE.json",
            da="Se efter, om stien er stavet rigtigt, eller skriv resultatet med --output FIL.json",
        ),
    )


def _no_result(file: Path, why: Bilingual) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(
            f"the file {str(file)!r} is no written result",
            da=f"filen {str(file)!r} er ikke et skrevet resultat",
        ),
        why=why,
        do=Bilingual(
            "Pass a file that --output FILE.json or result.to_json() wrote",
            da="Angiv en fil, som --output FIL.json eller result.to_json() har skrevet",
        ),
    )
