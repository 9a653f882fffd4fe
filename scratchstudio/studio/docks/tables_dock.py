"""The Tables dock: neurons and edges as tables, sortable and editable, in step with the canvas.

The canvas's twin for screen readers, and the fastest way to edit twenty weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.errors import ScratchStudioError
from scratchstudio.network import Kind, set_edges, set_neurons
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.table_columns import TableColumn, edge_columns, neuron_columns
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import figure

LIVE_INTERVAL = 250
WIDE_WORD, NARROW_WORD = "Activation MM", "Frozen MM"
"""As wide as a column is at first, and as one of boxes to tick."""
Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole


class PartModel(QAbstractTableModel):
    """Neurons or edges of the document as a table model; edits go through the undo stack."""

    def __init__(
        self,
        document: Document,
        session: Session,
        part: str,
        columns: tuple[TableColumn, ...],
        refuse: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._part, self._columns, self._refuse = part, columns, refuse
        self._network = session.network()
        self._timer = QTimer(self, singleShot=True, interval=LIVE_INTERVAL)
        self._timer.timeout.connect(self.refresh)
        document.networkChanged.connect(lambda *_: self._take())
        document.opened.connect(self._reset)
        session.frameReady.connect(lambda *_: self.soon())

    @property
    def ids(self) -> np.ndarray:
        """The id of each row."""
        ids: np.ndarray = getattr(self._network, self._part).id
        return ids

    @property
    def switches(self) -> list[int]:
        """The columns of boxes to tick."""
        columns = enumerate(self._columns)
        return [at for at, each in columns if each.field and each.parse is None]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._columns[section].title
        return int(self.ids[section])

    def data(self, index: Index, role: int = 0) -> Any:
        column = self._columns[index.column()]
        value = column.value(self._network, index.row())
        if isinstance(value, bool):
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return tr("yes") if value else tr("no")
            return int(value) if role == SORT else None
        if role == Qt.ItemDataRole.DisplayRole:
            return figure(value) if isinstance(value, float) else value
        if role == Qt.ItemDataRole.EditRole:
            return repr(value) if isinstance(value, float) else value
        if role == SORT and column.rank is not None:
            return column.rank(self._network, index.row())
        if role == SORT:
            return None if value != value else value
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(value, float):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self._columns[index.column()]
        if column.parse is not None and self._editable(column.field, index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        elif column.field and column.parse is None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def _editable(self, field: str, row: int) -> bool:
        if self._part == "edges":
            return True
        kind = self._network.neurons.kind[row]
        if field in ("bias", "activation"):
            return bool(kind != Kind.INPUT)
        return bool(field != "column" or kind != Kind.HIDDEN)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self._columns[index.column()]
        id_ = int(self.ids[index.row()])
        edit = set_neurons if self._part == "neurons" else set_edges
        try:
            if role == Qt.ItemDataRole.CheckStateRole:
                new = Qt.CheckState(value) == Qt.CheckState.Checked
            elif column.parse is not None:
                new = column.parse(str(value).strip())
            else:
                return False
            if column.field == "name" and not new:
                return False  # as on the canvas: a neuron keeps its name until it gets another
            after = edit(self._document.network, [id_], **{column.field: new})
        except ScratchStudioError as error:
            self._refuse(str(error))
            return False
        typed = [id_] if column.field in ("bias", "weight") else []
        text = tr("Set {}").format(column.title.lower())
        self._document.draw(text, after, touched=typed)
        return True

    def soon(self) -> None:
        """Shows the present values within a moment, when they are seen at all."""
        parent = self.parent()
        if isinstance(parent, QWidget) and parent.isVisible() and not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Shows the present values."""
        self._network = self._session.network()
        if len(self.ids):
            last = self.index(len(self.ids) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _take(self) -> None:
        fresh = self._session.network()
        if np.array_equal(getattr(fresh, self._part).id, self.ids):
            self.refresh()
        else:
            self._reset()

    def _reset(self) -> None:
        self.beginResetModel()
        self._network = self._session.network()
        self.endResetModel()


class TablesDock(QWidget):
    """Two tabs, neurons and edges; selecting rows selects on the canvas and the other way round."""

    def __init__(
        self,
        document: Document,
        session: Session,
        refuse: Callable[[str], object],
        clinic: Clinic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._following = False
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.views: dict[str, QTableView] = {}
        comparing = comparing_of(document)
        for part, title, columns in (
            ("neurons", tr("Neurons"), neuron_columns(clinic)),
            ("edges", tr("Edges"), edge_columns(comparing)),
        ):
            model = PartModel(document, session, part, columns, refuse, self)
            comparing.changed.connect(model.refresh)
            if part == "neurons":
                clinic.marksChanged.connect(model.soon)
            self.views[part] = self._view(model, title)
            self.tabs.addTab(self.views[part], title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        document.selectionChanged.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        """While hidden the tables followed no numbers."""
        for view in self.views.values():
            _model(view).refresh()
        super().showEvent(event)

    def _view(self, model: PartModel, title: str) -> QTableView:
        proxy = QSortFilterProxyModel(self)
        proxy.setSourceModel(model)
        proxy.setSortRole(SORT)
        view = QTableView()
        view.setModel(proxy)
        view.setSortingEnabled(True)
        view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setAlternatingRowColors(True)
        view.setAccessibleName(title)
        view.verticalHeader().setDefaultSectionSize(26)
        header = view.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultSectionSize(header.fontMetrics().horizontalAdvance(WIDE_WORD))
        for at in model.switches:
            header.resizeSection(at, header.fontMetrics().horizontalAdvance(NARROW_WORD))
        view.selectionModel().selectionChanged.connect(lambda *_: self._select(view))
        proxy.modelReset.connect(self._follow)
        return view

    def _select(self, changed: QTableView) -> None:
        """The rows chosen in this table, and with Ctrl those chosen in the other one before."""
        if self._following:
            return
        adding = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        chosen: set[int] = set()
        for view in self.views.values() if adding else (changed,):
            proxy, model = _proxy(view), _model(view)
            for index in view.selectionModel().selectedRows():
                chosen.add(int(model.ids[proxy.mapToSource(index).row()]))
        self._following = True
        self._document.select(chosen)
        self._following = False
        if not adding:
            self._follow()

    def _follow(self) -> None:
        if self._following:
            return
        self._following = True
        for view in self.views.values():
            proxy, model = _proxy(view), _model(view)
            chosen = QItemSelection()
            rows = np.flatnonzero(np.isin(model.ids, list(self._document.selection)))
            for row in rows.tolist():
                place = proxy.mapFromSource(model.index(row, 0))
                chosen.select(place, place.siblingAtColumn(model.columnCount() - 1))
            view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if len(rows):
                view.scrollTo(proxy.mapFromSource(model.index(int(rows[0]), 0)))
        self._following = False


def _proxy(view: QTableView) -> QSortFilterProxyModel:
    proxy = view.model()
    assert isinstance(proxy, QSortFilterProxyModel)
    return proxy


def _model(view: QTableView) -> PartModel:
    model = _proxy(view).sourceModel()
    assert isinstance(model, PartModel)
    return model
