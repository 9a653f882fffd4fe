"""The app's icons: SVG files in resources/icons, in the colour of the palette's text."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from scratchstudio.resources import resource_path

SIZES = (16, 20, 24, 32, 48)
MOST_KEPT = 256
"""Icons that are drawn once; an icon is asked for again each time training begins or pauses."""


def icon(name: str) -> QIcon:
    """The icon `resources/icons/NAME.svg` in the palette's text colour, greyed where disabled."""
    palette, ink = QGuiApplication.palette(), QPalette.ColorRole.ButtonText
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled)
    return _drawn(name, *(palette.color(group, ink).name() for group in groups))


@lru_cache(maxsize=MOST_KEPT)
def _drawn(name: str, usual: str, disabled: str) -> QIcon:
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, usual), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
        for size in SIZES:
            result.addPixmap(_pixmap(renderer, size), mode)
    return result


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
