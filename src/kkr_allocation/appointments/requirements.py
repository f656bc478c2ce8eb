"""What a forum asks of the people who sit in it: small frozen rules that read themselves aloud.

A requirement counts people (`AtLeast`, `AtMost`, `AtMostFromOneMunicipality`) or bars some from
a forum (`AgeLimit`, `AtMostReappointments`, `NotAlsoIn`). Each is data; whether it holds is
decided where people are appointed.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from kkr_allocation.appointments.people import figure, names
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.words import refusal, worded

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
        match self:
            case Trait.MAYOR:
                return candidate.mayor
            case Trait.KKR_MEMBER:
                return candidate.kkr_member
            case Trait.NON_POLITICIAN:
                return not candidate.politician
            case Trait.WOMAN:
                return candidate.sex == "F"
            case Trait.MAN:
                return candidate.sex == "M"

    def counted(self, posts: int) -> str:
        """Return so many people of the kind.

        Examples
        --------
        >>> Trait.MAYOR.counted(1), Trait.WOMAN.counted(2)
        ('1 mayor', '2 women')
        """
        return f"{Count(posts):{_ONE[self]}|{self.value}}"


_ONE = {
    Trait.MAYOR: "mayor",
    Trait.KKR_MEMBER: "member of the KKR",
    Trait.NON_POLITICIAN: "non-politician",
    Trait.WOMAN: "woman",
    Trait.MAN: "man",
}


@frozen
class From:
    """People from certain municipalities, such as the peripheral areas.

    Parameters
    ----------
    municipalities : sequence of str
        The municipalities.
    label : str
        What they are called together; by default their names.
    """

    municipalities: tuple[str, ...] = field(converter=names)
    label: str = ""

    def covers(self, candidate: Candidate) -> bool:
        """Return whether the candidate is from one of the municipalities."""
        return candidate.municipality in self.municipalities

    def counted(self, posts: int) -> str:
        """Return so many people from there."""
        return f"{posts} from {self.label or ', '.join(self.municipalities)}"


Who: TypeAlias = Trait | From


@frozen
class Requirement:
    """What a forum asks of the people who sit in it."""


@frozen
class CountRequirement(Requirement):
    """A requirement that counts people, and so can also be a wish of the forum's."""


def _posts(value: object) -> int:
    return figure(value, "posts of a requirement")


@frozen
class AtLeast(CountRequirement):
    """At least so many of the posts go to people of a kind.

    Parameters
    ----------
    posts : int
        Posts, from 0 up.
    who : Trait or From
        The kind.

    Examples
    --------
    >>> from kkr_allocation.appointments.requirements import AtLeast, From
    >>> print(AtLeast(1, From(("Lolland", "Guldborgsund"), "peripheral areas")))
    at least 1 from peripheral areas
    """

    posts: int = field(converter=_posts)
    who: Who

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"at least {self.who.counted(self.posts)}"


@frozen
class AtMost(CountRequirement):
    """At most so many of the posts go to people of a kind.

    Parameters
    ----------
    posts : int
        Posts, from 0 up.
    who : Trait or From
        The kind.
    """

    posts: int = field(converter=_posts)
    who: Who

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"at most {self.who.counted(self.posts)}"


@frozen
class AtMostFromOneMunicipality(CountRequirement):
    """No municipality has more than so many of the posts.

    Parameters
    ----------
    posts : int
        Posts, from 0 up.
    """

    posts: int = field(converter=_posts)

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"at most {self.posts} from one municipality"


@frozen
class AtMostReappointments(Requirement):
    """Nobody is appointed again more than so many times in a row.

    Parameters
    ----------
    times : int
        Re-appointments; 1 bars people who have already had two terms.

    Notes
    -----
    Danmarks Erhvervsfremmebestyrelse: one re-appointment only (lov om erhvervsfremme § 10).
    """

    times: int = field(converter=_posts)

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"at most {Count(self.times):re-appointment|re-appointments}"


@frozen
class AgeLimit(Requirement):
    """Nobody is appointed who has turned so many years when the forum's term begins.

    Parameters
    ----------
    years : int
        The age that bars. A person whose date of birth is not stated is barred too, since the
        rule cannot be shown to hold.
    """

    years: int = field(converter=_posts)

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"not yet {Count(self.years):year|years} old"


@frozen
class NotAlsoIn(Requirement):
    """Nobody sits in this forum and in one of these at once.

    Parameters
    ----------
    fora : sequence of str
        Names of other fora.
    """

    fora: tuple[str, ...] = field(converter=names)

    def __str__(self) -> str:
        """Return the requirement in words."""
        return f"nobody who also sits in {', '.join(self.fora)}"


# Requirements as a secretariat writes them in a cell, in Danish, and back.


