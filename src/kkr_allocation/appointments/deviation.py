"""Agreed deviations from the entitlement, each with its reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.rule_names import posts_in_words
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import known_names, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Deviation", "taken"]


def _post_count(value: object) -> int:
    return whole_number(value, "posts of a deviation")


@frozen
class Deviation:
    """Posts in a forum that one list leaves to another by agreement.

    Parameters
    ----------
    forum : str
        The forum.
    giver, taker : str
        The lists.
    posts : int
        Posts, at least 1.
    reason : str
        Why, for the minutes.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> agreed = kkr.Deviation("Dialogforum", "A", "V", 1, "chair against a post")
    >>> fora = [kkr.Forum("Dialogforum", 3)]
    >>> kkr.entitle(fora, {"A": 5, "V": 3}, deviations=[agreed]).table
    {'Dialogforum': {'A': 1, 'V': 2}}
    """

    forum: str
    giver: str
    taker: str
    posts: int = field(converter=_post_count)
    reason: str

    def __attrs_post_init__(self) -> None:
        """Refuse a deviation that is none, or that nobody has explained."""
        if not self.posts or self.giver == self.taker or not self.reason.strip():
            number = posts_in_words(self.posts)
            raise InvalidInputError(
                Bilingual(
                    f"the deviation in {self.forum} is {number} from {self.giver} to "
                    f"{self.taker}, reason {self.reason!r}",
                    da=f"aftalen i {self.forum} er {number.da} fra {self.giver} til {self.taker}, "
                    f"begrundelse {self.reason!r}",
                ),
                why=Bilingual(
                    "an agreed deviation moves posts from one list to another and has a reason",
                    da="en aftale flytter pladser fra en liste til en anden og har en begrundelse",
                ),
                do=Bilingual(
                    "Give the number, two lists and the reason, or leave the deviation out",
                    da="Skriv antal, to lister og begrundelse, eller udelad aftalen",
                ),
            )

    def apply(self, table: dict[str, dict[str, int]]) -> None:
        """Move the posts in a table of posts by forum and list.

        Raises
        ------
        InvalidInputError
            If the forum or a list is unknown, or the giver has fewer posts there.
        """
        known_names({self.forum: 0}, table, "a deviation")
        row = table[self.forum]
        known_names({self.giver: 0, self.taker: 0}, row, "a deviation")
        if row[self.giver] < self.posts:
            number = posts_in_words(self.posts)
            raise InvalidInputError(
                Bilingual(
                    f"{self.giver} leaves {number} in {self.forum}",
                    da=f"{self.giver} overlader {number.da} i {self.forum} til {self.taker}",
                ),
                why=Bilingual(
                    f"it has {row[self.giver]} there",
                    da=f"{self.giver} har {row[self.giver]} der",
                ),
                do=Bilingual(
                    "Lower the number, or name the list that has the posts",
                    da="Sænk antallet i arket Aftaler, eller skriv den liste, der har pladserne",
                ),
            )
        row[self.giver] -= self.posts
        row[self.taker] += self.posts


def taken(deviations: Iterable[Deviation]) -> dict[tuple[str, str], int]:
    """Return the fewest posts that lists have in fora by agreement, by forum and list.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> taken([kkr.Deviation("Dialogforum", "A", "V", 1, "chair against a post")])
    {('Dialogforum', 'V'): 1}
    """
    won = Counter[tuple[str, str]]()
    for deviation in deviations:
        won[deviation.forum, deviation.taker] += deviation.posts
        won[deviation.forum, deviation.giver] -= deviation.posts
    return dict(+won)
