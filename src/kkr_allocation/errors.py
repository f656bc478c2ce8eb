"""The exception family: what went wrong, why it is wrong, what to do.

Every exception the library raises on purpose is a `KkrAllocationError`. The three parts of a
message are separate arguments, so that none can be forgotten.
"""

from __future__ import annotations

import re
import shlex
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Bilingual(str):
    """A text in English, wherever a text is asked for, that knows its Danish."""

    __slots__ = ("da",)
    da: str

    def __new__(cls, en: str, *, da: str) -> Self:
        """Make the English text and add the Danish."""
        text = super().__new__(cls, en)
        text.da = da
        return text

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        """Pickle both texts."""
        return (str(self),), {"da": self.da}

    @classmethod
    def joined(cls, parts: Iterable[str], separator: str = "; ") -> Bilingual:
        """Return the parts as one text, in Danish those that know theirs."""
        listed = list(parts)
        danish = separator.join(in_language(part, "da") for part in listed)
        return cls(separator.join(listed), da=danish)


class Count(int):
    """A count that the word after it agrees with: ``{Count(1):seat is|seats are}`` is 1 seat is."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        """Return the count, and after it the first words for one, the second for others."""
        return f"{int(self)} {words.split('|')[self != 1]}" if words else str(int(self))


def in_language(text: str, language: Literal["en", "da"]) -> str:
    """Return a text in a language; in English where it has no Danish."""
    return text.da if language == "da" and isinstance(text, Bilingual) else str(text)


class KkrAllocationError(Exception):
    """Anything this library refuses to do, in words that can be read aloud.

    Parameters
    ----------
    what : str
        The argument, the party or place, and the value.
    why : str
        The rule that is broken, with its section where it has one.
    do : str
        What the caller can do about it.
    about : str
        The field that is wrong, where the refusal is about one of several.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> try:
    ...     kkr.apportion({"A": -1}, 3)
    ... except kkr.KkrAllocationError as error:
    ...     print(error.what, error.do, sep="; ")
    votes['A'] is -1; Pass a whole number from 0 up, as a Python or NumPy integer
    """

    def __init__(self, what: str, *, why: str, do: str, about: str = "") -> None:
        self.what, self.why, self.do, self.about = what, why, do, about
        self.count = 1  # how many things it lists, where it is made of several
        super().__init__(_paragraph([what, why, do]))

    def message(self, language: Literal["en", "da"] = "en") -> str:
        """Return the message in English or Danish; parts that have no Danish stay English."""
        return _paragraph(in_language(part, language) for part in (self.what, self.why, self.do))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
        """Pickle the message as it stands; the parts are attributes and come back as state."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class InvalidInputError(KkrAllocationError, ValueError):
    """An argument, a file or a figure that cannot be right.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.apportion({"A": 1.5}, 3)
    Traceback (most recent call last):
    ...
    kkr_allocation.errors.InvalidInputError: votes['A'] is 1.5. A count is a whole number. ...
    """


class InfeasibleError(KkrAllocationError):
    """Rules that cannot all be met.

    Parameters
    ----------
    what, why, do : str
        As in `KkrAllocationError`.
    conflict : tuple of str
        Named rules that conflict; leave out any one of them and the rest can be met.
    relaxation : object
        A cheapest change that makes a solution possible; None where none was looked for.
    about : str
        The field that one of the rules stands in, where it is one of several.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> try:
    ...     kkr.apportion({"A": 5, "V": 3}, 3, floors={"A": 2, "V": 2})
    ... except kkr.InfeasibleError as error:
    ...     print(*error.conflict, sep="; ")
    house size 3; floor 2 of A; floor 2 of V
    """

    def __init__(
        self,
        what: str,
        *,
        why: str,
        do: str,
        conflict: tuple[str, ...],
        relaxation: object = None,
        about: str = "",
    ) -> None:
        self.conflict, self.relaxation = conflict, relaxation
        super().__init__(what, why=why, do=do, about=about)

    def found_at(self, where: str) -> InfeasibleError:
        """Return the same refusal, which begins with where the rule stands."""
        what = Bilingual.joined([where, self.what], ": ")
        rules: dict[str, Any] = {"conflict": self.conflict, "relaxation": self.relaxation}
        return InfeasibleError(what, why=self.why, do=self.do, about=self.about, **rules)


class VerificationError(KkrAllocationError):
    """A result that does not follow from its inputs.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> import attrs
    >>> false = attrs.evolve(kkr.apportion({"A": 24, "V": 18}, 5), seats={"A": 4, "V": 1})
    >>> try:
    ...     false.verify()
    ... except kkr.VerificationError as error:
    ...     print(error.what)
    the house gives A a seat that V is entitled to
    """


class IncompleteDataWarning(UserWarning):
    """Figures that are missing; the result rests on the rest.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     council = kkr.compose_region(kkr.load_election(2013), "KKR Nordjylland")
    >>> caught[0].category.__name__
    'IncompleteDataWarning'
    """


def _paragraph(parts: Iterable[str]) -> str:
    """Join sentences; after a list of lines the next begins on a line of its own.

    The first stands as it is, since it may begin with the name of an argument or a list.
    """
    what, *others = map(_sentence, parts)
    return " ".join([what, *(part[:1].upper() + part[1:] for part in others)]).replace("\n ", "\n")


def _sentence(part: str) -> str:
    """End a sentence; an indented last line is typed as it stands, and gets no full stop."""
    ended = part.endswith((".", "!", "?", ":", "\n")) or part.rpartition("\n")[2].startswith(" ")
    return part if ended else f"{part}."


_NEEDED = {
    "arrow": ("pyarrow", Bilingual("frames of other libraries", da="andre bibliotekers tabeller")),
    "excel": ("openpyxl", Bilingual("Excel files", da="Excel-filer")),
    "plot": ("matplotlib", Bilingual("pictures", da="billeder")),
    "test": ("Hypothesis", Bilingual("strategies", da="strategier")),
    "word": ("python-docx", Bilingual("Word files", da="Word-filer")),
}
"""For each extra the package that comes with it, and what needs it."""


@contextmanager
def of_extra(extra: Literal["arrow", "excel", "plot", "test", "word"]) -> Iterator[None]:
    """Import packages of an extra inside, or say how to install it."""
    try:
        yield
    except ImportError:
        package, needing = _NEEDED[extra]
        command = install_command(package)
        raise KkrAllocationError(
            Bilingual(f"{needing} need {package}", da=f"{needing.da} kræver {package}"),
            why=Bilingual("it is not installed", da="det er ikke installeret"),
            do=Bilingual(f"Run:\n    {command}", da=f"Kør:\n    {command}"),
        ) from None


def install_command(*packages: str) -> str:
    """Return the command that installs packages for the Python that runs, as it is typed.

    It names no extra of ours, which pip would look up in an index that need not have this library.
    PowerShell calls a program whose path is in quotes by `&`; one that needs none is typed alike
    there, in the older command prompt and in a Unix shell.
    """
    python = _typed(sys.executable or "python")
    called = f"& {python}" if sys.platform == "win32" and python.startswith("'") else python
    return " ".join([called, "-m pip install", *map(_typed, packages)])


def _typed(word: str) -> str:
    """Return one word of a command, quoted where the shell of this system would split it."""
    if sys.platform != "win32":
        return shlex.quote(word)
    if re.fullmatch(r"[\w:\\/.~%+@=-]+", word):
        return word
    return "'" + word.replace("'", "''") + "'"
