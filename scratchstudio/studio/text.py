"""Every sentence that a person reads goes through `tr`, so that it can be translated."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import Qt


def tr(text: str) -> str:
    """The text in the person's language; itself where no translation is loaded."""
    return QCoreApplication.translate("ScratchStudio", text)


def as_written(text: str) -> str:
    """The text for a tooltip, where Qt would take what looks like markup for markup.

    Names of neurons, columns and files are shown letter by letter, whatever they hold.
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{escape(text, quote=False)}</span>".replace("\n", "<br>")
