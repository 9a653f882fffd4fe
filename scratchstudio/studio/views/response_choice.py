"""Whose response the decision map shows: the network's answer, or one neuron's."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from scratchstudio.studio.document import Document


class ResponseChoice(QObject):
    """One for each document; take it with `response_choice`."""

    changed = Signal()
    chosen = Signal()
    """A neuron was asked for: whoever shows responses is to come to the front."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._neuron: int | None = None
        self.follows = False
        """Whether it is always the selected neuron."""
        document.selectionChanged.connect(self._follow)
        document.networkChanged.connect(lambda *_: self._check())
        document.opened.connect(self.show_answer)

    @property
    def neuron(self) -> int | None:
        """The neuron whose response is wanted; None for the network's answer."""
        if not self.follows:
            return self._neuron
        network = self._document.network
        selected = [i for i in self._document.selection if i in network.neurons]
        return selected[0] if len(selected) == 1 else None

    def show_answer(self) -> None:
        """Back to the network's answer."""
        self._set(None, False)

    def show(self, neuron: int) -> None:
        """Shows this neuron's response."""
        self._set(neuron, False)

    def follow(self) -> None:
        """Shows the response of whichever neuron is selected; the answer while none is."""
        self._set(None, True)

    def ask(self, neuron: int) -> None:
        """Shows this neuron's response and brings it to the front."""
        self.show(neuron)
        self.chosen.emit()

    def _set(self, neuron: int | None, follows: bool) -> None:
        if (neuron, follows) != (self._neuron, self.follows):
            self._neuron, self.follows = neuron, follows
            self.changed.emit()

    def _follow(self) -> None:
        if self.follows:
            self.changed.emit()

    def _check(self) -> None:
        """A neuron that was removed is no longer shown."""
        if self._neuron is not None and self._neuron not in self._document.network.neurons:
            self.show_answer()


def response_choice(document: Document) -> ResponseChoice:
    """The document's choice, shared by the canvas and the map."""
    return document.findChild(ResponseChoice) or ResponseChoice(document)
