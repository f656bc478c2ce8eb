"""The check of `Appointments`: every hard rule, every wish's value, and that nothing betters it."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import combinations, islice
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify import entitlement as verify_entitlement
from kkr_allocation.fairness.verify.documents import Taken, called, false, within_time
from kkr_allocation.fairness.verify.entitlement import agreed_posts, blocks
from kkr_allocation.fairness.verify.integer_proof import Answers, Proof
from kkr_allocation.fairness.verify.wishes import (
    LEVELS,
    WISHES,
    Equals,
    Seating,
    Seats,
    Sum,
    Wish,
    barred,
    order_of,
    requirement_in_words,
    rules_of,
    seats_of,
    short_of,
    value_of,
)
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.fairness.verify.documents import Document


# The members of an appointment: every post filled by whom it belongs to, requirements kept.


_COUNTING = {"AtLeast", "AtMost", "AtMostFromOneMunicipality"}


def check_members(document: Document, seating: Seating) -> None:
    """Check that every post is filled as the lists are entitled to and the fora require."""
    _check_posts(document, seating)
    _check_entitlement(document["entitlement"], seating)
    for name in seating.members:
        _check_forum(document, seating, name)


def _check_posts(document: Document, seating: Seating) -> None:
    limit = document["rules"]["posts_per_person"]
    held = Counter(name for names in seating.members.values() for name in names)
    for name, posts in held.items():
        if posts > limit:
            raise false("fairness.name_posts", name=name, posts=posts, limit=limit)
    for forum, names in seating.members.items():
        posts = seating.fora[forum]["posts"]
        if len(names) != posts or len(set(names)) != posts:
            raise false("fairness.forum_not_posts", forum=forum, posts=posts)


def _check_entitlement(entitlement: Document, seating: Seating) -> None:
    table, joined = entitlement["table"], blocks(entitlement)
    seats = {
        forum: Counter(person["party"] for person in seating.seated(forum))
        for forum in seating.members
    }
    for forum, held in seats.items():
        for block, parties in joined.items():
            posts = sum(table[forum][party] for party in parties)
            if sum(held[party] for party in parties) != posts:
                raise false("fairness.block_not_posts_forum", block=block, posts=posts, forum=forum)
    for (forum, party), posts in agreed_posts(entitlement).items():
        if seats[forum][party] < posts:
            raise false("fairness.party_not_posts_forum", party=party, posts=posts, forum=forum)
    for package, names in entitlement["packages"].items():
        for party in entitlement["strengths"]:
            posts = sum(table[name][party] for name in names)
            if sum(seats[name][party] for name in names) != posts:
                raise false(
                    "fairness.party_not_posts_package", party=party, posts=posts, package=package
                )


def _check_forum(document: Document, seating: Seating, name: str) -> None:
    forum = seating.fora[name]
    for person in seating.seated(name):
        if reason := barred(forum, person, whole=document["rules"]["whole_term"]):
            who = person["name"]
            raise false("fairness.entry_reason_entry", name=who, reason=reason, forum=name)
    for rule in forum["requirements"]:
        kind = rule["type"]
        if kind in _COUNTING and short_of(rule, seating.seated(name)):
            required = requirement_in_words(rule)
            raise false("fairness.name_not_required", name=name, required=required)
        if kind == "NotAlsoIn":
            for other in rule["fora"]:
                both = set(seating.members[name]) & set(seating.members[other])
                if both:
                    raise false("fairness.min_name_other", min=min(both), name=name, other=other)


# Who stood beforehand, who takes the chair, and in what order the members of a forum stand.


def check_chairs(document: Document, seating: Seating) -> None:
    """Check who stood beforehand, the order of members, and chairs: agreed on, or else mayors."""
    _check_fixed(document, seating)
    _check_order(document, seating)
    _check_agreed_chairs(document)


def _check_fixed(document: Document, seating: Seating) -> None:
    for forum, name in document["fixed"]:
        if name not in seating.members[forum]:
            raise false("fairness.name_not_forum", name=name, forum=forum)
    chairs = document["chairs"]
    for strange in sorted({*chairs, *document["substitutes"]} - set(seating.fora)):
        raise false("fairness.chair_or_substitutes", strange=strange)
    for forum, known in seating.fora.items():
        if known["chair"] != (forum in chairs):
            raise false("fairness.chair_wrong", forum=forum)
        if forum in chairs:
            _check_chair(document, seating, forum, chairs[forum])


def _check_chair(document: Document, seating: Seating, forum: str, chair: str) -> None:
    if chair not in seating.members[forum]:
        raise false("fairness.chair_no_member", forum=forum)
    mayors = [person["name"] for person in seating.seated(forum) if person["mayor"]]
    if mayors and chair not in mayors and forum not in document["agreed_chairs"]:
        raise false("fairness.takes_chair_mayor", chair=chair, forum=forum, mayors=mayors[0])


def _check_agreed_chairs(document: Document) -> None:
    chairs = document["chairs"]
    for forum, name in document["agreed_chairs"].items():
        if forum not in chairs:
            raise false("fairness.no_chair_agree_on", forum=forum)
        if chairs[forum] != name:
            raise false("fairness.chairs_chairs_forum", chairs=chairs[forum], forum=forum)
        if [forum, name] not in document["fixed"]:
            raise false("fairness.agreed_chair_did_not", forum=forum)


def _check_order(document: Document, seating: Seating) -> None:
    """Check that the chair stands first, and then the lists one after another, each by name."""
    chairs = document["chairs"]
    before: set[tuple[str, str]] = set()
    for forum, names in seating.members.items():
        if forum in chairs and chairs[forum] != names[0]:
            raise false("fairness.takes_chair_does_not", chairs=chairs[forum], forum=forum)
        rest = names[1:] if forum in chairs else names
        home = {name: seating.people[name]["party"] for name in rest}
        lists = list(dict.fromkeys(home.values()))
        before.update(combinations(lists, 2))
        by_name = sorted(rest, key=lambda name: (lists.index(home[name]), name))
        if by_name != list(rest) or any(pair[::-1] in before for pair in combinations(lists, 2)):
            raise false("fairness.members_out_order", forum=forum)


# Substitutes, read from the document of an appointment alone: who they are, and from where.


_WANTED = {
    "none": worded("fairness.forum_no_substitutes"),
    "personal": worded("fairness.each_them_substitute"),
    "shared": worded("fairness.those_list_share_substitute"),
}


def check_substitutes(document: Document, seating: Seating) -> None:
    """Check every forum's substitutes."""
    stated = document["substitutes"]
    whole = document["rules"]["whole_term"]
    for forum, known in seating.fora.items():
        kind = known["substitutes"]
        others = stated.get(forum, {})
        if set(others) != (set() if kind == "none" else set(seating.members[forum])):
            raise false("fairness.substitutes_not_of_members", forum=forum, wanted=_WANTED[kind])
        if kind == "personal" and len(set(others.values())) != len(others):
            raise false("fairness.substitute_stands_twice", forum=forum)
        for member, name in others.items():
            _check_one(seating, forum, member, name, whole=whole)
        for party in {seating.people[member]["party"] for member in others}:
            _check_list(seating, forum, party, others, whole=whole)


