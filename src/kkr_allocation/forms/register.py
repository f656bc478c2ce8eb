"""The register as sheets: their names and columns, and what a filled-in register asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.appoint import appoint
from kkr_allocation.appointments.entitlement import entitle
from kkr_allocation.appointments.rules import Level
from kkr_allocation.forms.columns import WORDS, form_of
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.entitlement import Deviation, Entitlement, Over
    from kkr_allocation.appointments.forum import Register, Substitutes
    from kkr_allocation.appointments.model import Pair
    from kkr_allocation.appointments.rules import AppointmentRules, Wish
    from kkr_allocation.appointments.search import Drawing
    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.apportionment.ties import Lot


FORA, CANDIDATES, LISTS = "Fora", "Kandidater", "Lister"
MUNICIPALITIES, FIXED, WISHES, REASONS = "Kommuner", "Faste", "Gruppeønsker", "Begrundelser"
AGREED, RULES, MEMBERS = "Aftaler", "Regler", "Medlemmer"

FORUM, POSTS, KKR, KIND, CHAIR = "Forum", "Pladser", "KKR", "Art", "Formand"
SUBSTITUTES, STARTS, ENDS = "Stedfortrædere", "Start", "Slut"
REQUIREMENTS, WANTED = "Krav", "Ønsker"
NAME, MUNICIPALITY, LIST, SEX, MAYOR = "Navn", "Kommune", "Liste", "Køn", "Borgmester"
KKR_MEMBER, POLITICIAN, BORN, SEAT_UNTIL = "KKR-medlem", "Politiker", "Født", "Mandat til"
HELD, CANNOT, SUBSTITUTE, MAIL = "Sidder i", "Kan ikke", "Stedfortræder", "E-mail"
GIVER, TAKER = "Fra", "Til"
LEGAL_BASIS, NOTE, PACKAGE = "Hjemmel", "Bemærkning", "Pakke"
STRENGTH, ALLIANCE = "Styrke", "Valgforbund"
PEOPLE, POINTS, REASON = "Indbyggere", "Point", "Begrundelse"
RULE, VALUE = "Regel", "Værdi"

FIELDS: dict[str, dict[str, str]] = {**WORDS["register"], MEMBERS: WORDS["members"]}
"""What the columns of each sheet are called in Python."""
SHEETS = {sheet: tuple(columns) for sheet, columns in FIELDS.items() if sheet != MEMBERS}
"""The sheets of a template, and the headings of each; that of the members is one's own to add."""
NEEDED = (FORA, CANDIDATES, LISTS)
"""Without these there is nothing to fill; the others may have nothing to say."""
COLUMN_OF = {
    **{field: column for of in (FORA, CANDIDATES) for column, field in FIELDS[of].items()},
    "posts_per_person": VALUE,
}
"""The column of each field that a refusal can be about."""
NEEDS = {
    FORA: (FORUM, POSTS),
    CANDIDATES: (NAME, MUNICIPALITY, LIST),
    MEMBERS: (NAME, MUNICIPALITY, LIST),
    LISTS: (LIST, STRENGTH),
    MUNICIPALITIES: (MUNICIPALITY,),
    FIXED: (FORUM, NAME),
    WISHES: (FORUM, NAME),
    AGREED: (FORUM, GIVER, TAKER, REASON),
}
"""The columns that a sheet must have; the others must have all of theirs."""
FORMS = tuple(
    form_of(sheet, tuple(fields), NEEDS.get(sheet, tuple(fields)), fields)
    for sheet, fields in FIELDS.items()
)

