"""The workbooks of training places: their sheets, columns and words, and what a filled-in one asks.

There are four: places by a key, a table shared in two ways, several years, and a plan of layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.apportionment import rules, twoway
from kkr_allocation.forms.sheets import Sheet, data_of, fields_of

if TYPE_CHECKING:
    from kkr_allocation.explanations import Language

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
