"""One sample in full beside the table: its picture, target, answer, and each class's share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scratchstudio.studio.pictures import fitted, grey_image, paint_picture
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import MISSING, figure
from scratchstudio.studio.views.samples import Answers

PICTURE = 128
WIDTH = 330
GAP = 8
NAME_SHARE = 0.45
"""Of the width of a class's row, the part for its name."""
NUMBER_ROOM = 44


@dataclass(frozen=True)
class ClassShare:
    """A class, what the network gives it, and whether it is the right one."""

    name: str
    share: float
    right: bool


def class_shares(answers: Answers, sample: int) -> tuple[ClassShare, ...]:
    """What the network gives each class, in their order; () for a regression.

    One output for two classes is the second one's share.
    """
    classes = answers.samples.prepared.classes
    if not len(answers.actual):
        return ()
    shares = answers.output[sample]
    if len(shares) < len(classes):
        shares = np.array([1 - shares[0], shares[0]])
    actual = int(answers.actual[sample])
    return tuple(
        ClassShare(name, float(share), code == actual)
        for code, (name, share) in enumerate(zip(classes, shares, strict=True))
    )


class SampleCard(QWidget):
    """Paints one sample. Where classes are too many for the height, it shows the likeliest."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._shown: tuple[Answers, int] | None = None
        self.setAccessibleName(tr("The selected sample"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Wide enough for the picture and the classes beside it."""
        return QSize(WIDTH, PICTURE + 2 * GAP)

    def show_sample(self, answers: Answers | None, sample: int = 0) -> None:
        """Shows a sample, or nothing."""
        self._shown = None if answers is None else (answers, sample)
        self.setAccessibleDescription("" if answers is None else "\n".join(self._lines()))
        self.update()

    def _lines(self) -> list[str]:
        """The row, target and answer, as they are read."""
        assert self._shown is not None
        answers, sample = self._shown
        samples = answers.samples
        part = tr("held-out") if samples.is_held_out(sample) else tr("training")
        lines = [tr("row {:,}, {}").format(samples.row(sample) + 1, part)]
        if len(answers.actual):
            classes = samples.prepared.classes
            codes = (int(answers.actual[sample]), int(answers.predicted[sample]))
            named = [classes[code] if code >= 0 else MISSING for code in codes]
        else:
            named = [
                ", ".join(map(figure, values[sample].tolist()))
                for values in (answers.target, answers.output)
            ]
        return [*lines, tr("target: {}").format(named[0]), tr("predicted: {}").format(named[1])]

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        answers, sample = self._shown
        painter = QPainter(self)
        shades = answers.samples.picture(sample)
        left = float(GAP)
        if shades is not None:
            image = grey_image(shades)
            side = min(PICTURE, self.height() - 2 * GAP)
            place = fitted(image, QRectF(GAP, GAP, side, side))
            place.moveTo(GAP, GAP)
            paint_picture(painter, image, place, self.theme)
            left = place.right() + 1.5 * GAP
        bottom = self._paint_lines(painter, left)
        room = QRectF(left, bottom, self.width() - left - GAP, self.height() - bottom - 2)
        self._paint_shares(painter, room, class_shares(answers, sample))
        painter.end()

    def _paint_lines(self, painter: QPainter, left: float) -> float:
        """The lines of text; returns where the next thing may begin."""
        metrics = self.fontMetrics()
        step = metrics.height() + 1
        for at, line in enumerate(self._lines()):
            painter.setPen(QColor(self.theme.faint_text if at == 0 else self.theme.text))
            shown = metrics.elidedText(
                line, Qt.TextElideMode.ElideRight, int(self.width() - left - GAP)
            )
            painter.drawText(QPointF(left, GAP + at * step + metrics.ascent()), shown)
        return GAP + 3 * step + 4.0

    def _paint_shares(
        self, painter: QPainter, room: QRectF, shares: tuple[ClassShare, ...]
    ) -> None:
        metrics = self.fontMetrics()
        step = metrics.height() + 1
        fitting = max(int(room.height() // step), 0)
        if len(shares) > fitting:
            likely = sorted(range(len(shares)), key=lambda at: -np.nan_to_num(shares[at].share))
            shares = tuple(shares[at] for at in sorted(likely[:fitting]))
        widest = max((metrics.horizontalAdvance(each.name) for each in shares), default=0)
        name_room = min(widest + 10.0, NAME_SHARE * room.width())
        for at, each in enumerate(shares):
            top = room.top() + at * step
            painter.setPen(QColor(self.theme.text))
            font = painter.font()
            font.setBold(each.right)
            painter.setFont(font)
            name = metrics.elidedText(each.name, Qt.TextElideMode.ElideRight, int(name_room - 6))
            painter.drawText(QPointF(room.left(), top + metrics.ascent()), name)
            known = np.isfinite(each.share)
            share = float(np.clip(each.share, 0, 1)) if known else 0.0
            full = QRectF(
                room.left() + name_room, top + 3, room.width() - name_room - NUMBER_ROOM, step - 6
            )
            painter.fillRect(full, QColor(self.theme.border))
            full.setWidth(full.width() * share)
            painter.fillRect(full, QColor(self.theme.accent))
            text = f"{share:.0%}" if known else MISSING
            number = QRectF(room.right() - NUMBER_ROOM, top, NUMBER_ROOM, step)
            painter.drawText(number, Qt.AlignmentFlag.AlignRight, text)
