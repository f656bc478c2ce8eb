"""The posts while a log is read, event by event."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.events import (
    ChairNamed,
    ChangedList,
    Event,
    ForumClosed,
    ForumCreated,
    LeftCouncil,
    Newcomer,
    NewTerm,
    ReasonStated,
    RegionsMerged,
    Resigned,
    Seat,
    StandIn,
    State,
    SubstituteNamed,
    Successor,
    words_of,
)
from kkr_allocation.appointments.model import bar, counted, occupied
from kkr_allocation.appointments.requirements import (
    CountRequirement,
    NotAlsoIn,
    RuleKind,
    named_rule,
    required,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.requirements import Requirement


# Two regions become one: fora, people and posts side by side, names kept apart.


def merged(ours: State, theirs: State, kkr: str) -> State:
    """Return the posts of two regions as those of one KKR.

    Every post keeps its list, holder and substitute, and our rules of appointing hold. A name that
    stands for a person of each is refused, as is one of a forum of each that their KKR do not tell
    apart.

    Notes
    -----
    Posts are spread by population where both regions state theirs, and otherwise evenly: one
    region's figures would leave the other's municipalities without a share.
    """
    twins = {p.name for p in ours.candidates} & {p.name for p in theirs.candidates}
    if twins:
        raise refused("appointments.both_regions_candidate", min=min(twins))
    shared = {forum.name for forum in ours.fora} & {forum.name for forum in theirs.fora}
    one, other = _renamed(ours, shared, kkr), _renamed(theirs, shared, kkr)
    fora = (*one.fora, *other.fora)
    names = [forum.name for forum in fora]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise refused("appointments.both_regions_forum", twice=twice)
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


def _renamed(state: State, shared: set[str], kkr: str) -> State:
    """Return a region's posts with the KKR's name after each forum's name that both have."""
    names = {
        forum.name: f"{forum.name} ({forum.kkr})"
        for forum in state.fora
        if forum.name in shared and forum.kkr
    }

    def new(name: str) -> str:
        return names.get(name, name)

    def rule_of(rule: Requirement) -> Requirement:
        return NotAlsoIn(map(new, rule.fora)) if isinstance(rule, NotAlsoIn) else rule

    return evolve(
        state,
        seats=tuple(evolve(seat, forum=new(seat.forum)) for seat in state.seats),
        fora=tuple(
            evolve(f, name=new(f.name), kkr=kkr, requirements=map(rule_of, f.requirements))
            for f in state.fora
        ),
        candidates=tuple(
            evolve(
                person,
                held={new(forum): terms for forum, terms in person.held.items()},
                wishes=map(new, person.wishes),
                cannot=map(new, person.cannot),
            )
            for person in state.candidates
        ),
        chairs={new(forum): name for forum, name in state.chairs.items()},
        wishes=tuple(evolve(wish, forum=new(wish.forum)) for wish in state.wishes),
        agreed_chairs=frozenset(map(new, state.agreed_chairs)),
        reasons={new(forum): reason for forum, reason in state.reasons.items()},
    )


# What keeps a person from being named substitute of a member between two meetings.


def _unfit_substitute(state: State, seat: Seat, name: str) -> Iterator[str]:
    """Yield why a person cannot be the substitute of a post's member.

    Notes
    -----
    A substitute is of the list that has the post, no member of the forum, may sit there, and
    stands in for one member where substitutes are personal. Having no post left is no bar: a post
    can be given up before the substitute is needed.
    """
    forum = next(one for one in state.fora if one.name == seat.forum)
    if forum.substitutes == "none":
        yield worded("appointments.there_no_substitutes", name=forum.name)
    person = next((one for one in state.candidates if one.name == name), None)
    if person is None:
        yield worded("appointments.there_no_on_day", name=name)
        return
    if person.party != seat.party:
        yield worded(
            "appointments.name_party_post_party", name=name, party=person.party, party_2=seat.party
        )
    if name in state.members[forum.name]:
        yield worded("appointments.member_there", name=name)
    if barred := bar(forum, person, state.rules):
        yield barred.words
    others = (one for one in state.seats if one.forum == forum.name and one is not seat)
    if forum.substitutes == "personal" and any(one.substitute == name for one in others):
        yield worded("appointments.substitute_another_member_there", name=name)


# What keeps a person from a vacant post between two constituting meetings.


def hindrance(state: State, forum: str, candidate: str) -> str:
    """Return the rule that keeps a person from a forum's vacant post, in words; empty if none does.

    Notes
    -----
    The rules are those of the meeting. At least so many of a kind is still kept where the posts
    left vacant suffice for the rest. Someone who changed list counts for the list of the posts
    held, so that the new list can name them only when those are given up.
    """
    place = next(one for one in state.fora if one.name == forum)
    person = next(one for one in state.candidates if one.name == candidate)
    held = [seat for seat in state.seats if seat.holder == candidate]
    return next(_hindrances(state, place, person, held), "")


