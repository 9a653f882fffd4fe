"""What a person can do to names and numbers: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scratchstudio.engine import initialise
from scratchstudio.errors import NetworkError
from scratchstudio.network import Kind, set_edges, set_neurons, tie, untie
from scratchstudio.studio.text import tr

SMALL_NUDGE = 0.1
"""What an arrow key adds to a selected edge's weight."""


class ValueEdits:
    """The part of Editor that gives neurons and edges other values."""

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
