"""The engine's mathematics, one neuron and one sample at a time, to be read like a chapter.

Forward: a neuron adds its bias and, for each wire into it, weight · value of the source; the
activation of that sum is its value. The loss says how wrong the values of the output neurons are.

Backward: each neuron is given its part of the blame: by how much the loss grows when its sum grows
by a little. An output neuron hears it from the loss; every other neuron from the neurons it feeds,
along the same wires and in proportion to the same weights. The chain rule is no more than that
(Rumelhart, Hinton and Williams 1986). A weight's gradient is then the value that goes into its wire
times the blame at the end of it.

Nothing here is fast. It is what the fast engine is compared with, and what the maths stepper shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.activations import activation
from scratchstudio.engine.losses import check_outputs, loss_entry
from scratchstudio.network import Kind, Network, levels

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """What comes along a wire: `weight` times a `number` of the `neuron` at its other end."""

    edge: int
    neuron: int
    weight: float
    number: float

    @property
    def product(self) -> float:
        return self.weight * self.number


@dataclass(frozen=True)
class Activity:
    """A neuron's calculation: sum = bias + Σ weight · value, value = activation(sum)."""

    neuron: int
    terms: tuple[Term, ...]
    bias: float
    sum: float
    value: float


def forward(network: Network, sample: Sequence[float]) -> dict[int, Activity]:
    """Each neuron's activity by its id, sources first, for one sample (a number an input)."""
    given = dict(zip(network.input_rows.tolist(), sample, strict=True))
    neurons, edges = network.neurons, network.edges
    activities: dict[int, Activity] = {}
    for row in np.argsort(levels(network), kind="stable").tolist():
        neuron, bias, terms = int(neurons.id[row]), float(neurons.bias[row]), []
        if neurons.kind[row] == Kind.INPUT:
            value = 0.0 if neurons.muted[row] else float(given[row])
            activities[neuron] = Activity(neuron, (), 0.0, value, value)
            continue
        for wire in np.flatnonzero((edges.target == neuron) & ~edges.muted).tolist():
            source = activities[int(edges.source[wire])]
            terms.append(_term(network, wire, source.neuron, source.value))
        total = bias + math.fsum(term.product for term in terms)
        rule = activation(neurons.activation[row]).value
        value = 0.0 if neurons.muted[row] else _at(rule, total)
        activities[neuron] = Activity(neuron, tuple(terms), bias, total, value)
    return activities | _softmax(network, activities)


def _term(network: Network, wire: int, neuron: int, number: float) -> Term:
    edges = network.edges
    return Term(int(edges.id[wire]), neuron, float(edges.weight[wire]), number)


def _at(rule: Callable[..., object], *numbers: float) -> float:
    """What a rule for arrays says of single numbers."""
    out = np.zeros(1)
    rule(*(np.array([number]) for number in numbers), out)
    return float(out[0])


def _softmax_neurons(network: Network) -> list[int]:
    chosen = (network.neurons.activation == "softmax") & ~network.neurons.muted
    return [int(i) for i in network.neurons.id[chosen & (network.neurons.kind == Kind.OUTPUT)]]


def _softmax(network: Network, activities: Mapping[int, Activity]) -> dict[int, Activity]:
    """Softmax neurons share out 1 among them: e^sum / Σ e^sum."""
    group = [activities[neuron] for neuron in _softmax_neurons(network)]
    # Taking the largest sum off all of them changes no share and keeps e^sum from overflowing.
    powers = [math.exp(one.sum - max(a.sum for a in group)) for one in group]
    shares = [power / math.fsum(powers) for power in powers]
    return {a.neuron: replace(a, value=v) for a, v in zip(group, shares, strict=True)}


def loss_of(
    network: Network, activities: Mapping[int, Activity], wanted: Sequence[float], loss: str
) -> tuple[float, dict[int, float]]:
    """How wrong the outputs are for one sample, and its slope by each output neuron's value.

    `wanted` has a target for each output neuron. For a cross-entropy the slope is by the sum,
    where its logarithm and the activation cancel out to value − target.
    """
    outputs = network.neurons.id[network.output_rows].tolist()
    values = np.array([[activities[neuron].value] for neuron in outputs])
    slopes = np.zeros_like(values)
    entry = loss_entry(loss)
    mean = entry.value_and_gradient(values, np.array(wanted)[:, np.newaxis], None, slopes)
    return mean, dict(zip(outputs, slopes[:, 0].tolist(), strict=True))


