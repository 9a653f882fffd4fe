"""The form of the training settings: each change is one undoable act, refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.engine import LOSSES, OPTIMISERS, check_settings
from scratchstudio.errors import EngineError
from scratchstudio.network import set_neurons
from scratchstudio.project import suggested
from scratchstudio.studio.docks.training_fields import (
    Field,
    Section,
    number_text,
    parse_number,
    parse_numbers,
    sections,
)
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr


class NumberEdit(QLineEdit):
    """A number that commits on Enter and when the focus leaves; Up and Down double and halve it."""

    committed = Signal(object)

    def __init__(self, whole: bool) -> None:
        super().__init__()
        self._whole = whole
        self._shown: Any = 0.0
        self.editingFinished.connect(self._commit)

    def show_value(self, value: Any) -> None:
        """Shows `value`, unless the person is typing."""
        self._shown = value
        if not (self.hasFocus() and self.isModified()):
            self.setText(self._written(value))

    def _read(self, text: str) -> Any:
        return parse_number(text, self._whole)

    def _written(self, value: Any) -> str:
        return number_text(value)

    def _steps(self) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._steps() and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            up = event.key() == Qt.Key.Key_Up
            value = self._shown * 2 if up else self._shown / 2
            if self._whole:
                value = max(int(value), 1 if up else 0)
            self.committed.emit(value)
        elif event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.setText(self._written(self._shown))
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        value = self._read(self.text())
        if value is None:
            self.setText(self._written(self._shown))
        elif value != self._shown:
            self.committed.emit(value)


class NumbersEdit(NumberEdit):
    """Several numbers, or none, with spaces between."""

    def __init__(self) -> None:
        super().__init__(whole=False)
        self.setPlaceholderText(tr("all alike"))

    def _read(self, text: str) -> Any:
        return parse_numbers(text)

    def _written(self, value: Any) -> str:
        return "  ".join(number_text(number) for number in value)

    def _steps(self) -> bool:
        return False


class _WheelGuard(QObject):
    """Lets the wheel scroll the form, not change a box that is not in use."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            return not watched.hasFocus()
        return False


class SettingsForm(QWidget):
    """All of TrainingSettings. `refused` tells why a value was not taken."""

    refused = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._guard = _WheelGuard(self)
        self._editors: dict[str, QComboBox | NumberEdit] = {}
        self._loss_note = QLabel()
        self._loss_note.setProperty("role", "faint")
        self._loss_note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for section in sections():
            column.addWidget(self._section(section))
        column.addStretch(1)
        document.settingsChanged.connect(self._show)
        document.dataChanged.connect(self._show)
        document.networkChanged.connect(lambda *_: self._show())
        document.opened.connect(self._show)
        self._show()

    def editor(self, name: str) -> QComboBox | NumberEdit:
        """The box or field of a setting."""
        return self._editors[name]

    def _section(self, section: Section) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(0, 2, 0, 2)
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in section.fields:
            label = QLabel(field.label)
            editor = self._editor(field)
            label.setToolTip(field.help)
            label.setBuddy(editor)
            form.addRow(label, editor)
            if field.name == "loss":
                form.addRow("", self._loss_note)
        if section.title:
            head = QToolButton()
            head.setText(section.title)
            head.setCheckable(True)
            head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            head.setArrowType(Qt.ArrowType.RightArrow)
            head.setToolTip(tr("Shows or hides these settings."))
            body.hide()
            head.toggled.connect(body.setVisible)
            head.toggled.connect(
                lambda on: head.setArrowType(
                    Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow
                )
            )
            column.addWidget(head)
        column.addWidget(body)
        return whole

    def _editor(self, field: Field) -> QComboBox | NumberEdit:
        editor: QComboBox | NumberEdit
        if field.choices is None:
            editor = NumbersEdit() if field.many else NumberEdit(field.whole)
            editor.committed.connect(lambda value: self._choose(field, value))
        else:
            editor = QComboBox()
            for place, (key, (label, help_)) in enumerate(field.choices.items()):
                editor.addItem(label, key)
                editor.setItemData(place, help_, Qt.ItemDataRole.ToolTipRole)
            editor.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            editor.setMinimumContentsLength(12)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self._guard)
            editor.activated.connect(lambda _: self._choose(field, editor.currentData()))
        editor.setToolTip(field.help)
        editor.setAccessibleName(field.label)
        self._editors[field.name] = editor
        return editor

    def _choose(self, field: Field, value: Any) -> None:
        settings = replace(self._document.settings, **{field.name: value})
        fitting = self._fitting_outputs(value) if field.name == "loss" else {}
        if settings == self._document.settings and not fitting:
            return
        if field.name == "optimiser":
            settings = replace(settings, learning_rate=OPTIMISERS[value].default_rate)
        try:
            check_settings(settings)
        except EngineError as error:
            self.refused.emit(str(error))
            self._show()
            return
        text = tr("Change {}").format(field.label.lower())
        self._document.change(text, settings=settings, **fitting)

    def _fitting_outputs(self, loss: str) -> dict[str, Any]:
        """A loss that needs certain output neurons gets them in the same act, for all to see."""
        wanted = LOSSES[loss].output_activation
        network = self._document.network
        outputs = network.neurons.id[network.output_rows].tolist()
        if wanted is None or (network.neurons.activation[network.output_rows] == wanted).all():
            return {}
        return {"network": set_neurons(network, outputs, activation=wanted)}

    def _show(self) -> None:
        settings = self._document.settings
        for name, editor in self._editors.items():
            value = getattr(settings, name)
            if isinstance(editor, NumberEdit):
                editor.show_value(value)
            else:
                editor.setCurrentIndex(editor.findData(value))
        self._loss_note.setText(self._loss_reason())

    def _loss_reason(self) -> str:
        prepared = self._document.prepared
        if prepared is None:
            return ""
        best, activation = suggested(prepared.task)
        tasks = {
            "binary": tr("two classes"),
            "classes": tr("{} classes").format(len(prepared.classes)),
            "regression": tr("a number"),
        }
        if self._document.settings.loss == best:
            return tr("Suits the target, {}; outputs are {}.").format(
                tasks[prepared.task], activation
            )
        editor = self._editors["loss"]
        assert isinstance(editor, QComboBox)
        label = editor.itemText(editor.findData(best))
        return tr("The target is {}; {} would suit it best.").format(tasks[prepared.task], label)
