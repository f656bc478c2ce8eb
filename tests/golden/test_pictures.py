"""Pictures look as they did when someone last looked at them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from matplotlib.testing.compare import compare_images

import kkr_allocation as kkr
from kkr_allocation.presentation.pictures.canvas import colours_of, text_on
from tests.pictures import DOTS_PER_INCH, EXPECTED, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

TOLERANCE = 6
"""Root mean square of the difference, of 255; another release of the fonts' renderer gives 2."""


@pytest.fixture(scope="module")
def pictures() -> dict[str, Axes]:
    return drawn()


def test_every_expected_picture_is_drawn(pictures: dict[str, Axes]) -> None:
    assert {path.stem for path in EXPECTED.glob("*.png")} == set(pictures)


def test_pictures_equal_the_expected_ones(pictures: dict[str, Axes], tmp_path: Path) -> None:
    for name, axes in pictures.items():
        path = tmp_path / f"{name}.png"
        axes.figure.savefig(path, dpi=DOTS_PER_INCH)
        difference = compare_images(str(EXPECTED / f"{name}.png"), str(path), TOLERANCE)
        assert difference is None, difference


def test_the_pictures_hold_the_figures_of_their_results(pictures: dict[str, Axes]) -> None:
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    discs = [patch for patch in pictures["council"].patches if patch.get_fill()]
    rings = [patch for patch in pictures["council"].patches if not patch.get_fill()]
    assert (len(discs), len(rings)) == (council.house_size, sum(council.mayors.values()))
    assert [bar.get_width() for bar in pictures["house_size"].patches] == [23, 26, 8]
    widths = [bar.get_width() for bar in pictures["readings"].patches]
    assert sum(widths) == 28 + 24
    titles = {name: axes.get_title() for name, axes in pictures.items()}
    assert titles["places"] == "60 pladser"
    assert titles["sweep"] == "Seats in 2,000 draws"


def test_axes_of_the_caller_are_drawn_on() -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert kkr.plot_quotients(kkr.apportion({"A": 3, "B": 1}, 2), axes=axes) is axes


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(kkr.KkrAllocationError, match=r'pip install "kkr_allocation\[plot\]"'):
        kkr.plot_quotients(kkr.apportion({"A": 3, "B": 1}, 2))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_letters_can_be_read_on_every_colour() -> None:
    """A contrast of at least 3 to 1, as WCAG 2 asks of graphics."""
    for colour in colours_of([*"ABCDFIKMOSVÆØÅ", *"123456"]).values():
        light, dark = sorted([luminance(colour), luminance(text_on(colour))], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


def test_a_name_that_last_year_did_not_have_is_refused() -> None:
    result = kkr.scale({"Herning": 34, "rest": 66}, 100)
    with pytest.raises(kkr.InvalidInputError, match="before names 'Aarhus'"):
        kkr.plot_places(result, before={"Aarhus": 3})
