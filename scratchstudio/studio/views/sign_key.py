"""The small permanent key of the weight colours: from − limit through 0 to + limit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme, signed_colours
from scratchstudio.studio.views.figures import round_figure
from scratchstudio.studio.views.level_matrices import CLIPPED_AT

BAR, LEAST_BAR = 90, 24
SPACE = 6


class SignKey(QWidget):
    """A bar of the signed colours with its limits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._limit = 0.0
        self._image = QImage()
        self.show_limit(1.0, theme)

    def show_limit(self, limit: float, theme: Theme) -> None:
        """Shows the key for colours that are full at ±limit."""
        if (limit, theme) == (self._limit, self._theme):
            return
        self._limit, self._theme = limit, theme
        colours = signed_colours(theme, np.linspace(-limit, limit, BAR)[None], limit)
        self._image = QImage(colours.tobytes(), BAR, 1, BAR * 4, QImage.Format.Format_RGB32).copy()
        text = tr(
            "Colour shows sign and size: from −{limit} to +{limit}, neutral at 0."
            " {share} % of the weights are within; larger ones have the full colour."
        ).format(limit=round_figure(limit), share=CLIPPED_AT)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._size(BAR)

    def minimumSizeHint(self) -> QSize:
        return self._size(LEAST_BAR)

    def _size(self, bar: int) -> QSize:
        metrics = self.fontMetrics()
        return QSize(self._written + bar + 2 * SPACE + 4, metrics.height() + 4)

    @property
    def _written(self) -> int:
        """What both numbers take, in pixels."""
        return sum(self.fontMetrics().horizontalAdvance(text) for text in self._texts())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        low, high = self._texts()
        before = self.fontMetrics().horizontalAdvance(low)
        wide = min(self.width() - self._written - 2 * SPACE - 4, BAR)
        bar = QRect(before + SPACE, 3, wide, self.height() - 6)
        painter.drawImage(bar, self._image)
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(bar)
        painter.setPen(QColor(self._theme.faint_text))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | middle, low)
        after = self.rect().adjusted(bar.right() + SPACE, 0, 0, 0)
        painter.drawText(after, Qt.AlignmentFlag.AlignLeft | middle, high)

    def _texts(self) -> tuple[str, str]:
        return f"−{round_figure(self._limit)}", f"+{round_figure(self._limit)}"
