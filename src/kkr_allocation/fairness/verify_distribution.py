"""The check of a `Distribution`: the base by its cut, then wishes, transfers and deductions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import (
    count,
    counts,
    drawn,
    entry,
    false,
    known,
    part,
    ratio,
    ratios,
    records,
)
from kkr_allocation.fairness.sharing import Claim, Lots, check_sharing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]

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
