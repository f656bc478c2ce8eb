"""How close a council was: the quotients around the last seat, and the votes that move one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.composition_size import house
from kkr_allocation.presentation.pictures.ladder import plot_quotients
from kkr_allocation.presentation.report import Picture, Section
from kkr_allocation.scenarios.council_margin import own_margins

if TYPE_CHECKING:
    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block

__all__ = ["closeness"]


def closeness(council: Composition, language: Language) -> tuple[Section, ...]:
    """Return the section on how close the sharing was; none where nothing was shared.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language.

    Returns
    -------
    tuple of Section
        Quotients where the rule has them, margins where no lot decided.
    """
    if not any(council.seats.get(name) for name in council.eligible):
        return ()
    blocks: list[Block] = []
    shared = _sharing(council)
    if shared is not None and isinstance(shared.rule, DivisorRule):
        picture = Picture(
            partial(plot_quotients, shared, language=language),
            texts.PICTURE_OF_QUOTIENTS.text(language),
            texts.SEATS_WON.text(language, lists=[f"{n} {s}" for n, s in shared.seats.items()]),
            texts.QUOTIENTS_CAPTION.text(language),
        )
        blocks.append(picture)
    if not council.lots:
        blocks.extend(_margins(council, language))
    return (Section(texts.CLOSE.text(language), tuple(blocks)),) if blocks else ()


def _sharing(council: Composition) -> Apportionment | None:
    """Return the sharing among the eligible lists within its bounds; None where none was needed."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return None
    return apportion(
        {name: council.votes[name] for name in council.eligible},
        bounds.seats,
        bounds.rule,
        floors=bounds.floors,
        caps=bounds.ceilings,
        lots=council.lots,
    )


def _margins(council: Composition, language: Language) -> tuple[Block, ...]:
    """Return the table of margins and what it rests on; nothing where a rule has none."""
    try:
        found = tuple(own_margins(council))
    except InvalidInputError:  # a rule under which a list can lose by winning
        return ()
    gains = {change.target: change for change in found if change.target}
    losses = {change.source: change for change in found if change.source}
    rows = (
        (
            council.basis.label(name),
            council.seats.get(name, 0),
            gains[name].votes,
            losses[name].votes,
        )
        for name in council.eligible
    )
    drawn = [
        way.text(language, list=council.basis.label(name))
        for way, changes in ((texts.ONE_MORE, gains), (texts.ONE_FEWER, losses))
        for name in council.eligible
        if changes[name].lot
    ]
    said = [texts.MARGINS_LOTS.text(language, margins=drawn)] if drawn else []
    return (texts.MARGINS.sheet(language, rows), texts.MARGINS_NOTE.text(language), *said)
