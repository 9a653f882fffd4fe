"""Selects a group by click and moves all its neurons by drag."""

from __future__ import annotations

from scratchstudio.network import members
from scratchstudio.studio.canvas.tools.base import Pointer
from scratchstudio.studio.canvas.tools.move import Move


class MoveGroup(Move):
    """A `Move` that takes all neurons of a group for one thing."""

    def __init__(self, canvas, start: Pointer, group: int) -> None:
        network = canvas.document.network
        self._members = network.neurons.id[members(network, group)].tolist()
        before = canvas.document.selection
        if not before.issuperset(self._members):
            kept = before if start.shift or start.control else ()
            canvas.document.select([*kept, *self._members])
        super().__init__(canvas, start, self._members[0])
        self._was = before

    def _click(self, pointer: Pointer) -> None:
        document, mine = self.canvas.document, frozenset(self._members)
        if pointer.shift:
            document.select(self._was | mine)
        elif pointer.control:
            document.select(self._was - mine if mine <= self._was else self._was | mine)
        else:
            document.select(mine)
        self.canvas.picked(self._members[0])
