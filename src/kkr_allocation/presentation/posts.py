"""Appointments as frames, protocols and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.appointments.alternative import (
    also_possible,
    costs_in_words,
    in_the_post,
    next_best,
)
from kkr_allocation.appointments.appoint import kept_out
from kkr_allocation.appointments.rules import BALANCE, PRACTICE, Level
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.presentation.entitlements import agreed_sentences
from kkr_allocation.presentation.language import alphabetical, in_steps, say
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.rules import LevelResult
    from kkr_allocation.appointments.search import Chances
    from kkr_allocation.explanations import Explanation, Language


_COUNCIL = Source(
    "KKR practice: appointees sit in a council",
    "",
    SourceStatus.PUBLISHED,
    danish="KKR's praksis: de udpegede sidder i en kommunalbestyrelse",
)


def post_rows(result: Appointments) -> Iterator[tuple[str, int, str, str, str, str | None, str]]:
    """Yield a row for each post: forum, number, name, list, municipality, sex, substitute."""
    people = {person.name: person for person in result.candidates}
    for forum, names in result.members.items():
        others = result.substitutes.get(forum, {})
        for post, name in enumerate(names, start=1):
            person = people[name]
            where = person.party, person.municipality, person.sex
            yield forum, post, name, *where, others.get(name, "")


def appointments_frame(result: Appointments) -> pd.DataFrame:
    """Return one row a post, the chair's first; a sex that is not stated is missing."""
    columns = ["forum", "post", "name", "party", "municipality", "sex", "substitute"]
    return pd.DataFrame(list(post_rows(result)), columns=columns)


def appointments_explanation(result: Appointments, language: Language) -> Explanation:
    """Return the rules, each wish and what it came to, and what else to know."""
    first = [(said, PRACTICE)] if (said := one_of_several(result, language)) else []
    steps = [*first, *_rule_steps(result, language), *_notes(result, language)]
    posts = sum(map(len, result.members.values()))
    kkr = {forum.kkr for forum in result.fora}
    title = "filled_in_kkr" if len(kkr) == 1 and all(kkr) else "filled_posts"
    said = say(title, language, kkr=min(kkr), posts=posts, people=len(result.candidates))
    return in_steps(said, language, steps)


