"""The appointments on any day, computed from the constituting meeting and what happened since."""

from __future__ import annotations

from collections import Counter
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.assignment import appoint
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
from kkr_allocation.appointments.fields import checked_day
from kkr_allocation.appointments.hindrance import hindrance
from kkr_allocation.appointments.merger import merged
from kkr_allocation.appointments.standing import known_only, standing
from kkr_allocation.appointments.state import Seat, State
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.candidate import Candidate

__all__ = ["refill", "state_on"]


def state_on(appointments: Appointments, events: Iterable[Event], day: dt.date) -> State:
    """Return who holds which post on a day.

    Who sits where today, which posts are vacant, and whose turn is it to fill them?

    Parameters
    ----------
    appointments : Appointments
        The constituting meeting's.
    events : iterable of Event
        The log; those after the day do not count, those of one day in the order given.
    day : datetime.date
        The day.

    Returns
    -------
    State
        The same for every order of events on different days.

    Raises
    ------
    InvalidInputError
        If an event or the day is none, or an event names a post, person or forum that is not
        there on its day.

    Notes
    -----
    When a council seat is lost the appointment ends and the group keeps the post; the
    substitute steps in, or the group names a successor (KL's board: published, KKR: inferred).
    A person who changes list stays in the post until leaving it; the post remains the group's.
    The new list can name the person once no post of the old one is left. That is our reading,
    stated nowhere found. Nobody steps in or succeeds against the meeting's rules: the limit of
    posts, fora that exclude one another, what bars people from a forum and what it requires.
    Where the substitute cannot step in, the group is asked.

    Examples
    --------
    >>> import datetime as dt
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.appointments.events import Resigned
    >>> fora = [kkr.Forum("RAR Fyn", 1, substitutes="personal")]
    >>> people = [kkr.Candidate(f"A{n}", "Odense", "A") for n in range(2)]
    >>> start = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}), fixed=[("RAR Fyn", "A0")])
    >>> log = [Resigned(dt.date(2027, 5, 1), "RAR Fyn", "A0")]
    >>> state_on(start, log, dt.date(2027, 4, 30)).members
    {'RAR Fyn': ('A0',)}
    >>> state_on(start, log, dt.date(2027, 5, 1)).members
    {'RAR Fyn': ('A1',)}
    """
    listed = list(events)
    for event in listed:
        if not isinstance(event, Event):
            raise InvalidInputError(
                f"events has {event!r:.80}",
                why="a log has events with a day",
                do="Pass those of kkr_allocation.appointments.events, such as Resigned",
            )
    last = checked_day(day, "day")
    history = _History(appointments)
    for event in sorted(listed, key=lambda event: event.on):
        if event.on <= last:
            history.apply(event)
    return history.state(last)


class _History:
    """The posts while the log is read."""

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

    def state(self, day: dt.date) -> State:
        """Return the posts as they are now, as those of a day."""
        return State(
            day,
            tuple(seat for name in self.fora for seat in self.seats if seat.forum == name),
            tuple(self.fora.values()),
            tuple(self.people.values()),
            self.appointments,
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


def refill(state: State) -> Appointments:
    """Fill the vacant posts and keep everyone else in place.

    Whom can the groups name, so that the rules hold and the wishes are met as far as possible?

    Parameters
    ----------
    state : State
        The posts on a day.

    Returns
    -------
    Appointments
        All posts of the day; those who hold one keep it, and every list fills its own. It
        verifies like those of the meeting.

    Raises
    ------
    InfeasibleError
        If a vacancy cannot be filled within the rules.

    Notes
    -----
    A member who has changed list counts for the list that has the post, and is proposed for no
    other. Who resigned from a forum is not proposed there again. The wishes are those of the
    meeting; a chair who still sits stays the chair. The reason of a forum whose members are the
    same stands; where they are others, it has to be given anew. Substitutes are named anew for
    all posts of fora that have them.
    """
    start = state.appointments
    table: dict[str, Counter[str]] = {forum.name: Counter() for forum in state.fora}
    for seat in state.seats:
        table[seat.forum][seat.party] += 1
    people = [_counted_for(person, state) for person in state.candidates]
    fora, people = known_only(state.fora, people)
    entitlement = standing(start.entitlement, fora, table)
    fixed = [(seat.forum, seat.holder) for seat in state.seats if seat.holder]
    known = {person.name for person in people}
    wishes = [wish for wish in start.wishes if wish.forum in table and wish.candidate in known]
    chairs = {forum: name for forum, name in start.chairs.items() if (forum, name) in fixed}
    filled = appoint(
        fora, people, entitlement, wishes=wishes, fixed=fixed, chairs=chairs, rules=start.rules
    )
    return filled.with_reasons(
        {
            forum: reason
            for forum, reason in start.reasons.items()
            if set(filled.members.get(forum, ())) == set(start.members[forum])
        }
    )


def _counted_for(person: Candidate, state: State) -> Candidate:
    """Return a person of the list whose posts are held; after a change of list for no other."""
    held = [seat for seat in state.seats if seat.holder == person.name]
    if not held or held[0].party == person.party:
        return person
    kept = {seat.forum for seat in held}
    closed = (forum.name for forum in state.fora if forum.name not in kept)
    return evolve(
        person, party=held[0].party, cannot=tuple(dict.fromkeys([*person.cannot, *closed]))
    )
