"""Compare the seats with those of other public libraries, and count what they agree on.

Run from the checkout, with the extra ``peers``: ``python scripts/compare_peers.py [elections]``.
Exit code 1 if a difference is not explained below.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO
from typing import Any, TypeAlias

import numpy as np

import kkr_allocation as kkr

Outcome: TypeAlias = dict[str, int] | str
"""Seats by party, ``"tie"``, or what the library said instead."""
Rows: TypeAlias = list[list[int]]
Table: TypeAlias = tuple[Rows, list[int], list[int]]
"""Votes row by row, row seats and column seats."""
Peer: TypeAlias = Callable[[dict[str, int], int], Outcome]

EXPLAINED = {
    "no first divisor": "Adams, Dean and Huntington-Hill divide by zero for the first seat. With "
    "fewer seats than parties all with votes are equally entitled, so we stop for a lot; "
    "`apportionment` gives the seats to the largest.",
    "an unfilled house": "Droop's remainders can be too few for the house. We refuse; `votelib` "
    "leaves the seats empty without saying so.",
    "a tie that changes nothing": "`interregnum` calls a result random as soon as two quotients "
    "are equal on the way, also where both win. We ask for a lot only where seats differ.",
    "more votes win a tie": "`interregnum` gives a seat of equal quotients to the party with more "
    "votes, as Spanish law does, and calls that certain. Danish law draws lots.",
    "floats": "Without `fractions=True`, `apportionment` compares remainders as floats, takes two "
    "equal ones for different and gives the seat to one of them without a word.",
    "square roots": "Huntington-Hill's signposts are square roots, which `apportionment` takes as "
    "floats even with `fractions=True`: two equal quotients differ in the last digit. We compare "
    "their squares.",
    "64 bits": "Without `fractions=True`, `apportionment` multiplies votes by seats in 64 bits, "
    "and beyond them the product wraps round.",
}
EXPLAINED_TABLES = {
    "a tied table": "Seats can go round at no loss. We stop for a lot; `interregnum` gives one of "
    "the tables without saying so, or loops for ever, so it is given tables of many votes only.",
    "no convergence": "`biprop` looks for its divisors in floats and gives up where they do not "
    "settle in a hundred rounds.",
}


def ours(votes: dict[str, int], house_size: int, rule: kkr.Rule) -> Outcome:
    """Return our seats, or that there is a tie or no answer."""
    try:
        return kkr.apportion(votes, house_size, rule).seats
    except kkr.UnresolvedTieError:
        return "tie"
    except kkr.InfeasibleError:
        return "refusal"


def from_apportionment(method: str, *, fractions: bool = True) -> Peer:
    """Return the peer ``apportionment`` with one of its methods."""
    from apportionment.methods import TiesException, compute

    def peer(votes: dict[str, int], house_size: int) -> Outcome:
        counts = list(votes.values())
        try:
            seats = compute(method, counts, house_size, fractions=fractions, tiesallowed=False)
        except TiesException:
            return "tie"
        except IndexError:  # more seats are handed out than there are, after an overflow
            return "crash"
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


def from_interregnum(method: str, *, quota: bool = False) -> Peer:
    """Return the peer ``interregnum`` with one of its divisor rules or quotas."""
    from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator
    from interregnum.methods.singlevote.largest_remainder import LargestRemainderAllocator

    allocator: Any = (LargestRemainderAllocator if quota else HighestAveragesAllocator)(method)

    def peer(votes: dict[str, int], house_size: int) -> Outcome:
        try:
            result = allocator.calc(list(votes.items()), house_size, random_seed=1)
        except ValueError:  # no remainders are left, and it looks for the largest
            return "refusal"
        if not result.deterministic:
            return "tie"
        seats = {candidate.name: candidate.seats for candidate in result.allocation}
        return {party: int(seats[party]) for party in votes}

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
    allocators = {
        "dhondt": kkr.DHONDT,
        "sainte_lague": kkr.SAINTE_LAGUE,
        "sainte_lague_1.4": kkr.MODIFIED_SAINTE_LAGUE,
        "danish": kkr.DANISH,
        "imperiali": kkr.IMPERIALI,
    }
    for method, rule in allocators.items():
        yield f"interregnum {method}", rule, from_interregnum(method)
    yield "interregnum hare", kkr.LARGEST_REMAINDER, from_interregnum("hare", quota=True)
    yield "interregnum droop", kkr.LARGEST_REMAINDER_DROOP, from_interregnum("droop", quota=True)


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


def reason(name: str, election: tuple[dict[str, int], int], found: Outcome, theirs: Outcome) -> str:
    """Return which explained difference this is, or nothing."""
    if name.startswith("apportionment"):
        return _of_apportionment(name, election, found, theirs)
    if name.startswith("interregnum"):
        return _of_interregnum(election[0], found, theirs)
    return "an unfilled house" if name.endswith("droop") and found == "refusal" else ""


def _of_apportionment(
    name: str, election: tuple[dict[str, int], int], found: Outcome, theirs: Outcome
) -> str:
    """Return which explained difference to ``apportionment`` this is, or nothing."""
    votes, house_size = election
    if name.endswith("floats"):
        if sum(votes.values()) * house_size >= 2**63:
            return "64 bits"
        return "floats" if found == "tie" else ""
    zero_first = name.endswith((" adams", " huntington", " dean"))
    if zero_first and found == "tie" and house_size < len(votes):
        return "no first divisor"
    if name.endswith(" huntington") and found == "tie" and isinstance(theirs, dict):
        return "square roots" if _equal_squares(votes, theirs) else ""
    return ""


def _equal_squares(votes: dict[str, int], seats: dict[str, int]) -> bool:
    """Whether the last seat won and the next seat to win have the same quotient, squared."""
    won = [Fraction(votes[p] ** 2, n * (n - 1)) for p, n in seats.items() if n > 1]
    next_ones = [Fraction(votes[p] ** 2, n * (n + 1)) for p, n in seats.items()]
    return min(won) == max(next_ones)


def _of_interregnum(votes: dict[str, int], found: Outcome, theirs: Outcome) -> str:
    """Return which explained difference to ``interregnum`` this is, or nothing."""
    if found == "refusal" and theirs == "refusal":
        return "an unfilled house"
    if found == "tie" and len(set(votes.values())) > 1 and isinstance(theirs, dict):
        return "more votes win a tie"
    return "a tie that changes nothing" if theirs == "tie" and isinstance(found, dict) else ""


def our_table(table: Table, rule: kkr.DivisorRule) -> Outcome | Rows:
    """Return our seats row by row, or that there is a tie."""
    try:
        return kkr.biproportion(*table, rule).seats.tolist()
    except kkr.UnresolvedTieError:
        return "tie"


def from_biprop(rounding: Callable[[Any], Any]) -> Callable[[Table], Outcome | Rows]:
    """Return the peer ``biprop`` with the rounding of a divisor rule."""
    from biprop import Election

    def peer(table: Table) -> Outcome | Rows:
        votes, rows, columns = table
        election = Election(np.array(votes), party_seats=rows, region_seats=columns)
        try:
            with redirect_stdout(StringIO()):  # it prints its iterations
                return election.lower_apportionment(rounding_method=rounding).tolist()
        except RecursionError:
            return "no convergence"

    return peer


def from_interregnum_table(method: str) -> Callable[[Table], Outcome | Rows]:
    """Return the peer ``interregnum`` with the rounding of a divisor rule."""
    from interregnum.methods.biproportional import BiproportionalAllocator

    allocator: Any = BiproportionalAllocator(method)

    def peer(table: Table) -> Outcome | Rows:
        votes, rows, columns = table
        cells = [((i, j), n) for i, row in enumerate(votes) for j, n in enumerate(row)]
        result = allocator.calc(list(enumerate(rows)), list(enumerate(columns)), cells)
        seats = {candidate.name: int(candidate.seats) for candidate in result.allocation}
        return [[seats.get((i, j), 0) for j in range(len(columns))] for i in range(len(rows))]

    return peer


def drawn_tables(number: int) -> Iterator[Table]:
    """Yield tables of up to four by four cells, with margins that some table has."""
    draw = random.Random(2026)  # noqa: S311  (the same tables every night, no secrets)
    for _ in range(number):
        height, width, largest = draw.randint(1, 4), draw.randint(1, 4), draw.choice((9, 5000))
        votes = [[draw.randint(1, largest) for _ in range(width)] for _ in range(height)]
        seats = [[draw.randint(0, 4) for _ in range(width)] for _ in range(height)]
        margins = list(map(sum, seats)), list(map(sum, zip(*seats, strict=True)))
        if all(margins[0]) and all(margins[1]):
            yield votes, *margins


def compared_tables(number: int) -> int:
    """Compare two-way tables, print what was counted, and return how many are unexplained."""
    tables, unexplained = list(drawn_tables(number)), 0
    for name, rule, peer, fewest in (
        ("biprop Sainte-Laguë", kkr.SAINTE_LAGUE, from_biprop(np.round), 0),
        ("biprop d'Hondt", kkr.DHONDT, from_biprop(np.floor), 0),
        ("interregnum Sainte-Laguë", kkr.SAINTE_LAGUE, from_interregnum_table("sainte_lague"), 99),
        ("interregnum d'Hondt", kkr.DHONDT, from_interregnum_table("dhondt"), 99),
    ):
        counted: Counter[str] = Counter()
        for table in tables:
            if sum(map(sum, table[0])) < fewest * len(table[0]) * len(table[0][0]):
                continue
            found, theirs = our_table(table, rule), peer(table)
            if found == theirs:
                counted["the same table"] += 1
            elif found == "tie":
                counted["a tied table"] += 1
            elif theirs == "no convergence":
                counted["no convergence"] += 1
            else:
                counted["UNEXPLAINED"] += 1
                print(f"{name}: {table}: {found} here, {theirs} there")
        unexplained += counted["UNEXPLAINED"]
        print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counted.items()))
    return unexplained


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
                counted[f"the same {found if isinstance(found, str) else 'seats'}"] += 1
                continue
            why = reason(name, (votes, house_size), found, theirs)
            counted[why or "UNEXPLAINED"] += 1
            if not why:
                unexplained += 1
                print(f"{name}: {votes}, {house_size} seats: {found} here, {theirs} there")
        print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counted.items()))
    unexplained += compared_tables(number // 2)
    print("\nExplained:")
    for what, explanation in (EXPLAINED | EXPLAINED_TABLES).items():
        print(f"- {what}: {explanation}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
