"""What a report says, apart from how it is set: title, key figures, sections, pictures.

The same report becomes a page here, and a Word document in `writers`.
"""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import evolve, field, frozen

from kkr_allocation import __version__
from kkr_allocation.appointments.people import checked_day
from kkr_allocation.explanations import Explanation
from kkr_allocation.presentation import sheet as markup
from kkr_allocation.presentation.language import number, say, written_day
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.sheet import Sheet, sheet_of
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kkr_allocation.explanations import Language
    from kkr_allocation.results import Result
    from kkr_allocation.sources import Source


@frozen
class Picture:
    """A picture and what it says to those who cannot see it, with a caption printed below it."""

    draw: Callable[[], Axes] = field(repr=False, eq=False)
    title: str
    description: str
    caption: str


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
    lead: tuple[str, ...] = ()
    """Paragraphs that say the answer at once."""
    figures: dict[str, str] = field(factory=dict)
    colophon: str = ""
    """What the report was made by and from."""


def key_figures(shown: Mapping[str, int | None], language: Language) -> dict[str, str]:
    """Return figures as a report shows them; one that is None is left out."""
    return {
        say(text, language): number(figure, language)
        for text, figure in shown.items()
        if figure is not None
    }


def made_from(basis: str, language: Language) -> str:
    """Return the colophon: what a report was made by, and from what."""
    return say("made_with_kkr_allocation", language, version=__version__, basis=basis)


def meeting_line(meeting: dt.date, language: Language) -> str:
    """Return the line that says of which meeting a protocol is."""
    day = written_day(checked_day(meeting, "meeting"), language)
    return say("meeting_day", language, day=day)


def of_meeting(report: Report, meeting: dt.date | None) -> Report:
    """Return a report with the day of its meeting above all else; as it is where none is given."""
    if meeting is None:
        return report
    return evolve(report, lead=(meeting_line(meeting, report.language), *report.lead))


def report_of_sheet(sheet: Sheet, language: Language) -> Report:
    """Return a table with its note as a report of its own."""
    blocks = (sheet, sheet.note) if sheet.note else (sheet,)
    return Report(sheet.title, language, (Section(say("result", language), blocks),))


def report_of_result(result: Result, language: Language) -> Report:
    """Return what any result is shown with: its tables, each with its note, and its steps."""
    explained = result.explain(language)
    sheets = protocol(result, language)
    tables = tuple(
        Section(
            sheet.title if len(sheets) > 1 else say("result", language),
            (sheet, sheet.note) if sheet.note else (sheet,),
        )
        for sheet in sheets
    )
    steps = Section(say("step_by_step", language), (explained,))
    return Report(explained.title, language, (*tables, steps))


# Pictures of a report as text and as images, the same for the same result.


_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "kkr_allocation"}
"""Text stays text, and ids follow from what is drawn."""
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_SHARPNESS = 200
"""Dots an inch of a picture in a document."""


def svg(picture: Picture, name: str) -> str:
    """Return a picture as SVG that can stand in a page; the name starts all ids in it."""
    figure = _figure(picture)
    from matplotlib import rc_context

    text = StringIO()
    with rc_context(_SETTINGS):
        figure.savefig(text, format="svg", metadata=_NO_METADATA)
    drawn = text.getvalue()
    drawn = drawn[drawn.index("<svg") :].rstrip()
    drawn = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", drawn)
    drawn = drawn.replace("*{", "svg *{", 1)
    start, rest = drawn.split(">", 1)
    start = start.replace("<svg", f'<svg role="img" aria-labelledby="{name}-title {name}-text"', 1)
    title = f'<title id="{name}-title">{escape(picture.title)}</title>'
    text_of_it = f'<desc id="{name}-text">{escape(picture.description)}</desc>'
    return f"{start}>{title}{text_of_it}{rest}"


def png(picture: Picture) -> bytes:
    """Return a picture as an image for a document."""
    image = BytesIO()
    _figure(picture).savefig(image, format="png", dpi=_SHARPNESS, metadata={"Software": None})
    return image.getvalue()


def _figure(picture: Picture) -> Figure:
    """Draw a picture; axes of their own stand in a whole figure."""
    return cast("Figure", picture.draw().figure)


