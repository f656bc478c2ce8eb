"""The pictures under test, each from figures that do not change.

``python -m tests.pictures`` draws the expected ones again; look at them before you commit them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

import kkr_allocation as kkr
from tests.registers import FORA, HOMES, candidates

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EXPECTED = Path(__file__).parent / "golden" / "pictures"
DOTS_PER_INCH = 40


@cache
def appointed() -> kkr.Appointments:
    """Return the posts of the invented register, shares by the population of its homes."""
    entitlement = kkr.entitle(FORA, {"A": 9, "V": 7, "F": 4}, alliances=[["A", "F"]])
    people = dict(zip(HOMES, (205, 41, 24), strict=True))
    rules = attrs.evolve(kkr.APPOINTMENT_RULES, population=people)
    return kkr.appoint(FORA, candidates(), entitlement, rules=rules)


def drawn() -> dict[str, Axes]:
    """Return every picture by name."""
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    tied = kkr.apportion({"A": 31, "B": 10, "C": 10}, 4, lots=[kkr.Lot(("B", "C"), ("C",))])
    swings = kkr.Scenario(kkr.apportion(shares, 17), kkr.UniformSwing(1))
    before = {"Herning": 34, "Kalundborg": 21}
    places = kkr.distribute(60, {"Herning": 8900, "Kalundborg": 4800}, floors={"Kalundborg": 22})
    scan = kkr.alliance_scan({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    colleges = {"UC Syd": 589, "UCL": 521}
    weights = {college: {"Dagtilbud": 42, "Social": 38, "Skole": 20} for college in colleges}
    table = kkr.distribute_table(weights, colleges, {"Dagtilbud": 466, "Social": 422, "Skole": 222})
    election = kkr.load_election(2025)
    mayors = {
        name: election.council(name).mayor
        for name in election.region("KKR Sjælland").municipalities
    }
    left = ["A", "F", "Ø", "B"]
    return {
        "appointments": kkr.plot_appointments(appointed(), language="da"),
        "council": kkr.plot_council(council, language="da"),
        "coalition": kkr.plot_council(council, highlight=left, order=["B"]),
        "map": kkr.plot_map(mayors, title="Borgmestrenes lister", language="da"),
        "house_size": kkr.plot_house_size(council, language="da"),
        "readings": kkr.plot_readings(council, language="da"),
        "quotients": kkr.plot_quotients(kkr.apportion(shares, 17), language="da"),
        "lot": kkr.plot_quotients(tied),
        "scan": kkr.plot_scan(scan),
        "spread": kkr.plot_spread(appointed(), language="da"),
        "sweep": kkr.plot_sweep(kkr.sweep(swings, 2000, seed=1)),
        "places": kkr.plot_places(places, before=before, language="da"),
        "table": kkr.plot_table(table, language="da"),
    }


if __name__ == "__main__":
    EXPECTED.mkdir(exist_ok=True)
    for name, axes in drawn().items():
        axes.figure.savefig(EXPECTED / f"{name}.png", dpi=DOTS_PER_INCH)
