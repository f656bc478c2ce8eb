"""The register and the log of events as sheets: their names and columns, and their words."""

from __future__ import annotations

import re
from typing import Any

from attrs import evolve

from kkr_allocation.appointments.rules import Level
from kkr_allocation.forms.columns import Sheet, data_of

_DATA = data_of("register.toml")
SHEETS_READ = {name: Sheet(name=name, **of) for name, of in _DATA["register"].items()}
"""The sheets of a register; that of the members is one's own to add."""
FORA, CANDIDATES, LISTS, MUNICIPALITIES, AGREED, FIXED, WISHES, REASONS, RULES, MEMBERS = (
    SHEETS_READ
)
SHEETS = {name: tuple(of.columns) for name, of in SHEETS_READ.items() if name != MEMBERS}
"""The sheets of a template, and the headings of each."""
_IN_FRAMES = "fora candidates lists municipalities agreed fixed wishes reasons rules"
FRAMES = dict(zip(_IN_FRAMES.split(), SHEETS, strict=True))
"""The sheets by what their frames are called."""
NEEDED = (FORA, CANDIDATES, LISTS)
"""Without these there is nothing to fill; the others may have nothing to say."""
FORMS = tuple(of.form() for of in SHEETS_READ.values())
SETTINGS = SHEETS_READ[RULES].settings
LIMIT, WHOLE_TERM, LEVEL = SETTINGS
NO_LEVEL = "ingen"
LEVELS = {level.words.da: level for level in Level}
RULE_WORDS = {"rules": (*SETTINGS,), "levels": (*LEVELS, NO_LEVEL)}
CHOICES: dict[str, dict[str, Any]] = _DATA["choices"]
"""What the words of a cell are in Python, by what is chosen."""
NOTES = {
    of: {(sheet, heading): note for sheet in said for heading, note in said[sheet].items()}
    for of, said in data_of("notes.toml").items()
}
"""What the blank register, and the log, say of a sheet's heading."""
COUNTED = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")
"""How a cell counts what it names: ``RAR Fyn: 2``."""
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
"""What a letter could go to."""


# The log of what happened since the meeting.


EVENTS = "Hændelser"
LOG = Sheet(name=EVENTS, **_DATA["log"])
DAY, EVENT, *_, NOTE = LOG.columns
LOGGED = evolve(LOG, columns={heading: LOG.columns[heading] for heading in (DAY, EVENT)})
"""What a row says whatever its event."""
EVENT_KINDS: dict[str, dict[str, Any]] = _DATA["events"]
"""The events by their word: each in Python, and what its row must and may have."""
_NEW = {of: column for of, column in SHEETS_READ[FORA].columns.items() if of != "Pakke"}
"""A new forum is in no package: the log says who fills its posts."""
_LATER = (LOG, SHEETS_READ[CANDIDATES], evolve(SHEETS_READ[FORA], columns=_NEW))
EVENT_SHEETS = {of.name: tuple(of.columns) for of in _LATER}
"""The sheets and their headings; people and fora that come later stand as in the register."""
EVENT_NEEDED = (EVENTS,)
EVENT_FORMS = tuple(of.form() for of in _LATER)
