"""The same networks in PyTorch and scikit-learn, with the same weights and the same batches."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier, MLPRegressor
from torch import nn
from torch.nn import functional

from scratchstudio.engine import Program
from scratchstudio.network import Kind, Network, levels
from tests.benchmarks.cases import Case

RATE = 1e-3
BY_KEY: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "elu": functional.elu,
    "softmax": lambda z: z,
}
"""Softmax is left to the loss, which PyTorch computes from its logits."""


class Layers(nn.Module):
    """Plain layers."""

    def __init__(self, network: Network, sizes: tuple[int, ...]) -> None:
        super().__init__()
        weights, biases = iter(network.edges.weight), network.neurons.bias
        flat = np.fromiter(weights, dtype=float, count=len(network.edges))
        self.parts = nn.ModuleList()
        self.activations = []
        edge, neuron = 0, sizes[0]
        for before, size in pairwise(sizes):
            part = nn.Linear(before, size)
            matrix = flat[edge : edge + before * size].reshape(before, size).T
            part.weight.data = torch.from_numpy(matrix.copy())
            part.bias.data = torch.from_numpy(biases[neuron : neuron + size].copy())
            self.parts.append(part)
            self.activations.append(BY_KEY[network.neurons.activation[neuron]])
            edge, neuron = edge + before * size, neuron + size

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for part, activation in zip(self.parts, self.activations, strict=True):
            x = activation(part(x))
        return x

    def gradient_of(self, network: Network) -> tuple[np.ndarray, np.ndarray]:
        """By edge and by neuron that is not an input."""
        weights = [part.weight.grad.T.reshape(-1).numpy() for part in self.parts]
        biases = [part.bias.grad.numpy() for part in self.parts]
        return np.concatenate(weights), np.concatenate(biases)


class Edges(nn.Module):
    """Any wiring, a level at a time: gather along the edges, multiply, add up by target."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.from_numpy(network.edges.weight.copy()))
        self.bias = nn.Parameter(torch.from_numpy(network.neurons.bias.copy()))
        self.inputs = torch.from_numpy(network.input_rows)
        self.outputs = torch.from_numpy(network.output_rows)
        self.count = len(network.neurons)
        level = levels(network)
        self.levels = []
        for number in range(1, int(level.max()) + 1):
            rows = np.flatnonzero(level == number)
            place = np.full(self.count, -1)
            place[rows] = np.arange(len(rows))
            edges = np.flatnonzero(place[network.target_rows] >= 0)
            keys = network.neurons.activation[rows]
            groups = [
                (BY_KEY[key], torch.from_numpy(np.flatnonzero(keys == key)))
                for key in dict.fromkeys(keys)
            ]
            self.levels.append(
                (
                    torch.from_numpy(rows),
                    torch.from_numpy(edges),
                    torch.from_numpy(network.source_rows[edges]),
                    torch.from_numpy(place[network.target_rows[edges]]),
                    groups,
                )
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = torch.zeros(self.count, len(x), dtype=x.dtype)
        values = values.index_copy(0, self.inputs, x.T)
        for rows, edges, sources, targets, groups in self.levels:
            terms = values.index_select(0, sources) * self.weight[edges].unsqueeze(1)
            sums = self.bias[rows].unsqueeze(1).expand(-1, len(x)).index_add(0, targets, terms)
            values = values.index_copy(0, rows, _activated(sums, groups))
        return values.index_select(0, self.outputs).T

    def gradient_of(self, network: Network) -> tuple[np.ndarray, np.ndarray]:
        """By edge and by neuron that is not an input."""
        computed = network.neurons.kind != Kind.INPUT
        return self.weight.grad.numpy(), self.bias.grad.numpy()[computed]


def _activated(sums: torch.Tensor, groups: list) -> torch.Tensor:
    if len(groups) == 1:
        return groups[0][0](sums)
    parts = [activation(sums.index_select(0, rows)) for activation, rows in groups]
    order = torch.argsort(torch.cat([rows for _, rows in groups]))
    return torch.cat(parts).index_select(0, order)


class Masked(Edges):
    """Any wiring, a masked dense matrix a level over all earlier neurons."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        level = levels(network)
        order = np.argsort(level, kind="stable")
        self.place = np.empty(len(order), dtype=int)
        self.place[order] = np.arange(len(order))
        self.order = order
        weights, self.masks, self.activations = [], [], []
        sources, targets = self.place[network.source_rows], self.place[network.target_rows]
        self.input_order = torch.from_numpy(
            np.searchsorted(network.input_rows, order[: len(network.input_rows)])
        )
        self.bounds = np.searchsorted(level[order], np.arange(int(level.max()) + 2))
        self.inside = []
        for start, stop in zip(self.bounds[1:], self.bounds[2:], strict=False):
            inside = np.flatnonzero((targets >= start) & (targets < stop))
            matrix, mask = np.zeros((stop - start, start)), np.zeros((stop - start, start))
            matrix[targets[inside] - start, sources[inside]] = network.edges.weight[inside]
            mask[targets[inside] - start, sources[inside]] = 1.0
            self.inside.append((inside, targets[inside] - start, sources[inside]))
            weights.append(nn.Parameter(torch.from_numpy(matrix)))
            self.masks.append(torch.from_numpy(mask))
            keys = network.neurons.activation[order[start:stop]]
            self.activations.append(
                [
                    (BY_KEY[k], torch.from_numpy(np.flatnonzero(keys == k)))
                    for k in dict.fromkeys(keys)
                ]
            )
        del self.weight
        self.matrices = nn.ParameterList(weights)
        self.bias = nn.Parameter(torch.from_numpy(network.neurons.bias[order].copy()))
        self.outputs = torch.from_numpy(self.place[network.output_rows])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = x.T.index_select(0, self.input_order)
        for matrix, mask, groups, start, stop in zip(
            self.matrices,
            self.masks,
            self.activations,
            self.bounds[1:],
            self.bounds[2:],
            strict=False,
        ):
            sums = torch.addmm(
                self.bias[start:stop].unsqueeze(1), matrix * mask.to(x.dtype), values
            )
            values = torch.cat([values, _activated(sums, groups)])
        return values.index_select(0, self.outputs).T

    def gradient_of(self, network: Network) -> tuple[np.ndarray, np.ndarray]:
        """By edge and by neuron that is not an input."""
        weights = np.zeros(len(network.edges))
        for matrix, (inside, row, column) in zip(self.matrices, self.inside, strict=True):
            weights[inside] = matrix.grad.numpy()[row, column]
        biases = np.zeros(len(network.neurons))
        biases[self.order] = self.bias.grad.numpy()
        return weights, biases[network.neurons.kind != Kind.INPUT]


class LeNet(nn.Module):
    """Case F as PyTorch has it: convolutions without bias, average pooling, dense layers."""

    def __init__(self, network: Network, program: Program) -> None:
        super().__init__()
        parameters = program.parameters
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(1, 6, 5, padding=2, bias=False), nn.Conv2d(6, 16, 5, bias=False)]
        )
        tie = network.edges.tie
        at = 1
        self.ties = []
        for part in self.convolutions:
            numbers = np.arange(at, at + part.weight.numel())
            first = np.array([np.flatnonzero(tie == number)[0] for number in numbers])
            self.ties.append(program.edge_parameter[first])
            weights = parameters[self.ties[-1]].reshape(part.weight.shape)
            part.weight.data = torch.from_numpy(weights.copy())
            at += part.weight.numel() + 1
        sizes = (400, 120, 84, 10)
        untied = np.flatnonzero(tie == 0)
        rows = np.flatnonzero(network.neurons.kind != Kind.INPUT)[-214:]
        self.dense = nn.ModuleList()
        edge = neuron = 0
        self.edges, self.neurons = [], []
        for before, size in pairwise(sizes):
            part = nn.Linear(before, size)
            chosen = untied[edge : edge + before * size]
            matrix = network.edges.weight[chosen].reshape(before, size).T
            part.weight.data = torch.from_numpy(matrix.copy())
            part.bias.data = torch.zeros(size, dtype=torch.float64)
            self.dense.append(part)
            self.edges.append(program.edge_parameter[chosen])
            self.neurons.append(program.bias_parameter[rows[neuron : neuron + size]])
            edge, neuron = edge + before * size, neuron + size

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.reshape(-1, 1, 28, 28)
        for part in self.convolutions:
            x = functional.avg_pool2d(torch.relu(part(x)), 2)
        x = x.flatten(1)
        for number, part in enumerate(self.dense):
            x = part(x) if number == 2 else torch.relu(part(x))
        return x

    def vector_of(self, size: int) -> np.ndarray:
        """The gradient as a parameter vector."""
        vector = np.zeros(size)
        for part, places in zip(self.convolutions, self.ties, strict=True):
            vector[places] = part.weight.grad.numpy().ravel()
        for part, edges, neurons in zip(self.dense, self.edges, self.neurons, strict=True):
            vector[edges] = part.weight.grad.T.reshape(-1).numpy()
            vector[neurons] = part.bias.grad.numpy()
        return vector


def modules(case: Case, network: Network, program: Program) -> dict[str, nn.Module]:
    """The ways to write the network in PyTorch that are worth trying."""
    if case.sizes:
        return {"layers": Layers(network, case.sizes)}
    if case.key == "F":
        return {"conv2d": LeNet(network, program)}
    return {"edges": Edges(network), "masked": Masked(network)}


def gradient(module: nn.Module, program: Program, case: Case, x: np.ndarray, y: np.ndarray):
    """PyTorch's gradient as a parameter vector, float64."""
    module = module.double()
    module.zero_grad()
    loss_of(case)(module(torch.from_numpy(x)), _targets(case, torch.from_numpy(y))).backward()
    if isinstance(module, LeNet):
        return module.vector_of(len(program.parameters))
    weights, biases = module.gradient_of(program.network)
    computed = program.bias_parameter >= 0
    vector = np.zeros(len(program.parameters))
    vector[program.edge_parameter] = weights
    vector[program.bias_parameter[computed]] = biases
    return vector


def loss_of(case: Case) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """PyTorch's function for the case's loss."""
    if case.loss == "softmax_cross_entropy":
        return functional.cross_entropy
    return functional.mse_loss


def _targets(case: Case, y: torch.Tensor) -> torch.Tensor:
    return y.argmax(1) if case.loss == "softmax_cross_entropy" else y


ADAMS = {
    "fused": {"fused": True},
    "foreach": {"foreach": True},
    "single": {"foreach": False, "fused": False},
}


def torch_steps(
    module: nn.Module, case: Case, x: np.ndarray, y: np.ndarray, adam: str
) -> Callable[[int], None]:
    """A function that makes so many Adam steps over the rotating batches."""
    optimiser = torch.optim.Adam(module.parameters(), lr=RATE, **ADAMS[adam])
    loss = loss_of(case)
    given = torch.from_numpy(x.astype(np.float32)).split(case.batch)
    wanted = _targets(case, torch.from_numpy(y.astype(np.float32))).split(case.batch)
    batches = _round(list(zip(given, wanted, strict=True)))

    def run(steps: int) -> None:
        for _ in range(steps):
            inputs, targets = next(batches)
            optimiser.zero_grad(set_to_none=True)
            value = loss(module(inputs), targets)
            value.backward()
            optimiser.step()

    return run


def _round(batches: list) -> Iterator:
    while True:
        yield from batches


def sklearn_steps(case: Case, x: np.ndarray, y: np.ndarray) -> Callable[[int], None] | None:
    """The same with `partial_fit` on all batches at once; None where it has no such network."""
    if not case.sizes:
        return None
    classes = case.loss == "softmax_cross_entropy"
    model = (MLPClassifier if classes else MLPRegressor)(
        hidden_layer_sizes=case.sizes[1:-1],
        activation="relu" if classes else "tanh",
        alpha=0.0,
        batch_size=case.batch,
        learning_rate_init=RATE,
        random_state=0,
    )
    given = x.astype(np.float32)
    wanted = y.argmax(1) if classes else y.astype(np.float32).ravel()
    extra = {"classes": np.arange(y.shape[1])} if classes else {}

    def run(steps: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(max(round(steps / case.batches), 1)):
                model.partial_fit(given, wanted, **extra)

    return run
