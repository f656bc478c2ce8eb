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

from kkr_allocation.appointments.people import checked_day
from kkr_allocation.composition.statutes import SizeRule
from kkr_allocation.explanations import Explanation
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation import sheet as markup
from kkr_allocation.presentation.language import Text, number, written_day
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.sheet import Sheet, TableTexts
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kkr_allocation.explanations import Language
    from kkr_allocation.results import Result
    from kkr_allocation.sources import Source


_RESULT = Text(en="The result", da="Resultatet")
_MEETING = Text(en="Meeting of {day}", da="Mødet den {day}")
STEPS = Text(en="Step by step", da="Trin for trin")


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


def key_figures(shown: Mapping[Text, int | None], language: Language) -> dict[str, str]:
    """Return figures as a report shows them; one that is None is left out."""
    return {
        text.text(language): number(figure, language)
        for text, figure in shown.items()
        if figure is not None
    }


def meeting_line(meeting: dt.date, language: Language) -> str:
    """Return the line that says of which meeting a protocol is."""
    return _MEETING.text(language, day=written_day(checked_day(meeting, "meeting"), language))


def of_meeting(report: Report, meeting: dt.date | None) -> Report:
    """Return a report with the day of its meeting above all else; as it is where none is given."""
    if meeting is None:
        return report
    return evolve(report, lead=(meeting_line(meeting, report.language), *report.lead))


def report_of_sheet(sheet: Sheet, language: Language) -> Report:
    """Return a table with its note as a report of its own."""
    blocks = (sheet, sheet.note) if sheet.note else (sheet,)
    return Report(sheet.title, language, (Section(_RESULT.text(language), blocks),))


def report_of_result(result: Result, language: Language) -> Report:
    """Return what any result is shown with: its tables, each with its note, and its steps."""
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


_CONTENTS = Text(en="Contents", da="Indhold")
_SEVERAL = Text(en="{first} and {more} more", da="{first} og {more} mere")


def page(reports: Sequence[Report], *, title: str = "") -> str:
    """Return reports of one language as one HTML page, each under a heading of its own.

    Every text is escaped, every table has a caption and every picture an alternative text. Its
    title is by default the first report's and how many more there are.
    """
    first, *more = reports
    language = first.language
    named = _SEVERAL.text(language, first=first.title, more=len(more)) if more else first.title
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
    yield f'<nav aria-label="{_CONTENTS.text(report.language)}">\n<ul>'
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


# The headings and sentences of a council's report, in both languages.


LEAD = Text(
    en="{council} has {members}: {mayors:who is a mayor|who are mayors}, and "
    "{supplementary:supplementary member|supplementary members} whom their parties elect.",
    da="{council} har {members}: {mayors:borgmester|borgmestre} og "
    "{supplementary:supplerende medlem|supplerende medlemmer}, "
    "som partierne vælger.",
)
AT_CAP = Text(
    en="The cap is reached, so the seats are not in proportion to the votes: which lists have more "
    "mayors than their share, and who gave way, stands under \u201c{why}\u201d.",
    da="Loftet er nået, så pladserne svarer ikke til stemmerne: hvilke lister der har flere "
    "borgmestre end deres andel, og hvem der måtte afgive pladser, står under \u201d{why}\u201d.",
)
BY_RULE = Text(
    en="Sized by {rule} itself, it would have {members}: {lists}.",
    da="Med antallet efter {rule} selv ville det have {members}: {lists}.",
)
LACKING = Text(
    en="The figures are not complete, and the council can change with those that are missing. "
    "{said}",
    da="Tallene er ikke fuldstændige, og rådet kan ændre sig med dem, der mangler. {said}",
)
MEMBERS = Text(en="Members", da="Medlemmer")
MAYORS = Text(en="Mayors", da="Borgmestre")
SUPPLEMENTARY = Text(en="Supplementary members", da="Supplerende medlemmer")
MAJORITY = Text(en="A majority", da="Et flertal")
CAP = Text(en="The cap", da="Loftet")

COUNCIL = Text(en="The members", da="Medlemmerne")
COUNCIL_PICTURE = Text(en="The seats of {council}", da="Pladserne i {council}")
COUNCIL_CAPTION = Text(
    en="Each disc is a member, coloured by list; a ring marks a mayor.",
    da="Hver cirkel er et medlem med sin listes farve; en ring viser en borgmester.",
)

