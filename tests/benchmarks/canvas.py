"""What a frame of the canvas costs, beside a scene with an item for each edge.

Run as `python -m tests.benchmarks canvas`. Offscreen, 1600 × 1000 pixels, medians in milliseconds.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QWidget

from scratchstudio.data import GeneratedSource, suggest_recipe
from scratchstudio.engine import Trainer, TrainingSettings, compile, pin_blas_threads
from scratchstudio.network import EMPTY, Kind, Network, add_neurons, connect_pairs
from scratchstudio.project import Project
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.canvas.edge_strokes import edge_colours
from scratchstudio.studio.canvas.viewport import framing
from scratchstudio.studio.document import Document
from scratchstudio.studio.theme import DARK, Appearance

WIDTH, HEIGHT = 1600, 1000
COLUMNS, ROWS = 5, 100
ROUNDS = 20
SECONDS = 2.0


def layered_net(edges: int, seed: int = 1) -> Network:
    """500 neurons in 5 columns, with so many random edges between columns, near and far."""
    chance = np.random.default_rng(seed)
    network, columns = EMPTY, []
    for column in range(COLUMNS):
        kind = {0: Kind.INPUT, COLUMNS - 1: Kind.OUTPUT}.get(column, Kind.HIDDEN)
        y = (np.arange(ROWS) - (ROWS - 1) / 2) * 90.0
        places = np.column_stack([np.full(ROWS, column * 3500.0), y])
        network, ids = add_neurons(network, places, kind=kind, activation="relu")
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


def median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds that the act takes, the median of some rounds after one to warm up."""
    act()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1e3


class Training(CanvasView):
    """A canvas whose weights are others in every frame, as while training."""

    def __init__(self, network: Network, owner: QWidget) -> None:
        source = GeneratedSource("spiral", samples=20)
        recipe = suggest_recipe(source.table())
        project = Project(network, source, recipe, TrainingSettings(), network)
        appearance = Appearance(owner)
        appearance.use(DARK)
        self._shown = network.edges.weight
        super().__init__(Document(project, owner), None, appearance, Actions(owner), owner)
        self.reduced_motion = True
        self._chance = np.random.default_rng(2)

    def weights(self) -> np.ndarray:
        return self._shown

    def train(self) -> None:
        """A frame of training."""
        self._shown = self._shown + self._chance.normal(0, 0.01, len(self._shown))
        self._stir()
        self.repaint()

    def train_paced(self) -> None:
        """A frame of training, or none so soon after an expensive one, as in the app."""
        if self.rested():
            self.train()

    def rebuild(self) -> None:
        """What an edit or a change of view costs."""
        self.edge_layer.forget()
        self._stir()
        self.repaint()

    def drag(self) -> None:
        """A neuron of the second column is dragged by a pixel."""
        neuron = int(self.document.network.neurons.id[150])
        place = self.picture.place(neuron) + np.array([0.0, 1.0])
        self.preview(self.picture.moved([neuron], [place]), [neuron])
        self._stir()
        self.repaint()

    def point_at(self) -> None:
        """The pointer asks what lies below it."""
        self.hit(self._chance.uniform((300, 100), (1300, 900)))


def naive(network: Network) -> tuple[float, float]:
    """Milliseconds to build a scene with an item for each edge, and for a frame of training."""
    viewport = framing(network.neurons.position, WIDTH, HEIGHT)
    place = viewport.to_screen(network.neurons.position)
    starts, ends = place[network.source_rows], place[network.target_rows]
    began = time.perf_counter()
    scene = QGraphicsScene()
    view = QGraphicsView(scene)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(WIDTH, HEIGHT)
    items = [
        scene.addLine(QLineF(QPointF(*a), QPointF(*b))) for a, b in zip(starts, ends, strict=True)
    ]
    for x, y in place:
        scene.addEllipse(x - 3, y - 3, 6, 6)
    view.show()
    QApplication.processEvents()
    built = (time.perf_counter() - began) * 1e3
    chance = np.random.default_rng(2)
    weights = network.edges.weight

    def train() -> None:
        nonlocal weights
        weights = weights + chance.normal(0, 0.01, len(weights))
        for item, colour in zip(items, edge_colours(DARK, weights).tolist(), strict=True):
            item.setPen(QPen(QColor.fromRgba(colour), 1.0))
        view.viewport().repaint()

    frame = median(train, rounds=3)
    view.close()
    return built, frame


def steps_in(trainer: Trainer, seconds: float, frame: Callable[[], object] | None) -> int:
    """Steps that a second thread trains while this one draws 60 frames a second, or rests."""
    begin, done = trainer.step, threading.Event()

    def train() -> None:
        while not done.is_set():
            trainer.advance(seconds=0.008)

    thread = threading.Thread(target=train)
    thread.start()
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        if frame is not None:
            frame()
        time.sleep(max(1 / 60 - (time.perf_counter() - now), 0.0))
    done.set()
    thread.join()
    return trainer.step - begin


def kept(network: Network, frame: Callable[[], object]) -> float:
    """The share of its speed that training keeps beside the canvas, in per cent."""
    chance = np.random.default_rng(4)
    inputs = chance.normal(size=(256, len(network.input_rows)))
    targets = chance.normal(size=(256, len(network.output_rows)))
    small = network.with_parameters(network.edges.weight / 30, network.neurons.bias)
    settings = TrainingSettings(optimiser="sgd", learning_rate=1e-5)
    with pin_blas_threads():
        trainer = Trainer(compile(small), inputs, targets, settings=settings)
        before = steps_in(trainer, SECONDS, None)
        beside = steps_in(trainer, SECONDS, frame)
        after = steps_in(trainer, SECONDS, None)
    return 200.0 * beside / (before + after)


def main() -> None:
    """Prints the figures."""
    sys.setswitchinterval(0.0005)
    application = QApplication.instance() or QApplication([])
    assert application is not None
    print(f"500 neurons, {WIDTH} x {HEIGHT}, medians in ms")
    heads = (
        "edges",
        "open",
        "frame",
        "rebuild",
        "drag",
        "hover",
        "trainer %",
        "naive open",
        "naive frame",
    )
    print("".join(f"{head:>13}" for head in heads))
    for edges in (1_000, 10_000, 100_000):
        network = layered_net(edges)
        owner = QWidget()
        owner.resize(WIDTH, HEIGHT)
        began = time.perf_counter()
        canvas = Training(network, owner)
        canvas.resize(WIDTH, HEIGHT)
        owner.show()
        QApplication.processEvents()
        opened = (time.perf_counter() - began) * 1e3
        figures = [opened, median(canvas.train), median(canvas.rebuild, 5)]
        figures.append(median(canvas.drag))
        canvas.finish()
        canvas.train()
        figures.append(median(canvas.point_at))
        figures.append(kept(network, canvas.train_paced))
        owner.close()
        others = naive(network) if edges <= 10_000 else (float("nan"), float("nan"))
        print(f"{edges:>13,}" + "".join(f"{figure:>13.2f}" for figure in (*figures, *others)))
