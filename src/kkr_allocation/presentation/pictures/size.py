"""Why the house has its size: what each list claims, and what rounding up adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.size import price
from kkr_allocation.presentation.composition_size import house, in_votes
from kkr_allocation.presentation.composition_texts import decimal
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, axes_or_new, undressed
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from fractions import Fraction

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_house_size"]

_TITLE = Text(
    en="{seats:seat|seats} claimed at {price} votes a seat",
    da="{seats:plads|pladser} krævet til {price} stemmer pr. plads",
)
_NO_PRICE = Text(
    en="No mayor sets a price of a seat here", da="Ingen borgmester sætter prisen for en plads her"
)
_SEATS = Text(en="seats", da="pladser")
_LEFT = Text(
    en="; the cap leaves {seats}",
    da="; loftet giver plads til {seats}",
)
_CLAIM = Text(en="{exact} → {claim}", da="{exact} → {claim}")
_GIVEN = Text(en="{exact} → {claim}, gets {seats}", da="{exact} → {claim}, får {seats}")
_GETS = Text(en="seats at the cap", da="pladser ved loftet")
_MARK = "#C2410C"
_PARTS = (
    Text(en="mayors", da="borgmestre"),
    Text(en="rest of the exact claim", da="resten af det nøjagtige krav"),
    Text(en="rounding up", da="oprunding"),
)


@picture_of(Composition)
def plot_house_size(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw what each list claims at the price of a seat, and what rounding up adds.

    Where do the members come from: mayors, votes, or rounding?

    Parameters
    ----------
    composition : Composition
        The council.

    Returns
    -------
    matplotlib.axes.Axes
        With three bars end to end for each eligible list: its mayors, the rest of its exact
        claim, what rounding up adds. The list that sets the price is hatched. At the cap a mark
        shows what each list gets. The claims are those of `SizeRule.ROUND_UP` whatever the
        council's own size rule is; without a mayor there are none.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_house_size(council)
    >>> axes.get_title()
    '29 seats claimed at 16,251.2 votes a seat'
    >>> [text.get_text() for text in axes.texts][:2]
    ['8.98 → 9', '6.00 → 6']
    """
    claims = composition.claims
    drawn = undressed(axes_or_new(axes, height=1.9 + 0.4 * len(claims)))
    if not claims:
        drawn.set_title(_NO_PRICE.text(language))
        return drawn
    claimed = {name: -(-claim.numerator // claim.denominator) for name, claim in claims.items()}
    _bars(drawn, composition, claims, claimed, language)
    for row, (name, claim) in enumerate(claims.items()):
        seats = composition.seats.get(name, 0)
        text = _GIVEN if composition.capped else _CLAIM
        said = text.text(language, exact=decimal(claim, language), claim=claimed[name], seats=seats)
        if composition.capped:
            label = "" if row else _GETS.text(language)
            drawn.vlines(seats, row - 0.5, row + 0.5, color=_MARK, linewidth=3, label=label)
        drawn.text(claimed[name] + 0.3, row, said, va="center", fontsize=9)
    drawn.set_yticks(range(len(claims)), [*claims])
    drawn.invert_yaxis()
    drawn.set_xlim(0, 1.2 * max(claimed.values()) + 1)
    drawn.set_xlabel(_SEATS.text(language))
    drawn.set_title(_title(composition, claimed, language))
    drawn.legend(loc="lower right", frameon=False, fontsize=9)
    return drawn


def _bars(
    drawn: Axes,
    composition: Composition,
    claims: dict[str, Fraction],
    claimed: dict[str, int],
    language: Language,
) -> None:
    """Draw mayors, the rest of the claims and the rounding end to end, one row a list."""
    mayors = [float(composition.mayors.get(name, 0)) for name in claims]
    exact = [float(claim) for claim in claims.values()]
    rest = [claim - sitting for claim, sitting in zip(exact, mayors, strict=True)]
    rounding = [float(claimed[name]) - claim for name, claim in zip(claims, exact, strict=True)]
    rows = range(len(claims))
    hatches = ["///" if name in composition.binding else "" for name in claims]
    words = [part.text(language) for part in _PARTS]
    drawn.barh(rows, mayors, color=INK, hatch=hatches, edgecolor="white", label=words[0])
    drawn.barh(rows, rest, left=mayors, color=MUTED, edgecolor="white", label=words[1])
    drawn.barh(rows, rounding, left=exact, fill=False, edgecolor=INK, label=words[2])


def _title(composition: Composition, claimed: dict[str, int], language: Language) -> str:
    votes = composition.votes
    cost = price(votes, {name: composition.mayors.get(name, 0) for name in claimed})
    assert cost is not None  # noqa: S101  (there are claims)
    said = _TITLE.text(language, seats=sum(claimed.values()), price=in_votes(cost, language))
    if not composition.capped:
        return said
    return said + _LEFT.text(language, seats=house(composition).seats)
