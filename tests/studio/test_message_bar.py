"""A message lies over the canvas: nothing moves for it, and what is worked on stays in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest

from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.window import MainWindow

LONG = "The project could not be saved: there is no room left on the disk of this school. " * 3


@pytest.fixture
def ready(qtbot, window: MainWindow) -> MainWindow:
    """The window with the first layer's first neuron near the top of the canvas, at its middle."""
    with qtbot.waitSignal(window.layout_of_docks.settled):
        window.layout_of_docks.reset()
    # A layout that settles once more must not frame the network behind the test's back.
    window.layout_of_docks.settled.disconnect(window._frame_first)
    window.canvas.reduced_motion = True
    window.canvas.arrive()
    window.first = int(window.document.network.neurons.id[3])
    place = window.canvas.picture.place(window.first)
    centred = Viewport(1.0).centred(place, window.canvas.width(), 2 * 40)
    window.canvas.look(centred)
    return window


def bar(window: MainWindow) -> QRect:
    """The message's place in the canvas's pixels."""
    box = window.messages.rect()
    return QRect(window.messages.mapTo(window, QPoint()), box.size()).translated(
        -window.canvas.mapTo(window, QPoint())
    )


def body(window: MainWindow, neuron: int) -> QPoint:
    x, y = window.canvas.viewport.to_screen(window.canvas.picture.place(neuron))
    return QPoint(int(x), int(y))


@pytest.mark.parametrize("sentence", ["Saved.", LONG])
def test_the_canvas_stays_where_it_is(qtbot, ready: MainWindow, sentence: str) -> None:
    canvas = ready.canvas
    at, size, viewport = canvas.mapTo(ready, QPoint()), canvas.size(), canvas.viewport
    ready.messages.tell(sentence, "warning")
    QTest.qWait(0)
    assert (canvas.mapTo(ready, QPoint()), canvas.size(), canvas.viewport) == (at, size, viewport)
    assert canvas.rect().contains(bar(ready))
    label = ready.messages._text
    assert label.height() >= label.heightForWidth(label.width()), "the whole sentence is read"
    ready.messages.hide()
    assert (canvas.mapTo(ready, QPoint()), canvas.size()) == (at, size)


def test_it_does_not_cover_the_selected_neuron(ready: MainWindow) -> None:
    ready.document.select([ready.first])
    ready.messages.tell("Saved.")
    assert not bar(ready).contains(body(ready, ready.first))
    assert bar(ready).center().y() > ready.canvas.height() / 2


def test_it_comes_above_when_nothing_is_worked_on_there(ready: MainWindow) -> None:
    ready.canvas.look(Viewport(1.0).centred((5000.0, 5000.0), 600, 400))
    ready.messages.tell("Saved.")
    assert bar(ready).top() < 20


def test_it_keeps_within_a_canvas_that_becomes_narrower(qtbot, ready: MainWindow) -> None:
    ready.messages.tell(LONG)
    ready.resize(ready.width() - 250, ready.height())
    qtbot.waitUntil(lambda: ready.canvas.rect().contains(bar(ready)))


def test_a_comparison_leaves_every_neuron_in_sight(qtbot, ready: MainWindow) -> None:
    canvas = ready.canvas
    canvas.frame()
    places = canvas.viewport.to_screen(canvas.picture.position)
    canvas.look(canvas.viewport.panned(0, 20 - places[:, 1].min()))
    assert canvas.shows_all()
    ready.actions_registry["compare.start"].trigger()
    below = canvas.comparison_bar.geometry().bottom()
    places = canvas.viewport.to_screen(canvas.picture.position)
    assert places[:, 1].min() > below + 10
    assert canvas.shows_all()
    canvas.frame()
    assert canvas.viewport.to_screen(canvas.picture.position)[:, 1].min() > below + 10


def test_a_comparison_does_not_move_a_view_of_a_part(ready: MainWindow) -> None:
    canvas = ready.canvas
    canvas.look(Viewport(4.0).centred(canvas.picture.place(ready.first), 500, 200))
    before = canvas.viewport
    ready.actions_registry["compare.start"].trigger()
    assert canvas.viewport == before
    ready.messages.tell("Saved.")
    assert not canvas.comparison_bar.geometry().intersects(bar(ready))


def test_what_is_revealed_is_not_below_the_bar(ready: MainWindow) -> None:
    canvas = ready.canvas
    canvas.look(Viewport(4.0).centred(canvas.picture.place(ready.first), canvas.width(), 90))
    ready.actions_registry["compare.start"].trigger()
    canvas.reveal(ready.first)
    assert body(ready, ready.first).y() > canvas.comparison_bar.geometry().bottom() + 30
