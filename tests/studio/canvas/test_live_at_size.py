"""Large drawings: quick while something moves, well drawn at rest, and no hand waits for it."""

import numpy as np
import pytest

from scratchstudio.network import EMPTY, Kind, add_neurons, connect_dense
from scratchstudio.studio.canvas import edge_buffer, edge_layer, raster


@pytest.fixture(autouse=True)
def steady(monkeypatch):
    """A busy machine draws fewer edges in a hurry; here it always draws as many."""
    monkeypatch.setattr(edge_buffer, "PACED_FROM", np.inf)


def layers(count, spread=400.0):
    """Two dense layers of so many neurons, with other weights on each edge."""
    network, left = add_neurons(EMPTY, [(0, 12.0 * i) for i in range(count)], kind=Kind.INPUT)
    network, right = add_neurons(network, [(spread, 12.0 * i) for i in range(count)])
    network, _ = connect_dense(network, left, right)
    weights = np.random.default_rng(1).normal(size=len(network.edges))
    return network.with_parameters(weights, np.zeros(2 * count))


def test_edges_drawn_behind_complete_the_same_buffer():
    chance = np.random.default_rng(3)
    starts, ends = chance.uniform(-20, 120, (2, 400, 2))
    at_once, bit_by_bit = raster.blank_buffer(100, 100), raster.blank_buffer(100, 100)
    lines = raster.lines_in(at_once, starts, ends, np.arange(400))
    raster.draw(at_once, lines)
    while len(lines):
        lines, now = lines.split(3000)
        assert 0 < now.count.sum() <= 3000
        raster.draw(bit_by_bit, now, behind=True)
    assert np.array_equal(at_once, bit_by_bit)


def test_in_a_hurry_the_strongest_edges_are_seen_and_at_rest_all(show, monkeypatch):
    canvas = show(layers(40)).canvas
    canvas.grab()
    buffer = canvas.edge_layer.buffer
    monkeypatch.setattr(edge_buffer, "QUICK", 20_000 * buffer._paces[False])
    monkeypatch.setattr(edge_layer, "MOST_FINE", 0)
    canvas.look(canvas.viewport.panned(5, 0))
    canvas.grab()
    hurried = set(np.unique(buffer._numbers)) - {raster.BACKGROUND, raster.GRID_LINE}
    assert not buffer.fits(canvas.shot())
    canvas._idle.timeout.emit()
    for _ in range(50):
        canvas.grab()
    assert buffer.fits(canvas.shot())
    all_seen = set(np.unique(buffer._numbers)) - {raster.BACKGROUND, raster.GRID_LINE}
    assert 0 < len(hurried) < len(all_seen)
    strength = np.abs(canvas.weights())
    left_out = [number - raster.FIRST_EDGE for number in all_seen - hurried]
    assert strength[[n - raster.FIRST_EDGE for n in hurried]].min() > strength[left_out].max() - 0.1


@pytest.mark.parametrize("count", [20, 40], ids=["stroked", "from the buffer"])
def test_after_a_rest_the_fine_picture_comes_by_itself(show, qtbot, monkeypatch, count):
    monkeypatch.setattr(edge_layer, "QUICKLY_STROKED", 10_000)
    canvas = show(layers(count)).canvas
    fine = canvas.edge_layer.fine
    qtbot.waitUntil(lambda: fine.finished)
    canvas.look(canvas.viewport.panned(3, 0))
    moving = canvas.grab().toImage()
    assert not canvas._refining.isActive(), "nothing is drawn well while the view moves"
    qtbot.waitUntil(lambda: fine.finished and canvas.grab().toImage() != moving)


def test_few_edges_are_antialiased_also_while_the_view_moves(show):
    canvas = show(layers(4)).canvas
    canvas._idle.timeout.emit()
    still = canvas.grab().toImage()
    canvas.look(canvas.viewport)
    assert canvas.grab().toImage() == still
