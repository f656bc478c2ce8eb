"""Posts of the fora in words and tables: by which right, who has them, and what happened since."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import asdict, evolve

from kkr_allocation.appointments import alternative
from kkr_allocation.appointments.appoint import kept_out
from kkr_allocation.appointments.rules import BALANCE, PRACTICE, Level
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.errors import Bilingual, in_language
from kkr_allocation.inputs import is_among
from kkr_allocation.presentation.language import alphabetical, exact, explained, say
from kkr_allocation.presentation.seats import rooted
from kkr_allocation.presentation.sheet import (
    Cell,
    Kind,
    Sheet,
    sheet_html,
    sheet_of,
    sheet_of_frame,
)
from kkr_allocation.sources import Source, cell_of_source, known
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import kkr_allocation as kkr
    from kkr_allocation import Appointments, Apportionment, Entitlement, PickingOrder
    from kkr_allocation.apportionment.exact import Round
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.language import Said


_LARGEST = Fraction(sys.float_info.max)
_PRACTICE = known("AGREEMENT")
_TURNS = known("TURNS")


def entitlement_frame(result: Entitlement) -> pd.DataFrame:
    """Return one row a forum and list, also where it has no posts; its alliance is the outer."""
    home = {p: b for b, parties in result.blocks.items() for p in parties if parties != (b,)}
    rows = [
        (forum, home.get(party, ""), party, posts)
        for forum, row in result.table.items()
        for party, posts in row.items()
    ]
    return pd.DataFrame(rows, columns=["forum", "alliance", "party", "posts"])


@explained(_PRACTICE)
def entitlement_explanation(result: Entitlement, language: Language) -> Iterator[Said]:
    """Say how each package is shared, how posts are spread, what departs from a forum's own."""
    house, count = sum(forum.posts for forum in result.fora), len(result.fora)
    yield say("who_fills_posts", language, posts=house, fora=count)
    alone = set(result.packages) == {"package"}
    for package, share in result.shares.items():
        text = "package_stands" if _stands(share) else "package_is_shared"
        named = say("all_fora_together", language) if alone else package
        won = [f"{name} {count}" for name, count in share.seats.items()]
        of = {"posts": share.house_size, "rule": result.rule, "won": won}
        yield say(text, language, package=named, **of)
    for party, cap in result.caps.items():
        yield say("list_fills_at_most", language, list=party, posts=cap)
    for lot in result.lots:
        yield say("lot_of_posts", language, claimants=lot.claimants, winners=lot.winners)
    if _is_spread(result):
        yield say("posts_are_spread", language)
    yield from agreed_sentences(result.deviations, language)
    yield from departing(result, language)


def _stands(share: Apportionment) -> bool:
    """Say whether all posts are those that stood before, as after a vacancy is filled."""
    return bool(share.floors) and +Counter(share.floors) == +Counter(share.seats)


def _is_spread(result: Entitlement) -> bool:
    """Say whether several fora are shared together, and the posts then spread on them."""
    return any(len(fora) > 1 for fora in result.packages.values())


def departing(result: Entitlement, language: Language) -> Iterator[str]:
    """Say which fora are split otherwise than each alone would be, if any, and why."""
    stands = any(map(_stands, result.shares.values()))
    text = "departs_as_they_stand" if stands else "departs_from_split"
    if result.departures:
        text = "departs_by_agreement" if result.deviations else text
        yield say(text, language, fora=result.departures)


def agreed_sentences(deviations: Iterable[kkr.Deviation], language: Language) -> Iterator[str]:
    """Yield each agreed deviation with its reason."""
    for agreed in deviations:
        yield say("posts_left_to", language, **asdict(agreed))


def order_frame(result: PickingOrder) -> pd.DataFrame:
    """Return one row a turn: turn, party, quotient, note; the quotient is a float for the eye."""
    shown = (None if t.quotient is None else float(min(t.quotient, _LARGEST)) for t in result.turns)
    rows = [(t.number, t.party, of, str(t.note)) for t, of in zip(result.turns, shown, strict=True)]
    frame = pd.DataFrame(rows, columns=["turn", "party", "quotient", "note"])
    return frame.astype({"quotient": "Float64"})


