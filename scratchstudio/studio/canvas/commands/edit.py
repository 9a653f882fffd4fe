"""The commands of the menu Edit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.studio.canvas.commands.base import MOVABLE, NOTHING, THING, Command
from scratchstudio.studio.canvas.picture import GRID
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def edit_commands() -> list[Command]:
    """What the menu Edit offers."""
    menu = "Edit"
    return [
        Command(
            "edit.cut",
            menu,
            tr("Cut"),
            tr("Copies the selected neurons, and frames with what is inside; removes them."),
            ("Ctrl+X",),
            lambda c: c.cut(),
            MOVABLE,
        ),
        Command(
            "edit.copy",
            menu,
            tr("Copy"),
            tr("Puts the selected neurons and the edges among them on the clipboard, as text."),
            ("Ctrl+C",),
            lambda c: c.copy(),
            MOVABLE,
            "copy",
        ),
        Command(
            "edit.paste",
            menu,
            tr("Paste"),
            tr("Adds the copied neurons at the pointer."),
            ("Ctrl+V",),
            lambda c: c.paste(),
            NOTHING,
        ),
        Command(
            "edit.paste_wired",
            menu,
            tr("Paste with outside wires"),
            tr("Pastes, and keeps the wires from and to neurons that were not copied."),
            ("Ctrl+Shift+V",),
            lambda c: c.paste(outside=True),
        ),
        Command(
            "edit.duplicate",
            menu,
            tr("Duplicate"),
            tr("Copies the selected neurons beside themselves. Ctrl- or Alt-drag does it by hand."),
            ("Ctrl+D",),
            lambda c: c.attempt(c.editor.duplicate),
            MOVABLE,
        ),
        Command(
            "edit.delete",
            menu,
            tr("Delete"),
            tr(
                "Removes the selected neurons with their edges, the selected edges, and frames "
                "without what lies inside."
            ),
            ("Del", "Backspace"),
            lambda c: c.attempt(lambda: c.editor.remove(c.document.selection)),
            THING,
            "delete",
        ),
        Command(
            "edit.rename",
            menu,
            tr("Rename…"),
            tr("Types a new name for the neuron or the block, or a title for the frame."),
            ("F2",),
            lambda c: c.rename_chosen(),
            MOVABLE,
        ),
    ]


def nudge_commands() -> list[Command]:
    """Moving the selection with the keys."""
    ways = (
        ("left", tr("Nudge left"), -1, 0),
        ("right", tr("Nudge right"), 1, 0),
        ("up", tr("Nudge up"), 0, -1),
        ("down", tr("Nudge down"), 0, 1),
    )
    return [
        Command(
            f"edit.nudge_{key}",
            "Edit",
            text,
            tr("Moves the selected neurons a little. One of a layer changes places within it."),
            (f"Ctrl+{key.capitalize()}",),
            partial(_nudge, step=np.array([x, y]) * GRID),
            MOVABLE,
        )
        for key, text, x, y in ways
    ]


def _nudge(canvas: CanvasView, *, step: np.ndarray) -> None:
    canvas.nudge(step)
