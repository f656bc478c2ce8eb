"""The tables of a protocol: one for most results, a whole set for appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.appointments.citation import cell_of_source
from kkr_allocation.appointments.entitlement import Entitlement
from kkr_allocation.appointments.picking import PickingOrder
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.agenda_protocol import agenda_sheets
from kkr_allocation.presentation.entitlement import agreed_sentences, turn_note
from kkr_allocation.presentation.language import Text, alphabetical
from kkr_allocation.presentation.quotient_protocol import quotient_sheets
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.sheets import SEXES, post_of, sheet_of_result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

__all__ = ["protocol"]

_FORUM = Text(en="Forum", da="Forum")
_POST = Text(en="Post", da="Plads")
_NAME = Text(en="Name", da="Navn")
_LIST = Text(en="List", da="Liste")
_HOME = Text(en="Municipality", da="Kommune")
_SEX = Text(en="Sex", da="Køn")
_SUBSTITUTE = Text(en="Substitute", da="Stedfortræder")
_POSTS = Text(en="Posts", da="Pladser")
_WOMEN = Text(en="Women", da="Kvinder")
_MEN = Text(en="Men", da="Mænd")
_NOT_STATED = Text(en="Not stated", da="Ikke oplyst")
_SHORT = Text(en="Short of half", da="Under halvdelen")
_REASON = Text(en="Reason", da="Begrundelse")
_LACKING = Text(en="lacking", da="mangler")
_TOTAL = Text(en="In all", da="I alt")
_LETTERS = Text(en="Lists", da="Listebogstaver")
_OWN = Text(en="Departs from its own split", da="Afviger fra egen deling")
_YES = Text(en="yes", da="ja")
_KIND = Text(en="The KKR", da="KKR")
_KINDS = {
    "appoints": Text(en="appoints", da="udpeger"),
    "nominates": Text(en="nominates", da="indstiller"),
}
_LEGAL_BASIS = Text(en="Legal basis", da="Hjemmel")
_NOTE = Text(en="Note", da="Bemærkning")
_TITLES = {
    "forum": Text(en="Appointments by forum", da="Udpegninger efter forum"),
    "party": Text(en="Appointments by list", da="Udpegninger efter liste"),
    "home": Text(en="Appointments by municipality", da="Udpegninger efter kommune"),
    "name": Text(en="Appointments by person", da="Udpegninger efter person"),
    "letters": Text(en="Lists in each forum", da="Listebogstaver i hvert forum"),
    "entitlement": Text(en="Entitlement of the lists", da="Listernes ret til pladser"),
    "gender": Text(en="Women and men", da="Kvinder og mænd"),
}
_PROPOSED = Text(
    en="How an alliance's lists divide its posts among the fora is a proposal.",
    da="Hvordan listerne i et valgforbund deler dets pladser på foraene, er et forslag.",
)
_GENDER_NOTE = Text(
    en="Whoever proposes members proposes equally many women and men; a deviation needs a reason "
    "stated at the same time (ligestillingsloven §§ 9, 10 a). {short} short, {lacking} without a "
    "reason.",
    da="Den, der foreslår medlemmer, foreslår lige mange kvinder og mænd; en afvigelse kræver en "
    "begrundelse, der gives samtidig (ligestillingsloven §§ 9, 10 a). {short} afviger, {lacking} "
    "uden begrundelse.",
)


def protocol(result: Result, language: Language) -> tuple[Sheet, ...]:
    """Return the tables that a result is shown with.

    Parameters
    ----------
    result : Result
        Appointments give eight tables: by forum, list, municipality and person, the lists'
        letters, the entitlement with its quotients, and women and men; an entitlement gives its
        two, an agenda three. Any other result gives its own one.
    language : {"en", "da"}
        The language of titles and headings.
    """
    if isinstance(result, Entitlement):
        return _entitlement(result, language), *quotient_sheets(result, language)
    if isinstance(result, PickingOrder):
        return (_turns(result, language),)
    if isinstance(result, Agenda):
        return agenda_sheets(result, language)
    if not isinstance(result, Appointments):
        return (sheet_of_result(result, language),)
    return (
        _sorted_by(result, language, "forum", lambda _: ()),
        _sorted_by(result, language, "party", lambda person: (person.party, person.name)),
        _sorted_by(result, language, "home", lambda person: (person.municipality, person.name)),
        _sorted_by(result, language, "name", lambda person: (person.name,)),
        _letters(result, language),
        _entitlement(result.entitlement, language),
        *quotient_sheets(result.entitlement, language),
        _gender(result, language),
    )


def _turns(result: PickingOrder, language: Language) -> Sheet:
    """Return the turns, their notes in the reader's language."""
    sheet = sheet_of_result(result, language)
    noted = (
        (*row[:-1], turn_note(str(row[-1]), language) if row[-1] else None) for row in sheet.rows
    )
    return evolve(sheet, rows=tuple(noted))