def _check_one(seating: Seating, forum: str, member: str, name: str, *, whole: bool) -> None:
    person = seating.people[name]
    if name in seating.members[forum]:
        raise false("fairness.name_member_forum", name=name, forum=forum)
    if person["party"] != seating.people[member]["party"]:
        raise false("fairness.another_list_than", name=name, member=member)
    if reason := barred(seating.fora[forum], person, whole=whole):
        raise false("fairness.name_reason_forum", name=name, reason=reason, forum=forum)


def _check_list(
    seating: Seating, forum: str, party: str, others: Mapping[str, str], *, whole: bool
) -> None:
    """Check that as many substitutes of a list as possible are from the member's municipality."""
    home = {name: person["municipality"] for name, person in seating.people.items()}
    own = {
        member: name for member, name in others.items() if seating.people[member]["party"] == party
    }
    free = Counter(
        home[name]
        for name, person in seating.people.items()
        if person["party"] == party
        and name not in seating.members[forum]
        and not barred(seating.fora[forum], person, whole=whole)
    )
    seated = Counter(home[member] for member in own)
    near = {place: min(number, free[place]) for place, number in seated.items()}
    if seating.fora[forum]["substitutes"] == "shared":
        if len(set(own.values())) > 1:
            raise false("fairness.list_several_substitutes", party=party, forum=forum)
        most = max(number if free[place] else 0 for place, number in seated.items())
    else:
        most = sum(near.values())
    held = sum(home[member] == home[name] for member, name in own.items())
    if held != most:
        raise false(
            "fairness.list_substitutes_from_member", held=held, party=party, forum=forum, most=most
        )


