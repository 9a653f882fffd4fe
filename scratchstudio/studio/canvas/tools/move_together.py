"""Selects a layer or a group by click and moves all its neurons by drag."""

from __future__ import annotations

from collections.abc import Sequence

from scratchstudio.studio.canvas.tools.base import Pointer, after_click
from scratchstudio.studio.canvas.tools.move import Move


class MoveTogether(Move):
    """A `Move` that takes these neurons for one thing."""

    def __init__(self, canvas, start: Pointer, members: Sequence[int]) -> None:
        self._members = members
        before = canvas.document.selection
        if not before.issuperset(members):
            kept = before if start.shift or start.control else ()
            canvas.document.select([*kept, *members])
        super().__init__(canvas, start, members[0])
        self._selected_before = before

    def _click(self, pointer: Pointer) -> None:
        mine = frozenset(self._members)
        self.canvas.document.select(after_click(pointer, self._selected_before, mine))
        self.canvas.picked(self._members[0])
