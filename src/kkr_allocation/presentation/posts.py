"""Appointments as frames, protocols and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.appointments.alternative import also_possible, next_best
from kkr_allocation.appointments.appoint import kept_out
from kkr_allocation.appointments.rules import BALANCE, PRACTICE, Level
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.presentation.entitlements import agreed_sentences
from kkr_allocation.presentation.language import alphabetical, in_steps, say
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.rules import LevelResult
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
    steps = [*_rule_steps(result, language), *_notes(result, language)]
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
        yield _level(level, language), level.level.source


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


def _notes(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    if result.is_unique:
        yield say("no_other_appointment", language), PRACTICE
    elif result.differing:
        yield (say("others_serve_these_wishes", language, posts=result.differing), PRACTICE)
    yield from _to_know(result, language)


def _to_know(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
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
