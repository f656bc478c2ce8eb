"""Why posts cannot be filled: an irreducible set of named rules, and a cheapest way out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from kkr_allocation.appointments.model import built
from kkr_allocation.appointments.requirements import RuleKind
from kkr_allocation.appointments.solver import Clock, Programme, first, minimum
from kkr_allocation.errors import Bilingual, InfeasibleError, in_language
from kkr_allocation.words import both, refusal, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kkr_allocation.appointments.model import Model, Row, Task
    from kkr_allocation.appointments.requirements import NamedRule

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

    QuickXplain (Junker 2004): halves the rules and asks of each half what is needed of it, about
    ``2 k log2(n / k)`` looks for ``k`` rules out of ``n``. Entitlements come first, so that they
    are named rather than what follows from them.
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
