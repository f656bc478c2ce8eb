"""A differential fuzz over every verb that has an oracle which shares no code with the engine.

Run as ``python -m tests.differential.fuzz 10`` it draws small cases with planted ties for ten
minutes, the same time for every verb, and prints a table in Markdown: how many cases there were,
how many of them were ties or refused by both sides alike, and how many came out otherwise. Every
mismatch is printed with its case, and the exit code is 1. A second number is the seed.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections import Counter
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from tests import oracles
from tests.appointment_oracle import seatings, values
from tests.differential.test_composition import found, outcome
from tests.oracles_twoway import best_tables, nearest_roundings
from tests.properties import test_biproportion, test_controlled_rounding
from tests.properties.test_appoint_properties import cases as appointment_cases
from tests.regions import arguments, regions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RULES = {
    **test_biproportion.RULES,
    "Hare": kkr.LARGEST_REMAINDER,
    "Droop": kkr.LARGEST_REMAINDER_DROOP,
}
TREES: list[Any] = [[], [["A", "B"]], [["A", "B"], ["C", "D"]], [["A", ["B", "C"]]]]
VALUES = (
    "SEX_IN_FORUM",
    "SEX_OVERALL",
    "MUNICIPALITIES",
    "FORUM_WANTS",
    "GROUP_WISHES",
    "CANDIDATE_WISHES",
    "CONTINUITY",
)
"""The wishes in the order in which the oracle of appointments counts what falls short of them."""
BEYOND = 2**61 + 1
ROUND = 20
"""Cases of a verb before the next has its turn."""


@st.composite
def elections(draw: st.DrawFn, *, bounded: bool = True) -> dict[str, Any]:
    """Draw an election of four lists: counts that are copied and multiplied tie."""
    few = draw(st.lists(st.integers(0, 60), min_size=2, max_size=4))
    votes = {p: draw(st.sampled_from(few)) * draw(st.integers(1, 3)) for p in "ABCD"}
    votes["A"] += not any(votes.values())
    unit = draw(st.sampled_from([1, 1, BEYOND]))
    votes = {party: number * unit for party, number in votes.items()}
    house = draw(st.integers(0, 9))
    floors: dict[str, int] = {}
    caps: dict[str, int] = {}
    if bounded and draw(st.booleans()):
        floors = draw(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 2), max_size=2))
        caps = draw(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 4), max_size=2))
    return {
        "name": draw(st.sampled_from(sorted(RULES))),
        "votes": votes,
        "house": house,
        "members": draw(st.sampled_from(TREES)),
        "floors": floors,
        "caps": caps,
    }


def impossible(case: Mapping[str, Any]) -> bool:
    """Whether floors and caps leave no solution."""
    votes, house, floors, caps = (case[n] for n in ("votes", "house", "floors", "caps"))
    room = sum(caps.get(p, house) if v else floors.get(p, 0) for p, v in votes.items())
    crossed = any(caps.get(p, n) < n for p, n in floors.items())
    return crossed or sum(floors.values()) > house or room < house


def by_oracle(case: Mapping[str, Any]) -> Any:
    """Return the oracle's seats, its tie, or None where there is no answer."""
    if impossible(case):
        return None
    basis = (case[n] for n in ("name", "votes", "house", "members", "floors", "caps"))
    try:
        return oracles.share_tree(*basis)
    except oracles.OracleTie as tie:
        return tie
    except oracles.OracleRefusal:
        return None


def tied(answer: Any, tie: kkr.Tie) -> str:
    """Hold a tie to the oracle's; of a tree the two call the alliances otherwise."""
    assert isinstance(answer, oracles.OracleTie), answer
    assert (tie.seats, len(tie.claimants)) == (answer.seats, len(answer.claimants))
    return "tie"


def held(answer: Any, call: Callable[..., Any], read: Callable[[Any], Any]) -> str:
    """Hold a call to the oracle's answer, tie or refusal; every result is verified too."""
    try:
        result = call()
    except kkr.UnresolvedTieError as error:
        return tied(answer, error.tie)
    except kkr.InfeasibleError:
        assert answer is None, answer
        return "refused"
    assert read(result) == answer
    assert result.verify().proven
    return "equal"


def apportioned(case: dict[str, Any]) -> str:
    """Hold `apportion` to the slow sharing-out, trees, floors and caps included."""
    bounds = {"floors": case["floors"], "caps": case["caps"], "alliances": case["members"]}
    rule = RULES[case["name"]]
    call = partial(kkr.apportion, case["votes"], case["house"], rule, **bounds)
    return held(by_oracle(case), call, lambda result: result.seats)


def in_array(case: dict[str, Any]) -> str:
    """Hold a row of `apportion_batch` to it; of a tie the mark and the certain seats."""

    def columns(member: Any) -> Any:
        return "ABCD".index(member) if isinstance(member, str) else tuple(map(columns, member))

    answer = by_oracle(case)
    votes = np.array([list(case["votes"].values())], object)
    tree, rule = columns(case["members"]), RULES[case["name"]]
    try:
        batch = kkr.apportion_batch(votes, case["house"], rule, alliances=tree)
    except kkr.InfeasibleError:
        assert answer is None
        return "refused"
    assert batch.verify().proven
    assert batch.seats.sum() == case["house"]
    if isinstance(answer, oracles.OracleTie):
        assert batch.tied[0]
        return "tie"
    assert not batch.tied[0]
    assert batch.seats[0].tolist() == list(answer.values())
    return "equal"


