"""Statutes as data: every choice that decides a council, with the source it rests on.

No published text settles every question: each open one is a field of `Statutes`, each answer has
its `Provision`, and whoever has the text at hand sets the choice with ``attrs.evolve``.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

import attrs
from attrs import field, frozen

from kkr_allocation.apportionment.rules import DHONDT, Rule
from kkr_allocation.inputs import whole_number
from kkr_allocation.sources import Source, SourceStatus, known
from kkr_allocation.words import refused


@frozen
class Provision:
    """One reading of one rule, and the source it rests on.

    Parameters
    ----------
    rule : str
        A choice of `kkr.Statutes` such as ``"size_rule"``, or a rule that leaves no choice.
    reading : str
        The choice as it is written: ``"DIVISOR"``, ``"1/50"``; else what the rule says.
    source : Source
        Where it comes from.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> rule = kkr.STATUTES_2018.provisions[0]
    >>> rule.rule, rule.source.status.value
    ('members', 'published')
    """

    rule: str
    reading: str
    source: Source


_PUBLISHED, _CHECKED = SourceStatus.PUBLISHED, SourceStatus.CHECKED
_INFERRED, _OPEN, _REFUTED = SourceStatus.INFERRED, SourceStatus.OPEN, SourceStatus.REFUTED
_COMPOSITION = known("COMPOSITION")
_ELECTION = known("ELECTION")
_VOTES = "http://www.kl.dk/Kommunalpolitik1/Politisk-organisation/Stemmetal-ved-KV17/"
_BODIES = "http://kl.dk/Kommunalpolitik1/Politisk-organisation/KLs-nye-valgperiode/"


def _statute(section: str, status: SourceStatus, page: str = _BODIES) -> Source:
    return Source("KL's love", section, status, page=page)


KKR_PROVISIONS = (
    Provision("members", "mayors ex officio, supplementary members", _statute("§ 15", _PUBLISHED)),
    Provision("votes", "the last municipal election in the region", _statute("§ 15", _PUBLISHED)),
    Provision(
        "entitled", "parties and registered co-operations", _statute("§ 6", _PUBLISHED, _VOTES)
    ),
    Provision("threshold", "1/50", _COMPOSITION),
    Provision("threshold_base", "VALID", attrs.evolve(_COMPOSITION, status=_INFERRED)),
    Provision("threshold_base", "CAST", attrs.evolve(_COMPOSITION, status=_OPEN)),
    Provision("council_seat_required", "True", _COMPOSITION),
    Provision("size_rule", "ROUND_UP", _statute("§ 15", _CHECKED)),
    Provision("size_rule", "EXACT_SHARE", _statute("§ 15", _REFUTED)),
    Provision("size_rule", "DIVISOR", _statute("§ 15", _REFUTED)),
    Provision("outsider_mayors", "members like all mayors", _statute("§ 15", _CHECKED)),
    Provision("outsiders", "ON_TOP", _statute("§ 15", _CHECKED)),
    Provision("outsiders", "INSIDE", _statute("§ 15", _OPEN)),
    Provision(
        "cap_factor",
        "2",
        attrs.evolve(_COMPOSITION, act="KKR's forretningsorden", section="", version=None),
    ),
    Provision("mayors_stay", "only supplementary seats give way", _statute("§ 15", _INFERRED)),
    Provision("at_cap", "SHARE_ANEW", _statute("§ 15", _OPEN)),
    Provision("at_cap", "RAISE_PRICE", _statute("§ 15", _OPEN)),
    Provision("rule", "d'Hondt", _statute("§ 15", _INFERRED)),
    Provision("seat_for_every_eligible", "True", attrs.evolve(_COMPOSITION, status=_INFERRED)),
    Provision("seat_for_every_eligible", "False", attrs.evolve(_COMPOSITION, status=_OPEN)),
    Provision("supplementary", "elected inside each party or co-operation", _ELECTION),
    Provision("substitutes", "the deputy mayor; a personal substitute", _ELECTION),
)
"""KKR: what is published, checked, inferred and open (docs/explanation/statutes.md weighs it)."""
NO_READING_FITS = "no reading found gives both published sizes"
REPRESENTATIVES_PROVISIONS = (
    Provision("published_sizes", NO_READING_FITS, _statute("§§ 12-13", _OPEN)),
    *(
        attrs.evolve(
            provision,
            reading="None" if provision.rule == "cap_factor" else provision.reading,
            source=_statute("§§ 12-13", _OPEN),
        )
        for provision in KKR_PROVISIONS
    ),
)
"""KL's assembly of representatives: that the rules of the KKR hold for it too is open."""


