"""Every edit gives another network, leaves the given one as it was, and refuses the impossible."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import CycleError, NetworkError
from scratchstudio.network import (
    COLUMN_SPACING,
    EMPTY,
    LONGEST_NAME,
    ROW_SPACING,
    Kind,
    Network,
    add_layer,
    add_neuron,
    add_neurons,
    connect,
    connect_dense,
    connect_pairs,
    fragment,
    from_json,
    incident_edges,
    insert_on_edge,
    levels,
    paste,
    remove,
    set_edges,
    set_neurons,
    tie,
    to_json,
    untie,
    with_values_from,
)

Strategy = Callable[..., st.SearchStrategy[Network]]


def wires(network: Network) -> set[tuple[int, int]]:
    return set(zip(network.edges.source.tolist(), network.edges.target.tolist(), strict=True))


class TestAddingNeurons:
    def test_ids_rise_and_names_count_within_their_kind(self) -> None:
        network, ids = add_neurons(EMPTY, np.zeros((4, 2)), kind=[0, 1, 0, 2])
        assert ids.tolist() == [1, 2, 3, 4]
        assert network.neurons.name.tolist() == ["x1", "h1", "x2", "y1"]
        assert network.next_id == 5

    def test_a_name_that_is_taken_is_not_given_again(self) -> None:
        network, _ = add_neuron(EMPTY, name="h1")
        network, _ = add_neuron(network)
        network, _ = add_neurons(network, np.zeros((2, 2)), name=["", "h3"])
        names = network.neurons.name.tolist()
        assert len(set(names)) == 4

    def test_a_given_name_is_kept_and_a_long_one_cut(self) -> None:
        network, _ = add_neuron(EMPTY, name="n" * 100)
        assert network.neurons.name[0] == "n" * LONGEST_NAME

    def test_ten_thousand_neurons_are_named_at_once(self) -> None:
        began = time.process_time()
        network, _ = add_neurons(EMPTY, np.zeros((10_000, 2)))
        assert network.neurons.name[-1] == "h10000"
        assert time.process_time() - began < 2

    def test_ids_of_removed_neurons_are_never_used_again(self) -> None:
        network, first = add_neuron(EMPTY)
        network, second = add_neuron(remove(network, [first]))
        assert second > first

    @pytest.mark.parametrize(
        "columns",
        [
            {"bias": np.nan},
            {"dropout": 1.0},
            {"activation": "=" + "x" * 200},
            {"kind": 7},
        ],
    )
    def test_a_value_out_of_range_is_refused(self, columns: dict[str, object]) -> None:
        with pytest.raises(NetworkError):
            add_neuron(EMPTY, **columns)

    @pytest.mark.parametrize("position", [(np.nan, 0.0), (0.0, np.inf), (2e7, 0.0)])
    def test_a_place_off_the_canvas_is_refused(self, position: tuple[float, float]) -> None:
        with pytest.raises(NetworkError, match="too far away"):
            add_neuron(EMPTY, position)


class TestConnecting:
    def test_the_given_network_stays_as_it_was(self, and_neuron: Network) -> None:
        before = to_json(and_neuron)
        network, neuron = add_neuron(and_neuron)
        network, edge = connect(network, 1, neuron, 0.5, frozen=True)
        assert to_json(and_neuron) == before
        row = network.edges.rows([edge])[0]
        assert (network.edges.weight[row], network.edges.frozen[row]) == (0.5, True)

    def test_no_wire_ends_at_an_input_neuron(self, and_neuron: Network) -> None:
        with pytest.raises(NetworkError, match="x1 is an input neuron"):
            connect(and_neuron, 2, 1)
        with pytest.raises(NetworkError, match="x1 is an input neuron"):
            connect_pairs(and_neuron, [2], [1])

    def test_two_neurons_are_connected_once(self, and_neuron: Network) -> None:
        with pytest.raises(NetworkError, match="x1 and y1 are already connected"):
            connect(and_neuron, 1, 3)

    @pytest.mark.parametrize("pair", [(1, 99), (99, 3)])
    def test_both_ends_must_exist(self, and_neuron: Network, pair: tuple[int, int]) -> None:
        with pytest.raises(NetworkError, match="no neuron with the id 99"):
            connect(and_neuron, *pair)
        with pytest.raises(NetworkError, match="no neuron with the id 99"):
            connect_pairs(and_neuron, [pair[0]], [pair[1]])

    @pytest.mark.parametrize("weight", [np.nan, np.inf])
    def test_a_weight_is_a_finite_number(self, and_neuron: Network, weight: float) -> None:
        network, neuron = add_neuron(and_neuron)
        with pytest.raises(NetworkError, match="finite"):
            connect(network, 1, neuron, weight)
        with pytest.raises(NetworkError, match="finite"):
            connect_pairs(network, [1], [neuron], weight)

    @given(data=st.data())
    def test_many_at_once_are_as_one_after_another(
        self, data: st.DataObject, drawings: Strategy
    ) -> None:
        network = data.draw(drawings())
        ids = st.sampled_from(network.neurons.id.tolist())
        pairs = data.draw(st.lists(st.tuples(ids, ids), max_size=6))
        new = [p for p in dict.fromkeys(pairs) if p not in wires(network)]
        sources, targets = [p[0] for p in pairs], [p[1] for p in pairs]
        single, refused = network, ""
        try:
            for source, target in new:
                single, _ = connect(single, source, target)
        except NetworkError as error:
            refused = type(error).__name__
        if refused:
            with pytest.raises(NetworkError):
                connect_pairs(network, sources, targets)
        else:
            together, edges = connect_pairs(network, sources, targets)
            assert together.same(single)
            assert len(edges) == len(new)

    def test_a_refusal_of_many_names_the_way_round(self, xor_with_skip: Network) -> None:
        with pytest.raises(CycleError, match="h1 → y1 → h1"):
            connect_pairs(xor_with_skip, [4], [3])

    def test_dense_means_every_source_with_every_target(self) -> None:
        network, ids = add_neurons(EMPTY, np.zeros((5, 2)))
        network, edges = connect_dense(network, ids[:2], ids[2:])
        assert wires(network) == {(a, b) for a in (1, 2) for b in (3, 4, 5)}
        assert len(edges) == 6

    def test_nothing_to_connect_changes_nothing(self, and_neuron: Network) -> None:
        network, edges = connect_dense(and_neuron, [], [3])
        assert network is and_neuron
        assert len(edges) == 0
        assert connect_pairs(and_neuron, [1], [3])[0] is and_neuron


class TestAddingALayer:
    def test_it_stands_between_and_is_wired_to_both_sides(self, and_neuron: Network) -> None:
        network, neurons, edges = add_layer(and_neuron, 3, [1, 2], [3], "relu")
        rows = network.neurons.rows(neurons)
        assert network.neurons.activation[rows].tolist() == ["relu"] * 3
        assert len(edges) == 9
        assert wires(network) >= {(1, 3), (2, 3)}
        across = network.neurons.position[:, 0]
        assert (across[rows] == across[0] + COLUMN_SPACING).all()
        assert across[2] >= across[rows].max() + COLUMN_SPACING

    def test_a_second_one_moves_the_first_out_of_its_way(self, and_neuron: Network) -> None:
        network, first, _ = add_layer(and_neuron, 3, [1, 2], [3], "tanh")
        network, second, _ = add_layer(network, 4, [1, 2], first.tolist(), "tanh")
        network, _, _ = add_layer(network, 2, [1, 2], [3], "tanh")
        place = network.neurons.position
        gaps = np.abs(place[:, None] - place[None])
        apart = (gaps[..., 0] >= COLUMN_SPACING / 2) | (gaps[..., 1] >= ROW_SPACING / 2)
        assert (apart | np.eye(len(place), dtype=bool)).all()
        across = place[network.neurons.rows([1, second[0], first[0], 3]), 0]
        assert (np.diff(across) >= COLUMN_SPACING).all()

    def test_it_may_stand_alone(self) -> None:
        network, neurons, edges = add_layer(EMPTY, 2, [], [], "tanh")
        assert (len(neurons), len(edges)) == (2, 0)
        assert len(np.unique(network.neurons.position, axis=0)) == 2

    def test_one_that_would_close_a_cycle_is_refused(self, xor_with_skip: Network) -> None:
        with pytest.raises(CycleError):
            add_layer(xor_with_skip, 2, [4], [3], "tanh")


class TestRemoving:
    @given(data=st.data())
    def test_a_neuron_takes_its_edges_with_it(
        self, data: st.DataObject, drawings: Strategy
    ) -> None:
        network = data.draw(drawings())
        chosen = data.draw(st.sets(st.sampled_from(network.neurons.id.tolist())))
        after = remove(network, chosen)
        assert set(after.neurons.id.tolist()) == set(network.neurons.id.tolist()) - chosen
        assert wires(after) == {p for p in wires(network) if not chosen & set(p)}
        assert after.next_id == network.next_id

    def test_an_edge_goes_alone(self, and_neuron: Network) -> None:
        after = remove(and_neuron, [and_neuron.edges.id[0]])
        assert (len(after.neurons), len(after.edges)) == (3, 1)
        assert after.neurons is and_neuron.neurons


class TestSettingValues:
    def test_chosen_neurons_change_and_others_do_not(self, two_layers: Network) -> None:
        after = set_neurons(two_layers, [4, 6], activation="relu", bias=[0.5, -0.5])
        rows = after.neurons.rows([4, 5, 6])
        assert after.neurons.activation[rows].tolist() == ["relu", "tanh", "relu"]
        assert after.neurons.bias[rows].tolist() == [0.5, 0.0, -0.5]
        assert after.edges is two_layers.edges

    def test_a_column_that_does_not_exist_is_a_mistake_in_the_code(
        self, two_layers: Network
    ) -> None:
        with pytest.raises(TypeError, match="colour"):
            set_neurons(two_layers, [4], colour="red")
        with pytest.raises(TypeError, match="id"):
            set_neurons(two_layers, [4], id=9)

    @pytest.mark.parametrize(
        "values",
        [
            {"bias": np.inf},
            {"dropout": 1.5},
            {"position": (np.nan, 0.0)},
            {"position": (1e8, 0.0)},
            {"activation": "=" + "x" * 300},
            {"kind": 9},
        ],
    )
    def test_what_a_file_may_not_hold_cannot_be_set(
        self, two_layers: Network, values: dict[str, object]
    ) -> None:
        with pytest.raises(NetworkError):
            set_neurons(two_layers, [4], **values)

    def test_a_fed_neuron_cannot_become_an_input(self, two_layers: Network) -> None:
        with pytest.raises(NetworkError, match="h1 has wires coming in"):
            set_neurons(two_layers, [4], kind=Kind.INPUT)
        assert set_neurons(two_layers, [4], kind=Kind.OUTPUT).output_rows.tolist() == [2, 3]

    def test_a_weight_set_on_a_tied_edge_is_set_on_all(self, two_layers: Network) -> None:
        edges = two_layers.edges.id.tolist()
        tied = tie(two_layers, edges[:3])
        after = set_edges(tied, edges[1:2], weight=0.7)
        assert after.edges.weight.tolist() == [0.7] * 3 + [0.0] * (len(edges) - 3)


class TestTying:
    def test_tied_edges_share_the_mean(self, and_neuron: Network) -> None:
        network = and_neuron.with_parameters([1.0, 4.0], and_neuron.neurons.bias)
        tied = tie(network, network.edges.id.tolist())
        assert tied.edges.weight.tolist() == [2.5, 2.5]
        assert tied.edges.tie.tolist() == [1, 1]

    def test_groups_have_numbers_of_their_own(self, two_layers: Network) -> None:
        edges = two_layers.edges.id.tolist()
        network = tie(tie(two_layers, edges[:2]), edges[2:4])
        assert network.edges.tie[:4].tolist() == [1, 1, 2, 2]

    def test_a_tie_of_one_edge_is_shared_with_nobody(self, two_layers: Network) -> None:
        edges = two_layers.edges.id.tolist()
        tied = tie(tie(two_layers, edges[:2]), edges[2:4])
        assert tied.edges.shared_tie[:5].tolist() == [1, 1, 2, 2, 0]
        assert untie(tied, edges[:1]).edges.shared_tie[:5].tolist() == [0, 0, 2, 2, 0]
        assert remove(tied, edges[2:3]).edges.shared_tie[:4].tolist() == [1, 1, 0, 0]

    def test_untied_edges_keep_their_values(self, and_neuron: Network) -> None:
        edges = and_neuron.edges.id.tolist()
        after = untie(tie(and_neuron, edges), edges[:1])
        assert after.edges.tie.tolist() == [0, 1]
        assert set_edges(after, edges[:1], weight=3.0).edges.weight.tolist() == [3.0, 10.0]

    @pytest.mark.parametrize("count", [0, 1])
    def test_fewer_than_two_edges_cannot_be_tied(self, and_neuron: Network, count: int) -> None:
        with pytest.raises(NetworkError, match="at least two"):
            tie(and_neuron, and_neuron.edges.id[:count].tolist())


class TestInsertingAndCopying:
    def test_a_neuron_put_into_an_edge_takes_it_over(self, and_neuron: Network) -> None:
        edge = int(and_neuron.edges.id[0])
        frozen = set_edges(and_neuron, [edge], frozen=True)
        after, neuron = insert_on_edge(frozen, edge, (80.0, 20.0), activation="relu")
        assert wires(after) == {(1, neuron), (neuron, 3), (2, 3)}
        first, second = after.edges.rows(incident_edges(after, [neuron]))
        assert (after.edges.weight[first], after.edges.weight[second]) == (10.0, 1.0)
        assert (after.edges.frozen[first], after.edges.frozen[second]) == (True, False)

    def test_a_fragment_holds_the_edges_among_its_neurons(self, xor_with_skip: Network) -> None:
        part = fragment(xor_with_skip, [4, 3, 1, 3])
        assert part.neurons.id.tolist() == [1, 3, 4]
        assert wires(part) == {(1, 3), (1, 4), (3, 4)}

    @given(data=st.data())
    def test_a_pasted_copy_is_wired_like_the_original(
        self, data: st.DataObject, drawings: Strategy
    ) -> None:
        network = data.draw(drawings())
        chosen = sorted(data.draw(st.sets(st.sampled_from(network.neurons.id.tolist()))))
        part = fragment(network, chosen)
        after, new = paste(network, part, (10.0, 20.0))
        copy_of = dict(zip(chosen, new.tolist(), strict=True))
        expected = {(copy_of[a], copy_of[b]) for a, b in wires(part)}
        assert wires(after) == wires(network) | expected
        assert not set(copy_of.values()) & set(network.neurons.id.tolist())
        rows = after.neurons.rows(new)
        np.testing.assert_array_equal(
            after.neurons.position[rows] - part.neurons.position,
            np.tile([10.0, 20.0], (len(rows), 1)),
        )
        assert from_json(to_json(after)).same(after)

    def test_ties_in_a_copy_are_its_own(self, and_neuron: Network) -> None:
        tied = tie(and_neuron, and_neuron.edges.id.tolist())
        after, _ = paste(tied, tied, (0.0, 300.0))
        assert after.edges.tie.tolist() == [1, 1, 2, 2]


class TestValuesByIdentity:
    def test_values_go_over_wherever_ids_agree(self, and_neuron: Network) -> None:
        other = and_neuron.with_parameters([1.0, 2.0], [0.0, 0.0, 3.0])
        other = remove(other, [int(other.edges.id[0])])
        network, _ = add_neuron(and_neuron, bias=7.0)
        after = with_values_from(network, other)
        assert after.edges.weight.tolist() == [10.0, 2.0]
        assert after.neurons.bias.tolist() == [0.0, 0.0, 3.0, 7.0]


class TestTheValue:
    def test_columns_cannot_be_written_to(self, and_neuron: Network) -> None:
        for column in (and_neuron.neurons.bias, and_neuron.edges.weight, and_neuron.neurons.name):
            with pytest.raises(ValueError, match="read-only"):
                column[0] = 1

    def test_membership_and_rows_go_by_id(self, and_neuron: Network) -> None:
        assert 3 in and_neuron.neurons
        assert 99 not in and_neuron.neurons
        assert "3" not in and_neuron.neurons
        assert and_neuron.neurons.rows([3, 1]).tolist() == [2, 0]
        with pytest.raises(NetworkError, match="no edge with the id 1 "):
            and_neuron.edges.rows([1])

    def test_names_fall_back_to_the_id(self, and_neuron: Network) -> None:
        assert and_neuron.name(3) == "y1"
        assert set_neurons(and_neuron, [3], name="").name(3) == "#3"

    def test_same_wiring_looks_past_values_and_places(self, and_neuron: Network) -> None:
        moved = set_neurons(and_neuron, [1], position=(5.0, 5.0), bias=2.0)
        assert and_neuron.same_wiring(moved)
        assert not and_neuron.same(moved)
        assert not and_neuron.same_wiring(set_neurons(and_neuron, [3], activation="tanh"))

    @given(data=st.data())
    def test_rows_stay_in_the_order_of_their_ids_through_any_edits(
        self, data: st.DataObject, drawings: Strategy
    ) -> None:
        network = data.draw(drawings())
        for _ in range(data.draw(st.integers(0, 4))):
            ids = network.neurons.id.tolist()
            act = data.draw(st.sampled_from(["add", "remove", "paste", "insert", "layer"]))
            if act == "add" or not ids:
                network, _ = add_neuron(network)
            elif act == "remove":
                network = remove(network, [data.draw(st.sampled_from(ids))])
            elif act == "paste":
                network, _ = paste(network, fragment(network, ids[:3]), (1.0, 1.0))
            elif act == "layer":
                network, _, _ = add_layer(network, 2, ids[:1], [], "tanh")
            elif len(network.edges):
                network, _ = insert_on_edge(network, int(network.edges.id[0]), (0.0, 0.0))
        for part in (network.neurons, network.edges):
            assert (np.diff(part.id) > 0).all()
        assert from_json(to_json(network)).same(network)
        assert len(levels(network)) == len(network.neurons)
