"""What the network answers over a plane of two features; computed on the worker, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.network import Network
from scratchstudio.project import Fed
from scratchstudio.studio.views.bindings import HALF, in_raw_units, named_classes
from scratchstudio.studio.views.contour import contour
from scratchstudio.studio.views.neuron_response import response_of, response_scale
from scratchstudio.studio.views.tint import (
    Inks,
    ValueScale,
    tint_binary,
    tint_values,
    tint_winner,
)

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

Floats = NDArray[np.float64]

RESOLUTION = 100
COARSEST = 32
MOST_VALUES = 2_000_000
"""Input values of one map; networks with many inputs get a coarser one."""
FILLS = 0.8
"""The share of a range that samples must fill for it to stay as it is."""
MOST_POINTS = 800
"""Samples drawn of each part, spread evenly over it."""
FAR_OFF = 0.1
"""The error from which a number counts as wrong, as a share of the scale of the targets."""
MOST_BORDERS = 12
"""With more classes than this the tint alone shows the borders."""


@dataclass(frozen=True)
class Slice:
    """Which plane is looked at: two features, and where the others are held."""

    x: str
    y: str
    sample: int | None = None
    """The training sample whose values the other features have; None for the training mean."""
    output: str = ""
    """The target that a regression's map shows; "" for the first one."""
    neuron: int | None = None
    """The neuron whose activation the colours show; None for the network's answer."""


@dataclass(frozen=True, eq=False)
class Points:
    """Samples in the plane, in raw units; the training part comes first."""

    place: Floats
    """(n, 2)"""
    held_out: NDArray[np.bool_]
    label: NDArray[np.intp]
    """(n,) the class of each; 0 for a regression."""
    value: Floats
    """(n,) the target of each in raw units; NaN for classes."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays the same while the network learns."""

    prepared: Prepared
    fed: Fed
    x: Floats
    y: Floats
    inputs: Floats
    """(columns × rows, inputs) what the network is given, row by row from below."""
    points: Points
    point_inputs: Floats
    output: int
    """Which output neuron a regression's map shows."""
    scale: ValueScale

    def is_off(self, answers: Floats) -> NDArray[np.bool_]:
        """Which of the points of a regression are answered far off, or with no number."""
        span = self.scale.high - self.scale.low
        return ~(np.abs(answers - self.points.value) <= FAR_OFF * span)

    @property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ranges of both features in raw units."""
        left, bottom, width, height = self.rectangle
        return (left, left + width), (bottom, bottom + height)

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the map in raw units."""
        step_x, step_y = self.x[1] - self.x[0], self.y[1] - self.y[0]
        return (
            float(self.x[0] - step_x / 2),
            float(self.y[0] - step_y / 2),
            float(step_x * len(self.x)),
            float(step_y * len(self.y)),
        )


@dataclass(frozen=True, eq=False)
class Plane:
    """One picture of the map."""

    slice: Slice
    ground: Ground
    network: Network
    """The drawing whose answers these are."""
    outputs: NDArray[np.float32]
    """(rows, columns, outputs) the answers, in raw units for a regression."""
    image: NDArray[np.uint8]
    """(rows, columns, 4), the lowest row first."""
    border: Floats
    """(2n, 2) segments in raw units: where one half, or where the winner changes."""
    wrong: NDArray[np.bool_]
    """For each point, whether it is told apart wrongly, or the number is far off."""
    response: NDArray[np.float32] | None = None
    """(rows, columns) the activation of the chosen neuron, where one is chosen."""
    scale: ValueScale | None = None
    """What the colours mean, where they show values."""

    def at(self, x: float, y: float) -> NDArray[np.float32] | None:
        """The answers nearest to a place in raw units; None beside the map."""
        cell = self._cell(x, y)
        return None if cell is None else self.outputs[cell]

    def response_at(self, x: float, y: float) -> float | None:
        """The chosen neuron's activation nearest to a place; None beside the map."""
        cell = self._cell(x, y)
        return None if cell is None or self.response is None else float(self.response[cell])

    def _cell(self, x: float, y: float) -> tuple[int, int] | None:
        left, bottom, width, height = self.ground.rectangle
        column = int(np.floor((x - left) / width * len(self.ground.x)))
        row = int(np.floor((y - bottom) / height * len(self.ground.y)))
        rows, columns = self.outputs.shape[:2]
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        return row, column


