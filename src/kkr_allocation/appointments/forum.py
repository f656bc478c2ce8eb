"""A forum with the posts a KKR fills in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, get_args

from attrs import field, frozen

from kkr_allocation.appointments.fields import named, one_of
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    CountRequirement,
    NotAlsoIn,
    Requirement,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from kkr_allocation.sources import Source

__all__ = ["Forum", "Kind", "Substitutes", "checked_fora"]

Kind = Literal["appoints", "nominates"]
Substitutes = Literal["none", "personal", "shared"]


@frozen
class Forum:
    """A forum and the posts in it that the KKR fills.

    Parameters
    ----------
    name : str
        The forum's name.
    posts : int
        Posts the KKR fills, at least 1. A number that is not known is not guessed.
    kkr : str
        The KKR that fills them.
    kind : {"appoints", "nominates"}
        Whether the KKR appoints (udpeger) or nominates (indstiller).
    legal_basis : Source or None
        The act or by-law.
    starts, ends : datetime.date or None
        The forum's own term; None where it follows the council term or is not known.
    chair : bool
        Whether one of the posts is the chair's.
    substitutes : {"none", "personal", "shared"}
        No substitutes, one for each post, or one for each list that has a post.
    requirements : sequence of requirements
        What must hold (`kkr_allocation.appointments.requirements`).
    wanted : sequence of AtLeast, AtMost or AtMostFromOneMunicipality
        What the forum would like to hold, such as two mayors; met as far as possible.

    Raises
    ------
    InvalidInputError
        If a value is not of its kind, there are no posts, the term ends before it starts, or an
        age limit is given without a start of the term.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Forum("Sundhedskoordinationsudvalg", 5).posts
    5
    """

    name: str = field(validator=named)
    posts: int
    kkr: str = field(default="", kw_only=True)
    kind: Kind = field(default="appoints", kw_only=True, validator=one_of(*get_args(Kind)))
    legal_basis: Source | None = field(default=None, kw_only=True, repr=False)
    starts: dt.date | None = field(default=None, kw_only=True)
    ends: dt.date | None = field(default=None, kw_only=True)
    chair: bool = field(default=False, kw_only=True)
    substitutes: Substitutes = field(
        default="none", kw_only=True, validator=one_of(*get_args(Substitutes))
    )
    requirements: tuple[Requirement, ...] = field(default=(), kw_only=True, converter=tuple)
    wanted: tuple[CountRequirement, ...] = field(default=(), kw_only=True, converter=tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse a forum that cannot be filled as it stands."""
        if whole_number(self.posts, f"posts of {self.name}") == 0:
            raise InvalidInputError(
                f"posts of {self.name} is {self.posts!r}",
                why="a forum has at least one post to fill, and an unknown number is not guessed",
                do="Find the number in the forum's by-laws, or leave the forum out",
            )
        if self.starts and self.ends and self.ends < self.starts:
            raise InvalidInputError(
                f"the term of {self.name} ends {self.ends} and starts {self.starts}",
                why="a term ends after it starts",
                do="Correct the dates",
            )
        for rule in (*self.requirements, *self.wanted):
            self._check(rule)

    def _check(self, rule: object) -> None:
        wanted = rule in self.wanted
        if not isinstance(rule, CountRequirement if wanted else Requirement):
            raise InvalidInputError(
                f"{'wanted' if wanted else 'requirements'} of {self.name} has {rule!r}",
                why="it is no rule that can be counted" if wanted else "it is no requirement",
                do="Pass one of kkr_allocation.appointments.requirements, such as AtLeast",
            )
        if isinstance(rule, AgeLimit) and self.starts is None:
            raise InvalidInputError(
                f"{self.name} has an age limit and no start of the term",
                why="the age is that of the first day of the term",
                do="Pass starts=datetime.date(...)",
            )


def checked_fora(fora: Iterable[Forum]) -> tuple[Forum, ...]:
    """Return the fora if there are any, each is one, and each name stands once.

    Parameters
    ----------
    fora : iterable of Forum
        The fora.

    Raises
    ------
    InvalidInputError
        If there are none, one is no Forum, a name stands twice, or `NotAlsoIn` names a forum
        that is not there.
    """
    listed = tuple(fora)
    for forum in listed:
        if not isinstance(forum, Forum):
            raise InvalidInputError(
                f"fora has {forum!r:.80}",
                why="a forum has a name and a number of posts",
                do="Pass kkr.Forum(name, posts)",
            )
    count = Counter(forum.name for forum in listed)
    twice = [name for name, times in count.items() if times > 1]
    if twice or not listed:
        raise InvalidInputError(
            f"fora names {twice[0]!r} twice" if twice else "fora has no forum",
            why="posts are filled forum by forum, each known by its name",
            do="Give each forum a name of its own, such as 'RAR Fyn' and 'RAR Sydjylland'",
        )
    for forum in listed:
        for rule in forum.requirements:
            if isinstance(rule, NotAlsoIn) and (unknown := set(rule.fora) - set(count)):
                raise InvalidInputError(
                    f"{forum.name} may not share people with {min(unknown)!r}",
                    why=f"the fora are {', '.join(sorted(count))}",
                    do="Correct the name of the forum",
                )
    return listed
