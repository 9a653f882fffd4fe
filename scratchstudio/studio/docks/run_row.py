"""How far and how fast Play goes: until paused or to a goal, at full speed or slowly."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from scratchstudio.studio.canvas.entry import number_of
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr

_TOOLTIP = Qt.ItemDataRole.ToolTipRole
SPEEDS = (0.0, 1000.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Steps a second; 0 is as fast as possible."""


def _goals() -> list[tuple[str | None, str, str, str]]:
    """Each goal: its kind, its name, the amount to begin with, and what it does."""
    return [
        (None, tr("until paused"), "", tr("Play trains until you pause.")),
        ("steps", tr("for steps"), "1000", tr("Play makes so many updates, then pauses.")),
        (
            "epochs",
            tr("for epochs"),
            "100",
            tr("Play goes so many times through the samples, then pauses."),
        ),
        (
            "loss",
            tr("until loss below"),
            "0.05",
            tr("Play pauses when the training loss falls below this."),
        ),
        (
            "no_improvement",
            tr("until no better for"),
            "50",
            tr("Play pauses when the training loss has found no new low for so many epochs."),
        ),
    ]


class RunRow(QWidget):
    """Two choosers and a number."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.goal = QComboBox()
        self.goal.setAccessibleName(tr("Until when Play trains"))
        for kind, name, amount, help_ in _goals():
            self.goal.addItem(name, (kind, amount))
            self.goal.setItemData(self.goal.count() - 1, help_, _TOOLTIP)
        self.amount = QLineEdit()
        self.amount.setAccessibleName(tr("The amount for it"))
        self.amount.setMaximumWidth(64)
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed of training"))
        self.speed.setToolTip(tr("Slow enough, each update can be watched."))
        for speed in SPEEDS:
            self.speed.addItem(_speed_name(speed), speed)
        label = QLabel(tr("Train"))
        label.setBuddy(self.goal)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (label, self.goal, self.amount, self.speed):
            row.addWidget(widget)
        row.addStretch(1)
        self.goal.currentIndexChanged.connect(self._choose_goal)
        self.amount.editingFinished.connect(self._set_goal)
        self.speed.activated.connect(lambda: session.limit_speed(self.speed.currentData()))
        session.speedChanged.connect(self._show_speed)
        self._choose_goal()

    def _choose_goal(self) -> None:
        kind, amount = self.goal.currentData()
        self.goal.setToolTip(self.goal.currentData(_TOOLTIP))
        self.amount.setVisible(kind is not None)
        self.amount.setToolTip(self.goal.currentData(_TOOLTIP))
        self.amount.setText(amount)
        validator = QDoubleValidator(1e-12, 1e9, 12, self.amount)
        validator.setLocale(QLocale.c())
        self.amount.setValidator(validator)
        self._set_goal()

    def _set_goal(self) -> None:
        kind, usual = self.goal.currentData()
        amount = number_of(self.amount.text()) if kind else None
        if kind and (amount is None or amount <= 0 or (kind != "loss" and amount < 1)):
            self.amount.setText(usual)
            amount = float(usual)
        self._session.goal = (kind, amount) if kind else None

    def _show_speed(self, speed: float) -> None:
        self.speed.setCurrentIndex(SPEEDS.index(speed) if speed in SPEEDS else 0)


def faster(session: Session, by: int) -> None:
    """The next speed of the chooser, faster for 1, slower for -1."""
    at = SPEEDS.index(session.speed) if session.speed in SPEEDS else 0
    session.limit_speed(SPEEDS[min(max(at - by, 0), len(SPEEDS) - 1)])


def _speed_name(speed: float) -> str:
    if not speed:
        return tr("full speed")
    return tr("1 step/s") if speed == 1 else tr("{:,.0f} steps/s").format(speed)
