"""The report on a council: who sits in it, why, what else could be read, who decides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation import __version__
from kkr_allocation.errors import in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation import composition_texts, nouns
from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.composition import by_rule_itself
from kkr_allocation.presentation.composition_protocol import title
from kkr_allocation.presentation.composition_readings import differences, groups
from kkr_allocation.presentation.composition_size import counts
from kkr_allocation.presentation.composition_texts import decimal
from kkr_allocation.presentation.language import signed
from kkr_allocation.presentation.pictures.council import plot_council
from kkr_allocation.presentation.pictures.readings import plot_readings
from kkr_allocation.presentation.pictures.size import plot_house_size
from kkr_allocation.presentation.report import Picture, Report, Section, key_figures
from kkr_allocation.presentation.report_chair import chair, power
from kkr_allocation.presentation.report_margins import closeness
from kkr_allocation.presentation.report_sources import sources
from kkr_allocation.presentation.sheets import sheet_of_result
from kkr_allocation.scenarios.majorities import chair_majorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.composition_readings import Group
    from kkr_allocation.presentation.sheet import Cell

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
    ('Sammensætning af KKR Sjælland', '31')
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
    if council.capped:
        yield texts.AT_CAP.text(language, why=texts.WHY)
    if (other := by_rule_itself(council)) and other.composition:
        yield texts.BY_RULE.text(
            language,
            rule=council.statutes.rule,
            members=nouns.members(other.composition.house_size),
            lists=counts(other.composition.seats),
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
    claims = council.claims
    if not claims:
        return Section(texts.WHY.text(language), (explained,))
    lists = [f"{name} {decimal(claim, language)}" for name, claim in claims.items()]
    picture = Picture(
        partial(plot_house_size, council, language=language),
        texts.PICTURE_OF_SIZE.text(language),
        texts.CLAIMED.text(language, lists=lists),
        texts.SIZE_CAPTION.text(language),
    )
    return Section(texts.WHY.text(language), (picture, explained))


def _readings(council: Composition, language: Language) -> Section:
    found = groups(council)
    own, *others = found
    rows = tuple(_reading(council, group, language) for group in found)
    every = sum(len(group.members) for group in found)
    said = texts.APART if others else texts.AGREE
    table = texts.READINGS_TABLE.sheet(language, rows)
    picture = Picture(
        partial(plot_readings, council, language=language),
        table.title,
        "; ".join(f"{name}: {members}" for name, _, members, *_ in rows if members is not None),
        texts.READINGS_CAPTION.text(language),
    )
    different = every - len(own.members)
    paragraph = said.text(language, different=different, all=every)
    return Section(texts.READINGS.text(language), (paragraph, picture, table))


def _reading(council: Composition, group: Group, language: Language) -> tuple[Cell, ...]:
    """Return one row: the readings in words, how they are known, members, how they differ."""
    named = (group.name(language), group.statuses(language))
    other = group.first.composition
    if other is None:
        return (*named, None, None, in_language(group.first.problem, language))
    own = texts.OWN.text(language) if group.first.statutes == council.statutes else None
    changed = (
        f"{name}\N{NO-BREAK SPACE}{signed(change)}"
        for name, change in differences(council, other).items()
    )
    return (*named, other.house_size, ", ".join(changed) or None, own)
