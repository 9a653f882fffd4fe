"""The fast engine computes what the reference computes, on random drawings with all there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scratchstudio.engine import Trainer, TrainingSettings, compile, reference
from scratchstudio.engine.activations import ACTIVATIONS
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_pairs,
    set_edges,
    set_neurons,
    tie,
)

CLOSE = 1e-12


def close(own: Any, expected: Any, tolerance: float = CLOSE) -> None:
    """Equal but for rounding, measured by the largest of the expected numbers."""
    largest = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(own, expected, rtol=tolerance, atol=tolerance * largest)


@dataclass(frozen=True, eq=False)
class Problem:
    """As `conftest.Problem`, but drawn by hand."""

    network: Network
    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]
    loss: str = "squared"
    weights: NDArray[np.float64] | None = None


def posed(network: Network, samples: int = 3) -> Problem:
    random = np.random.default_rng(6)
    counts = len(network.input_rows), len(network.output_rows)
    return Problem(network, *(random.normal(size=(samples, count)) for count in counts))


def agree(problem: Any, precision: str = "float64", tolerance: float = CLOSE) -> None:
    network = problem.network
    expected = reference.gradient(
        network, problem.inputs, problem.targets, problem.loss, problem.weights
    )
    program = compile(network, precision)
    mean, gradient = program.gradient(
        problem.inputs, problem.targets, problem.loss, sample_weights=problem.weights
    )
    close(mean, expected.loss, tolerance)
    # The weight of edges that share a parameter is trained where any of them carries something.
    close(gradient[program.edge_parameter], expected.weights, tolerance)
    computed = program.bias_parameter >= 0
    close(gradient[program.bias_parameter[computed]], expected.biases[computed], tolerance)


def values(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """The reference's values (neurons, samples)."""
    columns = [
        [activity.value for _, activity in sorted(reference.forward(network, sample).items())]
        for sample in inputs.tolist()
    ]
    return np.array(columns).T


@given(data=st.data())
@settings(max_examples=150)
def test_gradients_agree_with_the_reference(data: st.DataObject, problems: Any) -> None:
    agree(data.draw(problems(most=15)))


@given(data=st.data())
@settings(max_examples=60)
def test_every_neurons_value_agrees_with_the_reference(data: st.DataObject, problems: Any) -> None:
    problem = data.draw(problems(most=15))
    program = compile(problem.network, "float64")
    expected = values(problem.network, problem.inputs)
    close(program.activations(problem.inputs), expected)
    close(program.forward(problem.inputs), expected[problem.network.output_rows].T)


@given(data=st.data())
@settings(max_examples=60)
def test_in_float32_they_agree_as_far_as_it_goes(
    data: st.DataObject, problems: Any, smooth: tuple[str, ...]
) -> None:
    problem = data.draw(problems(most=9, activations=smooth))
    # The logarithm of a muted output's 0 is cut off where the precision ends.
    assume(not problem.network.neurons.muted[problem.network.output_rows].any())
    agree(problem, "float32", 2e-4)


@given(data=st.data())
@settings(max_examples=40)
def test_other_parameters_than_the_drawings_are_used_when_given(
    data: st.DataObject, problems: Any
) -> None:
    problem = data.draw(problems())
    program = compile(problem.network, "float64")
    other = program.parameters + 0.25
    moved = problem.network.with_parameters(program.weights(other), program.biases(other))
    close(program.forward(problem.inputs, other), compile(moved, "float64").forward(problem.inputs))
    expected = reference.gradient(moved, problem.inputs, problem.targets, problem.loss)
    mean, gradient = program.gradient(problem.inputs, problem.targets, problem.loss, other)
    close(mean, expected.loss)
    close(gradient[program.edge_parameter], expected.weights)


@pytest.mark.parametrize("samples", [1, 2, 7, 64, 1000])
def test_the_number_of_samples_makes_no_difference(samples: int, xor_with_skip: Network) -> None:
    inputs = np.random.default_rng(4).normal(size=(samples, 2))
    close(compile(xor_with_skip, "float64").activations(inputs), values(xor_with_skip, inputs))


@pytest.mark.parametrize("key", [key for key in ACTIVATIONS if key != "softmax"])
def test_each_activation_alone_and_beside_others(key: str, two_layers: Network) -> None:
    random = np.random.default_rng(5)
    hidden = two_layers.neurons.id[two_layers.neurons.kind == Kind.HIDDEN]
    inputs, targets = random.normal(size=(6, 2)), random.normal(size=(6, 1))
    drawn = set_edges(two_layers, two_layers.edges.id, weight=random.normal(size=9))
    for chosen in (hidden, hidden[:1]):
        network = set_neurons(drawn, chosen, activation=key)
        expected = reference.gradient(network, inputs, targets, "squared")
        program = compile(network, "float64")
        mean, gradient = program.gradient(inputs, targets, "squared")
        close(mean, expected.loss)
        close(gradient[program.edge_parameter], expected.weights)


def drawn(kinds: list[int], pairs: Any, activations: Any, scale: float = 0.4) -> Network:
    """Neurons of these kinds, and edges between their rows."""
    random = np.random.default_rng(7)
    count = len(kinds)
    biases = random.normal(size=count) * 0.3
    network, ids = add_neurons(
        EMPTY, np.zeros((count, 2)), kind=kinds, activation=activations, bias=biases
    )
    sources, targets = ids[np.asarray(pairs)].T
    weights = random.normal(size=len(pairs)) * scale
    return connect_pairs(network, sources, targets, weights)[0]


