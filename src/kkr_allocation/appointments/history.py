"""The posts while a log is read, event by event."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.event_words import words_of
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
    SubstituteNamed,
    Successor,
)
from kkr_allocation.appointments.hindrance import hindrance
from kkr_allocation.appointments.merger import merged
from kkr_allocation.appointments.state import Seat, StandIn, State
from kkr_allocation.appointments.substitution import no_substitute
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

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
        raise _wrong(event, Bilingual("it is of no known kind", da="den er af ukendt art"))

    @apply.register
    def _(self, event: Resigned) -> None:
        held = [s for s in self.seats if (s.forum, s.holder) == (event.forum, event.candidate)]
        if not held:
            raise _wrong(event, _no_post(event.forum, event.candidate))
        person = self.people[event.candidate]
        self.people[event.candidate] = evolve(person, cannot=(*person.cannot, event.forum))
        self._vacate(held[0], event)

    @apply.register
    def _(self, event: ChairNamed) -> None:
        forum = self.fora.get(event.forum)
        if forum is None or not forum.chair:
            raise _wrong(
                event,
                Bilingual(
                    f"{event.forum} has no chair among the posts on that day",
                    da=f"{event.forum} har ingen formandspost blandt pladserne den dag",
                ),
            )
        if not any((s.forum, s.holder) == (event.forum, event.candidate) for s in self.seats):
            raise _wrong(event, _no_post(event.forum, event.candidate))
        self.chairs[event.forum] = event.candidate
        self.agreed.add(event.forum)

    @apply.register
    def _(self, event: SubstituteNamed) -> None:
        held = [s for s in self.seats if (s.forum, s.holder) == (event.forum, event.candidate)]
        if not held:
            raise _wrong(event, _no_post(event.forum, event.candidate))
        (seat,) = held
        if why := no_substitute(self.state(event.on), seat, event.substitute):
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
            there = Bilingual(f"there is a {name} already", da=f"der er allerede en {name}")
            raise _wrong(event, there)
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
        if event.forum.name in self.fora:
            name = event.forum.name
            raise _wrong(event, Bilingual(f"{name} is there already", da=f"{name} findes allerede"))
        self.fora[event.forum.name] = event.forum
        self.seats += [
            Seat(event.forum.name, party, None, since=event.on)
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
        vacant = [
            seat
            for seat in self.seats
            if (seat.forum, seat.party, seat.holder) == (event.forum, party, None)
        ]
        if not vacant:
            none = Bilingual(
                "no post of that list is vacant there",
                da="ingen plads, som den pågældendes liste har, er ledig der",
            )
            raise _wrong(event, none)
        if kept := hindrance(self.state(event.on), event.forum, event.candidate):
            barred = Bilingual(
                f"the person cannot take the post: {kept}",
                da=f"personen kan ikke få pladsen: {in_language(kept, 'da')}",
            )
            raise _wrong(event, barred)
        seat = evolve(vacant[0], holder=event.candidate, substitute=None, since=event.on)
        self.seats[self.seats.index(vacant[0])] = seat

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
        none = Bilingual(f"there is no {name} on that day", da=f"{name} findes ikke den dag")
        raise _wrong(event, none)


def _no_post(forum: str, name: str) -> Bilingual:
    return Bilingual(
        f"{name} holds no post in {forum} on that day",
        da=f"{name} har ingen plads i {forum} den dag",
    )


def _wrong(event: Event, why: str) -> InvalidInputError:
    said = words_of(event)
    return InvalidInputError(
        Bilingual(
            f"what happens on {event.on} cannot take effect: {said}",
            da=f"Hændelsen den {event.on:%d-%m-%Y} kan ikke ske: {said.da}",
        ),
        why=why,
        do=Bilingual(
            "Correct the event, or add to the log what came before it",
            da="Ret hændelsen, eller tilføj det, der gik forud for den",
        ),
    )
