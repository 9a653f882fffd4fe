"""The button by the loss chart with the kept runs: keep, show, hide, remove."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton

from scratchstudio.studio.history.runs import MOST_RUNS
from scratchstudio.studio.history.timeline import Timeline
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.run_lines import run_pen

SWATCH = QSize(28, 12)


class RunsButton(QPushButton):
    """Opens the list of runs; it is also the legend of their lines."""

    def __init__(self, timeline: Timeline, appearance: Appearance) -> None:
        super().__init__()
        self._timeline, self._runs = timeline, timeline.runs
        self._appearance = appearance
        self.setAccessibleName(tr("Kept runs"))
        self.setToolTip(
            tr(
                "Earlier runs on the chart, with the settings in which they differ. A run stays"
                " when you reset or take new weights; “Keep this run” keeps the present one. Of"
                " more than {} the oldest goes. They last until another project is opened. Their"
                " lines show the held-out loss, or the training loss without held-out samples."
            ).format(MOST_RUNS)
        )
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self._runs.changed.connect(self._count)
        self._count()

    def _count(self) -> None:
        count = len(self._runs.kept)
        self.setText(tr("Runs ({})").format(count) if count else tr("Runs"))

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        keep = menu.addAction(tr("Keep this run"), self._timeline.keep)
        keep.setEnabled(self._timeline.can_keep)
        if not self._timeline.can_keep:
            keep.setToolTip(tr("There is no curve to keep yet: train first."))
        if not self._runs.kept:
            return
        menu.addSeparator()
        removal = QMenu(tr("Remove"), menu)
        for run in self._runs.kept:
            settings = self._runs.settings_of(run)
            text = f"{run.name}: {settings}" if settings else run.name
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(run.shown)
            action.setIcon(self._swatch(run.number))
            changed = "\n".join(f"{note.step:,}: {note.text}" for note in run.notes)
            action.setToolTip(changed or tr("Shows or hides this run."))
            action.toggled.connect(partial(self._runs.show, run.number))
            removal.addAction(run.name, partial(self._runs.remove, run.number))
        menu.addSeparator()
        menu.addMenu(removal)

    def _swatch(self, number: int) -> QIcon:
        picture = QPixmap(SWATCH)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(run_pen(number, self._appearance.theme))
        middle = SWATCH.height() // 2
        painter.drawLine(0, middle, SWATCH.width(), middle)
        painter.end()
        return QIcon(picture)
