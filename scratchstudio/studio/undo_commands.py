"""Undo and redo as commands, named after the act they would take back or do again."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from scratchstudio.studio.actions import Actions
from scratchstudio.studio.text import tr


class UndoCommands(QObject):
    """Keeps the two commands in step with the undo stack.

    Works from what the stack's signals carry: a stack that is being destroyed still sends them, and
    must not be asked for anything then.
    """

    def __init__(self, stack: QUndoStack, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        actions.add(
            "edit.undo",
            tr("Undo"),
            stack.undo,
            menu="Edit",
            help=tr("Takes back the last act, training runs included."),
            keys=("Ctrl+Z",),
            symbol="undo",
        )
        actions.add(
            "edit.redo",
            tr("Redo"),
            stack.redo,
            menu="Edit",
            help=tr("Does again what was undone."),
            keys=("Ctrl+Shift+Z", "Ctrl+Y"),
            symbol="redo",
        )
        self._name_undo(stack.undoText())
        self._name_redo(stack.redoText())
        self._allow_undo(stack.canUndo())
        self._allow_redo(stack.canRedo())
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        stack.canUndoChanged.connect(self._allow_undo)
        stack.canRedoChanged.connect(self._allow_redo)

    def _name_undo(self, text: str) -> None:
        self._actions.name("edit.undo", f"{tr('Undo')} {text}".strip())

    def _name_redo(self, text: str) -> None:
        self._actions.name("edit.redo", f"{tr('Redo')} {text}".strip())

    def _allow_undo(self, can: bool) -> None:
        self._actions.allow("edit.undo", None if can else tr("There is nothing to undo."))

    def _allow_redo(self, can: bool) -> None:
        self._actions.allow("edit.redo", None if can else tr("There is nothing to redo."))
