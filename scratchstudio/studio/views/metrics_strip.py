"""Loss and score of both parts of the data as numbers, for the training dock and the chart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from scratchstudio.evaluate import Score
from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import MISSING, figure, percent
from scratchstudio.studio.views.live import LiveView

LARGER = 1.25
"""How much larger the numbers are than the text around them."""
WIDEST_NUMBER = "0.00e−00"


def score_text(score: Score | None) -> str:
    """An accuracy as a percentage, any other score with three digits."""
    if score is None:
        return MISSING
    return percent(score.value) if score.name == "accuracy" else figure(score.value)


class MetricsStrip(LiveView):
    """Training and held-out loss, and accuracy or R², as they are now."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Loss and score"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._training_head = QLabel(tr("Training"))
        self._held_out_head = QLabel(tr("Held-out"))
        self._training_head.setToolTip(tr("Measured on the samples the network learns from."))
        self._held_out_head.setToolTip(
            tr("Measured on samples kept apart: how well it does on what it has never seen.")
        )
        self._score_name = QLabel(tr("Accuracy"))
        # R² is shorter: the chart beside it must not change its width with the data.
        self._score_name.setMinimumWidth(self._score_name.sizeHint().width())
        self.training_loss = self._number(tr("Training loss"))
        self.held_out_loss = self._number(tr("Held-out loss"))
        self.training_score = self._number(tr("Training score"))
        self.held_out_score = self._number(tr("Held-out score"))
        grid = QGridLayout(self.body)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        rows = (
            (None, self._training_head, self._held_out_head),
            (QLabel(tr("Loss")), self.training_loss, self.held_out_loss),
            (self._score_name, self.training_score, self.held_out_score),
        )
        for row, labels in enumerate(rows):
            for column, label in enumerate(labels):
                if label is not None:
                    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                    grid.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)
        self.dress(appearance.theme)

    def show_frame(self, frame: Frame) -> None:
        self.training_loss.setText(figure(frame.snapshot.training_loss))
        self.held_out_loss.setText(figure(frame.snapshot.held_out_loss))
        self.training_score.setText(score_text(frame.training_score))
        self.held_out_score.setText(score_text(frame.held_out_score))
        if frame.training_score is not None:
            name = frame.training_score.name
            self._score_name.setText(tr("Accuracy") if name == "accuracy" else name)

    def dress(self, theme: Theme) -> None:
        for label, colour in (
            (self._training_head, theme.training),
            (self._held_out_head, theme.held_out),
        ):
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
            label.setPalette(palette)

    def _number(self, name: str) -> QLabel:
        label = QLabel(MISSING)
        label.setAccessibleName(name)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        font.setBold(True)
        label.setFont(font)
        # A fixed size: a new text then changes no layout.
        metrics = QFontMetrics(font)
        label.setFixedSize(metrics.horizontalAdvance(WIDEST_NUMBER) + 2, metrics.height())
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
