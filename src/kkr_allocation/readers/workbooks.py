"""Opening an Excel workbook, by the library that is an extra."""

from __future__ import annotations

import importlib
import io
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual
from kkr_allocation.extras import of_extra
from kkr_allocation.readers.files import unreadable

if TYPE_CHECKING:
    from kkr_allocation.errors import InvalidInputError
    from kkr_allocation.readers.files import Content

__all__ = ["no_sound_workbook", "open_workbook"]


def open_workbook(content: Content, *, formulas: bool) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    """Return a file's workbook as openpyxl holds it.

    Parameters
    ----------
    content : Content
        The file.
    formulas : bool
        Whether a cell with a formula shows the formula, row by row; else its last value.

    Raises
    ------
    InvalidInputError
        If it is no sound Excel file.
    KkrAllocationError
        If openpyxl is not installed.
    """
    with of_extra("excel"):
        openpyxl = importlib.import_module("openpyxl")
    try:
        return openpyxl.load_workbook(
            io.BytesIO(content.data), read_only=formulas, data_only=not formulas
        )
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        raise no_sound_workbook(content, error) from None


def no_sound_workbook(content: Content, error: Exception) -> InvalidInputError:
    """Return the refusal of a workbook that openpyxl cannot read."""
    return unreadable(
        content.name,
        Bilingual(
            f"it is no sound Excel file ({type(error).__name__})",
            da=f"det er ikke en hel Excel-fil ({type(error).__name__})",
        ),
        Bilingual(
            "Open it in Excel and save it again as .xlsx",
            da="Åbn den i Excel, og gem den igen som .xlsx",
        ),
    )
