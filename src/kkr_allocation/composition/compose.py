"""Job 1: who sits in a KKR, party by party, and how many each party elects."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.composition.basis import (
    Basis,
    Standing,
    check_eligible,
    checked_basis,
    region_basis,
    standings,
)
from kkr_allocation.composition.election import election_of
from kkr_allocation.composition.size import CloseCall, claims, close_calls, house_of, price
from kkr_allocation.composition.statutes import STATUTES_2018, FixedSize, SizeRule, Statutes
from kkr_allocation.errors import IncompleteDataWarning, InfeasibleError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import one_of
from kkr_allocation.results import Asked, Result, read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    import pandas as pd

    from kkr_allocation.composition.election import Election
    from kkr_allocation.inputs import Figures


@frozen(field_transformer=read_only)
class Composition(Result, Asked):
    """A council, list by list, with all that it follows from.

    Parameters
    ----------
    basis, statutes, lots
        The figures as they were given, the choices, and the draws that decided ties.
    eligible, outsiders : tuple of str
        The lists that share the seats, and ineligible ones with a mayor.
    cap, capped
        The most members there can be, and whether the mayors require more.
    binding : tuple of str
        The lists whose mayors set the price of a seat, capped or not; by the other size rules the
        size, and when capped all that ask for more than the cap. Empty where no mayor sets it.
    house_size : int
        Members in all, outsiders included.
    seats : dict of str to int
        Members of every list that has one, in the order of the votes; sums to `house_size`.
    mayors, supplementary : dict of str to int
        Of these members, those ex officio and those to be elected.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> council.house_size, council.binding, council.outsiders
    (31, ('V',), ('I', 'Nyt Odsherred (Odsherred)'))
    """

    basis: Basis = field(repr=False)
    statutes: Statutes = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    eligible: tuple[str, ...] = field(repr=shortened)
    outsiders: tuple[str, ...] = field(repr=shortened)
    cap: int | None
    capped: bool
    binding: tuple[str, ...]
    house_size: int
    seats: Mapping[str, int] = field(repr=shortened)
    mayors: Mapping[str, int] = field(repr=shortened)
    supplementary: Mapping[str, int] = field(repr=shortened)

    @property
    def votes(self) -> dict[str, int]:
        """Votes of every list, those of a co-operation's members under its name."""
        return self.basis.pooled(self.basis.votes)

    @property
    def claims(self) -> dict[str, Fraction]:
        """The exact claim of every eligible list under `SizeRule.ROUND_UP`.

        Its votes times the mayors of a binding list, over the votes of that list; empty under
        another size rule and where no eligible list has a mayor.
        """
        if self.statutes.size_rule is not SizeRule.ROUND_UP:
            return {}
        votes = self.votes
        return claims(
            {name: votes[name] for name in self.eligible},
            {name: self.mayors.get(name, 0) for name in self.eligible},
        )

    @property
    def without_seat(self) -> tuple[str, ...]:
        """Eligible lists that get no seat at the cap."""
        return tuple(name for name in self.eligible if name not in self.seats)

    @property
    def close_calls(self) -> tuple[CloseCall, ...]:
        """What votes that are missing from the figures could still change; often nothing."""
        return close_calls(self.basis, self.statutes, self.standings, self.claims)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How every list stands before the rules of eligibility."""
        return standings(self.basis, self.statutes)

    def alternatives(self) -> pd.DataFrame:
        """Return the council under every reading of the open rules, one row each, this one marked.

        Where a reading needs a lot that was not drawn, the seats are missing and it is named.
        """
        frame: pd.DataFrame = self._present("alternatives")
        return frame

    def compared_with(self, other: Composition) -> Comparison:
        """Return what every list wins and loses in another council, and at which step."""
        after = one_of(other, Composition, "other", made_by="the result of kkr.compose")
        return Comparison(self, after, _changed_steps(self, after))

    def under(self, statutes: Statutes, *, lots: Iterable[Lot] = ()) -> Composition:
        """Return the council that the same figures give under other statutes, as `compose` would.

        An old document carries the statutes of its day, so its council is composed anew by
        ``council.under(council.statutes, lots=council.lots)``.
        """
        return composed(self.basis, statutes, lots)


def compose(
    votes: Figures,
    mayors: Figures,
    *,
    municipalities: int | Iterable[str],
    cooperations: Mapping[str, Iterable[str]] | None = None,
    entitled: Iterable[str] | None = None,
    represented: Iterable[str] | None = None,
    total_votes: int | None = None,
    statutes: Statutes = STATUTES_2018,
    lots: Iterable[Lot] = (),
) -> Composition:
    """Compose a council from its mayors and the votes, party by party.

    Who sits in the KKR, and how many supplementary members does each party elect?

    Parameters
    ----------
    votes, mayors : mapping of str to int, or pandas Series
        By list: votes at the last municipal election in the region, and mayors, who are members.
    municipalities : int or iterable of str
        The number of member municipalities, or their names.
    cooperations : mapping of str to iterable of str, optional
        Registered list co-operations, by name: their lists' votes and mayors are pooled.
    entitled : iterable of str, optional
        The parties entitled to take part, by default every list; co-operations always are.
    represented : iterable of str, optional
        The lists with a seat in some council, for a co-operation some member; by default every
        list. Taken as given, for a list with a mayor too.
    total_votes : int, optional
        The votes that the threshold is a share of; by default the sum of `votes`.
    statutes : Statutes
        The choices among readings; ``attrs.evolve`` sets another.
    lots : iterable of Lot
        Recorded draws for ties.

    Returns
    -------
    Composition
        No list has fewer seats than mayors, and one that is not eligible no more; the house is
        never above the cap, and at the cap no list has more than its claim, rounded up.

    Raises
    ------
    InvalidInputError
        If a figure is no whole number from zero up, none of what is needed, or above what it is
        part of; a name is unknown or stands twice; a co-operation has no members; no list is
        eligible, or one with mayors has no votes; a lot fits no tie.
    InfeasibleError
        If the mayors alone exceed the cap or a fixed size, or the rule cannot fill the house.
    UnresolvedTieError
        If equal claims compete for the last seats, which needs a cap or another size rule.

    Warns
    -----
    IncompleteDataWarning
        If there are fewer mayors than municipalities.

    Notes
    -----
    By `SizeRule.ROUND_UP` the list ``b`` with the fewest votes for each of its mayors sets the
    price of a seat, every eligible list has ``ceil(votes * mayors_b / votes_b)`` seats, and the
    house is the sum. Mayors of other lists come in addition. At the cap, what these mayors leave is
    shared by d'Hondt with the mayors, and one seat for every list, as floors and the claims as
    ceilings. More votes can cost a list a seat: where it sets the price, all pay more.

    Source: KL's love § 15; `Statutes.source` says how surely for each rule.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> votes = {"A": 4000, "V": 3500, "C": 2400, "L": 100}
    >>> council = kkr.compose(votes, {"A": 3, "V": 1}, municipalities=4)
    >>> council.house_size, council.binding, council.supplementary
    (8, ('A',), {'A': 0, 'V': 2, 'C': 2})
    >>> [f"{name} {float(claim):.2f}" for name, claim in council.claims.items()]
    ['A 3.00', 'V 2.62', 'C 1.80']
    """
    basis = checked_basis(
        votes,
        mayors,
        municipalities,
        cooperations={} if cooperations is None else cooperations,
        entitled=entitled,
        represented=represented,
        total_votes=total_votes,
        base=one_of(statutes, Statutes, "statutes", made_by="kkr.STATUTES_2018").threshold_base,
    )
    if missing := basis.municipalities - sum(basis.mayors.values()):
        warnings.warn(
            f"municipalities without a mayor in the figures: {missing} of {basis.municipalities}; "
            "the council is composed without them and can change when they are elected",
            IncompleteDataWarning,
            stacklevel=2,
        )
    return composed(basis, statutes, lots)


def composed(basis: Basis, statutes: Statutes, lots: Iterable[Lot] = ()) -> Composition:
    """Return the council that follows from checked figures; see `compose`."""
    one_of(statutes, Statutes, "statutes", made_by="kkr.STATUTES_2018")
    taken = standings(basis, statutes)
    inside = [one for one in taken if one.eligible]
    check_eligible(inside, statutes)
    votes = {standing.name: standing.votes for standing in inside}
    outside = {s.name: s.mayors for s in taken if s.mayors and not s.eligible}
    cap = cap_of(basis, statutes)
    house = house_of(inside, outside, statutes, cap)
    drawn = Replay(lots)
    if house.floors == house.ceilings:  # every claim rounded up; there is nothing left to share
        drawn.close()
        shared = house.floors
    else:
        share = partial(apportion, votes, house.seats, house.rule, lots=drawn.recorded)
        shared = share(floors=house.floors, caps=house.ceilings).seats
    members = {**shared, **outside}
    seats = {s.name: members[s.name] for s in taken if members.get(s.name)}
    mayors = {s.name: s.mayors for s in taken if s.name in seats}
    return Composition(
        basis=basis,
        statutes=statutes,
        lots=drawn.recorded,
        eligible=tuple(votes),
        outsiders=tuple(outside),
        cap=cap,
        capped=house.capped,
        binding=house.binding,
        house_size=sum(seats.values()),
        seats=seats,
        mayors=mayors,
        supplementary={name: seats[name] - mayors[name] for name in seats},
    )


def cap_of(basis: Basis, statutes: Statutes) -> int | None:
    """Return the most members there can be; None for a fixed size, and where there is no cap."""
    if statutes.cap_factor is None or isinstance(statutes.size_rule, FixedSize):
        return None
    return int(statutes.cap_factor * basis.municipalities)


def compose_region(
    election: Election | int,
    region: str | Iterable[str],
    *,
    cooperations: Mapping[str, Iterable[str]] | None = None,
    mayors: Mapping[str, str] | None = None,
    votes: Mapping[str, Mapping[str, int]] | None = None,
    statutes: Statutes = STATUTES_2018,
    lots: Iterable[Lot] = (),
) -> Composition:
    """Compose the council of a region from an election's votes, seats and mayors.

    Who sits in this KKR after that election? And who would, if a mayor were of another list, or a
    list had other votes?

    Parameters
    ----------
    election : Election or int
        From `kkr_allocation.load_election`, or read from files; the year of a bundled one.
    region : str or iterable of str
        A region of the election, or any municipalities by name.
    cooperations : mapping of str to iterable of str, optional
        As in `compose`, those of the whole country: members in other regions are left out here.
    mayors, votes : mapping, optional
        What if: other mayors and votes in the region, as in `Election.with_mayors` and
        `Election.with_votes`. The seats in the municipal councils stay as they are.
    statutes, lots
        As in `compose`.

    Returns
    -------
    Composition
        National parties and the co-operations are entitled; a mayor's list without votes in the
        figures counts with none. What is not the election's own figure stands in
        ``.basis.other_mayors`` and ``.basis.other_votes``, and is said with every answer.

    Raises
    ------
    InvalidInputError, InfeasibleError, UnresolvedTieError
        If the election has no such region, municipality or list, a what-if is about a place
        outside the region, or as in `compose`.

    Warns
    -----
    IncompleteDataWarning
        If votes, seats or mayors of some municipality are missing, saying which.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(2021, "KKR Sjælland")
    >>> council.house_size, council.cap, council.binding
    (31, 34, ('V',))
    >>> other = kkr.compose_region(2021, "KKR Sjælland", mayors={"Greve": "A"})
    >>> other.house_size, other.binding, other.basis.other_mayors
    (32, ('A',), (OtherMayor(municipality='Greve', before='V', after='A'),))
    """
    basis = region_basis(election_of(election), region, cooperations, mayors=mayors, votes=votes)
    coverage = basis.coverage
    # Votes of a local list that are not known matter only in a co-operation.
    if coverage and (not coverage.complete or {*basis.home} & {*coverage.local_without_votes}):
        warnings.warn(coverage.sentence("en"), IncompleteDataWarning, stacklevel=2)
    return composed(basis, statutes, lots)


def compose_board(votes: Figures, seats: int = 17, *, lots: Iterable[Lot] = ()) -> Apportionment:
    """Compose KL's board from the votes of the whole country, without ex officio members.

    Which parties sit in KL's board after this municipal election?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by party and registered list co-operation; percentages in whole hundredths.
    seats, lots
        As in `apportion`, which says what is refused.

    Returns
    -------
    Apportionment
        By d'Hondt, without alliances.

    Notes
    -----
    Source: KL's love § 6 (the seats go by the votes). That d'Hondt does it is checked: it gives
    the published boards of 2014, 2018 and 2022.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shares = {"A": 3245, "V": 2306, "C": 880, "O": 875, "Ø": 600, "F": 570, "B": 460}
    >>> kkr.compose_board(shares).seats
    {'A': 7, 'V': 5, 'C': 1, 'O': 1, 'Ø': 1, 'F': 1, 'B': 1}
    """
    return apportion(votes, seats, DHONDT, lots=lots)


@frozen(field_transformer=read_only)
class Comparison(Result):
    """What every list wins and loses from one council to another, and at which step.

    Parameters
    ----------
    steps : dict of str to dict of str to int
        For every list whose seats arise otherwise, what each step that changes something gives
        it more. The steps of a list sum to its change:

        - ``eligibility``: the list takes part in one of the councils alone;
        - ``votes``: its own votes, at the price of a seat or the number of seats of the first;
        - ``price``, ``size``: another price of a seat, or number of seats, or size rule;
        - ``cap``: what the cap takes of the claim, rounded up;
        - ``sharing``: how seats fall beyond its exact share, where there are no claims;
        - ``outsiders``: the mayors of a list that takes part in neither.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> official = kkr.compose_region(2025, "KKR Sjælland")
    >>> other = kkr.compose_region(2025, "KKR Sjælland", mayors={"Stevns": "A"})
    >>> compared = official.compared_with(other)
    >>> compared.changes, compared.steps["A"]
    ({'V': -1, 'O': 1}, {'price': -2, 'cap': 2})
    """

    before: Composition = field(repr=False)
    after: Composition = field(repr=False)
    steps: Mapping[str, Mapping[str, int]] = field(repr=shortened)

    @property
    def changes(self) -> dict[str, int]:
        """By how many members each list differs in the second council, of those that do."""
        sums = {name: sum(steps.values()) for name, steps in self.steps.items()}
        return {name: change for name, change in sums.items() if change}


STEPS_OF_CHANGE = ("eligibility", "votes", "price", "size", "cap", "sharing", "outsiders")


def _changed_steps(before: Composition, after: Composition) -> dict[str, dict[str, int]]:
    """Return what each step gives each list more; see `Comparison`.

    Seats are a whole number that votes alone give at a price or in a house, and the rest, which
    the cap takes or the sharing gives. So a change telescopes: at the first measure the old votes
    and the new, then the new votes at the second measure, then the rests.
    """
    first, second = _measure(before), _measure(after)
    claimed = [council.statutes.size_rule is SizeRule.ROUND_UP for council in (before, after)]
    rests = ["cap" if by_claims else "sharing" for by_claims in claimed]
    found: dict[str, dict[str, int]] = {}
    for name in dict.fromkeys([*before.votes, *after.votes]):
        was, now = before.seats.get(name, 0), after.seats.get(name, 0)
        taking_part = [name in council.eligible for council in (before, after)]
        steps: Counter[str] = Counter()
        if all(taking_part):
            old, own, new = first(name, before), first(name, after), second(name, after)
            steps["votes"] += own - old
            steps["price" if all(claimed) else "size"] += new - own
            steps[rests[0]] -= was - old
            steps[rests[1]] += now - new
        else:
            steps["eligibility" if any(taking_part) else "outsiders"] += now - was
        if kept := {step: more for step, more in steps.items() if more}:
            found[name] = kept
    return found


def _measure(council: Composition) -> Callable[[str, Composition], int]:
    """Return what gives a list its whole number of seats, as of this council, from votes.

    By `SizeRule.ROUND_UP` its claim at the price, rounded up, or without a price the seat it may be
    promised; by the others its exact share of the seats, rounded down.
    """
    seats = sum(council.seats.get(name, 0) for name in council.eligible)
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    cost = price(council.votes, mayors)

    def whole(name: str, figures: Composition) -> int:
        votes = figures.votes
        if council.statutes.size_rule is not SizeRule.ROUND_UP:
            return seats * votes[name] // sum(votes[other] for other in figures.eligible)
        promised = council.statutes.seat_for_every_eligible and votes[name] > 0
        return int(promised) if cost is None else -int(-votes[name] // cost)

    return whole


@frozen
class Reading:
    """A council under one reading."""

    statutes: Statutes
    composition: Composition | None
    problem: str  # the lot to be drawn first, or why it cannot be met; else empty


def readings(council: Composition) -> tuple[Reading, ...]:
    """Return the council under every reading of the open rules that can matter, its own first."""
    own, size = council.statutes, council.statutes.size_rule
    one_base = council.basis.votes_cast is None
    varied: dict[str, Iterable[Any]] = {
        "size_rule": [size] if isinstance(size, FixedSize) else SizeRule,
        "threshold_base": [own.threshold_base] if one_base else type(own.threshold_base),
        "outsiders": type(own.outsiders) if council.outsiders else [own.outsiders],
        "seat_for_every_eligible": [True, False],
        "at_cap": type(own.at_cap),
    }
    every = itertools.product(*varied.values())
    choices = [attrs.evolve(own, **dict(zip(varied, picked, strict=True))) for picked in every]
    fit = (c for c in choices if c.size_rule is SizeRule.ROUND_UP or c.at_cap is own.at_cap)
    ordered = sorted(fit, key=lambda choice: choice != own)
    return tuple(read(council.basis, choice, council.lots) for choice in ordered)


def read(basis: Basis, statutes: Statutes, draws: Iterable[Lot]) -> Reading:
    """Return the council under these statutes, with the draws that fit, or what is in the way."""
    made, lots = tuple(draws), list[Lot]()
    while True:
        try:
            return Reading(statutes, composed(basis, statutes, lots), "")
        except UnresolvedTieError as error:
            key = ({*error.tie.claimants}, error.tie.seats)
            fit = (lot for lot in made if ({*lot.claimants}, len(lot.winners)) == key)
            fitting = [lot for lot in fit if lot not in lots]
            if not fitting:
                return Reading(statutes, None, error.what)
            lots.append(fitting[0])
        except InfeasibleError as error:
            return Reading(statutes, None, error.what)