def wild(neurons: int, edges: int, inputs: int = 10, outputs: int = 6) -> Network:
    """Any wiring forward, with mixed activations."""
    random = np.random.default_rng(8)
    kinds = [0] * inputs + [1] * (neurons - inputs - outputs) + [2] * outputs
    ends = np.sort(random.integers(0, neurons, (3 * edges, 2)), axis=1)
    ends = np.unique(ends[(ends[:, 0] < ends[:, 1]) & (ends[:, 1] >= inputs)], axis=0)
    keys = np.array(["linear", "relu", "sigmoid", "tanh", "elu", "sine"], dtype=object)
    chosen = random.permutation(ends)[:edges]
    return drawn(kinds, chosen, random.choice(keys, neurons), scale=0.15)


def layered(*counts: int, kept: float = 1.0, skips: int = 0) -> Network:
    """Dense layers with some edges left out, and some that skip a layer."""
    random = np.random.default_rng(9)
    ends = np.cumsum([0, *counts])
    pairs = [
        (a, b)
        for first, middle, last in zip(ends, ends[1:], ends[2:], strict=False)
        for b in range(middle, last)
        for a in range(first, middle)
        if random.random() < kept
    ]
    outputs = range(int(ends[-2]), int(ends[-1]))
    pairs += [(int(random.integers(ends[1])), b) for b in outputs for _ in range(skips)]
    kinds = np.repeat([0, *[1] * (len(counts) - 2), 2], counts).tolist()
    return drawn(kinds, sorted(set(pairs)), "tanh")


def convolved(size: int = 6, maps: tuple[int, ...] = (2,)) -> Network:
    """An image, maps that share their 3 x 3 weights at each position, and two outputs of all."""
    cells = {cell: place for place, cell in enumerate(np.ndindex(size, size))}
    pairs, groups = [], []
    first, before, group = 0, 1, 0
    for count in maps:
        here = first + before * len(cells)
        for m, b, dr, dc in np.ndindex(count, before, 3, 3):
            group += 1
            for (r, c), place in cells.items():
                source = cells.get((r + dr - 1, c + dc - 1))
                if source is not None:
                    pairs.append((first + b * len(cells) + source, here + m * len(cells) + place))
                    groups.append(group)
        first, before = here, count
    last = first + before * len(cells)
    pairs += [(a, b) for a in range(first, last) for b in (last, last + 1)]
    groups += [0] * (len(pairs) - len(groups))
    kinds = [0] * len(cells) + [1] * (last - len(cells)) + [2] * 2
    network = drawn(kinds, pairs, "relu")
    for shared in range(1, group + 1):
        network = tie(network, network.edges.id[np.array(groups) == shared])
    return network


LARGER = {
    "sparse": lambda: wild(150, 900),
    "sparse and deep": lambda: wild(120, 1500),
    "sparse and wide": lambda: wild(400, 1200, inputs=60, outputs=30),
    "dense": lambda: layered(12, 20, 20, 5),
    "pruned with skips": lambda: layered(12, 24, 20, 5, kept=0.7, skips=3),
    "convolution": convolved,
    "convolution of convolutions": lambda: convolved(5, (2, 3)),
}


class TestLargerDrawings:
    """Large enough for every kind of block that the engine computes in."""

    @pytest.mark.parametrize("name", LARGER)
    def test_as_they_are(self, name: str) -> None:
        agree(posed(LARGER[name]()))

    @pytest.mark.parametrize("name", LARGER)
    def test_with_parts_frozen_and_muted(self, name: str) -> None:
        network, random = LARGER[name](), np.random.default_rng(10)
        for what in ("frozen", "muted"):
            edges = random.choice(network.edges.id, 5, replace=False)
            neurons = random.choice(network.neurons.id, 3, replace=False)
            network = set_edges(network, edges, **{what: True})
            network = set_neurons(network, neurons, **{what: True})
        agree(posed(network))

    @pytest.mark.parametrize("name", LARGER)
    def test_with_weights_tied_at_random(self, name: str) -> None:
        network, random = LARGER[name](), np.random.default_rng(11)
        for _ in range(6):
            network = tie(network, random.choice(network.edges.id, 8, replace=False))
        agree(posed(network))


@given(data=st.data())
@settings(max_examples=40)
def test_training_steps_are_the_references_steps_downhill(
    data: st.DataObject, problems: Any, smooth: tuple[str, ...]
) -> None:
    problem, rate = data.draw(problems(activations=smooth)), 0.01
    chosen = TrainingSettings(
        loss=problem.loss, optimiser="sgd", learning_rate=rate, batch_size=0, precision="float64"
    )
    program = compile(problem.network, "float64")
    trainer = Trainer(program, problem.inputs, problem.targets, settings=chosen)
    snapshot = trainer.advance(steps=3)
    expected = problem.network
    for _ in range(3):
        slope = reference.gradient(expected, problem.inputs, problem.targets, problem.loss)
        expected = reference.descend(expected, slope, rate)
    close(snapshot.weights, expected.edges.weight, 1e-11)
    close(snapshot.biases, expected.neurons.bias, 1e-11)
