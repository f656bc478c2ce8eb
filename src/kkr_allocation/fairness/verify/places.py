"""The check of a `Distribution`: the base by its cut, then wishes, transfers and deductions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.verify.documents import (
    count,
    counts,
    drawn,
    entry,
    false,
    in_danish,
    known,
    part,
    ratio,
    ratios,
    records,
    unreadable,
)
from kkr_allocation.fairness.verify.sharing import Claim, Lots, check_sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.verify.documents import Document


_BASE = Bilingual("the base", da="grunddimensioneringen")
_HUNDRED = 100
_WISHES = Bilingual("the wishes", da="fordelingen efter ønskerne")


def check(document: Document) -> tuple[str, ...]:
    """Check a distribution and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the places do not follow from the key, the limits and the agreements.
    """
    key = ratios(document, "key")
    base, granted = _places(document, "base", key), _places(document, "granted", key)
    limits = part(document, "limits")
    multiple = count(limits, "multiple")
    if multiple < 1 or not any(key.values()):
        raise false(
            "the places have no multiple or no key",
            why="both are from 1 up",
            da="pladserne har intet multiplum eller ingen nøgle",
            da_why="multiplum er fra 1 og op, og nøglen har tal over 0",
        )
    total = count(document, "total")
    _check_names(document, key)
    _check_base(document, key, base)
    return (
        Bilingual(
            f"The base sums to {total} and keeps every limit, in multiples of {multiple}.",
            da=f"Grunddimensioneringen er {total} i alt og holder alle grænser, i multipla af "
            f"{multiple}.",
        ),
        Bilingual(
            "No claim outside the base is better than one inside.",
            da="Intet krav uden for grunddimensioneringen er bedre end et i den.",
        ),
        drawn(document, entry(document, "wishes") or {"lots": []}),
        _check_wishes(document, base, granted),
        _check_places(document, base, granted),
    )


def _places(document: Document, name: str, key: Mapping[str, Fraction]) -> dict[str, int]:
    places = counts(document, name)
    if set(places) != set(key):
        others = ", ".join(sorted(set(places) ^ set(key)))
        raise false(
            f"key and {name} do not both name {others}",
            why="every place has both",
            da=f"{others} har ikke både et tal i nøglen og et antal pladser",
            da_why="hvert sted har begge dele",
        )
    return places


def _check_names(document: Document, key: Mapping[str, Fraction]) -> None:
    """Refuse a limit, a wish or a deduction of a place that the key does not have."""
    limits = part(document, "limits")
    named = {"floors": limits, "caps": limits, "deductions": document}
    if entry(limits, "change") is not None:
        named["base"] = part(limits, "change")
    if entry(document, "wishes") is not None:
        named["asked"] = part(document, "wishes")
    for name, within in named.items():
        known(part(within, name), key, name)


def _bounds(limits: Document, place: str) -> tuple[int, int | None]:
    """Return the fewest and the most places that every limit allows this place, in multiples."""
    multiple = count(limits, "multiple")
    low, high = _range(limits, place)
    return -(-low // multiple), None if high is None else high // multiple


def _range(limits: Document, place: str) -> tuple[int, int | None]:
    """Return the fewest and the most places that every limit allows this place."""
    low = counts(limits, "floors").get(place, 0)
    highs = [most for name, most in counts(limits, "caps").items() if name == place]
    if entry(limits, "change") is not None:
        change = part(limits, "change")
        last = counts(change, "base")
        if place in last:
            gap = _gap(change, last[place])
            low = max(low, last[place] - min(gap, last[place]))
            highs.append(last[place] + gap)
    return low, min(highs, default=None)


def _gap(change: Document, last: int) -> int:
    gaps = []
    if entry(change, "places") is not None:
        gaps.append(count(change, "places"))
    if entry(change, "percent") is not None:
        gaps.append(math.floor(last * ratio(change, "percent") / _HUNDRED))
    if not gaps:
        raise false(
            "the largest change has no size",
            why="it is so many places or per cent",
            da="den største ændring har ingen størrelse",
            da_why="den er et antal pladser eller en procent",
        )
    return min(gaps)


def _check_base(document: Document, key: Mapping[str, Fraction], base: Mapping[str, int]) -> None:
    limits = part(document, "limits")
    multiple, total = count(limits, "multiple"), count(document, "total")
    unit = math.lcm(*(figure.denominator for figure in key.values()))
    claims = []
    for place, figure in key.items():
        if base[place] % multiple or total % multiple:
            raise false(
                f"{place} has {Count(base[place]):place|places} of {total}",
                why=f"places are given in multiples of {multiple}",
                da=f"{place} har {Count(base[place]):plads|pladser} af {total}",
                da_why=f"pladser gives i hele {multiple}",
            )
        low, high = _bounds(limits, place)
        most = total // multiple if high is None else high
        if not figure:
            most = low
        claims.append(Claim(place, int(figure * unit), base[place] // multiple, low, most))
    lots = Lots(records(document, "lots"))
    rule = part(document, "rule")
    check_sharing(claims, total // multiple, rule, lots, where=_BASE)
    lots.check_all_used()


def _check_wishes(document: Document, base: dict[str, int], granted: dict[str, int]) -> str:
    if entry(document, "wishes") is None:
        if any(granted.values()):
            raise false(
                "extra places are granted",
                why="nothing is wished for",
                da="der er bevilget ekstra pladser",
                da_why="der er ikke ønsket noget",
            )
        return Bilingual("Nothing is wished for.", da="Der er ikke ønsket noget.")
    wishes, limits = part(document, "wishes"), part(document, "limits")
    multiple, asked = count(limits, "multiple"), counts(wishes, "asked")
    claims = []
    for place, places in base.items():
        wanted = asked.get(place, 0) // multiple
        _, high = _bounds(limits, place)
        if high is not None:
            wanted = min(wanted, high - places // multiple)
        if granted[place] % multiple:
            raise false(
                f"{place} is granted {granted[place]}",
                why=f"places are granted in multiples of {multiple}",
                da=f"{place} er bevilget {granted[place]}",
                da_why=f"pladser bevilges i hele {multiple}",
            )
        claims.append(Claim(place, wanted, granted[place] // multiple, 0, wanted))
    lots = Lots(records(wishes, "lots"))
    room = sum(claim.cap for claim in claims)
    most = room if entry(wishes, "most") is None else count(wishes, "most") // multiple
    rule = part(wishes, "rule")
    check_sharing(claims, min(most, room), rule, lots, where=_WISHES)
    lots.check_all_used()
    wanted, given = sum(asked.values()), sum(granted.values())
    return Bilingual(
        f"Of {wanted} wished for {Count(given):is|are} granted, as ruled.",
        da=f"Af {wanted} ønskede er {given} bevilget efter reglen.",
    )


def _check_places(document: Document, base: dict[str, int], granted: dict[str, int]) -> str:
    """Follow every place from its base to the answer."""
    places = {place: base[place] + granted[place] for place in base}
    moves = records(document, "transfers")
    for move in moves:
        for end, sign in (("giver", -1), ("receiver", 1)):
            place = str(entry(move, end))
            if place not in places:
                raise false(
                    f"a transfer names {place!r}",
                    why="the key has no such place",
                    da=f"en overførsel nævner {place!r}",
                    da_why="nøglen har intet sådant sted",
                )
            places[place] += sign * count(move, "places")
            if places[place] < 0:
                raise false(
                    f"{place} gives more than it has",
                    why="places are never negative",
                    da=f"{place} afgiver flere, end der er",
                    da_why="et antal er aldrig negativt",
                )
    agreed = _agreed_past(document, places)
    taken = counts(document, "deductions")
    for place, pupils in taken.items():
        if pupils > places.get(place, -1):
            raise false(
                f"{Count(pupils):is|are} deducted from {place}",
                why="it has fewer, or is no place",
                da=f"{Count(pupils):plads|pladser} er trukket fra {place}",
                da_why="stedet har færre, eller nøglen har intet sådant sted",
            )
        places[place] -= pupils
    answer = counts(document, "places")
    if answer != places:
        wrong = next(p for p in (*places, *answer) if answer.get(p) != places.get(p))
        raise false(
            f"{wrong} has {Count(answer.get(wrong, 0)):place|places}",
            why=f"base, wishes, transfers and deductions give {places.get(wrong, 'none')}",
            da=f"{wrong} har {Count(answer.get(wrong, 0)):plads|pladser}",
            da_why="grunddimensionering, ønsker, overførsler og fradrag giver "
            f"{places.get(wrong, 'ingen')}",
        )
    extra, less = sum(granted.values()), sum(taken.values())
    followed = Bilingual(
        f"The places are the base with {extra} granted, {Count(len(moves)):transfer|transfers} and "
        f"{less} deducted: {sum(places.values())} in all.",
        da=f"Pladserne er grunddimensioneringen med {extra} bevilget, "
        f"{Count(len(moves)):overførsel|overførsler} og {less} fratrukket: "
        f"{sum(places.values())} i alt.",
    )
    return Bilingual.joined([followed, *agreed], " ")


def _agreed_past(document: Document, places: Mapping[str, int]) -> list[Bilingual]:
    """Say which places agreements took past a limit; nothing else can do that."""
    limits = part(document, "limits")
    past = []
    for place, has in places.items():
        low, high = _range(limits, place)
        if has < low:
            past.append(
                Bilingual(f"{place} {has}, at least {low}", da=f"{place} {has}, mindst {low}")
            )
        elif high is not None and has > high:
            past.append(
                Bilingual(f"{place} {has}, at most {high}", da=f"{place} {has}, højst {high}")
            )
    if not past:
        return []
    listed = Bilingual.joined(past)
    return [
        Bilingual(
            f"By agreement they go beyond the limits: {listed}.",
            da=f"Efter aftale går de ud over grænserne: {listed.da}.",
        )
    ]


# The check of a `Key`: weights that are one whole, and columns that name the same places.


def check_key(document: Document) -> tuple[str, ...]:
    """Check a key and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the weights do not sum to one, a column lacks a place or sums to zero, or a figure is
        negative.
    """
    columns, weights = part(document, "columns"), part(document, "weights")
    if set(columns) != set(weights):
        raise false(
            "columns and weights name different columns",
            why="each column has a weight",
            da="søjler og vægte nævner forskellige søjler",
            da_why="hver søjle har en vægt",
        )
    parts = [ratio(weights, column) for column in weights]
    if sum(parts) != 1 or min(parts) < 0:
        raise false(
            f"the weights sum to {sum(parts)}",
            why="they are parts of one whole",
            da=f"vægtene er {sum(parts)} i alt",
            da_why="de er dele af en helhed, og ingen er negativ",
        )
    places = set(part(columns, next(iter(columns))))
    for name in columns:
        column = part(columns, name)
        figures = [ratio(column, place) for place in column]
        if set(column) != places:
            raise false(
                f"the column {name} has other places",
                why="a place has a figure in each",
                da=f"søjlen {name} har andre steder",
                da_why="hvert sted har et tal i hver søjle",
            )
        if min(figures, default=0) < 0 or not any(figures):
            raise false(
                f"the column {name} sums to {sum(figures)}",
                why="it is from 0 up, not all 0",
                da=f"søjlen {name} er {sum(figures)} i alt",
                da_why="tallene er fra 0 og op og ikke alle 0",
            )
    return (
        Bilingual(
            f"The weights of {Count(len(weights)):column|columns} sum to exactly 1.",
            da=f"Vægtene af {Count(len(weights)):søjle|søjler} er præcis 1 i alt.",
        ),
        Bilingual(
            f"Each column has a figure from 0 up for every place, {len(places)} in all.",
            da=f"Hver søjle har et tal fra 0 og op for hvert sted, {len(places)} i alt.",
        ),
    )


# The check of `PlannedPlaces`: every sharing by its own check, and the chain between them.


Path = tuple[str, ...]
_PAIR = 2
_PAIRS = Bilingual("pairs of a path and a value", da="par af en sti og en værdi")


def check_planned_places(document: Document) -> tuple[str, ...]:
    """Check a plan that was carried out and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If a sharing is wrong, or is not the one that the plan asks for.
    """
    plan = part(document, "plan")
    divisions, places = _by_path(document, "divisions"), _by_path(document, "places")
    wholes: dict[Path, int] = {(): count(plan, "total")}
    found: dict[Path, int] = {}
    used = 0
    for layer in records(plan, "layers"):
        _check_layer(layer, {path[-1] if path else str(entry(plan, "name")) for path in wholes})
        parts: dict[Path, int] = {}
        for path, number in wholes.items():
            whole = path[-1] if path else str(entry(plan, "name"))
            if key := _key(layer, whole):
                shared = _division(divisions, path, whole)
                _check_asked(shared, layer, key, number, whole)
                check(shared)
                parts |= {(*path, name): n for name, n in part(shared, "places").items()}
                used += 1
        found |= parts
        wholes = parts
    if used != len(divisions):
        raise false(
            f"{Count(len(divisions)):whole is|wholes are} divided",
            why=f"the plan divides {used}",
            da=f"{Count(len(divisions)):helhed|helheder} er delt",
            da_why=f"planen deler {used}",
        )
    wrong = [path for path in (*found, *places) if found.get(path) != places.get(path)]
    if wrong:
        place = " > ".join(wrong[0])
        raise false(
            f"the places of {place} are {places.get(wrong[0], 'missing')}",
            why=f"the sharing gives {found.get(wrong[0], 'none')}",
            da=f"antallet af pladser til {place} er {places.get(wrong[0], 'ikke anført')}",
            da_why=f"fordelingen giver {found.get(wrong[0], 'ingen')}",
        )
    return (
        Bilingual(
            f"{Count(used):whole is|wholes are} shared by key, within limits, each to its own sum.",
            da=f"{Count(used):helhed|helheder} er fordelt efter nøgle inden for grænserne, hver "
            "til "
            "sin egen sum.",
        ),
        Bilingual(
            f"{Count(len(found)):part is that|parts are those} of the sharings.",
            da=f"{Count(len(found)):del er den|dele er dem}, som fordelingerne giver.",
        ),
        drawn(*divisions.values()),
    )


def _key(layer: Document, whole: str) -> Document:
    """Return the key by which a whole is divided; empty if it is not."""
    keys = part(layer, "keys")
    return part(keys, whole) if whole in keys else part(layer, "each")


def _check_layer(layer: Document, wholes: set[str]) -> None:
    """Refuse a key or lot of a whole that is not there, and a limit of a part that is not."""
    keys = part(layer, "keys")
    known(keys, wholes, "keys")
    known(part(layer, "lots"), {whole for whole in wholes if _key(layer, whole)}, "lots")
    parts = set(ratios(layer, "each")).union(*(ratios(keys, whole) for whole in keys))
    for name, within in (("floors", layer), ("caps", layer), ("base", entry(layer, "change"))):
        if within is not None:
            known(part(within, name), parts, name)


def _by_path(document: Document, name: str) -> dict[Path, Any]:
    """Return entries by path; JSON has them as pairs, and none as an empty object."""
    found: dict[Path, Any] = {}
    pairs = entry(document, name) or []
    for pair in pairs if isinstance(pairs, list) else [pairs]:
        if not isinstance(pair, list) or len(pair) != _PAIR or not isinstance(pair[0], list):
            raise unreadable(name, pair, _PAIRS)
        found[tuple(map(str, pair[0]))] = pair[1]
    return found


def _division(divisions: Mapping[Path, Any], path: Path, whole: str) -> Document:
    if path not in divisions:
        raise false(
            f"{whole} is not divided",
            why="the plan has a key for it",
            da=f"{whole} er ikke delt",
            da_why="planen har en nøgle til det",
        )
    return part({whole: divisions[path]}, whole)


def _check_asked(
    shared: Document, layer: Document, key: Mapping[str, str], number: int, whole: str
) -> None:
    """Refuse a sharing of another number, or by another key, rule or limit than the layer's."""
    limits, change = part(shared, "limits"), entry(layer, "change")
    if change is not None:
        base = part(change, "base")
        change = {**change, "base": {name: n for name, n in base.items() if name in key}}
    asked = {
        "total": (count(shared, "total"), number),
        "key": (entry(shared, "key"), key),
        "rule": (entry(shared, "rule"), entry(layer, "rule")),
        "largest change": (entry(limits, "change"), change),
        "lots": (entry(shared, "lots"), part(layer, "lots").get(whole, [])),
        "multiple": (entry(limits, "multiple"), 1),
    }
    for bound in ("floors", "caps"):
        within = {name: n for name, n in part(layer, bound).items() if name in key}
        asked[bound] = (entry(limits, bound), within)
    for name, (found, wanted) in asked.items():
        if found != wanted:
            raise false(
                f"{whole} has not the plan's {name}",
                why=f"it has {found!r:.60}, the plan {wanted!r:.60}",
                da=f"{whole} har ikke samme {in_danish(name)} som planen",
                da_why=f"dér står {found!r:.60}, i planen {wanted!r:.60}",
            )
    if any(entry(shared, extra) for extra in ("wishes", "transfers", "deductions")):
        raise false(
            f"{whole} has wishes or agreements",
            why="a plan has none",
            da=f"{whole} har ønsker eller aftaler",
            da_why="en plan har ingen",
        )


