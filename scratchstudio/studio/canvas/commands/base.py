"""What a command of the canvas is, and what it must find selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


@dataclass(frozen=True)
class Need:
    """What a command must find selected: at least so many of each."""

    neurons: int = 0
    edges: int = 0
    parts: int = 0
    """Neurons or edges."""
    things: int = 0
    """Neurons, edges or frames."""
    layers: int = 0
    frames: int = 0
    movable: int = 0
    """Neurons or frames."""

    def missing(self, neurons: int, edges: int, layers: int = 0, frames: int = 0) -> str | None:
        """Why the command cannot be given now, or None."""
        if neurons < self.neurons:
            return _select(self.neurons, tr("a neuron"), tr("neurons"))
        if edges < self.edges:
            return _select(self.edges, tr("an edge"), tr("edges"))
        if neurons + edges < self.parts:
            return tr("Select neurons or edges first.")
        if neurons + edges + frames < self.things:
            return tr("Select neurons, edges or frames first.")
        if neurons + frames < self.movable:
            return _select(self.movable, tr("a neuron or a frame"), tr("neurons or frames"))
        if frames < self.frames:
            return tr("Select a frame first.")
        if layers < self.layers:
            return tr("Select a neuron of a layer first.")
        return None


def _select(count: int, one: str, many: str) -> str:
    what = one if count == 1 else tr("at least {} {}").format(count, many)
    return tr("Select {} first.").format(what)


NOTHING = Need()
NEURON = Need(neurons=1)
PART = Need(parts=1)
THING = Need(things=1)
MOVABLE = Need(movable=1)


@dataclass(frozen=True)
class Command:
    """One command of the canvas."""

    key: str
    menu: str
    text: str
    help: str
    keys: tuple[str, ...]
    run: Callable[[CanvasView], object]
    need: Need = NOTHING
    symbol: str | None = None
    checked: bool | None = None
