"""What is computed for the views: once for each state, the cheap first, and never in the way."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scratchstudio.studio import probing as module
from scratchstudio.studio.moment import Failed
from scratchstudio.studio.probing import Probing

NOTHING = SimpleNamespace(
    prepared=SimpleNamespace(task="regression"),
    fed=SimpleNamespace(
        train_inputs=np.zeros((0, 1)),
        train_targets=np.zeros((0, 1)),
        held_out_inputs=np.zeros((0, 1)),
        held_out_targets=np.zeros((0, 1)),
    ),
)


def nobody() -> bool:
    return False


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module.time, "perf_counter", lambda: now[0])
    return now


@pytest.fixture
def probing(clock):
    """Two quick probes and a slow one; `ran` says which have run."""
    made = Probing()
    made.ran = []

    def probe(key, seconds):
        def run(_):
            made.ran.append(key)
            clock[0] += seconds
            return key

        made.ask(key, run)

    for key, seconds in (("slow", 0.2), ("quick", 0.001), ("quicker", 0.0005)):
        probe(key, seconds)
    while not made.look(NOTHING, False, nobody):
        pass
    made.ran.clear()
    return made


def test_while_paused_each_is_computed_once_for_a_state(probing):
    assert probing.look(NOTHING, False, nobody)
    assert probing.ran == []
    probing.renew()
    assert not probing.look(NOTHING, False, nobody)
    assert probing.look(NOTHING, False, nobody)
    assert probing.ran == ["quicker", "quick", "slow"]


def test_what_takes_long_comes_with_a_later_frame(probing):
    probing.forget()
    assert not probing.look(NOTHING, False, nobody)
    assert probing.results() == {"quick": "quick", "quicker": "quicker"}
    assert probing.look(NOTHING, False, nobody)
    assert probing.results()["slow"] == "slow"


def test_after_a_step_the_results_of_before_stay_until_there_are_others(probing):
    probing.renew()
    assert set(probing.results()) == {"slow", "quick", "quicker"}


def test_orders_go_first(probing):
    probing.forget()
    assert not probing.look(NOTHING, False, lambda: True)
    assert probing.ran == []


def test_what_missed_its_turn_again_and_again_goes_before_the_less_slow(probing, clock):
    def middling(_):
        probing.ran.append("middling")
        clock[0] += 0.05

    probing.ask("middling", middling)
    probing.look(NOTHING, False, nobody)
    probing.ran.clear()
    for _ in range(10):  # only two looks for each state
        probing.forget()
        probing.look(NOTHING, False, nobody)
        probing.look(NOTHING, False, nobody)
    assert 2 <= probing.ran.count("slow") <= 4
    assert probing.ran.count("middling") + probing.ran.count("slow") == 10
    assert probing.ran.count("quick") == 10


def test_while_it_trains_a_probe_rests_in_proportion_to_what_it_took(probing, clock):
    clock[0] += 10.0
    probing.look(NOTHING, True, nobody)
    probing.ran.clear()
    clock[0] += 0.5
    probing.look(NOTHING, True, nobody)
    assert sorted(probing.ran) == ["quick", "quicker"]


def test_what_cannot_be_computed_is_told_until_the_next_edit(probing):
    def broken(_):
        probing.ran.append("broken")
        raise ValueError("odd")

    probing.ask("broken", broken)
    probing.look(NOTHING, False, nobody)
    probing.renew()
    probing.look(NOTHING, False, nobody)
    assert isinstance(probing.results()["broken"], Failed)
    assert probing.ran.count("broken") == 1
    probing.forget()
    probing.look(NOTHING, False, nobody)
    assert probing.ran.count("broken") == 2
