"""Write the page of methods and axioms by running every axiom on every rule.

Run from the checkout: ``python scripts/write_axioms_page.py``. It takes about twenty seconds.
"""

from __future__ import annotations

from pathlib import Path

import kkr_allocation as kkr
from kkr_allocation.fairness.axioms import AXIOMS
from kkr_allocation.fairness.verdicts import small_elections

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.DANISH,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.HUNTINGTON_HILL,
    kkr.DEAN,
    kkr.LARGEST_REMAINDER,
    kkr.LARGEST_REMAINDER_DROOP,
)
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "axioms.md"


def page() -> str:
    """Return the page as Markdown."""
    tried = sum(1 for _ in small_elections())
    verdicts = {rule: [axiom.judge(rule) for axiom in AXIOMS] for rule in RULES}
    lines = [
        "# Which rule keeps which axiom",
        "",
        "<!-- Written by scripts/write_axioms_page.py; change that, not this. -->",
        "",
        f"Each rule was run on {tried} small elections. *Kept* means that none of them speaks",
        "against the axiom, not that it is proved; *broken* is proved by the counterexample below,",
        "from which no party, seat or vote can be taken. An election that only a lot can decide",
        "speaks neither for nor against.",
        "",
        "| rule | " + " | ".join(axiom.name for axiom in AXIOMS) + " |",
        "|---|" + "---|" * len(AXIOMS),
    ]
    lines += [
        f"| {rule.name} | " + " | ".join("kept" if v.kept else "broken" for v in row) + " |"
        for rule, row in verdicts.items()
    ]
    lines += ["", "## What each axiom asks", ""]
    lines += [f"- **{axiom.name}**: {axiom.demand} ({axiom.source})" for axiom in AXIOMS]
    lines += ["", "## Counterexamples", "", "Each party with its votes: its seats."]
    for rule, row in verdicts.items():
        lines += ["", f"### {rule.name}", ""]
        lines += [
            f"- {verdict.axiom}: {verdict.counterexample}" for verdict in row if not verdict.kept
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
