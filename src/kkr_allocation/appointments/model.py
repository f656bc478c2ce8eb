"""The rules of an appointment as rows under their names, and what to say where they conflict."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from kkr_allocation.appointments import requirements as asked
from kkr_allocation.appointments.entitlement import taken
from kkr_allocation.appointments.requirements import RuleKind, named_rule, required
from kkr_allocation.appointments.solver import Clock, Programme, first, minimum
from kkr_allocation.errors import Bilingual, InfeasibleError, in_language
from kkr_allocation.words import both, refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.requirements import NamedRule
    from kkr_allocation.appointments.rules import AppointmentRules, Wish


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
        if isinstance(rule, asked.AtMostReappointments) and (
            candidate.held.get(forum.name, 0) > rule.times
        ):
            return required(forum.name, rule)
        if isinstance(rule, asked.AgeLimit) and not _younger(candidate, forum, rule):
            return required(forum.name, rule)
    return None


def _younger(candidate: Candidate, forum: Forum, rule: asked.AgeLimit) -> bool:
    """Say whether the age is shown to be below the limit; `Forum` sees to it that a term starts."""
    born, day = candidate.born, forum.starts
    if born is None or day is None:
        return False
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age < rule.years


def occupied(
    fora: Sequence[Forum], forum: Forum, others: Collection[str], rules: AppointmentRules
) -> Iterator[NamedRule]:
    """Yield the rules by which a person's posts in `others` keep the person from one in `forum`."""
    if len(others) >= rules.posts_per_person:
        yield named_rule(RuleKind.LIMIT_OF_POSTS, posts=rules.posts_per_person)
    for one in fora:
        for rule in one.requirements:
            if not isinstance(rule, asked.NotAlsoIn):
                continue
            if (one is forum and set(others) & set(rule.fora)) or (
                one.name in others and forum.name in rule.fora
            ):
                yield required(one.name, rule)


# The rules as rows of whole numbers. A column is a person in a forum: 1 if appointed, 0 if not.
Pair = tuple[str, str]
"""Forum and candidate, by name."""


@frozen
class Task:
    """What is to be filled, by whom, and under which rules; in no order but that of the names."""

    fora: tuple[Forum, ...]
    candidates: tuple[Candidate, ...]
    entitlement: Entitlement
    rules: AppointmentRules
    fixed: tuple[Pair, ...]  # appointments already made
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


@frozen
class Model:
    """Columns and rows."""

    pairs: Mapping[Pair, int]  # the column of each person in each forum
    rows: tuple[Row, ...]

    def programme(self, rows: Iterable[Row]) -> Programme:
        """Return the columns with these of the rows, for the solver."""
        programme = Programme(len(self.pairs))
        for row in rows:
            programme.bound(row.columns, row.low, row.high)
        return programme


def built(task: Task, *, with_barred: bool = False) -> Model:
    """Return the model of a task, without columns for people barred from or useless in a forum.

    `with_barred` gives them all one, held at zero by a row named after the bar where there is one.
    """
    bars = {
        (forum.name, person.name): bar(forum, person, task.rules)
        for forum in task.fora
        for person in task.candidates
    }
    party = {person.name: person.party for person in task.candidates}
    useless = set() if with_barred else _useless(task)
    kept = [
        (forum, name)
        for (forum, name), barred in bars.items()
        if with_barred or not (barred or (forum, party[name]) in useless)
    ]
    pairs = {pair: column for column, pair in enumerate(kept)}
    rows = [
        *_entitlement_rows(task, pairs),
        *(row for forum in task.fora for row in _requirement_rows(task, forum, pairs)),
        *_substitute_rows(task, pairs, bars),
    ]
    for forum, name in task.fixed:
        appointed = named_rule(RuleKind.APPOINTED, name=name, forum=forum)
        rows.append(Row(appointed, _columns(pairs, [forum], [name]), 1, 1))
    if with_barred:
        rows += [Row(rule, (pairs[pair],), None, 0) for pair, rule in bars.items() if rule]
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


def _columns(
    pairs: Mapping[Pair, int], fora: Iterable[str], people: Sequence[str]
) -> tuple[int, ...]:
    return tuple(pairs[forum, c] for forum in fora for c in people if (forum, c) in pairs)


def _by_party(task: Task) -> dict[str, list[str]]:
    people: dict[str, list[str]] = defaultdict(list)
    for person in task.candidates:
        people[person.party].append(person.name)
    return people


