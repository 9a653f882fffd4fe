"""Held-out loss turning up: the network begins to learn the training samples by heart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Cure, Finding

LEAST_POINTS = 10
SMOOTHED = 0.05
"""The share of the points over which the mean is taken before they are compared."""
SOME_RISE, MUCH_RISE = 1.1, 1.25
"""How many times its lowest value the held-out loss must be."""
WORTH_SAYING = 0.05
"""The least rise, as a share of the best constant answer's loss."""
ABOVE_NOISE = 3.0
"""How many times its own jumps the rise must be."""
LEAST_EPOCHS = 20.0
LEAST_SHARE = 0.25
"""How long the rise must go on: in epochs, and as a share of all."""
FEW = 30
"""Held-out samples below which a few of them decide."""
LEAST_PATIENCE = 10
SMALL_L2 = 0.001

Floats = NDArray[np.float64]


def examine_overfitting(moment: Examination) -> tuple[Finding, ...]:
    """Says so when the held-out loss has risen for long while the training loss has not."""
    course = moment.course
    if moment.settings.patience or len(course) < LEAST_POINTS:
        return ()
    held_out, training = _smooth(course.held_out_loss), _smooth(course.training_loss)
    if not (np.isfinite(held_out).all() and np.isfinite(training).all()):
        return ()
    best = int(np.argmin(held_out))
    low, now = float(held_out[best]), float(held_out[-1])
    jumps = float(np.median(np.abs(course.held_out_loss - held_out)))
    least = max(WORTH_SAYING * moment.loss_of_constant, ABOVE_NOISE * jumps)
    rose = now >= SOME_RISE * low and now - low > least
    since = float(course.epoch[-1] - course.epoch[best])
    if not rose or since < max(LEAST_EPOCHS, LEAST_SHARE * moment.epochs):
        return ()
    if training[-1] > training[best]:
        return ()
    clear = now >= MUCH_RISE * low and moment.held_out >= FEW
    # What is told are points of the curve, as the loss chart marks them.
    lowest = int(np.argmin(course.held_out_loss))
    finding = Finding(
        key="overfitting",
        title="The held-out loss turns up",
        what=f"It was lowest at epoch {course.epoch[lowest]:,.0f} "
        f"({course.held_out_loss[lowest]:.3g}) and is {course.held_out_loss[-1]:.3g} now; the "
        f"training loss went on from {course.training_loss[lowest]:.3g} to "
        f"{course.training_loss[-1]:.3g}.",
        why="The network has begun to learn the training samples by heart, and what it learns "
        "now does not hold for others.",
        sure="likely" if clear else "possible",
        because=_because(moment.held_out, clear),
        step=moment.step,
        cures=_cures(moment, int(course.step[lowest]), float(course.epoch[lowest])),
    )
    return (finding,)


def _because(held_out: int, clear: bool) -> str:
    if clear:
        return "The rise is much larger than the jumps of the curve."
    if held_out < FEW:
        return f"There are only {held_out:,} held-out samples; a few of them decide."
    return "The rise is small so far."


def _cures(moment: Examination, best_step: int, best_epoch: float) -> tuple[Cure, ...]:
    patience = max(LEAST_PATIENCE, round(best_epoch / 2))
    back = Cure(
        "Back to the best weights",
        f"To step {best_step:,}, where the held-out loss was lowest, and pause: to the kept state "
        "before it, and from there the same steps again. What came after stays as a run of its "
        "own.",
        restart="step",
        step=best_step,
        rests=True,
    )
    again = Cure(
        "From the start again, and stop at the best",
        "Back to the start weights; training ends, with the best weights, when the held-out loss "
        f"has not improved for {patience:,} epochs.",
        settings={"patience": patience},
        restart="start",
    )
    l2 = moment.settings.l2 * 10 or SMALL_L2
    small = Cure(
        f"Hold weights small (L2 {l2:.3g})",
        "Small weights make smooth answers, which fit single samples less.",
        settings={"l2": l2},
    )
    return back, again, small


def _smooth(values: Floats) -> Floats:
    """The mean over neighbours; at the ends over as many as there are."""
    reach = max(round(len(values) * SMOOTHED / 2), 1)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    first, last = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(values))
    smooth: Floats = (sums[last] - sums[first]) / (last - first)
    return smooth
