"""The same networks in JAX, compiled by `jit`, where JAX is installed; it is no requirement."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from itertools import cycle, pairwise
from typing import Any

import numpy as np

from scratchstudio.network import Network, levels
from tests.benchmarks.cases import Case
from tests.benchmarks.peers import RATE

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def jax_steps(
    case: Case, network: Network, x: np.ndarray, y: np.ndarray
) -> Callable[[int], None] | None:
    """A function that makes so many Adam steps; None without JAX, and for convolutions."""
    if find_spec("jax") is None or case.key == "F":
        return None
    import jax
    import jax.numpy as jnp

    answer = _layers(network, case.sizes) if case.sizes else _edges(network)
    start = tuple(jnp.asarray(part, dtype=jnp.float32) for part in answer[0])

    def loss(parameters: Any, inputs: Any, targets: Any) -> Any:
        outputs = answer[1](parameters, inputs)
        if case.loss == "softmax_cross_entropy":
            return -(jax.nn.log_softmax(outputs) * targets).sum(axis=1).mean()
        return ((outputs - targets) ** 2).mean()

    @jax.jit
    def step(state: Any, inputs: Any, targets: Any) -> Any:
        parameters, first, second, count = state
        count = count + 1
        slopes = jax.grad(loss)(parameters, inputs, targets)
        first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, slopes)
        second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, slopes)
        scale = RATE / (1 - BETA1**count)
        root = 1 / (1 - BETA2**count)
        parameters = jax.tree.map(
            lambda p, m, v: p - scale * m / (jnp.sqrt(v * root) + EPSILON),
            parameters,
            first,
            second,
        )
        return parameters, first, second, count

    nothing = jax.tree.map(jnp.zeros_like, start)
    held = [(start, nothing, nothing, jnp.float32(0))]
    given = [jnp.asarray(part, dtype=jnp.float32) for part in np.split(x, case.batches)]
    wanted = [jnp.asarray(part, dtype=jnp.float32) for part in np.split(y, case.batches)]
    batches = cycle(zip(given, wanted, strict=True))

    def run(steps: int) -> None:
        state = held[0]
        for _ in range(steps):
            state = step(state, *next(batches))
        held[0] = jax.block_until_ready(state)

    return run


Answer = tuple[list[np.ndarray], Callable[[Any, Any], Any]]


def _activations() -> dict[str, Callable[[Any], Any]]:
    import jax

    return {
        "linear": lambda z: z,
        "softmax": lambda z: z,
        "relu": jax.nn.relu,
        "sigmoid": jax.nn.sigmoid,
        "tanh": jax.numpy.tanh,
        "elu": jax.nn.elu,
    }


def _layers(network: Network, sizes: tuple[int, ...]) -> Answer:
    """Plain layers: matrices and biases in turn."""
    by_key = _activations()
    parameters, functions = [], []
    edge, neuron = 0, sizes[0]
    for before, size in pairwise(sizes):
        weights = network.edges.weight[edge : edge + before * size]
        parameters += [
            weights.reshape(before, size),
            network.neurons.bias[neuron : neuron + size],
        ]
        functions.append(by_key[network.neurons.activation[neuron]])
        edge, neuron = edge + before * size, neuron + size

    def forward(parts: Any, x: Any) -> Any:
        for place, function in enumerate(functions):
            x = function(x @ parts[2 * place] + parts[2 * place + 1])
        return x

    return parameters, forward


def _edges(network: Network) -> Answer:
    """Any wiring, a level at a time: gather along the edges, multiply, add up by target."""
    import jax
    import jax.numpy as jnp

    by_key = _activations()
    level = levels(network)
    source, target = network.source_rows, network.target_rows
    stages = []
    for number in range(1, int(level.max()) + 1):
        rows = np.flatnonzero(level == number)
        inside = np.flatnonzero(level[target] == number)
        keys = network.neurons.activation[rows]
        groups = [(by_key[key], np.flatnonzero(keys == key)) for key in dict.fromkeys(keys)]
        stages.append((rows, inside, np.searchsorted(rows, target[inside]), groups))

    def forward(parts: Any, x: Any) -> Any:
        weight, bias = parts
        values = jnp.zeros((len(level), len(x)), dtype=x.dtype).at[network.input_rows].set(x.T)
        for rows, inside, place, groups in stages:
            terms = values[source[inside]] * weight[inside][:, None]
            sums = jax.ops.segment_sum(terms, place, len(rows)) + bias[rows][:, None]
            for function, members in groups:
                values = values.at[rows[members]].set(function(sums[members]))
        return values[network.output_rows].T

    return [network.edges.weight, network.neurons.bias], forward
