"""Training that goes out of range stops before the weights are harmed, and says why."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from scratchstudio.engine import Divergence, Trainer, TrainingSettings, compile
from scratchstudio.network import EMPTY, Kind, Network, add_neuron, connect

SGD = TrainingSettings(optimiser="sgd", batch_size=0, learning_rate=0.1)


def chain(activation: str = "linear", weight: float = 0.5) -> Network:
    """x -> h -> y."""
    network, x = add_neuron(EMPTY, kind=Kind.INPUT)
    network, h = add_neuron(network, activation=activation)
    network, y = add_neuron(network, kind=Kind.OUTPUT)
    network, _ = connect(network, x, h, weight)
    network, _ = connect(network, h, y, weight)
    return network


def diverged(
    network: Network, inputs: list[float], targets: list[float], settings: TrainingSettings
) -> tuple[Trainer, Divergence]:
    columns = (np.array(values, dtype=float)[:, None] for values in (inputs, targets))
    trainer = Trainer(compile(network, settings.precision), *columns, settings=settings)
    with pytest.raises(Divergence) as caught:
        trainer.advance(steps=10_000)
    return trainer, caught.value


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_too_high_a_rate_is_named_and_the_good_weights_stay(precision: str) -> None:
    settings = dataclasses.replace(SGD, learning_rate=50.0, precision=precision)
    trainer, trouble = diverged(chain(), [1.0, -2.0], [3.0, 1.0], settings)
    assert np.isfinite(trainer.parameters).all()
    assert trouble.step == trainer.step + 1
    assert "rate" in trouble.cause
    assert trouble.key == "rate"
    assert "Lower" in trouble.advice
    assert f"step {trouble.step}" in str(trouble)


def test_the_first_neuron_out_of_range_is_named() -> None:
    network = chain("=exp(x)", weight=30.0)
    trainer, trouble = diverged(network, [30.0], [0.0], SGD)
    assert trouble.neuron == network.neurons.id[1]
    assert "h1" in str(trouble)
    assert trainer.step == 0


def test_inputs_that_are_not_scaled_are_named() -> None:
    _, trouble = diverged(chain(), [50_000.0, -20_000.0], [1.0, 2.0], SGD)
    assert "50,000" in trouble.cause
    assert trouble.key == "inputs"
    assert "Standardise" in trouble.advice


def test_a_value_that_is_missing_is_named() -> None:
    network = chain()
    _, trouble = diverged(network, [1.0, float("nan")], [1.0, 2.0], SGD)
    assert "not a number" in trouble.cause
    assert trouble.key == "data"
    assert trouble.neuron == network.neurons.id[0]


def test_decay_that_overshoots_is_named() -> None:
    settings = dataclasses.replace(SGD, decay=25.0)
    _, trouble = diverged(chain(), [1.0, -2.0], [3.0, 1.0], settings)
    assert "decay" in trouble.cause
    assert trouble.key == "decay"


def test_a_loss_that_explodes_stops_training_while_all_is_finite_in_float64() -> None:
    settings = dataclasses.replace(SGD, learning_rate=3.0, precision="float64")
    trainer, trouble = diverged(chain(), [1.0, -2.0], [3.0, 1.0], settings)
    assert np.isfinite(trainer.snapshot().training_loss)
    assert trouble.step < 100


def test_the_report_survives_the_way_from_another_process() -> None:
    _, trouble = diverged(chain(), [1.0, float("nan")], [1.0, 2.0], SGD)
    arrived = pickle.loads(pickle.dumps(trouble))
    assert str(arrived) == str(trouble)
    assert (arrived.neuron, arrived.step, arrived.key) == (trouble.neuron, trouble.step, "data")


def test_training_can_go_on_with_a_lower_rate() -> None:
    settings = dataclasses.replace(SGD, learning_rate=1.0)
    trainer, _ = diverged(chain(), [1.0, -2.0], [3.0, 1.0], settings)
    trainer.set_parameters(trainer.program.parameters)
    trainer.configure(dataclasses.replace(SGD, learning_rate=0.01))
    trainer.advance(steps=200)
    assert trainer.snapshot().training_loss < 7.0
