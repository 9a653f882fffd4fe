"""Where one is inside groups: the way from the whole network to the group open in place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from scratchstudio.network import path
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

LONGEST = 28
"""Characters of a name that are shown."""


class Breadcrumbs(QFrame):
    """Seen only inside a group; a click on a name goes there."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(6, 3, 6, 3)
        self._layout.setSpacing(2)
        self.setObjectName("breadcrumbs")
        self.setAccessibleName(tr("Way through the groups"))
        canvas.appearance.changed.connect(lambda _: self.show_path())
        self.hide()

    def show_path(self) -> None:
        """Shows the way to where the canvas is now."""
        while self._layout.count():
            widget = self._layout.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        canvas, theme = self._canvas, self._canvas.theme
        self.setVisible(bool(canvas.entered))
        if not canvas.entered:
            return
        self.setStyleSheet(
            f"#breadcrumbs {{ background: {theme.panel}; border: 1px solid {theme.border};"
            f" border-radius: 8px; }} QLabel {{ color: {theme.faint_text}; }}"
        )
        way = path(canvas.document.network.groups, canvas.entered)
        self._add(tr("Network"), 0, last=False)
        for each in way:
            arrow = QLabel("›", self)
            self._layout.addWidget(arrow)
            arrow.show()
            self._add(each.name or f"#{each.id}", each.id, last=each is way[-1])
        self.adjustSize()
        self.move(10, 10)
        self.raise_()

    def _add(self, name: str, id_: int, *, last: bool) -> None:
        button = QToolButton(self)
        line = " ".join(name.split())
        short = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
        button.setText(short.replace("&", "&&"))
        button.setAutoRaise(True)
        button.setEnabled(not last)
        button.setToolTip(tr("You are here.") if last else tr("Shows this in place."))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._canvas.go_to_group, id_))
        self._layout.addWidget(button)
        button.show()
