"""An appointment as sums over who sits where, set up from its document alone.

A column is a person in a forum, 1 if appointed and 0 if not. The rules bound sums of columns; a
wish counts by how far sums miss their bounds, and what single appointments cost. The engine has a
model of its own, set up from the library's classes; nothing of it is used here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.fairness.appointment_eligibility import barred
from kkr_allocation.fairness.appointment_levels import Seating, has_trait
from kkr_allocation.fairness.entries import count, counts, entry, part, records, texts
from kkr_allocation.fairness.verify_entitlement import agreed_posts, blocks, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kkr_allocation.fairness.entries import Document

__all__ = ["Seats", "Sum", "Wish", "rules_of", "seats_of", "wish_of"]

Columns = tuple[int, ...]


@frozen
class Sum:
    """A count of appointments and its bounds.

    Parameters
    ----------
    columns : tuple of int
        What is counted.
    low : int
        The least.
    high : int or None
        The most; None for no bound.
    """

    columns: Columns
    low: int = 0
    high: int | None = None


@frozen
class Wish:
    """What falls short of a wish: missed bounds and single costs, from a constant up.

    Parameters
    ----------
    sums : tuple of Sum
        Each counts by how far it misses its bounds.
    costs : dict of int to int
        What an appointment counts, by column.
    constant : int
        What counts whoever is appointed.
    """

    sums: tuple[Sum, ...] = ()
    costs: dict[int, int] = field(factory=dict)
    constant: int = 0


@frozen
class Seats:
    """Who can sit where.

    Parameters
    ----------
    document : mapping
        The document of the appointment.
    seating : Seating
        The fora and people in it.
    columns : dict of (forum, person) to int
        A column for everyone in every forum that nothing bars.
    """

    document: Document
    seating: Seating
    columns: dict[tuple[str, str], int]

    def of(self, forum: str, people: Iterable[str]) -> Columns:
        """Return the columns of some people in a forum."""
        return tuple(c for name in people if (c := self.columns.get((forum, name))) is not None)

    def with_trait(self, forum: str, who: object) -> Columns:
        """Return the columns of a forum that a requirement counts."""
        people = self.seating.people
        return self.of(forum, (name for name in people if has_trait(people[name], who)))

    def counting(self, forum: str, rule: Document) -> Iterator[Sum]:
        """Yield the sums of a requirement that counts people."""
        kind = entry(rule, "type")
        if kind == "AtMostFromOneMunicipality":
            for names in grouped(self.seating.people, "municipality").values():
                yield Sum(self.of(forum, names), high=count(rule, "posts"))
        elif kind == "AtLeast":
            yield Sum(self.with_trait(forum, entry(rule, "who")), low=count(rule, "posts"))
        elif kind == "AtMost":
            yield Sum(self.with_trait(forum, entry(rule, "who")), high=count(rule, "posts"))


def grouped(people: dict[str, Document], by: str) -> dict[str, list[str]]:
    """Return names by an entry of theirs."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, person in people.items():
        found[str(entry(person, by))].append(name)
    return found


def seats_of(document: Document, seating: Seating) -> Seats:
    """Return who can sit where: of the entitled lists, whom nothing bars.

    Parameters
    ----------
    document : mapping
        The document of the appointment.
    seating : Seating
        Its fora and people.
    """
    entitled = counts(part(document, "entitlement"), "strengths")
    whole = part(document, "rules").get("whole_term") is True
    pairs = [
        (forum, name)
        for forum, known in seating.fora.items()
        for name, person in seating.people.items()
        if entry(person, "party") in entitled and not barred(known, person, whole=whole)
    ]
    return Seats(document, seating, {pair: column for column, pair in enumerate(pairs)})


def rules_of(seats: Seats) -> Iterator[Sum]:
    """Yield the rules that every appointment keeps.

    Parameters
    ----------
    seats : Seats
        Who can sit where.
    """
    yield from _entitled(seats)
    limit = count(part(seats.document, "rules"), "posts_per_person")
    for name in seats.seating.people:
        yield Sum(_everywhere(seats, [name]), high=limit)
    for forum, known in seats.seating.fora.items():
        for rule in records(known, "requirements"):
            yield from seats.counting(forum, rule)
            if entry(rule, "type") == "NotAlsoIn":
                for other in texts(rule, "fora"):
                    for name in seats.seating.people:
                        yield Sum((*seats.of(forum, [name]), *seats.of(other, [name])), high=1)
        yield from _stood_in_for(seats, forum, str(entry(known, "substitutes")))
    for forum, name in entry(seats.document, "fixed"):
        yield Sum(seats.of(forum, [name]), low=1)


def _everywhere(seats: Seats, names: Iterable[str], fora: Iterable[str] | None = None) -> Columns:
    listed = list(names)
    places = seats.seating.fora if fora is None else fora
    return tuple(column for forum in places for column in seats.of(forum, listed))


