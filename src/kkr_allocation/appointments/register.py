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
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

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
                    **refusal("appointments.not_a_candidate", candidate=candidate)
                )
            for problem in candidate_problems(
                candidate, seen.get(candidate.name), fora, self.municipalities
            ):
                raise problem
            seen[candidate.name] = candidate

    @staticmethod
    def from_frames(*, fora: Any, candidates: Any, lists: Any = None, **others: Any) -> Any:  # noqa: ANN401  (frames of any library)
        """Return what a register in frames asks for, as the workbook of the template is read.

        Parameters
        ----------
        fora, candidates, lists : DataFrame
            Frames of pandas, Polars or Arrow, one for each sheet of the workbook.
        **others : DataFrame
            Frames for its other sheets: ``wishes``, ``municipalities``, ``fixed``, ``agreed``,
            ``reasons``, ``rules``. The headings are those of the workbook, or the names of the
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
        stands = refusal(
            f"appointments.stands_{'twice' if twin.party == party else 'lists'}",
            name=who,
            party=twin.party,
            party_2=party,
        )
        yield InvalidInputError(**stands, about="name")
    if candidate.politician and municipalities and home not in municipalities:
        meant, listed = likely(_KOMMUNE.sub("", home), municipalities), ", ".join(municipalities)
        elsewhere = refusal(
            "appointments.from_elsewhere", name=who, municipality=home, meant=meant, listed=listed
        )
        yield InvalidInputError(**elsewhere, about="municipality")
    for label, named in (("wishes", candidate.wishes), ("cannot", candidate.cannot)):
        for name in named:
            if name not in fora:
                unknown = refusal(
                    f"appointments.unknown_forum_{'wished' if label == 'wishes' else 'barred'}",
                    label=label,
                    candidate=who,
                    name=name,
                    meant=likely(name, fora),
                    listed=", ".join(sorted(fora)),
                )
                yield InvalidInputError(**unknown, about=label)
