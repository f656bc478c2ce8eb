"""Entries of a document under verification, checked for their type and nothing else.

The verifier works on what is written down: JSON objects, not the library's classes. A document
that cannot be read is an `InvalidInputError`; one that reads well and is wrong is for the checks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError

if TYPE_CHECKING:
    from kkr_allocation.encoding import Json

__all__ = [
    "AS_WRITTEN",
    "Document",
    "count",
    "counts",
    "drawn",
    "entry",
    "false",
    "known",
    "part",
    "ratio",
    "ratios",
    "records",
    "texts",
    "unreadable",
]

Document: TypeAlias = Mapping[str, Any]
AS_WRITTEN = Bilingual(
    "Verify the text as result.to_json() wrote it",
    da="Efterprøv teksten, som --output FIL.json eller result.to_json() skrev den",
)
_NOT_TO_BE_USED = Bilingual(
    "Do not use the result; compute it again from the inputs, and ask where it was changed",
    da="Brug ikke resultatet; beregn det igen ud fra tallene, og spørg, hvor det er ændret",
)

_RATIO = re.compile(r"(-?[0-9]{1,4000})/([0-9]{1,4000})")


def unreadable(name: str, value: object, wanted: str) -> InvalidInputError:
    """Return the error that says what stands where the format has something else."""
    return InvalidInputError(
        f"the document's {name} is {value!r:.80}",
        why=f"the format has {wanted} there",
        do=AS_WRITTEN,
    )


def false(what: str, *, why: str) -> VerificationError:
    """Return the error that says which claim of a document does not hold."""
    return VerificationError(
        what,
        why=why,
        do=_NOT_TO_BE_USED,
    )


def entry(document: Document, name: str) -> Json:
    """Return an entry that must be there, in an object."""
    if not isinstance(document, Mapping):
        raise unreadable(f"object with the entry {name!r}", document, "an object")
    if name not in document:
        raise unreadable(name, None, "an entry of that name, which is missing")
    return document[name]


def count(document: Document, name: str) -> int:
    """Return a whole number from zero up."""
    value = entry(document, name)
    if type(value) is not int or value < 0:
        raise unreadable(name, value, "a whole number from 0 up")
    return value


def counts(document: Document, name: str) -> dict[str, int]:
    """Return whole numbers from zero up, by name."""
    value = entry(document, name)
    if not isinstance(value, Mapping):
        raise unreadable(name, value, "an object of names and whole numbers")
    return {key: count(value, key) for key in value}


def part(document: Document, name: str) -> Document:
    """Return an entry that is an object of its own."""
    value = entry(document, name)
    if not isinstance(value, Mapping):
        raise unreadable(name, value, "an object")
    return value


def texts(document: Document, name: str) -> tuple[str, ...]:
    """Return a list of texts."""
    value = entry(document, name)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise unreadable(name, value, "a list of names")
    return tuple(value)


def records(document: Document, name: str) -> list[Document]:
    """Return a list of objects."""
    value = entry(document, name)
    if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
        raise unreadable(name, value, "a list of objects")
    return list(value)


def ratio(document: Document, name: str) -> Fraction:
    """Return an exact ratio: a whole number, or a fraction written as ``"p/q"``."""
    value = entry(document, name)
    if type(value) is int:
        return Fraction(value)
    match = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[2]):
        raise unreadable(name, value, 'a fraction written as "p/q"')
    return Fraction(int(match[1]), int(match[2]))


def ratios(document: Document, name: str) -> dict[str, Fraction]:
    """Return exact figures from zero up, by name."""
    figures = part(document, name)
    found = {key: ratio(figures, key) for key in figures}
    for key, figure in found.items():
        if figure < 0:
            raise unreadable(f"{name} of {key}", figures[key], "an exact figure from 0 up")
    return found


def known(names: Iterable[str], places: Collection[str], where: str) -> None:
    """Refuse a name for which there is nothing: misspelt, it would be no limit and no wish."""
    unknown = [name for name in names if name not in places]
    if unknown:
        raise false(
            f"{where} names {', '.join(map(repr, unknown)):.80}", why="the key has no such place"
        )


def drawn(*documents: Document) -> str:
    """Return the line of a certificate about the lots, once each is known to decide a tie."""
    seeds = [entry(lot, "seed") for document in documents for lot in records(document, "lots")]
    if not seeds:
        return Bilingual(
            "No lot was drawn, and none was needed.",
            da="Der er ikke trukket lod, og det var ikke nødvendigt.",
        )
    again = sum(bool(seed) for seed in seeds)
    by_hand = len(seeds) - again
    return Bilingual(
        f"Every lot, {len(seeds)} in all, decides one tie: {by_hand} drawn by hand, taken as "
        f"stated, and {again} by a seed, drawn again.",
        da=f"Hver lodtrækning, {len(seeds)} i alt, afgør én stemmelighed: {by_hand} trukket i "
        f"hånden, taget som anført, og {again} ved et frø, trukket om.",
    )
