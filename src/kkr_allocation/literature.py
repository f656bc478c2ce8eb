"""The papers and books whose rules and theorems the library computes and tests."""

from __future__ import annotations

from kkr_allocation.sources import Source, SourceStatus

__all__ = [
    "BALINSKI_DEMANGE",
    "BALINSKI_YOUNG",
    "COX",
    "PUKELSHEIM",
    "TIJDEMAN",
    "WEIGHTED_ENVY",
]


def _work(title: str, section: str = "", page: str = "") -> Source:
    return Source(title, section, SourceStatus.PUBLISHED, page=page)


BALINSKI_YOUNG = _work("Balinski and Young, Fair Representation")
PUKELSHEIM = _work(
    "Pukelsheim, Proportional Representation", page="https://doi.org/10.1007/978-3-319-64707-4"
)
BALINSKI_DEMANGE = _work(
    "Balinski and Demange, Mathematics of Operations Research 14 (1989)",
    page="https://doi.org/10.1287/moor.14.4.700",
)
COX = _work("Cox, Journal of the American Statistical Association 82 (1987)")
TIJDEMAN = _work("Tijdeman, The chairman assignment problem", "1980")
WEIGHTED_ENVY = _work(
    "Chakraborty, Segal-Halevi and Suksompong, Weighted Fairness Notions for Indivisible Items "
    "Revisited",
    "2022",
)
