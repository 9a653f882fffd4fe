"""`python -m tests.gallery OUTDIR`: the main screens as PNG files, to look at as a designer would.

Each screen is rendered at 1366x768 and 1920x1080, light and dark, without a display.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from scratchstudio.data import GeneratedSource, SampleSource
from scratchstudio.network import group, in_layer, set_frame, set_neurons
from scratchstudio.project import layered_network, new_project, start_project
from scratchstudio.resources import resource_path
from scratchstudio.studio.application import make_application
from scratchstudio.studio.canvas.frames import round_neurons
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.preferences import Preferences, PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow

SIZES = ((1366, 768), (1920, 1080))
THEMES = ("light", "dark")
PATIENCE = 20.0
"""Seconds within which a screen must have what it is to show."""


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.gallery OUTDIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ[name] = home
        application = make_application()
        for theme in THEMES:
            for width, height in SIZES:
                for name, prepare in SCREENS.items():
                    path = folder / f"{name}-{theme}-{width}.png"
                    _render(application, prepare, theme, (width, height), path)
                    print(path)
    return 0


def _render(
    application: QApplication,
    prepare: Callable[[MainWindow], QWidget],
    theme: str,
    size: tuple[int, int],
    path: Path,
) -> None:
    store = PreferenceStore(Path(os.environ["HOME"]) / "gallery.json", Preferences(theme=theme))
    window = MainWindow(Document(start_project()), Appearance(), store)
    window.resize(*size)
    settled: list[bool] = []
    window.layout_of_docks.settled.connect(lambda: settled.append(True))
    window.show()
    until(lambda: settled and window.session.frame is not None)
    shown = prepare(window)
    settle()
    rest(window)
    if not shown.grab().save(str(path)):
        raise OSError(f"{path} could not be written.")
    window.session.pause()
    window.document.undo_stack.setClean()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    application.processEvents()


def until(ready: Callable[[], object]) -> None:
    """Lets the window work until `ready`. Raises TimeoutError when it takes too long."""
    ends = time.monotonic() + PATIENCE
    while not ready():
        QCoreApplication.processEvents()
        if time.monotonic() > ends:
            raise TimeoutError("A screen of the gallery was not ready in time.")


def settle(seconds: float = 0.4) -> None:
    """Lets the views catch up; they repaint twelve times a second."""
    ends = time.monotonic() + seconds
    until(lambda: time.monotonic() > ends)


def rest(window: MainWindow, seconds: float = 0.25) -> None:
    """Waits until every dock has kept its place and size for a while."""
    seen: list[tuple[int, ...]] = []
    since = time.monotonic()

    def still() -> bool:
        nonlocal seen, since
        now = [d.geometry().getRect() for d in window.layout_of_docks.docks.values()]
        if now != seen:
            seen, since = now, time.monotonic()
        return time.monotonic() - since >= seconds

    until(still)


def trained(window: MainWindow, steps: int = 4000) -> None:
    """Trains for so many steps."""
    window.session.play()
    until(lambda: window.session.frame.snapshot.step >= steps)
    window.session.pause()


def first_start(window: MainWindow) -> QWidget:
    return window


def after_training(window: MainWindow) -> QWidget:
    trained(window)
    window.document.select([int(window.document.network.neurons.id[5])])
    return window


def iris(window: MainWindow) -> QWidget:
    window.document.open(new_project(SampleSource("iris"), hidden=(6,)))
    trained(window, 800)
    window.layout_of_docks.show("confusion")
    window.layout_of_docks.show("weights")
    edge = window.document.network.edges.id[3]
    window.document.select([int(edge)])
    window.canvas.frame()
    return window


def outlines(window: MainWindow) -> QWidget:
    """Groups, a layer and a frame with a comment."""
    network = layered_network(window.document.prepared, hidden=(4, 3, 3))
    first, second, third = (in_layer(network, layer.id).tolist() for layer in network.layers)
    network, _ = group(network, second, "middle", collapsed=True)
    network, _ = group(network, third, "corners")
    note = "Each finds one straight border."
    network, made = round_neurons(network, first, title="Edges", note=note, colour=1)
    frame = network.frames[-1]
    network = set_frame(
        network,
        made,
        x=frame.x - 40,
        width=frame.width + 80,
        y=frame.y - 60,
        height=frame.height + 60,
    )
    window.document.draw("Groups", network)
    trained(window, 3000)
    window.canvas.frame()
    return window


def tables(window: MainWindow) -> QWidget:
    trained(window, 1000)
    window.layout_of_docks.show("tables")
    window.layout_of_docks.show("history")
    return window


def palette(window: MainWindow) -> QWidget:
    window.palette_popup.ask()
    window.palette_popup.search.setText("lay")
    return window


def refused(window: MainWindow) -> QWidget:
    damaged = Path(os.environ["HOME"]) / "damaged.ssproj"
    damaged.write_bytes(b"PK\x03\x04 cut in half")
    window.files.open(damaged)
    return window


def exploded(window: MainWindow) -> QWidget:
    """Training that stopped by a rate far too high, and the card that says so."""
    window.document.open(new_project(GeneratedSource("plane"), activation="relu"))
    wild = replace(window.document.settings, optimiser="sgd", learning_rate=10.0)
    window.document.change("Wild", settings=wild)
    settle()
    window.session.play()
    until(lambda: window.ward.clinic.findings)
    return window


def ailing(window: MainWindow) -> QWidget:
    """Dead and saturated neurons, marked, and the card beside them."""
    window.document.open(new_project(GeneratedSource("spiral"), activation="relu"))
    network = window.document.network
    first, second = (in_layer(network, layer.id) for layer in network.layers)
    network = set_neurons(network, first[:6], bias=-900.0)
    network = set_neurons(network, second[:6], activation="tanh", bias=30.0)
    window.document.draw("Ail", network)
    settle()
    window.session.play()
    until(lambda: window.ward.card.isVisible())
    window.session.pause()
    return window


def time_line(window: MainWindow) -> QWidget:
    """Gone back, gone on from there, and the canvas compared with the run that was left."""
    for _ in range(12):
        window.session.step(250)
    timeline = timeline_of(window.document, window.session)
    timeline.go(5)
    for _ in range(3):
        window.session.step(250)
    timeline.runs.rename(1, "first try")
    [run] = timeline.runs.kept
    comparing_of(window.document).start(run.frames[-1].network, "first try, 3,000")
    timeline.go(7)
    window.layout_of_docks.show("representation")
    return window


def projector(window: MainWindow) -> QWidget:
    window.change_look(text=150)
    trained(window, 1000)
    settle()
    return window


def table_import(window: MainWindow) -> QWidget:
    window.imports.read(resource_path("data/iris.csv"))
    dialog = window.imports.dialog
    assert isinstance(dialog, QDialog)
    settle(1.0)
    return dialog


def keys(window: MainWindow) -> QWidget:
    window.actions_registry["help.keys"].trigger()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    return dialog


SCREENS: dict[str, Callable[[MainWindow], QWidget]] = {
    "first-start": first_start,
    "after-training": after_training,
    "iris": iris,
    "outlines": outlines,
    "tables": tables,
    "palette": palette,
    "refused": refused,
    "exploded": exploded,
    "ailing": ailing,
    "time-line": time_line,
    "projector": projector,
    "table-import": table_import,
    "keys": keys,
}
"""Every screen, and what brings it about."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