def limits_of(values: Floats) -> tuple[float, float]:
    """The finite values' range with 6 % of room on each side; never empty."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    return low - room, high + room


def kept_limits(before: tuple[float, float], values: Floats) -> tuple[float, float]:
    """The range as it was, while all values lie in it and fill most of it; otherwise a new one.

    So a sample that is placed near the border of the map does not move all others under the hand.
    """
    fresh, (low, high) = limits_of(values), before
    finite = values[np.isfinite(values)]
    inside = bool(len(finite)) and low <= finite.min() and finite.max() <= high
    return before if inside and fresh[1] - fresh[0] >= FILLS * (high - low) else fresh


@dataclass
class PlaneProbe:
    """Computes the map at each moment; asks anew only for what has changed."""

    slice: Slice
    inks: Inks
    _ground: Ground | None = field(default=None, compare=False)

    def __call__(self, moment: Moment) -> Plane | None:
        """The map, or None where the drawing no longer has the two features."""
        if self._ground is None or self._ground.fed is not moment.fed:
            self._ground = _ground(self.slice, moment.prepared, moment.fed, self._ground)
        if self._ground is None:
            return None
        if self.slice.neuron is not None and self.slice.neuron not in moment.network.neurons:
            return None
        return _plane(self.slice, self._ground, self.inks, moment)


def _ground(
    slice_: Slice, prepared: Prepared, fed: Fed, before: Ground | None = None
) -> Ground | None:
    bound = fed.features
    output = shown_output(slice_, prepared, fed)
    if output is None:
        return None
    if not {slice_.x, slice_.y} <= {prepared.features[i] for i in bound}:
        return None
    across, up = (prepared.features.index(name) for name in (slice_.x, slice_.y))
    resolution = int(np.clip((MOST_VALUES / max(len(bound), 1)) ** 0.5, COARSEST, RESOLUTION))
    raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])
    columns = raw[:, across], raw[:, up]
    if before is None:
        limits = [limits_of(column) for column in columns]
    else:
        limits = [kept_limits(*pair) for pair in zip(before.limits, columns, strict=True)]
    x, y = (centres(each, resolution) for each in limits)
    nodes = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
    return Ground(
        prepared=prepared,
        fed=fed,
        x=x,
        y=y,
        inputs=inputs_at(slice_, prepared, bound, (across, up), nodes),
        output=output,
        **sample_points(prepared, fed, (across, up), output),
    )


def shown_output(slice_: Slice, prepared: Prepared, fed: Fed) -> int | None:
    """Which output neuron's values a regression's picture shows; None where it is not there."""
    names = [prepared.outputs[column] for column in fed.outputs]
    if not slice_.output:
        return 0
    return names.index(slice_.output) if slice_.output in names else None


def centres(limits: tuple[float, float], count: int) -> Floats:
    """The middles of so many equal parts of a range."""
    low, high = limits
    return low + (np.arange(count) + 0.5) / count * (high - low)


def inputs_at(
    slice_: Slice,
    prepared: Prepared,
    bound: NDArray[np.intp],
    axes: Sequence[int],
    places: Floats,
) -> Floats:
    """What the network is given at places (n, axes) in raw units, (n, inputs).

    `bound` are the features its inputs read, `axes` those that the places are values of; the
    others have the values at which the slice holds them.
    """
    held = prepared.train_inputs.mean(axis=0)
    if slice_.sample is not None and slice_.sample < len(prepared.train_inputs):
        held = prepared.train_inputs[slice_.sample]
    inputs = np.empty((len(places), len(bound)))
    inputs[:] = held[bound]
    for axis, raw in zip(axes, places.T, strict=True):
        inputs[:, bound == axis] = _as_input(prepared, axis, raw)[:, None]
    return inputs


def _as_input(prepared: Prepared, feature: int, raw: Floats) -> Floats:
    if prepared.scaling is None:
        return raw
    return (raw - prepared.scaling.mean[feature]) / prepared.scaling.scale[feature]


def sample_points(
    prepared: Prepared, fed: Fed, axes: Sequence[int], output: int, most: int = MOST_POINTS
) -> dict[str, Any]:
    """Fields of a Ground: at most so many samples of each part, in the plane of the features."""
    train = spread(len(fed.train_inputs), most)
    held_out = spread(len(fed.held_out_inputs), most)
    targets = np.concatenate([fed.train_targets[train], fed.held_out_targets[held_out]])
    raw = np.concatenate([prepared.raw_train_inputs[train], prepared.raw_held_out_inputs[held_out]])
    value = np.full(len(targets), np.nan)
    label = np.zeros(len(targets), dtype=np.intp)
    scale = ValueScale(0.0, 1.0)
    if prepared.task == "regression":
        value = in_raw_units(targets, fed, prepared)[:, output]
        scale = ValueScale.over(value[: len(train)])
    else:
        label = named_classes(targets, fed, prepared)
    return {
        "points": Points(raw[:, list(axes)], np.arange(len(raw)) >= len(train), label, value),
        "point_inputs": np.concatenate([fed.train_inputs[train], fed.held_out_inputs[held_out]]),
        "scale": scale,
    }


def spread(count: int, most: int) -> NDArray[np.intp]:
    """At most `most` of the rows 0 to `count`, evenly spaced, the first and the last included."""
    if count <= most:
        return np.arange(count)
    return np.arange(most) * (count - 1) // (most - 1)


def _plane(slice_: Slice, ground: Ground, inks: Inks, moment: Moment) -> Plane:
    prepared, fed = moment.prepared, moment.fed
    outputs = moment.program.forward(ground.inputs, moment.parameters)
    answers = moment.program.forward(ground.point_inputs, moment.parameters)
    shape = (len(ground.y), len(ground.x))
    border = np.empty((0, 2))
    if prepared.task == "regression":
        outputs = in_raw_units(outputs, fed, prepared)
        wrong = ground.is_off(in_raw_units(answers, fed, prepared)[:, ground.output])
        colours = tint_values(outputs[:, ground.output], inks, ground.scale)
    else:
        wrong = named_classes(answers, fed, prepared) != ground.points.label
        if prepared.task == "binary":
            colours = tint_binary(outputs[:, 0], inks)
            border = contour(outputs[:, 0].reshape(shape) - HALF, ground.x, ground.y)
        else:
            colours = tint_winner(outputs, fed.outputs, inks)
            border = _winner_borders(outputs.reshape(*shape, -1), ground)
    scale = ground.scale if prepared.task == "regression" else None
    response = None
    if slice_.neuron is not None:
        response = response_of(slice_.neuron, ground.inputs, moment)
        scale, border = response_scale(response), np.empty((0, 2))
        colours = tint_values(response, inks, scale)
        response = response.reshape(shape).astype(np.float32)
    return Plane(
        slice=slice_,
        ground=ground,
        network=moment.network,
        outputs=outputs.reshape(*shape, -1).astype(np.float32),
        image=colours.reshape(*shape, 4),
        border=border,
        wrong=wrong,
        response=response,
        scale=scale,
    )


def _winner_borders(outputs: Floats, ground: Ground) -> Floats:
    """Segments where the class with the largest output changes."""
    count = outputs.shape[2]
    if not 1 < count <= MOST_BORDERS:
        return np.empty((0, 2))
    lines = []
    for one in range(count):
        others = np.delete(outputs, one, axis=2).max(axis=2)
        lines.append(contour(outputs[..., one] - others, ground.x, ground.y))
    return np.concatenate(lines)