@explained(_TURNS)
def order_explanation(result: PickingOrder, language: Language) -> Iterator[Said]:
    """Say one step a turn."""
    yield say("picking_order", language, posts=len(result.turns))
    for turn in result.turns:
        quotient = "–" if turn.quotient is None else exact(turn.quotient, language)
        note = f" ({in_language(turn.note, language)})." if turn.note else "."
        yield say("turn_of_list", language, list=turn.party, quotient=quotient, note=note)


# The quotient protocol: which quotient earned which post, and which was the next.


def _quotient_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return the quotients of each package and alliance in one table; none if the rule has none."""
    rule = result.rule
    if not isinstance(rule, DivisorRule):
        return ()
    rows = [
        (package if len(result.shares) > 1 else None, level.label or None, *row)
        for package, share in result.shares.items()
        for level in share.rounds()
        if level.house_size
        for row in _rows(rule, level, language)
    ]
    note = say("quotients_of_strength", language, rule=rule.name)
    agreed = say("agreements_follow", language) if result.deviations else ""
    return (sheet_of("quotients", language, rows, note + agreed).without_empty_columns(),)


def _rows(rule: DivisorRule, level: Round, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield number, name, strength, divisor, quotient and note, the largest quotient first."""
    priority = rule.priority(level.votes, level.house_size)

    def ranked(i: int, seat: int) -> tuple[Any, int, int]:
        return -priority(level.votes[i], seat), i, seat

    won = sorted(ranked(i, n + 1) for i, seats in enumerate(level.seats) for n in range(seats))
    coming = (
        ranked(i, seats + 1)
        for i, seats in enumerate(level.seats)
        if level.votes[i] and not seats == level.caps[i] < level.house_size
    )
    after = min(coming, default=None)
    number = 0
    for claim, group in groupby(won, key=lambda entry: entry[0]):
        equal = [entry[1:] for entry in group]
        first, number = number + 1, number + len(equal)
        for i, seat in equal:
            others = [level.names[other] for other, _ in equal if other != i]
            note = say("same_quotient_as", language, others=others) if others else None
            if after and claim == after[0]:
                note = say("by_lot", language)
            place = f"{first}-{number}" if others else str(number)
            yield place, *_figures(rule, level, i, seat), note
    if after:
        yield None, *_figures(rule, level, *after[1:]), say("next_without_post", language)


def _figures(rule: DivisorRule, level: Round, column: int, seat: int) -> tuple[Cell, ...]:
    """Return name, strength, divisor and quotient; no quotient where the divisor is zero."""
    divisor = Fraction(*rule.signpost(seat))
    votes = level.votes[column]
    quotient = votes**rule.power / divisor if divisor else None
    if rule.power != 1:
        divisor = Fraction(rooted(divisor, rule))
        quotient = None if quotient is None else Fraction(rooted(quotient, rule))
    whole = divisor.numerator if divisor.denominator == 1 else divisor
    return level.names[column], votes, whole, quotient


# Who has the posts, in words.


_COUNCIL = known("IN_A_COUNCIL")


def _post_rows(result: Appointments) -> Iterator[tuple[str, int, str, str, str, str | None, str]]:
    """Yield a row for each post: forum, number, name, list, municipality, sex, substitute."""
    people = {person.name: person for person in result.candidates}
    for forum, names in result.members.items():
        others = result.substitutes.get(forum, {})
        for post, name in enumerate(names, start=1):
            one = people[name]
            where = one.party, one.municipality, one.sex, others.get(name, "")
            yield forum, post, name, *where


