"""Reports as Word documents on A4, as an agenda takes them: styles, real tables, numbered steps."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from attrs import define

from kkr_allocation.errors import of_extra
from kkr_allocation.presentation.language import say, unbroken
from kkr_allocation.presentation.report import Picture
from kkr_allocation.presentation.sheet import Sheet, printable, written
from kkr_allocation.presentation.writers.widths import FONT, fitted, parts, room_needed, row_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.report import Block, Report


# The page in millimetres, and the type of its tables in points, as `word_styles.xml` has it.

_SHORT, _LONG, _MARGIN = 210, 297, 20
_TWIPS_A_MM = 1440 / 25.4
_TABLE = 8
_TALLEST = 150  # of a picture, so that its caption stays on the page
_WHOLE = 15  # the most lines of a table that is not parted between pages
_LANGUAGES = {"en": "en-GB", "da": "da-DK"}


def document(reports: Sequence[Report], *, apart: bool = False) -> bytes:
    """Return reports of one language as a Word document: headings, tables, pictures and steps.

    Each report begins on a page of its own. Letters are apart: no page is numbered.
    """
    with of_extra("word"):
        from docx import Document
    made, language = Document(), reports[0].language
    _describe(made, reports[0])
    _set_styles(made, _LANGUAGES[language])
    if not apart:
        _number_pages(made, language)
    paper = _Paper(made, language)
    for report in reports:
        paper.add(report)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _describe(made: Any, report: Report) -> None:  # noqa: ANN401  (an extra)
    """Say what the document is, and not who made it or when."""
    properties = made.core_properties
    subject = report.lead[0] if report.lead else report.sections[0].heading
    properties.title, properties.subject = printable(report.title)[:255], printable(subject)[:255]
    properties.language = _LANGUAGES[report.language]
    properties.author = properties.comments = properties.last_modified_by = ""
    for element in properties._element.xpath("dcterms:created | dcterms:modified"):  # noqa: SLF001  (python-docx has no other way)
        element.getparent().remove(element)


def _set_styles(made: Any, language: str) -> None:  # noqa: ANN401  (an extra)
    """Replace the styles by those of this library, in the language that spelling is checked in."""
    from docx.oxml import parse_xml

    text = files(__package__).joinpath("word_styles.xml").read_text("utf-8")
    styles = made.styles.element
    styles[:] = parse_xml(text.replace("FONT", FONT).replace("LANGUAGE", language))
    settings = made.settings.element
    (spoken,) = settings.xpath("w:themeFontLang")
    spoken.set(spoken.keys()[0], language)
    (mode,) = settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']")
    mode.set(mode.keys()[-1], "15")  # the page is laid out by Word 2013 and later
    numbering = made.part.numbering_part.element
    for kind, number in zip(("num", "abstractNum"), _numbers(made), strict=True):
        for element in numbering.xpath(f"w:{kind}[@w:{kind}Id!='{number}']"):
            numbering.remove(element)
    # What else python-docx's own template brings along: older styles and a picture of its page.
    for rels in (made.part.rels, made.part.package.rels):
        for name, rel in [*rels.items()]:
            if rel.reltype.endswith(("stylesWithEffects", "thumbnail")):
                del rels[name]


def _number_pages(made: Any, language: Language) -> None:  # noqa: ANN401  (an extra)
    """Put the number of the page and of all pages at the foot of each."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    said = say("presentation.page_of_pages", language, page="<PAGE>", pages="<NUMPAGES>")
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.style = "footer"
    for text in re.split("(<.*?>)", said):
        field = text.strip("<>")
        number = f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r>'
        if field == text:
            paragraph.add_run(text)
        else:
            paragraph._p.append(parse_xml(f"{number}</w:fldSimple>"))  # noqa: SLF001  (python-docx has no fields)


