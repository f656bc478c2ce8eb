"""Apportionments by votes, of a house or a two-way table: as frames, in steps and as tables."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, islice
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import evolve

from kkr_allocation.apportionment import rules
from kkr_allocation.apportionment.crosstable import cell_label
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.composition.election import contested_mayor
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import exact, in_steps, number, percent, rule_name, say
from kkr_allocation.presentation.sheet import Kind, Sheet, beside, sheet_of, sheet_of_frame
from kkr_allocation.sources import BALINSKI_DEMANGE, Source, SourceStatus
from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.apportionment.batch import BatchApportionment
    from kkr_allocation.apportionment.exact import Apportionment, Round
    from kkr_allocation.composition.council import Council
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.tables import TableDistribution
    from kkr_allocation.presentation.sheet import Cell

_LARGE = 1000  # where every quotient that won is as large, their decimals say nothing
_MOST_READ = 300  # seats whose quotients are a table on paper; `Apportionment.quotients` has all
_MOST = 10**15  # from here on a quotient has no meaning to the eye: its divisor is next to 0
_STATUS = {"derived": "turnout_derived", "doubtful": "turnout_doubtful"}


def quotients(result: Apportionment) -> pd.DataFrame:
    """Return every quotient up to the first that wins nobody a seat, level by level.

    Of the alliance `within`, empty for the house, `name` has its seat of a `number` from 1 up by a
    `quotient`, under a quota rule the quotas left before it. `seat` is the order in which it was
    won, by exact integers, missing where it was not; `won_by` is how, or empty.
    """
    rows = [row for level in result.rounds() for row in _rows(result, level)]
    columns = ["within", "name", "number", "divisor", "quotient", "seat", "won_by"]
    return pd.DataFrame(rows, columns=columns).astype({"seat": "Int64"})


def _rows(result: Apportionment, level: Round) -> Iterator[tuple[object, ...]]:
    if not level.house_size or not any(level.votes):
        return
    _, priority = result.rule.contest(level)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    places = list(enumerate(zip(level.votes, level.seats, level.floors, strict=True)))
    won = sorted(
        (k > floor, -priority(votes, k), place, k)
        for place, (votes, seats, floor) in places
        for k in range(1, seats + 1)
    )
    order = {seat[2:]: number for number, seat in enumerate(won, start=1)}
    for place, (votes, seats, floor) in places:
        for k in range(1, max(level.seats) + 2):
            how = ""
            if k <= seats:
                drawn = cut is not None and cut.tied and priority(votes, k) == cut.priority
                how = "floor" if k <= floor else "lot" if drawn else "quotient"
            divided = quotient_of(result.rule, quota, votes, k)
            yield level.label, level.names[place], k, *divided, order.get((place, k)), how


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

    None under a rule without divisors, and of a house so large that nobody reads them.
    """
    if not isinstance(result.rule, rules.DivisorRule) or result.house_size > _MOST_READ:
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
        cells = ((f"{by:.4g}", *(of[n] for of in lists.values())) for n, by in divisors.items())
        used = {"quotient", *rows["won_by"]}
        shown = {how: mark for how, mark in marks.items() if how in used}
        notes = (say(f"quotient_marks:{how}", language, mark=mark) for how, mark in shown.items())
        yield Sheet(
            f"{say('quotients_sharing', language)} {within}".strip(),
            (say("divisor", language), *lists),
            tuple(cells),
            " ".join(notes),
            kinds=(Kind.COUNT,) * (len(lists) + 1),
        )


class Cut:
    """The last seat won and the first not won in one round, by exact priority."""

    def __init__(self, last: tuple[int, int, int], after: tuple[int, int, int]) -> None:
        self.priority, self.last, self.last_seat = last
        _, self.next, self.next_seat = after
        self.tied = last[0] == after[0]


def cut_of(rule: rules.Rule, level: Round) -> Cut | None:
    """Return the cut, or None where floors or caps left nothing to choose."""
    contest, priority = rule.contest(level)
    both = list(enumerate(zip(level.votes, level.seats, strict=True)))
    won = [(priority(v, k), i, k) for i, (v, k) in both if k > contest.floors[i]]
    lost = [(priority(v, k + 1), i, k + 1) for i, (v, k) in both if k < contest.caps[i]]
    return Cut(min(won), max(lost)) if won and lost else None


def quota_of(rule: rules.Rule, level: Round) -> Fraction | None:
    """Return what a seat costs those at no bound, or all where there are no others."""
    if not isinstance(rule, rules.QuotaRule):
        return None
    own = rule.settled(level)[1] if level.house_size and any(level.votes) else None
    return own or rule.quota(sum(level.votes), max(level.house_size, 1))


