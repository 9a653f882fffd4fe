"""The first rows of the data: as they stand in the table, or as the network gets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import Prepared, Table
from scratchstudio.studio.docks.data_steps import table_of
from scratchstudio.studio.document import Document
from scratchstudio.studio.pictures import grey_image, picture_height, picture_of
from scratchstudio.studio.text import as_written, tr
from scratchstudio.studio.views.figures import MISSING, figure

ROWS = 50
ROW_HEIGHT = 22
WIDEST = 160
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Sheet:
    """Cells as they are to be shown, with the names of columns and rows."""

    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    """By column."""
    images: tuple[QImage, ...] = ()
    """The picture in the first column of each row, where data are pictures."""

    @staticmethod
    def raw(table: Table) -> Sheet:
        """The first rows of a table; a picture stands in one column for all its pixels."""
        rows = range(min(ROWS, table.rows))
        picture = table.picture
        pixels = set() if picture is None else set(picture.columns)
        columns = [column for column in table.columns if column.name not in pixels]
        cells = tuple(
            tuple(text or MISSING for text in column.texts(rows))
            if column.categories
            else tuple(figure(value) for value in column.values[: len(rows)].tolist())
            for column in columns
        )
        names = tuple(column.name for column in columns)
        numbers = tuple(f"{row + 1:,}" for row in rows)
        if picture is None:
            return Sheet(names, numbers, cells)
        side = picture_height(picture.height)
        images = tuple(
            grey_image(shades).scaledToHeight(side)
            for shades in picture_of(table, picture, list(rows))
        )
        return Sheet((tr("picture"), *names), numbers, (("",) * len(rows), *cells), images)

    @staticmethod
    def prepared(data: Prepared) -> Sheet:
        """The first training rows as the network gets them, targets last."""
        values = np.hstack([data.train_inputs[:ROWS], data.train_targets[:ROWS]])
        cells = tuple(tuple(figure(v) for v in column) for column in values.T.tolist())
        names = (*data.features, *(f"→ {name}" for name in data.outputs))
        rows = tuple(f"{row + 1:,}" for row in data.train_rows[:ROWS].tolist())
        return Sheet(names, rows, cells)


class SheetModel(QAbstractTableModel):
    """A sheet as Qt wants it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = Sheet()

    def show(self, sheet: Sheet) -> None:
        """Shows another sheet."""
        self.beginResetModel()
        self._sheet = sheet
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._sheet.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._sheet.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        across = orientation == Qt.Orientation.Horizontal
        title = (self._sheet.columns if across else self._sheet.rows)[section]
        return as_written(str(title)) if role == Qt.ItemDataRole.ToolTipRole else title

    def data(self, index: Index, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._sheet.cells[index.column()][index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and self._sheet.images:
            return self._sheet.images[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return tr("picture") if self._sheet.images else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def sheet_view(model: SheetModel, name: str) -> QTableView:
    """A table that shows a sheet and is only read."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.horizontalHeader().setMaximumSectionSize(WIDEST)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return view


class DataPreview(QWidget):
    """The first rows, with a switch between raw and prepared."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.as_network = QCheckBox(tr("As the network gets them"))
        self.as_network.setToolTip(
            tr("The first training rows after every step above; else the table as it is.")
        )
        self.as_network.setAccessibleName(tr("Show the rows as the network gets them"))
        self.as_network.toggled.connect(self._show)
        self.model = SheetModel(self)
        self.view = sheet_view(self.model, tr("The first {} rows").format(ROWS))
        self.view.setMinimumHeight(190)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.as_network)
        column.addWidget(self.view, 1)
        document.dataChanged.connect(self._show)
        document.opened.connect(self._show)
        self._show()

    def _show(self) -> None:
        prepared, table = self._document.prepared, table_of(self._document)
        self.as_network.setEnabled(prepared is not None)
        if self.as_network.isChecked() and prepared is not None:
            self.view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
            self.model.show(Sheet.prepared(prepared))
        else:
            sheet = Sheet() if table is None else Sheet.raw(table)
            height = max((image.height() + 4 for image in sheet.images), default=ROW_HEIGHT)
            self.view.verticalHeader().setDefaultSectionSize(max(height, ROW_HEIGHT))
            self.model.show(sheet)
