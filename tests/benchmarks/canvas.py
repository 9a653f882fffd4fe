"""What a frame of the canvas costs, beside a scene with an item for each edge and NodeGraphQt.

Run as `python -m tests.benchmarks canvas`; writes its part of RESULTS.md. Offscreen, 1600 × 1000
pixels. What is compared takes turns in one process; figures are medians.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from scratchstudio.engine import Trainer, TrainingSettings, compile, pin_blas_threads
from scratchstudio.network import Network
from scratchstudio.studio.application import make_application
from tests.benchmarks.canvas_cases import HEIGHT, WIDTH, Training, layered_net
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
SECONDS = 2.0


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


def measured(edges: int, *, share: bool = True) -> Figures:
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
    if share:
        found.kept = kept(network, canvas.train_paced)
    owner.close()
    if edges == WINDOW_AT:
        found.window = window_figures(network)
    return found


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
        results.append(measured(edges, share=not options.quick))
    text = canvas_report(results)
    print(text)
    if not options.quick:
        put(text)
