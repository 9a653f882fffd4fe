"""A neuron's response, large on the decision map: chosen, following the selection, and read."""

import numpy as np
import pytest

from scratchstudio.network import Kind, remove
from scratchstudio.studio.theme import LIGHT
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.neuron_response import response_scale
from scratchstudio.studio.views.response_choice import response_choice
from scratchstudio.studio.views.tint import Inks, tint_values


@pytest.fixture
def shown(show, plane):
    return show(DecisionMap, plane)


def hidden(stage):
    neurons = stage.document.network.neurons
    return neurons.id[neurons.kind == Kind.HIDDEN].tolist()


def pick(view, text):
    view.response.setCurrentIndex(view.response.findText(text))
    view.response.activated.emit(view.response.currentIndex())


def test_the_colours_are_the_engines_activations_of_the_chosen_neuron(shown, plane):
    neuron = hidden(plane)[1]
    name = plane.document.network.name(neuron)
    pick(shown, f"shows: {name}")
    response = shown.plane.response
    ground = shown.plane.ground
    row = int(plane.document.network.neurons.rows([neuron])[0])
    expected = plane.trainer.program.activations(ground.inputs, plane.trainer.parameters)[row]
    assert np.allclose(response.ravel(), expected, atol=1e-6)
    colours = tint_values(expected.astype(float), Inks.of(LIGHT), shown.plane.scale)
    assert np.array_equal(shown.plane.image.reshape(-1, 4), colours)
    assert shown.colour_scale.accessibleName().startswith(f"Colours of {name}: from")


def test_the_reading_names_the_neuron(shown, plane):
    neuron = hidden(plane)[0]
    response_choice(plane.document).ask(neuron)
    shown.plot.hovered.emit(0.0, 0.0)
    assert f"→ {plane.document.network.name(neuron)} " in shown.reading.text()


def test_it_follows_the_selection_when_asked_to(shown, plane):
    first, second, _ = hidden(plane)
    pick(shown, "shows: selected neuron")
    assert shown.plane.response is None
    for neuron in (first, second):
        plane.document.select([neuron])
        assert shown.plane.slice.neuron == neuron
    plane.document.select([])
    assert shown.plane.response is None


def test_otherwise_the_selection_changes_nothing(shown, plane):
    first, second, _ = hidden(plane)
    response_choice(plane.document).show(first)
    plane.document.select([second])
    assert shown.plane.slice.neuron == first
    pick(shown, "shows: answer")
    assert shown.plane.slice.neuron is None


def test_a_neuron_that_is_removed_gives_way_to_the_answer(shown, plane):
    first = hidden(plane)[0]
    response_choice(plane.document).show(first)
    plane.document.draw("Delete", remove(plane.document.network, [first]))
    plane.adopt()
    shown.refresh()
    assert shown.response.currentText() == "shows: answer"
    assert shown.plane.slice.neuron is None


def test_classes_keep_their_points_and_have_a_scale_only_for_a_response(show, iris):
    view = show(DecisionMap, iris)
    assert not view.colour_scale.isVisible()
    response_choice(iris.document).show(hidden(iris)[0])
    assert view.colour_scale.isVisible()
    assert len(view.plane.border) == 0
    assert "setosa" in view.legend.text()
    response_choice(iris.document).show_answer()
    assert not view.colour_scale.isVisible()


def test_a_response_is_measured_from_zero_and_flat_ones_stay_pale():
    assert response_scale(np.array([0.0, 0.2])).high == 1.0
    assert response_scale(np.array([0.0, 3.0])).low == 0.0
    scale = response_scale(np.array([-0.5, 2.0, np.nan]))
    assert (scale.low, scale.high) == (-2.0, 2.0)
    assert response_scale(np.array([np.nan])).high == 1.0
