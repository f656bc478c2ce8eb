"""A forum with the posts a KKR fills in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Literal, cast, get_args

from attrs import field, frozen

from kkr_allocation.appointments.people import (
    day,
    figure,
    likely,
    named,
    one_form,
    one_of,
    yes_or_no,
)
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMost,
    CountRequirement,
    From,
    NotAlsoIn,
    Requirement,
    phrase_of,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.sources import Source
from kkr_allocation.words import both, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


Kind = Literal["appoints", "nominates"]
Substitutes = Literal["none", "personal", "shared"]


def _rules(value: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return tuple(value)


def _wanted(value: Iterable[Requirement]) -> tuple[CountRequirement, ...]:
    """Return the rules; the forum refuses those that cannot be counted, in its own words."""
    return cast("tuple[CountRequirement, ...]", tuple(value))


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
    note : str
        What has to be known about it, such as that the number of posts is invented.

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

    name: str = field(validator=named, converter=one_form)
    posts: int
    kkr: str = field(default="", kw_only=True)
    kind: Kind = field(default="appoints", kw_only=True, validator=one_of(*get_args(Kind)))
    legal_basis: Source | None = field(default=None, kw_only=True, repr=False)
    starts: dt.date | None = field(default=None, kw_only=True, validator=day)
    ends: dt.date | None = field(default=None, kw_only=True, validator=day)
    chair: bool = field(default=False, kw_only=True, validator=yes_or_no)
    substitutes: Substitutes = field(
        default="none", kw_only=True, validator=one_of(*get_args(Substitutes))
    )
    requirements: tuple[Requirement, ...] = field(default=(), kw_only=True, converter=_rules)
    wanted: tuple[CountRequirement, ...] = field(default=(), kw_only=True, converter=_wanted)
    note: str = field(default="", kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a forum that cannot be filled as it stands."""
        object.__setattr__(self, "posts", figure(self.posts, f"posts of {self.name}"))
        if self.posts == 0:
            raise InvalidInputError(
                **refusal("appointments.posts_name_posts", name=self.name, posts=self.posts),
                about="posts",
            )
        if self.starts and self.ends and self.ends < self.starts:
            raise InvalidInputError(
                **refusal(
                    "appointments.term_ends_starts",
                    name=self.name,
                    ends=self.ends,
                    starts=self.starts,
                ),
                about="ends",
            )
        for rule in (*self.requirements, *self.wanted):
            self._check(rule)

    def _check(self, rule: object) -> None:
        wanted = rule in self.wanted
        if not isinstance(rule, CountRequirement if wanted else Requirement):
            raise InvalidInputError(
                **refusal(
                    f"appointments.{'not_counted' if wanted else 'not_a_requirement'}",
                    name=self.name,
                    rule=both(
                        repr(rule), phrase_of(rule) if isinstance(rule, Requirement) else str(rule)
                    ),
                ),
                about="wanted" if wanted else "requirements",
            )
        if isinstance(rule, AgeLimit) and self.starts is None:
            raise InvalidInputError(
                **refusal("appointments.age_limit_no_start", name=self.name), about="starts"
            )


def forum_problems(
    forum: Forum, fora: Collection[str], municipalities: Collection[str] = ()
) -> Iterator[InvalidInputError]:
    """Yield what a forum's rules name that is not there; municipalities where some are given."""
    for about, rules in (("requirements", forum.requirements), ("wanted", forum.wanted)):
        for rule in rules:
            if isinstance(rule, NotAlsoIn) and (unknown := set(rule.fora) - set(fora)):
                key = "appointments.may_not_share_people"
                yield _unknown(key, forum, min(unknown), sorted(fora), "requirements")
            if not isinstance(rule, AtLeast | AtMost) or not isinstance(rule.who, From):
                continue
            for name in rule.who.municipalities:
                if municipalities and name not in municipalities:
                    key = "appointments.asks_people_from"
                    yield _unknown(key, forum, name, municipalities, about)


def _unknown(
    key: str, forum: Forum, name: str, known: Collection[str], about: str
) -> InvalidInputError:
    meant, listed = likely(name, known), ", ".join(known)
    told = refusal(key, name=forum.name, name_2=name, meant=meant, listed=listed)
    return InvalidInputError(**told, about=about)


def checked_fora(fora: Iterable[Forum]) -> tuple[Forum, ...]:
    """Return the fora if there are any, each is one and named once, and their rules name these."""
    listed = tuple(fora)
    for forum in listed:
        if not isinstance(forum, Forum):
            raise InvalidInputError(**refusal("appointments.not_a_forum", forum=forum))
    count = Counter(forum.name for forum in listed)
    twice = [name for name, times in count.items() if times > 1]
    if twice or not listed:
        name = twice[0] if twice else ""
        raise InvalidInputError(
            **refusal(f"appointments.{'forum_twice' if twice else 'no_forum'}", twice=name)
        )
    for forum in listed:
        for problem in forum_problems(forum, count):
            raise problem
    return listed
