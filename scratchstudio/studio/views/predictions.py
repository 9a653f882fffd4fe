"""The table of all samples with target, answer and error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.pictures import picture_height
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.picture_cell import MARGIN, PictureCell
from scratchstudio.studio.views.predictions_model import PART, PICTURE, VERDICT, PredictionsModel
from scratchstudio.studio.views.sample_card import SampleCard
from scratchstudio.studio.views.sample_choice import sample_choice
from scratchstudio.studio.views.samples import (
    ALL,
    BY_ERROR,
    BY_FEATURE,
    BY_SAMPLE,
    HELD_OUT,
    TRAINING,
    Listing,
    ListingProbe,
    Query,
)

PROBE = "predictions"
COLUMN = 74
"""Pixels: the least width of a column of numbers or names."""
LONGEST_NUMBER = "−1.23e−10"
CELL_ROOM = 12
"""Pixels beside the text of a cell, for its margins."""
WIDEST = 180
TITLE_ROOM = 18
"""Pixels beside a column's title, for its margins."""
ORDER_RESTS = 1000
"""Milliseconds for which the order of the rows rests while training, so that it can be read."""


def part_box() -> QComboBox:
    """The choice between all samples, the training part and the held-out part."""
    box = QComboBox()
    box.setAccessibleName(tr("Part of the data"))
    box.setToolTip(
        tr("Which samples are shown: those the network learns from, or those kept apart.")
    )
    for key, text in (
        (ALL, tr("All samples")),
        (TRAINING, tr("Training")),
        (HELD_OUT, tr("Held-out")),
    ):
        box.addItem(text, key)
    return box


