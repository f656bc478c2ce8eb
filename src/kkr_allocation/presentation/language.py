"""Numbers, names and sentences in Danish and English, the figures as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, get_args

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.words import Figures, sentence

if TYPE_CHECKING:
    import datetime as dt

    from kkr_allocation.sources import Source


MINUS = "\N{MINUS SIGN}"
_GROUP = {"en": ",", "da": "."}
_POINT = {"en": ".", "da": ","}
_AND = {"en": "and", "da": "og"}
_PERCENT = {"en": "%", "da": " %"}
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\b[A-ZÆØÅ]) (?=\d)|(?<=§) (?=\d)")
"""Spaces that no line breaks at: before a unit, after a list's letter or a paragraph's sign."""
_LAST = "\N{LATIN SMALL LETTER Y WITH DIAERESIS}"
_DIGITS = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 20
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
    """Write a share as a percentage, rounded half up from the exact fraction; 1 is the whole.

    Examples
    --------
    >>> percent(Fraction(54, 1000), "da"), percent(Fraction(2, 100), "en", digits=0)
    ('5,4 %', '2%')
    """
    unit = 10**digits
    rounded = (2 * 100 * unit * share.numerator + share.denominator) // (2 * share.denominator)
    whole, rest = divmod(rounded, unit)
    decimals = f"{_POINT[language]}{rest:0{digits}d}" if digits else ""
    return f"{number(whole, language)}{decimals}{_PERCENT[language]}"


def decimal(value: Fraction, language: Language, digits: int = 2) -> str:
    """Write a number with decimals, rounded half away from zero from the exact fraction.

    Examples
    --------
    >>> decimal(Fraction(315, 11), "da"), decimal(Fraction(-1, 8), "en")
    ('28,64', '−0.13')
    """
    unit = 10**digits
    size = abs(value)
    rounded = (2 * size.numerator * unit + size.denominator) // (2 * size.denominator)
    whole, rest = divmod(rounded, unit)
    sign = MINUS if value < 0 and rounded else ""
    return f"{sign}{number(whole, language)}{_POINT[language]}{rest:0{digits}d}"


def unbroken(text: str) -> str:
    r"""Return a text whose figures stay with their units, and seats with their list.

    Examples
    --------
    >>> unbroken("A 9 og 0,6 % af 12")
    'A\xa09 og 0,6\xa0% af 12'
    """
    return _TOGETHER.sub("\N{NO-BREAK SPACE}", text)


def exact(value: Fraction, language: Language, digits: int = 2) -> str:
    """Write a whole number without decimals, any other with so many."""
    whole = value.denominator == 1
    return number(int(value), language) if whole else decimal(value, language, digits)


def alphabetical(text: str) -> str:
    """Return what a text is sorted by in Danish: æ, ø and å last, aa as å, and numbers by size.

    Examples
    --------
    >>> sorted(["A10", "A2", "A1"], key=alphabetical)
    ['A1', 'A2', 'A10']
    >>> sorted(["Aarhus", "Ærø", "Varde", "Assens"], key=alphabetical)
    ['Assens', 'Varde', 'Ærø', 'Aarhus']
    """
    folded = text.casefold().replace("aa", "å").replace("å", _LAST)
    return _DIGITS.sub(lambda found: found[0].zfill(_LONGEST_NUMBER), folded)


def written_day(day: dt.date, language: Language) -> str:
    """Write a day, in Danish as a Danish spreadsheet does.

    Examples
    --------
    >>> import datetime as dt
    >>> written_day(dt.date(2027, 5, 1), "da"), written_day(dt.date(2027, 5, 1), "en")
    ('01-05-2027', '2027-05-01')
    """
    return f"{day:%d-%m-%Y}" if language == "da" else day.isoformat()


def joined(names: Iterable[str], language: Language) -> str:
    """Write names as a sentence lists them; no names give an empty text.

    Examples
    --------
    >>> joined(["A", "B", "Ø"], "da"), joined(["A", "B"], "en"), joined(["A"], "en")
    ('A, B og Ø', 'A and B', 'A')
    """
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last


def rule_name(rule: str, language: Language) -> str:
    """Write the name of a rule of apportionment; people's names stay as they are.

    Examples
    --------
    >>> rule_name("largest remainder (Hare)", "da"), rule_name("d'Hondt", "da")
    ('største brøk', "d'Hondt")
    """
    return _RULES_IN_DANISH.get(rule, rule) if language == "da" else rule


def say(key: str, language: Language, /, **figures: object) -> str:
    """Return a sentence of the catalogue in a language, with its figures.

    Counts get their thousands apart, fractions become percentages, rules are named, sequences are
    joined by commas and "and".

    Examples
    --------
    >>> say("valid_votes", "en", valid=24062)
    'Valid: 24,062 votes; the shares are of these.'
    """
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


# Sentences as the numbered steps of an explanation.


def in_steps(title: str, language: Language, said: Iterable[tuple[str, Source]]) -> Explanation:
    """Return sentences, each with the source it rests on, as an explanation."""
    steps = (Step(number, text, source) for number, (text, source) in enumerate(said, start=1))
    return Explanation(title, language, tuple(steps))
