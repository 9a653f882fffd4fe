"""The loss over two weights, or over the plane of the path that training has taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeGuard

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scratchstudio.engine import TrainingSettings
from scratchstudio.network import Kind, Network
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import figure, percent
from scratchstudio.studio.views.legend import ColourScale
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.loss_probe import Lack, Surface, SurfaceProbe, Wanted
from scratchstudio.studio.views.loss_sheet import LEVELS, SIDE
from scratchstudio.studio.views.map_plot import MapPlot
from scratchstudio.studio.views.plots import line
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.views.tint import Bytes, mix, rgba
from scratchstudio.studio.views.weight_box import (
    NARROWEST,
    WeightBox,
    weight_name,
    weights_on_offer,
)
from scratchstudio.studio.views.weight_path import WeightPath

PROBE = "loss_surface"
FAINTEST, STRONGEST = 0.04, 0.6
"""Shares of ink where the loss is lowest and highest; the path must stand out against both."""
BANDS = 2 * LEVELS
"""Every second border between two bands is a contour line."""


class LossSurface(LiveView):
    """A slice through the loss, with the path and the present weights on it."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Loss surface"))
        self.surface: Surface | None = None
        self._timeline = timeline_of(document, session)
        self._path = WeightPath()
        self._serial = 0
        self._place: tuple[float, float] | None = None
        self._build()
        self._arrange()
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._fill_on)
        session.frameReady.connect(self._follow)
        session.playingChanged.connect(self._pace)
        session.runEnded.connect(self._begin_path)
        document.opened.connect(self._begin_path)
        document.partsChanged.connect(self._offer)
        document.opened.connect(self._offer)
        document.selectionChanged.connect(self._choose)
        document.settingsChanged.connect(self._choose)
        self._offer()
        self.dress(appearance.theme)

    @property
    def wanted(self) -> Wanted:
        """What is chosen: by the boxes, else by the selection on the canvas."""
        if self.kind.currentIndex() == 1:
            return Wanted(along_path=True)
        ids = (self.across.chosen, self.up.chosen)
        if ids == (None, None):
            selected = _with_values(self.document.network, self.document.selection)
            if len(selected) == 2:
                return Wanted(ids=(selected[0], selected[1]))
        return Wanted(ids=ids)

    def probes(self) -> Mapping[str, Probe]:
        settings = self.document.settings
        loss = replace(
            TrainingSettings(),
            loss=settings.loss,
            huber_delta=settings.huber_delta,
            class_weights=settings.class_weights,
        )
        probe = SurfaceProbe(self.wanted, loss, self._serial, self._path)
        probe.unhurried = not self.session.playing
        return {PROBE: probe}

    def show_frame(self, frame: Frame) -> None:
        found = frame.probes.get(PROBE)
        if isinstance(found, Lack):
            self.surface = None
            self._clear()
            self.caption.setText(_reason(found))
        elif self._is_new(found) and self.fits(frame):
            self.surface = found
            self._draw(found)
        self._read()

    def _is_new(self, found: object) -> TypeGuard[Surface]:
        return (
            isinstance(found, Surface) and found is not self.surface and found.wanted == self.wanted
        )

    def dress(self, theme: Theme) -> None:
        self.plot.dress(theme)
        contour = QColor(theme.text)
        contour.setAlpha(110)
        self.contours.setPen(pg.mkPen(contour, width=1))
        self.halo.setPen(line(theme.canvas, 5))
        self.trail.setPen(line(theme.text, 2))
        self.start.setPen(line(theme.text, 2))
        self.start.setBrush(QColor(theme.canvas))
        self.present.setPen(line(theme.canvas, 2))
        self.present.setBrush(QColor(theme.text))
        if self.surface is not None:
            self._draw(self.surface)

    # Building.

    def _build(self) -> None:
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Plane shown"))
        self.kind.setToolTip(
            tr(
                "Two weights: the loss while these two vary and all others are held."
                " Along the path: the plane that holds most of the way the weights have gone"
                " since this run began (seen while this view was open)."
            )
        )
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind.setMinimumContentsLength(NARROWEST)
        self.kind.addItems([tr("two weights"), tr("along the path")])
        self.kind.activated.connect(lambda _: self._choose())
        automatic = tr(
            "“automatic” takes the two wires or neurons that are selected on the canvas, else"
            " those whose weights moved most."
        )
        self.across = WeightBox(tr("Weight to the right"), automatic)
        self.up = WeightBox(tr("Weight upwards"), automatic)
        for box in (self.across, self.up):
            box.picked.connect(self._choose)
        self.again = QPushButton(tr("Recompute"))
        self.again.setToolTip(
            tr(
                "Measures the loss around the present weights anew, and chooses the automatic"
                " weights again. It also happens by itself when the weights leave the middle."
            )
        )
        self.again.clicked.connect(self._compute_again)
        self.plot = MapPlot()
        self.plot.setAccessibleName(tr("Loss over two directions"))
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._leave)
        self.image = pg.ImageItem(axisOrder="row-major", autoDownsample=False)
        self.contours = pg.PlotCurveItem(connect="pairs")
        self.halo, self.trail = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.start = pg.ScatterPlotItem(size=9, pxMode=True)
        self.present = pg.ScatterPlotItem(size=13, pxMode=True)
        for item in self._items():
            self.plot.addItem(item, ignoreBounds=True)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.marks = QLabel(tr("path from ○ to ● now · thin lines: equal loss"))
        self.marks.setWordWrap(True)
        self.marks.setProperty("role", "faint")
        self.colour_scale = ColourScale(self.appearance.theme)
        self.reading = ReadingLine(tr("Loss at the mouse pointer"))

    def _items(self) -> tuple[pg.GraphicsObject, ...]:
        return (self.image, self.contours, self.halo, self.trail, self.start, self.present)

    def _arrange(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(4)
        self._times = QLabel("×")
        for widget in (self.kind, self.across, self._times, self.up):
            choices.addWidget(widget, 0 if widget is self._times else 1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(choices)
        layout.addWidget(self.plot, 1)
        for widget in (self.caption, self.colour_scale, self.marks):
            layout.addWidget(widget)
        below = QHBoxLayout()
        below.addWidget(self.reading, 1)
        below.addWidget(self.again)
        layout.addLayout(below)
        for label in (self.caption, self.marks):
            label.setTextFormat(Qt.TextFormat.PlainText)

    # What happens.

    def _offer(self, *_: object) -> None:
        """Out of sight the choosers wait: filling them costs more than the edit itself."""
        self._offered = False
        if self._seen:
            self._fill()
        self._choose()

    def _fill(self) -> None:
        self._offered = True
        weights = weights_on_offer(self.document.network)
        for box in (self.across, self.up):
            box.offer(weights)

    def _choose(self, *_: object) -> None:
        by_weights = self.kind.currentIndex() == 0
        for widget in (self.across, self._times, self.up):
            widget.setVisible(by_weights)
        self.ask()

    def _begin_path(self, *_: object) -> None:
        """Another run, or one of which this view has not seen all: its path begins anew."""
        self._path = WeightPath()
        for frame in self._timeline.frames[: self._timeline.at + 1]:
            if frame.network.same_wiring(self.document.network):
                self._path.follow(frame.network)
                self._path.add(frame.state.arrays["parameters"])
        self._compute_again()

    def come_into_sight(self, seen: bool) -> None:
        if seen and not self._seen:
            self._begin_path()
            if not self._offered:
                self._fill()
        super().come_into_sight(seen)

    def _compute_again(self) -> None:
        self._serial += 1
        self.ask()

    def _pace(self, playing: bool) -> None:
        probe = self._asked.get(PROBE)
        if isinstance(probe, SurfaceProbe):
            probe.unhurried = not playing
            if not playing:
                self._more.start()

    def _follow(self, frame: Frame) -> None:
        """While nothing is trained there are no frames but those that are asked for."""
        found = frame.probes.get(PROBE)
        if self._seen and not frame.playing and isinstance(found, Surface) and not found.complete:
            self._more.start()

    def _fill_on(self) -> None:
        probe = self._asked.get(PROBE)
        if probe is not None and not self.session.playing:
            self.session.set_probe(PROBE, probe)

    # Drawing.

    def _clear(self) -> None:
        self.image.clear()
        self.colour_scale.hide()
        self.plot.name_axes("", "")
        for item in (self.contours, self.halo, self.trail, self.start, self.present):
            item.setData([], [])

    def _draw(self, surface: Surface) -> None:
        theme, sheet = self.appearance.theme, surface.sheet
        step = 2 * sheet.half / (SIDE - 1)
        left, bottom = sheet.centre - sheet.half - step / 2
        width, height = step * SIDE
        table = loss_table(theme)
        with np.errstate(all="ignore"):
            share = surface.scale.share(surface.values)
        known = np.isfinite(share)
        band = np.minimum(np.where(known, share, 0.0) * BANDS, BANDS - 1).astype(np.intp)
        self.image.setImage(table[np.where(known, band, BANDS)], autoLevels=False)
        self.image.setRect(QRectF(left, bottom, width, height))
        self.plot.show_range((left, left + width), (bottom, bottom + height))
        self.contours.setData(surface.lines[:, 0], surface.lines[:, 1], skipFiniteCheck=True)
        for item, points in (
            (self.halo, surface.trail),
            (self.trail, surface.trail),
            (self.start, surface.trail[:1] if len(surface.trail) > 1 else surface.trail[:0]),
            (self.present, surface.trail[-1:]),
        ):
            item.setData(points[:, 0], points[:, 1])
        names = _axis_names(surface)
        if names != self.plot.axis_names:
            self.plot.name_axes(*names)
        self.colour_scale.show()
        name = tr("loss (logarithmic)") if surface.scale.logarithmic else tr("loss")
        if (surface.values < surface.scale.low).any():
            name += " ≤"
        limits = (surface.scale.low, surface.scale.high)
        self.colour_scale.show_colours(name, limits, table[:-1], theme)
        self.caption.setText(_caption(surface))

    def _hover(self, x: float, y: float) -> None:
        self._place = (x, y)
        self._read()

    def _leave(self) -> None:
        self._place = None
        self._read()

    def _read(self) -> None:
        surface, place = self.surface, self._place
        if surface is None:
            self.reading.setText("")
            return
        if place is None:
            self.reading.setText(tr("Point at the picture to read the loss"))
            return
        column = int(np.abs(surface.sheet.x - place[0]).argmin())
        row = int(np.abs(surface.sheet.y - place[1]).argmin())
        across, up = _axis_names(surface)
        self.reading.setText(
            tr("{across} {x}, {up} {y}: loss {loss}").format(
                across=across,
                x=figure(float(surface.sheet.x[column])),
                up=up,
                y=figure(float(surface.sheet.y[row])),
                loss=figure(float(surface.values[row, column])),
            )
        )


def loss_table(theme: Theme) -> Bytes:
    """(BANDS + 1, 4) the colours from the lowest to the highest loss; the last is for no number."""
    shares = np.linspace(FAINTEST, STRONGEST, BANDS)
    return np.concatenate([mix(theme.canvas, theme.training, shares), [rgba(theme.neutral)]])


def _with_values(network: Network, ids: frozenset[int]) -> list[int]:
    """Those of the selected that have a weight or a bias, in the order of their ids."""
    inputs = set(network.neurons.id[network.neurons.kind == Kind.INPUT].tolist())
    return sorted(
        one for one in ids if one in network.edges or (one in network.neurons and one not in inputs)
    )


def _axis_names(surface: Surface) -> tuple[str, str]:
    if surface.ids is None:
        return tr("first direction"), tr("second direction")
    first, second = surface.ids
    return weight_name(surface.network, first), weight_name(surface.network, second)


def _caption(surface: Surface) -> str:
    """What the picture is a slice of, and how exact it is."""
    at_rest = surface.distance <= 1e-6 * max(float(surface.sheet.half.max()), 1.0)
    if surface.ids is None:
        told = tr(
            "A slice of {count:,} dimensions: the plane that holds {share} of the path's movement."
            " The path is drawn as its shadow on it."
        ).format(count=surface.others + 2, share=percent(surface.share))
    elif not surface.others:
        told = tr("The whole loss: there are no other weights.")
    elif at_rest:
        told = tr("All other {:,} weights are held as they are now.").format(surface.others)
    else:
        told = tr(
            "All other {:,} weights are held as they were when this picture was begun."
        ).format(surface.others)
    if surface.samples[0] < surface.samples[1]:
        told += " " + tr("Measured on {:,} of {:,} training samples.").format(*surface.samples)
    return told


def _reason(lack: Lack) -> str:
    return {
        Lack.NUMBERS: tr(
            "Some weights are not numbers, so there is no loss around them. Undo the training, or"
            " draw new weights."
        ),
        Lack.PATH: tr(
            "There is no path yet: it is recorded while this view is open. Train for a moment."
        ),
        Lack.ROOM: tr(
            "This network has too many weights for recording their path. Choose “two weights”."
        ),
        Lack.SAME: tr("Both choices are the same weight. Choose another one for one of them."),
        Lack.FEW: tr(
            "The loss surface needs two weights that can change. Draw a wire on the canvas, or"
            " free a frozen weight."
        ),
    }[lack]
