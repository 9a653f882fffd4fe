"""The reference agrees with PyTorch's autograd, the graph built there one neuron at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.engine import reference
from scratchstudio.errors import EngineError
from scratchstudio.network import Kind, Network, levels, set_edges, set_neurons, tie

Tensor = torch.Tensor
Functions = Mapping[str, Callable[[Tensor], Tensor]]


def with_torch(problem: Any, functions: Functions, loss: Any) -> reference.Gradient:
    """The same problem by autograd."""
    network = problem.network
    weights = torch.tensor(network.edges.weight, requires_grad=True)
    biases = torch.tensor(network.neurons.bias, requires_grad=True)
    inputs, targets = torch.tensor(problem.inputs), torch.tensor(problem.targets)
    sums: dict[int, Tensor] = {}
    values: dict[int, Tensor] = {}
    given = network.input_rows.tolist()
    softmax = []
    for row in np.argsort(levels(network), kind="stable").tolist():
        muted, key = bool(network.neurons.muted[row]), str(network.neurons.activation[row])
        if row in given:
            values[row] = inputs[:, given.index(row)] * (not muted)
            continue
        sums[row] = biases[row].expand(len(inputs)) * 1
        for wire in np.flatnonzero((network.target_rows == row) & ~network.edges.muted).tolist():
            sums[row] = sums[row] + weights[wire] * values[int(network.source_rows[wire])]
        if key == "softmax":
            softmax.append(row)
        values[row] = torch.zeros(len(inputs)) if muted else functions[key](sums[row])
    softmax = [row for row in softmax if not network.neurons.muted[row]]
    if softmax:
        shares = torch.softmax(torch.stack([sums[row] for row in softmax]), dim=0)
        values |= dict(zip(softmax, shares, strict=True))
    outputs = torch.stack([values[row].double() for row in network.output_rows.tolist()])
    each = loss(problem.loss, outputs, targets.T)
    if problem.weights is not None:
        each = each * torch.tensor(problem.weights)
    mean = each.mean()
    by_weight, by_bias = (
        torch.autograd.grad(mean, (weights, biases), allow_unused=True, materialize_grads=True)
        if mean.requires_grad
        else (torch.zeros_like(weights), torch.zeros_like(biases))
    )
    return reference.Gradient(mean.item(), by_weight.numpy(), by_bias.numpy())


@given(data=st.data())
@settings(max_examples=80)
def test_random_drawings_have_the_gradients_of_pytorch(
    data: st.DataObject, problems: Any, torch_activations: Functions, torch_loss: Any
) -> None:
    problem = data.draw(problems())
    network = problem.network
    if network.neurons.muted[network.output_rows].any() and "entropy" in problem.loss:
        # The logarithm of a muted output is -∞ there and clipped here.
        network = set_neurons(network, network.neurons.id[network.output_rows], muted=False)
        problem = type(problem)(
            network, problem.inputs, problem.targets, problem.loss, problem.weights
        )
    own = reference.gradient(
        network, problem.inputs, problem.targets, problem.loss, problem.weights
    )
    peer = with_torch(problem, torch_activations, torch_loss)
    edges = network.edges
    expected = peer.weights.copy()
    for number in set(edges.tie[edges.tie > 0].tolist()):
        group = edges.tie == number
        expected[group] = peer.weights[group].sum() * (not edges.frozen[group].any())
    expected[edges.frozen] = 0
    assert own.loss == pytest.approx(peer.loss, rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(own.weights, expected, rtol=1e-10, atol=1e-12)
    free = np.where(network.neurons.frozen, 0, peer.biases)
    np.testing.assert_allclose(own.biases, free, rtol=1e-10, atol=1e-12)


class TestExclusiveOrWithSkip:
    """The hand calculation, as the maths stepper shows it."""

    def test_the_neurons_are_worked_out_sources_first(self, xor_with_skip: Network) -> None:
        activities = reference.forward(xor_with_skip, [1.0, 1.0])
        x1, x2, h, y = xor_with_skip.neurons.id.tolist()
        assert list(activities) == [x1, x2, h, y]
        assert activities[x1].value == 1.0
        assert activities[h].sum == -15.0 + 10.0 + 10.0
        assert [term.product for term in activities[h].terms] == [10.0, 10.0]
        assert activities[h].value == pytest.approx(1 / (1 + math.exp(-5)))
        assert activities[y].sum == pytest.approx(-5 + 20 - 20 * activities[h].value)

    def test_the_blame_goes_back_along_the_wires(self, xor_with_skip: Network) -> None:
        activities = reference.forward(xor_with_skip, [1.0, 0.0])
        blames = reference.backward(xor_with_skip, activities, [1.0], "sigmoid_cross_entropy")
        _, _, h, y = xor_with_skip.neurons.id.tolist()
        assert list(blames) == [y, h]
        value = activities[h].value
        assert blames[y].blame == blames[y].by_sum == activities[y].value - 1.0
        assert blames[h].terms[0].product == -20.0 * blames[y].blame
        assert blames[h].slope == pytest.approx(value * (1 - value))
        assert blames[h].blame == pytest.approx(-20.0 * blames[y].blame * value * (1 - value))

    def test_a_step_downhill_lessens_the_loss(self, xor_with_skip: Network) -> None:
        inputs, targets = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
        slope = reference.gradient(xor_with_skip, inputs, targets, "squared")
        after = reference.descend(xor_with_skip, slope, 0.1)
        again = reference.gradient(after, inputs, targets, "squared")
        assert 0 < again.loss < slope.loss
        np.testing.assert_array_equal(
            after.edges.weight, xor_with_skip.edges.weight - 0.1 * slope.weights
        )


class TestTiesFreezesAndMutes:
    INPUTS, TARGETS = ((0.5, -1.0), (2.0, 0.25)), ((1.0,), (0.0,))

    def gradient(self, network: Network) -> reference.Gradient:
        return reference.gradient(network, self.INPUTS, self.TARGETS, "squared")

    def test_tied_edges_get_the_sum_of_their_gradients(self, xor_with_skip: Network) -> None:
        first, second = xor_with_skip.edges.id[:2].tolist()
        apart = self.gradient(xor_with_skip).weights
        together = self.gradient(tie(xor_with_skip, [first, second])).weights
        assert together[0] == together[1] == pytest.approx(apart[0] + apart[1])

    def test_a_frozen_edge_holds_those_tied_to_it(self, xor_with_skip: Network) -> None:
        first, second = xor_with_skip.edges.id[:2].tolist()
        network = set_edges(tie(xor_with_skip, [first, second]), [second], frozen=True)
        assert self.gradient(network).weights[:2].tolist() == [0.0, 0.0]

    def test_a_muted_edge_carries_nothing_and_has_no_gradient(self, xor_with_skip: Network) -> None:
        skip = int(xor_with_skip.edges.id[-1])
        network = set_edges(xor_with_skip, [skip], muted=True)
        hidden, answer = (int(i) for i in network.neurons.id[-2:])
        assert [t.neuron for t in reference.forward(network, [1, 1])[answer].terms] == [1, 2]
        assert self.gradient(network).weights[-1] == 0.0
        assert self.gradient(network).biases[network.neurons.rows([hidden])] == 0.0

    def test_a_muted_neuron_gives_0_and_learns_nothing(self, xor_with_skip: Network) -> None:
        hidden = int(xor_with_skip.neurons.id[2])
        network = set_neurons(xor_with_skip, [hidden], muted=True)
        assert reference.forward(network, [1, 1])[hidden].value == 0.0
        slope = self.gradient(network)
        into = network.edges.target == hidden
        assert not slope.weights[into].any()
        assert slope.biases[2] == 0.0


def test_softmax_outputs_share_1_even_from_huge_sums(two_layers: Network) -> None:
    outputs = two_layers.neurons.id[two_layers.neurons.kind != Kind.INPUT]
    network = set_neurons(two_layers, outputs, kind=Kind.OUTPUT, activation="softmax")
    network = set_edges(network, network.edges.id, muted=True)
    network = set_neurons(network, outputs[:1], bias=1e4)
    values = [reference.forward(network, [0, 0])[int(i)].value for i in outputs]
    assert values == [1.0, 0.0, 0.0, 0.0]


def test_a_loss_that_does_not_suit_the_outputs_is_refused(and_neuron: Network) -> None:
    with pytest.raises(EngineError, match="softmax"):
        reference.gradient(and_neuron, [[0, 0]], [[1]], "softmax_cross_entropy")
