"""Bringing a table or pictures into the document: from the menu, the Data dock, or dropped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from scratchstudio.data import TableSource
from scratchstudio.studio.docks.picture_import import PictureImport
from scratchstudio.studio.docks.table_import import TableImport
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow


class Imports(QObject):
    """The import commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: TableImport | PictureImport | None = None

    def ask(self) -> None:
        """Asks for a table file and shows how it would be read."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Open a table"),
            "",
            tr("Tables (*.csv *.tsv *.txt *.tab)") + ";;" + tr("All files (*)"),
        )
        if name:
            self.read(Path(name))

    def ask_pictures(self) -> None:
        """Asks for a folder of pictures and shows what is in it."""
        name = QFileDialog.getExistingDirectory(
            self._window, tr("A folder that has a folder of pictures for each class")
        )
        if name:
            self.read_pictures(Path(name))

    def read_pictures(self, folder: Path) -> None:
        """Shows the folder's pictures; accepted, they become the document's data."""
        self.dialog = PictureImport(folder, self._window.appearance.theme, self._window)
        self.dialog.accepted.connect(self._take)
        self.dialog.open()

    def read(self, path: Path) -> None:
        """Shows how the file would be read; accepted, it becomes the document's data."""
        self.dialog = TableImport(path, self._window)
        self.dialog.accepted.connect(self._take)
        self.dialog.open()

    def _take(self) -> None:
        if self.dialog is None or self.dialog.chosen is None:
            return
        table, recipe = self.dialog.chosen
        self._window.document.change_data(
            tr("Import {}").format(table.name), TableSource(table), recipe
        )


def declare_imports(window: MainWindow) -> None:
    """The import commands of the menu File."""
    window.actions_registry.add(
        "file.import",
        tr("Open a CSV or TSV…"),
        window.imports.ask,
        menu="File",
        help=tr("Reads a table; columns become inputs and the target."),
        keys=("Ctrl+Shift+O",),
        symbol="csv",
    )
    window.actions_registry.add(
        "file.import_pictures",
        tr("Pictures from a folder…"),
        window.imports.ask_pictures,
        menu="File",
        help=tr("Reads pictures, one folder for each class; each pixel becomes an input."),
        symbol="pictures",
    )
