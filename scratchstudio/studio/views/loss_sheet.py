"""The loss over a plane of weights: where the plane lies, its grid, and the filling of it.

Computed on the worker in short slices, from coarse to fine; without Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import Program, TrainingSettings
from scratchstudio.engine.losses import loss_entry
from scratchstudio.studio.views.contour import contour
from scratchstudio.studio.views.decision_plane import spread

Floats = NDArray[np.float64]

SIDE = 33
"""Grid points along each side: 4 times 8 and one, so that the coarse grids share its points."""
STRIDES = (8, 4, 2, 1)
MOST_SAMPLES, FEWEST_SAMPLES = 512, 32
WORK = 8_000_000
"""Weights times samples of one grid point; larger networks are measured on fewer samples."""
LEVELS = 8
"""Bands between which contour lines run."""
DECADES = 2.0
"""A loss that spans more powers of ten than this is tinted by its logarithm."""
ROOM = 1.25
"""How far beyond the farthest point of the path the picture reaches."""
MIDDLE = 1 / 3
MOST_TRAIL = 512


@dataclass(frozen=True, eq=False)
class Sheet:
    """A plane through the space of all weights; its coordinates are what the axes show."""

    base: NDArray[np.floating]
    """(P,) the weights through which it goes."""
    axes: tuple[int, int] | None
    """The two parameters that vary; None for a plane of `directions`."""
    directions: Floats | None
    """(2, P) of unit length and at right angles, where `axes` is None."""
    centre: Floats
    half: Floats
    """(2,) how far it reaches from the centre to each side."""

    @property
    def x(self) -> Floats:
        """(SIDE,) the grid's places to the right."""
        return np.linspace(self.centre[0] - self.half[0], self.centre[0] + self.half[0], SIDE)

    @property
    def y(self) -> Floats:
        """(SIDE,) the grid's places upwards."""
        return np.linspace(self.centre[1] - self.half[1], self.centre[1] + self.half[1], SIDE)

    def parameters(self, x: float, y: float) -> NDArray[np.floating]:
        """(P,) the weights at a place of the plane."""
        vector = self.base.copy()
        if self.axes is not None:
            vector[list(self.axes)] = x, y
        elif self.directions is not None:
            vector += (np.array([x, y]) @ self.directions).astype(vector.dtype)
        return vector

    def place(self, vector: NDArray[np.floating]) -> Floats:
        """(2,) the nearest place of the plane to some weights (P,), or (n, 2) to (n, P)."""
        if self.axes is not None:
            return vector[..., list(self.axes)].astype(np.float64)
        assert self.directions is not None
        return (vector - self.base).astype(np.float64) @ self.directions.T

    def distance(self, vector: NDArray[np.floating]) -> float:
        """How far from the plane some weights (P,) are."""
        apart = (vector - self.base).astype(np.float64)
        if self.axes is not None:
            apart[list(self.axes)] = 0.0
            return float(np.linalg.norm(apart))
        along = self.place(vector)
        # Rounding can make the difference of two nearly equal squares negative.
        return float(np.sqrt(max(apart @ apart - along @ along, 0.0)))

    def left_by(self, vector: NDArray[np.floating]) -> bool:
        """Whether some weights are outside the middle third, or beside the plane by its half."""
        outside = np.abs(self.place(vector) - self.centre) > MIDDLE * self.half
        return bool(outside.any()) or self.distance(vector) > float(self.half.max())


def sheet_of_weights(
    base: NDArray[np.floating], axes: tuple[int, int], path: NDArray[np.floating]
) -> Sheet:
    """The plane of two parameters around their present values; zero and the path are inside."""
    centre = base[list(axes)].astype(np.float64)
    half = np.maximum(1.0, ROOM * np.abs(centre))
    if len(path):
        half = np.maximum(half, ROOM * np.abs(path[:, list(axes)] - centre).max(axis=0))
    return Sheet(base.copy(), axes, None, centre, half)


def sheet_of_path(
    base: NDArray[np.floating], directions: Floats, path: NDArray[np.floating]
) -> Sheet:
    """The plane of two directions around the present weights, as wide as the path."""
    along = np.abs((path - base).astype(np.float64) @ directions.T).max(axis=0)
    half = ROOM * np.maximum(along, 0.1 * along.max())
    return Sheet(base.copy(), None, directions, np.zeros(2), half)


