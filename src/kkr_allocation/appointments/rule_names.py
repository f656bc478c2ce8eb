"""What the rules of an appointment are called, in English and Danish.

A conflict is a set of these names, and a name is all that a secretariat sees of a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.phrases import phrase_of
from kkr_allocation.errors import Bilingual, Count

if TYPE_CHECKING:
    from kkr_allocation.appointments.requirements import Requirement

__all__ = [
    "WITHOUT_ENTITLEMENT",
    "agreed_to_fill",
    "appointed",
    "block_fills",
    "forum_fills",
    "is_of_list",
    "limit_of_posts",
    "list_fills",
    "posts_in_words",
    "required",
    "with_substitutes",
]

WITHOUT_ENTITLEMENT = Bilingual(
    "a list without entitlement has no post",
    da="en liste uden ret til pladser får ingen",
)


def posts_in_words(count: int) -> Bilingual:
    """Return so many posts, in the right number.

    Examples
    --------
    >>> posts_in_words(1), posts_in_words(2).da
    ('1 post', '2 pladser')
    """
    return Bilingual(f"{Count(count):post|posts}", da=f"{Count(count):plads|pladser}")


def _candidates(count: int) -> Bilingual:
    return Bilingual(
        f"{Count(count):candidate|candidates}", da=f"{Count(count):kandidat|kandidater}"
    )


def forum_fills(forum: str, posts: int) -> Bilingual:
    """Name the rule that a forum's posts are all filled.

    Examples
    --------
    >>> forum_fills("RAR Fyn", 1).da
    'i RAR Fyn besættes 1 plads'
    """
    number = posts_in_words(posts)
    return Bilingual(f"{forum} fills {number}", da=f"i {forum} besættes {number.da}")


def block_fills(block: str, forum: str, posts: int) -> Bilingual:
    """Name the rule that an alliance or list has its posts in a forum."""
    number = posts_in_words(posts)
    return Bilingual(
        f"{block} fills {number} in {forum}", da=f"{block} besætter {number.da} i {forum}"
    )


def agreed_to_fill(party: str, forum: str, posts: int) -> Bilingual:
    """Name the rule that a list has the posts that others left to it in a forum.

    Examples
    --------
    >>> agreed_to_fill("V", "Dialogforum", 1).da
    'efter aftale besætter V mindst 1 plads i Dialogforum'
    """
    number = posts_in_words(posts)
    return Bilingual(
        f"by agreement {party} fills at least {number} in {forum}",
        da=f"efter aftale besætter {party} mindst {number.da} i {forum}",
    )


def list_fills(party: str, posts: int, package: str, candidates: int) -> Bilingual:
    """Name the rule that a list has its posts of a package; empty for the only one."""
    number, people = posts_in_words(posts), _candidates(candidates)
    where = f" in {package}" if package else ""
    hvor = f" i {package}" if package else ""
    return Bilingual(
        f"list {party} fills {number}{where} with {people}",
        da=f"liste {party} besætter {number.da}{hvor} med {people.da}",
    )


def is_of_list(rule: str) -> bool:
    """Say whether a rule is about the posts or people of one list."""
    return rule.startswith("list ")


def limit_of_posts(limit: int) -> Bilingual:
    """Name the rule that nobody has more than so many posts."""
    number = posts_in_words(limit)
    return Bilingual(f"nobody has more than {number}", da=f"ingen har mere end {number.da}")


def required(forum: str, rule: Requirement) -> Bilingual:
    """Name a forum's requirement."""
    return Bilingual(f"{forum}: {rule}", da=f"{forum}: {phrase_of(rule)}")


def with_substitutes(party: str, forum: str, candidates: int) -> Bilingual:
    """Name the rule that a list has members and substitutes of its own for a forum."""
    people = _candidates(candidates)
    return Bilingual(
        f"list {party} has {people} for {forum}, substitutes included",
        da=f"liste {party} har {people.da} til {forum}, stedfortrædere medregnet",
    )


def appointed(forum: str, name: str) -> Bilingual:
    """Name the rule that an appointment stands.

    Examples
    --------
    >>> print(appointed("RAR Fyn", "A1"))
    A1 is appointed to RAR Fyn
    """
    return Bilingual(f"{name} is appointed to {forum}", da=f"{name} er udpeget til {forum}")
