"""The menus and the tool bar, filled from the registry of commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar

from scratchstudio.studio.text import as_written, tr
from scratchstudio.studio.tool_buttons import keep_bar_light

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow

MENUS = ("File", "Edit", "Select", "Network", "Training", "View", "Help")
INNER = {
    "Export": ("File", "file.quit"),
    "Layers": ("Network", "network.align_top"),
    "Frames": ("Network", "network.align_top"),
    "Compare": ("Training", None),
    "Theme": ("View", None),
    "Text size": ("View", None),
    "Docks": ("View", None),
}
"""Menus within menus: in which one, and before which command (None: at the end)."""
NEW_GROUPS = (
    "file.save",
    "file.import",
    "file.quit",
    "edit.cut",
    "edit.delete",
    "edit.nudge_left",
    "network.wire",
    "network.mute",
    "network.layout",
    "network.align_top",
    "training.reset",
    "training.back",
    "view.frame",
    "view.snap",
    "view.reduced_motion",
    "help.about",
)
"""Commands before which a line is drawn."""
TOOL_BAR = (
    ("file.new", "file.open", "file.save"),
    ("edit.undo", "edit.redo"),
    ("network.add", "network.add_layer", "network.connect_dense", "network.layout"),
    ("edit.delete", "network.mute", "network.freeze"),
    ("view.frame",),
    ("window.palette", "help.keys"),
)


def fill_menus(window: MainWindow) -> None:
    """Puts every command into its menu, in the order in which it was declared."""
    menus = {name: window.menuBar().addMenu(tr(name)) for name in MENUS}
    inner = {name: QMenu(tr(name), window) for name in INNER}
    for entry in window.actions_registry:
        menu = inner.get(entry.menu) or menus[entry.menu]
        if entry.key in NEW_GROUPS and not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(entry.action)
        window.addAction(entry.action)
    recent = QMenu(tr("Open recent"), window)
    recent.aboutToShow.connect(lambda: _list_recent(window, recent))
    menus["File"].insertMenu(window.actions_registry["file.save"], recent)
    menus["View"].addSeparator()
    for name, (outer, before) in INNER.items():
        if before is None:
            menus[outer].addMenu(inner[name])
        else:
            menus[outer].insertMenu(window.actions_registry[before], inner[name])
            menus[outer].insertSeparator(window.actions_registry[before])
    for menu in (*menus.values(), *inner.values(), recent):
        menu.setToolTipsVisible(True)


def _list_recent(window: MainWindow, menu: QMenu) -> None:
    menu.clear()
    for name in window.preferences.values.recent:
        action = QAction(Path(name).name.replace("&", "&&"), menu)
        action.setToolTip(as_written(name))
        action.triggered.connect(lambda *_, n=name: window.files.open(Path(n)))
        menu.addAction(action)
    if menu.isEmpty():
        menu.addAction(tr("None yet")).setEnabled(False)


def add_tool_bar(window: MainWindow) -> None:
    """The tool bar: what is needed most, in groups."""
    bar = QToolBar(tr("Tools"), window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    for place, group in enumerate(TOOL_BAR):
        if place:
            bar.addSeparator()
        for key in group:
            bar.addAction(window.actions_registry[key])
    keep_bar_light(bar)
    window.addToolBar(bar)
