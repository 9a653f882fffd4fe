"""The Inspector's lines about ties: in which one the selected edges are, and how to change that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scratchstudio.network import Edges
from scratchstudio.studio.actions import Actions
from scratchstudio.studio.text import tr

MOST_TOLD = 4
"""Ties that are told by number; of more, how many."""


def tie_words(edges: Edges, rows: NDArray[np.intp]) -> str:
    """In which ties these edges are; ties have the numbers that their badges show."""
    ties = edges.shared_tie[rows]
    numbers = np.unique(ties[ties > 0]).tolist()
    if not numbers:
        return tr("Not tied: each has a weight of its own.") if len(rows) > 1 else ""
    if len(numbers) == 1 and (ties > 0).all():
        shared = int((edges.tie == numbers[0]).sum())
        return tr("In tie {}: {:,} edges share one weight.").format(numbers[0], shared)
    if len(numbers) == 1:
        told = tr("In tie {}").format(numbers[0])
    elif len(numbers) <= MOST_TOLD:
        told = tr("In the ties {}").format(", ".join(map(str, numbers)))
    else:
        told = tr("In {:,} ties").format(len(numbers))
    return tr("{}: {:,} of the {:,} selected edges.").format(told, (ties > 0).sum(), len(rows))


class TieRow(QWidget):
    """What is tied, and two buttons that give the commands of the canvas."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setProperty("role", "faint")
        self.words.setWordWrap(True)
        self.tie = _button(actions["network.tie"])
        self.untie = _button(actions["network.untie"])
        buttons = QHBoxLayout()
        buttons.addWidget(self.tie)
        buttons.addWidget(self.untie)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addLayout(buttons)

    def show_edges(self, edges: Edges, rows: NDArray[np.intp]) -> None:
        """Tells of these edges; a button is seen where it can change something."""
        words = tie_words(edges, rows)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        ties = edges.shared_tie[rows]
        one_already = bool((ties > 0).all() and (ties == ties[0]).all())
        self.tie.setVisible(len(rows) > 1 and not one_already)
        self.untie.setVisible(bool((ties > 0).any()))


def _button(action: QAction) -> QPushButton:
    """A button that gives a command, and says what the command says of itself."""
    button = QPushButton()

    def follow() -> None:
        button.setText(action.text())
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())

    button.clicked.connect(lambda *_: action.trigger())
    action.changed.connect(follow)
    follow()
    return button
