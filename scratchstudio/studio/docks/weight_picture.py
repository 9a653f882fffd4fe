"""A neuron's incoming weights from the pixels, as a picture: what it looks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scratchstudio.studio.pictures import fitted, paint_picture, signed_image
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import LIGHT, Theme
from scratchstudio.studio.views.figures import figure

SIDE = 112


class WeightPicture(QWidget):
    """Paints weights in the app's one map of signed colours; the strongest is the full colour."""

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._weights: NDArray[np.float64] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Weights from the pixels, as a picture"))

    def dress(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the picture with its rim."""
        return QSize(SIDE + 2, SIDE + 2)

    def show_weights(self, weights: NDArray[np.float64]) -> None:
        """Shows weights of shape (height, width)."""
        self._weights = weights
        limit = figure(float(np.abs(weights).max()))
        self.setToolTip(
            tr(
                "Its weights from the pixels, from −{0} to {0}: where it wants light (positive), "
                "and where dark (negative)."
            ).format(limit)
        )
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._weights is None:
            return
        painter = QPainter(self)
        limit = float(np.abs(self._weights).max())
        image = signed_image(self._theme, self._weights, limit)
        place = fitted(image, QRectF(1, 1, SIDE, SIDE))
        place.moveTo(1, 1)
        paint_picture(painter, image, place, self._theme)
        painter.end()
