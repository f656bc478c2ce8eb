"""Why this person: what the next best appointment without them would cost in each wish."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.appointments.appoint import appoint
from kkr_allocation.appointments.entitlement import taken
from kkr_allocation.appointments.model import bar
from kkr_allocation.appointments.search import Search
from kkr_allocation.appointments.solver import Clock
from kkr_allocation.errors import Bilingual, InfeasibleError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.results import read_only
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.model import Task
    from kkr_allocation.appointments.rules import Level, LevelResult
    from kkr_allocation.explanations import Language


@frozen(field_transformer=read_only)
class NextBest:
    """The best appointment in which one person does not have one post."""

    forum: str
    candidate: str
    appointments: Appointments | None
    """The best without them there; None where the rules cannot be met without them."""
    conflict: tuple[str, ...]
    """The rules that then cannot all be met."""
    newcomers: tuple[str, ...]
    """Who would sit in the forum instead, one or several."""
    costs: Mapping[Level, int]
    """By how much each wish is served worse; negative where it is served better, after a more
    important one is served worse."""

    def sentence(self, language: Language = "en") -> str:
        """Return the answer in words."""
        start = worded("appointments.without_name_forum", name=self.candidate, forum=self.forum)
        if self.appointments is None:
            rules = Bilingual.joined(self.conflict)
            said = worded("appointments.these_rules_cannot_all", start=start, rules=rules)
        else:
            names, worse = ", ".join(self.newcomers), costs_in_words(self.costs)
            key = "appointments.start_newcomers_instead_worse"
            said = worded(key, start=start, newcomers=names, worse=worse)
        return in_language(said, checked_language(language))

    def __str__(self) -> str:
        """Return the answer in English."""
        return self.sentence()


def costs_in_words(costs: Mapping[Level, int]) -> Bilingual:
    """Return by how much each wish is served worse, in words."""
    worse = [(level.words, cost) for level, cost in costs.items() if cost]
    said = [worded("appointments.words_cost", words=words, cost=cost) for words, cost in worse]
    return Bilingual.joined(said or [worded("appointments.equally_good")])


def also_possible(result: Appointments, forum: str, candidate: str) -> tuple[str, ...]:
    """Return who else could have the post of a member, by name.

    They are of the list or alliance that has the post, nothing bars them from the forum, and they
    have a post left. Whether all rules hold with one is seen only when all is solved again.
    """
    place = next(one for one in result.fora if one.name == forum)
    party = {one.name: one.party for one in result.candidates}
    home = party[candidate]
    parties = next(parties for parties in result.entitlement.blocks.values() if home in parties)
    seated = [party[name] for name in result.members[forum]].count(home)
    if seated <= taken(result.entitlement.deviations).get((forum, home), 0):
        parties = (home,)
    bound = Counter(name for _, name in result.fixed)
    names = (
        one.name
        for one in result.candidates
        if one.party in parties
        and one.name not in result.members[forum]
        and not bar(place, one, result.rules)
        and bound[one.name] < result.rules.posts_per_person
    )
    return tuple(sorted(names))


def next_best(result: Appointments, forum: str, candidate: str) -> NextBest:
    """Return the best appointment in which this person does not have this post.

    Why does she sit there, and what would it cost if somebody else did? All is solved again as if
    the person could not sit in the forum, nor be a substitute there; the costs are differences of
    values that are each proven. An InvalidInputError says that the person does not have the post,
    or had it beforehand.
    """
    if candidate not in result.members.get(forum, ()) or (forum, candidate) in result.fixed:
        raise refused("appointments.not_given_by_wishes", candidate=candidate, forum=forum)
    task = _without(result, forum, candidate)
    try:
        other = appoint(
            result.fora,
            task.candidates,
            result.entitlement,
            wishes=result.wishes,
            fixed=result.fixed,
            chairs=result.agreed_chairs,
            rules=result.rules,
            closest_to=result.closest_to,
        )
    except InfeasibleError as error:
        return NextBest(forum, candidate, None, error.conflict, (), {})
    came = tuple(name for name in other.members[forum] if name not in result.members[forum])
    return NextBest(forum, candidate, other, (), came, _costs(result, other.levels))


def in_the_post(
    result: Appointments, forum: str, candidate: str
) -> dict[str, Mapping[Level, int] | None]:
    """Return what the best appointment with each other in a post costs, as `next_best` does.

    By name, the least cost first; None, and last, for whom the rules cannot be met.
    """
    task = _without(result, forum, candidate)
    found: dict[str, Mapping[Level, int] | None] = {}
    for other in also_possible(result, forum, candidate):
        search = Search(evolve(task, fixed=(*task.fixed, (forum, other))), Clock(None))
        found[other] = _costs(result, search.levels()) if search.feasible() else None
    ranked = sorted(found.items(), key=lambda one: (one[1] is None, [*(one[1] or {}).values()]))
    return dict(ranked)


def _without(result: Appointments, forum: str, candidate: str) -> Task:
    """Return the task in which a person cannot sit in a forum."""
    people = tuple(
        evolve(person, cannot=(*person.cannot, forum)) if person.name == candidate else person
        for person in result.candidates
    )
    return evolve(result.task, candidates=people)


def _costs(result: Appointments, levels: Iterable[LevelResult]) -> dict[Level, int]:
    before = {level.level: level.value for level in result.levels}
    return {level.level: level.value - before.get(level.level, 0) for level in levels}