# Every wish of an appointment held to its bound: nothing serves it better, those before kept.


def check_bounds(document: Document, seating: Seating) -> Counter[Proof]:
    """Prove every level's bound above zero again, and how far another answer as good can differ.

    Returned is how many bounds were proven, by kind of proof.
    """
    seats = seats_of(document, seating)
    answers, stated = Answers(len(seats.columns)), _columns(seats)
    for rule in rules_of(seats):
        if _missed(rule, stated):
            raise false("fairness.rule_document_not_kept")
        answers.row(dict.fromkeys(rule.columns, 1), rule.low, rule.high)
    levels = {level["level"]: level for level in document["levels"]}
    order = order_of(document)
    if [name for name in order if name in levels] != [*levels]:
        raise false("fairness.wishes_not_order_rules")
    proofs: Counter[Proof] = Counter()
    for name in order:
        wish = WISHES[name](seats)
        if name in levels:
            bound, value = levels[name]["bound"], levels[name]["value"]
            if _cost(wish, stated) != value:
                raise false("fairness.does_not_fall_short", levels=LEVELS[name], value=value)
            proofs.update(_settled(answers, name, wish, bound, value))
        elif not _is_idle(wish, seats):
            if value_of(name, seating, document):
                raise false("fairness.wish_left_out", levels=LEVELS[name])
            _settled(answers, name, wish, 0, 0)
    _check_differing(document, seats, answers)
    if document["drawn"] is not None:
        _check_drawn(document, seats, answers)
    return proofs


def _columns(seats: Seats) -> frozenset[int]:
    """Return the columns of the members, each of whom the rules must know."""
    for forum, person in seats.seating.rows():
        name = person["name"]
        if (forum, name) not in seats.columns:
            raise false("fairness.cannot_sit", name=name, forum=forum)
    return frozenset(seats.columns[forum, person["name"]] for forum, person in seats.seating.rows())


def _missed(one: Sum, stated: frozenset[int]) -> int:
    """Return by how much a sum of the stated appointment misses its bounds."""
    number = sum(column in stated for column in one.columns)
    above = 0 if one.high is None else max(number - one.high, 0)
    return max(one.low - number, above)


def _cost(wish: Wish, stated: frozenset[int]) -> int:
    """Return by how much the stated appointment falls short of a wish."""
    single = sum(cost for column, cost in wish.costs.items() if column in stated)
    return wish.constant + single + sum(_missed(one, stated) for one in wish.sums)


def _is_idle(wish: Wish, seats: Seats) -> bool:
    """Say whether all appointments meet a wish alike, as when nobody wishes for anything."""
    costs = {wish.costs.get(column, 0) for column in seats.columns.values()}
    return not wish.sums and len(costs) <= 1


def _settled(answers: Answers, name: str, wish: Wish, bound: int, value: int) -> list[Proof]:
    """Prove a wish's bound, and let nothing fall short of it by more from now on."""
    if not value:
        for one in wish.sums:
            answers.row(dict.fromkeys(one.columns, 1), one.low, one.high)
        answers.row(wish.costs, None, -wish.constant)
        return []
    costs = dict(wish.costs)
    for one in wish.sums:
        ones = dict.fromkeys(one.columns, 1)
        if one.low:
            below = answers.column(one.low)
            answers.row(ones | {below: 1}, one.low, None)
            costs[below] = 1
        if one.high is not None and one.high < len(ones):
            above = answers.column(len(ones))
            answers.row(ones | {above: -1}, None, one.high)
            costs[above] = 1
    proof = answers.settle(costs, bound - wish.constant, value - wish.constant)
    if proof is None:
        raise false("fairness.can_fall_short_less", levels=LEVELS[name], bound=bound)
    return [proof]


def _check_differing(document: Document, seats: Seats, answers: Answers) -> None:
    if document["differing"] is None:
        if document["stopped_after"] is None:
            raise false("fairness.how_far_another_answer")
        return
    stated, rows = document["differing"], seats.seating.rows()
    same = {seats.columns[forum, person["name"]]: 1 for forum, person in rows}
    kept = answers.least(same)
    if kept is None or len(rows) - kept != stated:
        raise false("fairness.another_answer_good_does", stated=stated)


