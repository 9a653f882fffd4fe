"""Every sentence that a person reads goes through `tr`, so that it can be translated."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """The text in the person's language; itself where no translation is loaded."""
    return QCoreApplication.translate("ScratchStudio", text)
