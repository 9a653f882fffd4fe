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
)
from scratchstudio.network.framing import FRAME_MARGIN
from scratchstudio.network.outlines import COLOURS, SMALLEST_FRAME
from scratchstudio.studio.canvas.carrying import contents
from scratchstudio.studio.canvas.frame_notes import with_room
from scratchstudio.studio.canvas.picture import RADIUS, Picture
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


def only_frames(network: Network, frames: Iterable[int]) -> tuple[Frame, ...]:
    """These frames of the network, in its order."""
    chosen = set(frames)
    return tuple(replace(each) for each in network.frames if each.id in chosen)