def held_by_home(result: Appointments) -> defaultdict[str, list[str]]:
    """Return the lists of the posts that politicians of each municipality hold, sorted."""
    people = {person.name: person for person in result.candidates if person.politician}
    held: defaultdict[str, list[str]] = defaultdict(list)
    order = list(result.entitlement.strengths)
    for name in chain.from_iterable(result.members.values()):
        if name in people:
            held[people[name].municipality].append(people[name].party)
    for parties in held.values():
        parties.sort(key=order.index)
    return held


def appointments_frame(result: Appointments) -> pd.DataFrame:
    """Return one row a post, the chair's first; a sex that is not stated is missing."""
    columns = ["forum", "post", "name", "party", "municipality", "sex", "substitute"]
    return pd.DataFrame(list(_post_rows(result)), columns=columns)


@explained(PRACTICE)
def appointments_explanation(result: Appointments, language: Language) -> Iterator[Said]:
    """Say the rules, each wish and what it came to, and what else to know."""
    posts, people = sum(map(len, result.members.values())), len(result.candidates)
    kkr = {forum.kkr for forum in result.fora}
    title = "filled_in_kkr" if len(kkr) == 1 and all(kkr) else "filled_posts"
    yield say(title, language, kkr=min(kkr), posts=posts, people=people)
    if said := one_of_several(result, language):
        yield said
    limit, fixed = result.rules.posts_per_person, len(result.fixed)
    yield say("all_posts_filled_within", language, limit=limit, fixed=fixed)
    yield from agreed_sentences(result.entitlement.deviations, language)
    if result.chairs:
        yield _chairs(result, language)
    for level in result.levels:
        if level.level is Level.KEPT and level.proven:
            said = _kept(result, level.value, language)
        else:
            ending = "cannot_fewer" if level.proven else "at_least_time_ran"
            wish = say(f"level:{level.level.name.lower()}", language, value=level.value)
            said = f"{wish}{say(ending, language, bound=level.bound)}."
        yield said, level.level.source
    if result.is_unique:
        yield say("no_other_appointment", language)
    yield from _to_know(result, language)


def _chairs(result: Appointments, language: Language) -> str:
    """Say who takes the chair by agreement, and who is proposed for it."""
    agreed = result.agreed_chairs.items()
    said = ("chairs_agreed_on", agreed), ("chairs_proposed_mayor", result.chairs.items() - agreed)
    return " ".join(
        say(text, language, chairs=[f"{name} ({forum})" for forum, name in sorted(chairs)])
        for text, chairs in said
        if chairs
    )


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


def _to_know(result: Appointments, language: Language) -> Iterator[tuple[str, Source]]:
    moved = [
        say("moved", language, forum=forum, came=came or "–", left=left or "–")
        for forum, (left, came) in result.changed.items()
    ]
    if moved:
        yield say("posts_that_changed", language, moved=moved), PRACTICE
    if result.sex_not_stated:
        yield say("sex_not_stated_counted", language, names=result.sex_not_stated), BALANCE
    for forum, name in result.seats_ending_early:
        yield say("in_council_seat_ends", language, name=name, forum=forum), _COUNCIL
    if result.seats_unchecked:
        yield say("whether_council_seats", language, fora=result.seats_unchecked), _COUNCIL
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    for forum, name, rule in kept_out(result):
        by_rule[in_language(rule, language)].append(f"{name} ({forum})")
    for rule, names in by_rule.items():
        yield say("substitutes_who_could", language, names=names, rule=rule), PRACTICE


def appointments_note(result: Appointments, language: Language) -> str:
    """Return what has to be known before the posts are decided, one a line."""
    return "\n".join(text for text, _ in _to_know(result, language))


# One post explained: why this person, who else could have it, and what the next best costs.


