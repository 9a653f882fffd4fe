"""The commands of the menu View."""

from __future__ import annotations

from scratchstudio.studio.canvas.commands.base import NEURON, NOTHING, Command
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.response_choice import response_choice


def view_commands() -> list[Command]:
    """What the menu View offers."""
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
            "view.focus",
            menu,
            tr("Focus on the selection"),
            tr("Shows only the edges of the selected neurons, and dims all but their neighbours."),
            (".",),
            lambda c: c.toggle_focus(),
            checked=False,
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
            "view.minimap_corner",
            menu,
            tr("Minimap to the next corner"),
            tr("Moves the minimap to another corner of the canvas, where it hides nothing."),
            (),
            lambda c: c.minimap.turn(),
        ),
        Command(
            "view.responses",
            menu,
            tr("Responses in the neurons"),
            tr("Shows in each neuron what it makes of every point of the decision map."),
            ("Shift+R",),
            lambda c: c.toggle_responses(),
            checked=True,
        ),
        Command(
            "view.response",
            menu,
            tr("Show this neuron's response"),
            tr("Opens the map and shows there, large, what the selected neuron makes of it."),
            (),
            lambda c: response_choice(c.document).ask(c.editor.chosen_neurons[0]),
            NEURON,
        ),
    ]
