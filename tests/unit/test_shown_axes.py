"""A picture that ends a cell of a notebook is seen there."""

from matplotlib.figure import Figure

import kkr_allocation as kkr

COUNCIL = kkr.compose({"A": 4000, "V": 3500, "C": 2500}, {"A": 3, "V": 1}, municipalities=4)


def test_a_picture_in_a_figure_of_its_own_shows_itself():
    assert kkr.plot_council(COUNCIL)._repr_png_().startswith(b"\x89PNG")


def test_axes_of_the_users_own_are_drawn_on_as_they_are():
    axes = Figure().add_subplot()
    assert kkr.plot_council(COUNCIL, axes=axes) is axes