@explained(Level.GROUP_WISHES.source)
def post_explanation(
    result: Appointments, forum: str, name: str, language: Language
) -> Iterator[Said]:
    """Say the steps on one post; see `Appointments.explain_post`."""
    if not is_among(forum, result.members) or not is_among(name, result.members[forum]):
        raise refused("presentation.in_asked_about", candidate=name, forum=forum)
    yield say("in_name_forum", language, name=name, forum=forum)
    place = next(one for one in result.fora if one.name == forum)
    person = next(one for one in result.candidates if one.name == name)
    source = place.legal_basis or Level.GROUP_WISHES.source
    blocks = result.entitlement.blocks.items()
    block = next(label for label, parties in blocks if person.party in parties)
    figures = {"name": name, "block": block, "party": person.party, "home": person.municipality}
    yield say("post_belongs_list_and", language, **figures), source
    agreed = (one for one in result.entitlement.deviations if one.forum == forum)
    yield from agreed_sentences(agreed, language)
    others = sorted(alternative.also_possible(result, forum, name), key=alphabetical)
    text = "these_too_may_sit" if others else "nobody_else_may_sit"
    yield say(text, language, block=block, others=others), source
    if (forum, name) in result.fixed:
        yield say("appointment_stood_beforehand", language)
    else:
        yield from _compared(result, forum, name, language)


def _compared(result: Appointments, forum: str, name: str, language: Language) -> Iterator[Said]:
    """Yield what each wish comes to with the person and without."""
    other = alternative.next_best(result, forum, name)
    if other.appointments is None:
        rules = in_language(Bilingual.joined(other.conflict), language)
        yield say("without_these_rules_cannot", language, name=name, rules=rules)
        return
    yield say("best_appointment_without", language, name=name, newcomers=other.newcomers)
    before = {level.level: level.value for level in result.levels}
    for level, cost in other.costs.items():
        short, words = before.get(level, 0), in_language(level.words, language)
        figures = {"wish": words[0].upper() + words[1:], "name": name}
        text = say("short_with_without", language, before=short, after=short + cost, **figures)
        yield text, level.source
    if not any(other.costs.values()):
        yield say("both_serve_wishes_equally", language)
    instead: defaultdict[str, list[str]] = defaultdict(list)
    for one, costs in alternative.in_the_post(result, forum, name).items():
        said = worded("presentation.rules_not_met")
        said = said if costs is None else alternative.costs_in_words(costs)
        instead[in_language(said, language)].append(one)
    for words, others in instead.items():
        yield say("others_instead", language, others=others, costs=words)


# The tables of posts.


def order_sheets(result: PickingOrder, language: Language) -> tuple[Sheet]:
    """Return the turns, their notes in the reader's language."""
    title = order_explanation(result, language).title
    notes = [in_language(turn.note, language) for turn in result.turns]
    return (sheet_of_frame(order_frame(result).assign(note=notes), title, language),)


def appointments_sheets(result: Appointments, language: Language) -> tuple[Sheet, ...]:
    """Return the posts in four orders, the lists' letters, the entitlement, and women and men."""
    chair, rows = say("chair", language), []
    for forum, post, name, party, home, sex, substitute in _post_rows(result):
        held = chair if result.chairs.get(forum) == name else post
        letter = say(f"sex_letter:{sex}", language) if sex else None
        rows.append((forum, held, name, party, home, letter, substitute or None))
    noted = one_of_several(result, language), appointments_note(result, language)
    by_forum = sheet_of("posts_held", language, rows, "\n".join(filter(None, noted)))
    orders = {"party": 3, "municipality": 4, "name": _NAMED}
    named = {column: say(f"protocol_title:{by}", language) for by, column in orders.items()}
    others = (_sorted_by(by_forum, column, title) for column, title in named.items())
    rights = entitlement_sheets(result.entitlement, language)
    return (by_forum, *others, _letters(result, language), *rights, _gender(result, language))


