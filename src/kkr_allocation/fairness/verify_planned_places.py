"""The check of `PlannedPlaces`: every sharing by its own check, and the chain between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness import verify_distribution
from kkr_allocation.fairness.entries import (
    count,
    drawn,
    entry,
    false,
    known,
    part,
    ratios,
    records,
    unreadable,
)
from kkr_allocation.fairness.entry_words import in_danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]

Path = tuple[str, ...]
_PAIR = 2
_PAIRS = Bilingual("pairs of a path and a value", da="par af en sti og en værdi")


def check(document: Document) -> tuple[str, ...]:
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
                verify_distribution.check(shared)
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
