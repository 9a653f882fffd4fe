"""How neurons see the data: the input plane as two of them bend it, or a level's main plane.

Computed on the worker, without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.network import Kind, Network, levels
from scratchstudio.project import Fed
from scratchstudio.studio.views.bindings import (
    features_in_use,
    in_raw_units,
    most_telling,
    named_classes,
)
from scratchstudio.studio.views.decision_plane import (
    Points,
    Slice,
    centres,
    grid_inputs,
    limits_of,
    sample_points,
)
from scratchstudio.studio.views.tint import (
    Inks,
    ValueScale,
    tint_binary,
    tint_values,
    tint_winner,
)

if TYPE_CHECKING:
    from scratchstudio.studio.worker import Moment

Floats = NDArray[np.float64]

MOST_POINTS = 200
"""Samples drawn of each part; fewer than on the map, for here they all move."""
LINES = 21
"""Lines of the grid each way."""
BETWEEN = 4
"""Straight pieces of a line between two crossings."""
STRONGEST = 1.0
"""Share of the class colour where the network is surest: lines are thin."""


@dataclass(frozen=True)
class Wanted:
    """What is to be seen: the plane of two neurons, or the main plane of a level."""

    neurons: tuple[int, int] | None = None
    level: int | None = None
    """For the main plane (principal components); None for two neurons."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays the same while the network learns."""

    fed: Fed
    grid: Floats
    """(nodes, inputs) what the network is given at the crossings; empty without two features."""
    features: tuple[str, str] | None
    points: Points
    point_inputs: Floats
    training: int
    """How many of the points are training samples; they come first."""
    scale: ValueScale


@dataclass(frozen=True, eq=False)
class Strand:
    """Pieces of the grid's lines that have one colour."""

    colour: tuple[int, int, int]
    pieces: Floats
    """(2n, 2) their ends, in pairs"""


@dataclass(frozen=True, eq=False)
class Representation:
    """One picture."""

    wanted: Wanted
    network: Network
    strands: tuple[Strand, ...]
    points: Points
    """Their places are activations, or scores."""
    wrong: NDArray[np.bool_]
    scale: ValueScale
    features: tuple[str, str] | None
    """The features of the grid; None where there is no grid."""
    shares: tuple[float, float] | None
    """The parts of the level's variance that the two directions hold; None for two neurons."""
    limits: tuple[tuple[float, float], tuple[float, float]]
    """Of all that is drawn, right and up."""


@dataclass
class RepresentationProbe:
    """Computes the picture at each moment; asks anew only for what has changed."""

    wanted: Wanted
    inks: Inks
    _ground: Ground | None = field(default=None, compare=False)
    _axes: Floats | None = field(default=None, compare=False)
    """(2, neurons) the last directions, to which the next are turned."""

    def __call__(self, moment: Moment) -> Representation | None:
        """The picture, or None where the drawing no longer has what is wanted."""
        if self._ground is None or self._ground.fed is not moment.fed:
            self._ground = _ground(moment.network, moment.prepared, moment.fed)
        rows = rows_of(self.wanted, moment.network)
        if rows is None:
            return None
        ground, program = self._ground, moment.program
        nodes = len(ground.grid)
        inputs = np.concatenate([ground.grid, ground.point_inputs])
        found = program.activations(inputs, moment.parameters).astype(np.float64)
        answers = found[moment.network.output_rows].T
        places, shares = found[rows].T, None
        if self.wanted.level is not None:
            places, shares, self._axes = main_plane(
                places, slice(nodes, nodes + ground.training), self._axes
            )
        wrong = np.zeros(len(ground.points.label), dtype=bool)
        if moment.prepared.task != "regression":
            told = named_classes(answers[nodes:], moment.fed, moment.prepared)
            wrong = told != ground.points.label
        strands = ()
        if nodes:
            strands = _strands(places[:nodes], self._colours(answers[:nodes], moment))
        # A place that is not a number is nowhere, and Qt does not survive drawing there.
        there = np.isfinite(places[nodes:]).all(axis=1)
        return Representation(
            self.wanted,
            moment.network,
            strands,
            _at(ground.points, places[nodes:], there),
            wrong[there],
            ground.scale,
            ground.features,
            shares,
            (limits_of(places[:, 0]), limits_of(places[:, 1])),
        )

    def _colours(self, answers: Floats, moment: Moment) -> NDArray[np.uint8]:
        """(nodes, 4) as on the decision map, but as strong as lines need it."""
        assert self._ground is not None
        inks = replace(self.inks, paper=self.inks.nothing)
        if moment.prepared.task == "regression":
            values = in_raw_units(answers, moment.fed, moment.prepared)
            return tint_values(values[:, 0], inks, self._ground.scale)
        if moment.prepared.task == "binary":
            return tint_binary(answers[:, 0], inks, STRONGEST)
        return tint_winner(answers, moment.fed.outputs, inks, STRONGEST)