def entitlement_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return the rights by forum and list, and the quotients that gave them."""
    return *rights_sheets(result, language), *_quotient_sheets(result, language)


def entitlement_html(result: Entitlement) -> str:
    """Return the rights, and what is proposed inside them."""
    return "\n".join(sheet_html(sheet, "en") for sheet in rights_sheets(result, "en"))


_NAMED = 2  # the column of names in the table of posts; the list and the municipality follow


def _sorted_by(posts: Sheet, column: int, title: str) -> Sheet:
    """Return the posts sorted by a column, which comes first, and within it by name."""
    order = dict.fromkeys((column, *range(len(posts.headings))))
    rows = sorted(
        posts.rows, key=lambda row: [alphabetical(str(row[of])) for of in (column, _NAMED)]
    )
    return evolve(posts, title=title, rows=tuple(rows), note="").of_columns([*order])


def _letters(result: Appointments, language: Language) -> Sheet:
    party = {person.name: person.party for person in result.candidates}
    fora, rows = {forum.name: forum for forum in result.fora}, []
    for name, names in result.members.items():
        forum, lists = fora[name], " ".join(sorted(party[of] for of in names))
        kind, basis = say(f"kind_of_kkr:{forum.kind}", language), cell_of_source(forum.legal_basis)
        rows.append((name, len(names), lists, kind, basis or None, forum.note or None))
    return sheet_of("letters", language, rows)


def rights_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return forum x list, and before it forum x alliance where that alone is a right.

    Where several fora are shared together a list has a right to its total; how the lists of an
    alliance divide its posts on the fora is agreed on or proposed. What was agreed is undone in
    the right of the alliances.
    """
    proposed = bool(result.alliances) and _is_spread(result)
    said = *agreed_sentences(result.deviations, language), *departing(result, language)
    note = " ".join(said)
    if not proposed and not result.deviations:
        return (evolve(_by_forum_and("entitlement_lists", result.table, language), note=note),)
    lists = _by_forum_and("posts_of_lists", result.table, language)
    right = [sum(share.seats[p] for share in result.shares.values()) for p in result.strengths]
    below: tuple[Cell, ...] = (say("right_in_all", language), sum(right), *right)
    lists = evolve(lists, rows=(*lists.rows, below), below=1)
    if not proposed:
        return (evolve(lists, note=note),)
    home = {p: block for block, parties in result.blocks.items() for p in parties}
    rights = {forum: dict.fromkeys(result.blocks, 0) for forum in result.table}
    for forum, row in result.table.items():
        for party, posts in row.items():
            rights[forum][home[party]] += posts
    for agreed in result.deviations:  # what was agreed is undone
        rights[agreed.forum][home[agreed.giver]] += agreed.posts
        rights[agreed.forum][home[agreed.taker]] -= agreed.posts
    alliances = _by_forum_and("entitlement_alliances", rights, language)
    inside = say("how_alliances_lists_divide", language)
    return evolve(alliances, note=note), evolve(lists, note=inside)


def _by_forum_and(title: str, table: Mapping[str, Mapping[str, int]], language: Language) -> Sheet:
    """Return posts by forum and list or alliance, with their sums."""
    rows: list[tuple[Cell, ...]] = [
        (forum, sum(row.values()), *row.values()) for forum, row in table.items()
    ]
    headings = say("forum", language), say("posts", language), *next(iter(table.values()))
    kinds = (Kind.NAME, *(Kind.COUNT for _ in headings[1:]))
    return Sheet(say(title, language), headings, tuple(rows), kinds=kinds).summed(language)


def _gender(result: Appointments, language: Language) -> Sheet:
    balances, lacking = result.gender, say("lacking", language)
    figures = [(row.posts, row.women, row.men, row.not_stated) for row in balances]
    rows: list[tuple[Cell, ...]] = [
        (row.forum, *of, row.short, lacking if row.lacks_reason else row.reason or None)
        for row, of in zip(balances, figures, strict=True)
    ]
    rows.append((say("in_all", language), *map(sum, zip(*figures, strict=True)), None, None))
    short, without = sum(bool(b.short) for b in balances), sum(b.lacks_reason for b in balances)
    note = say("whoever_proposes_members", language, short=short, lacking=without)
    return evolve(sheet_of("gender", language, rows, note), sums=True)