def _hindrances(state: State, forum: Forum, person: Candidate, held: list[Seat]) -> Iterator[str]:
    for seat in held:
        if seat.forum == forum.name:
            yield named_rule(RuleKind.APPOINTED, name=person.name, forum=seat.forum).words
        elif seat.party != person.party:
            name, party, there = person.name, seat.party, seat.forum
            yield worded("appointments.post_person_one_list", name=name, party=party, there=there)
    posts = {seat.forum for seat in held}
    yield from (rule.words for rule in occupied(state.fora, forum, posts, state.rules))
    if barred := bar(forum, person, state.rules):
        yield barred.words
    yield from _counts(state, forum, person)


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
        self.agreed = set(appointments.agreed_chairs)
        self.wishes = appointments.wishes
        self.reasons = dict(appointments.reasons)
        self.rules = appointments.rules
        self.stand_ins: list[StandIn] = []
        self.early: list[tuple[Event, dt.date]] = []

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
        )

    def follow(self, event: Event) -> None:
        """Let an event take effect, and keep in mind that it came before the forum's term."""
        name = getattr(event, "forum", None)
        forum = self.fora.get(name) if isinstance(name, str) else None
        self.apply(event)
        if forum and forum.starts and event.on < forum.starts:
            self.early.append((event, forum.starts))

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Let an event take effect."""
        raise _wrong(event, worded("appointments.no_known_kind"))

    @apply.register
    def _(self, event: Resigned) -> None:
        seat = self._held(event, event.forum, event.candidate)
        person = self.people[event.candidate]
        self.people[event.candidate] = evolve(person, cannot=(*person.cannot, event.forum))
        self._vacate(seat, event)

    @apply.register
    def _(self, event: ChairNamed) -> None:
        forum = self.fora.get(event.forum)
        if forum is None or not forum.chair:
            raise _wrong(event, worded("appointments.no_chair_among_posts", forum=event.forum))
        self._held(event, event.forum, event.candidate)
        self.chairs[event.forum] = event.candidate
        self.agreed.add(event.forum)

    @apply.register
    def _(self, event: SubstituteNamed) -> None:
        seat = self._held(event, event.forum, event.candidate)
        for why in _unfit_substitute(self.state(event.on), seat, event.substitute):
            raise _wrong(event, why)
        shared = self.fora[event.forum].substitutes == "shared"
        group = seat.forum, seat.party
        for place, one in enumerate(self.seats):
            if one is seat or (shared and one.holder and (one.forum, one.party) == group):
                self.seats[place] = evolve(one, substitute=event.substitute)

    @apply.register
    def _(self, event: ReasonStated) -> None:
        _known(event, event.forum, self.fora)
        self.reasons[event.forum] = event.reason

    @apply.register
    def _(self, event: Newcomer) -> None:
        name = event.candidate.name
        if name in self.people:
            raise _wrong(event, worded("appointments.there_already", name=name))
        self.people[name] = event.candidate

    @apply.register
    def _(self, event: LeftCouncil) -> None:
        _known(event, event.candidate, self.people)
        del self.people[event.candidate]
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate:
                self.seats[place] = evolve(seat, substitute=None)
        for seat in [seat for seat in self.seats if seat.holder == event.candidate]:
            self._vacate(seat, event)

    @apply.register
    def _(self, event: ChangedList) -> None:
        _known(event, event.candidate, self.people)
        moved = evolve(self.people[event.candidate], party=event.party)
        self.people[event.candidate] = moved
        for place, seat in enumerate(self.seats):
            if seat.substitute == event.candidate and seat.party != event.party:
                self.seats[place] = evolve(seat, substitute=None)

    @apply.register
    def _(self, event: ForumClosed) -> None:
        _known(event, event.forum, self.fora)
        del self.fora[event.forum]
        self.seats = [seat for seat in self.seats if seat.forum != event.forum]
        self.wishes = tuple(wish for wish in self.wishes if wish.forum != event.forum)
        self.chairs.pop(event.forum, None)
        self.reasons.pop(event.forum, None)

    @apply.register
    def _(self, event: ForumCreated) -> None:
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
    def _(self, event: NewTerm) -> None:
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
            Seat(seat.forum, seat.party, None, since=event.on)
            if seat.forum == event.forum
            else seat
            for seat in self.seats
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
        self.chairs, self.reasons = dict(joint.chairs), dict(joint.reasons)
        self.agreed = set(joint.agreed_chairs)
        self.wishes = joint.wishes
        self.rules = joint.rules

    @apply.register
    def _(self, event: Successor) -> None:
        person = self.people.get(event.candidate)
        party = person.party if person else ""
        post = event.forum, party, None
        vacant = next((s for s in self.seats if (s.forum, s.party, s.holder) == post), None)
        if vacant is None:
            raise _wrong(event, worded("appointments.no_post_list_vacant"))
        if kept := hindrance(self.state(event.on), event.forum, event.candidate):
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
        kept_out = hindrance(self.state(event.on), seat.forum, other)
        self.stand_ins.append(StandIn(event, seat.forum, str(seat.holder), other, kept_out))
        if kept_out:
            return
        self.seats[place] = evolve(self.seats[place], holder=other)
        for at, shared in enumerate(self.seats):
            if (shared.forum, shared.substitute) == (seat.forum, other):
                self.seats[at] = evolve(shared, substitute=None)


def _known(event: Event, name: str, known: Collection[str]) -> None:
    """Refuse an event about a person or forum that is not there."""
    if name not in known:
        raise _wrong(event, worded("appointments.there_no_on_day", name=name))


def _wrong(event: Event, why: str) -> InvalidInputError:
    said = words_of(event)
    return refused("appointments.event_impossible", on=event.on, said=said, why=why)
