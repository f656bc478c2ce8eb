"""Files of written results: one document, or an array of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["documents", "title"]


def documents(file: Path) -> list[str | dict[str, Any]]:
    """Return the documents in a file, each to be checked on its own.

    Raises
    ------
    InvalidInputError
        If the file cannot be read as text, or is an array with nothing or something else in it.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_result(file, f"it cannot be read as text: {error}") from None
    if not text.lstrip().startswith("["):
        return [text]
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_result(file, "it cannot be read as JSON") from None
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise _no_result(file, "the array in it holds something else than results")
    return list(entries)


def title(document: str | dict[str, Any]) -> str:
    """Return what a document of an array is called: the name in it, or else its kind."""
    if isinstance(document, str):
        return "result"
    basis = document.get("basis")
    name = basis.get("name") if isinstance(basis, dict) else None
    return str(name or document.get("kind", "result"))


def _no_result(file: Path, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"the file {str(file)!r} is no written result",
        why=why,
        do="Pass a file that --output FILE.json or result.to_json() wrote",
    )
