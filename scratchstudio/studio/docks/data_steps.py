"""What is done to the data before the network gets them: each step a row that can be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import Prepared, Scaling, Table
from scratchstudio.errors import DataError
from scratchstudio.studio.document import Document
from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.figures import figure

MOST_SEED = 2**31 - 1
MOST_HELD_OUT = 95
"""Per cent."""
SCALES_TOLD = 12
"""The most columns whose mean and scale the hover lists."""


class DataSteps(QWidget):
    """Missing values, standardisation and the split, and sentences that say what was done."""

    def __init__(
        self, document: Document, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.missing = QComboBox()
        self.missing.addItem(tr("Leave their rows out"), "drop")
        self.missing.addItem(tr("Fill with the training mean"), "mean")
        self.missing_note = _note(tr("Missing cells"))
        self.standardise = QCheckBox(tr("Standardise the inputs"))
        self.standardise_target = QCheckBox(tr("Standardise the target"))
        self.held_out = QSpinBox(minimum=0, maximum=MOST_HELD_OUT, singleStep=5, suffix=" %")
        self.seed = QSpinBox(minimum=0, maximum=MOST_SEED)
        self.shuffle = QPushButton(tr("Shuffle"))
        self.sizes = _note(tr("Sizes"))
        self.sentences = _note(tr("What was done"))
        self._explain()
        self._arrange()
        self._connect()
        appearance.changed.connect(self._paint)
        document.dataChanged.connect(self._show)
        document.opened.connect(self._show)
        self._paint()
        self._show()

    def _explain(self) -> None:
        for control, name, help_ in (
            (
                self.missing,
                tr("Missing values"),
                tr(
                    "A network cannot compute with a gap: leave out rows with one, or fill the gap "
                    "with the mean of the training rows (a category: its most frequent value)."
                ),
            ),
            (
                self.held_out,
                tr("Held-out share"),
                tr(
                    "Rows that are never trained on, to see whether the network has understood or "
                    "only learnt by heart. More judge better, but leave less to learn from."
                ),
            ),
            (self.seed, tr("Split seed"), tr("The same seed always draws the same rows.")),
            (
                self.shuffle,
                tr("Shuffle the split"),
                tr("Draws other rows to hold out, from the next seed. The weights stay."),
            ),
            (
                self.standardise_target,
                tr("Standardise the target"),
                tr("The network predicts a number of mean 0 and deviation 1; answers are undone."),
            ),
        ):
            control.setToolTip(help_)
            control.setAccessibleName(name)
            control.setAccessibleDescription(help_)
        self.standardise.setAccessibleName(tr("Standardise the inputs"))

    def _arrange(self) -> None:
        split = QHBoxLayout()
        split.setSpacing(4)
        split.addWidget(self.seed, 1)
        split.addWidget(self.shuffle)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Missing"), self.missing)
        form.addRow("", self.missing_note)
        form.addRow(self.standardise)
        form.addRow(self.standardise_target)
        form.addRow(tr("Held out"), self.held_out)
        form.addRow(tr("Split seed"), split)
        form.addRow(self.sizes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(form)
        column.addWidget(self.sentences)

    def _connect(self) -> None:
        for box in (self.held_out, self.seed):
            box.setKeyboardTracking(False)
        self.missing.activated.connect(
            lambda *_: self._set(tr("Handle missing values"), missing=self.missing.currentData())
        )
        self.standardise.toggled.connect(
            lambda on: self._set(tr("Standardise the inputs"), standardise=on)
        )
        self.standardise_target.toggled.connect(
            lambda on: self._set(tr("Standardise the target"), standardise_target=on)
        )
        self.held_out.valueChanged.connect(
            lambda value: self._set(
                tr("Set the held-out share"), "data.held_out", held_out=value / 100
            )
        )
        self.seed.valueChanged.connect(
            lambda value: self._set(tr("Shuffle the split"), "data.split", seed=value)
        )
        self.shuffle.clicked.connect(lambda: self.seed.setValue(self.seed.value() + 1))

    def _set(self, text: str, merge: str | None = None, **fields: Any) -> None:
        recipe = replace(self._document.content.recipe, **fields)
        if recipe != self._document.content.recipe:
            self._document.change(text, merge=merge, recipe=recipe)

    def _paint(self) -> None:
        self.shuffle.setIcon(icon("shuffle"))

    def _show(self) -> None:
        recipe, prepared = self._document.content.recipe, self._document.prepared
        editors = (self.missing, self.standardise, self.standardise_target)
        blockers = [QSignalBlocker(box) for box in (*editors, self.held_out, self.seed)]
        self.missing.setCurrentIndex(self.missing.findData(recipe.missing))
        self.standardise.setChecked(recipe.standardise)
        self.standardise_target.setChecked(recipe.standardise_target)
        self.held_out.setValue(round(recipe.held_out * 100))
        self.seed.setValue(min(recipe.seed, MOST_SEED))
        for blocker in blockers:
            blocker.unblock()
        self.standardise_target.setVisible(prepared is not None and prepared.task == "regression")
        self._show_gaps()
        self.standardise.setToolTip(_about_scaling(prepared.scaling if prepared else None))
        self.sizes.setVisible(prepared is not None)
        self.sentences.setVisible(prepared is not None)
        if prepared is not None:
            self.sizes.setText(sizes(prepared))
            self.sentences.setText("\n".join(f"• {step}" for step in prepared.steps))

    def _show_gaps(self) -> None:
        gaps = _gaps(self._document)
        self.missing.setEnabled(gaps > 0)
        prepared = self._document.prepared
        if not gaps:
            text = tr("No cell is missing.")
        elif prepared is not None and prepared.filled:
            text = tr("{:,} missing; {:,} filled.").format(gaps, prepared.filled)
        elif prepared is not None:
            text = tr("{:,} missing; {:,} rows left out.").format(gaps, prepared.dropped)
        else:
            text = tr("{:,} missing.").format(gaps)
        self.missing_note.setText(text)


def sizes(prepared: Prepared) -> str:
    """How many rows are trained on and how many are held out."""
    return tr("{:,} to train, {:,} held out").format(
        len(prepared.train_rows), len(prepared.held_out_rows)
    )


def _note(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "faint")
    label.setWordWrap(True)
    label.setAccessibleName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _gaps(document: Document) -> int:
    """How many cells are missing in the columns that are used."""
    recipe = document.content.recipe
    table = table_of(document)
    if table is None:
        return 0
    used = {*recipe.inputs, *recipe.targets}
    return sum(int(column.missing.sum()) for column in table.columns if column.name in used)


def table_of(document: Document) -> Table | None:
    """The document's table, or None where there is none (`data_error` says why)."""
    try:
        return document.content.source.table()
    except DataError:
        return None


def _about_scaling(scaling: Scaling | None) -> str:
    what = tr(
        "Each number column minus its training mean, divided by its training standard deviation. "
        "Then all inputs are of like size and the weights learn evenly; without it, large numbers "
        "drown small ones."
    )
    if scaling is None:
        return what
    told = [
        tr("{}: mean {}, scale {}").format(name, figure(mean), figure(scale))
        for name, mean, scale in zip(
            scaling.names, scaling.mean.tolist(), scaling.scale.tolist(), strict=True
        )
        if (mean, scale) != (0.0, 1.0)
    ]
    more = [] if len(told) <= SCALES_TOLD else [tr("and {} more").format(len(told) - SCALES_TOLD)]
    return "\n".join([what, *told[:SCALES_TOLD], *more])
