"""Packages that come with an extra, and what to say where one is missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from kkr_allocation.errors import Bilingual, KkrAllocationError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["of_extra"]


_NEEDED = {
    "excel": ("openpyxl", Bilingual("Excel files", da="Excel-filer")),
    "plot": ("matplotlib", Bilingual("pictures", da="billeder")),
    "test": ("Hypothesis", Bilingual("strategies", da="strategier")),
    "word": ("python-docx", Bilingual("Word files", da="Word-filer")),
}
"""For each extra the package that comes with it, and what needs it."""


@contextmanager
def of_extra(extra: Literal["excel", "plot", "test", "word"]) -> Iterator[None]:
    """Import packages of an extra inside, or say how to install it.

    Parameters
    ----------
    extra : str
        The extra's name.

    Raises
    ------
    KkrAllocationError
        If something that is imported inside is not installed.

    Examples
    --------
    >>> with of_extra("word"):
    ...     raise ModuleNotFoundError
    Traceback (most recent call last):
        ...
    kkr_allocation.errors.KkrAllocationError: Word files need python-docx. ...
    """
    try:
        yield
    except ImportError:
        package, needing = _NEEDED[extra]
        raise KkrAllocationError(
            Bilingual(f"{needing} need {package}", da=f"{needing.da} kræver {package}"),
            why=Bilingual("it is not installed", da="det er ikke installeret"),
            do=Bilingual(
                f'Run: pip install "kkr_allocation[{extra}]"',
                da=f'Kør: pip install "kkr_allocation[{extra}]"',
            ),
        ) from None
