"""The generated sets: deterministic, in Playground's ranges, and what their help says they are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scratchstudio.data import GENERATORS, GeneratedSource, Table
from scratchstudio.errors import DataError

REACH = {
    "circle": 5.0,
    "exclusive_or": 5.3,
    "gaussian": 12.0,
    "spiral": 5.0,
    "moons": 5.0,
    "plane": 6.0,
    "multi_gaussian": 6.0,
    "bars": 1.0,
    "bars_anywhere": 1.0,
}
"""How far a coordinate gets from 0 without noise; the clouds are normal, so merely very likely."""


def points(table: Table) -> NDArray[np.float64]:
    return np.column_stack([column.values for column in table.columns[:-1]])


def is_blue(table: Table) -> NDArray[np.bool_]:
    return table.column("label").values == 1


def test_every_generator_has_a_known_range_here() -> None:
    assert set(REACH) == set(GENERATORS)


@pytest.mark.parametrize("key", GENERATORS)
@pytest.mark.parametrize("samples", [2, 7, 500])
@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
def test_it_has_as_many_finite_rows_as_asked_for(key: str, samples: int, noise: float) -> None:
    table = GENERATORS[key].make(samples, noise, 3)
    assert table.rows == samples
    assert table.missing == 0
    pixels = table.picture.columns if table.picture else ("x1", "x2")
    assert table.names[:-1] == pixels


@pytest.mark.parametrize("key", GENERATORS)
def test_the_same_seed_gives_the_same_rows(key: str) -> None:
    make = GENERATORS[key].make
    assert make(100, 0.1, 5).same(make(100, 0.1, 5))
    assert not make(100, 0.1, 5).same(make(100, 0.1, 6))


@pytest.mark.parametrize("key", GENERATORS)
def test_without_noise_points_stay_in_playgrounds_range(key: str) -> None:
    assert np.abs(points(GENERATORS[key].make(1000, 0.0, 1))).max() <= REACH[key] + 1e-12


@pytest.mark.parametrize("key", GENERATORS)
def test_noise_changes_the_data(key: str) -> None:
    assert not GENERATORS[key].make(200, 0.0, 1).same(GENERATORS[key].make(200, 0.5, 1))


@pytest.mark.parametrize("key", [k for k, g in GENERATORS.items() if g.task == "classification"])
def test_classes_are_as_declared_and_about_equally_many(key: str) -> None:
    label = GENERATORS[key].make(500, 0.0, 2).column("label")
    assert label.categories == GENERATORS[key].classes
    assert 0.4 < label.values.mean() < 0.6


def test_the_blue_disc_lies_inside_the_orange_ring() -> None:
    table = GENERATORS["circle"].make(500, 0.0, 0)
    radius = np.linalg.norm(points(table), axis=1)
    assert radius[is_blue(table)].max() < 2.5
    assert radius[~is_blue(table)].min() >= 3.5


def test_exclusive_or_keeps_clear_of_the_axes() -> None:
    table = GENERATORS["exclusive_or"].make(500, 0.0, 0)
    where = points(table)
    assert np.abs(where).min() >= 0.3
    np.testing.assert_array_equal(is_blue(table), where.prod(axis=1) > 0)


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_the_clouds_spread_with_the_noise(noise: float, variance: float) -> None:
    table = GENERATORS["gaussian"].make(20_000, noise, 0)
    blue = points(table)[is_blue(table)]
    assert blue.var(axis=0) == pytest.approx([variance, variance], rel=0.05)
    assert blue.mean(axis=0) == pytest.approx([2, 2], abs=0.1)


def test_the_orange_arm_is_the_blue_one_turned_half_round() -> None:
    table = GENERATORS["spiral"].make(200, 0.0, 0)
    blue, orange = points(table)[is_blue(table)], points(table)[~is_blue(table)]
    blue = blue[np.argsort(np.linalg.norm(blue, axis=1))]
    orange = orange[np.argsort(np.linalg.norm(orange, axis=1))]
    np.testing.assert_allclose(orange, -blue, atol=1e-12)


def test_the_plane_is_a_tenth_of_the_sum() -> None:
    table = GENERATORS["plane"].make(100, 0.0, 0)
    np.testing.assert_allclose(table.column("y").values, points(table).sum(axis=1) / 10)


def test_hills_and_hollows_lie_where_playground_has_them() -> None:
    table = GENERATORS["multi_gaussian"].make(20_000, 0.0, 0)
    where, height = points(table), table.column("y").values
    for centre, sign in (((-4, 2.5), 1), ((0, 2.5), -1), ((4, -2.5), -1), ((0, -2.5), 1)):
        away = np.linalg.norm(where - centre, axis=1)
        near = away < 1  # nearer than any other centre's reach
        np.testing.assert_allclose(height[near], sign * (1 - away[near] / 2), atol=1e-12)
    assert np.abs(height).max() <= 1


@pytest.mark.parametrize(
    "source",
    [
        GeneratedSource("hexagon"),
        GeneratedSource("spiral", samples=1),
        GeneratedSource("spiral", samples=10**9),
        GeneratedSource("spiral", noise=0.6),
        GeneratedSource("spiral", noise=float("nan")),
        GeneratedSource("spiral", seed=-1),
    ],
)
def test_a_value_out_of_range_is_refused_with_a_sentence(source: GeneratedSource) -> None:
    with pytest.raises(DataError, match=r"\.$"):
        source.table()


def bar_pictures(key: str, noise: float = 0.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = GENERATORS[key].make(600, noise, 0)
    return points(table).reshape(-1, 6, 6), table.column("label").values


@pytest.mark.parametrize("key", ["bars", "bars_anywhere"])
def test_a_bar_fills_one_row_where_it_lies_and_one_column_where_it_stands(key: str) -> None:
    pictures, label = bar_pictures(key)
    assert GENERATORS[key].make(20).column("label").categories == ("horizontal", "vertical")
    assert ((pictures[label == 0].sum(axis=2) == 6).sum(axis=1) == 1).all()
    assert ((pictures[label == 1].sum(axis=1) == 6).sum(axis=1) == 1).all()


@pytest.mark.parametrize(("key", "lines"), [("bars", {2, 3}), ("bars_anywhere", set(range(6)))])
def test_bars_stand_in_the_middle_or_anywhere(key: str, lines: set[int]) -> None:
    pictures, label = bar_pictures(key)
    standing = pictures[label == 1].sum(axis=1).argmax(axis=1)
    assert set(standing.tolist()) == lines


def test_a_straight_line_parts_bars_in_the_middle_but_not_moved_ones() -> None:
    """Least squares on one half, judged on the other, as one neuron would: lesson 11."""
    share = {}
    for key in ("bars", "bars_anywhere"):
        pictures, label = bar_pictures(key, noise=0.2)
        known = np.column_stack([pictures.reshape(600, -1), np.ones(600)])
        weights = np.linalg.lstsq(known[:300], 2 * label[:300] - 1, rcond=None)[0]
        share[key] = float(((known[300:] @ weights > 0) == (label[300:] == 1)).mean())
    assert share["bars"] >= 0.98
    assert share["bars_anywhere"] <= 0.75
