"""The workbooks of training places: their sheets, columns and words, and what a filled-in one asks.

There are four: places by a key, a table shared in two ways, several years, and a plan of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kkr_allocation.apportionment import rules, twoway
from kkr_allocation.apportionment.ties import Draws, Lot, Replay, shared_with
from kkr_allocation.forms.columns import Sheet, data_of, fields_of

if TYPE_CHECKING:
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.explanations import Language
    from kkr_allocation.results import Result

_DATA = data_of("places.toml")
KINDS: dict[str, dict[str, list[str]]] = _DATA["kinds"]
"""Of each kind of workbook the sheets, those it needs, its settings and its rules."""
SHEETS = {name: Sheet(name=name, **of) for name, of in _DATA["sheets"].items()}
COLUMNS = {name: list(of.columns) for name, of in SHEETS.items()}
SETTINGS = fields_of(_DATA["settings"])
NOTES: dict[str, dict[str, str]] = _DATA["notes"]
PLAN, KEY, LIMITS, AGREEMENTS, LOTS, TABLE, CELLS, YEARS, LAYERS = SHEETS
MUNICIPALITY, ROW, TOTAL, WEIGHT = "Kommune", "Række", "Pladser i alt", "Vægt"


def word(own: str, language: Language = "en", *, heads: bool = False) -> str:
    """Return what a thing is called in a language; a name that is no word of ours stays."""
    if language == "da":
        return own
    called: str = (heads and _DATA["headed"].get(own)) or _DATA["english"].get(own, own)
    return called


FORMS = {
    sheet: evolve(form, names=(*form.names, word(sheet)))
    for sheet, of in SHEETS.items()
    for form in [of.form({column: word(column, heads=True) for column in of.columns})]
}
RULES: dict[str, rules.Rule | twoway.ControlledRounding] = {
    own: (vars(rules) | vars(twoway))[name] for own, name in _DATA["rules"].items()
}


@frozen(kw_only=True)
class Filled:
    """What a filled-in workbook asks for."""

    share: Callable[[Draws], Result] = field(eq=False, repr=False)
    "What shares the places once the draws are known."
    given: Mapping[str, Any] = field(factory=dict, repr=False)
    "Of places by a key, what `distribute` is given, and last year's places."
    title: str
    lots: Draws = field(repr=False)
    "Draws by what they are made within: nothing, the wishes, a year, or the whole of a plan."
    notes: tuple[Bilingual, ...] = field(repr=False)
    "What is odd in it and may be meant, such as a municipality of the KKR that is left out."
    read: tuple[Bilingual, ...] = field(eq=False, repr=False)

    def distribute(self, *, lots: Iterable[Lot] = ()) -> Result:
        """Share the places as asked; `lots` are later draws; one without use is refused."""
        shared, left = shared_with(self.share, lots, self.lots)
        Replay(left).close()
        return shared
