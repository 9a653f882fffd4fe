"""Networks to JSON and back to the bit; a stranger's file raises NetworkError and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.errors import CycleError, NetworkError
from scratchstudio.network import EMPTY, Network, codec, from_json, set_edges, tie, to_json

Strategy = Callable[..., st.SearchStrategy[Network]]
finite = st.floats(allow_nan=False, allow_infinity=False)


def through_json(network: Network) -> Network:
    return from_json(json.loads(json.dumps(to_json(network), allow_nan=False)))


@given(data=st.data())
def test_a_drawing_comes_back_with_every_bit(data: st.DataObject, drawings: Strategy) -> None:
    network = data.draw(drawings())
    weights = data.draw(st.lists(finite, min_size=len(network.edges), max_size=len(network.edges)))
    network = network.with_parameters(weights, network.neurons.bias)
    assert through_json(network).same(network)


def test_flags_names_ties_and_columns_come_back(xor_with_skip: Network) -> None:
    edges = xor_with_skip.edges.id.tolist()
    network = set_edges(tie(xor_with_skip, edges[:2]), edges[2:3], frozen=True, muted=True)
    assert through_json(network).same(network)


def test_the_empty_canvas_comes_back() -> None:
    assert through_json(EMPTY).same(EMPTY)


def test_columns_that_an_older_file_lacks_take_their_defaults(and_neuron: Network) -> None:
    data = to_json(and_neuron)
    for name in ("muted", "dropout"):
        del data["neurons"][name]
    assert from_json(data).same(and_neuron)


def put(*path: object, value: object) -> Callable[[Any], None]:
    """An act of sabotage: puts a value at a path in the JSON."""

    def act(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return act


@pytest.mark.parametrize(
    ("sabotage", "sentence"),
    [
        (put("next_id", value=5), "next id"),
        (put("next_id", value=True), "next id"),
        (put("next_id", value=2**60), "next id"),
        (put("next_id", value=None), "next id"),
        (put("neurons", value=None), "neurons part"),
        (put("neurons", value=[1]), "neurons part"),
        (put("neurons", "id", value=None), "no ids"),
        (put("neurons", "id", value=[1, 1, 3]), "rising order"),
        (put("neurons", "id", value=[3, 2, 1]), "rising order"),
        (put("neurons", "id", value=[0, 1, 2]), "rising order"),
        (put("neurons", "id", value=[1, 2, 4]), "same id"),
        (put("neurons", "id", value=[1, 2, 2**80]), "out of range"),
        (put("neurons", "id", value=[1, 2, 3.0]), "wrong type"),
        (put("neurons", "bias", value=[0.0]), "wrong length"),
        (put("neurons", "bias", value="abc"), "wrong length"),
        (put("neurons", "bias", 0, value="0"), "wrong type"),
        (put("neurons", "bias", 0, value=True), "wrong type"),
        (put("neurons", "bias", 0, value=float("nan")), "finite"),
        (put("neurons", "bias", 0, value=float("inf")), "finite"),
        (put("neurons", "bias", 0, value=10**400), "out of range"),
        (put("neurons", "kind", 0, value=3), "unknown kind"),
        (put("neurons", "kind", 0, value=300), "out of range"),
        (put("neurons", "kind", 2, value=0), "ends at an input"),
        (put("neurons", "name", 0, value="n" * 65), "at most 64"),
        (put("neurons", "name", 0, value=7), "wrong type"),
        (put("neurons", "activation", 0, value="=" + "x" * 200), "at most 200"),
        (put("neurons", "position", 0, value=[0.0]), "wrong length"),
        (put("neurons", "position", 0, value=None), "wrong length"),
        (put("neurons", "position", 0, value=[0.0, 1e8]), "too far"),
        (put("neurons", "position", 0, value=[0.0, float("nan")]), "too far"),
        (put("neurons", "dropout", 0, value=1.0), "dropout"),
        (put("neurons", "dropout", 0, value=-0.1), "dropout"),
        (put("neurons", "frozen", 0, value=1), "wrong type"),
        (put("edges", "source", 0, value=99), "no neuron with the id 99"),
        (put("edges", "target", 0, value=99), "no neuron with the id 99"),
        (put("edges", "source", 0, value=2), "connected twice"),
        (put("edges", "weight", 0, value=float("-inf")), "finite"),
        (put("edges", "tie", 0, value=-1), "negative"),
        (put("edges", "source", 0, value=3), "cycle"),
    ],
)
def test_a_sabotaged_file_is_refused(
    and_neuron: Network, sabotage: Callable[[Any], None], sentence: str
) -> None:
    data = copy.deepcopy(to_json(and_neuron))
    sabotage(data)
    with pytest.raises(NetworkError, match=sentence):
        from_json(data)


def test_a_cycle_in_a_file_is_refused(xor_with_skip: Network) -> None:
    data = to_json(xor_with_skip)
    into_h = data["edges"]["target"].index(3)
    data["edges"]["source"][into_h] = 4
    with pytest.raises(CycleError):
        from_json(data)


@pytest.mark.parametrize("limit", ["MOST_NEURONS", "MOST_EDGES"])
def test_more_than_the_most_is_refused(
    and_neuron: Network, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, limit, 1)
    with pytest.raises(NetworkError, match="more than 1"):
        from_json(to_json(and_neuron))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(data=st.data())
@settings(max_examples=300)
def test_nothing_but_a_network_error_is_raised(data: st.DataObject) -> None:
    valid: Any = {
        "next_id": 9,
        "neurons": {"id": [1, 2, 3], "kind": [0, 1, 2], "position": [[0.0, 0.0]] * 3},
        "edges": {"id": [4, 5], "source": [1, 2], "target": [2, 3], "weight": [1.0, 2.0]},
    }
    spot = data.draw(
        st.sampled_from([(key,) for key in valid])
        | st.sampled_from([(part, key) for part in ("neurons", "edges") for key in valid[part]])
    )
    put(*spot, value=data.draw(anything))(valid)
    if len(spot) == 2 and data.draw(st.booleans()):
        put(*spot, value=data.draw(st.lists(anything, min_size=2, max_size=3)))(valid)
    try:
        network = from_json(valid)
    except NetworkError:
        return
    assert through_json(network).same(network)


@given(value=anything)
def test_something_else_altogether_is_no_network(value: object) -> None:
    with pytest.raises(NetworkError):
        from_json(value)


def test_ids_stay_numbers_that_json_readers_keep(and_neuron: Network) -> None:
    assert all(type(id_) is int for id_ in to_json(and_neuron)["neurons"]["id"])
    assert np.array_equal(through_json(and_neuron).neurons.id, and_neuron.neurons.id)
