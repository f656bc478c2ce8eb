"""Who takes part in the sharing: entitled, above the threshold, in some council."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.composition.statutes import ThresholdBase
from kkr_allocation.errors import Bilingual, Count, InvalidInputError

if TYPE_CHECKING:
    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.statutes import Statutes

__all__ = ["Standing", "check_eligible", "standings"]

_BASES = {
    ThresholdBase.VALID: Bilingual("the valid votes", da="de gyldige stemmer"),
    ThresholdBase.CAST: Bilingual("the votes cast", da="de afgivne stemmer"),
}


@frozen
class Standing:
    """How one list, or one co-operation as a whole, stands before the rules of eligibility.

    Parameters
    ----------
    name : str
        The list or co-operation.
    votes : int
        Its votes, those of its members together.
    share : Fraction
        Its share of the votes that the threshold is taken of.
    mayors : int
        Its mayors.
    entitled : bool
        Whether it is an entitled party or a registered co-operation.
    above_threshold : bool
        Whether its share reaches the threshold.
    in_council : bool
        Whether it has the council seat that the statutes require, if they do.
    """

    name: str
    votes: int
    share: Fraction
    mayors: int
    entitled: bool
    above_threshold: bool
    in_council: bool

    @property
    def eligible(self) -> bool:
        """Whether it takes part in the sharing."""
        return self.entitled and self.above_threshold and self.in_council


def standings(basis: Basis, statutes: Statutes) -> tuple[Standing, ...]:
    """Return how every list and co-operation stands, in the order of the votes."""
    mayors = basis.pooled(basis.mayors)
    total = basis.total(statutes.threshold_base)
    return tuple(
        Standing(
            name=name,
            votes=votes,
            share=(share := Fraction(votes, total)),
            mayors=mayors[name],
            entitled=basis.may_stand(name),
            above_threshold=share >= statutes.threshold,
            in_council=not statutes.council_seat_required or basis.has_council_seat(name),
        )
        for name, votes in basis.pooled(basis.votes).items()
    )


def check_eligible(inside: list[Standing], statutes: Statutes) -> None:
    """Refuse a sharing in which no list takes part, or one has mayors and no votes.

    Raises
    ------
    InvalidInputError
        Saying what a list must have to take part.
    """
    if not any(standing.votes for standing in inside):
        seat = statutes.council_seat_required
        raise InvalidInputError(
            Bilingual("no list is eligible", da="ingen liste er med i fordelingen"),
            why=Bilingual(
                "seats are shared among entitled parties and registered co-operations with at "
                f"least {statutes.threshold} of {_BASES[statutes.threshold_base]}"
                f"{', with a seat in some council' if seat else ''}",
                da="mandaterne fordeles mellem opstillingsberettigede partier og anmeldte "
                f"listesamarbejder med mindst {statutes.threshold} af "
                f"{_BASES[statutes.threshold_base].da}"
                f"{' og mandat i en kommunalbestyrelse' if seat else ''}",
            ),
            do=Bilingual(
                "Check votes, total_votes, entitled and represented, or lower the threshold of "
                "the statutes",
                da="Se efter, om stemmerne er rigtige, og om partierne er genkendt",
            ),
        )
    for standing in inside:
        if standing.mayors and not standing.votes:
            mayors = Count(standing.mayors)
            raise InvalidInputError(
                Bilingual(
                    f"{standing.name!r} is eligible with {mayors:mayor|mayors} and no votes",
                    da=f"{standing.name!r} er med i fordelingen med "
                    f"{mayors:borgmester|borgmestre} og ingen stemmer",
                ),
                why=Bilingual(
                    "seats are reckoned from the votes, and a mayor without votes has no price",
                    da="pladserne regnes ud fra stemmerne, og en borgmester uden stemmer har "
                    "ingen pris",
                ),
                do=Bilingual(
                    "Add the votes of the list, or leave it out of entitled",
                    da="Tilføj listens stemmer, eller udelad den af dem, der kan deltage",
                ),
            )
