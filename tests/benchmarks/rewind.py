"""How promptly the views follow a handle that is dragged back on the time line.

Run as `python -m tests.benchmarks rewind`; writes its part of RESULTS.md. A trained network of
10,560 edges in the whole window, with the decision map, the weights and the predictions open; the
handle is dragged over the whole time line within two seconds, there and back.
"""

from __future__ import annotations

import os
import sys
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from scratchstudio.data import Column, Recipe, Table, TableSource, prepare
from scratchstudio.engine import TrainingSettings
from scratchstudio.project import Project, layered_network
from scratchstudio.studio.application import make_application
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import Timeline
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.time_strip import TimeStrip
from scratchstudio.studio.window import MainWindow
from tests.benchmarks.beside import attend, own_home
from tests.benchmarks.results import machine, put

HIDDEN = (64, 64, 32)
FEATURES, CLASSES, SAMPLES = 64, 10, 1800
SIZE = (1920, 1080)
AREA = {
    "decision_map": Qt.DockWidgetArea.RightDockWidgetArea,
    "weights": Qt.DockWidgetArea.LeftDockWidgetArea,
    "predictions": Qt.DockWidgetArea.LeftDockWidgetArea,
}
VIEWS = tuple(AREA)
TRAINED = 4.0
ROUNDS = 6
MOVES = 120
EVERY = 0.016
PATIENCE = 5.0
MOST = 100
"""Milliseconds after the last movement within which every view is to have followed."""


def project() -> Project:
    """64-64-64-32-10 on samples around ten centres."""
    chance = np.random.default_rng(7)
    classes = tuple(f"c{number}" for number in range(CLASSES))
    which = chance.integers(0, CLASSES, SAMPLES)
    inputs = chance.normal(size=(CLASSES, FEATURES))[which] + chance.normal(
        size=(SAMPLES, FEATURES), scale=2.0
    )
    columns = [Column(f"p{at}", inputs[:, at]) for at in range(FEATURES)]
    source = TableSource(Table("digits", (*columns, Column("label", which * 1.0, classes))))
    recipe = Recipe(tuple(c.name for c in columns), ("label",))
    network = layered_network(prepare(source.table(), recipe), hidden=HIDDEN, activation="relu")
    settings = TrainingSettings(loss="softmax_cross_entropy", batch_size=32, learning_rate=1e-3)
    return Project(network, source, recipe, settings, network)


class Watched:
    """When each view last showed which step."""

    def __init__(self, view: LiveView) -> None:
        self.shown: list[tuple[float, int]] = []
        show = view.show_frame

        def noted(frame):  # type: ignore[no-untyped-def]
            show(frame)
            self.shown.append((time.perf_counter(), frame.snapshot.step))

        view.show_frame = noted  # type: ignore[method-assign]

    def followed(self, step: int) -> float | None:
        """When it came to this step, to stay there; None while it has not."""
        at = None
        for when, shown in self.shown:
            at = (when if at is None else at) if shown == step else None
        return at


def mouse(strip: QWidget, kind: QEvent.Type, x: float) -> None:
    """What Qt sends for the mouse."""
    at = QPointF(x, 10.0)
    button = Qt.MouseButton.LeftButton
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, strip.mapToGlobal(at), button, pressed, none)
    QApplication.sendEvent(strip, event)


def drag(strip: TimeStrip, timeline: Timeline, back: bool) -> float:
    """Drags the handle over the whole line; says when the last movement was."""
    first, last = (strip._across(timeline.frames[at].step) for at in (0, -1))
    way = np.linspace(last, first, MOVES) if back else np.linspace(first, last, MOVES)
    mouse(strip, QEvent.Type.MouseButtonPress, way[0])
    moved = 0.0
    for x in way:
        moved = time.perf_counter()
        mouse(strip, QEvent.Type.MouseMove, x)
        attend(max(EVERY - (time.perf_counter() - moved), 0.001))
    mouse(strip, QEvent.Type.MouseButtonRelease, way[-1])
    return moved


def measured() -> dict[str, tuple[list[float], list[float]]]:
    """For each view: milliseconds after the last movement, and steps shown in a second of it."""
    window = MainWindow(Document(project()), Appearance(), PreferenceStore.open())
    window.resize(*SIZE)
    window.show()
    attend(1.0)
    for key in VIEWS:
        window.addDockWidget(AREA[key], window.layout_of_docks.docks[key])
        window.layout_of_docks.docks[key].show()
    attend(1.0)
    window.session.play()
    attend(TRAINED)
    window.session.pause()
    attend(0.5)
    strip = window.findChild(TimeStrip)
    assert strip is not None
    timeline = strip._timeline
    views = {key: window.layout_of_docks.docks[key].findChild(LiveView) for key in VIEWS}
    watched = {key: Watched(view) for key, view in views.items() if view is not None}
    figures: dict[str, tuple[list[float], list[float]]] = {key: ([], []) for key in watched}
    for turn in range(ROUNDS):
        began = time.perf_counter()
        ended = drag(strip, timeline, back=turn % 2 == 0)
        assert timeline.here is not None
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            attend(0.002)
            step = timeline.here.step
            if all(view.followed(step) is not None for view in watched.values()):
                break
        for key, view in watched.items():
            late, pace = figures[key]
            at = view.followed(timeline.here.step) or deadline
            late.append(max(1e3 * (at - ended), 0.0))
            steps = {step for when, step in view.shown if began <= when <= ended}
            pace.append(len(steps) / (ended - began))
        attend(0.3)
    window.document.undo_stack.setClean()
    window.close()
    attend(0.3)
    return figures


def main() -> None:
    """Measures, prints, and keeps the figures in RESULTS.md."""
    sys.setswitchinterval(0.0005)
    application = QApplication.instance() or make_application()
    assert application is not None
    with own_home():
        figures = measured()
    lines = [
        "# Dragging back in time",
        "",
        "Written by `python -m tests.benchmarks rewind`. A network of 10,560 edges "
        f"(64-64-64-32-10) in a window of {SIZE[0]} × {SIZE[1]}, offscreen; the handle is dragged "
        f"over the whole time line, {MOVES} movements in {MOVES * EVERY:.1f} s, {ROUNDS} times.",
        "",
        *machine(("numpy", "PySide6-Essentials", "pyqtgraph")),
        "",
        "| view | follows after the last movement (ms, median; worst) | asked | states shown a "
        "second while dragging |",
        "| --- | --- | --- | --- |",
    ]
    for key, (late, pace) in figures.items():
        lines.append(
            f"| {key.replace('_', ' ')} | **{np.median(late):.0f}**; {max(late):.0f} | ≤ {MOST} "
            f"| {np.median(pace):.1f} |"
        )
    text = "\n".join(lines)
    print(text)
    if "--dry" not in sys.argv:
        put(text)
