"""What a council is composed from: lists, votes, mayors and co-operations, checked at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.composition.election import Coverage
from kkr_allocation.composition.statutes import ThresholdBase
from kkr_allocation.inputs import (
    Figures,
    is_name,
    known_names,
    listed_names,
    whole_number,
    whole_numbers,
)
from kkr_allocation.results import read_only
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from kkr_allocation.composition.election import Election, RegionElection
    from kkr_allocation.composition.statutes import Statutes


# Registered list co-operations: each with lists of its own, whose votes are counted together.


def checked_members(cooperations: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the members of each co-operation as given, or say that they are no lists."""
    if not isinstance(cooperations, Mapping):
        raise refused("composition.cooperations_as", cooperations=cooperations)
    return {name: listed_names(ms, f"cooperations[{name!r}]") for name, ms in cooperations.items()}


def checked_cooperations(
    cooperations: Mapping[str, Iterable[str]], votes: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Return each co-operation's members in the order of the votes, each with votes of its own."""
    joined: dict[str, tuple[str, ...]] = {}
    home: dict[str, str] = {}
    for name, members in checked_members(cooperations).items():
        if name in votes:
            raise refused("composition.votes_cooperation_cooperations_members", name=name)
        if not members:
            raise refused("composition.cooperations_no_members", name=name)
        said = worded("composition.cooperations_name", name=name)
        known_names(dict.fromkeys(members), votes, said)
        for member in members:
            if member in home:
                raise refused(
                    "composition.stands_cooperations",
                    member=member,
                    home=home[member],
                    name=name,
                )
            home[member] = name
        joined[name] = tuple(member for member in votes if home.get(member) == name)
    return joined


@frozen
class OtherMayor:
    """A mayor of a what-if: the list that the council counts, instead of the election's."""

    municipality: str
    before: str | None  # None where the election knows none
    after: str


@frozen
class OtherVotes:
    """A list's votes in one municipality in a what-if, instead of the election's."""

    municipality: str
    name: str
    before: int | None  # None where the election does not know them
    after: int


@frozen(kw_only=True, field_transformer=read_only)
class Basis:
    """The figures of one region that a council follows from, as they were given.

    Votes and mayors are by list, members of co-operations apart.
    """

    votes: Mapping[str, int]
    mayors: Mapping[str, int]
    municipalities: int
    places: tuple[str, ...] = ()  # names of the municipalities, where they were given
    cooperations: Mapping[str, tuple[str, ...]] = field(factory=dict)  # the member lists of each
    entitled: tuple[str, ...] | None = None  # parties that may take part; None where every list may
    represented: tuple[str, ...] | None = None
    """Lists with a council seat; None where every list has one."""
    votes_valid: int  # those of lists that are not in the figures too
    valid_status: SourceStatus = SourceStatus.PUBLISHED
    """INFERRED where the listed votes stand in for them."""
    votes_cast: int | None = None  # blank and invalid ones too; None where not known
    cast_status: SourceStatus = SourceStatus.OPEN
    """INFERRED where listed votes stand in, OPEN where not known."""
    name: str = ""  # the region; empty where it was not named
    names: Mapping[str, str] = field(factory=dict)  # full names of lists, where they are known
    coverage: Coverage | None = None  # what the figures lack; None where they were passed by hand
    contested: Mapping[str, tuple[str, str]] = field(factory=dict)
    """By municipality, the list its mayor counts for and the one that others name."""
    other_mayors: tuple[OtherMayor, ...] = ()
    """With any of these, and of the votes, the council is a what-if."""
    other_votes: tuple[OtherVotes, ...] = ()

    def total(self, base: ThresholdBase) -> int:
        """Return the votes that the threshold is a share of.

        An InvalidInputError if the votes cast are asked for and not known.
        """
        if base is ThresholdBase.VALID:
            return self.votes_valid
        if self.votes_cast is None:
            raise refused("composition.threshold_share_votes_cast")
        return self.votes_cast

    def with_votes(
        self, votes: Mapping[str, int], base: ThresholdBase, total: int | None = None
    ) -> Basis:
        """Return the basis with other votes for the same lists.

        `base` says which votes `total` counts: by default as many more than the listed ones as
        here; so for the other total.
        """
        more = sum(votes.values()) - self.listed_votes
        valid, cast = (
            self.votes_valid + more,
            None if self.votes_cast is None else self.votes_cast + more,
        )
        if total is not None and base is ThresholdBase.VALID:
            valid = total
        elif total is not None:
            cast = total
        return evolve(self, votes=dict(votes), votes_valid=valid, votes_cast=cast)

    @property
    def listed_votes(self) -> int:
        """The votes of all lists in the figures."""
        return sum(self.votes.values())

    def pooled(self, figures: Mapping[str, int]) -> dict[str, int]:
        """Return figures by list with those of each co-operation added up under its name.

        A co-operation stands where its first member does.
        """
        home = {m: name for name, members in self.cooperations.items() for m in members}
        sums: Counter[str] = Counter()
        for name in self.votes:
            sums[home.get(name, name)] += figures.get(name, 0)
        return dict(sums)

    def may_stand(self, name: str) -> bool:
        """Whether a list is an entitled party or a registered co-operation."""
        return self.entitled is None or name in self.entitled or name in self.cooperations

    def has_council_seat(self, name: str) -> bool:
        """Whether a list, or a member of the co-operation, sits in some council."""
        if self.represented is None:
            return True
        return any(n in self.represented for n in (name, *self.cooperations.get(name, ())))

    def label(self, name: str) -> str:
        """Return a list's full name with its letter, where the name is known."""
        longest_letter = 2
        known = self.names.get(name, name)
        return f"{known} ({name})" if len(name) <= longest_letter and known != name else name


def checked_basis(
    votes: Figures,
    mayors: Figures,
    municipalities: int | Iterable[str],
    *,
    cooperations: Mapping[str, Iterable[str]],
    entitled: Iterable[str] | None,
    represented: Iterable[str] | None,
    total_votes: int | None,
    base: ThresholdBase,
) -> Basis:
    """Return the basis of a council, or say which figure cannot be right, as `compose` does."""
    counted = whole_numbers(votes, "votes")
    _check_spelling(counted)
    sitting = whole_numbers(mayors, "mayors")
    known_names(sitting, counted, "mayors")
    joined = checked_cooperations(cooperations, counted)
    lists = {**counted, **dict.fromkeys(joined, 0)}
    number, places = _checked_municipalities(municipalities, sum(sitting.values()))
    listed = sum(counted.values())
    total = _checked_total(total_votes, listed)
    cast = base is ThresholdBase.CAST and total_votes is not None
    given = SourceStatus.INFERRED if cast or total_votes is None else SourceStatus.PUBLISHED
    return Basis(
        votes=counted,
        mayors=sitting,
        municipalities=number,
        places=places,
        cooperations=joined,
        entitled=_checked_entitled(entitled, joined, lists),
        represented=_checked_names(represented, "represented", lists),
        votes_valid=listed if cast else total,
        valid_status=given,
        votes_cast=total if cast else None,
        cast_status=SourceStatus.PUBLISHED if cast else SourceStatus.OPEN,
    )


def _check_spelling(votes: Mapping[str, int]) -> None:
    """Refuse two lists whose names differ only in spaces or capitals."""
    seen: dict[str, str] = {}
    for name in votes:
        plain = " ".join(name.split()).casefold()
        if plain in seen:
            raise refused("composition.votes_seen_name", seen=seen[plain], name=name)
        seen[plain] = name


def _checked_municipalities(
    municipalities: int | Iterable[str], mayors: int
) -> tuple[int, tuple[str, ...]]:
    """Return the number of municipalities, and their names where they were given."""
    if isinstance(municipalities, Iterable) and not isinstance(municipalities, str):
        is_set = isinstance(municipalities, AbstractSet)
        places = tuple(sorted(municipalities) if is_set else municipalities)
        unnamed = [name for name in places if not is_name(name)]
        if unnamed:
            raise refused("composition.municipality_unnamed", name=unnamed[0])
        twice = [name for name, times in Counter(places).items() if times > 1]
        if twice:
            raise refused("composition.municipality_twice", name=twice[0])
        number = len(places)
    else:
        places, number = (), whole_number(municipalities, "municipalities")
    if not number:
        raise refused("composition.no_municipalities", municipalities=municipalities)
    if mayors > number:
        raise refused("composition.mayors_sum_municipalities", mayors=mayors, number=number)
    return number, places


def _checked_names(
    names: Iterable[str] | None, argument: str, lists: Mapping[str, int]
) -> tuple[str, ...] | None:
    """Return names in the order of the votes, each once."""
    if names is None:
        return None
    given = dict.fromkeys(listed_names(names, argument))
    known_names(dict.fromkeys(given, 0), lists, argument)
    return tuple(name for name in lists if name in given)


def _checked_entitled(
    entitled: Iterable[str] | None,
    cooperations: Mapping[str, tuple[str, ...]],
    lists: Mapping[str, int],
) -> tuple[str, ...] | None:
    names = _checked_names(entitled, "entitled", lists)
    for cooperation, members in cooperations.items():
        for member in members:
            if names is not None and member in names:
                raise refused("composition.entitled_member", member=member, cooperation=cooperation)
    return names


def _checked_total(total_votes: int | None, listed: int) -> int:
    if not listed:
        raise refused("composition.votes_no_votes_at")
    total = listed if total_votes is None else whole_number(total_votes, "total_votes")
    if total < listed:
        raise refused("composition.votes_sum_total_votes", listed=listed, total=total)
    return total


# Who takes part in the sharing: entitled, above the threshold, in some council.


_BASES = {
    ThresholdBase.VALID: worded("composition.valid_votes"),
    ThresholdBase.CAST: worded("composition.votes_cast"),
}


@frozen
class Standing:
    """How one list, or one co-operation as a whole, stands before the rules of eligibility."""

    name: str
    votes: int  # of its members together
    share: Fraction  # of the votes that the threshold is taken of
    mayors: int
    entitled: bool  # an entitled party or a registered co-operation
    above_threshold: bool  # whether its share reaches the threshold
    in_council: bool  # whether it has the council seat that the statutes require, if they do

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
    """Refuse a sharing in which no list takes part, or one has mayors and no votes."""
    if not any(standing.votes for standing in inside):
        seat = statutes.council_seat_required
        raise refused(
            f"composition.{'none_represented' if seat else 'none_eligible'}",
            threshold=statutes.threshold,
            base=_BASES[statutes.threshold_base],
        )
    for standing in inside:
        if standing.mayors and not standing.votes:
            name, mayors = standing.name, standing.mayors
            raise refused("composition.eligible_no_votes", name=name, mayors=mayors)


# The figures of a region of an election, and what a what-if has instead of them.


def region_basis(
    election: Election,
    region: str | Iterable[str],
    cooperations: Mapping[str, Iterable[str]] | None = None,
    *,
    mayors: Mapping[str, str] | None = None,
    votes: Mapping[str, Mapping[str, int]] | None = None,
) -> Basis:
    """Return a region's figures as a council follows from them; see `compose_region`.

    A what-if is what then differs from the election; what is as it was is none.
    """
    supposed = election if votes is None else election.with_votes(votes)
    sitting = {} if mayors is None else dict(mayors)
    supposed = supposed.with_mayors(sitting) if sitting else supposed
    chosen = (
        supposed.region(region)
        if isinstance(region, str)
        else supposed.region(municipalities=region)
    )
    for place in (*(votes or ()), *sitting):
        if (home := election.council(place).municipality) not in chosen.municipalities:
            known = ", ".join(chosen.municipalities)
            raise refused("composition.outside_region", place=home, name=chosen.name, known=known)
    pairs = [(election.council(name), supposed.council(name)) for name in chosen.municipalities]
    joined = _in_region(cooperations or {}, chosen, election)
    members = [m for ms in joined.values() for m in ms if m in chosen.names]
    counted = {**dict.fromkeys((*chosen.mayors, *members), 0), **chosen.votes}
    counted = dict(sorted(counted.items(), key=lambda item: -item[1]))
    basis = checked_basis(
        counted,
        chosen.mayors,
        chosen.municipalities,
        cooperations=joined,
        entitled=chosen.entitled,
        represented=chosen.represented & counted.keys(),
        total_votes=chosen.votes_valid,
        base=ThresholdBase.VALID,
    )
    return evolve(
        basis,
        valid_status=chosen.valid_status,
        votes_cast=chosen.votes_cast,
        cast_status=chosen.cast_status,
        name=chosen.name,
        names=dict(chosen.names),
        coverage=chosen.coverage,
        contested=dict(chosen.contested_mayors),
        other_mayors=tuple(
            OtherMayor(was.municipality, was.mayor, now.mayor)
            for was, now in pairs
            if now.mayor is not None and was.mayor != now.mayor
        ),
        other_votes=tuple(
            OtherVotes(was.municipality, old.key, old.votes, new.votes)
            for was, now in pairs
            for old, new in zip(was.lists, now.lists, strict=True)
            if new.votes is not None and old.votes != new.votes
        ),
    )


def _in_region(
    cooperations: Mapping[str, Iterable[str]], chosen: RegionElection, election: Election
) -> dict[str, tuple[str, ...]]:
    """Leave out members that stand in other regions, and co-operations with none here."""
    # A name that is nowhere in the election stays, and is refused with the others.
    everywhere = {entry.key for council in election.councils for entry in council.lists}
    elsewhere = everywhere - chosen.names.keys()
    joined = {}
    for name, members in checked_members(cooperations).items():
        here = tuple(member for member in members if member not in elsewhere)
        if here or not members:
            joined[name] = here
    return joined
