"""The predictions as a table model: virtual, so that 200,000 samples cost as little as 20."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import MISSING, figure
from scratchstudio.studio.views.samples import (
    BY_ERROR,
    BY_FEATURE,
    BY_PREDICTION,
    BY_SAMPLE,
    BY_TARGET,
    Listing,
)

Index = QModelIndex | QPersistentModelIndex

RIGHT, WRONG = "✓", "✗"
LEAST = "< 0.001"
VERDICT, PART, PICTURE = "verdict", "part", "picture"
ROOT = QModelIndex()


@dataclass(frozen=True)
class TableColumn:
    """One column: what it shows (`kind`), and of which feature or output."""

    kind: str
    title: str
    help: str
    position: int = 0

    @property
    def sortable(self) -> bool:
        return self.kind not in (VERDICT, PART, PICTURE)


def table_columns(listing: Listing) -> tuple[TableColumn, ...]:
    """The columns for the task at hand."""
    prepared = listing.answers.samples.prepared
    picture = prepared.picture
    pixels = set() if picture is None else set(picture.columns)
    columns = [
        TableColumn(PICTURE, "", tr("The sample's picture.")),
        TableColumn(BY_SAMPLE, tr("row"), tr("The sample's row in the data.")),
        TableColumn(PART, tr("part"), tr("Whether the network learns from it or not.")),
    ]
    if picture is None:
        del columns[0]
    if prepared.task == "regression":
        for position, name in enumerate(listing.answers.samples.outputs):
            columns += [
                TableColumn(BY_TARGET, name, tr("The right answer."), position),
                TableColumn(BY_PREDICTION, tr("predicted"), tr("The network's answer."), position),
            ]
        how = tr("Answer minus target; of several targets the one that is furthest off.")
    else:
        columns += [
            TableColumn(VERDICT, "", tr("✓ told apart rightly, ✗ wrongly.")),
            TableColumn(BY_TARGET, tr("target"), tr("The right class.")),
            TableColumn(BY_PREDICTION, tr("predicted"), tr("The class the network names.")),
        ]
        how = tr("How far the furthest output is from its target of 0 or 1.")
    columns.append(TableColumn(BY_ERROR, tr("error"), how))
    columns += [
        TableColumn(BY_FEATURE, name, tr("A feature, in its own unit."), position)
        for position, name in enumerate(prepared.features)
        if name not in pixels
    ]
    return tuple(columns)


class PredictionsModel(QAbstractTableModel):
    """Shows a `Listing`. `take` gives it another without losing selection or place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.listing: Listing | None = None
        self.columns: tuple[TableColumn, ...] = ()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.listing is None else len(self.listing.order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def sample(self, row: int) -> int:
        """The sample in a row of the table."""
        assert self.listing is not None
        return int(self.listing.order[row])

    def picture(self, row: int) -> NDArray[np.uint8] | None:
        """The picture of the sample in a row of the table; None where data are no pictures."""
        assert self.listing is not None
        return self.listing.answers.samples.picture(self.sample(row))

    def row_of(self, sample: int) -> int | None:
        """The row in which a sample stands; None when it is not listed."""
        if self.listing is None:
            return None
        found = np.flatnonzero(self.listing.order == sample)
        return int(found[0]) if len(found) else None

    def take(self, listing: Listing) -> bool:
        """Shows other answers; True where that reset the table, with its selection and place.

        Only another number of rows or other columns do.
        """
        before, columns = self.listing, table_columns(listing)
        if before is None or columns != self.columns or len(before.order) != len(listing.order):
            self.beginResetModel()
            self.listing, self.columns = listing, columns
            self.endResetModel()
            return True
        if np.array_equal(before.order, listing.order):
            self.listing = listing
            self._tell_values()
        else:
            self._reorder(listing)
        return False

    def _tell_values(self) -> None:
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _reorder(self, listing: Listing) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        samples = [self.sample(index.row()) for index in held]
        self.listing = listing
        rows = [self.row_of(sample) for sample in samples]
        moved = [
            QModelIndex() if row is None else self.index(row, index.column())
            for row, index in zip(rows, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.listing is None:
            return None
        column = self.columns[index.column()]
        sample = self.sample(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(column, sample)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._is_number(column):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column.kind == VERDICT:
            return QColor(self.theme.good if self._is_right(sample) else self.theme.error)
        if role == Qt.ItemDataRole.AccessibleTextRole and column.kind == VERDICT:
            return tr("right") if self._is_right(sample) else tr("wrong")
        if role == Qt.ItemDataRole.AccessibleTextRole and column.kind == PICTURE:
            return tr("picture")
        return None

    def _text(self, column: TableColumn, sample: int) -> str:
        assert self.listing is not None
        answers = self.listing.answers
        samples = answers.samples
        if column.kind == PICTURE:
            return ""
        if column.kind == BY_SAMPLE:
            return f"{samples.row(sample) + 1:,}"
        if column.kind == PART:
            return tr("held-out") if samples.is_held_out(sample) else tr("training")
        if column.kind == VERDICT:
            return RIGHT if self._is_right(sample) else WRONG
        if column.kind == BY_FEATURE:
            return figure(samples.feature(sample, column.position))
        if column.kind == BY_ERROR:
            error = float(answers.error[sample])
            # Of a class, whose outputs lie between 0 and 1, nobody needs to read 2.09e−11.
            return LEAST if len(answers.actual) and error < 0.001 else figure(error)
        is_target = column.kind == BY_TARGET
        if len(answers.actual):
            code = int((answers.actual if is_target else answers.predicted)[sample])
            return samples.prepared.classes[code] if code >= 0 else MISSING
        values = answers.target if is_target else answers.output
        return figure(float(values[sample, column.position]))

    def _is_number(self, column: TableColumn) -> bool:
        assert self.listing is not None
        named = (BY_TARGET, BY_PREDICTION) if len(self.listing.answers.actual) else ()
        return column.kind not in (PART, VERDICT, PICTURE, *named)

    def _is_right(self, sample: int) -> bool:
        assert self.listing is not None
        answers = self.listing.answers
        return bool(answers.actual[sample] == answers.predicted[sample])