def _rule_steps(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    limit, fixed = result.rules.posts_per_person, len(result.fixed)
    yield say("all_posts_filled_within", language, limit=limit, fixed=fixed), PRACTICE
    for agreed in agreed_sentences(result.entitlement.deviations, language):
        yield agreed, PRACTICE
    if result.chairs:
        yield _chairs(result, language), PRACTICE
    for level in result.levels:
        kept = level.level is Level.KEPT and level.proven
        said = _kept(result, level.value, language) if kept else _level(level, language)
        yield said, level.level.source


def _chairs(result: Appointments, language: Language) -> str:
    """Say who takes the chair by agreement, and who is proposed for it."""
    proposed = result.chairs.items() - result.agreed_chairs.items()
    sentences = [
        say(text, language, chairs=[f"{name} ({forum})" for forum, name in sorted(chairs)])
        for text, chairs in (
            ("chairs_agreed_on", result.agreed_chairs.items()),
            ("chairs_proposed_mayor", proposed),
        )
        if chairs
    ]
    return " ".join(sentences)


def _level(level: LevelResult, language: Language) -> str:
    ending = say(
        "cannot_fewer" if level.proven else "at_least_time_ran", language, bound=level.bound
    )
    wish = say(f"level:{level.level.name.lower()}", language, value=level.value)
    return f"{wish}{ending}."


def _kept(result: Appointments, value: int, language: Language) -> str:
    """Say how many posts keep their holder, and that no other appointment keeps more."""
    posts, order = len(result.closest_to), result.rules.order
    way = "lawful" if Level.KEPT not in order or order[0] is Level.KEPT else "as_good"
    return say(f"kept_of:{way}", language, kept=posts - value, posts=posts)


def one_of_several(result: Appointments, language: Language) -> str:
    """Say first that others are as good, or by which lot this is one; empty if it is the only."""
    drawn = result.drawn
    if result.is_unique:
        return ""
    if drawn:
        way = "drawn_of_all" if drawn.among else "drawn_in_turn"
        return say(way, language, seed=drawn.seed, among=drawn.among)
    if result.is_unique is None:
        return say("not_known_whether_several", language)
    return say("one_of_several", language, posts=result.differing)


def _notes(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    if result.is_unique:
        yield say("no_other_appointment", language), PRACTICE
    yield from _to_know(result, language)


def _to_know(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    if moved := [_moved(forum, *both, language) for forum, both in result.changed.items()]:
        yield say("posts_that_changed", language, moved=moved), PRACTICE
    if result.sex_not_stated:
        yield (say("sex_not_stated_counted", language, names=result.sex_not_stated), BALANCE)
    for forum, name in result.seats_ending_early:
        yield say("in_council_seat_ends", language, name=name, forum=forum), _COUNCIL
    if result.seats_unchecked:
        yield (say("whether_council_seats", language, fora=result.seats_unchecked), _COUNCIL)
    by_rule: dict[str, list[str]] = {}
    for forum, name, rule in kept_out(result):
        by_rule.setdefault(in_language(rule, language), []).append(f"{name} ({forum})")
    for rule, names in by_rule.items():
        yield say("substitutes_who_could", language, names=names, rule=rule), PRACTICE


def _moved(forum: str, left: tuple[str, ...], came: tuple[str, ...], language: Language) -> str:
    return say("moved", language, forum=forum, came=came or "–", left=left or "–")


def appointments_note(result: Appointments, language: Language) -> str:
    """Return what has to be known before the posts are decided, one a line."""
    return "\n".join(text for text, _ in _to_know(result, language))


# One post explained: why this person, who else could have it, and what the next best costs.


def post_explanation(
    result: Appointments, forum: str, candidate: str, language: Language
) -> Explanation:
    """Return the steps on one post; see `Appointments.explain_post`."""
    if candidate not in result.members.get(forum, ()):
        raise InvalidInputError(
            **refusal("presentation.in_asked_about", candidate=candidate, forum=forum)
        )
    asked = result, forum, candidate, language
    title = say("in_name_forum", language, name=candidate, forum=forum)
    return in_steps(title, language, (*_possible(*asked), *_compared(*asked)))


def _possible(
    result: Appointments, forum: str, name: str, language: Language
) -> Iterator[tuple[str, Source]]:
    """Yield whose post it is, and who else may have it."""
    place = next(one for one in result.fora if one.name == forum)
    person = next(one for one in result.candidates if one.name == name)
    source = place.legal_basis or Level.GROUP_WISHES.source
    blocks = result.entitlement.blocks.items()
    block = next(label for label, parties in blocks if person.party in parties)
    others = sorted(also_possible(result, forum, name), key=alphabetical)
    figures = {"name": name, "block": block, "party": person.party, "home": person.municipality}
    yield say("post_belongs_list_and", language, **figures), source
    agreed = (one for one in result.entitlement.deviations if one.forum == forum)
    for sentence in agreed_sentences(agreed, language):
        yield sentence, Level.GROUP_WISHES.source
    yield (
        say(
            "these_too_may_sit" if others else "nobody_else_may_sit",
            language,
            block=block,
            others=others,
        ),
        source,
    )


def _compared(
    result: Appointments, forum: str, name: str, language: Language
) -> Iterator[tuple[str, Source]]:
    """Yield what each wish comes to with the person and without."""
    practice = Level.GROUP_WISHES.source
    if (forum, name) in result.fixed:
        yield say("appointment_stood_beforehand", language), practice
        return
    other = next_best(result, forum, name)
    if other.appointments is None:
        rules = in_language(Bilingual.joined(other.conflict), language)
        yield (say("without_these_rules_cannot", language, name=name, rules=rules), practice)
        return
    yield (
        say("best_appointment_without", language, name=name, newcomers=other.newcomers),
        practice,
    )
    before = {level.level: level.value for level in result.levels}
    for level, cost in other.costs.items():
        short = before.get(level, 0)
        words = in_language(level.words, language)
        wish = words[0].upper() + words[1:]
        figures = {"wish": wish, "name": name, "before": short, "after": short + cost}
        yield say("short_with_without", language, **figures), level.source
    if not any(other.costs.values()):
        yield say("both_serve_wishes_equally", language), practice
    instead: dict[str, list[str]] = {}
    for one, costs in in_the_post(result, forum, name).items():
        words = worded("presentation.rules_not_met") if costs is None else costs_in_words(costs)
        instead.setdefault(in_language(words, language), []).append(one)
    for words, others in instead.items():
        yield say("others_instead", language, others=others, costs=words), practice


# How likely each person was, had the lot been drawn.


def chances_frame(result: Chances) -> pd.DataFrame:
    """Return one row a forum and person; no standard error where the chance is exact."""
    party = {person.name: person.party for person in result.appointments.candidates}
    rows = [
        (forum, name, party[name], result.chance(forum, name), result.standard_error(forum, name))
        for forum, row in result.counts.items()
        for name in row
    ]
    columns = ["forum", "name", "party", "chance", "standard_error"]
    return pd.DataFrame(rows, columns=columns).astype({"standard_error": "Float64"})


def chances_explanation(result: Chances, language: Language) -> Explanation:
    """Return what was counted."""
    way = "chances_of_all" if result.is_exact else "chances_of_draws"
    said = say(way, language, among=result.among, seed=result.seed)
    return in_steps(say("chances", language), language, [(said, PRACTICE)])
