"""What the whole window with three live views costs the training, and how promptly it answers.

Run as `python -m tests.benchmarks live`; writes its part of RESULTS.md. Cases A and C of the
engine's benchmark; training alone and beside the window take turns.
"""

from __future__ import annotations

import os
import sys

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from scratchstudio.data import Column, Recipe, Table, TableSource
from scratchstudio.engine import TrainingSettings
from scratchstudio.network import set_neurons
from scratchstudio.project import Project, start_project
from scratchstudio.studio.application import make_application
from scratchstudio.studio.document import Document
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow
from tests.benchmarks.beside import alone, attend, beside, own_home, share
from tests.benchmarks.cases import CASES
from tests.benchmarks.results import machine, put

ROUNDS = 3
SECONDS = 4.0
SIZE = (1920, 1080)
VIEWS = ("decision_map", "weights", "predictions")
LEAST_KEPT, MOST_TICK = 90, 20


def case_a() -> Project:
    """2-8-8-1 on the spiral: what the app opens with."""
    return start_project()


def case_c() -> Project:
    """784-128-64-10 on random samples, classes drawn by lot."""
    case = next(case for case in CASES if case.key == "C")
    network = case.draw()
    inputs, _ = case.data(network)
    chance = np.random.default_rng(6)
    names = tuple(f"p{number}" for number in range(len(network.input_rows)))
    classes = tuple(f"c{number}" for number in range(len(network.output_rows)))
    label = Column("label", chance.integers(0, len(classes), len(inputs)).astype(float), classes)
    columns = [Column(name, inputs[:, at]) for at, name in enumerate(names)]
    source = TableSource(Table("pixels", (*columns, label)))
    for rows, bound in (
        (network.input_rows, names),
        (network.output_rows, tuple(f"label={name}" for name in classes)),
    ):
        network = set_neurons(
            network, network.neurons.id[rows], column=np.array(bound, dtype=object)
        )
    settings = TrainingSettings(loss=case.loss, batch_size=case.batch, learning_rate=1e-3)
    return Project(network, source, Recipe(names, ("label",)), settings, network)


def measured(project: Project) -> tuple[float, float, float, float, int]:
    """Steps a second alone and beside, the share kept, the 99th percentile tick, ticks."""
    window = MainWindow(Document(project), Appearance(), PreferenceStore.open())
    window.resize(*SIZE)
    window.show()
    for key in VIEWS:
        dock = window.layout_of_docks.docks[key]
        dock.show()
        dock.raise_()
    attend(1.0)
    rounds, busy = [], []
    for _ in range(ROUNDS):
        by_itself = alone(project, SECONDS)
        rounds.append((by_itself, beside(window.session, SECONDS, busy=busy)))
    window.document.undo_stack.setClean()
    window.close()
    attend(0.3)
    median = np.median(rounds, axis=0)
    return *median.tolist(), share(rounds), float(np.percentile(busy, 99)), len(busy)


def main() -> None:
    """Measures, prints, and keeps the figures in RESULTS.md."""
    sys.setswitchinterval(0.0005)
    application = QApplication.instance() or make_application()
    assert application is not None
    lines = [
        "# Training beside the whole window",
        "",
        "Written by `python -m tests.benchmarks live`. The window at "
        f"{SIZE[0]} × {SIZE[1]}, offscreen, with the canvas, the loss chart and the views "
        f"{', '.join(VIEWS)}; steps a second, medians of {ROUNDS} turns of {SECONDS:g} s. A tick "
        "is one pass through the window's events.",
        "",
        *machine(("numpy", "PySide6-Essentials", "pyqtgraph")),
        "",
        "| case | alone | in the window | keeps | asked | tick, 99th of 100 (ms) | asked |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for key, make in (("A", case_a), ("C", case_c)):
        print(f"case {key} …", file=sys.stderr)
        with own_home():
            by_itself, near, kept, tick, _ = measured(make())
        lines.append(
            f"| {key} | {by_itself:,.0f} | {near:,.0f} | **{kept:.0f} %** | ≥ {LEAST_KEPT} % "
            f"| **{tick:.1f}** | ≤ {MOST_TICK} |"
        )
    text = "\n".join(lines)
    print(text)
    put(text)
