"""Twin neurons: alike in all they get and give, so that training can never part them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.evaluate.clinic.cures import ALIKE, fresh_weights, new_start
from scratchstudio.evaluate.clinic.examination import Examination, counted, names
from scratchstudio.evaluate.clinic.finding import Finding

ALIKE_WITHIN = 1e-6
"""How much weights may differ, as a share of the largest: rounding, not learning."""

Rows = NDArray[np.intp]


def twins(moment: Examination) -> list[tuple[int, ...]]:
    """Groups of ids of hidden neurons with the same activation, wires, weights and bias.

    Neurons with dropout part by chance, and neurons with tied or frozen wires are as they are
    because somebody wanted it: none of them is a twin.
    """
    network = moment.network
    rows = np.flatnonzero(moment.hidden & ~_held(moment) & (network.neurons.dropout == 0))
    if len(rows) < 2:
        return []
    marks, sums = _wires_as_marks(moment), _wires_as_sums(moment)
    _, kind = np.unique(network.neurons.activation.astype(str), return_inverse=True)
    keys = np.column_stack([kind.astype(np.uint64), marks])[rows]
    values = np.column_stack([network.neurons.bias, sums])[rows]
    order = np.lexsort((*values.T, *keys.T))
    same = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    near = (np.abs(np.diff(values[order], axis=0)) <= ALIKE_WITHIN * _scale(moment)).all(axis=1)
    groups = np.split(rows[order], np.flatnonzero(~(same & near)) + 1)
    found = [tuple(sorted(network.neurons.id[group].tolist())) for group in groups]
    return sorted(group for group in found if len(group) > 1)


def _held(moment: Examination) -> NDArray[np.bool_]:
    network = moment.network
    held = (network.edges.tie != 0) | network.edges.frozen
    found = np.zeros(len(network.neurons), dtype=bool)
    found[network.target_rows[held]] = True
    found[network.source_rows[held]] = True
    return found


def _scale(moment: Examination) -> float:
    weights, biases = moment.network.edges.weight, moment.network.neurons.bias
    return max(float(np.abs(part).max(initial=0.0)) for part in (weights, biases)) or 1.0


def _wires_as_marks(moment: Examination) -> NDArray[np.uint64]:
    """(neurons, 2) a number that says from where, and one that says to where wires lead.

    Each neuron gets a random number, and the wires add up those of their other ends: equal sums
    of 64 bits mean equal ends.
    """
    network = moment.network
    count = len(network.neurons)
    random = np.random.default_rng(0).integers(1, 2**63, count, dtype=np.uint64)
    live = ~network.edges.muted
    sources, targets = network.source_rows[live], network.target_rows[live]
    marks = np.zeros((count, 2), dtype=np.uint64)
    np.add.at(marks[:, 0], targets, random[sources])
    np.add.at(marks[:, 1], sources, random[targets])
    return marks


def _wires_as_sums(moment: Examination) -> NDArray[np.float64]:
    """(neurons, 2) likewise with the weights, each times a random number of the other end."""
    network = moment.network
    count = len(network.neurons)
    random = np.random.default_rng(1).uniform(0.5, 1.0, count)
    live = ~network.edges.muted
    sources, targets = network.source_rows[live], network.target_rows[live]
    weights = network.edges.weight[live]
    into = np.bincount(targets, weights * random[sources], minlength=count)
    out = np.bincount(sources, weights * random[targets], minlength=count)
    return np.column_stack([into, out])


def examine_twins(moment: Examination) -> tuple[Finding, ...]:
    """Says so when twins are still alike after a pass through the data."""
    if moment.epochs < 1 or moment.has_learned:
        return ()
    groups = twins(moment)
    if not groups:
        return ()
    concerned = tuple(neuron for group in groups for neuron in group)
    others = tuple(neuron for group in groups for neuron in group[1:])
    alike = moment.settings.initialiser in ALIKE
    again = (new_start(moment.network, moment.settings),) if alike else ()
    part = fresh_weights(
        moment.network,
        moment.settings,
        others,
        f"New weights for {names(moment.network, others, most=2)}",
        "One of each kind keeps its weights; its twins get random ones and go their own way.",
    )
    finding = Finding(
        key="twins",
        title=f"{counted(len(concerned), 'neuron')} are twins",
        what=f"At step {moment.step:,}, {names(moment.network, groups[0])} still have the same "
        "bias and the same weights on the same wires"
        + (f"; so have {counted(len(groups) - 1, 'other group')}." if len(groups) > 1 else "."),
        why="They began alike, so they get the same gradient in every step and stay alike: "
        "together they can do no more than one.",
        sure="certain",
        because="Equal neurons with equal wires have equal gradients.",
        step=moment.step,
        neurons=concerned,
        cures=(*again, part),
    )
    return (finding,)
