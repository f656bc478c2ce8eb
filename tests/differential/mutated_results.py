"""Every single-seat change of generated results of every kind, held to the verifier.

Run as ``python -m tests.differential.mutated_results 10000`` it draws that many results of each
kind; a name behind the number runs one kind. A result must be verified, each change refused. An
appointment has equals: there the oracle says which changes break a rule or a level's value, and
just these must be refused.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
import warnings
from collections import Counter
from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.appointments import succession
from kkr_allocation.appointments.events import ForumClosed, ForumCreated
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.fairness.verify import appointments as verify_appointments
from kkr_allocation.fairness.verify import entitlement as verify_entitlement
from kkr_allocation.fairness.verify import verify
from kkr_allocation.testing import apportionments, regions, registers, strengths, tables
from tests import seat_changes
from tests.appointment_oracle import seatings, values
from tests.properties.test_appoint_properties import cases as appointment_cases
from tests.properties.test_biproportion import decided as decided_table
from tests.properties.test_biproportion import problems
from tests.properties.test_controlled_rounding import claims_and_margins
from tests.properties.test_verify_batch import batches
from tests.properties.test_verify_distribution import distributions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kkr_allocation.results import Result


DAY = dt.date(2027, 5, 1)


def decided(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return the answer with a seeded lot for every tie; skip a case that has none."""
    lots: list[kkr.Lot] = []
    while True:
        try:
            return function(*arguments, **options, lots=lots)
        except kkr.UnresolvedTieError as error:
            lots.append(kkr.draw(error.tie, seed=len(lots)))
        except kkr.KkrAllocationError:
            reject()


@st.composite
def councils(draw: st.DrawFn) -> kkr.Composition:
    """Draw a council of up to six lists."""
    return decided(kkr.compose, **draw(regions()))


@st.composite
def shared_tables(draw: st.DrawFn) -> kkr.TableDistribution:
    """Draw a table of places, scaled or rounded."""
    if draw(st.booleans()):
        table = draw(tables())
        rule = draw(st.sampled_from([kkr.SAINTE_LAGUE, kkr.DHONDT, kkr.ADAMS]))
        margins = table["row_seats"], table["column_seats"]
        return decided(kkr.distribute_table, table["votes"], *margins, rule)
    claims, margins = draw(claims_and_margins())
    return decided(kkr.distribute_table, claims, *margins, kkr.CONTROLLED_ROUNDING)


@st.composite
def entitlements(draw: st.DrawFn) -> kkr.Entitlement:
    """Draw an entitlement of up to four fora and four lists."""
    return decided(
        kkr.entitle,
        draw(registers()),
        draw(strengths()),
        alliances=draw(st.sampled_from([(), [["A", "B"]], [["A", "B"], ["C", "V"]]])),
        over=draw(st.sampled_from(["package", "package", "forum"])),
    )


@st.composite
def appointments(draw: st.DrawFn) -> kkr.Appointments:
    """Draw an appointment of two fora with up to four posts."""
    case: dict[str, Any] = draw(appointment_cases())
    basis = (case[name] for name in ("fora", "candidates", "entitlement", "rules", "fixed"))
    if next(seatings(*basis), None) is None:
        reject()
    return kkr.appoint(**case)


@st.composite
def standing(draw: st.DrawFn) -> kkr.Entitlement:
    """Draw an entitlement to posts that stand after a forum was closed, created, or neither."""
    start = draw(appointments())
    parties = list(start.entitlement.strengths)
    posts = dict(zip(parties, draw(st.permutations([*range(len(parties))])), strict=True))
    created = kkr.Forum("new", max(1, sum(posts.values())))
    log = [
        ForumClosed(DAY, start.fora[0].name),
        ForumCreated(DAY, created, posts if any(posts.values()) else {parties[0]: 1}),
    ]
    state = state_on(start, log[draw(st.integers(0, 2)) :], DAY)
    held = {forum.name: Counter[str]() for forum in state.fora}
    for seat in state.seats:
        held[seat.forum][seat.party] += 1
    return succession.standing(state, state.fora, held)


