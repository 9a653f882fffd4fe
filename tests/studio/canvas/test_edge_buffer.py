"""The buffer of many edges: some lifted out of it, the others are seen to the very pixel."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.network import EMPTY, add_neurons, connect_pairs
from scratchstudio.studio.canvas import edge_buffer, raster
from scratchstudio.studio.canvas.edge_buffer import EdgeBuffer
from scratchstudio.studio.canvas.picture import Picture
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import framing

WIDTH, HEIGHT = 320, 240


@pytest.fixture(scope="module")
def shot() -> Shot:
    """40 neurons, each wired with each of another 40."""
    chance = np.random.default_rng(5)
    network, sources = add_neurons(EMPTY, chance.uniform((0, 0), (100, 900), (40, 2)))
    network, targets = add_neurons(network, chance.uniform((900, 0), (1200, 900), (40, 2)))
    pairs = np.array(np.meshgrid(sources, targets)).reshape(2, -1)
    network, _ = connect_pairs(network, *pairs, chance.normal(size=1600))
    picture = Picture.of(network)
    return Shot(picture, framing(picture.bounds(), WIDTH, HEIGHT), WIDTH, HEIGHT, 1.0)


@pytest.fixture
def weights(shot: Shot) -> np.ndarray:
    return shot.picture.network.edges.weight


def of_neurons(shot: Shot, *rows: int) -> np.ndarray:
    """The rows of all edges but those at these neurons."""
    network = shot.picture.network
    return np.flatnonzero(~np.isin(network.source_rows, rows) & ~np.isin(network.target_rows, rows))


def finished(buffer: EdgeBuffer, shot: Shot, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    for _ in range(2000):
        buffer.prepare(shot, rows, weights, hurry=False)
        if not buffer.unfinished:
            return buffer._numbers.copy()
    raise AssertionError("it is never finished")


@pytest.fixture(params=[1.0, 0.00002], ids=["at once", "in slices"])
def slices(request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_buffer, "QUICK", request.param)
    monkeypatch.setattr(edge_buffer, "PACED_FROM", np.inf)


@pytest.mark.usefixtures("slices")
@pytest.mark.parametrize("begun", [0, 3, None], ids=["just begun", "half drawn", "whole"])
def test_what_is_left_is_as_if_the_others_had_never_been(shot, weights, begun) -> None:
    every, some, fewer = np.arange(1600), of_neurons(shot, 7), of_neurons(shot, 7, 60)
    buffer = EdgeBuffer()
    if begun is None:
        finished(buffer, shot, every, weights)
    else:
        for _ in range(begun + 1):
            buffer.prepare(shot, every, weights, hurry=False)
    for rows in (some, fewer):
        buffer.prepare(shot, rows, weights, hurry=False)
        fresh = finished(EdgeBuffer(), shot, rows, weights)
        assert np.array_equal(finished(buffer, shot, rows, weights), fresh)
    assert (buffer._numbers == raster.GRID_LINE).any()


def test_edges_that_come_back_are_drawn_anew(shot, weights) -> None:
    buffer, every = EdgeBuffer(), np.arange(1600)
    whole = finished(buffer, shot, every, weights)
    finished(buffer, shot, of_neurons(shot, 3), weights)
    assert np.array_equal(finished(buffer, shot, every, weights), whole)


def test_at_first_only_the_lifted_edges_go(shot, weights) -> None:
    buffer = EdgeBuffer()
    before = finished(buffer, shot, np.arange(1600), weights)
    rows = of_neurons(shot, 7)
    buffer.prepare(shot, rows, weights, hurry=False)
    changed = buffer._numbers != before
    assert buffer.unfinished
    assert changed.any()
    assert np.isin(before[changed] - raster.FIRST_EDGE, rows, invert=True).all()
    assert (buffer._numbers[changed] < raster.FIRST_EDGE).all()
