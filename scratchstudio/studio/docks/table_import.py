"""The import dialog: how a table file would be read, before it is accepted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import (
    Prepared,
    Preview,
    Recipe,
    Table,
    TableFormat,
    prepare,
    preview,
    suggest_recipe,
)
from scratchstudio.errors import DataError
from scratchstudio.studio.docks.background import Background
from scratchstudio.studio.docks.data_preview import Sheet, SheetModel, sheet_view
from scratchstudio.studio.docks.data_steps import sizes
from scratchstudio.studio.docks.format_form import FormatForm
from scratchstudio.studio.docks.import_columns import NO_RECIPE, ImportColumns
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import MISSING

ROWS = 20
NOTES_TOLD = 4


class TableImport(QDialog):
    """Shows a file as it would be read; `chosen` is what was accepted."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import {}").format(path.name))
        self.chosen: tuple[Table, Recipe] | None = None
        self._path = path
        self._read: Preview | None = None
        self._reader, self._checker = Background(self), Background(self)
        self.format = FormatForm()
        self.columns = ImportColumns()
        self.model = SheetModel(self)
        self.busy = QProgressBar(maximum=0, textVisible=False)
        self.busy.setAccessibleName(tr("Reading the file"))
        self.problem = _label("error", tr("Why this cannot be imported"))
        self.notes = _label("faint", tr("What was noticed"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = QPushButton(tr("Import"))
        self.accept_button.setProperty("role", "primary")
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._arrange(buttons)
        self.format.changed.connect(self._read_as)
        self.columns.changed.connect(self._check)
        self._reader.done.connect(self._show)
        self._reader.failed.connect(self._refuse_file)
        self._checker.done.connect(self._allow)
        self._checker.failed.connect(self._refuse)
        self._read_as(None)

    @staticmethod
    def ask(path: Path, parent: QWidget | None = None) -> tuple[Table, Recipe] | None:
        """Shows the dialog and waits; None where the person would rather not."""
        dialog = TableImport(path, parent)
        dialog.exec()
        return dialog.chosen

    def done(self, result: int) -> None:
        """Closes; what is still being read is forgotten."""
        self._reader.forget()
        self._checker.forget()
        if result == QDialog.DialogCode.Accepted and self._read is not None:
            self.chosen = (self._read.table, self.columns.recipe)
        super().done(result)

    def _arrange(self, buttons: QDialogButtonBox) -> None:
        view = sheet_view(self.model, tr("The first {} rows").format(ROWS))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for place, (title, part) in enumerate(
            ((tr("How it is written"), self.format), (tr("What it is for"), self.columns))
        ):
            heading = QLabel(title)
            heading.setProperty("role", "title")
            grid.addWidget(heading, 0, place)
            top = Qt.AlignmentFlag.AlignTop if part is self.format else Qt.AlignmentFlag(0)
            grid.addWidget(part, 1, place, top)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.addLayout(grid, 1)
        column.addWidget(view, 1)
        for part in (self.notes, self.problem, self.busy, buttons):
            column.addWidget(part)
        self.resize(760, 600)

    def _read_as(self, format: TableFormat | None) -> None:
        """Reads the file anew, its format found out where none is given."""
        self._checker.forget()
        self._wait()
        self._reader.start(partial(preview, self._path, format, ROWS))

    def _show(self, read: Preview) -> None:
        self._read = read
        self.format.show_format(read.format)
        self.model.show(
            Sheet(
                read.names,
                tuple(f"{row + 1}" for row in range(len(read.rows))),
                tuple(tuple(cell or MISSING for cell in c) for c in zip(*read.rows, strict=True)),
            )
        )
        rows = tr("1 row") if read.row_count == 1 else tr("{:,} rows").format(read.row_count)
        across = len(read.names)
        columns = tr("1 column") if across == 1 else tr("{:,} columns").format(across)
        size = tr("{}, {}.").format(rows, columns)
        more = len(read.notes) - NOTES_TOLD
        rest = (tr("And {} more notes.").format(more),) if more > 0 else ()
        self.notes.setText("\n".join([size, *read.notes[:NOTES_TOLD], *rest]))
        self.columns.setEnabled(True)
        try:
            recipe = suggest_recipe(read.table)
        except DataError as error:
            self.columns.show_columns(read, NO_RECIPE)
            self._refuse(str(error))
            return
        self.columns.show_columns(read, recipe)
        self._check()

    def _check(self) -> None:
        """Finds out whether the network could be given these columns."""
        if self._read is not None:
            self._wait()
            self._checker.start(partial(prepare, self._read.table, self.columns.recipe))

    def _wait(self) -> None:
        self.busy.show()
        self.problem.hide()
        self.accept_button.setEnabled(False)
        self.accept_button.setToolTip(tr("The file is being read."))

    def _allow(self, prepared: Prepared) -> None:
        self.busy.hide()
        self.accept_button.setEnabled(True)
        self.accept_button.setToolTip(
            tr("{}. The network gets the inputs and outputs that they need.").format(
                sizes(prepared)
            )
        )

    def _refuse_file(self, reason: str) -> None:
        self._read = None
        self.model.show(Sheet())
        self.notes.setText("")
        self.columns.setEnabled(False)
        self._refuse(reason)

    def _refuse(self, reason: str) -> None:
        self.busy.hide()
        self.problem.setText(reason)
        self.problem.show()
        self.accept_button.setEnabled(False)
        self.accept_button.setToolTip(reason)


def _label(role: str, name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAccessibleName(name)
    return label
