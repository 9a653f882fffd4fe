"""The commands for frames, a menu within the menu Network."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scratchstudio.studio.canvas.commands.base import Command, Need
from scratchstudio.studio.canvas.frames import colour_names
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

FRAME = Need(frames=1)
STEP = 20.0
"""Canvas units by which a command moves a frame's border."""
ON_FRAME = (
    "network.frame_title",
    "network.frame_note",
    "select.in_frame",
    "network.frame_fit",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
    "",
)
"""The context menu of a frame; the colours follow."""


def frame_commands() -> list[Command]:
    """Drawing, naming, colouring and resizing frames."""
    menu = "Frames"
    return [
        Command(
            "network.frame",
            menu,
            tr("Draw a frame"),
            tr(
                "Puts a titled frame round the selection, or an empty one at the pointer. Its "
                "title bar moves it with what lies inside; with Ctrl held, the frame alone."
            ),
            ("C",),
            lambda c: c.draw_frame(),
        ),
        Command(
            "network.frame_title",
            menu,
            tr("Name the frame…"),
            tr("Types the title of the selected frame. F2, Enter or a double-click do it too."),
            (),
            lambda c: c.attempt(lambda: c.edit_frame_title(c.editor.frame_meant().id)),
            FRAME,
        ),
        Command(
            "network.frame_note",
            menu,
            tr("Edit the comment…"),
            tr("Types what stands under the selected frame's title. Ctrl+Enter takes it."),
            ("Shift+C",),
            lambda c: c.edit_frame_note(),
            FRAME,
        ),
        Command(
            "select.next_frame",
            "Select",
            tr("Select the next frame"),
            tr("Goes from frame to frame, from left to right."),
            ("Shift+F",),
            lambda c: c.select_next_frame(),
        ),
        Command(
            "select.in_frame",
            "Select",
            tr("Select what is inside the frame"),
            tr("Selects the neurons that lie in the selected frame."),
            (),
            lambda c: c.select_in_frame(),
            FRAME,
        ),
        Command(
            "network.frame_fit",
            menu,
            tr("Fit the frame to what is inside"),
            tr("Makes the selected frame as large as the neurons and frames in it need."),
            (),
            lambda c: c.fit_frame(),
            FRAME,
        ),
        *(
            Command(
                f"network.frame_{key}",
                menu,
                text,
                tr("Moves a border of the selected frame; what lies inside stays."),
                (),
                partial(_grow, wider=wider * STEP, higher=higher * STEP),
                FRAME,
            )
            for key, text, wider, higher in (
                ("wider", tr("Frame wider"), 1, 0),
                ("narrower", tr("Frame narrower"), -1, 0),
                ("higher", tr("Frame higher"), 0, 1),
                ("lower", tr("Frame lower"), 0, -1),
            )
        ),
        *(
            Command(
                f"network.frame_colour_{number}",
                menu,
                tr("Frame colour: {}").format(name),
                tr("Gives the selected frames this colour."),
                (),
                partial(_colour, number=number),
                FRAME,
            )
            for number, name in enumerate(colour_names())
        ),
    ]


def _grow(canvas: CanvasView, *, wider: float, higher: float) -> None:
    canvas.grow_frame(wider, higher)


def _colour(canvas: CanvasView, *, number: int) -> None:
    canvas.attempt(lambda: canvas.editor.colour_frames(number))
