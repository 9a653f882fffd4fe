"""What the worker does for the loss surface: a few grid points at each moment of training."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.engine import Program, TrainingSettings
from scratchstudio.engine.losses import check_outputs
from scratchstudio.errors import EngineError
from scratchstudio.network import Network
from scratchstudio.studio.views.decision_plane import spread
from scratchstudio.studio.views.loss_sheet import (
    Filling,
    LossScale,
    Measure,
    Sheet,
    sheet_of_path,
    sheet_of_weights,
)
from scratchstudio.studio.views.weight_path import WeightPath, main_plane, most_moved

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

Floats = NDArray[np.float64]

SLICE, PAUSED_SLICE = 0.008, 0.04
"""Seconds of measuring at a time: while training goes on, and while it rests."""
FINE_ENOUGH = 4
"""A picture takes the place of an older one as soon as its grid of this stride is complete."""
PRODUCTS = 100_000_000
"""Multiplications for finding the plane of the path; it is found from fewer moments beyond."""


class Lack(Enum):
    """Why there is no picture."""

    NUMBERS = "weights that are not numbers"
    PATH = "no path yet"
    ROOM = "too many weights for a path"
    SAME = "one weight twice"
    FEW = "fewer than two weights"


@dataclass(frozen=True)
class Wanted:
    """What is looked at: the plane of the path, or two weights."""

    along_path: bool = False
    ids: tuple[int | None, int | None] = (None, None)
    """Edges, or neurons for their biases; None for whichever moved most."""


@dataclass(frozen=True, eq=False)
class Surface:
    """One state of the picture."""

    wanted: Wanted
    network: Network
    sheet: Sheet
    ids: tuple[int, int] | None
    """The two edges, or neurons for their biases; None along the path."""
    values: Floats
    """(rows, columns) losses, row by row from below; the whole grid once `complete`."""
    complete: bool
    scale: LossScale
    lines: Floats
    """(2n, 2) segments of equal loss."""
    trail: Floats
    """(n, 2) the path as it is seen in the plane, from its beginning to the present."""
    distance: float
    """How far the present weights are from the plane."""
    share: float
    """How much of the path's movement lies in the plane; NaN for two weights."""
    others: int
    """Weights and biases besides the two."""
    samples: tuple[int, int]
    """Training samples measured on, and all there are."""


