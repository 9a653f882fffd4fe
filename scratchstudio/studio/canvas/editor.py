"""What a person can do to the drawing: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine import initialise
from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    LONGEST_NAME,
    Kind,
    Network,
    add_layer,
    add_neuron,
    connect,
    connect_pairs,
    incident_edges,
    insert_on_edge,
    into_group,
    levels,
    path,
    remove,
    set_edges,
    set_neurons,
    tie,
    untie,
)
from scratchstudio.network.rules import check_size
from scratchstudio.project import suggested
from scratchstudio.studio.canvas import clipboard
from scratchstudio.studio.canvas.frames import FrameEdits
from scratchstudio.studio.canvas.picture import Picture
from scratchstudio.studio.canvas.place_edits import PlaceEdits, steps
from scratchstudio.studio.canvas.soft_layers import LayerEdits
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr

Ids = NDArray[np.int64]

SMALL_NUDGE = 0.1
"""What an arrow key adds to a selected edge's weight."""


class Editor(PlaceEdits, LayerEdits, FrameEdits):
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

    # Values.

    def set_weight(self, edges: Sequence[int], weight: float) -> None:
        """Gives edges a weight; tied ones follow."""
        after = set_edges(self.network, edges, weight=weight)
        self.document.draw(tr("Set the weight"), after, touched=edges)

    def nudge_weights(self, step: float) -> None:
        """Makes the selected edges' weights a little larger; several nudges are one act."""
        edges = self.chosen_edges
        network = self._live()
        weights = network.edges.weight[network.edges.rows(edges)] + step
        after = set_edges(self.network, edges, weight=np.round(weights, 9))
        self.document.draw(
            tr("Nudge the weight"), after, touched=edges, merge=f"nudge weights {edges}"
        )

    def rename(self, neuron: int, name: str) -> None:
        """Gives a neuron a name; an empty one leaves it as it is."""
        if name and name != self.network.name(neuron):
            after = set_neurons(self.network, [neuron], name=name)
            self.document.draw(tr("Rename {}").format(self.network.name(neuron)), after)

    def toggle_flag(self, flag: str, text: str) -> None:
        """Switches "muted" or "frozen" on for the whole selection, or off when all have it."""
        neurons, edges = self.chosen_neurons, self.chosen_edges
        network = self.network
        now = np.concatenate(
            [
                getattr(network.neurons, flag)[network.neurons.rows(neurons)],
                getattr(network.edges, flag)[network.edges.rows(edges)],
            ]
        )
        value = not now.all()
        after = set_neurons(network, neurons, **{flag: value})
        self.document.draw(text, set_edges(after, edges, **{flag: value}))

    @property
    def computing_neurons(self) -> list[int]:
        """Ids of the selected neurons that compute: all but the inputs."""
        inputs = self.network.neurons.id[self.network.input_rows]
        return [neuron for neuron in self.chosen_neurons if neuron not in inputs]

    @property
    def only_outputs_chosen(self) -> bool:
        """True when every selected neuron that computes is an output neuron."""
        rows = self.network.neurons.rows(self.computing_neurons)
        return bool((self.network.neurons.kind[rows] == Kind.OUTPUT).all())

    def set_activation(self, activation: str) -> None:
        """Gives the selected neurons another activation function."""
        neurons = self.computing_neurons
        if not neurons:
            raise NetworkError(tr("Input neurons have no activation: select others."))
        after = set_neurons(self.network, neurons, activation=activation)
        self.document.draw(tr("Set the activation to {}").format(activation), after)

    def tie(self) -> None:
        """Makes the selected edges share one weight, the mean of those of this moment."""
        edges = self.chosen_edges
        after = tie(self._live_weights_of(edges), edges)
        self.document.draw(tr("Tie {} edges").format(len(edges)), after, touched=edges)

    def untie(self) -> None:
        """Gives each selected edge a weight of its own."""
        edges = self.network.edges
        if not edges.shared_tie[edges.rows(self.chosen_edges)].any():
            raise NetworkError(tr("The selected edges are not tied."))
        self.document.draw(tr("Untie"), untie(self.network, self.chosen_edges))

    # Copies.

    def copy_text(self) -> str:
        """The selected neurons, with the edges between and around them, as text.

        Raises NetworkError for more than `paste_text` would take.
        """
        text = clipboard.to_text(self._live(), *self.with_contents())
        if len(text) > clipboard.LONGEST_TEXT:
            raise NetworkError(
                tr("That is too much for the clipboard. Duplicate (Ctrl+D) has no such limit.")
            )
        return text

    def paste_text(self, text: str, place: ArrayLike | None, *, outside: bool = False) -> Ids:
        """Adds what `copy_text` gave, centred at a canvas point; returns the new neurons.

        `outside` also keeps the wires from and to neurons that were not copied. Raises
        NetworkError for anything that is not a copied network.
        """
        copied = clipboard.from_text(text)
        return self._place(copied, place, tr("Paste"), outside=outside)

    def duplicate(self, offset: ArrayLike = (40.0, 40.0)) -> Ids:
        """Copies the selection beside itself; returns the new neurons."""
        copied = clipboard.copied(self._live(), *self.with_contents())
        centre = clipboard.centre(copied.part) + np.asarray(offset)
        return self._place(copied, centre, tr("Duplicate"), outside=False)

    def _place(
        self, copied: clipboard.Copied, place: ArrayLike | None, text: str, *, outside: bool
    ) -> Ids:
        centre = clipboard.centre(copied.part)
        offset = np.zeros(2) if place is None else steps(np.asarray(place) - centre)
        after, neurons = clipboard.pasted(self.network, copied, offset, outside=outside)
        after = into_group(after, neurons.tolist(), self.inside)
        before = {each.id for each in self.network.frames}
        self.document.draw(self._counted(text, neurons.tolist()), after)
        new = [each.id for each in after.frames if each.id not in before]
        self.document.select([*neurons.tolist(), *new])
        return neurons

    # Words and weights.

    def redraw_weights(self) -> None:
        """New start weights, by the initialiser, for the selection and what feeds it."""
        network = self.network
        into = network.edges.id[np.isin(network.edges.target, self.chosen_neurons)]
        edges = sorted({*self.chosen_edges, *into.tolist()})
        settings = self.document.settings
        seed = settings.seed + 1 + self.document.undo_stack.count()
        after = initialise(
            network, settings.initialiser, seed, edges=edges, neurons=self.chosen_neurons
        )
        self.document.draw(tr("New weights for the selection"), after, touched=edges)

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


def _kept(network: Network, edge: int) -> dict[str, Any]:
    """What an edge keeps when one of its ends becomes another: all but its ends."""
    row = network.edges.rows([edge])[0]
    return {
        name: getattr(network.edges, name)[row] for name in ("weight", "frozen", "muted", "tie")
    }


def wires_of(network: Network, neurons: Iterable[int]) -> list[int]:
    """Ids of the neurons and of all edges at them."""
    chosen = list(neurons)
    return chosen + incident_edges(network, chosen).tolist()
