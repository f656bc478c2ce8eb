"""The questions of the afternoon in words: why this many, and what is different in a what-if."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.entitlement import Entitlement
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.composition.compose import STEPS_OF_CHANGE, Composition
from kkr_allocation.composition.statutes import FixedSize, SizeRule
from kkr_allocation.datasets import BUNDLED_YEARS, everyday_party, find_municipality, find_party
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.inputs import is_among
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation import council_steps as texts
from kkr_allocation.presentation.council_steps import reasons
from kkr_allocation.presentation.councils import called, supposed
from kkr_allocation.presentation.language import exact, explained, say, signed
from kkr_allocation.presentation.places import place_line, rounding
from kkr_allocation.presentation.seats import cut_of, quota_of, quotient_of
from kkr_allocation.presentation.sheet import Sheet, sheet_of
from kkr_allocation.scenarios.comparisons import mayor_flips
from kkr_allocation.scenarios.margins import list_margins, margin
from kkr_allocation.scenarios.partners import chair_majorities
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kkr_allocation import Comparison, Election, Source
    from kkr_allocation.apportionment.exact import Round
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.language import Said
    from kkr_allocation.scenarios.margins import SeatMargin


def named(typed: str, known: Iterable[str], names: Mapping[str, str], among: str) -> str:
    """Return the name that is meant, of a list or place, as people write it.

    As it stands first, then in other letters, then a list's full name or what people call a party,
    and a municipality's. A text that means none, or several, is refused with its neighbours.
    """
    lists = list(known)
    if is_among(typed, lists):
        return typed
    year, plain = max(BUNDLED_YEARS), " ".join(str(typed).split()).casefold()
    party = everyday_party(plain, year) or find_party("", str(typed), year)
    place = find_municipality(str(typed))
    means = {plain, *(of.casefold() for of in (party and party.letter, place and place.name) if of)}
    spelled = {
        key: {text.casefold() for text in (key, key.partition(" (")[0], names.get(key, key))}
        for key in lists
    }
    found = [key for key, texts_of in spelled.items() if means & texts_of]
    found = [key for key in found if key.casefold() in means] or found
    if len(found) == 1:
        return found[0]
    near = {w: key for key, texts_of in spelled.items() for text in texts_of for w in text.split()}
    near |= {text: key for key, texts_of in spelled.items() for text in texts_of}
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


@explained()
def _of_council(council: Composition, typed: str, language: Language) -> Iterator[Said]:
    """Say the steps that matter to one list, each under the rule of the statutes it rests on."""
    name = named(typed, council.votes, council.basis.names, "composition.lists_among")
    label, seats = council.basis.label(name), council.seats.get(name, 0)
    mayors, source = council.mayors.get(name, 0), council.statutes.source
    seated: dict[str, int] = {"mayors": mayors, "elected": seats - mayors}
    of = called(council, language)
    yield say("composition.why_in_council", language, list=label, seats=seats, council=of)
    if said := " ".join(supposed(council, language)):
        yield said, source("votes")
    house = {"seats": seats, "house": council.house_size}
    members = say("composition.members_of_list", language, list=name, **house, **seated)
    yield members, source("members")
    yield _standing(council, name, language), source("threshold")
    if name in council.eligible:
        yield " ".join(_claimed(council, name, language)), source("size_rule")
        if mayors:
            some = seats > mayors
            fixed = "composition.mayors_fix_seats" if some else "composition.mayors_fix_all"
            yield say(fixed, language, **seated), source("mayors_stay")
        else:
            yield say("composition.no_mayor_of_list", language), source("mayors_stay")
        yield from _shared(council, name, language)
    yield " ".join(_hangs_on(council, name, "votes", language)), source("votes")


def _standing(council: Composition, name: str, language: Language) -> str:
    threshold, base = council.statutes.threshold, council.statutes.threshold_base
    standing = next(standing for standing in council.standings if standing.name == name)
    return say(
        f"composition.{'list_takes_part' if standing.eligible else 'list_takes_no_part'}",
        language,
        votes=standing.votes,
        share=texts.telling_percent(standing.share, threshold, language),
        base=say(f"threshold_base:{base.name.lower()}", language),
        needed=ceil(threshold * council.basis.total(base)),
        reasons=[say(reason, language) for reason in reasons(standing)],
    )


def _claimed(council: Composition, name: str, language: Language) -> Iterator[str]:
    """Say what the list's votes claim, exactly, and what rounding makes of it."""
    votes, size_rule = council.votes[name], council.statutes.size_rule
    if claim := council.claims.get(name):
        yield texts.price_said(council, language)
        price, shown = texts.price_of_seat(council, language), texts.decimal(claim, language)
        of = {"votes": votes, "price": price, "claim": shown, "exact": str(claim)}
        yield say("composition.claim_exactly", language, seats=ceil(claim), **of)
        if name in council.binding:
            yield say("composition.sets_price_itself", language)
        return
    if size_rule is SizeRule.ROUND_UP:
        yield say("no_mayor_in_sharing", language)
    elif isinstance(size_rule, FixedSize):
        yield say("size_is_fixed", language, total=council.house_size)
    total = sum(council.votes[other] for other in council.eligible)
    house = sum(council.seats.get(other, 0) for other in council.eligible)
    yield from _share(votes, total, house, council.seats.get(name, 0), language)


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


