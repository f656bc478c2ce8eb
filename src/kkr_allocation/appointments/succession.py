"""The appointments on any day, computed from the constituting meeting and what happened since."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial, singledispatchmethod
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from kkr_allocation.appointments import events as log
from kkr_allocation.appointments.appoint import Appointments, appoint, substitutes
from kkr_allocation.appointments.entitlement import (
    Carried,
    ForumEvent,
    RegionJoined,
    departures_of,
)
from kkr_allocation.appointments.events import Event, Seat, StandIn, State, words_of
from kkr_allocation.appointments.model import bar, counted, occupied
from kkr_allocation.appointments.people import checked_day
from kkr_allocation.appointments.requirements import (
    CountRequirement,
    NotAlsoIn,
    RuleKind,
    named_rule,
    required,
)
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.errors import InfeasibleError, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kkr_allocation.appointments.entitlement import Entitlement, LogEntry
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.requirements import Requirement


@frozen
class Matter:
    """Something to decide."""

    kind: Literal["post", "chair", "reason"]
    """A list names somebody for a vacant post, the KKR agrees on the chair, or a reason is stated
    for unequally many women and men."""
    forum: str
    party: str | None = None
    """The list whose post it is."""
    since: dt.date | None = None
    """The day the post fell vacant."""
    proposal: str | None = None
    """Whom the rules and wishes of the meeting propose."""


@frozen(field_transformer=read_only)
class Agenda(Result):
    """What has to be decided next, with all that it follows from."""

    state: State = field(repr=False)
    events: tuple[Event, ...] = field(repr=shortened)
    """What happened since the meeting, in the order it took effect."""
    proposed: Appointments | None = field(repr=False)
    """All posts of the day, the vacant ones filled by the rules and wishes of the meeting; None
    where they cannot be."""
    conflict: tuple[str, ...] = field(default=(), repr=shortened)
    """The rules that then conflict."""

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
        for seat in self.state.vacancies:
            proposal = came[seat.forum, seat.party].pop(0) if self.proposed else None
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


def standing(
    state: State, fora: tuple[Forum, ...], table: Mapping[str, Mapping[str, int]]
) -> Entitlement:
    """Return the meeting's entitlement with the posts of the day, which every list keeps.

    They are the floors of each forum and fill it: nothing is left to quotients or lots.
    """
    entitlement = state.appointments.entitlement
    parties = dict.fromkeys([*entitlement.strengths, *(p for row in table.values() for p in row)])
    strengths = {party: entitlement.strengths.get(party, 0) for party in parties}
    full = {f.name: {party: table[f.name].get(party, 0) for party in parties} for f in fora}
    share = partial(apportion, strengths, rule=entitlement.rule, alliances=entitlement.alliances)
    shares = {name: share(sum(row.values()), floors=row) for name, row in full.items()}
    stands = evolve(
        entitlement,
        fora=fora,
        strengths=strengths,
        packages={name: (name,) for name in full},
        shares=shares,
        table=full,
        caps={},
        deviations=(),
        lots=(),
        unique=True,
        carried=_carried(state),
    )
    return evolve(stands, departures=departures_of(stands))


def _carried(state: State) -> Carried:
    """Return the meeting and the log that the posts follow from."""
    meeting = state.appointments
    if before := meeting.entitlement.carried:
        return evolve(before, log=_in_order(*before.log, *state.changes))
    party = {person.name: person.party for person in meeting.candidates}
    filled = {f: Counter(party[name] for name in names) for f, names in meeting.members.items()}
    return Carried(meeting.entitlement, filled, state.changes)


def _in_order(*entries: LogEntry) -> tuple[LogEntry, ...]:
    """Return the entries of a log, of which none may come before what others rest on."""
    for last, one in pairwise(entries):
        if one.on < last.on:
            raise refused("appointments.before_the_log", day=one.on, last=last.on)
    return entries


def state_on(appointments: Appointments, events: Iterable[Event], day: dt.date) -> State:
    """Return who holds which post on a day.

    Who sits where today, which posts are vacant, and whose turn is it to fill them? Of the log what
    is after the day does not count; events of one day stand in the order given. An
    InvalidInputError says which event names what is not there on its day.

    When a council seat is lost the appointment ends and the group keeps the post; the
    substitute steps in, or the group names a successor (KL's board: published, KKR: inferred).
    A person who changes list stays in the post until leaving it, and the new list can name the
    person once no post of the old one is left: our reading, stated nowhere found. Nobody steps in
    or succeeds against the meeting's rules; where the substitute cannot, the group is asked.
    ``stand_ins`` says who stepped in and who could not, ``early`` what is dated before a forum's
    term: members can give up a post before it begins, but as often it is a wrong year.
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

    Those who hold a post keep it, and every list fills its own; it verifies like the meeting's, and
    an InfeasibleError says where the rules let nobody fill a vacancy. A member who has changed list
    counts for the list that has the post, and is proposed for no other. A chair who still sits
    stays the chair, agreed on if the meeting or the log says so, or beside a mayor who came later.
    The reason of a forum whose members are others has to be given anew. A substitute who stands
    stays, unless another would be from the member's municipality.
    """
    table = {f.name: Counter(s.party for s in state.seats if s.forum == f.name) for f in state.fora}
    counted_for = (_counted_for(person, state) for person in state.candidates)
    fora, people = _told(state.fora, counted_for, lambda name: name if name in table else "")
    known = {person.name for person in people}
    filled = appoint(
        fora,
        people,
        standing(state, fora, table),
        wishes=[wish for wish in state.wishes if wish.candidate in known],
        fixed=[(seat.forum, seat.holder) for seat in state.seats if seat.holder],
        chairs=state.chairs,
        rules=state.rules,
    )
    stand_ins: dict[str, dict[str, str]] = defaultdict(dict)
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

    The proposal is that of `refill`. Where the vacant posts cannot be filled within the rules there
    is none, and the rules that conflict are named. Parameters and errors as in `state_on`.
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
    return evolve(person, party=held[0].party, cannot=dict.fromkeys([*person.cannot, *closed]))


def _told(
    fora: Iterable[Forum], people: Iterable[Candidate], new: Callable[[str], str]
) -> tuple[tuple[Forum, ...], tuple[Candidate, ...]]:
    """Return fora and people with new names of the fora they tell of; those without one go."""

    def told(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, map(new, names)))

    def rule_of(rule: Requirement) -> Requirement:
        return NotAlsoIn(told(rule.fora)) if isinstance(rule, NotAlsoIn) else rule

    def person_of(person: Candidate) -> Candidate:
        held = {new(forum) or forum: terms for forum, terms in person.held.items()}
        return evolve(person, held=held, wishes=told(person.wishes), cannot=told(person.cannot))

    named = (evolve(f, name=new(f.name), requirements=map(rule_of, f.requirements)) for f in fora)
    return tuple(named), tuple(map(person_of, people))


def merged(ours: State, theirs: State, kkr: str) -> State:
    """Return the posts of two regions as those of one KKR, by our rules of appointing.

    Posts are spread by population where both regions state theirs, and otherwise evenly: one
    region's figures would leave the other's municipalities without a share.
    """
    if twins := {p.name for p in ours.candidates} & {p.name for p in theirs.candidates}:
        raise refused("appointments.both_regions_candidate", min=min(twins))
    shared = {forum.name for forum in ours.fora} & {forum.name for forum in theirs.fora}
    one, other = _renamed(ours, shared), _renamed(theirs, shared)
    fora = tuple(evolve(forum, kkr=kkr) for forum in (*one.fora, *other.fora))
    names = [forum.name for forum in fora]
    if twice := [name for name in names if names.count(name) > 1]:
        raise refused("appointments.both_regions_forum", twice=twice[0])
    stated = ours.rules.population, theirs.rules.population
    people = {**stated[0], **stated[1]}
    return evolve(
        one,
        seats=(*one.seats, *other.seats),
        fora=fora,
        candidates=(*one.candidates, *other.candidates),
        chairs={**one.chairs, **other.chairs},
        wishes=(*one.wishes, *other.wishes),
        reasons={**one.reasons, **other.reasons},
        agreed_chairs=one.agreed_chairs | other.agreed_chairs,
        rules=evolve(ours.rules, population=people if all(stated) else {}),
    )


def _renamed(state: State, shared: set[str]) -> State:
    names = {f.name: f"{f.name} ({f.kkr})" for f in state.fora if f.name in shared and f.kkr}

    def new(name: str) -> str:
        return names.get(name, name)

    fora, people = _told(state.fora, state.candidates, new)
    return evolve(
        state,
        seats=tuple(evolve(seat, forum=new(seat.forum)) for seat in state.seats),
        fora=fora,
        candidates=people,
        chairs={new(forum): name for forum, name in state.chairs.items()},
        wishes=tuple(evolve(wish, forum=new(wish.forum)) for wish in state.wishes),
        agreed_chairs=frozenset(map(new, state.agreed_chairs)),
        reasons={new(forum): reason for forum, reason in state.reasons.items()},
    )


def _unfit_substitute(state: State, seat: Seat, name: str) -> Iterator[str]:
    """Yield why a person cannot be the substitute of a post's member.

    Having no post left is no bar: a post can be given up before the substitute is needed.
    """
    forum = next(one for one in state.fora if one.name == seat.forum)
    if forum.substitutes == "none":
        yield worded("appointments.there_no_substitutes", name=forum.name)
    person = next((one for one in state.candidates if one.name == name), None)
    if person is None:
        yield worded("appointments.there_no_on_day", name=name)
        return
    if person.party != seat.party:
        figures = {"name": name, "party": person.party, "party_2": seat.party}
        yield worded("appointments.name_party_post_party", **figures)
    if name in state.members[forum.name]:
        yield worded("appointments.member_there", name=name)
    if barred := bar(forum, person, state.rules):
        yield barred.words
    others = (one for one in state.seats if one.forum == forum.name and one is not seat)
    if forum.substitutes == "personal" and any(one.substitute == name for one in others):
        yield worded("appointments.substitute_another_member_there", name=name)


def hindrances(state: State, forum: str, candidate: str) -> Iterator[str]:
    """Yield the rules that keep a person from a forum's vacant post, in words.

    At least so many of a kind is still kept where the posts left vacant suffice for the rest.
    Someone who changed list counts for the list of the posts held.
    """
    place = next(one for one in state.fora if one.name == forum)
    person = next(one for one in state.candidates if one.name == candidate)
    held = [seat for seat in state.seats if seat.holder == candidate]
    for seat in held:
        if seat.forum == forum:
            yield named_rule(RuleKind.APPOINTED, name=candidate, forum=forum).words
        elif seat.party != person.party:
            figures = {"name": candidate, "party": seat.party, "there": seat.forum}
            yield worded("appointments.post_person_one_list", **figures)
    posts = {seat.forum for seat in held}
    yield from (rule.words for rule in occupied(state.fora, place, posts, state.rules))
    if barred := bar(place, person, state.rules):
        yield barred.words
    yield from _counts(state, place, person)


def _counts(state: State, forum: Forum, person: Candidate) -> Iterator[str]:
    """Yield the rules on how many of a kind there are that the person would break."""
    names = set(state.members[forum.name])
    seated = [one for one in state.candidates if one.name in names]
    vacant = sum(seat.forum == forum.name for seat in state.vacancies) - 1
    for rule in forum.requirements:
        if not isinstance(rule, CountRequirement):
            continue
        for people, least, most in counted(rule, [*seated, person]):
            short = least is not None and len(people) + vacant < least
            if short or (most is not None and len(people) > most):
                yield required(forum.name, rule).words


class History:
    """The posts on the day up to which the log is read."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments = appointments
        self.fora = {forum.name: forum for forum in appointments.fora}
        self.people = {person.name: person for person in appointments.candidates}
        stood_in = appointments.substitutes
        self.seats = [
            Seat(forum, self.people[name].party, name, stood_in.get(forum, {}).get(name))
            for forum, names in appointments.members.items()
            for name in names
        ]
        self.chairs = dict(appointments.chairs)
        self.agreed = set(appointments.agreed_chairs)
        self.wishes = appointments.wishes
        self.reasons = dict(appointments.reasons)
        self.rules = appointments.rules
        self.stand_ins: list[StandIn] = []
        self.early: list[tuple[Event, dt.date]] = []
        self.changes: list[LogEntry] = []

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
            frozenset(self.agreed & set(self.chairs)),
            tuple(self.stand_ins),
            tuple(self.early),
            tuple(self.changes),
        )

    def follow(self, event: Event) -> None:
        """Let an event take effect, and keep in mind that it came before the forum's term."""
        name = getattr(event, "forum", None)
        forum = self.fora.get(name) if isinstance(name, str) else None
        self.apply(event)
        if isinstance(event, log.ForumCreated):
            new = event.forum
            self.changes.append(ForumEvent(event.on, new.name, event.posts, new.kkr))
        elif isinstance(event, log.ForumClosed):
            self.changes.append(ForumEvent(event.on, event.forum, {}))
        if forum and forum.starts and event.on < forum.starts:
            self.early.append((event, forum.starts))

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Let an event take effect."""
        raise _wrong(event, worded("appointments.no_known_kind"))

    @apply.register
    def _(self, event: log.Resigned) -> None:
        seat = self._held(event, event.forum, event.candidate)
        person = self.people[event.candidate]
        self.people[event.candidate] = evolve(person, cannot=(*person.cannot, event.forum))
        self._vacate(seat, event)

    @apply.register
    def _(self, event: log.ChairNamed) -> None:
        forum = self.fora.get(event.forum)
        if forum is None or not forum.chair:
            raise _wrong(event, worded("appointments.no_chair_among_posts", forum=event.forum))
        self._held(event, event.forum, event.candidate)
        self.chairs[event.forum] = event.candidate
        self.agreed.add(event.forum)

    @apply.register
    def _(self, event: log.SubstituteNamed) -> None:
        seat = self._held(event, event.forum, event.candidate)
        for why in _unfit_substitute(self.state(event.on), seat, event.substitute):
            raise _wrong(event, why)
        shared = self.fora[event.forum].substitutes == "shared"
        group = seat.forum, seat.party
        for place, one in enumerate(self.seats):
            if one is seat or (shared and one.holder and (one.forum, one.party) == group):
                self.seats[place] = evolve(one, substitute=event.substitute)

    @apply.register
    def _(self, event: log.ReasonStated) -> None:
        _known(event, event.forum, self.fora)
        self.reasons[event.forum] = event.reason

    @apply.register
    def _(self, event: log.Newcomer) -> None:
        name = event.candidate.name
        if name in self.people:
            raise _wrong(event, worded("appointments.there_already", name=name))
        self.people[name] = event.candidate

    @apply.register
    def _(self, event: log.LeftCouncil) -> None:
        _known(event, event.candidate, self.people)
        del self.people[event.candidate]
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate:
                self.seats[place] = evolve(seat, substitute=None)
        for seat in [seat for seat in self.seats if seat.holder == event.candidate]:
            self._vacate(seat, event)

    @apply.register
    def _(self, event: log.ChangedList) -> None:
        _known(event, event.candidate, self.people)
        moved = evolve(self.people[event.candidate], party=event.party)
        self.people[event.candidate] = moved
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate and seat.party != event.party:
                self.seats[place] = evolve(seat, substitute=None)

    @apply.register
    def _(self, event: log.ForumClosed) -> None:
        _known(event, event.forum, self.fora)
        del self.fora[event.forum]
        self.seats = [seat for seat in self.seats if seat.forum != event.forum]
        self.wishes = tuple(wish for wish in self.wishes if wish.forum != event.forum)
        self.chairs.pop(event.forum, None)
        self.reasons.pop(event.forum, None)

    @apply.register
    def _(self, event: log.ForumCreated) -> None:
        name = event.forum.name
        if name in self.fora:
            raise _wrong(event, worded("appointments.there_already_2", name=name))
        self.fora[name] = event.forum
        self.seats += [
            Seat(name, party, None, since=event.on)
            for party, posts in event.posts.items()
            for _ in range(posts)
        ]

    @apply.register
    def _(self, event: log.NewTerm) -> None:
        _known(event, event.forum, self.fora)
        forum = self.fora[event.forum]
        self.fora[event.forum] = evolve(forum, starts=event.on, ends=event.ends)
        sitting = {seat.holder for seat in self.seats if seat.forum == event.forum}
        for name, person in self.people.items():
            terms = person.held.get(event.forum, 0) + 1 if name in sitting else 0
            held = {**person.held, event.forum: terms}
            if held[event.forum] != person.held.get(event.forum, 0):
                self.people[name] = evolve(person, held=held)
        self.chairs.pop(event.forum, None)
        self.reasons.pop(event.forum, None)
        self.seats = [
            Seat(s.forum, s.party, None, since=event.on) if s.forum == event.forum else s
            for s in self.seats
        ]

    @apply.register
    def _(self, event: log.RegionsMerged) -> None:
        try:
            joint = merged(self.state(event.on), event.other, event.kkr)
        except InvalidInputError as error:
            raise _wrong(event, error.what) from error
        names = iter(forum.name for forum in joint.fora)  # ours first
        ours, theirs = (
            {old: new for old, new in zip(before, names, strict=False) if old != new}
            for before in (self.fora, [forum.name for forum in event.other.fora])
        )
        joined = RegionJoined(event.on, event.kkr, _carried(event.other), ours, theirs)
        _in_order(*joined.carried.log, joined)
        self.changes.append(joined)
        self.fora = {forum.name: forum for forum in joint.fora}
        self.people = {person.name: person for person in joint.candidates}
        self.seats = list(joint.seats)
        self.chairs, self.reasons = dict(joint.chairs), dict(joint.reasons)
        self.agreed = set(joint.agreed_chairs)
        self.wishes, self.rules = joint.wishes, joint.rules

    @apply.register
    def _(self, event: log.Successor) -> None:
        person = self.people.get(event.candidate)
        post = event.forum, person and person.party, None
        vacant = next((s for s in self.seats if (s.forum, s.party, s.holder) == post), None)
        if vacant is None:
            raise _wrong(event, worded("appointments.no_post_list_vacant"))
        for kept in hindrances(self.state(event.on), event.forum, event.candidate):
            raise _wrong(event, worded("appointments.person_cannot_take_post", kept=kept))
        seat = evolve(vacant, holder=event.candidate, substitute=None, since=event.on)
        self.seats[self.seats.index(vacant)] = seat

    def _held(self, event: Event, forum: str, name: str) -> Seat:
        """Return a person's post in a forum, or refuse an event about one that is not there."""
        for seat in self.seats:
            if (seat.forum, seat.holder) == (forum, name):
                return seat
        raise _wrong(event, worded("appointments.holds_no_post_on", name=name, forum=forum))

    def _vacate(self, seat: Seat, event: Event) -> None:
        """End an appointment: the substitute steps in, or the post falls back to the group."""
        place, other = self.seats.index(seat), seat.substitute
        self.reasons.pop(seat.forum, None)
        if self.chairs.get(seat.forum) == seat.holder:
            del self.chairs[seat.forum]
        self.seats[place] = evolve(seat, holder=None, substitute=None, since=event.on)
        if other is None or other not in self.people:
            return
        kept_out = next(hindrances(self.state(event.on), seat.forum, other), "")
        self.stand_ins.append(StandIn(event, seat.forum, str(seat.holder), other, kept_out))
        if kept_out:
            return
        self.seats[place] = evolve(self.seats[place], holder=other)
        for at, shared in enumerate(self.seats):
            if (shared.forum, shared.substitute) == (seat.forum, other):
                self.seats[at] = evolve(shared, substitute=None)


def _known(event: Event, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise _wrong(event, worded("appointments.there_no_on_day", name=name))


def _wrong(event: Event, why: str) -> InvalidInputError:
    said = words_of(event)
    return refused("appointments.event_impossible", on=event.on, said=said, why=why)
