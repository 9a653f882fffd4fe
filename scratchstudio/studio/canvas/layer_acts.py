"""What the canvas does with layers where something is asked or said at the layer."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from scratchstudio.network import in_layer
from scratchstudio.network.outlines import LONGEST_TITLE
from scratchstudio.studio.canvas.entry import Entry, number_of
from scratchstudio.studio.text import tr


class LayerActs:
    """The part of CanvasView that knows layers."""

    def make_layer(self) -> None:
        """Makes the selected neurons a layer, and shows the way that they take."""
        self.glide_neurons(self.editor.make_layer)

    def select_layer(self) -> None:
        """Selects all neurons of the layers in which a selected neuron is."""
        network = self.document.network
        for layer in self.editor.chosen_layers:
            self.document.select([*self.document.selection, *in_layer(network, layer).tolist()])

    def resize_layer(self, layer: int, count: int, *, at_top: bool = False) -> None:
        """Gives a layer so many neurons, and shows the new ones."""
        before = self.document.network
        self.editor.resize_layer(layer, count, at_top=at_top)
        ids = in_layer(self.document.network, layer).tolist()
        new = [neuron for neuron in ids if neuron not in before.neurons]
        if new:
            self.show_unless_seen(new)

    def widen_layer(self, by: int) -> None:
        """Adds so many neurons at the lower end of the selected neuron's layer, or takes away."""

        def act() -> None:
            layer = self.editor.layer_meant().id
            count = len(in_layer(self.document.network, layer))
            self.resize_layer(layer, count + by)

        self.attempt(act)

    def space_layer(self, steps: int) -> None:
        """Moves the neurons of the selected neuron's layer closer together, or farther apart."""
        self.attempt(lambda: self.editor.space_layer(self.editor.layer_meant().id, steps))

    def dissolve_layer(self) -> None:
        """Takes the outline away; the neurons stay where they are."""
        self.attempt(lambda: self.editor.dissolve_layer(self.editor.layer_meant().id))

    def ask_layer_size(self) -> None:
        """Lets the person type how many neurons the selected neuron's layer has."""

        def act() -> None:
            layer = self.editor.layer_meant().id
            count = len(in_layer(self.document.network, layer))
            self._ask(layer, tr("Neurons"), str(count), lambda text: self._resize(layer, text), 8)

        self.attempt(act)

    def _resize(self, layer: int, typed: str) -> None:
        count = number_of(typed)
        if count is None or count != int(count):
            self.say(tr("“{}” is not a number of neurons.").format(typed))
            return
        self.resize_layer(layer, int(count))

    def ask_layer_name(self, layer: int = 0) -> None:
        """Lets the person type a layer's name: this one's, or the selected neuron's."""

        def act() -> None:
            meant = self.editor.layer(layer) if layer else self.editor.layer_meant()
            self._ask(
                meant.id,
                tr("Name of the layer"),
                meant.name,
                lambda text: self.editor.rename_layer(meant.id, text),
                LONGEST_TITLE,
            )

        self.attempt(act)

    def _ask(self, layer: int, label: str, text: str, take, longest: int) -> None:
        column = self.layers.column(layer)
        at = QPoint(self.width() // 2, self.height() // 2)
        if column is not None:
            box = self.layers.box(column)
            at = QPoint(int(box.center().x()), int(box.top()) - 10)
        entry = Entry(
            self, label, text, at, lambda typed: self.attempt(lambda: take(typed)), longest=longest
        )
        entry.follow(self.document, layer)
        entry.selectAll()
