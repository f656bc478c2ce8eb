"""Who may sit in a forum, and the rule that bars those who may not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.appointments.entitlement import taken
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    AtMostReappointments,
    CountRequirement,
    NotAlsoIn,
    RuleKind,
    named_rule,
    required,
)
from kkr_allocation.appointments.solver import Programme
from kkr_allocation.words import both

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.requirements import NamedRule
    from kkr_allocation.appointments.rules import AppointmentRules, Wish


def age(born: dt.date, day: dt.date) -> int:
    """Return the whole years lived on a day.

    Examples
    --------
    >>> import datetime as dt
    >>> age(dt.date(1951, 2, 28), dt.date(2026, 2, 27))
    74
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def bar(forum: Forum, candidate: Candidate, rules: AppointmentRules) -> NamedRule | None:
    """Return the rule that bars this person from this forum; None if none does."""
    if forum.name in candidate.cannot:
        return named_rule(RuleKind.CANNOT_SIT, name=candidate.name, forum=forum.name)
    if candidate.seat_until is not None and candidate.politician:
        if forum.starts is not None and candidate.seat_until < forum.starts:
            return named_rule(RuleKind.COUNCIL_SEAT_AT_START, forum=forum.name)
        if rules.whole_term and forum.ends is not None and candidate.seat_until < forum.ends:
            return named_rule(RuleKind.COUNCIL_SEAT_FOR_TERM, forum=forum.name)
    for rule in forum.requirements:
        if isinstance(rule, AtMostReappointments) and (
            candidate.held.get(forum.name, 0) > rule.times
        ):
            return required(forum.name, rule)
        if isinstance(rule, AgeLimit) and not _younger(candidate, forum, rule):
            return required(forum.name, rule)
    return None


def _younger(candidate: Candidate, forum: Forum, rule: AgeLimit) -> bool:
    """Say whether the age is shown to be below the limit; `Forum` sees to it that a term starts."""
    if candidate.born is None or forum.starts is None:
        return False
    return age(candidate.born, forum.starts) < rule.years


def occupied(
    fora: Sequence[Forum], forum: Forum, others: Collection[str], rules: AppointmentRules
) -> Iterator[NamedRule]:
    """Yield the rules by which a person's posts in `others` keep the person from one in `forum`."""
    if len(others) >= rules.posts_per_person:
        yield named_rule(RuleKind.LIMIT_OF_POSTS, posts=rules.posts_per_person)
    for one in fora:
        for rule in one.requirements:
            if not isinstance(rule, NotAlsoIn):
                continue
            if (one is forum and set(others) & set(rule.fora)) or (
                one.name in others and forum.name in rule.fora
            ):
                yield required(one.name, rule)


# The rules of an appointment as rows of whole numbers, each under the name it is known by.
#
# A column is a person in a forum: 1 if appointed, 0 if not. A row bounds a weighted sum of
# columns and belongs to a named rule; the names are what a conflict is explained with.


Pair = tuple[str, str]
"""Forum and candidate, by name."""


@frozen
class Task:
    """What is to be filled, by whom, and under which rules; in no order but that of the names."""

    fora: tuple[Forum, ...]
    candidates: tuple[Candidate, ...]
    entitlement: Entitlement
    rules: AppointmentRules
    fixed: tuple[Pair, ...]
    """Appointments already made."""
    wishes: tuple[Wish, ...] = ()
    closest_to: tuple[Pair, ...] = ()
    """Earlier appointments, as many of which as can be are to stand."""

    def __attrs_post_init__(self) -> None:
        """Put fora, people and appointments in the order of their names."""
        for part in ("fora", "candidates"):
            ordered = tuple(sorted(getattr(self, part), key=lambda one: one.name))
            object.__setattr__(self, part, ordered)
        object.__setattr__(self, "fixed", tuple(sorted(self.fixed)))


@frozen
class Row:
    """A bounded sum of columns, and the rule it belongs to; a bound is None where there is none."""

    name: NamedRule
    columns: tuple[int, ...]
    low: int | None
    high: int | None

    @property
    def rule(self) -> str:
        """Return the rule in words."""
        return self.name.words


@frozen
class Model:
    """Columns and rows."""

    pairs: Mapping[Pair, int]
    """The column of each person in each forum."""
    rows: tuple[Row, ...]

    def programme(self, rows: Iterable[Row]) -> Programme:
        """Return the columns with these of the rows, for the solver."""
        programme = Programme(len(self.pairs))
        for row in rows:
            programme.bound(row.columns, row.low, row.high)
        return programme


def built(task: Task, *, with_barred: bool = False) -> Model:
    """Return the model of a task.

    `with_barred` gives people barred from a forum a column, held at zero by a row with the name of
    the bar, so that a conflict can name it. Otherwise they and the people of lists without posts in
    a forum have no column.
    """
    bars = {
        (forum.name, person.name): bar(forum, person, task.rules)
        for forum in task.fora
        for person in task.candidates
    }
    if with_barred:
        pairs = {pair: column for column, pair in enumerate(bars)}
    else:
        useless = _useless(task)
        open_pairs = [pair for pair, barred in bars.items() if not barred]
        party = {person.name: person.party for person in task.candidates}
        kept = [(f, c) for f, c in open_pairs if (f, party[c]) not in useless]
        pairs = {pair: column for column, pair in enumerate(kept)}
    rows = [
        *_entitlement_rows(task, pairs),
        *(row for forum in task.fora for row in _requirement_rows(task, forum, pairs)),
        *_substitute_rows(task, pairs, bars),
        *(
            Row(
                named_rule(RuleKind.APPOINTED, name=person, forum=forum),
                _columns(pairs, [(forum, person)]),
                1,
                1,
            )
            for forum, person in task.fixed
        ),
        *(
            Row(barred, (pairs[pair],), None, 0)
            for pair, barred in bars.items()
            if barred and with_barred
        ),
    ]
    return Model(pairs, tuple(rows))


