"""The columns of a table that is about to be imported: which are inputs, which the target."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import Preview, Recipe
from scratchstudio.studio.docks.column_roles import (
    Role,
    can_be_classes,
    role_of,
    with_role,
)
from scratchstudio.studio.text import tr

NAME, KIND, GAPS = range(3)
ROW_HEIGHT = 22
NO_RECIPE = Recipe(inputs=(), targets=())


class ImportColumns(QWidget):
    """Check boxes for the inputs, a box for the target, and whether its numbers are classes."""

    changed = Signal()
    """The person chose otherwise; see `recipe`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: Preview | None = None
        self.recipe = NO_RECIPE
        self.inputs = QTreeWidget()
        self.inputs.setHeaderLabels([tr("Inputs"), tr("Kind"), tr("Gaps")])
        self.inputs.setAccessibleName(tr("Columns, ticked where they are inputs"))
        self.inputs.setRootIsDecorated(False)
        self.inputs.setUniformRowHeights(True)
        self.inputs.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.inputs.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.inputs.itemChanged.connect(self._tick)
        self.target = QComboBox()
        self.target.setAccessibleName(tr("Target"))
        self.target.setToolTip(tr("The column that the network is to predict."))
        self.target.activated.connect(lambda *_: self._aim(self._likely_role()))
        self.as_classes = QCheckBox(tr("Its values are classes"))
        self.as_classes.setAccessibleName(tr("The target's values are classes"))
        self.as_classes.toggled.connect(lambda on: self._aim(Role.CLASSES if on else Role.TARGET))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        form.addRow(tr("Target"), self.target)
        form.addRow("", self.as_classes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.inputs, 1)
        column.addLayout(form)

    def show_columns(self, read: Preview, recipe: Recipe) -> None:
        """Shows the columns of a file as it is read now."""
        self._read, self.recipe = read, recipe
        with QSignalBlocker(self.target):
            self.target.clear()
            for name, kind in zip(read.names, read.kinds, strict=True):
                if kind != "text" or can_be_classes(read.table.column(name)):
                    self.target.addItem(name)
        self._show()

    def _show(self) -> None:
        if self._read is None:
            return
        recipe, read = self.recipe, self._read
        kinds = {"number": tr("number"), "category": tr("category"), "text": tr("text")}
        with QSignalBlocker(self.inputs):
            self.inputs.clear()
            for name, kind, gaps in zip(read.names, read.kinds, read.missing, strict=True):
                item = QTreeWidgetItem([name, kinds[kind], f"{gaps:,}" if gaps else "—"])
                item.setSizeHint(NAME, QSize(0, ROW_HEIGHT))
                item.setTextAlignment(GAPS, Qt.AlignmentFlag.AlignRight)
                ticked = name in recipe.inputs
                item.setCheckState(
                    NAME, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                )
                if kind == "text" or name in recipe.targets:
                    item.setDisabled(True)
                    item.setToolTip(NAME, _why_no_input(kind))
                self.inputs.addTopLevelItem(item)
        self.target.setCurrentText(recipe.targets[0] if recipe.targets else "")
        self._show_classes(recipe, read)

    def _show_classes(self, recipe: Recipe, read: Preview) -> None:
        column = read.table.column(recipe.targets[0]) if recipe.targets else None
        with QSignalBlocker(self.as_classes):
            is_category = column is not None and column.kind == "category"
            is_classes = column is not None and role_of(column, recipe) is Role.CLASSES
            self.as_classes.setChecked(is_category or is_classes)
        possible = column is not None and column.kind == "number" and can_be_classes(column)
        self.as_classes.setEnabled(possible)
        self.as_classes.setToolTip(
            tr("One output a class instead of a number to predict, as for a grade from 1 to 6.")
            if possible
            else tr("Only a target of 2 to 50 different numbers can be read either way.")
        )

    def _tick(self, item: QTreeWidgetItem, section: int) -> None:
        if section != NAME or self._read is None:
            return
        wanted = item.checkState(NAME) == Qt.CheckState.Checked
        role = Role.INPUT if wanted else Role.UNUSED
        self.recipe = with_role(self._read.table, self.recipe, item.text(NAME), role)
        self.changed.emit()

    def _likely_role(self) -> Role:
        if self._read is None or not self.target.currentText():
            return Role.TARGET
        column = self._read.table.column(self.target.currentText())
        return Role.CLASSES if column.kind == "text" else Role.TARGET

    def _aim(self, role: Role) -> None:
        name = self.target.currentText()
        if self._read is None or not name:
            return
        table, recipe = self._read.table, self.recipe
        readable = {column.name for column in table.columns if column.kind != "text"}
        for before in recipe.targets:
            back = Role.INPUT if before in readable and before != name else Role.UNUSED
            recipe = with_role(table, recipe, before, back)
        self.recipe = with_role(table, recipe, name, role)
        self._show()
        self.changed.emit()


def _why_no_input(kind: str) -> str:
    if kind == "text":
        return tr("Text with many different values is nothing that a network can read.")
    return tr("This is the target, which the network must not see.")
