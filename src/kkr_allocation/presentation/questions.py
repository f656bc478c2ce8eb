"""The questions of the afternoon in words: why this many, and what is different in a what-if."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.entitlement import Entitlement
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.composition.compose import STEPS_OF_CHANGE, Composition
from kkr_allocation.composition.statutes import FixedSize, SizeRule
from kkr_allocation.datasets import BUNDLED_YEARS, everyday_party, find_municipality, find_party
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation import council_steps as texts
from kkr_allocation.presentation.council_steps import reasons
from kkr_allocation.presentation.councils import called, supposed
from kkr_allocation.presentation.language import exact, in_steps, say, signed
from kkr_allocation.presentation.place_steps import place_line, rounding
from kkr_allocation.presentation.seats import cut_of, quota_of, quotient_of
from kkr_allocation.presentation.sheet import Sheet, sheet_of
from kkr_allocation.scenarios.comparisons import mayor_flips
from kkr_allocation.scenarios.margins import list_margins, margin
from kkr_allocation.scenarios.partners import chair_majorities
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kkr_allocation.apportionment.exact import Round
    from kkr_allocation.composition.compose import Comparison
    from kkr_allocation.composition.election import Election
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.scenarios.margins import SeatMargin
    from kkr_allocation.sources import Source


def named(typed: str, known: Iterable[str], names: Mapping[str, str], among: str) -> str:
    """Return the name that is meant, of a list or place, as people write it.

    A name or letter as it stands comes first, then in other letters, then a list's full name or
    what people call a party, and a municipality's. A text that means none, or several, is refused
    with its neighbours.
    """
    lists = list(known)
    if typed in lists:
        return typed
    year, plain = max(BUNDLED_YEARS), " ".join(str(typed).split()).casefold()
    party = everyday_party(plain, year) or find_party("", str(typed), year)
    place = find_municipality(str(typed))
    means = {
        plain,
        party.letter.casefold() if party else "",
        place.name.casefold() if place else "",
    }
    spelled = {key: {key, key.partition(" (")[0], names.get(key, key)} for key in lists}
    folded = {key: {text.casefold() for text in texts_of} for key, texts_of in spelled.items()}
    found = [key for key, texts_of in folded.items() if means & texts_of]
    found = [key for key in found if key.casefold() in means] or found
    if len(found) == 1:
        return found[0]
    near = {w: key for key, texts_of in folded.items() for text in texts_of for w in text.split()}
    near |= {text: key for key, texts_of in folded.items() for text in texts_of}
    close = [] if found else get_close_matches(plain, near, n=1)
    most = 20  # as many as one still reads
    listed = found or lists
    shown = worded("composition.and_more", names=", ".join(listed[:most]), more=len(listed) - most)
    raise refused(
        f"composition.{'no_such_list_but' if close else 'no_such_list'}",
        name=typed,
        among=worded(among),
        known=shown if len(listed) > most else ", ".join(listed),
        close=near[close[0]] if close else "",
    )


# Why a list has its members in a council.


def _of_council(council: Composition, name: str, language: Language) -> Explanation:
    known = named(name, council.votes, council.basis.names, "composition.lists_among")
    label, seats = council.basis.label(known), council.seats.get(known, 0)
    title = say(
        "composition.why_in_council",
        language,
        list=label,
        seats=seats,
        council=called(council, language),
    )
    said = (
        (text, council.statutes.source(rule))
        for rule, texts_of in _council_steps(council, known, language)
        if (text := " ".join(texts_of))
    )
    return in_steps(title, language, said)


def _council_steps(
    council: Composition, name: str, language: Language
) -> Iterator[tuple[str, list[str]]]:
    """Yield the steps that matter to one list, each under the rule of the statutes it rests on."""
    yield "votes", supposed(council, language)
    mayors, seats = council.mayors.get(name, 0), council.seats.get(name, 0)
    elected = seats - mayors
    said = say(
        "composition.members_of_list",
        language,
        list=name,
        seats=seats,
        house=council.house_size,
        mayors=mayors,
        elected=elected,
    )
    yield "members", [said]
    yield "threshold", [_standing(council, name, language)]
    if name in council.eligible:
        yield "size_rule", _claimed(council, name, language)
        if mayors:
            fixed = "composition.mayors_fix_seats" if elected else "composition.mayors_fix_all"
            said = say(fixed, language, mayors=mayors, elected=elected)
        else:
            said = say("composition.no_mayor_of_list", language)
        yield "mayors_stay", [said]
        yield from _shared(council, name, language)
    yield "votes", list(_hangs_on(council, name, "votes", language))


def _standing(council: Composition, name: str, language: Language) -> str:
    statutes, base = council.statutes, council.statutes.threshold_base
    standing = next(standing for standing in council.standings if standing.name == name)
    needed = statutes.threshold * council.basis.total(base)
    return say(
        f"composition.{'list_takes_part' if standing.eligible else 'list_takes_no_part'}",
        language,
        votes=standing.votes,
        share=texts.telling_percent(standing.share, statutes.threshold, language),
        base=say(f"threshold_base:{base.name.lower()}", language),
        needed=-(-needed.numerator // needed.denominator),
        reasons=[say(reason, language) for reason in reasons(standing)],
    )


def _claimed(council: Composition, name: str, language: Language) -> list[str]:
    """Say what the list's votes claim, exactly, and what rounding makes of it."""
    votes = council.votes[name]
    if claim := council.claims.get(name):
        said = [
            texts.price_said(council, language),
            say(
                "composition.claim_exactly",
                language,
                votes=votes,
                price=texts.price_of_seat(council, language),
                claim=texts.decimal(claim, language),
                exact=str(claim),
                seats=-(-claim.numerator // claim.denominator),
            ),
        ]
        if name in council.binding:
            said.append(say("composition.sets_price_itself", language))
        return said
    said = []
    if council.statutes.size_rule is SizeRule.ROUND_UP:
        said.append(say("no_mayor_in_sharing", language))
    elif isinstance(council.statutes.size_rule, FixedSize):
        said.append(say("size_is_fixed", language, total=council.house_size))
    total = sum(council.votes[other] for other in council.eligible)
    house = sum(council.seats.get(other, 0) for other in council.eligible)
    return [*said, *_share(votes, total, house, council.seats.get(name, 0), language)]


def _share(votes: int, total: int, house: int, seats: int, language: Language) -> Iterator[str]:
    """Say an exact share of a house, and what became of it."""
    share = Fraction(house * votes, total)
    shown = {"votes": votes, "house": house, "total": total}
    shared = {"share": texts.decimal(share, language), "exact": str(share)}
    yield say("composition.share_exactly", language, **shown, **shared)
    whole = int(share)
    became = "up" if seats == whole + 1 else "down" if seats == whole else ""
    became = "whole" if share == seats else became or ("above" if seats > share else "below")
    yield say(f"composition.share_became:{became}", language, seats=seats)


def _shared(council: Composition, name: str, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield what the cap took, and between which quotients the list's last seat lies."""
    bounds = texts.house(council)
    by_claims, seats = council.statutes.size_rule is SizeRule.ROUND_UP, council.seats.get(name, 0)
    if bounds.floors == bounds.ceilings:
        return
    if by_claims and council.capped:
        claim = bounds.ceilings[name]
        yield (
            "cap_factor",
            [
                say(
                    f"composition.{'cap_took' if claim > seats else 'cap_took_nothing'}",
                    language,
                    claimed=sum(bounds.ceilings.values()),
                    left=bounds.seats,
                    claim=claim,
                    gap=claim - seats,
                )
            ],
        )
    sharing = Apportionment(
        {other: council.votes[other] for other in council.eligible},
        bounds.seats,
        bounds.rule,
        (),
        bounds.floors,
        bounds.ceilings,
        council.lots,
        {other: council.seats.get(other, 0) for other in council.eligible},
    )
    if said := _cut(sharing, next(sharing.rounds()), name, language):
        yield "at_cap" if by_claims else "rule", [said]


def _cut(result: Apportionment, level: Round, name: str, language: Language) -> str:
    """Say who took the last seat of a sharing, and how far the next of one name is from it."""
    cut, place = cut_of(result.rule, level), level.names.index(name)
    if cut is None:
        return ""
    if level.seats[place] >= result.rule.contest(level)[0].caps[place]:
        return say("composition.list_is_full_now", language, list=name, seats=level.seats[place])
    quota, votes = quota_of(result.rule, level), level.votes
    low, own = (
        exact(Fraction(quotient_of(result.rule, quota, of, seat)[1]), language)
        for of, seat in (
            (votes[cut.last], cut.last_seat),
            (votes[place], level.seats[place] + 1),
        )
    )
    return say(
        "composition.last_seat_and_next",
        language,
        rule=result.rule,
        last=level.names[cut.last],
        low=low,
        list=name,
        own=own,
    )


# What a seat hangs on: new votes, votes of others, votes that are lost.


_GIVERS = 3
"""Groups of lists from which fewest votes are needed."""
_NAMED = 4
"""Lists of a group that are named; more are counted."""


def _hangs_on(
    result: Apportionment | Composition, name: str, unit: str, language: Language
) -> Iterator[str]:
    """Say the fewest votes that bring a list a seat more, or cost it one."""
    if result.lots:
        drawn = [claimant for lot in result.lots for claimant in lot.claimants]
        yield say("composition.lot_decided", language, claimants=list(dict.fromkeys(drawn)))
        return
    try:
        found = list(list_margins(result, name))
    except InvalidInputError as error:
        why_not = in_language(error.why or error.what, language)
        yield say("composition.margins_not_said", language, why=why_not)
        return
    won = [margin for margin in found if margin.target == name]
    if unit != "votes":
        yield from (_more(margin, unit, language) for margin in won if not margin.source)
        return
    yield _next(next((m for m in won if not m.source), None), name, language)
    if givers := [margin for margin in won if margin.source and margin.votes is not None]:
        yield _from_others(givers, language)
    if result.seats.get(name):
        lost = found[-1]
        key = "composition.loses_seat_lot" if lost.lot else "composition.loses_seat"
        said = say(key, language, votes=lost.votes) if lost.votes else ""
        yield said or say("composition.keeps_seats", language)


def _next(margin: SeatMargin | None, name: str, language: Language) -> str:
    if margin is None or margin.votes is None:
        return say("composition.next_seat_never", language)
    if margin.lot:
        return say("composition.next_seat_lot", language, votes=margin.votes)
    others = _losers(margin, name, language)
    return say("composition.next_seat", language, votes=margin.votes, others=others)


def _losers(margin: SeatMargin, name: str, language: Language) -> str:
    loses = [other for other in margin.loses if other != name]
    if not loses:
        return ""
    verb = say(f"composition.lose_one:{'one' if len(loses) == 1 else 'several'}", language)
    return say("composition.then_lose", language, loses=loses, verb=verb)


def _from_others(margins: list[SeatMargin], language: Language) -> str:
    def price(margin: SeatMargin) -> tuple[int, bool]:
        return margin.votes or 0, margin.lot

    shown = []
    for (votes, lot), group in groupby(sorted(margins, key=price), key=price):
        lists = [margin.source for margin in group]
        many = say("composition.one_of_others", language, number=len(lists))
        said = many if len(lists) > _NAMED else " / ".join(lists)
        key = "composition.giver_lot" if lot else "composition.giver"
        shown.append(say(key, language, votes=votes, lists=said))
    return say("composition.from_others", language, givers="; ".join(shown[:_GIVERS]))


def _more(margin: SeatMargin, unit: str, language: Language) -> str:
    """Say how much more one needs of a key, or of a group's strength, which need not be votes."""
    of = say(f"composition.more_of:{unit}", language)
    if margin.votes is None:
        return say("composition.more_for_next_never", language, of=of)
    if margin.lot:
        return say("composition.more_for_next_lot", language, more=margin.votes, of=of)
    others = _losers(margin, margin.target, language)
    return say("composition.more_for_next", language, more=margin.votes, of=of, others=others)


# Why a list has its seats or posts, and a municipality its places.


def _of_apportionment(result: Apportionment, name: str, language: Language) -> Explanation:
    known = named(name, result.votes, {}, "composition.lists_among")
    title = say(
        "composition.why_of_votes",
        language,
        list=known,
        seats=result.seats[known],
        house=result.house_size,
    )
    return in_steps(title, language, _apportioned(result, known, language))


def _apportioned(
    result: Apportionment, name: str, language: Language, unit: str = "votes"
) -> Iterator[tuple[str, Source]]:
    """Yield the exact share, each alliance around the list, its bounds and the margins."""
    source, seats = result.rule.source, result.seats[name]
    votes, total = result.votes[name], sum(result.votes.values())
    key = "composition.votes_of_list" if unit == "votes" else "composition.strength_of_list"
    said = say(key, language, list=name, votes=votes, total=total)
    yield " ".join([said, *_share(votes, total, result.house_size, seats, language)]), source
    around = {
        alliance.label: alliance.parties()
        for outer in result.alliances
        for alliance in outer.alliances()
        if name in alliance.parties()
    }
    for level in result.rounds():
        own = next((n for n in level.names if n == name or n in around), "")
        if (level.label and level.label not in around) or not own or not any(level.votes):
            continue
        place = level.names.index(own)
        lines = [_cut(result, level, own, language)] if level.house_size else []
        if own in around:
            of = {"votes": level.votes[place], "seats": level.seats[place]}
            house = level.house_size
            joined = say("composition.in_alliance", language, alliance=own, house=house, **of)
            lines.insert(0, joined)
        if text := " ".join(filter(None, lines)):
            yield text, source
    for bound, held in (("floor", result.floors), ("cap", result.caps)):
        if name in held:
            text = say(f"composition.kept_between:{bound}", language, seats=held[name])
            yield text, result.bounds_source or source
    yield " ".join(_hangs_on(result, name, unit, language)), source


def _of_entitlement(result: Entitlement, name: str, language: Language) -> Explanation:
    known = named(name, result.strengths, {}, "composition.lists_among")
    posts, source = result.totals[known], result.rule.source
    by_forum = [f"{forum} {row[known]}" for forum, row in result.table.items() if row[known]]
    said = [(say("composition.posts_by_forum", language, fora=by_forum), source)] * bool(by_forum)
    for package, share in result.shares.items():
        start = f"{package}: " if len(result.shares) > 1 else ""
        shared = _apportioned(share, known, language, "strength")
        said += [(start + text, of) for text, of in shared]
    for agreed in result.deviations:
        if known in {agreed.giver, agreed.taker}:
            figures = {"giver": agreed.giver, "taker": agreed.taker, "posts": agreed.posts}
            forum = agreed.forum
            text = say("composition.left_by_agreement", language, forum=forum, **figures)
            said.append((text, source))
    everyone = sum(result.totals.values())
    title = say("composition.why_posts", language, list=known, posts=posts, all=everyone)
    return in_steps(title, language, said)


def _of_place(result: Distribution, name: str, language: Language) -> Explanation:
    known = named(name, result.key, {}, "composition.places_among")
    figure, total, claim = result.key[known], sum(result.key.values()), result.claims[known]
    claimed = say(
        "composition.claim_of_place",
        language,
        figure=exact(Fraction(figure), language),
        sum=exact(Fraction(total), language),
        claim=texts.decimal(claim, language),
        exact=str(claim),
    )
    said = [place_line(result, known, language), claimed, rounding(result, language)]
    counted = all(Fraction(other).denominator == 1 for other in result.key.values())
    sharing = result.sharing()
    if counted and sum(sharing.votes.values()) == total:
        said += _hangs_on(sharing, known, "key", language)
    places = result.places[known]
    title = say("composition.why_place", language, place=known, places=places)
    return in_steps(title, language, ((text, result.rule.source) for text in said))


def why(
    result: Composition | Apportionment | Entitlement | Distribution, name: str, language: Language
) -> Explanation:
    """Say why a list, or a place, has what it has; see `kkr_allocation.results.Asked`."""
    match result:
        case Composition():
            return _of_council(result, name, language)
        case Apportionment():
            return _of_apportionment(result, name, language)
        case Entitlement():
            return _of_entitlement(result, name, language)
    return _of_place(result, name, language)


# Two councils compared.


def comparison_frame(result: Comparison) -> pd.DataFrame:
    """Return one row a list that sits or moves: seats, change, mayors, and what each step gave."""
    rows = [
        {
            "party": name,
            "before": result.before.seats.get(name, 0),
            "after": result.after.seats.get(name, 0),
            "change": sum(result.steps.get(name, {}).values()),
            "mayors_before": result.before.mayors.get(name, 0),
            "mayors_after": result.after.mayors.get(name, 0),
            **{f"by_{step}": result.steps.get(name, {}).get(step, 0) for step in STEPS_OF_CHANGE},
        }
        for name in dict.fromkeys([*result.after.votes, *result.before.votes])
        if name in result.steps or name in result.after.seats or name in result.before.seats
    ]
    return pd.DataFrame(rows)


def comparison_sheets(result: Comparison, language: Language) -> tuple[Sheet]:
    """Return the table of what each list wins and loses."""
    return (comparison_sheet(result, language),)


def comparison_sheet(result: Comparison, language: Language) -> Sheet:
    """Return the frame with full names; a step that gives nothing is empty, and said below."""
    frame = comparison_frame(result)
    label = result.after.basis.label
    rows = [
        (label(row[0]), *row[1:4], *(n or None for n in row[4:]))
        for row in frame.itertuples(index=False, name=None)
    ]
    title = comparison_explanation(result, language).title
    note = " ".join(text for of in (result.before, result.after) for text in supposed(of, language))
    sheet = sheet_of("two_councils", language, rows)
    return evolve(sheet, title=title, note=note)


def question_sheet(
    asked: str, council: Composition, election: Election, language: Language
) -> Sheet:
    """Return what is asked about a council of an election: "FLIPS", "MARGINS" or "MAJORITIES"."""
    sheets = {"FLIPS": _flips, "MARGINS": _margins, "MAJORITIES": _majorities}
    sheet = sheets[asked](council, election, language)
    return evolve(sheet, note=" ".join([*supposed(council, language), sheet.note]).strip())


def _flips(council: Composition, election: Election, language: Language) -> Sheet:
    """Return what another mayor would change, one row a change of hands, of `mayor_flips`."""
    basis = council.basis
    sitting = {one.municipality: one.after for one in basis.other_mayors}
    figures = election.with_mayors(sitting) if sitting else election
    for one in basis.other_votes:
        figures = figures.with_votes({one.municipality: {one.name: one.after}})
    unions = basis.cooperations
    frame = mayor_flips(figures, basis.name, cooperations=unions, statutes=council.statutes)
    lists, rows = list(frame.columns[6:]), []
    for row in frame.itertuples(index=False, name=None):
        hands, (size, change, problem, *moved) = row[:3], row[3:]
        if problem:
            rows.append((*hands, None, None, None, in_language(problem, language)))
            continue
        found = zip(lists, moved, strict=True)
        won = ", ".join(f"{name} {signed(int(more))}" for name, more in found if more)
        rows.append((*hands, int(size), int(change), won or None, None))
    return sheet_of("other_mayors", language, rows, council=called(council, language))


def _majorities(council: Composition, _: Election, language: Language) -> Sheet:
    """Return the coalitions that can elect the chair, one row each, and what a majority takes."""
    result = chair_majorities(council)
    frame = result.to_frame()
    rows = [(*row[:2], *map(int, row[2:])) for row in frame.itertuples(index=False, name=None)]
    sheet = sheet_of("chair_of_council", language, rows, council=called(council, language))
    return evolve(sheet, note=" ".join(step.text for step in result.explain(language)))


def _margins(council: Composition, _: Election, language: Language) -> Sheet:
    """Return the fewest votes that move each seat."""
    drawn = {lot: say(f"presentation.{'yes' if lot else 'no'}", language) for lot in (True, False)}
    rows = [
        (source or None, target or None, int(votes), drawn[lot], wins or None, loses or None)
        for source, target, votes, lot, wins, loses in margin(council)
        .closest()
        .itertuples(index=False, name=None)
    ]
    return sheet_of("seats_that_hang", language, rows, council=called(council, language))


def comparison_explanation(result: Comparison, language: Language) -> Explanation:
    """Say what is different, whose mayors moved, what a seat costs, and the steps of each list."""
    before, after = result.before, result.after
    said: list[tuple[str, Source]] = []
    for council in (before, after):
        said += [(text, council.statutes.source("votes")) for text in supposed(council, language)]
    moved = [f"{name} {signed(more)}" for name, more in result.changes.items()]
    was, now = before.house_size, after.house_size
    if was != now:
        figures = {"before": was, "after": now}
        total = say("composition.house_before_after", language, changes=moved, **figures)
    elif moved:
        total = say("composition.same_house", language, house=now, changes=moved)
    else:
        total = say("composition.same_members", language, house=now)
    said.append((total, after.statutes.source("members")))
    mayors = [
        say("composition.from_to", language, name=name, after=now, before=was)
        for name in dict.fromkeys([*before.mayors, *after.mayors])
        if (was := before.mayors.get(name, 0)) != (now := after.mayors.get(name, 0))
    ]
    if mayors:
        text = say("composition.mayors_moved", language, lists=mayors)
        said.append((text, after.statutes.source("mayors_stay")))
    if before.claims and after.claims:
        prices = [texts.price_said(council, language) for council in (before, after)]
        if prices[0] != prices[1]:
            text = say("composition.before_after", language, before=prices[0], after=prices[1])
            said.append((text, after.statutes.source("size_rule")))
    for name, steps in result.steps.items():
        parts = [
            say(f"composition.step_of_change:{step}", language, more=signed(steps[step]))
            for step in STEPS_OF_CHANGE
            if step in steps
        ]
        change = signed(sum(steps.values())) if sum(steps.values()) else "±0"
        told = ", ".join(parts)
        text = say("composition.steps_of_change", language, list=name, change=change, steps=told)
        said.append((text, after.statutes.source("size_rule")))
    names = {"before": called(before, language), "after": called(after, language)}
    return in_steps(say("composition.what_changes", language, **names), language, said)
