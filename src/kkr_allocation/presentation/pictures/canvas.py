"""What all pictures share: axes, colours of the lists, and words when matplotlib is missing."""

from __future__ import annotations

import inspect
import io
from functools import cache, wraps
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, cast
from zlib import crc32

from kkr_allocation.datasets.municipalities import rows
from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation.language import number
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kkr_allocation.explanations import Language


INK, MUTED, PALE = "#1A1A1A", "#8A8A8A", "#D9DEE2"
_SPARE = ("#A6A6A6", "#8C6D46", "#5F7A61", "#B5838D", "#6D6875", "#C2B280")  # of other lists
_BELOW, _ABOVE = (0.99, 0.72, 0.39), (0.56, 0.62, 0.85)
"""Orange below zero, blue above it: apart for every eye, and pale enough for black."""
_LETTERS = 2  # no party has more
_ROOM = 5  # letters that a column of half an inch has room for
_COLUMNS = {3: 28, 2: 45}  # the most letters of a name where so many columns stand side by side
_LINEAR_UP_TO = 0.04045  # where sRGB turns from a line into a power


def axes_or_new(axes: Axes | None, *, height: float, width: float = 8, framed: bool = True) -> Axes:
    """Return the axes given, or new ones of this size in inches, in a frame or not."""
    if axes is None:
        with of_extra("plot"):
            from matplotlib.figure import Figure
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot(axes_class=_shown_axes())
    for side in () if framed else ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes


def colours_of(lists: Iterable[str]) -> dict[str, str]:
    """Return a colour for each list: its party's own, or a spare one by its name.

    A spare one is the same in every picture; only where two would share it does the later name,
    by the alphabet, take the next that is free. Every list is also named, as not all see colours.
    """
    parties = {row["letter"]: row["colour"] for row in rows("party_colours")}
    names = list(lists)
    own = {name: parties[letter_of(name)] for name in names if letter_of(name) in parties}
    free: list[str] = []
    for name in sorted(set(names) - own.keys()):
        free = free or list(_SPARE)
        preferred = crc32(name.encode()) % len(_SPARE)
        own[name] = next(c for c in _SPARE[preferred:] + _SPARE[:preferred] if c in free)
        free.remove(own[name])
    return {name: own[name] for name in names}


@cache
def letter_of(name: str) -> str:
    """Return the letter of the national party that has this name; any other name as it is."""
    return next((row["letter"] for row in rows("parties") if row["name"] == name), name)


def short(name: str) -> str:
    """Return a list's letter, or the initials of a name without one."""
    letter = letter_of(name)
    if len(letter) <= _LETTERS:
        return letter
    first, *others = name.partition(" (")[0].split() or [name]
    return first[0] + others[0][0] if others else first[:_LETTERS]


def pale(colour: str) -> str:
    """Return a colour as it is behind frosted glass."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{255 - (255 - channel) // 6:02X}" for channel in channels)


def slant_of(names: Iterable[str], *, end: Literal["left", "right"]) -> dict[str, Any]:
    """Return how names stand at columns: upright if all have room, or slanted from this end."""
    if all(len(name) <= _ROOM for name in names):
        return {}
    return {"rotation": 35, "rotation_mode": "anchor", "ha": end}


def tinted(part: float) -> tuple[float, ...]:
    """Return the tint of a figure from minus one to one: the stronger, the farther from zero."""
    return tuple(1 - abs(part) * (1 - channel) for channel in (_ABOVE if part > 0 else _BELOW))


def text_on(colour: str) -> str:
    """Return black or white, whichever stands out more: by at least 4.5 to 1 on any colour.

    By the relative luminance L of WCAG 2.2, the contrast with black is ``(L + 0.05) / 0.05``, with
    white ``1.05 / (L + 0.05)``; where they are equal both are the root of 21, 4.58.
    """
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR_UP_TO else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def inscribe(axes: Axes, at: tuple[float, float], text: str, colour: str, **set_as: object) -> None:
    """Write a small text in the middle of a mark of this colour, so that it stands out."""
    middle = {"ha": "center", "va": "center", "fontsize": 7, "color": text_on(colour)}
    axes.text(*at, text, middle | set_as)


def lay_as_table(
    axes: Axes,
    columns: Iterable[str],
    table: Mapping[str, Sequence[int]],
    total: tuple[str, str],
    language: Language,
    **set_as: Any,  # noqa: ANN401  (as matplotlib takes it)
) -> None:
    """Name the columns above a table and its rows beside it, and write the sums at its edges."""
    named, beside = [*columns, total[0]], [*table, total[1]]
    axes.set_xticks(range(len(named)), named, **set_as)
    axes.set_yticks(range(len(beside)), beside)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    right, bottom = len(named) - 1, len(table)
    sums = [sum(of) for of in zip(*table.values(), strict=True)]
    totals = {(right, row): sum(of) for row, of in enumerate([*table.values(), sums])}
    totals |= {(column, bottom): of for column, of in enumerate(sums)}
    for at, of_all in totals.items():
        inscribe(axes, at, number(of_all, language), "#FFFFFF", fontsize=10)
    axes.axhline(bottom - 0.5, color=INK, lw=0.8)
    axes.axvline(right - 0.5, color=INK, lw=0.8)


def lay_in_rows(axes: Axes, rows: Iterable[str]) -> None:
    """Name the rows from the top down, with the same room above the first as below the last."""
    named = list(rows)
    axes.set_yticks(range(len(named)), named)
    axes.set_ylim(len(named) - 0.4, -0.6)


def explain_below(axes: Axes) -> None:
    """Say below the axes, to the right, what the marks are."""
    below: dict[str, Any] = {"loc": "upper right", "bbox_to_anchor": (1, 0), "fontsize": 8}
    axes.legend(borderaxespad=2.4, frameon=False, **below)


def names_below(axes: Axes, marks: Sequence[Artist]) -> None:
    """Name marks below the axes in as many columns as have room."""
    longest = max(len(str(mark.get_label())) for mark in marks)
    columns = next((columns for columns, most in _COLUMNS.items() if longest <= most), 1)
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "fontsize": 9}
    axes.legend(handles=marks, ncols=columns, frameon=False, **below)


@cache
def _shown_axes() -> type[Axes]:
    """Return axes that a notebook shows though their figure is none that pyplot keeps."""
    from matplotlib.axes import Axes

    class ShownAxes(Axes):
        """Axes with a picture."""

        def _repr_png_(self) -> bytes:
            drawn = io.BytesIO()
            cast("Figure", self.figure).savefig(drawn, format="png")
            return drawn.getvalue()

    return ShownAxes


_Given = ParamSpec("_Given")
_SUBJECTS = {
    "AllianceScan": ("kkr.alliance_scan", "kkr.plot_scan"),
    "Appointments": ("kkr.appoint", "kkr.plot_appointments or kkr.plot_spread"),
    "Apportionment": ("kkr.apportion", "kkr.plot_quotients"),
    "Composition": (
        "kkr.compose or kkr.compose_region",
        "kkr.plot_council, kkr.plot_house_size or kkr.plot_readings",
    ),
    "Distribution": ("kkr.distribute or kkr.scale", "kkr.plot_places"),
    "Election": ("kkr.load_election or kkr.read_votes", "kkr.plot_margin"),
    "SweepResult": ("kkr.sweep", "kkr.plot_sweep"),
    "TableDistribution": ("kkr.distribute_table", "kkr.plot_table"),
    "int": ("kkr.load_election", ""),  # a year, where an election is drawn
    "TwoWayApportionment": ("kkr.biproportion", "kkr.plot_table"),
}
"""For each kind of result by name: what returns it, and what draws it."""
_PARAMETERS = "\n\nParameters\n----------\n"
_TAKEN = """
language : {"en", "da"}
    The language of the texts.
