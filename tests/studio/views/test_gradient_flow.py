"""The gradient of each level, and what it says."""

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import GeneratedSource
from scratchstudio.network import Kind, set_neurons
from scratchstudio.project import new_project
from scratchstudio.studio.views.gradient_flow import PROBE, GradientFlow, _verdict
from scratchstudio.studio.views.level_flow import FlowProbe, LevelFlow, limits


def flow_of(stage, gradient, movement=None):
    values = np.array(gradient, float)
    moved = np.full(len(values), np.nan) if movement is None else np.array(movement)
    return LevelFlow(stage.document.network, np.arange(1, len(values) + 1), values, moved)


def test_the_movement_of_a_level_is_the_share_that_one_step_adds(iris):
    before = iris.trainer.parameters
    assert np.isnan(FlowProbe("softmax_cross_entropy")(iris.moment()).movement).all()
    iris.train(1)
    moment = iris.moment()
    flow = FlowProbe("softmax_cross_entropy")(moment)
    edges = moment.program.edge_parameter[:16]
    moved = (moment.parameters - before)[edges]
    expected = np.sqrt(np.mean(moved**2) / np.mean(moment.parameters[edges] ** 2))
    assert flow.movement[0] == pytest.approx(expected, rel=1e-4)


def test_a_level_that_a_step_throws_about_is_hasty_and_said_so(show, iris):
    assert flow_of(iris, [1.0, 1.0], [0.3, 0.001]).hasty.tolist() == [True, False]
    view = show(GradientFlow, iris)
    settings = replace(iris.document.settings, learning_rate=3.0, optimiser="adam")
    iris.trainer.configure(settings)
    iris.train(1)
    view.refresh()
    assert "rate is likely too high" in view.verdict.text()
    assert "Level 1: " in view.movement.accessibleDescription()
    view.grab()


def test_a_step_that_moves_no_level_is_said_so(show, iris):
    assert not flow_of(iris, [1.0, 1.0]).slow
    assert not flow_of(iris, [1.0, 1.0], [1e-7, 1e-4]).slow
    assert flow_of(iris, [1.0, 1.0], [1e-7, np.nan]).slow
    view = show(GradientFlow, iris)
    iris.trainer.configure(replace(iris.document.settings, learning_rate=1e-9))
    iris.train(1)
    view.refresh()
    assert "hardly moves" in view.verdict.text()


@pytest.mark.parametrize("movement", [[1e-3, 1e-3], [1e-14, 1.0], [np.nan, np.nan], [0.0, 5.0]])
def test_every_movement_is_painted_beside_the_mark_of_what_is_usual(show, iris, movement):
    view = show(GradientFlow, iris)
    flow = flow_of(iris, [1.0, 1.0], movement)
    iris.frame = replace(iris.frame, probes={PROBE: flow})
    view.refresh()
    assert view.movement.bars.usual == 1e-3
    view.grab()


def test_before_the_first_step_the_movement_is_a_dash(show, iris):
    view = show(GradientFlow, iris)
    assert view.movement.accessibleDescription() == "Level 1: —; Level 2: —"


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
    flow = flow_of(iris, [1e-6, 1e-2, 1.0])
    assert flow.faint.tolist() == [True, False, False]
    assert limits(flow.gradient) == (-7.0, 1.0)


@pytest.mark.parametrize("gradient", [[], [0.0, 0.0], [np.nan, np.inf]])
def test_hostile_gradients_have_limits_all_the_same(iris, gradient):
    flow = flow_of(iris, gradient)
    low, high = limits(flow.gradient)
    assert low < high
    assert not flow.faint.any()


def test_the_view_says_that_the_gradient_reaches_every_level(show, iris):
    view = show(GradientFlow, iris)
    assert view.verdict.text() == "The gradient reaches every level."
    assert "Level 1: " in view.pull.accessibleDescription()
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


def test_a_gradient_that_grows_on_its_way_back_is_told_from_one_that_vanishes(show, iris):
    assert "vanishing" in _verdict(flow_of(iris, [1e-6, 1e-2, 1.0]))
    grown = _verdict(flow_of(iris, [50.0, 1.0, 1e-3]))
    assert "level 1 gets more than a thousand times what level 3 gets" in grown


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
