"""What the checks of documents have in common: their refusals, names, ratios and lots.

The verifier works on what is written down: JSON objects, not the library's classes. Their shape was
held to its schema before a check begins (`kkr_allocation.documents.shapes`), so that entries are
taken as they stand: each is there, and is a whole number, a ratio or a name where it should be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


Document: TypeAlias = Mapping[str, Any]
AS_WRITTEN = worded("fairness.as_written")
NONE = both("none", "ingen")
_NOT_TO_BE_USED = worded("fairness.not_to_be_used")

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
"""What a secretariat calls the entries of a document that a refusal names."""


def called(name: str) -> Bilingual:
    """Return what an entry is called, as nouns stand in a list."""
    return both(name, _WORDS[name])


def unreadable(name: str, value: object, wanted: Bilingual) -> InvalidInputError:
    """Return the error that says what stands where the format has something else."""
    return InvalidInputError(
        worded("fairness.document_name_value", name=name, value=value),
        why=worded("fairness.format_there", wanted=wanted),
        do=AS_WRITTEN,
    )


def false(key: str, /, **figures: object) -> VerificationError:
    """Return the error that says which claim does not hold, and why; names of a set in order."""
    told = dict(figures)
    for name, figure in figures.items():
        if isinstance(figure, set | tuple):
            told[name] = ", ".join(sorted(figure) if isinstance(figure, set) else figure)
    return VerificationError(
        worded(f"{key}:what", **told), why=worded(f"{key}:why", **told), do=_NOT_TO_BE_USED
    )


def negated(stated: object) -> Bilingual:
    """Return the word that denies what is stated; empty if it is not stated."""
    return both("not " * bool(stated), "ikke " * bool(stated))


def ratios(figures: Mapping[str, str]) -> dict[str, Fraction]:
    """Return exact figures by name."""
    return {name: Fraction(figure) for name, figure in figures.items()}


def known(names: Iterable[str], places: Collection[str], where: str) -> None:
    """Refuse a name for which there is nothing: misspelt, it would be no limit and no wish."""
    unknown = [name for name in names if name not in places]
    if unknown:
        listed = f"{', '.join(map(repr, unknown)):.80}"
        raise false("fairness.where_names_listed", where=called(where), listed=listed)


def drawn(*documents: Document) -> str:
    """Return the line of a certificate about the lots, once each is known to decide a tie."""
    seeds = [lot["seed"] for document in documents for lot in document["lots"]]
    if not seeds:
        return worded("fairness.no_lot_drawn_none")
    again = sum(bool(seed) for seed in seeds)
    by_hand = len(seeds) - again
    return worded("fairness.every_lot_all_decides", number=len(seeds), by_hand=by_hand, again=again)


def read_lot(
    lot: Document,
    first: Callable[[Sequence[str]], set[str]] | None = None,
    fora: Collection[str] = (),
) -> tuple[set[str], set[str]]:
    """Return who took part in a draw and who won; refuse what cannot have been one.

    `fora` are those that a lot can name. A lot with a seed is drawn again. From the claimants in the order drawn, `first` gives those who
    win; by default they are as many of the first as the lot has winners.
    """
    claimants, winners, seed = tuple(lot["claimants"]), tuple(lot["winners"]), lot["seed"]
    who, won = set(claimants), set(winners)
    if not set() < won < who:
        raise false("fairness.lot_between_won_no", claimants=claimants, winners=winners)
    if lot["forum"] is not None and lot["forum"] not in fora:
        raise false("fairness.lot_of_no_such_forum", claimants=claimants, forum=lot["forum"])
    if seed:
        order = sorted(who, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
        drawn = first(order) if first else set(order[: len(won)])
        if drawn != won:
            raise false(
                "fairness.lot_between_won",
                claimants=claimants,
                winners=winners,
                seed=seed,
                drawn=drawn,
            )
    return who, won
