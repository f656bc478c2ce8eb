"""The register as sheets: their names and columns, and what a filled-in register asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.assignment import appoint
from kkr_allocation.appointments.entitlement import entitle
from kkr_allocation.appointments.rules import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.deviation import Deviation
    from kkr_allocation.appointments.entitlement import Entitlement, Over
    from kkr_allocation.appointments.forum import Substitutes
    from kkr_allocation.appointments.model import Pair
    from kkr_allocation.appointments.register import Register
    from kkr_allocation.appointments.rules import AppointmentRules, Wish
    from kkr_allocation.apportionment.ties import Lot

__all__ = ["NEEDED", "SHEETS", "FilledRegister"]

FORA, CANDIDATES, LISTS = "Fora", "Kandidater", "Lister"
MUNICIPALITIES, FIXED, WISHES, REASONS = "Kommuner", "Faste", "Gruppeønsker", "Begrundelser"
AGREED, RULES = "Aftaler", "Regler"

FORUM, POSTS, KKR, KIND, CHAIR = "Forum", "Pladser", "KKR", "Art", "Formand"
SUBSTITUTES, STARTS, ENDS = "Stedfortrædere", "Start", "Slut"
REQUIREMENTS, WANTED = "Krav", "Ønsker"
NAME, MUNICIPALITY, LIST, SEX, MAYOR = "Navn", "Kommune", "Liste", "Køn", "Borgmester"
KKR_MEMBER, POLITICIAN, BORN, SEAT_UNTIL = "KKR-medlem", "Politiker", "Født", "Mandat til"
HELD, CANNOT = "Sidder i", "Kan ikke"
GIVER, TAKER = "Fra", "Til"
LEGAL_BASIS, NOTE, PACKAGE = "Hjemmel", "Bemærkning", "Pakke"
STRENGTH, ALLIANCE = "Styrke", "Valgforbund"
PEOPLE, POINTS, REASON = "Indbyggere", "Point", "Begrundelse"
RULE, VALUE = "Regel", "Værdi"

SHEETS = {
    FORA: (
        FORUM,
        POSTS,
        KKR,
        KIND,
        CHAIR,
        SUBSTITUTES,
        STARTS,
        ENDS,
        REQUIREMENTS,
        WANTED,
        LEGAL_BASIS,
        NOTE,
        PACKAGE,
    ),
    CANDIDATES: (
        NAME,
        MUNICIPALITY,
        LIST,
        SEX,
        MAYOR,
        KKR_MEMBER,
        POLITICIAN,
        BORN,
        SEAT_UNTIL,
        HELD,
        WANTED,
        CANNOT,
    ),
    LISTS: (LIST, STRENGTH, ALLIANCE),
    MUNICIPALITIES: (MUNICIPALITY, PEOPLE),
    AGREED: (FORUM, GIVER, TAKER, POSTS, REASON),
    FIXED: (FORUM, NAME, CHAIR),
    WISHES: (FORUM, NAME, POINTS),
    REASONS: (FORUM, REASON),
    RULES: (RULE, VALUE),
}
"""The sheets, and the headings of each."""
NEEDED = (FORA, CANDIDATES, LISTS)
"""Without these there is nothing to fill; the others may have nothing to say."""

KINDS = {"udpeger": "appoints", "indstiller": "nominates"}
SUBSTITUTE_KINDS: dict[str, Substitutes] = {
    "ingen": "none",
    "personlige": "personal",
    "fælles": "shared",
}
SEXES = {"K": "F", "M": "M"}
YES, NO = "ja", "nej"
LIMIT, WHOLE_TERM, LEVEL = "Pladser pr. person", "Mandat i hele perioden", "Ønske"
"""The rules; a wish is a row, the most important first."""
NO_LEVEL = "ingen"
LEVELS = {level.words.da: level for level in Level}


@frozen(kw_only=True)
class FilledRegister:
    """What a filled-in register asks for.

    Parameters
    ----------
    register : Register
        The fora and candidates.
    strengths : dict of str to int
        Seats or votes by list.
    alliances : tuple of tuple of str
        The lists of each valgforbund.
    deviations : tuple of Deviation
        Posts that lists leave to each other by agreement.
    fixed : tuple of (forum, candidate)
        Appointments that stand.
    chairs : dict of str to str
        Who takes the chair, where it is agreed.
    wishes : tuple of Wish
        The groups' wishes.
    reasons : dict of str to str
        Why a forum deviates from equally many women and men.
    rules : AppointmentRules
        The rules as they stand in it, with the population where it is given.
    packages : dict of str to tuple of str
        Fora that are shared out together, by the name of the package; empty for all fora.
    """

    register: Register
    strengths: dict[str, int]
    alliances: tuple[tuple[str, ...], ...]
    deviations: tuple[Deviation, ...] = ()
    fixed: tuple[Pair, ...]
    chairs: dict[str, str]
    wishes: tuple[Wish, ...]
    reasons: dict[str, str]
    rules: AppointmentRules
    packages: dict[str, tuple[str, ...]] = field(factory=dict)

    def entitle(self, *, over: Over | None = None, lots: Iterable[Lot] = ()) -> Entitlement:
        """Return who may fill how many posts; parameters as for `entitle`.

        Without `over` the register's packages are shared out each by itself; all posts together
        where it has none.
        """
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
    ) -> Appointments:
        """Return what the register asks for; parameters as for `entitle` and `appoint`."""
        appointed = appoint(
            self.register.fora,
            self.register.candidates,
            self.entitle(over=over, lots=lots),
            wishes=self.wishes,
            fixed=self.fixed,
            chairs=self.chairs,
            rules=self.rules,
            time_limit=time_limit,
        )
        return appointed.with_reasons(self.reasons)
