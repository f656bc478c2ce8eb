"""Time of checking appointments of 300 fora and 5,000 people, with a limit for the proofs."""

from __future__ import annotations

import json
from fractions import Fraction
from random import Random
from time import process_time

import kkr_allocation as kkr
from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.fairness.verify import appointments as check
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.seating import WISHES, short_of

STRENGTHS = {"A": 24, "V": 14, "C": 9, "F": 5, "B": 3, "Ø": 2}


def document():
    """Return an invented document: posts filled by name, as of a search stopped after a second."""
    random = Random(1)  # noqa: S311  (invented people)
    fora = tuple(kkr.Forum(f"F{number:03}", 1 + number % 4) for number in range(300))
    people = []
    for number in range(5000):
        home = f"m{random.randrange(40)}"
        party = random.choices([*STRENGTHS], [*STRENGTHS.values()])[0]
        people.append(kkr.Candidate(f"P{number:04}", home, party, sex=random.choice("FM")))
    alliances = [["A", "F", "Ø"], ["V", "C", "B"]]
    entitlement = kkr.entitle(fora, STRENGTHS, alliances=alliances)
    free = {party: iter([c.name for c in people if c.party == party]) for party in STRENGTHS}
    members = {
        forum: tuple(next(free[party]) for party in STRENGTHS for _ in range(row[party]))
        for forum, row in entitlement.table.items()
    }
    given = (fora, tuple(people), entitlement, kkr.APPOINTMENT_RULES, (), (), {}, members, {}, {})
    made = json.loads(Appointments(*given, (), None, stopped_after=Fraction(1)).to_json())
    seating = check._seating(made)  # noqa: SLF001  (counts as the check does)
    stated = seating.stated
    made["levels"] = [
        {"level": level, "bound": 0, "value": short_of(WISHES[level](seating), stated)}
        for level in ("SEX_IN_FORUM", "SEX_OVERALL", "MUNICIPALITIES")
    ]
    return json.dumps(made)


def test_check_of_300_fora_and_5000_people(against):
    text = document()
    cpu = []

    def checked():
        begun = process_time()
        certificate = verify(text, time_limit=60)
        cpu.append(process_time() - begun)
        return certificate

    certificate = against(checked, rounds=1)
    print(f"{cpu[0]:.0f} s of CPU time")  # noqa: T201  (what the page of reliability states)
    assert not certificate.proven
    assert certificate.taken
