"""What the wishes and requirements in the document of an appointment are called in a sentence.

A document has their codes; a secretariat has never seen those, and is told in its own words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.fairness.verify.entitlement import agreed_posts, blocks
from kkr_allocation.words import people, wishes, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document


LEVELS = wishes()
"""The wishes by the names that a document has for them."""


def requirement_in_words(rule: Document) -> Bilingual:
    """Return a requirement that counts people, in words."""
    posts = rule["posts"]
    if rule["type"] == "AtMostFromOneMunicipality":
        return worded("appointments.at_most_from_one", posts=posts)
    who = rule["who"]
    if isinstance(who, str):
        counted = people(who, posts)
    else:
        named = who["label"] or ", ".join(who["municipalities"])
        counted = worded("appointments.people_from", posts=posts, named=named)
    bound = "at_least" if rule["type"] == "AtLeast" else "at_most"
    return worded(f"appointments.{bound}", people=counted)


# What falls short of the wishes of an appointment, counted from its document alone.


@frozen
class Seating:
    """Who sits where."""

    fora: dict[str, Document]
    people: dict[str, Document]
    members: dict[str, Sequence[str]]
    """Names by forum."""

    def seated(self, forum: str) -> list[Document]:
        """Return the people in a forum."""
        return [self.people[name] for name in self.members[forum]]

    def rows(self) -> list[tuple[str, Document]]:
        """Return forum and person of every post."""
        return [(forum, person) for forum in self.members for person in self.seated(forum)]


def has_trait(person: Document, who: Any) -> bool:  # noqa: ANN401  (a name or a place)
    """Say whether a requirement counts this person."""
    if isinstance(who, str):
        traits: dict[str, bool] = {
            "MAYOR": person["mayor"],
            "KKR_MEMBER": person["kkr_member"],
            "NON_POLITICIAN": not person["politician"],
            "WOMAN": person["sex"] == "F",
            "MAN": person["sex"] == "M",
        }
        return traits[who]
    return person["municipality"] in who["municipalities"]


def short_of(rule: Document, seated: Iterable[Document]) -> int:
    """Return by how many posts a counting requirement is missed."""
    kind: str = rule["type"]
    posts: int = rule["posts"]
    if kind == "AtMostFromOneMunicipality":
        homes = Counter(person["municipality"] for person in seated)
        return sum(max(number - posts, 0) for number in homes.values())
    number = sum(has_trait(person, rule["who"]) for person in seated)
    return max(posts - number, 0) if kind == "AtLeast" else max(number - posts, 0)


def order_of(document: Document) -> list[str]:
    """Return the wishes in their order; posts that keep their holder come first if left out."""
    order = list(document["rules"]["order"])
    return order if "KEPT" in order else ["KEPT", *order]


def value_of(level: str, seating: Seating, document: Document) -> int:
    """Return what falls short of one wish."""
    return _VALUES[level](seating, document)


def _sexes(seated: list[Document]) -> int:
    number = Counter(person["sex"] for person in seated)
    half = len(seated) // 2
    return sum(max(half - number[sex], 0) for sex in ("F", "M"))


def _spread(seating: Seating, document: Document) -> int:
    rows = seating.rows()
    homes = Counter(p["municipality"] for _, p in rows if p["politician"])
    everywhere = {p["municipality"] for p in seating.people.values() if p["politician"]}
    weights = document["rules"]["population"] or dict.fromkeys(everywhere, 1)
    total, value = sum(weights.values()), 0
    for home in everywhere | set(weights):
        low, rest = divmod(len(rows) * weights.get(home, 0), total)
        value += max(low - homes[home], homes[home] - low - (rest > 0), 0)
    return value


_VALUES: dict[str, Callable[[Seating, Document], int]] = {
    "KEPT": lambda seating, document: sum(
        name not in seating.members[forum] for forum, name in document["closest_to"]
    ),
    "SEX_IN_FORUM": lambda seating, _: sum(_sexes(seating.seated(f)) for f in seating.members),
    "SEX_OVERALL": lambda seating, _: _sexes([person for _, person in seating.rows()]),
    "MUNICIPALITIES": _spread,
    "FORUM_WANTS": lambda seating, _: sum(
        short_of(rule, seating.seated(name))
        for name, forum in seating.fora.items()
        for rule in forum["wanted"]
    ),
    "GROUP_WISHES": lambda seating, document: sum(
        wish["points"]
        for wish in document["wishes"]
        if wish["candidate"] not in seating.members[wish["forum"]]
    ),
    "CANDIDATE_WISHES": lambda seating, _: sum(
        forum not in person["wishes"] for forum, person in seating.rows()
    ),
    "CONTINUITY": lambda seating, _: sum(
        not person["held"].get(forum) for forum, person in seating.rows()
    ),
}


# Who may sit in a forum, read from the document of an appointment alone.


_ALL_TERMS = worded("fairness.all_terms")
_CANNOT = worded("fairness.cannot")
_NO_SEAT_THEN = worded("fairness.no_seat_then")
_NO_SEAT_YET = worded("fairness.no_seat_yet")
_TOO_OLD = worded("fairness.too_old")
_TERMS, _AGE = "AtMostReappointments", "AgeLimit"


def barred(forum: Document, person: Document, *, whole: bool) -> Bilingual | None:
    """Return what bars a person, in words, for the `whole` term or its start, or None."""
    where = forum["name"]
    starts, ends = forum["starts"], forum["ends"]
    until = person["seat_until"] if person["politician"] else None
    held = person["held"].get(where, 0)
    rules = forum["requirements"]
    terms = [rule["times"] for rule in rules if rule["type"] == _TERMS]
    years = [rule["years"] for rule in rules if rule["type"] == _AGE]
    reasons = {
        _CANNOT: where in person["cannot"],
        _NO_SEAT_YET: bool(until and starts and until < starts),
        _NO_SEAT_THEN: bool(whole and until and ends and until < ends),
        _ALL_TERMS: any(held > most for most in terms),
        _TOO_OLD: any(_reaches(person["born"], limit, str(starts)) for limit in years),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _reaches(born: object, years: int, day: str) -> bool:
    """Say whether a person has turned so many years, or nothing is known of the birth."""
    if not isinstance(born, str):
        return True
    birth, date = dt.date.fromisoformat(born), dt.date.fromisoformat(day)
    return (birth.year + years, birth.month, birth.day) <= (date.year, date.month, date.day)


# An appointment as sums over who sits where, set up from its document alone.
#
# A column is a person in a forum, 1 if appointed and 0 if not. The rules bound sums of columns; a
# wish counts by how far sums miss their bounds, and what single appointments cost. The engine has
# a model of its own, set up from the library's classes; nothing of it is used here.


Columns = tuple[int, ...]


@frozen
class Sum:
    """A count of appointments and its bounds, of which the upper may be missing."""

    columns: Columns
    low: int = 0
    high: int | None = None


@frozen
class Wish:
    """What falls short of a wish: missed bounds and single costs, from a constant up."""

    sums: tuple[Sum, ...] = ()
    costs: dict[int, int] = field(factory=dict)
    """What an appointment counts, by column."""
    constant: int = 0


@frozen
class Seats:
    """Who can sit where."""

    document: Document
    seating: Seating
    columns: dict[tuple[str, str], int]
    """By forum and person: a column for everyone in every forum that nothing bars."""

    def of(self, forum: str, people: Iterable[str]) -> Columns:
        """Return the columns of some people in a forum."""
        return tuple(c for name in people if (c := self.columns.get((forum, name))) is not None)

    def with_trait(self, forum: str, who: object) -> Columns:
        """Return the columns of a forum that a requirement counts."""
        people = self.seating.people
        return self.of(forum, (name for name in people if has_trait(people[name], who)))

    def counting(self, forum: str, rule: Document) -> Iterator[Sum]:
        """Yield the sums of a requirement that counts people."""
        kind = rule["type"]
        if kind == "AtMostFromOneMunicipality":
            for names in grouped(self.seating.people, "municipality").values():
                yield Sum(self.of(forum, names), high=rule["posts"])
        elif kind == "AtLeast":
            yield Sum(self.with_trait(forum, rule["who"]), low=rule["posts"])
        elif kind == "AtMost":
            yield Sum(self.with_trait(forum, rule["who"]), high=rule["posts"])


def grouped(people: dict[str, Document], by: str) -> dict[str, list[str]]:
    """Return names by an entry of theirs."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, person in people.items():
        found[person[by]].append(name)
    return found


