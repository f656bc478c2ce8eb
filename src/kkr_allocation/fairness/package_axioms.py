"""The axioms of entitlements over several fora, as functions that look for a breach.

Sharing out every forum alone and sharing out the whole package cannot both be had: the first
leaves a small list without a post in every forum, the second lets fora depart from their own
split. Which is worse is a choice, and the table of methods and axioms shows what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product
from math import ceil, floor
from typing import TypeAlias

from attrs import field, frozen

from kkr_allocation.appointments.entitlement import Over, entitle
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.fairness.counterexamples import Breach, Statement, Verdict, judged, shared_out
from kkr_allocation.sources import BALINSKI_YOUNG, COX, PUKELSHEIM

# Axioms of entitlements put to the test: methods, the posts they give, and small packages.


Figures: TypeAlias = Mapping[str, int]
Package: TypeAlias = tuple[Figures, Figures]
"""Posts by forum, and strengths by list."""
PackageMethod: TypeAlias = "Over | Callable[[Figures, Figures], Mapping[str, Figures]]"
"""What `entitle` shares out together, or a function from posts and strengths to posts by forum
and list."""


@frozen
class PackageOutcome:
    """What a method gave for the fora of one package.

    Parameters
    ----------
    posts, strengths : dict of str to int
        Posts by forum, and members by list.
    table : dict of str to dict of str to int
        Posts by forum and list.
    """

    posts: dict[str, int]
    strengths: dict[str, int]
    table: dict[str, dict[str, int]]

    @property
    def totals(self) -> dict[str, int]:
        """Posts of each list over all fora."""
        return {party: sum(row[party] for row in self.table.values()) for party in self.strengths}

    def claim(self, party: str) -> Fraction:
        """Return a list's proportional share of all posts."""
        return Fraction(
            sum(self.posts.values()) * self.strengths[party], sum(self.strengths.values())
        )

    def share(self, forum: str, party: str) -> Fraction:
        """Return what a forum has of a list's posts if every forum has its part of them."""
        return Fraction(self.posts[forum] * self.totals[party], sum(self.posts.values()))

    def __str__(self) -> str:
        """Strengths, and each forum's posts by list."""
        members = ", ".join(f"{party} {number}" for party, number in self.strengths.items())
        rows = "; ".join(
            f"{forum} " + ", ".join(f"{party}: {number}" for party, number in row.items())
            for forum, row in self.table.items()
        )
        return f"strengths {members} ({rows})"


PackageShare: TypeAlias = Callable[[Figures, Figures], PackageOutcome | None]
"""From posts and strengths to the outcome; None where only a lot, or names, could decide."""


@frozen
class PackageAxiom(Statement):
    """A demand on the sharing of fora, and how to see that a method does not meet it.

    Parameters
    ----------
    name, demand, source
        As `Statement` has them.
    breach : callable
        From a share function, posts and strengths to a `Breach` or None.

    Examples
    --------
    >>> from kkr_allocation.fairness.package_axioms import LOWER_QUOTA_OF_THE_PACKAGE
    >>> small = [({"f": 1, "g": 1, "h": 1}, {"A": 5, "B": 4})]
    >>> print(LOWER_QUOTA_OF_THE_PACKAGE.judge("forum", small))
    lower quota of the package: broken. B has 0 posts and a claim of 6/5: ...
    """

    breach: Callable[[PackageShare, Figures, Figures], Breach[PackageOutcome] | None] = field(
        repr=False
    )

    def judge(self, method: PackageMethod, packages: Iterable[Package] | None = None) -> Verdict:
        """Try a method on packages and return the verdict.

        Parameters
        ----------
        method : {"package", "forum"} or callable
            What `entitle` shares out together by d'Hondt, or a function from posts by forum and
            strengths by list to posts by forum and list.
        packages : iterable of (posts, strengths), optional
            Those to try; by default `small_packages`.

        Notes
        -----
        A package that only a lot can decide, or in which several tables serve equally well and
        the digests of the names choose, speaks neither for nor against.
        """
        share = _sharing(method)
        return judged(
            lambda package: self.breach(share, *package),
            small_packages() if packages is None else packages,
            _smaller,
            named=(self.name, "package|packages"),
        )


def _sharing(method: PackageMethod) -> PackageShare:
    """Return a share function that remembers what it has shared."""
    known: dict[tuple[tuple[tuple[str, int], ...], ...], PackageOutcome | None] = {}

    def share(posts: Figures, strengths: Figures) -> PackageOutcome | None:
        case = tuple(posts.items()), tuple(strengths.items())
        if case not in known:
            known[case] = _outcome(method, posts, strengths)
        return known[case]

    return share


def _outcome(method: PackageMethod, posts: Figures, strengths: Figures) -> PackageOutcome | None:
    if not posts or not any(strengths.values()):
        return None
    try:
        if callable(method):
            given = method(posts, strengths)
        else:
            fora = [Forum(name, number) for name, number in posts.items()]
            entitlement = entitle(fora, strengths, over=method)
            if not entitlement.unique:
                return None
            given = entitlement.table
    except (UnresolvedTieError, InfeasibleError):
        return None
    if set(given) != set(posts):
        raise InvalidInputError(
            f"the method gives posts in {', '.join(map(str, given))}",
            why=f"the fora are {', '.join(posts)}",
            do="Return a mapping with every forum, and in it the posts of every list",
        )
    table = {
        forum: shared_out(given[forum], strengths, number, units="post|posts")
        for forum, number in posts.items()
    }
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


def small_packages() -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Yield packages of one to five fora, shared among two and three lists."""
    sizes = [(3,), (2, 1), (3, 2), (1, 1, 1), (2, 2, 2), (5, 3), (4, 1, 1, 1, 1)]
    lists = [(2, 1), (5, 4), (7, 2), (4, 2, 1), (5, 3, 2), (6, 5, 2), (9, 4, 3), (7, 5, 4)]
    for posts, strengths in product(sizes, lists):
        yield dict(zip("fghij", posts, strict=False)), dict(zip("ABC", strengths, strict=False))


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
