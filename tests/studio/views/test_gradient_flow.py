"""The gradient of each level, and what it says."""

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import GeneratedSource
from scratchstudio.network import Kind, set_neurons
from scratchstudio.project import new_project
from scratchstudio.studio.views.gradient_flow import PROBE, GradientFlow
from scratchstudio.studio.views.level_flow import FlowProbe, LevelFlow


def test_the_gradient_of_a_level_is_that_of_the_weights_that_lead_into_it(iris):
    moment = iris.moment()
    flow = FlowProbe(iris.document.settings.loss)(moment)
    _, gradient = moment.program.gradient(
        iris.fed.train_inputs, iris.fed.train_targets, "softmax_cross_entropy", moment.parameters
    )
    network = iris.document.network
    outputs = network.neurons.id[network.neurons.kind == Kind.OUTPUT]
    into_outputs = np.isin(network.edges.target, outputs)
    expected = np.sqrt(np.mean(gradient[moment.program.edge_parameter[into_outputs]] ** 2))

    assert flow.level.tolist() == [1, 2]
    assert flow.gradient[1] == pytest.approx(expected, rel=1e-4)


def test_a_loss_that_does_not_fit_the_outputs_gives_nothing_rather_than_stopping_training(iris):
    assert FlowProbe("sigmoid_cross_entropy")(iris.moment()) is None


def test_a_level_far_weaker_than_the_strongest_is_faint(iris):
    flow = LevelFlow(iris.document.network, np.array([1, 2, 3]), np.array([1e-6, 1e-2, 1.0]))
    assert flow.faint.tolist() == [True, False, False]
    assert flow.limits() == (-7.0, 1.0)


@pytest.mark.parametrize("gradient", [[], [0.0, 0.0], [np.nan, np.inf]])
def test_hostile_gradients_have_limits_all_the_same(iris, gradient):
    flow = LevelFlow(iris.document.network, np.arange(len(gradient)), np.array(gradient, float))
    low, high = flow.limits()
    assert low < high
    assert not flow.faint.any()


def test_the_view_says_that_the_gradient_reaches_every_level(show, iris):
    view = show(GradientFlow, iris)
    assert view.verdict.text() == "The gradient reaches every level."
    assert "Level 1: " in view.bars.accessibleDescription()
    view.grab()


def test_the_view_names_a_level_whose_gradient_vanishes(show, stage):
    deep = stage(new_project(GeneratedSource("circle", 100), hidden=(3,) * 7))
    network = deep.document.network
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()
    deep.document.draw("Sigmoid", set_neurons(network, hidden, activation="sigmoid"))
    deep.adopt()
    view = show(GradientFlow, deep)
    assert view.verdict.text().startswith("Level 1")
    assert "vanishing" in view.verdict.text()
    view.grab()


def test_weights_that_are_not_numbers_are_said_so(show, iris):
    view = show(GradientFlow, iris)
    iris.set_parameters(np.full_like(iris.trainer.parameters, np.nan))
    view.refresh()
    assert "not a number" in view.verdict.text()
    view.grab()


def test_another_loss_is_asked_for_at_once(show, plane):
    view = show(GradientFlow, plane)
    assert plane.probes[PROBE] == FlowProbe("squared")
    plane.document.change("Loss", settings=replace(plane.document.settings, loss="absolute"))
    assert plane.probes[PROBE] == FlowProbe("absolute")
    assert view.sentence == ""
