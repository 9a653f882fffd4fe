"""The card on the canvas as a person meets it: read, turned, dismissed, clicked, by keys too."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication

from scratchstudio.engine import Divergence
from scratchstudio.studio.clinic.place import beside
from scratchstudio.studio.theme import CONTRAST, DARK


def explode(window, neuron=None, step=7):
    window.session.troubled.emit(Divergence(neuron, "h3 gave inf", "Too fast.", "Halve it.", step))


@pytest.fixture
def card(window):
    return window.ward.card


def test_an_explosion_is_told_beside_its_neuron(qtbot, window, card):
    neuron = int(window.document.network.neurons.id[4])
    explode(window, neuron)

    assert card.isVisible()
    assert "step 7" in card.what.text()
    assert "h3 gave inf" in card.what.text()
    assert "Too fast." in card.why.text()
    assert card.sure.text().startswith("Likely")
    assert window.document.selection == {neuron}
    assert window.canvas.focused == neuron
    x, y = window.canvas.viewport.to_screen(window.canvas.picture.place(neuron))
    assert not card.geometry().contains(QPoint(round(x), round(y)))
    assert window.canvas.rect().contains(card.geometry())
    assert card.width() < window.canvas.width() * 0.75


def test_the_card_follows_its_neuron(qtbot, window, card):
    neuron = int(window.document.network.neurons.id[4])
    explode(window, neuron)
    spots = {card.pos().toTuple()}

    # Where the card has no room on one side it stays there; it cannot stay for all of these.
    for across, up in ((0, 60), (0, -120), (90, 0), (-180, 0)):
        window.canvas.look(window.canvas.viewport.panned(across, up))
        spots.add(card.pos().toTuple())

    assert len(spots) > 1


def test_one_click_halves_the_rate_and_goes_on(qtbot, window, card):
    rate = window.document.settings.learning_rate
    explode(window)

    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)

    assert window.document.settings.learning_rate == rate / 2
    assert window.document.undo_stack.undoText().startswith("Halve the rate")
    qtbot.waitUntil(lambda: window.session.playing)
    assert not card.isVisible()


def test_dismissed_by_its_button_it_goes_and_training_stays_paused(qtbot, window, card):
    explode(window)

    qtbot.mouseClick(card.close_button, Qt.MouseButton.LeftButton)

    assert not card.isVisible()
    assert not window.session.playing


def test_it_is_reached_read_and_dismissed_by_keys(qtbot, window, card):
    window.activateWindow()
    window.canvas.setFocus()
    explode(window)

    window.actions_registry["clinic.show"].trigger()
    assert QApplication.focusWidget() is card.buttons[0]
    qtbot.keyClick(card.buttons[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is card.buttons[1]
    for _ in card.buttons:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is card.buttons[0]
    qtbot.keyClick(card.buttons[0], Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is card.close_button
    qtbot.keyClick(card.close_button, Qt.Key.Key_Escape)

    assert not card.isVisible()
    assert QApplication.focusWidget() is window.canvas


def test_space_on_a_cure_takes_it(qtbot, window, card):
    window.activateWindow()
    explode(window)
    card.take_focus()

    qtbot.keyClick(card.buttons[0], Qt.Key.Key_Space)

    assert window.document.undo_stack.undoText().startswith("Halve the rate")


def test_what_happens_on_the_card_is_not_for_the_canvas_below(qtbot, window, card):
    explode(window)
    window.document.select(window.document.network.neurons.id[:2].tolist())
    before = window.canvas.viewport

    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    card.take_focus()
    qtbot.keyClick(card.buttons[0], Qt.Key.Key_Delete)

    assert len(window.document.selection) == 2
    assert window.canvas.viewport == before


def test_of_several_findings_one_is_open_and_the_others_are_counted(qtbot, window, card, open_ill):
    open_ill(batch_size=10_000)
    window.session.play()
    clinic = window.ward.clinic
    qtbot.waitUntil(lambda: len(clinic.findings) >= 2, timeout=10_000)
    window.session.pause()
    first = card.title.text()
    assert card._count.text() == f"1 of {len(clinic.findings)}"

    qtbot.mouseClick(card._on, Qt.MouseButton.LeftButton)

    assert card.title.text() != first
    assert card._count.text().startswith("2 of ")


def test_who_reads_one_finding_turns_to_the_next_without_opening_it(qtbot, window, card, open_ill):
    open_ill(batch_size=10_000)
    window.session.play()
    qtbot.waitUntil(lambda: len(window.ward.clinic.findings) >= 2, timeout=10_000)
    window.session.pause()
    card.unfold()

    qtbot.mouseClick(card._on, Qt.MouseButton.LeftButton)

    assert not card.folded
    assert card.what.isVisible()


def test_what_does_not_stop_training_is_said_in_a_line_until_it_is_asked_for(
    qtbot, window, card, open_ill
):
    open_ill()
    window.session.play()
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    window.session.pause()
    assert card.folded
    assert not card.what.isVisible()
    assert not any(button.isVisible() for button in card.buttons)
    small = card.size()

    qtbot.mouseClick(card.more, Qt.MouseButton.LeftButton)

    assert card.what.isVisible()
    assert all(button.isVisible() for button in card.buttons)
    assert card.height() > 2 * small.height()
    assert not card.more.isVisible()


def test_the_command_opens_a_folded_card_and_gives_it_the_keys(qtbot, window, card, open_ill):
    open_ill()
    window.session.play()
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    window.session.pause()
    window.activateWindow()

    window.actions_registry["clinic.show"].trigger()

    assert not card.folded
    assert QApplication.focusWidget() is card.buttons[0]


def test_without_a_finding_the_command_says_that_all_is_well(window):
    window.actions_registry["clinic.show"].trigger()

    assert "nothing wrong" in window.messages.text
    assert not window.actions_registry["clinic.dismiss"].isEnabled()


def test_the_status_bar_counts_and_leads_to_the_card(qtbot, window, card, open_ill):
    open_ill()
    window.session.play()
    qtbot.waitUntil(lambda: "dead" in window.ward.badge.text(), timeout=10_000)
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    window.session.pause()
    assert "finding" in window.ward.badge.text()
    while card.isVisible():
        card.dismiss()
    assert "finding" not in window.ward.badge.text()

    qtbot.mouseClick(window.ward.badge, Qt.MouseButton.LeftButton)

    assert card.isVisible()


@pytest.mark.parametrize("theme", [DARK, CONTRAST])
def test_the_card_wears_the_theme(window, card, theme):
    explode(window)

    window.appearance.use(theme)

    assert theme.error in card.styleSheet()


def test_names_are_shown_letter_by_letter(window, card):
    window.session.troubled.emit(Divergence(None, "<b>h</b> gave inf", "Why.", "Do.", 3))

    assert "<b>h</b>" in card.what.text()
    assert card.what.textFormat() == Qt.TextFormat.PlainText


# Where it stands.

ROOM = QRect(0, 0, 800, 600)
CARD = QSize(300, 200)
NOTHING = np.zeros((0, 2))


def test_a_card_stands_right_of_its_neuron_where_there_is_room():
    thing = QRect(100, 300, 40, 40)
    place = beside(thing, CARD, ROOM, NOTHING)

    assert place.x() > thing.right()
    assert not QRect(place, CARD).intersects(thing)


def test_a_card_avoids_the_side_where_neurons_are():
    right = np.column_stack([np.full(9, 600.0), np.linspace(100, 500, 9)])
    thing = QRect(400, 300, 40, 40)

    assert QRect(beside(thing, CARD, ROOM, right), CARD).right() < thing.left()


def test_a_card_without_a_neuron_stands_in_the_emptiest_corner():
    upper_right = np.array([[700.0, 100.0], [650.0, 50.0]])

    assert beside(None, CARD, ROOM, NOTHING) == QPoint(500, 0)
    assert beside(None, CARD, ROOM, upper_right) == QPoint(0, 0)


def test_a_card_that_is_too_large_for_the_room_begins_at_its_corner():
    assert beside(QRect(10, 10, 5, 5), ROOM.size(), ROOM, NOTHING) == ROOM.topLeft()


def test_a_card_at_the_rim_takes_a_free_place_between_full_corners():
    size = QSize(60, 40)
    corners = np.array([[5.0, 5.0], [595.0, 5.0], [595.0, 395.0], [5.0, 395.0]])
    room = QRect(0, 0, 600, 400)

    card = QRect(beside(None, size, room, corners, 20), size)

    assert room.contains(card)
    grown = card.adjusted(-20, -20, 20, 20)
    assert not any(grown.contains(QPoint(int(x), int(y))) for x, y in corners)


def test_a_folded_card_does_not_lie_on_the_neuron_it_is_about():
    room, size = QRect(0, 0, 600, 400), QSize(60, 40)
    everywhere = np.stack(np.meshgrid(np.arange(0, 600, 20), np.arange(0, 400, 20)), -1)
    about = QRect(560, 0, 30, 30)

    place = beside(None, size, room, everywhere.reshape(-1, 2).astype(float), 10, about)

    assert not QRect(place, size).intersects(about)
