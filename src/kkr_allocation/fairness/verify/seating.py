"""An appointment as sums over who sits where: its rules and its wishes, from its document alone.

A column is a person in a forum, 1 if appointed and 0 if not. A rule bounds a sum of columns, and a
wish falls short by how far sums miss their bounds. The engine has a model of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from kkr_allocation.fairness.verify.entitlement import agreed_posts, blocks
from kkr_allocation.words import people, wishes, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document


LEVELS = wishes()
"""The wishes by the names that a document has for them."""
_TRAITS: dict[str, tuple[str, list[object]]] = {
    "MAYOR": ("mayor", [True]),
    "KKR_MEMBER": ("kkr_member", [True]),
    "NON_POLITICIAN": ("politician", [False]),
    "WOMAN": ("sex", ["F"]),
    "MAN": ("sex", ["M"]),
}
"""What an entry of a person's has to be among, by what a requirement counts."""


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


Columns: TypeAlias = tuple[int, ...]


@frozen
class Sum:
    """A count of appointments and its bounds, of which the upper may be missing."""

    columns: Columns
    low: int = 0
    high: int | None = None
    weight: int = 1
    """What each post counts by which a wish misses a bound."""

    def missed(self, stated: Collection[int]) -> int:
        """Return by how much an appointment misses the bounds."""
        number = sum(column in stated for column in self.columns)
        return max(self.low - number, 0 if self.high is None else number - self.high, 0)


Rule: TypeAlias = "tuple[str, Mapping[str, object], Sum]"
"""The key and figures of what is said where it is not kept, and what must be kept."""


