"""The commands for layers, a menu within the menu Network."""

from __future__ import annotations

from functools import partial

from scratchstudio.studio.canvas.commands.base import NEURON, Command, Need
from scratchstudio.studio.text import tr

LAYER = Need(layers=1)


def layer_commands() -> list[Command]:
    """Making, widening, naming and dissolving layers."""
    menu = "Layers"
    return [
        Command(
            "network.make_layer",
            menu,
            tr("Make a layer of the selection"),
            tr(
                "Puts the selected neurons in one column that keeps together. Drag its upper or "
                "lower end to add neurons like the outermost one."
            ),
            ("Ctrl+Shift+L",),
            lambda c: c.make_layer(),
            NEURON,
        ),
        Command(
            "network.widen_layer",
            menu,
            tr("Widen the layer by one"),
            tr("Adds a neuron to the selected neuron's layer, wired like the lowest one."),
            ("Ctrl+Shift+Down",),
            lambda c: c.widen_layer(1),
            LAYER,
        ),
        Command(
            "network.narrow_layer",
            menu,
            tr("Narrow the layer by one"),
            tr("Takes the lowest neuron of the selected neuron's layer away, with its edges."),
            ("Ctrl+Shift+Up",),
            lambda c: c.widen_layer(-1),
            LAYER,
        ),
        Command(
            "network.layer_size",
            menu,
            tr("Set the layer's size…"),
            tr("Types how many neurons the layer has. More can draw finer shapes, learn slower."),
            (),
            lambda c: c.ask_layer_size(),
            LAYER,
        ),
        Command(
            "network.layer_name",
            menu,
            tr("Rename the layer…"),
            tr("Types a name that stands above the layer."),
            ("Shift+F2",),
            lambda c: c.ask_layer_name(),
            LAYER,
        ),
        Command(
            "select.layer",
            "Select",
            tr("Select the layer"),
            tr("Adds all neurons of the selected neurons' layers."),
            ("Shift+J",),
            lambda c: c.select_layer(),
            LAYER,
        ),
        *(
            Command(
                f"network.layer_{key}",
                menu,
                text,
                tr("Changes how far apart the layer's neurons stand; it computes the same."),
                (),
                partial(_space, steps=steps),
                LAYER,
            )
            for key, text, steps in (
                ("closer", tr("Neurons closer together"), -1),
                ("wider", tr("Neurons farther apart"), 1),
            )
        ),
        Command(
            "network.dissolve_layer",
            menu,
            tr("Dissolve the layer"),
            tr("The neurons stay as they are and can be moved freely."),
            (),
            lambda c: c.dissolve_layer(),
            LAYER,
        ),
    ]


def _space(canvas, *, steps: int) -> None:
    canvas.space_layer(steps)