# The check of `SmoothedYears`: no year could have given a larger debt its place.
#
# Years known beforehand: every place must be given by the year it is due, and among the others no
# exchange of one for another with a larger debt leaves what falls due later possible. A year that
# was not known is a sharing of claims and debts by largest remainder.


Rank: TypeAlias = tuple[Fraction, int]
"""Less the debt, and the year in which the place is due; the smallest comes first."""

_HARE = {"type": "QuotaRule", "name": "largest remainder (Hare)", "droop": False}


def check_smoothed_years(document: Document) -> tuple[str, ...]:
    """Check several years and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the places do not follow from totals, keys and lots.
    """
    totals, known = counts(document, "totals"), count(document, "known")
    for name in ("keys", "places"):
        if set(part(document, name)) != set(totals):
            others = ", ".join(sorted(set(part(document, name)) ^ set(totals)))
            raise false(
                f"totals and {name} do not both name {others:.80}",
                why="a year has both",
                da=f"{others:.80} står ikke under både årenes summer og {in_danish(name)}",
                da_why="hvert år står begge steder",
            )
    claims = [_claims(document, year, total) for year, total in totals.items()]
    places = [counts(part(document, "places"), year) for year in totals]
    if not 0 < known <= len(totals):
        raise false(
            f"{Count(known):year was|years were} known",
            why=f"the totals are of {len(totals)}",
            da=f"{known} år var kendt",
            da_why=f"der er summer for {len(totals)}",
        )
    for (year, total), claim, given in zip(totals.items(), claims, places, strict=True):
        if set(claim) != set(claims[0]) or set(given) != set(claim):
            raise false(
                f"{year} has other places",
                why="debts are carried between the same places",
                da=f"{year} har andre steder",
                da_why="gæld føres videre mellem de samme steder",
            )
        if sum(given.values()) != total:
            raise false(
                f"{year} has {Count(sum(given.values())):place|places}",
                why=f"{Count(total):is|are} to be shared",
                da=f"{year} har {Count(sum(given.values())):plads|pladser}",
                da_why=f"der skal fordeles {total}",
            )
    lots = Lots(records(document, "lots"))
    early = claims[:known]
    runs = {place: list(accumulate(claim[place] for claim in early)) for place in claims[0]}
    plan = _Known(list(totals)[:known], list(totals.values())[:known], runs)
    had = dict.fromkeys(claims[0], 0)
    for number in range(known):
        had = plan.check_year(number, had, places[number], lots)
    _check_later(list(totals), claims, places, known, lots)
    lots.check_all_used()
    later = len(totals) - known
    return (
        Bilingual(
            f"Every year, {len(totals)} in all, sums to its total, and none has a negative number.",
            da=f"Hvert år, {len(totals)} i alt, giver sin sum, og intet har et negativt tal.",
        ),
        Bilingual(
            f"{Count(known):year was|years were} known beforehand: no running sum is off by a "
            "whole place.",
            da=f"{known} år var kendt på forhånd: ingen løbende sum er en hel plads ved siden af.",
        ),
        Bilingual(
            "No larger debt could have been paid instead.",
            da="Ingen større gæld kunne være betalt i stedet.",
        ),
        Bilingual(
            f"{Count(later):later year shares|later years share} claims and debts by largest "
            "remainder.",
            da=f"{later} senere år fordeler krav og gæld efter største brøk.",
        ),
        drawn(document),
    )


