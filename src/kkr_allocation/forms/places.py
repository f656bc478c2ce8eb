"""The workbook of a distribution: its sheets, its columns, and what the rules are called in it.

A secretariat fills it in, so its words are Danish. The template is written and the filled-in book
read by these same names, so that the two cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.rules import (
    ADAMS,
    DHONDT,
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    SAINTE_LAGUE,
    Rule,
)
from kkr_allocation.apportionment.ties import Lot, Replay, UnresolvedTieError
from kkr_allocation.forms.columns import form_of
from kkr_allocation.placements.distribute import distribute
from kkr_allocation.placements.shares import WISHES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.placements.agreements import Transfer, Wishes
    from kkr_allocation.placements.distribute import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.limits import MaxChange


PLAN, KEY, LIMITS, AGREEMENTS, LOTS = "Plan", "Nøgle", "Kommuner", "Aftaler", "Lodtrækninger"
"""The sheets: the total and its rule, the key, limits and wishes, transfers, draws."""
ANNEX_TITLE, TOTAL, RULE, MULTIPLE = "Titel", "Pladser i alt", "Regel", "I hele"
CHANGE_PLACES, CHANGE_PERCENT = "Største ændring, pladser", "Største ændring, pct."
EXTRA, EXTRA_RULE = "Højst ekstra pladser", "Regel for ekstra pladser"
MUNICIPALITY, WEIGHT = "Kommune", "Vægt"
FLOOR, CAP, LAST_YEAR, WISH, DEDUCTED = "Mindst", "Højst", "Sidste år", "Ønsket ekstra", "Private"
GIVER, RECEIVER, MOVED, CONSENT = "Giver", "Modtager", "Pladser", "Aftalt i"
LOT_OF, LOT_AMONG, LOT_WON = "Lod om", "Mellem", "Vundet af"
LOT_OF_PLACES, LOT_OF_WISHES = "pladser", "ønsker"

SETTING, VALUE, TOLD = "Oplysning", "Værdi", "Forklaring"
_COLUMNS = {
    PLAN: (SETTING, VALUE, TOLD),
    KEY: (MUNICIPALITY,),
    LIMITS: (MUNICIPALITY, FLOOR, CAP, LAST_YEAR, WISH, DEDUCTED),
    AGREEMENTS: (GIVER, RECEIVER, MOVED, CONSENT),
    LOTS: (LOT_OF, LOT_AMONG, LOT_WON),
}
_NEEDS = _COLUMNS | {
    PLAN: (SETTING, VALUE),
    LIMITS: (MUNICIPALITY,),
    AGREEMENTS: (GIVER, RECEIVER, MOVED),
}
FORMS = tuple(
    form_of(sheet, columns, _NEEDS[sheet], {}, open=sheet == KEY)
    for sheet, columns in _COLUMNS.items()
)
"""The sheets as they are read; the key has a column for each figure that counts."""
NEEDED = (PLAN, KEY)
"""Without these there is nothing to share; the others may have nothing to say."""

RULES: dict[str, Rule] = {
    "Største brøk": LARGEST_REMAINDER,
    "Største brøk (Droop)": LARGEST_REMAINDER_DROOP,
    "Sainte-Laguë": SAINTE_LAGUE,
    "d'Hondt": DHONDT,
    "Adams": ADAMS,
}
"""The rules by the names that stand in the workbook."""


@frozen(kw_only=True)
class FilledWorkbook:
    """What a filled-in workbook asks for; floors and the like where something was filled in."""

    title: str
    total: int
    key: Key = field(repr=False)
    rule: Rule
    multiple: int
    floors: dict[str, int] = field(repr=False)
    caps: dict[str, int] = field(repr=False)
    deductions: dict[str, int] = field(repr=False)
    change: MaxChange | None = field(repr=False)
    last_year: dict[str, int] = field(repr=False)
    wishes: Wishes | None = field(repr=False)
    transfers: tuple[Transfer, ...] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    "What is odd in it and may be meant, such as a municipality of the KKR that is left out."
    read: tuple[str, ...] = field(default=(), eq=False, repr=False)

    def distribute(self, *, lots: Iterable[Lot] = ()) -> Distribution:
        """Share the places as the workbook asks; `lots` are draws made since, for places or wishes.

        A draw that decides nothing is refused.
        """
        left = list(lots)
        filled = self
        while True:
            try:
                shared = filled._share()
            except UnresolvedTieError as error:
                drawn = set(error.tie.claimants)
                lot = next((lot for lot in left if set(lot.claimants) == drawn), None)
                if lot is None:
                    raise
                left.remove(lot)
                filled = filled._with_lot(lot, within_wishes=error.tie.within == WISHES)
            else:
                Replay(left).close()
                return shared

    def _with_lot(self, lot: Lot, *, within_wishes: bool) -> FilledWorkbook:
        if within_wishes and self.wishes is not None:
            return evolve(self, wishes=evolve(self.wishes, lots=(*self.wishes.lots, lot)))
        return evolve(self, lots=(*self.lots, lot))

    def _share(self) -> Distribution:
        return distribute(
            self.total,
            self.key,
            self.rule,
            floors=self.floors,
            caps=self.caps,
            change=self.change,
            multiple=self.multiple,
            wishes=self.wishes,
            transfers=self.transfers,
            deductions=self.deductions,
            lots=self.lots,
            title=self.title,
        )
