"""What an explanation and a certificate are: numbered steps with sources, checks that held."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from math import prod
from typing import TYPE_CHECKING, Literal, cast, get_args

from attrs import evolve, field, frozen

from kkr_allocation.errors import in_language
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.sources import Source

__all__ = ["Certificate", "Explanation", "Language", "Step", "checked_language", "shortened"]

Language = Literal["en", "da"]
_SHOWN = 200  # characters of a field in the `repr` of a result, about
_NUMBERS = 24  # numbers of an array in it


def checked_language(language: object) -> Language:
    """Return the language if there is a text in it."""
    if isinstance(language, str) and language in get_args(Language):
        return cast("Language", language)
    raise refused("inputs.language", language=language)


def shortened(value: object) -> str:
    """Return the `repr` of a value, of which a long one shows only the first entries."""
    return _within(value, _SHOWN)


def _within(value: object, room: int) -> str:
    """Return the `repr` of a value in about `room` characters, those inside it in fewer."""
    inside = room // 3
    if isinstance(value, Mapping):
        pairs = (f"{key!r}: {_within(item, inside)}" for key, item in value.items())
        return "{" + _first(pairs, room) + "}"
    if isinstance(value, AbstractSet):
        return "{" + _first(sorted(map(repr, value)), room) + "}"
    if isinstance(value, tuple | list):
        closing = ",)" if len(value) == 1 else ")"
        return "(" + _first((_within(item, inside) for item in value), room) + closing
    shape, text = getattr(value, "shape", None), " ".join(repr(value).split())
    if shape is not None and prod(shape) > _NUMBERS:
        return f"<array of shape {shape}>"
    return text if len(text) <= room else f"<{type(value).__name__}>"


def _first(entries: Iterable[str], room: int) -> str:
    """Return as many entries as there is room for, at least one, and how many more there are."""
    shown: list[str] = []
    left = 0
    for text in entries:
        room -= len(text)
        if shown and room < 0:
            left += 1
        else:
            shown.append(text)
    return ", ".join([*shown, f"… {left} more"] if left else shown)


@frozen
class Step:
    """One step of an explanation."""

    number: int  # from 1 up
    text: str  # what was done, with the figures
    source: Source  # the rule it rests on
    language: Language = "en"  # that of the explanation it stands in

    def __str__(self) -> str:
        """Write the step as a numbered line with its source."""
        return f"{self.number}. {self.text} ({self.source.cited(self.language)})"


@frozen
class Explanation:
    """Numbered steps from the inputs to the answer; `str` gives them as a protocol."""

    title: str  # what is explained
    language: Language
    steps: tuple[Step, ...] = field(repr=shortened)  # in the order of the rules

    def __attrs_post_init__(self) -> None:
        """Give the steps the language they are written in."""
        spoken = tuple(evolve(step, language=self.language) for step in self.steps)
        object.__setattr__(self, "steps", spoken)

    def __str__(self) -> str:
        """Write title and steps, one a line."""
        return "\n".join([self.title, *map(str, self.steps)])

    def __iter__(self) -> Iterator[Step]:
        """Iterate over the steps."""
        return iter(self.steps)

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.steps)

    def __getitem__(self, place: int) -> Step:
        """Return the step at this place, from 0 up."""
        return self.steps[place]

    def _repr_html_(self) -> str:
        markup = importlib.import_module("kkr_allocation.presentation.sheet")
        return str(markup.explanation_html(self))


@frozen
class Certificate:
    """What a verification checked; true, since a check that fails raises `VerificationError`."""

    checks: tuple[str, ...]  # what was recomputed and held, one sentence each; `taken` come first
    taken: tuple[str, ...] = ()  # as given: with any, the answer does not follow from the inputs
    binds: tuple[str, ...] = ()  # which inputs it is about, and what of them the library knows

    @property
    def proven(self) -> bool:
        """Whether the answer follows from its inputs, with nothing taken as given."""
        return not self.taken

    def __bool__(self) -> Literal[True]:
        """Hold: a certificate exists only where every check did."""
        return True

    def __str__(self) -> str:
        """Write the checks and what they bind, one a line."""
        return self.text()

    def text(self, language: Language = "en") -> str:
        """Return the checks, and then what they bind, in a language, one a line."""
        spoken = checked_language(language)
        return "\n".join(in_language(line, spoken) for line in (*self.checks, *self.binds))
