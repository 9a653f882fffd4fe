"""The edges at a neuron with their weights of this moment, incoming first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from scratchstudio.network import Network
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import figure

MOST_WIRES = 200
"""Of more edges, the heaviest are listed."""
MOST_LINES = 9
"""Lines that are seen without scrolling."""
WIDEST = "−0.000888"
"""No weight takes more room."""


@dataclass(frozen=True)
class Wire:
    """One edge as a line: where it comes from and goes to, its weight, what is special about it."""

    edge: int
    ends: str
    weight: str
    note: str


def wires_at(network: Network, neuron: int) -> list[Wire]:
    """The edges into a neuron, then those out of it, the heaviest `MOST_WIRES` of each."""
    edges = network.edges
    listed = []
    for side in (edges.target, edges.source):
        rows = np.flatnonzero(side == neuron)
        heaviest = np.argsort(-np.abs(edges.weight[rows]), kind="stable")[:MOST_WIRES]
        listed.extend(_wire(network, row) for row in np.sort(rows[heaviest]).tolist())
    return listed


def _wire(network: Network, row: int) -> Wire:
    edges = network.edges
    source, target = int(edges.source[row]), int(edges.target[row])
    notes = (
        (edges.frozen[row], tr("frozen")),
        (edges.muted[row], tr("muted")),
        (edges.shared_tie[row], tr("tied")),
    )
    return Wire(
        int(edges.id[row]),
        f"{network.name(source)} → {network.name(target)}",
        figure(float(edges.weight[row])),
        ", ".join(word for is_so, word in notes if is_so),
    )


class WiresList(QTreeWidget):
    """Lists the edges of one neuron; `chosen` gives the edge on which a person clicks."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Edges of this neuron"))
        self.setToolTip(tr("Click an edge to select it."))
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_wires(self, wires: list[Wire]) -> None:
        """Shows these; where the edges are the same as before, only their texts change."""
        if [item.data(0, Qt.ItemDataRole.UserRole) for item in self._items()] != [
            wire.edge for wire in wires
        ]:
            self._build(wires)
        for item, wire in zip(self._items(), wires, strict=True):
            for place, text in enumerate((wire.ends, wire.weight, wire.note)):
                item.setText(place, text)

    def _items(self) -> list[QTreeWidgetItem]:
        return [self.topLevelItem(row) for row in range(self.topLevelItemCount())]

    def _build(self, wires: list[Wire]) -> None:
        self.clear()
        for wire in wires:
            item = QTreeWidgetItem([wire.ends, wire.weight, wire.note])
            item.setData(0, Qt.ItemDataRole.UserRole, wire.edge)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            self.addTopLevelItem(item)
        self.setColumnWidth(0, 12 * self.fontMetrics().horizontalAdvance("m"))
        self.setColumnWidth(1, self.fontMetrics().horizontalAdvance(WIDEST) + 8)
        lines = min(max(len(wires), 1), MOST_LINES)
        self.setFixedHeight(lines * (self.fontMetrics().height() + 4) + 6)
        self.setVisible(bool(wires))

    def _choose(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit(int(item.data(0, Qt.ItemDataRole.UserRole)))
