"""Alliance trees: valgforbund whose votes are pooled, with listeforbund inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import Attribute, field, frozen

from kkr_allocation.inputs import known_names, one_form
from kkr_allocation.words import refused

_DEEPEST = 20
_TOO_DEEP = "apportionment.alliances_nested_more_than"
Members: TypeAlias = "Sequence[str | Alliance | Members]"


def _members(members: Members) -> tuple[Member, ...]:
    if isinstance(members, str) or not isinstance(members, Iterable):
        raise refused("apportionment.alliance_as_text", members=members)
    try:
        return tuple(one_form(m) if isinstance(m, str | Alliance) else Alliance(m) for m in members)
    except RecursionError:
        raise refused(_TOO_DEEP, deepest=_DEEPEST) from None


def _depth(members: Iterable[Member]) -> int:
    return 1 + max((_depth(m.members) for m in members if isinstance(m, Alliance)), default=0)


@frozen
class Alliance:
    """Lists that pool their votes.

    Parameters
    ----------
    members : sequence of str, Alliance or sequences of these
        Party names and inner alliances.
    label : str
        How the alliance is called; by default its members joined by ``+``.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.Alliance(["A", ["F", "Ø"]]).label
    'A+(F+Ø)'
    """

    members: tuple[Member, ...] = field(converter=_members)
    label: str = field(converter=one_form)

    @label.default
    def _joined(self) -> str:
        return "+".join(m if isinstance(m, str) else f"({m.label})" for m in self.members)

    @members.validator
    def _check_members(self, _: Attribute[tuple[Member, ...]], members: Sequence[Member]) -> None:
        if not members:
            raise refused("apportionment.alliance_no_members")
        if _depth(members) > _DEEPEST + 1:  # the election around all of them is one too
            raise refused(_TOO_DEEP, deepest=_DEEPEST)

    def parties(self) -> Iterator[str]:
        """Yield the names of all parties below this alliance."""
        for member in self.members:
            if isinstance(member, str):
                yield member
            else:
                yield from member.parties()

    def alliances(self) -> Iterator[Alliance]:
        """Yield this alliance and all inside it."""
        yield self
        for member in self.members:
            if isinstance(member, Alliance):
                yield from member.alliances()


Member: TypeAlias = str | Alliance


def alliance_tree(votes: Mapping[str, int], alliances: Members) -> Alliance:
    """Return the whole election as one tree, each alliance where its first party stands."""
    labels: set[str] = set()
    place: dict[str, Member] = {}
    for member in _members(alliances):
        if isinstance(member, str):
            raise refused("apportionment.party_alone", member=member)
        parties = list(member.parties())
        known_names(dict.fromkeys(parties), votes, "alliances")
        for party in parties:
            if party in place:
                raise refused("apportionment.stands_two_alliances_or", party=party)
            place[party] = member
        for inner in member.alliances():
            of_a_party = inner.label in votes and set(inner.parties()) != {inner.label}
            if inner.label in labels or of_a_party:
                raise refused("apportionment.label_used_twice", label=inner.label)
            labels.add(inner.label)
    return Alliance(tuple(dict.fromkeys(place.get(party, party) for party in votes)), label="")
