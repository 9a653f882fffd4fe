"""Groups hold neurons and other groups, survive every edit, and come along with copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    EMPTY,
    Group,
    Network,
    add_neurons,
    blocks,
    connect,
    fragment,
    from_json,
    group,
    insert_on_edge,
    members,
    paste,
    path,
    remove,
    set_group,
    to_json,
    ungroup,
)

Strategy = Callable[..., st.SearchStrategy[Network]]


@pytest.fixture
def five() -> Network:
    """Neurons 1 to 5 in a row."""
    return add_neurons(EMPTY, np.column_stack([np.arange(5) * 100.0, np.zeros(5)]))[0]


def held(network: Network, id_: int) -> list[int]:
    return network.neurons.id[members(network, id_)].tolist()


def test_a_group_holds_its_neurons_and_gets_a_name(five: Network) -> None:
    network, first = group(five, [2, 3])
    network, second = group(network, [4])
    assert held(network, first) == [2, 3]
    assert [each.name for each in network.groups] == ["group 1", "group 2"]
    assert network.next_id == second + 1
    assert network.same_wiring(five)


def test_a_group_of_nothing_is_refused(five: Network) -> None:
    with pytest.raises(NetworkError, match="Choose"):
        group(five, [])


def test_groups_chosen_as_a_whole_lie_in_the_new_one(five: Network) -> None:
    network, inner = group(five, [1, 2])
    network, outer = group(network, [1, 2, 3])
    assert held(network, outer) == [1, 2, 3]
    assert held(network, inner) == [1, 2]
    assert [each.id for each in path(network.groups, inner)] == [outer, inner]


def test_a_group_within_a_group_has_it_as_parent(five: Network) -> None:
    network, outer = group(five, [1, 2, 3])
    network, inner = group(network, [1, 2])
    assert held(network, outer) == [1, 2, 3]
    assert held(network, inner) == [1, 2]
    assert network.groups[1].parent == outer


def test_neurons_move_over_from_a_group_chosen_in_part(five: Network) -> None:
    network, first = group(five, [1, 2])
    network, second = group(network, [2, 3])
    assert held(network, first) == [1]
    assert held(network, second) == [2, 3]


def test_dissolving_gives_what_it_held_to_the_group_round_it(five: Network) -> None:
    network, outer = group(five, [1, 2, 3])
    network, middle = group(network, [1, 2])
    network, inner = group(network, [1])
    network = ungroup(network, middle)
    assert held(network, outer) == [1, 2, 3]
    assert [each.id for each in path(network.groups, inner)] == [outer, inner]
    network = ungroup(ungroup(network, inner), outer)
    assert network.groups == ()
    assert not network.neurons.group.any()


def test_a_collapsed_group_is_a_block_and_the_outermost_counts(five: Network) -> None:
    network, outer = group(five, [1, 2, 3])
    network, inner = group(network, [1], collapsed=True)
    assert blocks(network).tolist() == [inner, 0, 0, 0, 0]
    network = set_group(network, outer, collapsed=True)
    assert blocks(network).tolist() == [outer, outer, outer, 0, 0]


def test_a_group_goes_with_its_last_neuron(five: Network) -> None:
    network, outer = group(five, [1, 2])
    network, inner = group(network, [1])
    network = remove(network, [1])
    assert [each.id for each in network.groups] == [outer]
    assert remove(network, [2]).groups == ()
    assert inner != outer


def test_a_copy_takes_whole_groups_under_new_ids(five: Network) -> None:
    network, outer = group(five, [1, 2, 3])
    network, _ = group(network, [1, 2], "pair", collapsed=True)
    part = fragment(network, [1, 2])
    assert [each.name for each in part.groups] == ["pair"]
    assert part.groups[0].parent == 0
    pasted, new = paste(network, part, (0.0, 50.0))
    copy = pasted.groups[-1]
    assert (copy.name, copy.parent, copy.collapsed) == ("pair", 0, True)
    assert held(pasted, copy.id) == new.tolist()
    assert held(pasted, outer) == [1, 2, 3]


def test_a_copy_of_a_part_of_a_group_is_in_no_group(five: Network) -> None:
    network, _ = group(five, [1, 2])
    part = fragment(network, [1])
    assert part.groups == ()
    assert part.neurons.group.tolist() == [0]


def test_a_neuron_put_into_an_edge_joins_the_group_of_both_ends(five: Network) -> None:
    network, edge = connect(five, 1, 2)
    network, id_ = group(network, [1, 2])
    network, neuron = insert_on_edge(network, edge, (50.0, 0.0))
    assert held(network, id_) == [1, 2, neuron]


@given(data=st.data())
def test_random_grouping_keeps_the_network_sound(data: st.DataObject, drawings: Strategy) -> None:
    network = data.draw(drawings())
    for _ in range(data.draw(st.integers(1, 5))):
        ids = network.neurons.id.tolist()
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        before = network
        network, id_ = group(network, chosen, collapsed=data.draw(st.booleans()))
        assert held(network, id_) == sorted(chosen)
        for each in before.groups:
            assert set(held(network, each.id) if each in network.groups else []) <= set(
                held(before, each.id)
            )
    assert from_json(to_json(network)).same(network)
    part = fragment(network, data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))
    pasted, _ = paste(network, part, (10.0, 10.0))
    assert from_json(to_json(pasted)).same(pasted)
    assert remove(pasted, pasted.neurons.id).groups == ()


@pytest.mark.parametrize(
    "groups",
    [
        (Group(90, parent=91), Group(91, parent=90)),
        (Group(90, parent=77),),
        (Group(90, name="n" * 65),),
        (Group(1),),
        (Group(90), Group(90)),
        tuple(Group(90 + n, parent=89 + n if n else 0) for n in range(40)),
    ],
    ids=["circle", "no parent", "long name", "taken", "twice", "too deep"],
)
def test_unsound_groups_of_a_stranger_are_refused(five: Network, groups: tuple[Group, ...]) -> None:
    damaged = replace(
        five,
        next_id=500,
        neurons=replace(five.neurons, group=np.full(5, groups[0].id)),
        groups=groups,
    )
    with pytest.raises(NetworkError):
        from_json(to_json(damaged))


def test_a_neuron_in_a_group_that_is_missing_is_refused(five: Network) -> None:
    damaged = replace(five, neurons=replace(five.neurons, group=np.full(5, 9)))
    with pytest.raises(NetworkError, match="missing"):
        from_json(to_json(damaged))
