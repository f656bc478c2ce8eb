"""Statutes as data: every choice that decides a council, with the source it rests on.

No published text settles every question about the composition of a KKR. Each open question is
therefore a field of `Statutes`, each answer has its `Provision`, and whoever has the statutes'
text at hand sets the choice with ``attrs.evolve`` and gets the right answer.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

import attrs
from attrs import field, frozen

from kkr_allocation.apportionment.rules import DHONDT, Rule
from kkr_allocation.composition.provisions import (
    KKR_PROVISIONS,
    REPRESENTATIVES_PROVISIONS,
    Provision,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.sources import Source, SourceStatus

__all__ = [
    "STATUTES_2018",
    "STATUTES_REPRESENTATIVES",
    "Outsiders",
    "SizeRule",
    "Statutes",
]


class SizeRule(Enum):
    """When a house is large enough for the mayors that sit in it ex officio.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.SizeRule]
    ['EXACT_SHARE', 'DIVISOR']
    """

    EXACT_SHARE = "exact share"
    """Its exact share of the house, seats times votes over all eligible votes, is at least its
    mayors, for every list."""
    DIVISOR = "divisor"
    """The rule of apportionment itself gives every list at least its mayors, whatever a lot
    would say."""


class Outsiders(Enum):
    """Where the mayors of lists that are not eligible sit.

    Notes
    -----
    In every house below the cap the two readings give the same council, since the seats left
    inside have to satisfy the same size rule as a house of their own; at the cap both leave the
    cap less these mayors to the eligible lists. They stay apart because the texts leave the
    question open, and a reader will ask it.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.Outsiders]
    ['ON_TOP', 'INSIDE']
    """

    ON_TOP = "on top"
    """The eligible lists get a proportional house, and these mayors come on top of it."""
    INSIDE = "inside"
    """The total is the smallest in which the seats left after these mayors satisfy the size
    rule."""


def _as_fraction(value: Fraction | int) -> Fraction | int:
    """Write 0 as the fraction it is; all else is left to the check."""
    return Fraction(0) if type(value) is int and not value else value


@frozen(kw_only=True)
class Statutes:
    """The rules by which a council is composed from votes and mayors.

    Parameters
    ----------
    name : str
        What the statutes are called in explanations.
    threshold : Fraction
        The share of all votes cast that a list needs to be eligible; reaching it is enough.
    council_seat_required : bool
        Whether an eligible list must hold a seat in at least one council of the region.
    size_rule : SizeRule
        When the house is large enough.
    cap_factor : int, Fraction or None
        The council has at most this many members for each municipality, rounded down; None
        where there is no cap.
    rule : Rule
        How the seats are shared.
    outsiders : Outsiders
        Where mayors of ineligible lists sit.
    seat_for_every_eligible : bool
        Whether every eligible list gets at least one seat.
    provisions : tuple of Provision
        The documented readings of each rule and their sources.

    Raises
    ------
    InvalidInputError
        If a choice is of another kind, the threshold is no fraction from 0 to below 1, or the
        cap factor is not above 0.

    Examples
    --------
    >>> import attrs
    >>> import kkr_allocation as kkr
    >>> kkr.STATUTES_2018.threshold
    Fraction(1, 50)
    >>> print(kkr.STATUTES_2018.source("size_rule"))
    KL's love § 15 [inferred]
    >>> other = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    >>> print(other.source("size_rule"))
    KL's love § 15 [open]
    """

    name: str
    threshold: Fraction = field(converter=_as_fraction)
    council_seat_required: bool
    size_rule: SizeRule
    cap_factor: int | Fraction | None
    rule: Rule
    outsiders: Outsiders
    seat_for_every_eligible: bool
    provisions: tuple[Provision, ...] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a choice that is none."""
        for name, (kind, wanted) in _KINDS.items():
            if not isinstance(getattr(self, name), kind):
                raise self._refused(name, f"the choice is {wanted}", f"Pass {wanted}")
        if not _is_figure(self.threshold) or not 0 <= self.threshold < 1:
            raise self._refused(
                "threshold",
                "it is an exact share of the votes from 0 to below 1",
                "Pass a Fraction such as Fraction(2, 100)",
            )
        factor = self.cap_factor
        if factor is not None and not (_is_figure(factor) and factor > 0):
            raise self._refused(
                "cap_factor",
                "it is the number of members for each municipality",
                "Pass a whole number or a Fraction above 0, or None for no cap",
            )

    def _refused(self, name: str, why: str, do: str) -> InvalidInputError:
        value = getattr(self, name)
        return InvalidInputError(f"{name} of the statutes is {value!r}", why=why, do=do)

    def source(self, rule: str) -> Source:
        """Return the source of a rule as these statutes read it.

        Parameters
        ----------
        rule : str
            A choice such as ``"size_rule"``, or a rule that leaves none such as ``"members"``.

        Returns
        -------
        Source
            With the status OPEN, and saying so, where the choice is a reading of the caller's
            own that no provision documents.

        Raises
        ------
        InvalidInputError
            If no provision is about such a rule.
        """
        documented = {p.reading: p.source for p in self.provisions if p.rule == rule}
        if not documented:
            known = ", ".join(dict.fromkeys(p.rule for p in self.provisions))
            raise InvalidInputError(
                f"rule is {rule!r}",
                why=f"the provisions of {self.name} are about {known or 'nothing'}",
                do="Pass one of these, or add a kkr.Provision to the statutes",
            )
        if rule not in attrs.fields_dict(Statutes):
            return next(iter(documented.values()))
        own = Source(f"a reading of the caller's own of {self.name}", "", SourceStatus.OPEN)
        return documented.get(written(getattr(self, rule)), own)


_KINDS = {
    "council_seat_required": (bool, "True or False"),
    "size_rule": (SizeRule, "a member of kkr.SizeRule"),
    "rule": (Rule, "a rule such as kkr.DHONDT"),
    "outsiders": (Outsiders, "a member of kkr.Outsiders"),
    "seat_for_every_eligible": (bool, "True or False"),
}


def _is_figure(value: object) -> bool:
    return isinstance(value, Fraction | int) and not isinstance(value, bool)


def written(choice: object) -> str:
    """Return a choice as provisions write it: the name of a reading, or the figure."""
    if isinstance(choice, Enum | Rule):
        return choice.name
    return str(choice)


STATUTES_2018 = Statutes(
    name="KL's love 2018",
    threshold=Fraction(2, 100),
    council_seat_required=True,
    size_rule=SizeRule.EXACT_SHARE,
    cap_factor=2,
    rule=DHONDT,
    outsiders=Outsiders.ON_TOP,
    seat_for_every_eligible=False,
    provisions=KKR_PROVISIONS,
)
"""KKR as composed for the council term 2018-2022 and since."""

STATUTES_REPRESENTATIVES = attrs.evolve(
    STATUTES_2018,
    name="KL's love, repræsentantskab",
    cap_factor=None,
    provisions=REPRESENTATIVES_PROVISIONS,
)
"""KL's assembly of representatives: all mayors of the country, and no cap that we know of.

That it is composed like a KKR is inferred throughout: its published sizes, 181 and 158, fit.
"""
