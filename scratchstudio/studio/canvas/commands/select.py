"""The commands of the menu Select."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.network import downstream, upstream
from scratchstudio.studio.canvas.commands.base import NEURON, NOTHING, Command
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def select_commands() -> list[Command]:
    """What the menu Select offers."""
    menu = "Select"
    return [
        Command(
            "select.all",
            menu,
            tr("Select all"),
            tr("Selects all neurons."),
            ("Ctrl+A",),
            lambda c: c.document.select(c.document.network.neurons.id),
        ),
        Command(
            "select.none",
            menu,
            tr("Select nothing"),
            tr("Ends the selection."),
            ("Ctrl+Shift+A",),
            lambda c: c.document.select(()),
        ),
        Command(
            "select.upstream",
            menu,
            tr("Select upstream"),
            tr("Adds all neurons that influence the selected ones."),
            ("U",),
            lambda c: _grow(c, upstream),
            NEURON,
        ),
        Command(
            "select.downstream",
            menu,
            tr("Select downstream"),
            tr("Adds all neurons that the selected ones influence."),
            ("J",),
            lambda c: _grow(c, downstream),
            NEURON,
        ),
        Command(
            "select.wires",
            menu,
            tr("Select their edges"),
            tr("Adds all edges that begin or end at the selected neurons."),
            ("Shift+E",),
            lambda c: c.select_wires(),
            NEURON,
        ),
        Command(
            "select.find",
            menu,
            tr("Find…"),
            tr("Finds neurons by name, id or activation, and frames by title or comment."),
            ("Ctrl+F",),
            lambda c: c.find(),
            NOTHING,
            "search",
        ),
    ]


def _grow(canvas: CanvasView, reach: Callable[..., np.ndarray]) -> None:
    chosen = canvas.editor.chosen_neurons
    found = reach(canvas.document.network, chosen).tolist()
    canvas.document.select([*canvas.document.selection, *found])
