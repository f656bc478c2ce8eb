"""What events are called, in English and Danish."""

from __future__ import annotations

from functools import singledispatch

from kkr_allocation.appointments import events
from kkr_allocation.errors import Bilingual

__all__ = ["words_of"]


@singledispatch
def words_of(event: events.Event) -> Bilingual:
    """Return what happened, in words of both languages.

    Parameters
    ----------
    event : Event
        An event of a log.

    Examples
    --------
    >>> import datetime as dt
    >>> said = words_of(events.Resigned(dt.date(2027, 5, 1), "RAR Fyn", "A1"))
    >>> print(said, said.da, sep=" / ")
    A1 resigns from RAR Fyn / A1 udtræder af RAR Fyn
    """
    return Bilingual(f"{type(event).__name__} happens", da=f"{type(event).__name__} sker")


@words_of.register
def _(event: events.Resigned) -> Bilingual:
    name, forum = event.candidate, event.forum
    return Bilingual(f"{name} resigns from {forum}", da=f"{name} udtræder af {forum}")


@words_of.register
def _(event: events.LeftCouncil) -> Bilingual:
    name = event.candidate
    return Bilingual(f"{name} leaves the council", da=f"{name} udtræder af kommunalbestyrelsen")


@words_of.register
def _(event: events.Newcomer) -> Bilingual:
    who = f"{event.candidate.name} ({event.candidate.party})"
    return Bilingual(f"{who} can be appointed", da=f"{who} kan udpeges")


@words_of.register
def _(event: events.ChangedList) -> Bilingual:
    name, party = event.candidate, event.party
    return Bilingual(f"{name} goes over to {party}", da=f"{name} skifter til {party}")


@words_of.register
def _(event: events.Successor) -> Bilingual:
    name, forum = event.candidate, event.forum
    return Bilingual(f"{name} is named for {forum}", da=f"{name} udpeges til {forum}")


@words_of.register
def _(event: events.SubstituteNamed) -> Bilingual:
    name, member, forum = event.substitute, event.candidate, event.forum
    return Bilingual(
        f"{name} is named substitute of {member} in {forum}",
        da=f"{name} bliver stedfortræder for {member} i {forum}",
    )


@words_of.register
def _(event: events.ChairNamed) -> Bilingual:
    name, forum = event.candidate, event.forum
    return Bilingual(f"{name} takes the chair of {forum}", da=f"{name} bliver formand for {forum}")


@words_of.register
def _(event: events.ReasonStated) -> Bilingual:
    forum, reason = event.forum, event.reason
    return Bilingual(
        f"the women and men of {forum} are given a reason: {reason}",
        da=f"kønsfordelingen i {forum} begrundes: {reason}",
    )


@words_of.register
def _(event: events.ForumCreated) -> Bilingual:
    name = event.forum.name
    shares = ", ".join(f"{party} {posts}" for party, posts in event.posts.items())
    return Bilingual(
        f"{name} is created, its posts: {shares}", da=f"{name} oprettes, med pladser: {shares}"
    )


@words_of.register
def _(event: events.ForumClosed) -> Bilingual:
    return Bilingual(f"{event.forum} is closed", da=f"{event.forum} nedlægges")


@words_of.register
def _(event: events.NewTerm) -> Bilingual:
    forum = event.forum
    return Bilingual(f"{forum} begins a new term", da=f"{forum} begynder en ny periode")


@words_of.register
def _(event: events.RegionsMerged) -> Bilingual:
    kkr = event.kkr
    return Bilingual(f"the region becomes part of {kkr}", da=f"regionen bliver en del af {kkr}")
