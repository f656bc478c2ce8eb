"""What a forum asks of the people who sit in it: small frozen rules that read themselves aloud.

Each is data; whether it holds is decided where people are appointed.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from attrs import asdict, field, frozen

from kkr_allocation.appointments.people import figure, names
from kkr_allocation.words import both, people, refused, worded

if TYPE_CHECKING:
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.errors import Bilingual


class Trait(Enum):
    """What a requirement can ask of a person."""

    MAYOR = "mayors"
    KKR_MEMBER = "members of the KKR"
    NON_POLITICIAN = "non-politicians"
    WOMAN = "women"
    MAN = "men"

    def covers(self, candidate: Candidate) -> bool:
        """Return whether the candidate is stated to be so; what is not stated does not count."""
        return {
            Trait.MAYOR: candidate.mayor,
            Trait.KKR_MEMBER: candidate.kkr_member,
            Trait.NON_POLITICIAN: not candidate.politician,
            Trait.WOMAN: candidate.sex == "F",
            Trait.MAN: candidate.sex == "M",
        }[self]

    def counted(self, posts: int) -> Bilingual:
        """Return so many people of the kind, in words."""
        return people(self.name, posts)


@frozen
class From:
    """People from certain municipalities, such as the peripheral areas."""

    municipalities: tuple[str, ...] = field(converter=names)
    label: str = ""
    """What they are called together; by default their names."""

    def covers(self, candidate: Candidate) -> bool:
        """Return whether the candidate is from one of the municipalities."""
        return candidate.municipality in self.municipalities

    def counted(self, posts: int) -> Bilingual:
        """Return so many people from there, in words; in Danish as they are written in a cell."""
        listed = ", ".join(self.municipalities)
        named = both(self.label, f"{self.label} ({listed})") if self.label else listed
        return worded("appointments.people_from", posts=posts, named=named)


Who: TypeAlias = Trait | From


_SAID = {
    "AtLeast": "appointments.at_least",
    "AtMost": "appointments.at_most",
    "AtMostFromOneMunicipality": "appointments.at_most_from_one",
    "AtMostReappointments": "appointments.at_most_reappointments",
    "AgeLimit": "appointments.age_limit",
    "NotAlsoIn": "appointments.not_also_in",
}
"""The sentence of each requirement."""


@frozen
class Requirement:
    """What a forum asks of the people who sit in it."""

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words, in Danish as it is written in a cell."""
        key = _SAID.get(type(self).__name__)
        if key is None:
            raise refused("appointments.requirement_without_words", rule=self)
        figures = asdict(self, recurse=False)
        if "who" in figures:
            figures = {"people": figures["who"].counted(figures["posts"])}
        if "fora" in figures:
            figures = {"fora": ", ".join(figures["fora"])}
        return worded(key, **figures)

    def __str__(self) -> str:
        """Return the requirement in words."""
        return str(self.words)


def _posts(value: object) -> int:
    return figure(value, both("posts of a requirement", "pladser i et krav"))


@frozen
class CountRequirement(Requirement):
    """A requirement that counts people, and so can also be a wish of the forum's."""

    posts: int = field(converter=_posts)


@frozen
class AtLeast(CountRequirement):
    """At least so many of the posts go to people of a kind."""

    who: Who


@frozen
class AtMost(CountRequirement):
    """At most so many of the posts go to people of a kind."""

    who: Who


@frozen
class AtMostFromOneMunicipality(CountRequirement):
    """No municipality has more than so many of the posts."""


@frozen
class AtMostReappointments(Requirement):
    """Nobody is appointed again more than so many times in a row.

    One bars people who have already had two terms (lov om erhvervsfremme § 10).
    """

    times: int = field(converter=_posts)


@frozen
class AgeLimit(Requirement):
    """Nobody is appointed who has turned so many years when the forum's term begins.

    A person whose date of birth is not stated is barred too.
    """

    years: int = field(converter=_posts)


@frozen
class NotAlsoIn(Requirement):
    """Nobody sits in this forum and in one of these at once."""

    fora: tuple[str, ...] = field(converter=names)


