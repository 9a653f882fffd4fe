"""The Tables: neurons and edges as tables, edited in place, in step with the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from scratchstudio.network import Kind, as_layer, dissolve_layer, group, set_layer
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.tables_dock import TablesDock


@pytest.fixture
def refused() -> list[str]:
    return []


@pytest.fixture
def tables(qtbot, document, session, appearance, refused) -> TablesDock:
    dock = TablesDock(document, session, refused.append, Clinic(document, session))
    qtbot.addWidget(dock)
    dock.resize(700, 300)
    dock.show()
    return dock


def cell(tables: TablesDock, part: str, row: int, title: str):
    model = tables.views[part].model()
    titles = [
        model.headerData(i, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        for i in range(model.columnCount())
    ]
    return model.index(row, titles.index(title))


def test_every_neuron_and_edge_has_a_row(tables, document):
    assert tables.views["neurons"].model().rowCount() == len(document.network.neurons)
    assert tables.views["edges"].model().rowCount() == len(document.network.edges)


def test_a_weight_typed_into_the_table_is_undoable(tables, document):
    index = cell(tables, "edges", 0, "Weight")

    assert index.model().setData(index, "−0,5", Qt.ItemDataRole.EditRole)
    assert document.network.edges.weight[0] == -0.5
    assert index.data() == "−0.500"

    document.undo_stack.undo()
    assert document.network.edges.weight[0] != -0.5


def test_what_cannot_be_is_refused_with_a_sentence(tables, document, refused):
    weight, activation = (
        cell(tables, "edges", 0, "Weight"),
        cell(tables, "neurons", 0, "Activation"),
    )

    assert not weight.model().setData(weight, "heavy", Qt.ItemDataRole.EditRole)
    assert not activation.model().setData(activation, "wobble", Qt.ItemDataRole.EditRole)

    assert "heavy" in refused[0]
    assert "wobble" in refused[1]
    assert document.undo_stack.count() == 0


def test_an_input_has_no_bias_and_none_can_be_typed(tables, document):
    row = int(document.network.input_rows[0])
    index = cell(tables, "neurons", row, "Bias")

    assert index.data() == "—"
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable


def test_selecting_on_the_canvas_selects_the_row_and_the_other_way_round(tables, document):
    chosen = int(document.network.edges.id[7])
    document.select([chosen])
    rows = tables.views["edges"].selectionModel().selectedRows()
    assert [index.row() for index in rows] == [7]

    tables.tabs.setCurrentIndex(0)
    tables.views["neurons"].selectRow(2)

    assert document.selection == {int(document.network.neurons.id[2])}


def test_a_tick_freezes(tables, document):
    index = cell(tables, "edges", 3, "Frozen")

    index.model().setData(index, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)

    assert document.network.edges.frozen[3]


def test_sorting_by_weight_puts_the_lightest_first(tables, document):
    view = tables.views["edges"]
    view.sortByColumn(2, Qt.SortOrder.AscendingOrder)

    first = cell(tables, "edges", 0, "Weight").data(Qt.ItemDataRole.EditRole)
    assert float(first) == document.network.edges.weight.min()


def test_group_and_layer_of_a_neuron_are_told_by_name(tables, document):
    inputs = document.network.neurons.id[document.network.input_rows].tolist()
    hidden = document.network.neurons.id[document.network.neurons.kind == Kind.HIDDEN].tolist()
    network = dissolve_layer(document.network, document.network.layers[0].id)
    network, _ = group(network, hidden[:2], "edge\nfinder")
    network, layer = as_layer(network, hidden[1:3])
    network, _ = as_layer(network, inputs)
    document.draw("Group", network)

    def told(neuron: int) -> tuple[str, str]:
        row = int(network.neurons.rows([neuron])[0])
        return tuple(cell(tables, "neurons", row, title).data() for title in ("Group", "Layer"))

    assert told(hidden[0]) == ("edge finder", "—")
    assert told(hidden[1]) == ("edge finder", "layer 2"), "a nameless layer is counted from left"
    assert told(inputs[0]) == ("—", "layer 1")
    document.draw("Name", set_layer(document.network, layer, name="first"))
    assert told(hidden[2]) == ("—", "first")


def test_an_emptied_name_stays_as_it_was(tables, document, refused):
    index = cell(tables, "neurons", 0, "Name")

    assert not index.model().setData(index, "  ", Qt.ItemDataRole.EditRole)

    assert index.data() == "h1"
    assert document.undo_stack.count() == 0
    assert not refused
