"""The commands that put neurons in line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.studio.canvas import arranging
from scratchstudio.studio.canvas.commands.base import Command, Need
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def aligning_commands() -> list[Command]:
    """Aligning and distributing the selection."""
    menu = "Network"
    ways = (
        ("top", tr("Align top"), "Shift+W", 1, "low"),
        ("left", tr("Align left"), "Shift+A", 0, "low"),
        ("bottom", tr("Align bottom"), "Shift+S", 1, "high"),
        ("right", tr("Align right"), "Shift+D", 0, "high"),
        ("row", tr("Align in a row"), "Shift+H", 1, "middle"),
        ("column", tr("Align in a column"), "Shift+V", 0, "middle"),
    )
    help_ = tr("Puts the selected neurons on one line; a frame takes along what lies in it.")
    align = [
        Command(
            f"network.align_{key}",
            menu,
            text,
            help_,
            (keys,),
            partial(
                _rearrange,
                text=text,
                by=partial(arranging.aligned, axis=axis, side=side),
                side=side,
            ),
            Need(movable=2),
        )
        for key, text, keys, axis, side in ways
    ]
    help_ = tr("Makes equal steps between the selected neurons; a frame is one thing.")
    spread = [
        Command(
            f"network.distribute_{key}",
            menu,
            text,
            help_,
            (keys,),
            partial(_rearrange, text=text, by=partial(arranging.distributed, axis=axis)),
            Need(movable=3),
        )
        for key, text, keys, axis in (
            ("across", tr("Distribute across"), "Shift+X", 0),
            ("down", tr("Distribute down"), "Shift+Y", 1),
        )
    ]
    return align + spread


def _rearrange(
    canvas: CanvasView, *, text: str, by: Callable[..., np.ndarray], side: str = "middle"
) -> None:
    canvas.glide_neurons(lambda: canvas.editor.rearrange(by, text, side))
