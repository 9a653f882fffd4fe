"""Training from the window's side: play, edit while it runs, pause, undo, reset, trouble."""

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.network import add_neuron, connect, remove, set_edges, set_neurons
from scratchstudio.project import start_project
from scratchstudio.studio.moment import Failed, Frame, Moment


@pytest.fixture
def ready(qtbot, session):
    """A session whose first frame has arrived."""
    qtbot.waitUntil(lambda: session.frame is not None)
    return session


def train_for_a_while(qtbot, session, steps=50):
    session.play()
    began = session.frame.snapshot.step
    qtbot.waitUntil(lambda: session.frame.snapshot.step >= began + steps)


def test_training_moves_the_weights_and_pausing_makes_one_undo_entry(qtbot, ready, document):
    start = document.network

    train_for_a_while(qtbot, ready)
    ready.pause()

    assert not np.allclose(document.network.edges.weight, start.edges.weight)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText().startswith("Train ")


def test_undoing_a_training_run_gives_back_the_weights_and_the_step_count(qtbot, ready, document):
    start = document.network
    train_for_a_while(qtbot, ready)
    ready.pause()
    trained = document.network

    document.undo_stack.undo()
    qtbot.waitUntil(lambda: ready.frame.snapshot.step == 0)
    assert document.network.same(start)
    assert np.allclose(ready.frame.snapshot.weights, start.edges.weight)

    document.undo_stack.redo()
    qtbot.waitUntil(lambda: ready.frame.snapshot.step > 0)
    assert document.network.same(trained)


def test_reset_goes_back_to_the_same_start_weights_and_is_undoable(qtbot, ready, document):
    start = document.network
    train_for_a_while(qtbot, ready)

    ready.reset()

    assert not ready.playing
    assert np.array_equal(document.network.edges.weight, start.edges.weight)
    qtbot.waitUntil(lambda: ready.frame.snapshot.step == 0)
    document.undo_stack.undo()
    assert not np.array_equal(document.network.edges.weight, start.edges.weight)
    qtbot.waitUntil(lambda: ready.frame.snapshot.step > 0)


def test_new_weights_come_from_the_next_seed_and_become_the_start(qtbot, ready, document):
    before = document.content

    ready.new_weights()

    assert document.settings.seed == before.settings.seed + 1
    assert not np.array_equal(document.network.edges.weight, before.network.edges.weight)
    assert document.content.start.same(document.network)


def test_training_from_the_same_start_gives_the_same_weights_again(qtbot, ready, document):
    ready.step(40)
    first = document.network.edges.weight
    ready.reset()
    ready.step(40)
    assert np.array_equal(document.network.edges.weight, first)


def test_steps_continue_bit_for_bit_across_an_undone_and_redone_run(qtbot, ready, document):
    ready.step(30)
    ready.step(30)
    straight = document.network.edges.weight

    document.undo_stack.undo()
    ready.step(30)

    assert np.array_equal(document.network.edges.weight, straight)


def test_a_neuron_drawn_while_training_joins_without_a_restart(qtbot, ready, document):
    train_for_a_while(qtbot, ready)
    ids = document.network.neurons.id
    drawn, neuron = add_neuron(document.network, (80, 300), activation="tanh")
    drawn, _ = connect(drawn, int(ids[0]), neuron, 0.5)
    step = ready.frame.snapshot.step

    document.draw("Add a neuron", drawn)

    qtbot.waitUntil(lambda: neuron in ready.frame.snapshot.network.neurons)
    assert ready.playing
    assert ready.frame.snapshot.step >= step
    ready.pause()
    assert document.network.same_wiring(drawn)


def test_a_weight_typed_while_training_takes_that_value_even_if_it_had_it_before(
    qtbot, ready, document
):
    edge = int(document.network.edges.id[0])
    document.draw("Freeze", set_edges(document.network, [edge], weight=0.5))
    train_for_a_while(qtbot, ready)
    frozen = set_edges(document.network, [edge], weight=0.5, frozen=True)

    document.draw("Type a weight", frozen, touched=[edge])

    qtbot.waitUntil(lambda: ready.frame.snapshot.weights[0] == 0.5)


