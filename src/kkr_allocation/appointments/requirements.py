"""What a forum asks of the people who sit in it: small frozen rules that read themselves aloud.

A requirement counts people (`AtLeast`, `AtMost`, `AtMostFromOneMunicipality`) or bars some from
a forum (`AgeLimit`, `AtMostReappointments`, `NotAlsoIn`). Each is data; whether it holds is
decided where people are appointed.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from kkr_allocation.appointments.people import figure, names
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.words import both, people, refusal, worded

if TYPE_CHECKING:
    from kkr_allocation.appointments.people import Candidate


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


@frozen
class Requirement:
    """What a forum asks of the people who sit in it."""

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words, in Danish as it is written in a cell."""
        raise InvalidInputError(**refusal("appointments.requirement_without_words", rule=self))

    def __str__(self) -> str:
        """Return the requirement in words."""
        return str(self.words)


@frozen
class CountRequirement(Requirement):
    """A requirement that counts people, and so can also be a wish of the forum's."""


def _posts(value: object) -> int:
    return figure(value, "posts of a requirement")


@frozen
class AtLeast(CountRequirement):
    """At least so many of the posts go to people of a kind.

    Examples
    --------
    >>> from kkr_allocation.appointments.requirements import AtLeast, From
    >>> print(AtLeast(1, From(("Lolland", "Guldborgsund"), "peripheral areas")))
    at least 1 from peripheral areas
    """

    posts: int = field(converter=_posts)
    who: Who

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.at_least", people=self.who.counted(self.posts))


@frozen
class AtMost(CountRequirement):
    """At most so many of the posts go to people of a kind."""

    posts: int = field(converter=_posts)
    who: Who

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.at_most", people=self.who.counted(self.posts))


@frozen
class AtMostFromOneMunicipality(CountRequirement):
    """No municipality has more than so many of the posts."""

    posts: int = field(converter=_posts)

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.at_most_from_one", posts=self.posts)


@frozen
class AtMostReappointments(Requirement):
    """Nobody is appointed again more than so many times in a row.

    One bars people who have already had two terms, as in Danmarks Erhvervsfremmebestyrelse (lov
    om erhvervsfremme § 10).
    """

    times: int = field(converter=_posts)

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.at_most_reappointments", times=self.times)


@frozen
class AgeLimit(Requirement):
    """Nobody is appointed who has turned so many years when the forum's term begins.

    A person whose date of birth is not stated is barred too, since the rule cannot be shown to
    hold.
    """

    years: int = field(converter=_posts)

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.age_limit", years=self.years)


@frozen
class NotAlsoIn(Requirement):
    """Nobody sits in this forum and in one of these at once."""

    fora: tuple[str, ...] = field(converter=names)

    @property
    def words(self) -> Bilingual:
        """Return the requirement in words."""
        return worded("appointments.not_also_in", fora=", ".join(self.fora))


# Requirements as a secretariat writes them in a cell, in Danish, and back.


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
    """Return the requirements in a text, separated by semicolons.

    Such as ``"mindst 1 fra Lolland, Guldborgsund; højst 2 borgmestre; under 75 år"``. What
    municipalities are called together stands before them: ``fra øerne (Samsø, Læsø)``. A part
    that is none of the known phrases is refused.

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
    match = _COUNT.fullmatch(part)
    found = _counted(match[1].casefold(), _number(match[2]), match[3].strip()) if match else None
    if found is None:
        listed = (
            "mindst/højst N borgmestre, KKR-medlemmer, ikke-politikere, kvinder, mænd, "
            "fra KOMMUNE, KOMMUNE; højst N fra samme kommune; højst N genudpegninger; under N år; "
            "ikke også i FORUM"
        )
        raise InvalidInputError(
            **refusal("appointments.requirement_part", part=part, listed=listed)
        )
    return found


def _number(text: str) -> int:
    """Return a number that stands in figures or, up to five, in letters."""
    return _WORDS.get(text.casefold()) or int(text)


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


# What the rules of an appointment are called, in English and Danish.
#
# A conflict is a set of these rules, and the words are all that a secretariat sees of one. What a
# program has to know of it, which kind it is and of what, stands beside the words.


class RuleKind(Enum):
    """What a rule of an appointment is about."""

    FORUM_FILLS = auto()
    BLOCK_FILLS = auto()
    AGREED = auto()
    LIST_FILLS = auto()
    LIST_HAS_SUBSTITUTES = auto()
    WITHOUT_ENTITLEMENT = auto()
    LIMIT_OF_POSTS = auto()
    REQUIRED = auto()
    CANNOT_SIT = auto()
    COUNCIL_SEAT = auto()
    APPOINTED = auto()


@frozen
class NamedRule:
    """A rule with the words it is known by; two are the same if kind and subject are."""

    kind: RuleKind
    subject: tuple[object, ...]
    words: Bilingual = field(eq=False)

    @property
    def is_of_list(self) -> bool:
        """Whether the rule is about the posts or people of one list."""
        return self.kind in {RuleKind.LIST_FILLS, RuleKind.LIST_HAS_SUBSTITUTES}

    def __str__(self) -> str:
        """Return the rule in words."""
        return str(self.words)


WITHOUT_ENTITLEMENT = NamedRule(
    RuleKind.WITHOUT_ENTITLEMENT, (), worded("appointments.without_entitlement")
)


def posts_in_words(count: int) -> Bilingual:
    """Return so many posts, in the right number."""
    return worded("appointments.count", count=count)


def _candidates(count: int) -> Bilingual:
    return worded("appointments.count_2", count=count)


def forum_fills(forum: str, posts: int) -> NamedRule:
    """Name the rule that a forum's posts are all filled."""
    words = worded("appointments.forum_fills_number", forum=forum, number=posts_in_words(posts))
    return NamedRule(RuleKind.FORUM_FILLS, (forum,), words)


