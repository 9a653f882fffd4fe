"""How fast a project trains alone, and how fast beside a window that shows it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PySide6.QtWidgets import QApplication

from scratchstudio.engine import pin_blas_threads
from scratchstudio.project import Project, trainer_for
from scratchstudio.studio.session import Session

MOVE_IN = 30.0
"""Seconds within which a run has moved into its own process."""


@contextmanager
def own_home() -> Iterator[Path]:
    """A folder for settings and files, so that those of the person at this machine stay as is."""
    with tempfile.TemporaryDirectory() as name:
        homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        with patch.dict(os.environ, dict.fromkeys(homes, name)):
            yield Path(name)


def alone(project: Project, seconds: float) -> float:
    """Steps a second of the trainer with nothing beside it."""
    with pin_blas_threads():
        trainer = trainer_for(project)
        trainer.advance(seconds=0.3)
        first, began = trainer.step, time.perf_counter()
        trainer.advance(seconds=seconds)
        return (trainer.step - first) / (time.perf_counter() - began)


def attend(
    seconds: float, frame: Callable[[], object] | None = None, busy: list[float] | None = None
) -> None:
    """Runs the window's events, and a frame at most 60 times a second; notes each tick's time."""
    end = time.perf_counter() + seconds
    next_frame = 0.0
    while (began := time.perf_counter()) < end:
        QApplication.processEvents()
        if frame is not None and began >= next_frame:
            next_frame = began + 1 / 60
            frame()
        worked = time.perf_counter() - began
        if busy is not None and worked > 2e-4:
            busy.append(worked * 1e3)
        time.sleep(0.001)


def beside(
    session: Session,
    seconds: float,
    frame: Callable[[], object] | None = None,
    busy: list[float] | None = None,
) -> float:
    """Steps a second of a run beside the window, once it has settled; pauses it afterwards."""
    session.play()
    end = time.perf_counter() + MOVE_IN
    attend(1.5)
    while not session.hosted and time.perf_counter() < end:
        attend(0.1)
    attend(0.5, frame)
    first, began = _newest(session)
    attend(seconds, frame, busy)
    last, ended = _newest(session)
    session.pause()
    return (last - first) / (ended - began)


def _newest(session: Session) -> tuple[int, float]:
    """The step of the next frame that arrives, and when."""
    known = session.frame
    while session.frame is known:
        QApplication.processEvents()
        time.sleep(0.0005)
    assert session.frame is not None
    return session.frame.snapshot.step, time.perf_counter()


def share(rounds: list[tuple[float, float]]) -> float:
    """The median share of its speed, in per cent, from pairs (alone, beside)."""
    return float(np.median([100.0 * near / by_itself for by_itself, near in rounds]))