_TRAITS = {
    "borgmester": Trait.MAYOR,
    "borgmestre": Trait.MAYOR,
    "KKR-medlem": Trait.KKR_MEMBER,
    "KKR-medlemmer": Trait.KKR_MEMBER,
    "ikke-politiker": Trait.NON_POLITICIAN,
    "ikke-politikere": Trait.NON_POLITICIAN,
    "kvinde": Trait.WOMAN,
    "kvinder": Trait.WOMAN,
    "mand": Trait.MAN,
    "mænd": Trait.MAN,
}
_FOLDED = {word.casefold(): trait for word, trait in _TRAITS.items()}
_PLURALS = {trait: word for word, trait in _TRAITS.items()}
_SINGULARS = {trait: word for word, trait in reversed(_TRAITS.items())}
_WORDS = {"en": 1, "én": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}
_COUNT = re.compile(rf"(mindst|højst)\s+(\d+|{'|'.join(_WORDS)})\s+(.+)", re.IGNORECASE)
_AGE = re.compile(r"under\s+(\d+)\s+år", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*([^,()]+?)\s*\(([^()]+)\)\s*")
_NOT_ALSO = re.compile(r"ikke også i\s+(.+)", re.IGNORECASE)


def requirements_in(text: str) -> tuple[Requirement, ...]:
    """Return the requirements in a text, separated by semicolons.

    Parameters
    ----------
    text : str
        Such as ``"mindst 1 fra Lolland, Guldborgsund; højst 2 borgmestre; under 75 år"``. What
        municipalities are called together stands before them: ``fra øerne (Samsø, Læsø)``.

    Raises
    ------
    InvalidInputError
        If a part is none of the known phrases.

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
    if folded in _FOLDED:
        return kind(posts, _FOLDED[folded])
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
    """Return a requirement as it is written in a cell.

    Parameters
    ----------
    rule : Requirement
        The requirement.

    Examples
    --------
    >>> phrase_of(AtMost(2, Trait.MAYOR)), phrase_of(AtLeast(1, Trait.MAYOR))
    ('højst 2 borgmestre', 'mindst 1 borgmester')
    """
    match rule:
        case AgeLimit():
            return f"under {rule.years} år"
        case NotAlsoIn():
            return f"ikke også i {', '.join(rule.fora)}"
        case AtMostReappointments():
            return f"højst {Count(rule.times):genudpegning|genudpegninger}"
        case AtMostFromOneMunicipality():
            return f"højst {rule.posts} fra samme kommune"
        case AtLeast() | AtMost():
            bound = "mindst" if isinstance(rule, AtLeast) else "højst"
            return f"{bound} {rule.posts} {_who(rule.who, rule.posts)}"
        case _:
            raise InvalidInputError(
                f"the requirement is {rule!r}",
                why="it has no phrase",
                do="Pass one of kkr_allocation.appointments.requirements",
            )


def _who(who: Who, posts: int) -> str:
    if isinstance(who, From):
        listed = ", ".join(who.municipalities)
        return f"fra {who.label} ({listed})" if who.label else f"fra {listed}"
    return (_SINGULARS if posts == 1 else _PLURALS)[who]


# What the rules of an appointment are called, in English and Danish.
#
# A conflict is a set of these names, and a name is all that a secretariat sees of a rule.


WITHOUT_ENTITLEMENT = worded("appointments.without_entitlement")


def posts_in_words(count: int) -> Bilingual:
    """Return so many posts, in the right number.

    Examples
    --------
    >>> posts_in_words(1), posts_in_words(2).da
    ('1 post', '2 pladser')
    """
    return worded("appointments.count", count=count)


def _candidates(count: int) -> Bilingual:
    return worded("appointments.count_2", count=count)


def forum_fills(forum: str, posts: int) -> Bilingual:
    """Name the rule that a forum's posts are all filled.

    Examples
    --------
    >>> forum_fills("RAR Fyn", 1).da
    'i RAR Fyn besættes 1 plads'
    """
    number = posts_in_words(posts)
    return worded("appointments.forum_fills_number", forum=forum, number=number)


def block_fills(block: str, forum: str, posts: int) -> Bilingual:
    """Name the rule that an alliance or list has its posts in a forum."""
    number = posts_in_words(posts)
    return worded("appointments.block_fills_number_forum", block=block, number=number, forum=forum)


def agreed_to_fill(party: str, forum: str, posts: int) -> Bilingual:
    """Name the rule that a list has the posts that others left to it in a forum.

    Examples
    --------
    >>> agreed_to_fill("V", "Dialogforum", 1).da
    'efter aftale besætter V mindst 1 plads i Dialogforum'
    """
    number = posts_in_words(posts)
    return worded("appointments.agreement_fills_at_least", party=party, number=number, forum=forum)


def list_fills(party: str, posts: int, package: str, candidates: int) -> Bilingual:
    """Name the rule that a list has its posts of a package; empty for the only one."""
    number, people = posts_in_words(posts), _candidates(candidates)
    where = f" in {package}" if package else ""
    hvor = f" i {package}" if package else ""
    return worded(
        "appointments.list_fills", party=party, number=number, where=where, people=people, hvor=hvor
    )


def is_of_list(rule: str) -> bool:
    """Say whether a rule is about the posts or people of one list."""
    return rule.startswith("list ")


def limit_of_posts(limit: int) -> Bilingual:
    """Name the rule that nobody has more than so many posts."""
    number = posts_in_words(limit)
    return worded("appointments.nobody_more_than", number=number)


def required(forum: str, rule: Requirement) -> Bilingual:
    """Name a forum's requirement."""
    return worded("appointments.forum_rule", forum=forum, rule=rule, phrase_of=phrase_of(rule))


def with_substitutes(party: str, forum: str, candidates: int) -> Bilingual:
    """Name the rule that a list has members and substitutes of its own for a forum."""
    people = _candidates(candidates)
    return worded("appointments.list_substitutes_included", party=party, people=people, forum=forum)


def appointed(forum: str, name: str) -> Bilingual:
    """Name the rule that an appointment stands.

    Examples
    --------
    >>> print(appointed("RAR Fyn", "A1"))
    A1 is appointed to RAR Fyn
    """
    return worded("appointments.name_appointed_forum", name=name, forum=forum)
