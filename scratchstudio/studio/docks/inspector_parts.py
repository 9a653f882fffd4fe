"""Small editors of the Inspector: an exact number, the activation with its curve."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.engine import ACTIVATIONS, activation
from scratchstudio.errors import EngineError
from scratchstudio.studio.canvas.glyphs import curve_path
from scratchstudio.studio.docks.training_fields import parse_number
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

SLIDER_REACH = 5.0
FORMULA = "formula"


class ExactNumber(QWidget):
    """A number with full precision to type and a slider to push; `mixed` shows an em dash."""

    chosen = Signal(float, bool)
    """The value, and whether it comes from a slider drag (one act) or was typed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.editingFinished.connect(self._typed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-1000, 1000)
        self.slider.setAccessibleName(tr("{}, slider from −5 to 5").format(name))
        self.slider.setToolTip(tr("Pushes the value between −5 and 5."))
        self.slider.sliderMoved.connect(
            lambda place: self.chosen.emit(place * SLIDER_REACH / 1000, True)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 3)
        row.addWidget(self.slider, 1)
        self._shown: float | None = None

    def show_value(self, value: float | None) -> None:
        """Shows the value, or an em dash for several; leaves alone what is being typed."""
        self._shown = value
        typing = self.field.isModified() or self.field.hasSelectedText()
        if not (self.field.hasFocus() and typing):
            text = "—" if value is None else repr(value)
            self.field.setText(text)
            self.field.setCursorPosition(0)
        if not self.slider.isSliderDown():
            place = 0.0 if value is None else max(-SLIDER_REACH, min(SLIDER_REACH, value))
            self.slider.setValue(round(place * 1000 / SLIDER_REACH))

    def _typed(self) -> None:
        if not self.field.isModified():
            return
        self.field.setModified(False)
        value = parse_number(self.field.text(), whole=False)
        if value is None or value != value or abs(value) == float("inf"):
            self.show_value(self._shown)
        else:
            self.chosen.emit(float(value), False)


class ActivationChooser(QWidget):
    """The activation as a list of curves, or a formula that is checked while it is typed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setIconSize(QSize(28, 20))
        self.box.setAccessibleName(tr("Activation"))
        for key, entry in ACTIVATIONS.items():
            self.box.addItem(tr(entry.label), key)
            self.box.setItemData(self.box.count() - 1, tr(entry.help), Qt.ItemDataRole.ToolTipRole)
        self.box.addItem(tr("Formula…"), FORMULA)
        self.box.activated.connect(self._boxed)
        self.formula = QLineEdit()
        self.formula.setPlaceholderText("x*tanh(x)")
        self.formula.setAccessibleName(tr("Formula in x"))
        self.formula.textEdited.connect(self._check)
        self.formula.editingFinished.connect(self._typed)
        self.fault = QLabel()
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for widget in (self.box, self.formula, self.fault):
            column.addWidget(widget)
        self.formula.hide()
        self.fault.hide()

    def show_value(self, key: str | None) -> None:
        """Shows an activation; None while several differ."""
        if self.formula.hasFocus() or self.box.view().isVisible():
            return
        is_formula = key is not None and key.startswith("=")
        self.box.setCurrentIndex(self.box.findData(FORMULA if is_formula else key))
        self.formula.setVisible(is_formula)
        self.fault.hide()
        if is_formula and key is not None:
            self.formula.setText(key[1:])
            self.formula.setModified(False)
        help_ = "" if key is None else activation(key).help
        self.box.setToolTip(help_ or tr("Several activations are selected."))

    def dress(self, theme: Theme) -> None:
        """Draws the curves in the theme's colours."""
        for place in range(self.box.count()):
            key = self.box.itemData(place)
            if key != FORMULA:
                self.box.setItemIcon(place, _curve_icon(key, theme.text, theme.border))

    def _boxed(self) -> None:
        key = self.box.currentData()
        if key == FORMULA:
            self.formula.show()
            self.formula.setFocus()
        else:
            self.formula.hide()
            self.chosen.emit(key)

    def _check(self) -> bool:
        try:
            activation("=" + self.formula.text())
        except EngineError as error:
            self.fault.setText(str(error))
            self.fault.show()
            return False
        self.fault.hide()
        return True

    def _typed(self) -> None:
        if self.formula.isModified() and self._check():
            self.formula.setModified(False)
            self.chosen.emit("=" + self.formula.text().strip())


@lru_cache(maxsize=128)
def _curve_icon(key: str, ink: str, faint: str) -> QIcon:
    pixmap = QPixmap(56, 40)
    pixmap.fill(Qt.GlobalColor.transparent)
    curve, axis = curve_path(key)
    fit = QTransform().translate(28, 20).scale(24, 16)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(faint), 1.5))
    painter.drawPath(fit.map(axis))
    painter.setPen(QPen(QColor(ink), 3))
    painter.drawPath(fit.map(curve))
    painter.end()
    return QIcon(pixmap)
