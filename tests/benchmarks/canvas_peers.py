"""Two other ways to show a training network: an item for each edge, and NodeGraphQt.

Both without the scene's index: with it, new colours for 10,000 edges take them 8 to 25 seconds.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

from scratchstudio.network import Network
from scratchstudio.studio.canvas.edge_strokes import edge_colours
from scratchstudio.studio.canvas.viewport import framing
from scratchstudio.studio.theme import DARK
from tests.benchmarks.canvas_cases import HEIGHT, WIDTH

MOST_PIPES = 10_000
"""Connections up to which NodeGraphQt is asked: 100,000 would take minutes to build."""

NO_INDEX = QGraphicsScene.ItemIndexMethod.NoIndex


class Peer:
    """A scene that shows the network; `train` gives every edge another weight and repaints."""

    def __init__(self, network: Network, view: QGraphicsView, built: float) -> None:
        self._view = view
        self.built = built
        """Milliseconds until the scene was first seen."""
        self._weights = network.edges.weight
        self._chance = np.random.default_rng(2)

    def train(self) -> None:
        self._weights = self._weights + self._chance.normal(0, 0.01, len(self._weights))
        self.recolour(edge_colours(DARK, self._weights).tolist())
        self._view.viewport().repaint()

    def recolour(self, colours: list[int]) -> None:
        """Gives each edge its colour, 0xAARRGGBB."""
        raise NotImplementedError

    def close(self) -> None:
        self._view.close()


class ItemScene(Peer):
    """QGraphicsScene with a line item for each edge: what one writes first."""

    def __init__(self, network: Network) -> None:
        place = framing(network.neurons.position, WIDTH, HEIGHT).to_screen(network.neurons.position)
        starts, ends = place[network.source_rows], place[network.target_rows]
        began = time.perf_counter()
        self._scene = QGraphicsScene()
        self._scene.setItemIndexMethod(NO_INDEX)
        view = QGraphicsView(self._scene)
        view.setRenderHint(QPainter.RenderHint.Antialiasing)
        view.resize(WIDTH, HEIGHT)
        self._items = [
            self._scene.addLine(QLineF(QPointF(*a), QPointF(*b)))
            for a, b in zip(starts, ends, strict=True)
        ]
        for x, y in place:
            self._scene.addEllipse(x - 3, y - 3, 6, 6)
        view.show()
        QApplication.processEvents()
        super().__init__(network, view, (time.perf_counter() - began) * 1e3)

    def recolour(self, colours: list[int]) -> None:
        for item, colour in zip(self._items, colours, strict=True):
            item.setPen(QPen(QColor.fromRgba(colour), 1.0))


class NodeGraph(Peer):
    """NodeGraphQt, with a node for each neuron and a connection for each edge.

    Connections are made without undo entries, signals and its test for cycles, its fastest way.
    """

    def __init__(self, network: Network) -> None:
        graph_class, node_class = _node_graph_classes()
        began = time.perf_counter()
        self._graph = graph_class()
        self._graph.set_acyclic(False)
        self._graph.scene().setItemIndexMethod(NO_INDEX)
        self._graph.register_node(node_class)
        nodes = []
        for x, y in network.neurons.position.tolist():
            node = self._graph.create_node(
                "bench.Neuron", pos=(x, y), selected=False, push_undo=False
            )
            nodes.append(node)
        for source, target in zip(
            network.source_rows.tolist(), network.target_rows.tolist(), strict=True
        ):
            nodes[source].output(0).connect_to(
                nodes[target].input(0), push_undo=False, emit_signal=False
            )
        view = self._graph.viewer()
        view.resize(WIDTH, HEIGHT)
        view.show()
        self._graph.fit_to_selection()
        QApplication.processEvents()
        super().__init__(network, view, (time.perf_counter() - began) * 1e3)
        self._pipes = view.all_pipes()

    def recolour(self, colours: list[int]) -> None:
        for pipe, colour in zip(self._pipes, colours, strict=True):
            pipe.set_pipe_styling(QColor.fromRgba(colour).getRgb(), 1)


def _node_graph_classes() -> tuple[type, type]:
    """NodeGraphQt's graph, and a node with one input and one output."""
    os.environ.setdefault("QT_API", "pyside6")
    # It greets on standard output.
    with contextlib.redirect_stdout(None):
        import NodeGraphQt

    class Neuron(NodeGraphQt.BaseNode):
        __identifier__ = "bench"
        NODE_NAME = "Neuron"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("in", multi_input=True)
            self.add_output("out")

    return NodeGraphQt.NodeGraph, Neuron


def node_graph(network: Network) -> tuple[NodeGraph | None, str]:
    """NodeGraphQt with this network, or None and why not."""
    if len(network.edges) > MOST_PIPES:
        return None, (
            f"NodeGraphQt is left out at {len(network.edges):,} edges: "
            "it takes minutes to build so many connections."
        )
    try:
        return NodeGraph(network), ""
    except ImportError:
        return None, "NodeGraphQt is not installed (the extra `bench` brings it): left out."


PEERS: tuple[tuple[str, Callable[[Network], tuple[Peer | None, str]]], ...] = (
    ("an item for each edge", lambda network: (ItemScene(network), "")),
    ("NodeGraphQt", node_graph),
)
