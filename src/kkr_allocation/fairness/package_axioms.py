"""The axioms of entitlements over several fora, as functions that look for a breach.

Sharing out every forum alone and sharing out the whole package cannot both be had: the first
leaves a small list without a post in every forum, the second lets fora depart from their own
split. Which is worse is a choice, and the table of methods and axioms shows what it costs.
"""

from __future__ import annotations

from itertools import permutations
from math import ceil, floor
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.counterexamples import Breach
from kkr_allocation.fairness.package_verdicts import PackageAxiom, PackageOutcome, PackageShare
from kkr_allocation.literature import BALINSKI_YOUNG, COX, PUKELSHEIM

if TYPE_CHECKING:
    from kkr_allocation.fairness.package_verdicts import Figures

__all__ = [
    "ANONYMITY_OF_LISTS",
    "CONCORDANCE_IN_FORA",
    "INDIFFERENCE_TO_DIVISION",
    "LOWER_QUOTA_OF_THE_PACKAGE",
    "OWN_SPLIT",
    "PACKAGE_AXIOMS",
    "ROUNDED_SHARES",
]


def _lower_quota(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    if outcome is not None:
        for party, number in outcome.totals.items():
            claim = outcome.claim(party)
            if number < floor(claim):
                return Breach(
                    f"{party} has {Count(number):post|posts} and a claim of {claim}", (outcome,)
                )
    return None


def _indifference(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    together = share({"all": sum(posts.values())}, strengths)
    if outcome is not None and together is not None:
        for party, number in together.totals.items():
            if outcome.totals[party] != number:
                sentence = f"{party} has {Count(number):post|posts} when all stand in one forum"
                return Breach(sentence, (outcome, together))
    return None


def _rounded_shares(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    if outcome is not None:
        for forum, row in outcome.table.items():
            for party, number in row.items():
                part = outcome.share(forum, party)
                if not floor(part) <= number <= ceil(part):
                    sentence = (
                        f"{party} has {Count(number):post|posts} in {forum} and a share of {part}"
                    )
                    return Breach(sentence, (outcome,))
    return None


def _own_split(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    if outcome is not None:
        for forum, row in outcome.table.items():
            alone = share({forum: posts[forum]}, strengths)
            if alone is not None and alone.table[forum] != row:
                return Breach(f"{forum} alone would be shared otherwise", (outcome, alone))
    return None


def _anonymity(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    if outcome is None:
        return None
    names = dict(zip(strengths, reversed(list(strengths)), strict=True))
    renamed = share(posts, {name: strengths[party] for name, party in names.items()})
    if renamed is not None:
        for forum, row in renamed.table.items():
            for name, party in names.items():
                if row[name] != outcome.table[forum][party]:
                    sentence = f"{party}'s posts change when {party} is called {name}"
                    return Breach(sentence, (outcome, renamed))
    return None


def _concordance(
    share: PackageShare, posts: Figures, strengths: Figures
) -> Breach[PackageOutcome] | None:
    outcome = share(posts, strengths)
    if outcome is not None:
        for forum, row in outcome.table.items():
            for one, other in permutations(strengths, 2):
                if strengths[one] > strengths[other] and row[one] < row[other]:
                    sentence = f"{other} is weaker than {one} and has more posts in {forum}"
                    return Breach(sentence, (outcome,))
    return None


LOWER_QUOTA_OF_THE_PACKAGE = PackageAxiom(
    "lower quota of the package",
    "Over all fora no list has fewer posts than its share of them, rounded down.",
    BALINSKI_YOUNG,
    _lower_quota,
)
INDIFFERENCE_TO_DIVISION = PackageAxiom(
    "indifference to division",
    "A list's posts in all do not depend on how the posts are divided among fora.",
    BALINSKI_YOUNG,
    _indifference,
)
ROUNDED_SHARES = PackageAxiom(
    "rounded shares",
    "In every forum a list has the floor or the ceiling of the forum's part of its posts.",
    COX,
    _rounded_shares,
)
OWN_SPLIT = PackageAxiom(
    "own split",
    "Every forum is shared as it would be alone.",
    PUKELSHEIM,
    _own_split,
)
ANONYMITY_OF_LISTS = PackageAxiom(
    "anonymity of lists",
    "A list's posts depend on its strength, not on its name or place.",
    PUKELSHEIM,
    _anonymity,
)
CONCORDANCE_IN_FORA = PackageAxiom(
    "concordance in fora",
    "In no forum a weaker list has more posts than a stronger one.",
    PUKELSHEIM,
    _concordance,
)

PACKAGE_AXIOMS = (
    LOWER_QUOTA_OF_THE_PACKAGE,
    INDIFFERENCE_TO_DIVISION,
    ROUNDED_SHARES,
    OWN_SPLIT,
    ANONYMITY_OF_LISTS,
    CONCORDANCE_IN_FORA,
)
"""All of them, in the order of the page of methods and axioms."""
