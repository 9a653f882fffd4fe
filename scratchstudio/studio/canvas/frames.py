"""What a person can do to frames: each method is one undoable act. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scratchstudio.errors import NetworkError
from scratchstudio.network import (
    Frame,
    Network,
    add_frame,
    frame_round,
    set_frame,
    settled,
)
from scratchstudio.network.framing import FRAME_MARGIN
from scratchstudio.network.outlines import COLOURS, SMALLEST_FRAME
from scratchstudio.studio.canvas.frame_notes import with_room
from scratchstudio.studio.canvas.picture import RADIUS, Picture
from scratchstudio.studio.canvas.soft_layers import dropped, nudged
from scratchstudio.studio.text import tr

EMPTY_SIZE = (320.0, 200.0)
"""Of a frame that is drawn round nothing, in canvas units."""
MARGIN = 20.0
"""Between a frame and a frame that it was drawn round, in canvas units."""
HEAD, FOOT = 40.0, 30.0
"""Room for layers' labels and neurons' names within a frame, in canvas units."""
AROUND_GROUP, ABOVE_GROUP = 10.0, 76.0
"""Between a frame and the outline of an open group in it; above it, the title has room though far
out, where the group's name is written larger than the rest."""
FIRST_COLOUR = 2


def colour_names() -> tuple[str, ...]:
    """What the colours of frames are called, in the order of their numbers."""
    names = (
        tr("Orange"),
        tr("Blue"),
        tr("Green"),
        tr("Pink"),
        tr("Ochre"),
        tr("Sky blue"),
        tr("Violet"),
        tr("Grey"),
    )
    return names[:COLOURS]


def frame_name(frame: Frame) -> str:
    """The frame's title on one line, or what stands for one."""
    return " ".join(frame.title.split()) or tr("Frame {}").format(frame.id)


def frames_inside(network: Network, outer: Frame) -> list[int]:
    """Ids of the frames that lie wholly in another; one of the same place is not inside."""
    right, bottom = outer.x + outer.width, outer.y + outer.height
    return [
        each.id
        for each in network.frames
        if each.id != outer.id
        and outer.x <= each.x
        and outer.y <= each.y
        and each.x + each.width <= right
        and each.y + each.height <= bottom
        and (each.width, each.height) != (outer.width, outer.height)
    ]


def contents(picture: Picture, frames: Iterable[int]) -> tuple[list[int], list[int]]:
    """Ids of the neurons that lie in these frames, and of the frames themselves and in them.

    Neurons lie where they are shown: those of a block all in its middle.
    """
    network, wanted = picture.network, set(frames)
    theirs = [each for each in network.frames if each.id in wanted]
    inside = np.zeros(len(network.neurons), dtype=bool)
    for each in theirs:
        away = picture.position - (each.x, each.y)
        inside |= np.all((away >= 0) & (away <= (each.width, each.height)), axis=1)
        wanted.update(frames_inside(network, each))
    return network.neurons.id[inside].tolist(), sorted(wanted)


def shifted(network: Network, frames: Iterable[int], way: ArrayLike) -> Network:
    """The network with these frames moved."""
    x, y = (float(value) for value in np.asarray(way))
    chosen = set(frames)
    for each in network.frames:
        if each.id in chosen:
            network = set_frame(network, each.id, x=each.x + x, y=each.y + y)
    return network


def matching(network: Network, query: str) -> list[int]:
    """Ids of the frames whose title or comment has the text in it, title first."""
    wanted = query.strip().lower()
    if not wanted:
        return []
    ranks = [
        (0 if wanted in frame_name(each).lower() else 1, each.id)
        for each in network.frames
        if wanted in frame_name(each).lower() or wanted in each.note.lower()
    ]
    return [id_ for _, id_ in sorted(ranks)]


def round_neurons(
    network: Network, neurons: Iterable[int], opened: frozenset[int] = frozenset(), **values: Any
) -> tuple[Network, int]:
    """A frame with room for what is written above and below these neurons; see `frame_round`.

    It holds the blocks that they are shown as, and the outlines of the groups that they make up.
    """
    chosen, picture = list(neurons), Picture.of(network, opened)
    after, id_ = frame_round(network, chosen, **values)
    made, around = after.frames[-1], FRAME_MARGIN - RADIUS
    low, high = picture.bounds(chosen)
    boxes = [
        [(made.x, made.y - HEAD), (made.x + made.width, made.y + made.height + FOOT)],
        [low - (around, around + FRAME_MARGIN / 2), high + around],
    ]
    for group in picture.open_groups:
        if group.neurons.issubset(chosen):
            first, last = group.extent
            boxes.append([first - (AROUND_GROUP, ABOVE_GROUP), last + AROUND_GROUP])
    whole = np.array(boxes)
    x, y = whole[:, 0].min(axis=0).tolist()
    right, bottom = whole[:, 1].max(axis=0).tolist()
    return set_frame(after, id_, x=x, y=y, width=right - x, height=bottom - y), id_