WHY = Text(en="Why so many, and why these", da="Hvorfor så mange, og hvorfor netop disse")
PICTURE_OF_SIZE = Text(
    en="What each list claims, and what rounding up adds",
    da="Hvad hver liste kræver, og hvad oprunding lægger til",
)
CLAIMED = Text(en="Claims: {lists}.", da="Krav: {lists}.")
SIZE_CAPTION = Text(
    en="Dark: the mayors. Grey: the rest of the exact claim. Hollow: what rounding up adds. The "
    "hatched list sets the price of a seat.",
    da="Mørkt: borgmestrene. Gråt: resten af det nøjagtige krav. Hult: hvad oprunding lægger til. "
    "Den skraverede liste sætter prisen for en plads.",
)

READINGS = Text(en="Other readings of the rules", da="Andre fortolkninger af reglerne")
APART = Text(
    en="No published text settles every rule. Of {all} readings, {different:gives|give} another "
    "council than this one; readings that agree share a row.",
    da="Ingen offentliggjort tekst afgør alle regler. {different} af {all} fortolkninger giver et "
    "andet råd end dette; de, der giver det samme, deler en række.",
)
AGREE = Text(
    en="No published text settles every rule, but all {all} readings give the same council.",
    da="Ingen offentliggjort tekst afgør alle regler, men alle {all} fortolkninger giver det samme "
    "råd.",
)
READINGS_CAPTION = Text(
    en="One bar for each different council; a bar's length is the number of members.",
    da="En bjælke for hvert forskelligt råd; længden er antallet af medlemmer.",
)
READINGS_TABLE = TableTexts(
    Text(en="The council under each reading", da="Rådet efter hver fortolkning af reglerne"),
    (
        Text(en="Reading", da="Fortolkning"),
        Text(en="How it is known", da="Hvordan den kendes"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Difference", da="Forskel"),
        Text(en="Remark", da="Bemærkning"),
    ),
)
SIZES = {
    SizeRule.ROUND_UP: Text(en="claims rounded up", da="krav rundet op"),
    SizeRule.EXACT_SHARE: Text(en="exact share", da="nøjagtig andel"),
    SizeRule.DIVISOR: Text(en="the rule of apportionment", da="fordelingsmetoden"),
}
OWN = Text(en="this report", da="denne rapport")

CLOSE = Text(en="How close it was", da="Hvor tæt det var")
PICTURE_OF_QUOTIENTS = Text(en="The quotients of the sharing", da="Kvotienterne i fordelingen")
SEATS_WON = Text(en="Seats: {lists}.", da="Pladser: {lists}.")
QUOTIENTS_CAPTION = Text(
    en="Filled marks won a seat, hollow ones did not; the dashed line is the last seat.",
    da="Udfyldte mærker gav en plads, hule gav ingen; den stiplede linje er den sidste plads.",
)
MARGINS = TableTexts(
    Text(
        en="Votes that move a seat",
        da="Stemmer, der flytter en plads",
    ),
    (
        Text(en="List", da="Liste"),
        Text(en="Seats", da="Pladser"),
        Text(en="Votes needed for one more", da="Stemmer til én plads mere"),
        Text(en="Votes lost before one is", da="Tabte stemmer, før en plads mistes"),
    ),
)
MARGINS_NOTE = Text(
    en="The other lists keep their votes and every list its mayors; the threshold and the number "
    "of seats follow the votes. A list whose mayors hold its seats loses none of them. Nothing is "
    "shown where no number of votes does it.",
    da="De andre lister beholder deres stemmer, og alle lister deres borgmestre; spærregrænsen og "
    "antallet af pladser følger stemmerne. En liste mister ikke pladser, som dens borgmestre "
    "holder. Feltet er tomt, hvor intet antal stemmer er nok.",
)
MARGINS_LOTS = Text(
    en="Just so many votes lead to a lot: {margins}.",
    da="Præcis så mange stemmer fører til lodtrækning: {margins}.",
)
ONE_MORE = Text(en="{list} (one more)", da="{list} (én mere)")
ONE_FEWER = Text(en="{list} (one fewer)", da="{list} (én færre)")

CHAIR = Text(en="Who can elect the chair", da="Hvem kan vælge formanden")
BLOCS = TableTexts(
    Text(
        en="The groups, and the majorities they are part of",
        da="Grupperne og de flertal, de indgår i",
    ),
    (
        Text(en="Group", da="Gruppe"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Lacks of a majority", da="Mangler i et flertal"),
        Text(en="In minimal majorities", da="Indgår i minimale flertal"),
    ),
)
COALITIONS = TableTexts(
    Text(
        en="The {shown} minimal majorities of fewest groups, of {all} in all",
        da="De {shown} minimale flertal med færrest grupper, af {all} i alt",
    ),
    (
        Text(en="Groups", da="Grupper"),
        Text(en="Members", da="Medlemmer"),
        Text(en="More than needed", da="Flere end nødvendigt"),
    ),
)

POWER = Text(en="Voting power", da="Stemmevægt")
POWER_NOTE = Text(
    en="A group's power is how often its vote decides, which is not the same as how many it is. "
    "Banzhaf counts every combination of yes and no once; Shapley and Shubik every order in which "
    "the groups can join. Nothing is assumed about who works with whom.",
    da="En gruppes stemmevægt er, hvor ofte dens stemme afgør sagen, og det er ikke det samme "
    "som dens størrelse. Banzhaf tæller hver kombination af ja og nej én gang; Shapley og Shubik "
    "hver rækkefølge, grupperne kan slutte sig til i. Der er intet antaget om, hvem der arbejder "
    "sammen.",
)
POWER_TABLE = TableTexts(
    Text(
        en="Share of members and share of power, a decision taking {quota}",
        da="Andel af medlemmer og andel af stemmevægt, når en beslutning kræver {quota}",
    ),
    (
        Text(en="List", da="Liste"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Share", da="Andel"),
        Text(en="Banzhaf", da="Banzhaf"),
        Text(en="Shapley–Shubik", da="Shapley–Shubik"),
    ),
)

SOURCES = Text(en="What it rests on", da="Hvad det hviler på")
RULES = TableTexts(
    Text(en="The rules and where they stand", da="Reglerne, og hvor de står"),
    (
        Text(en="Source", da="Kilde"),
        Text(en="Status", da="Status"),
        Text(en="Steps", da="Trin"),
        Text(en="Address", da="Adresse"),
    ),
)
FIGURES = Text(en="The figures: {said}", da="Tallene: {said}")
STATUS_TABLE = TableTexts(
    Text(en="What the status of a source says", da="Hvad en kildes status siger"),
    (Text(en="Status", da="Status"), Text(en="Meaning", da="Betydning")),
)
STATUSES = {
    SourceStatus.PUBLISHED: Text(
        en="stated on a public page or in an act",
        da="står på en offentlig side eller i en lov",
    ),
    SourceStatus.CHECKED: Text(
        en="reproduced by arithmetic on published figures",
        da="genskabt ved beregning på offentliggjorte tal",
    ),
    SourceStatus.INFERRED: Text(
        en="the reading that fits best; stated nowhere that was found",
        da="den fortolkning, der passer bedst; den er ikke fundet udtrykt noget sted",
    ),
    SourceStatus.OPEN: Text(
        en="several readings are possible, and nothing found decides between them",
        da="flere fortolkninger er mulige, og intet fundet afgør hvilken",
    ),
    SourceStatus.REFUTED: Text(
        en="published figures contradict it", da="offentliggjorte tal modsiger den"
    ),
}
CHECKED = Text(
    en="The result has been recomputed from its figures by code that shares nothing with the "
    "code that made it: {checks} held.",
    da="Resultatet er regnet efter ud fra tallene med kode, der intet deler med den, der lavede "
    "det: {checks} holdt.",
)
COLOPHON = Text(
    en="Made with kkr_allocation {version} from {basis}.",
    da="Lavet med kkr_allocation {version} ud fra {basis}.",
)
OWN_FIGURES = Text(en="figures of the user's own", da="brugerens egne tal")


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
        of: dict[Source, list[str]] = {}
        for step in explanation:
            of.setdefault(step.source, []).append(str(step.number))
        for source, numbers in of.items():
            start = f"{heading}: " if len(explanations) > 1 else ""
            steps.setdefault(source, []).append(start + ", ".join(numbers))
    rules = RULES.sheet(
        language,
        (
            (
                source.reference(language),
                source.status.word(language),
                "; ".join(of),
                source.page or None,
            )
            for source, of in steps.items()
        ),
    )
    statuses = STATUS_TABLE.sheet(
        language,
        ((status.word(language), meaning.text(language)) for status, meaning in STATUSES.items()),
    )
    blocks: list[Block] = [rules, statuses]
    if figures:
        blocks.append(FIGURES.text(language, said=figures))
    checks = nouns.checks(len(result.verify().checks))
    blocks.append(CHECKED.text(language, checks=checks))
    return Section(SOURCES.text(language), tuple(blocks))
