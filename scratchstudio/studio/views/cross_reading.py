"""What a chart reads out at its cross-hair: a small card beside it, wherever there is room."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.plots import AXIS_WIDTH

GAP = 8
"""Pixels between the cross-hair and the card, and between the card and the chart's rim."""
ACROSS, ABOVE = 7, 3
"""Pixels of rim and padding round the text."""
MOST_ROWS = 5
"""Values below each other; more stand in two columns."""
WIDEST_NOTE = 220
"""Pixels: what is longer is broken into lines."""


@dataclass(frozen=True)
class Row:
    """A name and its value, in the colour of the curve."""

    name: str
    value: str
    colour: str


class CrossReading(QLabel):
    """Stands on its parent, the chart; what it covers is what the person does not point at."""

    def __init__(self, chart: QWidget, name: str) -> None:
        super().__init__(chart)
        self.setObjectName("crossReading")
        self.setAccessibleName(name)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence = ""
        """All that it says, in one line."""
        self._inviting = False
        chart.installEventFilter(self)
        self.hide()

    def dress(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.setStyleSheet(
            f"#crossReading {{ background: {theme.raised}; color: {theme.text};"
            f" border: 1px solid {theme.border}; border-radius: 4px;"
            f" padding: {ABOVE - 1}px {ACROSS - 1}px; }}"
            f"#crossReading[inviting=true] {{ background: transparent; border: none;"
            f" color: {theme.faint_text}; }}"
        )

    def put_away(self) -> None:
        """Says nothing."""
        self._say("", inviting=False)
        self.hide()

    def tell(self, rows: Sequence[Row], note: str, x: float) -> None:
        """Tells what is at `x`, in pixels from the chart's left edge, and what happened there.

        Names are shown as they are, whatever they hold.
        """
        said = " · ".join(text for text in (*(f"{r.name} {r.value}" for r in rows), note) if text)
        self._say(said, inviting=False)
        self._fit(_table(rows) + self._note(note))
        room = self.parentWidget().width()
        right, left = round(x) + GAP, round(x) - GAP - self.width()
        fits = right + self.width() <= room - GAP
        self.move(right if fits else max(left, 0), GAP // 2)
        self.show()
        self.raise_()

    def invite(self, sentence: str) -> None:
        """Says in the middle of the chart what to do while there is nothing to read."""
        self._say(sentence, inviting=True)
        self.setText(f"<div align='center'>{_shown(sentence)}</div>")
        self.setWordWrap(True)
        room = self.parentWidget().size()
        most = max(room.width() - AXIS_WIDTH - 2 * GAP, 1)
        width = min(self.fontMetrics().horizontalAdvance(sentence) + 4 * GAP, most)
        self.setFixedSize(width, max(self.heightForWidth(width), 1))
        self.move(
            AXIS_WIDTH + (room.width() - AXIS_WIDTH - self.width()) // 2,
            (room.height() - self.height()) // 2 - GAP,
        )
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An invitation stays in the middle of a chart that changes its size."""
        if self._inviting and event.type() == QEvent.Type.Resize:
            self.invite(self.sentence)
        return False

    def _say(self, sentence: str, *, inviting: bool) -> None:
        self.sentence = sentence
        self.setAccessibleDescription(sentence)
        if inviting != self._inviting:
            self._inviting = inviting
            self.setProperty("inviting", inviting)
            self.style().unpolish(self)
            self.style().polish(self)

    def _fit(self, text: str) -> None:
        """Takes the room that the text needs; a label's own hint is far wider."""
        page = QTextDocument()
        page.setDefaultFont(self.font())
        page.setDocumentMargin(0)
        page.setHtml(text)
        self.setText(text)
        self.setWordWrap(False)
        width, height = math.ceil(page.idealWidth()), math.ceil(page.size().height())
        self.setFixedSize(width + 2 * ACROSS, height + 2 * ABOVE)

    def _note(self, note: str) -> str:
        if not note:
            return ""
        if self.fontMetrics().horizontalAdvance(note) <= WIDEST_NOTE:
            return f"<div>{_shown(note)}</div>"
        # A label that breaks lines asks for more room than it needs; a cell does not.
        cell = f"<tr><td>{_shown(note)}</td></tr>"
        return f"<table width='{WIDEST_NOTE}' cellspacing='0'>{cell}</table>"


def _table(rows: Sequence[Row]) -> str:
    cells = [
        f"<td style='color:{row.colour}'>{_shown(row.name).replace(' ', '&nbsp;')}</td>"
        "<td align='right' style='padding-left:8px; padding-right:8px'>"
        f"<b>{_shown(row.value)}</b></td>"
        for row in rows
    ]
    columns = 1 if len(rows) <= MOST_ROWS else 2
    lines = ("".join(cells[at : at + columns]) for at in range(0, len(cells), columns))
    return "<table cellspacing='0'>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _shown(text: str) -> str:
    return html.escape(" ".join(text.split()))
