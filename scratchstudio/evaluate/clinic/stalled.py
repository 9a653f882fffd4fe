"""Nothing learned for long: the loss has stopped falling while most of it is still there."""

from __future__ import annotations

import numpy as np

from scratchstudio.engine import OPTIMISERS
from scratchstudio.evaluate.clinic.cures import (
    begin_at_usual_rate,
    halve_rate,
    lower_rate,
    new_start,
    rate_too_high,
    standardise,
    unscaled,
    usual_rate,
)
from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Cure, Finding

LEAST_EPOCHS = 60
LEAST_STEPS = 200
LEAST_POINTS = 8
"""How much must be known before anything is said; the later half is what is judged."""
GAIN = 0.01
"""What the later half has to gain, as a share of the best constant answer's loss."""
MUCH_LEFT, ALL_LEFT = 0.5, 0.9
"""From which share of that loss it is worth saying, and from which next to nothing is learned."""
JUMPY = 0.05
"""The jumps of the loss, as a share of it, above which the rate is likely too high."""
FALLEN = 0.01
"""The share of the chosen rate below which the schedule has all but ended training."""
FASTER = 3.0


def examine_stalled(moment: Examination) -> tuple[Finding, ...]:
    """Says so when the later half of the training since the last change has gained nothing."""
    course = moment.course
    if len(course) < LEAST_POINTS or moment.epochs < LEAST_EPOCHS:
        return ()
    if moment.step - course.step[0] < LEAST_STEPS or moment.loss_left < MUCH_LEFT:
        return ()
    middle = (course.epoch[0] + course.epoch[-1]) / 2
    before, after = (course.training_loss[side] for side in _sides(course.epoch, middle))
    gained = float(before.min() - after.min()) / moment.loss_of_constant
    if not np.isfinite(gained) or gained >= GAIN:
        return ()
    nothing = moment.loss_left >= ALL_LEFT
    why, cures = _cause(moment, after)
    finding = Finding(
        key="stalled",
        title="Nothing is being learned",
        what=f"For {course.epoch[-1] - middle:,.0f} epochs the training loss has stayed at about "
        f"{np.median(after):.3g}; always giving the same best answer would cost "
        f"{moment.loss_of_constant:.3g}.",
        why=why,
        sure="likely" if nothing else "possible",
        because="It is hardly better than one answer for all. Inputs that say nothing about the "
        "target would look the same."
        if nothing
        else "What is left may be noise that nothing can learn.",
        step=moment.step,
        cures=cures,
    )
    return (finding,)


def _sides(epoch: np.ndarray, middle: float) -> tuple[np.ndarray, np.ndarray]:
    return epoch <= middle, epoch > middle


def _cause(moment: Examination, losses: np.ndarray) -> tuple[str, tuple[Cure, ...]]:
    settings = moment.settings
    anew = new_start(moment.network, settings)
    if moment.learning_rate < FALLEN * settings.learning_rate:
        constant = Cure(
            f"Keep the rate at {settings.learning_rate:.3g}",
            "The schedule becomes constant, so each step is as long as the first.",
            settings={"schedule": "constant"},
        )
        rate = f"{moment.learning_rate:.3g}"
        return f"The schedule has brought the rate down to {rate}.", (constant, anew)
    large = unscaled(moment.prepared)
    if large:
        return (
            f"The inputs are not scaled ({large[0]}), so one column drowns the others.",
            (*standardise(moment.prepared), halve_rate(settings), anew),
        )
    calm = begin_at_usual_rate(settings)
    if lower_rate(settings):
        return rate_too_high(settings), (calm, halve_rate(settings))
    usual = usual_rate(settings)
    if float(losses.std()) > JUMPY * float(losses.mean()):
        return (
            f"The loss jumps to and fro: the rate {settings.learning_rate:.3g} is likely too high.",
            (halve_rate(settings), *usual, anew),
        )
    if settings.learning_rate > OPTIMISERS[settings.optimiser].default_rate:
        # Longer steps still are no way out of where long steps have led.
        return (
            "The weights are in a place where the gradient is next to nothing; the rate "
            f"{settings.learning_rate:.3g} is more than usual and may have thrown them there.",
            (calm, halve_rate(settings)),
        )
    faster = settings.learning_rate * FASTER
    raised = Cure(
        f"Raise the rate to {faster:.3g}",
        "Each step changes the weights three times as much.",
        settings={"learning_rate": faster},
    )
    return (
        "The steps are small, or the weights are in a place where the gradient is next to nothing.",
        (raised, *usual, anew),
    )