def _shared(council: Composition, name: str, language: Language) -> Iterator[Said]:
    """Say what the cap took, and between which quotients the list's last seat lies."""
    bounds, statutes = texts.house(council), council.statutes
    by_claims, seats = statutes.size_rule is SizeRule.ROUND_UP, council.seats.get(name, 0)
    if bounds.floors == bounds.ceilings:
        return
    if by_claims and council.capped:
        claim, claimed = bounds.ceilings[name], sum(bounds.ceilings.values())
        took = "composition.cap_took" if claim > seats else "composition.cap_took_nothing"
        of = {"claimed": claimed, "left": bounds.seats, "claim": claim, "gap": claim - seats}
        yield say(took, language, **of), statutes.source("cap_factor")
    votes, won = (
        {other: of.get(other, 0) for other in council.eligible}
        for of in (council.votes, council.seats)
    )
    limits = bounds.floors, bounds.ceilings
    sharing = Apportionment(votes, bounds.seats, bounds.rule, (), *limits, council.lots, won)
    if said := _cut(sharing, next(sharing.rounds()), name, language):
        yield said, statutes.source("at_cap" if by_claims else "rule")


def _cut(result: Apportionment, level: Round, name: str, language: Language) -> str:
    """Say who took the last seat of a sharing, and how far the next of one name is from it."""
    cut, place, rule = cut_of(result.rule, level), level.names.index(name), result.rule
    if cut is None:
        return ""
    seats, quota = level.seats[place], quota_of(rule, level)
    if seats >= rule.contest(level)[0].caps[place]:
        return say("composition.list_is_full_now", language, list=name, seats=seats)
    low, own = (
        exact(Fraction(quotient_of(rule, quota, level.votes[of], seat)[1]), language)
        for of, seat in ((cut.last, cut.last_seat), (place, seats + 1))
    )
    of = {"rule": rule, "last": level.names[cut.last], "low": low, "list": name, "own": own}
    return say("composition.last_seat_and_next", language, **of)


# What a seat hangs on: new votes, votes of others, votes that are lost.


def _hangs_on(
    result: Apportionment | Composition, name: str, unit: str, language: Language
) -> Iterator[str]:
    """Say the fewest votes that bring a list a seat more, or cost it one."""
    if result.lots:
        drawn = dict.fromkeys(claimant for lot in result.lots for claimant in lot.claimants)
        yield say("composition.lot_decided", language, claimants=list(drawn))
        return
    try:
        found = list(list_margins(result, name))
    except InvalidInputError as error:
        why_not = in_language(error.why or error.what, language)
        yield say("composition.margins_not_said", language, why=why_not)
        return
    won = [margin for margin in found if margin.target == name]
    fresh = next((margin for margin in won if not margin.source), None)
    if unit != "votes":
        yield from [_one_more(fresh, unit, language)] if fresh else []
        return
    yield _one_more(fresh, unit, language)
    if givers := [margin for margin in won if margin.source and margin.votes is not None]:
        yield _from_others(givers, language)
    if result.seats.get(name):
        lost = found[-1]
        key = "composition.loses_seat_lot" if lost.lot else "composition.loses_seat"
        said = say(key, language, votes=lost.votes) if lost.votes else ""
        yield said or say("composition.keeps_seats", language)


def _one_more(margin: SeatMargin | None, unit: str, language: Language) -> str:
    """Say how many votes more, or how much more of a key or strength, one seat or post takes."""
    votes = unit == "votes"
    of: dict[str, object] = {} if votes else {"of": say(f"composition.more_of:{unit}", language)}
    if margin is None or margin.votes is None:
        key = "composition.next_seat_never" if votes else "composition.more_for_next_never"
        return say(key, language, **of)
    of["votes" if votes else "more"] = margin.votes
    if margin.lot:
        key = "composition.next_seat_lot" if votes else "composition.more_for_next_lot"
        return say(key, language, **of)
    loses = [other for other in margin.loses if other != margin.target]
    verb = say(f"composition.lose_one:{'one' if len(loses) == 1 else 'several'}", language)
    others = say("composition.then_lose", language, loses=loses, verb=verb) if loses else ""
    key = "composition.next_seat" if votes else "composition.more_for_next"
    return say(key, language, others=others, **of)


