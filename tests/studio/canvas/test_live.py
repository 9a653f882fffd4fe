"""The canvas while training: what it shows, and what can be done meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scratchstudio.data import SampleSource
from scratchstudio.network import Kind, in_layer, remove
from scratchstudio.project import new_project, start_project
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas import CanvasView
from scratchstudio.studio.canvas.responses import CELLS, coloured
from scratchstudio.studio.document import Document
from scratchstudio.studio.pixel_weights import pixel_weights
from scratchstudio.studio.session import Session
from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT, signed_colours
from scratchstudio.studio.views.decision_plane import Slice
from scratchstudio.studio.views.plane_choice import plane_choice


@pytest.fixture
def canvas(qtbot, appearance) -> Iterator[CanvasView]:
    document = Document(start_project())
    session = Session(document)
    owner = QWidget()
    view = CanvasView(document, session, appearance, Actions(owner), owner)
    view.reduced_motion = True
    owner.resize(900, 600)
    view.resize(900, 600)
    qtbot.addWidget(owner)
    owner.show()
    yield view
    session.close()
    owner.close()


def steps(canvas: CanvasView) -> int:
    frame = canvas.session.frame
    return 0 if frame is None else frame.snapshot.step


def test_training_changes_what_is_drawn(canvas, qtbot):
    before = canvas.grab().toImage()
    with qtbot.waitSignals([canvas.session.frameReady] * 3, timeout=5000):
        canvas.session.play()
    qtbot.waitUntil(lambda: steps(canvas) > 50)
    assert not np.array_equal(canvas.weights(), canvas.document.network.edges.weight)
    assert canvas.grab().toImage() != before
    canvas.session.pause()


def test_training_carries_on_while_a_layer_is_widened(canvas, qtbot):
    with qtbot.waitSignal(canvas.session.frameReady, timeout=5000):
        canvas.session.play()
    layer = canvas.document.network.layers[0]
    count = len(in_layer(canvas.document.network, layer.id))
    outline = canvas.layers.box(canvas.layers.column(layer.id))
    end = QPoint(round(outline.center().x()), round(outline.bottom()))
    pitch = QPoint(0, round(layer.spacing * canvas.viewport.scale))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    for stop in (pitch / 2, pitch, 2 * pitch):
        QTest.mouseMove(canvas, end + stop)
    canvas.grab()
    QTest.mouseRelease(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end + 2 * pitch
    )
    assert len(in_layer(canvas.document.network, layer.id)) == count + 2
    qtbot.waitUntil(
        lambda: canvas.session.frame.snapshot.network.same_wiring(canvas.document.network)
    )
    before = steps(canvas)
    qtbot.waitUntil(lambda: steps(canvas) > before)
    canvas.session.pause()


def test_an_edit_while_training_is_shown_at_once(canvas, qtbot):
    with qtbot.waitSignal(canvas.session.frameReady, timeout=5000):
        canvas.session.play()
    count = len(canvas.document.network.neurons)
    canvas.editor.add_layer(3, "relu")
    assert len(canvas.picture.network.neurons) == count + 3
    assert len(canvas.weights()) == len(canvas.document.network.edges)
    canvas.grab()
    qtbot.waitUntil(
        lambda: canvas.session.frame.snapshot.network.same_wiring(canvas.document.network)
    )
    canvas.grab()
    canvas.session.pause()


def test_a_copy_made_while_training_takes_the_weights_of_the_moment(canvas, qtbot):
    canvas.session.play()
    qtbot.waitUntil(lambda: steps(canvas) > 20)
    canvas.document.select(canvas.document.network.neurons.id)
    text = canvas.editor.copy_text()
    assert str(float(canvas.document.network.edges.weight[0])) not in text
    canvas.session.pause()


def test_neurons_show_their_response_to_two_inputs(canvas, qtbot):
    qtbot.waitUntil(lambda: canvas.shown_responses is not None, timeout=5000)
    assert set(canvas.shown_responses.ids.tolist()) == set(
        canvas.document.network.neurons.id.tolist()
    )
    canvas.actions_registry["view.responses"].trigger()
    assert canvas.shown_responses is None


def test_an_input_that_reads_nothing_ends_the_responses(canvas, qtbot):
    qtbot.waitUntil(lambda: canvas.shown_responses is not None, timeout=5000)
    canvas.editor.add(Kind.INPUT, (0, 500))
    assert canvas.shown_responses is None


def test_of_many_features_the_responses_are_those_to_the_two_of_the_map(canvas, qtbot):
    canvas.document.open(new_project(SampleSource("iris"), hidden=(4,)))
    network, features = canvas.document.network, canvas.document.prepared.features
    plane_choice(canvas.document).choose(Slice(features[0], features[3]))

    def across(feature: str) -> bool:
        [neuron] = network.neurons.id[network.neurons.column == feature]
        images = canvas.shown_responses.pixels[canvas.shown_responses.ids == neuron]
        return bool(len(images)) and len(np.unique(images[0][0])) > 2

    def shown() -> bool:
        responses = canvas.shown_responses
        return responses is not None and set(responses.ids) == set(network.neurons.id)

    qtbot.waitUntil(lambda: shown() and across(features[0]), timeout=5000)
    assert [across(feature) for feature in features] == [True, False, False, False]
    plane_choice(canvas.document).choose(Slice(features[2], features[1]))
    qtbot.waitUntil(lambda: across(features[2]), timeout=5000)
    assert [across(feature) for feature in features] == [False, False, True, False]


def test_the_response_to_a_single_feature_changes_only_across(canvas, qtbot):
    project = new_project(SampleSource("iris"), hidden=(3,))
    first, *others = project.network.neurons.id[project.network.input_rows].tolist()
    network = remove(project.network, others)
    canvas.document.open(replace(project, network=network, start=network))
    qtbot.waitUntil(
        lambda: canvas.shown_responses is not None and first in canvas.shown_responses.ids,
        timeout=5000,
    )
    images = canvas.shown_responses.pixels[canvas.shown_responses.ids == first][0]
    assert images.shape == (CELLS, CELLS)
    assert len(np.unique(images[0])) > 2
    assert np.array_equal(images[0], images[-1])


@pytest.mark.parametrize("whole", [True, False], ids=["seen whole", "seen in part"])
def test_other_data_are_framed_anew_only_for_who_saw_the_whole_drawing(canvas, qtbot, whole):
    document = canvas.document
    qtbot.waitUntil(canvas.shows_all)
    if not whole:
        canvas.look(canvas.viewport.panned(500, 0))
    before = canvas.viewport
    digits = new_project(SampleSource("digits"))
    document.change(
        "Other data", source=digits.source, recipe=digits.recipe, network=digits.network
    )
    assert canvas.shows_all() is whole
    assert (canvas.viewport == before) is not whole


def test_neurons_that_read_pixels_show_their_weights_as_a_picture(canvas, qtbot):
    canvas.document.open(new_project(SampleSource("digits"), hidden=(3,)))
    network, picture = canvas.document.network, canvas.document.prepared.picture
    [hidden, *_] = network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()

    def shown() -> bool:
        responses = canvas.shown_responses
        return responses is not None and set(responses.ids) == set(network.neurons.id)

    qtbot.waitUntil(shown, timeout=5000)
    pixels = canvas.shown_responses.pixels[canvas.shown_responses.ids == hidden][0]
    step = CELLS // picture.width
    weights = pixel_weights(network, hidden, picture)
    expected = signed_colours(canvas.theme, weights / np.abs(weights).max(), 1.0)
    assert np.array_equal(pixels[::step, ::step], expected)


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.key)
def test_a_response_has_the_colours_of_its_signs(theme):
    maps = np.stack([np.tile(np.linspace(-2, 2, CELLS), (CELLS, 1)), np.zeros((CELLS, CELLS))])
    colours = coloured(maps, theme)
    assert f"#{colours[0, 5, 0] & 0xFFFFFF:06X}" == theme.negative
    assert f"#{colours[0, 5, -1] & 0xFFFFFF:06X}" == theme.positive
    assert f"#{colours[1, 5, 5] & 0xFFFFFF:06X}" == theme.neutral


def test_another_theme_dresses_the_canvas(canvas, appearance):
    light = canvas.grab().toImage()
    appearance.use(DARK)
    dark = canvas.grab().toImage()
    assert light.pixelColor(30, 30) != dark.pixelColor(30, 30)
    appearance.use(LIGHT)


def test_opening_another_project_shows_it_whole(canvas):
    canvas.look(canvas.viewport.panned(4000, 0))
    canvas.document.open(start_project())
    for place in canvas.viewport.to_screen(canvas.picture.position):
        assert 0 < place[0] < canvas.width()
        assert 0 < place[1] < canvas.height()
