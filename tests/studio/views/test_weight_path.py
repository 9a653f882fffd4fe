"""The record of the path, its bounds, and the plane that holds most of it."""

import numpy as np
import pytest

from scratchstudio.studio.views.weight_path import (
    MOST_BYTES,
    MOST_MOMENTS,
    WeightPath,
    main_plane,
    most_moved,
)


def walked(count, size=3):
    path = WeightPath()
    for step in range(count):
        path.add(np.full(size, step, dtype=np.float32))
    return path


def test_a_short_path_is_kept_whole():
    assert walked(5).vectors[:, 0].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("count", [MOST_MOMENTS + 1, 3_000, 10_007])
def test_a_long_path_stays_bounded_and_evenly_spread_from_the_first_to_the_newest(count):
    path = walked(count)
    steps = path.vectors[:, 0]
    assert 100 <= len(path) <= MOST_MOMENTS
    assert (steps[0], steps[-1]) == (0, count - 1)
    gaps = np.diff(steps)
    assert gaps.min() > 0
    assert gaps[:-1].max() <= 2 * gaps[:-1].min()


def test_a_large_network_keeps_fewer_moments_and_a_huge_one_no_path():
    path = WeightPath()
    path.restart(100_000)
    assert path.nbytes <= MOST_BYTES
    for step in range(60):
        path.add(np.full(100_000, step, dtype=np.float32))
    assert 3 <= len(path) <= 40

    path.restart(2_000_000)
    path.add(np.zeros(2_000_000, dtype=np.float32))
    assert len(path) == path.nbytes == 0


def test_weights_met_again_end_the_path_there():
    path = walked(6)
    path.add(np.full(3, 2.0, dtype=np.float32))
    assert path.vectors[:, 0].tolist() == [0, 1, 2]


def test_resting_weights_and_weights_that_are_not_numbers_add_nothing():
    path = walked(3)
    path.add(np.full(3, 2.0, dtype=np.float32))
    path.add(np.array([1.0, np.nan, 2.0], dtype=np.float32))
    assert len(path) == 3


def test_another_number_of_weights_begins_another_path():
    path = walked(3)
    path.add(np.zeros(5, dtype=np.float32))
    assert path.vectors.shape == (1, 5)


def test_those_that_moved_most_come_first_and_without_a_path_the_largest():
    path = WeightPath()
    present = np.array([5.0, -9.0, 1.0, 2.0])
    everything = np.ones(4, dtype=bool)
    assert most_moved(path, present, everything, 3) == [1, 0, 3]
    path.add(np.array([5.0, -9.0, 4.0, 2.5], dtype=np.float32))
    assert most_moved(path, present, everything, 2) == [2, 3]
    assert most_moved(path, present, np.array([True, True, False, True]), 1) == [3]
    assert most_moved(path, present, np.zeros(4, dtype=bool), 2) == []


def test_another_wiring_begins_another_path(xor_with_skip, and_neuron):
    path = walked(3)
    path.follow(xor_with_skip)
    assert len(path) == 3
    path.follow(
        xor_with_skip.with_parameters(
            xor_with_skip.edges.weight, np.zeros(len(xor_with_skip.neurons))
        )
    )
    assert len(path) == 3
    path.follow(and_neuron)
    assert len(path) == 0


def test_the_main_plane_of_a_path_is_that_of_its_singular_vectors():
    rng = np.random.default_rng(1)
    vectors = np.cumsum(rng.normal(size=(40, 12)), axis=0).astype(np.float32)
    present = vectors[-1].astype(np.float64)
    directions, share = main_plane(vectors, present)

    _, lengths, right = np.linalg.svd(vectors - present)
    assert share == pytest.approx(np.sum(lengths[:2] ** 2) / np.sum(lengths**2), rel=1e-5)
    assert np.abs(np.sum(directions * right[:2], axis=1)) == pytest.approx([1, 1], abs=1e-4)
    assert directions @ directions.T == pytest.approx(np.eye(2), abs=1e-4)
    assert (directions @ (vectors[0] - present) <= 0).all()


@pytest.mark.parametrize(
    "vectors",
    [
        np.zeros((4, 3)),
        np.arange(5.0)[:, None] * np.ones(3),
        np.full((4, 3), np.nan),
        np.empty((0, 3)),
    ],
)
def test_a_path_that_rests_or_is_straight_spans_no_plane(vectors):
    assert main_plane(vectors.astype(np.float32), np.zeros(3)) is None
