"""The register as sheets: their names and columns, and what a filled-in register asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kkr_allocation.appointments.appoint import appoint
from kkr_allocation.appointments.entitlement import Over, entitle
from kkr_allocation.appointments.rules import Level
from kkr_allocation.forms.columns import Sheet, data_of, fields_of
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    import kkr_allocation as kkr
    from kkr_allocation.appointments.forum import Substitutes
    from kkr_allocation.appointments.model import Pair
    from kkr_allocation.appointments.search import Drawing


_DATA = data_of("register.toml")
SHEETS_READ = {name: Sheet(name=name, **of) for name, of in _DATA["register"].items()}
"""The sheets of a register; that of the members is one's own to add."""
FORA, CANDIDATES, LISTS, MUNICIPALITIES, AGREED, FIXED, WISHES, REASONS, RULES, MEMBERS = (
    SHEETS_READ
)
SHEETS = {name: tuple(of.columns) for name, of in SHEETS_READ.items() if name != MEMBERS}
"""The sheets of a template, and the headings of each."""
NEEDED = (FORA, CANDIDATES, LISTS)
"""Without these there is nothing to fill; the others may have nothing to say."""
FORMS = tuple(of.form() for of in SHEETS_READ.values())
SETTINGS = fields_of(_DATA["rules"])
LIMIT, WHOLE_TERM, LEVEL = SETTINGS
NO_LEVEL = "ingen"
LEVELS = {level.words.da: level for level in Level}
RULE_WORDS = {
    of: {word: word for word in words}
    for of, words in {"rules": SETTINGS, "levels": (*LEVELS, NO_LEVEL)}.items()
}
CHOICES: dict[str, dict[str, Any]] = _DATA["choices"]
"""What the words of a cell are in Python, by what is chosen."""
SUBSTITUTE_KINDS: dict[str, Substitutes] = CHOICES["substitutes"]
YES, NO = "ja", "nej"


@frozen
class Member:
    """A member of the KKR, as the book of members has them."""

    name: str
    municipality: str
    party: str
    mayor: bool = False
    substitute: str = ""
    mail: str = ""


@frozen(kw_only=True)
class FilledRegister:
    """What a filled-in register asks for."""

    register: kkr.Register
    strengths: dict[str, int]
    alliances: tuple[kkr.Alliance, ...]
    deviations: tuple[kkr.Deviation, ...] = ()
    fixed: tuple[Pair, ...]
    chairs: dict[str, str]
    wishes: tuple[kkr.Wish, ...]
    reasons: dict[str, str]
    rules: kkr.AppointmentRules
    packages: dict[str, tuple[str, ...]] = field(factory=dict)
    "Fora that are shared out together, by the name of the package; empty for all fora."
    members: tuple[Member, ...] = ()
    mail: dict[str, str] = field(factory=dict, repr=False)
    "The addresses of those who have one, by name; for letters, and in no document."
    notes: tuple[str, ...] = field(default=(), eq=False, repr=False)
    "What is odd in it and may be meant, such as two names that differ only in capitals."
    read: tuple[str, ...] = field(default=(), eq=False, repr=False)

    def entitle(self, *, over: Over | None = None, lots: Iterable[kkr.Lot] = ()) -> kkr.Entitlement:
        """Return who may fill how many posts; without `over` each package by itself."""
        return entitle(
            self.register.fora,
            self.strengths,
            alliances=self.alliances,
            over=over or self.packages or "package",
            deviations=self.deviations,
            lots=lots,
        )

    def appoint(
        self,
        *,
        over: Over | None = None,
        lots: Iterable[kkr.Lot] = (),
        drawing: Drawing | None = None,
        **how: Any,  # noqa: ANN401  (what `appoint` takes besides)
    ) -> kkr.Appointments:
        """Return what the register asks for; `lots` decide ties of the entitlement."""
        how |= {"wishes": self.wishes, "fixed": self.fixed, "chairs": self.chairs}
        fora, people = self.register.fora, self.register.candidates
        entitlement = self.entitle(over=over, lots=lots)
        appointed = appoint(fora, people, entitlement, rules=self.rules, lots=drawing, **how)
        return appointed.with_reasons(self.reasons)


EVENTS = "Hændelser"
LOG = Sheet(name=EVENTS, **_DATA["log"])
DAY, EVENT, *_, NOTE = LOG.columns
LOGGED = evolve(LOG, columns={heading: LOG.columns[heading] for heading in (DAY, EVENT)})
"""What a row says whatever its event."""
EVENT_KINDS: dict[str, dict[str, Any]] = _DATA["events"]
"""The events by their word: each in Python, and what its row must and may have."""
_LATER = (
    LOG,
    SHEETS_READ[CANDIDATES],
    # A new forum is in no package: the log says who fills its posts.
    SHEETS_READ[FORA].without("Pakke"),
)
EVENT_SHEETS = {of.name: tuple(of.columns) for of in _LATER}
"""The sheets and their headings; people and fora that come later stand as in the register."""
EVENT_NEEDED = (EVENTS,)
EVENT_FORMS = tuple(of.form() for of in _LATER)


_STATUSES = {status.word("da"): status for status in SourceStatus}
_CITED = re.compile(rf"([^§\[]+)(§[^\[]*)?(?:\[({'|'.join(_STATUSES)}|)\])?")


def source_in(text: str) -> Source | None:
    """Return the act, from the first ``§`` its section, and in brackets how it is known.

    Without brackets it is published; None where the text is empty.
    """
    match = _CITED.fullmatch(text.strip())
    act, section, status = match.groups("") if match else (text, "", "")
    known = _STATUSES.get(status, SourceStatus.PUBLISHED)
    return Source(act.strip(), section.strip(), known) if text.strip() else None


def cell_of_source(source: Source | None) -> str:
    """Return a source as it is written in a cell, without its date and page."""
    if source is None:
        return ""
    known = source.status is SourceStatus.PUBLISHED
    return f"{source.act} {source.section}".strip() if known else source.cited("da")
