"""Layers by hand: outlined, widened by an end, kept in line, entered and left by dragging."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neuron,
    add_neurons,
    as_layer,
    connect,
    in_layer,
)
from scratchstudio.studio.canvas.entry import Entry

from .conftest import ALT, CONTROL, NONE, SHIFT, Hands

Key = Qt.Key


@pytest.fixture
def hands(show, two_layers) -> Hands:
    """2-3-1 with its hidden neurons 4, 5, 6 a layer, at 100 %."""
    made = show(two_layers)
    made.layer = made.network.layers[0].id
    return made


def order(hands: Hands) -> list[int]:
    return in_layer(hands.network, hands.network.layers[0].id).tolist()


def heights(hands: Hands) -> list[float]:
    assert len({hands.place(neuron)[0] for neuron in order(hands)}) == 1, "one column"
    return [hands.place(neuron)[1] for neuron in order(hands)]


def even(hands: Hands, spacing: float = 90.0) -> bool:
    return bool(np.allclose(np.diff(heights(hands)), spacing))


def box(hands: Hands):
    layers = hands.canvas.layers
    return layers.box(layers.column(hands.network.layers[0].id))


def end(hands: Hands, *, at_top: bool = False) -> QPoint:
    outline = box(hands)
    return QPoint(round(outline.center().x()), round(outline.top() if at_top else outline.bottom()))


def label(hands: Hands) -> QPoint:
    layers = hands.canvas.layers
    return layers.label(layers.column(hands.network.layers[0].id))[0].center().toPoint()


def says(hands: Hands) -> str:
    assert hands.canvas.bubble.isVisible()
    return hands.canvas.bubble.text()


def act(hands: Hands, key: str) -> None:
    entry = hands.canvas.actions_registry[key]
    assert entry.isEnabled()
    entry.trigger()


def undo_text(hands: Hands) -> str:
    return hands.document.undo_stack.undoText()


class TestSeen:
    def test_the_label_tells_the_size_and_what_all_compute(self, hands: Hands) -> None:
        column = hands.canvas.layers.column(hands.layer)
        assert hands.canvas.layers.label(column)[1] == "layer · 3 · tanh"
        hands.document.select([4])
        hands.canvas.editor.set_activation("relu")
        column = hands.canvas.layers.column(hands.layer)
        assert hands.canvas.layers.label(column)[1] == "layer · 3"

    def test_with_less_room_the_label_is_shorter(self, hands: Hands) -> None:
        hands.canvas.editor.rename_layer(hands.layer, "features")
        texts = []
        for _ in range(5):
            column = hands.canvas.layers.column(hands.layer)
            texts.append(hands.canvas.layers.label(column)[1])
            hands.canvas.look(hands.canvas.viewport.zoomed(0.72, 450, 300))
        assert texts == ["features · 3 · tanh", "features", "features", "3", ""]

    def test_the_outline_is_drawn_behind_its_neurons(self, hands: Hands) -> None:
        spot = QPoint(round(box(hands).left()) + 5, hands.body(5).y() + 30)
        with_outline = hands.canvas.grab().toImage().pixelColor(spot)
        hands.canvas.editor.dissolve_layer(hands.layer)
        assert hands.canvas.grab().toImage().pixelColor(spot) != with_outline

    def test_far_out_there_is_no_outline(self, hands: Hands) -> None:
        hands.canvas.look(hands.canvas.viewport.zoomed(0.15, 450, 300))
        assert hands.canvas.layers.column(hands.layer) is None
        hands.canvas.grab()

    def test_it_stands_out_while_hovered_and_while_a_neuron_is_selected(self, hands: Hands) -> None:
        quiet = hands.canvas.grab().toImage()
        hands.hover(end(hands))
        assert hands.canvas.cursor().shape() == Qt.CursorShape.SizeVerCursor
        assert hands.canvas.layers.hovered == hands.layer
        assert hands.canvas.grab().toImage() != quiet
        hands.hover(QPoint(5, 5))
        assert hands.canvas.layers.hovered == 0

    def test_edges_and_neurons_are_hit_before_the_layer(self, hands: Hands) -> None:
        body, label_hit = (
            hands.canvas.hit(np.array([at.x(), at.y()])) for at in (hands.body(5), label(hands))
        )
        assert (body.part, body.id) == ("body", 5)
        assert (label_hit.part, label_hit.id) == ("layer", hands.layer)


class TestWidening:
    def test_dragging_the_lower_end_adds_neurons_wired_alike(self, hands: Hands) -> None:
        start = end(hands)
        hands.drag(start, start + QPoint(0, 100), start + QPoint(0, 185))
        assert len(order(hands)) == 5
        assert order(hands)[:3] == [4, 5, 6]
        assert even(hands)
        assert undo_text(hands) == "Widen the layer to 5 neurons"
        edges = hands.network.edges
        for new in order(hands)[3:]:
            assert set(edges.source[edges.target == new].tolist()) == {1, 2}
            assert set(edges.target[edges.source == new].tolist()) == {3}
            fresh = edges.weight[(edges.target == new) | (edges.source == new)]
            assert fresh.all(), "new wires begin with weights of the initialiser"
        hands.document.undo_stack.undo()
        assert order(hands) == [4, 5, 6]

    def test_the_upper_end_adds_above(self, hands: Hands) -> None:
        start = end(hands, at_top=True)
        hands.drag(start, start - QPoint(0, 50), start - QPoint(0, 88))
        assert order(hands)[1:] == [4, 5, 6]
        assert even(hands)

    def test_new_neurons_outside_the_view_are_shown_in_the_end(self, hands: Hands) -> None:
        start = end(hands)
        hands.drag(start, start + QPoint(0, 300), start + QPoint(0, 900))
        assert len(order(hands)) == 13
        for neuron in order(hands):
            assert hands.canvas.rect().contains(hands.body(neuron))

    def test_pushing_an_end_in_takes_neurons_away(self, hands: Hands) -> None:
        start = end(hands)
        hands.drag(start, start - QPoint(0, 100), start - QPoint(0, 900))
        assert order(hands) == [4], "one always stays"
        assert undo_text(hands) == "Narrow the layer to 1 neuron"

    def test_while_dragging_ghosts_are_seen_and_esc_leaves_all_as_it_was(
        self, hands: Hands
    ) -> None:
        before, quiet = hands.network, hands.canvas.grab().toImage()
        start = end(hands)
        hands.drag(start, start + QPoint(0, 60), start + QPoint(0, 95), drop=False)
        ghost = hands.body(6) + QPoint(0, 100)
        assert hands.canvas.grab().toImage().pixelColor(ghost) != quiet.pixelColor(ghost)
        hands.key(Key.Key_Escape)
        assert hands.network is before
        assert hands.canvas.layers.stretched is None
        assert hands.document.undo_stack.count() == 0

    def test_the_ones_that_will_go_fade(self, hands: Hands) -> None:
        spot = hands.body(6) + QPoint(26, 3)
        full = hands.canvas.grab().toImage().pixelColor(spot)
        start = end(hands)
        hands.drag(start, start - QPoint(0, 60), start - QPoint(0, 95), drop=False)
        assert hands.canvas.grab().toImage().pixelColor(spot) != full
        hands.key(Key.Key_Escape)

    def test_a_layer_of_inputs_refuses_with_the_reason(self, hands: Hands) -> None:
        hands.document.draw("", as_layer(hands.network, [1, 2])[0])
        inputs = hands.network.layers[1].id
        outline = hands.canvas.layers.box(hands.canvas.layers.column(inputs))
        at = QPoint(round(outline.center().x()), round(outline.bottom()))
        hands.drag(at, at + QPoint(0, 100))
        assert "The data say how many" in says(hands)
        assert hands.canvas.tool is None

    def test_by_keys_one_by_one(self, hands: Hands) -> None:
        hands.document.select([6])
        hands.key(Key.Key_Down, CONTROL | SHIFT)
        assert len(order(hands)) == 4
        for _ in range(2):
            hands.key(Key.Key_Up, CONTROL | SHIFT)
        assert order(hands) == [4, 5]
        assert hands.document.selection == {5}, "so that the keys go on"

    def test_by_a_typed_number(self, hands: Hands) -> None:
        hands.document.select([5])
        act(hands, "network.layer_size")
        hands.type(hands.find(Entry), "7")
        assert len(order(hands)) == 7
        for typed, reason in (("many", "not a number"), ("0", "from 1 to"), ("2.5", "not a")):
            act(hands, "network.layer_size")
            hands.type(hands.find(Entry), typed)
            assert reason in says(hands)
        assert len(order(hands)) == 7

    def test_without_a_layer_the_commands_say_what_to_select(self, hands: Hands) -> None:
        hands.document.select([1])
        entry = hands.canvas.actions_registry["network.widen_layer"]
        assert not entry.isEnabled()
        hands.document.select([1, 5])
        assert entry.isEnabled()


class TestKeptInLine:
    def test_a_dragged_neuron_changes_places_and_settles(self, hands: Hands) -> None:
        before = heights(hands)
        start = hands.body(4)
        hands.drag(start, start + QPoint(30, 50), start + QPoint(40, 110), drop=False)
        shown = hands.canvas.picture
        assert shown.place(5).tolist() == [hands.place(5)[0], before[0]], "the other made room"
        assert shown.place(4)[0] == hands.place(4)[0], "it keeps to the column"
        assert hands.network.neurons.position[3][1] == before[0], "nothing is done yet"
        hands.drag(start, start + QPoint(40, 110))
        assert order(hands) == [5, 4, 6]
        assert heights(hands) == before
        assert hands.document.undo_stack.count() == 1

    def test_a_small_tug_does_nothing(self, hands: Hands) -> None:
        start = hands.body(4)
        hands.drag(start, start + QPoint(20, 10), start + QPoint(60, 20))
        assert hands.document.undo_stack.count() == 0

    def test_far_to_the_side_it_leaves_the_layer(self, hands: Hands) -> None:
        place = hands.place(4)
        start = hands.body(4)
        hands.drag(start, start + QPoint(0, -100), start + QPoint(-150, -150))
        assert order(hands) == [5, 6]
        assert hands.place(4) == pytest.approx((place[0] - 150, place[1] - 150), abs=6)
        assert even(hands)
        assert undo_text(hands) == "Take h1 out of its layer"

    def test_a_neuron_dropped_between_two_of_a_layer_joins_it(self, hands: Hands) -> None:
        after, stranger = add_neuron(hands.network, (420.0, -60.0))
        after, edge = connect(after, 1, stranger, 0.5)
        hands.document.draw("", after)
        x, y = hands.place(5)
        goal = hands.pixel((x, y + 40))
        hands.drag(hands.body(stranger), goal - QPoint(0, 5), goal, drop=False)
        assert hands.canvas.layers.joined == hands.layer
        hands.drag(goal, goal, drop=True)
        assert order(hands) == [4, 5, stranger, 6]
        assert even(hands)
        assert edge in hands.network.edges, "it is wired as it was"
        assert undo_text(hands).endswith("into a layer")
        assert hands.canvas.layers.joined == 0

    def test_the_label_drags_the_whole_layer(self, hands: Hands) -> None:
        before = np.array([hands.place(neuron) for neuron in (4, 5, 6)])
        at = label(hands)
        hands.drag(at, at + QPoint(-50, 30), at + QPoint(-60, 100))
        after = np.array([hands.place(neuron) for neuron in (4, 5, 6)])
        (shift,) = np.unique(after - before, axis=0)
        assert shift.tolist() == pytest.approx([-60.0, 100.0], abs=6)
        assert hands.document.selection >= {4, 5, 6}
        assert hands.document.undo_stack.count() == 1

    def test_any_neuron_drags_the_layer_when_all_are_selected(self, hands: Hands) -> None:
        hands.document.select([4, 5, 6])
        x, y = hands.place(5)
        start = hands.body(5)
        hands.drag(start, start + QPoint(0, 100), start + QPoint(-40, 200))
        assert hands.place(5) == pytest.approx((x - 40, y + 200), abs=6)
        assert even(hands)

    def test_deleting_closes_the_gap_in_the_same_act(self, hands: Hands) -> None:
        hands.document.select([5])
        hands.key(Key.Key_Delete)
        assert order(hands) == [4, 6]
        assert even(hands)
        assert hands.document.undo_stack.count() == 1

    def test_a_copy_of_the_whole_is_a_layer_and_a_copy_of_a_part_is_none(
        self, hands: Hands
    ) -> None:
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_D, CONTROL)
        assert len(hands.network.layers) == 2
        hands.document.select([4, 5])
        hands.key(Key.Key_D, CONTROL)
        assert len(hands.network.layers) == 2
        assert even(hands)

    def test_a_dragged_copy_of_one_is_free(self, hands: Hands) -> None:
        start = hands.body(4)
        hands.drag(start, start + QPoint(0, 30), start + QPoint(0, 40), held=ALT)
        assert order(hands) == [4, 5, 6]
        assert len(hands.network.neurons) == 7

    def test_nudging_exchanges_or_takes_the_layer_along(self, hands: Hands) -> None:
        x, before = hands.place(4)[0], heights(hands)
        hands.document.select([4])
        hands.key(Key.Key_Down, CONTROL)
        assert order(hands) == [5, 4, 6]
        assert heights(hands) == before
        hands.key(Key.Key_Right, CONTROL)
        assert {hands.place(neuron)[0] for neuron in (4, 5, 6)} == {x + 10}
        hands.document.select([4, 6])
        hands.key(Key.Key_Up, CONTROL)
        assert order(hands) == [4, 6, 5]

    def test_aligning_with_a_stranger_far_away_takes_it_out(self, hands: Hands) -> None:
        hands.document.select([1, 4])
        hands.key(Key.Key_A, SHIFT)
        assert order(hands) == [5, 6]
        assert hands.place(4)[0] == hands.place(1)[0]

    def test_distributing_and_arranging_keep_the_layer_even(self, hands: Hands) -> None:
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_Y, SHIFT)
        assert even(hands)
        hands.document.select([])
        hands.key(Key.Key_L)
        assert even(hands)
        assert order(hands)

    def test_a_layout_keeps_a_layer_together_among_strangers(self, hands: Hands) -> None:
        after, stranger = add_neuron(hands.network, (200.0, 0.0))
        for source, target in ((1, stranger), (2, stranger), (stranger, 3)):
            after, _ = connect(after, source, target)
        hands.document.draw("", after)
        hands.key(Key.Key_L)
        assert even(hands)
        places = {hands.place(neuron) for neuron in hands.network.neurons.id.tolist()}
        assert len(places) == len(hands.network.neurons), "none lies on another"

    def test_a_neuron_put_into_an_edge_is_out_of_its_layer(self, show) -> None:
        network, ids = add_neurons(EMPTY, [(0.0, 0.0), (400.0, 0.0)])
        network, edge = connect(network, *ids.tolist())
        network, loose = add_neurons(network, [(200.0, 100.0), (200.0, 190.0)])
        network, _ = as_layer(network, loose.tolist())
        hands = show(network)
        hands.canvas.editor.insert(edge, int(loose[0]), (200.0, 0.0))
        assert order(hands) == [loose[1]]
        assert hands.place(int(loose[0])) == (200.0, 0.0)


class TestNamesAndMenus:
    def test_a_selection_becomes_a_layer(self, show) -> None:
        network, ids = add_neurons(EMPTY, [(0, 0), (30, 200), (10, 90)])
        hands = show(network)
        hands.document.select(ids.tolist())
        hands.key(Key.Key_L, CONTROL | SHIFT)
        assert even(hands)
        assert undo_text(hands) == "Make a layer of 3 neurons"

    def test_a_double_click_on_the_label_renames(self, hands: Hands) -> None:
        hands.double_click(label(hands))
        hands.type(hands.find(Entry), "features")
        assert hands.network.layers[0].name == "features"
        hands.canvas.grab()

    def test_a_click_on_the_label_selects_the_layer(self, hands: Hands) -> None:
        hands.click(label(hands), NONE)
        assert hands.document.selection == {4, 5, 6}
        hands.click(label(hands), CONTROL)
        assert hands.document.selection == set()
        hands.document.select([1])
        hands.click(label(hands), SHIFT)
        assert hands.document.selection == {1, 4, 5, 6}

    def test_a_screen_reader_hears_where_in_the_layer_a_neuron_stands(self, hands: Hands) -> None:
        hands.document.select([5])
        assert "2 of 3 in a layer" in hands.canvas.accessibleDescription()
        hands.canvas.editor.rename_layer(hands.layer, "features")
        hands.document.select([6])
        assert "3 of 3 in layer features" in hands.canvas.accessibleDescription()

    def test_the_labels_menu_offers_what_suits_a_layer(self, hands: Hands) -> None:
        menu = QMenu()
        at = label(hands)
        hands.canvas.fill_menu(menu, hands.canvas.hit(np.array([at.x(), at.y()])))
        texts = [action.text() for action in menu.actions()]
        assert "Dissolve the layer" in texts
        assert "Rename the layer…" in texts

    def test_spacing_name_and_end_of_a_layer(self, hands: Hands) -> None:
        hands.document.select([5])
        act(hands, "network.layer_closer")
        act(hands, "network.layer_closer")
        assert even(hands, 70.0)
        assert hands.document.undo_stack.count() == 1
        act(hands, "network.layer_wider")
        assert even(hands, 80.0)
        act(hands, "select.layer")
        assert hands.document.selection == {4, 5, 6}
        act(hands, "network.dissolve_layer")
        assert hands.network.layers == ()

    def test_a_hostile_name_is_one_short_line(self, hands: Hands) -> None:
        hands.canvas.editor.rename_layer(hands.layer, "<b>a</b>\n" + "w" * 55)
        column = hands.canvas.layers.column(hands.layer)
        place, text = hands.canvas.layers.label(column)
        assert "\n" not in text
        assert place.width() <= 160
        hands.canvas.grab()


def test_a_thousand_neurons_in_layers_cost_little_to_outline(show) -> None:
    network: Network = EMPTY
    for column in range(40):
        network, ids = add_neurons(network, [(column * 160.0, row * 90.0) for row in range(25)])
        network, _ = as_layer(network, ids.tolist())
    hands = show(network)
    hands.canvas.frame()
    hands.canvas.grab()
    assert len(network.layers) == 40
    assert (network.neurons.kind == Kind.HIDDEN).all()


@pytest.mark.parametrize("chosen", [[4], [4, 5, 6], []])
def test_the_label_is_not_cut_when_the_selection_fills_the_view(hands: Hands, chosen) -> None:
    hands.canvas.resize(420, 230)
    hands.document.select(chosen)
    hands.key(Key.Key_F)
    assert label_box(hands).top() >= 0


def label_box(hands: Hands):
    layers = hands.canvas.layers
    return layers.label(layers.column(hands.network.layers[0].id))[0]
