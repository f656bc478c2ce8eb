"""Apportionments as frames, in steps and in quotients; a municipality's council as a table."""

from __future__ import annotations

from fractions import Fraction
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import evolve

from kkr_allocation.apportionment.rules import (
    DivisorRule,
    LinearRule,
    ListedRule,
    PowerRule,
    QuotaRule,
    Rule,
)
from kkr_allocation.composition.election import contested_mayor
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import decimal, in_steps, number, percent, say
from kkr_allocation.presentation.sheet import Kind, Sheet, sheet_of, sheet_of_frame
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.apportionment.batch import BatchApportionment
    from kkr_allocation.apportionment.exact import Apportionment, Round
    from kkr_allocation.composition.council import Council
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Cell


# The quotients of an apportionment as a table, and the cut between those that won and the next.


def quotients(result: Apportionment) -> pd.DataFrame:
    """Return every quotient up to the first that wins nobody a seat, level by level.

    Columns: `within` (the alliance whose seats are shared, empty for the house), `name` (party
    or alliance), `number` (the seat of that name, from 1), `divisor`, `quotient` (votes over
    divisor; under a quota rule the quotas left after ``number - 1`` seats), `seat` (the order in
    which it was won, missing where it was not) and `won_by` (``"floor"``, ``"quotient"``,
    ``"lot"`` or empty). Quotients are floats for the eye; the order rests on integers.
    """
    rows = [row for level in result.rounds() for row in _rows(result, level)]
    columns = ["within", "name", "number", "divisor", "quotient", "seat", "won_by"]
    return pd.DataFrame(rows, columns=columns).astype({"seat": "Int64"})


def _rows(result: Apportionment, level: Round) -> Iterator[tuple[object, ...]]:
    if not level.house_size or not any(level.votes):
        return
    _, priority = result.rule.contest(level)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    won: list[tuple[bool, int, int, int]] = []
    for place, (votes, seats, floor) in enumerate(
        zip(level.votes, level.seats, level.floors, strict=True)
    ):
        won += [(k > floor, -priority(votes, k), place, k) for k in range(1, seats + 1)]
    order = {entry[2:]: number for number, entry in enumerate(sorted(won), start=1)}
    for place, (name, votes) in enumerate(zip(level.names, level.votes, strict=True)):
        for k in range(1, max(level.seats) + 2):
            how = ""
            if k <= level.seats[place]:
                drawn = cut is not None and cut.tied and priority(votes, k) == cut.priority
                how = "floor" if k <= level.floors[place] else "lot" if drawn else "quotient"
            divisor, quotient = quotient_of(result.rule, quota, votes, k)
            yield level.label, name, k, divisor, quotient, order.get((place, k)), how


def sheets(result: Apportionment, language: Language) -> tuple[Sheet, ...]:
    """Return the seats, and the quotients that gave them."""
    shown = frame(result).astype({"floor": object})
    shown["floor"] = [result.floors.get(party) for party in result.votes]
    seats = sheet_of_frame(shown, _title(result, language), language)
    votes = sum(result.votes.values())
    sums = say("in_all", language), None, votes, 1.0, None, None, result.house_size
    seats = evolve(seats, rows=(*seats.rows, sums), sums=True)
    return seats, *quotient_sheets(result, language)


def quotient_sheets(result: Apportionment, language: Language) -> Iterator[Sheet]:
    """Yield every list's quotients below one another, those that won a seat marked.

    The house comes first, and an alliance that shares seats has a table of its own. None under a
    rule that has no divisors, and of a house so large that nobody reads them.
    """
    if not isinstance(result.rule, DivisorRule) or result.house_size > _MOST_READ:
        return
    marks = entry("quotient_mark")[language]
    for within, rows in quotients(result).groupby("within", sort=False):
        large = rows["quotient"][rows["won_by"] != ""].min() >= _LARGE
        lists: dict[str, dict[int, str]] = {name: {} for name in rows["name"]}
        for row in rows.to_dict("records"):
            of, figure = row["quotient"], "–"
            if of < _MOST:
                figure = number(int(of), language) if large else _decimal(of, language)
            mark = marks.get(row["won_by"], "")
            lists[row["name"]][row["number"]] = f"{mark} {figure}".strip()
        divisors = dict(zip(rows["number"], rows["divisor"], strict=True))
        yield Sheet(
            " ".join(filter(None, [say("quotients_sharing", language), str(within)])),
            (say("divisor", language), *lists),
            tuple(
                (f"{divisor:.4g}", *(of[number] for of in lists.values()))
                for number, divisor in divisors.items()
            ),
            " ".join(
                say(f"quotient_marks:{how}", language, mark=mark)
                for how, mark in marks.items()
                if how == "quotient" or how in set(rows["won_by"])
            ),
            kinds=(Kind.COUNT,) * (len(lists) + 1),
        )