def _from_others(margins: list[SeatMargin], language: Language) -> str:
    """Say from which three groups of lists fewest votes are needed; more than four are counted."""
    groups: dict[tuple[int, bool], list[str]] = {}
    for of in sorted(margins, key=lambda of: (of.votes or 0, of.lot)):
        groups.setdefault((of.votes or 0, of.lot), []).append(of.source)
    shown = []
    for (votes, lot), lists in islice(groups.items(), 3):
        many = say("composition.one_of_others", language, number=len(lists))
        said = many if len(lists) > 4 else " / ".join(lists)  # noqa: PLR2004  (as stated above)
        key = "composition.giver_lot" if lot else "composition.giver"
        shown.append(say(key, language, votes=votes, lists=said))
    return say("composition.from_others", language, givers="; ".join(shown))


# Why a list has its seats or posts, and a municipality its places.


@explained()
def _of_apportionment(result: Apportionment, typed: str, language: Language) -> Iterator[Said]:
    name = named(typed, result.votes, {}, "composition.lists_among")
    seats, house = result.seats[name], result.house_size
    yield say("composition.why_of_votes", language, list=name, seats=seats, house=house)
    yield from _apportioned(result, name, language)


def _apportioned(
    result: Apportionment, name: str, language: Language, unit: str = "votes"
) -> Iterator[tuple[str, Source]]:
    """Yield the exact share, each alliance around the list, its bounds and the margins."""
    source, seats = result.rule.source, result.seats[name]
    votes, total = result.votes[name], sum(result.votes.values())
    key = "composition.votes_of_list" if unit == "votes" else "composition.strength_of_list"
    said = say(key, language, list=name, votes=votes, total=total)
    yield " ".join([said, *_share(votes, total, result.house_size, seats, language)]), source
    every = (alliance for outer in result.alliances for alliance in outer.alliances())
    around = {of.label: of.parties() for of in every if name in of.parties()}
    for level in result.rounds():
        own = next((n for n in level.names if n == name or n in around), "")
        if (level.label and level.label not in around) or not own or not any(level.votes):
            continue
        place, house = level.names.index(own), level.house_size
        lines = [_cut(result, level, own, language)] if house else []
        if own in around:
            of = {"house": house, "votes": level.votes[place], "seats": level.seats[place]}
            lines.insert(0, say("composition.in_alliance", language, alliance=own, **of))
        if text := " ".join(filter(None, lines)):
            yield text, source
    for bound, held in (("floor", result.floors), ("cap", result.caps)):
        if name in held:
            text = say(f"composition.kept_between:{bound}", language, seats=held[name])
            yield text, result.bounds_source or source
    yield " ".join(_hangs_on(result, name, unit, language)), source


@explained()
def _of_entitlement(result: Entitlement, typed: str, language: Language) -> Iterator[Said]:
    name = named(typed, result.strengths, {}, "composition.lists_among")
    posts, everyone = result.totals[name], sum(result.totals.values())
    yield say("composition.why_posts", language, list=name, posts=posts, all=everyone)
    if fora := [f"{forum} {row[name]}" for forum, row in result.table.items() if row[name]]:
        yield say("composition.posts_by_forum", language, fora=fora)
    for package, share in result.shares.items():
        start = f"{package}: " if len(result.shares) > 1 else ""
        for text, source in _apportioned(share, name, language, "strength"):
            yield start + text, source
    for agreed in result.deviations:
        if name in {agreed.giver, agreed.taker}:
            of = {"forum": agreed.forum, "giver": agreed.giver, "taker": agreed.taker}
            yield say("composition.left_by_agreement", language, posts=agreed.posts, **of)


@explained()
def _of_place(result: Distribution, typed: str, language: Language) -> Iterator[Said]:
    name = named(typed, result.key, {}, "composition.places_among")
    total, claim, places = sum(result.key.values()), result.claims[name], result.places[name]
    yield say("composition.why_place", language, place=name, places=places)
    yield place_line(result, name, language)
    figure, whole = (exact(Fraction(of), language) for of in (result.key[name], total))
    of = {"figure": figure, "sum": whole, "exact": str(claim)}
    yield say("composition.claim_of_place", language, claim=texts.decimal(claim, language), **of)
    yield rounding(result, language)
    counted = all(Fraction(other).denominator == 1 for other in result.key.values())
    sharing = result.sharing()
    if counted and sum(sharing.votes.values()) == total:
        yield from _hangs_on(sharing, name, "key", language)


