"""Pictures look as they did when someone last looked at them."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.testing.compare import compare_images

import kkr_allocation as kkr
from kkr_allocation.presentation.pictures.canvas import colours_of, short, text_on
from tests.pictures import DOTS_PER_INCH, EXPECTED, appointed, drawn

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
    mayors, rest, rounding = (
        [bar.get_width() for bar in bars] for bars in pictures["house_size"].containers
    )
    claims = [float(claim) for claim in council.claims.values()]
    assert mayors == [8, 6, 1, 0, 0, 0, 0, 0]
    assert [a + b for a, b in zip(mayors, rest, strict=True)] == pytest.approx(claims)
    seats = [council.seats[name] for name in council.eligible]
    assert [a + b for a, b in zip(claims, rounding, strict=True)] == pytest.approx(seats)
    widths = [bar.get_width() for bar in pictures["readings"].patches]
    assert sum(widths) == 31 + 28 + 24
    titles = {name: axes.get_title() for name, axes in pictures.items()}
    assert titles["places"] == "60 pladser"
    assert titles["sweep"] == "Seats in 2,000 draws"


def test_lists_sit_from_left_to_right_with_local_lists_in_the_middle() -> None:
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")

    def seated(**asked: list[str]) -> list[str]:
        named = kkr.plot_council(council, **asked).get_legend().get_texts()
        return [text.get_text().split()[0] for text in named[:-1]]

    usual = ["Ø", "F", "A", "B", "NO", "V", "C", "I", "O", "D"]
    assert seated() == usual
    assert seated(order=["V", "A"])[:4] == ["V", "A", "Ø", "F"]
    assert sorted(seated(highlight=["A"])) == sorted(usual)
    for argument in ("order", "highlight"):
        with pytest.raises(kkr.InvalidInputError, match=f"{argument} names 'Q'"):
            seated(**{argument: ["Q"]})


def test_a_name_of_a_party_has_its_letter_and_colour() -> None:
    names = ["Venstre", "V", "Socialdemokratiet", "SF"]
    colours = colours_of(names)
    assert [short(name) for name in names] == ["V", "V", "A", "F"]
    assert colours["Venstre"] == colours["V"] != colours["Socialdemokratiet"]


def test_thirty_rungs_stand_apart_and_the_next_is_named() -> None:
    axes = kkr.plot_quotients(kkr.apportion({"A": 520_000, "V": 310_000, "B": 2_000}, 48))
    heights = sorted(y for mark in axes.collections for x, y in mark.get_offsets() if x == 0)
    steps = [high - low for low, high in pairwise(heights)]
    assert len(heights) >= 30
    assert steps == pytest.approx([steps[0]] * len(steps))
    inches = axes.figure.get_figheight() * steps[0] / abs(float(np.diff(axes.get_ylim())[0]))
    assert inches > 0.17
    assert written(axes)[-3:] == ["↓ 2,000", "last seat\nV  17,222", "the next\nA  16,774"]


def test_a_sweep_says_how_often_a_coalition_has_the_majority() -> None:
    base = kkr.apportion({"A": 500, "V": 300, "C": 200}, 5)
    scenario = kkr.Scenario(base, kkr.UniformSwing(0), coalitions=[["V", "C"], ["A", "C"]])
    axes = kkr.plot_sweep(kkr.sweep(scenario, 10, seed=1))
    assert written(axes)[-3:-1] == [f"a majority in {share}.0% of the draws" for share in (0, 100)]
    assert written(axes)[-1] == "majority: 3"


def test_at_the_cap_each_list_is_marked_where_it_gave_way() -> None:
    council = kkr.compose_region(kkr.load_election(2025), "KKR Hovedstaden")
    axes = kkr.plot_house_size(council, language="da")
    title = "65 pladser krævet til 15.689,8 stemmer pr. plads; loftet giver plads til 58"
    assert axes.get_title() == title
    marks = [lines.get_segments()[0][0][0] for lines in axes.collections]
    assert marks == [council.seats[name] for name in council.eligible]
    assert written(axes)[0] == "12,07 → 13, får 12"


def test_a_council_without_a_price_is_drawn_as_one() -> None:
    council = kkr.compose({"A": 60, "V": 40, "L": 1}, {"L": 1}, municipalities=1)
    axes = kkr.plot_house_size(council)
    assert axes.get_title() == "No mayor sets a price of a seat here"
    assert not axes.patches


def test_names_of_readings_are_set_in_lines_short_enough_to_read() -> None:
    council = kkr.compose_region(kkr.load_election(2021), "KKR Midtjylland")
    labels = [label.get_text() for label in kkr.plot_readings(council).get_yticklabels()]
    assert len(labels) == len(set(labels)) == 7
    assert max(len(line) for label in labels for line in label.splitlines()) <= 34


def written(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_bars_of_a_scan_hold_its_distribution_and_set_lots_apart(pictures: dict[str, Axes]) -> None:
    scan = kkr.alliance_scan({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    *bars, strip = pictures["scan"].patches
    clear = len(scan) - scan.lots
    shares = [count / clear for name in scan.votes for count in scan.distribution(name).values()]
    tallest = max(-bar.get_height() for bar in bars)
    assert [-bar.get_height() / tallest for bar in bars] == pytest.approx(shares)
    assert strip.get_width() == pytest.approx(5 / 52)
    assert strip.get_hatch()
    assert written(pictures["scan"])[-1].endswith("1 of 52")


def test_a_sweep_counts_members_of_a_council_and_seats_of_an_election() -> None:
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    shown = {}
    for base in (council, kkr.apportion({"A": 500, "V": 300}, 5)):
        swept = kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(1)), 20, seed=1)
        axes = kkr.plot_sweep(swept, language="da")
        shown[axes.get_title()] = axes.get_xlabel(), kkr.plot_sweep(swept).get_xlabel()
    assert shown == {
        "Medlemmer i 20 trækninger": ("medlemmer", "members"),
        "Pladser i 20 trækninger": ("pladser", "seats"),
    }


def test_a_scan_that_needs_a_lot_alone_marks_no_list() -> None:
    axes = kkr.plot_scan(kkr.alliance_scan({"A": 10, "B": 10, "C": 5}, 3))
    assert axes.get_legend() is None


def test_posts_stand_at_their_forum_and_list_and_add_up(pictures: dict[str, Axes]) -> None:
    result = appointed()
    axes = pictures["appointments"]
    lists = [label.get_text() for label in axes.get_xticklabels()][:-1]
    fora = [label.get_text() for label in axes.get_yticklabels()][:-1]
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    frame = result.to_frame()
    for row, forum in enumerate(fora):
        for column, name in enumerate(lists):
            posts = ((frame["forum"] == forum) & (frame["party"] == name)).sum()
            assert shown.get((column, row), "0") == str(posts)
    assert shown[len(lists), len(fora)] == str(len(frame))
    assert "A+F" in shown.values()


def test_squares_of_the_spread_are_the_posts_of_each_municipality(pictures) -> None:
    result = appointed()
    labels = [label.get_text() for label in pictures["spread"].get_yticklabels()]
    held = result.to_frame()["municipality"].value_counts()
    assert labels == [f"{name}  {held.get(name, 0)}" for name in ("Odense", "Assens", "Kerteminde")]
    shares = pictures["spread"].collections[1].get_offsets()[:, 0]
    assert shares.tolist() == pytest.approx([5 * people / 270 for people in (205, 41, 24)])


def test_cells_of_a_table_show_places_and_their_difference_from_the_claim() -> None:
    votes = [[60, 10], [30, 40]]
    table = kkr.biproportion(votes, [3, 4], [4, 3], forbidden=[(0, 1)])
    shown = {text.get_position(): text.get_text() for text in kkr.plot_table(table).texts}
    frame = table.to_frame().set_index(["row", "column"])
    for column, row in [(0, 0), (0, 1), (1, 1)]:
        cell = frame.loc[(f"row {row + 1}", f"column {column + 1}")]
        assert int(shown[column, row - 0.12]) == cell["seats"]
        gap = cell["seats"] - cell["quotient"]
        said = shown[column, row + 0.24].replace("\N{MINUS SIGN}", "-")
        assert float(said) == pytest.approx(gap, abs=0.005)
    assert (1, 0 - 0.12) not in shown
    assert (shown[2, 0], shown[0, 2], shown[2, 2]) == ("3", "4", "7")


def test_long_names_do_not_run_into_one_another() -> None:
    """Names are whole, and slanted where one is too long for its column."""
    votes = {"A": 43, "V": 31, "Guldborgsundlisten (Guldborgsund)": 20, "Nyt Odsherred": 16, "C": 9}
    axes = kkr.plot_quotients(kkr.apportion(votes, 9))
    labels = axes.get_xticklabels()
    assert [label.get_text() for label in labels] == list(votes)
    assert {label.get_rotation() for label in labels} == {35}
    short = kkr.plot_quotients(kkr.apportion({"A": 40, "V": 30, "Ny": 9}, 9))
    assert {label.get_rotation() for label in short.get_xticklabels()} == {0}


def test_axes_of_the_caller_are_drawn_on() -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert kkr.plot_quotients(kkr.apportion({"A": 3, "B": 1}, 2), axes=axes) is axes


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"python\S* -m pip install matplotlib$"):
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
