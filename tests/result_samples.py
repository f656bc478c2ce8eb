"""One small result of every kind that has a document, each with as much in it as the kind can hold.

Run as ``python -m tests.result_samples`` it prints what of them a setting of the computer could
change: their documents, pages and tables, as one digest.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import (
    AtLeast,
    AtMostFromOneMunicipality,
    From,
    NotAlsoIn,
    Trait,
)
from kkr_allocation.fairness.power import banzhaf

if TYPE_CHECKING:
    from kkr_allocation.results import Result

VOTES = {"A": 6000, "V": 3000, "Ø": 3000, "Å": 900, "C": 100}
TABLE = [[5, 5, 1], [5, 5, 3]]


@cache
def every_kind() -> dict[str, Result]:
    """Return one result of every kind, by the kind's name."""
    fora = [
        kkr.Forum("f", 3, chair=True, substitutes="personal", wanted=[AtLeast(1, Trait.MAYOR)]),
        kkr.Forum("g", 2, substitutes="shared", requirements=[AtLeast(1, From(("Køge",)))]),
        kkr.Forum("h", 1, requirements=[NotAlsoIn(("g",)), AtMostFromOneMunicipality(1)]),
    ]
    people = [
        kkr.Candidate(
            f"{party}{number}",
            ("Køge", "Greve")[number % 2],
            party,
            sex=("F", "M", None)[number % 3],
            mayor=number == 1,
            wishes=("fgh"[number % 3],),
            held={"f": 1} if number == 0 else {},
            cannot=("h",) if number == 2 else (),
        )
        for party in "AVØ"
        for number in range(4)
    ]
    entitlement = kkr.entitle(fora, {"A": 9, "V": 5, "Ø": 2}, alliances=[["A", "Ø"]])
    wishes = [kkr.Wish("f", "A0", 2)]
    columns = {"65+": {"Køge": 3, "Greve": 1}, "last": {"Køge": 2, "Greve": 2}}
    layers = [kkr.Layer("x", {"P": {"Køge": 3, "Greve": 2}}), kkr.Layer("y", each={"k": 1})]
    return {
        "alliance_pairs": kkr.alliance_pairs(VOTES, 7, fixed=[["Ø", "Å"]]).partners_of("C"),
        "explaining_alliances": kkr.explaining_alliances(
            VOTES, {"A": 3, "V": 2, "Ø": 2}, depth=2, limit=9
        ),
        "apportionment": kkr.apportion(
            VOTES,
            7,
            alliances=[kkr.Alliance(["V", ["Ø", "Å"]], label="valgforbund")],
            floors={"C": 1},
            caps={"A": 4},
        ),
        "batch": kkr.apportion_batch(
            np.array([[5, 5, 2], [3, 1, 0]]), [3, 4], alliances=[[1, 2]], floors=[1, 0, 0]
        ),
        "composition": kkr.compose(
            VOTES, {"A": 2, "V": 1, "C": 1}, municipalities=4, cooperations={"ØÅ": ["Ø", "Å"]}
        ),
        "comparison": kkr.compose_region(2021, "KKR Sjælland").compared_with(
            kkr.compose_region(
                2021, "KKR Sjælland", mayors={"Greve": "A"}, votes={"Greve": {"C": 5000}}
            )
        ),
        "twoway": kkr.biproportion(
            TABLE, [2, 3], [2, 2, 1], floors={(0, 2): 1}, lots=[_drawn_exchange()]
        ),
        "table": kkr.distribute_table(
            [[Fraction(3, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(7, 4)]],
            [2, 2],
            [2, 2],
            kkr.CONTROLLED_ROUNDING,
        ),
        "distribution": kkr.distribute(
            12,
            {"Køge": 1, "Greve": 5, "Lejre": 4},
            floors={"Køge": 2},
            change=kkr.MaxChange({"Køge": 3}, percent=50),
            wishes=kkr.Wishes({"Køge": 4}, most=2),
            transfers=[kkr.Transfer("Greve", "Lejre", 1, consent="minutes")],
            deductions={"Lejre": 1},
        ),
        "entitlement": entitlement,
        "appointments": kkr.appoint(
            fora, people, entitlement, wishes=wishes, fixed=[("g", "V1")], chairs={"f": "A1"}
        ),
        "picking_order": kkr.picking_order(entitlement),
        "key": kkr.Key(columns, {"65+": "1/2", "last": "1/2"}),
        "planned_places": kkr.Plan("P", 10, layers).run(),
        "smoothed_years": kkr.smooth({1: (2, {"A": 3, "B": 2}), 2: (2, {"A": 3, "B": 2})}),
        "sweep": kkr.sweep(
            kkr.Scenario(
                kkr.compose(VOTES, {"A": 2, "V": 1}, municipalities=3),
                kkr.UniformSwing(1.5, shift={"V": -2}),
                mayors=[kkr.UndecidedMayor({"A": 2, "V": 1}, now="V")],
                coalitions=[["V", "C"]],
            ),
            40,
            seed=1,
        ),
    }


def _drawn_exchange() -> kkr.Lot:
    """Return the drawn lot of the two-way table, in which two cells can exchange their seats."""
    try:
        kkr.biproportion(TABLE, [2, 3], [2, 2, 1], floors={(0, 2): 1})
    except kkr.UnresolvedTieError as error:
        return kkr.draw(error.tie, seed=1)
    raise AssertionError


def digest() -> str:
    """Return a digest of all documents, pages and explanations, and of one council's power."""
    shown = [text for kind in every_kind().values() for text in (kind.to_json(), repr(kind))]
    for result in every_kind().values():
        shown += [str(result.explain("da")), str(result.explain("en")), result._repr_html_()]
    shown.append(repr(banzhaf(every_kind()["composition"].seats)))
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())  # noqa: T201  (run by hand)
