"""A composition in words: the rules in the order in which they are applied.

Written so that a secretariat can paste it into an agenda: each step says what was done with
which figures, and which provision it rests on.
"""

from __future__ import annotations

from enum import Enum
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.composition.basis import standings
from kkr_allocation.composition.compose import read, readings
from kkr_allocation.composition.statutes import (
    AtCap,
    FixedSize,
    Outsiders,
    SizeRule,
    ThresholdBase,
    written,
)
from kkr_allocation.errors import in_language
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import council_sizes as texts
from kkr_allocation.presentation.council_sizes import cap, counts, sharing, size
from kkr_allocation.presentation.language import say, signed
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from kkr_allocation.composition.basis import Standing
    from kkr_allocation.composition.compose import Composition, Reading
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.sources import Source

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""


# The readings of a council's statutes in words: single choices, and groups that agree.
#
# Readings that give the same council are one answer, and are named together as shortly as is
# exact: a choice that does not matter to the answer is left out.


CHOICES = ("size_rule", "threshold_base", "at_cap", "outsiders", "seat_for_every_eligible")
"""The choices that readings differ in, in the order in which they are named."""

_FROM_WEAK = tuple(reversed(SourceStatus))

_Point: TypeAlias = tuple[object, ...]
"""One reading: its answer to each of `CHOICES`."""
_Box: TypeAlias = tuple[tuple[object, ...], ...]
"""Readings that answer each of `CHOICES` in one of several ways, in all combinations."""


class Group:
    """Readings that give the same council, or lack the same lot."""

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
            said.append(
                last if alone else say("either_or", language, first=", ".join(first), last=last)
            )
        return ", ".join(said) or say("every_reading", language or "en")

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
    found: dict[str, list[Reading]] = {}
    for reading in read:
        other = reading.composition
        answer = str(reading.problem if other is None else other.seats)
        found.setdefault(answer, []).append(reading)
    return tuple(Group(members, read) for members in found.values())


def in_words(choice: str, answer: object, statutes: Statutes, language: Language) -> str:
    """Return one answer to one choice in words."""
    if choice == "size_rule" and isinstance(answer, FixedSize):
        return say("fixed_size", language)
    if choice == "size_rule" and answer is SizeRule.DIVISOR:
        return say("size_by_rule", language, rule=statutes.rule)
    if isinstance(answer, Enum):
        return say(f"reading:{answer.name.lower()}", language)
    if isinstance(answer, Rule):
        return say("shared_by", language, rule=answer)
    return say("seat_for_every_eligible" if answer else "no_seat_promised", language)


def status_word(statutes: Statutes, choice: str, language: Language) -> str:
    """Return how a choice of the statutes is known; an undocumented one is the caller's own."""
    reading = written(getattr(statutes, choice))
    documented = any(p.rule == choice and p.reading == reading for p in statutes.provisions)
    return (
        statutes.source(choice).status.word(language)
        if documented
        else say("callers_own", language)
    )


def differences(council: Composition, other: Composition) -> dict[str, int]:
    """Return by how many members each list's group differs in the other council, if it does."""
    changes = {
        name: other.seats.get(name, 0) - council.seats.get(name, 0) for name in council.votes
    }
    return {name: change for name, change in changes.items() if change}


def written_changes(council: Composition, other: Composition) -> str:
    """Write the differences so that no line breaks inside one; empty where there are none."""
    changes = differences(council, other).items()
    return ", ".join(f"{name}\N{NO-BREAK SPACE}{signed(change)}" for name, change in changes)


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


# Who takes part in the sharing, and who does not and why, in words.


_NAMED = 6
"""Lists left out for one reason that are named one by one; the rest are counted."""


