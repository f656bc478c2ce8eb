"""Names of rules, believed only where the parameters are those of the library's rule."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.entries import count, entry, false, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.encoding import Json
    from kkr_allocation.fairness.entries import Document

__all__ = ["LIBRARY", "check_name", "own_rules"]


def _even_steps(step: int, offset: int) -> Document:
    return {"type": "LinearRule", "power": 1, "step": step, "offset": offset, "first": None}


LIBRARY: dict[str, Document] = {
    "d'Hondt": _even_steps(1, 0),
    "Sainte-Laguë": _even_steps(2, -1),
    "Danish": _even_steps(3, -2),
    "Adams": _even_steps(1, -1),
    "Imperiali": _even_steps(1, 1),
    "Huntington-Hill": {"type": "MeanRule", "power": 2},
    "Dean": {"type": "MeanRule", "power": 1},
    "largest remainder (Hare)": {"type": "QuotaRule", "droop": False},
    "largest remainder (Droop)": {"type": "QuotaRule", "droop": True},
}
"""Type and parameters of each rule with a name, as documents have them."""
_KINDS = ("LinearRule", "MeanRule", "QuotaRule")
_MODIFIED = "Sainte-Laguë, first divisor "
_OTHER_DIVISORS = Bilingual("divisors that are not its own", da="divisorer, der ikke er dens egne")
_OTHER_QUOTA = Bilingual("the quota of another", da="en anden regels kvote")
_SECOND = 3
"""The second divisor of Sainte-Laguë, which the first lies below."""


def check_name(rule: Document) -> bool:
    """Say whether a rule is one of the library's.

    Raises
    ------
    VerificationError
        If it has the name of one and parameters of its own, or a type that cannot be verified.
    """
    name = str(entry(rule, "name"))
    stated = {key: rule[key] for key in rule if key not in ("name", "source")}
    right = LIBRARY.get(name)
    if name.startswith(_MODIFIED):
        first = entry(rule, "first")
        divisor = Fraction(0) if first is None else ratio(rule, "first")
        named = 0 < divisor < _SECOND and name == f"{_MODIFIED}{divisor}"
        right = {**_even_steps(2, -1), "first": first if named else name[len(_MODIFIED) :]}
    kind = entry(rule, "type")
    stands_alone = kind == "QuotaRule" or (kind == "LinearRule" and entry(rule, "power") == 1)
    if kind not in _KINDS or (right is None and not stands_alone):
        raise false(
            f"the rule {name!r} of type {kind!r} cannot be verified",
            why="the verifier knows rules with even steps, Huntington-Hill, Dean, Hare and Droop",
            da=f"reglen {name!r} af typen {kind!r} kan ikke efterprøves",
            da_why="efterprøvningen kender regler med lige lange trin, Huntington-Hill, Dean, Hare "
            "og Droop",
        )
    if right is not None and stated != right:
        what = _OTHER_QUOTA if kind == "QuotaRule" else _OTHER_DIVISORS
        raise false(
            f"the rule {name!r} has {what}",
            why=f"the rule of that name has {_listed(right)}",
            da=f"reglen {name!r} har {what.da}",
            da_why=f"reglen af det navn har {_listed(right)}",
        )
    return right is not None


def _listed(parameters: Document) -> str:
    return ", ".join(f"{name} {value}" for name, value in parameters.items())


def own_rules(document: Document) -> tuple[Bilingual, ...]:
    """Return a sentence on every rule of a document that is none of the library's."""
    return tuple(dict.fromkeys(_said(rule) for rule in _rules(document) if not check_name(rule)))


def _rules(value: Json) -> Iterator[Document]:
    if isinstance(value, Mapping):
        rule = value.get("rule")
        if isinstance(rule, Mapping) and rule.get("type") in _KINDS:
            yield rule
        for inner in value.values():
            yield from _rules(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _rules(inner)


def _said(rule: Document) -> Bilingual:
    if entry(rule, "type") == "QuotaRule":
        droop = entry(rule, "droop") is True
        found = Bilingual(
            "Droop's quota" if droop else "Hare's quota",
            da="Droops kvote" if droop else "Hares kvote",
        )
    else:
        step, offset = count(rule, "step"), int(entry(rule, "offset"))
        first = step + offset if entry(rule, "first") is None else ratio(rule, "first")
        listed = f"{first}, {2 * step + offset}, {3 * step + offset}"
        found = Bilingual(f"the divisors {listed} and so on", da=f"divisorerne {listed} osv.")
    name = f"{entry(rule, 'name')!r:.80}"
    return Bilingual(
        f"The rule {name} is none of the library's; it was checked by {found}, as stated.",
        da=f"Reglen {name} er ikke en af bibliotekets; den er efterprøvet med {found.da}, som "
        "anført.",
    )
