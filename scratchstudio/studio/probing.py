"""What the worker computes for the views with each frame, never at the cost of training.

While training runs, a probe rests for many times as long as it took. While it rests, each probe is
computed once for each state; what takes long gives way to the person, and its result comes with a
later frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scratchstudio.evaluate import Score, score
from scratchstudio.studio.moment import Failed, Moment, Probe

INTERVAL = 1 / 12
"""Seconds from the end of a probe to its next beginning, at least."""
SHARE = 9
"""A probe rests for this many times as long as it took, so that training keeps 90 % of its time."""
AT_ONCE = 0.012
"""Seconds that probes may take together before a frame of a paused run goes out without the rest.
One that has never run counts nothing."""


@dataclass(eq=False)
class _Due:
    """A probe with its newest result, and the time before which it is not to run again."""

    probe: Probe
    every: float = 0.0
    """Seconds between two runs at least, whatever happens; 0 is as often as frames need it."""
    result: object = None
    not_before: float = 0.0
    done: bool = False
    """Whether the result is that of the present state; it is only kept while nothing trains."""
    cost: float = 0.0
    """Seconds that it took when it last ran."""
    missed: int = 0
    """States that passed by before its turn came."""


class Probing:
    """The probes that are asked for, and the scores, which are always wanted."""

    def __init__(self) -> None:
        self._probes: dict[str, _Due] = {}
        self._scores = _Due(_both_scores)
        self._known = False
        """Whether a frame of the present state has gone out."""

    def ask(self, key: str, probe: Probe | None, every: float = 0.0) -> None:
        """Adds, replaces or (with None) drops a probe, to run once in so many seconds at most."""
        self._probes.pop(key, None)
        if probe is not None:
            self._probes[key] = _Due(probe, every)

    def forget(self) -> None:
        """Data or drawing are others: every result is one of the past."""
        for due in self._all():
            due.missed = 0 if due.done else due.missed + 1
            due.result = None
            if not due.every:
                due.not_before = 0.0
        self.renew()

    def renew(self) -> None:
        """Training has gone on: every result is one of an earlier state, and better than none."""
        self._known = False
        for due in self._all():
            due.done = False

    def look(self, moment: Moment, playing: bool, waited_for: Callable[[], bool]) -> bool:
        """Computes what is due; False when something is left for later.

        While nothing trains, the cheap ones go first, and what has missed its turn before; it
        stops when they have taken a while, or when the worker is `waited_for`.
        """
        began = time.perf_counter()
        may_rest, self._known, all_done = not self._known, True, True
        for due in sorted(self._all(), key=lambda due: due.cost / (1 + due.missed)):
            if due.done and not playing:
                continue
            if not playing and waited_for():
                return False
            if not playing and may_rest and time.perf_counter() - began + due.cost > AT_ONCE:
                all_done = False
                continue
            _compute(due, moment, playing)
            may_rest = True
        return all_done

    def scores(self) -> tuple[Score | None, Score | None]:
        """The scores on the training and on the held-out samples."""
        found = self._scores.result
        return found if isinstance(found, tuple) else (None, None)

    def results(self) -> dict[str, object]:
        """Of each probe the newest result; `Failed` of one that cannot be computed.

        One that has not been computed since the last edit is not among them.
        """
        return {
            key: due.result
            for key, due in self._probes.items()
            if due.done or due.result is not None
        }

    def _all(self) -> list[_Due]:
        return [self._scores, *self._probes.values()]


def _compute(due: _Due, moment: Moment, playing: bool) -> None:
    """Computes a probe anew if it is due; while paused it mostly is."""
    began = time.perf_counter()
    due.done = True
    if isinstance(due.result, Failed) or ((playing or due.every) and began < due.not_before):
        return
    try:
        due.result = due.probe(moment)
    except Exception as error:  # whoever asked for it tells the person; training goes on
        if due.probe is _both_scores:
            raise
        due.result = Failed(error)
    ended = time.perf_counter()
    due.cost = ended - began
    due.not_before = ended + max(INTERVAL, due.every, SHARE * due.cost)


def _both_scores(moment: Moment) -> tuple[Score | None, Score | None]:
    task, fed = moment.prepared.task, moment.fed

    def of(inputs: np.ndarray, targets: np.ndarray) -> Score | None:
        if not len(inputs):
            return None
        return score(task, moment.program.forward(inputs, moment.parameters), targets)

    return of(fed.train_inputs, fed.train_targets), of(fed.held_out_inputs, fed.held_out_targets)
