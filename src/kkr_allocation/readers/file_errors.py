"""How a file is called in a refusal, and what the system answers when it cannot be opened."""

from __future__ import annotations

from kkr_allocation.errors import Bilingual

__all__ = ["called", "said_by_system"]

_SYSTEM: tuple[tuple[type[BaseException], Bilingual], ...] = (
    (
        FileNotFoundError,
        Bilingual("there is no such file or folder", da="der er ingen sådan fil eller mappe"),
    ),
    (IsADirectoryError, Bilingual("it is a folder", da="det er en mappe")),
    (
        NotADirectoryError,
        Bilingual("a folder on its way is a file", da="en mappe på vejen er en fil"),
    ),
    (FileExistsError, Bilingual("it is there already", da="den findes allerede")),
    (
        PermissionError,
        Bilingual(
            "access to it is denied, or another program has it open",
            da="der er ikke adgang til den, eller den er åben i et andet program",
        ),
    ),
)


def said_by_system(error: Exception) -> Bilingual:
    """Return in words why the system could not open, read or write a file.

    Examples
    --------
    >>> said_by_system(IsADirectoryError(21, "Is a directory")).da
    'det er en mappe'
    """
    for kind, said in _SYSTEM:
        if isinstance(error, kind):
            return said
    why = getattr(error, "strerror", None) or error
    return Bilingual(f"the system says: {why}", da=f"systemet svarer: {why}")


def called(name: str) -> str:
    """Return a name as it can begin a sentence: quoted where it could be taken for a word.

    Examples
    --------
    >>> called("votes.csv"), called("votes")
    ('votes.csv', "'votes'")
    """
    return name if "." in name else repr(name)
