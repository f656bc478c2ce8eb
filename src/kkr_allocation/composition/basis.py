"""What a council is composed from: lists, votes, mayors and co-operations, checked at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation import inputs
from kkr_allocation.composition.council import twice
from kkr_allocation.composition.election import Coverage
from kkr_allocation.composition.statutes import ThresholdBase
from kkr_allocation.results import read_only
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from kkr_allocation.composition.election import Election
    from kkr_allocation.composition.statutes import Statutes


def _members(cooperations: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the members of each co-operation as given, or say that they are no lists."""
    if not isinstance(cooperations, Mapping):
        raise refused("composition.cooperations_as", cooperations=cooperations)
    given = cooperations.items()
    return {name: inputs.listed_names(ms, f"cooperations[{name!r}]") for name, ms in given}


def _checked_cooperations(
    cooperations: Mapping[str, Iterable[str]], votes: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Return each co-operation's members in the order of the votes, each with votes of its own."""
    joined: dict[str, tuple[str, ...]] = {}
    home: dict[str, str] = {}
    for name, members in _members(cooperations).items():
        if name in votes:
            raise refused("composition.votes_cooperation_cooperations_members", name=name)
        if not members:
            raise refused("composition.cooperations_no_members", name=name)
        argument = worded("composition.cooperations_name", name=name)
        inputs.known_names(dict.fromkeys(members), votes, argument)
        for member in members:
            if member in home:
                said = {"member": member, "home": home[member], "name": name}
                raise refused("composition.stands_cooperations", **said)
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
    """The figures of one region that a council follows from, as they were given."""

    votes: Mapping[str, int]  # by list, members of co-operations apart
    mayors: Mapping[str, int]  # likewise
    municipalities: int
    places: tuple[str, ...] = ()  # names of the municipalities, where they were given
    cooperations: Mapping[str, tuple[str, ...]] = field(factory=dict)  # the member lists of each
    entitled: tuple[str, ...] | None = None  # parties that may take part; None where every list may
    represented: tuple[str, ...] | None = None  # lists with a council seat; None where all have
    votes_valid: int  # those of lists that are not in the figures too
    valid_status: SourceStatus = SourceStatus.PUBLISHED  # INFERRED where listed ones stand in
    votes_cast: int | None = None  # blank and invalid ones too; None where not known
    cast_status: SourceStatus = SourceStatus.OPEN  # INFERRED as above, OPEN where not known
    name: str = ""  # the region; empty where it was not named
    names: Mapping[str, str] = field(factory=dict)  # full names of lists, where they are known
    coverage: Coverage | None = None  # what the figures lack; None where they were passed by hand
    # By municipality, the list its mayor counts for and the one that others name.
    contested: Mapping[str, tuple[str, str]] = field(factory=dict)
    other_mayors: tuple[OtherMayor, ...] = ()  # with any of these the council is a what-if
    other_votes: tuple[OtherVotes, ...] = ()
    reading: tuple[str, ...] = field(default=(), eq=False)  # how the file was read that had these

    def total(self, base: ThresholdBase) -> int:
        """Return the votes that the threshold is a share of, or say that they are not known."""
        if base is ThresholdBase.VALID:
            return self.votes_valid
        if self.votes_cast is None:
            raise refused("composition.threshold_share_votes_cast")
        return self.votes_cast

    def with_votes(
        self, votes: Mapping[str, int], base: ThresholdBase, total: int | None = None
    ) -> Basis:
        """Return it with other votes and `total` of `base`; other totals exceed them as here."""
        more = sum(votes.values()) - self.listed_votes
        valid = self.votes_valid + more
        cast = None if self.votes_cast is None else self.votes_cast + more
        if total is not None and base is ThresholdBase.VALID:
            valid = total
        elif total is not None:
            cast = total
        return evolve(self, votes=dict(votes), votes_valid=valid, votes_cast=cast)

    @property
    def listed_votes(self) -> int:
        """The votes of all lists in the figures."""
        return sum(self.votes.values())

    @property
    def home(self) -> dict[str, str]:
        """The co-operation of each list that is in one."""
        return {m: name for name, members in self.cooperations.items() for m in members}

    def pooled(self, figures: Mapping[str, int]) -> dict[str, int]:
        """Return figures by list, co-operations added up where their first members stand."""
        home, sums = self.home, Counter[str]()
        for name in self.votes:
            sums[home.get(name, name)] += figures.get(name, 0)
        return dict(sums)

    def may_stand(self, name: str) -> bool:
        """Whether a list is an entitled party or a registered co-operation."""
        return self.entitled is None or name in self.entitled or name in self.cooperations

    def seated(self, name: str, statutes: Statutes) -> bool:
        """Whether a list, or a member of it, has the council seat that statutes may require."""
        if self.represented is None or not statutes.council_seat_required:
            return True
        return any(n in self.represented for n in (name, *self.cooperations.get(name, ())))

    def label(self, name: str) -> str:
        """Return a list's full name with its letter, where the name is known."""
        known = self.names.get(name, name)
        return f"{known} ({name})" if len(name) < 3 and known != name else name  # noqa: PLR2004  (a letter has two at most)


def checked_basis(
    votes: inputs.Figures,
    mayors: inputs.Figures,
    municipalities: int | Iterable[str],
    *,
    cooperations: Mapping[str, Iterable[str]],
    entitled: Iterable[str] | None,
    represented: Iterable[str] | None,
    total_votes: int | None,
    base: ThresholdBase,
) -> Basis:
    """Return the basis of a council, or say which figure cannot be right, as `compose` does."""
    counted = inputs.whole_numbers(votes, "votes")
    seen: dict[str, str] = {}
    for name in counted:  # which differ in more than spaces and capitals
        if (other := seen.setdefault(" ".join(name.split()).casefold(), name)) != name:
            raise refused("composition.votes_seen_name", seen=other, name=name)
    sitting = inputs.whole_numbers(mayors, "mayors")
    inputs.known_names(sitting, counted, "mayors")
    joined = _checked_cooperations(cooperations, counted)
    lists = {**counted, **dict.fromkeys(joined, 0)}
    number, places = _checked_municipalities(municipalities, sum(sitting.values()))
    listed = sum(counted.values())
    if not listed:
        raise refused("composition.votes_no_votes_at")
    total = listed if total_votes is None else inputs.whole_number(total_votes, "total_votes")
    if total < listed:
        raise refused("composition.votes_sum_total_votes", listed=listed, total=total)
    standing = _checked_names(entitled, "entitled", lists)
    for member, name in ((m, name) for name, ms in joined.items() for m in ms):
        if member in (standing or ()):
            raise refused("composition.entitled_member", member=member, cooperation=name)
    cast = base is ThresholdBase.CAST and total_votes is not None
    given = SourceStatus.INFERRED if cast or total_votes is None else SourceStatus.PUBLISHED
    return Basis(
        votes=counted,
        mayors=sitting,
        municipalities=number,
        places=places,
        cooperations=joined,
        entitled=standing,
        represented=_checked_names(represented, "represented", lists),
        votes_valid=listed if cast else total,
        valid_status=given,
        votes_cast=total if cast else None,
        cast_status=SourceStatus.PUBLISHED if cast else SourceStatus.OPEN,
    )


def _checked_municipalities(
    municipalities: int | Iterable[str], mayors: int
) -> tuple[int, tuple[str, ...]]:
    """Return the number of municipalities, and their names where they were given."""
    if isinstance(municipalities, Iterable) and not isinstance(municipalities, str):
        is_set = isinstance(municipalities, AbstractSet)
        places = tuple(sorted(municipalities, key=str) if is_set else municipalities)
        for name in places:
            if not inputs.is_name(name):
                raise refused("composition.municipality_unnamed", name=name)
        if again := twice(places):
            raise refused("composition.municipality_twice", name=again)
        number = len(places)
    else:
        places, number = (), inputs.whole_number(municipalities, "municipalities")
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
    given = dict.fromkeys(inputs.listed_names(names, argument))
    inputs.known_names(given, lists, argument)
    return tuple(name for name in lists if name in given)


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
            in_council=basis.seated(name, statutes),
        )
        for name, votes in basis.pooled(basis.votes).items()
    )


