"""Some pictures of each class in rows, with the class's name and how many it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.data import Column, Table
from scratchstudio.studio.pictures import fitted, grey_image, paint_picture, picture_of
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

SIDE = 48
GAP = 6
MOST_SHOWN = 24
"""Pictures that are drawn of one class; the width of the sheet shows fewer."""
NAME_ROOM = 130


@dataclass(frozen=True, eq=False)
class _Row:
    name: str
    count: int
    images: tuple[QImage, ...]


class PictureSheet(QWidget):
    """A row a class: name and number at the left, pictures beside."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[_Row] = []
        self.setAccessibleName(tr("Pictures of each class"))

    def show_table(self, table: Table | None, answer: str = "class") -> None:
        """Shows a table of pictures, or nothing."""
        self._rows = []
        if table is not None and table.picture is not None:
            column = table.column(answer)
            self._rows = [self._row(table, column, code) for code in range(len(column.categories))]
        said = [tr("{}: {:,} pictures").format(row.name, row.count) for row in self._rows]
        self.setAccessibleDescription("\n".join(said))
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def _row(self, table: Table, column: Column, code: int) -> _Row:
        rows = np.flatnonzero(column.values == code)
        assert table.picture is not None
        shades = picture_of(table, table.picture, rows[:MOST_SHOWN].tolist())
        images = tuple(grey_image(each) for each in shades)
        return _Row(column.categories[code], len(rows), images)

    def sizeHint(self) -> QSize:
        """All rows, and room for a few pictures."""
        return QSize(NAME_ROOM + 6 * (SIDE + GAP), max(len(self._rows), 2) * (SIDE + GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        for at, row in enumerate(self._rows):
            top = at * (SIDE + GAP) + GAP / 2
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, NAME_ROOM - 2 * GAP)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QPointF(GAP, top + SIDE / 2 - 3), name)
            painter.setPen(QColor(self._theme.faint_text))
            painter.drawText(
                QPointF(GAP, top + SIDE / 2 + metrics.ascent()),
                tr("{:,} pictures").format(row.count),
            )
            left = float(NAME_ROOM)
            for image in row.images:
                if left + SIDE > self.width():
                    break
                place = fitted(image, QRectF(left, top, SIDE, SIDE))
                paint_picture(painter, image, place, self._theme)
                left += SIDE + GAP
        painter.end()
