"""HTML for notebooks and pages: escaped, without style sheets, the same for the same result."""

from __future__ import annotations

import re
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kkr_allocation.explanations import Explanation

__all__ = ["explanation_html", "steps", "table"]

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def table(
    caption: str,
    headings: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    write: Callable[[Any], str] = str,
    sum_row: int | None = None,
) -> str:
    """Return a table whose every text is escaped.

    Parameters
    ----------
    caption : str
        What the table shows.
    headings : iterable of str
        One for each column.
    rows : iterable of iterables
        The cells. A column of figures alone stands to the right with its heading; a text in the
        first column is the heading of its row; an address of the web becomes a link.
    write : callable
        From a cell to its text.
    sum_row : int, optional
        The row that holds the sums of those above it, and is bold.

    Examples
    --------
    >>> print(table("Seats <2022>", ["List", "Seats"], [["A", 6]]))
    <table>
    <caption>Seats &lt;2022&gt;</caption>
    <thead><tr><th scope="col">List</th><th ...>Seats</th></tr></thead>
    <tbody>
    <tr><th scope="row">A</th><td style="text-align: right">6</td></tr>
    </tbody>
    </table>
    """
    cells = [tuple(row) for row in rows]
    named = [*headings]
    aligned = [_alignment(row[place] for row in cells) for place in range(len(named))]
    head = "".join(
        f'<th scope="col"{style}>{escape(heading)}</th>'
        for heading, style in zip(named, aligned, strict=True)
    )
    body = [
        f"<tr>{''.join(_cell(v, place, aligned[place], write) for place, v in enumerate(row))}</tr>"
        for row in cells
    ]
    if sum_row is not None:
        body[sum_row] = body[sum_row].replace("<tr>", '<tr style="font-weight: bold">', 1)
    return "\n".join(
        [
            "<table>",
            f"<caption>{escape(caption)}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *body,
            "</tbody>",
            "</table>",
        ]
    )


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def _alignment(column: Iterable[object]) -> str:
    """Return the style of a column, to the right where it has figures and no text."""
    given = [value for value in column if value is not None]
    return ' style="text-align: right"' if given and all(map(_is_figure, given)) else ""


def _cell(value: object, place: int, style: str, write: Callable[[Any], str]) -> str:
    text = escape(write(value))
    if not place and isinstance(value, str):
        return f'<th scope="row">{text}</th>'
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        text = f'<a href="{text}">{text}</a>'
    return f"<td{style}>{text}</td>"


def steps(explanation: Explanation) -> str:
    """Return the steps of an explanation as an ordered list, each with its source."""
    said = [
        f"<li>{escape(step.text)} "
        f"<small>({escape(step.source.cited(explanation.language))})</small></li>"
        for step in explanation
    ]
    return "\n".join(["<ol>", *said, "</ol>"])


def explanation_html(explanation: Explanation) -> str:
    """Return an explanation as a title and its steps."""
    return "\n".join(
        [
            f'<section lang="{explanation.language}">',
            f"<p><strong>{escape(explanation.title)}</strong></p>",
            steps(explanation),
            "</section>",
        ]
    )
