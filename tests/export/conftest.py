"""Random models for Hypothesis: any wiring, activation, tie, mute and scaling; hostile names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from scratchstudio.data import Scaling
from scratchstudio.engine import ACTIVATIONS
from scratchstudio.export import Model, model_of
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_pairs,
    set_edges,
    set_neurons,
    tie,
)

# A step jumps where float32 and float64 may disagree, so it has tests of its own.
SMOOTH = [key for key in ACTIVATIONS if key not in ("softmax", "step")]
FORMULAS = [
    "=x*tanh(x)",
    "=0.5*x + sin(3*x)",
    "=max(0, x) - min(x, 1)/4",
    "=(1 + x**2)**0.5",
    "=2",
    "=tanh(2) + 1",
    "=x",
    "=-abs(x)/(1 + exp(-x))",
    "=softplus(x) + relu(x) - sign(x)*0",
    "=cosh(x/9) + sinh(x/9) + cos(x)",
    "=log(1 + sqrt(abs(x)))",
]
HOSTILE = [
    "plain",
    '"""',
    '"); import os; os.system("x") #',
    "it's \\",
    "line\nbreak\r",
    "</title><script>alert(1)</script>&amp;",
    "NUL\x00end",
    "\u202ereversed\u2066",
    "שלום",
    "🧠\U0001f468\u200d👩",
    "{brace} %s",
    "half \ud800",
    "\x85\u2028\u2029",
    "\ufffe",
    "--><!--",
    "",
]


@st.composite
def _networks(draw: st.DrawFn) -> Network:
    inputs, middle, outputs = (draw(st.integers(1, most)) for most in (3, 6, 3))
    count = inputs + middle + outputs
    numbers = np.random.default_rng(draw(st.integers(0, 10_000)))
    softmax = draw(st.booleans())
    kinds = [Kind.INPUT] * inputs + [Kind.HIDDEN] * middle + [Kind.OUTPUT] * outputs
    choices = st.sampled_from(SMOOTH + FORMULAS)
    activations = ["linear"] * inputs + [draw(choices) for _ in range(middle + outputs)]
    if softmax:
        activations[inputs + middle :] = ["softmax"] * outputs
    order = draw(st.permutations(range(count)))
    rank = {row: place for place, row in enumerate(order)}
    network, ids = add_neurons(
        EMPTY,
        numbers.normal(size=(count, 2)) * 100,
        kind=np.array([kinds[rank[row]] for row in range(count)]),
        activation=np.array([activations[rank[row]] for row in range(count)], dtype=object),
        bias=numbers.normal(size=count) * 0.5,
    )
    ends = inputs + middle if softmax else count
    pairs = [(order[i], order[j]) for j in range(inputs, count) for i in range(min(j, ends))]
    kept = [pair for pair in pairs if numbers.random() < 0.6]
    if kept:
        sources, targets = ([int(ids[pair[side]]) for pair in kept] for side in (0, 1))
        network, edges = connect_pairs(
            network, sources, targets, numbers.normal(size=len(kept)) * 0.6
        )
        if len(edges) > 3 and draw(st.booleans()):
            network = tie(network, edges[:2].tolist())
        if draw(st.booleans()):
            network = set_edges(network, [int(edges[-1])], muted=True)
    if draw(st.booleans()):
        network = set_neurons(network, [int(ids[order[inputs]])], muted=True)
    return network


@st.composite
def _models(draw: st.DrawFn) -> Model:
    model = model_of(draw(_networks()))
    numbers = np.random.default_rng(draw(st.integers(0, 10_000)))
    scalings = []
    for names in (model.input_names, model.output_names):
        mean = numbers.normal(size=len(names)) * 10 ** draw(st.integers(-1, 3))
        scale = numbers.uniform(0.5, 3, size=len(names))
        scalings.append(Scaling(names, mean, scale) if draw(st.booleans()) else None)
    return replace(model, scaling=scalings[0], target_scaling=scalings[1])


@pytest.fixture(scope="session")
def models() -> st.SearchStrategy[Model]:
    """The strategy for random models."""
    return _models()


@pytest.fixture
def hostile_model() -> Model:
    """A model in which everything that has a name has a hostile one."""
    count = len(HOSTILE)
    names = np.array(HOSTILE * 2 + ["answer"], dtype=object)
    network, ids = add_neurons(
        EMPTY,
        np.arange(4 * count + 2).reshape(-1, 2),
        name=names,
        kind=[Kind.INPUT] * count + [Kind.HIDDEN] * count + [Kind.OUTPUT],
        activation=np.array(['\ud800\x00"'] * count + ["tanh"] * count + ["sigmoid"], dtype=object),
        column=names,
    )
    network, _ = connect_pairs(network, ids[:count], ids[count : 2 * count], 0.5)
    network, _ = connect_pairs(
        network, ids[count : 2 * count], ids[2 * count :].repeat(count), -0.3
    )
    model = model_of(network)
    ones = np.ones(count)
    return replace(
        model,
        name='"""\n# <&> \\',
        classes=('a"""\n', "b'\\"),
        scaling=Scaling(model.input_names, ones, ones * 2),
    )
