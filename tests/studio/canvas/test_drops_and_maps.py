"""What is dropped on the canvas, and the small map of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scratchstudio.network import EMPTY, Kind, group
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.input import COLUMN_MIME

from .conftest import LEFT


def drop(hands, data: QMimeData, at: QPoint) -> None:
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    hands.canvas.dropEvent(event)


def test_a_dropped_column_becomes_an_input_neuron(show):
    hands = show(EMPTY)
    data = QMimeData()
    data.setData(COLUMN_MIME, "sépal length".encode())
    drop(hands, data, QPoint(200, 150))
    neurons = hands.network.neurons
    assert neurons.kind.tolist() == [Kind.INPUT]
    assert neurons.column[0] == neurons.name[0] == "sépal length"
    assert (hands.body(int(neurons.id[0])) - QPoint(200, 150)).manhattanLength() <= 10


def test_dropped_files_are_passed_on(show, qtbot):
    hands = show(EMPTY)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.CSV"), QUrl.fromLocalFile("/tmp/b.png")])
    with qtbot.waitSignal(hands.canvas.filesDropped) as told:
        drop(hands, data, QPoint(200, 150))
    assert told.args == [["/tmp/a.CSV"]]


def test_new_inputs_and_outputs_take_the_free_columns(show):
    hands = show(EMPTY)
    for kind in (Kind.INPUT, Kind.INPUT, Kind.INPUT, Kind.OUTPUT):
        hands.canvas.editor.add(kind, (0, 0))
    prepared = hands.document.prepared
    columns = hands.network.neurons.column.tolist()
    assert columns == [*prepared.features, "", *prepared.outputs]


def test_the_minimap_moves_the_view(show, two_layers):
    hands = show(two_layers)
    hands.canvas.actions_registry["view.minimap"].trigger()
    minimap = hands.canvas.minimap
    assert minimap.isVisible()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, minimap.height() // 2))
    left = hands.canvas.viewport.to_canvas((450, 300))
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(170, minimap.height() // 2))
    right = hands.canvas.viewport.to_canvas((450, 300))
    assert right[0] > left[0] + 100
    minimap.grab()


def test_the_view_follows_a_drag_in_the_minimap_until_it_is_hidden(show, two_layers):
    hands = show(two_layers)
    shown = hands.canvas.actions_registry["view.minimap"]
    minimap = hands.canvas.minimap
    assert not minimap.isVisible()
    shown.trigger()
    corner = minimap.geometry().bottomRight()
    assert hands.canvas.rect().contains(corner)
    middles = []
    QTest.mousePress(minimap, LEFT, pos=QPoint(60, 60))
    for x in (70, 90, 120):
        drag = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(x, 60),
            QPointF(minimap.mapToGlobal(QPoint(x, 60))),
            Qt.MouseButton.NoButton,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(minimap, drag)
        middles.append(float(hands.canvas.viewport.to_canvas((450, 300))[0]))
    QTest.mouseRelease(minimap, LEFT, pos=QPoint(120, 60))
    assert middles == sorted(set(middles)), "the view went along"
    QTest.mouseMove(minimap, QPoint(20, 60))
    assert float(hands.canvas.viewport.to_canvas((450, 300))[0]) == middles[-1]
    hands.canvas.resize(700, 500)
    assert hands.canvas.rect().contains(minimap.geometry())
    shown.trigger()
    assert not minimap.isVisible()


def test_a_collapsed_group_is_a_block_on_the_minimap(show, two_layers):
    network, made = group(two_layers, [4, 5, 6])
    hands = show(network)
    minimap = hands.canvas.minimap
    hands.canvas.actions_registry["view.minimap"].trigger()

    def colours() -> set[str]:
        image = minimap.grab().toImage()
        x, y = minimap._viewport().to_screen(hands.canvas.picture.place(5)).astype(int).tolist()
        return {image.pixelColor(x + right, y + down).name() for right in (0, 4) for down in (0, 3)}

    assert len(colours()) > 1, "a dot is not as large"
    hands.canvas.toggle_group(made)
    assert len(colours()) == 1
    before = hands.canvas.viewport
    QTest.mouseClick(minimap, Qt.MouseButton.RightButton, pos=QPoint(20, 20))
    assert hands.canvas.viewport == before, "only the left button moves the view"


def test_a_sparse_connection_asks_for_its_share(show, two_layers):
    hands = show(two_layers)
    hands.canvas.editor.remove(hands.network.edges.id)
    hidden = hands.network.neurons.id[hands.network.neurons.kind == Kind.HIDDEN].tolist()
    hands.document.select([1, 2])
    hands.canvas.actions_registry["network.connect_sparse"].trigger()
    entry = hands.find(Entry)
    entry.clear()
    hands.type(entry, "1")
    hands.document.select(hidden)
    hands.canvas.picked(hidden[0])
    assert len(hands.edges()) == 6


def test_one_to_one_connects_from_top_to_bottom(show, two_layers):
    hands = show(two_layers)
    hands.canvas.editor.remove(hands.network.edges.id)
    hidden = hands.network.neurons.id[hands.network.neurons.kind == Kind.HIDDEN].tolist()
    hands.canvas.editor.connect_sets([1, 2], hidden, "pairs")
    assert hands.edges() == {(1, hidden[0]), (2, hidden[1])}


def test_thousands_of_edges_are_drawn_and_hit_from_the_buffer(show):
    from scratchstudio.network import add_neurons, connect_dense

    network, left = add_neurons(EMPTY, [(0, 12.0 * i) for i in range(50)], kind=Kind.INPUT)
    network, right = add_neurons(network, [(400, 12.0 * i) for i in range(50)])
    network, _ = connect_dense(network, left, right)
    network = network.with_parameters(np.linspace(-2, 2, 2500), np.zeros(100))
    hands = show(network)
    canvas = hands.canvas
    assert canvas.shows_buffer()
    canvas.grab()
    strongest = int(network.edges.id[-1])
    hit = canvas.hit(np.array([hands.along(strongest).x(), hands.along(strongest).y()], float))
    assert hit is not None
    assert hit.part == "edge"
    start = hands.body(int(right[-1]))
    hands.drag(start, start + QPoint(60, 40), drop=False)
    canvas.grab()
    hands.key(Qt.Key.Key_Escape)
    assert hands.network is network
    canvas.grab()


def test_the_camera_comes_back_and_nonsense_is_ignored(show, two_layers):
    hands = show(two_layers)
    hands.canvas.use_camera(120.0, -40.0, 2.0)
    assert np.allclose(hands.canvas.camera(), (120, -40, 2))
    hands.canvas.use_camera(float("nan"), 0.0, 1e9)
    assert np.allclose(hands.canvas.camera(), (120, -40, 2))


def test_a_training_frame_of_many_edges_strokes_none(show, monkeypatch):
    from scratchstudio.network import add_neurons, connect_dense
    from scratchstudio.studio.canvas import edge_buffer, edge_layer

    # A busy machine draws fewer edges in a hurry; here it always draws as many.
    monkeypatch.setattr(edge_buffer, "PACED_FROM", np.inf)
    network, left = add_neurons(EMPTY, [(0, 12.0 * i) for i in range(40)], kind=Kind.INPUT)
    network, right = add_neurons(network, [(400, 12.0 * i) for i in range(40)])
    hands = show(connect_dense(network, left, right)[0])
    canvas, fine, strokes = hands.canvas, hands.canvas.edge_layer.fine, []
    monkeypatch.setattr(edge_layer, "stroke", lambda *args, **_: strokes.append(args))
    canvas.look(canvas.viewport)
    quick = canvas.grab().toImage()
    assert not fine.begun
    canvas._idle.timeout.emit()
    assert canvas.grab().toImage() == quick
    assert not fine.advance(0.0), "at rest they are stroked, a few at a time"
    assert canvas.grab().toImage() == quick
    assert fine.advance(60.0)
    assert canvas.grab().toImage() != quick, "and seen when all are"
    assert fine.finished
    assert not strokes


def test_focus_among_thousands_strokes_just_the_edges_of_the_selection(show, monkeypatch):
    from scratchstudio.network import add_neurons, connect_dense
    from scratchstudio.studio.canvas import edge_layer

    network, left = add_neurons(EMPTY, [(0, 12.0 * i) for i in range(40)], kind=Kind.INPUT)
    network, right = add_neurons(network, [(400, 12.0 * i) for i in range(40)])
    hands = show(connect_dense(network, left, right)[0])
    counts = []
    monkeypatch.setattr(edge_layer, "stroke", lambda *args, **_: counts.append(len(args[2])))
    hands.document.select([int(left[20])])
    hands.key(Qt.Key.Key_Period)
    hands.canvas.grab()
    assert counts == [40]


def test_hostile_names_are_drawn_as_they_are(show, and_neuron):
    hands = show(and_neuron)
    for name in ("<b>bold</b><img src=x>", "שלום עולם", "👩‍🔬🔥", "x" * 64, "a\nb\tc", "  "):
        hands.canvas.editor.rename(3, name)
        hands.document.select([3])
        hands.canvas.grab()
        hands.hover(hands.along(4, 0.4))
        hands.canvas.grab()
    assert "incoming" in hands.canvas.accessibleDescription()


def test_the_minimap_goes_from_corner_to_corner(show, two_layers):
    hands = show(two_layers)
    canvas = hands.canvas
    canvas.actions_registry["view.minimap"].trigger()
    places = []
    for _ in range(5):
        assert canvas.rect().contains(canvas.minimap.geometry())
        places.append(canvas.minimap.pos().toTuple())
        canvas.actions_registry["view.minimap_corner"].trigger()
    assert len(set(places)) == 4
    assert places[0] == places[4]
