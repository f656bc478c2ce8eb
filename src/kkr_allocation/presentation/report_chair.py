"""Who decides in a council: the majorities for the chair, and the power of each group."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.fairness.power import banzhaf, shapley_shubik
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.report import Section

if TYPE_CHECKING:
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language
    from kkr_allocation.scenarios.majorities import ChairMajorities

__all__ = ["chair", "power"]

_MOST_COALITIONS = 12
"""More minimal majorities than these are counted and not listed."""


def chair(majorities: ChairMajorities, language: Language) -> Section:
    """Return the section on the majorities there are, the shortest first.

    Parameters
    ----------
    majorities : ChairMajorities
        Of the council.
    language : {"en", "da"}
        The language.
    """
    label = majorities.composition.basis.label
    blocs = texts.BLOCS.sheet(
        language,
        ((label(b.label), b.members, b.lacks, b.coalitions) for b in majorities.blocs),
    )
    shortest = sorted(
        majorities.coalitions, key=lambda coalition: (len(coalition.blocs), coalition.members)
    )[:_MOST_COALITIONS]
    coalitions = texts.COALITIONS.sheet(
        language,
        ((", ".join(c.blocs), c.members, c.spare) for c in shortest),
        shown=len(shortest),
        all=len(majorities.coalitions),
    )
    explained = majorities.explain(language)
    return Section(texts.CHAIR.text(language), (explained, blocs, coalitions))


def power(council: Composition, language: Language) -> Section:
    """Return the section on how often each list's vote decides.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language.
    """
    by_votes, by_orders = banzhaf(council.seats), shapley_shubik(council.seats)
    rows = (
        (
            council.basis.label(name),
            members,
            float(Fraction(members, council.house_size)),
            float(by_votes.shares[name]),
            float(by_orders.shares[name]),
        )
        for name, members in council.seats.items()
    )
    table = texts.POWER_TABLE.sheet(language, rows, quota=nouns.members(by_votes.quota))
    return Section(texts.POWER.text(language), (texts.POWER_NOTE.text(language), table))
