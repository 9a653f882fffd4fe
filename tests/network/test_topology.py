"""Levels, ways and cycles, each against a few lines of plain Python."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import CycleError, NetworkError
from scratchstudio.network import (
    EMPTY,
    Edges,
    Network,
    Neurons,
    add_neuron,
    connect,
    downstream,
    find_path,
    incident_edges,
    inner_edges,
    levels,
    refuse_cycle,
    upstream,
)

Strategy = Callable[..., st.SearchStrategy[Network]]


def targets_of(network: Network) -> dict[int, set[int]]:
    """Plain adjacency: which ids each id feeds."""
    found: dict[int, set[int]] = {id_: set() for id_ in network.neurons.id.tolist()}
    pairs = zip(network.edges.source.tolist(), network.edges.target.tolist(), strict=True)
    for source, target in pairs:
        found[source].add(target)
    return found


def reached(start: int, onward: dict[int, set[int]]) -> set[int]:
    return set().union(*({target} | reached(target, onward) for target in onward[start]), set())


def depth(id_: int, sources: dict[int, set[int]]) -> int:
    return max((depth(source, sources) + 1 for source in sources[id_]), default=0)


def reversed_(onward: dict[int, set[int]]) -> dict[int, set[int]]:
    return {id_: {source for source in onward if id_ in onward[source]} for id_ in onward}


@given(data=st.data())
def test_a_level_is_one_more_than_the_latest_source(
    data: st.DataObject, drawings: Strategy
) -> None:
    network = data.draw(drawings())
    sources = reversed_(targets_of(network))
    expected = [depth(id_, sources) for id_ in network.neurons.id.tolist()]
    assert levels(network).tolist() == expected


@given(data=st.data())
def test_up_and_downstream_are_all_that_influence_and_are_influenced(
    data: st.DataObject, drawings: Strategy
) -> None:
    network = data.draw(drawings())
    onward = targets_of(network)
    for id_ in network.neurons.id.tolist():
        assert set(downstream(network, [id_]).tolist()) == reached(id_, onward)
        assert set(upstream(network, [id_]).tolist()) == reached(id_, reversed_(onward))


@given(data=st.data())
def test_a_path_is_a_shortest_way_along_edges(data: st.DataObject, drawings: Strategy) -> None:
    network = data.draw(drawings())
    onward = targets_of(network)
    ids = st.sampled_from(network.neurons.id.tolist())
    start, end = data.draw(ids), data.draw(ids)
    path = find_path(network, start, end)
    steps, front = 0, {start}
    while end not in front and front:
        steps, front = steps + 1, set().union(*(onward[id_] for id_ in front))
    if path is None:
        assert not front
        return
    assert (path[0], path[-1], len(path)) == (start, end, steps + 1)
    assert all(b in onward[a] for a, b in itertools.pairwise(path))


@given(data=st.data())
def test_a_wire_that_closes_a_cycle_is_refused_and_no_other(
    data: st.DataObject, drawings: Strategy
) -> None:
    network = data.draw(drawings())
    onward = targets_of(network)
    for source in onward:
        for target in onward:
            if source == target or source in reached(target, onward):
                with pytest.raises(CycleError) as refused:
                    refuse_cycle(network, source, target)
                assert refused.value.path[0] == target
                assert refused.value.path[-1] == source
            else:
                refuse_cycle(network, source, target)


def test_the_refusal_names_the_way_round(xor_with_skip: Network) -> None:
    with pytest.raises(CycleError, match="h1 → y1 → h1"):
        refuse_cycle(xor_with_skip, 4, 3)
    with pytest.raises(CycleError, match="h1 can't feed itself"):
        refuse_cycle(xor_with_skip, 3, 3)


def test_a_long_way_round_is_shortened() -> None:
    network, first = add_neuron(EMPTY)
    last = first
    for _ in range(20):
        network, new = add_neuron(network)
        network, _ = connect(network, last, new)
        last = new
    with pytest.raises(CycleError, match="h1 → h2 → h3 → … → h20 → h21 → h1") as refused:
        refuse_cycle(network, last, first)
    assert len(refused.value.path) == 21


def test_a_drawing_with_a_cycle_has_no_levels() -> None:
    cycle = Network(Neurons.of(id=[1, 2]), Edges.of(id=[3, 4], source=[1, 2], target=[2, 1]), 5)
    with pytest.raises(CycleError, match="has a cycle"):
        levels(cycle)


def test_edges_at_and_among_neurons(xor_with_skip: Network) -> None:
    edges = xor_with_skip.edges
    at_h = (edges.source == 3) | (edges.target == 3)
    assert incident_edges(xor_with_skip, [3]).tolist() == edges.id[at_h].tolist()
    assert inner_edges(xor_with_skip, [3]).tolist() == []
    assert inner_edges(xor_with_skip, [1, 2, 3, 4]).tolist() == edges.id.tolist()
    among = (edges.source == 1) & (edges.target == 4)
    assert inner_edges(xor_with_skip, [1, 4]).tolist() == edges.id[among].tolist()


def test_an_unknown_neuron_is_refused(and_neuron: Network) -> None:
    for ask in (lambda: find_path(and_neuron, 1, 99), lambda: downstream(and_neuron, [99])):
        with pytest.raises(NetworkError, match="no neuron with the id 99"):
            ask()


def test_the_empty_canvas_has_no_levels_to_tell() -> None:
    assert levels(EMPTY).shape == (0,)
    assert np.array_equal(upstream(EMPTY, []), [])
