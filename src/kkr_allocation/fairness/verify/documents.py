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
AS_WRITTEN = Bilingual(
    "Verify the text as result.to_json() wrote it",
    da="Efterprøv teksten, som --output FIL.json eller result.to_json() skrev den",
)
_NOT_TO_BE_USED = Bilingual(
    "Do not use the result; compute it again from the inputs, and ask where it was changed",
    da="Brug ikke resultatet; beregn det igen ud fra tallene, og spørg, hvor det er ændret",
)

_COUNT = between(low=0)
_COUNTS = Bilingual("an object of names and whole numbers", da="et objekt med navne og hele tal")
_EXACT = Bilingual("an exact figure from 0 up", da="et nøjagtigt tal fra 0 og op")
_FRACTION = Bilingual('a fraction written as "p/q"', da='en brøk skrevet som "p/q"')
_MISSING = Bilingual(
    "an entry of that name, which is missing", da="et felt med det navn, og det mangler"
)
_NAMES = Bilingual("a list of names", da="en liste af navne")
_OBJECTS = Bilingual("a list of objects", da="en liste af objekter")
_RATIO = re.compile(r"(-?[0-9]{1,4000})/([0-9]{1,4000})")


def unreadable(name: str, value: object, wanted: Bilingual) -> InvalidInputError:
    """Return the error that says what stands where the format has something else."""
    return InvalidInputError(
        Bilingual(
            f"the document's {name} is {value!r:.80}",
            da=f"{in_language(name, 'da')} i dokumentet er {value!r:.80}",
        ),
        why=Bilingual(f"the format has {wanted} there", da=f"formatet har {wanted.da} dér"),
        do=AS_WRITTEN,
    )


def false(what: str, *, why: str, da: str, da_why: str) -> VerificationError:
    """Return the error that says which claim of a document does not hold.

    Parameters
    ----------
    what, why : str
        The claim, and what speaks against it.
    da, da_why : str
        The same two in Danish; no refusal can be written without them.
    """
    return VerificationError(
        Bilingual(what, da=da), why=Bilingual(why, da=da_why), do=_NOT_TO_BE_USED
    )


def entry(document: Document, name: str) -> Json:
    """Return an entry that must be there, in an object."""
    if not isinstance(document, Mapping):
        whole = Bilingual(
            f"object with the entry {name!r}", da=f"det, der skulle have feltet {name!r},"
        )
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
            whose = Bilingual(f"{name} of {key}", da=f"{name} for {key}")
            raise unreadable(whose, figures[key], _EXACT)
    return found


def known(names: Iterable[str], places: Collection[str], where: str) -> None:
    """Refuse a name for which there is nothing: misspelt, it would be no limit and no wish."""
    unknown = [name for name in names if name not in places]
    if unknown:
        listed = f"{', '.join(map(repr, unknown)):.80}"
        raise false(
            f"{where} names {listed}",
            why="the key has no such place",
            da=f"under {in_danish(where)} står {listed}",
            da_why="nøglen har intet sådant sted",
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


# Recorded lots as a document has them: taken as stated, or drawn again from their seed.


_SEED = Bilingual(
    "a text, empty for a draw by hand", da="en tekst, tom for en lodtrækning i hånden"
)


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
            f"the lot between {', '.join(claimants)} won by {', '.join(winners)} is no draw",
            why="each takes part once, and some of them win",
            da=f"lodtrækningen mellem {', '.join(claimants)} vundet af {', '.join(winners)} er "
            "ikke en lodtrækning",
            da_why="hver deltager én gang, og nogle af dem vinder",
        )
    seed = entry(lot, "seed")
    if not isinstance(seed, str):
        raise unreadable("seed", seed, _SEED)
    if seed:
        order = sorted(who, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
        drawn = first(order) if first else set(order[: len(won)])
        if drawn != won:
            raise false(
                f"the lot between {', '.join(claimants)} was won by {', '.join(winners)}",
                why=f"its seed, {seed!r:.60}, draws {', '.join(sorted(drawn))}",
                da=f"lodtrækningen mellem {', '.join(claimants)} er vundet af {', '.join(winners)}",
                da_why=f"dens frø, {seed!r:.60}, udtrækker {', '.join(sorted(drawn))}",
            )
    return who, won
