"""What the colours and shapes of a map mean, in words beside it."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.class_marks import glyph
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.tint import Bytes, Inks, ValueScale, value_table

MOST_NAMED = 12


def legend_text(classes: tuple[str, ...], theme: Theme, far_off: float = 0.0) -> str:
    """How parts and errors are marked and, for classes, their shapes and colours; rich text.

    `far_off` is the error from which numbers are ringed; 0 where none are.
    """
    if not classes:
        marks = tr("● training · ◇ held-out")
        if far_off > 0:
            marks += tr(" · ringed: more than {} off").format(figure(far_off))
        return _in_phrases(marks)
    inks = Inks.of(theme)
    named = [
        f'<span style="color:{inks.of_class(i)}">{glyph(i)}</span>&nbsp;{html.escape(name)}'
        for i, name in enumerate(classes[:MOST_NAMED])
    ]
    if len(classes) > MOST_NAMED:
        named.append(html.escape(tr("and {} more").format(len(classes) - MOST_NAMED)))
    marks = tr("filled: training · hollow: held-out · ringed: wrong")
    return " &nbsp; ".join([*named, _in_phrases(marks)])


def _in_phrases(marks: str) -> str:
    """Lines break between two phrases, never within one."""
    return html.escape(marks).replace(" ", "\u00a0").replace("·\u00a0", "· ")


class ColourScale(QWidget):
    """The bands of colour from the lowest to the highest value, with numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._limits = (0.0, 1.0)
        self._name = ""
        self._colours: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scale(self, name: str, scale: ValueScale, theme: Theme) -> None:
        """Shows the scale of the target called `name`."""
        table = value_table(Inks.of(theme), scale)[:-1]
        self.show_colours(name, (scale.low, scale.high), table, theme)

    def show_colours(
        self, name: str, limits: tuple[float, float], table: Bytes, theme: Theme
    ) -> None:
        """Shows these colours (bands, 4) for the values between the limits, low to high."""
        colours = tuple(tuple(colour) for colour in table[:, :3].tolist())
        wanted = (name, limits, colours, theme)
        if wanted == (self._name, self._limits, self._colours, self._theme):
            return
        self._name, self._limits, self._colours, self._theme = wanted
        self.setAccessibleName(
            tr("Colours of {name}: from {low} to {high}").format(
                name=name, low=figure(limits[0]), high=figure(limits[1])
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.faint_text))
        low, high = (figure(limit) for limit in self._limits)
        texts = (f"{self._name}  {low}", high)
        widths = [self.fontMetrics().horizontalAdvance(text) for text in texts]
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | middle, texts[0])
        bar = QRectF(widths[0] + 8, 4, self.width() - sum(widths) - 16, self.height() - 8)
        bar.setWidth(min(bar.width(), 240))
        for place, colour in enumerate(self._colours):
            left = bar.left() + bar.width() * place / len(self._colours)
            band = QRectF(left, bar.top(), bar.width() / len(self._colours) + 0.5, bar.height())
            painter.fillRect(band, QColor(*colour))
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(bar)
        painter.setPen(QColor(self._theme.faint_text))
        right = self.rect().adjusted(int(bar.right()) + 8, 0, 0, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft | middle, texts[1])