def seats_of(document: Document, seating: Seating) -> Seats:
    """Return who can sit where: of the entitled lists, whom nothing bars."""
    entitled = document["entitlement"]["strengths"]
    whole = document["rules"]["whole_term"]
    pairs = [
        (forum, name)
        for forum, known in seating.fora.items()
        for name, person in seating.people.items()
        if person["party"] in entitled and not barred(known, person, whole=whole)
    ]
    return Seats(document, seating, {pair: column for column, pair in enumerate(pairs)})


def rules_of(seats: Seats) -> Iterator[Sum]:
    """Yield the rules that every appointment keeps."""
    yield from _entitled(seats)
    limit = seats.document["rules"]["posts_per_person"]
    for name in seats.seating.people:
        yield Sum(_everywhere(seats, [name]), high=limit)
    for forum, known in seats.seating.fora.items():
        for rule in known["requirements"]:
            yield from seats.counting(forum, rule)
            if rule["type"] == "NotAlsoIn":
                for other in rule["fora"]:
                    for name in seats.seating.people:
                        yield Sum((*seats.of(forum, [name]), *seats.of(other, [name])), high=1)
        yield from _stood_in_for(seats, forum, known["substitutes"])
    for forum, name in seats.document["fixed"]:
        yield Sum(seats.of(forum, [name]), low=1)


