"""The canvas's part of RESULTS.md."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tests.benchmarks.results import machine

PACKAGES = ("numpy", "PySide6-Essentials", "NodeGraphQt")
MOST_FRAME = {10_000: 4.0, 100_000: 8.0}
"""Milliseconds that a frame of training may take at most."""
MOST_GESTURE = {10_000: 33.3}
"""Milliseconds that a frame of a gesture may take at most, 99 times in a hundred: 30 a second."""
MOST_EDIT = 80.0
MOST_OPEN = 1000.0
LEAST_KEPT = 95.0


@dataclass
class Figures:
    """What was measured with so many edges; milliseconds, but `kept` is in per cent."""

    edges: int
    frame: float = 0.0
    processor: float = 0.0
    """Of a frame of training, the time of the processor."""
    peers: dict[str, float] = field(default_factory=dict)
    built: dict[str, float] = field(default_factory=dict)
    rebuild: float = 0.0
    hover: float = 0.0
    gestures: dict[str, tuple[np.ndarray, float]] = field(default_factory=dict)
    """Times of the frames of each gesture, and the longest wait in the rest after it."""
    window: dict[str, float] = field(default_factory=dict)
    kept: float = float("nan")
    """The share of its speed that training keeps beside the canvas."""
    notes: list[str] = field(default_factory=list)


def canvas_report(results: list[Figures]) -> str:
    """The whole part."""
    notes = list(dict.fromkeys(note for found in results for note in found.notes))
    return "\n".join(
        [
            "# The canvas beside its peers",
            "",
            "Written by `python -m tests.benchmarks canvas`. 500 neurons, 1600 × 1000 pixels, "
            "offscreen, milliseconds. What is compared takes turns in one process; medians, where "
            "nothing else is said. In a frame of training every weight changes its colour.",
            "",
            *machine(PACKAGES),
            *(f"* {note}" for note in notes),
            "",
            "## A frame of training",
            "",
            *_training(results),
            "",
            "## Panning, zooming, dragging a neuron",
            "",
            "From the event of the mouse until the canvas is painted. The wait is the longest that "
            "a next event would have had after the gesture, while the canvas is drawn well.",
            "",
            *_gestures(results),
            "",
            "## Opening and editing, in the whole window",
            "",
            *_window(results),
        ]
    )


def _training(results: list[Figures]) -> list[str]:
    peers = list(dict.fromkeys(name for found in results for name in found.built))[1:]
    heads = ["edges", "ours", "asked", "of it processor"]
    heads += [f"{name} (times ours)" for name in peers]
    heads += ["ours, another view", "edge under the pointer", "training keeps (asked)"]
    heads += [f"to build: {name}" for name in ("ours", *peers)]
    rows = []
    for found in results:
        row = [
            f"{found.edges:,}",
            f"**{found.frame:.1f}**",
            _limit(MOST_FRAME, found.edges),
            f"{found.processor:.1f}",
        ]
        for name in peers:
            time = found.peers.get(name)
            row.append("–" if time is None else f"{time:,.0f} ({time / found.frame:,.0f})")
        kept = "–" if np.isnan(found.kept) else f"{found.kept:.0f} % (≥ {LEAST_KEPT:g} %)"
        row += [f"{found.rebuild:.0f}", f"{found.hover:.2f}", kept]
        for name in ("ours", *peers):
            row.append(f"{found.built[name]:,.0f}" if name in found.built else "–")
        rows.append(row)
    return _table(heads, rows)


def _gestures(results: list[Figures]) -> list[str]:
    rows = [
        [
            f"{found.edges:,}",
            name,
            f"{np.median(times):.1f}",
            f"**{np.percentile(times, 99):.1f}**",
            _limit(MOST_GESTURE, found.edges),
            f"{wait:.0f}",
        ]
        for found in results
        for name, (times, wait) in found.gestures.items()
    ]
    return _table(["edges", "gesture", "median", "99th of 100", "asked of it", "wait"], rows)


def _window(results: list[Figures]) -> list[str]:
    rows = [
        [
            f"{found.edges:,}",
            name,
            f"**{time:.0f}**",
            f"≤ {MOST_OPEN if name.startswith('open') else MOST_EDIT:g}",
        ]
        for found in results
        for name, time in found.window.items()
    ]
    return _table(["edges", "act", "until it is seen", "asked"], rows)


def _limit(limits: dict[int, float], edges: int) -> str:
    return f"≤ {limits[edges]:g}" if edges in limits else "–"


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
