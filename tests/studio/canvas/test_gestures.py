"""What the mouse does on the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from scratchstudio.network import Kind, add_neuron, connect, fragment, set_edges, tie
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.search_popup import SearchPopup

from .conftest import ALT, CONTROL, MIDDLE, RIGHT, SHIFT


def test_a_drag_from_a_port_to_a_neuron_draws_a_wire(show, and_neuron):
    hands = show(and_neuron)
    hands.drag(hands.out(1), QPoint(400, 300), hands.body(3))
    assert "already connected" in hands.canvas.bubble.text()
    hands.document.select([4])
    hands.key(Qt.Key.Key_Delete)
    hands.drag(hands.out(1), QPoint(400, 300), hands.body(3))
    assert (1, 3) in hands.edges()


def test_a_new_wire_gets_a_weight_of_the_initialiser(show, and_neuron):
    hands = show(fragment(and_neuron, [1, 2, 3]))
    hands.canvas.editor.remove(hands.network.edges.id)
    hands.drag(hands.out(1), hands.body(3))
    assert hands.network.edges.weight[0] != 0


def test_two_clicks_draw_a_wire_too(show, two_layers):
    hands = show(two_layers)
    hands.click(hands.out(1))
    hands.click(hands.body(3))
    assert (1, 3) in hands.edges()


def test_esc_cancels_a_wire(show, two_layers):
    hands = show(two_layers)
    hands.drag(hands.out(1), hands.body(3), drop=False)
    hands.key(Qt.Key.Key_Escape)
    assert hands.canvas.tool is None
    assert hands.network is two_layers


def test_a_wire_dropped_on_nothing_makes_a_connected_neuron(show, and_neuron):
    hands = show(and_neuron)
    hands.drag(hands.out(3), QPoint(700, 500))
    new = int(hands.network.neurons.id[-1])
    assert (3, new) in hands.edges()
    assert hands.document.undo_stack.count() == 1


def test_a_wire_that_closes_a_cycle_is_refused_with_the_way_shown(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.drag(hands.out(4), QPoint(500, 100), hands.body(3))
    assert hands.network is xor_with_skip
    assert "cycle" in hands.canvas.bubble.text()
    assert hands.canvas.bubble.isVisible()
    assert set(hands.canvas.cycle) == {3, 4}


def test_a_wire_into_an_input_says_why_not(show, two_layers):
    hands = show(two_layers)
    hands.drag(hands.out(1), hands.body(2))
    assert "input neuron" in hands.canvas.bubble.text()


def test_a_wire_may_be_drawn_backwards_from_the_left_port(show, and_neuron):
    hands = show(and_neuron)
    hands.canvas.editor.remove(hands.network.edges.id)
    hands.drag(hands.into(3), hands.body(2))
    assert hands.edges() == {(2, 3)}


def test_ctrl_drag_from_the_left_port_moves_the_end_of_a_wire(show, two_layers):
    network, edge = connect(two_layers, 1, 3, 0.75)
    hands = show(network)
    hands.drag(hands.into(3), hands.body(4), held=CONTROL)
    assert hands.network.same(network), "1 feeds 4 already, so nothing may be lost"
    hands.canvas.editor.remove([int(hands.network.edges.id[0])])
    other = sorted({3, 4, 5, 6} & set(hands.network.neurons.id.tolist()) - {3})
    hands.document.select([edge])
    hands.drag(hands.into(3), hands.body(other[0]), held=CONTROL)
    assert (1, 3) not in hands.edges()
    assert (1, other[0]) in hands.edges()
    assert 0.75 in hands.network.edges.weight


def test_ctrl_drag_from_the_right_port_moves_the_start_of_a_wire(show, xor_with_skip):
    network = set_edges(xor_with_skip, [9], frozen=True)
    hands = show(network)
    hands.canvas.editor.remove([5])
    hands.drag(hands.out(3), hands.body(1), held=CONTROL)
    assert "already connected" in hands.canvas.bubble.text()
    hands.canvas.editor.remove([7])
    hands.drag(hands.out(3), hands.body(1), held=CONTROL)
    assert hands.edges() == {(2, 3), (2, 4), (1, 4)}
    assert (hands.network.edges.weight[-1], hands.network.edges.frozen[-1]) == (-20.0, True)
    hands.drag(hands.out(3), hands.body(1), held=CONTROL)
    assert len(hands.edges()) == 3, "without a wire there is none to move"


def test_alt_click_on_a_port_breaks_its_wires(show, and_neuron):
    hands = show(and_neuron)
    hands.click(hands.into(3), ALT)
    assert hands.edges() == set()
    hands.document.undo_stack.undo()
    assert len(hands.edges()) == 2


def test_the_knife_cuts_what_it_crosses(show, and_neuron):
    hands = show(and_neuron)
    hands.drag(hands.pixel((80, -60)), hands.pixel((80, 150)), held=CONTROL, button=RIGHT)
    assert hands.edges() == set()


def test_a_click_selects_and_a_click_on_nothing_ends_it(show, and_neuron):
    hands = show(and_neuron)
    hands.click(hands.body(1))
    assert hands.document.selection == {1}
    hands.click(hands.body(2), CONTROL)
    assert hands.document.selection == {1, 2}
    hands.click(QPoint(30, 30))
    assert not hands.document.selection


def test_a_click_on_an_edge_selects_it(show, and_neuron):
    hands = show(and_neuron)
    hands.click(hands.along(4, 0.4))
    assert hands.document.selection == {4}


def test_shift_click_on_a_neuron_also_selects_its_edges(show, and_neuron):
    hands = show(and_neuron)
    hands.click(hands.body(3), SHIFT)
    assert hands.document.selection == {3, 4, 5}


def test_a_box_selects_what_lies_inside_and_shift_adds(show, and_neuron):
    hands = show(and_neuron)
    hands.drag(hands.pixel((-60, -60)), hands.pixel((60, 30)))
    assert hands.document.selection == {1}
    hands.drag(hands.pixel((-60, 60)), hands.pixel((60, 150)), held=SHIFT)
    assert hands.document.selection == {1, 2}


def test_a_drag_moves_on_the_grid_as_one_entry(show, and_neuron):
    hands = show(and_neuron)
    start = hands.body(3)
    hands.drag(start, start + QPoint(20, 30), start + QPoint(41, 64))
    x, y = hands.place(3)
    assert (x % 10, y % 10) == (0, 0)
    assert abs(x - 201) <= 5
    assert hands.document.undo_stack.count() == 1
    hands.document.undo_stack.undo()
    assert hands.place(3) == (160, 45)


def test_shift_moves_off_the_grid(show, and_neuron):
    hands = show(and_neuron)
    start = hands.body(3)
    hands.drag(start, start + QPoint(41, 63), held=SHIFT)
    assert np.allclose(hands.place(3), (201, 108), atol=1)


def test_the_selection_moves_together(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([1, 2])
    start = hands.body(1)
    hands.drag(start, start + QPoint(-50, -40))
    assert hands.place(2)[0] == hands.place(1)[0] == -50


@pytest.mark.parametrize("held", [ALT, CONTROL], ids=["Alt", "Ctrl"])
def test_a_drag_with_alt_or_ctrl_copies_with_inner_edges(show, and_neuron, held):
    hands = show(and_neuron)
    hands.document.select([1, 3])
    start = hands.body(1)
    hands.drag(start, start + QPoint(0, 160), held=held)
    assert len(hands.network.neurons) == 5
    assert len(hands.network.edges) == 3
    assert hands.place(1) == (0, 0)


def test_a_neuron_dropped_on_an_edge_is_inserted(show, and_neuron):
    hands = show(and_neuron)
    hands.canvas.editor.remove([5])
    loose = hands.canvas.editor.add(Kind.HIDDEN, (80, 200), "tanh")
    start = hands.body(loose)
    hands.drag(start, start + QPoint(10, -30), hands.along(4))
    assert hands.edges() == {(1, loose), (loose, 3)}
    assert sorted(hands.network.edges.weight) == [1.0, 10.0]


def test_double_click_on_nothing_searches_and_enter_places_there(show, and_neuron):
    hands = show(and_neuron)
    hands.hover(QPoint(600, 450))
    hands.double_click(QPoint(600, 450))
    popup = hands.find(SearchPopup)
    hands.type(popup.line, "relu")
    assert hands.network.neurons.activation[-1] == "relu"
    placed = hands.body(int(hands.network.neurons.id[-1]))
    assert abs(placed.x() - 600) <= 5
    assert abs(placed.y() - 450) <= 5
    assert hands.canvas.hasFocus()


def test_double_click_on_a_neuron_renames_it(show, and_neuron):
    hands = show(and_neuron)
    hands.double_click(hands.body(3))
    entry = hands.find(Entry)
    hands.type(entry, "answer")
    assert hands.network.name(3) == "answer"


def test_the_wheel_zooms_at_the_pointer(show, and_neuron, qtbot):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    hands = show(and_neuron)
    at = hands.body(3)
    event = QWheelEvent(
        QPointF(at),
        QPointF(hands.canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hands.canvas, event)
    assert hands.canvas.viewport.scale > 1.1
    assert (hands.body(3) - at).manhattanLength() <= 1


def test_middle_and_right_drag_pan(show, and_neuron):
    hands = show(and_neuron)
    for button in (MIDDLE, RIGHT):
        before = hands.body(1)
        hands.drag(QPoint(50, 50), QPoint(90, 80), button=button)
        assert hands.body(1) - before == QPoint(40, 30)


@pytest.mark.qt_log_ignore("does not support")
def test_a_right_click_opens_the_menu(show, and_neuron):
    from PySide6.QtWidgets import QMenu

    hands = show(and_neuron)
    hands.click(hands.body(1), button=RIGHT)
    menu = hands.canvas.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    assert "Delete" in [action.text() for action in menu.actions()]
    assert hands.document.selection == {1}
    menu.close()


def test_hovering_an_edge_knows_it(show, and_neuron):
    hands = show(and_neuron)
    hands.hover(hands.along(5, 0.4))
    assert hands.canvas.hover is not None
    assert (hands.canvas.hover.part, hands.canvas.hover.id) == ("edge", 5)


def test_dense_connect_with_a_box(show, and_neuron):
    hands = show(and_neuron)
    hands.canvas.editor.remove([4, 5])
    hands.document.select([1, 2])
    hands.key(Qt.Key.Key_E, CONTROL)
    hands.drag(hands.pixel((110, -10)), hands.pixel((230, 130)))
    assert hands.edges() == {(1, 3), (2, 3)}


def test_wires_drawn_one_by_one_do_not_begin_alike(show, two_layers):
    hands = show(two_layers)
    hands.canvas.editor.remove(hands.network.edges.id)
    hidden = hands.network.neurons.id[hands.network.neurons.kind == Kind.HIDDEN]
    for target in hidden.tolist():
        hands.drag(hands.out(1), hands.body(target))
    weights = hands.network.edges.weight
    assert len(set(np.round(weights / weights[0], 3))) == 3


def test_a_drag_to_the_border_moves_the_view_on(show, and_neuron, qtbot):
    hands = show(and_neuron)
    left = hands.canvas.viewport.left
    rim = QPoint(hands.canvas.width() - 2, 300)
    hands.drag(hands.body(3), QPoint(600, 300), rim, drop=False)
    qtbot.waitUntil(lambda: hands.canvas.viewport.left < left - 40)
    assert abs(hands.body(3).x() - rim.x()) < 12, "the neuron stays below the pointer"
    hands.key(Qt.Key.Key_Escape)
    assert hands.network is and_neuron


def test_a_wire_stays_frozen_muted_and_tied_when_its_end_moves(show, two_layers):
    first, second = two_layers.edges.id[:2].tolist()
    network = tie(two_layers, [first, second])
    hands = show(set_edges(network, [first], frozen=True, muted=True, weight=0.5))
    hands.canvas.editor.remove([5])
    target = int(hands.network.edges.target[hands.network.edges.rows([first])[0]])
    hands.canvas.editor.replug(first, 3 if target != 3 else 4)
    moved = hands.network.edges.take(np.array([-1]))
    assert moved.id[0] not in two_layers.edges
    assert (moved.weight[0], moved.frozen[0], moved.muted[0]) == (0.5, True, True)
    assert moved.tie[0] == network.edges.tie[0] != 0


def test_the_first_half_of_an_edge_is_as_the_edge_was(show, and_neuron):
    network, loose = add_neuron(set_edges(and_neuron, [4], frozen=True, muted=True), (80, 300))
    hands = show(network)
    hands.drag(hands.body(loose), hands.along(4))
    row = np.flatnonzero(hands.network.edges.target == loose)[0]
    first = hands.network.edges
    assert (first.weight[row], first.frozen[row], first.muted[row]) == (10.0, True, True)


def test_of_neurons_on_one_another_the_one_on_top_is_hit(show, and_neuron):
    hands = show(and_neuron)
    hands.canvas.editor.move([1, 2], [(0, 0), (0, 0)])
    hands.click(hands.body(1))
    assert hands.document.selection == {2}


def test_ctrl_drag_copies_just_a_neuron_that_was_not_selected(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([1])
    hands.drag(hands.body(3), hands.body(3) + QPoint(0, 160), held=CONTROL)
    assert len(hands.network.neurons) == 4
    assert len(hands.document.selection) == 1


KEPT = {"break_in": {(1, 4), (2, 4), (3, 4)}, "break_out": {(1, 3), (2, 3), (1, 4), (2, 4)}}


@pytest.mark.parametrize("command", KEPT)
def test_the_wires_of_the_selection_are_broken_by_a_command(show, xor_with_skip, command):
    hands = show(xor_with_skip)
    hands.document.select([3])
    for _ in range(2):
        hands.canvas.actions_registry[f"network.{command}"].trigger()
    assert hands.edges() == KEPT[command]
    assert hands.document.undo_stack.count() == 1
    assert hands.canvas.bubble.text() == "There is no such wire at the selected neurons."
