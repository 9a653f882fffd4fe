"""The history stays bounded, and its density depends on counts alone."""

from __future__ import annotations

import numpy as np

from scratchstudio.engine import EMPTY_HISTORY, blas_threads, pin_blas_threads
from scratchstudio.engine.history import LONGEST, Recorder, interval_for


def recorded(steps: int, interval: int = 1) -> Recorder:
    recorder = Recorder(interval)
    for step in range(steps + 1):
        if recorder.due(step):
            recorder.add(step, step / 10, 1 / (1 + step), float("nan"))
    return recorder


def test_a_long_history_is_thinned_evenly_and_keeps_its_beginning() -> None:
    history = recorded(3 * LONGEST).history
    assert len(history) <= LONGEST
    assert history.step[0] == 0
    assert set(np.diff(history.step)) == {4}
    assert np.array_equal(history.training_loss, 1 / (1 + history.step))


def test_a_history_already_handed_out_never_changes() -> None:
    recorder = recorded(10)
    before = recorder.history
    recorder.add(11, 1.1, 0.5, 0.25)
    assert len(before) == 11
    assert len(recorder.history) == 12
    assert not before.step.flags.writeable


def test_going_on_from_a_history_thins_as_before() -> None:
    whole = recorded(2 * LONGEST)
    half = recorded(LONGEST + 7)
    second = Recorder(1)
    second.restore(half.history, half.interval)
    for step in range(LONGEST + 8, 2 * LONGEST + 1):
        if second.due(step):
            second.add(step, step / 10, 1 / (1 + step), float("nan"))
    assert np.array_equal(whole.history.step, second.history.step)


def test_more_samples_are_measured_less_often() -> None:
    few, many = (interval_for(3, 100, 20, 10, count) for count in (100, 100_000))
    assert 1 <= few < many


def test_the_empty_history_has_no_points() -> None:
    assert len(EMPTY_HISTORY) == 0


def test_blas_threads_are_pinned_within_and_given_back_after() -> None:
    before = blas_threads().threads
    with pin_blas_threads(1) as pinned:
        assert pinned.threads == 1
        assert pinned.library
    assert blas_threads().threads == before
