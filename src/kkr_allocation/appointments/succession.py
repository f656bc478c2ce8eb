"""The appointments on any day, computed from the constituting meeting and what happened since."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from kkr_allocation.appointments.appoint import Appointments, appoint, substitutes
from kkr_allocation.appointments.entitlement import departures_of
from kkr_allocation.appointments.events import Event, State
from kkr_allocation.appointments.history import History
from kkr_allocation.appointments.people import checked_day
from kkr_allocation.appointments.requirements import NotAlsoIn
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.explanations import shortened
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate


# What has to be decided next: the posts that are vacant, whose turn it is, and a proposal.


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


# Posts that stand: what a vacancy is filled within, when nothing is shared out anew.


def standing(
    entitlement: Entitlement, fora: tuple[Forum, ...], table: Mapping[str, Mapping[str, int]]
) -> Entitlement:
    """Return the meeting's entitlement with the posts of the day, which every list keeps.

    Each forum is shared with the posts that stand as floors. They fill it, so that nothing is
    left to quotients or lots, and the certificate can be recomputed like any other.
    """
    parties = dict.fromkeys([*entitlement.strengths, *(p for row in table.values() for p in row)])
    strengths = {party: entitlement.strengths.get(party, 0) for party in parties}
    full = {
        forum.name: {party: table[forum.name].get(party, 0) for party in parties} for forum in fora
    }
    alliances = entitlement.alliances
    shares = {
        name: apportion(
            strengths, sum(row.values()), entitlement.rule, alliances=alliances, floors=row
        )
        for name, row in full.items()
    }
    stands = evolve(
        entitlement,
        fora=fora,
        strengths=strengths,
        packages={name: (name,) for name in full},
        shares=shares,
        caps={},
        deviations=(),
        lots=(),
        table=full,
        departures=(),
        unique=True,
    )
    return evolve(stands, departures=departures_of(stands))


def known_only(
    fora: tuple[Forum, ...], people: list[Candidate]
) -> tuple[tuple[Forum, ...], list[Candidate]]:
    """Return fora and people without what they say about fora that have closed."""
    names = {forum.name for forum in fora}
    open_fora = []
    for forum in fora:
        rules = [
            evolve(rule, fora=tuple(name for name in rule.fora if name in names))
            if isinstance(rule, NotAlsoIn)
            else rule
            for rule in forum.requirements
        ]
        open_fora.append(evolve(forum, requirements=rules))
    return tuple(open_fora), [
        evolve(
            person,
            wishes=tuple(name for name in person.wishes if name in names),
            cannot=tuple(name for name in person.cannot if name in names),
        )
        for person in people
    ]


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
            raise refused("appointments.not_an_event", event=event)
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

    Returns
    -------
    Agenda
        Its ``matters`` are empty where nothing has to be decided.

    Notes
    -----
    Parameters and errors as in `state_on`. The proposal is that of `refill`, which takes as long as
    `appoint`. Where the vacant posts cannot be filled within the rules, there is none, and the
    rules that conflict are named.
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
