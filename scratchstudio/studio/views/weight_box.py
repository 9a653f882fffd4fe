"""The chooser of one weight or bias by name."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from scratchstudio.network import Kind, Network
from scratchstudio.studio.text import tr

MOST_EDGES, MOST_BIASES = 200, 100
"""In the list; any other is chosen by selecting two on the canvas."""

NARROWEST = 4
"""Letters that are seen however narrow the dock is; three choosers must not widen the window."""


def weight_name(network: Network, one: int) -> str:
    """What a person calls the weight of an edge, or the bias of a neuron."""
    if one not in network.edges:
        return tr("bias of {}").format(network.name(one))
    row = network.edges.rows([one])[0]
    ends = (int(network.edges.source[row]), int(network.edges.target[row]))
    return " → ".join(network.name(end) for end in ends)


def weights_on_offer(network: Network) -> list[tuple[str, int]]:
    """The names and ids of the first weights and biases of a drawing."""
    neurons = network.neurons
    ids = network.edges.id[:MOST_EDGES].tolist()
    ids += neurons.id[neurons.kind != Kind.INPUT][:MOST_BIASES].tolist()
    return [(weight_name(network, one), one) for one in ids]


class WeightBox(QComboBox):
    """Offers "automatic", then the weights, then the biases."""

    picked = Signal()

    def __init__(self, name: str, help_: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(help_)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(NARROWEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _: self.picked.emit())

    @property
    def chosen(self) -> int | None:
        """The edge, or the neuron whose bias it is; None for whichever is chosen by itself."""
        one = self.currentData()
        return None if one is None else int(one)

    def offer(self, weights: list[tuple[str, int]]) -> None:
        """Fills the list with these; what was chosen stays so while it is there."""
        before = self.chosen
        entries = [(tr("automatic"), None), *weights]
        if entries == [(self.itemText(i), self.itemData(i)) for i in range(self.count())]:
            return
        with QSignalBlocker(self):
            self.clear()
            for text, one in entries:
                self.addItem(text, one)
            self.setCurrentIndex(max(self.findData(before), 0) if before is not None else 0)
