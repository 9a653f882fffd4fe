"""The Inspector dock: what is selected, its formula with live numbers, its values to edit."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.errors import NetworkError
from scratchstudio.network import Kind, Network, set_edges, set_neurons
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.formulas import network_summary, neuron_formula
from scratchstudio.studio.docks.inspector_parts import ActivationChooser, ExactNumber
from scratchstudio.studio.docks.inspector_ties import TieRow
from scratchstudio.studio.docks.tall_area import TallArea
from scratchstudio.studio.docks.weight_picture import WeightPicture
from scratchstudio.studio.docks.wires import WiresList, wires_at
from scratchstudio.studio.document import Document
from scratchstudio.studio.pixel_weights import pixel_weights
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance

LIVE_INTERVAL = 100
"""Milliseconds between two refreshes while training runs."""


class InspectorDock(QWidget):
    """Shows the network, the selected neurons, or the selected edges."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        actions: Actions,
        clinic: Clinic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._clinic = clinic
        self._drag = 0
        self.fault = QLabel()
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._pages = (self._network_page(), self._neuron_page(), self._edge_page(actions))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 6, 10, 6)
        # Not a stack: it would stay as high as the highest page, and scroll in vain.
        for page in self._pages:
            page.hide()
            column.addWidget(page)
        column.addWidget(self.fault)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(TallArea(body))
        self.setMinimumWidth(240)
        self._refresh = QTimer(self, singleShot=True, interval=LIVE_INTERVAL)
        self._refresh.timeout.connect(self.show_now)
        for signal in (document.selectionChanged, document.dataChanged, document.opened):
            signal.connect(self.show_now)
        document.networkChanged.connect(lambda *_: self.show_now())
        session.frameReady.connect(lambda *_: self._soon())
        clinic.marksChanged.connect(self._soon)
        appearance.changed.connect(self.activation.dress)
        appearance.changed.connect(self.weight_picture.dress)
        self.activation.dress(appearance.theme)
        self.weight_picture.dress(appearance.theme)
        self.show_now()

    # Pages.

    def _network_page(self) -> QWidget:
        page = QWidget()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        hint = QLabel(tr("Select a neuron or an edge to see its numbers and change them."))
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.summary)
        column.addWidget(hint)
        column.addStretch(1)
        return page

    def _neuron_page(self) -> QWidget:
        page = QWidget()
        form = _form(page)
        self.neuron_title = _title()
        self.formula = QLabel()
        self.formula.setTextFormat(Qt.TextFormat.PlainText)
        self.formula.setWordWrap(True)
        self.formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.formula.setAccessibleName(tr("Formula with the present numbers"))
        self.ailing = QLabel()
        self.ailing.setProperty("role", "warning")
        self.ailing.setTextFormat(Qt.TextFormat.PlainText)
        self.ailing.setWordWrap(True)
        self.ailing.setToolTip(tr("The clinic (F8) tells why, and offers cures."))
        form.addRow(self.neuron_title)
        form.addRow(self.formula)
        self.weight_picture = WeightPicture()
        form.addRow(self.ailing)
        form.addRow(tr("Looks for"), self.weight_picture)
        self.name = QLineEdit()
        self.name.setMaxLength(64)
        self.name.editingFinished.connect(self._rename)
        self.activation = ActivationChooser()
        self.activation.chosen.connect(
            lambda key: self._set_neurons(tr("Set the activation"), activation=key)
        )
        self.bias = ExactNumber(tr("Bias"))
        self.bias.chosen.connect(self._set_bias)
        self.column = QComboBox()
        self.column.activated.connect(
            lambda _: self._set_neurons(tr("Bind to a column"), column=self.column.currentData())
        )
        self.dropout = ExactNumber(tr("Dropout"))
        self.dropout.slider.hide()
        self.dropout.chosen.connect(
            lambda value, _: self._set_neurons(tr("Set the dropout"), dropout=value)
        )
        self.neuron_frozen = _switch(tr("Frozen: training leaves the bias alone"))
        self.neuron_muted = _switch(tr("Muted: the neuron gives 0"))
        self.neuron_frozen.clicked.connect(
            lambda on: self._set_neurons(tr("Freeze") if on else tr("Unfreeze"), frozen=on)
        )
        self.neuron_muted.clicked.connect(
            lambda on: self._set_neurons(tr("Mute") if on else tr("Unmute"), muted=on)
        )
        self._neuron_form = form
        for label, editor, help_ in (
            (tr("Name"), self.name, tr("What the neuron is called, on the canvas and in exports.")),
            (
                tr("Activation"),
                self.activation,
                tr("The function that the neuron applies to its weighted sum."),
            ),
            (
                tr("Bias"),
                self.bias,
                tr("Added to the weighted sum: raising it makes the neuron answer sooner."),
            ),
            (
                tr("Column"),
                self.column,
                tr("The data column that an input reads, or an output is to predict."),
            ),
            (
                tr("Dropout"),
                self.dropout,
                tr("Share of training steps in which the neuron is left out, from 0 to below 1."),
            ),
        ):
            _add(form, label, editor, help_)
        form.addRow(self.neuron_frozen)
        form.addRow(self.neuron_muted)
        self.wires = QLabel()
        self.wires.setProperty("role", "faint")
        self.wires.setWordWrap(True)
        self.wire_list = WiresList()
        self.wire_list.chosen.connect(lambda edge: self._document.select([edge]))
        form.addRow(self.wires)
        form.addRow(self.wire_list)
        return page

    def _edge_page(self, actions: Actions) -> QWidget:
        page = QWidget()
        form = _form(page)
        self.edge_title = _title()
        form.addRow(self.edge_title)
        self.weight = ExactNumber(tr("Weight"))
        self.weight.chosen.connect(self._set_weight)
        _add(
            form,
            tr("Weight"),
            self.weight,
            tr("What the source's value is multiplied by: positive excites, negative inhibits."),
        )
        self.edge_frozen = _switch(tr("Frozen: training leaves the weight alone"))
        self.edge_muted = _switch(tr("Muted: the edge carries nothing"))
        self.edge_frozen.clicked.connect(
            lambda on: self._set_edges(tr("Freeze") if on else tr("Unfreeze"), frozen=on)
        )
        self.edge_muted.clicked.connect(
            lambda on: self._set_edges(tr("Mute") if on else tr("Unmute"), muted=on)
        )
        form.addRow(self.edge_frozen)
        form.addRow(self.edge_muted)
        self.ties = TieRow(actions)
        form.addRow(self.ties)
        return page

    # Showing.

    def _soon(self) -> None:
        if self.isVisible() and not self._refresh.isActive():
            self._refresh.start()

    def show_now(self) -> None:
        """Shows the present selection with the present numbers."""
        network = self._session.network()
        chosen = np.array(sorted(self._document.selection), dtype=np.int64)
        neurons = chosen[np.isin(chosen, network.neurons.id)]
        edges = chosen[np.isin(chosen, network.edges.id)]
        if len(neurons):
            self._turn_to(1)
            self._show_neurons(network, neurons)
        elif len(edges):
            self._turn_to(2)
            self._show_edges(network, edges)
        else:
            self._turn_to(0)
            self._show_network(network)

    def showEvent(self, event: QShowEvent) -> None:
        """While hidden it followed no numbers."""
        self.show_now()
        super().showEvent(event)

    def _turn_to(self, page: int) -> None:
        # First the others go, or for a moment there are two.
        for place, other in enumerate(self._pages):
            if place != page:
                other.hide()
        self._pages[page].show()

    def _show_network(self, network: Network) -> None:
        neurons, edges, parameters, frozen = network_summary(network)
        lines = [
            tr("<b>Network</b>"),
            tr("Neurons: {:,} (inputs {:,}, hidden {:,}, outputs {:,})").format(
                neurons,
                len(network.input_rows),
                neurons - len(network.input_rows) - len(network.output_rows),
                len(network.output_rows),
            ),
            tr("Edges: {:,}").format(edges),
            tr("Numbers to learn: {:,}").format(parameters - frozen)
            + (tr(", {:,} frozen").format(frozen) if frozen else ""),
        ]
        self.summary.setText("<br>".join(lines))

    def _show_neurons(self, network: Network, ids: np.ndarray) -> None:
        rows = network.neurons.rows(ids)
        one = len(ids) == 1
        kinds = network.neurons.kind[rows]
        words = {
            Kind.INPUT: tr("Input neuron"),
            Kind.HIDDEN: tr("Hidden neuron"),
            Kind.OUTPUT: tr("Output neuron"),
        }
        self.neuron_title.setText(
            words[Kind(kinds[0])] if one else tr("{:,} neurons").format(len(ids))
        )
        self.formula.setVisible(one)
        if one:
            self.formula.setText(neuron_formula(network, int(ids[0])))
        marks = self._clinic.marks
        ails = marks.sentence(int(ids[0])) if one else marks.summary(ids.tolist())
        self.ailing.setText(ails)
        form = self._neuron_form
        prepared = self._document.prepared
        picture = None if prepared is None or not one else prepared.picture
        seen = pixel_weights(network, int(ids[0]), picture)
        form.setRowVisible(self.weight_picture, seen is not None)
        if seen is not None:
            self.weight_picture.show_weights(seen)
        form.setRowVisible(self.ailing, bool(ails))
        computes = bool((kinds != Kind.INPUT).all())
        bound = bool((kinds != Kind.HIDDEN).all()) and one
        form.setRowVisible(self.name, one)
        for editor in (self.activation, self.bias, self.dropout):
            form.setRowVisible(editor, computes)
        form.setRowVisible(self.column, bound)
        self.neuron_frozen.setVisible(computes)
        if one and not self.name.isModified():
            self.name.setText(str(network.neurons.name[rows[0]]))
        if bound:
            self._show_columns(network, int(rows[0]))
        self.activation.show_value(_common(network.neurons.activation[rows]))
        self.bias.show_value(_common(network.neurons.bias[rows]))
        self.dropout.show_value(_common(network.neurons.dropout[rows]))
        _show_switch(self.neuron_frozen, network.neurons.frozen[rows])
        _show_switch(self.neuron_muted, network.neurons.muted[rows])
        into = int(np.isin(network.edges.target, ids).sum())
        out = int(np.isin(network.edges.source, ids).sum())
        self.wires.setText(tr("Edges in: {:,}, out: {:,}").format(into, out))
        self.wire_list.setVisible(one)
        if one:
            self.wire_list.show_wires(wires_at(network, int(ids[0])))

    def _show_columns(self, network: Network, row: int) -> None:
        prepared = self._document.prepared
        is_input = network.neurons.kind[row] == Kind.INPUT
        names = () if prepared is None else (prepared.features if is_input else prepared.outputs)
        present = str(network.neurons.column[row])
        wanted = [*names, *([present] if present not in names else [])]
        if [self.column.itemData(i) for i in range(self.column.count())] != wanted:
            self.column.clear()
            for name in wanted:
                known = name in names
                self.column.addItem(
                    (name or tr("none yet"))
                    if known or not name
                    else tr("{} (missing)").format(name),
                    name,
                )
        self.column.setCurrentIndex(self.column.findData(present))

    def _show_edges(self, network: Network, ids: np.ndarray) -> None:
        edges, rows = network.edges, network.edges.rows(ids)
        if len(ids) == 1:
            source, target = int(edges.source[rows[0]]), int(edges.target[rows[0]])
            self.edge_title.setText(f"{network.name(source)} → {network.name(target)}")
        else:
            self.edge_title.setText(tr("{:,} edges").format(len(ids)))
        self.weight.show_value(_common(edges.weight[rows]))
        _show_switch(self.edge_frozen, edges.frozen[rows])
        _show_switch(self.edge_muted, edges.muted[rows])
        self.ties.show_edges(edges, rows)

    # Editing.

    def _chosen(self, part: str) -> list[int]:
        known = getattr(self._document.network, part)
        return [i for i in sorted(self._document.selection) if i in known]

    def _rename(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            name = self.name.text().strip()
            if name:
                self._set_neurons(tr("Rename"), name=name)
            else:
                self.show_now()  # as on the canvas: the old name stays until there is another

    def _set_bias(self, value: float, dragged: bool) -> None:
        self._set_neurons(tr("Set the bias"), merge=self._merge(dragged), bias=value)

    def _set_weight(self, value: float, dragged: bool) -> None:
        self._set_edges(tr("Set the weight"), merge=self._merge(dragged), weight=value)

    def _merge(self, dragged: bool) -> str | None:
        if not dragged:
            self._drag += 1
            return None
        return f"inspector {self._drag} {sorted(self._document.selection)}"

    def _set_neurons(self, text: str, merge: str | None = None, **values: Any) -> None:
        ids = self._chosen("neurons")
        self._draw(text, lambda network: set_neurons(network, ids, **values), ids, merge)

    def _set_edges(self, text: str, merge: str | None = None, **values: Any) -> None:
        ids = self._chosen("edges")
        self._draw(text, lambda network: set_edges(network, ids, **values), ids, merge)

    def _draw(self, text: str, edit: Any, ids: list[int], merge: str | None) -> None:
        try:
            after = edit(self._document.network)
        except NetworkError as error:
            self.fault.setText(str(error))
            self.fault.show()
            self.show_now()
            return
        self.fault.hide()
        typed = ids if text in (tr("Set the bias"), tr("Set the weight")) else ()
        self._document.draw(text, after, merge=merge, touched=typed)


def _form(page: QWidget) -> QFormLayout:
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(6)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    return form


def _title() -> QLabel:
    title = QLabel()
    title.setTextFormat(Qt.TextFormat.PlainText)
    title.setProperty("role", "title")
    title.setWordWrap(True)
    return title


def _switch(text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(text)
    return box


def _add(form: QFormLayout, label: str, editor: QWidget, help_: str) -> None:
    caption = QLabel(label)
    caption.setToolTip(help_)
    caption.setBuddy(editor)
    editor.setToolTip(help_)
    form.addRow(caption, editor)


def _common(values: np.ndarray) -> Any:
    """The value that all have, or None."""
    first = values[0]
    if not (values == first).all():
        return None
    return first.item() if isinstance(first, np.generic) else first


def _show_switch(box: QCheckBox, flags: np.ndarray) -> None:
    box.setTristate(bool(flags.any() and not flags.all()))
    if flags.any() and not flags.all():
        box.setCheckState(Qt.CheckState.PartiallyChecked)
    else:
        box.setChecked(bool(flags.all()))
