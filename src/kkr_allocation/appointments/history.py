"""The posts while a log is read, event by event."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.events import (
    ChangedList,
    Event,
    ForumClosed,
    ForumCreated,
    LeftCouncil,
    RegionsMerged,
    Resigned,
    Successor,
)
from kkr_allocation.appointments.hindrance import hindrance
from kkr_allocation.appointments.merger import merged
from kkr_allocation.appointments.state import Seat, State
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    import datetime as dt

    from kkr_allocation.appointments.appointed import Appointments

__all__ = ["History"]


class History:
    """The posts on the day up to which the log is read.

    Parameters
    ----------
    appointments : Appointments
        The constituting meeting's.
    """

    def __init__(self, appointments: Appointments) -> None:
        self.appointments = appointments
        self.fora = {forum.name: forum for forum in appointments.fora}
        self.people = {person.name: person for person in appointments.candidates}
        self.seats = [
            Seat(
                forum,
                self.people[name].party,
                name,
                appointments.substitutes.get(forum, {}).get(name),
            )
            for forum, names in appointments.members.items()
            for name in names
        ]
        self.chairs = dict(appointments.chairs)
        self.wishes = appointments.wishes
        self.reasons = dict(appointments.reasons)
        self.rules = appointments.rules

    def state(self, day: dt.date) -> State:
        """Return the posts as they are now, as those of a day."""
        return State(
            day,
            tuple(seat for name in self.fora for seat in self.seats if seat.forum == name),
            tuple(self.fora.values()),
            tuple(self.people.values()),
            self.appointments,
            self.chairs.copy(),
            self.wishes,
            self.reasons.copy(),
            self.rules,
        )

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Let an event take effect."""
        raise _wrong(event, "it is of no known kind")

    @apply.register
    def _(self, event: Resigned) -> None:
        held = [s for s in self.seats if (s.forum, s.holder) == (event.forum, event.candidate)]
        if not held:
            raise _wrong(event, f"{event.candidate} holds no post in {event.forum} on that day")
        person = self.people[event.candidate]
        self.people[event.candidate] = evolve(person, cannot=(*person.cannot, event.forum))
        self._vacate(held[0], event.on)

    @apply.register
    def _(self, event: LeftCouncil) -> None:
        if event.candidate not in self.people:
            raise _wrong(event, f"there is no {event.candidate} on that day")
        del self.people[event.candidate]
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate:
                self.seats[place] = evolve(seat, substitute=None)
        for seat in [seat for seat in self.seats if seat.holder == event.candidate]:
            self._vacate(seat, event.on)

    @apply.register
    def _(self, event: ChangedList) -> None:
        if event.candidate not in self.people:
            raise _wrong(event, f"there is no {event.candidate} on that day")
        moved = evolve(self.people[event.candidate], party=event.party)
        self.people[event.candidate] = moved
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate and seat.party != event.party:
                self.seats[place] = evolve(seat, substitute=None)

    @apply.register
    def _(self, event: ForumClosed) -> None:
        if event.forum not in self.fora:
            raise _wrong(event, f"there is no {event.forum} on that day")
        del self.fora[event.forum]
        self.seats = [seat for seat in self.seats if seat.forum != event.forum]
        self.wishes = tuple(wish for wish in self.wishes if wish.forum != event.forum)
        self.chairs.pop(event.forum, None)
        self.reasons.pop(event.forum, None)

    @apply.register
    def _(self, event: ForumCreated) -> None:
        if event.forum.name in self.fora:
            raise _wrong(event, f"{event.forum.name} is there already")
        self.fora[event.forum.name] = event.forum
        self.seats += [
            Seat(event.forum.name, party, None, since=event.on)
            for party, posts in event.posts.items()
            for _ in range(posts)
        ]

    @apply.register
    def _(self, event: RegionsMerged) -> None:
        try:
            joint = merged(self.state(event.on), event.other, event.kkr)
        except InvalidInputError as error:
            raise _wrong(event, error.what) from error
        self.fora = {forum.name: forum for forum in joint.fora}
        self.people = {person.name: person for person in joint.candidates}
        self.seats = list(joint.seats)
        self.chairs, self.wishes, self.reasons = joint.chairs, joint.wishes, joint.reasons
        self.rules = joint.rules

    @apply.register
    def _(self, event: Successor) -> None:
        person = self.people.get(event.candidate)
        party = person.party if person else ""
        vacant = [
            seat
            for seat in self.seats
            if (seat.forum, seat.party, seat.holder) == (event.forum, party, None)
        ]
        if not vacant:
            raise _wrong(event, "no post of that list is vacant there")
        if kept := hindrance(self.state(event.on), event.forum, event.candidate):
            raise _wrong(event, f"the person cannot take the post: {kept}")
        seat = evolve(vacant[0], holder=event.candidate, substitute=None, since=event.on)
        self.seats[self.seats.index(vacant[0])] = seat

    def _vacate(self, seat: Seat, day: dt.date) -> None:
        """End an appointment: the substitute steps in, or the post falls back to the group."""
        place, other = self.seats.index(seat), seat.substitute
        self.reasons.pop(seat.forum, None)
        if self.chairs.get(seat.forum) == seat.holder:
            del self.chairs[seat.forum]
        self.seats[place] = evolve(seat, holder=None, substitute=None, since=day)
        if other not in self.people or hindrance(self.state(day), seat.forum, str(other)):
            return
        self.seats[place] = evolve(self.seats[place], holder=other)
        for at, shared in enumerate(self.seats):
            if (shared.forum, shared.substitute) == (seat.forum, other):
                self.seats[at] = evolve(shared, substitute=None)


def _wrong(event: Event, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"the event {event!r:.120} cannot take effect",
        why=why,
        do="Correct the event, or add to the log what came before it",
    )
