"""Names of any kind, of neurons and of columns: shown letter by letter, and in nobody's way."""

from __future__ import annotations

import xml.dom.minidom
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as Text
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QWidget

from scratchstudio.data import Column, Table, TableSource, suggest_recipe
from scratchstudio.export import export, model_of
from scratchstudio.network import LONGEST_NAME
from scratchstudio.project import load, save, start_project
from scratchstudio.studio.document import Document
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views import VIEWS
from scratchstudio.studio.window import MainWindow

NAMES = {
    "markup": "<b>bold</b><img src='x'>",
    "entities": "R&D &amp; &lt;i&gt;",
    "lines": "one\ntwo\tthree\r\nfour",
    "right to left": "שלום עולם",
    "overriding": "\u202eevil\u2066",
    "zero width": "a\u200b\u200d\ufeffb",
    "controls": "\x00\x07\x1b[31m",
    "emoji": "👩‍🔬🔥🏳️‍🌈",
    "braces": "{} {0} %s %1",
    "long": "m" * 10_000,
    "half a letter": "\ud800",
}


@pytest.fixture(scope="module")
def window(qapp, tmp_path_factory) -> Iterator[MainWindow]:
    """One window for all names: what is tested is what it shows."""
    store = PreferenceStore(tmp_path_factory.mktemp("home") / "preferences.json")
    made = MainWindow(Document(start_project()), Appearance(), store)
    made.resize(1366, 768)
    made.show()
    yield made
    made.session.pause()
    made.document.undo_stack.setClean()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


def rich_texts(window: MainWindow) -> list[str]:
    """Every text that Qt would take for markup, among labels, tooltips and cells of tables."""
    texts = [
        label.text()
        for label in window.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText
    ]
    texts += [widget.toolTip() for widget in window.findChildren(QWidget)]
    texts += [action.toolTip() for action in window.findChildren(QAction)]
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if model is None or isinstance(view, QHeaderView):
            continue
        texts += [
            str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
            for row in range(min(model.rowCount(), 20))
            for column in range(model.columnCount())
        ]
        texts += [
            str(model.headerData(i, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
            for i in range(model.columnCount())
        ]
    return [text for text in texts if Text.mightBeRichText(text)]


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_neurons_name_is_shown_as_it_is_wherever_it_stands(window, tmp_path, name):
    document, canvas = window.document, window.canvas
    first, hidden = (int(document.network.neurons.id[row]) for row in (0, 3))
    for neuron in (first, hidden, first):
        canvas.editor.rename(neuron, "plain")
        canvas.editor.rename(neuron, name)
        canvas.editor.move([neuron], [(0.0, document.undo_stack.count() * 10.0)])
    edge = int(document.network.edges.id[0])
    for chosen in ([first], [hidden], [edge], [first, hidden]):
        document.select(chosen)
        window.grab()
        assert not [text for text in rich_texts(window) if name in text]
    document.select([hidden])
    popup = canvas.ask_layer()
    assert not [text for text in rich_texts(window) if name in text]
    popup.close_popup()

    kept = document.project(None, {})
    save(kept, tmp_path / "named.ssproj")
    assert load(tmp_path / "named.ssproj").network.same(document.network)
    model = model_of(document.network, document.prepared)
    for suffix in ("svg", "py", "npz"):
        path = tmp_path / f"named.{suffix}"
        export(model, path, document.prepared.raw_held_out_inputs)
    xml.dom.minidom.parse(str(tmp_path / "named.svg"))


def test_a_name_is_cut_to_what_can_be_read(window):
    neuron = int(window.document.network.neurons.id[0])
    window.canvas.editor.rename(neuron, NAMES["long"])
    assert len(window.document.network.name(neuron)) == LONGEST_NAME


def test_undo_is_named_after_the_last_act_letter_by_letter(window):
    document, undo = window.document, window.actions_registry["edit.undo"]
    neuron = int(document.network.neurons.id[0])
    for name in ("R&D", "<b>x</b>", "one\ntwo", "last"):
        window.canvas.editor.rename(neuron, name)
    told = []
    for _ in range(3):
        told.append((undo.text(), undo.toolTip().partition("\n")[0].partition("<br>")[0]))
        document.undo_stack.undo()
    assert told == [
        ("Undo Rename one two", "Undo Rename one two  (Ctrl+Z)"),
        ("Undo Rename <b>x</b>", "<span>Undo Rename &lt;b&gt;x&lt;/b&gt;  (Ctrl+Z)"),
        ("Undo Rename R&&D", "Undo Rename R&D  (Ctrl+Z)"),
    ]


def test_names_of_columns_and_classes_are_shown_as_they_are(window, qtbot):
    chance = np.random.default_rng(0)
    columns = (
        Column("<b>c</b>", chance.normal(size=60)),
        Column("<i>d</i>", chance.normal(size=60)),
        Column("&lt;k", chance.integers(0, 3, 60) * 1.0, ("<i>a</i>", "<s>b</s>", "&lt;c")),
    )
    table = Table("<h1>t</h1>", columns)
    for view in VIEWS:
        dock = window.actions_registry[f"dock.{view.key}"]
        if not dock.isChecked():
            dock.trigger()
    window.document.change_data("Open <h1>t</h1>", TableSource(table), suggest_recipe(table))
    window.session.step(2)
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step == 2)
    for neuron in window.document.network.neurons.id[[0, -1]].tolist():
        window.document.select([neuron])
        window.grab()
        marked = ("<b>c", "<i>", "<s>", "<h1>", "&lt;k")
        assert not [text for text in rich_texts(window) if any(mark in text for mark in marked)]
