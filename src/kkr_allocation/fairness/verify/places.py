"""The check of a `Distribution`: the base by its cut, then wishes, transfers and deductions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify.apportionments import Claim, Lots, check_sharing
from kkr_allocation.fairness.verify.documents import NONE, called, drawn, false, hold, known, ratios
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


def check(document: Document) -> tuple[str, ...]:
    """Check a distribution and return what was checked, one sentence each."""
    key = ratios(document["key"])
    base, granted = _places(document, "base", key), _places(document, "granted", key)
    total, multiple = document["total"], document["limits"]["multiple"]
    hold("fairness.places_no_multiple_or", multiple > 0 and any(key.values()))
    limits, wishes = document["limits"], document["wishes"]
    named = {"floors": limits, "caps": limits, "deductions": document}
    named |= {"base": limits["change"]} if limits["change"] is not None else {}
    named |= {"asked": wishes} if wishes is not None else {}
    for name, within in named.items():
        known(within[name], key, name)
    _check_base(document, key, base)
    return (
        worded("fairness.base_sums_keeps_every", total=total, multiple=multiple),
        worded("fairness.no_claim_outside_base"),
        drawn(document, wishes or {"lots": []}),
        _check_wishes(document, base, granted),
        _check_places(document, base, granted),
    )


def _places(document: Document, name: str, key: Mapping[str, Fraction]) -> dict[str, int]:
    places: dict[str, int] = document[name]
    others = set(places) ^ set(key)
    hold("fairness.key_do_not_both", not others, name=name, others=others)
    return places


def _bounds(limits: Document, place: str) -> tuple[int, int | None]:
    """Return the fewest and the most places that every limit allows this place, in multiples."""
    multiple = limits["multiple"]
    low, high = _range(limits, place)
    return -(-low // multiple), None if high is None else high // multiple


def _range(limits: Document, place: str) -> tuple[int, int | None]:
    """Return the fewest and the most places that every limit allows this place."""
    low = limits["floors"].get(place, 0)
    highs = [limits["caps"][place]] if place in limits["caps"] else []
    change = limits["change"]
    if change is not None and place in change["base"]:
        last, percent = change["base"][place], change["percent"]
        gaps = [] if change["places"] is None else [change["places"]]
        gaps += [] if percent is None else [math.floor(last * Fraction(percent) / 100)]
        hold("fairness.largest_change_no_size", gaps)
        low = max(low, last - min(gaps))
        highs.append(last + min(gaps))
    return low, min(highs, default=None)


def _check_base(document: Document, key: Mapping[str, Fraction], base: Mapping[str, int]) -> None:
    limits = document["limits"]
    multiple, total = limits["multiple"], document["total"]
    unit = math.lcm(*(figure.denominator for figure in key.values()))
    claims = []
    for place, figure in key.items():
        said = {"place": place, "base": base[place], "total": total, "multiple": multiple}
        whole = not base[place] % multiple and not total % multiple
        hold("fairness.place_base_total", whole, **said)
        low, high = _bounds(limits, place)
        most = (total // multiple if high is None else high) if figure else low
        claims.append(Claim(place, int(figure * unit), base[place] // multiple, low, most))
    lots = Lots(document["lots"])
    check_sharing(claims, total // multiple, document["rule"], lots, where=worded("fairness.base"))
    lots.check_all_used()


def _check_wishes(document: Document, base: dict[str, int], granted: dict[str, int]) -> str:
    wishes, limits = document["wishes"], document["limits"]
    if wishes is None:
        hold("fairness.extra_places_granted", not any(granted.values()))
        return worded("fairness.nothing_wished")
    multiple, asked = limits["multiple"], wishes["asked"]
    claims = []
    for place, places in base.items():
        wanted = asked.get(place, 0) // multiple
        _, high = _bounds(limits, place)
        if high is not None:
            wanted = min(wanted, high - places // multiple)
        more, rest = divmod(granted[place], multiple)
        said = {"place": place, "granted": granted[place], "multiple": multiple}
        hold("fairness.place_granted_granted", not rest, **said)
        claims.append(Claim(place, wanted, more, 0, wanted))
    lots = Lots(wishes["lots"])
    room = sum(claim.cap for claim in claims)
    most = room if wishes["most"] is None else wishes["most"] // multiple
    check_sharing(claims, min(most, room), wishes["rule"], lots, where=worded("fairness.wishes"))
    lots.check_all_used()
    wanted, given = sum(asked.values()), sum(granted.values())
    return worded("fairness.wished_granted_ruled", wanted=wanted, given=given)


def _check_places(document: Document, base: dict[str, int], granted: dict[str, int]) -> str:
    """Follow every place from its base to the answer."""
    places = {place: base[place] + granted[place] for place in base}
    moves = document["transfers"]
    for move in moves:
        for end, sign in (("giver", -1), ("receiver", 1)):
            place = move[end]
            hold("fairness.transfer_names", place in places, place=place)
            places[place] += sign * move["places"]
            hold("fairness.gives_more_than", places[place] >= 0, place=place)
    past = []
    for place, has in places.items():
        low, high = _range(document["limits"], place)
        if has < low:
            past.append(worded("fairness.at_least", place=place, has=has, low=low))
        elif high is not None and has > high:
            past.append(worded("fairness.at_most", place=place, has=has, high=high))
    listed = Bilingual.joined(past)  # nothing but an agreement takes a place past a limit
    agreed = [worded("fairness.agreement_they_go_beyond", listed=listed)] if past else []
    taken, answer = document["deductions"], document["places"]
    for place, pupils in taken.items():
        enough = pupils <= places.get(place, -1)
        hold("fairness.deducted_from", enough, pupils=pupils, place=place)
        places[place] -= pupils
    for wrong in {**places, **answer}:
        same, get = answer.get(wrong) == places.get(wrong), answer.get(wrong, 0)
        hold("fairness.wrong_get", same, wrong=wrong, get=get, right=places.get(wrong, NONE))
    sums = {"extra": granted, "less": taken, "number_2": places}
    figures = {figure: sum(of.values()) for figure, of in sums.items()}
    followed = worded("fairness.places_base_granted_deducted", number=len(moves), **figures)
    return Bilingual.joined([followed, *agreed], " ")


def check_key(document: Document) -> tuple[str, ...]:
    """Check a key and return what was checked, one sentence each."""
    columns, weights = document["columns"], document["weights"]
    hold("fairness.columns_weights_name_different", set(columns) == set(weights))
    whole = sum(ratios(weights).values())
    hold("fairness.weights_sum", whole == 1, number=whole)
    places = set(columns[next(iter(columns))])
    for name, column in columns.items():
        hold("fairness.column_other_places", set(column) == places, name=name)
        hold("fairness.column_sums", any(ratios(column).values()), name=name, number=0)
    summed = worded("fairness.weights_sum_exactly", number=len(weights))
    return summed, worded("fairness.each_column_figure_from", number=len(places))


Path = tuple[str, ...]


def check_planned_places(document: Document) -> tuple[str, ...]:
    """Check a plan that was carried out and return what was checked, one sentence each."""
    plan = document["plan"]
    divisions, places = _by_path(document["divisions"]), _by_path(document["places"])
    wholes: dict[Path, int] = {(): plan["total"]}
    found: dict[Path, int] = {}
    used, name, missing = 0, plan["name"], both("missing", "ikke anført")
    for layer in plan["layers"]:
        _check_layer(layer, {[name, *path][-1] for path in wholes})
        parts: dict[Path, int] = {}
        for path, number in wholes.items():
            whole = [name, *path][-1]
            if key := layer["keys"].get(whole, layer["each"]):
                hold("fairness.not_divided", path in divisions, whole=whole)
                shared = divisions[path]
                _check_asked(shared, layer, key, number, whole)
                check(shared)
                parts |= {(*path, part): n for part, n in shared["places"].items()}
                used += 1
        found |= parts
        wholes = parts
    hold("fairness.number_divided", used == len(divisions), number=len(divisions), used=used)
    for path in (*found, *places):
        get, right = places.get(path, missing), found.get(path, NONE)
        same, place = get == right, " > ".join(path)
        hold("fairness.places_place_get", same, place=place, get=get, right=right)
    return (
        worded("fairness.shared_key_within_limits", used=used),
        worded("fairness.number_sharings", number=len(found)),
        drawn(*divisions.values()),
    )


def _check_layer(layer: Document, wholes: set[str]) -> None:
    """Refuse a key or lot of a whole that is not there, and a limit of a part that is not."""
    keys = layer["keys"]
    known(keys, wholes, "keys")
    known(layer["lots"], {whole for whole in wholes if keys.get(whole, layer["each"])}, "lots")
    parts = set(layer["each"]).union(*keys.values())
    for name, within in (("floors", layer), ("caps", layer), ("base", layer["change"])):
        if within is not None:
            known(within[name], parts, name)


def _by_path(pairs: Any) -> dict[Path, Any]:  # noqa: ANN401  (pairs, or an empty object for none)
    return {tuple(path): value for path, value in pairs or ()}


def _check_asked(
    shared: Document, layer: Document, key: Mapping[str, str], number: int, whole: str
) -> None:
    """Refuse a sharing of another number, or by another key, rule or limit than the layer's."""
    limits, change = shared["limits"], layer["change"]
    if change is not None:
        base = change["base"]
        change = {**change, "base": {name: n for name, n in base.items() if name in key}}
    asked = {
        "total": (shared["total"], number),
        "key": (shared["key"], key),
        "rule": (shared["rule"], layer["rule"]),
        "largest change": (limits["change"], change),
        "lots": (shared["lots"], layer["lots"].get(whole, [])),
        "multiple": (limits["multiple"], 1),
    }
    for bound in ("floors", "caps"):
        within = {name: n for name, n in layer[bound].items() if name in key}
        asked[bound] = (limits[bound], within)
    for name, (found, wanted) in asked.items():
        said = {"whole": whole, "name": called(name), "found": found, "wanted": wanted}
        hold("fairness.not_plan", found == wanted, **said)
    own = any(shared[extra] for extra in ("wishes", "transfers", "deductions"))
    hold("fairness.wishes_or_agreements", not own, whole=whole)


