"""The commands for groups, in the menu Network."""

from __future__ import annotations

from scratchstudio.studio.canvas.commands.base import NEURON, NOTHING, Command
from scratchstudio.studio.text import tr


def group_commands() -> list[Command]:
    """What can be done with groups."""
    menu = "Network"
    return [
        Command(
            "network.group",
            menu,
            tr("Group"),
            tr("Shows the selected neurons as one block. What is computed stays the same."),
            ("Ctrl+G",),
            lambda c: c.make_group(),
            NEURON,
        ),
        Command(
            "network.ungroup",
            menu,
            tr("Ungroup"),
            tr("Takes the group round the selected neurons away; the neurons stay."),
            ("Ctrl+Shift+G",),
            lambda c: c.dissolve_group(),
            NEURON,
        ),
        Command(
            "network.toggle_group",
            menu,
            tr("Collapse or open the group"),
            tr("A collapsed group is one block; an open one is an outline round its neurons."),
            ("G",),
            lambda c: c.toggle_group(),
            NEURON,
        ),
        Command(
            "network.enter_group",
            menu,
            tr("Enter the group"),
            tr(
                "Opens the group in place, the rest dimmed; Enter or a double-click on a block too."
            ),
            ("Alt+Down",),
            lambda c: c.enter_group(),
            NEURON,
        ),
        Command(
            "network.leave_group",
            menu,
            tr("Leave the group"),
            tr("Goes back to what lies round the group that is open in place; Esc does too."),
            ("Alt+Up",),
            lambda c: c.leave_group(),
            NOTHING,
        ),
        Command(
            "network.rename_group",
            menu,
            tr("Rename the group…"),
            tr("Types another name for the group round the selected neurons."),
            ("Ctrl+F2",),
            lambda c: c.rename_group(c.chosen_group()) if c.chosen_group() else None,
            NEURON,
        ),
        Command(
            "select.group",
            "Select",
            tr("The whole group"),
            tr("Selects all neurons of the group round the selected ones, with their edges."),
            ("Ctrl+B",),
            lambda c: c.select_group(),
            NEURON,
        ),
    ]
