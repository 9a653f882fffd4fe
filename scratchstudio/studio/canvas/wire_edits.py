"""What a person can do to wires: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    Kind,
    Network,
    connect,
    connect_pairs,
    insert_on_edge,
    remove,
    set_neurons,
)
from scratchstudio.network.rules import check_size
from scratchstudio.studio.text import tr

Ids = NDArray[np.int64]


class WireEdits:
    """The part of Editor that draws, moves and breaks wires."""

    def connect(self, source: int, target: int) -> int:
        """Draws a wire with a fresh weight. Raises NetworkError or CycleError."""
        after, edge = connect(self.network, source, target)
        text = tr("Connect {} to {}").format(after.name(source), after.name(target))
        self.document.draw(text, self._with_new_weights(after, [edge]))
        self.document.select([edge])
        return edge

    def connect_sets(
        self, sources: Sequence[int], targets: Sequence[int], way: str, share: float = 0.5
    ) -> Ids:
        """Wires two sets: "dense", "pairs" (one to one, top to bottom) or "sparse" (a share)."""
        pairs = self._pairs(sources, targets, way, share)
        if not len(pairs):
            raise NetworkError(tr("There is nothing to connect between these neurons."))
        after, edges = connect_pairs(self.network, pairs[:, 0], pairs[:, 1])
        if not len(edges):
            raise NetworkError(tr("These neurons are already connected."))
        after = self._with_new_weights(after, edges)
        self.document.draw(tr("Connect {} pairs").format(len(edges)), after)
        self.document.select(edges)
        return edges

    def _pairs(
        self, sources: Sequence[int], targets: Sequence[int], way: str, share: float
    ) -> NDArray[np.int64]:
        taken = set(targets)
        sources = [i for i in sources if i not in taken]
        if way == "pairs":
            count = min(len(sources), len(targets))
            first, second = self._downwards(sources)[:count], self._downwards(targets)[:count]
            return np.column_stack([first, second]).astype(np.int64)
        check_size(len(self.network.neurons), len(sources) * len(targets))
        pairs = np.column_stack(
            [np.repeat(sources, len(targets)), np.tile(targets, len(sources))]
        ).astype(np.int64)
        if way == "sparse" and len(pairs):
            chance = np.random.default_rng([self.document.settings.seed, self.network.next_id])
            pairs = pairs[chance.random(len(pairs)) < share]
        return pairs.reshape(-1, 2)

    def _downwards(self, neurons: Sequence[int]) -> list[int]:
        height = self.network.neurons.position[self.network.neurons.rows(neurons), 1]
        return [neurons[i] for i in np.argsort(height, kind="stable")]

    def insert(self, edge: int, neuron: int, place: ArrayLike) -> None:
        """Puts an unconnected neuron into an edge: first half is as it was, second weighs 1."""
        network = self._live_weights_of([edge])
        row = network.edges.rows([edge])[0]
        source, target = int(network.edges.source[row]), int(network.edges.target[row])
        after = set_neurons(remove(network, [edge]), [neuron], position=np.asarray(place), layer=0)
        after, first = connect(after, source, neuron, **_kept(network, edge))
        after, second = connect(after, neuron, target, 1.0)
        text = tr("Insert {} into an edge").format(network.name(neuron))
        self.document.draw(text, after, touched=(first, second))

    def split(self, edge: int, place: ArrayLike, activation: str = "") -> int:
        """Puts a new hidden neuron into an edge; returns its id."""
        x, y = (float(value) for value in np.asarray(place))
        network = self._live_weights_of([edge])
        chosen = self.activation_for(Kind.HIDDEN, activation)
        after, neuron = insert_on_edge(network, edge, (x, y), activation=chosen)
        self.document.draw(tr("Insert {} into an edge").format(after.name(neuron)), after)
        self.document.select([neuron])
        return neuron

    def break_port(self, neuron: int, *, outgoing: bool) -> None:
        """Takes away all wires at a neuron's right port, or at its left one."""
        edges = self.network.edges
        side = edges.source if outgoing else edges.target
        self.remove(edges.id[side == neuron].tolist(), tr("Break wires"))

    def break_wires(self, *, outgoing: bool) -> None:
        """Takes away all wires that leave the selected neurons, or that come in."""
        edges = self.network.edges
        side = edges.source if outgoing else edges.target
        gone = edges.id[np.isin(side, self.chosen_neurons)].tolist()
        if not gone:
            raise NetworkError(tr("There is no such wire at the selected neurons."))
        self.remove(gone, tr("Break wires"))

    def replug(self, edge: int, neuron: int, *, start: bool = False) -> int:
        """Moves the end of a wire, or its start, to another neuron; returns the new edge's id.

        All else about the wire stays as it was.
        """
        network = self._live_weights_of([edge])
        row = network.edges.rows([edge])[0]
        ends = int(network.edges.source[row]), int(network.edges.target[row])
        moved = (neuron, ends[1]) if start else (ends[0], neuron)
        if moved == ends:
            return edge
        after, new = connect(remove(network, [edge]), *moved, **_kept(network, edge))
        self.document.draw(tr("Move a wire to {}").format(network.name(neuron)), after)
        self.document.select([new])
        return new


def _kept(network: Network, edge: int) -> dict[str, Any]:
    """What an edge keeps when one of its ends becomes another: all but its ends."""
    row = network.edges.rows([edge])[0]
    return {
        name: getattr(network.edges, name)[row] for name in ("weight", "frozen", "muted", "tie")
    }
