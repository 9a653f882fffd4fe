"""The networks of issue 3, drawn as a person or a generator of layers would draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scratchstudio.engine import initialise
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_dense,
    connect_pairs,
    set_edges,
    set_neurons,
)


@dataclass(frozen=True)
class Case:
    """A network with its loss and batch; `targets` ratio with AVX2 forced, and aim without."""

    key: str
    description: str
    draw: Callable[[], Network]
    loss: str
    batch: int
    at_least: float
    aim: float
    sizes: tuple[int, ...] = ()
    """Neurons of each layer, where the case is plain layers."""
    batches: int = 16
    """Batches in an epoch."""

    def data(self, network: Network) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets of all batches."""
        random = np.random.default_rng(1)
        count = self.batches * self.batch
        inputs = random.normal(size=(count, len(network.input_rows)))
        outputs = len(network.output_rows)
        if self.loss == "softmax_cross_entropy":
            return inputs, np.eye(outputs)[random.integers(0, outputs, count)]
        return inputs, random.uniform(-0.9, 0.9, size=(count, outputs))


def layers(sizes: tuple[int, ...], hidden: str, output: str) -> Network:
    """Dense layers."""
    network = EMPTY
    before = None
    for position, size in enumerate(sizes):
        last = position == len(sizes) - 1
        kind = Kind.INPUT if not position else Kind.OUTPUT if last else Kind.HIDDEN
        activation = output if last else hidden
        network, ids = _column(network, position, size, kind=kind, activation=activation)
        if before is not None:
            network, _ = connect_dense(network, before, ids)
        before = ids
    return network


def _column(network: Network, position: int, size: int, **columns: object):
    places = np.column_stack([np.full(size, 160.0 * position), 90.0 * np.arange(size)])
    names = np.array([f"n{network.next_id + row}" for row in range(size)], dtype=object)
    return add_neurons(network, places, name=names, **columns)


def plain(sizes: tuple[int, ...], hidden: str, output: str) -> Callable[[], Network]:
    """Dense layers with start weights."""
    start = "he" if hidden == "relu" else "xavier"
    return lambda: initialise(layers(sizes, hidden, output), start, 0)


def scattered() -> Network:
    """1,000 neurons in 31 levels, 10,000 random edges onwards, mixed activations."""
    return random_graph(1000, 10_000, 31)


def random_graph(count: int, edges: int, levels: int) -> Network:
    """Random edges from earlier levels to later ones; every neuron has one from just before."""
    random = np.random.default_rng(2)
    level = np.arange(count) * levels // count
    kinds = np.where(
        level == 0, Kind.INPUT, np.where(level == levels - 1, Kind.OUTPUT, Kind.HIDDEN)
    )
    mixed = random.choice(
        np.array(["linear", "relu", "sigmoid", "tanh", "elu"], dtype=object),
        size=count,
        p=[0.05, 0.35, 0.2, 0.35, 0.05],
    )
    mixed[kinds == Kind.OUTPUT] = "linear"
    network, ids = _column(EMPTY, 0, count, kind=kinds, activation=mixed)
    begin = np.searchsorted(level, np.arange(levels + 1))
    later = np.flatnonzero(level > 0)
    width = begin[level[later]] - begin[level[later] - 1]
    near = begin[level[later] - 1] + (random.random(len(later)) * width).astype(int)
    pairs = set(zip(near.tolist(), later.tolist(), strict=True))
    while len(pairs) < edges:
        target = int(random.integers(begin[1], count))
        pairs.add((int(random.integers(0, begin[level[target]])), target))
    sources, targets = np.array(sorted(pairs)).T
    network, _ = connect_pairs(network, ids[sources], ids[targets])
    return initialise(network, "xavier", 0)


def pruned() -> Network:
    """64-128-128-64-10 with 30 % of the edges pruned and 200 random skips."""
    random = np.random.default_rng(3)
    sizes = (64, 128, 128, 64, 10)
    network = layers(sizes, "relu", "softmax")
    edges = network.edges
    kept = edges.take(random.random(len(edges)) >= 0.3)
    network = replace(network, edges=kept)
    begin = np.concatenate([[0], np.cumsum(sizes)])
    ids = network.neurons.id
    skips = set()
    while len(skips) < 200:
        target_layer = int(random.integers(2, len(sizes)))
        target = int(random.integers(begin[target_layer], begin[target_layer + 1]))
        skips.add((int(random.integers(0, begin[target_layer - 1])), target))
    sources, targets = np.array(sorted(skips)).T
    network, _ = connect_pairs(network, ids[sources], ids[targets])
    return initialise(network, "he", 0)


