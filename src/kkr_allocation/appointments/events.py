"""What happens to appointments between two constituting meetings, as a log of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.people import day
from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.inputs import one_form, whole_numbers
from kkr_allocation.results import read_only
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.entitlement import LogEntry
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.rules import AppointmentRules, Wish


@frozen
class Event:
    """Something that happened on a day."""

    on: dt.date = field(validator=day)
    """The day it takes effect."""


@frozen
class Resigned(Event):
    """A member gives up a post in a forum, and is not proposed for that forum again."""

    forum: str
    candidate: str


@frozen
class ChairNamed(Event):
    """A member takes the chair of a forum."""

    forum: str
    candidate: str


@frozen
class SubstituteNamed(Event):
    """A list names a member's substitute; where its members share one, that of all of them."""

    forum: str
    candidate: str
    substitute: str


@frozen
class ReasonStated(Event):
    """A reason is stated for unequally many women and men, as long as the members are the same."""

    forum: str
    reason: str


@frozen
class LeftCouncil(Event):
    """A person loses or gives up the council seat; every post and substitution ends."""

    candidate: str


@frozen
class Newcomer(Event):
    """A person can be appointed from this day on, such as one who takes over a council seat."""

    candidate: Candidate


@frozen
class ChangedList(Event):
    """A person goes over to another list; the posts held stay those of the group that gave them."""

    candidate: str
    party: str


@frozen
class ForumClosed(Event):
    """A forum ends, and with it every post in it."""

    forum: str


@frozen
class NewTerm(Event):
    """A forum's own term begins anew: its posts are vacant, and the lists keep theirs.

    Who sits there when the term ends has held one term more; the terms in a row of all others are
    broken.
    """

    forum: str
    ends: dt.date | None = field(default=None, validator=day)
    """The day the new term ends, where it is known."""


def _posts(posts: Mapping[str, int]) -> dict[str, int]:
    return whole_numbers(posts, "posts")


@frozen(field_transformer=read_only)
class ForumCreated(Event):
    """A forum begins; its posts are vacant until the groups name people."""

    forum: Forum
    posts: Mapping[str, int] = field(converter=_posts)
    """How many of its posts each list fills; they sum to the forum's posts."""

    def __attrs_post_init__(self) -> None:
        """Refuse a forum whose posts are not all given to a list."""
        held = Count(sum(self.posts.values()))
        if held != self.forum.posts:
            figures = {"held": held, "name": self.forum.name, "posts": self.forum.posts}
            raise refused("appointments.lists_held_name", **figures)


@frozen
class RegionsMerged(Event):
    """The region is joined with another, whose fora, people and posts come in as they are.

    A forum whose name both have gets the name of its KKR after its own, as in
    ``"RAR (KKR Sjælland)"``. What becomes of fora that both have is in no source we know (Region
    Østdanmark, 2027): they go on side by side until the log closes them and creates a joint one.
    The rules of appointing are those of the region whose log this is; only the population is that
    of both, if both state it.
    """

    kkr: str = field(converter=one_form)
    """The KKR of the joint region; from the day on it fills the posts of all fora."""
    other: State
    """The other region's posts on that day, by its own log."""

    def __attrs_post_init__(self) -> None:
        """Refuse what is no state of that day."""
        if not isinstance(self.other, State):
            raise refused("appointments.not_a_state", other=self.other)
        if self.other.day != self.on:
            raise refused("appointments.state_of_other_day", on=self.on, day=self.other.day)


@frozen
class Successor(Event):
    """A group names a person for a vacant post, whom the rules of the meeting let sit there."""

    forum: str
    candidate: str


@frozen
class Seat:
    """A post on a day."""

    forum: str
    party: str
    """The list that has the post, whoever sits in it."""
    holder: str | None
    """The member; None while the post is vacant."""
    substitute: str | None = None
    """Who steps in when the post falls vacant."""
    since: dt.date | None = None
    """The day of the last change; None since the constituting meeting."""


@frozen
class StandIn:
    """What a substitute did when the member's post fell vacant: stepped in, or could not."""

    event: Event
    """What made the post vacant."""
    forum: str
    member: str
    substitute: str
    kept_out: str = ""
    """The rule that kept the substitute from the post, in words; empty for one who stepped in."""


@frozen(field_transformer=read_only)
class State:
    """All posts on a day, its own events included."""

    day: dt.date
    seats: tuple[Seat, ...]
    """In the order of the fora."""
    fora: tuple[Forum, ...]
    candidates: tuple[Candidate, ...]
    """The people who can be appointed, with the lists they are of on that day."""
    appointments: Appointments
    """The constituting meeting's."""
    chairs: Mapping[str, str]
    """Who takes the chair, by forum whose chair still sits."""
    wishes: tuple[Wish, ...]
    reasons: Mapping[str, str]
    """Why a forum deviates from equally many women and men, while its members are the same."""
    rules: AppointmentRules
    agreed_chairs: frozenset[str] = frozenset()
    """The fora whose chair was agreed on at the meeting or named since, and not only proposed."""
    stand_ins: tuple[StandIn, ...] = ()
    """The substitutes whose member's post fell vacant since the meeting, in that order."""
    early: tuple[tuple[Event, dt.date], ...] = ()
    """Events of a forum before the first day of its term, with that day."""
    changes: tuple[LogEntry, ...] = ()
    """What gave lists posts or took them."""

    @property
    def vacancies(self) -> tuple[Seat, ...]:
        """The posts that a group has to fill."""
        return tuple(seat for seat in self.seats if seat.holder is None)

    @property
    def without_substitute(self) -> tuple[Seat, ...]:
        """The posts whose members have no substitute, in fora with substitutes."""
        fora = {forum.name for forum in self.fora if forum.substitutes != "none"}
        lacking = (s for s in self.seats if s.holder and s.substitute is None)
        return tuple(seat for seat in lacking if seat.forum in fora)

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Names by forum; fora whose posts are all vacant have none."""
        held = [(seat.forum, seat.holder) for seat in self.seats if seat.holder]
        return {f.name: tuple(n for forum, n in held if forum == f.name) for f in self.fora}


_HAPPENED: dict[type[Event], str] = {
    Event: "appointments.name_happens",
    Resigned: "appointments.resigns_from",
    LeftCouncil: "appointments.leaves_council",
    Newcomer: "appointments.can_appointed",
    ChangedList: "appointments.goes_over",
    Successor: "appointments.name_named_forum",
    SubstituteNamed: "appointments.named_substitute",
    ChairNamed: "appointments.takes_chair",
    ReasonStated: "appointments.women_men_given_reason",
    ForumCreated: "appointments.created_posts",
    ForumClosed: "appointments.forum_closed",
    NewTerm: "appointments.begins_new_term",
    RegionsMerged: "appointments.region_becomes_part",
}


def words_of(event: Event) -> Bilingual:
    """Return what happened, in words of both languages."""
    key = next(_HAPPENED[kind] for kind in type(event).__mro__ if kind in _HAPPENED)
    posts = event.posts.items() if isinstance(event, ForumCreated) else ()
    return worded(key, event=event, shares=", ".join(f"{party} {held}" for party, held in posts))
