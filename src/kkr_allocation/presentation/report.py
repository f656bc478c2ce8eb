"""What a report says, apart from how it is set: title, key figures, sections, pictures.

The same report becomes a page (`report_page`) and a Word document (`word`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, field, frozen

from kkr_allocation.appointments.fields import checked_day
from kkr_allocation.explanations import Explanation
from kkr_allocation.presentation.language import Text, number, written_day
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language
    from kkr_allocation.results import Result

__all__ = [
    "STEPS",
    "Block",
    "Picture",
    "Report",
    "Section",
    "key_figures",
    "report_of_result",
    "report_of_sheet",
]

_RESULT = Text(en="The result", da="Resultatet")
_MEETING = Text(en="Meeting of {day}", da="Mødet den {day}")
STEPS = Text(en="Step by step", da="Trin for trin")


@frozen
class Picture:
    """A picture and what it says to those who cannot see it.

    Parameters
    ----------
    draw : callable
        Returns the axes, drawn in a figure of their own.
    title : str
        What it shows.
    description : str
        What can be read from it, in words.
    caption : str
        How to read it, printed below it.
    """

    draw: Callable[[], Axes] = field(repr=False, eq=False)
    title: str
    description: str
    caption: str


Block: TypeAlias = str | Sheet | Explanation | Picture
"""A paragraph, a table, numbered steps, or a picture."""


@frozen
class Section:
    """A heading and what stands below it.

    Parameters
    ----------
    heading : str
        The heading.
    blocks : tuple of Block
        From top to bottom.
    """

    heading: str
    blocks: tuple[Block, ...]


@frozen
class Report:
    """A report before it is set.

    Parameters
    ----------
    title : str
        What it is about.
    language : {"en", "da"}
        The language of all its texts.
    sections : tuple of Section
        In their order.
    lead : tuple of str
        Paragraphs that say the answer at once.
    figures : dict of str to str
        The key figures, by what they count.
    colophon : str
        What the report was made by and from; empty for nothing.
    """

    title: str
    language: Language
    sections: tuple[Section, ...]
    lead: tuple[str, ...] = ()
    figures: dict[str, str] = field(factory=dict)
    colophon: str = ""


def key_figures(shown: Mapping[Text, int | None], language: Language) -> dict[str, str]:
    """Return figures as a report shows them; one that is None is left out."""
    return {
        text.text(language): number(figure, language)
        for text, figure in shown.items()
        if figure is not None
    }


def meeting_line(meeting: dt.date, language: Language) -> str:
    """Return the line that says of which meeting a protocol is.

    Parameters
    ----------
    meeting : datetime.date
        The day of the meeting, which the caller knows; today's is never taken for it.
    language : {"en", "da"}
        The language.
    """
    return _MEETING.text(language, day=written_day(checked_day(meeting, "meeting"), language))


def of_meeting(report: Report, meeting: dt.date | None) -> Report:
    """Return a report with the day of its meeting above all else; as it is where none is given.

    Parameters
    ----------
    report : Report
        The report.
    meeting : datetime.date or None
        The day of the meeting.
    """
    if meeting is None:
        return report
    return evolve(report, lead=(meeting_line(meeting, report.language), *report.lead))


def report_of_sheet(sheet: Sheet, language: Language) -> Report:
    """Return a table with its note as a report of its own.

    Parameters
    ----------
    sheet : Sheet
        The table.
    language : {"en", "da"}
        The language of its texts.
    """
    blocks = (sheet, sheet.note) if sheet.note else (sheet,)
    return Report(sheet.title, language, (Section(_RESULT.text(language), blocks),))


def report_of_result(result: Result, language: Language) -> Report:
    """Return what any result is shown with: its tables, each with its note, and its steps.

    Parameters
    ----------
    result : Result
        Any result.
    language : {"en", "da"}
        The language of titles, headings and steps.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> made = report_of_result(kkr.apportion({"A": 3, "B": 1}, 2), "en")
    >>> made.title, [section.heading for section in made.sections]
    ("How 2 seats were shared by d'Hondt", ['The result', 'Step by step'])
    """
    explained = result.explain(language)
    sheets = protocol(result, language)
    tables = tuple(
        Section(
            sheet.title if len(sheets) > 1 else _RESULT.text(language),
            (sheet, sheet.note) if sheet.note else (sheet,),
        )
        for sheet in sheets
    )
    steps = Section(STEPS.text(language), (explained,))
    return Report(explained.title, language, (*tables, steps))
