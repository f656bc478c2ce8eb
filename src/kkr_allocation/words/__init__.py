"""Every sentence a secretariat can meet, as data: one file a wing, English and Danish side by side.

A figure is written as `str.format` writes it; after a colon ``{seats:seat|seats}`` is a count with
the word that agrees with it. One that has both languages is written in that of the sentence. What
only a programmer can meet is English, and stands where it is raised.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal, TypedDict

from kkr_allocation.errors import Bilingual, InfeasibleError, InvalidInputError


class Refusal(TypedDict):
    """The three parts of a refusal: what is wrong, why, and what to do."""

    what: Bilingual
    why: Bilingual
    do: Bilingual


class Figures(Formatter):
    """`str.format`, with a word that agrees with the count, or the list, before it."""

    def __init__(self, write: Callable[[Any], str] = format) -> None:
        self._write = write

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  (any figure)
        """Return a figure, and after it the first words for one, the second for others."""
        one, bar, several = format_spec.partition("|")
        if bar:
            number = len(value) if isinstance(value, list | tuple) else value
            return f"{self._write(value)} {one if number == 1 else several}"
        return str(super().format_field(value, format_spec)) if format_spec else self._write(value)


_FIGURES = Figures()
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def written_day(day: dt.date, language: Literal["en", "da"]) -> str:
    """Write a day: in Danish as a Danish spreadsheet does, in English with the month's name."""
    named = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d-%m-%Y}" if language == "da" else named


def both(english: str, danish: str) -> Bilingual:
    """Return what is computed in each language, such as a list of names or a date."""
    return Bilingual(english, da=danish)


def worded(key: str, /, **figures: object) -> Bilingual:
    """Return a sentence in both languages, with its figures; ``key:part`` is a part of one."""
    spoken = {
        name: figure.da
        if isinstance(figure, Bilingual)
        else written_day(figure, "da")
        if isinstance(figure, dt.date)
        else figure
        for name, figure in figures.items()
    }
    english, danish = sentence(key, "en"), sentence(key, "da")
    return both(_FIGURES.vformat(english, (), figures), _FIGURES.vformat(danish, (), spoken))


def refusal(key: str, /, **figures: object) -> Refusal:
    """Return what is wrong, why, and what to do: the arguments of an error."""
    what, why, do = (worded(f"{key}:{part}", **figures) for part in ("what", "why", "do"))
    return {"what": what, "why": why, "do": do}


def refused(key: str, about: str = "", /, **figures: object) -> InvalidInputError:
    """Return the error that says so, about the field that is named where there are several."""
    return InvalidInputError(**refusal(key, **figures), about=about)


def infeasible(
    key: str, conflict: Iterable[str], relaxation: object = None, /, **figures: object
) -> InfeasibleError:
    """Return the error that says so, of rules that cannot all be met."""
    said = refusal(key, **figures)
    return InfeasibleError(**said, conflict=tuple(conflict), relaxation=relaxation)


def sentence(key: str, language: Literal["en", "da"]) -> str:
    """Return a sentence in one language with its figures open."""
    name, _, part = key.partition(":")
    found = entry(name)[language]
    return str(found[part] if part else found)


def entry(key: str) -> dict[str, Any]:
    """Return what stands under a key, by language; one without a wing is the presentation's."""
    wing, _, name = key.rpartition(".")
    found: dict[str, Any] = catalogue(wing or "presentation")[name]
    return found


@cache
def catalogue(wing: str) -> dict[str, Any]:
    """Return the sentences of a wing by key."""
    return tomllib.loads(files(__name__).joinpath(f"{wing}.toml").read_text(encoding="utf-8"))


def said_by_system(error: Exception) -> Bilingual:
    """Return in words why the system could not open, read or write a file."""
    kind, why = type(error).__name__, getattr(error, "strerror", None) or error
    known = entry("readers.system")["en"]
    return worded(f"readers.system:{kind if kind in known else 'Exception'}", why=why)


# What a document has a code for. The engine and the verifier, which share no code, ask here.


def wishes() -> dict[str, Bilingual]:
    """Return what the wishes of an appointment are called, by the code of each."""
    return {
        "SEX_IN_FORUM": worded("appointments.sex_in_forum"),
        "SEX_OVERALL": worded("appointments.sex_overall"),
        "MUNICIPALITIES": worded("appointments.spread_over_municipalities"),
        "FORUM_WANTS": worded("appointments.what_fora_want"),
        "GROUP_WISHES": worded("appointments.wishes_of_groups"),
        "CANDIDATE_WISHES": worded("appointments.wishes_of_candidates"),
        "CONTINUITY": worded("appointments.continuity"),
        "KEPT": worded("appointments.kept"),
    }


def people(trait: str, posts: int) -> Bilingual:
    """Return so many people of a kind, by its code."""
    return {
        "MAYOR": worded("appointments.mayors", posts=posts),
        "KKR_MEMBER": worded("appointments.kkr_members", posts=posts),
        "NON_POLITICIAN": worded("appointments.non_politicians", posts=posts),
        "WOMAN": worded("appointments.women", posts=posts),
        "MAN": worded("appointments.men", posts=posts),
    }[trait]
