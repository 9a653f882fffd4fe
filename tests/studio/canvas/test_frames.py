"""Frames by hand: drawn, titled, moved with what lies in them, resized, coloured, copied."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from scratchstudio.export.svg_style import FRAME_COLOURS
from scratchstudio.network import (
    Frame,
    add_frame,
    add_neuron,
    frame_round,
    framed,
    set_frame,
)
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.find_bar import FindBar
from scratchstudio.studio.canvas.frame_art import frame_box, wrapped
from scratchstudio.studio.canvas.frame_notes import floor, lines_of
from scratchstudio.studio.canvas.note_entry import NoteEntry
from scratchstudio.studio.canvas.picture import Hit
from scratchstudio.studio.canvas.primitives import font
from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT

from .conftest import ALT, CONTROL, SHIFT, Hands

Key = Qt.Key
HOSTILE = "<b>&amp;</b> \u202eRTL \U0001f9e0" * 3


@pytest.fixture
def hands(show, two_layers) -> Hands:
    """2-3-1 with a frame round its hidden neurons 4, 5, 6, at 100 %."""
    network, made = frame_round(two_layers, [4, 5, 6], title="hidden")
    result = show(network)
    result.frame = made
    return result


def frame(hands: Hands, id_: int = 0) -> Frame:
    return next(each for each in hands.network.frames if each.id == (id_ or hands.frame))


def title(hands: Hands) -> QPoint:
    box = frame_box(frame(hands), hands.canvas.viewport)
    return QPoint(round(box.left()) + 30, round(box.top()) + 12)


def corner(hands: Hands) -> QPoint:
    return frame_box(frame(hands), hands.canvas.viewport).bottomRight().toPoint()


def act(hands: Hands, key: str) -> None:
    action = hands.canvas.actions_registry[key]
    assert action.isEnabled(), action.toolTip()
    action.trigger()


def undo_count(hands: Hands) -> int:
    return hands.document.undo_stack.count()


class TestDrawing:
    def test_c_frames_the_selection_and_asks_for_a_title(self, show, two_layers) -> None:
        hands = show(two_layers)
        hands.document.select([4, 5])
        hands.key(Key.Key_C)
        hands.type(hands.find(Entry), "edges")
        assert hands.canvas.hasFocus(), "Enter ended it, and did not begin it again"
        (made,) = hands.network.frames
        assert made.title == "edges"
        assert framed(hands.network, made.id).tolist() == [4, 5]
        assert hands.document.selection == {made.id}
        assert undo_count(hands) == 2
        hands.undo_all()
        assert hands.network.frames == ()

    def test_without_a_selection_an_empty_one_is_drawn_at_the_pointer(self, show) -> None:
        hands = show()
        hands.hover(QPoint(100, 120))
        hands.key(Key.Key_C)
        hands.key_in(hands.find(Entry), Key.Key_Escape)
        (made,) = hands.network.frames
        wanted = hands.canvas.viewport.to_canvas((100, 120))
        assert np.abs(wanted - (made.x, made.y)).max() <= 5
        assert (made.title, made.width, made.height) == ("", 320.0, 200.0)

    def test_a_frame_round_a_frame_holds_it(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.key(Key.Key_C)
        inner, outer = hands.network.frames
        assert outer.x < inner.x
        assert outer.y < inner.y
        assert outer.x + outer.width > inner.x + inner.width
        assert outer.y + outer.height > inner.y + inner.height


class TestSeen:
    @pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST])
    def test_it_is_drawn_below_edges_and_neurons_in_every_theme(
        self, hands: Hands, appearance, theme
    ) -> None:
        appearance.use(theme)
        box = frame_box(frame(hands), hands.canvas.viewport)
        spot = QPoint(round(box.left()) + 9, round(box.bottom()) - 9)
        body = hands.canvas.grab().toImage().pixelColor(hands.body(5) + QPoint(0, 15))
        assert hands.canvas.grab().toImage().pixelColor(spot).name() != theme.canvas.lower()
        hands.canvas.editor.remove([hands.frame])
        after = hands.canvas.grab().toImage()
        assert after.pixelColor(spot).name() == theme.canvas.lower()
        assert after.pixelColor(hands.body(5) + QPoint(0, 15)) == body
        appearance.use(LIGHT)

    def test_titles_and_comments_are_plain_text_at_every_size(self, hands: Hands) -> None:
        hands.canvas.editor.retitle_frame(hands.frame, HOSTILE[:64])
        hands.canvas.editor.note_frame(hands.frame, f"{HOSTILE}\n\n{HOSTILE}" * 8)
        for factor in (0.1, 3.0, 3.0, 8.0):
            hands.canvas.look(hands.canvas.viewport.zoomed(factor, 450, 300))
            hands.canvas.grab()

    def test_a_comment_is_wrapped_and_its_last_line_cut_short(self) -> None:
        writing = font(13).toString()
        assert wrapped("one\n\ntwo", writing, 200.0, 5) == ("one", "", "two")
        lines = wrapped("some words " * 40, writing, 120.0, 3)
        assert len(lines) == 3
        assert lines[-1].endswith("…")
        assert "".join(wrapped("ab\U0001f9e0" * 20, writing, 60.0, 99)) == "ab\U0001f9e0" * 20

    def test_the_minimap_shows_it(self, hands: Hands) -> None:
        hands.canvas.minimap.show()
        with_frame = hands.canvas.minimap.grab().toImage()
        hands.canvas.editor.remove([hands.frame])
        assert hands.canvas.minimap.grab().toImage() != with_frame

    def test_a_screen_reader_hears_it(self, hands: Hands) -> None:
        hands.canvas.editor.note_frame(hands.frame, "learns corners")
        hands.document.select([hands.frame])
        said = hands.canvas.accessibleDescription()
        for part in ("hidden", "3 neurons inside", "orange", "learns corners"):
            assert part in said


def narrow(hands: Hands, x: float = 0.0, **values: object) -> int:
    """A frame too narrow for its title."""
    network, made = add_frame(
        hands.network, x, -500, 60, 200, title="A title of some length", **values
    )
    hands.document.draw("Frame", network)
    return made


class TestNarrow:
    def test_the_title_of_a_narrow_frame_stands_on_a_tab_by_which_it_is_taken(self, hands) -> None:
        made = narrow(hands)
        canvas = hands.canvas
        canvas.look(Viewport(1.0).centred((30, -400), 900, 600))
        (placed,) = (each for each in canvas.frames.placed() if each.frame.id == made)
        assert placed.bar.width() > 2 * placed.box.width()
        beyond = placed.box.topRight() + QPointF(40, 12)
        assert canvas.hit(np.array([beyond.x(), beyond.y()])) == Hit("frame", made)
        canvas.grab()

    def test_a_tab_ends_before_the_next_frame(self, hands) -> None:
        made, beside = narrow(hands), narrow(hands, x=100.0)
        hands.canvas.look(Viewport(1.0).centred((60, -400), 900, 600))
        places = {each.frame.id: each for each in hands.canvas.frames.placed()}
        assert places[made].bar.right() < places[beside].box.left()
        assert places[made].bar.width() > places[made].box.width()

    def test_a_tooltip_tells_all_of_it_as_it_is_written(self, hands, monkeypatch) -> None:
        told = []
        monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: told.append(text))
        made = narrow(hands, note="Some <b>words</b> & more. " * 6)
        canvas = hands.canvas
        canvas.look(Viewport(1.0).centred((30, -400), 900, 600))
        corner = frame_box(frame(hands, made), canvas.viewport).topLeft().toPoint()
        for at in (corner + QPoint(20, 12), QPoint(5, 5)):
            event = QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at))
            QApplication.sendEvent(canvas, event)
        on_title, elsewhere = told
        assert on_title.startswith("A title of some length\nSome <b>words</b> & more.")
        assert on_title.count("\n") == 3, "a long comment is told in lines"
        assert elsewhere == ""
        canvas.editor.retitle_frame(made, "<b>bold</b>")
        assert "&lt;b&gt;bold" in canvas.tip_at(np.array([corner.x() + 20, corner.y() + 12]))

    def test_the_ground_of_a_label_is_tinted_as_the_frame_is(self, hands) -> None:
        box = frame_box(frame(hands), hands.canvas.viewport)
        theme = hands.canvas.theme
        assert hands.canvas.frames.ground(box.center()) != theme.canvas
        assert hands.canvas.frames.ground(box.topLeft() - QPointF(30, 0)) == theme.canvas


class TestMouse:
    def test_the_title_bar_selects(self, hands: Hands) -> None:
        hands.document.select([4])
        hands.click(title(hands), SHIFT)
        assert hands.document.selection == {4, hands.frame}
        hands.click(title(hands), CONTROL)
        assert hands.document.selection == {4}
        hands.click(title(hands))
        assert hands.document.selection == {hands.frame}

    def test_it_moves_with_what_lies_in_it_in_one_act(self, hands: Hands) -> None:
        network, inner = frame_round(hands.network, [5])
        small = set_frame(network, inner, width=60, height=60)
        hands.document.draw("inner", small)
        before = frame(hands), frame(hands, inner), hands.place(4), hands.place(1)
        count = undo_count(hands)
        hands.drag(title(hands), title(hands) + QPoint(30, 0), title(hands) + QPoint(60, 40))
        x, y = frame(hands).x - before[0].x, frame(hands).y - before[0].y
        assert abs(x - 60) <= 5
        assert abs(y - 40) <= 5
        assert (frame(hands).x % 10, frame(hands).y % 10) == (0, 0)
        assert frame(hands, inner).x - before[1].x == x
        assert np.allclose(hands.place(4), np.add(before[2], (x, y)))
        assert hands.place(1) == before[3]
        assert undo_count(hands) == count + 1
        assert hands.document.selection == {hands.frame}

    def test_with_ctrl_it_moves_alone(self, hands: Hands) -> None:
        before = frame(hands).x, hands.place(4)
        hands.drag(title(hands), title(hands) + QPoint(60, 0), held=CONTROL)
        assert frame(hands).x != before[0]
        assert hands.place(4) == before[1]

    def test_with_alt_it_is_copied_with_what_lies_in_it(self, hands: Hands) -> None:
        hands.drag(title(hands), title(hands) + QPoint(200, 200), held=ALT)
        assert len(hands.network.frames) == 2
        assert len(hands.network.neurons) == 9
        assert len(framed(hands.network, hands.network.frames[1].id)) == 3

    def test_esc_leaves_all_as_it_was(self, hands: Hands) -> None:
        before = hands.network
        hands.drag(title(hands), title(hands) + QPoint(60, 40), drop=False)
        hands.key(Key.Key_Escape)
        assert hands.network is before
        assert hands.canvas.frames.held == {}

    def test_a_corner_resizes_and_stops_at_the_smallest(self, hands: Hands) -> None:
        before, place = frame(hands), hands.place(4)
        hands.hover(corner(hands))
        assert hands.canvas.cursor().shape() == Qt.CursorShape.SizeFDiagCursor
        hands.drag(corner(hands), corner(hands) + QPoint(40, 30))
        assert frame(hands).width > before.width + 30
        assert frame(hands).height > before.height + 20
        assert (frame(hands).x, frame(hands).y) == (before.x, before.y)
        assert hands.place(4) == place
        hands.drag(corner(hands), QPoint(5, 5))
        assert (frame(hands).width, frame(hands).height) == (40.0, 40.0)

    def test_the_left_border_keeps_the_right_one(self, hands: Hands) -> None:
        before = frame(hands)
        box = frame_box(before, hands.canvas.viewport)
        left = QPoint(round(box.left()), round(box.bottom()) - 30)
        hands.drag(left, left - QPoint(40, 0))
        assert frame(hands).x < before.x
        assert frame(hands).x + frame(hands).width == before.x + before.width

    def test_a_double_click_types_the_title(self, hands: Hands) -> None:
        hands.double_click(title(hands))
        hands.type(hands.find(Entry), "features")
        assert frame(hands).title == "features"

    def test_the_inside_is_as_empty_canvas(self, hands: Hands) -> None:
        box = frame_box(frame(hands), hands.canvas.viewport)
        spot = QPoint(round(box.left()) + 9, round(box.bottom()) - 9)
        assert hands.canvas.hit(np.array([spot.x(), spot.y()])) is None
        hands.drag(spot, QPoint(round(box.right()) - 9, round(box.top()) + 40))
        assert hands.document.selection == {4, 5, 6}

    def test_a_neuron_on_the_title_bar_is_hit_first(self, hands: Hands) -> None:
        place = hands.canvas.viewport.to_canvas([title(hands).x(), title(hands).y()])
        hands.canvas.editor.move([4], [place])
        at = hands.body(4)
        assert hands.canvas.hit(np.array([at.x(), at.y()])).part == "body"

    def test_its_menu_offers_colours_by_name(self, hands: Hands) -> None:
        hands.click(title(hands))
        at = title(hands)
        menu = QMenu()
        hands.canvas.fill_menu(menu, hands.canvas.hit(np.array([at.x(), at.y()])))
        colours = next(each.menu() for each in menu.actions() if each.text() == "Colour")
        assert len(colours.actions()) == 8
        assert not any(each.icon().isNull() for each in colours.actions())
        colours.actions()[3].trigger()
        assert frame(hands).colour == 3


class TestKeys:
    def test_ctrl_and_arrows_move_it_with_what_it_held_at_first(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        before, apart = hands.place(4), hands.place(3)
        count = undo_count(hands)
        for _ in range(20):
            hands.key(Key.Key_Right, CONTROL)
        assert hands.place(4) == (before[0] + 200, before[1])
        assert hands.place(3) == apart
        assert undo_count(hands) == count + 1

    def test_delete_takes_the_frame_and_leaves_what_is_inside(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.key(Key.Key_Delete)
        assert hands.network.frames == ()
        assert len(hands.network.neurons) == 6
        assert hands.document.undo_stack.undoText() == "Delete a frame"

    @pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_Return])
    def test_f2_and_enter_type_the_title(self, hands: Hands, key) -> None:
        hands.document.select([hands.frame])
        hands.key(key)
        hands.type(hands.find(Entry), "new")
        assert frame(hands).title == "new"

    def test_the_comment_has_several_lines(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.key(Key.Key_C, SHIFT)
        entry = hands.find(NoteEntry)
        QTest.keyClicks(entry, "first")
        QTest.keyClick(entry, Key.Key_Return)
        QTest.keyClicks(entry, "second")
        QTest.keyClick(entry, Key.Key_Return, CONTROL)
        assert frame(hands).note == "first\nsecond"
        assert hands.canvas.hasFocus()

    def test_esc_leaves_the_comment_and_too_long_a_one_is_cut(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        act(hands, "network.frame_note")
        entry = hands.find(NoteEntry)
        entry.setPlainText("x" * 3000)
        assert len(entry.toPlainText()) == 2000
        QTest.keyClick(entry, Key.Key_Escape)
        assert frame(hands).note == ""

    def test_shift_f_goes_from_frame_to_frame(self, hands: Hands) -> None:
        network, right = frame_round(hands.network, [3])
        hands.document.draw("second", network)
        seen = []
        for _ in range(3):
            hands.key(Key.Key_F, SHIFT)
            seen += hands.document.selection
        assert seen == [hands.frame, right, hands.frame]

    def test_it_is_found_by_title_and_comment(self, hands: Hands) -> None:
        hands.canvas.editor.note_frame(hands.frame, "learns Corners")
        hands.canvas.look(hands.canvas.viewport.panned(4000, 0))
        hands.key(Key.Key_F, CONTROL)
        bar = hands.find(FindBar)
        QTest.keyClicks(bar.line, "corners")
        assert hands.document.selection == {hands.frame}
        assert bar.count.text() == "1 of 1"
        box = frame_box(frame(hands), hands.canvas.viewport)
        assert hands.canvas.rect().contains(box.center().toPoint())

    def test_all_else_is_a_command(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        before = frame(hands)
        act(hands, "network.frame_wider")
        act(hands, "network.frame_higher")
        assert frame(hands).width == before.width + 20
        assert frame(hands).height == before.height + 20
        act(hands, "network.frame_fit")
        assert framed(hands.network, hands.frame).tolist() == [4, 5, 6]
        act(hands, "select.in_frame")
        assert hands.document.selection == {4, 5, 6}
        assert not hands.canvas.actions_registry["network.frame_fit"].isEnabled()


class TestCopies:
    def test_copied_it_takes_what_is_inside_along(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.key(Key.Key_C, CONTROL)
        hands.key(Key.Key_V, CONTROL)
        assert len(hands.network.neurons) == 9
        copy = hands.network.frames[1]
        assert copy.title == "hidden"
        assert len(framed(hands.network, copy.id)) >= 3
        assert copy.id in hands.document.selection

    def test_an_empty_frame_is_copied_too(self, show) -> None:
        hands = show()
        hands.canvas.editor.add_frame((0, 0))
        hands.key(Key.Key_C, CONTROL)
        hands.key(Key.Key_V, CONTROL)
        hands.key(Key.Key_D, CONTROL)
        assert len(hands.network.frames) == 3

    def test_cut_takes_what_was_copied(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.key(Key.Key_X, CONTROL)
        assert hands.network.frames == ()
        assert hands.network.neurons.id.tolist() == [1, 2, 3]
        assert "hidden" in QGuiApplication.clipboard().text()


def test_home_shows_whole_frames(hands: Hands) -> None:
    low = frame(hands)
    hands.canvas.editor.shape_frame(hands.frame, low.x, low.y, 3000, 2000)
    hands.key(Key.Key_Home)
    box = frame_box(frame(hands), hands.canvas.viewport)
    assert hands.canvas.rect().contains(box.toRect())


class TestRoomForComments:
    """A comment never runs beneath what lies in its frame."""

    NOTE = "This one is about as long as comments are, and it takes a few lines. " * 2

    def test_a_frame_grows_upwards_for_the_comment_that_is_typed(self, hands: Hands) -> None:
        before = frame(hands)
        hands.canvas.editor.note_frame(hands.frame, self.NOTE)
        after = frame(hands)
        assert after.y < before.y
        assert after.y + after.height == before.y + before.height
        free = floor(hands.canvas.picture, after, 1.0) - after.y - 26
        assert free > 17 * min(lines_of(self.NOTE, after.width), 6)
        hands.document.undo_stack.undo()
        assert frame(hands) == before

    def test_it_stays_where_another_neuron_would_come_to_lie_in_it(self, hands: Hands) -> None:
        network = hands.network
        lone, _ = add_neuron(network, (hands.place(4)[0], frame(hands).y - 40))
        hands.document.draw("", lone)
        before = frame(hands)
        hands.canvas.editor.note_frame(hands.frame, self.NOTE)
        assert frame(hands) == replace(before, note=self.NOTE)

    def test_it_stays_within_the_frame_round_it(self, hands: Hands) -> None:
        hands.document.select([hands.frame])
        hands.canvas.editor.add_frame((0, 0))
        before = frame(hands)
        hands.canvas.editor.note_frame(hands.frame, self.NOTE)
        assert (frame(hands).y, frame(hands).height) == (before.y, before.height)

    def test_it_swallows_no_frame_that_reached_into_it(self, hands: Hands) -> None:
        before = frame(hands)
        network, _ = add_frame(hands.network, before.x + 5, before.y - 15, 50, 50)
        hands.document.draw("", network)
        hands.canvas.editor.note_frame(hands.frame, self.NOTE)
        assert (frame(hands).y, frame(hands).height) == (before.y, before.height)

    def test_the_lines_end_above_the_highest_neuron(self, hands: Hands) -> None:
        hands.canvas.editor.note_frame(hands.frame, "MMMM " * 80)
        assert len(framed(hands.network, hands.frame)) == 3
        hands.document.select(())
        box = frame_box(frame(hands), hands.canvas.viewport)
        shown = hands.canvas.grab().toImage()
        hands.document.draw("", set_frame(hands.network, hands.frame, note=""))
        bare = hands.canvas.grab().toImage()
        rows = [
            y
            for y in range(int(box.top()), int(box.bottom()))
            if any(
                shown.pixelColor(x, y) != bare.pixelColor(x, y)
                for x in range(int(box.left()), int(box.right()))
            )
        ]
        assert rows, "some of it is seen"
        assert len(rows) > 40
        assert max(rows) < hands.body(4).y() - 26

    def test_without_a_line_of_room_it_follows_the_title(self, hands: Hands) -> None:
        tall = frame(hands)
        top = hands.place(4)[1] - 30
        tight = set_frame(hands.network, hands.frame, y=top, width=tall.width + 200, title="T")
        hands.document.draw("", tight)
        box = frame_box(frame(hands), hands.canvas.viewport).toRect()
        bar = QRect(box.left(), box.top(), box.width(), 22)
        bare = hands.canvas.grab(bar).toImage()
        hands.document.draw("", set_frame(tight, hands.frame, note="Seen"))
        assert hands.canvas.grab(bar).toImage() != bare

    def test_labels_heads_blocks_and_inner_frames_are_kept_clear_of(self, show, two_layers) -> None:
        hands = show(two_layers)
        hands.document.select([4, 5, 6])
        hands.canvas.editor.dissolve_layer(hands.network.layers[0].id)
        made = hands.canvas.editor.add_frame((0, 0))
        lowest = floor(hands.canvas.picture, frame(hands, made), 1.0)
        hands.document.select([4, 5, 6])
        hands.key(Key.Key_L, CONTROL | SHIFT)
        labelled = floor(hands.canvas.picture, frame(hands, made), 1.0)
        assert labelled < lowest
        hands.key(Key.Key_G, CONTROL)
        block = floor(hands.canvas.picture, frame(hands, made), 1.0)
        assert block > lowest, "a block is less high than what is in it"
        hands.key(Key.Key_G)
        assert floor(hands.canvas.picture, frame(hands, made), 1.0) < labelled
        inside, _ = add_frame(
            hands.network, frame(hands, made).x + 10, frame(hands, made).y + 30, 50, 50
        )
        hands.document.draw("", inside)
        assert floor(hands.canvas.picture, frame(hands, made), 1.0) < frame(hands, made).y + 30


def test_the_picture_for_print_has_the_same_colours() -> None:
    assert LIGHT.classes == FRAME_COLOURS
