"""The canvas: a widget on which the network is drawn, edited and watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from scratchstudio.errors import CycleError, ScratchStudioError
from scratchstudio.network import Network, incident_edges
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.canvas.acts import CanvasActs
from scratchstudio.studio.canvas.ailing import Ailing
from scratchstudio.studio.canvas.breadcrumbs import Breadcrumbs
from scratchstudio.studio.canvas.bubble import Bubble
from scratchstudio.studio.canvas.commands import declare
from scratchstudio.studio.canvas.comparison import ComparisonBar, ShownValues
from scratchstudio.studio.canvas.edge_layer import NONE, EdgeLayer
from scratchstudio.studio.canvas.editor import Editor
from scratchstudio.studio.canvas.frame_acts import FrameActs
from scratchstudio.studio.canvas.group_acts import GroupActs
from scratchstudio.studio.canvas.input import CanvasInput
from scratchstudio.studio.canvas.layer_acts import LayerActs
from scratchstudio.studio.canvas.layer_art import SoftLayers
from scratchstudio.studio.canvas.looking import CanvasLooking
from scratchstudio.studio.canvas.minimap import Minimap
from scratchstudio.studio.canvas.navigation import Way, described, first, neighbour
from scratchstudio.studio.canvas.neuron_layer import NeuronLayer
from scratchstudio.studio.canvas.painting import CanvasPainting
from scratchstudio.studio.canvas.picture import Hit, Picture
from scratchstudio.studio.canvas.response_sheet import Images
from scratchstudio.studio.canvas.responses import Responses
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.tools.base import Tool
from scratchstudio.studio.document import Content, Document
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme

PAINT_SHARE = 4.0
"""Between two training frames the canvas rests for this many times as long as one took."""

WAYS: Mapping[int, Way] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class CanvasView(
    CanvasPainting, CanvasLooking, CanvasInput, CanvasActs, LayerActs, GroupActs, FrameActs, QWidget
):
    """Shows a document's network. See `tools` for gestures and `commands` for keys and menus."""

    filesDropped = Signal(list)
    """Paths of files dropped on the canvas."""
    viewChanged = Signal()
    """Another part of the drawing is seen, or at another magnification."""

    def __init__(
        self,
        document: Document,
        session: Session | None,
        appearance: Appearance,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.session = session
        self.actions_registry = actions
        self.appearance = appearance
        self.theme: Theme = appearance.theme
        self.editor = Editor(document, self.live_network)
        self.picture = Picture.of(document.network)
        self.edge_layer = EdgeLayer()
        self.neuron_layer = NeuronLayer()
        self.ailing = Ailing()
        self.layers = SoftLayers(self)
        self._prepare_frames()
        self.tool: Tool | None = None
        self.hover: Hit | None = None
        self.pointer = np.zeros(2)
        self.focused: int | None = None
        self.cycle: tuple[int, ...] = ()
        self.marked_edge: int | None = None
        self.snaps = True
        self.focuses = False
        """Whether only the selected neurons, their edges and neighbours stand out."""
        self.reduced_motion = False
        self._dimmed: np.ndarray | None = None
        self._loose = NONE
        self.shown_responses: Images | None = None
        self._reframes = False
        self._painted_at = self._paint_cost = 0.0
        self._picked: Callable[[list[int]], None] | None = None
        self.bubble = Bubble(self)
        self.bubble.timer.timeout.connect(self._forget_cycle)
        self._prepare_looking()
        self._prepare_input()
        self.setMinimumSize(240, 180)
        self.setAccessibleName(tr("Network canvas"))
        self.setAccessibleDescription(tr("Arrow keys walk from neuron to neuron; Tab adds one."))
        self.minimap = Minimap(self)
        self.breadcrumbs = Breadcrumbs(self)
        self.comparing = comparing_of(document)
        self.comparison_bar = ComparisonBar(self)
        self.shown_values = ShownValues(self)
        self.responses = Responses(self)
        declare(self)
        document.changed.connect(self._expect)
        document.networkChanged.connect(self._follow)
        document.opened.connect(self._open)
        document.selectionChanged.connect(self._focus_selection)
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)
        if session is not None:
            session.frameReady.connect(self._on_frame)
            session.playingChanged.connect(self._on_playing)

    # What is shown.

    def live_network(self) -> Network:
        """The document's network with the weights of this moment."""
        return self.document.network if self.session is None else self.session.network()

    def weights(self) -> np.ndarray:
        """The weights shown, one an edge row."""
        if self.session is None:
            return self.document.network.edges.weight
        return self.session.weights()

    def biases(self) -> np.ndarray:
        """The biases shown, one a neuron row."""
        if self.session is None:
            return self.document.network.neurons.bias
        return self.session.biases()

    def shot(self) -> Shot:
        """What is to be drawn, at which size."""
        return Shot(
            self.picture, self.viewport, self.width(), self.height(), self.devicePixelRatioF()
        )

    def shows_buffer(self) -> bool:
        """True while there are too many edges to stroke each."""
        return self.edge_layer.buffered(self.ground())

    def ground(self) -> Shot:
        """What the edges are drawn from: the shot, or while some neurons of a large drawing are
        dragged, the one from before, to which the edges that move are added."""
        shot = self.shot()
        if len(self._loose):
            still = replace(shot, picture=self._base)
            if self.edge_layer.buffered(still):
                return still
        return shot

    def hit(self, pixel: np.ndarray) -> Hit | None:
        """What lies under a pixel; an edge among thousands is told by the buffer, at once."""
        found = self.block_over(pixel) or self.picture.neuron_hit(self.viewport, pixel)
        found = found or self.group_hit(pixel)
        if found is not None:
            return found
        shot = self.shot()
        if not (self.edge_layer.buffered(shot) and self.edge_layer.buffer.fits(shot)):
            return self.picture.edge_hit(self.viewport, pixel) or self.hit_behind(pixel)
        row = self.edge_layer.buffer.edge_near(shot, *(float(value) for value in pixel))
        if row is None:
            return self.hit_behind(pixel)
        return Hit("edge", int(self.picture.network.edges.id[row]))

    def set_responses(self, ids: np.ndarray, images: np.ndarray) -> None:
        """Shows an image in the body of each of these neurons.

        `images` is (neurons, side, side), 0xAARRGGBB; ids of neurons that are gone are ignored.
        """
        self.shown_responses = Images(ids, images)
        self.update()

    def clear_responses(self) -> None:
        """Shows the activations' curves in the bodies again."""
        self.shown_responses = None
        self.update()

    # What gestures ask for.

    def begin(self, tool: Tool | None) -> None:
        """Starts a gesture."""
        self.tool = tool
        self.show_cursor()

    def finish(self) -> None:
        """Ends the gesture; what it showed but did not do is gone."""
        self.tool = None
        self._dimmed = None
        self._loose = NONE
        self.picture = self._base
        self.show_cursor()
        self.update()

    def preview(self, picture: Picture, moving: Iterable[int]) -> None:
        """Shows some neurons elsewhere while they are dragged."""
        network = picture.network
        self._loose = network.edges.rows(incident_edges(network, moving))
        self.picture = picture
        if not self.shows_buffer():
            self._stir()
        self.update()

    def dim(self, rows: np.ndarray | None) -> None:
        """Shows the neurons where `rows` is True only faintly."""
        self._dimmed = rows
        self.update()

    def mark_edge(self, edge: int | None) -> None:
        """Lights up the edge into which a dragged neuron would go."""
        if edge != self.marked_edge:
            self.marked_edge = edge
            self.update()

    def attempt(self, act: Callable[[], object], pixel: np.ndarray | None = None) -> object:
        """Does it, or says beside the pointer why it cannot be done."""
        try:
            return act()
        except ScratchStudioError as error:
            if isinstance(error, CycleError):
                self.cycle = (*error.path, error.path[0]) if error.path else ()
            self.say(str(error), pixel)
            self.update()
            return None

    def say(self, sentence: str, pixel: np.ndarray | None = None) -> None:
        """Shows a sentence at a pixel, or at the pointer."""
        x, y = self.pointer if pixel is None else pixel
        self.bubble.say(sentence, QPoint(int(x), int(y)))

    def _forget_cycle(self) -> None:
        self.cycle = ()
        self.update()

    def pick(self, sentence: str, then: Callable[[list[int]], None]) -> None:
        """Lets the person click a neuron, or draw a box round some, and gives them to `then`."""
        self._picked = then
        self.say(sentence)

    def picked(self, neuron: int) -> None:
        """A neuron was clicked."""
        if self._picked is not None:
            then, self._picked = self._picked, None
            chosen = self.editor.chosen_neurons
            then(chosen if neuron in chosen else [neuron])

    def boxed(self) -> None:
        """A box was drawn."""
        if self._picked is not None and self.editor.chosen_neurons:
            self.picked(self.editor.chosen_neurons[0])

    def step_towards(self, key: int, neuron: int) -> int | None:
        """The neuron to which an arrow key leads."""
        way = WAYS.get(key)
        return None if way is None else neighbour(self.document.network, neuron, way)

    def walk(self, key: int, *, extend: bool) -> None:
        """Moves the focus by an arrow key."""
        network = self.document.network
        at = self.focused if self.focused in network.neurons else None
        to = first(network) if at is None else self.step_towards(key, at)
        to = self.past_block(key, at, to)
        if to is not None:
            shown = self.shown_with(to)
            self.document.select([*(self.document.selection if extend else ()), *shown])
            self.focus_neuron(to)
            self.reveal(to)

    def focus_neuron(self, neuron: int | None) -> None:
        """Makes a neuron the one from which keys start, and says so to a screen reader."""
        self.focused = neuron
        if neuron is not None:
            row = self.document.network.neurons.rows([neuron])[0]
            words = described(self.document.network, neuron, float(self.biases()[row]))
            self.setAccessibleDescription(words)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
        self.update()

    # What it listens to.

    def _expect(self, before: Content, after: Content) -> None:
        """Other data bring other inputs: who saw all of the drawing sees all of it afterwards."""
        other = before.source is not after.source or before.recipe is not after.recipe
        self._reframes = other and _inputs(before) != _inputs(after) and self.shows_all()

    def _follow(self, before: Network, after: Network) -> None:
        if self.tool is not None:
            self.tool.cancel()
            self.tool = None
        self._leave_if_gone(after)
        self._base = self.picture = self.pictured()
        self._stir()
        self._dimmed = None
        self._loose = NONE
        if self.focused not in after.neurons:
            self.focused = None
        self._refresh_hover()
        self.responses.ask()
        if self._reframes:
            self.frame()
        self.update()

    def _open(self) -> None:
        self.editor.inside = 0
        self.breadcrumbs.show_path()
        self._base = self.picture = self.pictured()
        self.focused = self.hover = None
        self.shown_responses = None
        self.edge_layer.forget()
        self._framed = False
        self.show_all_at_once()

    def _focus_selection(self) -> None:
        chosen = self.editor.chosen_neurons
        if len(chosen) == 1 and chosen[0] != self.focused:
            self.focus_neuron(chosen[0])
        self.update()

    def _on_frame(self, frame: Frame) -> None:
        self.responses.take(frame)
        if self.rested():
            self.update()

    def rested(self) -> bool:
        """True when the last painting is so long ago that training does not starve by the next."""
        return time.perf_counter() - self._painted_at >= PAINT_SHARE * self._paint_cost

    def _on_playing(self, playing: bool) -> None:
        self._stir()
        if not playing:
            self.edge_layer.forget()
        self.update()

    def _dress(self, theme: Theme) -> None:
        self.theme = theme
        self.bubble.dress(theme)
        self.edge_layer.forget()
        self.neuron_layer.forget()
        self.responses.dress()
        self.dress_frames()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._framed and event.oldSize().isValid():
            grown = event.size() - event.oldSize()
            self.look(self.viewport.panned(grown.width() / 2, grown.height() / 2))
        self.minimap.settle()
        self.comparison_bar.settle()
        super().resizeEvent(event)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if not self._framed:
            self.show_all_at_once()
        self.responses.ask()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self.responses.ask()


def _inputs(content: Content) -> set[str]:
    neurons = content.network.neurons
    return set(neurons.column[content.network.input_rows].tolist())