_TRAITS = {
    trait.counted(posts).da.partition(" ")[2].casefold(): trait
    for trait in Trait
    for posts in (1, 2)
}
_WORDS = {"en": 1, "én": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}
_COUNT = re.compile(rf"(mindst|højst)\s+(\d+|{'|'.join(_WORDS)})\s+(.+)", re.IGNORECASE)
_AGE = re.compile(r"under\s+(\d+)\s+år", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*([^,()]+?)\s*\(([^()]+)\)\s*")
_NOT_ALSO = re.compile(r"ikke også i\s+(.+)", re.IGNORECASE)


def requirements_in(text: str) -> tuple[Requirement, ...]:
    """Return the requirements in a text, separated by semicolons; other phrases are refused.

    What municipalities are called together stands before them: ``fra øerne (Samsø, Læsø)``.

    Examples
    --------
    >>> [str(rule) for rule in requirements_in("mindst 2 kvinder; højst 1 genudpegning")]
    ['at least 2 women', 'at most 1 re-appointment']
    """
    return tuple(_requirement(part.strip()) for part in text.split(";") if part.strip())


def _requirement(part: str) -> Requirement:
    if match := _AGE.fullmatch(part):
        return AgeLimit(int(match[1]))
    if match := _NOT_ALSO.fullmatch(part):
        return NotAlsoIn(tuple(name.strip() for name in match[1].split(",")))
    if match := _COUNT.fullmatch(part):
        posts = _WORDS.get(match[2].casefold()) or int(match[2])
        if found := _counted(match[1].casefold(), posts, match[3].strip()):
            return found
    listed = (
        "mindst/højst N borgmestre, KKR-medlemmer, ikke-politikere, kvinder, mænd, "
        "fra KOMMUNE, KOMMUNE; højst N fra samme kommune; højst N genudpegninger; under N år; "
        "ikke også i FORUM"
    )
    raise refused("appointments.requirement_part", part=part, listed=listed)


def _counted(bound: str, posts: int, who: str) -> Requirement | None:
    kind = AtLeast if bound == "mindst" else AtMost
    folded = who.casefold()
    if folded in _TRAITS:
        return kind(posts, _TRAITS[folded])
    if kind is AtMost and folded in {"genudpegning", "genudpegninger"}:
        return AtMostReappointments(posts)
    if kind is AtMost and folded == "fra samme kommune":
        return AtMostFromOneMunicipality(posts)
    if folded.startswith("fra ") and folded != "fra samme kommune":
        together = _TOGETHER.fullmatch(who[4:])
        label, listed = (together[1], together[2]) if together else ("", who[4:])
        return kind(posts, From(tuple(name.strip() for name in listed.split(",")), label))
    return None


def phrase_of(rule: Requirement) -> str:
    """Return a requirement as it is written in a cell: ``"højst 2 borgmestre"``."""
    return rule.words.da


class RuleKind(Enum):
    """What a rule of an appointment is about, and the sentence that its figures stand in."""

    FORUM_FILLS = "appointments.forum_fills_number"
    BLOCK_FILLS = "appointments.block_fills_number_forum"
    AGREED = "appointments.agreement_fills_at_least"
    LIST_FILLS = "appointments.list_fills"
    LIST_HAS_SUBSTITUTES = "appointments.list_substitutes_included"
    WITHOUT_ENTITLEMENT = "appointments.without_entitlement"
    LIMIT_OF_POSTS = "appointments.nobody_more_than"
    REQUIRED = "appointments.forum_rule"
    CANNOT_SIT = "appointments.cannot_sit"
    COUNCIL_SEAT_AT_START = "appointments.appointee_council_seat_when"
    COUNCIL_SEAT_FOR_TERM = "appointments.appointee_council_seat_whole"
    APPOINTED = "appointments.name_appointed_forum"


@frozen
class NamedRule:
    """A rule with the words it is known by; two are the same if kind and figures are."""

    kind: RuleKind
    figures: tuple[tuple[str, object], ...]

    @property
    def words(self) -> Bilingual:
        """Return the rule in words of both languages."""
        figures = {
            name: figure.words if isinstance(figure, Requirement) else figure
            for name, figure in self.figures
        }
        return worded(self.kind.value, **figures)

    @property
    def is_of_list(self) -> bool:
        """Whether the rule is about the posts or people of one list."""
        return self.kind in {RuleKind.LIST_FILLS, RuleKind.LIST_HAS_SUBSTITUTES}

    def __str__(self) -> str:
        """Return the rule in words."""
        return str(self.words)


def named_rule(kind: RuleKind, **figures: object) -> NamedRule:
    """Return the rule of a kind with the figures that its sentence has."""
    return NamedRule(kind, tuple(figures.items()))


def required(forum: str, rule: Requirement) -> NamedRule:
    """Name a forum's requirement."""
    return named_rule(RuleKind.REQUIRED, forum=forum, rule=rule)
