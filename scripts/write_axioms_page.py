"""Write the page of methods and axioms by running every axiom on every method.

Run from the checkout: ``python scripts/write_axioms_page.py``. It takes about a minute.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import kkr_allocation as kkr
from kkr_allocation.fairness.axioms import AXIOMS, small_elections
from kkr_allocation.fairness.package_axioms import PACKAGE_AXIOMS, small_packages
from kkr_allocation.fairness.table_axioms import TABLE_AXIOMS, small_tables
from kkr_allocation.fairness.year_axioms import YEAR_AXIOMS, small_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kkr_allocation.fairness.year_axioms import Years

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "axioms.md"
DIVISOR_RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.DANISH,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.HUNTINGTON_HILL,
    kkr.DEAN,
)
QUOTA_RULES = (kkr.LARGEST_REMAINDER, kkr.LARGEST_REMAINDER_DROOP)


def rows_alone(
    votes: Sequence[Sequence[int]], row_seats: Sequence[int], _: Sequence[int]
) -> list[list[int]]:
    """Share every row by itself, as if there were no column totals."""
    return [
        list(kkr.apportion(dict(named(row)), seats, kkr.SAINTE_LAGUE).seats.values())
        for row, seats in zip(votes, row_seats, strict=True)
    ]


def named(row: Iterable[int]) -> Iterable[tuple[str, int]]:
    """Name the columns of a row."""
    return ((str(place), count) for place, count in enumerate(row))


def known_beforehand(years: Years) -> Iterable[Mapping[str, int]]:
    """Share all years together."""
    return kkr.smooth(dict(enumerate(years))).places.values()


def as_they_come(years: Years) -> Iterable[Mapping[str, int]]:
    """Share one year after the other, each on top of the debts."""
    shared = kkr.smooth({0: years[0]})
    for number, (total, key) in enumerate(years[1:], start=1):
        shared = shared.next_year(number, total, key)
    return shared.places.values()


PARTS: dict[str, tuple[dict[str, Any], Sequence[Any], Callable[[], Iterable[Any]], str]] = {
    "Rules": (
        {rule.name: rule for rule in (*DIVISOR_RULES, *QUOTA_RULES)},
        AXIOMS,
        small_elections,
        "small elections; each party with its votes: its seats",
    ),
    "Two-way tables": (
        {f"biproportional {rule.name}": rule for rule in DIVISOR_RULES}
        | {"every row alone by Sainte-Laguë": rows_alone},
        TABLE_AXIOMS,
        small_tables,
        "small tables; row by row, each cell's votes: its seats",
    ),
    "Posts of a package": (
        {"over the package by d'Hondt": "package", "forum by forum by d'Hondt": "forum"},
        PACKAGE_AXIOMS,
        small_packages,
        "small packages; the lists' strengths, and forum by forum their posts",
    ),
    "Places over the years": (
        {
            "years known beforehand": known_beforehand,
            "years as they come": as_they_come,
            "every year alone by largest remainder": kkr.LARGEST_REMAINDER,
            "every year alone by d'Hondt": kkr.DHONDT,
        },
        YEAR_AXIOMS,
        small_years,
        "runs of years; year by year, each claimant's figure in the key: its places",
    ),
}
"""By heading: the methods by name, the axioms, the cases, and how a case is written."""


def page() -> str:
    """Return the page as Markdown."""
    lines = [
        "# Which method keeps which axiom",
        "",
        "<!-- Written by scripts/write_axioms_page.py; change that, not this. -->",
        "",
        "*Kept* means that no case tried speaks against the axiom, not that it is proved; the",
        "arguments for each stand in `tests/golden/axioms.toml`. *Broken* is proved by the",
        "counterexample, from which nothing can be taken. A case that only a lot can decide speaks",
        "neither for nor against.",
    ]
    for heading, (methods, axioms, cases, written) in PARTS.items():
        verdicts = {name: [a.judge(method) for a in axioms] for name, method in methods.items()}
        lines += [
            "",
            f"## {heading}",
            "",
            f"Tried on {sum(1 for _ in cases())} {written}.",
            "",
            "| method | " + " | ".join(axiom.name for axiom in axioms) + " |",
            "|---|" + "---|" * len(axioms),
        ]
        lines += [
            f"| {name} | " + " | ".join("kept" if v.kept else "broken" for v in row) + " |"
            for name, row in verdicts.items()
        ]
        lines.append("")
        lines += [f"- **{axiom.name}**: {axiom.demand} ({axiom.source})" for axiom in axioms]
        for name, row in verdicts.items():
            broken = [f"- {v.axiom}: {v.counterexample}" for v in row if not v.kept]
            lines += ["", f"### {name}", "", *broken] if broken else []
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