def appointed_changes(result: Any, document: dict[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Yield changes of an appointment and whether they are wrong."""
    basis = (result.fora, result.candidates)
    equals = [
        seating
        for seating in seatings(*basis, result.entitlement, result.rules, result.fixed)
        if values(seating, *basis, result.rules, result.wishes)
        == values(
            {f: tuple(names) for f, names in result.members.items()},
            *basis,
            result.rules,
            result.wishes,
        )
    ]
    for changed in seat_changes.of_appointments(document):
        seated = {forum: tuple(sorted(names)) for forum, names in changed["members"].items()}
        stand_in = any(
            name in changed["members"][forum] or _party(document, name) != _party(document, member)
            for forum, others in changed["substitutes"].items()
            for member, name in others.items()
        )
        moved = {f for f, names in result.members.items() if set(names) != set(seated[f])}
        if seated in equals and not stand_in and moved & set(changed["substitutes"]):
            continue  # whether others are nearer to stand in is held to by tests of its own
        if seated in equals:
            apart = (sum(len(set(s[f]) - set(seated[f])) for f in seated) for s in equals)
            changed["differing"] = max(apart)
        yield changed, seated not in equals or stand_in


@cache
def _entitled(text: str) -> tuple[str, ...]:
    return verify_entitlement.check(json.loads(text))


def _remembered(entitlement: dict[str, Any]) -> tuple[str, ...]:
    """Check an entitlement once: hundreds of changes of appointments share one."""
    return _entitled(json.dumps(entitlement))


def _party(document: dict[str, Any], name: str) -> str:
    return next(p["party"] for p in document["candidates"] if p["name"] == name)


def all_wrong(changes: Callable[..., Iterator[Any]]) -> Any:
    """Return changes of which every one is wrong."""
    return lambda _, document: ((changed, True) for changed in changes(document))


KINDS: dict[str, tuple[st.SearchStrategy[Any], Any]] = {
    "Apportionment": (apportionments(), all_wrong(seat_changes.of_mapping)),
    "BatchApportionment": (batches(), all_wrong(seat_changes.of_batch)),
    "Composition": (councils(), all_wrong(seat_changes.of_council)),
    "TwoWayApportionment": (problems().map(decided_table), all_wrong(seat_changes.of_table)),
    "Distribution": (distributions(), all_wrong(seat_changes.of_places)),
    "TableDistribution": (
        shared_tables(),
        all_wrong(partial(seat_changes.of_table, answer="places")),
    ),
    "Entitlement": (entitlements(), all_wrong(seat_changes.of_entitlement)),
    "Entitlement to posts that stand": (standing(), all_wrong(seat_changes.of_standing)),
    "Appointments": (appointments(), appointed_changes),
}


def refused(document: dict[str, Any]) -> bool:
    """Whether the verifier refuses a document."""
    try:
        verify(document)
    except kkr.KkrAllocationError:
        return True
    return False


def held(kind: str, results: int) -> Counter[str]:
    """Hold every change of this many results to the verifier; return what was counted."""
    strategy, changes = KINDS[kind]
    counted: Counter[str] = Counter()

    @settings(
        max_examples=results,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def every_wrong_change_is_refused(result: Result) -> None:
        text = result.to_json()
        assert verify(text)
        counted["results"] += 1
        for changed, wrong in changes(result, json.loads(text)):
            assert refused(changed) == wrong, json.dumps(changed, ensure_ascii=False)
            counted["refused" if wrong else "as good"] += 1

    entitled = SimpleNamespace(check=_remembered)
    with (
        warnings.catch_warnings(),
        patch.object(verify_appointments, "verify_entitlement", entitled),
    ):
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        every_wrong_change_is_refused()
    return counted


def main(results: int, *kinds: str) -> None:
    """Run kinds, all by default, and print what was counted."""
    for kind in kinds or KINDS:
        start = time.process_time()
        counted = held(kind, results)
        figures = ", ".join(f"{number} {what}" for what, number in counted.items())
        print(f"{kind}: {figures}, {time.process_time() - start:.0f} s", flush=True)  # noqa: T201  (run by hand)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
