"""The report on a council: who sits in it, why, what else could be read, who decides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation import __version__
from kkr_allocation.composition.alternatives import readings
from kkr_allocation.composition.size import claims
from kkr_allocation.errors import in_language
from kkr_allocation.presentation import composition_texts, nouns
from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.composition import differences
from kkr_allocation.presentation.composition_protocol import title
from kkr_allocation.presentation.language import signed
from kkr_allocation.presentation.pictures.council import plot_council
from kkr_allocation.presentation.pictures.readings import plot_readings
from kkr_allocation.presentation.pictures.size import plot_house_size
from kkr_allocation.presentation.report import Picture, Report, Section, key_figures
from kkr_allocation.presentation.report_chair import chair, power
from kkr_allocation.presentation.report_margins import closeness
from kkr_allocation.presentation.report_sources import sources
from kkr_allocation.presentation.sheets import sheet_of_result
from kkr_allocation.results import checked_language
from kkr_allocation.scenarios.majorities import chair_majorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.composition.alternatives import Reading
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Language

__all__ = ["report_of_council"]


def report_of_council(
    council: Composition, language: Language = "da", *, alliances: Members = ()
) -> Report:
    """Return the report on a council, ready to be set as a page or a document.

    Who sits in the KKR and why, how much rests on a reading or on few votes, who can elect the
    chair, and what it all rests on: what a secretariat hands to the party groups.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language of all texts.
    alliances : sequence of sequences of str, or of Alliance
        The valgforbund notified, whose lists stand together when the chair is elected.

    Returns
    -------
    Report
        The same for the same council: it holds no date of its own making.

    Raises
    ------
    InvalidInputError
        If the language is another one, or a valgforbund is as `kkr.chair_majorities` refuses.
    VerificationError
        If the council does not follow from its figures.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> made = report_of_council(council)
    >>> made.title, made.figures["Medlemmer"]
    ('Sammensætning af KKR Sjælland', '28')
    """
    chosen = checked_language(language)
    majorities = chair_majorities(council, alliances=alliances)
    name = council.basis.name or composition_texts.COUNCIL.text(chosen)
    coverage = council.basis.coverage
    return Report(
        title(council, chosen),
        chosen,
        (
            _members(council, name, chosen),
            _why(council, chosen),
            _readings(council, chosen),
            *closeness(council, chosen),
            chair(majorities, chosen),
            power(council, chosen),
            sources(
                council,
                chosen,
                explanations={"": council.explain(chosen)},
                figures=coverage.sentence(chosen) if coverage else "",
            ),
        ),
        lead=tuple(_lead(council, name, chosen)),
        figures=_figures(council, majorities.majority, chosen),
        colophon=texts.COLOPHON.text(
            chosen, version=__version__, basis=coverage.name if coverage else texts.OWN_FIGURES
        ),
    )


def _lead(council: Composition, name: str, language: Language) -> Iterator[str]:
    """Yield the answer, and at once what the figures lack, if they lack anything."""
    yield texts.LEAD.text(
        language,
        council=name[0].upper() + name[1:],
        members=nouns.members(council.house_size),
        mayors=sum(council.mayors.values()),
        supplementary=sum(council.supplementary.values()),
    )
    coverage = council.basis.coverage
    if coverage is not None and not coverage.complete:
        yield texts.LACKING.text(language, said=coverage.sentence(language))


def _figures(council: Composition, majority: int, language: Language) -> dict[str, str]:
    shown = {
        texts.MEMBERS: council.house_size,
        texts.MAYORS: sum(council.mayors.values()),
        texts.SUPPLEMENTARY: sum(council.supplementary.values()),
        texts.MAJORITY: majority,
        texts.CAP: council.cap,
    }
    return key_figures(shown, language)


def _members(council: Composition, name: str, language: Language) -> Section:
    annex = sheet_of_result(council, language)
    picture = Picture(
        partial(plot_council, council, language=language),
        texts.COUNCIL_PICTURE.text(language, council=name),
        composition_texts.RESULT.text(
            language,
            total=nouns.members(council.house_size),
            lists=[f"{name} {seats}" for name, seats in council.seats.items()],
        ),
        texts.COUNCIL_CAPTION.text(language),
    )
    return Section(texts.COUNCIL.text(language), (picture, annex, annex.note))


def _why(council: Composition, language: Language) -> Section:
    explained = council.explain(language)
    required = claims({name: council.votes[name] for name in council.eligible}, council.mayors)
    if not required:
        return Section(texts.WHY.text(language), (explained,))
    picture = Picture(
        partial(plot_house_size, council, language=language),
        texts.PICTURE_OF_SIZE.text(language),
        texts.REQUIRED.text(language, lists=[f"{name} {n}" for name, n in required.items()]),
        texts.SIZE_CAPTION.text(language),
    )
    return Section(texts.WHY.text(language), (picture, explained))


def _readings(council: Composition, language: Language) -> Section:
    read = readings(council)
    rows = tuple(_reading(council, reading, language) for reading in read)
    other = sum(r.composition is None or r.composition.seats != council.seats for r in read)
    said = texts.APART if other else texts.AGREE
    table = texts.READINGS_TABLE.sheet(language, rows)
    picture = Picture(
        partial(plot_readings, council, language=language),
        table.title,
        "; ".join(dict.fromkeys(f"{row[0]}: {row[3]}" for row in rows if row[3] is not None)),
        texts.READINGS_CAPTION.text(language),
    )
    return Section(
        texts.READINGS.text(language),
        (
            said.text(language, different=other, all=len(read)),
            picture,
            table,
        ),
    )


def _reading(council: Composition, reading: Reading, language: Language) -> tuple[Cell, ...]:
    """Return one row: the reading in words, its members, and how they differ."""
    statutes, other = reading.statutes, reading.composition
    said = (
        texts.SIZES[statutes.size_rule],
        texts.WHERE[statutes.outsiders],
        texts.EVERY[statutes.seat_for_every_eligible],
    )
    choices = tuple(text.text(language) for text in said)
    if other is None:
        return (*choices, None, None, in_language(reading.problem, language))
    own = texts.OWN.text(language) if statutes == council.statutes else None
    changed = (
        f"{name}\N{NO-BREAK SPACE}{signed(change)}"
        for name, change in differences(council, other).items()
    )
    return (*choices, other.house_size, ", ".join(changed) or None, own)
