"""The weights over the steps of a run, as the states on the time line have them."""

import numpy as np

from scratchstudio.engine import Keyframe, TrainerState
from scratchstudio.network import EMPTY, connect, remove
from scratchstudio.studio.views.weight_traces import (
    WeightTraces,
    chosen_lines,
    joined_lines,
    weights_of,
)


def frame_of(network, step, weights):
    state = TrainerState({}, {"parameters": np.zeros(3)})
    drawn = network.with_parameters(weights, network.neurons.bias)
    return Keyframe(step, 0, 0.5, 0.5, state, drawn)


def all_values(traces):
    return traces.values(np.arange(len(traces.edge_ids)))


def test_states_stand_in_order_with_the_present_last(and_neuron):
    frames = tuple(frame_of(and_neuron, step, [step, -step]) for step in (0, 10, 20))
    traces = WeightTraces(frames, and_neuron, np.array([25.0, -25.0]), 25)
    assert traces.steps.tolist() == [0, 10, 20, 25]
    assert all_values(traces)[:, 0].tolist() == [0, 10, 20, 25]
    assert traces.present == 3


def test_gone_back_the_present_stands_between_what_was_and_what_came_after(and_neuron):
    frames = tuple(frame_of(and_neuron, step, [step, 0.0]) for step in (0, 10, 20))
    traces = WeightTraces(frames, and_neuron, np.array([10.5, 0.0]), 10)
    assert traces.steps.tolist() == [0, 10, 20]
    assert all_values(traces)[:, 0].tolist() == [0, 10.5, 20]
    assert traces.present == 1


def test_an_edge_that_was_not_yet_drawn_has_no_value(xor_with_skip):
    first = int(xor_with_skip.edges.id[0])
    smaller = remove(xor_with_skip, [first])
    ends = int(smaller.neurons.id[0]), int(smaller.neurons.id[2])
    larger, new = connect(smaller, *ends, 0.5)
    frames = (frame_of(xor_with_skip, 0, np.arange(5.0)), frame_of(smaller, 5, np.arange(4.0)))
    traces = WeightTraces(frames, larger, np.full(5, 9.0), 9)
    values = all_values(traces)
    assert values[0, :4].tolist() == [1, 2, 3, 4]
    assert values[1, :4].tolist() == [0, 1, 2, 3]
    assert np.isnan(values[:2, larger.edges.rows([new])[0]]).all()
    assert values[2].tolist() == [9.0] * 5


def test_a_drawing_without_edges_has_no_weights():
    assert np.isnan(weights_of(EMPTY.edges, np.array([3, 4]))).all()


def test_the_largest_weights_and_the_selected_ones_are_drawn():
    weights, ids = np.linspace(0, 1, 1000), np.arange(1000) + 1
    rows = chosen_lines(weights, ids, frozenset({1, 999_999}), 300)
    assert len(rows) == 300
    assert 0 in rows
    assert set(range(701, 1000)) <= set(rows.tolist())


def test_lines_are_joined_with_gaps_between_them():
    x, y = joined_lines(np.array([0, 5]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert x.tolist() == [0, 5, 5, 0, 5, 5]
    assert np.array_equal(y, [1, 3, np.nan, 2, 4, np.nan], equal_nan=True)


def test_hostile_weights_do_no_harm():
    ids = np.array([1, 2])
    assert chosen_lines(np.array([np.nan, np.inf]), ids, frozenset(), 1).tolist() in ([0], [1])
