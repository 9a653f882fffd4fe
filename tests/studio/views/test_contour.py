"""Contour lines by marching squares."""

import numpy as np

from scratchstudio.studio.views.contour import contour


def grid(count=41, limit=2.0):
    x = np.linspace(-limit, limit, count)
    return x, *np.meshgrid(x, x)


def test_the_contour_of_a_circle_lies_on_the_circle_and_goes_all_the_way_round():
    x, across, up = grid()
    segments = contour(1 - across**2 - up**2, x, x)

    assert np.allclose(np.hypot(*segments.T), 1, atol=0.01)
    lengths = np.hypot(*(segments[1::2] - segments[::2]).T)
    assert np.isclose(lengths.sum(), 2 * np.pi, rtol=0.01)


def test_a_straight_border_is_met_exactly_between_the_grid_points():
    x, across, _ = grid(5)
    segments = contour(across - 0.3, x, x)
    assert np.allclose(segments[:, 0], 0.3)
    assert len(segments) == 2 * 4


def test_without_a_change_of_sign_there_is_no_line():
    x, across, _ = grid(5)
    assert contour(np.ones_like(across), x, x).shape == (0, 2)
    assert contour(np.zeros_like(across), x, x).shape == (0, 2)


def test_what_is_not_a_number_breaks_the_line_and_nothing_else():
    x, across, _ = grid(5)
    field = across - 0.3
    field[0] = np.nan
    segments = contour(field, x, x)
    assert np.isfinite(segments).all()
    assert len(segments) == 2 * 3


def test_a_saddle_gives_two_lines():
    field = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert contour(field, np.array([0.0, 1.0]), np.array([0.0, 1.0])).shape == (4, 2)
