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
from kkr_allocation.fairness.verify.documents import Taken, called, false, hold, within_time
from kkr_allocation.fairness.verify.integer_proof import Answers, Proof
from kkr_allocation.fairness.verify.seating import (
    LEVELS,
    WISHES,
    Equals,
    Seating,
    Sum,
    as_costs,
    is_idle,
    short_of,
)
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


_SAID = (("cannot", "cannot sit in", "ikke kan sidde i"), ("wishes", "wishes for", "ønsker"))


def check(document: Document) -> tuple[str, ...]:
    """Check appointments and return what was checked, one sentence each."""
    seating = _seating(document)
    entitled = verify_entitlement.check(document["entitlement"])
    _check_members(seating)
    _check_chairs(seating)
    for forum in seating.fora:
        _check_substitutes(seating, forum)
    met, proven = check_levels(seating), _gaps_said(document)
    proofs, drawn = within_time(partial(check_bounds, seating)), document["drawn"]
    seated, fora = len(seating.stated), len(seating.members)
    fixed, agreed = len(document["fixed"]), len(document["agreed_chairs"])
    said = [
        worded("fairness.filled_within_entitlement_whose", number=seated, number_2=fora),
        *entitled,
        worded("fairness.everyone_eligible_sits_once", fixed=fixed, agreed=agreed),
    ]
    if drawn is not None:
        key = "fairness.drawn_again_all" if drawn["among"] else "fairness.drawn_again_turn"
        said.append(worded(key, seed=drawn["seed"], among=drawn["among"]))
    levels = len(document["levels"])
    said.append(worded("fairness.counted_again_short_nothing", levels=levels, met=met))
    if proofs is None:
        said.append(Taken.of(worded("fairness.not_proven_bounds")))
    else:
        counts = {"proofs": proofs[Proof.MULTIPLIERS], "proofs_2": proofs[Proof.SEARCH]}
        said.append(worded("fairness.bounds_others_proven_again", **counts))
    if proofs is not None or isinstance(proven, Taken):
        said.append(proven)
    return tuple(said)


def _seating(document: Document) -> Seating:
    fora, people = _by_name(document, "fora"), _by_name(document, "candidates")
    members = document["members"]
    hold("fairness.fora_members_do_not", set(fora) == set(members))
    entitled = _by_name(document["entitlement"], "fora")
    for forum in {**fora, **entitled}:
        known = [listed[forum]["posts"] for listed in (fora, entitled) if forum in listed]
        same = len(known) > 1 and known[0] == known[1]
        hold("fairness.other_posts_among_fora", same, forum=forum)
    _check_names(document, fora, people)
    stood = document["closest_to"]
    hold("fairness.stood_twice", len({*map(tuple, stood)}) == len(stood))
    for forum in document["reasons"]:
        hold("fairness.reason_given", forum in fora, forum=forum)
    for forum, names in members.items():
        for name in names:
            hold("fairness.no_candidate", name in people, name=name, forum=forum)
    return Seating(document, fora, people, members)


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
    what = both("a wish", "et ønske")
    earlier = both("an earlier appointment", "en tidligere udpegning")
    for wish in document["wishes"]:
        asked += [(what, wish["forum"], fora), (what, wish["candidate"], people)]
    asked += [(earlier, forum, fora) for forum, _ in document["closest_to"]]
    for what, name, known in asked:
        hold("fairness.what_name", name in known, what=what, name=name)


def _by_name(document: Document, part_name: str) -> dict[str, Document]:
    times = Counter(one["name"] for one in document[part_name])
    for name, number in times.items():
        hold("fairness.stands_twice", number == 1, twice=name, part_name=called(part_name))
    return {one["name"]: one for one in document[part_name]}