@define
class _Paper:
    """A document that is written from its top, its page turned where a table is wide."""

    made: Any
    language: Language
    started: bool = False

    def add(self, report: Report) -> None:
        """Add a report under its title; what stands above a wide table is on the table's page."""
        opening = () if report.figures else report.sections[:1]
        self._turn(wide=self._is_wide(block for of in opening for block in of.blocks[:1]))
        anew = self.started or None
        self._say(report.title, "Heading 1").paragraph_format.page_break_before = anew
        for said in report.lead:
            self._say(said)
        if report.figures:
            self._key_figures(report.figures)
        for section in report.sections:
            self._turn(wide=self._is_wide(section.blocks[:1]))
            self._say(section.heading, "Heading 2")
            for block, below in zip_longest(section.blocks, section.blocks[1:]):
                if isinstance(block, str):
                    self._say(block, "Lead-in" if isinstance(below, Picture) else "Normal")
                else:
                    self._add(block, {report.title, section.heading})
        if report.colophon:
            self._say(report.colophon, "Small")

    def _add(self, block: Sheet | Picture | Explanation, said: set[str]) -> None:
        """Add a block; a table whose title is said above it needs no caption."""
        self._turn(wide=self._is_wide([block]))
        if isinstance(block, Picture):
            self._picture(block)
        elif not isinstance(block, Sheet):
            self._steps(block)
        else:
            if block.title not in said:
                self._say(block.title, "Caption")
            room = _room(self.made.sections[-1].page_width.mm)
            for part in parts(block.without_empty_columns(), self.language, room):
                self._place(_table(part, self.language, room))
            for line in block.note.splitlines():
                self._say(line)

    def _say(self, text: str, style: str = "Normal") -> Any:  # noqa: ANN401  (an extra)
        self.started = True
        return self.made.add_paragraph(printable(unbroken(text)), style=style)

    def _is_wide(self, blocks: Iterable[Block]) -> bool:
        """Say whether the first of the blocks is a table that needs the page turned."""
        tables = (block.without_empty_columns() for block in blocks if isinstance(block, Sheet))
        return any(room_needed(table, self.language) > _room(_SHORT) for table in tables)

    def _turn(self, *, wide: bool) -> None:
        """Begin a page of this orientation, unless the page at hand has it."""
        from docx.enum.section import WD_ORIENT, WD_SECTION
        from docx.shared import Mm

        section = self.made.sections[-1]
        if self.started and wide == (section.orientation == WD_ORIENT.LANDSCAPE):
            return
        if self.started:
            section = self.made.add_section(WD_SECTION.NEW_PAGE)
            self.made.paragraphs[-1].style = "After table"
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        sides = Mm(_SHORT), Mm(_LONG)
        section.page_width, section.page_height = reversed(sides) if wide else sides
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin = section.bottom_margin = Mm(_MARGIN)

    def _place(self, table: Any) -> None:  # noqa: ANN401  (an extra)
        self.made.element.body.insert_element_before(table, "w:sectPr")
        self._say("", "After table")

    def _key_figures(self, figures: dict[str, str]) -> None:
        """Add the key figures beside one another, each above what it is of."""
        width = round((_SHORT - 2 * _MARGIN) * _TWIPS_A_MM / len(figures))
        widths, left = [width] * len(figures), [False] * len(figures)
        rows = [
            _row(_cells(texts, style, left, widths))
            for style, texts in (("KeyFigure", figures.values()), ("KeyLabel", figures))
        ]
        self._place(_framed("KeyFigures", widths, rows, look="0000"))

    def _picture(self, picture: Picture) -> None:
        """Add a picture with its alternative text, and its caption below it."""
        from docx.shared import Mm

        width = Mm(_SHORT - 2 * _MARGIN)
        paragraph = self._say("", "Picture")
        image, quiet = BytesIO(), {"Software": None}
        picture.figure().savefig(image, format="png", dpi=200, metadata=quiet)
        shown = paragraph.add_run().add_picture(image, width=width)
        if shown.height > Mm(_TALLEST):
            shown.width = int(shown.width * Mm(_TALLEST) / shown.height)
            shown.height = Mm(_TALLEST)
        described = shown._inline.docPr  # noqa: SLF001  (python-docx has no other way)
        described.set("title", printable(picture.title))
        described.set("descr", printable(picture.description))
        self._say(picture.caption, "Below picture")

    def _steps(self, explained: Explanation) -> None:
        """Add the steps as a list that is numbered from one, each with its source in small type."""
        numbering = self.made.part.numbering_part.element
        restarted = numbering.add_num(_numbers(self.made)[1])
        restarted.add_lvlOverride(ilvl=0).add_startOverride(1)
        for step in explained:
            paragraph = self._say(f"{step.text} ", "List Number")
            source = printable(unbroken(f"({step.source.cited(self.language)})"))
            paragraph.add_run(source, style="Source")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  (python-docx has no other way)
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = restarted.numId


def _room(page: float) -> float:
    """Return the ems of the tables' type between the margins of a page of this width."""
    return (page - 2 * _MARGIN) * _TWIPS_A_MM / (20 * _TABLE)


def _numbers(made: Any) -> tuple[int, int]:  # noqa: ANN401  (an extra)
    """Return the list of the style of numbered steps, and the numbering it begins anew from."""
    number = int(made.styles["List Number"].element.pPr.numPr.numId.val)
    abstract = made.part.numbering_part.element.num_having_numId(number).abstractNumId
    return number, int(abstract.val)


# Tables: fixed widths, a repeated heading, and rows that stay on one page.


def _table(sheet: Sheet, language: Language, room: float) -> Any:  # noqa: ANN401  (an extra)
    """Return the table, its figures to the right and its sums in bold."""
    fit = fitted(sheet, language, room)
    widths = [round(ems * 20 * _TABLE) for ems in fit]
    whole = sum(row_lines(sheet, language, fit)) <= _WHOLE
    figures = [sheet.kind(place).is_figure for place in range(len(widths))]
    rows = [_row(_cells(sheet.headings, "TableHead", figures, widths), repeated=True)]
    for number, row in enumerate(sheet.rows):
        # A sum stands with a figure that it sums, and a short table on one page.
        kept = whole or sheet.sum_row == number + 1
        style = "TableSum" if number == sheet.sum_row else "TableKept" if kept else "TableText"
        texts = [written(cell, language) for cell in row]
        rows.append(_row(_cells(texts, style, figures, widths)))
    return _framed("Figures", widths, rows, title=sheet.title)


def _framed(
    style: str, widths: Sequence[int], rows: Sequence[str], *, title: str = "", look: str = "0420"
) -> Any:  # noqa: ANN401  (an extra)
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    named = f"<w:tblCaption w:val={quoteattr(printable(title))}/>" if title else ""
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}"/>{named}'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Iterable[str], *, repeated: bool = False) -> str:
    head = "<w:tblHeader/>" if repeated else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _cells(
    texts: Iterable[str], style: str, figures: Iterable[bool], widths: Iterable[int]
) -> Iterator[str]:
    for text, right, width in zip(texts, figures, widths, strict=True):
        name = f"{style}Figure" if right else style
        shown = escape(printable(unbroken(text))).replace("\n", "</w:t><w:br/><w:t>")
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p></w:tc>'
        )
