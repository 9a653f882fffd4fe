"""The command palette: every command by a few letters of its name, with its keys or why not now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.actions import Actions, Entry
from scratchstudio.studio.text import tr

EXPLAINED = 900
"""The score of a command whose explanation has the word: behind names, before scattered letters."""


def matches(query: str, text: str) -> int | None:
    """How well a text answers a query: smaller is better, None is not at all.

    The letters must occur in their order; a run of them at the start of a word is best.
    """
    plain, wanted = text.lower(), query.lower().strip()
    found = plain.find(wanted)
    if found >= 0:
        return found if found == 0 or plain[found - 1] == " " else 100 + found
    place, gaps = -1, 0
    for letter in wanted.replace(" ", ""):
        next_place = plain.find(letter, place + 1)
        if next_place < 0:
            return None
        gaps += next_place - place
        place = next_place
    return 1000 + gaps


def _score(query: str, entry: Entry) -> int | None:
    """By the name and menu; a word of the explanation counts before scattered letters."""
    named = matches(query, f"{entry.title} {entry.menu}")
    explained = f" {query.lower().strip()}" in f" {entry.help.lower()}"
    if explained and (named is None or named > EXPLAINED):
        return EXPLAINED
    return named


class Palette(QFrame):
    """A panel over the window; Enter gives the chosen command, Escape or looking away closes."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAutoFillBackground(True)
        self._actions = actions
        self._before: QWidget | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Type a command…"))
        self.search.setAccessibleName(tr("Search commands"))
        self.search.textChanged.connect(self._list)
        self.search.installEventFilter(self)
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIconSize(QSize(16, 16))
        self.list.setAccessibleName(tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda *_: self._give())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.search)
        column.addWidget(self.list)

    def ask(self) -> None:
        """Opens over the upper middle of the window."""
        window = self.parentWidget()
        self._before = QApplication.focusWidget()
        width, height = min(620, window.width() - 40), min(420, window.height() - 80)
        self.setGeometry((window.width() - width) // 2, 60, width, height)
        self.search.clear()
        self._list()
        self.show()
        self.raise_()
        self.search.setFocus()

    def _list(self) -> None:
        query = self.search.text()
        found: list[tuple[int, int, Entry]] = []
        for place, entry in enumerate(self._actions):
            score = _score(query, entry)
            if score is not None:
                found.append((score, place, entry))
        self.list.clear()
        blank = _blank(self.list.iconSize())
        for _, _, entry in sorted(found, key=lambda each: each[:2]):
            keys = entry.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            note = keys if entry.action.isEnabled() else entry.action.statusTip()
            item = QTreeWidgetItem([entry.title, entry.menu, note])
            item.setIcon(0, blank if entry.action.icon().isNull() else entry.action.icon())
            item.setToolTip(0, entry.action.statusTip())
            item.setData(0, Qt.ItemDataRole.UserRole, entry.key)
            item.setDisabled(not entry.action.isEnabled())
            self.list.addTopLevelItem(item)
        self.list.setColumnWidth(0, int(self.width() * 0.5))
        self.list.setColumnWidth(1, int(self.width() * 0.15))
        if self.list.topLevelItemCount():
            self.list.setCurrentItem(self.list.topLevelItem(0))

    def _give(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isDisabled():
            return
        self._leave()
        self._actions[item.data(0, Qt.ItemDataRole.UserRole)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._give()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            if event.key() in steps and self.list.topLevelItemCount():
                row = self.list.currentIndex().row() + steps[Qt.Key(event.key())]
                row = min(max(row, 0), self.list.topLevelItemCount() - 1)
                self.list.setCurrentItem(self.list.topLevelItem(row))
                return True
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _leave(self) -> None:
        """Hides, and gives the focus back to where the person was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()


def _blank(size: QSize) -> QIcon:
    """Nothing, in the size of an icon, so that all titles begin at the same place."""
    pixmap = QPixmap(size if size.isValid() else QSize(16, 16))
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)