class SizeRule(Enum):
    """How the mayors that sit ex officio set the size of the council.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.SizeRule]
    ['ROUND_UP', 'EXACT_SHARE', 'DIVISOR']
    """

    ROUND_UP = "round up"
    """The list with the fewest votes for each of its mayors sets the price of a seat; every
    eligible list has its votes over the price, rounded up. It gives every published size."""
    EXACT_SHARE = "exact share"
    """The smallest house in which the exact share of every list is at least its mayors; the
    published sizes contradict it."""
    DIVISOR = "divisor"
    """The smallest house in which the rule itself gives every list at least its mayors, whatever
    a lot would say; the published sizes contradict it."""


@frozen
class FixedSize:
    """A council whose size the statutes fix, whoever its mayors are.

    Parameters
    ----------
    members : int
        Members in all, from 1 up, or an InvalidInputError. What the mayors of ineligible lists
        leave is shared by the rule of the statutes with the mayors as floors, without a cap.

    Examples
    --------
    >>> import attrs
    >>> import kkr_allocation as kkr
    >>> fixed = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.FixedSize(7), cap_factor=None)
    >>> kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2, statutes=fixed).seats
    {'A': 4, 'V': 3}
    """

    members: int

    def __attrs_post_init__(self) -> None:
        """Refuse a size that is not a number of members."""
        if not whole_number(self.members, "members of a fixed size"):
            raise refused("composition.no_members")

    def __str__(self) -> str:
        """Write it as provisions do."""
        return f"FixedSize({self.members})"


class ThresholdBase(Enum):
    """Which votes the threshold is a share of.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.ThresholdBase]
    ['VALID', 'CAST']
    """

    VALID = "valid"
    """Those of all lists."""
    CAST = "cast"
    """Blank and invalid ones included."""


class AtCap(Enum):
    """How supplementary seats give way where the claims of `SizeRule.ROUND_UP` exceed the cap.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.AtCap]
    ['SHARE_ANEW', 'RAISE_PRICE']
    """

    SHARE_ANEW = "share anew"
    """By the rule of the statutes, each list's mayors its floor and its claim its ceiling."""
    RAISE_PRICE = "raise price"
    """The price rises until the claims, rounded up, fit: Adams' method with the same floors."""


class Outsiders(Enum):
    """Where the mayors of lists that are not eligible sit.

    The two readings give the same council: the seats left inside satisfy the size rule of a house
    of their own, and the cap less these mayors is left in both. The texts leave the question open.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> [choice.name for choice in kkr.Outsiders]
    ['ON_TOP', 'INSIDE']
    """

    ON_TOP = "on top"
    """On top of the house of the eligible lists."""
    INSIDE = "inside"
    """In the smallest total that leaves seats enough for the size rule."""


def _as_fraction(value: Fraction | int) -> Fraction | int:
    """Write 0 as the fraction it is; all else is left to the check."""
    return Fraction(0) if type(value) is int and not value else value


