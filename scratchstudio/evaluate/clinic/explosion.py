"""What to do when numbers went out of range: the finding that follows from a `Divergence`."""

from __future__ import annotations

from dataclasses import replace

from scratchstudio.data import Prepared
from scratchstudio.engine import Divergence, TrainingSettings
from scratchstudio.evaluate.clinic.cures import (
    adam,
    clip_gradient,
    halve_rate,
    lower_rate,
    new_start,
    part_of_rate,
    standardise,
)
from scratchstudio.evaluate.clinic.finding import Cure, Finding, Sureness
from scratchstudio.network import Network

SPOILED = 2.0
"""Weights whose loss is more times than this that of the start weights have run away."""

EARLY = 20
"""A rate with which training does not even get so many steps far is likely more than twice off."""

SURE: dict[str, tuple[Sureness, str]] = {
    "data": ("certain", "The value is there to be seen."),
    "decay": ("certain", "Each step turns every weight's sign and makes it larger."),
    "inputs": ("likely", "With inputs of that size, small weights already give large sums."),
    "saturated": ("likely", "The outputs' sums were finite, and their answers were sure."),
    "rate": ("likely", "Nothing else is out of the ordinary."),
}


def explosion(
    trouble: Divergence,
    network: Network,
    prepared: Prepared | None,
    settings: TrainingSettings,
    losses: tuple[float, float],
) -> Finding:
    """The finding on training that stopped before a step; the weights are the last good ones.

    `losses` are the training loss of the start weights and of those that are kept. Where the
    latter have already run away, no milder step leads back: the cures go back to better weights.
    """
    sure, because = SURE[trouble.key]
    before, kept = losses
    spoiled = not kept <= SPOILED * before and trouble.key != "data"
    cures = _cures(trouble, network, prepared, settings)
    if spoiled:
        cures = tuple(_from_lowest(cure) for cure in cures)
    known = trouble.neuron is not None and trouble.neuron in network.neurons
    return Finding(
        key=f"explosion {trouble.step}",
        title="Numbers went out of range",
        what=f"Training stopped at step {trouble.step:,}: {trouble.where}. That step was not "
        "taken; the weights from before it are kept."
        + (f" Their loss had already grown from {before:.3g} to {kept:.3g}." * spoiled),
        why=trouble.cause,
        sure=sure,
        because=because,
        step=trouble.step,
        neurons=(trouble.neuron,) if known and trouble.neuron is not None else (),
        cures=cures,
        stopped=True,
    )


def _cures(
    trouble: Divergence, network: Network, prepared: Prepared | None, settings: TrainingSettings
) -> tuple[Cure, ...]:
    if trouble.key == "data":
        return ()
    rates = (halve_rate(settings), *(adam(settings) or lower_rate(settings)))
    if trouble.step <= EARLY:
        rates = (rates[0], part_of_rate(settings, 10, "A tenth of the rate"), *rates[1:])
    scale = standardise(prepared) if prepared is not None else ()
    anew = new_start(network, settings)
    if trouble.key == "decay":
        return (_bearable_decay(settings), *rates)
    if trouble.key == "inputs":
        return (*scale, *rates, clip_gradient(settings), anew)
    if trouble.key == "saturated":
        return (*rates, anew, *scale, clip_gradient(settings))
    return (*rates, *scale, clip_gradient(settings), anew)


def _from_lowest(cure: Cure) -> Cure:
    if cure.restart:
        return cure
    back = "Training goes on from the kept weights with the lowest loss, before the explosion."
    return replace(cure, restart="lowest", help=f"{cure.help} {back}")


def _bearable_decay(settings: TrainingSettings) -> Cure:
    """Decay, or L2, such that a step takes a tenth of each weight at most."""
    field = "decay" if settings.decay >= settings.l2 else "l2"
    value = float(f"{0.1 / settings.learning_rate:.1g}")
    label = "decay" if field == "decay" else "L2"
    return Cure(
        f"Lower {label} to {value:.3g}",
        "A step then takes at most a tenth of each weight.",
        settings={field: value},
    )
