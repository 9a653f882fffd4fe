"""A short movement from here to there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QVariantAnimation

MILLISECONDS = 180


class Glide(QVariantAnimation):
    """Shows the way in small steps; another movement lets the present one arrive at once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._show: Callable[[float], None] | None = None
        self.setDuration(MILLISECONDS)
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.valueChanged.connect(self._step)

    def run(self, show: Callable[[float], None]) -> None:
        """Calls `show` with shares of the way from 0 to 1."""
        if self.state() == QVariantAnimation.State.Running:
            self.stop()
            self._step(1.0)
        self._show = show
        self.start()

    def _step(self, share: float) -> None:
        if self._show is not None:
            self._show(share)