@frozen
class Seating:
    """Who sits where, and who could: everyone of an entitled list in a forum, if nothing bars."""

    document: Document
    fora: dict[str, Document]
    people: dict[str, Document]
    members: Mapping[str, Sequence[str]]
    """Names by forum."""
    columns: dict[tuple[str, str], int] = field(init=False)
    """By forum and person."""

    @columns.default
    def _columns(self) -> dict[tuple[str, str], int]:
        entitled = self.document["entitlement"]["strengths"]
        found: dict[tuple[str, str], int] = {}
        for forum in self.fora:
            for name, person in self.people.items():
                if person["party"] in entitled and not self.barred(forum, person):
                    found[forum, name] = len(found)
        return found

    @property
    def stated(self) -> frozenset[int]:
        """The columns of those who sit somewhere, save of whom it is barred."""
        pairs = ((forum, name) for forum, names in self.members.items() for name in names)
        return frozenset(self.columns[pair] for pair in pairs if pair in self.columns)

    def seated(self, forum: str) -> list[Document]:
        """Return the people in a forum."""
        return [self.people[name] for name in self.members[forum]]

    def barred(self, forum: str, person: Document) -> Bilingual | None:
        """Return what bars a person from a forum's term, or from its start, in words, or None."""
        known, whole = self.fora[forum], self.document["rules"]["whole_term"]
        starts, ends = known["starts"], known["ends"]
        until, born = person["seat_until"] if person["politician"] else None, person["born"]
        held, rules = person["held"].get(forum, 0), known["requirements"]
        terms = [rule["times"] for rule in rules if rule["type"] == "AtMostReappointments"]
        years = [rule["years"] for rule in rules if rule["type"] == "AgeLimit"]
        reasons = {
            "fairness.cannot": forum in person["cannot"],
            "fairness.no_seat_yet": bool(until and starts and until < starts),
            "fairness.no_seat_then": bool(whole and until and ends and until < ends),
            "fairness.all_terms": any(held > most for most in terms),
            "fairness.too_old": any(
                not born or (int(born[:4]) + limit, born[4:]) <= (int(starts[:4]), starts[4:])
                for limit in years
            ),
        }
        return next((worded(reason) for reason, holds in reasons.items() if holds), None)

    def of(self, names: Iterable[str], *fora: str) -> Columns:
        """Return the columns of some people in fora of the document, by default in all."""
        listed, places = list(names), [self.fora[forum]["name"] for forum in fora or self.fora]
        pairs = ((forum, name) for forum in places for name in listed)
        return tuple(self.columns[pair] for pair in pairs if pair in self.columns)

    def grouped(self, by: str) -> dict[str, list[str]]:
        """Return names by an entry of theirs."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, person in self.people.items():
            found[person[by]].append(name)
        return found

    def counting(self, forum: str, rule: Document) -> Iterator[Sum]:
        """Yield the sums of a requirement that counts people."""
        if rule["type"] == "AtMostFromOneMunicipality":
            for names in self.grouped("municipality").values():
                yield Sum(self.of(names, forum), high=rule["posts"])
        elif "who" in rule:
            who, bound = rule["who"], "low" if rule["type"] == "AtLeast" else "high"
            if isinstance(who, str):
                entered, values = _TRAITS[who]
            else:
                entered, values = "municipality", who["municipalities"]
            names = [name for name, person in self.people.items() if person[entered] in values]
            yield Sum(self.of(names, forum), **{bound: rule["posts"]})

    def rules(self) -> Iterator[Rule]:
        """Yield what every appointment keeps."""
        limit = self.document["rules"]["posts_per_person"]
        held = Counter(name for names in self.members.values() for name in names)
        for name in self.people:
            said = {"name": name, "posts": held[name], "limit": limit}
            yield "fairness.name_posts", said, Sum(self.of([name]), high=limit)
        yield from self._entitled()
        for forum, known in self.fora.items():
            for rule in known["requirements"]:
                yield from self._required(forum, rule)
        for forum, name in self.document["fixed"]:
            said = {"name": name, "forum": forum}
            yield "fairness.name_not_forum", said, Sum(self.of([name], forum), low=1)

    def _entitled(self) -> Iterator[Rule]:
        entitlement = self.document["entitlement"]
        table, parties, joined = entitlement["table"], self.grouped("party"), blocks(entitlement)
        for forum, row in table.items():
            for block, lists in joined.items():
                posts = sum(row[party] for party in lists)
                names = [name for party in lists for name in parties.get(party, ())]
                said = {"block": block, "posts": posts, "forum": forum}
                own = self.of(names, forum)
                yield "fairness.block_not_posts_forum", said, Sum(own, posts, posts)
        for (forum, party), posts in (+agreed_posts(entitlement)).items():
            said = {"party": party, "posts": posts, "forum": forum}
            own = self.of(parties.get(party, ()), forum)
            yield "fairness.party_not_posts_forum", said, Sum(own, low=posts)
        for package, fora in entitlement["packages"].items():
            for party in entitlement["strengths"]:
                posts = sum(table[forum][party] for forum in fora)
                said = {"party": party, "posts": posts, "package": package}
                own = self.of(parties.get(party, ()), *fora)
                yield "fairness.party_not_posts_package", said, Sum(own, posts, posts)

    def _required(self, forum: str, rule: Document) -> Iterator[Rule]:
        if "posts" in rule:
            said = {"name": forum, "required": requirement_in_words(rule)}
            for one in self.counting(forum, rule):
                yield "fairness.name_not_required", said, one
        for other in rule["fora"] if rule["type"] == "NotAlsoIn" else ():
            for name in sorted(self.people):
                said = {"min": name, "name": forum, "other": other}
                twice = (*self.of([name], forum), *self.of([name], other))
                yield "fairness.min_name_other", said, Sum(twice, high=1)

    def stood_in_for(self) -> Iterator[Sum]:
        """Leave so many of each list out of a forum that each has a substitute, or all one."""
        for forum, known in self.fora.items():
            kind = known["substitutes"]
            for names in self.grouped("party").values() if kind != "none" else ():
                columns = self.of(names, forum)
                most = len(columns) // 2 if kind == "personal" else len(columns) - 1
                yield Sum(columns, high=max(most, 0))


def _balance(seating: Seating, *fora: str) -> Iterator[Sum]:
    half = sum(seating.fora[forum]["posts"] for forum in fora) // 2
    sexes = seating.grouped("sex")
    for sex in ("F", "M") if half else ():
        yield Sum(seating.of(sexes.get(sex, ()), *fora), low=half)


def _spread(seating: Seating) -> Iterator[Sum]:
    homes: dict[str, list[str]] = defaultdict(list)
    for name, person in seating.people.items():
        if person["politician"]:
            homes[person["municipality"]].append(name)
    weights = seating.document["rules"]["population"] or dict.fromkeys(homes, 1)
    posts, total = sum(map(len, seating.members.values())), sum(weights.values())
    for home in {**homes, **weights}:
        low, rest = divmod(posts * weights.get(home, 0), total)
        yield Sum(seating.of(homes.get(home, ())), low, low + (rest > 0))


def _all_but(seating: Seating, free: Callable[[str, Document], bool]) -> list[Sum]:
    pairs = seating.columns.items()
    return [Sum((c,), high=0) for (forum, n), c in pairs if not free(forum, seating.people[n])]


_SINGLE: dict[str, Callable[[Seating], list[Sum]]] = {
    "KEPT": lambda seating: [
        Sum(seating.of([name], forum), low=1) for forum, name in seating.document["closest_to"]
    ],
    "GROUP_WISHES": lambda seating: [
        Sum(seating.of([wish["candidate"]], wish["forum"]), low=1, weight=wish["points"])
        for wish in seating.document["wishes"]
    ],
    "CANDIDATE_WISHES": lambda seating: _all_but(seating, lambda f, p: f in p["wishes"]),
    "CONTINUITY": lambda seating: _all_but(seating, lambda f, p: bool(p["held"].get(f))),
}
"""The wishes for single appointments, or against them."""
WISHES: dict[str, Callable[[Seating], list[Sum]]] = {
    **_SINGLE,
    "SEX_IN_FORUM": lambda seating: [one for f in seating.fora for one in _balance(seating, f)],
    "SEX_OVERALL": lambda seating: [*_balance(seating, *seating.fora)],
    "MUNICIPALITIES": lambda seating: [*_spread(seating)],
    "FORUM_WANTS": lambda seating: [
        one
        for name, forum in seating.fora.items()
        for rule in forum["wanted"]
        for one in seating.counting(name, rule)
    ],
}
"""The sums by whose missed bounds an appointment falls short of each wish."""


def short_of(wish: Iterable[Sum], stated: Collection[int]) -> int:
    """Return by how much an appointment falls short of a wish."""
    return sum(one.weight * one.missed(stated) for one in wish)


def as_costs(wish: Iterable[Sum]) -> tuple[dict[int, int], int, list[Sum]]:
    """Return what single appointments cost, from a constant up, and the sums of several."""
    costs: dict[int, int] = defaultdict(int)
    constant, several = 0, []
    for one in wish:
        if len(one.columns) > 1:
            several.append(one)
            continue
        without = one.weight * one.missed(())
        constant += without
        for column in one.columns:
            costs[column] += one.weight * one.missed((column,)) - without
    return dict(costs), constant, several


def is_idle(name: str, wish: list[Sum], seating: Seating) -> bool:
    """Say whether all appointments meet a wish alike, as when nobody wishes for anything."""
    costs, _, _ = as_costs(wish)
    alike = {costs.get(column, 0) for column in seating.columns.values()}
    return not wish or (name in _SINGLE and len(alike) <= 1)


class Equals:
    """Every appointment that keeps the rules, and in which each wish comes to what is stated.

    Column by column somebody is appointed, and then not, while what is missed for certain allows.
    """

    def __init__(self, seating: Seating, wishes: Sequence[tuple[list[Sum], int]]) -> None:
        self._number = len(seating.columns)
        rules = [*(rule for _, _, rule in seating.rules()), *seating.stood_in_for()]
        groups = [*wishes, (rules, 0)]
        self._most = [value for _, value in groups]
        self._sums = [(owner, one) for owner, (sums, _) in enumerate(groups) for one in sums]
        self._ones = [0] * len(self._sums)
        self._free = [len(one.columns) for _, one in self._sums]
        self._within: dict[int, list[int]] = defaultdict(list)
        self._least = [0] * len(groups)
        """By how much the sums of each wish are missed at least, and at the end those of rules."""
        for place, (owner, one) in enumerate(self._sums):
            self._least[owner] += self._missed(place)
            for column in one.columns:
                self._within[column].append(place)

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
        return all(least <= most for least, most in zip(self._least, self._most, strict=True))

    def _missed(self, place: int) -> int:
        """Return what a sum misses its bounds by at least, as it weighs."""
        one, ones = self._sums[place][1], self._ones[place]
        above = 0 if one.high is None else ones - one.high
        return one.weight * max(one.low - ones - self._free[place], above, 0)

    def _decide(self, column: int, value: int, step: int) -> None:
        """Appoint or leave out, in a step of 1, or take it back, in one of -1."""
        for place in self._within[column]:
            before = self._missed(place)
            self._free[place] -= step
            self._ones[place] += step * value
            self._least[self._sums[place][0]] += self._missed(place) - before
