"""Tool buttons that look like their action, at the same cost for ever.

Qt's own tool button (6.11) takes its default action anew whenever that changes, and each time
connects to it once more: the connections and the icons that they hold are never given back, and
every change takes a little longer than the one before.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QActionEvent
from PySide6.QtWidgets import QToolBar, QToolButton


class _Dresser(QObject):
    """Dresses the button it is installed on, instead of Qt, when the button's action changes."""

    def eventFilter(self, button: QToolButton, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ActionChanged or not isinstance(event, QActionEvent):
            return False
        action = event.action()
        if action is not button.defaultAction():
            return False
        button.setText(action.iconText())
        button.setIcon(action.icon())
        button.setToolTip(action.toolTip())
        button.setStatusTip(action.statusTip())
        button.setWhatsThis(action.whatsThis())
        button.setCheckable(action.isCheckable())
        button.setChecked(action.isChecked())
        button.setEnabled(action.isEnabled())
        return True


def keep_light(button: QToolButton) -> None:
    """From now on the button follows its default action without growing."""
    button.installEventFilter(_Dresser(button))


def keep_bar_light(bar: QToolBar) -> None:
    """The same for each action that the tool bar has."""
    for action in bar.actions():
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            keep_light(button)
