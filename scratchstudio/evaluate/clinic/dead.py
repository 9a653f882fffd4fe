"""Dead neurons: flat for every sample, so that nothing they do can be learned from."""

from __future__ import annotations

import numpy as np

from scratchstudio.evaluate.clinic.cures import fresh_weights, lower_rate, new_start
from scratchstudio.evaluate.clinic.ends import TOUCH, ends
from scratchstudio.evaluate.clinic.examination import Examination, Flags, counted, names
from scratchstudio.evaluate.clinic.finding import Cure, Finding
from scratchstudio.network import Kind, Network, levels, set_neurons

WORTH_SAYING = 0.3
"""The share of the hidden neurons that must be dead, unless a whole level is; fewer are marked, but
not spoken of: of rectifiers with two inputs, a fifth often begins dead and is not missed."""


def dead(moment: Examination) -> Flags:
    """(neurons,) the working ones that give the same flat value for every sample looked at."""
    found = np.zeros(len(moment.network.neurons), dtype=bool)
    if len(moment.inputs) < 2:
        return found
    activations = moment.network.neurons.activation
    for key in set(activations[moment.working].tolist()):
        flat = ends(key).only
        if flat is not None:
            rows = np.flatnonzero(moment.working & (activations == key))
            away = np.abs(moment.activations[rows] - flat).max(axis=1)
            # A rectifier is exactly flat; others only come ever nearer.
            found[rows] = away <= (0.0 if key == "relu" else TOUCH)
    return found


def examine_dead(moment: Examination) -> tuple[Finding, ...]:
    """Says so when an output neuron is dead, a whole level, or a good part of the hidden ones."""
    if not moment.has_settled or moment.has_learned:
        return ()
    rows = dead(moment)
    hidden = rows & moment.hidden
    outputs = rows & (moment.network.neurons.kind == Kind.OUTPUT)
    many = hidden.sum() >= max(1.0, WORTH_SAYING * moment.hidden.sum())
    if not (many or outputs.any() or _whole_level(moment, hidden)):
        return ()
    found = moment.ids(rows & (moment.hidden | outputs))
    return (_finding(moment, found, _cures(moment, found)),) if found else ()


def a_few_dead(moment: Examination) -> tuple[Finding, ...]:
    """Names the dead neurons, however few, with the cures that leave all other neurons alone."""
    output = moment.network.neurons.kind == Kind.OUTPUT
    found = moment.ids(dead(moment) & (moment.hidden | output))
    return (_finding(moment, found, _mild_cures(moment, found), quiet=True),) if found else ()


def _finding(
    moment: Examination, found: tuple[int, ...], cures: tuple[Cure, ...], *, quiet: bool = False
) -> Finding:
    one = len(found) == 1
    return Finding(
        key="dead",
        title="A neuron is dead" if one else f"{counted(len(found), 'neuron')} are dead",
        what=f"At step {moment.step:,}, {names(moment.network, found)} "
        f"{'gives' if one else 'give'} the same value for each of {moment.samples_seen}.",
        why="The sum is so low for every sample that the activation is flat there: no gradient "
        "comes through, so no step changes it. It began so, or too large a step led to it.",
        sure="certain" if moment.sees_all else "likely",
        because="Every training sample was looked at."
        if moment.sees_all
        else "Only a part of the samples was looked at.",
        step=moment.step,
        neurons=found,
        cures=cures,
        quiet=quiet,
    )


def _whole_level(moment: Examination, rows: Flags) -> bool:
    """Whether nothing comes through some level, because all of its neurons are dead."""
    level = levels(moment.network)
    return bool(np.setdiff1d(level[rows], level[moment.working & ~rows]).size)


def _cures(moment: Examination, found: tuple[int, ...]) -> tuple[Cure, ...]:
    network, settings = moment.network, moment.settings
    slower = lower_rate(settings)
    if _leaky(network, found) is None:
        return (*_mild_cures(moment, found), new_start(network, settings), *slower)
    hidden = not (network.neurons.kind[network.neurons.rows(found)] == Kind.OUTPUT).any()
    anew = (new_start(network, settings),) if hidden else ()
    return (*_mild_cures(moment, found), *anew, *slower)


def _mild_cures(moment: Examination, found: tuple[int, ...]) -> tuple[Cure, ...]:
    """Those by which all other neurons keep what they have learned."""
    fresh = fresh_weights(
        moment.network,
        moment.settings,
        found,
        f"New weights for {_they(found)}",
        "Random weights on their wires and bias 0; all other neurons keep what they have learned.",
    )
    leaky = _leaky(moment.network, found)
    return (fresh,) if leaky is None else (leaky, fresh)


def _leaky(network: Network, found: tuple[int, ...]) -> Cure | None:
    """Another activation, where all of them are rectifiers."""
    if (network.neurons.activation[network.neurons.rows(found)] != "relu").any():
        return None

    def leak(present: Network) -> Network:
        chosen = [neuron for neuron in found if neuron in present.neurons]
        return set_neurons(present, chosen, activation="leaky_relu")

    return Cure(
        f"Make {_they(found)} Leaky ReLU",
        "Lets a hundredth of a negative sum through, so that the neuron can recover.",
        redraw=leak,
    )


def _they(found: tuple[int, ...]) -> str:
    return "it" if len(found) == 1 else "them"
