"""HTML for notebooks: escaped, without style sheets, the same for the same result."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.results import Explanation

__all__ = ["explanation_html", "table"]


def table(caption: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table whose every text is escaped.

    Parameters
    ----------
    caption : str
        What the table shows.
    headings : iterable of str
        One for each column.
    rows : iterable of iterables
        The cells; whole numbers stand to the right, everything else is written by `str`.

    Examples
    --------
    >>> print(table("Seats <2022>", ["List", "Seats"], [["A", 6]]))
    <table>
    <caption>Seats &lt;2022&gt;</caption>
    <thead><tr><th scope="col">List</th><th scope="col">Seats</th></tr></thead>
    <tbody>
    <tr><td>A</td><td style="text-align: right">6</td></tr>
    </tbody>
    </table>
    """
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows]
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


def _cell(value: object) -> str:
    align = ' style="text-align: right"' if isinstance(value, int) else ""
    return f"<td{align}>{escape(str(value))}</td>"


def explanation_html(explanation: Explanation) -> str:
    """Return an explanation as a heading and an ordered list, each step with its source."""
    steps = [
        f"<li>{escape(step.text)} "
        f"<small>({escape(step.source.cited(explanation.language))})</small></li>"
        for step in explanation
    ]
    return "\n".join(
        [
            f'<section lang="{explanation.language}">',
            f"<p><strong>{escape(explanation.title)}</strong></p>",
            "<ol>",
            *steps,
            "</ol>",
            "</section>",
        ]
    )