def _useless(task: Task) -> set[Pair]:
    """Forum and list where the list's block or package has no posts."""
    entitlement = task.entitlement
    splits, totals = entitlement.splits, entitlement.package_totals
    block = {p: b for b, parties in entitlement.blocks.items() for p in parties}
    package = {f: name for name, fora in entitlement.packages.items() for f in fora}
    return {
        (forum.name, party)
        for forum in task.fora
        for party in {person.party for person in task.candidates}
        if party not in block
        or not splits[forum.name][block[party]]
        or not totals[package[forum.name]][party]
    }


def _columns(pairs: Mapping[Pair, int], wanted: Iterable[Pair]) -> tuple[int, ...]:
    return tuple(pairs[pair] for pair in wanted if pair in pairs)


def _by_party(task: Task) -> dict[str, list[str]]:
    people: dict[str, list[str]] = defaultdict(list)
    for person in task.candidates:
        people[person.party].append(person.name)
    return people


def _entitlement_rows(task: Task, pairs: Mapping[Pair, int]) -> Iterator[Row]:
    entitlement = task.entitlement
    people = _by_party(task)
    everyone = [person.name for person in task.candidates]
    for forum in task.fora:
        columns = _columns(pairs, ((forum.name, c) for c in everyone))
        name = named_rule(RuleKind.FORUM_FILLS, forum=forum.name, posts=forum.posts)
        yield Row(name, columns, forum.posts, forum.posts)
        for block, parties in entitlement.blocks.items():
            members = [c for party in parties for c in people[party]]
            posts = entitlement.splits[forum.name][block]
            columns = _columns(pairs, ((forum.name, c) for c in members))
            figures: dict[str, object] = {"block": block, "posts": posts, "forum": forum.name}
            yield Row(named_rule(RuleKind.BLOCK_FILLS, **figures), columns, posts, posts)
    for (forum_name, party), posts in taken(entitlement.deviations).items():
        columns = _columns(pairs, ((forum_name, c) for c in people[party]))
        figures = {"party": party, "posts": posts, "forum": forum_name}
        yield Row(named_rule(RuleKind.AGREED, **figures), columns, posts, None)
    for package, totals in entitlement.package_totals.items():
        fora = entitlement.packages[package]
        alone = len(entitlement.packages) == 1
        where = both("", "") if alone else both(f" in {package}", f" i {package}")
        for party, posts in totals.items():
            columns = _columns(pairs, ((f, c) for f in fora for c in people[party]))
            figures = {"party": party, "posts": posts, "where": where, "people": len(people[party])}
            name = named_rule(RuleKind.LIST_FILLS, **figures)
            yield Row(name, columns, posts, posts)
    outside = [c for party in people if party not in entitlement.strengths for c in people[party]]
    for forum in task.fora:
        columns = _columns(pairs, ((forum.name, c) for c in outside))
        yield Row(named_rule(RuleKind.WITHOUT_ENTITLEMENT), columns, None, 0)
    limit = task.rules.posts_per_person
    for person in everyone:
        columns = _columns(pairs, ((forum.name, person) for forum in task.fora))
        if len(columns) > limit:
            yield Row(named_rule(RuleKind.LIMIT_OF_POSTS, posts=limit), columns, None, limit)


def _requirement_rows(task: Task, forum: Forum, pairs: Mapping[Pair, int]) -> Iterator[Row]:
    for rule in forum.requirements:
        name = required(forum.name, rule)
        if isinstance(rule, NotAlsoIn):
            for other in rule.fora:
                for person in task.candidates:
                    both = [(forum.name, person.name), (other, person.name)]
                    yield Row(name, _columns(pairs, both), None, 1)
        elif isinstance(rule, CountRequirement):
            for people, low, high in counted(rule, task.candidates):
                columns = _columns(pairs, ((forum.name, c) for c in people))
                yield Row(name, columns, low, high)


def counted(
    rule: CountRequirement, candidates: Sequence[Candidate]
) -> Iterator[tuple[list[str], int | None, int | None]]:
    """Yield who is counted by a requirement, and the least and most of them."""
    if isinstance(rule, AtMostFromOneMunicipality):
        home: dict[str, list[str]] = defaultdict(list)
        for person in candidates:
            home[person.municipality].append(person.name)
        for people in home.values():
            yield people, None, rule.posts
    elif isinstance(rule, AtLeast | AtMost):
        people = [person.name for person in candidates if rule.who.covers(person)]
        least = rule.posts if isinstance(rule, AtLeast) else None
        yield people, least, rule.posts if isinstance(rule, AtMost) else None


def _substitute_rows(
    task: Task, pairs: Mapping[Pair, int], bars: Mapping[Pair, NamedRule | None]
) -> Iterator[Row]:
    """Keep enough people of each list free to be substitutes.

    With personal substitutes a list's members and as many others must be there; with shared
    ones at least one other.
    """
    people = _by_party(task)
    for forum in task.fora:
        if forum.substitutes == "none":
            continue
        personal = forum.substitutes == "personal"
        for party, members in people.items():
            there = sum(not bars[forum.name, c] for c in members)
            most = there // 2 if personal else max(there - 1, 0)
            columns = _columns(pairs, ((forum.name, c) for c in members))
            if len(columns) > most:
                figures = {"party": party, "people": there, "forum": forum.name}
                name = named_rule(RuleKind.LIST_HAS_SUBSTITUTES, **figures)
                yield Row(name, columns, None, most)
