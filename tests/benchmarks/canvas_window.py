"""Opening a project file and editing it, in the whole window, until the canvas shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

import numpy as np
from PySide6.QtWidgets import QApplication

from scratchstudio.network import Network, connect, remove, set_neurons
from scratchstudio.project import SUFFIX, save, start_project
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.document import Document
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow
from tests.benchmarks.beside import own_home
from tests.benchmarks.canvas_cases import HEIGHT, WIDTH, project_of

ROUNDS = 7


def window_figures(network: Network) -> dict[str, float]:
    """Milliseconds, medians: opening the saved project, and each edit, until it is painted."""
    paints = [0]
    paint = CanvasView.paintEvent

    def counted(canvas: CanvasView, event: object) -> None:
        paint(canvas, event)
        paints[0] += 1

    def until_painted(act: Callable[[], object]) -> float:
        QApplication.processEvents()
        before, began = paints[0], time.perf_counter()
        act()
        while paints[0] == before:
            QApplication.processEvents()
        return (time.perf_counter() - began) * 1e3

    with own_home() as folder, patch.object(CanvasView, "paintEvent", counted):
        path = folder / f"large{SUFFIX}"
        save(project_of(network), path)
        window = MainWindow(Document(start_project()), Appearance(), PreferenceStore.open())
        window.resize(WIDTH, HEIGHT)
        window.show()
        _rest()
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            took = until_painted(lambda: window.files.open(path))
            times.setdefault("open a saved project", []).append(took)
            _rest()
            for name, edit in _edits(window.document):
                times.setdefault(name, []).append(until_painted(edit))
                _rest()
            window.document.undo_stack.setClean()
        window.close()
    return {name: float(np.median(found)) for name, found in times.items()}


def _edits(document: Document) -> Iterator[tuple[str, Callable[[], object]]]:
    """Acts of a person on the document as it is by then."""
    network = document.network
    neuron = int(network.neurons.id[150])
    bias = float(network.neurons.bias[150]) + 0.1
    yield (
        "set a bias",
        lambda: document.draw("bias", set_neurons(document.network, [neuron], bias=bias)),
    )
    edge = int(network.edges.id[0])
    ends = int(network.edges.source[0]), int(network.edges.target[0])
    yield "delete an edge", lambda: document.draw("delete", remove(document.network, [edge]))
    yield "add a wire", lambda: document.draw("wire", connect(document.network, *ends)[0])
    yield "delete a neuron", lambda: document.draw("delete", remove(document.network, [neuron]))
    yield "undo", document.undo_stack.undo
    yield "select a neuron", lambda: document.select([neuron])


def _rest() -> None:
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.002)
