"""How a file is called in a refusal, what the system answers, and several refusals in one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Refusals", "called", "said_by_system"]

_SHOWN = 20

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


class Refusals:
    """All that is wrong with a heap of files, so that they are fetched or corrected in one go.

    Parameters
    ----------
    name : str
        The folder or archive, for the message.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[InvalidInputError] = []

    def add(self, error: InvalidInputError) -> None:
        """Note what is wrong."""
        self._found.append(error)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is refused inside, and go on."""
        try:
            yield
        except InvalidInputError as error:
            self.add(error)

    def raise_if_any(self) -> None:
        """Refuse the files if something was noted.

        Raises
        ------
        InvalidInputError
            With the refusal that was noted; where there are several, with the first twenty of
            them in full, each on lines of its own.
        """
        if self._found:
            raise self.together()

    def together(self, *last: InvalidInputError) -> InvalidInputError:
        """Return everything that was noted as one refusal."""
        found = [*self._found, *last]
        if len(found) == 1:
            return found[0]
        more = len(found) - _SHOWN
        named = called(self._name)
        heading = Bilingual(
            f"{named} has {len(found)} things to correct:",
            da=f"{named} har {len(found)} fejl, der skal rettes:",
        )
        each = [Bilingual(f"- {error}", da=f"- {error.message('da')}") for error in found[:_SHOWN]]
        rest = [Bilingual(f"and {more} more", da=f"og {more} mere")] if more > 0 else []
        return InvalidInputError(
            Bilingual.joined([heading, *each, *rest, ""], "\n"),
            why=Bilingual(
                "An election is read when all of its files are sound",
                da="Et valg læses, når alle dets filer er i orden",
            ),
            do=Bilingual(
                "Correct them all, and read it again",
                da="Ret dem alle, og læs det igen",
            ),
        )
