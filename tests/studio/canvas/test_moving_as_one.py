"""A frame moves as one with what lies in it, however it is moved; a layer goes along whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from scratchstudio.network import (
    add_frame,
    add_layer,
    add_neuron,
    as_layer,
    frame_round,
    framed,
    in_layer,
)
from scratchstudio.studio.canvas.frame_art import frame_box

from .conftest import CONTROL, SHIFT, Hands

Key = Qt.Key


@pytest.fixture
def hands(show, two_layers) -> Hands:
    """2-5-1 of which a frame holds the upper two of the layer, and one neuron that is free."""
    network = two_layers
    network, hidden, _ = add_layer(network, 5, [], [], "tanh")
    network, free = add_neuron(network, (240, -40))
    layer = in_layer(network, int(network.neurons.layer[network.neurons.rows(hidden[:1])[0]]))
    network, made = frame_round(network, [*layer[:2].tolist(), free])
    result = show(network)
    result.frame, result.layer, result.free = made, layer.tolist(), free
    return result


def places(hands: Hands) -> np.ndarray:
    return hands.network.neurons.position.copy()


def corner(hands: Hands, id_: int = 0) -> tuple[float, float]:
    wanted = id_ or hands.frame
    return next((each.x, each.y) for each in hands.network.frames if each.id == wanted)


def by_keys(hands: Hands) -> None:
    hands.document.select([hands.frame])
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        hands.key(key, CONTROL)


def by_its_title(hands: Hands) -> None:
    box = frame_box(
        next(each for each in hands.network.frames if each.id == hands.frame), hands.canvas.viewport
    )
    at = QPoint(round(box.right()) - 20, round(box.top()) + 12)
    hands.drag(at, at + QPoint(10, 5), at + QPoint(20, 10))


def by_a_neuron(hands: Hands) -> None:
    hands.document.select([hands.frame, hands.free])
    at = hands.body(hands.free)
    hands.drag(at, at + QPoint(10, 5), at + QPoint(20, 10))


@pytest.mark.parametrize("move", [by_keys, by_its_title, by_a_neuron])
def test_what_lies_in_it_stays_in_it_and_its_layer_stays_a_column(
    hands: Hands, move: Callable[[Hands], None]
) -> None:
    before, held, at = places(hands), framed(hands.network, hands.frame).tolist(), corner(hands)
    move(hands)
    way = np.subtract(corner(hands), at)
    assert min(way) > 0
    assert framed(hands.network, hands.frame).tolist() == held
    moved = {*held, *hands.layer}
    for row, neuron in enumerate(hands.network.neurons.id.tolist()):
        expected = before[row] + way if neuron in moved else before[row]
        assert places(hands)[row] == pytest.approx(expected)
    assert hands.document.undo_stack.count() == 1
    hands.undo_all()
    assert np.array_equal(places(hands), before)


def test_while_it_is_dragged_by_a_neuron_it_is_seen_to_move(hands: Hands) -> None:
    hands.document.select([hands.frame, hands.free])
    at = hands.body(hands.free)
    hands.drag(at, at + QPoint(10, 5), at + QPoint(20, 10), drop=False)
    assert set(hands.canvas.frames.held) == {hands.frame}
    hands.key(Key.Key_Escape)
    assert hands.canvas.frames.held == {}
    assert hands.document.undo_stack.count() == 0


class TestInLine:
    @pytest.fixture
    def two(self, hands: Hands) -> Hands:
        """A second frame, lower and to the right, with one neuron in it."""
        network, hands.alone = add_neuron(hands.network, (700, 500))
        network, hands.second = frame_round(network, [hands.alone])
        network, hands.third = add_frame(network, 1000, 100, 80, 80)
        hands.document.draw("second", network)
        return hands

    def test_frames_are_aligned_with_what_lies_in_them(self, two: Hands) -> None:
        held = framed(two.network, two.frame).tolist()
        way = np.array([0.0, corner(two)[1] - corner(two, two.second)[1]])
        before = np.array(two.place(two.alone))
        two.document.select([two.frame, two.second])
        two.key(Key.Key_W, SHIFT)
        assert corner(two)[1] == corner(two, two.second)[1]
        assert two.place(two.alone) == pytest.approx(before + way)
        assert framed(two.network, two.frame).tolist() == held
        assert two.document.undo_stack.undoText() == "Align top"

    def test_frames_are_distributed_with_what_lies_in_them(self, two: Hands) -> None:
        held = framed(two.network, two.second).tolist()
        two.document.select([two.frame, two.second, two.third])
        two.key(Key.Key_X, SHIFT)
        middles = sorted(each.x + each.width / 2 for each in two.network.frames)
        assert np.diff(middles)[0] == pytest.approx(np.diff(middles)[1])
        assert framed(two.network, two.second).tolist() == held

    def test_a_neuron_that_lies_in_a_selected_frame_is_no_thing_of_its_own(
        self, two: Hands
    ) -> None:
        two.document.select([two.second, two.alone])
        two.key(Key.Key_A, SHIFT)
        assert "as one thing" in two.canvas.bubble.text()
        assert two.document.undo_stack.count() == 1

    def test_frames_that_hold_parts_of_one_layer_are_one_thing(self, two: Hands) -> None:
        network, lower = frame_round(two.network, two.layer[3:])
        two.document.draw("lower", network)
        two.document.select([two.frame, lower, two.second])
        apart = np.subtract(corner(two, lower), corner(two))
        two.key(Key.Key_D, SHIFT)
        assert np.subtract(corner(two, lower), corner(two)) == pytest.approx(apart)
        xs = {two.place(neuron)[0] for neuron in two.layer}
        assert len(xs) == 1


def test_a_frame_with_a_whole_layer_takes_nothing_else_along(show, two_layers) -> None:
    network, _ = as_layer(two_layers, [1, 2])
    network, made = frame_round(network, [4, 5, 6])
    hands = show(network)
    hands.document.select([made])
    hands.key(Key.Key_Right, CONTROL)
    moved = (hands.network.neurons.position != network.neurons.position).any(axis=1)
    assert hands.network.neurons.id[moved].tolist() == [4, 5, 6]