class Measure:
    """The mean loss of an evenly spread part of the training samples at any weights."""

    def __init__(
        self, program: Program, inputs: Floats, targets: Floats, settings: TrainingSettings
    ) -> None:
        size = max(len(program.parameters), 1)
        self.samples = int(np.clip(WORK // size, FEWEST_SAMPLES, MOST_SAMPLES))
        chosen = spread(len(inputs), self.samples)
        self.samples = len(chosen)
        self._program = program
        self._inputs = inputs[chosen].astype(program.dtype)
        self._targets = np.ascontiguousarray(targets[chosen].T.astype(program.dtype))
        self._loss = loss_entry(settings.loss, settings.huber_delta)
        self._weights = _sample_weights(targets[chosen], settings.class_weights, program.dtype)
        self._unused = np.empty_like(self._targets)

    def __call__(self, parameters: NDArray[np.floating]) -> float:
        """The loss at these weights (P,)."""
        outputs = np.ascontiguousarray(self._program.forward(self._inputs, parameters).T)
        return self._loss.value_and_gradient(outputs, self._targets, self._weights, self._unused)


def _sample_weights(
    targets: Floats, by_class: tuple[float, ...], dtype: np.dtype[np.floating]
) -> NDArray[np.floating] | None:
    if len(by_class) != max(targets.shape[1], 2):
        return None
    single = targets.shape[1] == 1
    chosen = (targets[:, 0] > 0.5).astype(int) if single else targets.argmax(axis=1)
    return np.asarray(by_class, dtype=dtype)[chosen]


@dataclass(frozen=True)
class LossScale:
    """The range of the losses on a sheet, and whether it is looked at by its logarithm."""

    low: float
    high: float
    logarithmic: bool

    @staticmethod
    def over(values: Floats) -> LossScale:
        """The scale for these losses; those that are not finite are left out."""
        finite = values[np.isfinite(values)]
        if not len(finite):
            return LossScale(0.0, 1.0, False)
        low, high = float(finite.min()), float(finite.max())
        # A loss of exactly 0 has no logarithm, and would hide all the rest below it.
        low = max(low, 1e-6 * high) if high > 0 and 0 <= low < high * 10**-DECADES else low
        return LossScale(low, high, low > 0 and high / low > 10**DECADES)

    def share(self, values: Floats) -> Floats:
        """Where each loss lies between `low` (0) and `high` (1); NaN where it is no number."""
        low, high = self._bent(np.array([self.low, self.high]))
        clipped = np.clip(self._bent(np.maximum(values, self.low)), low, high)
        return (clipped - low) / (high - low) if high > low else clipped - low

    def lines(self) -> Floats:
        """The shares at which contour lines run."""
        return np.arange(1, LEVELS) / LEVELS

    def _bent(self, values: Floats) -> Floats:
        return np.log10(values) if self.logarithmic else values


class Filling:
    """A sheet while its grid is measured, a few points at a time, coarse ones first."""

    def __init__(self, sheet: Sheet, measure: Callable[[NDArray[np.floating]], float]) -> None:
        self.sheet = sheet
        self.values = np.full((SIDE, SIDE), np.nan)
        """Row by row from below; each unmeasured point has the value of a measured neighbour."""
        self.stride = 0
        """The finest complete grid: every so many points; 0 while not even the first one is."""
        self.lines = np.empty((0, 2))
        self.scale = LossScale(0.0, 1.0, False)
        self.trail: list[Floats] = []
        self._points = self._measured(measure)

    @property
    def complete(self) -> bool:
        """Whether every point is measured."""
        return self.stride == 1

    def go_on(self, until: Callable[[], bool]) -> None:
        """Measures at least one point, and goes on until told to stop or complete."""
        for _ in self._points:
            if until():
                break
        self.scale = LossScale.over(self.values)

    def add(self, vector: NDArray[np.floating]) -> None:
        """Lengthens the trail to these weights (P,)."""
        place = self.sheet.place(vector)
        if not np.isfinite(place).all() or (self.trail and np.array_equal(self.trail[-1], place)):
            return
        self.trail.append(place)
        if len(self.trail) > MOST_TRAIL:
            self.trail = [*self.trail[:-1:2], self.trail[-1]]

    def _measured(self, measure: Callable[[NDArray[np.floating]], float]) -> Iterator[None]:
        x, y = self.sheet.x, self.sheet.y
        for stride in STRIDES:
            around = stride // 2
            for row in range(0, SIDE, stride):
                for column in range(0, SIDE, stride):
                    coarser = 2 * stride
                    if stride != STRIDES[0] and row % coarser == 0 == column % coarser:
                        continue
                    value = measure(self.sheet.parameters(x[column], y[row]))
                    rows = slice(max(row - around, 0), row + around + 1)
                    columns = slice(max(column - around, 0), column + around + 1)
                    self.values[rows, columns] = value
                    yield
            self.stride = stride
            self.lines = contour_lines(self.values[::stride, ::stride], x[::stride], y[::stride])


def contour_lines(values: Floats, x: Floats, y: Floats) -> Floats:
    """Segments (2n, 2) of the lines of equal loss, evenly apart in the tint's terms."""
    scale = LossScale.over(values)
    if not scale.high > scale.low:
        return np.empty((0, 2))
    with np.errstate(all="ignore"):
        share = scale.share(values)
    return np.concatenate([contour(share - level, x, y) for level in scale.lines()])