_LARGE = 1000
"""Where every quotient that won is as large, their decimals say nothing."""
_MOST_READ = 300
"""The most seats whose quotients are a table on paper; `Apportionment.quotients` has them all."""
_MOST = 10**15
"""A quotient from here on has no meaning to the eye: its divisor is 0 or next to it."""


class Cut:
    """The last seat won and the first not won in one round, by exact priority."""

    def __init__(self, last: tuple[int, int, int], after: tuple[int, int, int]) -> None:
        self.priority, self.last, self.last_seat = last
        _, self.next, self.next_seat = after
        self.tied = last[0] == after[0]


def cut_of(rule: Rule, level: Round) -> Cut | None:
    """Return the cut, or None where floors or caps left nothing to choose."""
    contest, priority = rule.contest(level)
    columns = range(len(level.names))
    inside = [
        (priority(level.votes[i], level.seats[i]), i, level.seats[i])
        for i in columns
        if level.seats[i] > contest.floors[i]
    ]
    outside = [
        (priority(level.votes[i], level.seats[i] + 1), i, level.seats[i] + 1)
        for i in columns
        if level.seats[i] < contest.caps[i]
    ]
    return Cut(min(inside), max(outside)) if inside and outside else None


def quota_of(rule: Rule, level: Round) -> Fraction | None:
    """Return what a seat costs those at no bound, or all where there are no others."""
    if not isinstance(rule, QuotaRule):
        return None
    own = rule.settled(level)[1] if level.house_size and any(level.votes) else None
    return own or rule.quota(sum(level.votes), max(level.house_size, 1))


def quotient_of(rule: Rule, quota: Fraction | None, votes: int, seat: int) -> tuple[float, float]:
    """Return divisor and quotient for the eye; infinity where no float is large enough."""
    if quota is not None:
        return as_float(quota), as_float(votes / quota - (seat - 1))
    assert isinstance(rule, DivisorRule)  # noqa: S101  (the two families are all there is)
    post = Fraction(*rule.signpost(seat))
    quotient = votes**rule.power / post if post else None
    return rooted(post, rule), inf if quotient is None else rooted(quotient, rule)


def rooted(value: Fraction, rule: DivisorRule) -> float:
    """Return a divisor or quotient as it is before the rule's power, for the eye."""
    raised = as_float(value)
    return sqrt(raised) if rule.power == 2 else raised ** (1 / rule.power)  # noqa: PLR2004  (a square)


def as_float(value: Fraction) -> float:
    """Return the nearest float, infinity where none is large enough."""
    try:
        return float(value)
    except OverflowError:
        return inf


def frame(result: Apportionment) -> pd.DataFrame:
    """Return one row a party; its alliance is the innermost, its share a float for the eye."""
    home = {
        member: inner.label
        for outer in result.alliances
        for inner in outer.alliances()
        for member in inner.members
        if isinstance(member, str)
    }
    total = sum(result.votes.values())
    return pd.DataFrame(
        {
            "party": list(result.votes),
            "alliance": [home.get(party, "") for party in result.votes],
            "votes": list(result.votes.values()),
            "share": [votes / total for votes in result.votes.values()],
            "floor": [result.floors.get(party, 0) for party in result.votes],
            "cap": pd.array([result.caps.get(party) for party in result.votes], dtype="Int64"),
            "seats": list(result.seats.values()),
        }
    )


