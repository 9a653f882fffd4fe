"""What random editing does with frames: see `test_random_editing`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.frame_art import frame_box
from scratchstudio.studio.canvas.note_entry import NoteEntry
from scratchstudio.studio.canvas.viewport import Viewport

from .conftest import CONTROL, NONE
from .plain_drawing import Box, Copied, Drawing

Key = Qt.Key
NUMBERS = st.integers(0, 10_000)
TITLES = st.sampled_from(["", "Encoder", "<b>R&D</b>", "שלום", "👩‍🔬 team", "z" * 64])
NOTES = st.sampled_from(["", "One line.", "Two\nlines", "<i>no markup</i> & more " * 20])
MANY = 8
"""Frames from which on no more are drawn."""


class FrameRules:
    """The rules; what they need of the person is in `Editing`."""

    carried: tuple[Drawing, set[int], tuple[set[int], set[int]]] | None = None

    def frame(self, number: int) -> int:
        return sorted(self.drawing.frames)[number % len(self.drawing.frames)]

    def new_frames(self, after: Drawing) -> list[int]:
        return [i for i in after.frames if i >= self.drawing.next_id]

    def learn_frames(self, after: Drawing) -> None:
        """The document has these frames; places that were the studio's to choose are learned."""
        shown = self.document.network.frames
        assert sorted(each.id for each in shown) == sorted(after.frames)
        for each in shown:
            box, planned = (each.x, each.y, each.width, each.height), after.frames[each.id]
            if planned.place is not None:
                assert np.allclose(box, planned.place, rtol=0, atol=1e-6)
            assert (each.title, each.note, each.colour) == planned.words
            after.frames[each.id] = replace(planned, place=box)

    def title_bar(self, frame: int) -> QPoint | None:
        """A pixel by which the mouse takes hold of the frame, when there is one."""
        box = self.drawing.frames[frame].place
        self.canvas.look(Viewport(1.0).centred((box[0] + 100, box[1] + 10), 900, 600))
        return self._pixel_of("frame", frame, range(12, 200, 9), (12,))

    def corner(self, frame: int) -> QPoint | None:
        """A pixel of the frame's lower right corner, when there is one that is seen."""
        x, y, width, height = self.drawing.frames[frame].place
        self.canvas.look(Viewport(1.0).centred((x + width, y + height), 900, 600))
        return self._pixel_of("frame_se", frame, (round(width),), (round(height),))

    def _pixel_of(
        self, part: str, frame: int, right: Iterable[int], down: Iterable[int]
    ) -> QPoint | None:
        shown = next(each for each in self.document.network.frames if each.id == frame)
        begin = frame_box(shown, self.canvas.viewport).topLeft().toPoint()
        for x in right:
            for y in down:
                at = begin + QPoint(x, y)
                hit = self.canvas.hit(np.array([at.x(), at.y()]))
                if hit is not None and (hit.part, hit.id) == (part, frame):
                    return at
        return None

    def carried_by(self, chosen: set[int]) -> tuple[set[int], set[int]]:
        """What goes along: what lies in the frames, and layers of which they hold a part whole."""
        neurons, frames = self.drawing.inside(*(chosen & set(self.drawing.frames)))
        neurons |= chosen & set(self.drawing.neurons)
        shown = self.document.network.neurons
        for layer in {int(i) for i in shown.layer[shown.rows(sorted(neurons))]} - {0}:
            neurons |= set(shown.id[shown.layer == layer].tolist())
        return neurons, frames

    # The rules.

    @precondition(lambda self: len(self.drawing.frames) < MANY)
    @rule(numbers=st.lists(NUMBERS, max_size=4), with_frame=st.booleans(), title=TITLES)
    def draws_a_frame(self, numbers: list[int], with_frame: bool, title: str) -> None:
        chosen = {self.neuron(number) for number in numbers} if self.drawing.neurons else set()
        if with_frame and self.drawing.frames:
            chosen.add(self.frame(len(numbers)))
        self.select(chosen)
        before = self.drawing
        self.does(
            lambda: self.hands.key(Key.Key_C),
            lambda before: before.framed(chosen),
            selects=self.new_frames,
        )
        (made,) = self.selection
        boxes, neurons = self.drawing.frames, chosen & set(before.neurons)
        assert neurons <= self.drawing.inside(made)[0]
        for inner in chosen & set(before.frames):
            assert boxes[made].holds_box(boxes[inner])
        self._types(self.hands.find(Entry), made, title)

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, title=TITLES, key=st.sampled_from(["Key_F2", "Key_Return"]))
    def titles_a_frame(self, number: int, title: str, key: str) -> None:
        frame = self.frame(number)
        self.select([frame])
        self.hands.key(getattr(Key, key))
        self._types(self.hands.find(Entry), frame, title)

    def _types(self, entry: Entry, frame: int, title: str) -> None:
        entry.setText(title)
        if title == self.drawing.frames[frame].title:
            self.hands.key_in(entry, Key.Key_Return)
        else:
            self.does(
                lambda: self.hands.key_in(entry, Key.Key_Return),
                lambda before: before.with_frames([frame], title=title),
            )

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, note=NOTES)
    def comments_a_frame(self, number: int, note: str) -> None:
        frame, note = self.frame(number), note.strip()
        self.select([frame])
        self.desk.actions["network.frame_note"].trigger()
        entry = self.hands.find(NoteEntry)
        entry.setPlainText(note)
        accept = lambda: QTest.keyClick(entry, Key.Key_Return, CONTROL)  # noqa: E731
        if note == self.drawing.frames[frame].note:
            accept()
        else:
            old, held = self.drawing.frames[frame].place, self.drawing.inside(frame)
            plan = lambda before: before.with_frames([frame], note=note, place=None)  # noqa: E731
            self.does(accept, plan)
            x, y, width, height = self.drawing.frames[frame].place
            assert (x, y + height, width) == pytest.approx((old[0], old[1] + old[3], old[2]))
            assert y <= old[1], "it makes room above, or stays"
            assert self.drawing.inside(frame) == held, "what lies in it is the same"

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, colour=st.integers(0, 7))
    def colours_a_frame(self, number: int, colour: int) -> None:
        frame = self.frame(number)
        if self.drawing.frames[frame].colour == colour:
            return
        self.select([frame])
        self.does(
            self.desk.actions[f"network.frame_colour_{colour}"].trigger,
            lambda before: before.with_frames([frame], colour=colour),
        )

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, right=st.integers(-20, 20), down=st.integers(-20, 20), held=NUMBERS)
    def drags_a_frame(self, number: int, right: int, down: int, held: int) -> None:
        frame, step = self.frame(number), (10.0 * right, 10.0 * down)
        alone = held % 3 == 0
        chosen = self.selection if frame in self.selection else {frame}
        neurons, frames = set(), {frame}
        if not alone:
            neurons, frames = self.carried_by(chosen)
        at = self.title_bar(frame)
        if at is None or math.hypot(*step) < 20:
            return
        to = at + QPoint(int(step[0]), int(step[1]))
        self.does(
            lambda: self.hands.drag(at, (at + to) / 2, to, held=CONTROL if alone else NONE),
            lambda before: before.moved(neurons, step).with_moved_frames(frames, step),
            selects=lambda _: self.selection | {frame} if alone else chosen,
        )

    @precondition(lambda self: self.drawing.frames and self.drawing.neurons)
    @rule(number=NUMBERS, other=NUMBERS, right=st.integers(-20, 20), down=st.integers(-20, 20))
    def drags_a_neuron_with_a_frame(self, number: int, other: int, right: int, down: int) -> None:
        chosen = {self.frame(number), self.neuron(other)}
        neuron, step = self.neuron(other), (10.0 * right, 10.0 * down)
        if not self.is_alone(neuron) or math.hypot(*step) < 20:
            return
        self.select(chosen)
        x, y = self.drawing.neurons[neuron].at
        self.canvas.look(Viewport(1.0).centred((x, y), 900, 600))
        neurons, frames = self.carried_by(chosen)
        begin, to = self.hands.pixel((x, y)), self.hands.pixel((x + step[0], y + step[1]))
        self.does(
            lambda: self.hands.drag(begin, to),
            lambda before: before.moved(neurons, step).with_moved_frames(frames, step),
        )

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, right=st.integers(-30, 30), down=st.integers(-20, 20))
    def drags_a_corner_of_a_frame(self, number: int, right: int, down: int) -> None:
        frame, step = self.frame(number), (10 * right, 10 * down)
        at = self.corner(frame)
        if at is None or math.hypot(*step) < 20:
            return
        x, y, width, height = self.drawing.frames[frame].place
        place = (x, y, max(width + step[0], 40.0), max(height + step[1], 40.0))
        chosen = self.selection if frame in self.selection else {frame}
        drag = lambda: self.hands.drag(at, at + QPoint(*step))  # noqa: E731
        if place == (x, y, width, height):
            drag()
            self.selection = set(chosen)
        else:
            self.does(
                drag,
                lambda before: before.with_frames([frame], place=place),
                selects=lambda _: chosen,
            )

    @precondition(lambda self: self.drawing.frames)
    @rule(number=NUMBERS, times=st.integers(1, 3))
    def nudges_a_frame(self, number: int, times: int) -> None:
        frame = self.frame(number)
        self.select([frame])
        kept = self.carried
        again = kept is not None and kept[0] is self.drawing and kept[1] == {frame}
        neurons, frames = kept[2] if again else self.carried_by({frame})
        for _ in range(times):
            self.does(
                lambda: self.hands.key(Key.Key_Right, CONTROL),
                lambda before: before.moved(neurons, (10.0, 0.0)).with_moved_frames(
                    frames, (10.0, 0.0)
                ),
                merge=f"nudge frames {frame}",
            )
        self.carried = self.drawing, {frame}, (neurons, frames)

    @precondition(lambda self: self.drawing.frames and len(self.drawing.frames) < MANY)
    @rule(number=NUMBERS, then=st.sampled_from(["copy", "cut", "duplicate"]))
    def takes_a_copy_of_a_frame(self, number: int, then: str) -> None:
        frame = self.frame(number)
        neurons, frames = self.drawing.inside(frame)
        self.select([frame])
        taken = self.drawing.copied(neurons, frames)
        if then == "copy":
            self.hands.key(Key.Key_C, CONTROL)
            self.clipboard = taken
        elif then == "cut":
            self.clipboard = taken
            self.does(
                lambda: self.hands.key(Key.Key_X, CONTROL),
                lambda before: before.without(neurons | frames),
            )
        else:
            self.does(
                lambda: self.hands.key(Key.Key_D, CONTROL),
                lambda before: before.pasted(taken),
                selects=lambda after: [*self.new_neurons(after), *self.new_frames(after)],
            )
            self.assert_moved_as_one(taken)

    def frame_corners(self, taken: Copied) -> list[Any]:
        """How far each copied frame lies from its model."""
        new = sorted(self.selection & set(self.drawing.frames))
        olds = [box.place for _, box in sorted(taken.frames.items())]
        return [
            np.subtract(self.drawing.frames[i].place, old) for i, old in zip(new, olds, strict=True)
        ]

    def frames_agree(self) -> None:
        shown = {
            each.id: Box(
                (each.x, each.y, each.width, each.height), each.title, each.note, each.colour
            )
            for each in self.document.network.frames
        }
        assert shown == self.drawing.frames
