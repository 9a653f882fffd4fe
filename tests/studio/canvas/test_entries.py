"""What is typed in place goes with the thing that it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from scratchstudio.network import Network, add_neuron, as_layer, connect, frame_round
from scratchstudio.network import group as grouped
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.note_entry import NoteEntry

from .conftest import Hands, project_of

Ask = Callable[[Hands, int], object]


def _layer(network: Network) -> tuple[Network, int]:
    return as_layer(network, [1, 2])


def _group(network: Network) -> tuple[Network, int]:
    return grouped(network, [4, 5])


def _frame(network: Network) -> tuple[Network, int]:
    return frame_round(network, [4, 5, 6])


def _neuron(network: Network) -> tuple[Network, int]:
    return add_neuron(network, (160, 300))


def _edge(network: Network) -> tuple[Network, int]:
    return connect(network, 1, 3)


def _chosen(act: Callable[[Hands], object]) -> Ask:
    def ask(hands: Hands, id_: int) -> None:
        hands.document.select([id_])
        act(hands)

    return ask


def _size(hands: Hands, id_: int) -> None:
    hands.document.select([1])
    hands.canvas.ask_layer_size()


ASKED = {
    "layer's name": (_layer, lambda hands, id_: hands.canvas.ask_layer_name(id_)),
    "layer's size": (_layer, _size),
    "group's name": (_group, lambda hands, id_: hands.canvas.rename_group(id_)),
    "frame's title": (_frame, lambda hands, id_: hands.canvas.edit_frame_title(id_)),
    "frame's comment": (_frame, _chosen(lambda hands: hands.canvas.edit_frame_note())),
    "neuron's name": (_neuron, lambda hands, id_: hands.canvas.rename(id_)),
    "edge's weight": (_edge, _chosen(lambda hands: hands.canvas.type_weight("5"))),
    "share of pairs": (_neuron, _chosen(lambda hands: hands.canvas.connect_sparsely())),
}


def shown(hands: Hands) -> list[QWidget]:
    entries = [*hands.canvas.findChildren(Entry), *hands.canvas.findChildren(NoteEntry)]
    return [each for each in entries if each.isVisible()]


def asked(hands: Hands, about: str) -> QWidget:
    make, ask = ASKED[about]
    after, id_ = make(hands.network)
    hands.document.draw("made", after)
    ask(hands, id_)
    (entry,) = shown(hands)
    return entry


@pytest.mark.parametrize("about", ASKED)
def test_it_closes_when_the_thing_is_undone_and_types_nothing(show, two_layers, about: str) -> None:
    hands = show(two_layers)
    entry = asked(hands, about)
    hands.document.undo_stack.undo()
    assert not shown(hands)
    assert hands.canvas.hasFocus()
    if isinstance(entry, Entry):
        entry.returnPressed.emit()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not hands.document.undo_stack.canUndo()
    assert not hands.canvas.bubble.isVisible()


@pytest.mark.parametrize("about", ASKED)
def test_it_closes_when_another_project_is_opened(show, two_layers, about: str) -> None:
    hands = show(two_layers)
    asked(hands, about)
    hands.document.open(project_of(two_layers))
    assert not shown(hands)
    assert not hands.document.undo_stack.canUndo()


def test_it_stays_while_something_else_is_undone(show, two_layers) -> None:
    hands = show(two_layers)
    made, layer = as_layer(two_layers, [1, 2])
    hands.document.draw("layer", made)
    hands.document.draw("neuron", add_neuron(made, (160, 300))[0])
    hands.canvas.ask_layer_name(layer)
    hands.document.undo_stack.undo()
    hands.type(hands.find(Entry), "inputs")
    assert hands.network.layers[-1].name == "inputs"


def test_a_comment_left_by_undo_is_not_taken(show, two_layers) -> None:
    hands = show(two_layers)
    entry = asked(hands, "frame's comment")
    QTest.keyClicks(entry, "half a sen")
    hands.document.undo_stack.undo()
    hands.document.undo_stack.redo()
    assert [each.note for each in hands.network.frames] == [""]
