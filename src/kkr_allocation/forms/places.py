"""The workbooks of training places: their sheets, columns and words.

There are four: places by a key, a table shared in two ways, several years, and a plan of layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment import rules, twoway
from kkr_allocation.forms.columns import Sheet, data_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.explanations import Language

_DATA = data_of("places.toml")
KINDS: dict[str, dict[str, list[str]]] = _DATA["kinds"]
"""Of each kind of workbook the sheets, those it needs, its settings and its rules."""
SHEETS = {name: Sheet(name=name, **of) for name, of in _DATA["sheets"].items()}
NOTES: dict[str, dict[str, str]] = _DATA["notes"]
PLAN, KEY, LIMITS, AGREEMENTS, LOTS, TABLE, CELLS, YEARS, LAYERS = SHEETS
SETTINGS = SHEETS[PLAN].settings
"""What a row of the sheet Plan can set, by its name there."""
MUNICIPALITY, ROW, TOTAL, WEIGHT = "Kommune", "Række", "Pladser i alt", "Vægt"
"""The headings, and the name of a row, that a reader asks for by themselves."""


def word(own: str, language: Language = "en", *, heads: bool = False) -> str:
    """Return what a thing is called in a language; a name that is no word of ours stays."""
    if language == "da":
        return own
    called: str = (heads and _DATA["headed"].get(own)) or _DATA["english"].get(own, own)
    return called


def headings(sheet: str, beside: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return what stands above the columns of a sheet; an open one has some beside its own."""
    own, *others = (word(name, language, heads=True) for name in SHEETS[sheet].columns)
    return (own, *(beside if SHEETS[sheet].open else ()), *others)


FORMS = {
    sheet: of.form({column: word(column, heads=True) for column in of.columns}, word(sheet))
    for sheet, of in SHEETS.items()
}
RULES: dict[str, rules.Rule | twoway.ControlledRounding] = {
    own: (vars(rules) | vars(twoway))[name] for own, name in _DATA["rules"].items()
}
"""The rules of sharing by what a workbook calls them."""


def kind_of(sheets: Iterable[str]) -> tuple[str, list[str], list[str]]:
    """Tell the kind by the second of its sheets; return those of the kind, and those of others."""
    own = {sheet: own for sheet in sheets for own, of in FORMS.items() if of.is_called(sheet)}
    told = [kind for kind, of in KINDS.items() if of["sheets"][1] in own.values()]
    kind = told[-1] if told else "places"
    read = [sheet for sheet in own if own[sheet] in KINDS[kind]["sheets"]]
    return kind, read, [sheet for sheet in own if sheet not in read]