# The lot among equally good appointments, drawn again from its seed.


_MOST = 1000
"""So many equally good appointments are looked at together at most."""


def _digest(seed: str, *lines: str) -> bytes:
    return hashlib.sha256("\n".join([seed, *lines]).encode()).digest()


def _check_drawn(document: Document, seats: Seats, answers: Answers) -> None:
    drawn = document["drawn"]
    if any(level["bound"] < level["value"] for level in document["levels"]):
        raise false("fairness.drawn_before_proven")
    if drawn["among"] is None:
        _check_in_turn(document, seats, answers)
        return
    stated, pairs = _columns(seats), list(seats.columns)

    def order(columns: frozenset[int]) -> bytes:
        lines = (part for pair in sorted(pairs[column] for column in columns) for part in pair)
        return _digest(drawn["seed"], *lines)

    if drawn["order"] or not drawn["among"] <= drawn["most"] <= _MOST:
        raise false("fairness.drawn_two_ways")
    values = {level["level"]: level["value"] for level in document["levels"]}
    wishes = [(WISHES[name](seats), value) for name, value in values.items()]
    equal = list(islice(Equals(seats, wishes), drawn["among"] + 1))
    if len(equal) != drawn["among"]:
        raise false("fairness.drawn_among_others", among=drawn["among"])
    if min(equal, key=order) != stated:
        raise false("fairness.drawn_is_another", seed=drawn["seed"])


def _check_in_turn(document: Document, seats: Seats, answers: Answers) -> None:
    """Check every post as it was drawn: nobody whose lot came before could have held it."""
    seed, order = document["drawn"]["seed"], [tuple(pair) for pair in document["drawn"]["order"]]
    held = {tuple(pair) for pair in document["fixed"]}
    turns = [
        (forum, number)
        for forum in sorted(seats.seating.fora)
        for number in range(
            sum(place == forum for place, _ in held) + 1, seats.seating.fora[forum]["posts"] + 1
        )
    ]
    named = {(forum, name) for forum, names in seats.seating.members.items() for name in names}
    if [forum for forum, _ in order] != [forum for forum, _ in turns] or {*order, *held} != named:
        raise false("fairness.drawn_not_members")
    for (forum, number), pair in zip(turns, order, strict=True):
        lots = {
            other: _digest(seed, forum, str(number), other[1])
            for other in seats.columns
            if other[0] == forum and other not in held
        }
        before = [seats.columns[other] for other, lot in lots.items() if lot < lots[pair]]
        if before and answers.has_any(before):
            raise false("fairness.drawn_turn_is_another", forum=forum, number=number, seed=seed)
        answers.row({seats.columns[pair]: 1}, 1, None)
        held.add(pair)


_SAID = (
    ("cannot", "cannot sit in", "ikke kan sidde i"),
    ("wishes", "wishes for", "ønsker"),
)
_WISH = both("a wish", "et ønske")
_KEPT = both("an earlier appointment", "en tidligere udpegning")


def check(document: Document) -> tuple[str, ...]:
    """Check appointments and return what was checked, one sentence each."""
    seating = _seating(document)
    entitled = verify_entitlement.check(document["entitlement"])
    check_members(document, seating)
    check_chairs(document, seating)
    check_substitutes(document, seating)
    met = _check_levels(document, seating)
    levels = len(document["levels"])
    fixed, agreed = len(document["fixed"]), len(document["agreed_chairs"])
    proven = _gaps_said(document)
    proofs = within_time(partial(check_bounds, document, seating))
    return (
        worded(
            "fairness.filled_within_entitlement_whose",
            number=len(seating.rows()),
            number_2=len(seating.members),
        ),
        *entitled,
        worded("fairness.everyone_eligible_sits_once", fixed=fixed, agreed=agreed),
        *_drawn_said(document),
        worded("fairness.counted_again_short_nothing", levels=levels, met=met),
        *_proven(proofs, proven),
    )


def _drawn_said(document: Document) -> list[Bilingual]:
    drawn = document["drawn"]
    if drawn is None:
        return []
    among, seed = drawn["among"], drawn["seed"]
    return [worded(f"fairness.drawn_again_{'all' if among else 'turn'}", seed=seed, among=among)]