def why(
    result: Composition | Apportionment | Entitlement | Distribution, name: str, language: Language
) -> Explanation:
    """Say why a list, or a place, has what it has; see `kkr_allocation.results.Asked`."""
    kinds: dict[type, Callable[..., Explanation]] = {
        Composition: _of_council,
        Apportionment: _of_apportionment,
        Entitlement: _of_entitlement,
        Distribution: _of_place,
    }
    return kinds[type(result)](result, name, language)


def comparison_frame(result: Comparison) -> pd.DataFrame:
    """Return one row a list that sits or moves: seats, change, mayors, and what each step gave."""
    before, after, rows = result.before, result.after, []
    for name in dict.fromkeys([*after.votes, *before.votes]):
        if name in result.steps or name in after.seats or name in before.seats:
            steps = result.steps.get(name, {})
            seats, mayors = (
                [of.get(name, 0) for of in both]
                for both in ((before.seats, after.seats), (before.mayors, after.mayors))
            )
            gained = (steps.get(step, 0) for step in STEPS_OF_CHANGE)
            rows.append((name, *seats, sum(steps.values()), *mayors, *gained))
    columns = ["party", "before", "after", "change", "mayors_before", "mayors_after"]
    return pd.DataFrame(rows, columns=[*columns, *(f"by_{step}" for step in STEPS_OF_CHANGE)])


def comparison_sheets(result: Comparison, language: Language) -> tuple[Sheet]:
    """Return the frame with full names; a step that gives nothing is empty, and said below."""
    label = result.after.basis.label
    rows = [
        (label(row[0]), *row[1:6], *(n or None for n in row[6:]))
        for row in comparison_frame(result).itertuples(index=False, name=None)
    ]
    title = comparison_explanation(result, language).title
    note = " ".join(text for of in (result.before, result.after) for text in supposed(of, language))
    return (evolve(sheet_of("two_councils", language, rows, note), title=title),)


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
    result, of = chair_majorities(council), called(council, language)
    rows = result.to_frame().astype(object).itertuples(index=False, name=None)
    note = " ".join(step.text for step in result.explain(language))
    return sheet_of("chair_of_council", language, rows, note, council=of)


def _margins(council: Composition, _: Election, language: Language) -> Sheet:
    """Return the fewest votes that move each seat."""
    yes_no = [say(f"presentation.{'yes' if lot else 'no'}", language) for lot in (False, True)]
    closest = margin(council).closest()
    rows = [
        (source or None, target or None, int(votes), yes_no[lot], wins or None, loses or None)
        for source, target, votes, lot, wins, loses in closest.itertuples(index=False, name=None)
    ]
    return sheet_of("seats_that_hang", language, rows, council=called(council, language))


@explained()
def comparison_explanation(result: Comparison, language: Language) -> Iterator[Said]:
    """Say what is different, whose mayors moved, what a seat costs, and the steps of each list."""
    before, after = result.before, result.after
    source = after.statutes.source
    names = {"before": called(before, language), "after": called(after, language)}
    yield say("composition.what_changes", language, **names)
    for council in (before, after):
        for text in supposed(council, language):
            yield text, council.statutes.source("votes")
    yield _house_changed(result, language), source("members")
    mayors = [
        say("composition.from_to", language, name=name, after=now, before=was)
        for name in dict.fromkeys([*before.mayors, *after.mayors])
        if (was := before.mayors.get(name, 0)) != (now := after.mayors.get(name, 0))
    ]
    if mayors:
        yield say("composition.mayors_moved", language, lists=mayors), source("mayors_stay")
    if before.claims and after.claims:
        old, new = (texts.price_said(council, language) for council in (before, after))
        if old != new:
            text = say("composition.before_after", language, before=old, after=new)
            yield text, source("size_rule")
    for name, steps in result.steps.items():
        change = signed(sum(steps.values())) if sum(steps.values()) else "±0"
        told = ", ".join(
            say(f"composition.step_of_change:{step}", language, more=signed(steps[step]))
            for step in STEPS_OF_CHANGE
            if step in steps
        )
        text = say("composition.steps_of_change", language, list=name, change=change, steps=told)
        yield text, source("size_rule")


def _house_changed(result: Comparison, language: Language) -> str:
    moved = [f"{name} {signed(more)}" for name, more in result.changes.items()]
    was, now = result.before.house_size, result.after.house_size
    if was != now:
        of = {"before": was, "after": now}
        return say("composition.house_before_after", language, changes=moved, **of)
    if moved:
        return say("composition.same_house", language, house=now, changes=moved)
    return say("composition.same_members", language, house=now)
