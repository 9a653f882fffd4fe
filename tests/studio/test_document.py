"""The document: every change can be undone, acts merge as a person would count them."""

from dataclasses import replace

from scratchstudio.data import Recipe
from scratchstudio.network import add_neuron, remove, set_neurons


def test_undo_gives_back_the_very_network_and_redo_the_other(document):
    before = document.network
    after, _ = add_neuron(before)

    document.draw("Add a neuron", after)
    assert document.network is after
    document.undo_stack.undo()
    assert document.network is before
    document.undo_stack.redo()
    assert document.network is after


def test_moves_of_one_drag_are_one_entry(document):
    neuron = int(document.network.neurons.id[0])
    before = document.network
    for x in range(5):
        moved = set_neurons(document.network, [neuron], position=(x, 0.0))
        document.draw("Move", moved, merge="drag 1")

    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.network is before


def test_two_drags_are_two_entries(document):
    neuron = int(document.network.neurons.id[0])
    for drag in ("drag 1", "drag 2"):
        document.draw("Move", set_neurons(document.network, [neuron], bias=1.0), merge=drag)
    assert document.undo_stack.count() == 2


def test_what_is_deleted_leaves_the_selection(document):
    neuron = int(document.network.neurons.id[2])
    document.select([neuron, int(document.network.neurons.id[0])])
    document.draw("Delete", remove(document.network, [neuron]))
    assert document.selection == {int(document.network.neurons.id[0])}


def test_before_the_first_step_an_edit_is_also_the_new_start(document):
    neuron = int(document.network.neurons.id[-1])
    document.draw("Bias", set_neurons(document.network, [neuron], bias=0.25))
    assert document.content.start is document.network


def test_a_recipe_that_cannot_be_prepared_is_explained_and_undone(document):
    document.change("Inputs", recipe=Recipe(inputs=("nowhere",), targets=("label",)))
    assert document.prepared is None
    assert "nowhere" in document.data_error
    document.undo_stack.undo()
    assert document.prepared is not None
    assert document.data_error == ""


def test_each_listener_hears_only_what_concerns_it(document, qtbot):
    heard = []
    document.networkChanged.connect(lambda *_: heard.append("network"))
    document.settingsChanged.connect(lambda: heard.append("settings"))
    document.dataChanged.connect(lambda: heard.append("data"))

    document.change("Rate", settings=replace(document.settings, learning_rate=0.5))
    document.change("Split", recipe=replace(document.content.recipe, seed=77))

    assert heard == ["settings", "data"]
