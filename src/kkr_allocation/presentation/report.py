"""What a report says, apart from how the writers set it: title, figures, sections, pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import evolve, field, frozen

from kkr_allocation import __version__
from kkr_allocation.appointments.people import checked_day
from kkr_allocation.datasets.municipalities import find_municipality
from kkr_allocation.explanations import Explanation, checked_language
from kkr_allocation.inputs import known_names
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation import places
from kkr_allocation.presentation.language import number, rule_name, say
from kkr_allocation.presentation.pictures.councils import plot_map
from kkr_allocation.presentation.pictures.distributions import plot_places
from kkr_allocation.presentation.sheet import Sheet, protocol, sheet_of, sheet_of_frame
from kkr_allocation.sources import SourceStatus, Stated
from kkr_allocation.words import written_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kkr_allocation import Key, Source
    from kkr_allocation.explanations import Language
    from kkr_allocation.results import Result


@frozen
class Picture:
    """A picture and what it says to those who cannot see it, with a caption printed below it."""

    draw: Callable[[], Axes] = field(repr=False, eq=False)
    title: str
    description: str
    caption: str

    def figure(self) -> Figure:
        """Draw the picture; axes of their own stand in a whole figure."""
        return cast("Figure", self.draw().figure)


Block: TypeAlias = str | Sheet | Explanation | Picture
"""A paragraph, a table, numbered steps, or a picture."""


@frozen
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


@frozen
class Report:
    """A report before it is set."""

    title: str
    language: Language
    sections: tuple[Section, ...]
    lead: tuple[str, ...] = ()  # paragraphs that say the answer at once
    figures: dict[str, str] = field(factory=dict)
    colophon: str = ""  # what the report was made by and from


def key_figures(shown: Mapping[str, int | None], language: Language) -> dict[str, str]:
    """Return figures as a report shows them; one that is None is left out."""
    return {say(key, language): number(n, language) for key, n in shown.items() if n is not None}


def made_from(basis: str, language: Language) -> str:
    """Return the colophon: what a report was made by, and from what."""
    return say("made_with_kkr_allocation", language, version=__version__, basis=basis)


def meeting_line(meeting: dt.date, language: Language) -> str:
    """Return the line that says of which meeting a protocol is."""
    return say("meeting_day", language, day=written_day(checked_day(meeting, "meeting"), language))


def of_meeting(report: Report, meeting: dt.date | None) -> Report:
    """Return a report with the day of its meeting above all else; as it is where none is given."""
    above = () if meeting is None else (meeting_line(meeting, report.language),)
    return evolve(report, lead=(*above, *report.lead))


def on_the_map(
    values: Mapping[str, int | str | None], title: str, caption: str, language: Language
) -> tuple[Picture, ...]:
    """Return the map of what each municipality has; none where a name is no municipality."""
    if not values or any(find_municipality(name) is None for name in values):
        return ()
    shown = "; ".join(f"{name}: {value}" for name, value in values.items() if value is not None)
    drawn = partial(plot_map, values, title=title, language=language)
    return (Picture(drawn, title, shown, caption),)


def report_of_sheet(sheet: Sheet, language: Language) -> Report:
    """Return a table with its note as a report of its own."""
    return Report(sheet.title, language, (Section(say("result", language), (sheet,)),))


def report_of_steps(explanation: Explanation) -> Report:
    """Return an explanation as a report of its own."""
    steps = Section(say("step_by_step", explanation.language), (explanation,))
    return Report(explanation.title, explanation.language, (steps,))


def report_of_result(result: Result, language: Language) -> Report:
    """Return what any result is shown with: its tables, each with its note, and its steps."""
    explained, sheets = result.explain(language), protocol(result, language)
    lead: tuple[str, ...] = ()
    if isinstance(result, Distribution):
        lead = tuple(places.places_lead(result, {}, language))
        sheets = tuple(evolve(sheet, note="") for sheet in sheets)  # the steps below say it all
    named = {explained.title: say("result", language)}
    tables = (Section(named.get(sheet.title, sheet.title), (sheet,)) for sheet in sheets)
    steps = Section(say("step_by_step", language), (explained,))
    return Report(explained.title, language, (*tables, steps), lead)


# What a result rests on: the sources of its rules, what they are worth, and the figures.


def sources(
    result: Result,
    language: Language,
    *,
    explanations: Mapping[str, Explanation],
    figures: str = "",
) -> Section:
    """Return the section on sources, after checking that the result follows from its figures.

    The explanations, whose sources are listed, go by the heading they stand under; an only one
    needs none. The figures say where they come from and what they lack; empty where not known.
    """
    steps: dict[Source, list[str]] = {}
    for heading, explanation in explanations.items():
        start = f"{heading}: " if len(explanations) > 1 else ""
        found: dict[Source, list[str]] = {}
        for step in explanation:
            of = step.source
            # Whose the figures are, and the rule they stand under, are sources of their own.
            own = (evolve(of, rule=None), of.rule) if isinstance(of, Stated) and of.rule else (of,)
            for source in own:
                found.setdefault(source, []).append(str(step.number))
        for source, numbers in found.items():
            steps.setdefault(source, []).append(start + ", ".join(numbers))
    rules = []
    for of, numbered in steps.items():
        status = None if isinstance(of, Stated) else of.status.word(language)
        rules.append((of.reference(language), status, "; ".join(numbered), of.page or None))
    meanings = [(s.word(language), say(f"status:{s.value}", language)) for s in SourceStatus]
    said = [say("what_figures_are", language, said=figures)] if figures else []
    checked = say("result_was_recomputed", language, checks=len(result.verify().checks))
    tables = (
        sheet_of("rules_and_sources", language, rules),
        sheet_of("meaning_of_status", language, meanings),
    )
    return Section(say("what_rests_on", language), (*tables, *said, checked))


# The report on training places: how many each has, why, by which key, and under other rules.


def report_of_places(
    result: Distribution,
    language: Language = "da",
    *,
    key: Key | None = None,
    last_year: Mapping[str, int] | None = None,
) -> Report:
    """Return the report on a distribution of places, ready to be set as a page or a document.

    How many places has each municipality and why, what did the key weigh, and what would another
    rule have given. The key is that of the figures, where it has several columns; last year's
    places are of those known. `VerificationError` if the places do not follow from their figures.
    """
    chosen, before = checked_language(language), dict(last_year or {})
    known_names(before, result.places, "last_year")
    explained = result.explain(chosen)
    why = explained, places.lines_of_places(result, chosen)
    sections = [_places(result, before, chosen), Section(say("why_so_many_each", chosen), why)]
    if key is not None:
        weighed = key.explain(chosen), *places.key_sheets(key, chosen)
        sections.append(Section(say("key", chosen), weighed))
    rests_on = sources(result, chosen, explanations={"": explained})
    shown = {
        "places_heading": sum(result.places.values()),
        "shared_by_key": None if result.places == result.base else result.total,
        "extra_by_wishes": sum(result.granted.values()) or None,
        "with_private_providers": sum(result.deductions.values()) or None,
        "last_year_heading": sum(before.values()) if len(before) == len(result.places) else None,
        "municipalities": len(result.places),
    }
    return Report(
        result.title or say("distribution_places", chosen),
        chosen,
        (*sections, _rules(result, chosen), rests_on),
        tuple(places.places_lead(result, before, chosen)),
        key_figures(shown, chosen),
        made_from(say("workbook_places", chosen), chosen),
    )


def _places(result: Distribution, before: dict[str, int], language: Language) -> Section:
    picture = Picture(
        partial(plot_places, result, before=before, language=language),
        say("places_against_claims", language),
        ", ".join(f"{name} {number(count, language)}" for name, count in result.places.items()),
        say("dot_with_last_year" if before else "dot_of_one_year", language),
    )
    title = say("places_places", language, places=sum(result.places.values()))
    mapped = on_the_map(result.places, title, say("each_square_municipality", language), language)
    annex = places.places_annex(result, language, before)
    return Section(say("places_shared", language), (picture, *mapped, annex))


def _rules(result: Distribution, language: Language) -> Section:
    compared = result.compare()
    explained = compared.explain(language)
    # Last year's places stand in the table of places: here they would be set against the base.
    beside = ["most_under", "fewest_under", "last_year", "change"]
    named = {rule: rule_name(rule, language) for rule in compared.places}
    shown = compared.to_frame().drop(columns=beside).rename(columns=named)
    table = sheet_of_frame(shown, explained.title, language)
    above = say("with_same_limits_wishes", language)
    return Section(say("same_places_by_other", language), (above, explained, table))
