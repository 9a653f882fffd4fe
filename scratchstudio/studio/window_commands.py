"""The window's own commands: training, look, palette and help."""

from __future__ import annotations

import platform
import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph
import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scratchstudio import __version__
from scratchstudio.engine import blas_threads
from scratchstudio.studio.canvas.help_card import show_help
from scratchstudio.studio.docks.run_row import faster
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.preferences import TEXT_SIZES
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import THEMES

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow


def declare_training(window: MainWindow) -> None:
    """The commands of the menu Training."""
    session, add = window.session, window.actions_registry.add
    menu = "Training"
    add(
        "training.play",
        tr("Train"),
        session.toggle,
        menu=menu,
        help=tr("Trains until paused; the weights move on the canvas."),
        keys=("Space", "Ctrl+Return"),
        symbol="play",
    )
    add(
        "training.step",
        tr("One step"),
        session.step,
        menu=menu,
        help=tr("Trains on one batch: one update of the weights."),
        keys=("Ctrl+.",),
        symbol="step",
    )
    add(
        "training.epoch",
        tr("One epoch"),
        partial(session.run_epochs, 1),
        menu=menu,
        help=tr("Trains once through all training samples."),
        keys=("Ctrl+Shift+.",),
        symbol="epoch",
    )
    add(
        "training.faster",
        tr("Faster"),
        partial(faster, session, 1),
        menu=menu,
        help=tr("Trains at the next higher speed; the highest is as fast as possible."),
        keys=("]",),
    )
    add(
        "training.slower",
        tr("Slower"),
        partial(faster, session, -1),
        menu=menu,
        help=tr("Trains at the next lower speed, down to one update a second."),
        keys=("[",),
    )
    add(
        "training.reset",
        tr("Reset"),
        session.reset,
        menu=menu,
        help=tr("Back to the weights from which training began, the very same."),
        keys=("Ctrl+R",),
        symbol="reset",
    )
    add(
        "training.new_weights",
        tr("New weights"),
        session.new_weights,
        menu=menu,
        help=tr("Draws other start weights, from the next seed."),
        keys=("Ctrl+Shift+R",),
        symbol="dice",
    )


def declare_time_line(window: MainWindow) -> None:
    """Going back in training and forward again."""
    timeline, add = timeline_of(window.document, window.session), window.actions_registry.add
    menu = "Training"
    add(
        "training.back",
        tr("Back in time"),
        lambda: timeline.go(timeline.at - 1),
        menu=menu,
        help=tr("To the state before this one on the time line; Train goes on from there."),
        keys=("Alt+Left",),
    )
    add(
        "training.forward",
        tr("Forward in time"),
        lambda: timeline.go(timeline.at + 1),
        menu=menu,
        help=tr("To the state after this one on the time line."),
        keys=("Alt+Right",),
    )
    add(
        "training.newest",
        tr("To the newest state"),
        lambda: timeline.go(len(timeline.frames) - 1),
        menu=menu,
        help=tr("To the end of the time line: as far as this run was ever trained."),
        keys=("Alt+End",),
    )

    add(
        "training.keep_run",
        tr("Keep this run"),
        timeline.keep,
        menu=menu,
        help=tr("Its curve and its states stay beside what you train next; see Runs."),
    )

    def allow() -> None:
        """A command that leads nowhere says so."""
        begin = None if timeline.at > 0 else tr("This is the beginning of the time line.")
        end = None if timeline.behind else tr("This is the newest state of the run.")
        window.actions_registry.allow("training.back", begin)
        for key in ("training.forward", "training.newest"):
            window.actions_registry.allow(key, end)
        keep = None if timeline.can_keep else tr("There is no curve to keep yet: train first.")
        window.actions_registry.allow("training.keep_run", keep)

    timeline.changed.connect(allow)
    allow()