def cooperations(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield a step for each co-operation: its members and their votes together."""
    for name, members in council.basis.cooperations.items():
        votes = council.votes[name]
        said = say("co_operation_counts", language, name=name, members=members, votes=votes)
        yield "entitled", [said]


def eligible(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield the step that says what it takes to be eligible, and who is."""
    threshold = council.statutes.threshold
    inside = [standing for standing in council.standings if standing.eligible]
    said = [
        say(
            "eligible_above_threshold",
            language,
            threshold=texts.exact_percent(threshold, language),
            base=say(f"threshold_base:{council.statutes.threshold_base.name.lower()}", language),
            needed=_needed(council, council.statutes.threshold_base),
        )
        if threshold
        else say("eligible_without_threshold", language)
    ]
    if council.statutes.council_seat_required:
        said.append(say("council_seat_required", language))
    if council.basis.entitled is None:
        said.append(say("all_taken_for_entitled", language))
    elif council.basis.coverage is not None:
        said.append(say("parties_taken_for_entitled", language))
    lists = _shares(inside, threshold, language)
    votes = sum(standing.votes for standing in inside)
    said.append(say("eligible_lists", language, lists=lists, votes=votes))
    yield "threshold", said


def base(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield the step that says whom the other reading of the threshold would let in or keep out."""
    statutes = council.statutes
    if not statutes.threshold or council.basis.votes_cast is None:
        return
    (other,) = (choice for choice in ThresholdBase if choice is not statutes.threshold_base)
    otherwise = standings(council.basis, evolve(statutes, threshold_base=other))
    turned = [
        there.name
        for here, there in zip(council.standings, otherwise, strict=True)
        if here.eligible != there.eligible
    ]
    start = say(
        "threshold_base_is_reading",
        language,
        base=say(f"threshold_base:{statutes.threshold_base.name.lower()}", language),
        other=say(f"threshold_base:{other.name.lower()}", language),
        needed=_needed(council, other),
    )
    text = "other_lists_eligible" if turned else "same_lists_eligible"
    yield "threshold_base", [say(text, language, start=start, lists=turned)]


def _needed(council: Composition, of: ThresholdBase) -> int:
    threshold = council.statutes.threshold
    return -(-threshold.numerator * council.basis.total(of) // threshold.denominator)


def left_out(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield the step that names the other lists by reason, mayors' lists and large ones first."""
    groups: dict[tuple[str, ...], list[Standing]] = {}
    for standing in council.standings:
        if not standing.eligible:
            groups.setdefault(reasons(standing), []).append(standing)
    said = []
    for why, group in groups.items():
        named = sorted(group, key=lambda s: (not s.mayors, -s.votes))[:_NAMED]
        lists = _shares(named, council.statutes.threshold, language)
        if len(group) > _NAMED:
            lists.append(say("counted:other_lists", language, count=len(group) - _NAMED))
        said_why = [say(reason, language) for reason in why]
        said.append(say("not_in_sharing", language, reasons=said_why, lists=lists))
    if said:
        yield "entitled", said


def _shares(standings: list[Standing], threshold: Fraction, language: Language) -> list[str]:
    return [
        say(
            "list_with_share",
            language,
            list=standing.name,
            votes=standing.votes,
            share=texts.telling_percent(standing.share, threshold, language),
        )
        for standing in standings
    ]


def reasons(standing: Standing) -> tuple[str, ...]:
    """Return why a list takes no part in the sharing, as keys of the words for it."""
    held = (
        (standing.entitled, "not_entitled"),
        (standing.above_threshold, "below_threshold"),
        (standing.in_council, "in_no_council"),
    )
    return tuple(reason for holds, reason in held if not holds)


_PUBLISHED_SIZES = "published_sizes"
"""The rule under which statutes say that no reading of them gives the published sizes."""


def called(council: Composition, language: Language) -> str:
    """Return the name of a council, of a what-if with a mark that it is one."""
    name = council.basis.name or say("council", language)
    supposes = council.basis.other_mayors or council.basis.other_votes
    return say("composition.what_if_name", language, council=name) if supposes else name


def supposed(council: Composition, language: Language) -> list[str]:
    """Say which figures of a what-if are not the election's; nothing of a council that is none."""
    changes = [
        say(
            "composition.what_if_mayor",
            language,
            municipality=one.municipality,
            after=council.basis.label(one.after),
            before=council.basis.label(one.before)
            if one.before
            else say("composition.nobody_known", language),
        )
        for one in council.basis.other_mayors
    ]
    changes += [
        say(
            "composition.what_if_votes",
            language,
            municipality=one.municipality,
            name=council.basis.label(one.name),
            after=one.after,
            before=say("composition.not_known", language) if one.before is None else one.before,
        )
        for one in council.basis.other_votes
    ]
    return [say("composition.what_if", language, changes=changes)] if changes else []


def title(council: Composition, language: Language) -> str:
    """Return what is composed."""
    return say("composition_of_council", language, council=called(council, language))


def protocol(council: Composition, language: Language) -> Explanation:
    """Return the steps from mayors and votes to the members to be elected."""
    steps = (
        _supposed,
        _warning,
        _members,
        _votes,
        cooperations,
        eligible,
        base,
        left_out,
        size,
        _outsiders,
        cap,
        sharing,
        _supplementary,
        substitutes,
        _readings,
    )
    said: list[Step] = []
    for step in steps:
        for rule, sentences in step(council, language):
            said.append(Step(len(said) + 1, " ".join(sentences), _source(council, rule)))
    return Explanation(title(council, language), language, tuple(said))


def _source(council: Composition, rule: str) -> Source:
    """Return the source of a rule; valid votes that had to be inferred are not published."""
    source = council.statutes.source(rule)
    if rule == "votes" and council.basis.valid_status is SourceStatus.INFERRED:
        return evolve(source, status=SourceStatus.INFERRED)
    return source


def warning(council: Composition, language: Language) -> list[str]:
    """Say where no reading of the statutes gives the published sizes."""
    known = any(provision.rule == _PUBLISHED_SIZES for provision in council.statutes.provisions)
    return [say("no_reading_fits", language)] if known else []


def incomplete(council: Composition, language: Language) -> list[str]:
    """Say what the figures lack, where they lack what can change the council."""
    coverage = council.basis.coverage
    if coverage is None or coverage.complete:
        return []
    return [say("figures_not_complete", language, said=coverage.sentence(language))]


def _supposed(council: Composition, language: Language) -> Said:
    if said := supposed(council, language):
        yield "votes", said


def _warning(council: Composition, language: Language) -> Said:
    if said := warning(council, language):
        yield _PUBLISHED_SIZES, said


def _members(council: Composition, language: Language) -> Said:
    mayors = {standing.name: standing.mayors for standing in council.standings}
    number = sum(mayors.values())
    said = [
        say(
            "mayors_are_members",
            language,
            municipalities=council.basis.municipalities,
            mayors=counts(mayors) or [say("none", language)],
            number=number,
        )
    ]
    yield "members", [*said, *without_mayor(council, language), *contested(council, language)]


def without_mayor(council: Composition, language: Language) -> list[str]:
    """Say that the council can change where the figures lack mayors."""
    missing = council.basis.municipalities - sum(council.mayors.values())
    if not missing:
        return []
    return [say("without_mayor", language, missing=missing)]


def contested(council: Composition, language: Language) -> list[str]:
    """Say of each mayor that the sources do not agree on what the other list would change."""
    return [_contested(council, place, language) for place in council.basis.contested]


def _contested(council: Composition, municipality: str, language: Language) -> str:
    """Say what a mayor that the sources do not agree on would change, counted the other way."""
    basis = council.basis
    kept, other = basis.contested[municipality]
    mayors = {**basis.mayors, kept: basis.mayors[kept] - 1}
    mayors[other] = mayors.get(other, 0) + 1
    moved = evolve(basis, mayors=mayors, votes={**basis.votes, other: basis.votes.get(other, 0)})
    found = read(moved, council.statutes, council.lots)
    if found.composition is None:
        change = say("contested_is_open", language, open=in_language(found.problem, language))
    elif changes := differences(council, found.composition):
        change = say(
            "contested_moves",
            language,
            total=found.composition.house_size,
            changes=", ".join(f"{name} {signed(more)}" for name, more in changes.items()),
        )
    else:
        change = say("contested_stays", language)
    return say(
        "contested_mayor",
        language,
        municipality=municipality,
        kept=basis.label(kept),
        other=basis.label(other),
        change=change,
    )


def _votes(council: Composition, language: Language) -> Said:
    basis = council.basis
    listed, inferred = basis.listed_votes, basis.valid_status is SourceStatus.INFERRED
    text = "valid_votes_inferred" if inferred else "valid_votes_given"
    said = [say(text, language, total=basis.votes_valid)]
    if basis.votes_valid > listed:
        said.append(say("listed_votes", language, listed=listed))
    if (what := cast_rest(council)) is not None and basis.votes_cast is not None:
        cast, rest = basis.votes_cast, basis.votes_cast - basis.votes_valid
        said.append(say(f"cast_rest:{what}", language, cast=cast, rest=rest))
    if basis.coverage is not None:
        said.append(say("the_figures", language, said=basis.coverage.sentence(language)))
    yield "votes", said


def cast_rest(council: Composition) -> str | None:
    """Return what the votes cast beyond the valid ones are called; None where there are none."""
    basis = council.basis
    if basis.votes_cast is None or basis.votes_cast == basis.votes_valid:
        return None
    if basis.valid_status is SourceStatus.INFERRED:
        return "blank_or_others"
    return "blank_known" if basis.cast_status is SourceStatus.INFERRED else "blank"


def _outsiders(council: Composition, language: Language) -> Said:
    if not council.outsiders:
        return
    mayors = {name: council.mayors[name] for name in council.outsiders}
    yield ("outsider_mayors", [say("mayors_outside", language, mayors=counts(mayors))])
    fixed = isinstance(council.statutes.size_rule, FixedSize)
    inside = fixed or council.statutes.outsiders is Outsiders.INSIDE
    text = "outsiders_inside" if inside else "outsiders_on_top"
    outside, total = sum(mayors.values()), council.house_size
    said = say(text, language, house=total - outside, outside=outside, total=total)
    yield "size_rule" if fixed else "outsiders", [said]


def _supplementary(council: Composition, language: Language) -> Said:
    elected = {council.basis.label(name): n for name, n in council.supplementary.items()}
    number = sum(elected.values())
    if not number:
        yield "supplementary", [say("none_elected", language)]
        return
    said = say("to_be_elected", language, number=number, lists=counts(elected))
    yield "supplementary", [said, say("who_elects", language)]


def members_said(council: Composition, language: Language) -> str:
    """Say how many members there are, mayors and supplementary ones."""
    name = called(council, language)
    return say(
        "members_who_mayors_and",
        language,
        council=name[0].upper() + name[1:],
        members=council.house_size,
        mayors=sum(council.mayors.values()),
        supplementary=sum(council.supplementary.values()),
    )


def substitutes(council: Composition, language: Language) -> Said:
    """Yield the step that says who the members' substitutes are."""
    number = sum(council.supplementary.values())
    said = [say("deputy_mayors", language)]
    if number:
        said.append(say("personal_substitutes", language, number=number))
    yield "substitutes", said


def _readings(council: Composition, language: Language) -> Said:
    statutes = council.statutes
    rests = {
        rule: f"{in_words(rule, getattr(statutes, rule), statutes, language)} "
        f"[{status_word(statutes, rule, language)}]"
        for rule in _rested_on(council)
        if statutes.source(rule).status is not SourceStatus.PUBLISHED
    }
    said = [
        say("council_in_all", language, total=council.house_size, lists=counts(council.seats)),
        *without_mayor(council, language),
    ]
    if rests:
        text = "rests_on_readings" if statutes.provisions else "rests_on_own_reading"
        listed = "; ".join(rests.values())
        said.append(say(text, language, statutes=statutes.name, readings=listed))
    if statutes.source("size_rule").status is SourceStatus.CHECKED:
        said.append(say("totals_are_checked", language))
    # At the cap the members follow from how seats give way, which is known less surely.
    yield "at_cap" if "at_cap" in rests else next(iter(rests), "members"), said


def _rested_on(council: Composition) -> Iterator[str]:
    """Yield the choices that had a part in this council."""
    statutes = council.statutes
    yield "size_rule"
    fixed = isinstance(statutes.size_rule, FixedSize)
    by_claims = statutes.size_rule is SizeRule.ROUND_UP
    if statutes.threshold:
        yield "threshold_base"
    if by_claims and council.capped:
        yield "at_cap"
    if not by_claims or (council.capped and statutes.at_cap is AtCap.SHARE_ANEW):
        yield "rule"
    if council.outsiders and not fixed:
        yield "outsiders"
    if not fixed and (council.capped or not by_claims):
        yield "seat_for_every_eligible"
