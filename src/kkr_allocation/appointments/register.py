"""The register of a KKR: fora with their posts, candidates with what is known of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import field, frozen

from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    NotAlsoIn,
    Requirement,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number, whole_numbers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from attrs import Attribute

    from kkr_allocation.sources import Source

__all__ = ["Candidate", "Forum", "Kind", "Register", "Sex", "Substitutes", "checked_fora"]

Kind = Literal["appoints", "nominates"]
Substitutes = Literal["none", "personal", "shared"]
Sex = Literal["F", "M"]


def _name(instance: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidInputError(
            f"{attribute.name} of a {type(instance).__name__} is {value!r}",
            why="fora, candidates, municipalities and lists are told apart by their names",
            do="Write the name as text",
        )


def _one_of(*allowed: str | None) -> Callable[[Forum | Candidate, Attribute[Any], object], None]:
    def check(instance: Forum | Candidate, attribute: Attribute[Any], value: object) -> None:
        if value not in allowed:
            raise InvalidInputError(
                f"{attribute.name} of {instance.name} is {value!r}",
                why=f"it is one of {', '.join(map(repr, allowed))}",
                do="Correct it, or leave it out if it is not known",
            )

    return check


def _names(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise InvalidInputError(
            f"a list of names is the text {value!r}",
            why="one text would be read letter by letter",
            do=f"Pass a tuple: ({value!r},)",
        )
    return tuple(value)


def _terms(held: Mapping[str, int]) -> dict[str, int]:
    return whole_numbers(held, "held")


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

    name: str = field(validator=_name)
    posts: int
    kkr: str = field(default="", kw_only=True)
    kind: Kind = field(default="appoints", kw_only=True, validator=_one_of(*get_args(Kind)))
    legal_basis: Source | None = field(default=None, kw_only=True, repr=False)
    starts: dt.date | None = field(default=None, kw_only=True)
    ends: dt.date | None = field(default=None, kw_only=True)
    chair: bool = field(default=False, kw_only=True)
    substitutes: Substitutes = field(
        default="none", kw_only=True, validator=_one_of(*get_args(Substitutes))
    )
    requirements: tuple[Requirement, ...] = field(default=(), kw_only=True, converter=tuple)
    wanted: tuple[AtLeast | AtMost | AtMostFromOneMunicipality, ...] = field(
        default=(), kw_only=True, converter=tuple
    )

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
        counts = AtLeast | AtMost | AtMostFromOneMunicipality
        if not isinstance(rule, counts if wanted else Requirement):
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


@frozen
class Candidate:
    """A person who can be appointed.

    Parameters
    ----------
    name : str
        The person's name, or list letter and number; one name for one person.
    municipality : str
        Where the person sits in the council.
    party : str
        The list that proposes the person.
    sex : {"F", "M"} or None
        None where it is not stated; it is never guessed.
    mayor, kkr_member : bool
        Whether the person is a mayor, and a member of the KKR.
    politician : bool
        False for a person from outside the councils, for posts that ask for one.
    born : datetime.date or None
        Needed only for fora with an age limit.
    held : mapping of str to int
        Terms in a row held until now, the present one included, by forum.
    seat_until : datetime.date or None
        The day the council seat ends, where it is known to end.
    wishes : sequence of str
        Fora the person would like.
    cannot : sequence of str
        Fora the person cannot sit in.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Candidate("A1", "Roskilde", "A", sex="F", held={"RAR Sjælland": 1}).held
    {'RAR Sjælland': 1}
    """

    name: str = field(validator=_name)
    municipality: str = field(validator=_name)
    party: str = field(validator=_name)
    sex: Sex | None = field(default=None, kw_only=True, validator=_one_of("F", "M", None))
    mayor: bool = field(default=False, kw_only=True)
    kkr_member: bool = field(default=False, kw_only=True)
    politician: bool = field(default=True, kw_only=True)
    born: dt.date | None = field(default=None, kw_only=True)
    held: dict[str, int] = field(factory=dict, kw_only=True, converter=_terms)
    seat_until: dt.date | None = field(default=None, kw_only=True)
    wishes: tuple[str, ...] = field(default=(), kw_only=True, converter=_names)
    cannot: tuple[str, ...] = field(default=(), kw_only=True, converter=_names)


@frozen
class Register:
    """Fora and candidates that fit together.

    Parameters
    ----------
    fora : sequence of Forum
        Each name once.
    candidates : sequence of Candidate
        Each person once.
    municipalities : sequence of str
        The region's municipalities; empty where they are not to be checked.

    Raises
    ------
    InvalidInputError
        If a forum or person stands twice, a person stands in two lists, a municipality is not
        of the region, or a wish, a post held or a bar names a forum that is not there.
    """

    fora: tuple[Forum, ...] = field(converter=tuple)
    candidates: tuple[Candidate, ...] = field(converter=tuple)
    municipalities: tuple[str, ...] = field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        """Refuse what does not fit together, one thing at a time."""
        checked_fora(self.fora)
        fora = {forum.name for forum in self.fora}
        seen: dict[str, Candidate] = {}
        for candidate in self.candidates:
            if not isinstance(candidate, Candidate):
                raise InvalidInputError(
                    f"candidates has {candidate!r:.80}",
                    why="a candidate has a name, a municipality and a list",
                    do="Pass kkr.Candidate(name, municipality, party)",
                )
            for problem in self.problems(candidate, fora, seen):
                raise problem
            seen[candidate.name] = candidate

    def problems(
        self, candidate: Candidate, fora: set[str], seen: Mapping[str, Candidate]
    ) -> list[InvalidInputError]:
        """Return all that is wrong with one candidate among those already seen.

        Parameters
        ----------
        candidate : Candidate
            The person to check.
        fora : set of str
            The names of the register's fora.
        seen : mapping of str to Candidate
            The candidates before this one, by name.
        """
        found = []
        twin = seen.get(candidate.name)
        if twin is not None and twin.party != candidate.party:
            found.append(
                InvalidInputError(
                    f"{candidate.name} stands in the lists {twin.party} and {candidate.party}",
                    why="a person is appointed by one group",
                    do="Keep one of them; if they are two people, add something to a name",
                )
            )
        elif twin is not None:
            found.append(
                InvalidInputError(
                    f"{candidate.name} ({candidate.party}) stands twice",
                    why="a person counts once",
                    do="Keep one of the rows; if they are two people, add something to a name",
                )
            )
        if self.municipalities and candidate.municipality not in self.municipalities:
            found.append(
                InvalidInputError(
                    f"{candidate.name} is from {candidate.municipality}",
                    why="an appointee sits in a municipal council of the region, which has "
                    + ", ".join(self.municipalities),
                    do="Correct the municipality, or leave the candidate out",
                )
            )
        for label, names in (("wishes", candidate.wishes), ("cannot", candidate.cannot)):
            found += [
                InvalidInputError(
                    f"{label} of {candidate.name} names {name!r}",
                    why=f"the fora are {', '.join(sorted(fora))}",
                    do="Correct the name of the forum",
                )
                for name in names
                if name not in fora
            ]
        return found


def checked_fora(fora: Sequence[Forum]) -> tuple[Forum, ...]:
    """Return the fora if there are any, each is one, and each name stands once.

    Parameters
    ----------
    fora : sequence of Forum
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
