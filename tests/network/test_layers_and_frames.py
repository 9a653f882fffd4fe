"""A layer stands in one column and can be widened; a frame holds whatever lies within it."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_frame,
    add_layer,
    add_neurons,
    as_layer,
    dissolve_layer,
    frame_round,
    framed,
    from_json,
    in_layer,
    paste,
    remove,
    resize_layer,
    set_frame,
    set_layer,
    to_json,
)


@pytest.fixture
def dense() -> tuple[Network, int]:
    """Two inputs, a layer of three, one output; and the layer's id."""
    network, inputs = add_neurons(EMPTY, [(0, 0), (0, 90)], kind=int(Kind.INPUT))
    network, outputs = add_neurons(network, [(800, 45)], kind=int(Kind.OUTPUT))
    network, _, _ = add_layer(network, 3, inputs.tolist(), outputs.tolist(), "tanh")
    return network, network.layers[0].id


class TestLayers:
    def test_neurons_made_a_layer_stand_in_one_column_in_their_order(self) -> None:
        network, ids = add_neurons(EMPTY, [(0, 200), (30, 0), (60, 100)])
        network, layer = as_layer(network, ids.tolist(), "features")
        assert in_layer(network, layer).tolist() == [ids[1], ids[2], ids[0]]
        assert network.neurons.position[:, 0].tolist() == [30, 30, 30]
        assert np.sort(network.neurons.position[:, 1]).tolist() == [10, 100, 190]

    def test_a_neuron_is_in_one_layer_and_an_empty_layer_goes(self) -> None:
        network, ids = add_neurons(EMPTY, np.zeros((2, 2)))
        network, _ = as_layer(network, ids.tolist())
        network, second = as_layer(network, ids.tolist())
        assert [each.id for each in network.layers] == [second]

    @pytest.mark.parametrize("at_top", [False, True])
    def test_widening_adds_neurons_wired_like_the_outermost(
        self, dense: tuple[Network, int], at_top: bool
    ) -> None:
        network, layer = dense
        wide, new, edges = resize_layer(network, layer, 5, at_top=at_top)
        order = in_layer(wide, layer).tolist()
        assert order[:2] if at_top else order[3:] == new.tolist()
        assert len(edges) == 2 * (2 + 1)
        assert set(wide.neurons.activation[wide.neurons.rows(new)]) == {"tanh"}
        heights = wide.neurons.position[wide.neurons.rows(order), 1]
        assert np.diff(heights).tolist() == [90.0] * 4
        kept = network.neurons.rows(in_layer(network, layer))
        assert np.array_equal(wide.neurons.position[kept], network.neurons.position[kept])

    def test_narrowing_takes_neurons_away_at_that_end(self, dense: tuple[Network, int]) -> None:
        network, layer = dense
        order = in_layer(network, layer).tolist()
        assert in_layer(resize_layer(network, layer, 1)[0], layer).tolist() == order[:1]
        narrow, new, edges = resize_layer(network, layer, 2, at_top=True)
        assert in_layer(narrow, layer).tolist() == order[1:]
        assert not len(new)
        assert not len(edges)

    @pytest.mark.parametrize("count", [0, 5000])
    def test_an_impossible_width_is_refused(self, dense: tuple[Network, int], count: int) -> None:
        with pytest.raises(NetworkError, match="from 1 to"):
            resize_layer(*dense, count)

    def test_the_inputs_are_as_many_as_the_data_say(self) -> None:
        network, ids = add_neurons(EMPTY, np.zeros((2, 2)), kind=int(Kind.INPUT))
        network, layer = as_layer(network, ids.tolist())
        with pytest.raises(NetworkError, match="data"):
            resize_layer(network, layer, 3)

    def test_another_spacing_moves_the_neurons(self, dense: tuple[Network, int]) -> None:
        network, layer = dense
        close = set_layer(network, layer, spacing=60.0, name="narrow")
        assert np.ptp(close.neurons.position[close.neurons.layer == layer, 1]) == 120.0
        assert from_json(to_json(close)).same(close)

    def test_dissolving_leaves_the_neurons_where_they_are(self, dense: tuple[Network, int]) -> None:
        network, layer = dense
        loose = dissolve_layer(network, layer)
        assert loose.layers == ()
        assert np.array_equal(loose.neurons.position, network.neurons.position)

    def test_a_wide_layer_stands_farther_away(self) -> None:
        network, first, _ = add_layer(EMPTY, 64, [], [], "relu")
        network, second, _ = add_layer(network, 32, first.tolist(), [], "relu")
        columns = network.neurons.position[:, 0]
        height = np.ptp(network.neurons.position[:, 1])
        assert columns[-1] - columns[0] >= height / 5
        assert len(second) == 32


class TestFrames:
    def test_a_frame_round_neurons_holds_them_and_no_other(self) -> None:
        network, ids = add_neurons(EMPTY, [(0, 0), (100, 50), (400, 0)])
        network, frame = frame_round(network, ids[:2].tolist(), title="edges")
        assert framed(network, frame).tolist() == ids[:2].tolist()

    def test_frames_change_are_copied_and_go(self) -> None:
        network, frame = add_frame(EMPTY, 0, 0, 200, 100)
        network = set_frame(network, frame, title="a", note="why", colour=2, width=300.0)
        assert from_json(to_json(network)).same(network)
        pasted, _ = paste(network, network, (5.0, 7.0))
        copy = pasted.frames[1]
        assert (copy.x, copy.y, copy.title) == (5.0, 7.0, "a")
        assert remove(pasted, [frame]).frames == (copy,)

    @pytest.mark.parametrize(
        "values",
        [{"width": 1.0}, {"x": 1e9}, {"note": "n" * 2001}, {"title": "t" * 65}, {"colour": 8}],
    )
    def test_what_no_file_may_hold_no_edit_makes(self, values: dict[str, object]) -> None:
        network, frame = add_frame(EMPTY, 0, 0, 200, 100)
        with pytest.raises(NetworkError):
            set_frame(network, frame, **values)

    @pytest.mark.parametrize(
        "record",
        [
            {"id": 9, "x": 0, "y": 0, "width": 200},
            {"id": 9, "x": 0, "y": 0, "width": 200, "height": "1"},
            {"id": 9, "x": 0, "y": 0, "width": 200, "height": 100, "script": ""},
            {"id": 9, "x": float("nan"), "y": 0, "width": 200, "height": 100},
            {"id": 9, "x": 10**400, "y": 0, "width": 200, "height": 100},
            [],
        ],
        ids=["missing", "text", "unknown", "nan", "huge", "list"],
    )
    def test_a_strangers_frame_that_is_damaged_is_refused(self, record: object) -> None:
        data = to_json(EMPTY) | {"frames": [record], "next_id": 10}
        with pytest.raises(NetworkError):
            from_json(data)