Rank: TypeAlias = tuple[Fraction, int]
"""Less the debt, and the year in which the place is due; the smallest comes first."""

_HARE = {"type": "QuotaRule", "name": "largest remainder (Hare)", "droop": False}


def check_smoothed_years(document: Document) -> tuple[str, ...]:
    """Check several years and return what was checked, one sentence each."""
    totals, known = document["totals"], document["known"]
    for name in ("keys", "places"):
        others = set(document[name]) ^ set(totals)
        hold("fairness.totals_do_not_both", not others, name=called(name), others=others)
    claims = [_claims(document, year, total) for year, total in totals.items()]
    places = [document["places"][year] for year in totals]
    hold("fairness.known_known", 0 < known <= len(totals), known=known, number=len(totals))
    for (year, total), claim, given in zip(totals.items(), claims, places, strict=True):
        hold("fairness.other_places", set(claims[0]) == set(claim) == set(given), year=year)
        shared = sum(given.values())
        hold("fairness.year_number", shared == total, year=year, number=shared, total=total)
    lots = Lots(document["lots"])
    runs = {place: list(accumulate(claim[place] for claim in claims)) for place in claims[0]}
    years = _Years(list(totals), list(totals.values()), runs, known)
    had = dict.fromkeys(runs, 0)
    for number, given in enumerate(places):
        check_year = years.check_known if number < known else years.check_later
        check_year(number, had, given, lots)
        had = {place: before + given[place] for place, before in had.items()}
    lots.check_all_used()
    later = len(totals) - known
    return (
        worded("fairness.every_year_all_sums", number=len(totals)),
        worded("fairness.known_beforehand_no_running", known=known),
        worded("fairness.no_larger_debt_could"),
        worded("fairness.claims_debts_largest_remainder", later=later),
        drawn(document),
    )


