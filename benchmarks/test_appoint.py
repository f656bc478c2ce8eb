"""Time of filling posts with names, every wish proven best, and of explaining what cannot be."""

from __future__ import annotations

from random import Random

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments import solver
from kkr_allocation.appointments.requirements import AtLeast, From, Trait

STRENGTHS = {"A": 24, "V": 14, "C": 9, "F": 5, "B": 3, "Ø": 2}
ALLIANCES = [["A", "F", "Ø"], ["V", "C", "B"]]


def case(candidates, fora, posts, municipalities):
    """Return an invented case: list letter and number, all wishes in use."""
    random = Random(1)  # noqa: S311  (invented candidates)
    homes = [f"m{number}" for number in range(municipalities)]
    sizes = [1] * fora
    for _ in range(posts - fora):
        sizes[random.randrange(fora)] += 1
    listed = [
        kkr.Forum(
            f"F{number:02}",
            size,
            substitutes="none" if number % 3 else "personal",
            requirements=[AtLeast(1, From(homes[:5], "edge"))] if size > 3 else [],
            wanted=[AtLeast(1, Trait.MAYOR)] if size > 1 else [],
        )
        for number, size in enumerate(sizes)
    ]
    names = [forum.name for forum in listed]
    weights = list(STRENGTHS.values())
    people = []
    for number in range(candidates):
        party = [*STRENGTHS][number % 6] if number < 24 else random.choices("AVCFBØ", weights)[0]
        people.append(
            kkr.Candidate(
                f"{party}{number}",
                random.choice(homes),
                party,
                sex=random.choices(["F", "M", None], [35, 60, 5])[0],
                mayor=random.random() < 0.1,
                wishes=random.sample(names, random.randrange(4)),
                held={random.choice(names): 1} if random.random() < 0.2 else {},
            )
        )
    wishes = [kkr.Wish(random.choice(names), random.choice(people).name) for _ in range(40)]
    entitlement = kkr.entitle(listed, STRENGTHS, alliances=ALLIANCES)
    return {"fora": listed, "candidates": people, "entitlement": entitlement, "wishes": wishes}


def over_all_columns(arguments):
    """Appoint without pricing, every level over every column."""
    few, solver._FEW = solver._FEW, 10**9  # noqa: SLF001  (the baseline)
    try:
        return kkr.appoint(**arguments)
    finally:
        solver._FEW = few  # noqa: SLF001  (as above)


def test_150_candidates_24_fora_60_posts(against):
    arguments = case(150, 24, 60, 17)
    direct = over_all_columns(arguments)
    result = against(
        lambda: kkr.appoint(**arguments), lambda: over_all_columns(arguments), rounds=3, within=3
    )
    assert result.is_proven
    assert result == direct
    assert result.verify()


def test_700_candidates_30_fora_70_posts(against):
    arguments = case(700, 30, 70, 29)
    result = against(lambda: kkr.appoint(**arguments), rounds=1, within=25)
    assert result.is_proven
    assert result.verify()


def test_explaining_an_impossible_case(against):
    arguments = case(150, 24, 60, 17)
    arguments["candidates"] = [
        person for person in arguments["candidates"] if person.party != "B" or person.name == "B4"
    ]
    arguments["wishes"] = []

    def refused():
        with pytest.raises(kkr.InfeasibleError) as caught:
            kkr.appoint(**arguments)
        return caught.value

    error = against(refused, rounds=3, within=10)
    assert len(error.conflict) == 2
    assert error.relaxation.cost == 1