def _entitlement_rows(task: Task, pairs: Mapping[Pair, int]) -> Iterator[Row]:
    entitlement = task.entitlement
    blocks, splits = entitlement.blocks, entitlement.splits
    people = _by_party(task)
    fora = [forum.name for forum in task.fora]
    for forum in task.fora:
        name = named_rule(RuleKind.FORUM_FILLS, forum=forum.name, posts=forum.posts)
        everyone = [person.name for person in task.candidates]
        yield Row(name, _columns(pairs, [forum.name], everyone), forum.posts, forum.posts)
        for block, parties in blocks.items():
            members = [c for party in parties for c in people[party]]
            posts = splits[forum.name][block]
            name = named_rule(RuleKind.BLOCK_FILLS, block=block, posts=posts, forum=forum.name)
            yield Row(name, _columns(pairs, [forum.name], members), posts, posts)
    for (place, party), posts in taken(entitlement.deviations).items():
        name = named_rule(RuleKind.AGREED, party=party, posts=posts, forum=place)
        yield Row(name, _columns(pairs, [place], people[party]), posts, None)
    for package, totals in entitlement.package_totals.items():
        alone = len(entitlement.packages) == 1
        where = both("", "") if alone else both(f" in {package}", f" i {package}")
        for party, posts in totals.items():
            figures = {"party": party, "posts": posts, "where": where, "people": len(people[party])}
            columns = _columns(pairs, entitlement.packages[package], people[party])
            yield Row(named_rule(RuleKind.LIST_FILLS, **figures), columns, posts, posts)
    outside = [c for party in people if party not in entitlement.strengths for c in people[party]]
    for place in fora:
        name = named_rule(RuleKind.WITHOUT_ENTITLEMENT)
        yield Row(name, _columns(pairs, [place], outside), None, 0)
    name = named_rule(RuleKind.LIMIT_OF_POSTS, posts=task.rules.posts_per_person)
    for person in task.candidates:
        columns = _columns(pairs, fora, [person.name])
        if len(columns) > task.rules.posts_per_person:
            yield Row(name, columns, None, task.rules.posts_per_person)


def _requirement_rows(task: Task, forum: Forum, pairs: Mapping[Pair, int]) -> Iterator[Row]:
    for rule in forum.requirements:
        name = required(forum.name, rule)
        if isinstance(rule, asked.NotAlsoIn):
            for other in rule.fora:
                for person in task.candidates:
                    columns = _columns(pairs, [forum.name, other], [person.name])
                    yield Row(name, columns, None, 1)
        elif isinstance(rule, asked.CountRequirement):
            for people, low, high in counted(rule, task.candidates):
                yield Row(name, _columns(pairs, [forum.name], people), low, high)


def counted(
    rule: asked.CountRequirement, candidates: Sequence[Candidate]
) -> Iterator[tuple[list[str], int | None, int | None]]:
    """Yield who is counted by a requirement, and the least and most of them."""
    if isinstance(rule, asked.AtMostFromOneMunicipality):
        home: dict[str, list[str]] = defaultdict(list)
        for person in candidates:
            home[person.municipality].append(person.name)
        for people in home.values():
            yield people, None, rule.posts
    elif isinstance(rule, asked.AtLeast | asked.AtMost):
        people = [person.name for person in candidates if rule.who.covers(person)]
        least = rule.posts if isinstance(rule, asked.AtLeast) else None
        yield people, least, rule.posts if isinstance(rule, asked.AtMost) else None


def _substitute_rows(
    task: Task, pairs: Mapping[Pair, int], bars: Mapping[Pair, NamedRule | None]
) -> Iterator[Row]:
    """Keep enough people of each list free: as many as its members, or one where it is shared."""
    people = _by_party(task)
    for forum in task.fora:
        if forum.substitutes == "none":
            continue
        personal = forum.substitutes == "personal"
        for party, members in people.items():
            there = sum(not bars[forum.name, c] for c in members)
            most = there // 2 if personal else max(there - 1, 0)
            columns = _columns(pairs, [forum.name], members)
            if len(columns) > most:
                figures = {"party": party, "people": there, "forum": forum.name}
                name = named_rule(RuleKind.LIST_HAS_SUBSTITUTES, **figures)
                yield Row(name, columns, None, most)


_FOREVER = Clock(None)


@frozen
class Change:
    """A rule that gives way, by how many posts over all persons or municipalities it names."""

    name: NamedRule
    more: int = 0
    less: int = 0

    @property
    def rule(self) -> str:
        """Return the rule in words."""
        return self.name.words

    @property
    def sentence(self) -> Bilingual:
        """Return the change in words of both languages."""
        more = worded(f"appointments.{'one_more' if self.more == 1 else 'several_more'}")
        words = (more, worded("appointments.less"))
        counts = zip((self.more, self.less), words, strict=True)
        parts = [worded("appointments.count_word", count=n, word=word) for n, word in counts if n]
        danish = f"{in_language(self.rule, 'da')}: {' og '.join(part.da for part in parts)}"
        return both(f"{self.rule}: {' and '.join(parts)}", danish)

    def __str__(self) -> str:
        """Return the change in words."""
        return str(self.sentence)


