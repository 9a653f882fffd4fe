"""What the network answers all over the plane of two features, with the samples on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.bindings import features_in_use, most_telling, outputs_in_use
from scratchstudio.studio.views.decision_plane import FAR_OFF, Plane, PlaneProbe, Slice
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.legend import ColourScale, legend_text
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.map_plot import MapPlot
from scratchstudio.studio.views.placed_samples import Spot
from scratchstudio.studio.views.plane_choice import plane_choice
from scratchstudio.studio.views.plots import line
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.views.response_box import ResponseBox
from scratchstudio.studio.views.response_choice import response_choice
from scratchstudio.studio.views.sample_points import SamplePoints
from scratchstudio.studio.views.sample_row import SampleRow, how_to
from scratchstudio.studio.views.tint import Inks

PROBE = "decision_map"
LOW = 16
"""Lines of text: in a view lower than that the legend gives its room to the map."""
MOST_READ = 4
"""Classes whose outputs the reading names; the strongest ones."""


class DecisionMap(LiveView):
    """The decision map of two chosen features."""

    least = (23, 193)

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Decision map"))
        self.plane: Plane | None = None
        self._place: tuple[float, float] | None = None
        self.across = _box(tr("Feature to the right"), tr("The feature along the bottom."))
        self.up = _box(tr("Feature upwards"), tr("The feature along the left side."))
        self.output = _box(tr("Output shown"), tr("Which of the targets the colours show."))
        self.held_at = _held_at()
        self.samples_row = SampleRow(document)
        self.response = ResponseBox(document)
        self._response_choice = response_choice(document)
        self._response_choice.changed.connect(self._choose)
        self._told = ""
        self.plot = MapPlot()
        self.plot.setAccessibleDescription(how_to())
        self.plot.setAccessibleName(tr("Answers of the network over two features"))
        self.image = pg.ImageItem(axisOrder="row-major", autoDownsample=False)
        self.border = pg.PlotCurveItem(connect="pairs")
        for item in (self.image, self.border):
            self.plot.addItem(item, ignoreBounds=True)
        self.samples = SamplePoints(self.plot)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.plot.acted.connect(self._act)
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.colour_scale = ColourScale(appearance.theme)
        self.reading = ReadingLine(tr("Answer at the mouse pointer"))
        self._arrange()
        for box in (self.across, self.up, self.output):
            box.currentIndexChanged.connect(self._choose)
        self.held_at.valueChanged.connect(self._choose)
        document.dataChanged.connect(self._offer)
        document.opened.connect(self._offer)
        document.partsChanged.connect(self._offer)
        self._offer()
        self.dress(appearance.theme)

    @property
    def slice(self) -> Slice:
        """The plane that is chosen now."""
        return Slice(
            self.across.currentText(),
            self.up.currentText(),
            self.held_at.value() - 1 if self.held_at.value() else None,
            self.output.currentText(),
            self._response_choice.neuron,
        )

    def probes(self) -> Mapping[str, Probe]:
        if self.across.count() < 2:
            return {}
        return {PROBE: PlaneProbe(self.slice, Inks.of(self.appearance.theme))}

    def lack(self, frame: Frame) -> str:
        if self.across.count() >= 2:
            return ""
        return tr(
            "The decision map needs two input neurons that read different columns."
            " Add an input neuron and choose its column in the inspector, or choose data with two"
            " features or more."
        )

    def show_frame(self, frame: Frame) -> None:
        plane = frame.probes.get(PROBE)
        if not isinstance(plane, Plane) or plane is self.plane:
            return
        if plane.slice != self.slice or not plane.network.same_wiring(self.document.network):
            return
        self.plane = plane
        self._draw(plane)
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= LOW * self.fontMetrics().height())

    def dress(self, theme: Theme) -> None:
        self.plot.dress(theme)
        self.border.setPen(line(theme.text, 2.5))
        if self.plane is not None:
            self._draw(self.plane)

    def _arrange(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(4)
        for widget in (self.across, QLabel("×"), self.up, self.output, self.held_at):
            choices.addWidget(widget)
        choices.addStretch(1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(choices)
        layout.addWidget(self.plot, 1)
        below = QHBoxLayout()
        below.addWidget(self.samples_row, 1)
        below.addWidget(self.response)
        layout.addLayout(below)
        for widget in (self.legend, self.colour_scale, self.reading):
            layout.addWidget(widget)

    def _offer(self) -> None:
        """Fills the choices from the data and the drawing, and keeps what still can be chosen."""
        prepared = self.document.prepared
        features: tuple[str, ...] = ()
        outputs: tuple[str, ...] = ()
        samples = 1
        if prepared is not None:
            features = features_in_use(self.document.network, prepared)
            if prepared.task == "regression":
                outputs = outputs_in_use(self.document.network, prepared)
            samples = len(prepared.train_inputs)
        blocked = [
            QSignalBlocker(widget) for widget in (self.across, self.up, self.output, self.held_at)
        ]
        across, up = (0, 1) if prepared is None else most_telling(prepared, features)
        _refill(self.across, features, across)
        _refill(self.up, features, up)
        _refill(self.output, outputs, 0)
        self.held_at.setMaximum(samples)
        del blocked
        self._told = ""
        self.response.offer()
        self.samples_row.offer(prepared)
        self.output.setVisible(len(outputs) > 1)
        self._choose()

    def _choose(self) -> None:
        if self.across.currentIndex() == self.up.currentIndex() and self.across.count() > 1:
            other = self.up if self.sender() is self.across else self.across
            with QSignalBlocker(other):
                other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        self.held_at.setVisible(self.across.count() > 2)
        plane_choice(self.document).choose(self.slice)
        self.ask()
        self.refresh()

    def _draw(self, plane: Plane) -> None:
        theme, ground = self.appearance.theme, plane.ground
        left, bottom, width, height = ground.rectangle
        self.image.setImage(plane.image, autoLevels=False)
        self.image.setRect(QRectF(left, bottom, width, height))
        self.border.setData(plane.border[:, 0], plane.border[:, 1], skipFiniteCheck=True)
        self.samples.show(ground.points, ground.scale, plane.wrong, theme)
        self.plot.show_range((left, left + width), (bottom, bottom + height))
        if (plane.slice.x, plane.slice.y) != self.plot.axis_names:
            self.plot.name_axes(plane.slice.x, plane.slice.y)
        self.colour_scale.setVisible(plane.scale is not None)
        if plane.scale is not None:
            self.colour_scale.show_scale(_shown_name(plane), plane.scale, theme)
        far_off = FAR_OFF * (ground.scale.high - ground.scale.low)
        self.legend.setText(legend_text(ground.prepared.classes, theme, far_off))

    def _act(self, act: str, x: float, y: float) -> None:
        if self.plane is None or self.plane.slice != self.slice:
            return
        size = self.plane.ground.rectangle[2:]
        self._told = self.samples_row.act(act, self.slice, Spot(x, y, size))
        self._read()

    def _hover(self, x: float, y: float) -> None:
        self._told = ""
        self._place = (x, y)
        self._read()

    def _leave(self) -> None:
        self._place = None
        self._read()

    def _read(self) -> None:
        if self._told:
            self.reading.setText(self._told)
            return
        plane, place = self.plane, self._place
        answer = None if plane is None or place is None else plane.at(*place)
        if plane is None or place is None or answer is None:
            self.reading.setText(tr("Point at the map; click adds, Ctrl-click removes"))
            self.reading.setToolTip(how_to())
            return
        where = f"{plane.slice.x} {figure(place[0])}, {plane.slice.y} {figure(place[1])}"
        response = plane.response_at(*place)
        told = _answer(plane, answer) if response is None else figure(response)
        name = "" if response is None else f"{_shown_name(plane)} "
        self.reading.setText(f"{where} → {name}{told}")


def _shown_name(plane: Plane) -> str:
    """What the values on the map are values of: a neuron, or a target."""
    if plane.slice.neuron is not None:
        return plane.network.name(plane.slice.neuron)
    ground = plane.ground
    return ground.prepared.outputs[ground.fed.outputs[ground.output]]


def _answer(plane: Plane, outputs: NDArray[np.floating]) -> str:
    """The outputs at one place in words, the strongest classes first."""
    prepared, columns = plane.ground.prepared, plane.ground.fed.outputs
    if prepared.task == "regression":
        named = [(prepared.outputs[c], value) for c, value in zip(columns, outputs, strict=True)]
    elif prepared.task == "binary":
        p = float(outputs[0])
        named = [(prepared.classes[1], p), (prepared.classes[0], 1 - p)]
        named.sort(key=lambda pair: -pair[1])
    else:
        order = np.argsort(-outputs)[:MOST_READ]
        named = [(prepared.classes[columns[i]], outputs[i]) for i in order]
    return ", ".join(f"{name} {figure(float(value))}" for name, value in named)


def _box(name: str, help: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(help)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.activated.connect(lambda _: box.setProperty("by_person", True))
    return box


def _held_at() -> QSpinBox:
    """Where the other features are held: 0 for their mean, else the number of a sample."""
    box = QSpinBox()
    box.setAccessibleName(tr("Where the other features are held"))
    box.setToolTip(
        tr(
            "The map shows two features; all others are held still: at their training mean,"
            " or, one step up, at the values of training sample 1, 2, 3 and so on. A number can"
            " be typed; 0 is the mean."
        )
    )
    box.setMinimum(0)
    box.setSpecialValueText(tr("others: mean"))
    box.setPrefix(tr("sample "))
    # The row is as wide at the mean as at a sample: the map must not jump.
    wide = box.fontMetrics().horizontalAdvance(tr("others: mean") + "MMM")
    box.setMinimumWidth(wide)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box


def _refill(box: QComboBox, texts: Sequence[str], otherwise: int) -> None:
    """Offers `texts`; what the person chose stays chosen, else the one at `otherwise` is."""
    if [box.itemText(i) for i in range(box.count())] == list(texts):
        return
    before = box.currentText()
    box.clear()
    box.addItems(texts)
    kept = box.property("by_person") and before in texts
    box.setCurrentIndex(texts.index(before) if kept else min(otherwise, len(texts) - 1))