def quotient_of(
    rule: rules.Rule, quota: Fraction | None, votes: int, seat: int
) -> tuple[float, float]:
    """Return divisor and quotient for the eye; infinity where no float is large enough."""
    if quota is not None:
        return _as_float(quota), _as_float(votes / quota - (seat - 1))
    assert isinstance(rule, rules.DivisorRule)  # noqa: S101  (the two families are all there is)
    post = Fraction(*rule.signpost(seat))
    return rooted(post, rule), rooted(votes**rule.power / post, rule) if post else inf


def rooted(value: Fraction, rule: rules.DivisorRule) -> float:
    """Return a divisor or quotient as it is before the rule's power, for the eye."""
    raised = _as_float(value)
    return sqrt(raised) if rule.power == 2 else raised ** (1 / rule.power)  # noqa: PLR2004  (a square)


def _as_float(value: Fraction) -> float:
    """Return the nearest float, infinity where none is large enough."""
    try:
        return float(value)
    except OverflowError:
        return inf


def frame(result: Apportionment) -> pd.DataFrame:
    """Return one row a party; its alliance is the innermost, its share a float for the eye."""
    inner = (one for outer in result.alliances for one in outer.alliances())
    home = {name: one.label for one in inner for name in one.members if isinstance(name, str)}
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
    condition = Source(say("condition_of_sharing", language), "", SourceStatus.OPEN)
    own, rule = result.bounds_source or condition, result.rule.source
    votes, house, lists = sum(result.votes.values()), result.house_size, list(result.votes)
    said = [(say("take_part_in_sharing", language, votes=votes, lists=lists, seats=house), rule)]
    if result.unit > 1:
        said.append((say("votes_in_parts", language, unit=result.unit), rule))
    said.append((_method(result, language), rule))
    said += [(text, own) for text in _bounds(result, language)]
    levels = (level for level in result.rounds() if level.house_size)
    said += [(_round_text(result, level, language), rule) for level in levels]
    for lot in result.lots:
        text = say("equal_quotients_lots", language, claimants=lot.claimants, winners=lot.winners)
        seed = say("lot_follows_seed", language, seed=lot.seed) if lot.seed else ""
        said.append((text + seed, rule))
    won = _listed(result.seats, result.seats.values())
    said.append((say("result_won", language, won=won), rule))
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
        least, seats = exact(votes, language), result.seats[party]
        yield say("list_is_below", language, list=party, least=least, seats=seats)


def _method(result: Apportionment, language: Language) -> str:
    rule = result.rule
    if (quota := quota_of(rule, next(result.rounds()))) is not None:
        return say("quota_of_votes", language, quota=_decimal(_as_float(quota), language))
    if isinstance(rule, rules.PowerRule):
        return say("divided_by_power", language, power=f"{rule.raised}/{rule.power}")
    if isinstance(rule, rules.LinearRule | rules.ListedRule):
        known = len(rule.divisors) if isinstance(rule, rules.ListedRule) else 3
        posts = [Fraction(*rule.signpost(n + 1)) for n in range(min(known, 3))]  # three are enough
        shown = (_decimal(_as_float(post), language).removesuffix("00") for post in posts)
        divisors = ", ".join(post.rstrip(".,") for post in shown)
        return say("votes_are_divided", language, divisors=divisors)
    return say("divided_by_signposts", language, rule=rule)


def _round_text(result: Apportionment, level: Round, language: Language) -> str:
    won = _listed(level.names, level.seats)
    text = say("house_shared", language, won=won)
    if level.label:
        text = say("alliance_shares", language, label=level.label, seats=level.house_size, won=won)
    if not any(level.votes):
        return text
    if isinstance(result.rule, rules.QuotaRule):
        text += _held(result.rule, level, language)
    cut, quota = cut_of(result.rule, level), quota_of(result.rule, level)
    if cut is None or cut.tied:
        return text
    low = quotient_of(result.rule, quota, level.votes[cut.last], cut.last_seat)[1]
    high = quotient_of(result.rule, quota, level.votes[cut.next], cut.next_seat)[1]
    last = {"last": level.names[cut.last], "low": _decimal(low, language)}
    after = {"next": level.names[cut.next], "high": _decimal(high, language)}
    return f"{text} {say('last_seat_goes_on', language, **last, **after)}"


def _held(rule: rules.QuotaRule, level: Round, language: Language) -> str:
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
    bound = _listed([level.names[i] for i in held], held.values())
    text = say("held_at_bound", language, held=bound)
    if quota is None:
        return text
    whole, house, votes = sum(level.votes), level.house_size, level.votes
    seats, rest = house - sum(held.values()), whole - sum(votes[i] for i in held)
    shown = _decimal(_as_float(quota), language)
    text += say("others_share_rest", language, seats=seats, votes=rest, quota=shown)
    near = [level.names[i] for i, n in held.items() if abs(n * whole - votes[i] * house) < whole]
    return text + (say("bound_next_to_claim", language, lists=near) if near else "")


