"""The Data dock: what goes in. Source, columns, preparation, and the first rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.network import Kind
from scratchstudio.studio.docks.columns_list import ColumnsList
from scratchstudio.studio.docks.data_preview import DataPreview
from scratchstudio.studio.docks.data_steps import DataSteps
from scratchstudio.studio.docks.source_chooser import SourceChooser
from scratchstudio.studio.docks.tall_area import TallArea
from scratchstudio.studio.docks.wheel_guard import WheelGuard
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance


class DataDock(QWidget):
    """From top to bottom in the order in which data take their way to the network."""

    importRequested = Signal()
    """The person would like to open a table file."""
    picturesRequested = Signal()
    """The person would like to read pictures from a folder."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.chooser = SourceChooser(document, appearance)
        self.chooser.importRequested.connect(self.importRequested)
        self.chooser.picturesRequested.connect(self.picturesRequested)
        self.columns = ColumnsList(document)
        self.fit = QPushButton(tr("Fit the network to these data"))
        self.fit.clicked.connect(lambda: document.fit_to_data(tr("Fit the network to the data")))
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.setAccessibleName(tr("Why these data cannot be used"))
        self.steps = DataSteps(document, appearance)
        self.preview = DataPreview(document)
        self._arrange()
        WheelGuard(self).watch(self)
        document.dataChanged.connect(self._show)
        document.networkChanged.connect(lambda *_: self._show())
        document.opened.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for title, parts in (
            (tr("Source"), (self.chooser,)),
            (tr("Columns"), (self.columns, self.problem, self.fit)),
            (tr("Preparation"), (self.steps,)),
            (tr("First rows"), (self.preview,)),
        ):
            heading = QLabel(title)
            heading.setProperty("role", "title")
            column.addWidget(heading)
            for part in parts:
                column.addWidget(part)
            column.addSpacing(4)
        column.addStretch(1)
        area = TallArea(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _show(self) -> None:
        error = self._document.data_error
        self.problem.setText(error)
        self.problem.setVisible(bool(error))
        reason = self._why_not_fit()
        self.fit.setEnabled(not reason)
        self.fit.setToolTip(
            reason
            or tr(
                "Adds and removes inputs and outputs until the network has one for each column; "
                "the hidden neurons stay. The loss becomes one that suits the target."
            )
        )

    def _why_not_fit(self) -> str:
        prepared, neurons = self._document.prepared, self._document.network.neurons
        if prepared is None:
            return tr("These data cannot be used yet: {}").format(self._document.data_error)
        inputs = neurons.column[neurons.kind == Kind.INPUT].tolist()
        outputs = neurons.column[neurons.kind == Kind.OUTPUT].tolist()
        if sorted(inputs) == sorted(prepared.features) and sorted(outputs) == sorted(
            prepared.outputs
        ):
            return tr("The network has exactly the inputs and outputs of these data.")
        return ""
