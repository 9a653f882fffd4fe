"""The canvas's commands, for menus, keys and the palette: one entry each, one file a menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from scratchstudio.studio.canvas.commands.aligning import aligning_commands
from scratchstudio.studio.canvas.commands.base import Command
from scratchstudio.studio.canvas.commands.edit import edit_commands, nudge_commands
from scratchstudio.studio.canvas.commands.frames import ON_FRAME, frame_commands
from scratchstudio.studio.canvas.commands.groups import group_commands
from scratchstudio.studio.canvas.commands.layers import layer_commands
from scratchstudio.studio.canvas.commands.network import network_commands
from scratchstudio.studio.canvas.commands.select import select_commands
from scratchstudio.studio.canvas.commands.view import view_commands
from scratchstudio.studio.canvas.picture import FRAME_PARTS, LAYER_PARTS, Hit

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def all_commands() -> list[Command]:
    """Every command of the canvas, in the order of the menus."""
    return [
        *edit_commands(),
        *nudge_commands(),
        *network_commands(),
        *group_commands(),
        *layer_commands(),
        *frame_commands(),
        *aligning_commands(),
        *select_commands(),
        *view_commands(),
    ]


def declare(canvas: CanvasView) -> None:
    """Adds the commands to the window's registry; their keys work while the canvas has focus."""
    registry = canvas.actions_registry
    commands = all_commands()
    for command in commands:
        action = registry.add(
            command.key,
            command.text,
            partial(command.run, canvas),
            menu=command.menu,
            help=command.help,
            keys=command.keys,
            symbol=command.symbol,
            checked=command.checked,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        canvas.addAction(action)

    def refresh() -> None:
        neurons, edges = len(canvas.editor.chosen_neurons), len(canvas.editor.chosen_edges)
        layers, frames = len(canvas.editor.chosen_layers), len(canvas.editor.chosen_frames)
        for command in commands:
            registry.allow(command.key, command.need.missing(neurons, edges, layers, frames))

    canvas.document.selectionChanged.connect(refresh)
    canvas.document.networkChanged.connect(lambda *_: refresh())
    canvas.document.opened.connect(refresh)
    refresh()


_ON_NOTHING = (
    "network.add",
    "network.add_layer",
    "network.frame",
    "",
    "edit.paste",
    "select.all",
    "",
    "network.layout",
    "view.frame_all",
)
_ON_NEURON = (
    "edit.rename",
    "network.activation",
    "network.wire",
    "network.connect_dense",
    "network.add_layer",
    "network.make_layer",
    "network.frame",
    "view.response",
    "",
    "network.mute",
    "network.freeze",
    "",
    "select.layer",
    "select.wires",
    "select.upstream",
    "select.downstream",
    "",
    "network.group",
    "network.ungroup",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
)
_ON_LAYER = (
    "select.layer",
    "network.layer_name",
    "network.layer_size",
    "network.activation",
    "",
    "network.widen_layer",
    "network.narrow_layer",
    "network.layer_closer",
    "network.layer_wider",
    "",
    "network.dissolve_layer",
    "edit.duplicate",
    "edit.delete",
)
_ON_EDGE = (
    "network.weight",
    "network.split",
    "network.mute",
    "network.freeze",
    "network.tie",
    "network.untie",
    "",
    "edit.delete",
)


_ON_GROUP = (
    "network.enter_group",
    "network.toggle_group",
    "network.rename_group",
    "network.ungroup",
    "select.group",
    "",
    "network.mute",
    "network.freeze",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
)


def menu_keys(hit: Hit | None) -> tuple[str, ...]:
    """The commands of the context menu there; "" is a line between groups."""
    if hit is None:
        return _ON_NOTHING
    if hit.part in FRAME_PARTS:
        return ON_FRAME
    if hit.part in LAYER_PARTS:
        return _ON_LAYER
    return {"edge": _ON_EDGE, "block": _ON_GROUP, "group": _ON_GROUP}.get(hit.part, _ON_NEURON)