KINDS = {"udpeger": "appoints", "indstiller": "nominates"}
SUBSTITUTE_KINDS: dict[str, Substitutes]
SUBSTITUTE_KINDS = {"ingen": "none", "personlige": "personal", "fælles": "shared"}
SEXES = {"K": "F", "M": "M"}
YES, NO = "ja", "nej"
LIMIT, WHOLE_TERM, LEVEL = "Pladser pr. person", "Mandat i hele perioden", "Ønske"
"""The rules; a wish is a row, the most important first."""
NO_LEVEL = "ingen"
LEVELS = {level.words.da: level for level in Level}


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

    register: Register
    strengths: dict[str, int]
    alliances: tuple[Alliance, ...]
    deviations: tuple[Deviation, ...] = ()
    fixed: tuple[Pair, ...]
    chairs: dict[str, str]
    wishes: tuple[Wish, ...]
    reasons: dict[str, str]
    rules: AppointmentRules
    packages: dict[str, tuple[str, ...]] = field(factory=dict)
    "Fora that are shared out together, by the name of the package; empty for all fora."
    members: tuple[Member, ...] = ()
    mail: dict[str, str] = field(factory=dict, repr=False)
    "The addresses of those who have one, by name; for letters, and in no document."
    notes: tuple[str, ...] = field(default=(), eq=False, repr=False)
    "What is odd in it and may be meant, such as two names that differ only in capitals."
    read: tuple[str, ...] = field(default=(), eq=False, repr=False)

    def entitle(self, *, over: Over | None = None, lots: Iterable[Lot] = ()) -> Entitlement:
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
        lots: Iterable[Lot] = (),
        time_limit: float | None = None,
        closest_to: Appointments | Iterable[Pair] = (),
        drawing: Drawing | None = None,
        progress: Callable[[str], object] | None = None,
    ) -> Appointments:
        """Return what the register asks for; `lots` decide ties of the entitlement."""
        appointed = appoint(
            self.register.fora,
            self.register.candidates,
            self.entitle(over=over, lots=lots),
            wishes=self.wishes,
            fixed=self.fixed,
            chairs=self.chairs,
            rules=self.rules,
            time_limit=time_limit,
            progress=progress,
            closest_to=closest_to,
            lots=drawing,
        )
        return appointed.with_reasons(self.reasons)


EVENTS = "Hændelser"
DAY, EVENT, SHARES, FILE = "Dato", "Hændelse", "Fordeling", "Fil"

RESIGNED, LEFT, NEWCOMER, CHANGED = "udtræder", "mandat ophører", "ny kandidat", "skifter liste"
SUCCESSOR, EVENT_CHAIR, REASONED = "udpeges", "bliver formand", "køn begrundes"
SUBSTITUTED, SUBSTITUTE = "får stedfortræder", "Stedfortræder"
CREATED, CLOSED, NEW_TERM = "forum oprettes", "forum nedlægges", "ny periode"
MERGED = "regioner lægges sammen"

EVENT_KINDS = {
    RESIGNED: (FORUM, NAME),
    LEFT: (NAME,),
    NEWCOMER: (NAME,),
    CHANGED: (NAME, LIST),
    SUCCESSOR: (FORUM, NAME),
    EVENT_CHAIR: (FORUM, NAME),
    SUBSTITUTED: (FORUM, NAME, SUBSTITUTE),
    REASONED: (FORUM, REASON),
    CREATED: (FORUM, SHARES),
    CLOSED: (FORUM,),
    NEW_TERM: (FORUM,),
    MERGED: (KKR, FILE),
}
MAY_HAVE = {NEW_TERM: (ENDS,)}

LOG: dict[str, str] = WORDS["log"]
EVENT_SHEETS = {
    EVENTS: tuple(LOG),
    CANDIDATES: SHEETS[CANDIDATES],
    FORA: tuple(heading for heading in SHEETS[FORA] if heading != PACKAGE),
}
"""The sheets and their headings; people and fora that come later stand as in the register, a new
forum in no package, since the log says who fills its posts."""
EVENT_NEEDED = (EVENTS,)
EVENT_FORMS = tuple(
    form_of(sheet, headings, NEEDS.get(sheet, (DAY, EVENT)), FIELDS.get(sheet, {}))
    for sheet, headings in EVENT_SHEETS.items()
)


_CITED = re.compile(r"(?P<act>[^§\[]+)(?P<section>§[^\[]*)?(?:\[(?P<status>.*)\])?")
_STATUSES = {status.word("da"): status for status in SourceStatus}


def source_in(text: str) -> Source | None:
    """Return the act, from the first ``§`` its section, and in brackets how it is known.

    Without brackets it is published; None where the text is empty.
    """
    match = _CITED.fullmatch(text.strip())
    status = _STATUSES.get((match["status"] or SourceStatus.PUBLISHED.word("da")) if match else "")
    if match is None or status is None:
        return Source(text.strip(), "", SourceStatus.PUBLISHED) if text.strip() else None
    return Source(match["act"].strip(), (match["section"] or "").strip(), status)


def cell_of_source(source: Source | None) -> str:
    """Return a source as it is written in a cell, without its date and page."""
    if source is None:
        return ""
    known = source.status is SourceStatus.PUBLISHED
    return f"{source.act} {source.section}".strip() if known else source.cited("da")
