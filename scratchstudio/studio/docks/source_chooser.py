"""Which data: the generated sets and shipped samples as pictures, or a table of the person's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.data import (
    GENERATORS,
    MOST_NOISE,
    MOST_SAMPLES,
    SAMPLES,
    GeneratedSource,
    SampleSource,
    Source,
    TableSource,
    suggest_recipe,
)
from scratchstudio.studio.docks.thumbnails import picture_thumbnail, thumbnail
from scratchstudio.studio.document import Document
from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme

COLUMNS = 3
SIDE = 52
"""The picture's side in pixels."""
MOST_SEED = 2**31 - 1


class SourceChooser(QWidget):
    """The grid of data sets, and the knobs of a generated one."""

    importRequested = Signal()
    """The person would like to open a table file."""
    picturesRequested = Signal()
    """The person would like to read pictures from a folder."""

    def __init__(
        self, document: Document, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        self.open_button = self._button(
            tr("Open file…"), tr("Opens a CSV or TSV file; shows first how it would be read.")
        )
        self.open_button.clicked.connect(self.importRequested)
        self.pictures_button = self._button(
            tr("Pictures…"),
            tr("Reads pictures from a folder that has a folder for each class; shows them first."),
        )
        self.pictures_button.clicked.connect(self.picturesRequested)
        self.about = QLabel()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setProperty("role", "faint")
        self.about.setAccessibleName(tr("About these data"))
        self.samples = QSpinBox(minimum=2, maximum=MOST_SAMPLES, singleStep=50)
        self.noise = QDoubleSpinBox(minimum=0, maximum=MOST_NOISE, singleStep=0.05, decimals=2)
        self.seed = QSpinBox(minimum=0, maximum=MOST_SEED)
        self.new_data = QPushButton(tr("New data"))
        self.knobs = self._knobs()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._grid())
        column.addWidget(self.about)
        column.addWidget(self.knobs)
        document.dataChanged.connect(self._show)
        document.opened.connect(self._show)
        appearance.changed.connect(self._paint)
        self._paint(appearance.theme)
        self._show()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        for key, generator in GENERATORS.items():
            self._offer(key, tr(generator.label), tr(generator.help))
        for key, sample in SAMPLES.items():
            self._offer(key, tr(sample.label), tr(sample.help))
        openers = (self.open_button, self.pictures_button)
        for place, button in enumerate([*self.buttons.values(), *openers]):
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        return grid

    def _offer(self, key: str, label: str, help_: str) -> None:
        button = self._button(
            label, help_ + " " + tr("The network gets the inputs and outputs that it needs.")
        )
        button.setCheckable(True)
        button.clicked.connect(partial(self._choose, key))
        self._group.addButton(button)
        self.buttons[key] = button

    def _button(self, label: str, help_: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setToolTip(help_)
        button.setAccessibleName(label)
        button.setAccessibleDescription(help_)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(SIDE, SIDE))
        # By a click it does not keep the keys: Space is to train on what was chosen.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _knobs(self) -> QWidget:
        whole = QWidget()
        form = QFormLayout(whole)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        rows: tuple[tuple[str, QSpinBox | QDoubleSpinBox, str], ...] = (
            (
                tr("Samples"),
                self.samples,
                tr("How many points there are. More make the task clearer and a step no slower."),
            ),
            (
                tr("Noise"),
                self.noise,
                tr("How far points stray, from 0 to 0.5. More makes the classes overlap."),
            ),
            (tr("Seed"), self.seed, tr("The same seed always gives the same points.")),
        )
        for label, box, help_ in rows:
            box.setKeyboardTracking(False)
            box.setToolTip(help_)
            box.setAccessibleName(label)
            form.addRow(label, box)
        self.samples.valueChanged.connect(lambda value: self._turn("samples", value))
        self.noise.valueChanged.connect(lambda value: self._turn("noise", value))
        self.seed.valueChanged.connect(lambda value: self._turn("seed", value))
        self.new_data.setToolTip(
            tr("Other points of the same kind, from the next seed. The weights stay as they are.")
        )
        self.new_data.clicked.connect(lambda: self.seed.setValue(self.seed.value() + 1))
        form.addRow("", self.new_data)
        return whole

    def _choose(self, key: str) -> None:
        source: Source = SampleSource(key)
        if key in GENERATORS:
            source = self._generated(key)
        if source == self._document.content.source:
            return
        asked = self._document.content.recipe
        recipe = replace(suggest_recipe(source.table()), held_out=asked.held_out, seed=asked.seed)
        self._document.change_data(tr("Choose {}").format(tr(source.name)), source, recipe)

    def _generated(self, key: str) -> GeneratedSource:
        """The set of that key, with noise and seed of the present one."""
        present = self._document.content.source
        fresh = GeneratedSource(key, samples=GENERATORS[key].samples)
        if isinstance(present, GeneratedSource):
            if present.generator == key:
                return present
            return replace(fresh, noise=present.noise, seed=present.seed)
        return fresh

    def _turn(self, field: str, value: float) -> None:
        document = self._document
        source = document.content.source
        if not isinstance(source, GeneratedSource) or getattr(source, field) == value:
            return
        texts = {
            "samples": tr("Set the samples"),
            "noise": tr("Set the noise"),
            "seed": tr("New data"),
        }
        changed = replace(source, **{field: value})
        document.change_data(texts[field], changed, document.content.recipe, merge=f"data.{field}")

    def _show(self) -> None:
        source = self._document.content.source
        generated = isinstance(source, GeneratedSource)
        key = source.generator if isinstance(source, GeneratedSource) else ""
        key = source.key if isinstance(source, SampleSource) else key
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(name == key)
            font = button.font()
            font.setBold(name == key)
            button.setFont(font)
        self._group.setExclusive(True)
        self.knobs.setVisible(generated)
        self.about.setText(self._description())
        if isinstance(source, GeneratedSource):
            self._turn_knobs(source)

    def _turn_knobs(self, source: GeneratedSource) -> None:
        """Shows the values of the document, which must not be taken for a wish of the person."""
        with QSignalBlocker(self.samples), QSignalBlocker(self.noise), QSignalBlocker(self.seed):
            self.samples.setValue(source.samples)
            self.noise.setValue(source.noise)
            self.seed.setValue(source.seed)

    def _description(self) -> str:
        source = self._document.content.source
        if isinstance(source, GeneratedSource) and source.generator in GENERATORS:
            return tr(GENERATORS[source.generator].help)
        if isinstance(source, SampleSource) and source.key in SAMPLES:
            return tr(SAMPLES[source.key].help)
        if not isinstance(source, TableSource):
            return ""
        table = source.table()
        return tr("Your table “{}”: {:,} rows, {:,} columns.").format(
            table.name, table.rows, len(table.columns)
        )

    def _paint(self, theme: Theme) -> None:
        for key, button in self.buttons.items():
            source: Source = GeneratedSource(key) if key in GENERATORS else SampleSource(key)
            table = source.table()
            if table.picture is not None:
                answer = table.names[-1]
                drawn = picture_thumbnail(table, table.picture, answer, theme, SIDE)
                button.setIcon(drawn)
                continue
            # The last two inputs: of Iris, the petals, which part the species best.
            across, up = suggest_recipe(table).inputs[-2:]
            button.setIcon(thumbnail(table, across, up, table.names[-1], theme, SIDE))
        self.open_button.setIcon(icon("csv"))
        self.pictures_button.setIcon(icon("pictures"))
