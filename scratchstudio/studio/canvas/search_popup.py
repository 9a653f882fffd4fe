"""The search for neurons: a line to type in and a list with the curve of each activation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.network import Kind
from scratchstudio.studio.canvas.choices import Choice, ranked
from scratchstudio.studio.canvas.neuron_art import Look, paint_neuron
from scratchstudio.studio.canvas.primitives import font
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

WIDTH, HEIGHT, ROW = 330, 360, 44


class _Choices(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[Choice] = []

    def show(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self.shown = choices
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return choice.label
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return choice.help
        return None


class _Row(QStyledItemDelegate):
    """Paints a choice: the neuron as it will look, its name, and what it is for."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(WIDTH - 24, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme = self._theme
        choice: Choice = index.model().shown[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 5, 5)
        activation = choice.activation or ("linear" if choice.kind == Kind.INPUT else "sigmoid")
        look = Look(int(choice.kind), activation, frozen=False, muted=False)
        for shift in (6, 3, 0) if choice.layer else (0,):
            centre = QPointF(rect.left() + 26 + shift, rect.center().y() - shift / 2)
            paint_neuron(painter, look, centre, 14, theme)
        text = rect.adjusted(54, 4, -8, -4)
        painter.setPen(QColor(theme.accent_text if chosen else theme.text))
        painter.setFont(font(13, bold=True))
        painter.drawText(text, Qt.AlignmentFlag.AlignTop, choice.label)
        painter.setFont(font(11))
        painter.setPen(QColor(theme.accent_text if chosen else theme.faint_text))
        metrics = QFontMetricsF(painter.font())
        short = metrics.elidedText(choice.help, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom, short)
        painter.restore()


class SearchPopup(QFrame):
    """Enter or a click takes the chosen line, Esc or a click elsewhere closes."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        at: QPoint,
        choices: Sequence[Choice],
        take: Callable[[Choice], object],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("neuronSearch")
        self._take = take
        self._all = choices
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(tr("Neuron, activation, “8 relu” or “=x*tanh(x)”"))
        self.line.setAccessibleName(tr("Search for a neuron"))
        self.line.installEventFilter(self)
        self.list = QListView(self)
        self.list.setAccessibleName(tr("Neurons that can be placed"))
        self.list.setItemDelegate(_Row(self.list, theme))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = _Choices(self)
        self.list.setModel(self.model)
        self.list.clicked.connect(lambda index: self._accept())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.setStyleSheet(
            f"#neuronSearch {{ background: {theme.panel}; border: 1px solid {theme.border};"
            f" border-radius: 8px; }} QListView {{ background: {theme.panel}; border: none; }}"
            f" QLineEdit {{ background: {theme.field}; color: {theme.text}; padding: 5px;"
            f" border: 1px solid {theme.border}; border-radius: 5px; }}"
        )
        self.line.textChanged.connect(self._search)
        self._search("")
        room = parent.rect()
        self.resize(WIDTH, min(HEIGHT, room.height() - 16))
        self.move(
            max(min(at.x(), room.width() - WIDTH - 8), 8),
            max(min(at.y(), room.height() - self.height() - 8), 8),
        )
        self.show()
        self.raise_()
        self.line.setFocus()

    def _search(self, text: str) -> None:
        self.model.show(ranked(text, self._all))
        self.list.setCurrentIndex(self.model.index(0))

    def _accept(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.model.shown):
            choice = self.model.shown[row]
            self.close_popup()
            self._take(choice)

    def close_popup(self) -> None:
        """Goes, and gives the focus back."""
        self.line.removeEventFilter(self)
        self.hide()
        self.parentWidget().setFocus()
        self.deleteLater()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            leaving = event.reason() != Qt.FocusReason.PopupFocusReason
            if leaving and self.isVisible() and not self.underMouse():
                self.line.removeEventFilter(self)
                self.hide()
                self.deleteLater()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1}.get(key)
        if step is not None and self.model.shown:
            row = (self.list.currentIndex().row() + step) % len(self.model.shown)
            self.list.setCurrentIndex(self.model.index(row))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
            return True
        if key == Qt.Key.Key_Escape:
            self.close_popup()
            return True
        return False
