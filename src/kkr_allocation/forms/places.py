"""The workbooks of training places: their sheets, columns and words, and what a filled-in one asks.

There are four: places by a key, a table shared in two ways, several years, and a plan of layers.
"""

from __future__ import annotations

import tomllib
from abc import ABC, abstractmethod
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.rules import (
    ADAMS,
    DHONDT,
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    SAINTE_LAGUE,
    Rule,
)
from kkr_allocation.apportionment.ties import Draws, Lot, Replay, shared_with
from kkr_allocation.apportionment.twoway import CONTROLLED_ROUNDING, ControlledRounding
from kkr_allocation.forms.columns import form_of
from kkr_allocation.placements.distribute import Distribution, distribute
from kkr_allocation.placements.shares import WISHES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribute import Transfer, Wishes
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.limits import MaxChange
    from kkr_allocation.results import Result


_DATA: dict[str, Any] = tomllib.loads(
    files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
)
KINDS: dict[str, dict[str, list[str]]] = _DATA["kinds"]
"""Of each kind of workbook the sheets, those it needs, its settings and its rules."""
COLUMNS: dict[str, list[str]] = _DATA["columns"]
NOTES: dict[str, dict[str, str]] = _DATA["notes"]
PLAN, KEY, LIMITS, AGREEMENTS, LOTS = KINDS["places"]["sheets"]
TABLE, CELLS, YEARS, LAYERS = "Tabel", "Grænser", "År", "Lag"
ANNEX_TITLE, TOTAL, RULE, MULTIPLE = KINDS["places"]["settings"][:4]
CHANGE_PLACES, CHANGE_PERCENT, EXTRA, EXTRA_RULE = KINDS["places"]["settings"][4:]
STATED_IN_ALL, WEIGHT = "Oplyst i alt", "Vægt"
SETTING, VALUE, TOLD = COLUMNS[PLAN]
MUNICIPALITY, FLOOR, CAP, LAST_YEAR, WISH, DEDUCTED = COLUMNS[LIMITS]
GIVER, RECEIVER, MOVED, CONSENT = COLUMNS[AGREEMENTS]
LOT_OF, LOT_AMONG, LOT_WON = COLUMNS[LOTS]
LOT_OF_PLACES, LOT_OF_WISHES = "pladser", "ønsker"
ROW, COLUMN = COLUMNS[CELLS][:2]
YEAR, KNOWN = YEARS, COLUMNS[YEARS][2]
LAYER, WHOLE, PART, FIGURE, *_, STATED = COLUMNS[LAYERS]


def word(own: str, language: Language = "en", *, heads: bool = False) -> str:
    """Return what a thing is called in a language; a name that is no word of ours stays."""
    if language == "da":
        return own
    called: str = (heads and _DATA["headed"].get(own)) or _DATA["english"].get(own, own)
    return called


FORMS = {
    sheet: evolve(
        made := form_of(
            sheet,
            columns,
            _DATA["needs"][sheet],
            {column: word(column, heads=True) for column in columns},
            open=sheet in {KEY, TABLE},
        ),
        names=(*made.names, word(sheet)),
    )
    for sheet, columns in COLUMNS.items()
}
RULES: dict[str, Rule | ControlledRounding] = {
    "Største brøk": LARGEST_REMAINDER,
    "Største brøk (Droop)": LARGEST_REMAINDER_DROOP,
    "Sainte-Laguë": SAINTE_LAGUE,
    "d'Hondt": DHONDT,
    "Adams": ADAMS,
    "Kontrolleret afrunding": CONTROLLED_ROUNDING,
}


@frozen(kw_only=True)
class Filled(ABC):
    """What every kind of workbook has."""

    title: str
    lots: Draws = field(repr=False)
    "Draws by what they are made within: nothing, the wishes, a year, or the whole of a plan."
    notes: tuple[Bilingual, ...] = field(default=(), repr=False)
    "What is odd in it and may be meant, such as a municipality of the KKR that is left out."
    read: tuple[Bilingual, ...] = field(default=(), eq=False, repr=False)

    def distribute(self, *, lots: Iterable[Lot] = ()) -> Result:
        """Share the places as asked; `lots` are later draws; one without use is refused."""
        shared, left = shared_with(self._share, lots, self.lots)
        Replay(left).close()
        return shared

    @abstractmethod
    def _share(self, lots: Draws) -> Result:
        """Share the places with these draws."""


@frozen(kw_only=True)
class FilledWorkbook(Filled):
    """Places by a key; floors and the like where something was filled in."""

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

    def _share(self, lots: Draws) -> Distribution:
        wishes, between = self.wishes, lots.get(WISHES, ())
        if not wishes:
            Replay(between).close()
        return distribute(
            self.total,
            self.key,
            self.rule,
            floors=self.floors,
            caps=self.caps,
            change=self.change,
            multiple=self.multiple,
            wishes=evolve(wishes, lots=between) if wishes else None,
            transfers=self.transfers,
            deductions=self.deductions,
            lots=lots.get("", ()),
            title=self.title,
        )


@frozen(kw_only=True)
class FilledOther(Filled):
    """A table, several years or a plan, by what shares its places once the draws are known."""

    share: Callable[[Draws], Result] = field(eq=False, repr=False)

    def _share(self, lots: Draws) -> Result:
        return self.share(lots)