def _claims(document: Document, year: str, total: int) -> dict[str, Fraction]:
    figures = ratios(part(document, "keys"), year)
    whole = sum(figures.values())
    if not whole:
        raise false(
            f"the key of {year} has no figures",
            why="places are shared in proportion",
            da=f"nøglen for {year} har ingen tal",
            da_why="pladser fordeles i forhold til tal",
        )
    return {place: total * figure / whole for place, figure in figures.items()}


@frozen
class _Known:
    """Years known beforehand, and the cumulated claims of each place in them."""

    years: list[str]
    totals: list[int]
    runs: dict[str, list[Fraction]]

    def check_year(
        self, number: int, had: Mapping[str, int], given: Mapping[str, int], lots: Lots
    ) -> dict[str, int]:
        """Check one year and return what each place has had after it."""
        year = self.years[number]
        after = {place: had[place] + given[place] for place in had}
        ranks: dict[str, Rank] = {}
        for place in had:
            run = self.runs[place]
            due = max(had[place], math.floor(run[number]))
            if not due <= after[place] <= max(due, math.ceil(run[number])):
                claimed = f"{float(run[number]):.2f}"
                raise false(
                    f"{place} has had {Count(after[place]):place|places} after {year}",
                    why=f"its claims up to then are {claimed}, {due} were due",
                    da=f"{place} har fået {Count(after[place]):plads|pladser} efter {year}",
                    da_why=f"kravene til og med dette år er {claimed.replace('.', ',')}, og {due} "
                    "var forfaldne",
                )
            if run[number] > due:
                reached = sum(claim < due + 1 for claim in run)
                ranks[place] = due - run[number], reached
        chosen = [p for p in ranks if after[p] > max(had[p], math.floor(self.runs[p][number]))]
        self._check_choice(number, ranks, chosen, after)
        _check_ties(_year(year), ranks, chosen, lots)
        return after

    def _check_choice(
        self, number: int, ranks: Mapping[str, Rank], chosen: list[str], after: Mapping[str, int]
    ) -> None:
        """Refuse a choice that an exchange with a larger debt would better."""
        full = [
            later
            for later in range(number + 1, len(self.years))
            if self._full(number, later, after)
        ]
        left = [place for place in ranks if place not in chosen]
        for better, place in product(left, chosen):
            if ranks[better] < ranks[place] and not any(
                ranks[place][1] <= later < ranks[better][1] for later in full
            ):
                raise false(
                    f"{self.years[number]} gives a place to {place} and none to {better}",
                    why=f"{better} is owed more, and what falls due later would still be possible",
                    da=f"{self.years[number]} giver {place} en plads og {better} ingen",
                    da_why=f"{better} har mere til gode, og det, der forfalder senere, ville "
                    "stadig kunne gives",
                )

    def _full(self, number: int, later: int, after: Mapping[str, int]) -> bool:
        """Say whether the years up to `later` can give just what falls due in them."""
        due = sum(max(math.floor(self.runs[p][later]) - had, 0) for p, had in after.items())
        capacity = sum(self.totals[number + 1 : later + 1])
        if due > capacity:
            raise false(
                f"after {self.years[number]} {Count(due):place falls|places fall} due by "
                f"{self.years[later]}",
                why=f"there are {capacity}",
                da=f"efter {self.years[number]} forfalder {Count(due):plads|pladser} senest i "
                f"{self.years[later]}",
                da_why=f"der er {capacity}",
            )
        return due == capacity


