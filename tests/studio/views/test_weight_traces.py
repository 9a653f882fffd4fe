"""The past of the weights, in bounded memory."""

import numpy as np

from scratchstudio.network import EMPTY, Kind, add_neuron, connect, remove
from scratchstudio.studio.views.weight_traces import (
    MOST_BYTES,
    MOST_MOMENTS,
    WeightTraces,
    chosen_lines,
    joined_lines,
)


def wide_network(edges):
    network, y = add_neuron(EMPTY, (100, 0), kind=Kind.OUTPUT)
    for _ in range(edges):
        network, x = add_neuron(network, (0, 0), kind=Kind.INPUT)
        network, _ = connect(network, x, y, 0.0)
    return network


def test_moments_are_kept_in_order_and_the_newest_is_always_there(and_neuron):
    traces = WeightTraces()
    for step in range(5):
        traces.add(step, and_neuron, np.array([step, -step], dtype=float))
    assert traces.steps.tolist() == [0, 1, 2, 3, 4]
    assert traces.values[-1].tolist() == [4, -4]


def test_a_long_training_stays_within_its_memory_and_evenly_spaced(and_neuron):
    traces = WeightTraces()
    for step in range(0, 200_000, 7):
        traces.add(step, and_neuron, np.array([step, 0.0]))

    assert MOST_MOMENTS // 3 <= len(traces) <= MOST_MOMENTS
    assert traces.nbytes < 100_000
    assert traces.steps[0] == 0
    assert traces.steps[-1] == 7 * (199_999 // 7)
    assert np.diff(traces.steps).max() < 6 * 200_000 / MOST_MOMENTS
    assert np.array_equal(traces.values[:, 0], traces.steps.astype(np.float32))


def test_a_large_network_keeps_fewer_moments():
    network = wide_network(3)
    large = network.edges.take(np.zeros(200_000, dtype=int))
    network = type(network)(
        network.neurons, type(large).of(id=np.arange(200_000), source=1, target=1)
    )
    traces = WeightTraces()
    for step in range(100):
        traces.add(step, network, np.zeros(200_000))
    assert traces.nbytes <= MOST_BYTES + 10_000
    assert len(traces) >= 16


def test_going_back_to_an_earlier_step_forgets_what_came_after(and_neuron):
    traces = WeightTraces()
    for step in (0, 10, 20, 30):
        traces.add(step, and_neuron, np.full(2, float(step)))
    traces.add(15, and_neuron, np.full(2, 99.0))
    assert traces.steps.tolist() == [0, 10, 15]
    traces.add(0, and_neuron, np.zeros(2))
    assert traces.steps.tolist() == [0]


def test_an_edit_keeps_the_past_of_the_edges_that_stay(xor_with_skip):
    traces = WeightTraces()
    traces.add(0, xor_with_skip, np.arange(5.0))
    first = int(xor_with_skip.edges.id[0])
    smaller = remove(xor_with_skip, [first])
    traces.add(1, smaller, np.arange(4.0))
    assert first not in traces.edge_ids
    assert traces.values[0].tolist() == [1, 2, 3, 4]

    x1, y = int(smaller.neurons.id[0]), int(smaller.neurons.id[2])
    larger, _ = connect(smaller, x1, y, 0.5)
    traces.add(2, larger, np.ones(5))
    assert np.isnan(traces.values[0]).sum() == 1
    assert np.isfinite(traces.values[-1]).all()


def test_another_network_starts_anew(xor_with_skip, and_neuron):
    traces = WeightTraces()
    traces.add(0, wide_network(3), np.zeros(3))
    stranger = wide_network(40)
    stranger = remove(stranger, stranger.edges.id[:30].tolist())
    traces.add(5, stranger, np.zeros(10))
    assert traces.steps.tolist() == [5]


def test_the_largest_weights_and_the_selected_ones_are_drawn():
    values = np.zeros((2, 1000), dtype=np.float32)
    values[-1] = np.linspace(0, 1, 1000)
    ids = np.arange(1000) + 1
    columns = chosen_lines(values, ids, frozenset({1, 999_999}), 300)
    assert len(columns) == 300
    assert 0 in columns
    assert set(range(701, 1000)) <= set(columns.tolist())


def test_lines_are_joined_with_gaps_between_them():
    x, y = joined_lines(np.array([0, 5]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert x.tolist() == [0, 5, 5, 0, 5, 5]
    assert np.array_equal(y, [1, 3, np.nan, 2, 4, np.nan], equal_nan=True)


def test_hostile_weights_do_no_harm(and_neuron):
    traces = WeightTraces()
    traces.add(0, and_neuron, np.array([np.nan, np.inf]))
    assert chosen_lines(traces.values, traces.edge_ids, frozenset(), 1).tolist() in ([0], [1])
    assert len(chosen_lines(np.empty((0, 2)), traces.edge_ids, frozenset(), 5)) == 0