@frozen(kw_only=True)
class Statutes:
    """The rules by which a council is composed from votes and mayors.

    Parameters
    ----------
    threshold : Fraction
        The share of the votes, below 1, that makes a list eligible.
    council_seat_required : bool
        Whether an eligible list must hold a seat in at least one council of the region.
    cap_factor : int, Fraction or None
        The most members for each municipality, above 0, the total rounded down; None for no cap.
    at_cap : AtCap
        How seats give way at the cap under `SizeRule.ROUND_UP`.
    rule : Rule
        How seats are shared: at the cap, in a house of fixed size, and under the other size rules.
    seat_for_every_eligible : bool
        Whether every eligible list gets at least one seat, where the mayors leave room for it
        under the cap. Rounding up gives it anyway.
    provisions : tuple of Provision
        The documented readings of each rule and their sources.

    Raises
    ------
    InvalidInputError
        If a choice is of another kind, or a figure out of its bounds.

    Examples
    --------
    >>> import attrs
    >>> import kkr_allocation as kkr
    >>> print(kkr.STATUTES_2018.source("size_rule"))
    KL's love § 15 [checked]
    >>> other = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    >>> print(other.source("size_rule"))
    KL's love § 15 [refuted]
    """

    name: str
    threshold: Fraction = field(converter=_as_fraction)
    council_seat_required: bool
    threshold_base: ThresholdBase = ThresholdBase.VALID
    size_rule: SizeRule | FixedSize = SizeRule.ROUND_UP
    cap_factor: int | Fraction | None = None
    at_cap: AtCap = AtCap.SHARE_ANEW
    rule: Rule = DHONDT
    outsiders: Outsiders = Outsiders.ON_TOP
    seat_for_every_eligible: bool = True
    provisions: tuple[Provision, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a choice of another kind."""
        for name, (kind, wanted) in _KINDS.items():
            if not isinstance(value := getattr(self, name), kind):
                raise refused("composition.choice", name=name, value=value, wanted=wanted)
        threshold, factor = self.threshold, self.cap_factor
        if not _is_figure(threshold) or not 0 <= threshold < 1:
            raise refused("composition.threshold", value=threshold)
        if factor is not None and not (_is_figure(factor) and factor > 0):
            raise refused("composition.cap_factor", value=factor)

    def source(self, rule: str) -> Source:
        """Return the source of a rule as these statutes read it.

        The rule is a choice such as ``"size_rule"``, or leaves none, as ``"members"``; one that
        is neither is refused. A reading that no provision documents is OPEN, and the caller's own.
        """
        documented = {p.reading: p.source for p in self.provisions if p.rule == rule}
        choices = attrs.fields_dict(Statutes)
        if rule not in {*choices, *documented, *_RULES, *(p.rule for p in self.provisions)}:
            raise refused("composition.no_such_rule", rule=rule, rules=", ".join(_RULES))
        own = Source(
            f"a reading of the caller's own of {self.name}",
            "",
            SourceStatus.OPEN,
            danish=f"brugerens egen fortolkning af {self.name}",
        )
        if rule not in choices:
            return next(iter(documented.values()), own)
        return documented.get(written(getattr(self, rule)), own)


_RULES = tuple(dict.fromkeys(provision.rule for provision in KKR_PROVISIONS))
_KINDS = {
    "council_seat_required": (bool, "True or False"),
    "threshold_base": (ThresholdBase, "a member of kkr.ThresholdBase"),
    "size_rule": (SizeRule | FixedSize, "a member of kkr.SizeRule, or kkr.FixedSize(51)"),
    "at_cap": (AtCap, "a member of kkr.AtCap"),
    "rule": (Rule, "a rule such as kkr.DHONDT"),
    "outsiders": (Outsiders, "a member of kkr.Outsiders"),
    "seat_for_every_eligible": (bool, "True or False"),
}


def _is_figure(value: object) -> bool:
    return isinstance(value, Fraction | int) and not isinstance(value, bool)


def written(choice: object) -> str:
    """Return a choice as provisions write it: the name of a reading, or the figure."""
    return choice.name if isinstance(choice, Enum | Rule) else str(choice)


STATUTES_2018 = Statutes(
    name="KL's love 2018",
    threshold=Fraction(2, 100),
    council_seat_required=True,
    cap_factor=2,
    provisions=KKR_PROVISIONS,
)
"""KKR as composed for the council term 2018-2022 and since."""

STATUTES_REPRESENTATIVES = attrs.evolve(
    STATUTES_2018,
    name="KL's love, repræsentantskab",
    size_rule=SizeRule.EXACT_SHARE,
    cap_factor=None,
    seat_for_every_eligible=False,
    provisions=REPRESENTATIVES_PROVISIONS,
)
"""KL's assembly of representatives: all mayors of the country, and no cap that we know of.

No reading found gives both of its published sizes, 181 and 158: every provision is open.
"""