@dataclass(frozen=True)
class Blame:
    """A neuron's blame = (by_value + Σ weight · blame of the targets) · slope + by_sum.

    It is the loss's slope by the neuron's sum, and so the gradient of its bias. `slope` is that of
    the activation; an output neuron hears `by_value`, or `by_sum`, from the loss.
    """

    neuron: int
    terms: tuple[Term, ...]
    by_value: float
    slope: float
    by_sum: float
    blame: float


def backward(
    network: Network, activities: Mapping[int, Activity], wanted: Sequence[float], loss: str
) -> dict[int, Blame]:
    """Each computed neuron's blame by its id, from the outputs back to the first hidden neurons."""
    neurons, edges, fused = network.neurons, network.edges, loss_entry(loss).output_activation
    _, heard = loss_of(network, activities, wanted, loss)
    group = _softmax_neurons(network)
    mean = math.fsum(activities[i].value * heard[i] for i in group)
    blames: dict[int, Blame] = {}
    for row in np.argsort(levels(network), kind="stable")[::-1].tolist():
        neuron = int(neurons.id[row])
        if neurons.kind[row] == Kind.INPUT:
            continue
        terms = []
        for wire in np.flatnonzero((edges.source == neuron) & ~edges.muted).tolist():
            target = blames[int(edges.target[wire])]
            terms.append(_term(network, wire, target.neuron, target.blame))
        by_value = 0.0 if fused else heard.get(neuron, 0.0)
        by_sum = heard.get(neuron, 0.0) if fused else 0.0
        rule = activation(neurons.activation[row]).derivative
        slope = _at(rule, activities[neuron].sum, activities[neuron].value)
        if neurons.muted[row]:
            slope = by_sum = 0.0
        blame = (by_value + math.fsum(term.product for term in terms)) * slope + by_sum
        if neuron in group and not fused:
            # One softmax value cannot grow without the others giving way.
            blame = activities[neuron].value * (by_value - mean)
        blames[neuron] = Blame(neuron, tuple(terms), by_value, slope, by_sum, blame)
    return blames


@dataclass(frozen=True)
class Gradient:
    """The mean loss of some samples and its slope by every weight and bias.

    `weights` are in edge order, tied edges having their sum; `biases` in neuron order. What is
    frozen, or has nothing to train, has 0.
    """

    loss: float
    weights: Floats
    biases: Floats


def gradient(
    network: Network,
    inputs: ArrayLike,
    targets: ArrayLike,
    loss: str,
    sample_weights: ArrayLike | None = None,
) -> Gradient:
    """The gradient for inputs (samples, inputs), targets (samples, outputs), weights (samples,).

    Raises EngineError if the loss does not suit the output neurons.
    """
    check_outputs(loss, network)
    samples, wanted = np.asarray(inputs, float).tolist(), np.asarray(targets, float).tolist()
    counts = np.ones(len(samples)) if sample_weights is None else np.asarray(sample_weights)
    total, weights, biases = 0.0, np.zeros(len(network.edges)), np.zeros(len(network.neurons))
    for sample, target, count in zip(samples, wanted, counts / len(samples), strict=True):
        activities = forward(network, sample)
        blames = backward(network, activities, target, loss)
        total += count * loss_of(network, activities, target, loss)[0]
        for blame in blames.values():
            biases[network.neurons.rows([blame.neuron])] += count * blame.blame
            for term in activities[blame.neuron].terms:
                weights[network.edges.rows([term.edge])] += count * blame.blame * term.number
    weights = _shared(network, weights)
    biases[network.neurons.frozen] = 0.0
    return Gradient(float(total), weights, biases)


def _shared(network: Network, weights: Floats) -> Floats:
    """Tied edges are one weight: their gradients add up, and one frozen edge freezes them all."""
    ties, frozen = network.edges.tie, network.edges.frozen
    shared = np.where(frozen, 0.0, weights)
    for tie in set(ties[ties != 0].tolist()):
        together = ties == tie
        shared[together] = 0.0 if frozen[together].any() else weights[together].sum()
    return shared


def descend(network: Network, slope: Gradient, rate: float) -> Network:
    """The network after one step downhill: each weight and bias less rate · its slope."""
    return network.with_parameters(
        network.edges.weight - rate * slope.weights, network.neurons.bias - rate * slope.biases
    )
