"""The canvas's commands: one line each, for menus, keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from scratchstudio.network import Kind, downstream, upstream
from scratchstudio.resources import resource_path
from scratchstudio.studio.canvas import arranging
from scratchstudio.studio.canvas.picture import GRID, Hit
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


@dataclass(frozen=True)
class Need:
    """What a command must find selected: at least so many neurons, edges, or things at all."""

    neurons: int = 0
    edges: int = 0
    things: int = 0

    def missing(self, neurons: int, edges: int) -> str | None:
        """Why the command cannot be given now, or None."""
        if neurons < self.neurons:
            return _select(self.neurons, tr("a neuron"), tr("neurons"))
        if edges < self.edges:
            return _select(self.edges, tr("an edge"), tr("edges"))
        if neurons + edges < self.things:
            return tr("Select neurons or edges first.")
        return None


def _select(count: int, one: str, many: str) -> str:
    what = one if count == 1 else tr("at least {} {}").format(count, many)
    return tr("Select {} first.").format(what)


NOTHING = Need()
NEURON = Need(neurons=1)
THING = Need(things=1)


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


def _edit_commands() -> list[Command]:
    menu = "Edit"
    return [
        Command(
            "edit.cut",
            menu,
            tr("Cut"),
            tr("Copies the selected neurons and removes them."),
            ("Ctrl+X",),
            lambda c: c.cut(),
            NEURON,
            "cut",
        ),
        Command(
            "edit.copy",
            menu,
            tr("Copy"),
            tr("Puts the selected neurons and the edges among them on the clipboard, as text."),
            ("Ctrl+C",),
            lambda c: c.copy(),
            NEURON,
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
            "paste",
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
            tr("Copies the selected neurons beside themselves. Alt-drag does it by hand."),
            ("Ctrl+D",),
            lambda c: c.attempt(c.editor.duplicate),
            NEURON,
            "duplicate",
        ),
        Command(
            "edit.delete",
            menu,
            tr("Delete"),
            tr("Removes the selected neurons with their edges, and the selected edges."),
            ("Del", "Backspace"),
            lambda c: c.attempt(lambda: c.editor.remove(c.document.selection)),
            THING,
            "delete",
        ),
        Command(
            "edit.rename",
            menu,
            tr("Rename…"),
            tr("Types a new name under the neuron."),
            ("F2",),
            lambda c: c.rename(c.editor.chosen_neurons[-1]),
            NEURON,
        ),
    ]


def _network_commands() -> list[Command]:
    menu = "Network"
    return [
        Command(
            "network.add",
            menu,
            tr("Add a neuron…"),
            tr("Searches all kinds of neurons and places one at the pointer."),
            (),
            lambda c: c.search_neurons(at_pointer=False),
            NOTHING,
            "add-neuron",
        ),
        Command(
            "network.add_layer",
            menu,
            tr("Add a layer…"),
            tr("Adds neurons in a column, each connected with all before and after it."),
            ("Shift+L",),
            lambda c: c.ask_layer(),
            NOTHING,
            "add-layer",
        ),
        Command(
            "network.add_input",
            menu,
            tr("Add an input neuron"),
            tr("Adds a neuron that brings in the next unused column of the data."),
            (),
            lambda c: c.place(Kind.INPUT),
        ),
        Command(
            "network.add_hidden",
            menu,
            tr("Add a hidden neuron"),
            tr("Adds a neuron that computes."),
            (),
            lambda c: c.place(Kind.HIDDEN),
        ),
        Command(
            "network.add_output",
            menu,
            tr("Add an output neuron"),
            tr("Adds a neuron that answers."),
            (),
            lambda c: c.place(Kind.OUTPUT),
        ),
        Command(
            "network.wire",
            menu,
            tr("Wire with the keys"),
            tr("Starts a wire at the selected neuron: arrows choose the target, Enter connects."),
            ("Ctrl+L",),
            lambda c: c.wire_by_keys(),
            NEURON,
        ),
        Command(
            "network.connect_dense",
            menu,
            tr("Connect densely with…"),
            tr("Connects every selected neuron with every neuron that is picked next."),
            ("Ctrl+E",),
            lambda c: c.connect_with("dense"),
            NEURON,
            "connect",
        ),
        Command(
            "network.connect_pairs",
            menu,
            tr("Connect one to one with…"),
            tr("Connects the selected neurons with the picked ones in pairs, top to bottom."),
            (),
            lambda c: c.connect_with("pairs"),
            NEURON,
        ),
        Command(
            "network.connect_sparse",
            menu,
            tr("Connect half at random with…"),
            tr("Connects every second pair, on average, between the selected and the picked."),
            (),
            lambda c: c.connect_with("sparse"),
            NEURON,
        ),
        Command(
            "network.mute",
            menu,
            tr("Mute"),
            tr("A muted neuron gives 0 and a muted edge carries nothing: see what it was for."),
            ("M",),
            lambda c: c.attempt(lambda: c.editor.toggle_flag("muted", tr("Mute"))),
            THING,
            "mute",
        ),
        Command(
            "network.freeze",
            menu,
            tr("Freeze"),
            tr("Training leaves frozen weights and biases as they are."),
            ("Ctrl+M",),
            lambda c: c.attempt(lambda: c.editor.toggle_flag("frozen", tr("Freeze"))),
            THING,
            "freeze",
        ),
        Command(
            "network.weight",
            menu,
            tr("Set the weight…"),
            tr("Types one weight for all selected edges. Typing a number begins it too."),
            (),
            lambda c: c.type_weight(""),
            Need(edges=1),
        ),
        Command(
            "network.tie",
            menu,
            tr("Tie edges"),
            tr("Makes the selected edges share one weight, the mean of theirs."),
            ("Ctrl+T",),
            lambda c: c.attempt(c.editor.tie),
            Need(edges=2),
        ),
        Command(
            "network.untie",
            menu,
            tr("Untie edges"),
            tr("Gives each selected edge a weight of its own again."),
            ("Ctrl+Shift+T",),
            lambda c: c.attempt(c.editor.untie),
            Need(edges=1),
        ),
        Command(
            "network.layout",
            menu,
            tr("Arrange in layers"),
            tr("Puts the selected neurons, or all, in columns with few crossings."),
            ("L",),
            lambda c: c.arrange_in_layers(),
            NOTHING,
            "layout",
        ),
        *_aligning(),
    ]


def _aligning() -> list[Command]:
    menu = "Network"
    ways = (
        ("top", tr("Align top"), "Shift+W", 1, "low"),
        ("left", tr("Align left"), "Shift+A", 0, "low"),
        ("bottom", tr("Align bottom"), "Shift+S", 1, "high"),
        ("right", tr("Align right"), "Shift+D", 0, "high"),
        ("row", tr("Align in a row"), "Shift+H", 1, "middle"),
        ("column", tr("Align in a column"), "Shift+V", 0, "middle"),
    )
    help_ = tr("Puts the selected neurons on one line.")
    align = [
        Command(
            f"network.align_{key}",
            menu,
            text,
            help_,
            (keys,),
            partial(_rearrange, text=text, by=partial(arranging.aligned, axis=axis, side=side)),
            Need(neurons=2),
        )
        for key, text, keys, axis, side in ways
    ]
    help_ = tr("Makes equal steps between the selected neurons.")
    spread = [
        Command(
            f"network.distribute_{key}",
            menu,
            text,
            help_,
            (keys,),
            partial(_rearrange, text=text, by=partial(arranging.distributed, axis=axis)),
            Need(neurons=3),
        )
        for key, text, keys, axis in (
            ("across", tr("Distribute across"), "Shift+X", 0),
            ("down", tr("Distribute down"), "Shift+Y", 1),
        )
    ]
    return align + spread


def _rearrange(canvas: CanvasView, *, text: str, by: Callable[..., np.ndarray]) -> None:
    neurons = canvas.editor.chosen_neurons
    network = canvas.document.network
    places = by(network.neurons.position[network.neurons.rows(neurons)])
    canvas.glide_neurons(lambda: canvas.editor.move(neurons, places, text))


def _select_commands() -> list[Command]:
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
            tr("Finds neurons by name, id or activation."),
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


def _view_commands() -> list[Command]:
    menu = "View"
    return [
        Command(
            "view.zoom_in",
            menu,
            tr("Zoom in"),
            tr("Magnifies the drawing."),
            ("Ctrl+=", "Ctrl++"),
            lambda c: c.zoom(1.25),
            NOTHING,
            "zoom-in",
        ),
        Command(
            "view.zoom_out",
            menu,
            tr("Zoom out"),
            tr("Shows more of the drawing."),
            ("Ctrl+-",),
            lambda c: c.zoom(0.8),
            NOTHING,
            "zoom-out",
        ),
        Command(
            "view.zoom_full",
            menu,
            tr("Full size"),
            tr("Shows the drawing at 100 %."),
            ("Ctrl+0",),
            lambda c: c.zoom(1 / c.viewport.scale),
        ),
        Command(
            "view.frame",
            menu,
            tr("Frame the selection"),
            tr("Fills the view with the selected neurons, or with all."),
            ("F",),
            lambda c: c.frame(c.editor.chosen_neurons),
            NOTHING,
            "frame",
        ),
        Command(
            "view.frame_all",
            menu,
            tr("Frame all"),
            tr("Shows the whole network."),
            ("Home",),
            lambda c: c.frame(),
        ),
        Command(
            "view.snap",
            menu,
            tr("Snap to the grid"),
            tr("Dragged neurons rest on the grid or in line with neighbours; Shift inverts."),
            ("Shift+G",),
            lambda c: c.toggle_snap(),
            checked=True,
        ),
        Command(
            "view.minimap",
            menu,
            tr("Minimap"),
            tr("Shows the whole network small in the corner; drag in it to move the view."),
            ("Ctrl+Shift+M",),
            lambda c: c.toggle_minimap(),
            checked=False,
        ),
        Command(
            "view.responses",
            menu,
            tr("Responses in the neurons"),
            tr("Shows in each neuron what it makes of every point of the two inputs."),
            ("Shift+R",),
            lambda c: c.toggle_responses(),
            checked=True,
        ),
    ]


def _nudges() -> list[Command]:
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
            tr("Moves the selected neurons a little."),
            (f"Ctrl+{key.capitalize()}",),
            partial(_nudge, step=np.array([x, y]) * GRID),
            NEURON,
        )
        for key, text, x, y in ways
    ]


def _nudge(canvas: CanvasView, *, step: np.ndarray) -> None:
    neurons = canvas.editor.chosen_neurons
    network = canvas.document.network
    places = network.neurons.position[network.neurons.rows(neurons)] + step
    merge = f"nudge {neurons}"
    canvas.attempt(lambda: canvas.editor.move(neurons, places, tr("Nudge"), merge))


def all_commands() -> list[Command]:
    """Every command of the canvas, in the order of the menus."""
    return [
        *_edit_commands(),
        *_nudges(),
        *_network_commands(),
        *_select_commands(),
        *_view_commands(),
    ]


def _drawn(symbol: str | None) -> str | None:
    """The symbol, where there is a drawing of it."""
    known = symbol is not None and resource_path(f"icons/{symbol}.svg").is_file()
    return symbol if known else None


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
            symbol=_drawn(command.symbol),
            checked=command.checked,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        canvas.addAction(action)

    def refresh() -> None:
        neurons, edges = len(canvas.editor.chosen_neurons), len(canvas.editor.chosen_edges)
        for command in commands:
            registry.allow(command.key, command.need.missing(neurons, edges))

    canvas.document.selectionChanged.connect(refresh)
    canvas.document.networkChanged.connect(lambda *_: refresh())
    canvas.document.opened.connect(refresh)
    refresh()


_ON_NOTHING = (
    "network.add",
    "network.add_layer",
    "",
    "edit.paste",
    "select.all",
    "",
    "network.layout",
    "view.frame_all",
)
_ON_NEURON = (
    "edit.rename",
    "network.wire",
    "network.connect_dense",
    "network.add_layer",
    "",
    "network.mute",
    "network.freeze",
    "",
    "select.wires",
    "select.upstream",
    "select.downstream",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
)
_ON_EDGE = (
    "network.weight",
    "network.mute",
    "network.freeze",
    "network.tie",
    "network.untie",
    "",
    "edit.delete",
)


def menu_keys(hit: Hit | None) -> tuple[str, ...]:
    """The commands of the context menu there; "" is a line between groups."""
    if hit is None:
        return _ON_NOTHING
    return _ON_EDGE if hit.part == "edge" else _ON_NEURON
