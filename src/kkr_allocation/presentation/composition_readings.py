"""The readings of a council's statutes in words: single choices, and groups that agree.

Readings that give the same council are one answer, and are named together as shortly as is exact:
a choice that does not matter to the answer is left out.
"""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.composition.alternatives import distinct, readings
from kkr_allocation.composition.statutes import (
    AtCap,
    FixedSize,
    Outsiders,
    SizeRule,
    ThresholdBase,
    written,
)
from kkr_allocation.presentation.language import Text
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.composition.alternatives import Reading
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.explanations import Language

__all__ = ["CHOICES", "Group", "differences", "groups", "in_words", "status_word"]

CHOICES = ("size_rule", "threshold_base", "at_cap", "outsiders", "seat_for_every_eligible")
"""The choices that readings differ in, in the order in which they are named."""

_SIZES = {
    SizeRule.ROUND_UP: Text(en="every claim rounded up", da="hvert krav rundet op"),
    SizeRule.EXACT_SHARE: Text(en="size by exact share", da="antal efter nøjagtig andel"),
}
_BY_RULE = Text(en="size by {rule} itself", da="antal efter {rule} selv")
_FIXED = Text(en="a fixed size", da="et fast antal")
_WORDS: dict[object, Text] = {
    ThresholdBase.VALID: Text(en="threshold of the valid votes", da="spærregrænse af de gyldige"),
    ThresholdBase.CAST: Text(en="threshold of the votes cast", da="spærregrænse af de afgivne"),
    AtCap.SHARE_ANEW: Text(en="shared anew at the cap", da="fordelt på ny ved loftet"),
    AtCap.RAISE_PRICE: Text(en="price raised at the cap", da="prisen hævet ved loftet"),
    Outsiders.ON_TOP: Text(
        en="mayors outside the sharing on top", da="borgmestre uden for fordelingen oven i"
    ),
    Outsiders.INSIDE: Text(
        en="mayors outside the sharing inside the total",
        da="borgmestre uden for fordelingen i det samlede antal",
    ),
    True: Text(en="a seat for every eligible list", da="en plads til hver berettiget"),
    False: Text(en="no seat promised to every list", da="ingen plads lovet til hver"),
}
_EVERY = Text(en="every reading", da="alle fortolkninger")
_OR = Text(en="{first} or {last}", da="{first} eller {last}")
_SHARED_BY = Text(en="shared by {rule}", da="fordelt efter {rule}")
_OWN = Text(en="the caller's own", da="brugerens egen")
_FROM_WEAK = (
    SourceStatus.REFUTED,
    SourceStatus.OPEN,
    SourceStatus.INFERRED,
    SourceStatus.CHECKED,
    SourceStatus.PUBLISHED,
)

_Point: TypeAlias = tuple[object, ...]
"""One reading: its answer to each of `CHOICES`."""
_Box: TypeAlias = tuple[tuple[object, ...], ...]
"""Readings that answer each of `CHOICES` in one of several ways, in all combinations."""


class Group:
    """Readings that give the same council, or lack the same lot.

    Parameters
    ----------
    members : sequence of Reading
        Of one group.
    every : sequence of Reading
        All readings of the council, those of the other groups too.
    """

    def __init__(self, members: Sequence[Reading], every: Sequence[Reading]) -> None:
        """Find the fewest boxes that hold these readings and no others."""
        self.members = tuple(members)
        self.first = members[0]
        self.domain = _domain(every)
        own = set(_points(self.first, self.domain))
        found = _boxes({p for r in members for p in _points(r, self.domain)}, self.domain)
        self.boxes = sorted(found, key=lambda box: own.isdisjoint(product(*box)))

    def values(self, choice: str) -> str:
        """Return every answer that the group has to a choice, as provisions write it."""
        found = (getattr(reading.statutes, choice) for reading in self.members)
        return ", ".join(dict.fromkeys(written(answer) for answer in found))

    def name(self, language: Language | None = None) -> str:
        """Return the group's name in words, or without a language in the names of the code."""
        return "; ".join(self._box_name(box, language) for box in self.boxes)

    def status(self) -> SourceStatus:
        """Return how the group's best reading is known: as its weakest choice that matters."""
        return max((self._box_status(box) for box in self.boxes), key=_FROM_WEAK.index)

    def statuses(self, language: Language) -> str:
        """Return in words how each part of the name is known, the same word once."""
        found = (self._box_status(box).word(language) for box in self.boxes)
        return "; ".join(dict.fromkeys(found))

    def _named(self, box: _Box) -> Iterator[tuple[str, tuple[object, ...]]]:
        for choice, answers, possible in zip(CHOICES, box, self.domain, strict=True):
            if answers != possible:
                yield choice, answers

    def _box_name(self, box: _Box, language: Language | None) -> str:
        statutes = self.first.statutes
        said = []
        for choice, answers in self._named(box):
            if language is None:
                prefix = f"{choice} " if choice == CHOICES[-1] else ""
                said.append(prefix + " or ".join(map(written, answers)))
                continue
            *first, last = [in_words(choice, answer, statutes, language) for answer in answers]
            alone = not first
            said.append(last if alone else _OR.text(language, first=", ".join(first), last=last))
        return ", ".join(said) or _EVERY.text(language or "en")

    def _box_status(self, box: _Box) -> SourceStatus:
        statutes = self.first.statutes
        named = dict(self._named(box)) or {"size_rule": box[0]}
        best = (
            max((_status(statutes, choice, answer) for answer in answers), key=_FROM_WEAK.index)
            for choice, answers in named.items()
        )
        return min(best, key=_FROM_WEAK.index)


