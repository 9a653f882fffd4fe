"""The clinic looks on the training thread: whatever is drawn and trained, it must not stumble."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.data import GeneratedSource, SampleSource
from scratchstudio.engine import ACTIVATIONS, Divergence, compile
from scratchstudio.evaluate.clinic import dead, examine, saturated
from scratchstudio.network import EMPTY, Kind, add_neuron, connect, set_edges, set_neurons
from scratchstudio.project import new_project

SOURCES = (
    GeneratedSource("circle", samples=40),
    GeneratedSource("plane", samples=30),
    SampleSource("iris"),
)
HIDDEN = sorted(key for key in ACTIVATIONS if key != "softmax")


@st.composite
def drawings(draw):
    """A project whose hidden neurons have any activations, mutes, locks, gaps and values."""
    project = new_project(draw(st.sampled_from(SOURCES)), hidden=(draw(st.integers(1, 6)),))
    network = project.network
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()
    for neuron in hidden:
        network = set_neurons(
            network,
            [neuron],
            activation=draw(st.sampled_from([*HIDDEN, "=x/abs(x)", "=log(x)", "=3"])),
            bias=draw(st.sampled_from([0.0, 1.0, -500.0, 1e30])),
            muted=draw(st.booleans()),
            frozen=draw(st.booleans()),
            dropout=draw(st.sampled_from([0.0, 0.5])),
        )
    if draw(st.booleans()):
        network, lonely = add_neuron(network, (0, 500), activation="relu")
        network, _ = connect(network, hidden[0], lonely, 0.0)
    muted = draw(st.sets(st.sampled_from(network.edges.id.tolist())))
    network = set_edges(network, sorted(muted), muted=True)
    weight = draw(st.sampled_from([None, 0.0, 1e20]))
    if weight is not None:
        network = set_edges(network, network.edges.id, weight=weight)
    chosen = replace(
        project.settings,
        batch_size=draw(st.sampled_from([0, 1, 10_000])),
        learning_rate=draw(st.sampled_from([1e-12, 0.01, 1e6])),
    )
    return replace(project, network=network, start=network, settings=chosen)


@settings(max_examples=60)
@given(project=drawings())
def test_nothing_that_can_be_drawn_makes_the_clinic_stumble(project, as_patient):
    ill = as_patient(project)
    for epochs in (0, 1, 80):
        with suppress(Divergence):
            ill.train(epochs)
        moment = ill.examination()
        with np.errstate(all="ignore"):
            findings = examine(moment)
            marks = dead(moment) & saturated(moment)
        assert not marks.any()
        for finding in findings:
            assert all(neuron in project.network.neurons for neuron in finding.neurons)
            assert finding.sure in ("certain", "likely", "possible")
            for cure in finding.cures:
                if cure.redraw is not None:
                    after = cure.redraw(project.network)
                    assert np.array_equal(after.edges.id, project.network.edges.id)
                    compile(after)


def test_a_single_sample_and_no_hidden_neuron_are_nothing_to_speak_of(as_patient):
    network, x = add_neuron(EMPTY, (0, 0), kind=Kind.INPUT, column="x1")
    network, y = add_neuron(network, (90, 0), kind=Kind.OUTPUT, column="y", activation="relu")
    network, _ = connect(network, x, y, -1.0)
    project = new_project(GeneratedSource("plane", samples=20))
    project = replace(project, network=network, start=network)
    ill = as_patient(project).train(10)
    moment = ill.examination()
    alone = replace(moment, inputs=moment.inputs[:1], targets=moment.targets[:1])

    assert not dead(alone).any()
    assert [finding.key for finding in examine(alone)] in ([], ["batch"])


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber", "hinge"])
def test_every_loss_can_be_examined(as_patient, loss):
    project = new_project(GeneratedSource("circle", samples=40), loss=loss)
    ill = as_patient(project).train(70)

    assert np.isfinite(ill.examination().loss_left)
    examine(ill.examination())
