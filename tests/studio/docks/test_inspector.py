"""The Inspector: shows what is selected, edits it undoably, never fights the person typing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from scratchstudio.network import set_edges
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.inspector_dock import InspectorDock
from scratchstudio.studio.docks.tall_area import TallArea


@pytest.fixture
def inspector(qtbot, document, session, appearance) -> InspectorDock:
    actions = Actions(document)
    canvas = CanvasView(document, session, appearance, actions)
    qtbot.addWidget(canvas)
    dock = InspectorDock(document, session, appearance, actions, Clinic(document, session))
    qtbot.addWidget(dock)
    dock.resize(360, 500)
    dock.show()
    return dock


def hidden_neuron(document) -> int:
    neurons = document.network.neurons
    return int(neurons.id[neurons.name == "h1"][0])


def retype(qtbot, field, text: str, key=Qt.Key.Key_Return) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, key)


def test_with_nothing_selected_the_network_is_summed_up(inspector):
    assert "88" in inspector.summary.text()
    assert "105" in inspector.summary.text()


def test_a_neuron_is_shown_as_a_formula_with_its_numbers(inspector, document):
    document.select([hidden_neuron(document)])

    assert inspector.formula.text().startswith("h1 = tanh(")
    assert "x1" in inspector.formula.text()


def test_a_typed_bias_is_taken_on_enter_and_can_be_undone(qtbot, inspector, document):
    neuron = hidden_neuron(document)
    document.select([neuron])

    retype(qtbot, inspector.bias.field, "0,125")

    row = document.network.neurons.rows([neuron])[0]
    assert document.network.neurons.bias[row] == 0.125
    document.undo_stack.undo()
    assert document.network.neurons.bias[row] == 0.0


def test_what_is_no_number_is_put_back(qtbot, inspector, document):
    document.select([hidden_neuron(document)])

    retype(qtbot, inspector.bias.field, "much")

    assert inspector.bias.field.text() == "0.0"
    assert document.undo_stack.count() == 0


def test_a_typed_value_is_taken_when_the_focus_leaves(qtbot, inspector, document):
    neuron = hidden_neuron(document)
    document.select([neuron])

    retype(qtbot, inspector.bias.field, "0.5", Qt.Key.Key_Tab)

    assert document.network.neurons.bias[document.network.neurons.rows([neuron])[0]] == 0.5


def test_dragging_the_slider_is_one_act(inspector, document):
    edge = int(document.network.edges.id[0])
    document.select([edge])

    for place in (100, 200, 300):
        inspector.weight.slider.sliderMoved.emit(place)

    assert document.undo_stack.count() == 1
    assert document.network.edges.weight[0] == 1.5


def test_a_formula_is_checked_while_it_is_typed(qtbot, inspector, document):
    neuron = hidden_neuron(document)
    document.select([neuron])
    chooser = inspector.activation
    chooser.box.setCurrentIndex(chooser.box.findData("formula"))
    chooser.box.activated.emit(chooser.box.currentIndex())

    qtbot.keyClicks(chooser.formula, "x*tanh(")
    assert chooser.fault.isVisible()
    qtbot.keyClicks(chooser.formula, "x)")
    assert not chooser.fault.isVisible()
    qtbot.keyClick(chooser.formula, Qt.Key.Key_Return)

    row = document.network.neurons.rows([neuron])[0]
    assert document.network.neurons.activation[row] == "=x*tanh(x)"


def test_several_neurons_with_different_values_are_shown_as_mixed_and_set_at_once(
    qtbot, inspector, document
):
    first, second = document.network.neurons.id[document.network.neurons.kind == 1][:2].tolist()
    document.select([first])
    retype(qtbot, inspector.bias.field, "1")
    document.select([first, second])
    assert inspector.bias.field.text() == "—"

    retype(qtbot, inspector.bias.field, "0.25")

    rows = document.network.neurons.rows([first, second])
    assert document.network.neurons.bias[rows].tolist() == [0.25, 0.25]


def test_an_input_neuron_offers_the_columns_of_the_data(inspector, document):
    document.select([int(document.network.neurons.id[document.network.input_rows[0]])])

    shown = [inspector.column.itemText(i) for i in range(inspector.column.count())]
    assert shown == ["x1", "x2"]
    assert not inspector.bias.isVisible()


def test_a_click_on_a_listed_edge_selects_it(inspector, document):
    neuron = hidden_neuron(document)
    document.select([neuron])
    item = inspector.wire_list.topLevelItem(0)
    assert item.text(0) == "x1 → h1"

    inspector.wire_list.itemClicked.emit(item, 0)

    edge = next(iter(document.selection))
    assert document.network.edges.target[document.network.edges.rows([edge])[0]] == neuron
    assert inspector.edge_title.text() == "x1 → h1"


def test_freezing_and_muting_show_on_the_edge(inspector, document):
    document.select([int(document.network.edges.id[0])])

    inspector.edge_frozen.click()
    inspector.edge_muted.click()

    assert document.network.edges.frozen[0]
    assert document.network.edges.muted[0]


def test_while_training_the_numbers_move_but_not_what_is_being_typed(
    qtbot, inspector, document, session
):
    edge = int(document.network.edges.id[0])
    document.select([edge])
    field = inspector.weight.field
    before = field.text()
    qtbot.waitUntil(lambda: session.frame is not None)
    session.play()
    qtbot.waitUntil(lambda: field.text() != before)

    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.7")
    step = session.frame.snapshot.step
    qtbot.waitUntil(lambda: session.frame.snapshot.step > step + 200)

    assert field.text() == "0.7"


def test_an_emptied_name_is_put_back(qtbot, inspector, document):
    document.select([hidden_neuron(document)])
    inspector.name.setFocus()
    inspector.name.selectAll()

    qtbot.keyClick(inspector.name, Qt.Key.Key_Delete)
    qtbot.keyClick(inspector.name, Qt.Key.Key_Return)

    assert inspector.name.text() == "h1"
    assert document.undo_stack.count() == 0


def test_several_edges_are_tied_and_untied_by_buttons(inspector, document):
    first, second, third = document.network.edges.id[:3].tolist()
    document.select([first, second])
    assert "Not tied" in inspector.ties.words.text()
    assert not inspector.ties.untie.isVisible()

    inspector.ties.tie.click()

    tie, other, alone = document.network.edges.tie[:3].tolist()
    assert tie == other > 0 == alone
    assert inspector.ties.words.text() == f"In tie {tie}: 2 edges share one weight."
    assert not inspector.ties.tie.isVisible(), "they are tied already"

    document.select([second, third])
    assert inspector.ties.words.text() == f"In tie {tie}: 1 of the 2 selected edges."
    document.select([first])
    assert inspector.ties.words.text() == f"In tie {tie}: 2 edges share one weight."
    inspector.ties.untie.click()
    assert document.network.edges.tie[:2].tolist() == [0, tie]
    document.select([second])
    assert not inspector.ties.words.isVisible(), "nothing is shared with it any more"
    assert not inspector.ties.untie.isVisible()


def test_edges_of_many_ties_are_counted(inspector, document):
    network = document.network
    for number, edge in enumerate(network.edges.id[:6].tolist(), 1):
        network = set_edges(network, [edge], tie=(number + 1) // 2)
    document.draw("Tie", network)

    document.select(network.edges.id[:8].tolist())

    assert inspector.ties.words.text() == "In the ties 1, 2, 3: 6 of the 8 selected edges."
    assert inspector.ties.tie.isVisible()
    assert inspector.ties.untie.isVisible()


def test_what_was_shown_before_leaves_no_room_to_scroll(qtbot, inspector, document):
    inspector.resize(320, 260)
    bar = inspector.findChild(TallArea).verticalScrollBar()
    document.select([hidden_neuron(document)])
    qtbot.waitUntil(lambda: bar.maximum() > 0)

    document.select([int(document.network.edges.id[0])])

    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_the_smallest_weight_is_listed_with_all_its_digits(inspector, document):
    edge = int(document.network.edges.id[0])
    for weight in (-0.000888, -88800.0, -8.88e-88):
        document.draw("Weight", set_edges(document.network, [edge], weight=weight))
        source = int(document.network.edges.source[0])
        document.select([source])
        wires = inspector.wire_list
        texts = [wires.topLevelItem(i).text(1) for i in range(wires.topLevelItemCount())]
        needed = max(wires.fontMetrics().horizontalAdvance(text) for text in texts)
        assert needed + 6 <= wires.columnWidth(1)
