"""The spread of the weights, now and over the steps."""

import numpy as np

from scratchstudio.engine import Keyframe, TrainerState
from scratchstudio.network import Network
from scratchstudio.studio.views.histogram import BINS, COLUMNS, SpreadOverTime, bins


def frame_of(network: Network, step: int, weights: list[float]) -> Keyframe:
    state = TrainerState({}, {"parameters": np.zeros(3)})
    drawn = network.with_parameters(weights, network.neurons.bias)
    return Keyframe(step, 0, 0.5, 0.5, state, drawn)


def test_bins_are_symmetric_and_end_at_a_round_number():
    edges = bins(np.array([-0.3, 0.1, 0.7]))
    assert np.allclose((edges[0], edges[-1]), (-0.8, 0.8))
    assert len(edges) == BINS + 1
    assert len(bins(np.empty(0))) == BINS + 1


def test_each_column_has_the_spread_of_the_newest_state_until_then(and_neuron):
    frames = (
        frame_of(and_neuron, 0, [-0.99, 0.99]),
        frame_of(and_neuron, 75, [0.01, 0.01]),
        frame_of(and_neuron, 100, [0.99, 0.99]),
    )
    picture = SpreadOverTime().picture(frames)
    assert picture.shape == (BINS, COLUMNS)
    assert np.allclose(picture.sum(axis=0), 1)
    assert (picture[0, 0], picture[-1, 0]) == (0.5, 0.5)
    assert picture[-1, -1] == 1.0
    assert picture[BINS // 2, int(COLUMNS * 0.8)] == 1.0
    assert picture[0, int(COLUMNS * 0.7)] == 0.5


def test_bins_grow_with_the_weights_and_the_past_is_counted_anew(and_neuron):
    spread = SpreadOverTime()
    first = frame_of(and_neuron, 0, [0.9, 0.9])
    assert spread.picture((first,))[-4:, 0].sum() == 1.0
    picture = spread.picture((first, frame_of(and_neuron, 10, [9.0, -9.0])))
    assert spread.limit == 10.0
    assert picture[BINS // 2 : BINS // 2 + 4, 0].sum() == 1.0


def test_what_is_not_a_number_is_left_out_and_nothing_is_an_empty_picture(and_neuron):
    assert not SpreadOverTime().picture(()).any()
    odd = frame_of(and_neuron, 0, [np.nan, np.inf])
    assert not SpreadOverTime().picture((odd,)).any()
