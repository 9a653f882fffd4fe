"""What happens to a window in use: edits without pause, a vanished file, sleep, an early end."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from itertools import count

import numpy as np
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QMessageBox

from scratchstudio.data import TableSource, read_table, suggest_recipe
from scratchstudio.network import Kind, add_neuron, connect, remove
from scratchstudio.project import load
from scratchstudio.studio import pace, worker
from scratchstudio.studio.recovery import recovery_folder

EDITS = 60


def play(qtbot, window):
    window.session.play()
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > 0)


def test_structure_edited_without_pause_while_it_trains(qtbot, window):
    told = []
    window.session.troubled.connect(told.append)
    play(qtbot, window)
    document = window.document
    neurons = document.network.neurons
    first = int(neurons.id[neurons.kind == Kind.INPUT][0])
    last = int(neurons.id[neurons.kind == Kind.OUTPUT][0])
    before = document.network
    added = []
    for turn in range(EDITS):
        if turn % 3 < 2:
            network, neuron = add_neuron(document.network, (200.0 + 5 * turn, 40.0))
            network, _ = connect(network, first, neuron, 0.1)
            network, _ = connect(network, neuron, last, 0.1)
            added.append(neuron)
        else:
            network = remove(document.network, [added.pop()])
        document.draw("Edit", network)
        window.repaint()
        qtbot.wait(0)
    began = window.session.frame.snapshot.step
    qtbot.waitUntil(
        lambda: (
            window.session.frame.snapshot.network.same_wiring(document.network)
            and window.session.frame.snapshot.step > began
        )
    )
    assert window.session.playing
    assert told == []
    window.session.pause()
    while document.network is not before and document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.network.same_wiring(before)


def test_structure_edited_a_hundred_times_a_second_for_five_seconds_while_it_trains(qtbot, window):
    told, late = [], []
    window.session.troubled.connect(told.append)
    play(qtbot, window)
    document, session = window.document, window.session
    neurons = document.network.neurons
    first = int(neurons.id[neurons.kind == Kind.INPUT][0])
    last = int(neurons.id[neurons.kind == Kind.OUTPUT][0])
    turn, clock = count(), QElapsedTimer()
    clock.start()

    def edit():
        number, stack = next(turn), document.undo_stack
        late.append(clock.restart())
        if number % 5 == 0:
            document.draw("Neuron", add_neuron(document.network, (9.0 * number % 400, 40.0))[0])
        elif number % 5 == 1:
            network, newest = document.network, int(document.network.neurons.id[-1])
            for ends in ((first, newest), (newest, last)):
                if not np.any(
                    (network.edges.source == ends[0]) & (network.edges.target == ends[1])
                ):
                    network, _ = connect(network, *ends, 0.1)
            document.draw("Edges", network)
        elif number % 5 == 2:
            document.draw("Remove", remove(document.network, [int(document.network.edges.id[-1])]))
        elif number % 5 == 3:
            stack.undo()
        else:
            stack.redo()

    timer = QTimer(interval=10)
    timer.timeout.connect(edit)
    timer.start()
    ended = QElapsedTimer()
    ended.start()
    qtbot.waitUntil(lambda: ended.hasExpired(5000))
    timer.stop()
    assert len(late) > 5
    assert np.median(late) < 1000, "the window answers between the edits"
    assert session.playing
    # The last edit is the next thing that the worker shows, not the last of hundreds in a queue.
    qtbot.waitUntil(
        lambda: session.frame.snapshot.network.same_wiring(document.network), timeout=5000
    )
    began = session.frame.snapshot.step
    qtbot.waitUntil(lambda: session.frame.snapshot.step > began)
    assert told == []
    session.pause()
    assert document.content.run.network.same_wiring(document.network)
    assert np.isfinite(document.network.edges.weight).all()


def test_a_table_whose_file_is_gone_goes_on_being_trained_split_and_saved(qtbot, window, tmp_path):
    file = tmp_path / "stick.csv"
    lines = [f"{i % 7},{i % 5},{'yes' if i % 7 > 3 else 'no'}" for i in range(60)]
    file.write_text("a,b,answer\n" + "\n".join(lines))
    table = read_table(file)
    window.document.change_data("Open", TableSource(table), suggest_recipe(table))
    play(qtbot, window)
    file.unlink()
    recipe = replace(window.document.content.recipe, held_out=0.5)
    window.document.change_data("Split", window.document.content.source, recipe)
    began = window.session.frame.snapshot.step
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > began)
    window.session.pause()
    assert window.session.problem == ""
    window.files._write(tmp_path / "kept.ssproj")
    assert load(tmp_path / "kept.ssproj").source.table().rows == 60


def test_after_a_sleep_a_slow_run_does_not_make_up_for_lost_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pace.time, "perf_counter", lambda: now[0])
    limit = pace.Limit(10.0)
    limit.restart()
    assert limit.due() == 1
    now[0] += 3 * 3600.0
    assert limit.due() <= 11


def test_a_process_that_was_asleep_goes_on(qtbot, window, monkeypatch):
    monkeypatch.setattr(worker, "HOST_AFTER", 0.0)
    play(qtbot, window)
    qtbot.waitUntil(lambda: window.session.hosted, timeout=60_000)
    [child] = multiprocessing.active_children()
    os.kill(child.pid, signal.SIGSTOP)
    with qtbot.assertNotEmitted(window.session.troubled, wait=200):
        window.repaint()
    os.kill(child.pid, signal.SIGCONT)
    began = window.session.frame.snapshot.step
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > began, timeout=30_000)
    assert window.session.hosted


def test_closing_while_it_trains_elsewhere_leaves_nothing_behind(qtbot, window, monkeypatch):
    monkeypatch.setattr(worker, "HOST_AFTER", 0.0)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    play(qtbot, window)
    qtbot.waitUntil(lambda: window.session.hosted, timeout=60_000)
    window.close()
    assert not window.isVisible()
    assert multiprocessing.active_children() == []
    assert np.isfinite(window.document.network.edges.weight).all()


def test_given_up_on_purpose_while_it_trained_it_is_not_kept_for_recovery(
    qtbot, window, monkeypatch
):
    monkeypatch.setattr("scratchstudio.studio.recovering.SOONEST", -1)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    play(qtbot, window)
    window.close()
    qtbot.wait(0)
    assert not list(recovery_folder().glob("*.ssproj"))
    assert window.session.capture() is not None
