"""The chooser of whose response the decision map shows."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from scratchstudio.network import Kind
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.response_choice import response_choice

MOST_OFFERED = 200
"""Neurons in the list; any other is shown by selecting it."""
ANSWER, SELECTED = -1, -2


class ResponseBox(QComboBox):
    """Offers the answer, the selected neuron, and the hidden neurons by name."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._choice = response_choice(document)
        self.setAccessibleName(tr("Response shown"))
        self.setToolTip(
            tr(
                "What the colours show: the network's answer, or what one neuron makes of every"
                " place on the map (its activation). “Selected neuron” follows the selection on"
                " the canvas."
            )
        )
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        self.activated.connect(self._pick)
        self._choice.changed.connect(self.offer)
        self.offer()

    def offer(self) -> None:
        """Fills the list from the drawing and shows what is chosen."""
        network, chosen = self._document.network, self._choice.neuron
        hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN][:MOST_OFFERED].tolist()
        if chosen is not None and not self._choice.follows and chosen not in hidden:
            hidden.append(chosen)
        entries = [(tr("shows: answer"), ANSWER), (tr("shows: selected neuron"), SELECTED)]
        entries += [(tr("shows: {}").format(network.name(neuron)), neuron) for neuron in hidden]
        with QSignalBlocker(self):
            if entries != [(self.itemText(i), self.itemData(i)) for i in range(self.count())]:
                self.clear()
                for text, key in entries:
                    self.addItem(text, key)
            key = SELECTED if self._choice.follows else ANSWER if chosen is None else chosen
            self.setCurrentIndex(self.findData(key))

    def _pick(self, index: int) -> None:
        key = self.itemData(index)
        if key == ANSWER:
            self._choice.show_answer()
        elif key == SELECTED:
            self._choice.follow()
        else:
            self._choice.show(key)
