"""Entries of a document under verification, checked for their type and nothing else.

The verifier works on what is written down: JSON objects, not the library's classes. A document
that cannot be read is an `InvalidInputError`; one that reads well and is wrong is for the checks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from kkr_allocation.documents.shapes import TYPES, between, one_of
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError, in_language
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kkr_allocation.documents.codec import Json


# What entries of a document are called in Danish, where a refusal names one of them.
#
# A document has English names for its entries; a secretariat is told in its own words.


_WORDS = {
    "alliances": "valgforbund",
    "asked": "ønsker",
    "base": "sidste års pladser",
    "candidates": "kandidater",
    "caps": "lofter",
    "deductions": "fradrag",
    "entitled": "berettigede lister",
    "floors": "mindstetal",
    "fora": "fora",
    "key": "nøgle",
    "keys": "nøgler",
    "largest change": "største ændring",
    "lots": "lodtrækninger",
    "mayors": "borgmestre",
    "multiple": "multiplum",
    "places": "pladser",
    "represented": "repræsenterede lister",
    "rule": "regel",
    "strengths": "styrker",
    "total": "sum",
    "votes": "stemmer",
}


def in_danish(name: str) -> str:
    """Return what an entry is called in Danish, as nouns stand in a list.

    Parameters
    ----------
    name : str
        The entry's name in the document.

    Examples
    --------
    >>> in_danish("floors")
    'mindstetal'
    """
    return _WORDS[name]


Document: TypeAlias = Mapping[str, Any]
AS_WRITTEN = worded("fairness.as_written")
_NOT_TO_BE_USED = worded("fairness.not_to_be_used")

_COUNT = between(low=0)
_COUNTS = worded("fairness.counts")
_EXACT = worded("fairness.exact")
_FRACTION = worded("fairness.fraction")
_MISSING = worded("fairness.missing")
_NAMES = worded("fairness.names")
_OBJECTS = worded("fairness.objects")
_RATIO = re.compile(r"(-?[0-9]{1,4000})/([0-9]{1,4000})")


def unreadable(name: str, value: object, wanted: Bilingual) -> InvalidInputError:
    """Return the error that says what stands where the format has something else."""
    return InvalidInputError(
        worded(
            "fairness.document_name_value",
            name=name,
            value=value,
            in_language=in_language(name, "da"),
        ),
        why=worded("fairness.format_there", wanted=wanted),
        do=AS_WRITTEN,
    )


def false(key: str, /, **figures: object) -> VerificationError:
    """Return the error that says which claim of a document does not hold, and what speaks so."""
    return VerificationError(
        worded(f"{key}:what", **figures), why=worded(f"{key}:why", **figures), do=_NOT_TO_BE_USED
    )


def entry(document: Document, name: str) -> Json:
    """Return an entry that must be there, in an object."""
    if not isinstance(document, Mapping):
        whole = worded("fairness.object_entry", name=name)
        raise unreadable(whole, document, TYPES["object"])
    if name not in document:
        raise unreadable(name, None, _MISSING)
    return document[name]


def count(document: Document, name: str) -> int:
    """Return a whole number from zero up."""
    value = entry(document, name)
    if type(value) is not int or value < 0:
        raise unreadable(name, value, _COUNT)
    return value


def counts(document: Document, name: str) -> dict[str, int]:
    """Return whole numbers from zero up, by name."""
    value = entry(document, name)
    if not isinstance(value, Mapping):
        raise unreadable(name, value, _COUNTS)
    return {key: count(value, key) for key in value}


def part(document: Document, name: str) -> Document:
    """Return an entry that is an object of its own."""
    value = entry(document, name)
    if not isinstance(value, Mapping):
        raise unreadable(name, value, TYPES["object"])
    return value


def truth(document: Document, name: str) -> bool:
    """Return what is true or false."""
    value = entry(document, name)
    if not isinstance(value, bool):
        raise unreadable(name, value, TYPES["boolean"])
    return value


def choice(document: Document, name: str, choices: tuple[str, ...]) -> str:
    """Return a text that is one of several."""
    value = entry(document, name)
    if value not in choices:
        raise unreadable(name, value, one_of(choices))
    return str(value)


def texts(document: Document, name: str) -> tuple[str, ...]:
    """Return a list of texts."""
    value = entry(document, name)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise unreadable(name, value, _NAMES)
    return tuple(value)


def records(document: Document, name: str) -> list[Document]:
    """Return a list of objects."""
    value = entry(document, name)
    if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
        raise unreadable(name, value, _OBJECTS)
    return list(value)


def ratio(document: Document, name: str) -> Fraction:
    """Return an exact ratio: a whole number, or a fraction written as ``"p/q"``."""
    value = entry(document, name)
    if type(value) is int:
        return Fraction(value)
    match = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[2]):
        raise unreadable(name, value, _FRACTION)
    return Fraction(int(match[1]), int(match[2]))


def ratios(document: Document, name: str) -> dict[str, Fraction]:
    """Return exact figures from zero up, by name."""
    figures = part(document, name)
    found = {key: ratio(figures, key) for key in figures}
    for key, figure in found.items():
        if figure < 0:
            whose = worded("fairness.name_figure", name=name, figure=key)
            raise unreadable(whose, figures[key], _EXACT)
    return found


def known(names: Iterable[str], places: Collection[str], where: str) -> None:
    """Refuse a name for which there is nothing: misspelt, it would be no limit and no wish."""
    unknown = [name for name in names if name not in places]
    if unknown:
        listed = f"{', '.join(map(repr, unknown)):.80}"
        raise false(
            "fairness.where_names_listed", where=where, listed=listed, in_danish=in_danish(where)
        )


def drawn(*documents: Document) -> str:
    """Return the line of a certificate about the lots, once each is known to decide a tie."""
    seeds = [entry(lot, "seed") for document in documents for lot in records(document, "lots")]
    if not seeds:
        return worded("fairness.no_lot_drawn_none")
    again = sum(bool(seed) for seed in seeds)
    by_hand = len(seeds) - again
    return worded("fairness.every_lot_all_decides", number=len(seeds), by_hand=by_hand, again=again)


# Recorded lots as a document has them: taken as stated, or drawn again from their seed.


_SEED = worded("fairness.seed")


def read_lot(
    lot: Document, first: Callable[[Sequence[str]], set[str]] | None = None
) -> tuple[set[str], set[str]]:
    """Return who took part in a draw and who won, drawn again if it has a seed.

    Parameters
    ----------
    lot : mapping
        The lot as the document states it.
    first : callable, optional
        From the claimants in the order drawn to those who win; by default as many of the first
        as the lot has winners.

    Raises
    ------
    VerificationError
        If it cannot have been a draw, or its seed draws others.
    """
    claimants, winners = texts(lot, "claimants"), texts(lot, "winners")
    who, won = set(claimants), set(winners)
    if len(who) < len(claimants) or len(won) < len(winners) or not set() < won < who:
        raise false(
            "fairness.lot_between_won_no",
            claimants=", ".join(claimants),
            winners=", ".join(winners),
        )
    seed = entry(lot, "seed")
    if not isinstance(seed, str):
        raise unreadable("seed", seed, _SEED)
    if seed:
        order = sorted(who, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
        drawn = first(order) if first else set(order[: len(won)])
        if drawn != won:
            raise false(
                "fairness.lot_between_won",
                claimants=", ".join(claimants),
                winners=", ".join(winners),
                seed=seed,
                drawn=", ".join(sorted(drawn)),
            )
    return who, won