def _decimal(value: float, language: Language) -> str:
    """Write a quotient with two decimals, cut and not rounded up past a neighbour."""
    text = f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def batch_frame(result: BatchApportionment) -> pd.DataFrame:
    """Return one row an election: house_size, tied, and the seats of each column."""
    names = beside({"election", "house_size", "tied"}, result.columns)
    seats = pd.DataFrame(result.seats, list(result.elections) or None, names)
    seats.insert(0, "house_size", np.broadcast_to(result.house_size, (len(result),)))
    seats.insert(1, "tied", result.tied)
    return seats.rename_axis("election")


def batch_explanation(result: BatchApportionment, language: Language) -> Explanation:
    """Say how many elections there are, and how many need a lot."""
    tied = int(result.tied.sum())
    second = say("elections_left", language, tied=tied) if tied else say("no_lot_needed", language)
    title = say("elections_by", language, elections=len(result), rule=result.rule)
    rule = result.rule.source
    said = [(say("each_election_shared", language), rule), (second, rule)]
    if result.threshold is not None:
        condition = Source(say("condition_of_sharing", language), "", SourceStatus.OPEN)
        said.insert(0, (say("threshold_in_each", language), condition))
    return in_steps(title, language, said)


def sheet_of_council(
    council: Council, shared: Apportionment | None, election: str, language: Language
) -> Sheet:
    """Return one row a list, with its seats as shared anew if they can be, and what to know."""
    alliances = {key: of.label for of in council.alliances for key in of.parties()}
    valid = council.votes_valid or council.listed_votes
    rows: list[tuple[Cell, ...]] = []
    for one in council.lists:
        share = None if one.votes is None else float(Fraction(one.votes, valid))
        figures = one.votes, share, one.candidates, alliances.get(one.key), one.seats
        named, again = one.ballot_name or one.name, shared.seats[one.key] if shared else None
        rows.append((one.letter or None, named, *figures, again))
    sums = (council.listed_votes, None, None, None, council.council_seats)
    rows.append((None, say("in_all", language), *sums, shared.house_size if shared else None))
    of = {"place": council.municipality, "election": election}
    sheet = sheet_of("municipal_council", language, rows, **of)
    note = [*_voters(council, language), *_mayor_and_seats(council, shared, language)]
    return evolve(sheet, note=" ".join(note), sums=True)


def _mayor_and_seats(
    council: Council, shared: Apportionment | None, language: Language
) -> Iterator[str]:
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


class _Shared:
    """A two-way table in the words of its job; totals and prices are of rows, and of columns."""

    def __init__(self, result: TwoWayApportionment | TableDistribution) -> None:
        self.weights: tuple[tuple[int | Fraction, ...], ...]
        if isinstance(result, TwoWayApportionment):
            self.answer, self.figures, self.weights = "seats", "votes", result.votes
            self.cells, self.totals = result.seats.tolist(), (result.row_seats, result.column_seats)
            self.prices, title = (result.row_divisors, result.column_divisors), ""
        else:
            self.answer, self.figures, self.weights = "places", "weights", result.weights
            self.cells = result.places.tolist()
            self.totals = result.row_totals, result.column_totals
            self.prices, title = (result.row_prices, result.column_prices), result.title
        self.result, self.title, rule = result, title, result.rule
        # What the divisors are raised to; 0 for thresholds of rounded claims.
        self.power = rule.power if isinstance(rule, rules.DivisorRule) else 0

    def claims(self) -> Iterator[tuple[int | Fraction, float]]:
        """Yield each cell's figure, and what is rounded: it by both divisors, or it by itself."""
        for row, figures in zip(self.prices[0], self.weights, strict=True):
            for column, figure in zip(self.prices[1], figures, strict=True):
                quotient = figure**self.power / (row * column) if self.power else figure
                yield figure, float(quotient) ** (1 / (self.power or 1))

    def method(self, language: Language) -> Iterator[str]:
        """Yield what the cells are divided by, or that their claims are rounded."""
        of_rows, of_columns = "divisors_rows", "divisors_columns"
        if self.power:
            rule = rule_name(self.result.rule.name, language)
            said = say(f"cells_are_divided:{self.figures}", language, rule=rule)
            if self.power == 2:  # noqa: PLR2004  (a square)
                said += say(f"divisors_are_squares:{self.figures}", language)
            elif self.power > 1:
                said += say("divisors_are_powers", language, power=self.power)
            yield said
        else:
            yield say("cells_are_rounded", language)
            of_rows, of_columns = "thresholds_rows", "thresholds_columns"
        rows, columns = self.prices
        yield say(of_rows, language, divisors=_listed(self.result.rows, rows))
        yield say(of_columns, language, divisors=_listed(self.result.columns, columns))

    def bounds_and_cells(self, language: Language) -> Iterator[str]:
        """Yield the bounds, the lots and each row of the answer."""
        result = self.result

        def label(cell: tuple[int, int]) -> str:
            return cell_label(result.rows[cell[0]], result.columns[cell[1]])

        for cell, count in result.floors.items():
            yield say(f"cell_keeps_at_least:{self.answer}", language, cell=label(cell), count=count)
        for cell, count in result.caps.items():
            yield say(f"cell_takes_at_most:{self.answer}", language, cell=label(cell), count=count)
        for cell in result.forbidden:
            yield say("cell_takes_nothing", language, cell=label(cell))
        for lot in result.lots:
            drawn = say("lot_of_tables", language, claimants=lot.claimants, winners=lot.winners)
            yield drawn + (say("table_follows_seed", language, seed=lot.seed) if lot.seed else "")
        for name, counts in zip(result.rows, self.cells, strict=True):
            yield say("cells_of_row", language, row=name, cells=_listed(result.columns, counts))


