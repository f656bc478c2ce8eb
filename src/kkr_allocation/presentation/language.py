"""Numbers, names and sentences in Danish and English, the figures as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.words import Figures, sentence

if TYPE_CHECKING:
    from kkr_allocation.sources import Source


Said: TypeAlias = "str | tuple[str, Source]"
"""A sentence, and where it is its own the source that it rests on."""
MINUS = "\N{MINUS SIGN}"
_GROUP = {"en": ",", "da": "."}
_POINT = {"en": ".", "da": ","}
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\b[A-ZÆØÅ]) (?=\d)|(?<=§) (?=\d)")
"""Spaces that no line breaks at: before a unit, after a list's letter or a paragraph's sign."""
_RULES_IN_DANISH = {
    "largest remainder (Hare)": "største brøk",
    "largest remainder (Droop)": "største brøk (Droop)",
    "Danish": "den danske metode",
    "controlled rounding": "kontrolleret afrunding",
}
"""Rules that are not called by a person's name."""


def number(value: int, language: Language) -> str:
    """Write a whole number with its thousands apart."""
    return f"{value:,}".replace(",", _GROUP[language]).replace("-", MINUS)


def signed(change: int) -> str:
    """Write a change with its sign, a loss with a minus that no line breaks at."""
    return f"{change:+d}".replace("-", MINUS)


def percent(share: Fraction, language: Language, digits: int = 1) -> str:
    """Write a share as a percentage, rounded half up from the exact fraction; 1 is the whole."""
    return decimal(100 * share, language, digits) + ("%" if language == "en" else " %")


def decimal(value: Fraction, language: Language, digits: int = 2) -> str:
    """Write a number with decimals, rounded half away from zero from the exact fraction."""
    rounded = int(abs(value) * 10**digits + Fraction(1, 2))
    whole, rest = divmod(rounded, 10**digits)
    sign = MINUS if value < 0 and rounded else ""
    decimals = f"{_POINT[language]}{rest:0{digits}d}" if digits else ""
    return f"{sign}{number(whole, language)}{decimals}"


def unbroken(text: str) -> str:
    """Return a text whose figures stay with their units, and seats with their list."""
    return _TOGETHER.sub("\N{NO-BREAK SPACE}", text)


def exact(value: Fraction, language: Language, digits: int = 2) -> str:
    """Write a whole number without decimals, any other with so many."""
    return decimal(value, language, 0 if value.denominator == 1 else digits)


def alphabetical(text: str) -> str:
    """Return what a text is sorted by in Danish: æ, ø and å last, aa as å, and numbers by size."""
    folded = text.casefold().replace("aa", "å").replace("å", "ÿ")  # after every letter of Danish
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(20), folded)


def joined(names: Iterable[str], language: Language) -> str:
    """Write names as a sentence lists them; no names give an empty text."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {'and' if language == 'en' else 'og'} {last}" if first else last


def rule_name(rule: str, language: Language) -> str:
    """Write the name of a rule of apportionment; people's names stay as they are."""
    return _RULES_IN_DANISH.get(rule, rule) if language == "da" else rule


def say(key: str, language: Language, /, **figures: object) -> str:
    """Return a sentence of the catalogue in a language, with its figures as `_written` has them."""
    return FIGURES[language].vformat(sentence(key, language), (), figures)


def _written(language: Language, value: object) -> str:
    """Write a figure as its kind is written: a count, a share, names, or text as it stands."""
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, Fraction):
        return percent(value, language)
    if isinstance(value, Rule):
        return rule_name(value.name, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return joined([_written(language, part) for part in value], language)
    return str(value)


FIGURES = {language: Figures(partial(_written, language)) for language in get_args(Language)}
"""How each language writes the figures of a sentence."""


def in_steps(title: str, language: Language, said: Iterable[tuple[str, Source]]) -> Explanation:
    """Return sentences, each with the source it rests on, as an explanation."""
    steps = (Step(number, text, source) for number, (text, source) in enumerate(said, start=1))
    return Explanation(title, language, tuple(steps))


def explained(
    source: Source | None = None,
) -> Callable[[Callable[..., Iterable[Said]]], Callable[..., Explanation]]:
    """Make sentences on a result, the title first, its explanation.

    They are asked for in a language, the last argument. Those without a source of their own rest
    on the one given, else on that of the result's rule.
    """

    def of(sentences: Callable[..., Iterable[Said]]) -> Callable[..., Explanation]:
        @wraps(sentences)
        def explanation(result: Any, *more: Any) -> Explanation:  # noqa: ANN401  (of any kind)
            title, *said = sentences(result, *more)
            rests = [(s, source or result.rule.source) if isinstance(s, str) else s for s in said]
            return in_steps(str(title), more[-1], rests)

        return explanation

    return of
