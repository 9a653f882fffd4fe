"""The representation: the input plane as two neurons bend it, or the main plane of a level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from scratchstudio.network import Kind, levels
from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.legend import ColourScale, legend_text
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.map_plot import MapPlot
from scratchstudio.studio.views.plane_choice import plane_choice
from scratchstudio.studio.views.plots import line
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.views.representation_probe import (
    Representation,
    RepresentationProbe,
    Wanted,
    rows_of,
    usual_pair,
)
from scratchstudio.studio.views.sample_points import SamplePoints
from scratchstudio.studio.views.tint import Inks, value_table

PROBE = "representation"
MOST_OFFERED = 200
"""Neurons in a list; any two are shown by selecting them on the canvas."""
NARROWEST = 4
"""Letters of a chooser that are seen however narrow the dock is."""
AUTOMATIC = -1
PAIR, LEVEL = range(2)


class RepresentationView(LiveView):
    """The grid of the inputs, and the samples, as neurons see them."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Representation"))
        self.shown: Representation | None = None
        self._place: tuple[float, float] | None = None
        self.kind = _box(
            tr("What is shown"),
            tr(
                "Two neurons: each place of the input plane, and each sample, stands where these"
                " two neurons' activations put it. Main plane: all neurons of a level at once, seen"
                " from the side on which they differ most (the first two principal components)."
            ),
        )
        self.kind.addItems([tr("two neurons"), tr("main plane")])
        automatic = tr("“Automatic” takes the two selected on the canvas, else the last level's.")
        self.across = _box(tr("Neuron to the right"), automatic)
        self.up = _box(tr("Neuron upwards"), automatic)
        self.level = _box(tr("Level shown"), tr("The level whose neurons are looked at."))
        self.times = QLabel("×")
        self.plot = MapPlot()
        self.plot.setAccessibleName(tr("The data as neurons see them"))
        self._lines: list[pg.PlotCurveItem] = []
        self.samples = SamplePoints(self.plot, on_colour=False)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.caption = QLabel()
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setToolTip(
            tr(
                "The lines are straight in the inputs, whose plane is that of the Map, and have the"
                " colour of the network's answer. What these neurons pull apart, the next level can"
                " part with one straight cut."
            )
        )
        self.caption.setProperty("role", "faint")
        self.legend = QLabel()
        for label in (self.caption, self.legend):
            label.setWordWrap(True)
        self.colour_scale = ColourScale(appearance.theme)
        self.reading = ReadingLine(tr("Activations at the mouse pointer"))
        self._arrange()
        for box in (self.kind, self.across, self.up, self.level):
            box.currentIndexChanged.connect(self._choose)
        self._plane = plane_choice(document)
        for signal in (document.selectionChanged, self._plane.changed):
            signal.connect(self._choose)
        for signal in (document.partsChanged, document.opened, document.dataChanged):
            signal.connect(self._offer)
        self._offer()
        self.dress(appearance.theme)

    @property
    def wanted(self) -> Wanted:
        """What is chosen: by the boxes, else by the selection on the canvas."""
        plane = self._plane.plane
        if self.kind.currentIndex() == LEVEL:
            return Wanted(level=self.level.currentData(), plane=plane)
        usual = self._automatic()
        if usual is None:
            return Wanted(plane=plane)
        chosen = [
            automatic if box.currentData() in (None, AUTOMATIC) else box.currentData()
            for box, automatic in zip((self.across, self.up), usual, strict=True)
        ]
        return Wanted((int(chosen[0]), int(chosen[1])), plane=plane)

    def _automatic(self) -> tuple[int, int] | None:
        network = self.document.network
        selected = [one for one in sorted(self.document.selection) if one in network.neurons]
        return (selected[0], selected[1]) if len(selected) == 2 else usual_pair(network)

    def probes(self) -> Mapping[str, Probe]:
        if rows_of(self.wanted, self.document.network) is None:
            return {}
        return {PROBE: RepresentationProbe(self.wanted, Inks.on_paper(self.appearance.theme))}

    def lack(self, frame: Frame) -> str:
        if rows_of(self.wanted, self.document.network) is not None:
            return ""
        return tr("There are no two neurons to look at yet. Add some on the canvas.")

    def show_frame(self, frame: Frame) -> None:
        found = frame.probes.get(PROBE)
        if not isinstance(found, Representation) or found is self.shown:
            return
        if found.wanted != self.wanted or not self.fits(frame):
            return
        self.shown = found
        self._draw(found)
        self._read()

    def dress(self, theme: Theme) -> None:
        self.plot.dress(theme)
        if self.shown is not None:
            self._draw(self.shown)

    def _arrange(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(4)
        for widget in (self.kind, self.across, self.times, self.up, self.level):
            choices.addWidget(widget, 0 if widget is self.times else 1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(choices)
        layout.addWidget(self.plot, 1)
        for widget in (self.caption, self.legend, self.colour_scale, self.reading):
            layout.addWidget(widget)

    def _offer(self, *_: object) -> None:
        """Fills the choices from the drawing, and keeps what still can be chosen."""
        network = self.document.network
        automatic = [(tr("automatic"), AUTOMATIC)]
        neurons = [(network.name(i), i) for i in network.neurons.id[:MOST_OFFERED].tolist()]
        for box in (self.across, self.up):
            _refill(box, automatic + neurons, 0)
        numbers = np.unique(levels(network)[network.neurons.kind != Kind.INPUT]).tolist()
        _refill(self.level, [(tr("level {}").format(n), n) for n in numbers], len(numbers) - 2)
        self._choose()

    def _choose(self) -> None:
        pair = self.kind.currentIndex() == PAIR
        for widget in (self.across, self.times, self.up):
            widget.setVisible(pair)
        self.level.setVisible(not pair)
        self.ask()
        self.refresh()

    def _draw(self, shown: Representation) -> None:
        theme = self.appearance.theme
        while len(self._lines) < len(shown.strands):
            self._lines.append(pg.PlotCurveItem(connect="pairs"))
            self._lines[-1].setZValue(-1)
            self.plot.addItem(self._lines[-1], ignoreBounds=True)
        for place, item in enumerate(self._lines):
            item.setVisible(place < len(shown.strands))
            if place < len(shown.strands):
                strand = shown.strands[place]
                item.setPen(line(QColor(*strand.colour).name(), 1.2))
                item.setData(strand.pieces[:, 0], strand.pieces[:, 1])
        self.samples.show(shown.points, shown.scale, shown.wrong, theme)
        self.plot.rest_range(*shown.limits)
        names = _axis_names(shown)
        if names != self.plot.axis_names:
            self.plot.name_axes(*names)
        self.caption.setText(_caption(shown))
        prepared = self.document.prepared
        if prepared is not None:
            self.legend.setText(legend_text(prepared.classes, theme))
            self.colour_scale.setVisible(not prepared.classes)
            limits = (shown.scale.low, shown.scale.high)
            table = value_table(Inks.on_paper(theme), shown.scale)[:-1]
            self.colour_scale.show_colours(_target(shown), limits, table, theme)

    def _hover(self, x: float, y: float) -> None:
        self._place = (x, y)
        self._read()

    def _leave(self) -> None:
        self._place = None
        self._read()

    def _read(self) -> None:
        if self.shown is None or self._place is None:
            self.reading.setText(tr("Point at the plane to read it."))
            return
        parts = zip(_axis_names(self.shown), self._place, strict=True)
        self.reading.setText(", ".join(f"{name} {figure(value)}" for name, value in parts))


def _axis_names(shown: Representation) -> tuple[str, str]:
    if shown.shares is None:
        first, second = _pair_of(shown)
        return shown.network.name(first), shown.network.name(second)
    texts = [
        tr("component {number} · {share:.0f} %").format(number=number, share=100 * share)
        for number, share in enumerate(shown.shares, 1)
    ]
    return texts[0], texts[1]


def _target(shown: Representation) -> str:
    """The column of the output neuron whose values the colours are."""
    row = shown.network.output_rows[shown.output]
    return str(shown.network.neurons.column[row])


def _pair_of(shown: Representation) -> tuple[int, int]:
    pair = shown.wanted.neurons or usual_pair(shown.network)
    assert pair is not None
    return pair


def _caption(shown: Representation) -> str:
    """What is seen, and how to read it."""
    if shown.shares is None:
        first, second = _pair_of(shown)
        if first == second:
            return tr("Both choices are the same neuron. Choose another one for one of them.")
        who = tr("{} and {}").format(*_axis_names(shown))
    else:
        level = levels(shown.network) == shown.wanted.level
        count = int(level.sum())
        if count == 1:
            return tr("Level {level} has one neuron only, {name}: all lies on one line.").format(
                level=shown.wanted.level,
                name=shown.network.name(int(shown.network.neurons.id[level][0])),
            )
        who = tr("the {count} neurons of level {level}").format(
            count=count, level=shown.wanted.level
        )
    features = shown.wanted.features
    if len(features) == 2:
        return tr("Straight lines of the plane {plane}, as {who} see them.").format(
            plane=" × ".join(features), who=who
        )
    if features:
        return tr("The line of all {feature}, as {who} see it.").format(
            feature=features[0], who=who
        )
    return tr("The samples, as {who} see them.").format(who=who)


def _box(name: str, help_: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(help_)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(NARROWEST)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return box


def _refill(box: QComboBox, entries: list[tuple[str, int]], otherwise: int) -> None:
    """Offers these; what was chosen stays so while it is there, else the one at `otherwise` is."""
    if entries == [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
        return
    before = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for text, key in entries:
            box.addItem(text, key)
        kept = box.findData(before) if before is not None else -1
        box.setCurrentIndex(kept if kept >= 0 else max(otherwise, 0))
