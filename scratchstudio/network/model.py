"""`Network`: what is drawn, as a frozen value of NumPy columns.

Edits (see `edits`) never change a Network; they return another that shares the unchanged columns.
Ids are stable for life and drawn from one counter for neurons and edges alike, so that a selection
can hold both. Rows are kept in the order of their ids, which makes the way from id to row a binary
search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.outlines import Frame, Group, Layer

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


class Kind(IntEnum):
    """The part a neuron plays: it takes a data column in, computes, or gives an answer out."""

    INPUT = 0
    HIDDEN = 1
    OUTPUT = 2


def _column(dtype: Any, default: object, width: int | None = None) -> Any:
    return field(metadata={"dtype": np.dtype(dtype), "default": default, "width": width})


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of equal length, one row a thing, each thing with an id; all arrays are read-only."""

    id: Ids

    def __post_init__(self) -> None:
        for column in fields(self):
            shape: tuple[int, ...] = (-1,)
            if column.metadata["width"] is not None:
                shape = (-1, column.metadata["width"])
            given = getattr(self, column.name)
            if (
                isinstance(given, np.ndarray)
                and given.dtype == column.metadata["dtype"]
                and given.ndim == len(shape)
                and not given.flags.writeable
            ):
                continue
            values = np.array(given, dtype=column.metadata["dtype"]).reshape(shape)
            values.flags.writeable = False
            object.__setattr__(self, column.name, values)

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def of(cls, **columns: ArrayLike) -> Self:
        """Rows with the given columns; a column left out, or given once, is filled to length."""
        count = len(np.atleast_1d(np.asarray(columns["id"])))
        full: dict[str, Any] = {}
        for column in fields(cls):
            width = column.metadata["width"]
            shape = (count,) if width is None else (count, width)
            given = columns.get(column.name, column.metadata["default"])
            values = np.empty(shape, dtype=column.metadata["dtype"])
            values[...] = given
            full[column.name] = values
        return cls(**full)

    def take(self, rows: NDArray[Any]) -> Self:
        """The rows chosen by a mask or by row numbers."""
        return type(self)(**{c.name: getattr(self, c.name)[rows] for c in fields(self)})

    def joined(self, other: Self) -> Self:
        """These rows, then those of `other`."""
        return type(self)(
            **{
                c.name: np.concatenate([getattr(self, c.name), getattr(other, c.name)])
                for c in fields(self)
            }
        )

    def rows(self, ids: Iterable[int] | Ids) -> NDArray[np.intp]:
        """The row of each id. Raises NetworkError when an id is not here."""
        wanted = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), dtype=np.int64)
        found = np.searchsorted(self.id, wanted)
        known = found < len(self.id)
        known[known] = self.id[found[known]] == wanted[known]
        if not known.all():
            missing = int(wanted[~known][0])
            raise NetworkError(f"There is no {self.noun} with the id {missing} in this network.")
        return found

    def __contains__(self, id_: object) -> bool:
        if not isinstance(id_, (int, np.integer)):
            return False
        row = int(np.searchsorted(self.id, id_))
        return row < len(self.id) and int(self.id[row]) == id_

    def same(self, other: Columns) -> bool:
        """True when every column equals that of `other`, value for value."""
        return type(self) is type(other) and all(
            np.array_equal(getattr(self, c.name), getattr(other, c.name)) for c in fields(self)
        )

    noun = "row"


@dataclass(frozen=True, eq=False)
class Neurons(Columns):
    """The neurons of a network, one row each."""

    id: Ids = _column(np.int64, 0)
    name: Texts = _column(object, "")
    kind: NDArray[np.int8] = _column(np.int8, int(Kind.HIDDEN))
    activation: Texts = _column(object, "linear")
    """A name in `engine.activations`, or a formula in x that begins with "="."""
    bias: Floats = _column(np.float64, 0.0)
    position: Floats = _column(np.float64, 0.0, width=2)
    """Centre on the canvas, in canvas units, x to the right and y down."""
    column: Texts = _column(object, "")
    """The data column that an input neuron reads, or an output neuron is to predict."""
    frozen: Flags = _column(np.bool_, False)
    """A frozen neuron's bias is not trained."""
    muted: Flags = _column(np.bool_, False)
    """A muted neuron gives 0, whatever it receives."""
    dropout: Floats = _column(np.float64, 0.0)
    """The probability with which the neuron is left out of a training step."""
    group: Ids = _column(np.int64, 0)
    """The innermost group round the neuron; 0 is none."""
    layer: Ids = _column(np.int64, 0)
    """The layer in which the neuron stands; 0 is none."""

    noun = "neuron"