def _year(year: str) -> Bilingual:
    return Bilingual(f"the year {year}", da=f"året {year}")


def _check_ties(where: Bilingual, ranks: Mapping[str, Rank], chosen: list[str], lots: Lots) -> None:
    for rank in dict.fromkeys(ranks[place] for place in chosen):
        claimants = {place for place, other in ranks.items() if other == rank}
        holders = claimants & set(chosen)
        if holders != claimants:
            lots.decide(where, claimants, holders)


def _check_later(
    years: list[str],
    claims: list[dict[str, Fraction]],
    places: list[dict[str, int]],
    known: int,
    lots: Lots,
) -> None:
    debt = dict.fromkeys(claims[0], Fraction(0))
    for number, year in enumerate(years):
        owed = {place: debt[place] + claims[number][place] for place in debt}
        given = places[number]
        if number >= known:
            paid = {place: max(claim, Fraction(0)) for place, claim in owed.items()}
            unit = math.lcm(*(claim.denominator for claim in paid.values()))
            total = sum(given.values())
            shared = [
                Claim(p, int(c * unit), given[p], 0, total if c else 0) for p, c in paid.items()
            ]
            check_sharing(shared, total, _HARE, lots, where=_year(year))
        debt = {place: owed[place] - given[place] for place in debt}
