"""What a frame of the canvas costs, beside a scene with an item for each edge and NodeGraphQt.

Run as `python -m tests.benchmarks canvas`; writes its part of RESULTS.md. Offscreen, 1600 × 1000
pixels. What is compared takes turns in one process; figures are medians.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from scratchstudio.engine import TrainingSettings
from scratchstudio.network import Network
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.application import make_application
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.theme import DARK, Appearance
from tests.benchmarks.beside import alone, attend, beside, share
from tests.benchmarks.canvas_cases import HEIGHT, WIDTH, Training, layered_net, project_of
from tests.benchmarks.canvas_gestures import frames_of
from tests.benchmarks.canvas_peers import PEERS
from tests.benchmarks.canvas_report import Figures, canvas_report
from tests.benchmarks.canvas_window import window_figures
from tests.benchmarks.results import put

SIZES = (1_000, 10_000, 100_000)
GESTURES_AT = (10_000, 100_000)
WINDOW_AT = 10_000
TURNS = 5
FRAMES_A_TURN = 8
SETTLING = 80
SECONDS = 3.0
SHARE_TURNS = 3


def times_of(act: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds that the act takes by the clock, and of the processor, in each round."""
    wall, processor = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        act()
        wall.append((time.perf_counter() - began) * 1e3)
        processor.append((time.process_time() - worked) * 1e3)
    return wall, processor


def compare(network: Network, canvas: Training, found: Figures) -> None:
    """Frames of training on our canvas and on its peers, in turns."""
    peers = {}
    for name, make in PEERS:
        peer, why_not = make(network)
        if peer is None:
            found.notes.append(why_not)
            continue
        peers[name] = peer
        found.built[name] = peer.built
        peer.train()
    # Edges beyond those that a hand waits for are drawn bit by bit: not in a frame of training.
    for _ in range(SETTLING):
        canvas.train()
    ours: tuple[list[float], list[float]] = ([], [])
    others: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(TURNS):
        for kept, more in zip(ours, times_of(canvas.train, FRAMES_A_TURN), strict=True):
            kept += more
        for name, peer in peers.items():
            others[name] += times_of(peer.train, 1)[0]
    found.frame, found.processor = (float(np.median(times)) for times in ours)
    found.peers = {name: float(np.median(times)) for name, times in others.items()}
    for peer in peers.values():
        peer.close()


def measured(edges: int, *, with_share: bool = True) -> Figures:
    """All figures of a network with so many edges."""
    found = Figures(edges)
    network = layered_net(edges)
    owner = QWidget()
    owner.resize(WIDTH, HEIGHT)
    began = time.perf_counter()
    canvas = Training(network, owner)
    canvas.resize(WIDTH, HEIGHT)
    owner.show()
    QApplication.processEvents()
    found.built["ours"] = (time.perf_counter() - began) * 1e3
    compare(network, canvas, found)
    found.rebuild = float(np.median(times_of(canvas.rebuild, TURNS)[0]))
    canvas.train()
    found.hover = float(np.median(times_of(canvas.point_at, 50)[0]))
    if edges in GESTURES_AT:
        found.gestures = frames_of(canvas, rounds=3)
    owner.close()
    if with_share:
        found.kept = kept(network)
    if edges == WINDOW_AT:
        found.window = window_figures(network)
    return found


def kept(network: Network) -> float:
    """The share of its speed that training keeps beside the canvas at 60 Hz, in per cent."""
    small = network.with_parameters(network.edges.weight / 30, network.neurons.bias)
    settings = TrainingSettings(optimiser="sgd", learning_rate=1e-5)
    project = replace(project_of(small), settings=settings)
    owner, appearance = QWidget(), Appearance()
    appearance.use(DARK)
    document = Document(project)
    session = Session(document)
    canvas = CanvasView(document, session, appearance, Actions(owner), owner)
    owner.resize(WIDTH, HEIGHT)
    canvas.resize(WIDTH, HEIGHT)
    owner.show()
    attend(0.5)
    rounds = [
        (alone(project, SECONDS), beside(session, SECONDS, frame=canvas.update))
        for _ in range(SHARE_TURNS)
    ]
    session.close()
    owner.close()
    return share(rounds)


def main() -> None:
    """Measures, prints, and keeps the figures in RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks canvas")
    parser.add_argument("--quick", action="store_true", help="no share of training, no RESULTS.md")
    options = parser.parse_args()
    sys.setswitchinterval(0.0005)
    application = QApplication.instance() or make_application()
    assert application is not None
    results = []
    for edges in SIZES:
        print(f"{edges:,} edges …", file=sys.stderr)
        results.append(measured(edges, with_share=not options.quick))
    text = canvas_report(results)
    print(text)
    if not options.quick:
        put(text)
