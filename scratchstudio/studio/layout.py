"""Where the docks are: at the first start, after a reset, and as the person left them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea

GROUPS: tuple[tuple[Qt.DockWidgetArea, tuple[str, ...]], ...] = (
    (LEFT, ("data",)),
    (BOTTOM, ("training", "tables", "predictions", "confusion")),
    (RIGHT, ("inspector", "history")),
    (RIGHT, ("decision_map", "weights")),
)
"""Docks that share a place as tabs, the first in front. Unknown ones join the last group."""
ROUNDS = 8
"""How often the docks are given their shares at a reset; after some four they keep them."""
HIDDEN_AT_FIRST = ("loss",)
"""The Training dock shows the loss already; this one is for tearing off."""


class Layout(QObject):
    """The docks of a window by key. `settled` follows a reset, when all sizes are final."""

    settled = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.docks: dict[str, QDockWidget] = {}
        self._retitle = QTimer(self, singleShot=True, interval=0)
        self._retitle.timeout.connect(self._hide_doubled_titles)
        options = QMainWindow.DockOption
        window.setDockOptions(
            options.AllowNestedDocks | options.AllowTabbedDocks | options.GroupedDragging
        )
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, BOTTOM)
        self.make_room(100)

    def make_room(self, text: int) -> None:
        """Arranges for text of this size in percent: large text needs the whole width below."""
        below = BOTTOM if text > 100 else RIGHT
        self._window.setCorner(Qt.Corner.BottomRightCorner, below)

    def add(self, key: str, title: str, widget: QWidget) -> QDockWidget:
        """Puts a widget into a dock that can be moved and torn off."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock.{key}")
        dock.setWidget(widget)
        self._window.addDockWidget(RIGHT, dock)
        # Until it is arranged; all in one pile would make the window taller than the screen.
        dock.hide()
        self.docks[key] = dock
        for signal in (dock.topLevelChanged, dock.visibilityChanged, dock.dockLocationChanged):
            signal.connect(lambda *_: self._retitle.start())
        return dock

    def show(self, key: str) -> None:
        """Brings a dock to the front."""
        self.docks[key].show()
        self.docks[key].raise_()

    def toggle(self, key: str) -> None:
        """Brings a dock to the front, or closes it when it is there already."""
        dock = self.docks[key]
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            dock.close()
        else:
            self.show(key)

    def reset(self) -> None:
        """Puts every dock where it was at the first start."""
        groups = self._groups()
        for dock in self.docks.values():
            dock.setFloating(False)
            dock.hide()
        for area, keys in groups:
            self._window.addDockWidget(area, self.docks[keys[0]])
        # Before anything is a tab: beside a tab, Qt would add another tab rather than split.
        self._window.splitDockWidget(
            self.docks["inspector"], self.docks["decision_map"], Qt.Orientation.Vertical
        )
        for _, keys in groups:
            for key in keys[1:]:
                self._window.tabifyDockWidget(self.docks[keys[0]], self.docks[key])
            for key in keys:
                self.docks[key].show()
            self.docks[keys[0]].raise_()
        for key in HIDDEN_AT_FIRST:
            self.docks[key].close()
        QTimer.singleShot(0, self._share_room)

    def keep_size(self, size: QSize, rounds: int = 2 * ROUNDS) -> None:
        """Makes the window as small again as it was, once the docks know how little they need.

        While they learn it, at another size of text, they ask for more than a small screen has,
        and Qt leaves a window that has grown as it is.
        """
        window = self._window
        if not (window.isMaximized() or window.isFullScreen()):
            window.resize(window.size().boundedTo(size))
        if rounds > 1:
            QTimer.singleShot(0, self, partial(self.keep_size, size, rounds - 1))

    def _groups(self) -> list[tuple[Qt.DockWidgetArea, list[str]]]:
        groups = [(area, [key for key in keys if key in self.docks]) for area, keys in GROUPS]
        known = {key for _, keys in GROUPS for key in keys}
        groups[-1][1].extend(key for key in self.docks if key not in known)
        return groups

    def _share_room(self, rounds: int = ROUNDS) -> None:
        """Gives the docks their shares, in several rounds of events.

        What is inside a dock tells how little room it needs only when it has itself been laid out;
        until then Qt gives it more than its share.
        """
        width, height = self._window.width(), self._window.height()
        for sizes, direction in (
            ({"data": 0.2, "decision_map": 0.26}, Qt.Orientation.Horizontal),
            ({"training": 0.31}, Qt.Orientation.Vertical),
            ({"inspector": 0.38, "decision_map": 0.54}, Qt.Orientation.Vertical),
        ):
            self._resize(sizes, direction, width if "data" in sizes else height)
        again = partial(self._share_room, rounds - 1) if rounds > 1 else self.settled.emit
        QTimer.singleShot(0, self, again)

    def _resize(self, shares: Mapping[str, float], direction: Qt.Orientation, whole: int) -> None:
        docks = [self.docks[key] for key in shares]
        self._window.resizeDocks(docks, [int(whole * s) for s in shares.values()], direction)

    def _hide_doubled_titles(self) -> None:
        """A dock among tabs has its name on the tab; it needs no title above it as well."""
        for dock in self.docks.values():
            tabbed = bool(self._window.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed and dock.titleBarWidget() is None:
                dock.setTitleBarWidget(QWidget(dock))
            elif not tabbed and dock.titleBarWidget() is not None:
                dock.setTitleBarWidget(None)