def explanation(result: Apportionment, language: Language) -> Explanation:
    """Return the steps from the votes to the seats, level by level."""
    own = result.bounds_source or Source(
        say("condition_of_sharing", language), "", SourceStatus.OPEN
    )
    rule = result.rule.source
    house, lists = result.house_size, list(result.votes)
    votes = sum(result.votes.values())
    said = [
        (say("take_part_in_sharing", language, votes=votes, lists=lists, seats=house), rule),
    ]
    if result.unit > 1:
        said.append((say("votes_in_parts", language, unit=result.unit), rule))
    said.append((_method(result, language), rule))
    said += [(text, own) for text in _bounds(result, language)]
    said += [(text, rule) for text in _course(result, language)]
    return in_steps(_title(result, language), language, said)


def _title(result: Apportionment, language: Language) -> str:
    return say("how_seats_were_shared", language, seats=result.house_size, rule=result.rule)


def _bounds(result: Apportionment, language: Language) -> Iterator[str]:
    """Say the floors, caps and threshold, which no rule of apportionment has of itself."""
    for party, floor in result.floors.items():
        yield say("list_keeps_at_least", language, list=party, seats=floor)
    needed = result.below
    for party, cap in result.caps.items():
        if party not in needed:
            yield say("list_takes_at_most", language, list=party, seats=cap)
    if result.threshold is not None:
        yield say("threshold_holds", language, below=len(needed))
    for party, votes in needed.items():
        whole = votes.denominator == 1
        least = number(votes.numerator, language) if whole else decimal(votes, language)
        yield say("list_is_below", language, list=party, least=least, seats=result.seats[party])


def _course(result: Apportionment, language: Language) -> Iterator[str]:
    for level in result.rounds():
        if level.house_size:
            yield _round_text(result, level, language)
    for lot in result.lots:
        text = say("equal_quotients_lots", language, claimants=lot.claimants, winners=lot.winners)
        yield text + (say("lot_follows_seed", language, seed=lot.seed) if lot.seed else "")
    yield say("result_won", language, won=_tally(result.seats))


def _tally(seats: Mapping[str, int]) -> list[str]:
    return [f"{name} {won}" for name, won in seats.items()]


_SHOWN_DIVISORS = 3


def _method(result: Apportionment, language: Language) -> str:
    rule = result.rule
    if (quota := quota_of(rule, next(result.rounds()))) is not None:
        return say("quota_of_votes", language, quota=_decimal(as_float(quota), language))
    if isinstance(rule, PowerRule):
        return say("divided_by_power", language, power=f"{rule.raised}/{rule.power}")
    if isinstance(rule, LinearRule | ListedRule):
        known = len(rule.divisors) if isinstance(rule, ListedRule) else _SHOWN_DIVISORS
        posts = [Fraction(*rule.signpost(n + 1)) for n in range(min(known, _SHOWN_DIVISORS))]
        divisors = [
            _decimal(as_float(post), language).removesuffix("00").rstrip(".,") for post in posts
        ]
        return say("votes_are_divided", language, divisors=", ".join(divisors))
    return say("divided_by_signposts", language, rule=rule)


def _round_text(result: Apportionment, level: Round, language: Language) -> str:
    won = _tally(dict(zip(level.names, level.seats, strict=True)))
    if level.label:
        text = say("alliance_shares", language, label=level.label, seats=level.house_size, won=won)
    else:
        text = say("house_shared", language, won=won)
    if not any(level.votes):
        return text
    if isinstance(result.rule, QuotaRule):
        text += _held(result.rule, level, language)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    if cut is None or cut.tied:
        return text
    low = quotient_of(result.rule, quota, level.votes[cut.last], cut.last_seat)[1]
    high = quotient_of(result.rule, quota, level.votes[cut.next], cut.next_seat)[1]
    return f"{text} " + say(
        "last_seat_goes_on",
        language,
        last=level.names[cut.last],
        low=_decimal(low, language),
        next=level.names[cut.next],
        high=_decimal(high, language),
    )