def _check_members(seating: Seating) -> None:
    """Check that every post is filled as the lists are entitled to and the fora require."""
    for forum, names in seating.members.items():
        posts = seating.fora[forum]["posts"]
        filled = len(names) == len(set(names)) == posts
        hold("fairness.forum_not_posts", filled, forum=forum, posts=posts)
        for person in seating.seated(forum):
            reason = seating.barred(forum, person)
            said = {"name": person["name"], "reason": reason, "forum": forum}
            hold("fairness.entry_reason_entry", reason is None, **said)
    stated = seating.stated
    for key, figures, rule in seating.rules():
        hold(key, not rule.missed(stated), **figures)


def _check_chairs(seating: Seating) -> None:
    document = seating.document
    chairs, agreed = document["chairs"], document["agreed_chairs"]
    for strange in sorted({*chairs, *document["substitutes"]} - set(seating.fora)):
        raise false("fairness.chair_or_substitutes", strange=strange)
    for forum, known in seating.fora.items():
        hold("fairness.chair_wrong", known["chair"] == (forum in chairs), forum=forum)
        chair = chairs.get(forum)
        seated = chair is None or chair in seating.members[forum]
        hold("fairness.chair_no_member", seated, forum=forum)
        mayors = [person["name"] for person in seating.seated(forum) if person["mayor"]]
        if chair and mayors and chair not in mayors and forum not in agreed:
            raise false("fairness.takes_chair_mayor", chair=chair, forum=forum, mayors=mayors[0])
    _check_order(seating)
    for forum, name in agreed.items():
        hold("fairness.no_chair_agree_on", forum in chairs, forum=forum)
        chair = chairs[forum]
        hold("fairness.chairs_chairs_forum", chair == name, chairs=chair, forum=forum)
        hold("fairness.agreed_chair_did_not", [forum, name] in document["fixed"], forum=forum)


def _check_order(seating: Seating) -> None:
    """Check that the chair stands first, and then the lists one after another, each by name."""
    chairs = seating.document["chairs"]
    before: set[tuple[str, str]] = set()
    for forum, names in seating.members.items():
        chair = chairs.get(forum)
        first = chair in (None, names[0])
        hold("fairness.takes_chair_does_not", first, chairs=chair, forum=forum)
        rest = list(names) if chair is None else list(names[1:])
        home = {name: seating.people[name]["party"] for name in rest}
        lists = list(dict.fromkeys(home.values()))
        before.update(combinations(lists, 2))
        by_name = sorted(rest, key=lambda name: (lists.index(home[name]), name))
        turned = any(pair[::-1] in before for pair in combinations(lists, 2))
        hold("fairness.members_out_order", by_name == rest and not turned, forum=forum)


_WANTED = {
    "none": worded("fairness.forum_no_substitutes"),
    "personal": worded("fairness.each_them_substitute"),
    "shared": worded("fairness.those_list_share_substitute"),
}


def _check_substitutes(seating: Seating, forum: str) -> None:
    """Check who stand in for the members of a forum, each of the member's list."""
    kind, members = seating.fora[forum]["substitutes"], seating.members[forum]
    others, people = seating.document["substitutes"].get(forum, {}), seating.people
    all_have = set(others) == (set() if kind == "none" else set(members))
    hold("fairness.substitutes_not_of_members", all_have, forum=forum, wanted=_WANTED[kind])
    once = kind != "personal" or len(set(others.values())) == len(others)
    hold("fairness.substitute_stands_twice", once, forum=forum)
    for member, name in others.items():
        hold("fairness.name_member_forum", name not in members, name=name, forum=forum)
        same = people[name]["party"] == people[member]["party"]
        hold("fairness.another_list_than", same, name=name, member=member)
        reason = seating.barred(forum, people[name])
        hold("fairness.name_reason_forum", reason is None, name=name, reason=reason, forum=forum)
    for party in {people[member]["party"] for member in others}:
        own = {m: name for m, name in others.items() if people[m]["party"] == party}
        _check_list(seating, forum, party, own)