class FrameEdits:
    """The part of Editor that knows frames."""

    _carried: tuple[Network, frozenset[int], tuple[list[int], list[int]]] | None = None

    @property
    def chosen_frames(self) -> list[int]:
        """Ids of the selected frames, rising."""
        return [each.id for each in self.network.frames if each.id in self.document.selection]

    def frame(self, id_: int) -> Frame:
        """The frame with this id. Raises NetworkError when there is none."""
        for each in self.network.frames:
            if each.id == id_:
                return each
        raise NetworkError(tr("This frame is gone."))

    def frame_meant(self) -> Frame:
        """The frame that is selected. Raises NetworkError when there is none."""
        chosen = self.chosen_frames
        if not chosen:
            raise NetworkError(tr("Select a frame first."))
        return self.frame(chosen[-1])

    def add_frame(self, place: ArrayLike) -> int:
        """Draws a frame round the selected neurons and frames; without any, an empty one there."""
        network, neurons, frames = self.network, self.chosen_neurons, self.chosen_frames
        if neurons:
            after, id_ = round_neurons(network, neurons, self.opened, colour=FIRST_COLOUR)
            frames = [*frames, id_]
        elif frames:
            first = self.frame(frames[0])
            after, id_ = add_frame(
                network, first.x, first.y, first.width, first.height, colour=FIRST_COLOUR
            )
        else:
            x, y = np.rint(np.asarray(place, dtype=np.float64) / 10) * 10
            after, id_ = add_frame(network, x, y, *EMPTY_SIZE, colour=FIRST_COLOUR)
        if self.chosen_frames:
            after = self._round_frames(after, id_, self.chosen_frames, bool(neurons))
        self.document.draw(tr("Draw a frame"), after)
        self.document.select([id_])
        return id_

    def _round_frames(
        self, network: Network, id_: int, frames: Sequence[int], keep: bool
    ) -> Network:
        """The network with a frame so large that these lie in it, and what it held if `keep`."""
        inner = [each for each in network.frames if each.id in frames or (keep and each.id == id_)]
        left = min(each.x for each in inner) - MARGIN
        top = min(each.y for each in inner) - 2 * MARGIN
        right = max(each.x + each.width for each in inner) + MARGIN
        bottom = max(each.y + each.height for each in inner) + MARGIN
        return set_frame(network, id_, x=left, y=top, width=right - left, height=bottom - top)

    def fit_frame(self, id_: int) -> None:
        """Makes a frame as large as what lies in it needs."""
        network = self.network
        neurons, frames = contents(self.picture, [id_])
        inner = [each for each in frames if each != id_]
        if not neurons and not inner:
            raise NetworkError(tr("Nothing lies in this frame."))
        after = network
        if neurons:
            wanted = round_neurons(network, neurons, self.opened)[0].frames[-1]
            after = set_frame(
                network, id_, x=wanted.x, y=wanted.y, width=wanted.width, height=wanted.height
            )
        if inner:
            after = self._round_frames(after, id_, inner, bool(neurons))
        self.document.draw(tr("Fit the frame to what is inside"), after)

    def retitle_frame(self, id_: int, title: str) -> None:
        """Gives a frame another title; none is a title too."""
        if title != self.frame(id_).title:
            after = set_frame(self.network, id_, title=title)
            self.document.draw(tr("Name the frame"), after)

    def note_frame(self, id_: int, note: str) -> None:
        """Gives a frame another comment, and where neurons leave no room for it, more height."""
        if note != self.frame(id_).note:
            after = set_frame(self.network, id_, note=note)
            self.document.draw(tr("Edit the comment"), with_room(after, id_) if note else after)

    def colour_frames(self, colour: int) -> None:
        """Gives the selected frames another colour."""
        after = self.network
        for id_ in self.chosen_frames:
            after = set_frame(after, id_, colour=colour)
        if after.frames != self.network.frames:
            self.document.draw(tr("Colour the frame {}").format(colour_names()[colour]), after)

    def shape_frame(
        self, id_: int, x: float, y: float, width: float, height: float, merge: str | None = None
    ) -> None:
        """Gives a frame another place and size; what lies in it stays."""
        after = set_frame(self.network, id_, x=x, y=y, width=width, height=height)
        if after.frames != self.network.frames:
            self.document.draw(tr("Resize the frame"), after, merge=merge)

    def grow_frame(self, id_: int, wider: float, higher: float) -> None:
        """Moves a frame's right and lower border; several times in a row are one act."""
        now = self.frame(id_)
        width = max(now.width + wider, SMALLEST_FRAME)
        height = max(now.height + higher, SMALLEST_FRAME)
        self.shape_frame(id_, now.x, now.y, width, height, merge=f"grow {id_}")

    def move_frames(
        self, neurons: Sequence[int], places: ArrayLike, frames: Sequence[int], way: ArrayLike
    ) -> None:
        """Moves frames, with the neurons that they take along."""
        network = self.network
        after = dropped(network, neurons, places, 0) if len(neurons) else network
        after = shifted(settled(network, after), frames, way)
        if after.frames != network.frames:
            self.document.draw(tr("Move a frame"), after)

    def nudge_chosen(self, step: ArrayLike) -> None:
        """Moves what is selected a little, frames with what lies in them.

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
            neurons, inner = contents(self.picture, frames)
            neurons = sorted({*neurons, *chosen})
        after = nudged(self.network, neurons, step) if neurons else self.network
        after = shifted(after, inner, step)
        self.document.draw(tr("Nudge"), after, merge=f"nudge frames {frames}")
        self._carried = self.network, self.document.selection, (neurons, inner)

    def with_contents(self) -> tuple[list[int], list[int]]:
        """The selected neurons and frames, and what lies in those frames: what copying takes."""
        neurons, frames = contents(self.picture, self.chosen_frames)
        return sorted({*neurons, *self.chosen_neurons}), frames


def only_frames(network: Network, frames: Iterable[int]) -> tuple[Frame, ...]:
    """These frames of the network, in its order."""
    chosen = set(frames)
    return tuple(replace(each) for each in network.frames if each.id in chosen)
