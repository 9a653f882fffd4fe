"""Dropout by hand: a neuron left out passes no blame on, and one that is kept counts for more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from scratchstudio.engine import ACTIVATIONS, Trainer, TrainingSettings, compile
from scratchstudio.network import EMPTY, Kind, Network, add_neuron, connect

RATE, INPUT, TARGET = 0.1, 1.0, 2.0
ALONE = [key for key in ACTIVATIONS if key != "softmax"]


def chain(activation: str, dropout: float) -> Network:
    """x -> h -> y, h with dropout."""
    network, x = add_neuron(EMPTY, kind=Kind.INPUT)
    network, h = add_neuron(network, activation=activation, dropout=dropout, bias=0.1)
    network, y = add_neuron(network, kind=Kind.OUTPUT)
    network, _ = connect(network, x, h, 0.7)
    return connect(network, h, y, 0.9)[0]


def trainer_of(network: Network, seed: int, **chosen: Any) -> Trainer:
    settings = TrainingSettings(
        optimiser="sgd", precision="float64", seed=seed, **{"learning_rate": RATE} | chosen
    )
    return Trainer(compile(network, "float64"), [[INPUT]], [[TARGET]], settings=settings)


@pytest.mark.parametrize("key", ALONE)
def test_each_step_is_that_of_the_network_with_or_without_the_neuron(
    key: str, torch_activations: Any
) -> None:
    """Each step must be one of the two that there can be."""
    trainer = trainer_of(chain(key, 0.5), seed=3)
    seen = set()
    for _ in range(12):
        before = torch.tensor(trainer.parameters, requires_grad=True)
        trainer.advance(steps=1)
        paths = []
        for kept in (0.0, 2.0):
            hidden = torch_activations[key](before[0] * INPUT + before[2])
            loss = (before[1] * kept * hidden + before[3] - TARGET) ** 2
            (slope,) = torch.autograd.grad(loss, before)
            paths.append((before - RATE * slope).detach().numpy())
        matches = [bool(np.allclose(trainer.parameters, path, atol=1e-12)) for path in paths]
        assert any(matches)
        seen.add(matches.index(True))
    assert seen == {0, 1}


@pytest.mark.parametrize("dropout", [0.25, 0.5])
def test_a_neuron_is_left_out_as_often_as_its_rate_says(dropout: float) -> None:
    trainer = trainer_of(chain("linear", dropout), seed=1, learning_rate=1e-6)
    left_out, before = [], trainer.parameters
    for _ in range(1000):
        trainer.advance(steps=1)
        left_out.append(trainer.parameters[1] == before[1])
        before = trainer.parameters
    assert np.mean(left_out) == pytest.approx(dropout, abs=0.05)


def test_outside_training_every_neuron_counts() -> None:
    network = chain("tanh", 0.9)
    expected = 0.9 * np.tanh(0.7 * INPUT + 0.1)
    assert compile(network, "float64").forward([[INPUT]])[0, 0] == pytest.approx(expected)
    assert trainer_of(network, 0).snapshot().training_loss == pytest.approx((expected - 2) ** 2)