def _check_list(seating: Seating, forum: str, party: str, own: Mapping[str, str]) -> None:
    """Check that as many substitutes of a list as possible are from the member's municipality."""
    home = {name: person["municipality"] for name, person in seating.people.items()}
    free = Counter(
        home[name]
        for name, person in seating.people.items()
        if person["party"] == party
        and name not in seating.members[forum]
        and not seating.barred(forum, person)
    )
    seated = Counter(home[member] for member in own)
    most = sum(min(number, free[place]) for place, number in seated.items())
    if seating.fora[forum]["substitutes"] == "shared":
        alone = len(set(own.values())) == 1
        hold("fairness.list_several_substitutes", alone, party=party, forum=forum)
        most = max(number if free[place] else 0 for place, number in seated.items())
    held = sum(home[member] == home[name] for member, name in own.items())
    said = {"held": held, "party": party, "forum": forum, "most": most}
    hold("fairness.list_substitutes_from_member", held == most, **said)


def check_levels(seating: Seating) -> int:
    """Count again what every wish falls short by, and return how many are met in full."""
    stated, met = seating.stated, 0
    for forum, names in seating.members.items():
        for name in names:
            hold("fairness.cannot_sit", (forum, name) in seating.columns, name=name, forum=forum)
    for level in seating.document["levels"]:
        name, value = level["level"], level["value"]
        counted = short_of(WISHES[name](seating), stated)
        right = counted == value and level["bound"] <= value
        said = {"levels": LEVELS[name], "counted": counted, "value": value}
        hold("fairness.falls_short_not", right, **said)
        met += not value
    return met


def check_bounds(seating: Seating) -> Counter[Proof]:
    """Prove every level's bound above zero again, and how far another answer as good can differ.

    Posts that keep their holder come first if left out of the order.
    """
    document, stated = seating.document, seating.stated
    answers = Answers(len(seating.columns))
    for rule in (*(rule for _, _, rule in seating.rules()), *seating.stood_in_for()):
        hold("fairness.rule_document_not_kept", not rule.missed(stated))
        answers.row(dict.fromkeys(rule.columns, 1), rule.low, rule.high)
    levels = {level["level"]: level for level in document["levels"]}
    order = list(document["rules"]["order"])
    order = order if "KEPT" in order else ["KEPT", *order]
    in_order = [name for name in order if name in levels] == [*levels]
    hold("fairness.wishes_not_order_rules", in_order)
    proofs: Counter[Proof] = Counter()
    for name in order:
        wish, level = WISHES[name](seating), levels.get(name)
        if level is None:
            if is_idle(name, wish, seating):
                continue
            hold("fairness.wish_left_out", not short_of(wish, stated), levels=LEVELS[name])
            level = {"level": name, "bound": 0, "value": 0}
        proofs.update(_settled(answers, wish, level))
    differing, posts, same = document["differing"], len(stated), dict.fromkeys(stated, 1)
    if differing is None:
        hold("fairness.how_far_another_answer", document["stopped_after"] is not None)
    else:
        kept = posts - differing
        right = answers.settle(same, kept, posts) and answers.reaches(same, kept)
        hold("fairness.another_answer_good_does", right, stated=differing)
    if document["drawn"] is not None:
        _check_drawn(seating, answers)
    return proofs


def _settled(answers: Answers, wish: list[Sum], level: Document) -> list[Proof]:
    """Prove a wish's bound, and let nothing fall short of it by more from now on."""
    bound, value = level["bound"], level["value"]
    costs, constant, several = as_costs(wish)
    for one in several:
        ones = dict.fromkeys(one.columns, 1)
        if not value:
            answers.row(ones, one.low, one.high)
            continue
        if one.low:
            below = answers.column(one.low)
            answers.row(ones | {below: 1}, one.low, None)
            costs[below] = one.weight
        if one.high is not None and one.high < len(ones):
            above = answers.column(len(ones))
            answers.row(ones | {above: -1}, None, one.high)
            costs[above] = one.weight
    if not value:
        answers.row(costs, None, -constant)
        return []
    proof = answers.settle(costs, bound - constant, value - constant)
    if proof is None:
        raise false("fairness.can_fall_short_less", levels=LEVELS[level["level"]], bound=bound)
    return [proof]