def _everywhere(seats: Seats, names: Iterable[str], fora: Iterable[str] | None = None) -> Columns:
    listed = list(names)
    places = seats.seating.fora if fora is None else fora
    return tuple(column for forum in places for column in seats.of(forum, listed))


def _entitled(seats: Seats) -> Iterator[Sum]:
    entitlement = seats.document["entitlement"]
    table, joined = entitlement["table"], blocks(entitlement)
    parties = grouped(seats.seating.people, "party")
    for forum, row in table.items():
        for members in joined.values():
            posts = sum(row[party] for party in members)
            names = [name for party in members for name in parties.get(party, ())]
            yield Sum(seats.of(forum, names), posts, posts)
    for (forum, party), posts in agreed_posts(entitlement).items():
        yield Sum(seats.of(forum, parties.get(party, ())), low=posts)
    for fora in entitlement["packages"].values():
        for party in entitlement["strengths"]:
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


def _rows_sexes(seats: Seats, fora: list[str], posts: int) -> Iterator[Sum]:
    if posts // 2:
        sexes = grouped(seats.seating.people, "sex")
        for sex in ("F", "M"):
            yield Sum(_everywhere(seats, sexes.get(sex, ()), fora), low=posts // 2)


def _balance(seats: Seats) -> Wish:
    posts = {forum: known["posts"] for forum, known in seats.seating.fora.items()}
    return Wish(tuple(s for forum, n in posts.items() for s in _rows_sexes(seats, [forum], n)))


def _balance_overall(seats: Seats) -> Wish:
    fora = seats.seating.fora
    posts = sum(known["posts"] for known in fora.values())
    return Wish(tuple(_rows_sexes(seats, list(fora), posts)))


def _rows_spread(seats: Seats) -> Wish:
    people = {n: p for n, p in seats.seating.people.items() if p["politician"]}
    homes = grouped(people, "municipality")
    weights = seats.document["rules"]["population"] or dict.fromkeys(homes, 1)
    posts, total = len(seats.seating.rows()), sum(weights.values())
    sums = []
    for home in {**homes, **weights}:
        low, rest = divmod(posts * weights.get(home, 0), total)
        sums.append(Sum(_everywhere(seats, homes.get(home, ())), low, low + (rest > 0)))
    return Wish(tuple(sums))


def _wanted(seats: Seats) -> Wish:
    fora = seats.seating.fora.items()
    rules = [(name, rule) for name, forum in fora for rule in forum["wanted"]]
    return Wish(tuple(s for name, rule in rules for s in seats.counting(name, rule)))


def _granted(seats: Seats) -> Wish:
    costs: dict[int, int] = defaultdict(int)
    constant = 0
    for wish in seats.document["wishes"]:
        points = wish["points"]
        constant += points
        for column in seats.of(wish["forum"], [wish["candidate"]]):
            costs[column] -= points
    return Wish((), dict(costs), constant)


def _unasked(seats: Seats) -> Wish:
    asked = {name: person["wishes"] for name, person in seats.seating.people.items()}
    return _all_but(seats, lambda forum, name: forum in asked[name])


def _newcomers(seats: Seats) -> Wish:
    held = {name: person["held"] for name, person in seats.seating.people.items()}
    return _all_but(seats, lambda forum, name: bool(held[name].get(forum)))


def _all_but(seats: Seats, free: Callable[[str, str], bool]) -> Wish:
    return Wish((), {c: 1 for (forum, name), c in seats.columns.items() if not free(forum, name)})


def _moved(seats: Seats) -> Wish:
    stood = seats.document["closest_to"]
    columns = [column for forum, name in stood for column in seats.of(forum, [name])]
    return Wish((), dict.fromkeys(columns, -1), len(stood))


WISHES: dict[str, Callable[[Seats], Wish]] = {
    "KEPT": _moved,
    "SEX_IN_FORUM": _balance,
    "SEX_OVERALL": _balance_overall,
    "MUNICIPALITIES": _rows_spread,
    "FORUM_WANTS": _wanted,
    "GROUP_WISHES": _granted,
    "CANDIDATE_WISHES": _unasked,
    "CONTINUITY": _newcomers,
}
"""From who can sit where to what falls short of each wish, as sums."""


class Equals:
    """Every appointment that keeps the rules, and in which each wish comes to what is stated.

    Column by column somebody is appointed, and then not; what the sums and costs must come to
    whatever is decided of the columns left is held against the rules and the wishes each time.
    """

    def __init__(self, seats: Seats, wishes: Sequence[tuple[Wish, int]]) -> None:
        self._number = len(seats.columns)
        self._wishes = [wish for wish, _ in wishes]
        self._most = [value for _, value in wishes]
        rules = list(rules_of(seats))
        self._sums = rules + [one for wish in self._wishes for one in wish.sums]
        self._owner = [None] * len(rules) + [
            number for number, wish in enumerate(self._wishes) for _ in wish.sums
        ]
        """The wish that a sum belongs to; None for a rule."""
        self._within: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(self._sums):
            for column in one.columns:
                self._within[column].append(place)
        self._ones = [0] * len(self._sums)
        self._free = [len(one.columns) for one in self._sums]
        self._broken = 0
        """By how much all rules are missed at least; and each wish:"""
        self._least = [
            wish.constant + sum(min(cost, 0) for cost in wish.costs.values())
            for wish in self._wishes
        ]
        for place in range(len(self._sums)):
            self._count(place, self._missed(place))

    def __iter__(self) -> Iterator[frozenset[int]]:
        """Yield the columns of each."""
        values: list[int] = []
        value = 1
        while True:
            if value >= 0 and len(values) < self._number:
                values.append(value)
                self._decide(len(values) - 1, value, 1)
                value = 1
                if self._open():
                    continue
            elif value >= 0 and self._open():
                yield frozenset(place for place, taken in enumerate(values) if taken)
            if not values:
                return
            value = values.pop()
            self._decide(len(values), value, -1)
            value -= 1

    def _open(self) -> bool:
        """Say whether the rules and the wishes can still be kept."""
        kept = zip(self._least, self._most, strict=True)
        return not self._broken and all(least <= most for least, most in kept)

    def _missed(self, place: int) -> int:
        """Return by how much a sum misses its bounds at least."""
        one, ones = self._sums[place], self._ones[place]
        above = 0 if one.high is None else ones - one.high
        return max(one.low - ones - self._free[place], above, 0)

    def _count(self, place: int, missed: int) -> None:
        owner = self._owner[place]
        if owner is None:
            self._broken += missed
        else:
            self._least[owner] += missed

    def _decide(self, column: int, value: int, step: int) -> None:
        """Appoint or leave out, in a step of 1, or take it back, in one of -1."""
        for place in self._within[column]:
            before = self._missed(place)
            self._free[place] -= step
            self._ones[place] += step * value
            self._count(place, self._missed(place) - before)
        for number, wish in enumerate(self._wishes):
            cost = wish.costs.get(column, 0)
            self._least[number] += step * (cost * value - min(cost, 0))