@frozen
class Relaxation:
    """The fewest changes, once tried, with which as many posts as can be are filled."""

    changes: tuple[Change, ...]

    @property
    def lacks_people(self) -> bool:
        """Whether a list falls short of its posts."""
        return any(change.less and change.name.is_of_list for change in self.changes)

    @property
    def cost(self) -> int:
        """Return by how many posts the rules give way in all."""
        return sum(change.more + change.less for change in self.changes)

    @property
    def sentence(self) -> Bilingual:
        """Return the changes in words of both languages."""
        return Bilingual.joined(change.sentence for change in self.changes)

    def __str__(self) -> str:
        """Return the changes in words."""
        return str(self.sentence)


def infeasible(task: Task) -> InfeasibleError:
    """Return the error that says why a task has no solution, and what would give it one."""
    model = built(task, with_barred=True)
    conflict = tuple(name.words for name in conflicting(model))
    relaxation = _relaxation(model)
    rules = _listed(conflict)
    changes = _listed(change.sentence for change in relaxation.changes)
    remedy = worded(f"appointments.{'leave_it' if relaxation.lacks_people else 'infeasible'}")
    return InfeasibleError(
        **refusal("appointments.posts_cannot_filled", rules=rules, changes=changes, remedy=remedy),
        conflict=conflict,
        relaxation=relaxation,
    )


def _listed(rules: Iterable[str]) -> Bilingual:
    """Return the rules one a line."""
    return Bilingual.joined((Bilingual.joined(["- ", rule, "\n"], "") for rule in rules), "")


def conflicting(model: Model) -> tuple[NamedRule, ...]:
    """Return rules of a model without a solution; without any one of them the rest can be met.

    QuickXplain (Junker 2004): about ``2 k log2(n / k)`` looks for ``k`` rules out of ``n``.
    Entitlements come first, so that they are named rather than what follows from them.
    """
    rules: dict[NamedRule, list[Row]] = {}
    for row in model.rows:
        rules.setdefault(row.name, []).append(row)
    names = sorted(rules, key=lambda name: not name.is_of_list)

    def met(chosen: Sequence[NamedRule]) -> bool:
        rows = [row for name in chosen for row in rules[name]]
        guide = np.zeros(len(model.pairs))
        return first(model.programme(rows).system(), guide, _FOREVER).feasible is not False

    def needed(
        kept: list[NamedRule], added: list[NamedRule], among: list[NamedRule]
    ) -> list[NamedRule]:
        if added and not met(kept):
            return []
        if len(among) == 1:
            return among
        half = len(among) // 2
        one, other = among[:half], among[half:]
        of_other = needed([*kept, *one], one, other)
        of_one = needed([*kept, *of_other], of_other, one)
        return of_one + of_other

    return tuple(needed([], [], names))


def _relaxation(model: Model) -> Relaxation:
    """Let every rule give way at a cost of one for each post, and try the cheapest answer."""
    programme = Programme(len(model.pairs))
    slack = [programme.missable(row.columns, row.low, row.high) for row in model.rows]
    # A post left unfilled costs more than anybody in it can: filling it changes each sum that has
    # the person's column by one.
    rows_of = Counter(column for row in model.rows for column in row.columns)
    dearest = 1 + max(rows_of.values(), default=0)
    costs = {
        column: dearest if column == below and row.name.kind is RuleKind.FORUM_FILLS else 1
        for row, (below, above) in zip(model.rows, slack, strict=True)
        for column in (below, above)
        if column is not None
    }
    answer = minimum(programme.system(), programme.vector(costs), _FOREVER)
    if answer.values is None:  # pragma: no cover
        raise RuntimeError("no relaxation was found, though every rule may give way")
    found: dict[int | None, int] = {None: 0, **dict(enumerate(answer.values.tolist()))}
    less: Counter[NamedRule] = Counter()
    more: Counter[NamedRule] = Counter()
    relaxed = []
    for row, (below, above) in zip(model.rows, slack, strict=True):
        less[row.name] += found[below]
        more[row.name] += found[above]
        low = None if row.low is None else row.low - found[below]
        high = None if row.high is None else row.high + found[above]
        relaxed.append(evolve(row, low=low, high=high))
    system = model.programme(relaxed).system()
    if not first(system, np.zeros(len(model.pairs)), _FOREVER).feasible:  # pragma: no cover
        raise RuntimeError("the cheapest relaxation does not work")
    changes = (Change(name, more[name], less[name]) for name in less)
    return Relaxation(tuple(change for change in changes if change.more or change.less))