def moved(case: dict[str, Any]) -> str:
    """Hold `verify` to the oracle: of all answers one seat away only the right one is accepted."""
    answer = by_oracle(case | {"members": []})
    if not isinstance(answer, dict):
        return "refused" if answer is None else "tie"
    bounds = {"floors": case["floors"], "caps": case["caps"]}
    right = kkr.apportion(case["votes"], case["house"], RULES[case["name"]], **bounds)
    document = json.loads(right.to_json())
    for giver in answer:
        for taker in answer:
            seats = dict(answer)
            seats[giver] -= 1
            seats[taker] += 1
            if min(seats.values()) < 0:
                continue
            try:
                accepted = verify(document | {"seats": seats}).proven
            except kkr.VerificationError:
                accepted = False
            assert accepted == (seats == answer), seats
    return "equal"


def composed(region: dict[str, Any]) -> str:
    """Hold `compose` to the slow council."""
    answer = outcome(region)
    try:
        council = found(region)
    except kkr.UnresolvedTieError as error:
        return tied(answer, error.tie)
    assert council == answer
    if "infeasible" in council:
        return "refused"
    assert kkr.compose(**arguments(region)).verify().proven
    return "equal"


def composed_in_array(region: dict[str, Any]) -> str:
    """Hold a row of `compose_batch` to the slow council, once with votes beyond 64 bits in sum."""
    answer = outcome(region)
    asked = arguments(region, threshold=Fraction(0), size_rule="ROUND_UP", factor=None)
    mayors = [asked["mayors"].get(name, 0) for name in asked["votes"]]
    try:
        base = kkr.compose(**asked)
    except kkr.KkrAllocationError:
        return "refused"
    statutes = arguments(region)["statutes"]
    most = max(region["votes"].values())
    for unit in (1, (2**63 - 1) // max(most, 1)):
        votes = [[number * unit for number in region["votes"].values()]]
        total = region["total"] * unit
        if total >= 2**63:
            continue
        batch = kkr.compose_batch(base, votes, mayors, total_votes=total, statutes=statutes)
        if isinstance(answer, oracles.OracleTie):
            assert batch.tied[0]
        elif "infeasible" in answer:
            assert batch.refused[0]
        else:
            assert not batch.tied[0]
            seats = dict(zip(batch.lists, batch.seats[0].tolist(), strict=True))
            assert {name: n for name, n in seats.items() if n} == answer["seats"]
    if isinstance(answer, oracles.OracleTie):
        return "tie"
    return "refused" if "infeasible" in answer else "equal"


def in_two_ways(problem: Any) -> str:
    """Hold `biproportion` to all tables there are."""
    answer = best_tables(*problem)
    try:
        tables, complete = test_biproportion.all_outcomes(problem)
    except kkr.InfeasibleError:
        assert not answer
        return "refused"
    assert tables == answer if complete else tables <= answer
    return "equal" if len(answer) == 1 else "tie"


def rounded(case: Any) -> str:
    """Hold `distribute_table` by controlled rounding to all roundings there are."""
    answer = nearest_roundings(*case, {}, {})
    try:
        tables, complete = test_controlled_rounding.all_outcomes(*case, {}, {})
    except kkr.InfeasibleError:
        assert not answer
        return "refused"
    assert tables == answer if complete else tables <= answer
    return "equal" if len(answer) == 1 else "tie"


def distributed(case: dict[str, Any]) -> str:
    """Hold `distribute` to the slow sharing-out, of a key in thirds.

    Droop's quota counts whole votes, so that it is another one when all are divided by a number.
    """
    case = case | {"members": [], "name": "Hare" if case["name"] == "Droop" else case["name"]}
    bounds = {"floors": case["floors"], "caps": case["caps"]}
    key = {place: Fraction(number, 3) for place, number in case["votes"].items()}
    rule = RULES[case["name"]]
    call = partial(kkr.distribute, case["house"], key, rule, **bounds)
    return held(by_oracle(case), call, lambda result: result.places)


def entitled(case: dict[str, Any]) -> str:
    """Hold `entitle` forum by forum to the slow sharing-out, and over the package its totals."""
    flat = {"floors": {}, "caps": {}, "house": 3}
    one, all_posts = by_oracle(case | flat), by_oracle(case | flat | {"house": 5})
    fora, rule = [kkr.Forum("f", 3), kkr.Forum("g", 2)], RULES[case["name"]]
    asked = (case["votes"], case["members"])

    def share(posts: list[kkr.Forum], over: str) -> Any:
        return kkr.entitle(posts, asked[0], alliances=asked[1], over=over, rule=rule)

    said = held(one, lambda: share(fora[:1], "forum"), lambda result: result.table["f"])
    again = held(all_posts, lambda: share(fora, "package"), lambda result: result.totals)
    return said if said != "equal" else again


def picked(case: dict[str, Any]) -> str:
    """Hold `picking_order` to the quotients in falling order."""
    if case["name"] in {"Hare", "Droop"}:
        return "refused"
    answer = by_oracle(case | {"floors": {}, "caps": {}, "members": [], "house": 4})
    if not isinstance(answer, dict):
        return "tie"
    claim = oracles.claim_of(case["name"])
    claims = sorted(
        ((claim(case["votes"][p], k), p) for p, n in answer.items() for k in range(1, n + 1)),
        key=lambda pair: -pair[0],
    )
    shared = kkr.entitle([kkr.Forum("f", 4)], case["votes"], rule=RULES[case["name"]])
    try:
        order = kkr.picking_order(shared)
    except kkr.UnresolvedTieError:
        assert len({value for value, _ in claims}) < len(claims)
        return "tie"
    assert [turn.party for turn in order.turns] == [party for _, party in claims]
    assert order.verify().proven
    return "equal"


def appointed(case: dict[str, Any]) -> str:
    """Hold `appoint` to every way to fill the posts."""
    basis = (case[name] for name in ("fora", "candidates", "entitlement", "rules", "fixed"))
    judged = (case["fora"], case["candidates"], case["rules"], case["wishes"])
    every = [values(seating, *judged) for seating in seatings(*basis)]
    try:
        result = kkr.appoint(**case)
    except kkr.InfeasibleError:
        assert not every
        return "refused"
    order = [VALUES.index(one.name) for one in case["rules"].order if one.name in VALUES]
    best = min(every, key=lambda value: [value[place] for place in order])
    members = {forum: tuple(names) for forum, names in result.members.items()}
    assert values(members, *judged) == best
    assert result.verify().proven
    return "equal" if every.count(best) == 1 else "tie"


VERBS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], str], str]] = {
    "apportion": (elections(), apportioned, "one seat at a time, in fractions"),
    "apportion_batch": (elections(bounded=False), in_array, "the same, row by row"),
    "verify": (elections(), moved, "the same: all answers one seat away"),
    "compose": (regions(), composed, "every price and house size tried"),
    "compose_batch": (regions(), composed_in_array, "the same, to 63 bits a list"),
    "biproportion": (test_biproportion.problems(), in_two_ways, "all tables there are"),
    "distribute_table": (
        test_controlled_rounding.claims_and_margins(),
        rounded,
        "all roundings there are",
    ),
    "distribute": (elections(), distributed, "as of apportion, a key in thirds"),
    "entitle": (elections(bounded=False), entitled, "as of apportion, posts and totals"),
    "picking_order": (elections(bounded=False), picked, "quotients in falling order"),
    "appoint": (appointment_cases(), appointed, "every way to fill the posts"),
}