def _held(rule: QuotaRule, level: Round, language: Language) -> str:
    """Say who stays at a bound, and what the others share; empty where no bound is felt."""
    state, quota = rule.settled(level)
    held = {
        place: bound
        for place, bound in enumerate(state.held)
        if bound is not None
        and (bound or level.votes[place])
        and (rule.droop or quota is None or level.votes[place] * state.factor != bound)
    }
    if not held:
        return ""
    text = say("held_at_bound", language, held=_tally({level.names[i]: n for i, n in held.items()}))
    if quota is None:
        return text
    text += say(
        "others_share_rest",
        language,
        seats=level.house_size - sum(held.values()),
        votes=sum(level.votes) - sum(level.votes[i] for i in held),
        quota=_decimal(as_float(quota), language),
    )
    whole, house = sum(level.votes), level.house_size
    near = [
        level.names[i] for i, n in held.items() if abs(n * whole - level.votes[i] * house) < whole
    ]
    return text + (say("bound_next_to_claim", language, lists=near) if near else "")


def _decimal(value: float, language: Language) -> str:
    """Write a quotient with two decimals, cut and not rounded up past a neighbour."""
    text = f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


# Batches of elections as frames, in words and as HTML.


def batch_frame(result: BatchApportionment) -> pd.DataFrame:
    """Return one row an election: house_size, tied, and the seats of each column."""
    seats = pd.DataFrame(result.seats, list(result.elections) or None, list(result.columns))
    seats.insert(0, "house_size", np.broadcast_to(result.house_size, (len(result),)))
    seats.insert(1, "tied", result.tied)
    return seats.rename_axis("election")


def batch_explanation(result: BatchApportionment, language: Language) -> Explanation:
    """Say how many elections there are, and how many need a lot."""
    tied = int(result.tied.sum())
    second = say("elections_left", language, tied=tied) if tied else say("no_lot_needed", language)
    title = say("elections_by", language, elections=len(result), rule=result.rule)
    said = ((text, result.rule.source) for text in (say("each_election_shared", language), second))
    return in_steps(title, language, said)


# A municipality's council at one election as a table, with what has to be read with it.


_STATUS = {"derived": "turnout_derived", "doubtful": "turnout_doubtful"}


def sheet_of_council(
    council: Council, shared: Apportionment | None, election: str, language: Language
) -> Sheet:
    """Return one row a list, and a note on voters, mayor and how the seats were checked.

    Shared are its seats recomputed; None where they cannot be.
    """
    alliances = {
        key: alliance.label for alliance in council.alliances for key in alliance.parties()
    }
    valid = council.votes_valid or council.listed_votes
    rows: list[tuple[Cell, ...]] = [
        (
            entry.letter or None,
            entry.ballot_name or entry.name,
            entry.votes,
            None if entry.votes is None else float(Fraction(entry.votes, valid)),
            entry.candidates,
            alliances.get(entry.key),
            entry.seats,
            shared.seats[entry.key] if shared else None,
        )
        for entry in council.lists
    ]
    sums = (council.listed_votes, None, None, None, council.council_seats)
    rows.append((None, say("in_all", language), *sums, shared.house_size if shared else None))
    sheet = sheet_of(
        "municipal_council", language, rows, place=council.municipality, election=election
    )
    note = " ".join(_sentences(council, shared, language))
    return evolve(sheet, note=note, sums=True)


def _sentences(council: Council, shared: Apportionment | None, language: Language) -> Iterator[str]:
    yield from _voters(council, language)
    if council.mayor is None:
        yield say("mayor_not_known", language)
    else:
        yield say("mayor_of_list", language, list=council.mayor)
    if contested := contested_mayor(council):
        yield in_language(contested, language) + "."
    if shared is None:
        yield say("seats_not_known", language)
        return
    for name, cap in shared.caps.items():
        yield say("list_is_full", language, list=name, candidates=cap)
    if all(entry.seats == shared.seats[entry.key] for entry in council.lists):
        yield say("alliances_agree" if council.alliances else "votes_agree", language)
    else:
        yield say("alliances_differ" if council.alliances else "votes_differ", language)


def _voters(council: Council, language: Language) -> Iterator[str]:
    cast, eligible = council.votes_cast, council.eligible_voters
    if cast is not None and eligible:
        share = percent(Fraction(cast, eligible), language)
        yield say("turnout", language, eligible=eligible, cast=cast, turnout=share)
    elif cast is not None:
        yield say("number_voted", language, cast=cast)
    if said := _STATUS.get(council.votes_cast_status):
        yield say(said, language)
    if council.votes_valid is not None:
        yield say("valid_votes", language, valid=council.votes_valid)
