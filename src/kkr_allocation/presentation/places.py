"""Training places in sentences, frames and tables: keys, distributions, plans and years."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from attrs import asdict

from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.inputs import is_among
from kkr_allocation.placements import shares as grounds
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.placements.shares import RemainderCut, held_at_limits, simplest_between
from kkr_allocation.presentation.language import (
    decimal,
    exact,
    explained,
    joined,
    number,
    percent,
    rule_name,
    say,
)
from kkr_allocation.presentation.sheet import Kind, Sheet, sheet_of, table
from kkr_allocation.sources import TIJDEMAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import kkr_allocation as kkr
    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribute import RuleComparison
    from kkr_allocation.placements.limits import Bound
    from kkr_allocation.placements.plan import Path
    from kkr_allocation.presentation.language import Said
    from kkr_allocation.presentation.sheet import Cell


# The steps from the key to the places.


@explained()
def explanation(result: Distribution, language: Language) -> Iterator[Said]:
    """Say the steps from the key to the places."""
    yield result.title or say("distribution_places", language)
    whole = sum(result.key.values(), Fraction(0))
    sentence = "shared_by_shares" if whole == 1 else "shared_by_figures"
    figures = {"places": result.total, "count": len(result.key), "whole": exact(whole, language)}
    yield say(sentence, language, **figures), grounds.given(grounds.NATIONAL_MINIMUM)
    for limit in _limits(result, language):
        yield limit, grounds.GIVEN
    yield rounding(result, language), grounds.ROUNDING
    for lot in result.lots:
        yield say("lot_of_places", language, claimants=lot.claimants, winners=lot.winners)
    if result.wishes or result.transfers or result.deductions:
        base = say("base_in_all", language, tally=_tally(result.base, language), total=result.total)
        yield base, grounds.FOLLOWS
        yield from _adjustments(result, language)
    places, total = _tally(result.places, language), sum(result.places.values())
    yield say("places_in_all", language, tally=places, total=total), grounds.FOLLOWS


def _limits(result: Distribution, language: Language) -> Iterator[str]:
    limits, change = result.limits, result.limits.change
    floors = {place: floor for place, floor in limits.floors.items() if floor}
    if floors:
        yield say("floors_hold", language, rules=_tally(floors, language))
    if limits.caps:
        yield say("caps_hold", language, rules=_tally(limits.caps, language))
    if change is not None:
        allowed = []
        if change.places is not None:
            allowed.append(say("counted:places", language, count=change.places))
        if change.percent is not None:
            whole = change.percent.denominator == 1
            allowed.append(percent(change.percent / 100, language, 0 if whole else 2))
        yield say("largest_change_from_last", language, limit=allowed)
    if limits.multiple > 1:
        yield say("places_given_in_multiples", language, multiple=limits.multiple)


@explained(grounds.given(grounds.FIVE_QUOTAS))
def key_explanation(key: kkr.Key, language: Language) -> Iterator[Said]:
    """Say the columns of a key with their weights."""
    yield say("distribution_key", language)
    for column, weight in key.weights.items():
        whole = exact(sum(key.columns[column].values(), Fraction(0)), language)
        yield say("column_of_key", language, column=column, weight=weight, whole=whole)
    yield say("weights_and_shares_places", language, count=len(key.places))


@explained(grounds.ROUNDING)
def rules_explanation(comparison: RuleComparison, language: Language) -> Iterator[Said]:
    """Say who would have more and who fewer under each rule."""
    yield say("places_under_each_rule", language)
    ours, nobody = comparison.distribution, say("none", language)
    for rule, shared in comparison.places.items():
        if rule == ours.rule.name:
            continue
        gaps = {place: shared[place] - ours.base[place] for place in ours.key}
        more = _tally({place: gap for place, gap in gaps.items() if gap > 0}, language)
        fewer = _tally({place: -gap for place, gap in gaps.items() if gap < 0}, language)
        sentence = "more_and_fewer_than" if more or fewer else "same_places_as"
        of = {"ours": ours.rule, "more": more or nobody, "fewer": fewer or nobody}
        yield say(sentence, language, rule=rule_name(rule, language), **of)
    for rule, why in comparison.without_answer.items():
        named, reason = rule_name(rule, language), in_language(why, language)
        yield say("gives_no_answer", language, rule=named, why=reason)


def place_line(result: Distribution, place: str, language: Language) -> str:
    """Return what a mayor can read out of one place; see `Distribution.explain_place`."""
    checked_language(language)
    if not is_among(place, result.key):
        raise InvalidInputError(
            f"place is {place!r}",
            why="the key has no such place",
            do="Name one of the places of the key",
        )
    more = list(_changes(result, place, language))
    base_is = say("which_gives", language, places=result.base[place]) if more else ""
    reason = _reason(result, place, language) + base_is
    of = {"places": result.places[place], "total": result.total, "reason": reason}
    claim, changed = decimal(result.claims[place], language), "".join(f"; {said}" for said in more)
    return say("places_share_and", language, place=place, claim=claim, more=changed, **of)


def _reason(result: Distribution, place: str, language: Language) -> str:
    """Say what took the exact claim to the base: a limit, what limits leave, or rounding."""
    sides, claim = held_at_limits(result.sharing()), result.claims[place]
    if (side := sides.get(place)) is not None and result.base[place] != claim:
        return _limit_clause(result, place, side, language)
    if (rest := _left_by_limits(result, sides)) is None:
        return _rounding(result, place, claim, language)
    share = rest[0] * result.key[place] / rest[1]
    shown = {"left": number(rest[0], language), "share": decimal(share, language)}
    reason = _rounding(result, place, share, language)
    return say("limits_others_leave", language, reason=reason, **shown)


def _rounding(result: Distribution, place: str, claim: Fraction, language: Language) -> str:
    """Say what took an exact share to the base."""
    base, each = result.base[place], result.limits.multiple
    if base == claim:
        return say("whole_number", language)
    if abs(base - claim) >= each:
        gap = decimal(abs(base - claim), language)
        return say("more_by_rule_and" if base > claim else "fewer_by_rule_and", language, gap=gap)
    sentence = "rounded_up" if base > claim else "rounded_down"
    return say(sentence, language, remainder=decimal(claim % each, language))


def _changes(result: Distribution, place: str, language: Language) -> Iterator[str]:
    if result.wishes is not None and (asked := result.wishes.asked.get(place, 0)):
        granted = say("wished_for_added", language, granted=result.granted[place], asked=asked)
        yield granted + _less_granted(result, place, asked, language)
    for agreed in result.transfers:
        if place == agreed.receiver:
            yield say("come_from_by_agreement", language, n=agreed.places, other=agreed.giver)
        elif place == agreed.giver:
            yield say("go_by_agreement", language, n=agreed.places, other=agreed.receiver)
    if past := _beyond(result, "agreement_past_limit", language).get(place):
        yield past
    if result.deductions.get(place):
        yield say("trained_by_private_providers", language, n=result.deductions[place])


def _less_granted(result: Distribution, place: str, asked: int, language: Language) -> str:
    """Say why less was granted than was asked: a limit, the extra places in all, or multiples."""
    each, granted = result.limits.multiple, result.granted[place]
    lots, free = asked // each * each, _room(result, place)
    if granted == asked:
        return ""
    if free is not None and granted == free < lots:
        reason = _limit_clause(result, place, "cap", language)
    elif granted < lots:
        reason = say("places_added_in_all", language, most=sum(result.granted.values()))
    else:
        reason = say("places_given_in_multiples_multiple", language, multiple=each)
    return say("since_reason", language, reason=reason)


# How a share was rounded, and what limits and agreements changed.


Side = Literal["floor", "cap"]


def _left_by_limits(
    result: Distribution, sides: Mapping[str, Side]
) -> tuple[int, int | Fraction] | None:
    """Return the places left for those that no limit decides, and the sum of their figures.

    Each has a share of them in proportion to its figure. None where there are none, or where the
    rule knows no such share: a divisor holds for those at a limit too.
    """
    figures = sum(figure for place, figure in result.key.items() if place not in sides)
    if not sides or not figures or not isinstance(result.rule, QuotaRule):
        return None
    return result.total - sum(result.base[place] for place in sides), figures


def _room(result: Distribution, place: str) -> int | None:
    """Return how many extra places the limits leave beyond the base; None for any number."""
    high, each = result.limits.high(place), result.limits.multiple
    return None if high is None else high.places // each * each - result.base[place]


def _limit_clause(result: Distribution, place: str, side: Side, language: Language) -> str:
    """Say which limit a place has on one side: its own, or the largest change."""
    bound, each = _bound(result, place, side), result.limits.multiple
    clause = say(f"own_limit:{side}", language, bound=bound.places)
    if bound.change is not None:
        last = bound.change.base[place]
        clause = say(f"limit_of_change:{side}", language, bound=bound.places, last=last)
    return clause + (say("in_multiples", language, multiple=each) if bound.places % each else "")


def _bound(result: Distribution, place: str, side: Side) -> Bound:
    bound = result.limits.low(place) if side == "floor" else result.limits.high(place)
    assert bound is not None  # noqa: S101  (it is asked for where there is one)
    return bound


def _limits_listed(result: Distribution, sides: Mapping[str, Side], language: Language) -> str:
    """List places with their limit, such as "Skive (at most 30)"."""
    held = ((place, side, _bound(result, place, side).places) for place, side in sides.items())
    said = (say(f"bounded_place:{side}", language, place=p, bound=n) for p, side, n in held)
    return joined(said, language)


def _beyond(result: Distribution, said: str, language: Language) -> dict[str, str]:
    """Return what a sentence says of each place that agreements took past a limit."""
    found = {}
    for place, bound in result.beyond_limits.items():
        side = "floor" if result.transferred[place] < 0 else "cap"
        has = number(result.places[place] + result.deductions.get(place, 0), language)
        found[place] = say(f"{said}:{side}", language, place=place, has=has, bound=bound.places)
    return found


def rounding(result: Distribution, language: Language) -> str:
    """Say how the claims were rounded, with the cut that proves it, and where limits decide."""
    sides = held_at_limits(result.sharing())
    places = _limits_listed(result, sides, language)
    if (rest := _left_by_limits(result, sides)) is None:
        ending = say("limits_decide", language, places=places) if sides else ""
        return _rounded(result, language) + ending
    left, figures = number(rest[0], language), Fraction(rest[1])
    shares = sum(result.key.values()) == 1
    # Where a limit is next to the claim, rounding could give the place its number too.
    gaps = {place: abs(result.base[place] - result.claims[place]) for place in sides}
    near = [place for place, gap in gaps.items() if gap < result.limits.multiple]
    of = {
        "figures": say(f"what_key_has:{'shares' if shares else 'figures'}", language),
        "sum": percent(figures, language, 2) if shares else exact(figures, language),
        "near": say("limit_next_to_claim", language, places=near) if near else "",
    }
    said = say("limits_leave_rest", language, places=places, left=left, **of)
    return said + _rounded(result, language, "these_shares")


def _rounded(result: Distribution, language: Language, claims: str = "exact_claims") -> str:
    cut, rule, each = result.cut, result.rule, result.limits.multiple
    if cut is None or cut.low is None or cut.high is None:
        return say("claims_are_rounded", language, rule=rule)
    low, high = cut.low, cut.high
    if isinstance(cut, RemainderCut):
        # All remainders are rounded up, or none, where one kind is missing.
        sentence = "remainders_all_up" if low < 0 < high else "claims_are_rounded"
        sentence = "remainders_all_down" if low < 1 <= high else sentence
        sentence = "remainders_by_size" if low >= 0 and high < 1 else sentence
        ends = {"low": decimal(low * each, language, 4), "high": decimal(high * each, language, 4)}
        return say(sentence, language, claims=say(claims, language), rule=rule, **ends)
    if cut.power > 1:
        return say("claims_are_rounded", language, rule=rule)
    # The cut counts multiples by the signposts of the rule, for Sainte-Laguë two apart, and in the
    # common unit of the key, which nobody sees where it has fractions: then of the claims.
    assert isinstance(rule, DivisorRule)  # noqa: S101  (no other has a cut without remainders)
    scale = Fraction(*rule.signpost(2)) / Fraction(*rule.rounding_point(2)) / each
    low, high = low * scale, high * scale
    if any(figure.denominator > 1 for figure in result.key.values()):
        one = Fraction(sum(result.sharing().votes.values()), result.total)
        factor = _digits(simplest_between(one / high, one / low), language)
        return say("rounded_by_factor", language, rule=rule, factor=factor)
    divisor = _digits(simplest_between(low, high), language)
    return say("rounded_by_divisor", language, rule=rule, divisor=divisor)


def _digits(value: Fraction, language: Language) -> str:
    """Write a number with all its decimals; as a fraction where they never end, or after 20."""
    digits = next((n for n in range(21) if 10**n % value.denominator == 0), 0)
    return decimal(value, language, digits) if digits else str(value)


# What is added to the base of places and taken off: wishes, agreements, private providers.


def _tally(figures: Mapping[str, int], language: Language) -> str:
    """List figures by name."""
    return joined((f"{name} {number(n, language)}" for name, n in figures.items()), language)


def _adjustments(result: Distribution, language: Language) -> Iterator[tuple[str, kkr.Source]]:
    """Yield what was granted, transferred and deducted."""
    given = grounds.given
    if result.wishes is not None:
        yield _wishes(result, result.wishes, language), given(grounds.BASE_AND_WISHES)
    for agreed in result.transfers:
        yield say("places_by_agreement", language, **asdict(agreed)), given(grounds.TRANSFERS)
    if result.beyond_limits:
        past = list(_beyond(result, "place_past_limit", language).values())
        yield say("beyond_limits", language, places=past), grounds.FOLLOWS
    if result.deductions:
        said = say("private_pupils", language, tally=_tally(result.deductions, language))
        yield said, given(grounds.PRIVATE_PROVIDERS)


def _wishes(result: Distribution, wishes: kkr.Wishes, language: Language) -> str:
    """Say what was wished for and granted, and what stands in the way of the rest."""
    each = result.limits.multiple
    granted = {place: extra for place, extra in result.granted.items() if extra}
    lots = {place: extra // each * each for place, extra in wishes.asked.items()}
    rooms = {place: free for place in lots if (free := _room(result, place)) is not None}
    stopped: dict[str, Side] = {p: "cap" for p, free in rooms.items() if free < lots[p]}
    possible = sum(min(lot, rooms.get(place, lot)) for place, lot in lots.items())
    given_out = sum(granted.values())
    said = say(
        "wishes_granted" if granted else "no_wish_granted",
        language,
        asked=sum(wishes.asked.values()),
        granted=given_out,
        rationed=say("rationed_by", language, rule=wishes.rule) if given_out < possible else "",
        tally=_tally(granted, language),
    )
    if stopped:
        said += say("no_room_for_more", language, places=_limits_listed(result, stopped, language))
    if lots != wishes.asked:
        said += say("wishes_in_multiples", language, multiple=each)
    return said


# A distribution, its key and its rules in frames and tables.


def frame(result: Distribution) -> pd.DataFrame:
    """Return a row for every place: its figure, its claim, its limits, and what it has of what."""
    shown: dict[str, list[Any]] = {
        name: [float(cell) if isinstance(cell, Fraction) else cell for cell in cells]
        for name, cells in _figures(result).items()
        if name != "last"
    }
    return pd.DataFrame({**shown, "cap": pd.array(shown["cap"], dtype="Int64")})


def _figures(result: Distribution) -> dict[str, list[Cell]]:
    """Return what is shown of a distribution by place, exactly; the shares as floats."""
    whole, limits = sum(result.key.values(), Fraction(0)), result.limits
    change, names, claims = limits.change, list(result.key), result.claims
    counts = {
        "base": result.base,
        "granted": result.granted,
        "transferred": result.transferred,
        "deducted": result.deductions,
        "places": result.places,
    }
    return {
        "place": [*names],
        "figure": [int(f) if f.denominator == 1 else f for f in result.key.values()],
        "share": [float(figure / whole) for figure in result.key.values()],
        "claim": [claims[place] for place in names],
        "floor": [limits.low(place).places for place in names],
        "cap": [high.places if high else None for high in map(limits.high, names)],
        "last": [change.base.get(place) if change else None for place in names],
        **{name: [of.get(place, 0) for place in names] for name, of in counts.items()},
    }


def key_frame(result: kkr.Key) -> pd.DataFrame:
    """Return a row for every column and place, with its share and how that is weighted."""
    rows = []
    for column, weight in result.weights.items():
        shares = result.column_shares(column)
        for place, figure in result.columns[column].items():
            shown = int(figure) if figure.denominator == 1 else float(figure)
            of = weight, shares[place], weight * shares[place]
            rows.append((place, column, shown, *map(float, of)))
    columns = ["place", "column", "figure", "weight", "share", "weighted_share"]
    return pd.DataFrame(rows, columns=columns)


def rules_frame(result: RuleComparison) -> pd.DataFrame:
    """Return a row for every place, with its places under each rule."""
    ours, last, people = result.distribution, result.last_year, result.inhabitants
    names, claims = list(ours.key), ours.claims
    change = [ours.base[p] - last[p] if p in last else None for p in names]
    per_1000 = [1000 * ours.base[p] / people[p] if people.get(p) else None for p in names]
    return pd.DataFrame(
        {
            "place": names,
            "claim": [float(claims[place]) for place in names],
            **{rule: [shared[p] for p in names] for rule, shared in result.places.items()},
            "most_under": [", ".join(result.most(place)) for place in names],
            "fewest_under": [", ".join(result.fewest(place)) for place in names],
            "last_year": pd.array([last.get(p) for p in names], dtype="Int64"),
            "change": pd.array(change, dtype="Int64"),
            "per_1000": pd.array(per_1000, dtype="Float64"),
        }
    )


def _in_columns(
    title: str, columns: Mapping[str, Sequence[Cell]], note: str = "", *, sums: bool = True
) -> Sheet:
    """Return a table by its columns, each under its heading."""
    return Sheet(title, tuple(columns), tuple(zip(*columns.values(), strict=True)), note, sums=sums)


def key_sheets(key: kkr.Key, language: Language) -> tuple[Sheet]:
    """Return the figures and shares of every place by column, and its part of the key."""
    columns: dict[str, list[Cell]] = {say("municipality", language): list(key.places)}
    for name, of in key.columns.items():
        columns[name] = [int(of[p]) if of[p].denominator == 1 else of[p] for p in key.places]
        shares = key.column_shares(name)
        columns[say("share_column", language, column=name)] = [float(shares[p]) for p in key.places]
    columns[say("key_heading", language)] = [*map(float, key.shares.values())]
    return (_in_columns(say("what_is_weighed", language), columns, sums=False),)


def sheets(result: Distribution, language: Language) -> tuple[Sheet, Sheet]:
    """Return the annex, and a line on each place."""
    return places_annex(result, language), lines_of_places(result, language)


def places_annex(
    result: Distribution, language: Language, last_year: Mapping[str, int] | None = None
) -> Sheet:
    """Return the annex for a KKR's agenda; last year's places give a column of changes."""
    figures = _figures(result)
    figures["floor"] = [low or None for low in figures["floor"]]
    hidden = {"places", *["figure"] * (sum(result.key.values()) == 1)}
    hidden |= {"base"} if result.base == result.places else set()
    columns = {name: of for name, of in figures.items() if any(of) and name not in hidden}
    if last_year:
        columns["last"] = [last_year.get(place) for place in result.key]
        columns["change"] = [
            count - last_year[place] if place in last_year else None
            for place, count in result.places.items()
        ]
    columns["places"] = figures["places"]
    for name, cells in columns.items():
        whole = sum(cell for cell in cells if isinstance(cell, int | Fraction))
        cells.append(1.0 if name == "share" else None if name in {"floor", "cap"} else whole)
    columns["place"][-1] = say("sum", language)
    notes = [rounding(result, language), *(text for text, _ in _adjustments(result, language))]
    return _in_columns(
        result.title or say("training_places", language),
        {say(f"places_column:{name}", language): cells for name, cells in columns.items()},
        " ".join(notes),
    )


def lines_of_places(result: Distribution, language: Language) -> Sheet:
    """Return one line on each place: what a mayor can read out."""
    lines = ((name, place_line(result, name, language)) for name in result.places)
    return sheet_of("lines_of_places", language, lines)


def places_lead(
    result: Distribution, before: Mapping[str, int], language: Language
) -> Iterator[str]:
    """Yield what was shared, by which rule, and what came of it since last year."""
    shared, count = result.total, len(result.places)
    yield say("places_shared_by_key", language, shared=shared, count=count, rule=result.rule)
    if result.places != result.base:
        yield say("with_all_adjustments", language, places=sum(result.places.values()))
    if before:
        more = sum(result.places[name] > last for name, last in before.items())
        fewer = sum(result.places[name] < last for name, last in before.items())
        yield say("since_last_year", language, more=more, fewer=fewer)


def programmes(results: Sequence[object], language: Language) -> Sheet | None:
    """Return the places of several distributions by place, and their sum; None for anything else.

    What all titles end in after their first comma, such as the KKR, is said once.
    """
    shared = [result for result in results if isinstance(result, Distribution)]
    if not 1 < len(shared) == len(results):
        return None
    titles = [of.title or say("programme", language, number=n) for n, of in enumerate(shared, 1)]
    ends = {title.partition(", ")[2] for title in titles}
    if end := ends.pop() if len(ends) == 1 else "":
        titles = [title.partition(", ")[0] for title in titles]
    rows: list[tuple[Cell, ...]] = []
    for place in dict.fromkeys(place for of in shared for place in of.places):
        counts = [of.places.get(place) for of in shared]
        rows.append((place, *counts, sum(count or 0 for count in counts)))
    sums, in_all = [sum(of.places.values()) for of in shared], say("sum", language)
    tally = _tally(dict(zip(titles, sums, strict=True)), language)
    return Sheet(
        say("programmes_together", language) + (f", {end}" if end else ""),
        (say("places_column:place", language), *titles, in_all),
        (*rows, (in_all, *sums, sum(sums))),
        say("places_of_programmes", language, tally=tally, total=sum(sums)),
        sums=True,
        kinds=(Kind.NAME, *(Kind.COUNT for _ in (*sums, 0))),
    )


# Plans, several years and stated totals.


def discrepancy_frame(result: kkr.Discrepancy) -> pd.DataFrame:
    """Return the stated total and the sum as one row."""
    row = result.what, result.stated, result.summed, result.difference
    return pd.DataFrame([row], columns=["what", "stated", "summed", "difference"])


def _stated(result: kkr.Discrepancy, language: Language) -> str:
    way = say("more" if result.difference > 0 else "fewer", language)
    figures = {"stated": result.stated, "summed": result.summed, "gap": abs(result.difference)}
    return say("stated_figures_sum", language, what=result.what, way=way, **figures)


@explained(grounds.GIVEN)
def discrepancy_explanation(result: kkr.Discrepancy, language: Language) -> Iterator[Said]:
    """Say the difference in one sentence."""
    yield say("stated_totals", language)
    yield _stated(result, language)


def discrepancy_html(result: kkr.Discrepancy) -> str:
    """Return the stated total and the sum as a table."""
    row = result.what, result.stated, result.summed, result.difference
    return table(Sheet("Stated totals", ("Total", "Stated", "Summed", "Difference"), (row,)))


def plan_frame(result: kkr.PlannedPlaces) -> pd.DataFrame:
    """Return every part with its layer, its whole, its claim and its places."""
    rows = []
    for path, count in result.places.items():
        whole, part, layer = path[:-1], path[-1], result.plan.layers[len(path) - 1].name
        claim = float(result.divisions[whole].claims[part])
        rows.append((layer, " > ".join(whole) or result.plan.name, part, claim, count))
    return pd.DataFrame(rows, columns=["layer", "whole", "part", "claim", "places"])


@explained(grounds.GIVEN)
def plan_explanation(result: kkr.PlannedPlaces, language: Language) -> Iterator[Said]:
    """Say how every whole was divided, and the stated totals that differ."""
    yield result.plan.name
    for path, shared in result.divisions.items():
        whole, figures = " > ".join(path) or result.plan.name, {"places": shared.total}
        count, rule = len(shared.key), shared.rule
        said = say("places_among_by", language, whole=whole, count=count, rule=rule, **figures)
        yield said, grounds.given(grounds.BASE_AND_WISHES if path else grounds.FIVE_QUOTAS)
    for each in result.discrepancies:
        yield _stated(each, language)


def plan_sheets(result: kkr.PlannedPlaces, language: Language) -> tuple[Sheet]:
    """Return every part below its whole, with what it was shared by and what texts state of it."""
    order = {path: number for number, path in enumerate(result.places)}
    parts = ("figure", "claim", "floor", "cap", "last")
    paths = sorted(
        order, key=lambda path: [order[path[:depth]] for depth in range(1, len(path) + 1)]
    )
    shown: dict[Path, tuple[Cell, ...]] = {}
    for whole, division in result.divisions.items():
        of = _figures(division)
        of["floor"] = [low or None for low in of["floor"]]
        columns = [of[name] for name in parts]
        for place, *cells in zip(division.key, *columns, strict=True):
            shown[*whole, place] = tuple(cells)
    stated = {result.path_of(path): number for path, number in result.plan.stated.items()}
    places, nothing = {**result.places, (): result.plan.total}, (None,) * len(parts)
    rows: list[tuple[Cell, ...]] = []
    for path in (*paths, ()):
        name, figures = " > ".join(path) or say("sum", language), shown.get(path, nothing)
        gap = places[path] - stated[path] if path in stated else None
        rows.append((name, *figures, places[path], stated.get(path), gap))
    names = ("part", *parts, "places", "stated", "difference")
    sheet = Sheet(
        result.plan.name,
        tuple(say(f"places_column:{name}", language) for name in names),
        tuple(rows),
        " ".join(_stated(each, language) for each in result.discrepancies),
        sums=len(result.plan.layers) == 1,
    )
    return (sheet.without_empty_columns(),)


def changes_frame(result: kkr.PlanChanges) -> pd.DataFrame:
    """Return the parts that differ, with before, after and change."""
    rows = [(" > ".join(p), was, now, now - was) for p, (was, now) in result.changes.items()]
    return pd.DataFrame(rows, columns=["part", "before", "after", "change"])


@explained(grounds.FOLLOWS)
def changes_explanation(result: kkr.PlanChanges, language: Language) -> Iterator[Said]:
    """Say of every part that differs what it had and has."""
    yield say("what_changed", language)
    for path, (before, after) in result.changes.items():
        yield say("from_path_before", language, path=" > ".join(path), before=before, after=after)
    if not result.changes:
        yield say("no_place_changed", language)


def years_frame(result: kkr.SmoothedYears) -> pd.DataFrame:
    """Return a row for every year and place, with claim, places and debt."""
    claims, debts = result.claims, result.debt
    rows = [
        (year, place, float(claims[year][place]), count, float(debts[year][place]))
        for year, shared in result.places.items()
        for place, count in shared.items()
    ]
    return pd.DataFrame(rows, columns=["year", "place", "claim", "places", "debt"])


@explained(TIJDEMAN)
def years_explanation(result: kkr.SmoothedYears, language: Language) -> Iterator[Said]:
    """Say of each year which place is owed most after it."""
    yield result.title or say("places_several_years", language)
    yield say("years_shared_together", language, known=result.known)
    for year, owed in result.debt.items():
        most, places = max(owed, key=owed.__getitem__), result.totals[year]
        of = {"most": most, "debt": decimal(owed[most], language)}
        yield say("places_owed_most_after", language, year=year, places=places, **of)
    yield _largest_debt(result, language)


def _largest_debt(result: kkr.SmoothedYears, language: Language) -> str:
    return say("largest_debt_any_place", language, debt=decimal(result.largest_debt, language))


def years_sheets(result: kkr.SmoothedYears, language: Language) -> tuple[Sheet, Sheet]:
    """Return the places by municipality and year, and what each is owed after every year."""
    debts, in_all, total = result.debt, say("sum", language), sum(result.totals.values())
    names, last = list(next(iter(result.places.values()))), list(debts.values())[-1]
    columns: dict[str, list[Cell]] = {say("places_column:place", language): [*names, in_all]}
    for year, shared in result.places.items():
        columns[year] = [*shared.values(), result.totals[year]]
    columns[in_all] = [*(sum(of[p] for of in result.places.values()) for p in names), total]
    owed = [sum((of[p] for of in result.claims.values()), Fraction(0)) for p in names]
    columns[say("places_column:claim", language)] = [*owed, Fraction(total)]
    columns[say("presentation.column:debt", language)] = [*last.values(), Fraction(0)]
    title = result.title or say("places_by_year", language)
    return _in_columns(title, columns, _largest_debt(result, language)), Sheet(
        say("owed_after_each_year", language),
        (say("places_column:place", language), *debts),
        tuple((place, *(of[place] for of in debts.values())) for place in names),
        kinds=(Kind.NAME, *(Kind.AMOUNT for _ in debts)),
    )
