"""Saturated neurons: squeezed against the ends of their activation, where they learn slowly."""

from __future__ import annotations

import numpy as np

from scratchstudio.evaluate.clinic.cures import (
    begin_at_usual_rate,
    fresh_weights,
    lower_rate,
    rate_too_high,
    standardise,
    unscaled,
)
from scratchstudio.evaluate.clinic.ends import ends
from scratchstudio.evaluate.clinic.examination import Examination, Flags, counted, names
from scratchstudio.evaluate.clinic.finding import Cure, Finding

NEAR_END = 0.01
"""How near to an end counts as at it, as a share of the way between the ends."""
NEARLY_ALL = 0.95
"""The share of samples for which a saturated neuron is at an end."""
WORTH_SAYING = 0.3
"""The share of the hidden neurons that must be saturated; fewer are marked, but not spoken of."""
SMALL_L2 = 0.001


def shares_at_ends(moment: Examination) -> np.ndarray:
    """(neurons,) for which share of the samples each hidden neuron is at an end; else 0."""
    shares = np.zeros(len(moment.network.neurons))
    if len(moment.inputs) < 2:
        return shares
    activations = moment.network.neurons.activation
    for key in set(activations[moment.hidden].tolist()):
        both = ends(key).distinct
        if both is not None:
            rows = np.flatnonzero(moment.hidden & (activations == key))
            values, (low, high) = moment.activations[rows], both
            away = np.minimum(np.abs(values - low), np.abs(values - high))
            shares[rows] = (away <= NEAR_END * (high - low)).mean(axis=1)
    return shares


def saturated(moment: Examination) -> Flags:
    """(neurons,) the hidden ones at an end for nearly all samples.

    Output neurons are not among them: a sure answer is what they are trained for.
    """
    found: Flags = shares_at_ends(moment) >= NEARLY_ALL
    return found


def examine_saturation(moment: Examination) -> tuple[Finding, ...]:
    """Says so when a part of the hidden neurons is saturated and much is left to learn."""
    if not moment.has_settled or moment.has_learned:
        return ()
    rows = saturated(moment)
    if rows.sum() < max(1.0, WORTH_SAYING * moment.hidden.sum()):
        return ()
    found = moment.ids(rows)
    return (_finding(moment, rows, _cures(moment, found)),)


def a_few_saturated(moment: Examination) -> tuple[Finding, ...]:
    """Names the saturated neurons, however few, with the cure that leaves all others alone."""
    rows = saturated(moment)
    found = moment.ids(rows)
    return (_finding(moment, rows, (_fresh(moment, found),), quiet=True),) if found else ()


def _finding(
    moment: Examination, rows: Flags, cures: tuple[Cure, ...], *, quiet: bool = False
) -> Finding:
    found = moment.ids(rows)
    one = len(found) == 1
    return Finding(
        key="saturated",
        title="A neuron is saturated" if one else f"{counted(len(found), 'neuron')} are saturated",
        what=f"At step {moment.step:,}, {names(moment.network, found)} "
        f"{'is' if one else 'are'} within 1 % of an end for {NEARLY_ALL * 100:.0f} % or more of "
        f"{moment.samples_seen}.",
        why=_cause(moment, rows),
        sure="certain" if moment.sees_all else "likely",
        because="Every training sample was looked at."
        if moment.sees_all
        else "Only a part of the samples was looked at.",
        step=moment.step,
        neurons=found,
        cures=cures,
        quiet=quiet,
    )


def _cause(moment: Examination, rows: Flags) -> str:
    flat = "At its ends the activation is nearly flat, so hardly any gradient comes through."
    large = unscaled(moment.prepared)
    if large:
        return f"The inputs are not scaled ({large[0]}), so the sums are large. {flat}"
    into = rows[moment.network.target_rows] & moment.live_edges
    largest = float(np.abs(moment.network.edges.weight[into]).max(initial=0.0))
    large_sums = f"The weights into them reach {largest:.3g}, so the sums are large. {flat}"
    thrown = lower_rate(moment.settings)
    return f"{rate_too_high(moment.settings)} {large_sums}" if thrown else large_sums


def _cures(moment: Examination, found: tuple[int, ...]) -> tuple[Cure, ...]:
    settings, fresh = moment.settings, _fresh(moment, found)
    l2 = settings.l2 * 10 or SMALL_L2
    small = Cure(
        f"Hold weights small (L2 {l2:.3g})",
        "Adds the squares of the weights to what is minimised, so that they shrink.",
        settings={"l2": l2},
    )
    # New weights would be thrown as far again by a rate that is far too high.
    first = begin_at_usual_rate(settings) if lower_rate(settings) else fresh
    return (*standardise(moment.prepared), first, small)


def _fresh(moment: Examination, found: tuple[int, ...]) -> Cure:
    return fresh_weights(
        moment.network,
        moment.settings,
        found,
        f"New weights for {'it' if len(found) == 1 else 'them'}",
        "Small random weights on their wires and bias 0; all other neurons keep theirs.",
    )
