"""The posts of all fora on a day: who holds them, who steps in, which are vacant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.read_only import read_only

if TYPE_CHECKING:
    import datetime as dt

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.events import Event
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.rules import AppointmentRules, Wish

__all__ = ["Seat", "StandIn", "State"]


@frozen
class Seat:
    """A post on a day.

    Parameters
    ----------
    forum : str
        The forum.
    party : str
        The list that has the post, whoever sits in it.
    holder : str or None
        The member; None while the post is vacant.
    substitute : str or None
        The member's substitute, who steps in when the post falls vacant.
    since : datetime.date or None
        The day of the last change; None since the constituting meeting.
    """

    forum: str
    party: str
    holder: str | None
    substitute: str | None = None
    since: dt.date | None = None


@frozen
class StandIn:
    """What a substitute did when the member's post fell vacant: stepped in, or could not.

    Parameters
    ----------
    event : Event
        What made the post vacant.
    forum, member, substitute : str
        The forum, who left the post, and the substitute.
    kept_out : str
        The rule that kept the substitute from the post, in words; empty for one who stepped in.
    """

    event: Event
    forum: str
    member: str
    substitute: str
    kept_out: str = ""


@frozen(field_transformer=read_only)
class State:
    """All posts on a day.

    Parameters
    ----------
    day : datetime.date
        The day, its own events included.
    seats : tuple of Seat
        In the order of the fora.
    fora : tuple of Forum
        The fora that exist.
    candidates : tuple of Candidate
        The people who can be appointed, with the lists they are of on that day.
    appointments : Appointments
        The constituting meeting's.
    chairs : dict of str to str
        Who takes the chair, by forum whose chair still sits.
    wishes : tuple of Wish
        The groups' wishes for the fora that exist.
    reasons : dict of str to str
        Why a forum deviates from equally many women and men, while its members are the same.
    rules : AppointmentRules
        The rules of appointing on that day.
    agreed_chairs : frozenset of str
        The fora whose chair was agreed on at the meeting or named since, and not only proposed.
    stand_ins : tuple of StandIn
        The substitutes whose member's post fell vacant since the meeting, in that order.
    early : tuple of (Event, datetime.date)
        Events of a forum before the first day of its term, with that day.
    """

    day: dt.date
    seats: tuple[Seat, ...]
    fora: tuple[Forum, ...]
    candidates: tuple[Candidate, ...]
    appointments: Appointments
    chairs: dict[str, str]
    wishes: tuple[Wish, ...]
    reasons: dict[str, str]
    rules: AppointmentRules
    agreed_chairs: frozenset[str] = frozenset()
    stand_ins: tuple[StandIn, ...] = ()
    early: tuple[tuple[Event, dt.date], ...] = ()

    @property
    def vacancies(self) -> tuple[Seat, ...]:
        """The posts that a group has to fill."""
        return tuple(seat for seat in self.seats if seat.holder is None)

    @property
    def without_substitute(self) -> tuple[Seat, ...]:
        """The posts whose members have no substitute, in fora with substitutes."""
        with_substitutes = {forum.name for forum in self.fora if forum.substitutes != "none"}
        return tuple(
            seat
            for seat in self.seats
            if seat.holder and seat.substitute is None and seat.forum in with_substitutes
        )

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Names by forum; fora whose posts are all vacant have none."""
        return {
            forum.name: tuple(
                seat.holder for seat in self.seats if seat.forum == forum.name and seat.holder
            )
            for forum in self.fora
        }
