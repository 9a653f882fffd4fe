"""The button by the loss chart with the kept runs: keep, show, hide, remove."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidgetAction

from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.history.runs import LONGEST_NAME, MOST_RUNS, KeptRun
from scratchstudio.studio.history.timeline import Timeline
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.run_lines import run_pen

SWATCH = QSize(28, 12)
MOST_NOTES = 12
"""Changes of a run that its menu shows, the newest."""


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
                " when you reset, take new weights, or go back and train on; “Keep this run” keeps"
                " the present one. Of more than {} the oldest goes. The project saves them, with as"
                " many of their states as a file has room for. Their lines show the held-out loss,"
                " or the training loss without held-out samples."
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
        for run in self._runs.kept:
            settings = self._runs.settings_of(run)
            text = f"{run.name}: {settings}" if settings else run.name
            menu.addMenu(self._menu_of(run, text.replace("&", "&&")))

    def _menu_of(self, run: KeptRun, text: str) -> QMenu:
        """What can be done with a run; over it stands what was changed on its way."""
        menu = QMenu(text, self._menu)
        menu.setIcon(self._swatch(run.number))
        menu.setToolTipsVisible(True)
        for note in run.notes[-MOST_NOTES:]:
            menu.addAction(f"{note.step:,}: {note.text}".replace("&", "&&")).setEnabled(False)
        menu.addSeparator()
        shown = menu.addAction(tr("On the chart"))
        shown.setCheckable(True)
        shown.setChecked(run.shown)
        shown.toggled.connect(partial(self._runs.show, run.number))
        if run.frames:
            last = run.frames[-1]
            go = menu.addAction(
                tr("Go to its last step, {:,}").format(last.step),
                partial(self._timeline.visit, run.number),
            )
            go.setToolTip(tr("The network as this run left it. The present run stays beside it."))
            menu.addAction(
                tr("Compare the canvas with it"),
                partial(
                    comparing_of(self._timeline.document).start,
                    last.network,
                    f"{run.name}, {last.step:,}",
                ),
            )
        menu.addAction(self._name_entry(menu, run))
        menu.addAction(tr("Remove"), partial(self._runs.remove, run.number))
        return menu

    def _name_entry(self, menu: QMenu, run: KeptRun) -> QWidgetAction:
        """A line in the menu to type the run's name into."""
        entry = QLineEdit(run.label)
        entry.setMaxLength(LONGEST_NAME)
        entry.setPlaceholderText(tr("Name of {}").format(run.name))
        entry.setAccessibleName(tr("Name of {}").format(run.name))
        entry.editingFinished.connect(lambda: self._runs.rename(run.number, entry.text()))
        entry.returnPressed.connect(self._menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(entry)
        return action

    def _swatch(self, number: int) -> QIcon:
        picture = QPixmap(SWATCH)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(run_pen(number, self._appearance.theme))
        middle = SWATCH.height() // 2
        painter.drawLine(0, middle, SWATCH.width(), middle)
        painter.end()
        return QIcon(picture)
