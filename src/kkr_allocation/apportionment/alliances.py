"""Alliance trees: valgforbund whose votes are pooled, with listeforbund inside them.

Seats go to an alliance as if it were one list, and are shared again among its members, by the
same rule. Danish municipal elections have at most two levels; here there can be twenty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import Attribute, Factory, field, frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import known_names
from kkr_allocation.words import refusal

__all__ = ["Alliance", "Member", "Members", "alliance_tree"]

_DEEPEST = 20
Members: TypeAlias = "Sequence[str | Alliance | Members]"


def _members(members: Members) -> tuple[Member, ...]:
    if isinstance(members, str) or not isinstance(members, Iterable):
        raise InvalidInputError(
            f"an alliance is given as {members!r}",
            why="one text would be read letter by letter; an alliance lists its members",
            do='Pass a list of party names such as ["A", "F"]',
        )
    try:
        return tuple(m if isinstance(m, str | Alliance) else Alliance(m) for m in members)
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> InvalidInputError:
    return InvalidInputError(
        **refusal("apportionment.alliances_nested_more_than", deepest=_DEEPEST)
    )


def _depth(members: Iterable[Member]) -> int:
    return 1 + max((_depth(m.members) for m in members if isinstance(m, Alliance)), default=0)


def _joined(members: Sequence[Member]) -> str:
    return "+".join(m if isinstance(m, str) else f"({m.label})" for m in members)


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
    label: str = field(default=Factory(lambda self: _joined(self.members), takes_self=True))

    @members.validator
    def _check_members(self, _: Attribute[tuple[Member, ...]], members: Sequence[Member]) -> None:
        if not members:
            raise InvalidInputError(**refusal("apportionment.alliance_no_members"))
        if _depth(members) > _DEEPEST + 1:  # the election around all of them is one too
            raise _too_deep()

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
    """Return the whole election as one tree: its alliances, and the parties that stand alone.

    The order of the votes is kept, an alliance stands where its first party does, and the root's
    label is empty. A party in two alliances or a label that is taken is refused.
    """
    outer = _members(alliances)
    seen: dict[str, None] = {}
    labels: set[str] = set()
    place: dict[str, Member] = {}
    for member in outer:
        if isinstance(member, str):
            raise InvalidInputError(
                f"alliances has the party {member!r} on its own",
                why="alliances is a list of alliances, each a list of members",
                do=f"Leave {member!r} out, or put the alliance in a list of its own",
            )
        parties = list(member.parties())
        known_names(dict.fromkeys(parties), votes, "alliances")
        for party in parties:
            if party in seen:
                raise InvalidInputError(
                    **refusal("apportionment.stands_two_alliances_or", party=party)
                )
            seen[party] = None
        for inner in member.alliances():
            of_a_party = inner.label in votes and set(inner.parties()) != {inner.label}
            if inner.label in labels or of_a_party:
                raise InvalidInputError(
                    **refusal("apportionment.label_used_twice", label=inner.label)
                )
            labels.add(inner.label)
        for party in parties:
            place[party] = member
    root: list[Member] = []
    for party in votes:
        member = place.get(party, party)
        if isinstance(member, str) or next(p for p in votes if place.get(p) is member) == party:
            root.append(member)
    return Alliance(tuple(root), label="")
