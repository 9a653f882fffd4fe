"""Whether a long training with the window open holds its memory and keeps answering.

Run on Linux as `python -m tests.benchmarks soak [--minutes 60]`; writes its part of RESULTS.md.
The whole window trains the first project with three views; now and then it is paused, undone and
played again. Memory is that of the window and of the training process together, after a warm-up.
How sure its trend is stands beside it: readings scatter by a megabyte, so it takes an hour.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from scratchstudio.project import start_project
from scratchstudio.studio.application import make_application
from scratchstudio.studio.document import Document
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow
from tests.benchmarks.beside import attend, own_home
from tests.benchmarks.live import SIZE, VIEWS
from tests.benchmarks.results import machine, put

WARM_UP = 0.4
"""The share of the time after which the trend is taken: caches and undo fill up first, and the
allocator's pieces settle for some twenty minutes. What it grew by until then is told beside it."""
TURN = 15.0
"""Seconds from one pause with an edit to the next."""
MOST_AN_HOUR = 1.0
BIN, BINS = 0.1, 20_000
"""Milliseconds of one bin of ticks, and how many bins: two seconds."""


def memory() -> float:
    """Megabytes that this process and its children hold, other than of files.

    Pages of libraries are left out: they count as a process's own or as shared by who else has
    mapped them at the moment, which made readings jump by 50 MB when another Python program began
    or ended. What is free is given back to the system first: how much of it the allocator keeps
    changes from moment to moment, and says nothing.
    """
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    own = psutil.Process()
    return sum(_held(part.pid) for part in (own, *own.children(recursive=True))) / 2**10


def _held(process: int) -> int:
    """Kilobytes of a process that are in no file (Linux: man 5 proc, smaps_rollup)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    amounts = dict(line.split(":", 1) for line in lines[1:])
    return sum(int(amounts[name].split()[0]) for name in ("Pss_Anon", "Pss_Shmem", "SwapPss"))


def watched(window: MainWindow, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """Times and megabytes, (readings, 2), and how many ticks took how long, (bins of BIN,).

    Ticks are only counted: kept one by one, an hour of them is 26 MB, and was taken for a leak.
    """
    began = time.perf_counter()
    readings: list[tuple[float, float]] = []
    ticks = np.zeros(BINS, dtype=np.int64)
    while (now := time.perf_counter() - began) < seconds:
        window.session.play()
        busy: list[float] = []
        attend(TURN, busy=busy)
        bins = np.minimum(np.array(busy) / BIN, BINS - 1).astype(np.intp)
        ticks += np.bincount(bins, minlength=BINS)
        del busy, bins
        readings.append((now, memory()))
        window.session.pause()
        window.document.undo_stack.undo()
        attend(0.2)
    return np.array(readings), ticks


def percentile(ticks: np.ndarray, share: float) -> float:
    """The milliseconds within which this share of the ticks was over."""
    return float(np.searchsorted(np.cumsum(ticks), share * ticks.sum()) + 1) * BIN


def main() -> None:
    """Measures, prints, and keeps the figures in RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes = parser.parse_args().minutes
    sys.setswitchinterval(0.0005)
    application = QApplication.instance() or make_application()
    assert application is not None
    with own_home():
        window = MainWindow(Document(start_project()), Appearance(), PreferenceStore.open())
        window.resize(*SIZE)
        window.show()
        for key in VIEWS:
            window.layout_of_docks.docks[key].show()
        readings, ticks = watched(window, 60 * minutes)
        window.document.undo_stack.setClean()
        window.close()
        attend(0.3)
    warm = readings[:, 0] >= WARM_UP * readings[-1, 0]
    first, kept = readings[~warm], readings[warm]
    (slope, _), errors = np.polyfit(kept[:, 0] / 3600, kept[:, 1], 1, cov=True)
    spread = float(np.std(kept[:, 1]))
    text = "\n".join(
        [
            "# A long training with the window open",
            "",
            f"Written by `python -m tests.benchmarks soak --minutes {minutes:g}`. The first "
            f"project with the views {', '.join(VIEWS)}; every {TURN:g} s paused, undone and "
            "played again.",
            "",
            *machine(("numpy", "PySide6-Essentials", "pyqtgraph")),
            "",
            "| minutes | memory at the end (MB) "
            f"| grew by in the first {WARM_UP:.0%} of the time (MB) "
            "| grows by after that (MB an hour, ± standard error) | asked | spread (MB) "
            "| tick, 99th of 100 (ms) |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            f"| {minutes:g} | {readings[-1, 1]:.0f} | {first[-1, 1] - first[0, 1]:+.1f} "
            f"| **{slope:+.2f}** ± {errors[0, 0] ** 0.5:.2f} | < {MOST_AN_HOUR:g} "
            f"| {spread:.2f} | {percentile(ticks, 0.99):.1f} |",
        ]
    )
    print(text)
    put(text)
