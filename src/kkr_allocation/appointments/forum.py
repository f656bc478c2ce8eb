"""A forum with the posts a KKR fills in it, and the register of fora and people."""

from __future__ import annotations

import datetime as dt
import importlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from attrs import field, frozen

from kkr_allocation.appointments import people
from kkr_allocation.appointments import requirements as asked
from kkr_allocation.appointments.people import Candidate, figure, likely
from kkr_allocation.appointments.requirements import CountRequirement, Requirement, phrase_of
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import one_form, several
from kkr_allocation.sources import Source
from kkr_allocation.words import both, refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kkr_allocation.errors import InvalidInputError

Kind = Literal["appoints", "nominates"]
Substitutes = Literal["none", "personal", "shared"]


def _rules(value: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return several(value, "requirements")


def _wanted(value: Iterable[Requirement]) -> tuple[CountRequirement, ...]:
    """Return the rules; the forum refuses those that cannot be counted, in its own words."""
    return cast("tuple[CountRequirement, ...]", several(value, "wanted"))


@frozen
class Forum:
    """A forum and the posts in it that the KKR fills.

    Parameters
    ----------
    name : str
        The forum's name.
    posts, kkr : int, str
        Posts, at least 1, and the KKR that fills them. A number that is not known is not guessed.
    kind : {"appoints", "nominates"}
        Whether the KKR appoints (udpeger) or nominates (indstiller).
    legal_basis : Source or None
        The act or by-law.
    starts, ends : datetime.date or None
        The forum's own term; None where it follows the council term or is not known. An age limit
        needs the start.
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

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Forum("Sundhedskoordinationsudvalg", 5).posts
    5
    """

    name: str = field(validator=people.named, converter=one_form)
    posts: int
    kkr: str = field(default="", kw_only=True, converter=one_form)
    kind: Kind = field(default="appoints", kw_only=True, validator=people.one_of(*get_args(Kind)))
    legal_basis: Source | None = field(default=None, kw_only=True, repr=False)
    starts: dt.date | None = field(default=None, kw_only=True, validator=people.day)
    ends: dt.date | None = field(default=None, kw_only=True, validator=people.day)
    chair: bool = field(default=False, kw_only=True, validator=people.yes_or_no)
    substitutes: Substitutes = field(
        default="none", kw_only=True, validator=people.one_of(*get_args(Substitutes))
    )
    requirements: tuple[Requirement, ...] = field(default=(), kw_only=True, converter=_rules)
    wanted: tuple[CountRequirement, ...] = field(default=(), kw_only=True, converter=_wanted)
    note: str = field(default="", kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a forum that cannot be filled as it stands."""
        object.__setattr__(
            self,
            "posts",
            figure(self.posts, both(f"posts of {self.name}", f"pladser i {self.name}")),
        )
        figures = {"name": self.name, "posts": self.posts}
        if self.posts == 0:
            raise refused("appointments.posts_name_posts", "posts", **figures)
        if self.starts and self.ends and self.ends < self.starts:
            term = {"name": self.name, "ends": self.ends, "starts": self.starts}
            raise refused("appointments.term_ends_starts", "ends", **term)
        for rule in (*self.requirements, *self.wanted):
            self._check(rule)

    def _check(self, rule: object) -> None:
        wanted = rule in self.wanted
        if not isinstance(rule, CountRequirement if wanted else Requirement):
            danish = phrase_of(rule) if isinstance(rule, Requirement) else str(rule)
            raise refused(
                f"appointments.{'not_counted' if wanted else 'not_a_requirement'}",
                "wanted" if wanted else "requirements",
                name=self.name,
                rule=both(repr(rule), danish),
            )
        if isinstance(rule, asked.AgeLimit) and self.starts is None:
            raise refused("appointments.age_limit_no_start", "starts", name=self.name)


def forum_problems(
    forum: Forum, fora: Collection[str], municipalities: Collection[str] = ()
) -> Iterator[InvalidInputError]:
    """Yield what a forum's rules name that is not there; municipalities where some are given."""
    for about, rules in (("requirements", forum.requirements), ("wanted", forum.wanted)):
        for rule in rules:
            if isinstance(rule, asked.NotAlsoIn) and (unknown := set(rule.fora) - set(fora)):
                key = "appointments.may_not_share_people"
                yield _unknown(key, forum, min(unknown), sorted(fora), "requirements")
            if not isinstance(rule, asked.AtLeast | asked.AtMost) or not isinstance(
                rule.who, asked.From
            ):
                continue
            for name in rule.who.municipalities:
                if municipalities and name not in municipalities:
                    key = "appointments.asks_people_from"
                    yield _unknown(key, forum, name, municipalities, about)


def _unknown(
    key: str, forum: Forum, name: str, known: Collection[str], about: str
) -> InvalidInputError:
    figures = {"meant": likely(name, known), "listed": ", ".join(known)}
    return refused(key, about, name=forum.name, name_2=name, **figures)


def checked_fora(fora: Iterable[Forum]) -> tuple[Forum, ...]:
    """Return the fora if there are any, each is one and named once, and their rules name these."""
    listed = several(fora, "fora")
    for forum in listed:
        if not isinstance(forum, Forum):
            raise refused("appointments.not_a_forum", forum=forum)
    count = Counter(forum.name for forum in listed)
    twice = [name for name, times in count.items() if times > 1]
    if twice or not listed:
        name = twice[0] if twice else ""
        raise refused(f"appointments.{'forum_twice' if twice else 'no_forum'}", twice=name)
    for forum in listed:
        for problem in forum_problems(forum, count):
            raise problem
    return listed


_KOMMUNE = re.compile(r"\s+kommune$", re.IGNORECASE)


def _listed(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return several(candidates, "candidates")


@frozen
class Register:
    """Fora and candidates that fit together.

    Every forum and person stands once, and what they name is there. Posts held may be in fora that
    have closed, and municipalities may be left out where they are not to be checked.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> register = kkr.Register([kkr.Forum("Dialogforum", 1)], [kkr.Candidate("A1", "Greve", "A")])
    >>> len(register.fora), len(register.candidates)
    (1, 1)
    """

    fora: tuple[Forum, ...] = field(converter=checked_fora, repr=shortened)
    candidates: tuple[Candidate, ...] = field(converter=_listed, repr=shortened)
    municipalities: tuple[str, ...] = field(default=(), converter=people.names, repr=shortened)

    def __attrs_post_init__(self) -> None:
        """Refuse what does not fit together, one thing at a time."""
        fora = {forum.name for forum in self.fora}
        for forum in self.fora:
            for problem in forum_problems(forum, fora, self.municipalities):
                raise problem
        seen: dict[str, Candidate] = {}
        for candidate in self.candidates:
            if not isinstance(candidate, Candidate):
                raise refused("appointments.not_a_candidate", candidate=candidate)
            twin = seen.get(candidate.name)
            for problem in candidate_problems(candidate, twin, fora, self.municipalities):
                raise problem
            seen[candidate.name] = candidate

    @staticmethod
    def from_frames(*, fora: Any, candidates: Any, lists: Any = None, **others: Any) -> Any:  # noqa: ANN401  (frames of any library)
        """Return what a register in frames asks for, as the workbook of the template is read.

        Parameters
        ----------
        fora, candidates, lists, **others : DataFrame
            Frames of pandas, Polars or Arrow, one for each sheet of the workbook: ``wishes``,
            ``municipalities``, ``fixed``, ``agreed``, ``reasons``, ``rules`` too. The headings are
            those of the workbook, or the arguments of `Forum`, `Candidate` and `Wish`.

        The ``register`` of what is returned has fora and candidates; its ``appoint()`` fills the
        posts. Every bad cell is named in one InvalidInputError.

        Examples
        --------
        >>> import pandas as pd
        >>> import kkr_allocation as kkr
        >>> filled = kkr.Register.from_frames(
        ...     fora=pd.DataFrame({"name": ["Dialogforum"], "posts": [1.0]}),
        ...     candidates=pd.DataFrame({"Navn": ["A1"], "Kommune": ["Greve"], "Parti": ["A"]}),
        ...     lists=pd.DataFrame({"party": ["Socialdemokratiet"], "strength": [5]}),
        ... )
        >>> filled.appoint().members
        {'Dialogforum': ('A1',)}
        """
        reader = importlib.import_module("kkr_allocation.readers.register")
        return reader.register_of_frames(fora=fora, candidates=candidates, lists=lists, **others)


def candidate_problems(
    candidate: Candidate,
    twin: Candidate | None,
    fora: Collection[str],
    municipalities: Collection[str],
) -> Iterator[InvalidInputError]:
    """Yield all that is wrong with a candidate; `twin` is one before it with the same name."""
    who, party, home = candidate.name, candidate.party, candidate.municipality
    if twin is not None:
        same = twin.party == party
        key = "appointments.stands_twice" if same else "appointments.stands_lists"
        yield refused(key, "name", name=who, party=twin.party, party_2=party)
    if candidate.politician and municipalities and home not in municipalities:
        meant = likely(_KOMMUNE.sub("", home), municipalities)
        figures = {"meant": meant, "listed": ", ".join(municipalities)}
        key, about = "appointments.from_elsewhere", "municipality"
        yield refused(key, about, name=who, municipality=home, **figures)
    for label, listed_fora, key in (
        ("wishes", candidate.wishes, "appointments.unknown_forum_wished"),
        ("cannot", candidate.cannot, "appointments.unknown_forum_barred"),
    ):
        for name in listed_fora:
            if name not in fora:
                figures = {"meant": likely(name, fora), "listed": ", ".join(sorted(fora))}
                yield refused(key, label, label=label, candidate=who, name=name, **figures)