def test_an_edit_undone_while_training_keeps_what_was_learned(qtbot, ready, document):
    train_for_a_while(qtbot, ready)
    drawn, neuron = add_neuron(document.network, (80, 300), activation="tanh")
    document.draw("Add a neuron", drawn)
    qtbot.waitUntil(lambda: neuron in ready.frame.snapshot.network.neurons)

    document.undo_stack.undo()

    qtbot.waitUntil(lambda: neuron not in ready.frame.snapshot.network.neurons)
    assert ready.playing
    assert not np.allclose(ready.frame.snapshot.weights, document.network.edges.weight)


def test_a_network_without_outputs_is_said_to_be_untrainable_and_recovers(qtbot, ready, document):
    outputs = document.network.neurons.id[document.network.output_rows].tolist()

    document.draw("Delete", remove(document.network, outputs))

    qtbot.waitUntil(lambda: ready.problem != "")
    assert ready.problem.endswith(".")
    ready.play()
    assert not ready.playing
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: ready.problem == "")


def test_of_another_project_no_frame_tells_how_far_the_one_before_was(qtbot, ready, document):
    project = start_project()
    outputs = project.network.neurons.id[project.network.output_rows].tolist()
    without = remove(project.network, outputs)
    for _ in range(5):
        document.open(project)
        qtbot.waitUntil(lambda: not ready.problem and ready.frame.snapshot.step == 0)
        train_for_a_while(qtbot, ready)
        told: list[Frame] = []

        document.open(replace(project, network=without, start=without))
        ready.frameReady.connect(told.append)
        qtbot.waitUntil(lambda: bool(ready.problem))
        ready.frameReady.disconnect(told.append)
        assert not told


def test_the_learning_rate_changes_while_it_runs(qtbot, ready, document):
    train_for_a_while(qtbot, ready)
    document.change("Rate", settings=replace(document.settings, learning_rate=0.0005))
    qtbot.waitUntil(lambda: ready.frame.snapshot.learning_rate == 0.0005)
    assert ready.playing


def test_training_a_number_of_epochs_stops_by_itself(qtbot, ready, document):
    ready.run_epochs(3)
    qtbot.waitUntil(lambda: not ready.playing)
    assert ready.frame.snapshot.epoch == 3
    assert document.undo_stack.count() == 1


def test_a_diverging_run_pauses_with_finite_weights_and_a_sentence(qtbot, ready, document):
    linear = set_neurons(document.network, document.network.neurons.id, activation="linear")
    rash = replace(document.settings, loss="squared", optimiser="sgd", learning_rate=1e6)
    document.change("Linear and rash", network=linear, settings=rash)
    with qtbot.waitSignal(ready.troubled) as told:
        ready.play()
    assert str(told.args[0]).endswith(".")
    assert not ready.playing
    assert np.isfinite(document.network.edges.weight).all()


def test_a_probe_is_computed_for_each_moment_and_dropped_when_unset(qtbot, ready, document):
    def count(moment: Moment) -> int:
        return len(moment.network.edges)

    ready.set_probe("edges", count)
    qtbot.waitUntil(lambda: ready.frame.probes.get("edges") == len(document.network.edges))

    ready.set_probe("edges", None)
    ready.step()
    assert "edges" not in ready.frame.probes


def test_a_probe_that_fails_says_so_and_training_goes_on(qtbot, ready, document):
    faults = [1]

    def broken(moment: Moment) -> str:
        if faults:
            raise ZeroDivisionError("nothing to divide")
        return "well"

    train_for_a_while(qtbot, ready)
    ready.set_probe("broken", broken)
    qtbot.waitUntil(lambda: isinstance(ready.frame.probes.get("broken"), Failed))
    assert str(ready.frame.probes["broken"].error) == "nothing to divide"
    began = ready.frame.snapshot.step
    qtbot.waitUntil(lambda: ready.frame.snapshot.step > began)
    assert ready.playing
    faults.clear()
    document.change("x", settings=replace(document.settings, learning_rate=0.001))
    qtbot.waitUntil(lambda: ready.frame.probes.get("broken") == "well")


def test_closing_while_training_keeps_the_training_in_the_document(qtbot, ready, document):
    train_for_a_while(qtbot, ready)
    ready.close()
    assert document.content.run is not None
    assert document.undo_stack.undoText().startswith("Train ")
