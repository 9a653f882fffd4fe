"""A trainer in its own process trains the very same, comes back whole, and can be lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from scratchstudio.engine import Goal, Trainer, TrainingSettings, compile
from scratchstudio.engine.hosting import Host, HostLost
from scratchstudio.network import Network, set_neurons


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    until(made.ready)
    yield made
    made.close()


def until(holds: Callable[[], bool], patience: float = 60.0) -> None:
    """Waits for a condition. A process can only be asked; there is no signal to wait for."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)


def trainer_of(network: Network, **settings: object) -> Trainer:
    chance = np.random.default_rng(5)
    inputs = chance.normal(size=(64, len(network.input_rows)))
    targets = chance.uniform(size=(64, len(network.output_rows)))
    chosen = TrainingSettings(optimiser="adam", learning_rate=0.01, input_noise=0.1, **settings)
    return Trainer(compile(network), inputs, targets, (inputs[:9], targets[:9]), chosen)


def test_the_same_epochs_there_and_here_give_the_same_bits(
    host: Host, xor_with_skip: Network
) -> None:
    here, sent = trainer_of(xor_with_skip), trainer_of(xor_with_skip)
    for trainer in (here, sent):
        trainer.advance(steps=10)
    host.take(sent, Goal.of(sent, "epochs", 200 - sent.epoch))
    until(lambda: not host.news().going)
    told = host.news().standing
    assert host.bring_back(sent) is None
    here.advance_epochs(200 - here.epoch)
    assert np.array_equal(told.parameters, here.parameters)
    for trainer in (here, sent):
        trainer.advance(steps=25)
    assert np.array_equal(here.parameters, sent.parameters)
    assert (here.step, here.epoch) == (sent.step, sent.epoch)
    assert here.history.training_loss.tolist() == sent.history.training_loss.tolist()


def test_it_trains_on_while_nobody_asks(host: Host, xor_with_skip: Network) -> None:
    trainer = trainer_of(xor_with_skip)
    host.take(trainer)
    first = host.news().standing.snapshot.step
    until(lambda: host.news().standing.snapshot.step > first + 100)
    host.bring_back(trainer)
    assert trainer.step > first + 100
    assert trainer.snapshot().network is xor_with_skip


def test_numbers_out_of_range_come_back_with_the_last_good_weights(
    host: Host, xor_with_skip: Network
) -> None:
    chance = np.random.default_rng(5)
    inputs = 1e3 * chance.normal(size=(64, 2))
    settings = TrainingSettings(optimiser="sgd", learning_rate=1e9)
    network = set_neurons(xor_with_skip, xor_with_skip.neurons.id, activation="linear")
    trainer = Trainer(compile(network), inputs, chance.normal(size=(64, 1)), settings=settings)
    trainer.set_parameters(np.ones_like(trainer.parameters))
    host.take(trainer)
    until(lambda: not host.news().going)
    trouble = host.bring_back(trainer)
    assert trouble is not None
    assert trouble.step == trainer.step + 1
    assert np.isfinite(trainer.parameters).all()


def test_a_process_that_dies_is_told_and_the_trainer_here_is_whole(
    host: Host, xor_with_skip: Network
) -> None:
    trainer = trainer_of(xor_with_skip)
    trainer.advance(steps=7)
    host.take(trainer)
    assert host.pid is not None
    os.kill(host.pid, signal.SIGTERM)
    with pytest.raises(HostLost):
        until(lambda: host.news() is None)
    trainer.advance(steps=1)
    assert trainer.step == 8


def test_the_process_never_loads_qt() -> None:
    code = (
        "import sys, scratchstudio.engine.hosting, scratchstudio.__main__;"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_keyframe_from_there_goes_on_here_bit_for_bit(host: Host, xor_with_skip: Network) -> None:
    here, sent = trainer_of(xor_with_skip), trainer_of(xor_with_skip)
    host.take(sent)
    until(lambda: host.news().standing.snapshot.step > 50)
    frame = host.news(keep=True).keyframe
    assert frame is not None
    assert host.news().keyframe is None
    here.advance(steps=frame.step)
    assert np.array_equal(frame.network.edges.weight, here.snapshot().weights)
    host.bring_back(sent)
    sent.resume(frame.resumed(sent.history))
    for trainer in (here, sent):
        trainer.advance(steps=25)
    assert np.array_equal(here.parameters, sent.parameters)


def test_the_update_of_a_step_is_told_and_stays_known(host: Host, xor_with_skip: Network) -> None:
    sent = trainer_of(xor_with_skip)
    host.take(sent)
    until(lambda: host.news().standing.update is not None)
    first = host.news().standing
    assert first.update is not None
    assert first.update.shape == first.parameters.shape
    assert first.update.any()
    host.bring_back(sent)
