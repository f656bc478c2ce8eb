"""What has to be decided next: the posts that are vacant, whose turn it is, and a proposal."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kkr_allocation.explanations import shortened
from kkr_allocation.results import Result, read_only

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.events import Event, State

__all__ = ["Agenda", "Matter", "MatterKind"]

MatterKind = Literal["post", "chair", "reason"]


@frozen
class Matter:
    """Something to decide.

    Parameters
    ----------
    kind : {"post", "chair", "reason"}
        A list names somebody for a vacant post, the KKR agrees on the chair, or a reason is
        stated for unequally many women and men.
    forum : str
        The forum.
    party : str or None
        The list whose post it is.
    since : datetime.date or None
        The day the post fell vacant.
    proposal : str or None
        Whom the rules and wishes of the meeting propose.
    """

    kind: MatterKind
    forum: str
    party: str | None = None
    since: dt.date | None = None
    proposal: str | None = None


@frozen(field_transformer=read_only)
class Agenda(Result):
    """What has to be decided next, with all that it follows from.

    Parameters
    ----------
    state : State
        The posts on the day.
    events : tuple of Event
        What happened since the meeting, in the order it took effect.
    proposed : Appointments or None
        All posts of the day, the vacant ones filled by the rules and wishes of the meeting; None
        where they cannot be.
    conflict : tuple of str
        The rules that then conflict.

    Examples
    --------
    >>> import datetime as dt
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.appointments.events import Resigned
    >>> from kkr_allocation.appointments.succession import agenda_on
    >>> fora = [kkr.Forum("Dialogforum", 1)]
    >>> people = [kkr.Candidate(f"A{n}", "Odense", "A") for n in range(2)]
    >>> january = kkr.appoint(
    ...     fora, people, kkr.entitle(fora, {"A": 1}), fixed=[("Dialogforum", "A0")]
    ... )
    >>> log = [Resigned(dt.date(2027, 5, 1), "Dialogforum", "A0")]
    >>> (matter,) = agenda_on(january, log, dt.date(2027, 6, 1)).matters
    >>> matter.forum, matter.party, matter.proposal
    ('Dialogforum', 'A', 'A1')
    """

    state: State = field(repr=False)
    events: tuple[Event, ...] = field(repr=shortened)
    proposed: Appointments | None = field(repr=False)
    conflict: tuple[str, ...] = field(default=(), repr=shortened)

    @property
    def matters(self) -> tuple[Matter, ...]:
        """What has to be decided, forum by forum."""
        by_forum: dict[str, list[Matter]] = defaultdict(list)
        for matter in (*self._posts(), *self._chairs(), *self._reasons()):
            by_forum[matter.forum].append(matter)
        return tuple(matter for forum in self.state.fora for matter in by_forum[forum.name])

    def _posts(self) -> Iterator[Matter]:
        """Yield the vacant posts, each with a newcomer of its list."""
        came: dict[tuple[str, str], list[str]] = defaultdict(list)
        if self.proposed:
            party = {person.name: person.party for person in self.proposed.candidates}
            for forum, names in self.proposed.members.items():
                for name in names:
                    if name not in self.state.members[forum]:
                        came[forum, party[name]].append(name)
        taken: Counter[tuple[str, str]] = Counter()
        for seat in self.state.vacancies:
            place = seat.forum, seat.party
            proposal = came[place][taken[place]] if self.proposed else None
            taken[place] += 1
            yield Matter("post", seat.forum, seat.party, seat.since, proposal)

    def _chairs(self) -> Iterator[Matter]:
        for forum in self.state.fora:
            if forum.chair and forum.name not in self.state.chairs:
                proposal = self.proposed.chairs[forum.name] if self.proposed else None
                yield Matter("chair", forum.name, proposal=proposal)

    def _reasons(self) -> Iterator[Matter]:
        """Yield the fora whose members are others than at the meeting, and need a reason now."""
        before = self.state.appointments.members
        for row in self.proposed.gender if self.proposed else ():
            changed = set(self.state.members[row.forum]) != set(before.get(row.forum, ()))
            if row.lacks_reason and changed:
                yield Matter("reason", row.forum)
