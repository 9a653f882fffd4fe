"""What the keys do on the canvas, and that a network can be built with them alone."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication

from scratchstudio.network import EMPTY, Kind, dissolve_layer
from scratchstudio.studio.canvas.clipboard import MIME
from scratchstudio.studio.canvas.editor import Editor
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.find_bar import FindBar
from scratchstudio.studio.canvas.layer_popup import LayerPopup
from scratchstudio.studio.canvas.search_popup import SearchPopup

from .conftest import CONTROL, SHIFT

Key = Qt.Key


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_both_delete_keys_remove_the_selection_as_one_entry(show, xor_with_skip, key):
    hands = show(xor_with_skip)
    hands.document.select([3])
    hands.key(key)
    assert 3 not in hands.network.neurons
    assert hands.edges() == {(1, 4), (2, 4)}
    assert hands.document.undo_stack.undoText() == "Delete h1"
    hands.document.undo_stack.undo()
    assert hands.network is xor_with_skip


def test_tab_searches_and_enter_places(show):
    hands = show(EMPTY)
    hands.key(Key.Key_Tab)
    popup = hands.find(SearchPopup)
    hands.type(popup.line, "sigm")
    assert list(hands.network.neurons.activation) == ["sigmoid"]


def test_esc_closes_the_search_and_nothing_is_placed(show):
    hands = show(EMPTY)
    hands.key(Key.Key_Tab)
    hands.type(hands.find(SearchPopup).line, "tanh", Key.Key_Escape)
    assert not len(hands.network.neurons)
    assert hands.canvas.hasFocus()


def test_the_search_adds_a_whole_layer(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([1, 2])
    hands.key(Key.Key_Tab)
    hands.type(hands.find(SearchPopup).line, "5 relu")
    assert len(hands.network.neurons) == 8
    assert len(hands.network.edges) == 2 + 5 * 3
    assert (hands.network.edges.weight[2:] != 0).all()
    assert hands.document.undo_stack.count() == 1


def test_the_layer_popup_adds_as_one_entry(show, and_neuron):
    hands = show(and_neuron)
    hands.key(Key.Key_L, SHIFT)
    popup = hands.find(LayerPopup)
    popup.count.setValue(3)
    hands.key_in(popup, Key.Key_Return)
    assert len(hands.network.neurons) == 6
    assert {(1, 6), (2, 6), (6, 3)} <= hands.edges()
    hands.undo_all()
    assert hands.network is and_neuron


def test_two_three_one_is_built_by_keys_alone(show):
    hands = show(EMPTY)
    for query in ("input", "input", "output"):
        hands.key(Key.Key_Tab)
        hands.type(hands.find(SearchPopup).line, query)
    hands.document.select(hands.network.neurons.id[hands.network.input_rows])
    hands.key(Key.Key_Tab)
    hands.type(hands.find(SearchPopup).line, "3 tanh")
    kinds = hands.network.neurons.kind
    assert (kinds == Kind.HIDDEN).sum() == 3
    assert len(hands.network.edges) == 9


def test_a_wire_is_drawn_by_keys(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.canvas.editor.remove(hands.network.edges.id)
    hands.document.select([1])
    hands.key(Key.Key_L, CONTROL)
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Return)
    assert hands.edges() == {(1, 3)}


def test_arrows_follow_edges_and_columns(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.key(Key.Key_Right)
    assert hands.canvas.focused == 1, "without a focus it begins at the first neuron"
    hands.key(Key.Key_Down)
    assert hands.canvas.focused == 2
    hands.key(Key.Key_Right)
    assert hands.canvas.focused == 3
    hands.key(Key.Key_Right)
    assert hands.canvas.focused == 4
    assert hands.document.selection == {4}


def test_the_focused_neuron_is_described(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    words = hands.canvas.accessibleDescription()
    assert words == "h1, hidden neuron, sigmoid, bias -15, 2 incoming, 1 outgoing"


def test_arrows_nudge_the_weight_of_a_selected_edge_as_one_entry(show, xor_with_skip):
    hands = show(xor_with_skip)
    edge = int(hands.network.edges.id[1])
    hands.document.select([edge])
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Up):
        hands.key(key)
    assert hands.network.edges.weight[1] == 10.2
    hands.key(Key.Key_Down, SHIFT)
    assert hands.network.edges.weight.tolist() == [10, 9.2, 10, 10, -20]
    assert hands.document.undo_stack.count() == 1
    assert hands.document.selection == {edge}
    hands.undo_all()
    assert hands.network.edges.weight[1] == 10


def test_tied_edges_are_nudged_together(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select(hands.network.edges.id[:2].tolist())
    hands.key(Key.Key_T, CONTROL)
    hands.document.select([int(hands.network.edges.id[0])])
    hands.key(Key.Key_Up)
    assert hands.network.edges.weight[:2].tolist() == [10.1, 10.1]


def test_with_a_neuron_selected_too_the_arrows_walk(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3, int(hands.network.edges.id[0])])
    hands.key(Key.Key_Right)
    assert hands.network.edges.weight[0] == 10
    assert hands.canvas.focused == 4


def test_after_a_neuron_by_tab_the_next_is_placed_by_keys(show):
    hands = show(EMPTY)
    hands.hover(QPoint(400, 300))
    for words in ("input", "output"):
        hands.key(Key.Key_Tab)
        hands.type(hands.find(SearchPopup).line, words, Key.Key_Return)
    first, second = (hands.place(neuron) for neuron in (1, 2))
    assert second[0] > first[0] + 60, "an output stands right of all, not below the input"


def test_ctrl_arrows_nudge_as_one_entry(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([3])
    for _ in range(3):
        hands.key(Key.Key_Right, CONTROL)
    assert hands.place(3) == (190, 45)
    assert hands.document.undo_stack.count() == 1


def test_a_typed_number_sets_the_weight_of_selected_edges(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([4, 5])
    hands.key(Key.Key_Minus)
    hands.type(hands.find(Entry), "0,25")
    assert list(hands.network.edges.weight) == [-0.25, -0.25]


def test_a_text_that_is_no_number_is_answered(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([4])
    hands.key(Key.Key_1)
    hands.type(hands.find(Entry), "x")
    assert "is not a number" in hands.canvas.bubble.text()
    assert hands.network is and_neuron


def test_copy_and_paste_keep_inner_edges_only(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([1, 3])
    hands.key(Key.Key_C, CONTROL)
    hands.key(Key.Key_V, CONTROL)
    assert len(hands.network.neurons) == 6
    assert len(hands.network.edges) == 6
    assert len(hands.document.selection) == 2


def test_a_copy_lies_on_the_clipboard_as_text_and_under_a_type_of_its_own(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    hands.key(Key.Key_C, CONTROL)
    data = QGuiApplication.clipboard().mimeData()
    assert bytes(data.data(MIME).data()).decode() == data.text()
    assert json.loads(data.text())["network"]["neurons"]["id"] == [3]

    beside_a_note = QMimeData()
    beside_a_note.setText("a note")
    beside_a_note.setData(MIME, data.data(MIME))
    QGuiApplication.clipboard().setMimeData(beside_a_note)
    hands.key(Key.Key_V, CONTROL)
    assert len(hands.network.neurons) == 5


def test_ctrl_shift_v_keeps_the_outside_wires(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    hands.key(Key.Key_C, CONTROL)
    hands.key(Key.Key_V, CONTROL | SHIFT)
    new = int(hands.network.neurons.id[-1])
    assert {(1, new), (2, new), (new, 4)} <= hands.edges()


def test_ctrl_shift_v_wires_to_what_was_there_not_to_a_copy_with_its_id(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([3])
    split = hands.canvas.editor.split(hands.network.edges.id[0], (80, 0))
    hands.document.select([1, 2, 3])
    hands.key(Key.Key_C, CONTROL)
    hands.document.undo_stack.undo()
    hands.key(Key.Key_V, CONTROL | SHIFT)
    new = hands.network.neurons.id[-3:].tolist()
    assert split in new, "undo gave its id free"
    assert {pair for pair in hands.edges() if set(pair) <= set(new)} == {(new[1], new[2])}


def test_cut_and_paste_bring_the_neurons_back(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([1, 2, 3, 4])
    hands.key(Key.Key_X, CONTROL)
    assert not len(hands.network.neurons)
    hands.key(Key.Key_V, CONTROL)
    assert len(hands.network.edges) == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        '{"kind": "scratchstudio-neurons"}',
        '{"kind": "scratchstudio-neurons", "version": 1, "network": [], "outside": []}',
        '{"kind": "scratchstudio-neurons", ' + "[" * 5000,
        "scratchstudio-neurons" + "x" * 5_000_000,
    ],
    ids=["nothing", "words", "no version", "no network", "cut", "5 MB"],
)
def test_a_hostile_paste_is_refused_with_a_sentence(show, and_neuron, text):
    hands = show(and_neuron)
    QGuiApplication.clipboard().setText(text)
    hands.key(Key.Key_V, CONTROL)
    assert hands.network is and_neuron
    assert hands.canvas.bubble.isVisible()
    assert hands.canvas.bubble.text().endswith(".")


def test_a_cyclic_paste_is_refused(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([1, 3])
    text = hands.canvas.editor.copy_text()
    turned = text.replace('"kind": [0, 2]', '"kind": [1, 1]').replace(
        '"source": [1], "target": [3]', '"source": [1], "target": [1]'
    )
    assert turned != text
    QGuiApplication.clipboard().setText(turned)
    hands.key(Key.Key_V, CONTROL)
    assert hands.network is and_neuron
    assert "cycle" in hands.canvas.bubble.text()


def test_duplicate_mute_freeze_and_rename(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([3])
    hands.key(Key.Key_D, CONTROL)
    copy = int(hands.network.neurons.id[-1])
    hands.key(Key.Key_M)
    hands.key(Key.Key_M, CONTROL)
    row = hands.network.neurons.rows([copy])[0]
    assert hands.network.neurons.muted[row]
    assert hands.network.neurons.frozen[row]
    hands.key(Key.Key_F2)
    entry = hands.find(Entry)
    entry.clear()
    hands.type(entry, "twin")
    assert hands.network.name(copy) == "twin"


def test_tie_and_untie(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([4, 5])
    hands.key(Key.Key_T, CONTROL)
    assert (hands.network.edges.tie > 0).all()
    hands.key(Key.Key_T, CONTROL | SHIFT)
    assert not hands.network.edges.tie.any()


def test_edges_tied_during_training_share_the_mean_of_that_moment(show, and_neuron):
    hands = show(and_neuron)
    trained = and_neuron.with_parameters([1.0, 2.0], and_neuron.neurons.bias)
    editor = Editor(hands.document, lambda: trained)
    hands.document.select([4, 5])
    editor.tie()
    assert list(hands.network.edges.weight) == [1.5, 1.5]


def test_stream_selection(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    hands.key(Key.Key_U)
    assert hands.document.selection == {1, 2, 3}
    hands.document.select([1])
    hands.key(Key.Key_J)
    assert hands.document.selection == {1, 3, 4}


def test_select_all_and_esc(show, and_neuron):
    hands = show(and_neuron)
    hands.key(Key.Key_A, CONTROL)
    assert hands.document.selection == {1, 2, 3}
    hands.key(Key.Key_Escape)
    assert not hands.document.selection


def test_layout_is_one_entry(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.canvas.editor.move([3], [(900.0, 900.0)])
    hands.key(Key.Key_L)
    assert hands.place(1)[0] < hands.place(3)[0] < hands.place(4)[0]
    assert hands.document.undo_stack.undoText() == "Arrange in layers"


def test_a_selection_is_laid_out_beside_others_never_on_top_of_them(show, two_layers):
    hands = show(two_layers)
    network = hands.network
    hands.document.draw("", dissolve_layer(network, network.layers[0].id))
    hands.canvas.editor.move([4, 5, 6], [(160, 0), (160, 10), (160, 20)])
    others = [hands.place(neuron) for neuron in (1, 2)]
    hands.canvas.editor.move([3], [(160, 45)])
    hands.document.select([4, 5, 6])
    hands.key(Key.Key_L)
    assert [hands.place(neuron) for neuron in (1, 2)] == others
    assert hands.place(3) == (160, 45)
    places = np.array([hands.place(neuron) for neuron in range(1, 7)], dtype=float)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(6, 1)].min() >= 50


def test_a_nudge_at_the_end_of_a_layer_says_why_nothing_moves(show, two_layers):
    hands = show(two_layers)
    hands.document.select([4])
    before = hands.document.undo_stack.count()
    hands.key(Key.Key_Up, CONTROL)
    assert hands.document.undo_stack.count() == before
    assert "end of its layer" in hands.canvas.bubble.text()


def test_pinching_magnifies_at_the_fingers(show, two_layers):
    hands = show(two_layers)
    canvas = hands.canvas
    at = hands.body(5)
    place, scale = canvas.viewport.to_canvas((at.x(), at.y())), canvas.viewport.scale
    fingers = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(at),
        QPointF(at),
        QPointF(at),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(canvas, fingers)
    assert canvas.viewport.scale == pytest.approx(1.25 * scale)
    assert canvas.viewport.to_canvas((at.x(), at.y())) == pytest.approx(place)


def test_align_and_distribute(show, two_layers):
    hands = show(two_layers)
    hidden = hands.network.neurons.id[hands.network.neurons.kind == Kind.HIDDEN].tolist()
    hands.document.draw("", dissolve_layer(hands.network, hands.network.layers[0].id))
    hands.canvas.editor.move(hidden, [(100, 0), (130, 40), (160, 200)])
    hands.document.select(hidden)
    hands.key(Key.Key_A, SHIFT)
    assert [hands.place(neuron)[0] for neuron in hidden] == [100, 100, 100]
    hands.key(Key.Key_Y, SHIFT)
    assert [hands.place(neuron)[1] for neuron in hidden] == [0, 100, 200]


def test_find_cycles_through_the_matches(show, two_layers):
    hands = show(two_layers)
    hands.key(Key.Key_F, CONTROL)
    bar = hands.find(FindBar)
    hands.type(bar.line, "h")
    assert bar.count.text() == "2 of 3"
    hands.type(bar.line, "2", Key.Key_Escape)
    assert hands.document.selection == {5}


def test_frame_shows_all(show, two_layers):
    hands = show(two_layers)
    hands.canvas.look(hands.canvas.viewport.panned(5000, 0))
    hands.key(Key.Key_Home)
    for neuron in hands.network.neurons.id.tolist():
        assert hands.canvas.rect().contains(hands.body(neuron))


def test_a_tapped_space_plays_and_a_held_one_pans(show, and_neuron):
    hands = show(and_neuron)
    played = []
    hands.canvas.actions_registry.add(
        "training.play", "Play", lambda: played.append(1), menu="Training", help="", keys=["Space"]
    )
    hands.key(Key.Key_Space)
    assert played == [1]
    before = hands.body(1)
    hands.hold(Key.Key_Space)
    hands.drag(hands.pixel((80, 200)), hands.pixel((110, 200)))
    hands.let_go(Key.Key_Space)
    assert (hands.body(1) - before).x() == 30
    assert played == [1]


def test_a_command_that_finds_nothing_selected_says_so(show, and_neuron):
    hands = show(and_neuron)
    action = hands.canvas.actions_registry["edit.delete"]
    assert not action.isEnabled()
    assert "Select" in action.toolTip()
    hands.document.select([1])
    assert action.isEnabled()


def test_keys_do_nothing_to_the_network_while_text_is_typed(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([3])
    hands.canvas.rename(3)
    entry = hands.find(Entry)
    hands.type(entry, "m", Key.Key_Backspace)
    hands.type(entry, "ml", Key.Key_Delete)
    assert hands.network is and_neuron


def test_the_activation_is_picked_by_its_curve(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([1, 3])
    hands.key(Key.Key_A)
    hands.type(hands.find(SearchPopup).line, "relu")
    assert hands.network.neurons.activation.tolist()[2] == "relu"
    assert hands.network.neurons.activation.tolist()[0] == "linear"


def test_a_neuron_is_inserted_into_the_selected_edge(show, and_neuron):
    hands = show(and_neuron)
    hands.document.select([4])
    hands.key(Key.Key_I, SHIFT)
    new = int(hands.network.neurons.id[-1])
    assert {(1, new), (new, 3)} <= hands.edges()
    assert (1, 3) not in hands.edges()


def test_focus_shows_only_the_selection_and_its_neighbours(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    everything = hands.canvas.grab().toImage()
    skip = hands.along(7, 0.25)
    hands.key(Key.Key_Period)
    assert hands.canvas.grab().toImage().pixelColor(skip) != everything.pixelColor(skip)
    hands.document.select(())
    hands.key(Key.Key_Period)
    hands.document.select([3])
    assert hands.canvas.grab().toImage() == everything


def test_a_jump_of_the_view_glides_unless_motion_is_reduced(show, two_layers, qtbot):
    hands = show(two_layers)
    hands.canvas.reduced_motion = False
    hands.canvas.look(hands.canvas.viewport.panned(2000, 0))
    hands.key(Key.Key_Home)
    assert not hands.canvas.rect().contains(hands.body(1))
    qtbot.waitUntil(lambda: hands.canvas.rect().contains(hands.body(1)))
    hands.canvas.editor.move([3], [(700.0, 500.0)])
    hands.key(Key.Key_L)
    qtbot.waitUntil(lambda: hands.canvas.picture is hands.canvas._base)


def test_the_selection_gets_new_weights_and_nothing_else_does(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    hands.key(Key.Key_N, SHIFT)
    before, after = xor_with_skip.edges, hands.network.edges
    into = before.target == 3
    assert (after.weight[into] != before.weight[into]).all()
    assert (after.weight[~into] == before.weight[~into]).all()
    assert hands.network.neurons.bias[2] == 0.0
    hands.document.undo_stack.undo()
    assert hands.network is xor_with_skip
