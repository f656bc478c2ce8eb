"""The register of a KKR: fora and candidates that fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.fields import names
from kkr_allocation.appointments.forum import Forum, checked_fora
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Register"]


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
        If a forum or person stands twice, a person stands in two lists, a municipality is not
        of the region, or a wish, a post held or a bar names a forum that is not there.
    """

    fora: tuple[Forum, ...] = field(converter=checked_fora)
    candidates: tuple[Candidate, ...] = field(converter=_people)
    municipalities: tuple[str, ...] = field(default=(), converter=names)

    def __attrs_post_init__(self) -> None:
        """Refuse what does not fit together, one thing at a time."""
        fora = {forum.name for forum in self.fora}
        seen: dict[str, Candidate] = {}
        for candidate in self.candidates:
            if not isinstance(candidate, Candidate):
                raise InvalidInputError(
                    f"candidates has {candidate!r:.80}",
                    why="a candidate has a name, a municipality and a list",
                    do="Pass kkr.Candidate(name, municipality, party)",
                )
            for _, problem in self.problems(candidate, fora, seen):
                raise problem
            seen[candidate.name] = candidate

    def problems(
        self, candidate: Candidate, fora: set[str], seen: Mapping[str, Candidate]
    ) -> list[tuple[str, InvalidInputError]]:
        """Return all that is wrong with one candidate, each with the name of the field.

        Parameters
        ----------
        candidate : Candidate
            The person to check.
        fora : set of str
            The names of the register's fora.
        seen : mapping of str to Candidate
            The candidates before this one, by name.
        """
        return [
            *self._twin_problems(candidate, seen.get(candidate.name)),
            *self._home_problems(candidate),
            *(
                (
                    label,
                    InvalidInputError(
                        f"{label} of {candidate.name} names {name!r}",
                        why=f"the fora are {', '.join(sorted(fora))}",
                        do="Correct the name of the forum",
                    ),
                )
                for label, listed in (("wishes", candidate.wishes), ("cannot", candidate.cannot))
                for name in listed
                if name not in fora
            ),
        ]

    def _twin_problems(
        self, candidate: Candidate, twin: Candidate | None
    ) -> Iterator[tuple[str, InvalidInputError]]:
        if twin is None:
            return
        if twin.party != candidate.party:
            problem = InvalidInputError(
                f"{candidate.name} stands in the lists {twin.party} and {candidate.party}",
                why="a person is appointed by one group",
                do="Keep one of them; if they are two people, add something to a name",
            )
        else:
            problem = InvalidInputError(
                f"{candidate.name} ({candidate.party}) stands twice",
                why="a person counts once",
                do="Keep one of the rows; if they are two people, add something to a name",
            )
        yield "name", problem

    def _home_problems(self, candidate: Candidate) -> Iterator[tuple[str, InvalidInputError]]:
        known = candidate.municipality in self.municipalities
        if self.municipalities and candidate.politician and not known:
            problem = InvalidInputError(
                f"{candidate.name} is from {candidate.municipality}",
                why="an appointee sits in a municipal council of the region, which has "
                + ", ".join(self.municipalities),
                do="Correct the municipality, or leave the candidate out",
            )
            yield "municipality", problem