def groups(council: Composition) -> tuple[Group, ...]:
    """Return all readings in groups that give the same council, the council's own group first."""
    read = readings(council)
    return tuple(Group(members, read) for members in distinct(read))


def in_words(choice: str, answer: object, statutes: Statutes, language: Language) -> str:
    """Return one answer to one choice in words."""
    if choice == "size_rule" and isinstance(answer, FixedSize):
        return _FIXED.text(language)
    if choice == "size_rule" and answer is SizeRule.DIVISOR:
        return _BY_RULE.text(language, rule=statutes.rule)
    if isinstance(answer, SizeRule):
        return _SIZES[answer].text(language)
    if isinstance(answer, Rule):
        return _SHARED_BY.text(language, rule=answer)
    return _WORDS[answer].text(language)


def status_word(statutes: Statutes, choice: str, language: Language) -> str:
    """Return how a choice of the statutes is known; an undocumented one is the caller's own."""
    reading = written(getattr(statutes, choice))
    documented = any(p.rule == choice and p.reading == reading for p in statutes.provisions)
    return statutes.source(choice).status.word(language) if documented else _OWN.text(language)


def differences(council: Composition, other: Composition) -> dict[str, int]:
    """Return by how many members each list's group differs in the other council, if it does.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> smaller = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2)
    >>> larger = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 2}, municipalities=3)
    >>> differences(smaller, larger)
    {'A': 1, 'V': 1}
    """
    changes = {
        name: other.seats.get(name, 0) - council.seats.get(name, 0) for name in council.votes
    }
    return {name: change for name, change in changes.items() if change}


def _status(statutes: Statutes, choice: str, answer: object) -> SourceStatus:
    found = (
        p.source.status
        for p in statutes.provisions
        if p.rule == choice and p.reading == written(answer)
    )
    return next(found, SourceStatus.OPEN)


def _domain(read: Iterable[Reading]) -> _Box:
    """Return the answers to each choice that some reading gives, in their order."""
    given = [tuple(getattr(r.statutes, choice) for choice in CHOICES) for r in read]
    return tuple(tuple(dict.fromkeys(answers)) for answers in zip(*given, strict=True))


def _points(reading: Reading, domain: _Box) -> Iterator[_Point]:
    """Yield a reading as points; what gives way at the cap is no question to the older sizes."""
    statutes = reading.statutes
    answers: dict[str, tuple[object, ...]] = {
        choice: (getattr(statutes, choice),) for choice in CHOICES
    }
    if statutes.size_rule is not SizeRule.ROUND_UP:
        answers["at_cap"] = domain[CHOICES.index("at_cap")]
    yield from product(*answers.values())


def _boxes(wanted: set[_Point], domain: _Box) -> tuple[_Box, ...]:
    """Return few boxes that hold these points and no others.

    Every box inside the points is tried, which a handful of choices allows; of those that hold
    most points not held yet the one with the shortest name is taken, until none is left.
    """
    inside = [box for box in product(*map(_subsets, domain)) if wanted.issuperset(product(*box))]
    left, chosen = set(wanted), []
    while left:
        best = max(
            inside,
            key=lambda box: (len(left.intersection(product(*box))), -_named_answers(box, domain)),
        )
        chosen.append(best)
        left.difference_update(product(*best))
    return tuple(chosen)


def _subsets(answers: tuple[object, ...]) -> list[tuple[object, ...]]:
    """Return the subsets with something in them, the order of the answers kept."""
    sizes = range(1, len(answers) + 1)
    return list(chain.from_iterable(combinations(answers, size) for size in sizes))


def _named_answers(box: _Box, domain: _Box) -> int:
    """Return how many answers the name of a box has; a choice that does not matter has none."""
    pairs = zip(box, domain, strict=True)
    return sum(len(answers) for answers, possible in pairs if answers != possible)