def _claims(document: Document, year: str, total: int) -> dict[str, Fraction]:
    figures = ratios(document["keys"][year])
    whole = sum(figures.values())
    hold("fairness.key_no_figures", whole, year=year)
    return {place: total * figure / whole for place, figure in figures.items()}


@frozen
class _Years:
    """The years in order, the cumulated claims of each place in them, and how many were known."""

    names: list[str]
    totals: list[int]
    runs: dict[str, list[Fraction]]
    known: int

    def check_known(
        self, number: int, had: Mapping[str, int], given: Mapping[str, int], lots: Lots
    ) -> None:
        """Check a year that was known beforehand, before which each place has had so many.

        Every place is given by the year it is due, and among the others no exchange for one with a
        larger debt leaves what falls due later possible.
        """
        year, after = self.names[number], {place: had[place] + given[place] for place in had}
        ranks: dict[str, Rank] = {}
        chosen = []
        for place, run in self.runs.items():
            due = max(had[place], math.floor(run[number]))
            if not due <= after[place] <= max(due, math.ceil(run[number])):
                said = {"place": place, "after": after[place], "year": year, "due": due}
                claimed = f"{float(run[number]):.2f}"
                point = both(claimed, claimed.replace(".", ","))
                raise false("fairness.had_after", **said, claimed=point)
            if run[number] > due:
                reached = sum(claim < due + 1 for claim in run[: self.known])
                ranks[place] = due - run[number], reached
                chosen += [place] if after[place] > due else []
        later = range(number + 1, self.known)
        full = [other for other in later if self._full(number, other, after)]
        for better, place in product((p for p in ranks if p not in chosen), chosen):
            kept = any(ranks[place][1] <= other < ranks[better][1] for other in full)
            right = ranks[better] >= ranks[place] or kept
            hold("fairness.gives_place_none", right, years=year, place=place, better=better)
        for rank in dict.fromkeys(ranks[place] for place in chosen):
            claimants = {place for place, other in ranks.items() if other == rank}
            if not claimants <= set(chosen):
                where = worded("fairness.year_year", year=year)
                lots.decide(where, claimants, claimants & set(chosen))

    def _full(self, number: int, later: int, after: Mapping[str, int]) -> bool:
        """Say whether the years up to `later` can give just what falls due in them."""
        due = sum(max(math.floor(self.runs[p][later]) - had, 0) for p, had in after.items())
        capacity = sum(self.totals[number + 1 : later + 1])
        said = {"years": self.names[number], "due": due, "years_2": self.names[later]}
        hold("fairness.after_due", due <= capacity, **said, capacity=capacity)
        return due == capacity

    def check_later(
        self, number: int, had: Mapping[str, int], given: Mapping[str, int], lots: Lots
    ) -> None:
        """Check a year that was not known: what each place is owed is what it claims."""
        owed = {
            place: max(run[number] - had[place], Fraction()) for place, run in self.runs.items()
        }
        unit, total = math.lcm(*(claim.denominator for claim in owed.values())), self.totals[number]
        claims = [Claim(p, int(c * unit), given[p], 0, total if c else 0) for p, c in owed.items()]
        where = worded("fairness.year_year", year=self.names[number])
        check_sharing(claims, total, _HARE, lots, where=where)
