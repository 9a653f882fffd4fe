"""The commands of the menu Network."""

from __future__ import annotations

from scratchstudio.network import Kind
from scratchstudio.studio.canvas.commands.base import NEURON, NOTHING, THING, Command, Need
from scratchstudio.studio.text import tr


def network_commands() -> list[Command]:
    """What the menu Network offers."""
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
            tr("Connect sparsely with…"),
            tr(
                "Connects a share of the pairs, chosen at random, with the neurons that are picked next."
            ),
            (),
            lambda c: c.connect_sparsely(),
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
    ]
