"""What may lie on the clipboard: refused with a sentence, at once, and nothing is changed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from scratchstudio.network import EMPTY, add_neurons, connect_dense, from_json, to_json
from scratchstudio.network import rules as network_rules
from scratchstudio.studio.canvas.clipboard import LONGEST_TEXT, MARK

from .conftest import CONTROL, SHIFT

NEVER = float("nan")


def neurons(count: int = 2, **columns: object) -> dict[str, object]:
    places = [[0.0, 90.0 * i] for i in range(count)]
    return {"id": list(range(1, count + 1)), "position": places} | columns


def edges(*pairs: tuple[int, int], **columns: object) -> dict[str, object]:
    sources, targets = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ids = list(range(10**6, 10**6 + len(pairs)))
    return {"id": ids, "source": sources, "target": targets} | columns


def copied(drawn: object, wires: object = None, outside: object = (), next_id: int = 10**7) -> str:
    network = {"next_id": next_id, "neurons": drawn, "edges": wires or {"id": []}}
    outer = list(outside) if isinstance(outside, (list, tuple)) else outside
    return json.dumps({"kind": MARK, "version": 1, "network": network, "outside": outer})


HOSTILE = {
    "bytes": "\x00\ufffe{]\x1b[0m",
    "deep lists": f'{{"kind":"{MARK}","version":1,"network":' + "[" * 100_000 + "]" * 100_000,
    "deep tables": f'{{"kind":"{MARK}","version":1,"network":' + '{"a":' * 100_000 + "1",
    "more than is read": MARK + "x" * LONGEST_TEXT,
    "not a place": copied(neurons(position=[[NEVER, 0.0], [0.0, 0.0]])),
    "no end of a place": copied(neurons(position=[[float("inf"), 0.0], [0.0, 0.0]])),
    "a place of 4,000 digits": copied(neurons()).replace("90.0", "9" * 4000),
    "a place of 5,000 digits": copied(neurons()).replace("90.0", "9" * 5000),
    "not a weight": copied(neurons(), edges((1, 2), weight=[NEVER])),
    "no end of a weight": copied(neurons(), edges((1, 2), weight=[float("-inf")])),
    "not a bias": copied(neurons(bias=[NEVER, 0.0])),
    "a cycle": copied(neurons(), edges((1, 2), (2, 1))),
    "a wire to itself": copied(neurons(), edges((1, 1))),
    "a wire twice": copied(neurons(), edges((1, 2), (1, 2))),
    "a wire to nowhere": copied(neurons(), edges((1, 9))),
    "one id twice": copied(neurons(id=[1, 1])),
    "a negative id": copied(neurons(id=[-1, 1])),
    "ids used up": copied(neurons(), next_id=2**60),
    "an unknown kind": copied(neurons(kind=[7, 0])),
    "an unknown activation": copied(neurons(activation=["wobble", "tanh"])),
    "a formula that runs code": copied(neurons(activation=["=__import__('os')", "tanh"])),
    "a name of 10,000 letters": copied(neurons(name=["x" * 10_000, "y"])),
    "a tie beyond counting": copied(neurons(), edges((1, 2), tie=[2**63 - 1])),
    "ticks that are numbers": copied(neurons(frozen=[1, 0])),
    "wires outside that are none": copied(neurons(), outside=[[1, 2]]),
    "weights outside that are none": copied(neurons(), outside=[[1, 99, NEVER]]),
    "200,000 neurons": copied({"id": list(range(1, 200_001))}),
    "400,000 wires between two": copied(neurons(), edges(*[(1, 2)] * 100_000)),
}


def paste(hands, text: str, *, outside: bool = False) -> None:
    """Pastes the text with the keys, until it is answered and drawn."""
    QGuiApplication.clipboard().setText(text)
    hands.key(Qt.Key.Key_V, CONTROL | SHIFT if outside else CONTROL)
    hands.canvas.grab()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_what_is_no_copy_is_refused_at_once_with_a_sentence(show, and_neuron, text):
    hands = show(and_neuron)
    hands.document.select([3])

    paste(hands, text)

    assert hands.network is and_neuron
    assert hands.document.undo_stack.count() == 0
    assert hands.document.selection == {3}
    said = hands.canvas.bubble.text()
    assert hands.canvas.bubble.isVisible()
    assert said.endswith(".")
    assert len(said) < 250


def test_wires_to_a_crowd_outside_are_drawn_once_and_at_once(show, and_neuron):
    hands = show(and_neuron)
    outside = [[1, i, 0.5] for i in range(2, 100_000)] + [[1, 3, 0.25]] * 100_000

    paste(hands, copied(neurons(1), outside=outside), outside=True)

    new = int(hands.network.neurons.id[-1])
    assert len(hands.network.edges) == 3
    assert (new, 3) in hands.edges()


def test_a_large_layer_comes_with_its_outside_wires_at_once(show):
    network, before = add_neurons(EMPTY, [(0, 30 * i) for i in range(50)])
    network, layer = add_neurons(network, [(160, 30 * i) for i in range(50)])
    network, behind = add_neurons(network, [(320, 30 * i) for i in range(50)])
    network, _ = connect_dense(network, before, layer)
    network, _ = connect_dense(network, layer, behind)
    hands = show(network)
    hands.document.select(layer)

    paste(hands, hands.canvas.editor.copy_text(), outside=True)

    assert len(hands.network.edges) == 4 * 50 * 50


def test_ties_are_numbered_anew_however_large_they_were(show, and_neuron):
    hands = show(and_neuron)
    tied = copied(neurons(3), edges((1, 2), (1, 3), tie=[2**53 - 1, 2**53 - 1]))

    for _ in range(3):
        paste(hands, tied)

    assert hands.network.edges.tie.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert from_json(to_json(hands.network)).same(hands.network)


def test_nothing_grows_beyond_what_a_file_may_hold(show, two_layers, monkeypatch):
    hands = show(two_layers)
    monkeypatch.setattr(network_rules, "MOST_NEURONS", 8)
    hands.document.select([4, 5, 6])
    for key in (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_D):
        hands.key(key, CONTROL)
    assert hands.network is two_layers
    assert "at most 8 neurons" in hands.canvas.bubble.text()

    monkeypatch.setattr(network_rules, "MOST_EDGES", 10)
    hands.canvas.bubble.hide()
    hands.canvas.attempt(lambda: hands.canvas.editor.connect_sets([1, 2, 4, 5], [3, 6], "dense"))
    assert hands.network is two_layers
    assert hands.canvas.bubble.isVisible()


def test_what_is_too_much_to_copy_is_not_cut(show, two_layers, monkeypatch):
    hands = show(two_layers)
    monkeypatch.setattr("scratchstudio.studio.canvas.clipboard.LONGEST_TEXT", 100)
    hands.document.select([4])
    hands.key(Qt.Key.Key_X, CONTROL)
    assert hands.network is two_layers
    assert "too much" in hands.canvas.bubble.text()


def test_a_hundred_thousand_edges_go_over_the_clipboard(show):
    network, left = add_neurons(EMPTY, [(0, 30 * i) for i in range(320)])
    network, right = add_neurons(network, [(900, 30 * i) for i in range(320)])
    network, _ = connect_dense(network, left, right)
    weights = np.random.default_rng(0).normal(size=len(network.edges))
    hands = show(network.with_parameters(weights, network.neurons.bias))
    hands.key(Qt.Key.Key_A, CONTROL)
    hands.key(Qt.Key.Key_C, CONTROL)
    hands.key(Qt.Key.Key_V, CONTROL)
    assert len(hands.network.edges) == 2 * 320 * 320


def test_a_wire_to_a_neuron_that_is_gone_does_not_end_at_a_copy_of_its_number(show, and_neuron):
    hands = show(and_neuron)
    first = hands.network.next_id
    outside = [[1, first, 0.5], [1, first + 1, 0.5]]

    paste(hands, copied(neurons(2), outside=outside), outside=True)

    assert {first, first + 1} <= set(hands.network.neurons.id.tolist())
    assert hands.network.edges.same(and_neuron.edges)
