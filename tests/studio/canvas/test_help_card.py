"""F1: what the selected thing is, in words, with its numbers and its keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from scratchstudio.network import set_edges, set_neurons, tie
from scratchstudio.studio.canvas.help_card import HelpCard, close_help, show_help
from scratchstudio.studio.canvas.help_words import words_for


def text_about(network, *selection):
    words = words_for(network, frozenset(selection))
    return "\n".join((words.title, *words.sentences))


def test_a_hidden_neuron_is_explained_with_its_formula_and_activation(xor_with_skip):
    text = text_about(xor_with_skip, 3)
    assert text.startswith("h1: hidden neuron\nh1 = sigmoid(10·x1 + 10·x2 − 15)")
    assert "its 2 edges" in text
    assert "Sigmoid: " in text


def test_inputs_and_outputs_are_told_apart(xor_with_skip):
    assert "reads the column “x1”" in text_about(xor_with_skip, 1)
    assert "output neuron" in text_about(xor_with_skip, 4)
    assert "compared with the data's target" in text_about(xor_with_skip, 4)


def test_an_edge_says_what_it_does_and_in_which_state_it_is(xor_with_skip):
    edges = xor_with_skip.edges.id.tolist()
    network = tie(set_edges(xor_with_skip, edges[:1], frozen=True), edges[:2])
    text = text_about(network, edges[0])
    assert text.startswith("x1 → h1\nWeight 10")
    assert "tied" in text
    assert "frozen" in text
    muted = set_neurons(network, [3], muted=True)
    assert "as if it were not there" in text_about(muted, 3)


@pytest.mark.parametrize("selection", [(), (1, 2), (1, 99_999, 2)])
def test_nothing_or_several_things_are_not_explained(xor_with_skip, selection):
    assert words_for(xor_with_skip, frozenset(selection)) is None


def test_f1_explains_what_is_selected_and_esc_ends_it(qtbot, window):
    canvas = window.canvas
    neuron = int(window.document.network.neurons.id[3])
    window.document.select([neuron])
    window.actions_registry["help.this"].trigger()
    card = canvas.findChild(HelpCard)
    assert card.isVisible()
    assert "hidden neuron" in card.accessibleName()
    assert ("F2", "Rename") in card.keys
    assert "F2: Rename" in card.accessibleDescription()
    assert card.curve.isVisible()
    assert canvas.rect().contains(card.geometry())
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: canvas.findChild(HelpCard) is None)
    assert window.document.selection == {neuron}, "Esc took the card away and nothing else"


def test_the_keys_of_which_it_tells_can_be_pressed_at_once(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    show_help(hands.canvas)
    hands.key(Qt.Key.Key_M)
    assert hands.network.neurons.muted[2]
    assert not close_help(hands.canvas), "what it said is no longer so"


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_F2])
def test_it_makes_way_for_what_is_asked(qtbot, show, xor_with_skip, key):
    hands = show(xor_with_skip)
    hands.document.select([3])
    show_help(hands.canvas)
    hands.key(key)
    qtbot.waitUntil(lambda: hands.canvas.findChild(HelpCard) is None)


def test_f1_a_second_time_takes_it_away(show, xor_with_skip):
    hands = show(xor_with_skip)
    hands.document.select([3])
    assert show_help(hands.canvas)
    card = hands.canvas.findChild(HelpCard)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    assert card.isVisible()
    assert hands.document.selection == {3}, "the click was none on the canvas"
    assert show_help(hands.canvas)
    assert not card.isVisible()


def test_only_what_can_be_done_now_is_told(window):
    network = window.document.network
    window.document.select([int(network.edges.id[0])])
    window.actions_registry["help.this"].trigger()
    (card,) = window.canvas.findChildren(HelpCard)
    said = dict(card.keys)
    assert said["0 … 9"] == "Type another weight"
    assert card.curve is None
    words = words_for(network, frozenset([int(network.neurons.id[network.input_rows[0]])]))
    assert words.activation == ""
    assert "network.activation" not in words.commands, "an input neuron has none"
    assert "select.upstream" not in words.commands, "nothing leads into it"
    assert "select.downstream" in words.commands


@pytest.mark.parametrize("height", [200, 420])
def test_on_a_low_canvas_the_card_scrolls(show, xor_with_skip, height):
    hands = show(xor_with_skip)
    hands.canvas.resize(500, height)
    hands.document.select([4])
    assert show_help(hands.canvas)
    (card,) = hands.canvas.findChildren(HelpCard)
    assert hands.canvas.rect().contains(card.geometry())
    bar = card.findChild(QScrollArea).verticalScrollBar()
    assert (bar.maximum() > 0) == (height == 200)
    for key in ("tanh", "softmax", "=1/x"):
        hands.document.draw("A", set_neurons(hands.network, [4], activation=key))
        hands.document.select([4])
        show_help(hands.canvas)
        hands.canvas.grab()


def test_on_a_school_laptop_the_card_of_an_output_is_seen_whole(qtbot, window):
    qtbot.waitUntil(lambda: window.canvas.width() > 600)
    network = window.document.network
    window.document.select([int(network.neurons.id[network.output_rows[0]])])
    window.actions_registry["help.this"].trigger()
    (card,) = window.canvas.findChildren(HelpCard)
    assert card.findChild(QScrollArea).verticalScrollBar().maximum() == 0


def test_another_selection_ends_it(qtbot, window):
    window.document.select([int(window.document.network.edges.id[0])])
    window.actions_registry["help.this"].trigger()
    window.document.select([])
    qtbot.waitUntil(lambda: window.canvas.findChild(HelpCard) is None)


def test_with_nothing_selected_f1_lists_the_keys(qtbot, window, monkeypatch):
    asked = []
    window.actions_registry["help.keys"].triggered.connect(lambda *_: asked.append(1))
    window.actions_registry["help.this"].trigger()
    assert asked == [1]
