"""Which plane of the inputs the decision map shows; other views show the same one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from scratchstudio.data import Prepared
from scratchstudio.studio.document import Document
from scratchstudio.studio.views.bindings import features_in_use, most_telling, outputs_in_use
from scratchstudio.studio.views.decision_plane import Slice


class PlaneChoice(QObject):
    """One for each document; take it with `plane_choice`."""

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._chosen: Slice | None = None
        self._telling: tuple[Prepared, tuple[str, ...], Slice] | None = None

    def choose(self, slice_: Slice) -> None:
        """Looks at this plane; which neuron the map shows on it is the map's own affair."""
        plane = replace(slice_, neuron=None)
        if plane != self._chosen:
            self._chosen = plane
            self.changed.emit()

    @property
    def plane(self) -> Slice | None:
        """The chosen plane, or the most telling one where the drawing no longer has that.

        Its `y` is "" where there is one feature; None where there is none.
        """
        prepared = self._document.prepared
        if prepared is None:
            return None
        network, chosen = self._document.network, self._chosen
        features = features_in_use(network, prepared)
        if not features:
            return None
        if len(features) == 1:
            # With a single feature the map offers it for both axes and shows nothing.
            return Slice(features[0], "")
        if chosen is not None and {chosen.x, chosen.y} <= set(features):
            known = chosen.output in ("", *outputs_in_use(network, prepared))
            return chosen if known else replace(chosen, output="")
        return self._most_telling(prepared, features)

    def _most_telling(self, prepared: Prepared, features: tuple[str, ...]) -> Slice:
        """Found once for each data: it looks at all samples."""
        known = self._telling
        if known is None or known[0] is not prepared or known[1] != features:
            first, second = most_telling(prepared, features)
            known = prepared, features, Slice(features[first], features[second])
            self._telling = known
        return known[2]


def plane_choice(document: Document) -> PlaneChoice:
    """The document's choice, shared by the map and the representation."""
    return document.findChild(PlaneChoice) or PlaneChoice(document)
