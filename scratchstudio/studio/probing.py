"""What the worker computes for the views with each frame, never at the cost of training."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from scratchstudio.evaluate import Score, score
from scratchstudio.studio.moment import Failed, Moment, Probe

INTERVAL = 1 / 12
"""Seconds from the end of a probe to its next beginning, at least."""
SHARE = 9
"""A probe rests for this many times as long as it took, so that training keeps 90 % of its time."""


@dataclass
class _Due:
    """A probe with its newest result, and the time before which it is not to run again."""

    probe: Probe
    every: float = 0.0
    """Seconds between two runs at least, whatever happens; 0 is as often as frames need it."""
    result: object = None
    not_before: float = 0.0


class Probing:
    """The probes that are asked for, and the scores, which are always wanted."""

    def __init__(self) -> None:
        self._probes: dict[str, _Due] = {}
        self._scores = _Due(_both_scores)

    def ask(self, key: str, probe: Probe | None, every: float = 0.0) -> None:
        """Adds, replaces or (with None) drops a probe, to run once in so many seconds at most."""
        self._probes.pop(key, None)
        if probe is not None:
            self._probes[key] = _Due(probe, every)

    def forget(self) -> None:
        """Data or drawing are others: every result is one of the past."""
        for due in (self._scores, *self._probes.values()):
            due.result = None
            if not due.every:
                due.not_before = 0.0

    def scores(self, moment: Moment, playing: bool) -> tuple[Score | None, Score | None]:
        """The scores on the training and on the held-out samples."""
        found = _result(self._scores, moment, playing)
        return found if isinstance(found, tuple) else (None, None)

    def results(self, moment: Moment, playing: bool) -> dict[str, object]:
        """Of each probe the newest result; `Failed` of one that cannot be computed."""
        return {key: _guarded(due, moment, playing) for key, due in self._probes.items()}


def _guarded(due: _Due, moment: Moment, playing: bool) -> object:
    if isinstance(due.result, Failed):
        return due.result
    try:
        return _result(due, moment, playing)
    except Exception as error:  # whoever asked for it tells the person; training goes on
        due.result = Failed(error)
        return due.result


def _result(due: _Due, moment: Moment, playing: bool) -> object:
    """Computed anew when it is due; while paused it mostly is."""
    began = time.perf_counter()
    if (playing or due.every) and began < due.not_before:
        return due.result
    due.result = due.probe(moment)
    ended = time.perf_counter()
    due.not_before = ended + max(INTERVAL, due.every, SHARE * (ended - began))
    return due.result


def _both_scores(moment: Moment) -> tuple[Score | None, Score | None]:
    task, fed = moment.prepared.task, moment.fed

    def of(inputs: np.ndarray, targets: np.ndarray) -> Score | None:
        if not len(inputs):
            return None
        return score(task, moment.program.forward(inputs, moment.parameters), targets)

    return of(fed.train_inputs, fed.train_targets), of(fed.held_out_inputs, fed.held_out_targets)