def block_fills(block: str, forum: str, posts: int) -> NamedRule:
    """Name the rule that an alliance or list has its posts in a forum."""
    number = posts_in_words(posts)
    words = worded("appointments.block_fills_number_forum", block=block, number=number, forum=forum)
    return NamedRule(RuleKind.BLOCK_FILLS, (block, forum), words)


def agreed_to_fill(party: str, forum: str, posts: int) -> NamedRule:
    """Name the rule that a list has the posts that others left to it in a forum."""
    number = posts_in_words(posts)
    words = worded("appointments.agreement_fills_at_least", party=party, number=number, forum=forum)
    return NamedRule(RuleKind.AGREED, (party, forum), words)


def list_fills(party: str, posts: int, package: str, candidates: int) -> NamedRule:
    """Name the rule that a list has its posts of a package; empty for the only one."""
    words = worded(
        "appointments.list_fills",
        party=party,
        number=posts_in_words(posts),
        where=f" in {package}" if package else "",
        people=_candidates(candidates),
        hvor=f" i {package}" if package else "",
    )
    return NamedRule(RuleKind.LIST_FILLS, (party, package), words)


def limit_of_posts(limit: int) -> NamedRule:
    """Name the rule that nobody has more than so many posts."""
    words = worded("appointments.nobody_more_than", number=posts_in_words(limit))
    return NamedRule(RuleKind.LIMIT_OF_POSTS, (), words)


def required(forum: str, rule: Requirement) -> NamedRule:
    """Name a forum's requirement."""
    words = worded("appointments.forum_rule", forum=forum, rule=rule.words)
    return NamedRule(RuleKind.REQUIRED, (forum, rule), words)


def cannot_sit(name: str, forum: str) -> NamedRule:
    """Name the rule that a person cannot sit in a forum."""
    words = worded("appointments.cannot_sit", name=name, name_2=forum)
    return NamedRule(RuleKind.CANNOT_SIT, (name, forum), words)


def council_seat(forum: str, *, whole_term: bool) -> NamedRule:
    """Name the rule that an appointee has a council seat, at the start or for the whole term."""
    words = worded(
        f"appointments.appointee_council_seat_{'whole' if whole_term else 'when'}", name=forum
    )
    return NamedRule(RuleKind.COUNCIL_SEAT, (forum, whole_term), words)


def with_substitutes(party: str, forum: str, candidates: int) -> NamedRule:
    """Name the rule that a list has members and substitutes of its own for a forum."""
    people = _candidates(candidates)
    words = worded(
        "appointments.list_substitutes_included", party=party, people=people, forum=forum
    )
    return NamedRule(RuleKind.LIST_HAS_SUBSTITUTES, (party, forum), words)


def appointed(forum: str, name: str) -> NamedRule:
    """Name the rule that an appointment stands."""
    words = worded("appointments.name_appointed_forum", name=name, forum=forum)
    return NamedRule(RuleKind.APPOINTED, (forum, name), words)
