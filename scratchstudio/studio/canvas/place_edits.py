"""What a person can do to where things stand: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network import Network, layered, set_neurons, settled
from scratchstudio.project import pixels_placed
from scratchstudio.studio.canvas import clipboard
from scratchstudio.studio.canvas.carrying import carried, contents, shifted, units
from scratchstudio.studio.canvas.picture import GRID
from scratchstudio.studio.canvas.placing import clear_of
from scratchstudio.studio.canvas.soft_layers import contiguous
from scratchstudio.studio.text import tr


class PlaceEdits:
    """The part of Editor that moves neurons and frames."""

    _carried: tuple[Network, frozenset[int], tuple[list[int], list[int]]] | None = None

    def move(
        self, neurons: Sequence[int], positions: ArrayLike, text: str = "", merge: str | None = None
    ) -> None:
        """Puts neurons elsewhere."""
        moved = set_neurons(self.network, neurons, position=np.asarray(positions))
        after = settled(self.network, moved)
        if not np.array_equal(after.neurons.position, self.network.neurons.position):
            self.document.draw(text or self._counted(tr("Move"), neurons), after, merge=merge)

    def move_together(self, neurons: Sequence[int], frames: Sequence[int], way: ArrayLike) -> None:
        """Moves neurons and frames the same way; see `carried` for which."""
        if np.any(way):
            self.document.draw(tr("Move a frame"), _together(self.network, neurons, frames, way))

    def nudge_chosen(self, step: ArrayLike) -> None:
        """Moves what is selected a little, frames with what they carry.

        Of several nudges in a row, which are one act, the first says what a frame takes along.
        """
        chosen, frames = self.chosen_neurons, self.chosen_frames
        if not frames:
            self.nudge(chosen, step)
            return
        kept = self._carried
        if kept and kept[0] is self.network and kept[1] == self.document.selection:
            neurons, inner = kept[2]
        else:
            neurons, inner = carried(self.picture, chosen, frames)
        after = _together(self.network, neurons, inner, step)
        self.document.draw(tr("Nudge"), after, merge=f"nudge frames {frames}")
        self._carried = self.network, self.document.selection, (neurons, inner)

    def rearrange(
        self,
        by: Callable[[NDArray[np.float64]], NDArray[np.float64]],
        text: str,
        side: str = "middle",
    ) -> None:
        """Puts what is selected where `by` says, which is given places, (n, 2).

        A block is one thing, and so is a frame with what it carries. Their places are their upper
        left corners, the lower right ones or the middles: `side` is "low", "high" or "middle".
        """
        network = self.network
        things = units(self.picture, self.chosen_neurons, self.chosen_frames)
        if len(things) < 2:
            raise NetworkError(
                tr("A frame moves as one thing with all that lies in it: select more.")
                if self.chosen_frames
                else tr("A block is moved as one thing: select more, or open it.")
            )
        places = np.array([each.anchor(side) for each in things])
        position, after = network.neurons.position.copy(), network
        for each, way in zip(things, by(places) - places, strict=True):
            position[each.rows] += way
            after = shifted(after, each.frames, way)
        after = set_neurons(after, network.neurons.id.tolist(), position=position)
        after = settled(network, after)
        same = np.array_equal(after.neurons.position, network.neurons.position)
        if not same or after.frames != network.frames:
            self.document.draw(text, after)

    def layout(self, neurons: Sequence[int]) -> NDArray[np.float64]:
        """Where the layered layout would put these neurons (all, when none): (neurons, 2)."""
        network = self.network
        if len(neurons) < 2:
            places = self._laid_out(network)
            return places + steps(network.neurons.position.mean(axis=0) - places.mean(axis=0))
        part = clipboard.inner(network, neurons)
        places = self._laid_out(part)
        places += steps(part.neurons.position.mean(axis=0) - places.mean(axis=0))
        position = network.neurons.position.copy()
        rows = network.neurons.rows(part.neurons.id)
        position[rows] = places + clear_of(places, np.delete(position, rows, axis=0))
        return position

    def _laid_out(self, network: Network) -> NDArray[np.float64]:
        """The layered layout, in which layers stand together and pixels as their picture."""
        prepared = self.document.prepared
        picture = None if prepared is None else prepared.picture
        return pixels_placed(network, contiguous(network, layered(network)), picture)

    def with_contents(self) -> tuple[list[int], list[int]]:
        """The selected neurons and frames, and what lies in those frames: what copying takes."""
        neurons, frames = contents(self.picture, self.chosen_frames)
        return sorted({*neurons, *self.chosen_neurons}), frames


def _together(
    network: Network, neurons: Sequence[int], frames: Sequence[int], way: ArrayLike
) -> Network:
    place = network.neurons.position[network.neurons.rows(neurons)] + np.asarray(way)
    after = set_neurons(network, neurons, position=place) if len(neurons) else network
    return shifted(after, frames, way)


def steps(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """The way in whole steps of the grid."""
    return np.rint(way / GRID) * GRID
