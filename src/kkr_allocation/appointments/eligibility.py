"""Who may sit in a forum, and the rule that bars those who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.requirements import AgeLimit, AtMostReappointments, NotAlsoIn
from kkr_allocation.appointments.rule_names import limit_of_posts, required
from kkr_allocation.errors import Bilingual

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.rules import AppointmentRules

__all__ = ["age", "bar", "occupied"]


def age(born: dt.date, day: dt.date) -> int:
    """Return the whole years lived on a day.

    Examples
    --------
    >>> import datetime as dt
    >>> age(dt.date(1951, 2, 28), dt.date(2026, 2, 27))
    74
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def bar(forum: Forum, candidate: Candidate, rules: AppointmentRules) -> str:
    """Return the rule that bars this person from this forum, in words; empty if none does.

    Parameters
    ----------
    forum : Forum
        The forum.
    candidate : Candidate
        The person.
    rules : AppointmentRules
        The rules of appointing.
    """
    if forum.name in candidate.cannot:
        return Bilingual(
            f"{candidate.name} cannot sit in {forum.name}",
            da=f"{candidate.name} kan ikke sidde i {forum.name}",
        )
    if candidate.seat_until is not None and candidate.politician:
        if forum.starts is not None and candidate.seat_until < forum.starts:
            return Bilingual(
                f"an appointee of {forum.name} has a council seat when the term starts",
                da=f"en udpeget til {forum.name} sidder i en kommunalbestyrelse, når perioden "
                "begynder",
            )
        if rules.whole_term and forum.ends is not None and candidate.seat_until < forum.ends:
            return Bilingual(
                f"an appointee of {forum.name} has a council seat for the whole term",
                da=f"en udpeget til {forum.name} sidder i en kommunalbestyrelse i hele perioden",
            )
    for rule in forum.requirements:
        if isinstance(rule, AtMostReappointments) and (
            candidate.held.get(forum.name, 0) > rule.times
        ):
            return required(forum.name, rule)
        if isinstance(rule, AgeLimit) and not _younger(candidate, forum, rule):
            return required(forum.name, rule)
    return ""


def _younger(candidate: Candidate, forum: Forum, rule: AgeLimit) -> bool:
    """Say whether the age is shown to be below the limit; `Forum` sees to it that a term starts."""
    if candidate.born is None or forum.starts is None:
        return False
    return age(candidate.born, forum.starts) < rule.years


def occupied(
    fora: Sequence[Forum], forum: Forum, others: Collection[str], rules: AppointmentRules
) -> Iterator[str]:
    """Yield the rules by which a person's other posts keep the person from one more, in words.

    Parameters
    ----------
    fora : sequence of Forum
        All fora.
    forum : Forum
        The forum with the post.
    others : collection of str
        The fora where the person has a post.
    rules : AppointmentRules
        The rules of appointing.
    """
    if len(others) >= rules.posts_per_person:
        yield limit_of_posts(rules.posts_per_person)
    for one in fora:
        for rule in one.requirements:
            if not isinstance(rule, NotAlsoIn):
                continue
            if (one is forum and set(others) & set(rule.fora)) or (
                one.name in others and forum.name in rule.fora
            ):
                yield required(one.name, rule)
