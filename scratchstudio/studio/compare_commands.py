"""The commands that show on the canvas how far weights have moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from scratchstudio.errors import ScratchStudioError
from scratchstudio.project import SUFFIX, load
from scratchstudio.studio.files import not_opened
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow


def declare_comparing(window: MainWindow) -> None:
    """The commands of the menu Training > Compare."""
    add, document = window.actions_registry.add, window.document
    comparing, menu = comparing_of(document), "Compare"

    def with_start() -> None:
        comparing.start(document.content.start, tr("the start weights"))

    def with_now() -> None:
        frame = window.session.frame
        step = 0 if frame is None else frame.snapshot.step
        comparing.start(window.session.network(), tr("step {:,}").format(step))

    add(
        "compare.start",
        tr("With the start weights"),
        with_start,
        menu=menu,
        help=tr("Shows on the canvas how far each weight has moved since training began."),
        keys=("Ctrl+Shift+D",),
    )
    add(
        "compare.now",
        tr("With the weights of now"),
        with_now,
        menu=menu,
        help=tr("Shows on the canvas how far each weight moves from now on."),
    )
    add(
        "compare.project",
        tr("With another project…"),
        lambda: _ask_project(window),
        menu=menu,
        help=tr("Shows on the canvas in which weights another saved project differs."),
    )
    add(
        "compare.stop",
        tr("Stop comparing"),
        comparing.stop,
        menu=menu,
        help=tr("Shows the weights again."),
    )

    def allow() -> None:
        reason = None if comparing.active else tr("Nothing is compared just now.")
        window.actions_registry.allow("compare.stop", reason)

    comparing.changed.connect(allow)
    allow()


def _ask_project(window: MainWindow) -> None:
    pattern = tr("ScratchStudio projects") + f" (*{SUFFIX})"
    name, _ = QFileDialog.getOpenFileName(window, tr("Compare with a project"), "", pattern)
    if name:
        compare_with_file(window, Path(name))


def compare_with_file(window: MainWindow, path: Path) -> None:
    """Compares with the weights of a saved project; a bad file is told, and nothing changes."""
    try:
        other = load(path)
    except (ScratchStudioError, OSError) as error:
        window.messages.tell(not_opened(error, path))
        return
    mine = set(window.document.network.neurons.id.tolist())
    if not mine & set(other.network.neurons.id.tolist()):
        window.messages.tell(tr("“{}” has no neuron in common with this one.").format(path.stem))
        return
    comparing_of(window.document).start(other.network, f"“{path.stem}”")
