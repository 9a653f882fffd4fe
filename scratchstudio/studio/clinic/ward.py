"""The clinic's place in the window: its card on the canvas, its count in the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QToolButton

from scratchstudio.engine import Divergence
from scratchstudio.studio.clinic.card import Card
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow


class Ward(QObject):
    """Puts the clinic into a window, and declares its commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.clinic = Clinic(window.document, window.session)
        self.card = Card(window.canvas, self.clinic)
        self.badge = QToolButton()
        self.badge.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.badge.setAutoRaise(True)
        self._declare()
        self.badge.clicked.connect(window.actions_registry["clinic.show"].trigger)
        self.clinic.changed.connect(self._count)
        self.clinic.marksChanged.connect(self._mark)
        window.appearance.changed.connect(lambda *_: self._count())
        self._count()

    def _declare(self) -> None:
        add = self._window.actions_registry.add
        add(
            "clinic.show",
            tr("Clinic: show findings"),
            self.show,
            menu="Training",
            help=tr("Shows what goes wrong in training now, also what was dismissed."),
            keys=("F8",),
        )
        add(
            "clinic.dismiss",
            tr("Clinic: dismiss the finding"),
            self.card.dismiss,
            menu="Training",
            help=tr("Puts the finding away; it is not told again in this run."),
            keys=("Shift+F8",),
        )

    def show(self) -> None:
        """Shows all that holds now, and gives the keys to the card."""
        if self.clinic.recall():
            self.card.take_focus()
        else:
            self._window.messages.tell(tr("The clinic finds nothing wrong just now."), "good")

    def tell(self, trouble: Divergence) -> None:
        """Training stopped because numbers went out of range."""
        self._window.canvas.point_out(trouble.neuron)
        self.clinic.tell(trouble)

    def _mark(self) -> None:
        """Marks the neurons that ail on the canvas, and counts them."""
        marks, canvas = self.clinic.marks, self._window.canvas
        canvas.ailing.show(list(marks.dead), list(marks.saturated))
        canvas.update()
        self._count()

    def _count(self) -> None:
        """What is found, and how many neurons ail, in the status bar."""
        findings, marks = len(self.clinic.findings), self.clinic.marks
        parts = (
            (findings, tr("1 finding"), tr("{:,} findings")),
            (len(marks.dead), tr("1 dead"), tr("{:,} dead")),
            (len(marks.saturated), tr("1 saturated"), tr("{:,} saturated")),
        )
        words = [one if count == 1 else many.format(count) for count, one, many in parts if count]
        self.badge.setVisible(bool(words))
        self.badge.setText(" · ".join(words))
        self.badge.setAccessibleName(tr("Clinic: {}").format(", ".join(words)))
        self.badge.setIcon(icon("warning" if findings else "info"))
        self.badge.setToolTip(self._explained())
        reason = None if findings else tr("There is no finding to dismiss.")
        self._window.actions_registry.allow("clinic.dismiss", reason)

    def _explained(self) -> str:
        marks = self.clinic.marks
        if not (marks.dead or marks.saturated):
            return tr("Shows the clinic's findings (F8).")
        return tr(
            "Of {:,} samples: a dead neuron gives the same flat value for each, a saturated one is"
            " at an end of its activation for nearly all. They are marked on the canvas.\n"
            "Shows the clinic's findings (F8)."
        ).format(marks.samples)
