"""A long run trains in a process of its own, and nobody can tell but by its speed."""

from __future__ import annotations

import multiprocessing
import os
import signal

import numpy as np
import pytest

from scratchstudio.network import add_neuron, connect
from scratchstudio.project import start_project, trainer_for
from scratchstudio.studio import worker
from scratchstudio.studio.session import Session


@pytest.fixture
def at_once(monkeypatch, document):
    """A session whose runs move into the process without delay."""
    monkeypatch.setattr(worker, "HOST_AFTER", 0.0)
    session = Session(document)
    yield session
    session.close()
    assert not multiprocessing.active_children()


def until_away(qtbot, session) -> None:
    qtbot.waitUntil(lambda: session.hosted, timeout=60_000)


def step_of(session) -> int:
    return 0 if session.frame is None else session.frame.snapshot.step


def test_so_many_epochs_give_the_weights_of_a_trainer_without_window(qtbot, at_once, document):
    at_once.run_epochs(900)
    until_away(qtbot, at_once)
    with qtbot.waitSignal(at_once.playingChanged, timeout=60_000):
        pass
    alone = trainer_for(start_project())
    alone.advance_epochs(900)
    assert np.array_equal(document.network.edges.weight, alone.snapshot().weights)
    assert document.undo_stack.undoText() == f"Train {alone.step:,} steps"


def test_frames_come_and_a_pause_is_one_undo_entry(qtbot, at_once, document):
    at_once.set_probe("level", lambda moment: moment.network.edges.weight.sum())
    at_once.play()
    until_away(qtbot, at_once)
    before = step_of(at_once)
    qtbot.waitUntil(lambda: step_of(at_once) > before + 1000)
    assert at_once.frame.probes["level"] is not None
    at_once.pause()
    assert document.undo_stack.count() == 1
    assert np.array_equal(at_once.weights(), document.network.edges.weight)


def test_an_edit_meanwhile_carries_the_run_on(qtbot, at_once, document):
    at_once.play()
    until_away(qtbot, at_once)
    network, neuron = add_neuron(document.network, (500, 500), activation="tanh")
    output = int(network.neurons.id[network.output_rows[0]])
    document.draw("Add", connect(network, neuron, output, 0.1)[0])
    before = step_of(at_once)
    edges = len(document.network.edges)
    qtbot.waitUntil(lambda: len(at_once.frame.snapshot.weights) == edges)
    qtbot.waitUntil(lambda: step_of(at_once) > before + 1000)
    assert at_once.playing
    assert len(at_once.frame.snapshot.weights) == edges


def test_a_process_that_is_killed_costs_no_run(qtbot, at_once, document):
    at_once.play()
    until_away(qtbot, at_once)
    os.kill(at_once._worker._away.host.pid, signal.SIGTERM)
    before = step_of(at_once)
    qtbot.waitUntil(lambda: step_of(at_once) > before + 200, timeout=30_000)
    assert at_once.playing
    at_once.pause()
    assert document.undo_stack.count() == 1
