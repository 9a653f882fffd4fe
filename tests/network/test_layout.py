"""The layered layout: columns by level, nothing on top of anything, few crossings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.network import (
    COLUMN_SPACING,
    EMPTY,
    ROW_SPACING,
    Kind,
    Network,
    add_neurons,
    connect_dense,
    connect_pairs,
    layered,
    levels,
    set_neurons,
)

Strategy = Callable[..., st.SearchStrategy[Network]]


def crossings(network: Network) -> int:
    """Pairs of edges between the same two columns that cross."""
    place = layered(network) if len(network.edges) else network.neurons.position
    return crossings_at(network, place)


def crossings_at(network: Network, place: np.ndarray) -> int:
    ends = list(zip(network.source_rows.tolist(), network.target_rows.tolist(), strict=True))
    found = 0
    for (a, b), (c, d) in combinations(ends, 2):
        same = place[a, 0] == place[c, 0] and place[b, 0] == place[d, 0]
        found += same and (place[a, 1] - place[c, 1]) * (place[b, 1] - place[d, 1]) < 0
    return found


@given(data=st.data())
def test_no_two_neurons_overlap_and_every_wire_leads_to_the_right(
    data: st.DataObject, drawings: Strategy
) -> None:
    network = data.draw(drawings())
    place = layered(network)
    apart = np.abs(place[:, None] - place[None]) >= [COLUMN_SPACING, ROW_SPACING]
    assert (apart.any(axis=2) | np.eye(len(place), dtype=bool)).all()
    assert (place[network.target_rows, 0] > place[network.source_rows, 0]).all()


@given(data=st.data())
def test_inputs_stand_first_and_idle_outputs_last(data: st.DataObject, drawings: Strategy) -> None:
    network = data.draw(drawings())
    place = layered(network)
    assert (place[network.input_rows, 0] == 0).all()
    idle = network.output_rows[~np.isin(network.output_rows, network.source_rows)]
    assert (place[idle, 0] >= place[:, 0].max(initial=0)).all()


@given(data=st.data())
def test_hidden_neurons_stand_in_the_column_of_their_level(
    data: st.DataObject, drawings: Strategy
) -> None:
    network = data.draw(drawings())
    hidden = network.neurons.kind == Kind.HIDDEN
    np.testing.assert_array_equal(
        layered(network)[hidden, 0], levels(network)[hidden] * COLUMN_SPACING
    )


def test_a_drawing_laid_out_twice_stays_as_it_is() -> None:
    network, ids = add_neurons(EMPTY, np.zeros((9, 2)))
    network, _ = connect_dense(network, ids[:3], ids[3:6])
    network, _ = connect_dense(network, ids[3:6], ids[6:])
    place = layered(network)
    again = set_neurons(network, ids.tolist(), position=place)
    np.testing.assert_array_equal(layered(again), place)


def test_tangled_parallel_wires_are_untangled() -> None:
    rng = np.random.default_rng(0)
    network, ids = add_neurons(EMPTY, rng.normal(size=(24, 2)))
    columns = ids.reshape(3, 8)
    for left, right in pairwise(columns):
        network, _ = connect_pairs(network, left, rng.permutation(right))
    assert crossings(network) == 0


def test_sparse_random_layers_have_far_fewer_crossings_than_in_random_order() -> None:
    rng = np.random.default_rng(1)
    network, ids = add_neurons(EMPTY, rng.normal(size=(40, 2)))
    columns = ids.reshape(4, 10)
    for left, right in pairwise(columns):
        network, _ = connect_pairs(network, np.repeat(left, 2), rng.choice(right, 20))
    place = layered(network)
    shuffled = place.copy()
    for across in np.unique(place[:, 0]):
        there = np.flatnonzero(place[:, 0] == across)
        shuffled[there, 1] = rng.permutation(place[there, 1])
    assert crossings(network) < 0.6 * crossings_at(network, shuffled)


def test_the_empty_canvas_needs_no_places() -> None:
    assert layered(EMPTY).shape == (0, 2)