@dataclass
class SurfaceProbe:
    """Fills the picture; equal to another that would make the same one."""

    wanted: Wanted
    settings: TrainingSettings
    """Only the loss and what belongs to it."""
    serial: int
    """Another number asks for a new picture."""
    path: WeightPath = field(compare=False)
    """Goes on from one probe to the next; only the worker's thread touches it."""
    unhurried: bool = field(default=False, compare=False)
    """Whether nothing is trained meanwhile; the window's thread sets it."""
    _program: Program | None = field(default=None, compare=False)
    _prepared: Prepared | None = field(default=None, compare=False)
    _measure: Measure | None = field(default=None, compare=False)
    _axes: tuple[int, int] | None = field(default=None, compare=False)
    _share: float = field(default=float("nan"), compare=False)
    _shown: Filling | None = field(default=None, compare=False)
    _next: Filling | None = field(default=None, compare=False)

    def __call__(self, moment: Moment) -> Surface | Lack | None:
        """The picture so far, why there is none, or None while the drawing is being edited."""
        began = time.perf_counter()
        limit = PAUSED_SLICE if self.unhurried else SLICE
        present = moment.parameters
        try:
            check_outputs(self.settings.loss, moment.network)
        except EngineError:
            # The person has just chosen another loss; the next moment has the outputs for it.
            return None
        self.path.follow(moment.network)
        self.path.add(present)
        if not np.isfinite(present).all():
            self._shown = self._next = None
            return Lack.NUMBERS
        if self._program is not moment.program or self._prepared is not moment.prepared:
            self._forget(moment)
        if self._due(present):
            sheet = self._sheet(moment)
            if not isinstance(sheet, Sheet):
                return sheet
            assert self._measure is not None
            self._next = Filling(sheet, self._measure)
            for vector in self.path.vectors:
                self._next.add(vector)
        self._go_on(began + limit)
        return self._surface(moment)

    def _forget(self, moment: Moment) -> None:
        """Begins with another drawing or other data."""
        self._program, self._prepared = moment.program, moment.prepared
        self._axes = self._shown = self._next = None
        fed = moment.fed
        self._measure = Measure(moment.program, fed.train_inputs, fed.train_targets, self.settings)

    def _due(self, present: NDArray[np.floating]) -> bool:
        """Whether another picture is to be begun."""
        if self._next is not None:
            return False
        if self._shown is None:
            return True
        sheet = self._shown.sheet
        if not self._shown.complete:
            return False
        # A picture that rests is exact: everything that does not vary is as it is now.
        return sheet.left_by(present) or (self.unhurried and sheet.distance(present) > 0)

    def _go_on(self, end: float) -> None:
        filling = self._next or self._shown
        assert filling is not None
        if not filling.complete:
            filling.go_on(lambda: time.perf_counter() >= end)
        if self._next is not None and (self._shown is None or 0 < self._next.stride <= FINE_ENOUGH):
            self._shown, self._next = self._next, None

    def _sheet(self, moment: Moment) -> Sheet | Lack | None:
        present = moment.parameters
        if self.wanted.along_path:
            return self._path_sheet(present)
        if self._axes is None:
            axes = _axes(self.wanted, moment, self.path)
            if not isinstance(axes, tuple):
                return axes
            self._axes = axes
        return sheet_of_weights(present, self._axes, self.path.vectors)

    def _path_sheet(self, present: NDArray[np.floating]) -> Sheet | Lack:
        vectors = self.path.vectors
        if not len(vectors):
            return Lack.ROOM
        most = int(np.clip((PRODUCTS / len(present)) ** 0.5, 3, len(vectors)))
        plane = main_plane(vectors[spread(len(vectors), most)], present.astype(np.float64))
        if plane is None:
            return Lack.PATH
        directions, self._share = plane
        return sheet_of_path(present, directions, vectors)

    def _surface(self, moment: Moment) -> Surface:
        shown = self._shown
        assert shown is not None
        assert self._measure is not None
        shown.add(moment.parameters)
        return Surface(
            wanted=self.wanted,
            network=moment.network,
            sheet=shown.sheet,
            ids=None if self._axes is None else _ids(self._axes, moment),
            values=shown.values.copy(),
            complete=shown.complete and self._next is None,
            scale=shown.scale,
            lines=shown.lines,
            trail=np.array(shown.trail),
            distance=shown.sheet.distance(moment.parameters),
            share=self._share,
            others=len(moment.parameters) - 2,
            samples=(self._measure.samples, len(moment.fed.train_inputs)),
        )


def _axes(wanted: Wanted, moment: Moment, path: WeightPath) -> tuple[int, int] | Lack | None:
    """The places of the two weights in the vector; None for one that the drawing has not got."""
    given: list[int | None] = []
    for one in wanted.ids:
        place = None if one is None else _parameter(one, moment)
        if one is not None and place is None:
            return None
        given.append(place)
    if given[0] is not None and given[0] == given[1]:
        return Lack.SAME
    moved = most_moved(path, moment.parameters, moment.program.trainable, 3)
    rest = [place for place in moved if place not in given]
    if len(rest) < given.count(None):
        return Lack.FEW
    first, second = (rest.pop(0) if place is None else place for place in given)
    return first, second


def _parameter(one: int, moment: Moment) -> int | None:
    network, program = moment.network, moment.program
    if one in network.edges:
        return int(program.edge_parameter[network.edges.rows([one])[0]])
    if one in network.neurons:
        place = int(program.bias_parameter[network.neurons.rows([one])[0]])
        return None if place < 0 else place
    return None


def _ids(axes: tuple[int, int], moment: Moment) -> tuple[int, int]:
    first, second = (_id(place, moment) for place in axes)
    return first, second


def _id(place: int, moment: Moment) -> int:
    edges = np.flatnonzero(moment.program.edge_parameter == place)
    if len(edges):
        return int(moment.network.edges.id[edges[0]])
    [neuron, *_] = np.flatnonzero(moment.program.bias_parameter == place)
    return int(moment.network.neurons.id[neuron])
