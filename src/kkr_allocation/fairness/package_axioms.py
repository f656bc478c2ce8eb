"""The axioms of entitlements over several fora, as functions that look for a breach.

Sharing out every forum alone and sharing out the whole package cannot both be had: the first
leaves a small list without a post in every forum, the second departs from the fora's own splits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product
from math import ceil, floor
from typing import TypeAlias

from attrs import frozen

from kkr_allocation.appointments.entitlement import Over, entitle
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.errors import Count
from kkr_allocation.fairness.axioms import (
    Breach,
    Statement,
    Trial,
    Verdict,
    demanding,
    shared_out,
)
from kkr_allocation.sources import BALINSKI_YOUNG, COX, PUKELSHEIM
from kkr_allocation.words import refused

Figures: TypeAlias = Mapping[str, int]
Package: TypeAlias = tuple[Figures, Figures]
"""Posts by forum, and strengths by list."""
PackageMethod: TypeAlias = "Over | Callable[[Figures, Figures], Mapping[str, Figures]]"
"""What `entitle` shares out together, or a function from posts and strengths to posts by forum
and list."""


@frozen
class PackageOutcome:
    """What a method gave for the fora of one package."""

    posts: dict[str, int]
    """By forum."""
    strengths: dict[str, int]
    """Members by list."""
    table: dict[str, dict[str, int]]
    """Posts by forum and list."""

    @property
    def totals(self) -> dict[str, int]:
        """Posts of each list over all fora."""
        return {party: sum(row[party] for row in self.table.values()) for party in self.strengths}

    def claim(self, party: str) -> Fraction:
        """Return a list's proportional share of all posts."""
        posts, members = sum(self.posts.values()), sum(self.strengths.values())
        return Fraction(posts * self.strengths[party], members)

    def share(self, forum: str, party: str) -> Fraction:
        """Return what a forum has of a list's posts if every forum has its part of them."""
        return Fraction(self.posts[forum] * self.totals[party], sum(self.posts.values()))

    def __str__(self) -> str:
        """Strengths, and each forum's posts by list."""
        members = ", ".join(f"{party} {number}" for party, number in self.strengths.items())
        cells = {f: ", ".join(f"{p}: {n}" for p, n in row.items()) for f, row in self.table.items()}
        rows = "; ".join(f"{forum} {row}" for forum, row in cells.items())
        return f"strengths {members} ({rows})"


PackageShare: TypeAlias = Callable[[Figures, Figures], PackageOutcome | None]
"""From posts and strengths to the outcome; None where only a lot, or names, could decide."""


@frozen
class PackageAxiom(Statement):
    """A demand on the sharing of fora, and how to see that a method does not meet it.

    Examples
    --------
    >>> from kkr_allocation.fairness.package_axioms import LOWER_QUOTA_OF_THE_PACKAGE
    >>> small = [({"f": 1, "g": 1, "h": 1}, {"A": 5, "B": 4})]
    >>> print(LOWER_QUOTA_OF_THE_PACKAGE.judge("forum", small))
    lower quota of the package: broken. B has 0 posts and a claim of 6/5: ...
    """

    def judge(self, method: PackageMethod, packages: Iterable[Package] | None = None) -> Verdict:
        """Try a method on packages, by default on `small_packages`, and return the verdict.

        A package that only a lot can decide, or in which several tables serve equally well and
        the digests of the names choose, speaks neither for nor against.
        """
        return _TRIAL.verdict(self, method, small_packages() if packages is None else packages)


def _given(method: PackageMethod, posts: Figures, strengths: Figures) -> PackageOutcome | None:
    if not posts or not any(strengths.values()):
        return None
    if callable(method):
        given = method(posts, strengths)
    else:
        fora = [Forum(name, number) for name, number in posts.items()]
        entitlement = entitle(fora, strengths, over=method)
        if not entitlement.unique:
            return None
        given = entitlement.table
    if set(given) != set(posts):
        listed, known = ", ".join(map(str, given)), ", ".join(posts)
        raise refused("fairness.posts_in_others", listed=listed, known=known)
    table = {f: shared_out(given[f], strengths, n, units="post|posts") for f, n in posts.items()}
    return PackageOutcome(dict(posts), dict(strengths), table)


def _smaller(outcome: PackageOutcome) -> Iterator[Package]:
    """Yield packages with a forum, a list, a post or a member less."""
    posts, strengths = outcome.posts, outcome.strengths
    for gone in posts:
        yield {forum: n for forum, n in posts.items() if forum != gone}, strengths
    for gone in strengths:
        yield posts, {party: n for party, n in strengths.items() if party != gone}
    for forum, number in posts.items():
        if number > 1:
            yield {**posts, forum: number - 1}, strengths
    for party, members in strengths.items():
        if members > 1:
            yield posts, {**strengths, party: members - 1}


