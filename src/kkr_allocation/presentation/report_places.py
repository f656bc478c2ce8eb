"""The report on training places: how many each has, why, by which key, and under other rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation import __version__
from kkr_allocation.explanations import checked_language
from kkr_allocation.inputs import known_names
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation import report_places_texts as texts
from kkr_allocation.presentation.language import number, rule_name
from kkr_allocation.presentation.pictures.places import plot_places
from kkr_allocation.presentation.places_annex import places_annex
from kkr_allocation.presentation.report import Picture, Report, Section, key_figures
from kkr_allocation.presentation.report_sources import sources
from kkr_allocation.presentation.report_texts import COLOPHON
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.sheets import sheet_of_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.presentation.sheet import Cell

__all__ = ["report_of_places"]


def report_of_places(
    result: Distribution,
    language: Language = "da",
    *,
    key: Key | None = None,
    last_year: Mapping[str, int] | None = None,
) -> Report:
    """Return the report on a distribution of places, ready to be set as a page or a document.

    How many places has each municipality and why, what did the key weigh, and what would another
    rule have given: what a KKR decides on, and what a mayor asks about the same afternoon.

    Parameters
    ----------
    result : Distribution
        The places.
    language : {"en", "da"}
        The language of all texts.
    key : Key, optional
        The columns and weights the figures were made of, where there are several.
    last_year : mapping of str to int, optional
        Last year's places, of those known.

    Returns
    -------
    Report
        The same for the same distribution: it holds no date of its own making.

    Raises
    ------
    InvalidInputError
        If the language is another one, or last year names a municipality that is not in the key.
    VerificationError
        If the places do not follow from their figures.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = {"Herning": 34, "Kalundborg": 21, "resten": 2145}
    >>> made = report_of_places(kkr.scale(base, 3000), last_year=base)
    >>> made.lead[0]
    '3.000 pladser deles mellem 3 kommuner efter nøglen, nøjagtigt og efter ...'
    """
    chosen = checked_language(language)
    before = dict(last_year or {})
    known_names(before, result.places, "last_year")
    explained = result.explain(chosen)
    return Report(
        result.title or texts.TITLE.text(chosen),
        chosen,
        (
            _places(result, before, chosen),
            Section(texts.WHY.text(chosen), (explained, _lines(result, chosen))),
            *([_key(key, chosen)] if key is not None else []),
            _rules(result, chosen),
            sources(result, chosen, explanations={"": explained}),
        ),
        lead=tuple(_lead(result, before, chosen)),
        figures=_figures(result, before, chosen),
        colophon=COLOPHON.text(chosen, version=__version__, basis=texts.WORKBOOK),
    )


def _lead(result: Distribution, before: dict[str, int], language: Language) -> Iterator[str]:
    yield texts.LEAD.text(
        language,
        shared=nouns.places(result.total),
        count=nouns.municipalities(len(result.places)),
        rule=result.rule,
    )
    if result.places != result.base:
        yield texts.ADJUSTED.text(language, places=nouns.places(sum(result.places.values())))
    if before:
        changes = [result.places[name] - last for name, last in before.items()]
        yield texts.CHANGES.text(
            language,
            more=nouns.municipalities(sum(change > 0 for change in changes)),
            fewer=nouns.municipalities(sum(change < 0 for change in changes)),
        )


def _figures(result: Distribution, before: dict[str, int], language: Language) -> dict[str, str]:
    adjusted = result.places != result.base
    shown = {
        texts.PLACES: sum(result.places.values()),
        texts.BASE: result.total if adjusted else None,
        texts.EXTRA: sum(result.granted.values()) or None,
        texts.PRIVATE: sum(result.deductions.values()) or None,
        texts.LAST_YEAR: sum(before.values()) if len(before) == len(result.places) else None,
        texts.HOMES: len(result.places),
    }
    return key_figures(shown, language)


def _places(result: Distribution, before: dict[str, int], language: Language) -> Section:
    annex = places_annex(result, language, before)
    caption = texts.PICTURE_CAPTION if before else texts.PICTURE_CAPTION_ONE_YEAR
    picture = Picture(
        partial(plot_places, result, before=before, language=language),
        texts.PICTURE.text(language),
        ", ".join(f"{name} {number(count, language)}" for name, count in result.places.items()),
        caption.text(language),
    )
    return Section(texts.SHARED.text(language), (picture, annex, annex.note))


def _lines(result: Distribution, language: Language) -> Sheet:
    return texts.LINES.sheet(
        language, ((name, result.explain_place(name, language)) for name in result.places)
    )


def _key(key: Key, language: Language) -> Section:
    """Return the section on the key: its weights in words, its figures and shares in a table."""
    shares = {column: key.column_shares(column) for column in key.columns}
    whole = key.shares
    columns: dict[str, list[Cell]] = {texts.LINES.headings[0].text(language): list(key.places)}
    for name, of in key.columns.items():
        columns[name] = [int(of[p]) if of[p].denominator == 1 else of[p] for p in key.places]
        columns[texts.SHARE_OF.text(language, column=name)] = [
            float(shares[name][place]) for place in key.places
        ]
    columns[texts.WHOLE_KEY.text(language)] = [float(whole[place]) for place in key.places]
    sheet = Sheet(
        texts.KEY_TABLE.text(language), tuple(columns), tuple(zip(*columns.values(), strict=True))
    )
    return Section(texts.KEY.text(language), (key.explain(language), sheet))


def _rules(result: Distribution, language: Language) -> Section:
    compared = result.compare()
    explained = compared.explain(language)
    # Last year's places stand in the table of places: here they would be set against the base.
    beside = ["most_under", "fewest_under", "last_year", "change"]
    shown = compared.to_frame().drop(columns=beside)
    shown = shown.rename(columns={rule: rule_name(rule, language) for rule in compared.places})
    return Section(
        texts.RULES.text(language),
        (
            texts.RULES_NOTE.text(language),
            explained,
            sheet_of_frame(shown, explained.title, language),
        ),
    )