class Predictions(LiveView):
    """Samples, one a row; sortable, filtered by part and by a cell of the confusion matrix."""

    least = (46, 40)

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Predictions"))
        self.query = Query()
        self._choice = sample_choice(document)
        self._ordered = QElapsedTimer()
        self.part = part_box()
        self.worst_first = QToolButton()
        self.worst_first.setText(tr("Worst first"))
        self.worst_first.setCheckable(True)
        self.worst_first.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.worst_first.setToolTip(
            tr("Puts the samples on top whose answer is furthest from the target.")
        )
        self.filter = QPushButton()
        self.filter.setToolTip(tr("Shows only this cell of the confusion matrix. Click for all."))
        self.filter.hide()
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("role", "faint")
        self.model = PredictionsModel(appearance.theme)
        self.card = SampleCard(appearance.theme)
        self.table = QTableView()
        self.table.setModel(self.model)
        self._prepare_table()
        self._arrange()
        self.part.currentIndexChanged.connect(self._ask_for_part)
        self.worst_first.toggled.connect(self._sort_by_error)
        self.filter.clicked.connect(self._choice.clear)
        self._choice.changed.connect(self._follow_choice)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._sort)
        self._follow_choice()

    def probes(self) -> Mapping[str, Probe]:
        return {PROBE: ListingProbe(self.query)}

    def show_frame(self, frame: Frame) -> None:
        listing = frame.probes.get(PROBE)
        if (
            not isinstance(listing, Listing)
            or listing is self.model.listing
            or listing.query != self.query
        ):
            return
        self._take(self._resting(listing, frame.playing))
        count = tr("{} samples").format(f"{len(listing.order):,}")
        if len(listing.answers.actual):
            count += tr(", {} wrong").format(f"{listing.wrong:,}")
        self.summary.setText(count)
        self._show_card()

    def dress(self, theme: Theme) -> None:
        self.model.theme = self.card.theme = theme
        self.card.update()

    def _resting(self, listing: Listing, playing: bool) -> Listing:
        """The new answers in the order that is on the screen, unless a new order is due."""
        shown = self.model.listing
        if (
            playing
            and shown is not None
            and shown.query == listing.query
            and shown.answers.samples.fed is listing.answers.samples.fed
            and self._ordered.isValid()
            and self._ordered.elapsed() < ORDER_RESTS
        ):
            return replace(listing, order=shown.order)
        self._ordered.start()
        return listing

    def _take(self, listing: Listing) -> None:
        """Shows the listing; the chosen samples stay chosen and the place stays the same."""
        bar = self.table.verticalScrollBar()
        place, chosen = bar.value(), self._chosen_sample()
        if self.model.take(listing):
            self._size_columns()
            self._size_rows()
            bar.setValue(place)
            row = None if chosen is None else self.model.row_of(chosen)
            if row is not None:
                self.table.selectRow(row)

    def _show_card(self) -> None:
        """The selected sample beside the table, or the first one; nothing but for pictures."""
        listing = self.model.listing
        if listing is None or listing.answers.samples.prepared.picture is None:
            self.card.hide()
            return
        sample = self._chosen_sample()
        if sample is None and len(listing.order):
            sample = self.model.sample(0)
        self.card.show_sample(None if sample is None else listing.answers, sample or 0)
        self.card.show()

    def _size_rows(self) -> None:
        """Rows as high as a line of text, or as a picture."""
        listing = self.model.listing
        picture = None if listing is None else listing.answers.samples.prepared.picture
        height = self.fontMetrics().height() + 6
        if picture is not None:
            height = max(height, picture_height(picture.height) + 2 * MARGIN)
        self.table.verticalHeader().setDefaultSectionSize(height)
        kinds = [column.kind for column in self.model.columns]
        for section, kind in enumerate(kinds):
            cell = self._pictures if kind == PICTURE else None
            self.table.setItemDelegateForColumn(section, cell)
            if cell is not None and picture is not None:
                width = picture.width * height // picture.height + 2 * MARGIN
                self.table.setColumnWidth(section, max(width, COLUMN // 2))
        if self.query.sort in kinds and self.query.sort != BY_FEATURE:
            header = self.table.horizontalHeader()
            order = Qt.SortOrder(int(self.query.descending))
            with QSignalBlocker(header):
                header.setSortIndicator(kinds.index(self.query.sort), order)

    def _size_columns(self) -> None:
        width = self.fontMetrics().horizontalAdvance
        number = width(LONGEST_NUMBER) + CELL_ROOM
        part = max(width(tr(name)) for name in ("training", "held-out")) + CELL_ROOM
        widths = {VERDICT: 26, PART: max(part, 64), BY_SAMPLE: max(width("0,000") + CELL_ROOM, 46)}
        for section, column in enumerate(self.model.columns):
            title = self.fontMetrics().horizontalAdvance(column.title) + TITLE_ROOM
            least = widths.get(column.kind, max(number, COLUMN))
            self.table.setColumnWidth(section, min(max(title, least), WIDEST))

    def _chosen_sample(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.sample(rows[0].row()) if rows else None

    def _ask_for(self, query: Query) -> None:
        self.query = query
        self._ordered.invalidate()
        self.ask()

    def _ask_for_part(self) -> None:
        self._ask_for(replace(self.query, part=self.part.currentData()))

    def _follow_choice(self) -> None:
        pair, prepared = self._choice.pair, self.document.prepared
        if pair is not None:
            with QSignalBlocker(self.part):
                self.part.setCurrentIndex(self.part.findData(self._choice.part))
        self._ask_for(replace(self.query, part=self.part.currentData(), pair=pair))
        self.filter.setVisible(pair is not None)
        if pair is not None and prepared is not None:
            self.filter.setText(
                tr("{actual} taken for {predicted}  ✕").format(
                    actual=prepared.classes[pair.actual],
                    predicted=prepared.classes[pair.predicted],
                )
            )

    def _sort_by_error(self, worst_first: bool) -> None:
        header = self.table.horizontalHeader()
        kinds = [column.kind for column in self.model.columns]
        wanted = BY_ERROR if worst_first else BY_SAMPLE
        if wanted in kinds:
            order = Qt.SortOrder.DescendingOrder if worst_first else Qt.SortOrder.AscendingOrder
            with QSignalBlocker(header):
                header.setSortIndicator(kinds.index(wanted), order)
        self._ask_for(replace(self.query, sort=wanted, descending=worst_first))

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        if not 0 <= section < len(self.model.columns) or not self.model.columns[section].sortable:
            return
        column = self.model.columns[section]
        descending = order == Qt.SortOrder.DescendingOrder
        with QSignalBlocker(self.worst_first):
            self.worst_first.setChecked(column.kind == BY_ERROR and descending)
        self._ask_for(
            replace(self.query, sort=column.kind, feature=column.position, descending=descending)
        )

    def _prepare_table(self) -> None:
        self.table.setAccessibleName(tr("Samples with target, prediction and error"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        rows = self.table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 6)
        self._pictures = PictureCell(self.table)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(24)
        header.setDefaultSectionSize(COLUMN)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for widget in (self.part, self.worst_first, self.filter):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.summary)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(bar)
        beside = QHBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self.table, 1)
        beside.addWidget(self.card)
        self.card.hide()
        layout.addLayout(beside, 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_card())
