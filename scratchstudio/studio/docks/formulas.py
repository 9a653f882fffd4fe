"""What the Inspector says of a neuron or an edge in one line of mathematics."""

from __future__ import annotations

import numpy as np

from scratchstudio.network import Kind, Network
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import round_figure

MOST_TERMS = 6


def neuron_formula(network: Network, neuron: int) -> str:
    """The neuron as a formula with today's numbers: h1 = tanh(0.31·x1 − 1.2·x2 + 0.05)."""
    row = int(network.neurons.rows([neuron])[0])
    name = network.name(neuron)
    if network.neurons.kind[row] == Kind.INPUT:
        column = network.neurons.column[row]
        return f"{name} = {column}" if column else f"{name} = ?"
    if network.neurons.muted[row]:
        return f"{name} = 0"
    activation = str(network.neurons.activation[row])
    total = _sum(network, row, neuron)
    if activation == "linear":
        return f"{name} = {total}"
    if activation.startswith("="):
        return f"{name} = f({total}),  f(x) = {activation[1:]}"
    return f"{name} = {activation}({total})"


def _sum(network: Network, row: int, neuron: int) -> str:
    edges = network.edges
    into = np.flatnonzero((edges.target == neuron) & ~edges.muted)
    shown = into[np.argsort(-np.abs(edges.weight[into]), kind="stable")][:MOST_TERMS]
    terms = [
        (float(edges.weight[edge]), f"·{network.name(int(edges.source[edge]))}")
        for edge in np.sort(shown)
    ]
    text = ""
    for weight, factor in terms:
        text += _signed(weight, factor, first=not text)
    if len(into) > len(shown):
        text += " + … " + tr("{} more").format(len(into) - len(shown))
    bias = float(network.neurons.bias[row])
    return text + _signed(bias, "", first=not text) if bias or not text else text


def _signed(value: float, factor: str, *, first: bool) -> str:
    size = round_figure(abs(value)) + factor
    if first:
        return f"−{size}" if value < 0 else size
    return f" − {size}" if value < 0 else f" + {size}"


def network_summary(network: Network) -> tuple[int, int, int, int]:
    """Neurons, edges, parameters (tied edges once, input biases not), and parameters frozen."""
    edges, neurons = network.edges, network.neurons
    computed = neurons.kind != Kind.INPUT
    tied = edges.tie > 0
    weights = int(np.count_nonzero(~tied)) + len(np.unique(edges.tie[tied]))
    frozen = int(np.count_nonzero(edges.frozen)) + int(np.count_nonzero(neurons.frozen & computed))
    return len(neurons), len(edges), weights + int(np.count_nonzero(computed)), frozen
