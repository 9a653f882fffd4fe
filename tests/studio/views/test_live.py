"""What all views have in common: their pace, and that they rest while hidden."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scratchstudio.network import Kind, remove
from scratchstudio.studio.moment import Failed
from scratchstudio.studio.views import VIEWS
from scratchstudio.studio.views.live import LiveView


class Counting(LiveView):
    def __init__(self, *given):
        super().__init__(*given)
        self.shown = []

    def probes(self):
        return {"count": lambda moment: len(self.shown)}

    def show_frame(self, frame):
        self.shown.append(frame)


def test_a_burst_of_frames_is_shown_as_the_first_and_the_last(qtbot, show, divided):
    view = show(Counting, divided)
    already = len(view.shown)

    for _ in range(20):
        divided.train(1)

    assert len(view.shown) <= already + 1
    qtbot.waitUntil(lambda: view.shown[-1] is divided.frame)
    assert len(view.shown) <= already + 2


def test_a_hidden_view_asks_for_nothing_and_does_nothing(show, divided):
    view = show(Counting, divided)
    assert "count" in divided.probes

    view.hide()
    seen = len(view.shown)
    for _ in range(3):
        divided.train(1)
        view.refresh()

    assert divided.probes == {}
    assert len(view.shown) == seen


def test_a_view_that_is_shown_again_shows_the_newest_frame_at_once(show, divided):
    view = show(Counting, divided)
    view.hide()
    divided.train(5)

    view.show()

    assert view.shown[-1] is divided.frame
    assert "count" in divided.probes


def test_why_nothing_can_be_trained_stands_in_place_of_the_view(show, divided):
    view = show(Counting, divided)

    divided.fail("The output neuron has no column. Choose one for it.")
    assert view.sentence == "The output neuron has no column. Choose one for it."

    divided.fail("")
    assert view.sentence == ""


def test_what_could_not_be_computed_is_said_in_place_of_the_view(show, divided):
    view = show(Counting, divided)
    divided.probes["count"] = lambda moment: Failed(ValueError("odd data"))
    divided.train(1)
    view.refresh()
    assert "ValueError: odd data" in view.sentence
    assert "Training goes on" in view.sentence


@pytest.mark.parametrize("entry", VIEWS, ids=[entry.key for entry in VIEWS])
def test_every_view_rests_while_hidden_and_has_names_for_a_screen_reader(
    qtbot, entry, iris, appearance
):
    host = QWidget()
    qtbot.addWidget(host)
    view = entry.make(iris.document, iris, appearance)
    QVBoxLayout(host).addWidget(view)
    host.resize(500, 400)
    assert iris.probes == {}

    host.show()
    qtbot.waitExposed(host)
    iris.train(3)
    assert entry.title
    assert entry.help.endswith(".")
    assert view.accessibleName()

    view.hide()
    assert iris.probes == {}


@pytest.mark.parametrize("entry", VIEWS, ids=[entry.key for entry in VIEWS])
def test_every_view_survives_weights_that_are_not_numbers(show, entry, iris):
    view = show(entry.make, iris)
    broken = iris.trainer.parameters
    broken[:] = float("nan")
    iris.set_parameters(broken)
    view.refresh()
    view.grab()


@pytest.mark.parametrize("entry", VIEWS, ids=[entry.key for entry in VIEWS])
def test_every_view_follows_an_edit_of_the_drawing(show, entry, iris):
    view = show(entry.make, iris)
    network = iris.document.network
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()
    iris.document.draw("Delete", remove(network, hidden[:1]))
    view.refresh()
    iris.adopt()
    iris.train(1)
    view.refresh()
    view.grab()
    assert view.sentence == ""
