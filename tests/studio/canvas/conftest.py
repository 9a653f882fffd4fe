"""A canvas as the window shows it, without a session, and hands that work on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from scratchstudio.data import GeneratedSource, suggest_recipe
from scratchstudio.engine import TrainingSettings
from scratchstudio.network import EMPTY, Network
from scratchstudio.project import Project
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.document import Document
from scratchstudio.studio.theme import LIGHT, Appearance

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def project_of(network: Network) -> Project:
    source = GeneratedSource("spiral", samples=60)
    recipe = suggest_recipe(source.table())
    return Project(network, source, recipe, TrainingSettings(), network)


class Hands:
    """Mouse and keys on a canvas; places are canvas points."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    @property
    def document(self) -> Document:
        return self.canvas.document

    @property
    def network(self) -> Network:
        return self.canvas.document.network

    def pixel(self, place: object) -> QPoint:
        x, y = self.canvas.viewport.to_screen(place)
        return QPoint(round(float(x)), round(float(y)))

    def body(self, neuron: int) -> QPoint:
        return self.pixel(self.canvas.picture.place(neuron))

    def out(self, neuron: int) -> QPoint:
        return self.pixel(self.canvas.picture.out_port(neuron))

    def into(self, neuron: int) -> QPoint:
        return self.pixel(self.canvas.picture.in_port(neuron))

    def along(self, edge: int, share: float = 0.5) -> QPoint:
        picture = self.canvas.picture
        row = picture.network.edges.rows([edge])[0]
        start, end = picture.starts[row], picture.ends[row]
        return self.pixel(start + share * (end - start))

    def click(self, at: QPoint, held: Qt.KeyboardModifier = NONE, button=LEFT) -> None:
        self.hover(at)
        QTest.mouseClick(self.canvas, button, held, at)

    def double_click(self, at: QPoint) -> None:
        QTest.mouseDClick(self.canvas, LEFT, NONE, at)

    def hover(self, at: QPoint) -> None:
        QTest.mouseMove(self.canvas, at)

    def drag(
        self,
        start: QPoint,
        *stops: QPoint,
        held: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
        drop: bool = True,
    ) -> None:
        QTest.mousePress(self.canvas, button, held, start)
        for stop in stops:
            self._move(stop, held, button)
        if drop:
            QTest.mouseRelease(self.canvas, button, held, stops[-1])

    def _move(self, at: QPoint, held: Qt.KeyboardModifier, button: Qt.MouseButton) -> None:
        # QTest.mouseMove holds neither keys nor buttons.
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            button,
            held,
        )
        QApplication.sendEvent(self.canvas, event)

    def key(self, key: Qt.Key | str, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, held)

    def key_in(self, widget: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(widget, key)

    def hold(self, key: Qt.Key) -> None:
        QTest.keyPress(self.canvas, key)

    def let_go(self, key: Qt.Key) -> None:
        QTest.keyRelease(self.canvas, key)

    def type(self, widget: QWidget, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, key)

    def find(self, kind: type) -> QWidget:
        found = [child for child in self.canvas.findChildren(kind) if child.isVisible()]
        assert found, f"No {kind.__name__} is shown"
        return found[-1]

    def edges(self) -> set[tuple[int, int]]:
        edges = self.network.edges
        return set(zip(edges.source.tolist(), edges.target.tolist(), strict=True))

    def place(self, neuron: int) -> tuple[float, float]:
        row = self.network.neurons.rows([neuron])[0]
        x, y = self.network.neurons.position[row]
        return float(x), float(y)

    def undo_all(self) -> None:
        self.document.undo_stack.setIndex(0)


@pytest.fixture
def show(qtbot, appearance: Appearance) -> Iterator[Callable[[Network], Hands]]:
    """Shows a network on a canvas of 900 × 600 pixels at 100 %, and gives the hands."""
    shown: list[QWidget] = []

    def make(network: Network = EMPTY) -> Hands:
        document = Document(project_of(network))
        owner = QWidget()
        canvas = CanvasView(document, None, appearance, Actions(owner), owner)
        canvas.reduced_motion = True
        owner.resize(900, 600)
        canvas.resize(900, 600)
        qtbot.addWidget(owner)
        owner.show()
        owner.activateWindow()
        canvas.setFocus()
        qtbot.waitUntil(canvas.hasFocus)
        middle = canvas.picture.bounds().mean(axis=0) if len(network.neurons) else np.zeros(2)
        canvas.look(type(canvas.viewport)(1.0).centred(middle, 900, 600))
        shown.append(owner)
        return Hands(canvas)

    assert appearance.theme is LIGHT
    yield make
    for owner in shown:
        owner.close()
