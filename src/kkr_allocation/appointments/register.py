"""The register of a KKR: fora and candidates that fit together."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.appointments.forum import Forum, checked_fora, forum_problems
from kkr_allocation.appointments.people import Candidate, likely, names
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kkr_allocation.forms.register import FilledRegister

__all__ = ["Register", "candidate_problems"]

_KOMMUNE = re.compile(r"\s+kommune$", re.IGNORECASE)


def _people(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(candidates)


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
        If a forum or person stands twice, a person stands in two lists, a candidate or a
        requirement is from a municipality outside the region, or a requirement, a wish or a bar
        names a forum that is not there. Posts held may be in fora that have closed.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> register = kkr.Register([kkr.Forum("Dialogforum", 1)], [kkr.Candidate("A1", "Greve", "A")])
    >>> len(register.fora), len(register.candidates)
    (1, 1)
    """

    fora: tuple[Forum, ...] = field(converter=checked_fora, repr=shortened)
    candidates: tuple[Candidate, ...] = field(converter=_people, repr=shortened)
    municipalities: tuple[str, ...] = field(default=(), converter=names, repr=shortened)

    def __attrs_post_init__(self) -> None:
        """Refuse what does not fit together, one thing at a time."""
        fora = {forum.name for forum in self.fora}
        for forum in self.fora:
            for problem in forum_problems(forum, fora, self.municipalities):
                raise problem
        seen: dict[str, Candidate] = {}
        for candidate in self.candidates:
            if not isinstance(candidate, Candidate):
                raise InvalidInputError(
                    f"candidates has {candidate!r:.80}",
                    why="a candidate has a name, a municipality and a list",
                    do="Pass kkr.Candidate(name, municipality, party)",
                )
            for problem in candidate_problems(
                candidate, seen.get(candidate.name), fora, self.municipalities
            ):
                raise problem
            seen[candidate.name] = candidate

    @staticmethod
    def from_frames(
        *,
        fora: Any,  # noqa: ANN401  (a frame of any library)
        candidates: Any,  # noqa: ANN401  (a frame of any library)
        lists: Any = None,  # noqa: ANN401  (a frame of any library)
        wishes: Any = None,  # noqa: ANN401  (a frame of any library)
        municipalities: Any = None,  # noqa: ANN401  (a frame of any library)
        fixed: Any = None,  # noqa: ANN401  (a frame of any library)
        agreed: Any = None,  # noqa: ANN401  (a frame of any library)
        reasons: Any = None,  # noqa: ANN401  (a frame of any library)
        rules: Any = None,  # noqa: ANN401  (a frame of any library)
    ) -> FilledRegister:
        """Return what a register in frames asks for, as the workbook of the template is read.

        Parameters
        ----------
        fora, candidates, lists, wishes, municipalities, fixed, agreed, reasons, rules : DataFrame
            Frames of pandas, Polars or Arrow, one for each sheet of the workbook; all but the
            first two may be left out. The headings are those of the workbook, or the names of the
            arguments of `Forum`, `Candidate` and `Wish`. What is missing is empty.

        Returns
        -------
        FilledRegister
            Its ``register`` has the fora and candidates; its ``appoint()`` fills the posts.

        Raises
        ------
        InvalidInputError
            If something in them cannot be right; every bad cell is named in one message.

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
        filled: FilledRegister = reader.register_of_frames(
            fora=fora,
            candidates=candidates,
            lists=lists,
            wishes=wishes,
            municipalities=municipalities,
            fixed=fixed,
            agreed=agreed,
            reasons=reasons,
            rules=rules,
        )
        return filled


def candidate_problems(
    candidate: Candidate,
    twin: Candidate | None,
    fora: Collection[str],
    municipalities: Collection[str],
) -> Iterator[InvalidInputError]:
    """Yield all that is wrong with one candidate.

    `twin` is a candidate before this one with the same name. Without `municipalities` these are not
    checked.
    """
    if twin is not None:
        yield _stands_twice(candidate, twin)
    known = not municipalities or candidate.municipality in municipalities
    if candidate.politician and not known:
        yield _from_elsewhere(candidate, municipalities)
    for label, listed in (("wishes", candidate.wishes), ("cannot", candidate.cannot)):
        for name in listed:
            if name not in fora:
                yield _no_such_forum(candidate, label, name, fora)


def _stands_twice(candidate: Candidate, twin: Candidate) -> InvalidInputError:
    name, party = candidate.name, candidate.party
    if twin.party != party:
        return InvalidInputError(
            **refusal("appointments.stands_lists", name=name, party=twin.party, party_2=party),
            about="name",
        )
    return InvalidInputError(
        **refusal("appointments.stands_twice", name=name, party=party), about="name"
    )


def _from_elsewhere(candidate: Candidate, municipalities: Collection[str]) -> InvalidInputError:
    listed = ", ".join(municipalities)
    meant = likely(_KOMMUNE.sub("", candidate.municipality), municipalities)
    return InvalidInputError(
        worded(
            "appointments.name_from_municipality_meant",
            name=candidate.name,
            municipality=candidate.municipality,
            meant=meant,
        ),
        why=worded("appointments.municipalities_of_region", listed=listed),
        do=worded("appointments.correct_municipality_or_leave"),
        about="municipality",
    )


def _no_such_forum(
    candidate: Candidate, label: str, name: str, fora: Collection[str]
) -> InvalidInputError:
    listed, meant = ", ".join(sorted(fora)), likely(name, fora)
    return InvalidInputError(
        worded(
            f"appointments.unknown_forum_{'wished' if label == 'wishes' else 'barred'}",
            label=label,
            candidate=candidate.name,
            name=name,
            meant=meant,
        ),
        why=worded("appointments.fora_listed", listed=listed),
        do=worded("appointments.correct_name_forum"),
        about=label,
    )
