"""Paints the sample's picture in a cell of the predictions table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from scratchstudio.studio.pictures import fitted, grey_image, paint_picture
from scratchstudio.studio.views.predictions_model import PredictionsModel

MARGIN = 2


class PictureCell(QStyledItemDelegate):
    """The ground as of any cell, and the picture on it, each pixel a crisp square."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        shades = model.picture(index.row()) if isinstance(model, PredictionsModel) else None
        if isinstance(model, PredictionsModel) and shades is not None:
            image = grey_image(shades)
            room = QRectF(option.rect).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            paint_picture(painter, image, fitted(image, room), model.theme)
