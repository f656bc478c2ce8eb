"""Compare the seats with those of other public libraries, and count what they agree on.

Run from the checkout, with the extra ``peers``: ``python scripts/compare_peers.py [elections]``.
Exit code 1 if a difference is not one of those explained below.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

import kkr_allocation as kkr

Outcome: TypeAlias = dict[str, int] | str
"""Seats by party, ``"tie"``, or what the library said instead."""
Peer: TypeAlias = Callable[[dict[str, int], int], Outcome]

EXPLAINED = {
    "no first divisor": "Adams, Dean and Huntington-Hill divide by zero for the first seat. With "
    "fewer seats than parties all with votes are equally entitled, so we stop for a lot; "
    "`apportionment` gives the seats to the largest.",
    "an unfilled house": "Droop's remainders can be too few for the house. We refuse; `votelib` "
    "leaves the seats empty without saying so.",
    "floats": "Without `fractions=True`, `apportionment` compares remainders as floats, takes two "
    "equal ones for different and gives the seat to one of them without a word.",
}


def ours(votes: dict[str, int], house_size: int, rule: kkr.Rule) -> Outcome:
    """Return our seats, or that there is a tie or no answer."""
    try:
        return kkr.apportion(votes, house_size, rule).seats
    except kkr.UnresolvedTieError:
        return "tie"
    except kkr.InfeasibleError:
        return "refused"


def from_apportionment(method: str, *, fractions: bool = True) -> Peer:
    """Return the peer ``apportionment`` with one of its methods."""
    from apportionment.methods import TiesException, compute

    def peer(votes: dict[str, int], house_size: int) -> Outcome:
        counts = list(votes.values())
        try:
            seats = compute(method, counts, house_size, fractions=fractions, tiesallowed=False)
        except TiesException:
            return "tie"
        return dict(zip(votes, map(int, seats), strict=True))

    return peer


def from_votelib(method: str, *, quota: bool = False) -> Peer:
    """Return the peer ``votelib`` with one of its divisor rules or quotas."""
    from votelib.evaluate.core import Tie
    from votelib.evaluate.proportional import HighestAverages, LargestRemainder

    evaluator = LargestRemainder(method) if quota else HighestAverages(method)

    def peer(votes: dict[str, int], house_size: int) -> Outcome:
        seats = evaluator.evaluate(votes, house_size)
        if any(isinstance(party, Tie) for party in seats):
            return "tie"
        return {party: int(seats.get(party, 0)) for party in votes}

    return peer


def pairs() -> Iterator[tuple[str, kkr.Rule, Peer]]:
    """Yield every rule that a peer has too."""
    methods = {
        "dhondt": kkr.DHONDT,
        "saintelague": kkr.SAINTE_LAGUE,
        "modified_saintelague": kkr.MODIFIED_SAINTE_LAGUE,
        "adams": kkr.ADAMS,
        "huntington": kkr.HUNTINGTON_HILL,
        "dean": kkr.DEAN,
        "lrm": kkr.LARGEST_REMAINDER,
    }
    for method, rule in methods.items():
        yield f"apportionment {method}", rule, from_apportionment(method)
    yield "apportionment lrm, floats", rule, from_apportionment("lrm", fractions=False)
    divisors = {
        "d_hondt": kkr.DHONDT,
        "sainte_lague": kkr.SAINTE_LAGUE,
        "danish": kkr.DANISH,
        "imperiali": kkr.IMPERIALI,
    }
    for method, rule in divisors.items():
        yield f"votelib {method}", rule, from_votelib(method)
    yield "votelib hare", kkr.LARGEST_REMAINDER, from_votelib("hare", quota=True)
    yield "votelib droop", kkr.LARGEST_REMAINDER_DROOP, from_votelib("droop", quota=True)


def drawn_elections(number: int) -> Iterator[tuple[dict[str, int], int]]:
    """Yield elections small and large, some counts copied or doubled so that quotients tie."""
    draw = random.Random(2025)  # noqa: S311  (the same elections every night, no secrets)
    for _ in range(number):
        scale = draw.choice((12, 1000, 200_000, 10**17))
        counts = [draw.randint(1, scale) for _ in range(draw.randint(2, 7))]
        for place in range(len(counts)):
            if draw.randint(1, 10) <= 3:  # noqa: PLR2004  (three in ten)
                counts[place] = draw.choice(counts) * draw.choice((1, 1, 2))
        yield dict(zip("ABCDEFG", counts, strict=False)), draw.randint(1, 25)


def real_elections() -> Iterator[tuple[dict[str, int], int]]:
    """Yield the bundled elections, summed over each KKR, for houses up to the cap."""
    for year in (2021, 2025):
        election = kkr.load_election(year)
        for region in election.regions:
            votes = {p: v for p, v in election.region(region).votes.items() if v}
            for house_size in (11, 17, 29, 58):
                yield votes, house_size


def reason(name: str, votes: dict[str, int], house_size: int, found: Outcome) -> str:
    """Return which explained difference this is, or nothing."""
    if name.endswith("floats") and found == "tie":
        return "floats"
    if name.endswith("droop") and found == "refused":
        return "an unfilled house"
    zero_first = name.endswith((" adams", " huntington", " dean"))
    if zero_first and found == "tie" and house_size < len(votes):
        return "no first divisor"
    return ""


def main() -> int:
    """Compare all pairs, print what was counted, and return the exit code."""
    warnings.simplefilter("ignore")
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    elections = [*drawn_elections(number), *real_elections()]
    unexplained = 0
    for name, rule, peer in pairs():
        counted: Counter[str] = Counter()
        for votes, house_size in elections:
            found, theirs = ours(votes, house_size, rule), peer(votes, house_size)
            if found == theirs:
                counted["the same tie" if found == "tie" else "the same seats"] += 1
                continue
            why = reason(name, votes, house_size, found)
            counted[why or "UNEXPLAINED"] += 1
            if not why:
                unexplained += 1
                print(f"{name}: {votes}, {house_size} seats: {found} here, {theirs} there")
        print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counted.items()))
    print("\nExplained:")
    for what, explanation in EXPLAINED.items():
        print(f"- {what}: {explanation}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
