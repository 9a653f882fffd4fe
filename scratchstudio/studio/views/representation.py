"""The representation: the input plane as two neurons bend it, or the main plane of a level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from scratchstudio.network import Kind, Network, levels
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.views.representation_probe import (
    Representation,
    RepresentationProbe,
    Wanted,
    rows_of,
    usual_pair,
)
from scratchstudio.studio.views.sample_points import SamplePoints
from scratchstudio.studio.views.tint import Inks
from scratchstudio.studio.worker import Frame, Probe

PROBE = "representation"
MOST_OFFERED = 200
"""Neurons in a list; any two are shown by selecting them on the canvas."""
NARROWEST, WIDEST = 4, 9
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
            WIDEST,
        )
        self.kind.addItems([tr("two neurons"), tr("main plane")])
        automatic = tr("“Automatic” takes the two selected on the canvas, else the last level's.")
        self.across = _box(tr("Neuron to the right"), automatic)
        self.up = _box(tr("Neuron upwards"), automatic)
        self.level = _box(tr("Level shown"), tr("The level whose neurons are looked at."))
        self.times = QLabel("×")
        self.plot = Plot()
        self.plot.setAccessibleName(tr("The data as neurons see them"))
        self._lines: list[pg.PlotCurveItem] = []
        self.samples = SamplePoints(self.plot)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.caption = QLabel()
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        self.caption.setToolTip(
            tr(
                "The lines are straight in the inputs and coloured by the network's answer. What"
                " these neurons pull apart, the next level can part with one straight cut."
            )
        )
        self.caption.setProperty("role", "faint")
        self.reading = ReadingLine(tr("Activations at the mouse pointer"))
        self._arrange()
        for box in (self.kind, self.across, self.up, self.level):
            box.currentIndexChanged.connect(self._choose)
        document.selectionChanged.connect(self._choose)
        for signal in (document.networkChanged, document.opened, document.dataChanged):
            signal.connect(self._offer)
        self._offer()
        self.dress(appearance.theme)

    @property
    def wanted(self) -> Wanted:
        """What is chosen: by the boxes, else by the selection on the canvas."""
        if self.kind.currentIndex() == LEVEL:
            return Wanted(level=self.level.currentData())
        usual = self._automatic()
        if usual is None:
            return Wanted()
        chosen = [
            automatic if box.currentData() in (None, AUTOMATIC) else box.currentData()
            for box, automatic in zip((self.across, self.up), usual, strict=True)
        ]
        return Wanted((int(chosen[0]), int(chosen[1])))

    def _automatic(self) -> tuple[int, int] | None:
        network = self.document.network
        selected = [one for one in sorted(self.document.selection) if one in network.neurons]
        return (selected[0], selected[1]) if len(selected) == 2 else usual_pair(network)

    def probes(self) -> Mapping[str, Probe]:
        if rows_of(self.wanted, self.document.network) is None:
            return {}
        return {PROBE: RepresentationProbe(self.wanted, Inks.of(self.appearance.theme))}

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
            choices.addWidget(widget)
        choices.addStretch(1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(choices)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.caption)
        layout.addWidget(self.reading)

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


def _pair_of(shown: Representation) -> tuple[int, int]:
    pair = shown.wanted.neurons or usual_pair(shown.network)
    assert pair is not None
    return pair


def _caption(shown: Representation) -> str:
    """What is seen, and how to read it."""
    if shown.shares is None:
        who = tr("{} and {}").format(*_axis_names(shown))
    else:
        who = tr("the {count} neurons of level {level}").format(
            count=_count_at(shown.network, shown.wanted.level), level=shown.wanted.level
        )
    if shown.features is None:
        return tr("The samples as seen by {}.").format(who)
    return tr("The plane {plane} as seen by {who}.").format(
        plane=" × ".join(shown.features), who=who
    )


def _count_at(network: Network, level: int | None) -> int:
    return int((levels(network) == level).sum())


def _box(name: str, help_: str, letters: int = NARROWEST) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(help_)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
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