def _entitled(seats: Seats) -> Iterator[Sum]:
    entitlement = part(seats.document, "entitlement")
    table, joined = table_of(entitlement), blocks(entitlement)
    parties = grouped(seats.seating.people, "party")
    for forum, row in table.items():
        for members in joined.values():
            posts = sum(row[party] for party in members)
            names = [name for party in members for name in parties.get(party, ())]
            yield Sum(seats.of(forum, names), posts, posts)
    for (forum, party), posts in agreed_posts(entitlement).items():
        yield Sum(seats.of(forum, parties.get(party, ())), low=posts)
    packages = part(entitlement, "packages")
    for package in packages:
        fora = texts(packages, package)
        for party in counts(entitlement, "strengths"):
            posts = sum(table[forum][party] for forum in fora)
            yield Sum(_everywhere(seats, parties.get(party, ()), fora), posts, posts)


def _stood_in_for(seats: Seats, forum: str, kind: str) -> Iterator[Sum]:
    """Leave enough people of each list out of a forum to be substitutes there.

    Of ``k`` people ``m`` members with a substitute each leave ``k - m >= m``; with one that all
    share, ``k - m >= 1``.
    """
    if kind == "none":
        return
    for names in grouped(seats.seating.people, "party").values():
        columns = seats.of(forum, names)
        most = len(columns) // 2 if kind == "personal" else len(columns) - 1
        yield Sum(columns, high=max(most, 0))


def wish_of(level: str, seats: Seats) -> Wish:
    """Return what falls short of a wish, as sums.

    Parameters
    ----------
    level : str
        The name of the wish in the document.
    seats : Seats
        Who can sit where.
    """
    return _WISHES[level](seats)


def _sexes(seats: Seats, fora: list[str], posts: int) -> Iterator[Sum]:
    if posts // 2:
        sexes = grouped(seats.seating.people, "sex")
        for sex in ("F", "M"):
            yield Sum(_everywhere(seats, sexes.get(sex, ()), fora), low=posts // 2)


def _balance(seats: Seats) -> Wish:
    posts = {forum: count(known, "posts") for forum, known in seats.seating.fora.items()}
    return Wish(tuple(s for forum, n in posts.items() for s in _sexes(seats, [forum], n)))


def _balance_overall(seats: Seats) -> Wish:
    fora = seats.seating.fora
    posts = sum(count(known, "posts") for known in fora.values())
    return Wish(tuple(_sexes(seats, list(fora), posts)))


def _spread(seats: Seats) -> Wish:
    people = {n: p for n, p in seats.seating.people.items() if entry(p, "politician")}
    homes = grouped(people, "municipality")
    weights = counts(part(seats.document, "rules"), "population") or dict.fromkeys(homes, 1)
    posts, total = len(seats.seating.rows()), sum(weights.values())
    sums = []
    for home in {**homes, **weights}:
        low, rest = divmod(posts * weights.get(home, 0), total)
        sums.append(Sum(_everywhere(seats, homes.get(home, ())), low, low + (rest > 0)))
    return Wish(tuple(sums))


def _wanted(seats: Seats) -> Wish:
    fora = seats.seating.fora.items()
    rules = [(name, rule) for name, forum in fora for rule in records(forum, "wanted")]
    return Wish(tuple(s for name, rule in rules for s in seats.counting(name, rule)))


def _granted(seats: Seats) -> Wish:
    costs: dict[int, int] = defaultdict(int)
    constant = 0
    for wish in records(seats.document, "wishes"):
        points = count(wish, "points")
        constant += points
        for column in seats.of(str(entry(wish, "forum")), [str(entry(wish, "candidate"))]):
            costs[column] -= points
    return Wish((), dict(costs), constant)


def _unasked(seats: Seats) -> Wish:
    asked = {name: texts(person, "wishes") for name, person in seats.seating.people.items()}
    return _all_but(seats, lambda forum, name: forum in asked[name])


def _newcomers(seats: Seats) -> Wish:
    held = {name: counts(person, "held") for name, person in seats.seating.people.items()}
    return _all_but(seats, lambda forum, name: bool(held[name].get(forum)))


def _all_but(seats: Seats, free: Callable[[str, str], bool]) -> Wish:
    return Wish((), {c: 1 for (forum, name), c in seats.columns.items() if not free(forum, name)})


_WISHES: dict[str, Callable[[Seats], Wish]] = {
    "SEX_IN_FORUM": _balance,
    "SEX_OVERALL": _balance_overall,
    "MUNICIPALITIES": _spread,
    "FORUM_WANTS": _wanted,
    "GROUP_WISHES": _granted,
    "CANDIDATE_WISHES": _unasked,
    "CONTINUITY": _newcomers,
}
