"""What a person can do to the drawing: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine import initialise
from scratchstudio.network import (
    LONGEST_NAME,
    Kind,
    Network,
    add_layer,
    add_neuron,
    connect,
    incident_edges,
    into_group,
    levels,
    path,
    remove,
    set_edges,
)
from scratchstudio.project import suggested
from scratchstudio.studio.canvas.copy_edits import CopyEdits
from scratchstudio.studio.canvas.frames import FrameEdits
from scratchstudio.studio.canvas.picture import Picture
from scratchstudio.studio.canvas.place_edits import PlaceEdits
from scratchstudio.studio.canvas.soft_layers import LayerEdits
from scratchstudio.studio.canvas.value_edits import ValueEdits
from scratchstudio.studio.canvas.wire_edits import WireEdits
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr

Ids = NDArray[np.int64]


class Editor(WireEdits, ValueEdits, CopyEdits, PlaceEdits, LayerEdits, FrameEdits):
    """Acts on a document; `live` gives the network with the weights of this moment."""

    def __init__(self, document: Document, live: Callable[[], Network]) -> None:
        self.document = document
        self._live = live
        self.inside = 0
        """The group that new neurons go into; 0 for none."""

    @property
    def network(self) -> Network:
        return self.document.network

    @property
    def opened(self) -> frozenset[int]:
        """The groups that are shown open because new neurons go into one of them."""
        known = any(each.id == self.inside for each in self.network.groups)
        way = path(self.network.groups, self.inside) if known else ()
        return frozenset(each.id for each in way)

    @property
    def picture(self) -> Picture:
        """The network as it is shown: collapsed groups as blocks."""
        return Picture.of(self.network, self.opened)

    @property
    def chosen_neurons(self) -> list[int]:
        """Ids of the selected neurons, rising."""
        return sorted(i for i in self.document.selection if i in self.network.neurons)

    @property
    def chosen_edges(self) -> list[int]:
        """Ids of the selected edges, rising."""
        return sorted(i for i in self.document.selection if i in self.network.edges)

    @property
    def only_edges_chosen(self) -> bool:
        """True when edges are selected and nothing else."""
        return 0 < len(self.chosen_edges) == len(self.document.selection)

    # Adding.

    def add(
        self,
        kind: Kind,
        place: ArrayLike,
        activation: str = "",
        column: str = "",
        *,
        fed_by: int | None = None,
        feeding: int | None = None,
    ) -> int:
        """Adds a neuron, on request with one edge from or to another; returns its id.

        An input or output without a column takes the first that no neuron has yet.
        """
        column = column or self._free_column(kind)
        x, y = (float(value) for value in np.asarray(place))
        after, neuron = add_neuron(
            self.network,
            (x, y),
            kind=kind,
            activation=self.activation_for(kind, activation),
            column=column,
            name=self._name_for(column),
        )
        after = into_group(after, [neuron], self.inside)
        edges = []
        if fed_by is not None:
            after, edge = connect(after, fed_by, neuron)
            edges.append(edge)
        if feeding is not None:
            after, edge = connect(after, neuron, feeding)
            edges.append(edge)
        name = after.name(neuron)
        self.document.draw(tr("Add {}").format(name), self._with_new_weights(after, edges))
        self.document.select([neuron])
        return neuron

    def activation_for(self, kind: Kind, wished: str = "") -> str:
        """What a new neuron of this kind computes, unless wished otherwise."""
        if kind == Kind.INPUT:
            return "linear"
        if wished:
            return wished
        if kind == Kind.OUTPUT:
            prepared = self.document.prepared
            return "linear" if prepared is None else suggested(prepared.task)[1]
        rows = self.network.neurons.kind == Kind.HIDDEN
        return str(self.network.neurons.activation[rows][-1]) if rows.any() else "tanh"

    def _name_for(self, column: str) -> str:
        """The column in short, "versicolor" for "species=versicolor"; "" when that is taken."""
        short = column.rpartition("=")[2] or column
        return "" if short in self.network.neurons.name else short[:LONGEST_NAME]

    def _free_column(self, kind: Kind) -> str:
        prepared = self.document.prepared
        if prepared is None or kind == Kind.HIDDEN:
            return ""
        wanted = prepared.features if kind == Kind.INPUT else prepared.outputs
        taken = set(self.network.neurons.column[self.network.neurons.kind == kind])
        return next((column for column in wanted if column not in taken), "")

    def add_layer(self, count: int, activation: str) -> Ids:
        """Adds a dense layer after the selection, or before the outputs; returns its neurons."""
        sources, targets = self.layer_ends()
        after, neurons, edges = add_layer(self.network, count, sources, targets, activation)
        after = self._with_new_weights(into_group(after, neurons.tolist(), self.inside), edges)
        self.document.draw(tr("Add a layer of {} neurons").format(count), after)
        self.document.select(neurons)
        return neurons

    def layer_ends(self) -> tuple[list[int], list[int]]:
        """Between which neurons a new layer would go.

        From the selected neurons to all that they feed (to the outputs, when they feed none);
        without a selection from the last level before the outputs to the outputs.
        """
        network, neurons = self.network, self.network.neurons
        outputs = neurons.id[network.output_rows].tolist()
        sources = [i for i in self.chosen_neurons if i not in outputs]
        if not sources and len(neurons):
            inner = neurons.kind != Kind.OUTPUT
            level = levels(network)
            last = level[inner].max(initial=0)
            sources = neurons.id[inner & (level == last)].tolist()
        edges = network.edges
        fed = np.unique(edges.target[np.isin(edges.source, sources)])
        targets = [i for i in fed.tolist() if i not in sources]
        return sources, targets or outputs

    def _live_weights_of(self, edges: Iterable[int]) -> Network:
        rows = self.network.edges.rows(edges)
        return set_edges(self.network, edges, weight=self._live().edges.weight[rows])

    # Removing.

    def remove(self, ids: Iterable[int], text: str = "") -> None:
        """Takes away neurons and edges."""
        gone = list(ids)
        if gone:
            self.document.draw(
                text or self._counted(tr("Delete"), gone), remove(self.network, gone)
            )

    # Words and weights.

    def _with_new_weights(self, network: Network, edges: Iterable[int]) -> Network:
        new = [int(edge) for edge in edges]
        if not new:
            return network
        settings = self.document.settings
        # Another seed for each act: wires drawn one by one must not all begin alike.
        return initialise(network, settings.initialiser, settings.seed + new[0], edges=new)

    def _counted(self, act: str, ids: Sequence[int]) -> str:
        if len(ids) == 1 and ids[0] in self.network.neurons:
            return f"{act} {self.network.name(ids[0])}"
        neurons = sum(i in self.network.neurons for i in ids)
        if not neurons and not any(i in self.network.edges for i in ids):
            return f"{act} " + tr("a frame")
        if not neurons and all(i in self.network.edges for i in ids):
            return f"{act} " + (tr("an edge") if len(ids) == 1 else tr("{} edges").format(len(ids)))
        return f"{act} " + tr("{} neurons").format(neurons or len(ids))


def wires_of(network: Network, neurons: Iterable[int]) -> list[int]:
    """Ids of the neurons and of all edges at them."""
    chosen = list(neurons)
    return chosen + incident_edges(network, chosen).tolist()
