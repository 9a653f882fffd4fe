"""What a person can do to layers: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    Layer,
    Network,
    as_layer,
    dissolve_layer,
    in_layer,
    resize_layer,
    set_layer,
    set_neurons,
    settled,
)
from scratchstudio.studio.text import tr

SPACING_STEP = 10.0
CLOSEST, WIDEST = 60.0, 400.0
"""Limits of a layer's spacing by the menu, in canvas units."""


def dropped(network: Network, neurons: Sequence[int], places: ArrayLike, joins: int) -> Network:
    """The network with these neurons let go at these places, in the layer `joins` unless it is 0.

    Layers that this disturbs are put in order; see `settled`.
    """
    after = set_neurons(network, neurons, position=np.asarray(places))
    if joins:
        after = set_neurons(after, neurons, layer=joins)
    return settled(network, after)


def nudged(network: Network, neurons: Sequence[int], step: ArrayLike) -> Network:
    """The network with these neurons moved a little, layers kept.

    To the side a neuron takes its whole layer along; up and down it changes places within it,
    unless the whole layer moves.
    """
    x, y = np.asarray(step, dtype=np.float64)
    place = network.neurons.position.copy()
    chosen = np.isin(network.neurons.id, list(neurons))
    layers = network.neurons.layer
    theirs = np.unique(layers[chosen & (layers > 0)])
    if x:
        chosen |= np.isin(layers, theirs)
    parts = [layer for layer in theirs.tolist() if not chosen[layers == layer].all()]
    for layer in parts:
        _exchange(network, place, chosen, layer, up=y < 0)
    place[chosen & ~np.isin(layers, parts)] += (x, y)
    return set_neurons(network, network.neurons.id.tolist(), position=place)


def _exchange(
    network: Network, place: NDArray[np.float64], chosen: NDArray[np.bool_], layer: int, *, up: bool
) -> None:
    """Lets the chosen neurons of a layer change places with those above or below them."""
    rows = network.neurons.rows(in_layer(network, layer))
    order = (rows if up else rows[::-1]).tolist()
    for n in range(1, len(order)):
        if chosen[order[n]] and not chosen[order[n - 1]]:
            order[n - 1 : n + 1] = order[n], order[n - 1]
    places = place[rows].copy()
    place[order if up else order[::-1]] = places


def contiguous(network: Network, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """A layout's places, neurons exchanged within its columns so that layers stand together."""
    result = places.copy()
    layers = network.neurons.layer
    for x in np.unique(places[:, 0]):
        rows = np.flatnonzero(places[:, 0] == x)
        y = places[rows, 1].copy()
        middle = y.copy()
        for layer in np.unique(layers[rows][layers[rows] > 0]):
            mine = layers[rows] == layer
            middle[mine] = y[mine].mean()
        result[rows[np.lexsort((y, layers[rows], middle))], 1] = np.sort(y)
    return result


class LayerEdits:
    """The part of Editor that knows layers."""

    @property
    def chosen_layers(self) -> list[int]:
        """Ids of the layers in which selected neurons are, rising."""
        neurons = self.network.neurons
        here = np.unique(neurons.layer[neurons.rows(self.chosen_neurons)])
        return [layer for layer in here.tolist() if layer]

    def layer_meant(self) -> Layer:
        """The layer of the selected neurons. Raises NetworkError when they are in none, or more."""
        chosen = self.chosen_layers
        if len(chosen) != 1:
            raise NetworkError(
                tr("Select neurons of one layer only.")
                if chosen
                else tr("The selected neurons are in no layer. Ctrl+Shift+L makes them one.")
            )
        return self.layer(chosen[0])

    def layer(self, id_: int) -> Layer:
        """The layer with this id. Raises NetworkError when there is none."""
        for each in self.network.layers:
            if each.id == id_:
                return each
        raise NetworkError(tr("This layer is gone."))

    def make_layer(self) -> int:
        """Makes the selected neurons a layer; returns its id."""
        chosen = self.chosen_neurons
        after, layer = as_layer(self.network, chosen)
        text = tr("Make a layer of {}").format(neurons_in_words(len(chosen)))
        self.document.draw(text, after)
        return layer

    def resize_layer(self, id_: int, count: int, *, at_top: bool = False) -> None:
        """Gives a layer so many neurons; new wires begin with fresh weights."""
        now = len(in_layer(self.network, id_))
        after, _, edges = resize_layer(self.network, id_, count, at_top=at_top)
        if count == now:
            return
        chosen = self.chosen_neurons
        way = tr("Widen the layer to {}") if count > now else tr("Narrow the layer to {}")
        after = self._with_new_weights(after, edges)
        self.document.draw(way.format(neurons_in_words(count)), after)
        if chosen and not self.chosen_neurons:
            # The selected neuron went: the next one stands for the layer, so that keys go on.
            self.document.select(in_layer(after, id_)[-1:])

    def rename_layer(self, id_: int, name: str) -> None:
        """Gives a layer another name; none is a name too."""
        if name != self.layer(id_).name:
            self.document.draw(tr("Rename the layer"), set_layer(self.network, id_, name=name))

    def space_layer(self, id_: int, steps: int) -> None:
        """Moves a layer's neurons closer together (below 0) or farther apart."""
        now = self.layer(id_).spacing
        spacing = float(np.clip(now + steps * SPACING_STEP, CLOSEST, WIDEST))
        if spacing == now:
            raise NetworkError(
                tr("The layer's neurons stand as close as they can.")
                if steps < 0
                else tr("The layer's neurons stand as far apart as they can.")
            )
        text = tr("Space the layer {:.0f} apart").format(spacing)
        after = set_layer(self.network, id_, spacing=spacing)
        self.document.draw(text, after, merge=f"space {id_}")

    def dissolve_layer(self, id_: int) -> None:
        """The neurons stay and are free."""
        self.document.draw(tr("Dissolve the layer"), dissolve_layer(self.network, id_))

    def drop(self, neurons: Sequence[int], places: ArrayLike, joins: int = 0) -> None:
        """Lets dragged neurons go: within their layers they stand evenly, or they leave them."""
        network = self.network
        after = dropped(network, neurons, places, joins)
        rows = network.neurons.rows(neurons)
        unmoved = np.array_equal(after.neurons.position, network.neurons.position)
        if unmoved and np.array_equal(after.neurons.layer, network.neurons.layer):
            return
        text = self._counted(tr("Move"), neurons)
        left = (network.neurons.layer[rows] > 0) & (after.neurons.layer[rows] == 0)
        if joins:
            text = tr("Put {} into a layer").format(network.name(neurons[0]))
        elif left.any() and len(neurons) == 1:
            text = tr("Take {} out of its layer").format(network.name(neurons[0]))
        self.document.draw(text, after)

    def nudge(self, neurons: Sequence[int], step: ArrayLike) -> None:
        """Moves neurons a little; several nudges in a row are one act.

        Raises NetworkError, as a sentence, where a layer leaves no way to go.
        """
        after = nudged(self.network, neurons, step)
        if np.array_equal(after.neurons.position, self.network.neurons.position):
            if neurons:
                raise NetworkError(
                    tr("That is the end of its layer. Select all of the layer to move it on.")
                )
        else:
            self.document.draw(tr("Nudge"), after, merge=f"nudge {neurons}")


def neurons_in_words(count: int) -> str:
    """A number of neurons, as one says it."""
    return tr("1 neuron") if count == 1 else tr("{} neurons").format(count)
