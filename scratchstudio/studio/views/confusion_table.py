"""The confusion matrix on the screen, with mistakes outlined."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.confusion_model import ConfusionModel

SMALLEST_CELL = 34


class _Outlined(QStyledItemDelegate):
    """Paints the cell in its tint, and an outline round mistakes and round the chosen cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, plain, index)
        if not isinstance(model, ConfusionModel) or not (chosen or model.is_error(index)):
            return
        colour = model.theme.selection if chosen else model.theme.error
        painter.save()
        painter.setPen(QPen(QColor(colour), 3 if chosen else 2))
        painter.drawRect(option.rect.adjusted(2, 2, -3, -3))
        painter.restore()


class ConfusionTable(QWidget):
    """The matrix with its axes named. A click, or Enter, picks a cell."""

    picked = Signal(object)
    """A ClassPair."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ConfusionModel(theme)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Confusion matrix: rows are true, columns predicted"))
        self.table.setModel(self.model)
        self.table.setItemDelegate(_Outlined(self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setCornerButtonEnabled(False)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setMinimumSectionSize(SMALLEST_CELL)
            header.setSectionsClickable(False)
        self.table.clicked.connect(self._pick)
        self.table.activated.connect(self._pick)
        self.table.setMinimumSize(QSize(120, 90))
        predicted = QLabel(tr("taken for →"))
        actual = QLabel(tr("true ↓"))
        for label in (predicted, actual):
            label.setProperty("role", "faint")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(actual, 0, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(predicted, 0, 1, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.table, 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)

    def _pick(self, index: QModelIndex) -> None:
        self.picked.emit(self.model.pair(index))
