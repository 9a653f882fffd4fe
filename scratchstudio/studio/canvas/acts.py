"""What the canvas's commands do where it takes more than one call of the editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from scratchstudio.network import COLUMN_SPACING, Kind, incident_edges
from scratchstudio.studio.canvas import system_clipboard
from scratchstudio.studio.canvas.choices import Choice, activation_choices, all_choices
from scratchstudio.studio.canvas.commands import menu_keys
from scratchstudio.studio.canvas.entry import Entry, number_of
from scratchstudio.studio.canvas.find_bar import FindBar
from scratchstudio.studio.canvas.layer_popup import LayerPopup
from scratchstudio.studio.canvas.picture import Hit, Picture
from scratchstudio.studio.canvas.placing import beside, free_place, place_of_kind
from scratchstudio.studio.canvas.search_popup import SearchPopup
from scratchstudio.studio.canvas.tools.wire import Wire, at_canvas, hidden_in_block
from scratchstudio.studio.text import tr

MOST_GLIDING = 1200
"""Edges up to which moved neurons glide to their places."""


class CanvasActs:
    """The part of CanvasView that commands call."""

    # Placing.

    def search_neurons(self, *, at_pointer: bool) -> SearchPopup:
        """Opens the search; what is chosen is placed at the pointer, or beside the focus."""
        place = self._place_for_new(at_pointer)
        x, y = self.viewport.to_screen(place)
        return SearchPopup(
            self,
            self.theme,
            QPoint(int(x), int(y)),
            all_choices(),
            lambda choice: self._take(choice, place, pointed=at_pointer),
        )

    def pick_activation(self) -> SearchPopup:
        """Opens the same search for what the selected neurons compute."""
        neurons = self.editor.computing_neurons
        place = self.picture.place(neurons[-1]) if neurons else np.zeros(2)
        x, y = self.viewport.to_screen(place)
        return SearchPopup(
            self,
            self.theme,
            QPoint(int(x) + 40, int(y)),
            activation_choices(outputs=self.editor.only_outputs_chosen),
            lambda choice: self.attempt(lambda: self.editor.set_activation(choice.activation)),
        )

    def split_edge(self) -> None:
        """Puts a neuron into the selected edge, at its middle."""
        edge = self.editor.chosen_edges[0]
        row = self.picture.network.edges.rows([edge])[0]
        middle = (self.picture.starts[row] + self.picture.ends[row]) / 2
        self.attempt(lambda: self.editor.split(edge, np.rint(middle / 10) * 10))

    def _place_for_new(self, at_pointer: bool) -> np.ndarray:
        network = self.document.network
        under = self.canvas_pointer() if at_pointer else None
        if under is not None:
            place = under
        elif self.focused in network.neurons:
            place = beside(network, self.focused)
        else:
            place = self.viewport.to_canvas((self.width() / 2, self.height() / 2))
        return free_place(network, np.rint(place / 10) * 10)

    def _take(self, choice: Choice, place: np.ndarray, *, pointed: bool) -> None:
        if not pointed and not choice.layer:
            place = place_of_kind(self.document.network, choice.kind, place)
        if choice.layer and choice.count:
            self.attempt(lambda: self.editor.add_layer(choice.count, choice.activation))
        elif choice.layer:
            self.ask_layer()
        else:
            self.attempt(lambda: self.editor.add(choice.kind, place, choice.activation))

    def place(self, kind: Kind) -> None:
        """Places a neuron of this kind at the pointer, or beside the focus."""
        place = self._place_for_new(at_pointer=True)
        self.attempt(lambda: self.editor.add(kind, place))

    def ask_layer(self) -> LayerPopup:
        """Asks for the size of a new layer, then adds it."""
        sources, targets = self.editor.layer_ends()
        where = tr("A new layer between {} and {}").format(
            self._in_words(sources), self._in_words(targets)
        )
        rows = self.document.network.neurons.rows(sources)
        from_ = self.picture.position[rows].mean(axis=0) if sources else np.zeros(2)
        x, y = self.viewport.to_screen(from_ + np.array([COLUMN_SPACING / 2, 0.0]))
        return LayerPopup(
            self,
            self.theme,
            QPoint(int(x), int(y)),
            where,
            self.editor.activation_for(Kind.HIDDEN),
            lambda count, activation: self.attempt(lambda: self._add_layer(count, activation)),
        )

    def _add_layer(self, count: int, activation: str) -> None:
        self.editor.add_layer(count, activation)
        self.show_unless_seen(self.editor.chosen_neurons)

    def show_unless_seen(self, neurons: Sequence[int]) -> None:
        """Frames the whole network if any of these neurons lies outside the view."""
        corners = self.viewport.to_screen(self.picture.bounds(neurons))
        if (corners < 0).any() or (corners > (self.width(), self.height())).any():
            self.frame()

    def _in_words(self, neurons: Sequence[int]) -> str:
        if not neurons:
            return tr("nothing")
        if len(neurons) == 1:
            return self.document.network.name(neurons[0])
        return tr("{} neurons").format(len(neurons))

    # Wiring.

    def wire_by_keys(self) -> None:
        """Starts a wire at the selected neuron, to be led by the arrow keys."""
        neuron = self.editor.chosen_neurons[-1]
        if self.picture.folded[self.picture.network.neurons.rows([neuron])[0]]:
            self.say(hidden_in_block())
            return
        pointer = at_canvas(self, self.picture.out_port(neuron))
        self.begin(Wire(self, pointer, neuron))
        self.say(
            tr("Lead the wire with the arrow keys; Enter connects, Esc cancels."), pointer.pixel
        )

    def connect_with(self, way: str, share: float = 0.5) -> None:
        """Connects the selected neurons with those that are picked next."""
        sources = self.editor.chosen_neurons
        self.pick(
            tr("Now click a neuron, or draw a box round those to connect to."),
            lambda targets: self.attempt(
                lambda: self.editor.connect_sets(sources, targets, way, share)
            ),
        )

    def select_wires(self) -> None:
        """Adds the edges at the selected neurons to the selection."""
        edges = incident_edges(self.document.network, self.editor.chosen_neurons)
        self.document.select([*self.document.selection, *edges.tolist()])

    def connect_sparsely(self) -> None:
        """Asks for the share of pairs, then connects so many with those that are picked next."""
        neuron = self.editor.chosen_neurons[-1]
        x, y = self.viewport.to_screen(self.picture.place(neuron))
        label, at = tr("Share of pairs, 0 to 1"), QPoint(int(x), int(y))
        entry = Entry(self, label, "0.5", at, self._take_share, longest=12)
        entry.follow(self.document, neuron)
        entry.selectAll()

    def _take_share(self, typed: str) -> None:
        share = number_of(typed)
        if share is None or not 0 < share <= 1:
            self.say(tr("The share of pairs is a number above 0, up to 1."))
        else:
            self.connect_with("sparse", share)

    # Clipboard.

    def copy(self) -> None:
        """Puts the selected neurons on the clipboard."""
        self.attempt(self._put_on_clipboard)

    def _put_on_clipboard(self) -> None:
        system_clipboard.put(self.editor.copy_text())

    def cut(self) -> None:
        """Copies, then removes; what cannot be copied stays."""
        neurons, frames = self.editor.with_contents()
        chosen = {*self.document.selection, *neurons, *frames}

        def act() -> None:
            self._put_on_clipboard()
            self.editor.remove(chosen, tr("Cut"))

        self.attempt(act)

    def paste(self, *, outside: bool = False) -> None:
        """Adds the neurons on the clipboard, at the pointer or in the middle of the view."""
        text = system_clipboard.taken()
        place = self.canvas_pointer()
        if place is None:
            place = self.viewport.to_canvas((self.width() / 2, self.height() / 2))
        self.attempt(lambda: self.editor.paste_text(text, place, outside=outside))

    # View.

    def zoom(self, factor: float) -> None:
        """Magnifies about the middle of the view."""
        self.glide_to(self.viewport.zoomed(factor, self.width() / 2, self.height() / 2))

    def point_out(self, neuron: int | None) -> None:
        """Selects a neuron of which something is said, and brings it into view."""
        if neuron is not None and neuron in self.document.network.neurons:
            self.document.select(self.shown_with(neuron))
            self.focus_neuron(neuron)
            self.reveal(neuron)

    def toggle_snap(self) -> None:
        """Switches the grid on or off."""
        self.snaps = self.actions_registry["view.snap"].isChecked()

    def toggle_focus(self) -> None:
        """Switches on or off that only the selection and its neighbours stand out."""
        self.focuses = self.actions_registry["view.focus"].isChecked()
        self.update()

    def toggle_minimap(self) -> None:
        """Shows or hides the minimap."""
        self.minimap.setVisible(self.actions_registry["view.minimap"].isChecked())

    def toggle_responses(self) -> None:
        """Shows or hides what each neuron makes of the decision map's plane."""
        self.responses.switch(self.actions_registry["view.responses"].isChecked())

    def find(self) -> FindBar:
        """Opens the search for neurons that are drawn already."""
        return FindBar(self, self.theme)

    def arrange_in_layers(self) -> None:
        """Layered layout of the selected neurons, or of all; one entry, with a short movement."""
        chosen = self.editor.chosen_neurons
        ids = self.document.network.neurons.id.tolist()

        def act() -> None:
            places = self.editor.layout(chosen)
            self.editor.move(ids, places, tr("Arrange in layers"))

        self.glide_neurons(act)
        self.show_unless_seen(chosen)

    def glide_neurons(self, act: Callable[[], object]) -> None:
        """Does an act that moves neurons, and shows the way that they take."""
        before = self.document.network
        self.attempt(act)
        after = self.document.network
        few = len(after.edges) <= MOST_GLIDING
        if after is before or self.reduced_motion or not few or not self.isVisible():
            return
        if not np.array_equal(before.neurons.id, after.neurons.id):
            return
        if before.frames != after.frames:
            # What lies in a frame must not be seen outside it on the way.
            return
        begin = Picture.of(before, self.opened).position
        end = Picture.of(after, self.opened).position

        def show(share: float) -> None:
            if self.document.network is not after or self.tool is not None:
                return
            self.picture = Picture(after, begin + (end - begin) * share, self.opened)
            if share >= 1.0:
                self.picture = self._base
            self.update()

        self.neuron_glide.run(show)

    # Menu.

    def fill_menu(self, menu: QMenu, hit: Hit | None) -> None:
        """The commands that suit what lies there."""
        menu.setToolTipsVisible(True)
        for key in menu_keys(hit):
            if key:
                menu.addAction(self.actions_registry[key])
            else:
                menu.addSeparator()
        self.add_frame_menu(menu, hit)
