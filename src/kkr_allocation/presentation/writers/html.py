"""Reports as one page: nothing fetched, no scripts, readable by eye, by ear and on paper."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

from kkr_allocation.presentation import sheet as markup
from kkr_allocation.presentation.language import say, unbroken
from kkr_allocation.presentation.report import Picture
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block, Report


def page(reports: Sequence[Report], *, title: str = "") -> str:
    """Return reports of one language as one HTML page, each under a heading of its own.

    Every text is escaped, every table has a caption and every picture an alternative text. Its
    title is by default the first report's and how many more there are.
    """
    first, *more = reports
    language = first.language
    several = say("presentation.and_more", language, first=first.title, more=len(more))
    title = title or (several if more else first.title)
    body = [f"<header>\n<h1>{escape(title)}</h1>\n</header>"] if more else []
    for place, report in enumerate(reports, start=1):
        body += _report(report, prefix=f"r{place}-", level=2 if more else 1)
    style = files(__package__).joinpath("report.css").read_text("utf-8")
    counters = {name: f'" counter({name}) "' for name in ("page", "pages")}
    numbered = say("presentation.page_of_pages", language, **counters)
    style = style.replace("PAGE_OF_PAGES", f'"{numbered}"')
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f'<meta charset="utf-8">\n{view}\n<title>{escape(title)}</title>\n<style>\n{style}'
    opening = f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{head}</style>\n</head>\n<body>'
    return "\n".join([opening, *body, "</body>\n</html>\n"])


def _report(report: Report, *, prefix: str, level: int) -> Iterator[str]:
    yield f"<header>\n<h{level}>{escape(report.title)}</h{level}>"
    yield from (f'<p class="lead">{escape(unbroken(said))}</p>' for said in report.lead)
    if report.figures:
        figures = (
            f"<div><dt>{escape(of)}</dt><dd>{escape(unbroken(figure))}</dd></div>"
            for of, figure in report.figures.items()
        )
        yield "\n".join(["<dl>", *figures, "</dl>"])
    yield "</header>"
    yield f'<nav aria-label="{say("presentation.contents", report.language)}">\n<ul>'
    named = [(f"{prefix}{place}", of) for place, of in enumerate(report.sections, start=1)]
    for name, section in named:
        yield f'<li><a href="#{name}">{escape(section.heading)}</a></li>'
    yield "</ul>\n</nav>"
    yield "<main>" if level == 1 else "<div>"
    for name, section in named:
        yield f'<section aria-labelledby="{name}">'
        yield f'<h{level + 1} id="{name}">{escape(section.heading)}</h{level + 1}>'
        for place, block in enumerate(section.blocks, start=1):
            yield _block(block, f"{name}-{place}", section.heading, report.language)
        yield "</section>"
    yield "</main>" if level == 1 else "</div>"
    if report.colophon:
        yield f"<footer>{escape(report.colophon)}</footer>"


def _block(block: Block, name: str, heading: str, language: Language) -> str:
    if isinstance(block, str):
        return f"<p>{escape(unbroken(block))}</p>"
    if isinstance(block, Sheet):
        # By itself it can be scrolled where the screen is narrow; a caption that says what the
        # heading above it says is heard and not shown.
        kind = "wide titled" if block.title == heading else "wide"
        note = "".join(f"\n<p>{escape(unbroken(line))}</p>" for line in block.note.splitlines())
        box = f'<div class="{kind}" role="region" aria-label="{escape(block.title)}" tabindex="0">'
        return f"{box}\n{markup.sheet_html(block.without_empty_columns(), language)}\n</div>{note}"
    if isinstance(block, Picture):
        caption = f"<figcaption>{escape(unbroken(block.caption))}</figcaption>"
        return f"<figure>\n{svg(block, name)}\n{caption}\n</figure>"
    return markup.steps(block)


def svg(picture: Picture, name: str) -> str:
    """Return a picture as SVG, the same for the same result; the name starts all ids in it."""
    figure = picture.figure()
    from matplotlib import rc_context

    text, unsaid = StringIO(), dict.fromkeys(("Creator", "Date", "Format", "Type"))
    # Text stays text, and ids follow from what is drawn.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "kkr_allocation"}):
        figure.savefig(text, format="svg", metadata=unsaid)
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