def _sorted_by(
    result: Appointments,
    language: Language,
    view: str,
    key: Callable[[Candidate], tuple[str, ...]],
) -> Sheet:
    """Return one row a post, in the order of the fora or sorted by the people."""
    people = {person.name: person for person in result.candidates}
    posts = [
        (people[name], forum, number)
        for forum, names in result.members.items()
        for number, name in enumerate(names, start=1)
    ]
    columns: dict[Text, Sequence[Cell]] = {
        _FORUM: [forum for _, forum, _ in posts],
        _POST: [post_of(result, forum, number, language) for _, forum, number in posts],
        _NAME: [person.name for person, _, _ in posts],
        _LIST: [person.party for person, _, _ in posts],
        _HOME: [person.municipality for person, _, _ in posts],
        _SEX: [SEXES[p.sex].text(language) if p.sex else None for p, _, _ in posts],
        _SUBSTITUTE: [
            result.substitutes.get(forum, {}).get(person.name) for person, forum, _ in posts
        ],
    }
    first = {"party": [_LIST], "home": [_HOME], "name": [_NAME]}.get(view, [])
    headings = [*first, *(heading for heading in columns if heading not in first)]
    order = sorted(
        range(len(posts)), key=lambda place: tuple(map(alphabetical, key(posts[place][0])))
    )
    return Sheet(
        _TITLES[view].text(language),
        tuple(heading.text(language) for heading in headings),
        tuple(tuple(columns[heading][place] for heading in headings) for place in order),
    )


def _letters(result: Appointments, language: Language) -> Sheet:
    party = {person.name: person.party for person in result.candidates}
    fora = {forum.name: forum for forum in result.fora}
    rows = tuple(
        (
            forum,
            len(names),
            " ".join(sorted(party[name] for name in names)),
            _KINDS[fora[forum].kind].text(language),
            cell_of_source(fora[forum].legal_basis) or None,
            fora[forum].note or None,
        )
        for forum, names in result.members.items()
    )
    texts = (_FORUM, _POSTS, _LETTERS, _KIND, _LEGAL_BASIS, _NOTE)
    headings = tuple(text.text(language) for text in texts)
    return Sheet(_TITLES["letters"].text(language), headings, rows)


def _entitlement(entitlement: Entitlement, language: Language) -> Sheet:
    """Return forum x list, with the totals the lists are entitled to and what was agreed."""
    rows: list[tuple[Cell, ...]] = []
    for forum, posts in entitlement.table.items():
        departs = _YES.text(language) if forum in entitlement.departures else None
        rows.append((forum, sum(posts.values()), *posts.values(), departs))
    totals = entitlement.totals
    rows.append((_TOTAL.text(language), sum(totals.values()), *totals.values(), None))
    parties = tuple(entitlement.strengths)
    headings = (_FORUM.text(language), _POSTS.text(language), *parties, _OWN.text(language))
    proposed = [_PROPOSED.text(language)] if entitlement.alliances else []
    note = " ".join([*agreed_sentences(entitlement.deviations, language), *proposed])
    return Sheet(_TITLES["entitlement"].text(language), headings, tuple(rows), note, sums=True)


def _gender(result: Appointments, language: Language) -> Sheet:
    balances = result.gender
    rows: list[tuple[Cell, ...]] = []
    for row in balances:
        reason = _LACKING.text(language) if row.lacks_reason else row.reason or None
        figures = (row.posts, row.women, row.men, row.not_stated, row.short)
        rows.append((row.forum, *figures, reason))
    sums = (
        sum(row.posts for row in balances),
        sum(row.women for row in balances),
        sum(row.men for row in balances),
        sum(row.not_stated for row in balances),
    )
    rows.append((_TOTAL.text(language), *sums, None, None))
    headings = (_FORUM, _POSTS, _WOMEN, _MEN, _NOT_STATED, _SHORT, _REASON)
    note = _GENDER_NOTE.text(
        language,
        short=nouns.fora(sum(bool(row.short) for row in balances)),
        lacking=nouns.fora(sum(row.lacks_reason for row in balances)),
    )
    return Sheet(
        _TITLES["gender"].text(language),
        tuple(heading.text(language) for heading in headings),
        tuple(rows),
        note,
        sums=True,
    )
