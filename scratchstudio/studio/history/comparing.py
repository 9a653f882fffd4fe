"""With what the present weights are compared: an earlier state, another run, another project."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from scratchstudio.network import Counterparts, Network, counterparts
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr

Floats = np.ndarray
SHARE = 0.98
"""The part of the changes that a picture of them shows in full (research/lessons.md, 5.2)."""


@dataclass(frozen=True, eq=False)
class Difference:
    """By how much the present weights (edges,) and biases (neurons,) are larger; NaN where new."""

    weights: Floats
    biases: Floats

    @property
    def largest(self) -> float:
        """A size that few changes exceed, one in fifty; 0 where nothing can be compared."""
        sizes = np.abs(np.concatenate([self.weights, self.biases]))
        sizes = sizes[np.isfinite(sizes)]
        return float(np.quantile(sizes, SHARE)) if len(sizes) else 0.0


class Comparing(QObject):
    """One for each document; take it with `comparing_of`."""

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self.name = ""
        self._other: Network | None = None
        self._known: tuple[Network, Counterparts] | None = None
        document.opened.connect(self.stop)

    @property
    def active(self) -> bool:
        """Whether the canvas shows differences instead of weights."""
        return self._other is not None

    def start(self, other: Network, name: str) -> None:
        """Compares with this drawing's weights from now on."""
        self._other, self._known, self.name = other, None, name
        self.changed.emit()

    def stop(self) -> None:
        """Shows weights again."""
        if self.active:
            self._other, self._known, self.name = None, None, ""
            self.changed.emit()

    def counterparts(self) -> Counterparts | None:
        """What the other drawing has for each neuron and edge; None while not comparing."""
        if self._other is None:
            return None
        network = self._document.network
        if self._known is None or self._known[0] is not network:
            self._known = network, counterparts(network, self._other)
        return self._known[1]

    def difference(self, weights: Floats, biases: Floats) -> Difference | None:
        """From the other drawing to these values; None while not comparing."""
        found = self.counterparts()
        if found is None:
            return None
        return Difference(weights - found.weights, biases - found.biases)

    def summary(self, weights: Floats, biases: Floats) -> str:
        """In a sentence: what moved most, what is new and what is gone."""
        found, difference = self.counterparts(), self.difference(weights, biases)
        if found is None or difference is None:
            return ""
        parts = [self._most(difference)]
        new = int(np.isnan(found.weights).sum())
        if new:
            parts.append(tr("{:,} edges are new").format(new))
        if len(found.gone_edges):
            parts.append(tr("{:,} edges are gone").format(len(found.gone_edges)))
        return " · ".join(parts)

    def _most(self, difference: Difference) -> str:
        """Which weight or bias moved most, and how far."""
        network = self._document.network
        moved = np.concatenate([difference.weights, difference.biases])
        row = int(np.abs(np.nan_to_num(moved)).argmax()) if len(moved) else 0
        if not len(moved) or not np.nan_to_num(moved[row]):
            return tr("no weight differs")
        edges = network.edges
        if row < len(edges):
            ends = (int(edges.source[row]), int(edges.target[row]))
            name = " → ".join(_short(network.name(end)) for end in ends)
        else:
            neuron = int(network.neurons.id[row - len(edges)])
            name = tr("bias of {}").format(_short(network.name(neuron)))
        return tr("moved most: {name} {value}").format(
            name=name, value=f"{moved[row]:+.3g}".replace("-", "−")
        )


def comparing_of(document: Document) -> Comparing:
    """The document's comparison, shared by the canvas, the tables and the time line."""
    return document.findChild(Comparing) or Comparing(document)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= 20 else line[:19] + "…"
