"""How neurons see the data: the input plane as two of them bend it, or a level's main plane.

Computed on the worker, without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Kind, Network, levels
from scratchstudio.project import Fed
from scratchstudio.studio.views.bindings import in_raw_units, named_classes
from scratchstudio.studio.views.decision_plane import (
    Points,
    Slice,
    centres,
    inputs_at,
    limits_of,
    sample_points,
    shown_output,
)
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

MOST_POINTS = 200
"""Samples drawn of each part; fewer than on the map, for here they all move."""
FINENESS = ((21, 4), (21, 2), (21, 1), (11, 2), (11, 1), (6, 1))
"""Lines of the grid each way, and the straight pieces of a line between two crossings: the first
that a network is small enough for."""
MOST_VALUES = 2_000_000
"""Activations of one picture's grid, all neurons counted."""
STRONGEST = 0.7
"""Share of the class colour where the network is surest: lines are thin, but samples must stand out
against them."""


@dataclass(frozen=True)
class Wanted:
    """What is to be seen: the plane of two neurons, or the main plane of a level."""

    neurons: tuple[int, int] | None = None
    level: int | None = None
    """For the main plane (principal components); None for two neurons."""
    plane: Slice | None = None
    """The plane of the inputs whose grid is drawn, or the line where its `y` is ""."""

    @property
    def features(self) -> tuple[str, ...]:
        """Those along which the lines of the grid run."""
        plane = self.plane
        return () if plane is None else tuple(name for name in (plane.x, plane.y) if name)


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays the same while the network learns."""

    fed: Fed
    lines: int
    """How many lines the grid has; each with as many nodes."""
    grid: Floats
    """(lines × nodes, inputs) what the network is given along the lines."""
    output: int
    """Which output neuron a regression's colours show."""
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
    output: int
    """Which output neuron a regression's colours show."""
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
        rows = rows_of(self.wanted, moment.network)
        if rows is None:
            return None
        if self._ground is None or self._ground.fed is not moment.fed:
            self._ground = _ground(self.wanted, moment)
        if self._ground is None:
            return None
        ground, program = self._ground, moment.program
        nodes = len(ground.grid)
        inputs = np.concatenate([ground.grid, ground.point_inputs])
        found = program.activations(inputs, moment.parameters)
        answers = found[moment.network.output_rows].T.astype(np.float64)
        places, shares = found[rows].T.astype(np.float64), None
        if self.wanted.level is not None:
            places, shares, self._axes = main_plane(
                places, slice(nodes, nodes + ground.training), self._axes
            )
        wrong = np.zeros(len(ground.points.label), dtype=bool)
        if moment.prepared.task != "regression":
            told = named_classes(answers[nodes:], moment.fed, moment.prepared)
            wrong = told != ground.points.label
        strands: tuple[Strand, ...] = ()
        if nodes:
            colours = self._colours(answers[:nodes], moment)
            strands = _strands(places[:nodes], colours, ground.lines)
        # A place that is not a number is nowhere, and Qt does not survive drawing there.
        there = np.isfinite(places[nodes:]).all(axis=1)
        return Representation(
            self.wanted,
            moment.network,
            strands,
            _at(ground.points, places[nodes:], there),
            wrong[there],
            ground.scale,
            ground.output,
            shares,
            (limits_of(places[:, 0]), limits_of(places[:, 1])),
        )

    def _colours(self, answers: Floats, moment: Moment) -> NDArray[np.uint8]:
        """(nodes, 4) as on the decision map, but as strong as lines need it."""
        assert self._ground is not None
        if moment.prepared.task == "regression":
            values = in_raw_units(answers, moment.fed, moment.prepared)
            return tint_values(values[:, self._ground.output], self.inks, self._ground.scale)
        if moment.prepared.task == "binary":
            return tint_binary(answers[:, 0], self.inks, STRONGEST)
        return tint_winner(answers, moment.fed.outputs, self.inks, STRONGEST)


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
    rows = rows[np.isfinite(rows).all(axis=1)]
    centre = rows.mean(axis=0) if len(rows) else np.zeros(activations.shape[1])
    axes, sizes = np.zeros((2, activations.shape[1])), np.zeros(2)
    centred = rows - centre
    total = float(np.square(centred).sum())
    if 0 < total < np.inf:
        _, values, found = np.linalg.svd(centred, full_matrices=False)
        count = min(2, len(found))
        axes[:count], sizes[:count] = found[:count], np.square(values[:count]) / total
        axes *= _signs(axes, before)[:, None]
    return (activations - centre) @ axes.T, (float(sizes[0]), float(sizes[1])), axes