def rows_of(wanted: Wanted, network: Network) -> NDArray[np.intp] | None:
    """The neuron rows that are looked at; None where they are not all there."""
    if wanted.level is not None:
        rows = np.flatnonzero(levels(network) == wanted.level)
        return rows if len(rows) else None
    pair = wanted.neurons or usual_pair(network)
    if pair is None or not all(neuron in network.neurons for neuron in pair):
        return None
    return network.neurons.rows(pair)


def usual_pair(network: Network) -> tuple[int, int] | None:
    """The first two neurons of the last level that has two hidden ones; else two inputs."""
    level = levels(network)
    for kind in (Kind.HIDDEN, Kind.INPUT):
        mine = network.neurons.kind == kind
        for number in np.unique(level[mine])[::-1].tolist():
            ids = network.neurons.id[mine & (level == number)]
            if len(ids) >= 2:
                return int(ids[0]), int(ids[1])
    ids = network.neurons.id[np.argsort(level, kind="stable")]
    return (int(ids[-2]), int(ids[-1])) if len(ids) >= 2 else None


def main_plane(
    activations: Floats, training: slice, before: Floats | None
) -> tuple[Floats, tuple[float, float], Floats]:
    """Scores (n, 2) on the two principal components of the training rows, their shares, and them.

    `activations` is (n, neurons). The components are the first right singular vectors of the
    centred training rows; a share is that of the squared singular values. A component has no sign
    of its own: each is turned to agree with `before`, at first towards its largest part.
    """
    rows = activations[training]
    centre = rows.mean(axis=0) if len(rows) else np.zeros(activations.shape[1])
    axes, sizes = np.zeros((2, activations.shape[1])), np.zeros(2)
    centred = np.nan_to_num(rows - centre)
    total = float(np.square(centred).sum())
    if total > 0:
        _, values, found = np.linalg.svd(centred, full_matrices=False)
        count = min(2, len(found))
        axes[:count], sizes[:count] = found[:count], np.square(values[:count]) / total
        like = axes if before is None or before.shape != axes.shape else before
        for axis, other in zip(axes, like, strict=True):
            towards = axis @ other if like is not axes else axis[np.argmax(np.abs(axis))]
            if towards < 0:
                axis *= -1
    return (activations - centre) @ axes.T, (float(sizes[0]), float(sizes[1])), axes


def _ground(network: Network, prepared: Prepared, fed: Fed) -> Ground:
    names = features_in_use(network, prepared)
    first, second = most_telling(prepared, names)
    grid, features = np.empty((0, len(fed.features))), None
    axes = (0, 0)
    if len(names) >= 2:
        features = (names[first], names[second])
        axes = (prepared.features.index(features[0]), prepared.features.index(features[1]))
        raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])
        count = (LINES - 1) * BETWEEN + 1
        places = tuple(centres(limits_of(raw[:, axis]), count) for axis in axes)
        grid = grid_inputs(Slice(*features), prepared, fed.features, axes, (places[0], places[1]))
    fields = sample_points(prepared, fed, axes, 0, MOST_POINTS)
    held_out = fields["points"].held_out
    return Ground(fed, grid, features, training=int((~held_out).sum()), **fields)


def _at(points: Points, places: Floats, there: NDArray[np.bool_]) -> Points:
    """Those of the points that are `there`, at other places."""
    return Points(places[there], points.held_out[there], points.label[there], points.value[there])


def _strands(nodes: Floats, colours: NDArray[np.uint8]) -> tuple[Strand, ...]:
    """The lines of the grid, every `BETWEEN`-th row and column of nodes, by colour."""
    side = round(len(nodes) ** 0.5)
    place, colour = nodes.reshape(side, side, 2), colours.reshape(side, side, 4)[..., :3]
    starts, ends, tones = [], [], []
    for turn in (0, 1):
        lines = np.swapaxes(place, 0, turn)[::BETWEEN]
        shades = np.swapaxes(colour, 0, turn)[::BETWEEN]
        starts.append(lines[:, :-1].reshape(-1, 2))
        ends.append(lines[:, 1:].reshape(-1, 2))
        tones.append(shades[:, :-1].reshape(-1, 3))
    start, end, tone = (np.concatenate(parts) for parts in (starts, ends, tones))
    key = tone.astype(np.intp) @ np.array([65536, 256, 1])
    finite = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    start, end, key = start[finite], end[finite], key[finite]
    strands = []
    for value in np.unique(key).tolist():
        chosen = key == value
        pieces = np.stack([start[chosen], end[chosen]], axis=1).reshape(-1, 2)
        strands.append(Strand((value >> 16, value >> 8 & 255, value & 255), pieces))
    return tuple(strands)