@dataclass(frozen=True, eq=False)
class Edges(Columns):
    """The edges of a network, one row each; `source` and `target` are neuron ids."""

    id: Ids = _column(np.int64, 0)
    source: Ids = _column(np.int64, 0)
    target: Ids = _column(np.int64, 0)
    weight: Floats = _column(np.float64, 0.0)
    frozen: Flags = _column(np.bool_, False)
    """A frozen edge's weight is not trained."""
    muted: Flags = _column(np.bool_, False)
    """A muted edge carries nothing."""
    tie: Ids = _column(np.int64, 0)
    """Edges with the same tie number share one weight; 0 is not tied."""

    noun = "edge"

    @cached_property
    def shared_tie(self) -> Ids:
        """(edges,) the tie that each shares with another edge; 0 also when the others are gone."""
        _, tie, count = np.unique(self.tie, return_inverse=True, return_counts=True)
        shared: Ids = np.where(count[tie.ravel()] > 1, self.tie, 0)
        return shared


@dataclass(frozen=True, eq=False)
class Network:
    """A drawing: neurons, edges, the next unused id, and what is drawn round the neurons.

    Compare drawings with `same`.
    """

    neurons: Neurons
    edges: Edges
    next_id: int = 1
    groups: tuple[Group, ...] = ()
    layers: tuple[Layer, ...] = ()
    frames: tuple[Frame, ...] = ()

    @cached_property
    def input_rows(self) -> NDArray[np.intp]:
        """Rows of the input neurons; features are fed in this order."""
        return np.flatnonzero(self.neurons.kind == Kind.INPUT)

    @cached_property
    def output_rows(self) -> NDArray[np.intp]:
        """Rows of the output neurons; predictions come in this order."""
        return np.flatnonzero(self.neurons.kind == Kind.OUTPUT)

    @cached_property
    def source_rows(self) -> NDArray[np.intp]:
        """For each edge, the row of the neuron it comes from."""
        return self.neurons.rows(self.edges.source)

    @cached_property
    def target_rows(self) -> NDArray[np.intp]:
        """For each edge, the row of the neuron it goes to."""
        return self.neurons.rows(self.edges.target)

    def name(self, neuron: int) -> str:
        """The name of the neuron with this id, or "#id" while it has none."""
        return str(self.neurons.name[self.neurons.rows([neuron])[0]]) or f"#{neuron}"

    def same(self, other: Network) -> bool:
        """True when both draw the same thing with the same ids and values."""
        return (
            self.next_id == other.next_id
            and self.neurons.same(other.neurons)
            and self.edges.same(other.edges)
            and self.groups == other.groups
            and self.layers == other.layers
            and self.frames == other.frames
        )

    def same_wiring(self, other: Network) -> bool:
        """True when a weight vector of one fits the other: ids, kinds, wires, ties, functions."""
        return all(
            a is b or np.array_equal(a, b)
            for a, b in (
                (self.neurons.id, other.neurons.id),
                (self.neurons.kind, other.neurons.kind),
                (self.neurons.activation, other.neurons.activation),
                (self.neurons.muted, other.neurons.muted),
                (self.edges.id, other.edges.id),
                (self.edges.source, other.edges.source),
                (self.edges.target, other.edges.target),
                (self.edges.muted, other.edges.muted),
                (self.edges.tie, other.edges.tie),
            )
        )

    def with_parameters(self, weights: ArrayLike, biases: ArrayLike) -> Network:
        """The same drawing with other weights (edge order) and biases (neuron order)."""
        return replace(
            self,
            neurons=replace(self.neurons, bias=np.array(biases, dtype=np.float64)),
            edges=replace(self.edges, weight=np.array(weights, dtype=np.float64)),
        )


EMPTY = Network(Neurons.of(id=[]), Edges.of(id=[]))
"""The blank canvas."""
