"""Every command a person can give, declared once; menus, keys, tool bar and palette read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import as_written


@dataclass(frozen=True)
class Entry:
    """One command: its QAction, the menu it stands in, and the sentence that explains it."""

    key: str
    menu: str
    action: QAction
    help: str

    @property
    def title(self) -> str:
        """The command's name without the marks of underlined letters."""
        return re.sub("&(.)", r"\1", self.action.text())


class Actions(QObject):
    """The window's commands by key, in the order in which they were added."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: dict[str, Entry] = {}

    def add(
        self,
        key: str,
        text: str,
        run: Callable[[], object],
        *,
        menu: str,
        help: str,
        keys: Sequence[str] = (),
        symbol: str | None = None,
        checked: bool | None = None,
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> QAction:
        """Declares a command. `checked`, unless None, makes it a switch; `symbol` names an icon."""
        action = QAction(text, self)
        action.setObjectName(key)
        action.setShortcuts([QKeySequence(k) for k in keys])
        action.setShortcutContext(context)
        if symbol is not None:
            action.setIcon(icon(symbol))
            action.setData(symbol)
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
        action.triggered.connect(lambda *_: run())
        entry = Entry(key, menu, action, help)
        self._entries[key] = entry
        self._explain(entry, None)
        return action

    def __getitem__(self, key: str) -> QAction:
        return self._entries[key].action

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def allow(self, key: str, reason: str | None = None) -> None:
        """Enables the command, or disables it with the reason as its tooltip."""
        entry = self._entries[key]
        action = entry.action
        # Asked about all commands at each edit: most say the same as before.
        if action.isEnabled() != (reason is None) or action.statusTip() != (reason or entry.help):
            action.setEnabled(reason is None)
            self._explain(entry, reason)

    def name(self, key: str, text: str) -> None:
        """Gives the command another name, shown as it is: no letter of it is a shortcut."""
        entry = self._entries[key]
        entry.action.setText(text.replace("&", "&&"))
        self._explain(entry, None if entry.action.isEnabled() else entry.action.statusTip())

    def refresh_icons(self) -> None:
        """Redraws the icons in the colours of the present palette."""
        for entry in self:
            if entry.action.data() is not None:
                entry.action.setIcon(icon(str(entry.action.data())))

    @staticmethod
    def _explain(entry: Entry, reason: str | None) -> None:
        keys = entry.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        title = entry.title.removesuffix("…") + (f"  ({keys})" if keys else "")
        entry.action.setToolTip(as_written(f"{title}\n{reason or entry.help}"))
        entry.action.setStatusTip(reason or entry.help)
