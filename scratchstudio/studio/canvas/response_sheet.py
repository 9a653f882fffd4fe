"""Small maps cut to the shape of the neurons' bodies, at the size in which they are seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from scratchstudio.studio.canvas.neuron_art import body_path
from scratchstudio.studio.canvas.primitives import Sheet
from scratchstudio.studio.canvas.viewport import Floats

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Images:
    """One opaque square image a neuron: `pixels` is (neurons, side, side), 0xAARRGGBB."""

    ids: NDArray[np.int64]
    pixels: NDArray[np.uint32]

    def rows(self, ids: NDArray[np.int64]) -> tuple[Rows, Rows]:
        """Which of `ids`, rising, have an image, and the image's row."""
        _, theirs, mine = np.intersect1d(ids, self.ids, assume_unique=True, return_indices=True)
        return theirs, mine


class ResponseSheet:
    """The images as one sheet, made anew when they or their size are others."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._sheet = Sheet(1, 1, 1)
        self._masks: dict[int, QImage] = {}

    def draw(
        self,
        painter: QPainter,
        images: Images,
        mine: Rows,
        kinds: NDArray[np.int8],
        centres: Floats,
        opacity: Floats,
        side: float,
        ratio: float,
    ) -> None:
        """Draws the images in the rows `mine`, `side` pixels wide, each at its centre."""
        if self._of != (images, side, ratio):
            self._of = images, side, ratio
            self._sheet = Sheet(side, side, ratio)
            self._masks = {}
        slots = [
            self._sheet.slot(
                row, lambda p, r, row=row, kind=kind: self._cut(p, r, images, row, kind)
            )
            for row, kind in zip(mine.tolist(), kinds.tolist(), strict=True)
        ]
        self._sheet.draw(painter, np.array(slots, dtype=np.intp), centres, opacity)

    def _cut(self, painter: QPainter, rect: QRectF, images: Images, row: int, kind: int) -> None:
        pixels = np.ascontiguousarray(images.pixels[row])
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        ratio = painter.worldTransform().m11()
        cut = self._mask(kind, rect, ratio).copy()
        inner = QPainter(cut)
        inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        inner.drawImage(rect, image)
        inner.end()
        painter.drawImage(rect.topLeft(), cut)

    def _mask(self, kind: int, rect: QRectF, ratio: float) -> QImage:
        if kind not in self._masks:
            size = (rect.size() * ratio).toSize()
            mask = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            mask.setDevicePixelRatio(ratio)
            mask.fill(Qt.GlobalColor.transparent)
            painter = QPainter(mask)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawPath(body_path(kind, rect.center(), rect.width() / 2))
            painter.end()
            self._masks[kind] = mask
        return self._masks[kind]
