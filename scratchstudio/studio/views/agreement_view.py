"""How answers and targets agree: a confusion matrix for classes, a scatter for numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.confusion_table import ConfusionTable
from scratchstudio.studio.views.figures import percent
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.predictions import part_box
from scratchstudio.studio.views.sample_choice import sample_choice
from scratchstudio.studio.views.samples import (
    HELD_OUT,
    Agreement,
    AgreementProbe,
    ClassPair,
)
from scratchstudio.studio.views.target_scatter import TargetScatter

PROBE = "agreement"


class AgreementView(LiveView):
    """The matrix or the scatter, whichever the task at hand asks for."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Confusion matrix"))
        self._choice = sample_choice(document)
        self._shown: Agreement | None = None
        self.part = part_box()
        self.output = QComboBox()
        self.output.setAccessibleName(tr("Target shown"))
        self.matrix = ConfusionTable(appearance.theme)
        self.scatter = TargetScatter()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.matrix)
        self.pages.addWidget(self.scatter)
        self.spoken = QLabel()
        self.spoken.setTextFormat(Qt.TextFormat.PlainText)
        self.spoken.setWordWrap(True)
        self._arrange()
        self.part.currentIndexChanged.connect(self._ask_anew)
        self.output.currentIndexChanged.connect(self._draw_again)
        self.matrix.picked.connect(self._pick)
        self._choice.changed.connect(self._follow_choice)
        self.output.hide()
        self.dress(appearance.theme)

    def probes(self) -> Mapping[str, Probe]:
        return {PROBE: AgreementProbe(self.part.currentData())}

    def lack(self, frame: Frame) -> str:
        prepared = self.document.prepared
        nothing_held_out = prepared is not None and not len(prepared.held_out_inputs)
        if self.part.currentData() == HELD_OUT and nothing_held_out:
            return tr(
                "No samples are held out. Hold some out in the Data dock, or look at the training"
                " samples."
            )
        return ""

    def show_frame(self, frame: Frame) -> None:
        agreement = frame.probes.get(PROBE)
        if (
            not isinstance(agreement, Agreement)
            or agreement is self._shown
            or agreement.part != self.part.currentData()
        ):
            return
        self._shown = agreement
        self._draw_again()

    def dress(self, theme: Theme) -> None:
        self.matrix.model.theme = theme
        self.matrix.table.viewport().update()
        self.scatter.dress(theme)

    def _ask_anew(self) -> None:
        self.ask()
        self.refresh()

    def _draw_again(self) -> None:
        agreement = self._shown
        if agreement is None:
            return
        if agreement.counts is None:
            self._offer(agreement.answers.samples.outputs)
            self.pages.setCurrentWidget(self.scatter)
            output = max(self.output.currentIndex(), 0)
            self.scatter.show_agreement(agreement, output)
            self.spoken.setText(self.scatter.spoken(agreement, output))
            return
        self._offer(())
        self.pages.setCurrentWidget(self.matrix)
        self.matrix.model.take(agreement.counts)
        right = int(agreement.counts.counts.trace())
        unanswered = int(agreement.counts.undecided.sum())
        total = int(agreement.counts.counts.sum()) + unanswered
        text = tr("{right} of {total} right ({share}). Click a cell to list its samples.").format(
            right=f"{right:,}", total=f"{total:,}", share=percent(agreement.counts.accuracy)
        )
        if unanswered:
            text += " " + tr("{} have no answer: the outputs are not numbers.").format(
                f"{unanswered:,}"
            )
        self.spoken.setText(text)

    def _pick(self, pair: ClassPair) -> None:
        self._choice.choose(self.part.currentData(), pair)

    def _follow_choice(self) -> None:
        if self._choice.pair is None:
            self.matrix.table.clearSelection()

    def _offer(self, outputs: tuple[str, ...]) -> None:
        if outputs != tuple(self.output.itemText(i) for i in range(self.output.count())):
            with QSignalBlocker(self.output):
                self.output.clear()
                self.output.addItems(list(outputs))
            self.output.setVisible(len(outputs) > 1)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.part)
        bar.addWidget(self.output)
        bar.addStretch(1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.spoken)
