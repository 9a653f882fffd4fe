"""Each schedule gives the rate that PyTorch's scheduler of the same name gives."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import pytest
import torch
from torch.optim import lr_scheduler

from scratchstudio.engine.schedules import SCHEDULES, Plateau, schedule_entry
from scratchstudio.errors import EngineError

STEPS, FACTOR = 20, 0.25


def optimiser() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)


PEERS: dict[str, Callable[[torch.optim.Optimizer], lr_scheduler.LRScheduler]] = {
    "constant": lambda o: lr_scheduler.ConstantLR(o, factor=1.0),
    "step": lambda o: lr_scheduler.StepLR(o, STEPS, FACTOR),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, FACTOR ** (1 / STEPS)),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, eta_min=FACTOR),
    "warm_up": lambda o: lr_scheduler.LinearLR(o, FACTOR, 1.0, STEPS),
}


@pytest.mark.parametrize("key", PEERS)
def test_the_rate_is_that_of_pytorch(key: str) -> None:
    own = optimiser()
    peer = PEERS[key](own)
    for step in range(STEPS + 1):
        expected = own.param_groups[0]["lr"]
        assert SCHEDULES[key].share(step, STEPS, FACTOR) == pytest.approx(expected, rel=1e-12)
        own.step()
        peer.step()


def test_one_cycle_rises_and_falls_as_in_pytorch() -> None:
    # PyTorch puts the peak one step early and spans total_steps - 1; with these it lines up.
    own = optimiser()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = lr_scheduler.OneCycleLR(
            own,
            max_lr=1.0,
            total_steps=STEPS + 1,
            pct_start=(0.3 * STEPS + 1) / (STEPS + 1),
            div_factor=1 / FACTOR,
            final_div_factor=1e4,
            cycle_momentum=False,
        )
    for step in range(STEPS + 1):
        expected = own.param_groups[0]["lr"]
        assert SCHEDULES["one_cycle"].share(step, STEPS, FACTOR) == pytest.approx(expected)
        own.step()
        if step < STEPS:
            peer.step()


@pytest.mark.parametrize("key", ["cosine", "warm_up", "one_cycle"])
def test_what_has_an_end_stays_there(key: str) -> None:
    share = SCHEDULES[key].share
    assert share(10 * STEPS, STEPS, FACTOR) == share(STEPS, STEPS, FACTOR)


@pytest.mark.parametrize("key", SCHEDULES)
def test_the_share_stays_between_nothing_and_the_chosen_rate(key: str) -> None:
    for steps in (1, 2, 7):
        for step in range(50):
            assert 0 < SCHEDULES[key].share(step, steps, FACTOR) <= 1


@pytest.mark.parametrize("key", ["step", "exponential"])
def test_a_rate_that_has_fallen_for_very_long_is_nothing_and_no_error(key: str) -> None:
    assert SCHEDULES[key].share(10**9, 1, 1e-6) == 0


def test_reduce_on_plateau_follows_pytorch() -> None:
    losses = [5.0, 4.0, 4.0, 4.1, 3.99999, 4.2, 4.0, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 0.5, 0.6]
    own = optimiser()
    peer = lr_scheduler.ReduceLROnPlateau(own, factor=FACTOR, patience=2, eps=0.0)
    memory = Plateau()
    for loss in losses:
        peer.step(loss)
        memory = memory.after(loss, patience=2, factor=FACTOR)
        assert memory.share == pytest.approx(own.param_groups[0]["lr"])
    assert memory.share == FACTOR**2


def test_a_loss_that_is_not_a_number_is_no_improvement() -> None:
    memory = Plateau().after(math.nan, patience=0, factor=0.5)
    assert memory.best == math.inf
    assert memory.share == 0.5


def test_an_unknown_schedule_is_refused_with_those_there_are() -> None:
    with pytest.raises(EngineError, match="one_cycle"):
        schedule_entry("linear")
