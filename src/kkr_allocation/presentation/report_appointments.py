"""The report on appointments: who sits where, by what right, how evenly, and what it rests on."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation import __version__
from kkr_allocation.appointments.levels import municipal_shares
from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation import report_appointments_texts as texts
from kkr_allocation.presentation.pictures.fora import plot_appointments
from kkr_allocation.presentation.pictures.municipalities import plot_spread
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.report import Picture, Report, Section, key_figures
from kkr_allocation.presentation.report_sources import sources
from kkr_allocation.presentation.report_texts import COLOPHON
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell

__all__ = ["report_of_appointments"]


def report_of_appointments(result: Appointments, language: Language = "da") -> Report:
    """Return the report on appointments, ready to be set as a page or a document.

    Who sits where and by what right, what was wished for and what it came to, how many women and
    men and how many posts each municipality has: what the constituting meeting decides on.

    Parameters
    ----------
    result : Appointments
        The appointments.
    language : {"en", "da"}
        The language of all texts.

    Returns
    -------
    Report
        The same for the same appointments: it holds no date of its own making.

    Raises
    ------
    InvalidInputError
        If the language is another one.
    VerificationError
        If the appointments do not follow from their register.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Vækstforum", 2)]
    >>> people = [kkr.Candidate("A1", "Greve", "A"), kkr.Candidate("V1", "Faxe", "V")]
    >>> appointed = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 3, "V": 2}))
    >>> made = report_of_appointments(appointed)
    >>> made.title, made.figures["Pladser"]
    ('Udpegninger til 1 forum', '2')
    """
    chosen = checked_language(language)
    by_forum, by_list, by_home, by_name, letters, entitled, *quotients, balance = protocol(
        result, chosen
    )
    rights, steps = result.entitlement.explain(chosen), result.explain(chosen)
    kkr = {forum.kkr for forum in result.fora}
    fora = nouns.fora(len(result.fora))
    title = texts.OF_KKR if len(kkr) == 1 and all(kkr) else texts.TITLE
    return Report(
        title.text(chosen, kkr=min(kkr), fora=fora),
        chosen,
        (
            Section(texts.FILLED.text(chosen), (_matrix(result, letters, chosen), by_forum)),
            Section(texts.ENTITLEMENT.text(chosen), (rights, entitled, *_noted(quotients))),
            Section(texts.WHY.text(chosen), (steps,)),
            Section(texts.BALANCE.text(chosen), (balance, balance.note)),
            _spread(result, chosen),
            Section(texts.LOOKED_UP.text(chosen), (by_list, by_home, by_name)),
            _fora(result, letters, chosen),
            sources(
                result,
                chosen,
                explanations={
                    texts.ENTITLEMENT.text(chosen): rights,
                    texts.WHY.text(chosen): steps,
                },
            ),
        ),
        lead=tuple(_lead(result, chosen)),
        figures=_figures(result, chosen),
        colophon=COLOPHON.text(chosen, version=__version__, basis=texts.REGISTER),
    )


def _noted(sheets: Iterable[Sheet]) -> Iterator[Block]:
    """Yield each table and under it what has to be read with it."""
    for sheet in sheets:
        yield sheet
        yield sheet.note


def _appointed(result: Appointments) -> set[str]:
    return {name for names in result.members.values() for name in names}


def _homes(result: Appointments) -> Counter[str]:
    """Count the posts of each municipality, as the rule on their spread counts them."""
    home = {person.name: person.municipality for person in result.candidates if person.politician}
    held = (name for names in result.members.values() for name in names)
    return Counter(home[name] for name in held if name in home)


def _lead(result: Appointments, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what has to be done or known before it is decided."""
    yield texts.LEAD.text(
        language,
        posts=nouns.posts(sum(map(len, result.members.values()))),
        fora=nouns.fora(len(result.members)),
        people=nouns.people(len(_appointed(result))),
        homes=nouns.municipalities(len(_homes(result))),
    )
    lacking = [row.forum for row in result.gender if row.lacks_reason]
    if lacking:
        yield texts.REASONS_LACK.text(language, fora=lacking)
    if not result.is_proven:
        yield texts.UNPROVEN.text(language)


def _figures(result: Appointments, language: Language) -> dict[str, str]:
    balances = result.gender
    shown = {
        texts.POSTS: sum(map(len, result.members.values())),
        texts.FORA: len(result.members),
        texts.PEOPLE: len(_appointed(result)),
        texts.HOMES: len(_homes(result)),
        texts.WOMEN: sum(row.women for row in balances),
        texts.MEN: sum(row.men for row in balances),
        texts.NOT_STATED: sum(row.not_stated for row in balances) or None,
    }
    return key_figures(shown, language)


def _matrix(result: Appointments, letters: Sheet, language: Language) -> Picture:
    rows = (
        texts.MATRIX_ROW.text(language, forum=str(forum), lists=str(lists))
        for forum, _, lists, *_ in letters.rows
    )
    return Picture(
        partial(plot_appointments, result, language=language),
        texts.MATRIX.text(language),
        "; ".join(rows),
        texts.MATRIX_CAPTION.text(language),
    )


def _fora(result: Appointments, letters: Sheet, language: Language) -> Section:
    """Return the section on the fora: what fills them, by which right, and what is noted."""
    basis = evolve(
        letters,
        headings=letters.headings[:-1],
        rows=tuple(row[:-1] for row in letters.rows),
    )
    notes = tuple((forum.name, forum.note) for forum in result.fora if forum.note)
    headings = letters.headings[0], letters.headings[-1]
    noted = [Sheet(texts.NOTES.text(language), headings, notes)] if notes else []
    return Section(texts.THE_FORA.text(language), (basis, *noted))


def _spread(result: Appointments, language: Language) -> Section:
    """Return the section on the municipalities: posts against shares, the largest share first."""
    held, shares = _homes(result), municipal_shares(result.fora, result.candidates, result.rules)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(shares, key=lambda name: (-shares[name], name)):
        low, high, posts = math.floor(shares[name]), math.ceil(shares[name]), held[name]
        beyond = posts - min(max(posts, low), high)
        people = result.rules.population.get(name)
        rows.append((name, people, shares[name], posts, beyond or None))
    table = texts.SPREAD_TABLE.sheet(language, rows)
    picture = Picture(
        partial(plot_spread, result, language=language),
        table.title,
        ", ".join(f"{row[0]} {row[3]}" for row in rows),
        texts.SPREAD_CAPTION.text(language),
    )
    weighed = texts.BY_PEOPLE if result.rules.population else texts.EQUAL
    blocks: list[Block] = [
        weighed.text(language),
        picture,
        table,
    ]
    if any(not person.politician for person in result.candidates):
        blocks.append(texts.OUTSIDE.text(language))
    return Section(texts.SPREAD.text(language), tuple(blocks))
