"""The columns of the data: kind, role and gaps; a column is dragged to the canvas as an input."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from scratchstudio.data import Column, Prepared, Recipe
from scratchstudio.studio.canvas.input import COLUMN_MIME
from scratchstudio.studio.docks.column_roles import (
    Role,
    possible_roles,
    role_of,
    role_text,
    with_role,
)
from scratchstudio.studio.docks.data_steps import table_of
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import as_written, tr

NAME, KIND, ROLE, GAPS = range(4)
FEATURE = Qt.ItemDataRole.UserRole
FEWEST_SHOWN, MOST_SHOWN = 3, 8
ROW_HEIGHT = 22
Index = QModelIndex | QPersistentModelIndex


class ColumnsList(QTreeWidget):
    """One row a column; under a category that is an input, one row for each of its features."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setAccessibleName(tr("Columns"))
        self.setHeaderLabels([tr("Column"), tr("Kind"), tr("Role"), tr("Gaps")])
        header = self.headerItem()
        header.setToolTip(KIND, tr("Numbers, categories, or text that no network can read."))
        header.setToolTip(ROLE, tr("What the network does with the column; click to change it."))
        header.setToolTip(GAPS, tr("How many cells are missing."))
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(36)
        self.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for section in (KIND, ROLE, GAPS):
            self.header().setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegateForColumn(ROLE, _RoleBox(document, self))
        self.itemClicked.connect(self._edit_role)
        self.itemActivated.connect(lambda item, _: self._edit_role(item, ROLE))
        document.dataChanged.connect(self.show_columns)
        document.opened.connect(self.show_columns)
        self.show_columns()

    def show_columns(self) -> None:
        """Shows the columns as the document has them."""
        present = self.currentItem()
        chosen = "" if present is None else present.text(NAME)
        self.clear()
        table = table_of(self._document)
        if table is not None:
            recipe, prepared = self._document.content.recipe, self._document.prepared
            for column in table.columns:
                self.addTopLevelItem(_row(column, recipe, prepared))
        self.expandAll()
        for item in self.findItems(chosen, Qt.MatchFlag.MatchExactly, NAME) if chosen else ():
            self.setCurrentItem(item, NAME)
        rows = sum(1 + item.childCount() for item in self._rows())
        shown = min(max(rows, FEWEST_SHOWN), MOST_SHOWN)
        self.setFixedHeight(shown * ROW_HEIGHT + self.header().sizeHint().height() + 6)

    def _rows(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def set_role(self, name: str, role: Role) -> None:
        """Gives the column a role, as one undoable change of the recipe."""
        table = table_of(self._document)
        if table is None:
            return
        recipe = with_role(table, self._document.content.recipe, name, role)
        if recipe != self._document.content.recipe:
            text = tr("Use {} as {}") if role is not Role.UNUSED else tr("Leave {} {}")
            self._document.change(text.format(name, role_text(role)), recipe=recipe)

    def mimeData(self, items: list[QTreeWidgetItem]) -> QMimeData:  # type: ignore[override]
        """The name of the prepared feature, for the canvas."""
        mime = QMimeData()
        features = [item.data(NAME, FEATURE) for item in items if item.data(NAME, FEATURE)]
        if features:
            mime.setData(COLUMN_MIME, QByteArray(features[0].encode()))
        return mime

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Begins to drag the column below the pointer, if the network can read it."""
        mime = self.mimeData(self.selectedItems())
        if mime.hasFormat(COLUMN_MIME):
            drag = QDrag(self)
            drag.setMimeData(mime)
            drag.exec(Qt.DropAction.CopyAction)

    def _edit_role(self, item: QTreeWidgetItem, section: int) -> None:
        if section == ROLE and item.parent() is None:
            self.editItem(item, ROLE)


class _RoleBox(QStyledItemDelegate):
    """The box in which a role is chosen."""

    def __init__(self, document: Document, columns: ColumnsList) -> None:
        super().__init__(columns)
        self._document, self._columns = document, columns

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget | None:
        name = str(index.siblingAtColumn(NAME).data())
        table = table_of(self._document)
        if table is None or name not in table.names:
            return None
        column = table.column(name)
        box = QComboBox(parent)
        box.setAccessibleName(tr("Role of {}").format(name))
        present = role_of(column, self._document.content.recipe)
        roles = possible_roles(column)
        for role in roles if present in roles else (present, *roles):
            box.addItem(role_text(role), role)
        box.setCurrentIndex(box.findData(present))
        box.activated.connect(lambda *_: self._take(box, name))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The box knows the role already; it opens by itself."""
        if isinstance(editor, QComboBox):
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:  # type: ignore[override]
        """Nothing: the document changes, and the list follows it."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        place = option.rect
        width = max(place.width(), editor.sizeHint().width())
        place.setLeft(place.right() - width)
        editor.setGeometry(place)

    def _take(self, box: QComboBox, name: str) -> None:
        role = box.currentData()
        self.closeEditor.emit(box)
        self._columns.set_role(name, role)


def _row(column: Column, recipe: Recipe, prepared: Prepared | None) -> QTreeWidgetItem:
    role = role_of(column, recipe)
    gaps = int(column.missing.sum())
    kinds = {"number": tr("number"), "category": tr("category"), "text": tr("text")}
    cells = [column.name, kinds[column.kind], f"{role_text(role)} ▾", f"{gaps:,}" if gaps else "—"]
    item = QTreeWidgetItem(cells)
    item.setSizeHint(NAME, QSize(0, ROW_HEIGHT))
    item.setTextAlignment(GAPS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(KIND, as_written(_about_kind(column)))
    item.setToolTip(ROLE, tr("What the network does with the column; click to change it."))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    features = () if prepared is None else prepared.features
    _make_draggable(item, column.name, column.name in features)
    if role is Role.INPUT and column.categories:
        for value in column.categories:
            feature = f"{column.name}={value}"
            child = QTreeWidgetItem([feature, "0 / 1", "", ""])
            child.setSizeHint(NAME, QSize(0, ROW_HEIGHT))
            _make_draggable(child, feature, feature in features)
            item.addChild(child)
        item.setToolTip(
            NAME,
            as_written(tr("{}: one input a value; drag one of those below.").format(column.name)),
        )
    return item


def _make_draggable(item: QTreeWidgetItem, feature: str, can_be_read: bool) -> None:
    if can_be_read:
        item.setData(NAME, FEATURE, feature)
        told = tr("{}: drag it to the canvas for an input neuron.").format(feature)
    else:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
        told = tr("{}: only an input can be dragged to the canvas.").format(feature)
    item.setToolTip(NAME, as_written(told))


def _about_kind(column: Column) -> str:
    if not column.categories:
        return tr("Numbers.")
    told = ", ".join(column.categories[:8])
    more = "…" if len(column.categories) > 8 else ""
    return tr("{:,} different values: {}").format(len(column.categories), told + more)
