"""Frames of panning, zooming and dragging a neuron, made by the events a hand would send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.benchmarks.canvas_cases import HEIGHT, WIDTH, Training

MOVES = 60
NOTCHES = 24
"""From the whole network to the largest magnification."""
REST = 0.3
"""Seconds after a gesture in which the canvas may draw well; no frame may wait for that."""

Frames = Iterator[QEvent]


def pan(canvas: Training) -> Frames:
    """The middle button pulls the drawing to and fro."""
    at = QPointF(WIDTH / 2, HEIGHT / 2)
    middle = Qt.MouseButton.MiddleButton
    _press(canvas, at, middle)
    for move in range(MOVES):
        away = 9.0 * (move if move < MOVES / 2 else MOVES - move)
        yield _mouse(QEvent.Type.MouseMove, at + QPointF(away, away / 2), middle)
    _release(canvas, at, middle)


def zoom(canvas: Training) -> Frames:
    """The wheel goes in as far as it will, and out again."""
    at = QPointF(0.35 * WIDTH, 0.45 * HEIGHT)
    for turn in [120] * NOTCHES + [-120] * NOTCHES:
        yield QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )


def drag(canvas: Training) -> Frames:
    """A hidden neuron is pulled about, and put back."""
    neuron = int(canvas.document.network.neurons.id[150])
    at = QPointF(*canvas.viewport.to_screen(canvas.picture.place(neuron)))
    left = Qt.MouseButton.LeftButton
    _press(canvas, at, left)
    for move in range(MOVES):
        away = 4.0 * (1 + (move if move < MOVES / 2 else MOVES - move))
        yield _mouse(QEvent.Type.MouseMove, at + QPointF(away, away), left)
    assert len(canvas._loose), "the neuron was not caught"
    canvas.escape()
    _release(canvas, at, left)
    canvas.document.select(())


GESTURES: Mapping[str, Callable[[Training], Frames]] = {"pan": pan, "zoom": zoom, "drag": drag}


def frames_of(canvas: Training, rounds: int) -> dict[str, tuple[np.ndarray, float]]:
    """Of each gesture the milliseconds of its frames, and the longest wait in the rest after it."""
    times: dict[str, list[float]] = {name: [] for name in GESTURES}
    waits: dict[str, list[float]] = {name: [] for name in GESTURES}
    view = canvas.viewport
    for _ in range(rounds):
        for name, gesture in GESTURES.items():
            canvas.look(view)
            _rest()
            times[name] += [_frame(canvas, event) for event in gesture(canvas)]
            waits[name].append(_rest())
    canvas.look(view)
    _rest()
    return {name: (np.array(times[name]), float(np.median(waits[name]))) for name in GESTURES}


def _frame(canvas: Training, event: QEvent) -> float:
    """Milliseconds from the event until what it changed is painted."""
    before, began = canvas.painted, time.perf_counter()
    QApplication.sendEvent(canvas, event)
    while canvas.painted == before:
        QApplication.processEvents()
        if time.perf_counter() - began > 5.0:
            raise AssertionError(f"nothing was painted after {event}")
    return (time.perf_counter() - began) * 1e3


def _rest() -> float:
    """Lets timers run for a while; the longest that the hand would have had to wait, in ms."""
    longest, end = 0.0, time.perf_counter() + REST
    while (began := time.perf_counter()) < end:
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.001)
    return longest * 1e3


def _mouse(kind: QEvent.Type, at: QPointF, button: Qt.MouseButton) -> QMouseEvent:
    none = Qt.MouseButton.NoButton
    moving, released = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    return QMouseEvent(
        kind,
        at,
        at,
        none if moving else button,
        none if released else button,
        Qt.KeyboardModifier.NoModifier,
    )


def _press(canvas: Training, at: QPointF, button: Qt.MouseButton) -> None:
    # Hovering comes first, as with a hand.
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(canvas, _mouse(QEvent.Type.MouseMove, at, none))
    QApplication.sendEvent(canvas, _mouse(QEvent.Type.MouseButtonPress, at, button))
    QApplication.processEvents()


def _release(canvas: Training, at: QPointF, button: Qt.MouseButton) -> None:
    QApplication.sendEvent(canvas, _mouse(QEvent.Type.MouseButtonRelease, at, button))
    QApplication.processEvents()