def _listed(names: Iterable[str], figures: Iterable[int | Fraction]) -> list[str]:
    return [f"{name} {figure}" for name, figure in zip(names, figures, strict=True)]


def table_explanation(
    result: TwoWayApportionment | TableDistribution, language: Language
) -> Explanation:
    """Return the steps from the figures and both margins to the answer."""
    shared, rule = _Shared(result), result.rule
    rows, columns = result.rows, result.columns
    totals = _listed((*rows, *columns), chain(*shared.totals))
    given = {"rows": len(rows), "columns": len(columns), "totals": totals}
    method = BALINSKI_DEMANGE if shared.power else rule.source
    said = [(say("margins_of_table", language, **given), rule.source)]
    said += [(text, method) for text in shared.method(language)]
    said += [(text, method) for text in shared.bounds_and_cells(language)]
    whole = {"total": sum(shared.totals[0]), "rule": rule_name(rule.name, language)}
    named = say(f"shared_in_two_ways:{shared.answer}", language, **whole)
    return in_steps(shared.title or named, language, said)


def table_sheets(
    result: TwoWayApportionment | TableDistribution, language: Language
) -> tuple[Sheet, Sheet]:
    """Return the answer with both margins as a cross table, and what was rounded in one like it."""
    shared = _Shared(result)
    of_rows, of_columns = shared.totals
    total = say(f"counted:{shared.answer}", language, count=sum(of_rows))
    rule = rule_name(result.rule.name, language)
    by_rule = say("table_by_rule", language, total=total, rule=rule)
    both = zip(result.rows, shared.cells, of_rows, strict=True)
    rows: list[tuple[Cell, ...]] = [(name, *cells, own) for name, cells, own in both]
    rows.append((say("sum", language), *of_columns, sum(of_rows)))
    first, wide = say("presentation.column:row", language), len(result.columns)
    claims = (Fraction(claim) for _, claim in shared.claims())
    exactly: list[tuple[Cell, ...]] = [(n, *islice(claims, wide)) for n in result.rows]
    return (
        Sheet(
            shared.title or by_rule,
            (first, *result.columns, say("sum", language)),
            tuple(rows),
            by_rule if shared.title else "",
            sums=True,
            kinds=(Kind.NAME, *[Kind.COUNT] * (wide + 1)),
        ),
        Sheet(
            say(f"cells_before_rounding:{shared.answer}", language),
            (first, *result.columns),
            tuple(exactly),
            kinds=(Kind.NAME, *[Kind.AMOUNT] * wide),
        ),
    )


def table_frame(result: TwoWayApportionment | TableDistribution) -> pd.DataFrame:
    """Return one row a cell: its figure, what was rounded, floor, cap and the answer."""
    shared = _Shared(result)
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    caps = {**result.caps, **dict.fromkeys(result.forbidden, 0)}
    figures, claims = zip(*shared.claims(), strict=True)
    of_seats = shared.answer == "seats"
    return pd.DataFrame(
        {
            "row": [result.rows[i] for i, _ in cells],
            "column": [result.columns[j] for _, j in cells],
            "votes" if of_seats else "weight": figures if of_seats else list(map(float, figures)),
            "quotient" if of_seats else "claim": claims,
            "floor": [result.floors.get(cell, 0) for cell in cells],
            "cap": pd.array([caps.get(cell) for cell in cells], dtype="Int64"),
            shared.answer: list(chain.from_iterable(shared.cells)),
        }
    )
