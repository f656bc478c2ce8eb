"""The wishes as whole-number objectives: what falls short of them is counted and minimised."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.model import counted
from kkr_allocation.appointments.rules import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.model import Pair, Task
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.rules import AppointmentRules


@frozen
class Shortfall:
    """How far a count of appointed people is below a least or above a most."""

    pairs: tuple[Pair, ...]  # who counts, where
    low: int | None = None
    high: int | None = None

    def value(self, appointed: set[Pair]) -> int:
        """Return the shortfall of a set of appointments."""
        count = sum(pair in appointed for pair in self.pairs)
        below = 0 if self.low is None else max(self.low - count, 0)
        above = 0 if self.high is None else max(count - self.high, 0)
        return below + above


@frozen
class Objective:
    """One level: shortfalls, and costs of single appointments, from a constant up."""

    level: Level
    shortfalls: tuple[Shortfall, ...] = ()
    costs: Mapping[Pair, int] = field(factory=dict, repr=False)  # what an appointment counts
    constant: int = 0  # what counts without any appointment

    def value(self, appointed: set[Pair]) -> int:
        """Return the level's value for a set of appointments; zero is the best there is."""
        single = sum(self.costs.get(pair, 0) for pair in appointed)
        return self.constant + single + sum(s.value(appointed) for s in self.shortfalls)


def objectives(task: Task, pairs: Iterable[Pair]) -> Iterator[Objective]:
    """Yield the levels' objectives in order, empty ones left out; KEPT first if it has no place."""
    listed, order = tuple(pairs), task.rules.order
    for level in order if Level.KEPT in order else (Level.KEPT, *order):
        objective = _BUILDERS[level](task, listed)
        if objective.shortfalls or objective.costs or objective.constant:
            yield objective


def preference(pairs: Iterable[Pair], width: int) -> dict[Pair, int]:
    """Return the fixed preference, from 0 up and below `width`, that picks one of equal answers.

    Drawn from the digests of the names it depends on no order of rows and no machine, and ranks
    nobody: another forum gives another order of the same people.
    """
    return {
        pair: int.from_bytes(hashlib.sha256("\n".join(pair).encode()).digest()[:4]) % width
        for pair in pairs
    }


def _kept(task: Task, pairs: Sequence[Pair]) -> Objective:
    costs = {pair: -1 for pair in pairs if pair in task.closest_to}
    return Objective(Level.KEPT, (), costs, len(task.closest_to))


def _sexes(task: Task, pairs: Sequence[Pair], half: int) -> list[Shortfall]:
    sex = {person.name: person.sex for person in task.candidates}
    return [Shortfall(tuple(p for p in pairs if sex[p[1]] == s), low=half) for s in ("F", "M")]


def _sex_in_forum(task: Task, pairs: Sequence[Pair]) -> Objective:
    shortfalls = [
        shortfall
        for forum in task.fora
        if forum.posts > 1
        for shortfall in _sexes(task, [p for p in pairs if p[0] == forum.name], forum.posts // 2)
    ]
    return Objective(Level.SEX_IN_FORUM, tuple(shortfalls))


def _sex_overall(task: Task, pairs: Sequence[Pair]) -> Objective:
    half = sum(forum.posts for forum in task.fora) // 2
    return Objective(Level.SEX_OVERALL, tuple(_sexes(task, pairs, half)) if half else ())


def municipal_shares(
    fora: Iterable[Forum], candidates: Iterable[Candidate], rules: AppointmentRules
) -> dict[str, Fraction]:
    """Return each municipality's exact share of the posts, by name; alike without a population."""
    posts = sum(forum.posts for forum in fora)
    homes = {person.municipality for person in candidates if person.politician}
    people = rules.population or dict.fromkeys(homes, 1)
    total = sum(people.values())
    return {
        name: Fraction(posts * people.get(name, 0), total) for name in sorted({*people, *homes})
    }


def _municipalities(task: Task, pairs: Sequence[Pair]) -> Objective:
    home = {person.name: person.municipality for person in task.candidates if person.politician}
    by_home: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair[1] in home:
            by_home[home[pair[1]]].append(pair)
    shortfalls = [
        Shortfall(tuple(by_home[name]), math.floor(share), math.ceil(share))
        for name, share in municipal_shares(task.fora, task.candidates, task.rules).items()
    ]
    return Objective(Level.MUNICIPALITIES, tuple(shortfalls))


def _forum_wants(task: Task, pairs: Sequence[Pair]) -> Objective:
    possible = set(pairs)
    shortfalls = [
        Shortfall(tuple((forum.name, c) for c in people if (forum.name, c) in possible), low, high)
        for forum in task.fora
        for rule in forum.wanted
        for people, low, high in counted(rule, task.candidates)
    ]
    return Objective(Level.FORUM_WANTS, tuple(shortfalls))


def _group_wishes(task: Task, pairs: Sequence[Pair]) -> Objective:
    points: Counter[Pair] = Counter()
    for wish in task.wishes:
        points[wish.forum, wish.candidate] += wish.points
    costs = {pair: -points[pair] for pair in pairs if points[pair]}
    return Objective(Level.GROUP_WISHES, (), costs, points.total())


def _candidate_wishes(task: Task, pairs: Sequence[Pair]) -> Objective:
    asked = {(forum, c.name) for c in task.candidates for forum in c.wishes}
    return _all_but(Level.CANDIDATE_WISHES, asked, pairs)


def _continuity(task: Task, pairs: Sequence[Pair]) -> Objective:
    held = {(forum, c.name) for c in task.candidates for forum, terms in c.held.items() if terms}
    return _all_but(Level.CONTINUITY, held, pairs)


def _all_but(level: Level, free: set[Pair], pairs: Sequence[Pair]) -> Objective:
    """Count whoever is not named; nobody where none is."""
    return Objective(level, (), {pair: 1 for pair in pairs if free and pair not in free})


_BUILDERS = {
    Level.KEPT: _kept,
    Level.SEX_IN_FORUM: _sex_in_forum,
    Level.SEX_OVERALL: _sex_overall,
    Level.MUNICIPALITIES: _municipalities,
    Level.FORUM_WANTS: _forum_wants,
    Level.GROUP_WISHES: _group_wishes,
    Level.CANDIDATE_WISHES: _candidate_wishes,
    Level.CONTINUITY: _continuity,
}


@frozen
class GenderBalance:
    """The members of one forum by sex."""

    forum: str
    women: int
    men: int
    not_stated: int  # people whose sex is not stated are counted apart and never guessed
    reason: str = ""  # why the forum deviates; empty where none is given

    @property
    def posts(self) -> int:
        """Return the posts in all."""
        return self.women + self.men + self.not_stated

    @property
    def short(self) -> int:
        """Return the women and men short of half of the posts, rounded down."""
        half = self.posts // 2
        return max(half - self.women, 0) + max(half - self.men, 0)

    @property
    def lacks_reason(self) -> bool:
        """Return whether the forum deviates and no reason is given."""
        return bool(self.short) and not self.reason.strip()
