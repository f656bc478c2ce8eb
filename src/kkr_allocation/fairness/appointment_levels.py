"""What falls short of the wishes of an appointment, counted from its document alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.fairness.entries import count, counts, entry, part, records, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kkr_allocation.fairness.entries import Document

__all__ = ["Seating", "has_trait", "short_of", "value_of"]


@frozen
class Seating:
    """Who sits where.

    Parameters
    ----------
    fora, people : dict of str to document
        By name.
    members : dict of str to tuple of str
        Names by forum.
    """

    fora: dict[str, Document]
    people: dict[str, Document]
    members: dict[str, tuple[str, ...]]

    def seated(self, forum: str) -> list[Document]:
        """Return the people in a forum."""
        return [self.people[name] for name in self.members[forum]]

    def rows(self) -> list[tuple[str, Document]]:
        """Return forum and person of every post."""
        return [(forum, person) for forum in self.members for person in self.seated(forum)]


def has_trait(person: Document, who: object) -> bool:
    """Say whether a requirement counts this person."""
    if isinstance(who, str):
        traits: dict[str, bool] = {
            "MAYOR": entry(person, "mayor") is True,
            "KKR_MEMBER": entry(person, "kkr_member") is True,
            "NON_POLITICIAN": entry(person, "politician") is False,
            "WOMAN": entry(person, "sex") == "F",
            "MAN": entry(person, "sex") == "M",
        }
        return traits[who]
    return entry(person, "municipality") in texts(part({"who": who}, "who"), "municipalities")


def short_of(rule: Document, seated: Iterable[Document]) -> int:
    """Return by how many posts a counting requirement is missed."""
    kind, posts = entry(rule, "type"), count(rule, "posts")
    if kind == "AtMostFromOneMunicipality":
        homes = Counter(str(entry(person, "municipality")) for person in seated)
        return sum(max(number - posts, 0) for number in homes.values())
    number = sum(has_trait(person, entry(rule, "who")) for person in seated)
    return max(posts - number, 0) if kind == "AtLeast" else max(number - posts, 0)


def value_of(level: str, seating: Seating, document: Document) -> int:
    """Return what falls short of one wish.

    Parameters
    ----------
    level : str
        The name of the wish in the document.
    seating : Seating
        Who sits where.
    document : mapping
        The whole document.
    """
    return _VALUES[level](seating, document)


def _sexes(seated: list[Document]) -> int:
    number = Counter(entry(person, "sex") for person in seated)
    half = len(seated) // 2
    return sum(max(half - number[sex], 0) for sex in ("F", "M"))


def _spread(seating: Seating, document: Document) -> int:
    rows = seating.rows()
    homes = Counter(str(entry(p, "municipality")) for _, p in rows if entry(p, "politician"))
    everywhere = {
        str(entry(p, "municipality")) for p in seating.people.values() if entry(p, "politician")
    }
    weights = counts(part(document, "rules"), "population") or dict.fromkeys(everywhere, 1)
    total, value = sum(weights.values()), 0
    for home in everywhere | set(weights):
        low, rest = divmod(len(rows) * weights.get(home, 0), total)
        value += max(low - homes[home], homes[home] - low - (rest > 0), 0)
    return value


_VALUES: dict[str, Callable[[Seating, Document], int]] = {
    "SEX_IN_FORUM": lambda seating, _: sum(_sexes(seating.seated(f)) for f in seating.members),
    "SEX_OVERALL": lambda seating, _: _sexes([person for _, person in seating.rows()]),
    "MUNICIPALITIES": _spread,
    "FORUM_WANTS": lambda seating, _: sum(
        short_of(rule, seating.seated(name))
        for name, forum in seating.fora.items()
        for rule in records(forum, "wanted")
    ),
    "GROUP_WISHES": lambda seating, document: sum(
        count(wish, "points")
        for wish in records(document, "wishes")
        if entry(wish, "candidate") not in seating.members[entry(wish, "forum")]
    ),
    "CANDIDATE_WISHES": lambda seating, _: sum(
        forum not in texts(person, "wishes") for forum, person in seating.rows()
    ),
    "CONTINUITY": lambda seating, _: sum(
        not counts(person, "held").get(forum) for forum, person in seating.rows()
    ),
}
