"""The confusion matrix as a table model: counts as text, share of the row as tint."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from scratchstudio.evaluate import Confusion
from scratchstudio.studio.text import as_written, tr
from scratchstudio.studio.theme import Theme, blend
from scratchstudio.studio.views.figures import percent
from scratchstudio.studio.views.samples import ClassPair

Index = QModelIndex | QPersistentModelIndex

ROOT = QModelIndex()
STRONGEST = 0.6
"""Share of the accent where a whole row falls into one cell; the number must stay readable."""


class ConfusionModel(QAbstractTableModel):
    """Rows are the true classes, columns the ones the network names."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.confusion: Confusion | None = None

    def take(self, confusion: Confusion) -> None:
        """Shows other counts; the table is reset only when the classes are others."""
        before, self.confusion = self.confusion, confusion
        if before is None or before.classes != confusion.classes:
            self.beginResetModel()
            self.endResetModel()
            # A header keeps the width of the names before, unless it is told of others.
            last = len(confusion.classes) - 1
            for side in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
                self.headerDataChanged.emit(side, 0, last)
        elif not np.array_equal(before.counts, confusion.counts):
            last = self.rowCount() - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    def pair(self, index: Index) -> ClassPair:
        """The classes that a cell stands for."""
        return ClassPair(index.row(), index.column())

    def is_error(self, index: Index) -> bool:
        """True for a cell that counts at least one mistake."""
        return index.row() != index.column() and self._count(index) > 0

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.confusion is None else len(self.confusion.classes)

    def columnCount(self, parent: Index = ROOT) -> int:
        return self.rowCount(parent)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.confusion is None or section >= len(self.confusion.classes):
            return None
        name = self.confusion.classes[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Vertical:
            recall = percent(float(self.confusion.recall[section]))
            told = tr("Of all that are {name}, {share} were found (recall).")
            return as_written(told.format(name=name, share=recall))
        if role == Qt.ItemDataRole.ToolTipRole:
            precision = percent(float(self.confusion.precision[section]))
            told = tr("Of all taken for {name}, {share} are (precision).")
            return as_written(told.format(name=name, share=precision))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.confusion is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{self._count(index):,}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role == Qt.ItemDataRole.BackgroundRole:
            share = self._share(index)
            return QColor(blend(self.theme.field, self.theme.accent, STRONGEST * share))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self.theme.text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_written(self._sentence(index))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._sentence(index)
        return None

    def _sentence(self, index: Index) -> str:
        assert self.confusion is not None
        classes = self.confusion.classes
        return tr("{count} of {total} {actual} ({share}) were taken for {predicted}.").format(
            count=f"{self._count(index):,}",
            total=f"{self._total(index.row()):,}",
            actual=classes[index.row()],
            share=percent(self._share(index)),
            predicted=classes[index.column()],
        )

    def _count(self, index: Index) -> int:
        assert self.confusion is not None
        return int(self.confusion.counts[index.row(), index.column()])

    def _total(self, row: int) -> int:
        assert self.confusion is not None
        return int(self.confusion.counts[row].sum() + self.confusion.undecided[row])

    def _share(self, index: Index) -> float:
        return self._count(index) / max(self._total(index.row()), 1)
