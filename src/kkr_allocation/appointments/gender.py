"""The sex balance of each forum, and the reasons that a deviation needs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.appointments.candidate import Candidate

__all__ = ["GenderBalance", "gender_balances"]


@frozen
class GenderBalance:
    """The members of one forum by sex.

    Parameters
    ----------
    forum : str
        The forum.
    women, men, not_stated : int
        Posts; people whose sex is not stated are counted apart and never guessed.
    reason : str
        Why the forum deviates; empty where none is given.
    """

    forum: str
    women: int
    men: int
    not_stated: int
    reason: str = ""

    @property
    def posts(self) -> int:
        """Return the posts in all."""
        return self.women + self.men + self.not_stated

    @property
    def short(self) -> int:
        """Return the women and men short of half of the posts, rounded down.

        Zero is as equal as the number of posts allows: the same number of both, or one apart
        where the number is odd. A single post is never short.
        """
        half = self.posts // 2
        return max(half - self.women, 0) + max(half - self.men, 0)

    @property
    def lacks_reason(self) -> bool:
        """Return whether the forum deviates and no reason is given."""
        return bool(self.short) and not self.reason.strip()


def gender_balances(
    members: Mapping[str, Iterable[str]],
    candidates: Iterable[Candidate],
    reasons: Mapping[str, str],
) -> tuple[GenderBalance, ...]:
    """Return the balance of each forum.

    Parameters
    ----------
    members : mapping of str to names
        Who is appointed, by forum.
    candidates : iterable of Candidate
        The people.
    reasons : mapping of str to str
        Reasons by forum.
    """
    sex = {person.name: person.sex for person in candidates}
    balances = []
    for forum, names in members.items():
        count = Counter(sex[name] for name in names)
        balances.append(
            GenderBalance(forum, count["F"], count["M"], count[None], reasons.get(forum, ""))
        )
    return tuple(balances)