def fuzzed(verb: str, cases: int, number: int) -> tuple[Counter[str], list[str]]:
    """Draw so many cases of a verb; return how they came out, and the mismatches in words."""
    strategy, check, _ = VERBS[verb]
    counted: Counter[str] = Counter()
    wrong: list[str] = []

    @seed(number)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def every_case_comes_out_as_the_oracle_says(case: Any) -> None:
        try:
            counted[check(case)] += 1
        except oracles.TooLargeError:
            reject()
        except Exception as error:  # noqa: BLE001  (whatever an engine under attack raises)
            counted["mismatch"] += 1
            wrong.append(f"{verb}: {case}\n  {type(error).__name__}: {error}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        every_case_comes_out_as_the_oracle_says()
    return counted, wrong


def main(minutes: float, number: int = 1) -> int:
    """Give every verb the same time, and print the table; 1 where anything came out otherwise.

    Turn by turn each verb has some cases, until the time is out or Ctrl-C ends it.
    """
    table: dict[str, Counter[str]] = {verb: Counter() for verb in VERBS}
    spent = dict.fromkeys(VERBS, 0.0)
    end = time.monotonic() + 60 * minutes
    try:
        while (start := time.monotonic()) < end:
            verb = min(spent, key=lambda one: spent[one])
            more, wrong = fuzzed(verb, ROUND, number + table[verb].total())
            table[verb].update(more)
            spent[verb] += time.monotonic() - start
            for case in wrong:
                print(case, file=sys.stderr, flush=True)  # noqa: T201  (run by hand)
    except KeyboardInterrupt:
        pass  # what was tried so far is told
    print("| verb | the oracle | cases | ties | refused | mismatches |")  # noqa: T201  (run by hand)
    print("|---|---|---:|---:|---:|---:|")  # noqa: T201  (run by hand)
    for verb, counted in table.items():
        figures = (counted.total(), *(counted[one] for one in ("tie", "refused", "mismatch")))
        print(f"| `{verb}` | {VERBS[verb][2]} | {' | '.join(f'{n:,}' for n in figures)} |")  # noqa: T201  (run by hand)
    return int(any(counted["mismatch"] for counted in table.values()))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), *map(int, sys.argv[2:])))
