"""Groups by hand: collapsed to a block, opened in place, moved, copied, dissolved."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QToolButton

from scratchstudio.network import Kind, add_frame, members
from scratchstudio.studio.canvas import group_art
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.find_bar import FindBar
from scratchstudio.studio.canvas.frame_art import frame_box
from scratchstudio.studio.canvas.picture import Hit

from .conftest import ALT, CONTROL, SHIFT, Hands, project_of

Key = Qt.Key


@pytest.fixture
def hands(show, two_layers) -> Hands:
    """2-3-1 with its hidden neurons 4, 5 and 6 collapsed to a block."""
    result = show(two_layers)
    result.document.select([4, 5, 6])
    result.key(Key.Key_G, CONTROL)
    result.group = result.network.groups[0].id
    return result


def block(hands: Hands) -> QPoint:
    return hands.pixel(hands.canvas.picture.place(5))


def head(hands: Hands) -> QPoint:
    place = group_art.head(hands.canvas, Hit("group", hands.group))
    return place.center().toPoint()


def colour(hands: Hands, at: QPoint) -> str:
    return hands.canvas.grab().toImage().pixelColor(at).name()


class TestCollapsing:
    def test_ctrl_g_shows_the_selection_as_one_block(self, hands: Hands) -> None:
        (shown,) = hands.canvas.picture.blocks
        assert (len(shown.rows), shown.wires_in, shown.wires_out) == (3, 6, 3)
        assert hands.document.undo_stack.undoText() == "Group 3 neurons"
        assert hands.canvas.hit(np.array([block(hands).x(), block(hands).y()])).part == "block"
        assert colour(hands, block(hands) + QPoint(-50, 10)) == hands.canvas.theme.neuron.lower()

    def test_what_is_computed_stays_the_same(self, hands: Hands, two_layers) -> None:
        assert hands.network.same_wiring(two_layers)

    def test_undo_shows_the_neurons_again(self, hands: Hands) -> None:
        hands.undo_all()
        assert hands.canvas.picture.blocks == ()
        assert hands.network.groups == ()

    def test_wires_meet_the_block_at_a_pin_of_their_neuron(self, hands: Hands) -> None:
        picture = hands.canvas.picture
        into = np.isin(hands.network.edges.target, [4, 5, 6])
        ends = picture.ends[into]
        assert np.allclose(ends[:, 0], picture.place(5)[0] - 68)
        assert len(np.unique(ends[:, 1])) == 3

    def test_g_opens_it_to_an_outline_and_collapses_it_again(self, hands: Hands) -> None:
        hands.document.select([5])
        hands.key(Key.Key_G)
        assert not hands.network.groups[0].collapsed
        assert hands.canvas.picture.blocks == ()
        assert hands.canvas.hit(np.array([head(hands).x(), head(hands).y()])).part == "group"
        hands.key(Key.Key_G)
        assert hands.network.groups[0].collapsed

    def test_the_arrow_on_the_block_opens_it(self, hands: Hands) -> None:
        at = group_art.chevron(hands.canvas, Hit("block", hands.group)).center().toPoint()
        hands.click(at)
        assert not hands.network.groups[0].collapsed

    def test_ungroup_leaves_the_neurons(self, hands: Hands) -> None:
        hands.click(block(hands))
        hands.key(Key.Key_G, CONTROL | SHIFT)
        assert hands.network.groups == ()
        assert len(hands.network.neurons) == 6


class TestByMouse:
    def test_a_click_selects_all_that_is_inside(self, hands: Hands) -> None:
        hands.document.select(())
        hands.click(block(hands))
        assert hands.document.selection == {4, 5, 6}
        hands.click(block(hands), CONTROL)
        assert hands.document.selection == frozenset()

    def test_a_drag_moves_all_that_is_inside_as_they_lie(self, hands: Hands) -> None:
        before = hands.network.neurons.position
        hands.drag(block(hands), block(hands) + QPoint(60, 40), block(hands) + QPoint(100, 50))
        moved = hands.network.neurons.position - before
        inside = members(hands.network, hands.group)
        assert np.ptp(moved[inside], axis=0).tolist() == [0, 0]
        assert moved[inside].any()
        assert not moved[~inside].any()
        assert hands.document.undo_stack.count() == 2

    def test_delete_takes_the_whole_block(self, hands: Hands) -> None:
        hands.click(block(hands))
        hands.key(Key.Key_Delete)
        assert hands.network.neurons.id.tolist() == [1, 2, 3]
        assert hands.network.groups == ()

    def test_the_knife_does_not_reach_inside(self, hands: Hands) -> None:
        edges = len(hands.network.edges)
        hands.drag(
            block(hands) + QPoint(0, -150),
            block(hands) + QPoint(0, 150),
            held=CONTROL,
            button=Qt.MouseButton.RightButton,
        )
        assert len(hands.network.edges) == edges

    def test_a_wire_dropped_on_a_block_says_what_to_do(self, hands: Hands) -> None:
        edges = hands.edges()
        count = len(hands.network.neurons)
        hands.drag(hands.out(1), block(hands) + QPoint(0, 20), block(hands))
        assert hands.edges() == edges
        assert len(hands.network.neurons) == count
        assert "double-click" in hands.canvas.bubble.text()

    def test_a_name_is_typed_on_the_head_of_an_open_group(self, hands: Hands) -> None:
        hands.canvas.toggle_group(hands.group)
        hands.double_click(head(hands))
        hands.type(hands.find(Entry), "edges & corners")
        assert hands.network.groups[0].name == "edges & corners"


class TestInPlace:
    def test_a_double_click_opens_the_block_in_place(self, hands: Hands) -> None:
        hands.double_click(block(hands))
        assert hands.canvas.entered == hands.group
        assert hands.network.groups[0].collapsed
        assert hands.canvas.picture.blocks == ()
        assert hands.canvas.breadcrumbs.isVisible()
        assert [
            b.text() for b in hands.canvas.breadcrumbs.findChildren(QToolButton) if not b.isHidden()
        ] == ["Network", "group 1"]
        assert hands.document.undo_stack.count() == 1

    def test_a_neuron_placed_inside_belongs_to_the_group(self, hands: Hands) -> None:
        hands.double_click(block(hands))
        hands.canvas.editor.add(1, (0, 0))
        assert members(hands.network, hands.group).sum() == 4

    def test_a_breadcrumb_leads_back_and_the_block_is_selected(self, hands: Hands) -> None:
        hands.double_click(block(hands))
        way = hands.canvas.breadcrumbs.findChildren(QToolButton)
        next(b for b in way if b.text() == "Network" and not b.isHidden()).click()
        assert not hands.canvas.entered
        assert len(hands.canvas.picture.blocks) == 1
        assert hands.document.selection == {4, 5, 6}
        assert not hands.canvas.breadcrumbs.isVisible()

    def test_by_keys_enter_leads_in_and_escape_out(self, hands: Hands) -> None:
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_Return)
        assert hands.canvas.entered == hands.group
        hands.key(Key.Key_Escape)
        assert not hands.canvas.entered
        hands.key(Key.Key_Down, ALT)
        assert hands.canvas.entered == hands.group
        hands.key(Key.Key_Up, ALT)
        assert not hands.canvas.entered

    def test_groups_in_groups_are_entered_one_by_one(self, hands: Hands) -> None:
        hands.document.select([1, 4, 5, 6])
        hands.key(Key.Key_G, CONTROL)
        outer = hands.network.groups[-1].id
        assert [each.id for each in hands.canvas.picture.blocks] == [outer]
        hands.canvas.enter_group(outer)
        assert [each.id for each in hands.canvas.picture.blocks] == [hands.group]
        hands.canvas.enter_group(hands.group)
        assert hands.canvas.picture.blocks == ()
        hands.canvas.leave_group()
        assert hands.canvas.entered == outer

    def test_undo_of_the_grouping_leads_out(self, hands: Hands) -> None:
        hands.double_click(block(hands))
        hands.undo_all()
        assert not hands.canvas.entered
        assert not hands.canvas.breadcrumbs.isVisible()


def test_arrow_keys_pass_over_what_is_hidden(hands: Hands) -> None:
    hands.document.select([1])
    hands.canvas.focus_neuron(1)
    hands.key(Key.Key_Right)
    assert hands.document.selection == {4, 5, 6}
    hands.key(Key.Key_Right)
    (output,) = hands.network.neurons.id[hands.network.output_rows]
    assert hands.document.selection == {output}


def test_a_copy_of_a_block_is_a_block(hands: Hands) -> None:
    hands.click(block(hands))
    hands.key(Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text()
    hands.key(Key.Key_V, CONTROL)
    assert len(hands.canvas.picture.blocks) == 2
    assert len(hands.network.neurons) == 9


class TestFindingAndNaming:
    def test_a_neuron_that_is_found_inside_a_block_is_shown_there(self, hands: Hands) -> None:
        hands.key(Key.Key_F, CONTROL)
        hands.type(hands.find(FindBar).line, "h2", Key.Key_Escape)
        assert hands.canvas.entered == hands.group
        assert hands.canvas.picture.blocks == ()
        assert hands.document.selection == {5}
        assert hands.canvas.rect().contains(hands.body(5))
        assert hands.network.groups[0].collapsed, "looking for something changes nothing"

    def test_f2_on_a_block_names_the_block(self, hands: Hands) -> None:
        hands.click(block(hands))
        hands.key(Key.Key_F2)
        hands.type(hands.find(Entry), "features", Key.Key_Return)
        assert hands.network.groups[0].name == "features"
        assert hands.network.name(4) == "h1"


class TestOpenOutlines:
    """Open groups: an outline with a head round everything that belongs to them."""

    @pytest.fixture
    def nested(self, show, two_layers) -> Hands:
        """A layer of 4, 5 and 6, open in a group that is open in another."""
        hands = show(two_layers)
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_L, CONTROL | SHIFT)
        for _ in range(2):
            hands.key(Key.Key_G, CONTROL)
            hands.key(Key.Key_G)
        return hands

    @pytest.mark.parametrize("scale", [0.35, 0.5, 0.7, 1.0, 2.0])
    def test_they_keep_clear_of_labels_and_names(self, nested: Hands, scale: float) -> None:
        canvas = nested.canvas
        canvas.look(type(canvas.viewport)(scale).centred(canvas.picture.place(5), 900, 600))
        column = canvas.layers.column(nested.network.layers[0].id)
        label, box = canvas.layers.label(column)[0], canvas.layers.box(column)
        for outline, head in group_art.open_boxes(canvas).values():
            assert outline.contains(label)
            assert outline.contains(box)
            assert outline.top() + 2 < label.top()
            assert not head.intersects(label)

    @pytest.mark.parametrize("scale", [0.35, 1.0])
    def test_an_outer_one_lies_round_the_inner_and_its_head(self, nested: Hands, scale) -> None:
        canvas = nested.canvas
        canvas.look(type(canvas.viewport)(scale).centred(canvas.picture.place(5), 900, 600))
        outer, inner = group_art.open_boxes(canvas).values()
        assert outer[0].contains(inner[0])
        assert outer[0].contains(inner[1])
        assert not outer[1].intersects(inner[1])
        for id_, (_, head) in group_art.open_boxes(canvas).items():
            middle = head.center()
            assert canvas.hit(np.array([middle.x(), middle.y()])) == Hit("group", id_)

    def test_framing_all_shows_outlines_and_heads_too(self, nested: Hands) -> None:
        nested.document.select(())
        nested.key(Key.Key_Home)
        for outline, head in group_art.open_boxes(nested.canvas).values():
            assert QRectF(nested.canvas.rect()).contains(outline)
            assert QRectF(nested.canvas.rect()).contains(head)

    def test_esc_during_a_drag_gives_the_selection_back(self, nested: Hands) -> None:
        nested.document.select([1])
        before = nested.place(4)
        at = next(reversed(group_art.open_boxes(nested.canvas).values()))[1].center().toPoint()
        nested.drag(at, at + QPoint(60, 40), drop=False)
        assert nested.document.selection == {4, 5, 6}
        nested.key(Key.Key_Escape)
        assert nested.document.selection == {1}
        assert nested.place(4) == before

    def test_moving_the_pointer_asks_for_the_groups_once(self, nested: Hands) -> None:
        picture = nested.canvas.picture
        nested.hover(QPoint(10, 10))
        kept = picture.open_groups
        nested.hover(QPoint(200, 300))
        nested.canvas.grab()
        assert nested.canvas.picture is picture
        assert picture.open_groups is kept
        boxes = group_art.open_boxes(nested.canvas)
        assert group_art.open_boxes(nested.canvas) is boxes
        nested.canvas.zoom(0.5)
        assert group_art.open_boxes(nested.canvas) is not boxes


class TestBlocksAreOneThing:
    """With frames, layers and commands a collapsed group is what is seen: one block."""

    def test_aligning_moves_a_block_and_keeps_what_is_in_it(self, hands: Hands) -> None:
        before = np.array([hands.place(i) for i in (4, 5, 6)])
        hands.document.select([1, 4, 5, 6])
        hands.key(Key.Key_W, SHIFT)
        after = np.array([hands.place(i) for i in (4, 5, 6)])
        assert len(np.unique(after - before, axis=0)) == 1
        assert hands.canvas.picture.place(5)[1] == hands.place(1)[1]

    def test_distributing_counts_a_block_once(self, hands: Hands) -> None:
        hands.canvas.editor.move([1, 2, 3], [(0, -200), (0, 300), (320, 90)])
        hands.document.select([1, 2, 4, 5, 6])
        hands.key(Key.Key_Y, SHIFT)
        assert hands.canvas.picture.place(5)[1] == pytest.approx(50)
        assert np.ptp([hands.place(i)[1] for i in (4, 5, 6)]) == 180

    def test_a_block_alone_cannot_be_aligned(self, hands: Hands) -> None:
        before = hands.network
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_A, SHIFT)
        assert hands.network is before
        assert "one thing" in hands.canvas.bubble.text()

    @pytest.mark.parametrize("inside", [True, False])
    def test_a_frame_takes_all_of_a_block_or_nothing(self, hands: Hands, inside: bool) -> None:
        x, y = hands.canvas.picture.place(5)
        place = (x - 80, y - 40) if inside else (x - 80, y + 40)
        network, frame = add_frame(hands.network, *place, 160, 200)
        hands.document.draw("", network)
        hands.document.select([frame])
        before = np.array([hands.place(i) for i in (4, 5, 6)])
        hands.key(Key.Key_Right, CONTROL)
        after = np.array([hands.place(i) for i in (4, 5, 6)])
        assert (after - before).tolist() == [[10.0 * inside, 0.0]] * 3

    @pytest.mark.parametrize("collapsed", [True, False])
    def test_a_frame_round_a_group_holds_its_block_or_outline(self, hands, collapsed) -> None:
        hands.document.select([4, 5, 6])
        if not collapsed:
            hands.key(Key.Key_G)
        made = hands.canvas.editor.frame(hands.canvas.editor.add_frame((0, 0)))
        box = frame_box(made, hands.canvas.viewport)
        if collapsed:
            low, high = hands.canvas.viewport.to_screen(hands.canvas.picture.bounds([4]))
            assert box.contains(QRectF(*low, *(high - low)))
        else:
            outline, head = group_art.open_boxes(hands.canvas)[hands.group]
            assert box.contains(outline)
            assert box.contains(head)
            hands.canvas.look(hands.canvas.viewport.zoomed(0.5, 450, 300))
            (bar,) = (placed.bar for placed in hands.canvas.frames.placed())
            assert not group_art.open_boxes(hands.canvas)[hands.group][1].intersects(bar)

    @pytest.mark.parametrize("act", ["network.mute", "network.freeze"])
    def test_a_block_shows_that_all_in_it_is_muted_or_frozen(self, hands: Hands, act: str) -> None:
        def seen() -> QImage:
            hands.document.select(())
            return hands.canvas.grab().toImage()

        plain = seen()
        hands.document.select([4, 5])
        hands.canvas.actions_registry[act].trigger()
        assert seen() == plain, "a part of it is not said"
        hands.document.select([4, 5, 6])
        hands.canvas.actions_registry[act].trigger()
        assert seen() != plain

    def test_a_block_inside_the_group_that_is_open_does_not_stand_back(self, hands: Hands) -> None:
        hands.document.select([3, 4, 5, 6])
        hands.key(Key.Key_G, CONTROL)
        outer = hands.network.groups[-1].id
        hands.canvas.enter_group(outer)
        assert [block.id for block in hands.canvas.picture.blocks] == [hands.group]
        ink = hands.canvas.theme.neuron.lower()
        at = hands.pixel(hands.canvas.picture.place(5) + np.array([-50, 12]))
        hands.document.draw("", add_frame(hands.network, -500, -500, 2000, 2000)[0])
        assert colour(hands, at) == ink, "nothing shines through"

    def test_a_neuron_that_a_block_hides_is_not_under_the_pointer(self, hands: Hands) -> None:
        at = hands.canvas.picture.place(5)
        hidden = hands.canvas.editor.add(Kind.HIDDEN, at)
        pixel = hands.canvas.viewport.to_screen(at)
        assert hands.canvas.hit(pixel) == Hit("block", hands.group)
        before = hands.network
        hands.drag(hands.out(1), hands.pixel(at))
        assert hands.network is before, "nor does a wire find it"
        hands.canvas.enter_group(hands.group)
        hands.canvas.editor.move([hidden], [(0, 400)])
        assert hands.canvas.hit(hands.canvas.viewport.to_screen(at)) == Hit("body", 5)

    def test_a_wire_led_by_keys_passes_over_a_block(self, hands: Hands) -> None:
        hands.canvas.editor.remove(hands.network.edges.id)
        hands.document.select([1])
        hands.key(Key.Key_L, CONTROL)
        hands.key(Key.Key_Right)
        assert hands.canvas.tool.aim == 3
        hands.key(Key.Key_Right)
        assert hands.canvas.tool.aim == 3
        assert hands.document.selection == {1}, "at the end the arrow does nothing else"
        hands.key(Key.Key_Return)
        assert hands.edges() == {(1, 3)}

    def test_no_wire_led_by_keys_begins_in_a_block(self, hands: Hands) -> None:
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_L, CONTROL)
        assert hands.canvas.tool is None
        assert "Open the group" in hands.canvas.bubble.text()

    def test_opening_another_project_leaves_the_group(self, hands: Hands) -> None:
        hands.canvas.enter_group(hands.group)
        hands.document.open(project_of(hands.network))
        assert hands.canvas.entered == 0
        assert not hands.canvas.breadcrumbs.isVisible()
        made = hands.canvas.editor.add(Kind.HIDDEN, (0, 300))
        row = hands.network.neurons.rows([made])[0]
        assert hands.network.neurons.group[row] == 0

    def test_a_lone_neuron_is_found_in_its_block(self, show, two_layers) -> None:
        hands = show(two_layers)
        hands.document.select([5])
        hands.key(Key.Key_G, CONTROL)
        hands.key(Key.Key_F, CONTROL)
        hands.type(hands.find(FindBar).line, "h2", Key.Key_Escape)
        assert hands.canvas.entered == hands.network.groups[0].id
