"""Random problems (drawing, samples, loss) for Hypothesis, and PyTorch's functions by our keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn import functional

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

Tensor = torch.Tensor
Floats = NDArray[np.float64]

SMOOTH = ["linear", "elu", "selu", "gelu", "silu", "sigmoid", "tanh", "softplus", "softsign"]
SMOOTH += ["sine", "gaussian", "square", "=x*tanh(x)", "=max(0.1*x, x)**2/(1 + x**2)"]
CORNERED = ["relu", "leaky_relu", "absolute", "step"]
OUTPUT_OF = {"sigmoid_cross_entropy": "sigmoid", "softmax_cross_entropy": "softmax"}
LOSSES = ["squared", "absolute", "huber", "hinge", *OUTPUT_OF]


@dataclass(frozen=True, eq=False)
class Problem:
    """Something to train: shapes (samples, inputs), (samples, outputs), (samples,)."""

    network: Network
    inputs: Floats
    targets: Floats
    loss: str
    weights: Floats | None


@st.composite
def _problems(
    draw: st.DrawFn, most: int = 10, activations: tuple[str, ...] = (*SMOOTH, *CORNERED)
) -> Problem:
    """Any wiring, with skips, outputs that feed on, ties, frozen and muted parts."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    loss = draw(st.sampled_from(LOSSES))
    inputs, hidden, outputs = (draw(st.integers(low, most // 3)) for low in (1, 0, 1))
    softmax = loss == "softmax_cross_entropy" or (
        loss not in OUTPUT_OF and draw(st.integers(0, 4)) == 0
    )
    network = _drawn(draw, random, (inputs, hidden, outputs), softmax, activations)
    if softmax or loss in OUTPUT_OF:
        key = "softmax" if softmax else OUTPUT_OF[loss]
        rows = network.output_rows
        network = set_neurons(network, network.neurons.id[rows], activation=key)
    samples = draw(st.integers(1, 5))
    targets = random.normal(size=(samples, outputs))
    if loss in ("hinge", "sigmoid_cross_entropy"):
        targets = random.integers(0, 2, size=targets.shape).astype(float)
    elif loss == "softmax_cross_entropy":
        targets = np.eye(outputs)[random.integers(0, outputs, samples)]
    weighted = draw(st.booleans())
    return Problem(
        network,
        random.normal(size=(samples, inputs)),
        targets,
        loss,
        random.uniform(0.0, 2.0, samples) if weighted else None,
    )


def _drawn(
    draw: st.DrawFn,
    random: np.random.Generator,
    counts: tuple[int, int, int],
    softmax: bool,
    activations: tuple[str, ...],
) -> Network:
    inputs, hidden, _ = counts
    kinds = np.repeat([Kind.INPUT, Kind.HIDDEN, Kind.OUTPUT], counts)
    # Ids need not rise along the wires, and an output may stand before a hidden neuron.
    order = random.permutation(len(kinds))
    network, ids = add_neurons(
        EMPTY,
        np.zeros((len(kinds), 2)),
        kind=kinds[order],
        activation=random.choice(np.array(activations, dtype=object), len(kinds)),
        bias=random.normal(size=len(kinds)) * 0.5,
    )
    place = np.argsort(order)
    last = np.arange(inputs + hidden, len(kinds))
    inner = np.arange(inputs, len(kinds)) if not softmax else np.arange(inputs, inputs + hidden)
    inner = random.permutation(inner)
    sequence = np.concatenate([np.arange(inputs), inner, last if softmax else []]).astype(int)
    pairs = [
        (int(ids[place[sequence[a]]]), int(ids[place[sequence[b]]]))
        for b in range(inputs, len(sequence))
        for a in range(b)
        if not (softmax and sequence[a] in last)
    ]
    density = draw(st.sampled_from([0.0, 0.3, 0.6, 1.0]))
    chosen = [pair for pair in pairs if random.random() < density]
    sources, targets = ([pair[side] for pair in chosen] for side in (0, 1))
    weights = random.normal(size=len(chosen)) * 0.7
    network, edges = connect_pairs(network, sources, targets, weights)
    return _marked(draw, network, edges)


def _marked(draw: st.DrawFn, network: Network, edges: Any) -> Network:
    """Some edges tied, and some edges and neurons frozen or muted."""
    some = st.lists(st.sampled_from(edges.tolist()), unique=True) if len(edges) else st.just([])
    for _ in range(draw(st.integers(0, 2))):
        group = draw(some)
        if len(group) > 1:
            network = tie(network, group)
    few = st.lists(st.sampled_from(network.neurons.id.tolist()), unique=True, max_size=2)
    for what in ("frozen", "muted"):
        if draw(st.booleans()):
            network = set_edges(network, draw(some)[:3], **{what: True})
        if draw(st.booleans()):
            network = set_neurons(network, draw(few), **{what: True})
    return network


@pytest.fixture(scope="session")
def problems() -> Callable[..., st.SearchStrategy[Problem]]:
    """The strategy for random problems."""
    return _problems


@pytest.fixture(scope="session")
def smooth() -> tuple[str, ...]:
    """Activations without a corner, which finite differences can be trusted with."""
    return tuple(SMOOTH[:-1])


class _StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        context.save_for_backward(x)
        return (x >= 0).to(x.dtype)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Tensor:
        (x,) = context.saved_tensors
        return gradients[0] * (x.abs() <= 1)


def _bent(x: Tensor) -> Tensor:
    return torch.maximum(0.1 * x, x) ** 2 / (1 + x**2)


PEERS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda x: x * 1,
    "relu": torch.relu,
    "leaky_relu": lambda x: functional.leaky_relu(x, 0.01),
    "elu": functional.elu,
    "selu": torch.selu,
    "gelu": lambda x: functional.gelu(x, approximate="tanh"),
    "silu": functional.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": functional.softplus,
    "softsign": functional.softsign,
    "sine": torch.sin,
    "gaussian": lambda x: torch.exp(-(x**2)),
    "step": _StraightThrough.apply,
    "absolute": torch.abs,
    "square": torch.square,
    "softmax": lambda x: torch.softmax(x, dim=0),
    "=x*tanh(x)": lambda x: x * torch.tanh(x),
    "=max(0.1*x, x)**2/(1 + x**2)": _bent,
}


@pytest.fixture(scope="session")
def torch_activations() -> Mapping[str, Callable[[Tensor], Tensor]]:
    """PyTorch's function for each of our activations; softmax along the first axis."""
    return PEERS


def _loss(key: str, values: Tensor, targets: Tensor) -> Tensor:
    """Each sample's loss (batch,), for values and targets of shape (outputs, batch)."""
    sign = 2 * targets - 1
    each = {
        "squared": lambda: functional.mse_loss(values, targets, reduction="none"),
        "absolute": lambda: functional.l1_loss(values, targets, reduction="none"),
        "huber": lambda: functional.huber_loss(values, targets, reduction="none"),
        "hinge": lambda: torch.relu(1 - sign * values),
        "sigmoid_cross_entropy": lambda: functional.binary_cross_entropy(
            values, targets, reduction="none"
        ),
        "softmax_cross_entropy": lambda: -targets * torch.log(values) * len(values),
    }[key]()
    return each.mean(dim=0)


@pytest.fixture(scope="session")
def torch_loss() -> Callable[[str, Tensor, Tensor], Tensor]:
    """PyTorch's loss of each sample by our key."""
    return _loss
