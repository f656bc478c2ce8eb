"""Why posts cannot be filled: an irreducible set of named rules, and a cheapest way out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from kkr_allocation.appointments.model import built
from kkr_allocation.appointments.requirements import forum_fills, is_of_list
from kkr_allocation.appointments.solver import Clock, Programme, first, minimum
from kkr_allocation.errors import Bilingual, InfeasibleError, in_language
from kkr_allocation.words import both, refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kkr_allocation.appointments.model import Model, Row, Task

__all__ = ["Change", "Relaxation", "conflicting", "infeasible"]

_FOREVER = Clock(None)
_LEAVE_IT = worded("appointments.leave_it")


@frozen
class Change:
    """A rule that gives way.

    Parameters
    ----------
    rule : str
        The rule in words.
    more, less : int
        By how many posts it is exceeded and fallen short of, summed over the persons or
        municipalities it speaks of.
    """

    rule: str
    more: int = 0
    less: int = 0

    @property
    def sentence(self) -> Bilingual:
        """Return the change in words of both languages."""
        more = worded(f"appointments.{'one_more' if self.more == 1 else 'several_more'}")
        words = (more, worded("appointments.less"))
        parts = [
            worded("appointments.count_word", count=count, word=word)
            for count, word in zip((self.more, self.less), words, strict=True)
            if count
        ]
        danish = f"{in_language(self.rule, 'da')}: {' og '.join(part.da for part in parts)}"
        return both(f"{self.rule}: {' and '.join(parts)}", danish)

    def __str__(self) -> str:
        """Return the change in words."""
        return str(self.sentence)


@frozen
class Relaxation:
    """A cheapest set of changes with which the posts can be filled; it was tried.

    Parameters
    ----------
    changes : tuple of Change
        The rules that give way; as many posts as can be are filled, and then the rules give way
        by as few posts as possible together.
    """

    changes: tuple[Change, ...]

    @property
    def lacks_people(self) -> bool:
        """Whether a list falls short of its posts."""
        return any(change.less and is_of_list(change.rule) for change in self.changes)

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
    """Return the error that says why a task has no solution, and what would give it one.

    Parameters
    ----------
    task : Task
        A task without a solution.
    """
    model = built(task, with_barred=True)
    conflict = conflicting(model)
    relaxation = _relaxation(model, {forum_fills(f.name, f.posts) for f in task.fora})
    rules = _listed(conflict)
    changes = _listed(change.sentence for change in relaxation.changes)
    remedy = _LEAVE_IT if relaxation.lacks_people else worded("appointments.infeasible")
    return InfeasibleError(
        **refusal("appointments.posts_cannot_filled", rules=rules, changes=changes, remedy=remedy),
        conflict=conflict,
        relaxation=relaxation,
    )


def _listed(rules: Iterable[str]) -> Bilingual:
    """Return the rules one a line."""
    return Bilingual.joined((Bilingual.joined(["- ", rule, "\n"], "") for rule in rules), "")


def conflicting(model: Model) -> tuple[str, ...]:
    """Return rules of which any one can be left out so that the rest can be met.

    Parameters
    ----------
    model : Model
        A model without a solution.

    Notes
    -----
    QuickXplain (Junker 2004): halves the rules and asks of each half what is needed of it, about
    ``2 k log2(n / k)`` looks for ``k`` rules out of ``n``. Which of several conflicts is found
    depends on the order of the rules: entitlements first, so that they are named rather than
    what follows from them.
    """
    rules: dict[str, list[Row]] = {}
    for row in model.rows:
        rules.setdefault(row.rule, []).append(row)
    names = sorted(rules, key=lambda name: not is_of_list(name))

    def met(chosen: Sequence[str]) -> bool:
        rows = [row for name in chosen for row in rules[name]]
        programme = _programme(model, rows)
        guide = np.zeros(len(model.pairs))
        return first(programme.system(), guide, _FOREVER).feasible is not False

    def needed(kept: list[str], added: list[str], among: list[str]) -> list[str]:
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


def _programme(model: Model, rows: Sequence[Row]) -> Programme:
    programme = Programme(len(model.pairs))
    for row in rows:
        programme.row(row.columns, [1] * len(row.columns), row.low, row.high)
    return programme


def _relaxation(model: Model, unfilled: Collection[str]) -> Relaxation:
    """Let every rule give way at a cost of one for each post, and try the cheapest answer.

    A post left `unfilled` costs more than anybody in it can: filling it changes each sum that has
    its column by one.
    """
    dearest = 1 + max(
        Counter(column for row in model.rows for column in row.columns).values(), default=0
    )
    programme = Programme(len(model.pairs))
    slack: list[tuple[int | None, int | None]] = []
    costs: dict[int, int] = {}
    for row in model.rows:
        below = programme.column(row.low) if row.low else None
        above = programme.column(len(row.columns)) if row.high is not None else None
        extra = [(below, 1), (above, -1)]
        columns = [*row.columns, *(column for column, _ in extra if column is not None)]
        ones = [1] * len(row.columns)
        values = [*ones, *(sign for column, sign in extra if column is not None)]
        programme.row(columns, values, row.low, row.high)
        slack.append((below, above))
        if below is not None:
            costs[below] = dearest if row.rule in unfilled else 1
        if above is not None:
            costs[above] = 1
    answer = minimum(programme.system(), programme.vector(costs), _FOREVER)
    found = answer.values
    if found is None:  # pragma: no cover
        raise RuntimeError("no relaxation was found, though every rule may give way")
    less: Counter[str] = Counter()
    more: Counter[str] = Counter()
    relaxed = Programme(len(model.pairs))
    for row, (below, above) in zip(model.rows, slack, strict=True):
        short = int(found[below]) if below is not None else 0
        over = int(found[above]) if above is not None else 0
        less[row.rule] += short
        more[row.rule] += over
        low = None if row.low is None else row.low - short
        high = None if row.high is None else row.high + over
        relaxed.row(row.columns, [1] * len(row.columns), low, high)
    tried = first(relaxed.system(), np.zeros(len(model.pairs)), _FOREVER)
    if not tried.feasible:  # pragma: no cover
        raise RuntimeError("the cheapest relaxation does not work")
    names = dict.fromkeys(row.rule for row in model.rows)
    return Relaxation(
        tuple(Change(name, more[name], less[name]) for name in names if more[name] or less[name])
    )
