"""What happens to appointments between two constituting meetings, as a log of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.fields import day
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.inputs import whole_numbers
from kkr_allocation.read_only import read_only

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.state import State

__all__ = [
    "ChairNamed",
    "ChangedList",
    "Event",
    "ForumClosed",
    "ForumCreated",
    "LeftCouncil",
    "NewTerm",
    "Newcomer",
    "ReasonStated",
    "RegionsMerged",
    "Resigned",
    "SubstituteNamed",
    "Successor",
]


@frozen
class Event:
    """Something that happened on a day.

    Parameters
    ----------
    on : datetime.date
        The day it takes effect.
    """

    on: dt.date = field(validator=day)


@frozen
class Resigned(Event):
    """A member gives up a post, and is not proposed for that forum again.

    Parameters
    ----------
    forum, candidate : str
        The forum and the member.
    """

    forum: str
    candidate: str


@frozen
class ChairNamed(Event):
    """A member takes the chair of a forum.

    Parameters
    ----------
    forum, candidate : str
        The forum, whose chair is one of the posts, and the member.
    """

    forum: str
    candidate: str


@frozen
class SubstituteNamed(Event):
    """A list names a member's substitute; where its members share one, that of all of them.

    Parameters
    ----------
    forum, candidate, substitute : str
        The forum, the member and the substitute, who is of the list that has the post.
    """

    forum: str
    candidate: str
    substitute: str


@frozen
class ReasonStated(Event):
    """A reason is stated for unequally many women and men, as long as the members are the same.

    Parameters
    ----------
    forum, reason : str
        The forum and the reason.
    """

    forum: str
    reason: str


@frozen
class LeftCouncil(Event):
    """A person loses or gives up the council seat; every post and substitution ends.

    Parameters
    ----------
    candidate : str
        The person.
    """

    candidate: str


@frozen
class Newcomer(Event):
    """A person can be appointed from this day on, such as one who takes over a council seat.

    Parameters
    ----------
    candidate : Candidate
        The person.
    """

    candidate: Candidate


@frozen
class ChangedList(Event):
    """A person goes over to another list; the posts held stay those of the group that gave them.

    Parameters
    ----------
    candidate, party : str
        The person and the new list.
    """

    candidate: str
    party: str


@frozen
class ForumClosed(Event):
    """A forum ends, and with it every post in it.

    Parameters
    ----------
    forum : str
        The forum.
    """

    forum: str


@frozen
class NewTerm(Event):
    """A forum's own term begins anew: its posts are vacant, and the lists keep theirs.

    Parameters
    ----------
    forum : str
        The forum.
    ends : datetime.date or None
        The day the new term ends, where it is known.

    Notes
    -----
    Who sits there when the term ends has held one term more, a substitute who stepped in as
    well, and can be named again unless the forum limits re-appointments; the terms in a row of
    all others are broken.
    """

    forum: str
    ends: dt.date | None = field(default=None, validator=day)


def _posts(posts: Mapping[str, int]) -> dict[str, int]:
    return whole_numbers(posts, "posts")


@frozen(field_transformer=read_only)
class ForumCreated(Event):
    """A forum begins; its posts are vacant until the groups name people.

    Parameters
    ----------
    forum : Forum
        The forum.
    posts : mapping of str to int
        How many of its posts each list fills; they sum to the forum's posts.
    """

    forum: Forum
    posts: dict[str, int] = field(converter=_posts)

    def __attrs_post_init__(self) -> None:
        """Refuse a forum whose posts are not all given to a list."""
        held = Count(sum(self.posts.values()))
        if held != self.forum.posts:
            raise InvalidInputError(
                Bilingual(
                    f"the lists have {held:post|posts} in {self.forum.name}",
                    da=f"listerne har {held:plads|pladser} i {self.forum.name}",
                ),
                why=Bilingual(f"it has {self.forum.posts}", da=f"det har {self.forum.posts}"),
                do=Bilingual(
                    "Give every post of the new forum to a list, as kkr.entitle does",
                    da="Giv hver plads i det nye forum til en liste",
                ),
            )


@frozen
class RegionsMerged(Event):
    """The region is joined with another, whose fora, people and posts come in as they are.

    Parameters
    ----------
    kkr : str
        The KKR of the joint region; from the day on it fills the posts of all fora.
    other : State
        The other region's posts on that day, by its own log. A forum whose name both have gets
        the name of its KKR after its own, as in ``"RAR (KKR Sjælland)"``.

    Notes
    -----
    What a merger does to fora that both have is in no source we know (Region Østdanmark,
    2027): they go on side by side until the log closes them and creates a joint one, with the
    chairs, wishes and reasons of both meetings. The rules of appointing are those of the region
    whose log this is; only the population is that of both, if both state it.
    """

    kkr: str
    other: State

    def __attrs_post_init__(self) -> None:
        """Refuse what is no state of that day."""
        from kkr_allocation.appointments.state import State

        if not isinstance(self.other, State):
            raise InvalidInputError(
                f"other is {self.other!r:.60}",
                why="the other region's posts are those of a day, by its own log",
                do="Pass state_on(appointments, events, day)",
            )
        if self.other.day != self.on:
            raise InvalidInputError(
                f"the regions are merged on {self.on} and the other's state is of {self.other.day}",
                why="its posts come in as they are on the day of the merger",
                do="Pass state_on(appointments, events, day) of that day",
            )


@frozen
class Successor(Event):
    """A group names a person for a vacant post.

    Parameters
    ----------
    forum, candidate : str
        The forum and the person, who is of the list that has the post and may sit there by the
        rules of the meeting.
    """

    forum: str
    candidate: str
