"""The sharing of each package of an entitlement: by the same figures, each lot decided in one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness import verify_apportionment
from kkr_allocation.fairness.draws import read_lot
from kkr_allocation.fairness.entries import count, counts, entry, false, part, records, texts
from kkr_allocation.fairness.entry_words import in_danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.entries import Document

__all__ = ["shares_of", "stands"]


def shares_of(document: Document, posts: Mapping[str, int]) -> dict[str, Document]:
    """Return the sharing of each package, once each is known to follow from the strengths.

    Parameters
    ----------
    document : mapping
        The entitlement.
    posts : mapping of str to int
        Posts by forum.

    Raises
    ------
    VerificationError
        If the packages do not have every forum once, a sharing is of other figures, has bounds of
        its own or does not follow, or the lots are not those of the sharings.
    """
    packages, shares = part(document, "packages"), part(document, "shares")
    named = {package: texts(packages, package) for package in packages}
    if sorted(name for names in named.values() for name in names) != sorted(posts):
        raise false(
            "the packages do not have every forum once",
            why="every post is shared once",
            da="pakkerne har ikke hvert forum én gang",
            da_why="hver plads fordeles én gang",
        )
    if set(shares) != set(named) or not all(named.values()):
        raise false(
            "packages and shares differ",
            why="every package has fora and one share",
            da="pakkerne og deres fordelinger passer ikke sammen",
            da_why="hver pakke har fora og én fordeling",
        )
    if len(named) > 1 and counts(document, "caps"):
        raise false(
            "there are caps and several packages",
            why="a cap is over all fora",
            da="der er både lofter og flere pakker",
            da_why="et loft gælder for alle fora under ét",
        )
    found = {package: part(shares, package) for package in named}
    for package, share in found.items():
        _check_share(document, package, share, sum(posts[name] for name in named[package]))
    used = Counter(_drawn(lot) for share in found.values() for lot in records(share, "lots"))
    if Counter(map(_drawn, records(document, "lots"))) != used:
        raise false(
            "the lots are not those of the packages",
            why="each lot decides one tie there",
            da="lodtrækningerne er ikke dem, der hører til pakkerne",
            da_why="hver lodtrækning afgør én stemmelighed dér",
        )
    return found


def stands(share: Document) -> bool:
    """Say whether all posts of a sharing are those that stood, as after a vacancy is filled."""
    kept = Counter(counts(share, "floors"))
    return bool(kept) and +kept == +Counter(counts(share, "seats"))


def _check_share(document: Document, package: str, share: Document, posts: int) -> None:
    for own, other in (("strengths", "votes"), ("alliances",) * 2, ("rule",) * 2, ("caps",) * 2):
        if entry(document, own) != entry(share, other):
            raise false(
                f"a package has not the same {own}",
                why="all are shared by the same figures",
                da=f"en pakke har ikke samme {in_danish(own)}",
                da_why="alle pakker fordeles efter de samme tal",
            )
    if counts(share, "floors") and not stands(share):
        raise false(
            f"{package} has floors",
            why="posts follow from strengths, caps and lots, or all of them stand as they did",
            da=f"pakken {package} har mindstetal",
            da_why="pladserne følger af styrker, lofter og lodtrækninger, eller de står alle, som "
            "de stod før",
        )
    if count(share, "house_size") != posts:
        raise false(
            f"{package} shares {Count(count(share, 'house_size')):post|posts}",
            why=f"its fora have {posts}",
            da=f"pakken {package} fordeler {Count(count(share, 'house_size')):plads|pladser}",
            da_why=f"dens fora har {posts}",
        )
    verify_apportionment.check(share)


def _drawn(lot: Document) -> tuple[frozenset[str], frozenset[str]]:
    claimants, winners = read_lot(lot)
    return frozenset(claimants), frozenset(winners)