axes : matplotlib.axes.Axes, optional
    Where to draw; by default in a figure of its own."""
_RETURNS = "\n\nReturns\n-------\nmatplotlib.axes.Axes\n"
_RAISES = "\n\nRaises\n------"
_RAISED = """
KkrAllocationError
    If matplotlib is not installed.
InvalidInputError
    If `{argument}` is not of the kind {kinds}, or the language is another one."""
"""What the docstring of every picture says of the parameters and errors that all share."""
_EXAMPLES = "\n\nExamples\n"


def picture_of(
    *kinds: type, of: str, otherwise: str = ""
) -> Callable[[Callable[_Given, Axes]], Callable[_Given, Axes]]:
    """Make a function draw these kinds of result alone, and complete its docstring.

    Its paragraphs are its task, the question it answers and what the axes have; what it is `of`
    becomes the first parameter. One of what is no result names it `otherwise`, and refuses itself.
    """

    def decorated(draw: Callable[_Given, Axes]) -> Callable[_Given, Axes]:
        taken = inspect.signature(draw)
        argument = next(iter(taken.parameters))
        said = otherwise or " or ".join(kind.__name__ for kind in kinds)

        @wraps(draw)
        def drawn(*given: _Given.args, **named: _Given.kwargs) -> Axes:
            arguments = taken.bind(*given, **named).arguments
            if kinds and not isinstance(arguments[argument], kinds):
                found = type(arguments[argument]).__name__
                made = " or ".join({_SUBJECTS[kind.__name__][0]: 0 for kind in kinds})
                other = _SUBJECTS.get(found, ("", ""))[1]
                own = f", or draw this result with {other}" if other else ""
                raise InvalidInputError(
                    f"{argument} is of the kind {found}",
                    why=f"the picture draws the kind {said}",
                    do=f"Pass what {made} returned{own}",
                )
            checked_language(arguments.get("language", "en"))
            axes = arguments.get("axes")
            if axes is not None and not hasattr(axes, "spines"):
                raise refused("inputs.no_axes", argument="axes", given=axes)
            return draw(*given, **named)

        subject = f"{argument} : {said}\n{indent(fill(of, 88), ' ' * 4)}"
        if written := inspect.getdoc(draw):  # ``python -OO`` leaves none
            text, examples = written.split(_EXAMPLES)
            text, _, raises = text.partition(_RAISES)
            text, _, own = text.partition(_PARAMETERS)
            task, question, has = text.split("\n\n", maxsplit=2)
            takes = f"{task}\n\n{question}{_PARAMETERS}{subject}\n{own}".rstrip() + _TAKEN
            raises += _RAISED.format(argument=argument, kinds=said)
            returns = _RETURNS + indent(has, " " * 4)
            drawn.__doc__ = f"{takes}{returns}{_RAISES}{raises}{_EXAMPLES}{examples}"
        return drawn

    return decorated
