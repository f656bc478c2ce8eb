"""The appointments on any day, computed from the constituting meeting and what happened since."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.assignment import appoint
from kkr_allocation.appointments.events import Event
from kkr_allocation.appointments.fields import checked_day
from kkr_allocation.appointments.history import History
from kkr_allocation.appointments.standing import known_only, standing
from kkr_allocation.appointments.substitutes import substitutes
from kkr_allocation.errors import InfeasibleError, InvalidInputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.state import State

__all__ = ["agenda_on", "refill", "state_on"]


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
    Where the substitute cannot step in, the group is asked. ``stand_ins`` says who stepped in
    where and who could not, ``early`` what is dated before a forum's term: members can give up a
    post before it begins, so that it is no error, but as often a wrong year.

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
    history = History(appointments)
    for event in _until(listed, last):
        history.follow(event)
    return history.state(last)


def _until(events: Iterable[Event], day: dt.date) -> tuple[Event, ...]:
    """Return what has happened by a day, in its order."""
    return tuple(sorted((e for e in events if e.on <= day), key=lambda event: event.on))


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
    meeting, after a merger of regions those of both meetings; a chair who still sits stays the
    chair, agreed on if the meeting or the log says so, or beside a mayor who came later. The
    reason of a forum whose members are the same stands; where they are others, it has to be given
    anew. A substitute who stands stays, unless another would be from the member's
    municipality.
    """
    table: dict[str, Counter[str]] = {forum.name: Counter() for forum in state.fora}
    for seat in state.seats:
        table[seat.forum][seat.party] += 1
    people = [_counted_for(person, state) for person in state.candidates]
    fora, people = known_only(state.fora, people)
    entitlement = standing(state.appointments.entitlement, fora, table)
    fixed = [(seat.forum, seat.holder) for seat in state.seats if seat.holder]
    known = {person.name for person in people}
    filled = appoint(
        fora,
        people,
        entitlement,
        wishes=[wish for wish in state.wishes if wish.candidate in known],
        fixed=fixed,
        chairs=state.chairs,
        rules=state.rules,
    )
    stand_ins: dict[str, dict[str, str]] = {forum.name: {} for forum in state.fora}
    for seat in state.seats:
        if seat.holder and seat.substitute:
            stand_ins[seat.forum][seat.holder] = seat.substitute
    kept = evolve(
        filled,
        agreed_chairs=_agreed(filled, state),
        substitutes=substitutes(filled, filled.members, stand_ins),
    )
    return kept.with_reasons(state.reasons)


def agenda_on(appointments: Appointments, events: Iterable[Event], day: dt.date) -> Agenda:
    """Return what has to be decided on a day: the vacant posts, whose turn it is, a proposal.

    What happened since the meeting, who sits where now, and what does the next meeting decide?

    Parameters
    ----------
    appointments : Appointments
        The constituting meeting's.
    events : iterable of Event
        The log, as for `state_on`.
    day : datetime.date
        The day.

    Returns
    -------
    Agenda
        Its ``matters`` are empty where nothing has to be decided.

    Raises
    ------
    InvalidInputError
        If an event or the day is none, or an event cannot have happened.

    Notes
    -----
    The proposal is that of `refill`, which takes as long as `appoint`. Where the vacant posts
    cannot be filled within the rules, there is none, and the rules that conflict are named.
    """
    listed = list(events)
    state = state_on(appointments, listed, day)
    try:
        return Agenda(state, _until(listed, day), refill(state))
    except InfeasibleError as error:
        return Agenda(state, _until(listed, day), None, error.conflict)


def _agreed(filled: Appointments, state: State) -> dict[str, str]:
    """Return the chairs that were agreed on, and those who keep the chair beside a mayor."""
    mayors = {person.name for person in filled.candidates if person.mayor}
    return {
        forum: name
        for forum, name in filled.agreed_chairs.items()
        if forum in state.agreed_chairs
        or (name not in mayors and not mayors.isdisjoint(filled.members[forum]))
    }


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