# A report as one page: nothing fetched, no scripts, readable by eye, by ear and on paper.


def page(reports: Sequence[Report], *, title: str = "") -> str:
    """Return reports of one language as one HTML page, each under a heading of its own.

    Every text is escaped, every table has a caption and every picture an alternative text. Its
    title is by default the first report's and how many more there are.
    """
    first, *more = reports
    language = first.language
    named = (
        say("presentation.and_more", language, first=first.title, more=len(more))
        if more
        else first.title
    )
    title = title or named
    style = files("kkr_allocation.presentation").joinpath("report.css").read_text("utf-8")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *_body(reports, title),
            "</body>",
            "</html>",
            "",
        ]
    )


def _body(reports: Sequence[Report], title: str) -> Iterator[str]:
    several = len(reports) > 1
    if several:
        yield f"<header>\n<h1>{escape(title)}</h1>\n</header>"
    for place, report in enumerate(reports, start=1):
        yield from _report(report, prefix=f"r{place}-", level=2 if several else 1)


def _report(report: Report, *, prefix: str, level: int) -> Iterator[str]:
    yield f"<header>\n<h{level}>{escape(report.title)}</h{level}>"
    yield from (f'<p class="lead">{escape(said)}</p>' for said in report.lead)
    if report.figures:
        figures = (
            f"<div><dt>{escape(of)}</dt><dd>{escape(figure)}</dd></div>"
            for of, figure in report.figures.items()
        )
        yield "\n".join(["<dl>", *figures, "</dl>"])
    yield "</header>"
    yield from _contents(report, prefix)
    yield "<main>" if level == 1 else "<div>"
    names = {section.heading: f"{prefix}{n}" for n, section in enumerate(report.sections, 1)}
    for section in report.sections:
        name = names[section.heading]
        yield f'<section aria-labelledby="{name}">'
        yield f'<h{level + 1} id="{name}">{escape(section.heading)}</h{level + 1}>'
        for place, block in enumerate(section.blocks, start=1):
            yield _block(block, f"{name}-{place}", section.heading, report.language)
        yield "</section>"
    yield "</main>" if level == 1 else "</div>"
    if report.colophon:
        yield f"<footer>{escape(report.colophon)}</footer>"


def _contents(report: Report, prefix: str) -> Iterator[str]:
    yield f'<nav aria-label="{say("presentation.contents", report.language)}">\n<ul>'
    for place, section in enumerate(report.sections, start=1):
        yield f'<li><a href="#{prefix}{place}">{escape(section.heading)}</a></li>'
    yield "</ul>\n</nav>"


def _block(block: Block, name: str, heading: str, language: Language) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    if isinstance(block, Sheet):
        return _table(block.without_empty_columns(), heading, language)
    if isinstance(block, Picture):
        caption = f"<figcaption>{escape(block.caption)}</figcaption>"
        return f"<figure>\n{svg(block, name)}\n{caption}\n</figure>"
    return markup.steps(block)


def _table(sheet: Sheet, heading: str, language: Language) -> str:
    """Return a table that can be scrolled by itself where the screen is narrow.

    A caption that says what the heading above it says is heard and not shown.
    """
    shown = markup.sheet_html(sheet, language)
    name = escape(sheet.title)
    kind = "wide titled" if sheet.title == heading else "wide"
    return f'<div class="{kind}" role="region" aria-label="{name}" tabindex="0">\n{shown}\n</div>'


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
        for source in dict.fromkeys(step.source for step in explanation):
            numbers = (str(step.number) for step in explanation if step.source == source)
            steps.setdefault(source, []).append(start + ", ".join(numbers))
    rules = [
        (of.reference(language), of.status.word(language), "; ".join(said), of.page or None)
        for of, said in steps.items()
    ]
    meanings = [(s.word(language), say(f"status:{s.value}", language)) for s in SourceStatus]
    blocks: list[Block] = [
        sheet_of("rules_and_sources", language, rules),
        sheet_of("meaning_of_status", language, meanings),
        *([say("what_figures_are", language, said=figures)] if figures else []),
        say("result_was_recomputed", language, checks=len(result.verify().checks)),
    ]
    return Section(say("what_rests_on", language), tuple(blocks))
