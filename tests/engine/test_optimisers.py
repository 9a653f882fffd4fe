"""Each optimiser walks the path that PyTorch's walks, with float64 and full batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch

from scratchstudio.engine import OPTIMISERS, Trainer, TrainingSettings, compile, initialise
from scratchstudio.network import Network

RATE = 0.02
STEPS = 40
Make = Callable[[list[torch.Tensor]], torch.optim.Optimizer]

PEERS: Mapping[str, Make] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=RATE),
    "momentum": lambda p: torch.optim.SGD(p, lr=RATE, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=RATE, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=RATE, eps=1e-8),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=RATE, alpha=0.99, eps=1e-8),
    "adam": lambda p: torch.optim.Adam(p, lr=RATE),
    "adamw": lambda p: torch.optim.AdamW(p, lr=RATE, weight_decay=0.0),
    "nadam": lambda p: torch.optim.NAdam(p, lr=RATE),
    "rprop": lambda p: torch.optim.Rprop(p, lr=RATE),
}
INPUTS = np.random.default_rng(0).normal(size=(12, 2))
TARGETS = np.random.default_rng(1).integers(0, 2, size=(12, 1)).astype(float)


def trained(network: Network, steps: int, **chosen: Any) -> Any:
    settings = TrainingSettings(
        loss="squared", batch_size=0, precision="float64", **{"learning_rate": RATE} | chosen
    )
    trainer = Trainer(compile(network, "float64"), INPUTS, TARGETS, settings=settings)
    trainer.advance(steps=steps)
    return trainer.parameters


def path(network: Network, make: Make, steps: int) -> Any:
    """PyTorch's optimiser, driven by our gradient, which other tests hold to PyTorch's."""
    program = compile(network, "float64")
    vector = torch.tensor(np.array(program.parameters), requires_grad=True)
    optimiser = make([vector])
    for _ in range(steps):
        _, gradient = program.gradient(INPUTS, TARGETS, "squared", vector.detach().numpy())
        vector.grad = torch.tensor(gradient)
        optimiser.step()
    return vector.detach().numpy()


@pytest.mark.parametrize("key", PEERS)
def test_the_path_is_that_of_pytorch(key: str, two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)
    expected = path(network, PEERS[key], STEPS)
    np.testing.assert_allclose(
        trained(network, STEPS, optimiser=key), expected, rtol=1e-8, atol=1e-9
    )
    assert np.abs(expected - compile(network, "float64").parameters).max() > 0.01


def test_adamw_decays_weights_but_not_biases(two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)

    def both(parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
        return torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.3)

    own = trained(network, 1, optimiser="adamw", decay=0.3)
    edges = len(network.edges)
    np.testing.assert_allclose(own[:edges], path(network, both, 1)[:edges], rtol=1e-8)
    np.testing.assert_allclose(own[edges:], trained(network, 1, optimiser="adam")[edges:])


def test_lion_steps_equally_far_everywhere(two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)
    moved = trained(network, 1, optimiser="lion") - compile(network, "float64").parameters
    np.testing.assert_allclose(np.abs(moved), RATE)
    _, gradient = compile(network, "float64").gradient(INPUTS, TARGETS, "squared")
    np.testing.assert_array_equal(np.sign(moved), -np.sign(gradient))


def test_l2_adds_the_weights_to_the_gradient(two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)
    program = compile(network, "float64")
    _, gradient = program.gradient(INPUTS, TARGETS, "squared")
    biases = np.arange(len(gradient)) >= len(network.edges)
    slope = gradient + np.where(biases, 0.0, 0.1 * program.parameters)
    own = trained(network, 1, optimiser="sgd", l2=0.1)
    np.testing.assert_allclose(own, program.parameters - RATE * slope, rtol=1e-12)


@pytest.mark.parametrize("limit", [1e-3, 0.05])
def test_clipping_by_norm_keeps_the_direction(limit: float, two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)
    program = compile(network, "float64")
    _, gradient = program.gradient(INPUTS, TARGETS, "squared")
    norm = np.linalg.norm(gradient)
    moved = trained(network, 1, optimiser="sgd", clip_norm=limit) - program.parameters
    np.testing.assert_allclose(moved, -RATE * gradient * min(1.0, limit / norm), atol=1e-15)


def test_every_optimiser_lowers_the_loss(two_layers: Network) -> None:
    network = initialise(two_layers, seed=5)
    program = compile(network, "float64")
    before, _ = program.gradient(INPUTS, TARGETS, "squared")
    for key, entry in OPTIMISERS.items():
        after = trained(network, 100, optimiser=key, learning_rate=entry.default_rate)
        assert program.gradient(INPUTS, TARGETS, "squared", after)[0] < 0.95 * before, key