def convolution() -> Network:
    """LeNet-like on 28 × 28, every wire drawn: convolutions and pooling are tied edges.

    Shared weights are ties; pooling is frozen ties of weight 1/4; neurons in feature maps have
    bias 0, frozen.
    """
    network, pixels = _column(EMPTY, 0, 784, kind=Kind.INPUT)
    image = pixels.reshape(1, 28, 28)
    network, maps = _convolve(network, image, 6, 5, 2)
    network, maps = _pool(network, maps)
    network, maps = _convolve(network, maps, 16, 5, 0)
    network, maps = _pool(network, maps)
    before = maps.ravel()
    for position, size in enumerate((120, 84, 10)):
        kind, activation = (Kind.OUTPUT, "softmax") if size == 10 else (Kind.HIDDEN, "relu")
        network, ids = _column(network, 5 + position, size, kind=kind, activation=activation)
        network, _ = connect_dense(network, before, ids)
        before = ids
    return initialise(network, "he", 0)


def _convolve(network: Network, maps: np.ndarray, count: int, size: int, pad: int):
    channels, height, width = maps.shape
    rows, columns = height + 2 * pad - size + 1, width + 2 * pad - size + 1
    network, ids = _column(network, 1, count * rows * columns, activation="relu")
    network = set_neurons(network, ids, frozen=True)
    new = ids.reshape(count, rows, columns)
    m, y, x, c, dy, dx = np.indices((count, rows, columns, channels, size, size)).reshape(6, -1)
    from_y, from_x = y + dy - pad, x + dx - pad
    inside = (from_y >= 0) & (from_y < height) & (from_x >= 0) & (from_x < width)
    m, y, x, c, dy, dx, from_y, from_x = (
        part[inside] for part in (m, y, x, c, dy, dx, from_y, from_x)
    )
    first_tie = int(network.edges.tie.max(initial=0)) + 1
    ties = first_tie + ((m * channels + c) * size + dy) * size + dx
    return _tied(network, maps[c, from_y, from_x], new[m, y, x], ties, 0.0, False), new


def _pool(network: Network, maps: np.ndarray):
    channels, height, width = maps.shape
    network, ids = _column(network, 2, channels * height * width // 4, activation="linear")
    network = set_neurons(network, ids, frozen=True)
    new = ids.reshape(channels, height // 2, width // 2)
    c, y, x = np.indices(maps.shape).reshape(3, -1)
    tie = int(network.edges.tie.max(initial=0)) + 1
    return _tied(network, maps[c, y, x], new[c, y // 2, x // 2], tie, 0.25, True), new


def _tied(
    network: Network,
    sources: np.ndarray,
    targets: np.ndarray,
    ties: np.ndarray | int,
    weight: float,
    frozen: bool,
) -> Network:
    order = np.lexsort((sources, targets))
    ties = np.broadcast_to(ties, sources.shape)[order]
    network, ids = connect_pairs(network, sources[order], targets[order], weight)
    return set_edges(network, ids, tie=ties, frozen=frozen)


CASES = (
    Case(
        "A",
        "2-8-8-1 tanh, squared error, batch 10",
        plain((2, 8, 8, 1), "tanh", "tanh"),
        "squared",
        10,
        15.0,
        20.0,
        (2, 8, 8, 1),
        # 500 samples, as many as the app's generators make.
        50,
    ),
    Case(
        "B",
        "64-64-32-10 ReLU, softmax, batch 32",
        plain((64, 64, 32, 10), "relu", "softmax"),
        "softmax_cross_entropy",
        32,
        5.0,
        8.0,
        (64, 64, 32, 10),
    ),
    Case(
        "C",
        "784-128-64-10 ReLU, softmax, batch 64",
        plain((784, 128, 64, 10), "relu", "softmax"),
        "softmax_cross_entropy",
        64,
        1.3,
        2.0,
        (784, 128, 64, 10),
    ),
    Case(
        "D",
        "784-1024-1024-10 ReLU, softmax, batch 256",
        plain((784, 1024, 1024, 10), "relu", "softmax"),
        "softmax_cross_entropy",
        256,
        1.05,
        1.8,
        (784, 1024, 1024, 10),
    ),
    Case(
        "E",
        "1,000 neurons, 10,000 random edges, 31 levels, mixed activations, batch 32",
        scattered,
        "squared",
        32,
        4.0,
        9.0,
    ),
    Case(
        "Es",
        "64-128-128-64-10, 30 % pruned, 200 skips, batch 32",
        pruned,
        "softmax_cross_entropy",
        32,
        2.3,
        3.4,
    ),
    Case(
        "F",
        "LeNet-like on 28 × 28 from tied edges, batch 32",
        convolution,
        "softmax_cross_entropy",
        32,
        1.4,
        2.4,
    ),
)
