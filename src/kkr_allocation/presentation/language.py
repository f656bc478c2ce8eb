"""Numbers, names and texts in Danish and English.

Every sentence of the presentation is a `Text` with both languages side by side, so that none
can be forgotten when a rule changes; the figures are written as each language writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Self

from attrs import frozen

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.explanations import Explanation, Step

if TYPE_CHECKING:
    import datetime as dt

    from kkr_allocation.explanations import Language
    from kkr_allocation.sources import Source


MINUS = "\N{MINUS SIGN}"
_GROUP = {"en": ",", "da": "."}
_POINT = {"en": ".", "da": ","}
_AND = {"en": "and", "da": "og"}
_PERCENT = {"en": "%", "da": " %"}
_LAST = "\N{LATIN SMALL LETTER Y WITH DIAERESIS}"
_DIGITS = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 20
_RULES_IN_DANISH = {
    "largest remainder (Hare)": "største brøk",
    "largest remainder (Droop)": "største brøk (Droop)",
    "Danish": "den danske metode",
}
"""Rules that are not called by a person's name."""


def number(value: int, language: Language) -> str:
    """Write a whole number with its thousands apart.

    Examples
    --------
    >>> number(24062, "da"), number(24062, "en")
    ('24.062', '24,062')
    """
    return f"{value:,}".replace(",", _GROUP[language]).replace("-", MINUS)


def signed(change: int) -> str:
    """Write a change with its sign, a loss with a minus that no line breaks at.

    Examples
    --------
    >>> signed(2), signed(-1)
    ('+2', '−1')
    """
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


def _written(value: object, language: Language) -> str:
    """Write a figure as its kind is written: a count, a share, names, or text as it stands."""
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, Fraction):
        return percent(value, language)
    if isinstance(value, Rule):
        return rule_name(value.name, language)
    if isinstance(value, Noun | Text):
        return value.text(language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return joined([_written(part, language) for part in value], language)
    return str(value)


class _Figure(str):
    """A written figure that words can agree with in number."""

    __slots__ = ("is_one",)

    is_one: bool

    def __new__(cls, value: object, language: Language) -> Self:
        """Write a figure; a count of one, or one name alone, is singular."""
        figure = super().__new__(cls, _written(value, language))
        if isinstance(value, Noun):
            value = value.count
        elif isinstance(value, Sequence) and not isinstance(value, str):
            value = len(value)
        figure.is_one = value == 1
        return figure

    def __format__(self, words: str) -> str:
        """Return the figure, and after it the first word for one, the second for others."""
        if not words:
            return str(self)
        one, others = words.split("|")
        return f"{self} {one if self.is_one else others}"


@frozen
class Text:
    """One sentence in both languages.

    ``{name}`` stands where a figure does, and ``{name:seat|seats}`` or ``{name:was|were}`` where a
    word that follows it agrees with it in number.

    Examples
    --------
    >>> Text(en="{votes:vote|votes} for A", da="{votes:stemme|stemmer} på A").text("en", votes=1)
    '1 vote for A'
    >>> votes = Text(en="{votes} votes for {lists}", da="{votes} stemmer på {lists}")
    >>> votes.text("da", votes=24062, lists=["A", "V"])
    '24.062 stemmer på A og V'
    """

    en: str
    da: str

    def text(self, language: Language, **figures: object) -> str:
        """Return the sentence in this language with its figures.

        Counts get their thousands apart, fractions become percentages, rules are named, sequences
        are joined by commas and "and".
        """
        sentence = self.en if language == "en" else self.da
        return sentence.format_map({k: _Figure(v, language) for k, v in figures.items()})


@frozen
class Noun:
    """A counted thing, by singular and plural: one seat, two seats.

    Examples
    --------
    >>> Noun(1, en=("seat", "seats"), da=("mandat", "mandater")).text("da")
    '1 mandat'
    """

    count: int
    en: tuple[str, str]
    da: tuple[str, str]

    def text(self, language: Language) -> str:
        """Return the count and the noun in its number."""
        singular, plural = self.en if language == "en" else self.da
        return f"{number(self.count, language)} {singular if self.count == 1 else plural}"


# What the texts count, from seats to people, in both languages.


candidates = partial(Noun, en=("candidate", "candidates"), da=("kandidat", "kandidater"))
checks = partial(Noun, en=("check", "checks"), da=("kontrol", "kontroller"))
columns = partial(Noun, en=("column", "columns"), da=("kolonne", "kolonner"))
councils = partial(Noun, en=("council", "councils"), da=("råd", "råd"))
council_seats = partial(Noun, en=("seat", "seats"), da=("plads", "pladser"))
draws = partial(Noun, en=("draw", "draws"), da=("trækning", "trækninger"))
elections = partial(Noun, en=("election", "elections"), da=("valg", "valg"))
fora = partial(Noun, en=("forum", "fora"), da=("forum", "fora"))
mayors = partial(Noun, en=("mayor", "mayors"), da=("borgmester", "borgmestre"))
members = partial(Noun, en=("member", "members"), da=("medlem", "medlemmer"))
municipalities = partial(Noun, en=("municipality", "municipalities"), da=("kommune", "kommuner"))
other_lists = partial(Noun, en=("other list", "other lists"), da=("anden liste", "andre lister"))
people = partial(Noun, en=("person", "people"), da=("person", "personer"))
places = partial(Noun, en=("place", "places"), da=("plads", "pladser"))
posts = partial(Noun, en=("post", "posts"), da=("plads", "pladser"))
rows = partial(Noun, en=("row", "rows"), da=("række", "rækker"))
seats = partial(Noun, en=("seat", "seats"), da=("mandat", "mandater"))
structures = partial(Noun, en=("structure", "structures"), da=("inddeling", "inddelinger"))
substitutes = partial(
    Noun, en=("substitute", "substitutes"), da=("stedfortræder", "stedfortrædere")
)
supplementary_members = partial(
    Noun,
    en=("supplementary member", "supplementary members"),
    da=("supplerende medlem", "supplerende medlemmer"),
)
votes = partial(Noun, en=("vote", "votes"), da=("stemme", "stemmer"))


# Sentences as the numbered steps of an explanation.


def in_steps(title: str, language: Language, said: Iterable[tuple[str, Source]]) -> Explanation:
    """Return sentences, each with the source it rests on, as an explanation."""
    steps = (Step(number, text, source) for number, (text, source) in enumerate(said, start=1))
    return Explanation(title, language, tuple(steps))