def declare_look(window: MainWindow) -> None:
    """Theme, text size, motion."""
    add, values = window.actions_registry.add, window.preferences.values
    themes = {"system": tr("As the system"), **{k: tr(t.label) for k, t in THEMES.items()}}
    symbols = {"light": "sun", "dark": "moon", "contrast": "contrast"}
    _choice(
        window,
        [
            add(
                f"theme.{key}",
                label,
                partial(window.change_look, theme=key),
                menu="Theme",
                help=tr("Colours of the window, the plots and the canvas."),
                symbol=symbols.get(key),
                checked=values.theme == key,
            )
            for key, label in themes.items()
        ],
    )
    _choice(
        window,
        [
            add(
                f"text.{size}",
                tr("{} %").format(size) + (tr(" (projector)") if size == 150 else ""),
                partial(window.change_look, text=size),
                menu="Text size",
                help=tr("How large all text is."),
                checked=values.text == size,
            )
            for size in TEXT_SIZES
        ],
    )
    motion = add(
        "view.reduced_motion",
        tr("Reduced motion"),
        lambda: window.change_look(reduced_motion=motion.isChecked()),
        menu="View",
        help=tr("Nothing glides or fades."),
        checked=values.reduced_motion,
    )
    add(
        "view.reset_layout",
        tr("Reset the layout"),
        window.layout_of_docks.reset,
        menu="View",
        help=tr("Puts every dock back where it was at first."),
    )


def declare_window(window: MainWindow) -> None:
    """Palette, help, quitting."""
    add = window.actions_registry.add
    add(
        "window.palette",
        tr("All commands…"),
        lambda: window.palette_popup.ask(),
        menu="Help",
        help=tr("Finds any command by a few letters of its name."),
        keys=("Ctrl+Shift+P",),
        symbol="palette",
    )
    add(
        "help.keys",
        tr("Keyboard shortcuts"),
        lambda: _show(_keys_sheet(window), tr("Keyboard shortcuts"), window),
        menu="Help",
        help=tr("Every key and what it does."),
        keys=("Ctrl+F1",),
        symbol="keyboard",
    )
    add(
        "help.this",
        tr("What is this?"),
        lambda: show_help(window.canvas) or window.actions_registry["help.keys"].trigger(),
        menu="Help",
        help=tr("Explains the selected neuron or edge; with nothing selected, lists the keys."),
        keys=("F1",),
    )
    add(
        "help.about",
        tr("About ScratchStudio"),
        lambda: _show(QLabel(about_text()), tr("About ScratchStudio"), window),
        menu="Help",
        help=tr("Versions of the program and of what it stands on."),
        symbol="info",
    )
    add(
        "file.quit",
        tr("Quit"),
        window.close,
        menu="File",
        help=tr("Closes the window; asks about unsaved work first."),
        keys=("Ctrl+Q",),
    )


def about_text() -> str:
    """Versions and the matrix library, for reports and the curious."""
    blas = blas_threads()
    lines = [
        f"<b>ScratchStudio {__version__}</b>",
        tr("Neural networks, neuron by neuron."),
        "",
        f"Python {platform.python_version()} · NumPy {np.__version__} · "
        f"PySide6 {PySide6.__version__} · pyqtgraph {pyqtgraph.__version__}",
        f"{platform.system()} {platform.machine()} · {sys.byteorder}-endian",
        tr("Matrix products: {} {} for {}, {} threads outside training").format(
            blas.library, blas.version, blas.architecture, blas.threads
        ),
    ]
    return "<br>".join(lines)


def _choice(window: MainWindow, actions: list[QAction]) -> None:
    group = QActionGroup(window)
    for action in actions:
        group.addAction(action)


def _keys_sheet(window: MainWindow) -> QTableWidget:
    entries = [e for e in window.actions_registry if e.action.shortcuts()]
    sheet = QTableWidget(len(entries), 3)
    sheet.setHorizontalHeaderLabels([tr("Command"), tr("Keys"), tr("What it does")])
    sheet.verticalHeader().hide()
    sheet.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for row, entry in enumerate(entries):
        keys = ", ".join(
            k.toString(QKeySequence.SequenceFormat.NativeText) for k in entry.action.shortcuts()
        )
        for place, text in enumerate((entry.action.text(), keys, entry.help)):
            sheet.setItem(row, place, QTableWidgetItem(text))
    sheet.setShowGrid(False)
    sheet.setAlternatingRowColors(True)
    sheet.setAccessibleName(tr("Keyboard shortcuts"))
    sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    sheet.resizeColumnsToContents()
    sheet.horizontalHeader().setStretchLastSection(True)
    widest = sum(sheet.columnWidth(place) for place in range(3))
    sheet.setMinimumSize(min(widest + 40, window.width() - 60), min(560, window.height() - 120))
    return sheet


def _show(content: QWidget, title: str, window: MainWindow) -> None:
    dialog = QDialog(window)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(content)
    column.addWidget(buttons)
    dialog.open()