def _signs(axes: Floats, before: Floats | None) -> Floats:
    """(2,) what turns each direction towards the earlier one that it is most like."""
    if before is None or before.shape != axes.shape:
        towards = axes[np.arange(2), np.abs(axes).argmax(axis=1)]
    else:
        # Where two directions have changed places in the order, each keeps its own sign.
        alike = axes @ before.T
        towards = alike[np.arange(2), np.abs(alike).argmax(axis=1)]
    return np.where(towards < 0, -1.0, 1.0)


def _ground(wanted: Wanted, moment: Moment) -> Ground | None:
    """None while the drawing does not have the features or the output that are wanted."""
    prepared, fed = moment.prepared, moment.fed
    output = 0 if wanted.plane is None else shown_output(wanted.plane, prepared, fed)
    read = {prepared.features[i] for i in fed.features}
    if output is None or not set(wanted.features) <= read:
        return None
    axes = [prepared.features.index(name) for name in wanted.features]
    raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])
    lines = _lines([limits_of(raw[:, axis]) for axis in axes], len(moment.network.neurons))
    grid = np.empty((0, len(fed.features)))
    if wanted.plane is not None:
        grid = inputs_at(wanted.plane, prepared, fed.features, axes, np.concatenate(lines))
    fields = sample_points(prepared, fed, axes, output, MOST_POINTS)
    held_out = fields["points"].held_out
    return Ground(fed, len(lines), grid, output, training=int((~held_out).sum()), **fields)


def _lines(limits: list[tuple[float, float]], neurons: int) -> list[Floats]:
    """The lines of the grid over these ranges, each (nodes, axes); as fine as can be afforded."""
    for count, between in FINENESS:
        nodes = (count - 1) * between + 1
        if 2 * count * nodes * neurons <= MOST_VALUES:
            break
    along = [centres(limit, nodes) for limit in limits]
    if len(limits) < 2:
        return [one[:, None] for one in along]
    x, y = np.meshgrid(*along)
    plane = np.stack([x, y], axis=2)
    return [*plane[::between], *plane.swapaxes(0, 1)[::between]]


def _at(points: Points, places: Floats, there: NDArray[np.bool_]) -> Points:
    """Those of the points that are `there`, at other places."""
    return Points(places[there], points.held_out[there], points.label[there], points.value[there])


def _strands(nodes: Floats, colours: NDArray[np.uint8], lines: int) -> tuple[Strand, ...]:
    """The pieces of the grid's lines by colour; a piece has the colour of its first node."""
    place, colour = nodes.reshape(lines, -1, 2), colours[:, :3].reshape(lines, -1, 3)
    pieces = np.stack([place[:, :-1], place[:, 1:]], axis=2).reshape(-1, 2, 2)
    key = (colour[:, :-1].astype(np.intp) @ np.array([65536, 256, 1])).ravel()
    finite = np.isfinite(pieces).all(axis=(1, 2))
    pieces, key = pieces[finite], key[finite]
    return tuple(
        Strand((value >> 16, value >> 8 & 255, value & 255), pieces[key == value].reshape(-1, 2))
        for value in np.unique(key).tolist()
    )