_TRIAL: Trial[PackageMethod, PackageOutcome] = Trial(_given, _smaller, "package|packages")


def small_packages() -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Yield packages of one to five fora, shared among two and three lists."""
    sizes = [(3,), (2, 1), (3, 2), (1, 1, 1), (2, 2, 2), (5, 3), (4, 1, 1, 1, 1)]
    lists = [(2, 1), (5, 4), (7, 2), (4, 2, 1), (5, 3, 2), (6, 5, 2), (9, 4, 3), (7, 5, 4)]
    for posts, strengths in product(sizes, lists):
        yield dict(zip("fghij", posts, strict=False)), dict(zip("ABC", strengths, strict=False))


@demanding("Over all fora no list has fewer posts than its share of them, rounded down.")
def _lower_quota(outcome: PackageOutcome, _: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    for party, number in outcome.totals.items():
        claim = outcome.claim(party)
        if number < floor(claim):
            sentence = f"{party} has {Count(number):post|posts} and a claim of {claim}"
            yield Breach(sentence, (outcome,))


@demanding("A list's posts in all do not depend on how the posts are divided among fora.")
def _indifference(outcome: PackageOutcome, share: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    together = share({"all": sum(outcome.posts.values())}, outcome.strengths)
    for party, number in outcome.totals.items():
        if together is not None and together.totals[party] != number:
            alone = Count(together.totals[party])
            sentence = f"{party} has {alone:post|posts} when all stand in one forum"
            yield Breach(sentence, (outcome, together))


@demanding("In every forum a list has the floor or the ceiling of the forum's part of its posts.")
def _rounded_shares(outcome: PackageOutcome, _: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    for forum, party in product(outcome.table, outcome.strengths):
        number, part = Count(outcome.table[forum][party]), outcome.share(forum, party)
        if not floor(part) <= number <= ceil(part):
            sentence = f"{party} has {number:post|posts} in {forum} and a share of {part}"
            yield Breach(sentence, (outcome,))


@demanding("Every forum is shared as it would be alone.")
def _own_split(outcome: PackageOutcome, share: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    for forum, row in outcome.table.items():
        alone = share({forum: outcome.posts[forum]}, outcome.strengths)
        if alone is not None and alone.table[forum] != row:
            yield Breach(f"{forum} alone would be shared otherwise", (outcome, alone))


@demanding("A list's posts depend on its strength, not on its name or place.")
def _anonymity(outcome: PackageOutcome, share: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    strengths = outcome.strengths
    names = dict(zip(strengths, reversed(strengths), strict=True))
    renamed = share(outcome.posts, {name: strengths[party] for name, party in names.items()})
    for forum, (name, party) in product(outcome.posts, names.items()):
        if renamed is not None and renamed.table[forum][name] != outcome.table[forum][party]:
            sentence = f"{party}'s posts change when {party} is called {name}"
            yield Breach(sentence, (outcome, renamed))


@demanding("In no forum a weaker list has more posts than a stronger one.")
def _concordance(outcome: PackageOutcome, _: PackageShare) -> Iterator[Breach[PackageOutcome]]:
    strengths = outcome.strengths
    for forum, row in outcome.table.items():
        for one, other in permutations(strengths, 2):
            if strengths[one] > strengths[other] and row[one] < row[other]:
                sentence = f"{other} is weaker than {one} and has more posts in {forum}"
                yield Breach(sentence, (outcome,))


PACKAGE_AXIOMS = (
    LOWER_QUOTA_OF_THE_PACKAGE := PackageAxiom.of(
        "lower quota of the package", BALINSKI_YOUNG, _lower_quota
    ),
    INDIFFERENCE_TO_DIVISION := PackageAxiom.of(
        "indifference to division", BALINSKI_YOUNG, _indifference
    ),
    ROUNDED_SHARES := PackageAxiom.of("rounded shares", COX, _rounded_shares),
    OWN_SPLIT := PackageAxiom.of("own split", PUKELSHEIM, _own_split),
    ANONYMITY_OF_LISTS := PackageAxiom.of("anonymity of lists", PUKELSHEIM, _anonymity),
    CONCORDANCE_IN_FORA := PackageAxiom.of("concordance in fora", PUKELSHEIM, _concordance),
)
"""All of them, in the order of the page of methods and axioms."""
