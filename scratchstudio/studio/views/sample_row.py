"""The row under the decision map that says what a click adds."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from scratchstudio.data import Prepared
from scratchstudio.errors import ScratchStudioError
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.class_marks import glyph
from scratchstudio.studio.views.decision_plane import Slice
from scratchstudio.studio.views.map_plot import ADD_OTHER, REMOVE
from scratchstudio.studio.views.placed_samples import Spot, add_sample, remove_nearest

LARGEST = 1e9


def how_to() -> str:
    """How samples are added and removed, and what becomes of them."""
    return tr(
        "Click adds a sample, Shift-click one of the next class, Ctrl-click removes the nearest"
        " one; also while training runs. With the keyboard: arrow keys, Enter, Shift+Enter,"
        " Delete.\n"
        "New samples are trained on; all others stay in their part. Features that the map does not"
        " show get the values at which it holds them. Scaling is fitted anew on the training part."
        " The data become a table of your own, named “… edited”; changing the held-out share or its"
        " seed draws anew from all samples."
    )


class SampleRow(QWidget):
    """The chooser of the class or value that a click adds, and the acts themselves."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._task = ""
        self.classes = QComboBox()
        self.classes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.classes.setMinimumContentsLength(6)
        self.classes.setAccessibleName(tr("Class of the samples that a click adds"))
        self.value = QDoubleSpinBox()
        self.value.setAccessibleName(tr("Target of the samples that a click adds"))
        self.value.setRange(-LARGEST, LARGEST)
        self.value.setDecimals(3)
        # Its range would ask for twice the width that the map has.
        self.value.setMinimumWidth(self.fontMetrics().horizontalAdvance("−99,999.999"))
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.value.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        caption = QLabel(tr("Click adds"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (caption, self.classes, self.value):
            widget.setToolTip(how_to())
            row.addWidget(widget)
        row.addStretch(1)

    def offer(self, prepared: Prepared | None) -> None:
        """Offers the classes of these data, or a number."""
        self.setVisible(prepared is not None and len(prepared.target_codes) == 1)
        if prepared is None:
            return
        numbers = prepared.task == "regression"
        if numbers and self._task != prepared.task:
            scaling, targets = prepared.target_scaling, prepared.train_targets
            raw = targets if scaling is None else scaling.undo(targets)
            self.value.setValue(float(raw.mean()))
        self._task = prepared.task
        # First the one that goes: with both the dock would grow, and would not shrink again.
        come, go = (self.value, self.classes) if numbers else (self.classes, self.value)
        go.hide()
        come.show()
        texts = [f"{glyph(i)} {name}" for i, name in enumerate(prepared.classes)]
        if texts != [self.classes.itemText(i) for i in range(self.classes.count())]:
            with QSignalBlocker(self.classes):
                self.classes.clear()
                self.classes.addItems(texts)

    def act(self, act: str, slice_: Slice, spot: Spot) -> str:
        """Adds or removes a sample; says in a sentence what was done, or why it was not."""
        try:
            if act == REMOVE:
                remove_nearest(self._document, slice_, spot)
                return tr("The nearest sample was removed.")
            return self._add(act, slice_, spot)
        except ScratchStudioError as error:
            return str(error)

    def _add(self, act: str, slice_: Slice, spot: Spot) -> str:
        if self._task == "regression":
            add_sample(self._document, slice_, spot, self.value.value())
            return tr("A training sample with target {} was added.").format(self.value.text())
        chosen = self.classes.currentIndex()
        if act == ADD_OTHER:
            chosen = (chosen + 1) % self.classes.count()
        name = self.classes.itemText(chosen)
        add_sample(self._document, slice_, spot, float(chosen))
        return tr("A training sample of class {} was added.").format(name)
