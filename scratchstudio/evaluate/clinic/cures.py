"""Cures that several conditions share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scratchstudio.data import Prepared, wants_scaling
from scratchstudio.engine import INITIALISERS, OPTIMISERS, TrainingSettings, activation, initialise
from scratchstudio.evaluate.clinic.finding import Cure
from scratchstudio.network import Kind, Network, incident_edges

FAR_OFF = 10.0
"""A rate this many times the optimiser's usual one, or that part of it, needs more than a nudge."""
PLAIN = ("sgd", "momentum", "nesterov", "lbfgs")
"""Optimisers whose steps grow with the gradient."""
USUAL_CLIP = 1.0
ALIKE = ("zeros", "constant")
"""Initialisers that make all neurons begin alike."""


def halve_rate(settings: TrainingSettings) -> Cure:
    """Half the learning rate."""
    return part_of_rate(settings, 2, "Halve the rate")


def part_of_rate(settings: TrainingSettings, part: int, words: str) -> Cure:
    """The learning rate divided by `part`; `words` say so on the button."""
    rate = settings.learning_rate / part
    return Cure(
        f"{words}: {rate:.3g}",
        f"Each step changes the weights by 1/{part} of what it did.",
        settings={"learning_rate": rate},
    )


def usual_rate(settings: TrainingSettings) -> tuple[Cure, ...]:
    """The rate that is usual for the optimiser, where the present one is far from it."""
    entry = OPTIMISERS[settings.optimiser]
    times = settings.learning_rate / entry.default_rate
    if 1 / FAR_OFF < times < FAR_OFF:
        return ()
    cure = Cure(
        f"Rate {entry.default_rate:g}, usual for {entry.label}",
        f"The present rate is {times:,.3g} times that.",
        settings={"learning_rate": entry.default_rate},
    )
    return (cure,)


def lower_rate(settings: TrainingSettings) -> tuple[Cure, ...]:
    """The rate that is usual for the optimiser, where the present one is far above it."""
    if settings.learning_rate < OPTIMISERS[settings.optimiser].default_rate:
        return ()
    return usual_rate(settings)


def begin_at_usual_rate(settings: TrainingSettings) -> Cure:
    """The usual rate with other start weights: a milder rate alone leads not back from far off."""
    entry = OPTIMISERS[settings.optimiser]
    return Cure(
        f"Begin anew at rate {entry.default_rate:g}",
        f"That rate is usual for {entry.label}. Draws other start weights, for these have been "
        "thrown far off; training begins again at step 0.",
        settings={"learning_rate": entry.default_rate},
        restart="new",
    )


def rate_too_high(settings: TrainingSettings) -> str:
    """A sentence on a rate that is far above the usual one of its optimiser."""
    entry = OPTIMISERS[settings.optimiser]
    return (
        f"The rate {settings.learning_rate:.3g} is too high: {entry.default_rate:g} is usual for "
        f"{entry.label}."
    )


def adam(settings: TrainingSettings) -> tuple[Cure, ...]:
    """Adam with its usual rate, where one and the same rate holds for all weights now."""
    if settings.optimiser not in PLAIN:
        return ()
    rate = OPTIMISERS["adam"].default_rate
    cure = Cure(
        f"Adam with rate {rate:g}",
        "Adam gives each weight a step of its own, by the gradients it had: steep places do not "
        "throw it off.",
        settings={"optimiser": "adam", "learning_rate": rate},
    )
    return (cure,)


def clip_gradient(settings: TrainingSettings) -> Cure:
    """The whole gradient held to a length, or to half of what it is held to already."""
    length = settings.clip_norm / 2 if settings.clip_norm else USUAL_CLIP
    return Cure(
        f"Clip the gradient to length {length:.3g}",
        "A steep place then makes no larger step than others; the direction stays.",
        settings={"clip_norm": length},
    )


def unscaled(prepared: Prepared) -> tuple[str, ...]:
    """The features that are off centre or of no moderate size, and given as they are."""
    if prepared.recipe.standardise:
        return ()
    columns = prepared.raw_train_inputs.T
    # Features of categories are 0 and 1, which standardising leaves alone.
    plain = {code.name for code in prepared.input_codes if not code.categories}
    return tuple(
        name
        for name, values in zip(prepared.features, columns, strict=True)
        if name in plain and len(values) and np.isfinite(values).all() and wants_scaling(values)
    )


def standardise(prepared: Prepared) -> tuple[Cure, ...]:
    """Inputs brought to mean 0 and deviation 1, where they are not and need it."""
    if not unscaled(prepared):
        return ()
    cure = Cure(
        "Standardise the inputs",
        "Each number minus its mean, divided by its standard deviation: no column drowns another.",
        prepare=lambda recipe: replace(recipe, standardise=True),
    )
    return (cure,)


def new_start(network: Network, settings: TrainingSettings) -> Cure:
    """Other start weights, by the initialiser that suits the drawing, and back to step 0."""
    suits = suited_initialiser(network, settings.initialiser)
    if suits == settings.initialiser:
        return Cure(
            "New start weights",
            "Draws other weights from the next seed; training begins again at step 0.",
            restart="new",
        )
    label = INITIALISERS[suits].label
    return Cure(
        f"New start weights by {label}",
        f"{INITIALISERS[suits].help} Training begins again at step 0.",
        settings={"initialiser": suits},
        restart="new",
    )


def suited_initialiser(network: Network, present: str) -> str:
    """He where most hidden neurons are rectifiers, Xavier in place of one that begins all alike."""
    hidden = network.neurons.activation[network.neurons.kind == Kind.HIDDEN].tolist()
    rectifiers = sum(activation(key).rectifier is not None for key in hidden)
    if rectifiers > len(hidden) / 2:
        return "he"
    return "xavier" if present in (*ALIKE, "he") else present


def fresh_weights(
    network: Network, settings: TrainingSettings, neurons: tuple[int, ...], label: str, help_: str
) -> Cure:
    """New random weights on the wires of these neurons, bias 0; the others keep what they know."""
    edges = tuple(incident_edges(network, neurons).tolist())
    suits = suited_initialiser(network, settings.initialiser)

    def redraw(present: Network) -> Network:
        theirs = [edge for edge in edges if edge in present.edges]
        chosen = [neuron for neuron in neurons if neuron in present.neurons]
        return initialise(present, suits, settings.seed + 1, edges=theirs, neurons=chosen)

    return Cure(label, help_, redraw=redraw, touched=(*neurons, *edges))
