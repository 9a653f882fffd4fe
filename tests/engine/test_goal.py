"""A run ends by itself at its goal, and says why."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.engine import Goal, Trainer, TrainingSettings, compile
from scratchstudio.errors import EngineError
from scratchstudio.network import Network


@pytest.fixture
def trainer(xor_with_skip: Network) -> Trainer:
    inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    settings = TrainingSettings(optimiser="adam", learning_rate=0.05, batch_size=0)
    made = Trainer(compile(xor_with_skip), inputs, np.array([[0], [1], [1], [0]]), None, settings)
    made.advance(steps=3)
    return made


def run(trainer: Trainer, goal: Goal, most: int = 5000) -> str:
    """Trains step by step until the goal is reached; says why it was."""
    for _ in range(most):
        why = goal.reached(trainer)
        if why:
            return why
        trainer.advance(steps=1)
    raise AssertionError("never reached")


def test_so_many_steps_more(trainer: Trainer) -> None:
    goal = Goal.of(trainer, "steps", 40)
    assert goal.steps_left(trainer) == 40
    assert run(trainer, goal) == "40 steps are done."
    assert trainer.step == 43


def test_so_many_epochs_more(trainer: Trainer) -> None:
    goal = Goal.of(trainer, "epochs", 5)
    assert run(trainer, goal) == "5 epochs are done."
    assert trainer.epoch == 8


def test_a_loss_below_the_amount(trainer: Trainer) -> None:
    before = trainer.snapshot().training_loss
    goal = Goal.of(trainer, "loss", before * 0.9)
    assert goal.steps_left(trainer) is None
    assert "is below" in run(trainer, goal)
    assert trainer.snapshot().training_loss < before


def test_no_new_low_for_so_many_epochs(trainer: Trainer) -> None:
    trainer.configure(TrainingSettings(optimiser="sgd", learning_rate=1e-30, batch_size=0))
    goal = Goal.of(trainer, "no_improvement", 30)
    assert "not improved for 30 epochs" in run(trainer, goal)


def test_an_amount_of_nothing_is_refused(trainer: Trainer) -> None:
    with pytest.raises(EngineError, match="above 0"):
        Goal.of(trainer, "steps", 0)
