"""A slow oracle of appointments: every way to fill the posts, judged by rules read afresh."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from kkr_allocation.appointments.requirements import (
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    NotAlsoIn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Seating = dict[str, tuple[str, ...]]


def seatings(fora, candidates, entitlement, rules, fixed=()) -> Iterator[Seating]:
    """Yield every seating that keeps the rules."""
    people = {c.name: c for c in candidates}
    choices = [itertools.combinations(sorted(people), forum.posts) for forum in fora]
    for chosen in itertools.product(*choices):
        seating = {forum.name: names for forum, names in zip(fora, chosen, strict=True)}
        if _lawful(seating, fora, people, entitlement, rules, fixed):
            yield seating


def _lawful(seating, fora, people, entitlement, rules, fixed) -> bool:
    posts = Counter(name for names in seating.values() for name in names)
    party = Counter(people[name].party for names in seating.values() for name in names)
    return (
        max(posts.values()) <= rules.posts_per_person
        and all(name in seating[forum] for forum, name in fixed)
        and party == Counter({p: n for p, n in entitlement.totals.items() if n})
        and all(_fits(forum, seating[forum.name], people, entitlement) for forum in fora)
        and not any(
            set(seating[forum.name]) & set(seating[other])
            for forum in fora
            for rule in forum.requirements
            if isinstance(rule, NotAlsoIn)
            for other in rule.fora
        )
    )


def _fits(forum, names, people, entitlement) -> bool:
    seated = [people[name] for name in names]
    if any(forum.name in person.cannot for person in seated):
        return False
    parties = Counter(person.party for person in seated)
    for party in entitlement.strengths:
        agreed = [d for d in entitlement.deviations if d.forum == forum.name]
        taken = sum(d.posts for d in agreed if d.taker == party)
        given = sum(d.posts for d in agreed if d.giver == party)
        if parties[party] < taken - given:
            return False
    for block, lists in entitlement.blocks.items():
        if sum(parties[p] for p in lists) != entitlement.splits[forum.name][block]:
            return False
    if forum.substitutes != "none":
        free = Counter(p.party for p in people.values() if forum.name not in p.cannot)
        for p, n in parties.items():
            if free[p] - n < (n if forum.substitutes == "personal" else 1):
                return False
    counting = (rule for rule in forum.requirements if not isinstance(rule, NotAlsoIn))
    return all(_short(rule, seated) == 0 for rule in counting)


def _short(rule, seated) -> int:
    if isinstance(rule, AtMostFromOneMunicipality):
        homes = Counter(person.municipality for person in seated)
        return sum(max(n - rule.posts, 0) for n in homes.values())
    count = sum(rule.who.covers(person) for person in seated)
    if isinstance(rule, AtLeast):
        return max(rule.posts - count, 0)
    assert isinstance(rule, AtMost)
    return max(count - rule.posts, 0)


def _sexes(seated, posts) -> int:
    count = Counter(person.sex for person in seated)
    return sum(max(posts // 2 - count[sex], 0) for sex in "FM")


def values(seating, fora, candidates, rules, wishes, closest_to=()) -> tuple[int, ...]:
    """Return what falls short of each wish, in the order of `Level`."""
    people = {c.name: c for c in candidates}
    rows = [(forum, people[n]) for forum in fora for n in seating[forum.name]]
    homes = Counter(person.municipality for _, person in rows)
    everywhere = {c.municipality for c in candidates}
    weights = rules.population or dict.fromkeys(everywhere, 1)
    total = sum(weights.values())
    spread = 0
    for name in everywhere | set(weights):
        share = Fraction(len(rows) * weights.get(name, 0), total)
        spread += max(floor(share) - homes[name], 0) + max(homes[name] - ceil(share), 0)
    return (
        sum(_sexes([people[n] for n in seating[f.name]], f.posts) for f in fora if f.posts > 1),
        _sexes([person for _, person in rows], len(rows)),
        spread,
        sum(_short(rule, [people[n] for n in seating[f.name]]) for f in fora for rule in f.wanted),
        sum(w.points for w in wishes if w.candidate not in seating[w.forum]),
        sum(f.name not in person.wishes for f, person in rows)
        if any(c.wishes for c in candidates)
        else 0,
        sum(not person.held.get(f.name) for f, person in rows)
        if any(n for c in candidates for n in c.held.values())
        else 0,
        sum(name not in seating[forum] for forum, name in closest_to),
    )
