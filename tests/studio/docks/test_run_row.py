"""Play goes to a chosen goal at a chosen speed; chosen in the row below the buttons."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt

from scratchstudio.studio.docks.run_row import RunRow, faster


@pytest.fixture
def row(qtbot, session) -> RunRow:
    made = RunRow(session)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(row: RunRow, name: str) -> None:
    row.goal.setCurrentIndex(row.goal.findText(name))


def type_amount(qtbot, row: RunRow, text: str) -> None:
    row.amount.setFocus()
    row.amount.selectAll()
    qtbot.keyClicks(row.amount, text)
    qtbot.keyClick(row.amount, Qt.Key.Key_Return)


def test_play_makes_the_chosen_steps_and_says_so(qtbot, row, session, document):
    choose(row, "for steps")
    type_amount(qtbot, row, "120")
    with qtbot.waitSignal(session.endedByItself) as ended:
        session.toggle()
    assert ended.args == ["120 steps are done."]
    assert not session.playing
    assert document.undo_stack.undoText() == "Train 120 steps"


def test_play_ends_when_the_loss_is_low_enough(qtbot, row, session):
    choose(row, "until loss below")
    type_amount(qtbot, row, "0.6")
    with qtbot.waitSignal(session.endedByItself, timeout=60_000) as ended:
        session.toggle()
    assert "below 0.6" in ended.args[0]


def test_an_amount_that_makes_no_sense_becomes_the_usual_one(qtbot, row, session):
    choose(row, "for epochs")
    row.amount.setText("0")
    row.amount.editingFinished.emit()
    assert row.amount.text() == "100"
    assert session.goal == ("epochs", 100)
    choose(row, "until paused")
    assert session.goal is None
    assert not row.amount.isVisible()


def test_slowly_it_makes_about_the_chosen_steps_a_second(qtbot, row, session):
    row.speed.setCurrentIndex(row.speed.findText("100 steps/s"))
    row.speed.activated.emit(row.speed.currentIndex())
    began = time.monotonic()
    session.toggle()
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.snapshot.step >= 50)
    took = time.monotonic() - began
    session.pause()
    assert took > 0.4
    assert session.frame.snapshot.step < 100 * (time.monotonic() - began) + 2


def test_keys_change_the_speed_step_by_step(qtbot, row, session):
    faster(session, -1)
    assert (session.speed, row.speed.currentText()) == (1000, "1,000 steps/s")
    for _ in range(20):
        faster(session, -1)
    assert row.speed.currentText() == "1 step/s"
    for _ in range(20):
        faster(session, 1)
    assert row.speed.currentText() == "full speed"
