"""What a forum asks of the people who sit in it: small frozen rules that read themselves aloud.

A requirement counts people (`AtLeast`, `AtMost`, `AtMostFromOneMunicipality`) or bars some from
a forum (`AgeLimit`, `AtMostReappointments`, `NotAlsoIn`). Each is data; whether it holds is
decided where people are appointed.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from kkr_allocation.appointments.fields import figure, names
from kkr_allocation.errors import Count

if TYPE_CHECKING:
    from kkr_allocation.appointments.candidate import Candidate

__all__ = [
    "AgeLimit",
    "AtLeast",
    "AtMost",
    "AtMostFromOneMunicipality",
    "AtMostReappointments",
    "CountRequirement",
    "From",
    "NotAlsoIn",
    "Requirement",
    "Trait",
    "Who",
]


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