_MOST = 1000
"""So many equally good appointments are looked at together at most."""


def _digest(seed: str, *lines: str) -> bytes:
    return hashlib.sha256("\n".join([seed, *lines]).encode()).digest()


def _check_drawn(seating: Seating, answers: Answers) -> None:
    document, drawn = seating.document, seating.document["drawn"]
    proven = all(level["bound"] >= level["value"] for level in document["levels"])
    hold("fairness.drawn_before_proven", proven)
    if drawn["among"] is None:
        _check_in_turn(seating, answers)
        return
    pairs = list(seating.columns)

    def order(columns: frozenset[int]) -> bytes:
        lines = (part for pair in sorted(pairs[column] for column in columns) for part in pair)
        return _digest(drawn["seed"], *lines)

    one_way = not drawn["order"] and drawn["among"] <= drawn["most"] <= _MOST
    hold("fairness.drawn_two_ways", one_way)
    wishes = [(WISHES[level["level"]](seating), level["value"]) for level in document["levels"]]
    equal = list(islice(Equals(seating, wishes), drawn["among"] + 1))
    all_met = len(equal) == drawn["among"]
    hold("fairness.drawn_among_others", all_met, among=drawn["among"])
    first = min(equal, key=order) == seating.stated
    hold("fairness.drawn_is_another", first, seed=drawn["seed"])


def _check_in_turn(seating: Seating, answers: Answers) -> None:
    """Check every post as it was drawn: nobody whose lot came before could have held it."""
    document, columns = seating.document, seating.columns
    seed, order = document["drawn"]["seed"], [tuple(pair) for pair in document["drawn"]["order"]]
    held = {tuple(pair) for pair in document["fixed"]}
    taken = Counter(forum for forum, _ in held)
    turns = [
        (forum, number)
        for forum, known in sorted(seating.fora.items())
        for number in range(taken[forum] + 1, known["posts"] + 1)
    ]
    named = {(forum, name) for forum, names in seating.members.items() for name in names}
    in_turn = [forum for forum, _ in order] == [forum for forum, _ in turns]
    hold("fairness.drawn_not_members", in_turn and {*order, *held} == named)
    for (forum, number), pair in zip(turns, order, strict=True):
        rivals = [other for other in columns if other[0] == forum and other not in held]
        lots = {other: _digest(seed, forum, str(number), other[1]) for other in rivals}
        before = [columns[other] for other, lot in lots.items() if lot < lots[pair]]
        if before and answers.reaches(dict.fromkeys(before, -1), -1):
            raise false("fairness.drawn_turn_is_another", forum=forum, number=number, seed=seed)
        answers.row({columns[pair]: 1}, 1, None)
        held.add(pair)


def _gaps_said(document: Document) -> Bilingual:
    """Say which wishes are not proven to be served best; only a stopped search leaves any."""
    stopped = document["stopped_after"]
    gaps = [
        {"name": LEVELS[level["level"]], "value": level["value"], "bound": level["bound"]}
        for level in document["levels"]
        if level["bound"] < level["value"]
    ]
    if not gaps:
        said = worded("fairness.every_wish_at_bound")
        if document["differing"] is None:
            return Taken.of(worded("fairness.not_proven_whether_another", said=said))
        hold("fairness.nothing_left_open", stopped is None)
        return said
    hold("fairness.falls_short_no_more", stopped is not None, **gaps[0])
    tenths = max(1, round(10 * Fraction(stopped)))
    after = f"{tenths // 10}.{tenths % 10}"
    levels = Bilingual.joined(worded("fairness.level_not_proven", **gap) for gap in gaps)
    seconds = both(after, after.replace(".", ","))
    return Taken.of(worded("fairness.not_proven_best", after=seconds, levels=levels))