def _proven(proofs: Counter[Proof] | None, said: Bilingual) -> Iterator[Bilingual]:
    """Yield how the bounds were proven again and what follows; what they leave open at any time."""
    if proofs is None:
        yield Taken.of(worded("fairness.not_proven_bounds"))
    else:
        multipliers, search = proofs[Proof.MULTIPLIERS], proofs[Proof.SEARCH]
        yield worded("fairness.bounds_others_proven_again", proofs=multipliers, proofs_2=search)
    if proofs is not None or isinstance(said, Taken):
        yield said


def _seating(document: Document) -> Seating:
    fora, people = _by_name(document, "fora"), _by_name(document, "candidates")
    members = document["members"]
    if set(fora) != set(members):
        raise false("fairness.fora_members_do_not")
    entitled = _by_name(document["entitlement"], "fora")
    for forum in {**fora, **entitled}:
        known = [listed[forum]["posts"] for listed in (fora, entitled) if forum in listed]
        if len(known) == 1 or known[0] != known[1]:
            raise false("fairness.other_posts_among_fora", forum=forum)
    _check_names(document, fora, people)
    if len({*map(tuple, document["closest_to"])}) < len(document["closest_to"]):
        raise false("fairness.stood_twice")
    for forum in document["reasons"]:
        if forum not in fora:
            raise false("fairness.reason_given", forum=forum)
    for forum, names in members.items():
        for name in names:
            if name not in people:
                raise false("fairness.no_candidate", name=name, forum=forum)
    return Seating(fora, people, members)


def _check_names(
    document: Document, fora: dict[str, Document], people: dict[str, Document]
) -> None:
    """Refuse a bar or wish for what is not there: misspelt, it would be none."""
    asked = [
        (both(f"what {name} {english}", f"hvad {name} {danish}"), forum, fora)
        for name, person in people.items()
        for entered, english, danish in _SAID
        for forum in person[entered]
    ]
    for wish in document["wishes"]:
        asked += [(_WISH, wish["forum"], fora), (_WISH, wish["candidate"], people)]
    asked += [(_KEPT, forum, fora) for forum, _ in document["closest_to"]]
    for what, name, known in asked:
        if name not in known:
            raise false("fairness.what_name", what=what, name=name)


def _by_name(document: Document, part_name: str) -> dict[str, Document]:
    listed = document[part_name]
    found = {one["name"]: one for one in listed}
    if len(found) < len(listed):
        twice = Counter(one["name"] for one in listed).most_common(1)[0][0]
        raise false("fairness.stands_twice", twice=twice, part_name=called(part_name))
    return found


def _check_levels(document: Document, seating: Seating) -> int:
    """Return how many wishes are met in full."""
    met = 0
    for level in document["levels"]:
        name, value = level["level"], level["value"]
        counted = value_of(name, seating, document)
        if counted != value or level["bound"] > value:
            raise false(
                "fairness.falls_short_not", levels=LEVELS[name], counted=counted, value=value
            )
        met += not value
    return met


def _gaps_said(document: Document) -> Bilingual:
    """Say which wishes are not proven to be served best; only a stopped search leaves any."""
    open_levels = [
        (LEVELS[level["level"]], level["value"], level["bound"])
        for level in document["levels"]
        if level["bound"] < level["value"]
    ]
    if not open_levels:
        said = worded("fairness.every_wish_at_bound")
        if document["differing"] is None:
            return Taken.of(worded("fairness.not_proven_whether_another", said=said))
        if document["stopped_after"] is not None:
            raise false("fairness.nothing_left_open")
        return said
    name, value, bound = open_levels[0]
    if document["stopped_after"] is None:
        raise false("fairness.falls_short_no_more", name=name, value=value, bound=bound)
    tenths = max(1, round(10 * Fraction(document["stopped_after"])))
    after = f"{tenths // 10}.{tenths % 10}"
    levels = [
        worded("fairness.level_not_proven", name=name, value=value, bound=bound)
        for name, value, bound in open_levels
    ]
    return Taken.of(
        worded(
            "fairness.not_proven_best",
            after=both(after, after.replace(".", ",")),
            levels=Bilingual.joined(levels),
        )
    )
