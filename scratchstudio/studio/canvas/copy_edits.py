"""Copying, pasting and duplicating: each method is one undoable act. No widgets."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network import into_group
from scratchstudio.studio.canvas import clipboard
from scratchstudio.studio.canvas.place_edits import steps
from scratchstudio.studio.text import tr

Ids = NDArray[np.int64]


class CopyEdits:
    """The part of Editor that copies."""

    def copy_text(self) -> str:
        """The selected neurons, with the edges between and around them, as text.

        Raises NetworkError for more than `paste_text` would take.
        """
        text = clipboard.to_text(self._live(), *self.with_contents())
        if len(text) > clipboard.LONGEST_TEXT:
            raise NetworkError(
                tr("That is too much for the clipboard. Duplicate (Ctrl+D) has no such limit.")
            )
        return text

    def paste_text(self, text: str, place: ArrayLike | None, *, outside: bool = False) -> Ids:
        """Adds what `copy_text` gave, centred at a canvas point; returns the new neurons.

        `outside` also keeps the wires from and to neurons that were not copied. Raises
        NetworkError for anything that is not a copied network.
        """
        copied = clipboard.from_text(text)
        return self._place(copied, place, tr("Paste"), outside=outside)

    def duplicate(self, offset: ArrayLike = (40.0, 40.0)) -> Ids:
        """Copies the selection beside itself; returns the new neurons."""
        copied = clipboard.copied(self._live(), *self.with_contents())
        centre = clipboard.centre(copied.part) + np.asarray(offset)
        return self._place(copied, centre, tr("Duplicate"), outside=False)

    def _place(
        self, copied: clipboard.Copied, place: ArrayLike | None, text: str, *, outside: bool
    ) -> Ids:
        centre = clipboard.centre(copied.part)
        offset = np.zeros(2) if place is None else steps(np.asarray(place) - centre)
        after, neurons = clipboard.pasted(self.network, copied, offset, outside=outside)
        after = into_group(after, neurons.tolist(), self.inside)
        before = {each.id for each in self.network.frames}
        self.document.draw(self._counted(text, neurons.tolist()), after)
        new = [each.id for each in after.frames if each.id not in before]
        self.document.select([*neurons.tolist(), *new])
        return neurons