def check_eligible(inside: list[Standing], statutes: Statutes) -> None:
    """Refuse a sharing in which no list takes part, or one has mayors and no votes."""
    if not any(standing.votes for standing in inside):
        seat = statutes.council_seat_required
        valid = statutes.threshold_base is ThresholdBase.VALID
        raise refused(
            f"composition.{'none_represented' if seat else 'none_eligible'}",
            threshold=statutes.threshold,
            base=worded(f"composition.{'valid_votes' if valid else 'votes_cast'}"),
        )
    for one in inside:
        if one.mayors and not one.votes:
            raise refused("composition.eligible_no_votes", name=one.name, mayors=one.mayors)


def region_basis(
    election: Election,
    region: str | Iterable[str],
    cooperations: Mapping[str, Iterable[str]] | None = None,
    *,
    mayors: Mapping[str, str] | None = None,
    votes: Mapping[str, Mapping[str, int]] | None = None,
) -> Basis:
    """Return a region's figures; see `compose_region`. What a what-if leaves as it was is none."""
    supposed = election if votes is None else election.with_votes(votes)
    sitting = {} if mayors is None else inputs.by_name(mayors, "mayors", '{"Greve": "A"}')
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
    # Members that stand in other regions are left out, and co-operations with none here; a name
    # that is nowhere in the election stays, and is refused with the others.
    everywhere = {entry.key for council in election.councils for entry in council.lists}
    joined = {}
    for name, given in _members({} if cooperations is None else cooperations).items():
        here = tuple(m for m in given if m in chosen.names or m not in everywhere)
        if here or not given:
            joined[name] = here
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
        reading=election.reading,
    )
