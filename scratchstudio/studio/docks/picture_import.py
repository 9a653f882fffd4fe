"""The dialog for pictures from a folder: their size, and how they then look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import (
    SIDES,
    USUAL_SIDE,
    Recipe,
    Table,
    prepare,
    read_pictures,
    suggest_recipe,
)
from scratchstudio.errors import DataError
from scratchstudio.studio.docks.background import Background
from scratchstudio.studio.docks.picture_sheet import PictureSheet
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme


class _Reading(QObject):
    """One reading of the folder, told from the pool's thread; it ends early when it is stopped."""

    told = Signal(int, int)

    def __init__(self, folder: Path, side: int) -> None:
        super().__init__()
        self._folder, self._side = folder, side
        self.stopped = False

    def run(self) -> tuple[Table, Recipe]:
        """Reads the pictures and sees that a network can be given them."""
        table = read_pictures(self._folder, self._side, self._side, self._tell)
        recipe = suggest_recipe(table)
        prepare(table, recipe)
        return table, recipe

    def _tell(self, done: int, total: int) -> None:
        if self.stopped:
            raise DataError(tr("Reading was stopped."))
        self.told.emit(done, total)


class PictureImport(QDialog):
    """Shows the classes and pictures of a folder; `chosen` is what was accepted."""

    def __init__(self, folder: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Pictures from {}").format(folder.name))
        self.chosen: tuple[Table, Recipe] | None = None
        self._folder = folder
        self._read: tuple[Table, Recipe] | None = None
        self._reading: _Reading | None = None
        self._reader = Background(self)
        self.side = QComboBox()
        for side in SIDES:
            text = tr("{} × {}: {:,} inputs").format(side, side, side * side)
            self.side.addItem(text, side)
        self.side.setCurrentIndex(SIDES.index(USUAL_SIDE))
        self.side.setAccessibleName(tr("Size of the pictures"))
        self.side.setToolTip(
            tr(
                "Each pixel is an input neuron. More pixels show more, but need more weights, more "
                "samples and more time."
            )
        )
        self.sheet = PictureSheet(theme)
        self.busy = QProgressBar()
        self.busy.setAccessibleName(tr("Reading the pictures"))
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.setAccessibleName(tr("Why these pictures cannot be taken"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = QPushButton(tr("Use these pictures"))
        self.accept_button.setProperty("role", "primary")
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._arrange(buttons)
        self.side.currentIndexChanged.connect(self._start)
        self._reader.done.connect(self._show)
        self._reader.failed.connect(self._refuse)
        self._start()

    def done(self, result: int) -> None:
        """Closes; a reading under way ends."""
        self._stop()
        self._reader.forget()
        if result == QDialog.DialogCode.Accepted:
            self.chosen = self._read
        super().done(result)

    def _arrange(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(tr("Size"), self.side)
        note = QLabel(tr("Grey, cut to a square round the middle, and scaled down."))
        note.setProperty("role", "faint")
        form.addRow("", note)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.sheet)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(area, 1)
        for part in (self.problem, self.busy, buttons):
            column.addWidget(part)
        self.resize(620, 420)

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.stopped = True

    def _start(self) -> None:
        self._stop()
        self._read = None
        self.problem.hide()
        self.busy.setRange(0, 0)
        self.busy.show()
        self._allow(tr("The pictures are still being read."))
        reading = _Reading(self._folder, self.side.currentData())
        reading.told.connect(self._progress)
        self._reading = reading
        self._reader.start(reading.run)

    def _progress(self, done: int, total: int) -> None:
        if self.sender() is self._reading:
            self.busy.setRange(0, total)
            self.busy.setValue(done)

    def _show(self, read: tuple[Table, Recipe]) -> None:
        self._read = read
        self.busy.hide()
        self.sheet.show_table(read[0])
        self._allow("")

    def _refuse(self, sentence: str) -> None:
        self.busy.hide()
        self.sheet.show_table(None)
        self.problem.setText(sentence)
        self.problem.show()
        self._allow(sentence)

    def _allow(self, reason: str) -> None:
        self.accept_button.setEnabled(not reason)
        self.accept_button.setToolTip(reason)
