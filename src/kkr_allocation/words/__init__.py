"""Every sentence a secretariat can meet, as data: one file a wing, English and Danish side by side.

A sentence is asked for by its key and the figures that stand in it. A figure is written as
`str.format` writes it; after a colon ``{seats:seat|seats}`` is a count with the word that agrees
with it. A figure that has both languages itself is written in the language of the sentence.

What only a programmer can meet is English, and stands where it is raised.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING, Any, TypedDict

from kkr_allocation.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Refusal", "both", "catalogue", "people", "refusal", "wishes", "worded"]


class Refusal(TypedDict):
    """The three parts of a refusal: what is wrong, why, and what to do."""

    what: Bilingual
    why: Bilingual
    do: Bilingual


class _Figures(Formatter):
    """`str.format`, with a word that agrees with the count before it."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  (any figure)
        one, bar, several = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{int(value)} {one if value == 1 else several}"


_FIGURES = _Figures()


def both(english: str, danish: str) -> Bilingual:
    """Return what is computed in each language, such as a list of names or a date."""
    return Bilingual(english, da=danish)


def worded(key: str, /, **figures: object) -> Bilingual:
    """Return a sentence in both languages, with its figures."""
    return _filled(*_languages(key), figures)


def refusal(key: str, /, **figures: object) -> Refusal:
    """Return what is wrong, why, and what to do: the arguments of an error."""
    entry = _entry(key)
    english, danish = entry["en"], entry["da"]
    return {
        "what": _filled(english["what"], danish["what"], figures),
        "why": _filled(english["why"], danish["why"], figures),
        "do": _filled(english["do"], danish["do"], figures),
    }


def _languages(key: str) -> tuple[str, str]:
    entry, _, part = key.partition(":")
    english, danish = _entry(entry)["en"], _entry(entry)["da"]
    return (english[part], danish[part]) if part else (english, danish)


def _entry(key: str) -> dict[str, Any]:
    wing, _, name = key.partition(".")
    found: dict[str, Any] = catalogue(wing)[name]
    return found


@cache
def catalogue(wing: str) -> dict[str, Any]:
    """Return the sentences of a wing by key."""
    return tomllib.loads(files(__name__).joinpath(f"{wing}.toml").read_text(encoding="utf-8"))


def _filled(english: str, danish: str, figures: Mapping[str, object]) -> Bilingual:
    spoken = {
        name: figure.da if isinstance(figure, Bilingual) else figure
        for name, figure in figures.items()
    }
    return Bilingual(
        _FIGURES.vformat(english, (), figures), da=_FIGURES.vformat(danish, (), spoken)
    )


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
    }


def people(trait: str, posts: int) -> Bilingual:
    """Return so many people of a kind, by its code.

    Examples
    --------
    >>> people("MAYOR", 1), people("WOMAN", 2).da
    ('1 mayor', '2 kvinder')
    """
    return {
        "MAYOR": worded("appointments.mayors", posts=posts),
        "KKR_MEMBER": worded("appointments.kkr_members", posts=posts),
        "NON_POLITICIAN": worded("appointments.non_politicians", posts=posts),
        "WOMAN": worded("appointments.women", posts=posts),
        "MAN": worded("appointments.men", posts=posts),
    }[trait]
