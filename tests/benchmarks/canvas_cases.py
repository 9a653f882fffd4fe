"""The drawings of the canvas benchmark, and a canvas on which every frame can be asked for."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.data import Column, Recipe, Table, TableSource
from scratchstudio.engine import TrainingSettings
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_pairs,
    set_neurons,
)
from scratchstudio.project import Project
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.document import Document
from scratchstudio.studio.theme import DARK, Appearance

WIDTH, HEIGHT = 1600, 1000
COLUMNS, ROWS = 5, 100
SAMPLES = 200


def layered_net(edges: int, seed: int = 1) -> Network:
    """500 neurons in 5 columns, with so many random edges between columns, near and far."""
    chance = np.random.default_rng(seed)
    network, columns = EMPTY, []
    for column in range(COLUMNS):
        kind = {0: Kind.INPUT, COLUMNS - 1: Kind.OUTPUT}.get(column, Kind.HIDDEN)
        activation = "linear" if kind == Kind.OUTPUT else "relu"
        y = (np.arange(ROWS) - (ROWS - 1) / 2) * 90.0
        places = np.column_stack([np.full(ROWS, column * 3500.0), y])
        network, ids = add_neurons(network, places, kind=kind, activation=activation)
        columns.append(ids)
    pairs = [
        np.array(np.meshgrid(columns[a], columns[b])).reshape(2, -1).T
        for gap in range(1, COLUMNS)
        for a, b in [(i, i + gap) for i in range(COLUMNS - gap)]
    ]
    near = np.concatenate(pairs)
    if edges <= (COLUMNS - 1) * ROWS * ROWS:
        near = near[: (COLUMNS - 1) * ROWS * ROWS]
    chosen = chance.permutation(len(near))[:edges]
    network, _ = connect_pairs(network, near[chosen, 0], near[chosen, 1])
    weights = chance.normal(0, 0.9, len(network.edges))
    return network.with_parameters(weights, chance.normal(0, 0.5, len(network.neurons)))


def project_of(network: Network, seed: int = 3) -> Project:
    """A project that can be trained: a table with a column for each input and each output."""
    chance = np.random.default_rng(seed)
    inputs, targets = (
        tuple(f"{letter}{number + 1}" for number in range(len(rows)))
        for letter, rows in (("x", network.input_rows), ("y", network.output_rows))
    )
    columns = [Column(name, chance.normal(size=SAMPLES)) for name in inputs + targets]
    for rows, names in ((network.input_rows, inputs), (network.output_rows, targets)):
        ids = network.neurons.id[rows]
        network = set_neurons(network, ids, column=np.array(names, dtype=object))
    source = TableSource(Table("columns", tuple(columns)))
    return Project(network, source, Recipe(inputs, targets), TrainingSettings(), network)


class Training(CanvasView):
    """A canvas whose weights are others in every frame, as while training."""

    def __init__(self, network: Network, owner: QWidget) -> None:
        appearance = Appearance(owner)
        appearance.use(DARK)
        self.painted = 0
        self._shown = network.edges.weight
        document = Document(project_of(network), owner)
        super().__init__(document, None, appearance, Actions(owner), owner)
        self.reduced_motion = True
        self._chance = np.random.default_rng(2)

    def weights(self) -> np.ndarray:
        return self._shown

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted += 1

    def train(self) -> None:
        """A frame of training."""
        self._shown = self._shown + self._chance.normal(0, 0.01, len(self._shown))
        self._stir()
        self.repaint()

    def rebuild(self) -> None:
        """What a change of view costs at most."""
        self.edge_layer.forget()
        self._stir()
        self.repaint()

    def point_at(self) -> None:
        """The pointer asks what lies below it."""
        self.hit(self._chance.uniform((300, 100), (1300, 900)))
