"""Which cell of the confusion matrix is looked at; the matrix sets it, the predictions follow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from scratchstudio.studio.document import Document
from scratchstudio.studio.views.samples import ALL, ClassPair


class SampleChoice(QObject):
    """One for each document; take it with `sample_choice`."""

    changed = Signal()
    chosen = Signal()
    """A cell was picked: whoever lists samples is to come to the front."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.part = ALL
        self.pair: ClassPair | None = None
        document.dataChanged.connect(self.clear)
        document.opened.connect(self.clear)

    def choose(self, part: str, pair: ClassPair) -> None:
        """Looks at the samples of one cell."""
        self.part, self.pair = part, pair
        self.changed.emit()
        self.chosen.emit()

    def clear(self) -> None:
        """Looks at all samples again."""
        if self.pair is not None:
            self.pair = None
            self.changed.emit()


def sample_choice(document: Document) -> SampleChoice:
    """The document's choice, shared by all views of it."""
    return document.findChild(SampleChoice) or SampleChoice(document)
