"""All weights and biases as coloured matrices, one a level; pointing reads, clicking selects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from scratchstudio.network import Network
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.level_matrices import (
    NOTHING,
    Arrangement,
    LevelMatrix,
    arrange,
    colour_limit,
    level_matrices,
)
from scratchstudio.studio.views.matrix_painting import (
    MARGIN,
    head_room,
    paint_cells,
    paint_names,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """One cell: which matrix, row and column; column 0 is the bias."""

    matrix: int
    row: int
    column: int


class HeatMap(QWidget):
    """The matrices. `show_values` gives it a drawing with its present weights."""

    picked = Signal(int, bool)
    """The id of the edge (or, for a bias, neuron) clicked, and whether Ctrl was held."""
    read = Signal(str)
    """What the cell at the pointer holds, as a sentence; "" beside the cells."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Weights as matrices, one a level"))
        self.setAccessibleDescription(
            tr("The table of edges lists the same numbers. The arrow keys move from cell to cell.")
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.theme = theme
        self.limit = 1.0
        self.selection: frozenset[int] = frozenset()
        self.network: Network | None = None
        self.matrices: tuple[LevelMatrix, ...] = ()
        self._values: list[Floats] = []
        self._cell: Cell | None = None
        self._arrangement = Arrangement((), 0, 0)

    def show_values(self, network: Network, weights: Floats, biases: Floats) -> None:
        """Shows these numbers; the layout is made anew only when the drawing is another."""
        if network is not self.network:
            self.network = network
            self.matrices = level_matrices(network)
            self._cell = None
            self.lay_out()
        self._values = [matrix.values(weights, biases) for matrix in self.matrices]
        self.limit = colour_limit([values[:, 1:] for values in self._values])
        self.update()
        if self._cell is not None:
            self.read.emit(self.sentence(self._cell))

    def lay_out(self) -> None:
        """Arranges the matrices in the room there is."""
        room = self.parentWidget().size() if self.parentWidget() is not None else self.size()
        self._arrangement = arrange(
            [matrix.shape for matrix in self.matrices],
            room.width(),
            room.height(),
            head_room(self.fontMetrics()),
            MARGIN,
        )
        self.setMinimumHeight(self._arrangement.height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._arrangement.width, self._arrangement.height)

    def sentence(self, cell: Cell) -> str:
        """What a cell holds, for a person."""
        network, matrix = self.network, self.matrices[cell.matrix]
        if network is None:
            return ""
        target = network.name(int(matrix.targets[cell.row]))
        value = figure(float(self._values[cell.matrix][cell.row, cell.column]))
        if cell.column == 0:
            return tr("bias of {neuron}: {value}").format(neuron=target, value=value)
        source = network.name(int(matrix.sources[cell.column - 1]))
        if matrix.edge_row[cell.row, cell.column - 1] == NOTHING:
            return tr("{source} → {target}: not connected").format(source=source, target=target)
        return tr("{source} → {target}: weight {value}").format(
            source=source, target=target, value=value
        )

    def cell_at(self, point: QPoint) -> Cell | None:
        """The cell under a point of the widget."""
        for number, (place, matrix) in enumerate(
            zip(self._arrangement.places, self.matrices, strict=True)
        ):
            column = (point.x() - place.x) // place.cell[0]
            row = (point.y() - place.y) // place.cell[1]
            rows, columns = matrix.shape
            if 0 <= row < rows and 0 <= column < columns:
                return Cell(number, row, column)
        return None

    def rectangle(self, cell: Cell) -> QRect:
        """Where a cell stands in the widget."""
        place = self._arrangement.places[cell.matrix]
        width, height = place.cell
        return QRect(place.x + cell.column * width, place.y + cell.row * height, width, height)

    def id_of(self, cell: Cell) -> int | None:
        """The id of the edge, or of the neuron whose bias it is; None where nothing is drawn."""
        matrix = self.matrices[cell.matrix]
        if cell.column == 0:
            return int(matrix.targets[cell.row])
        row = matrix.edge_row[cell.row, cell.column - 1]
        if row == NOTHING or self.network is None:
            return None
        return int(self.network.edges.id[row])

    # Events.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._point_at(cell)
            self._pick(cell, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        if event.key() in ways and self.matrices:
            self._point_at(self._beside(*ways[event.key()]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is not None:
            self._pick(self._cell, False)
        else:
            super().keyPressEvent(event)

    def _beside(self, down: int, right: int) -> Cell:
        """The next cell in a direction; to the side it goes on in the next matrix."""
        if self._cell is None:
            return Cell(0, 0, 0)
        number, row, column = self._cell.matrix, self._cell.row + down, self._cell.column + right
        if column >= self.matrices[number].shape[1] and number + 1 < len(self.matrices):
            number, column = number + 1, 0
        elif column < 0 and number > 0:
            number, column = number - 1, self.matrices[number - 1].shape[1] - 1
        rows, columns = self.matrices[number].shape
        return Cell(number, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))

    def _pick(self, cell: Cell, more: bool) -> None:
        chosen = self.id_of(cell)
        if chosen is not None:
            self.picked.emit(chosen, more)

    def _point_at(self, cell: Cell | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self.read.emit("" if cell is None else self.sentence(cell))
            self.update()

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.network is None:
            return
        for matrix, values, place in zip(
            self.matrices, self._values, self._arrangement.places, strict=True
        ):
            paint_cells(painter, self.theme, values, self.limit, place)
            paint_names(painter, self.theme, self.network, matrix, place)
        self._paint_selection(painter)
        if self._cell is not None:
            painter.setPen(QPen(QColor(self.theme.text), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self.rectangle(self._cell).adjusted(-2, -2, 1, 1))

    def _paint_selection(self, painter: QPainter) -> None:
        if not self.selection or self.network is None:
            return
        painter.setPen(QPen(QColor(self.theme.text), 2))
        chosen = np.fromiter(self.selection, dtype=np.int64)
        for number, matrix in enumerate(self.matrices):
            drawn = matrix.edge_row != NOTHING
            picked = np.zeros(matrix.shape, dtype=bool)
            picked[:, 0] = np.isin(matrix.targets, chosen)
            picked[:, 1:][drawn] = np.isin(self.network.edges.id[matrix.edge_row[drawn]], chosen)
            for row, column in np.argwhere(picked).tolist():
                painter.drawRect(self.rectangle(Cell(number, row, column)).adjusted(1, 1, -1, -1))


class HeatMapArea(QScrollArea):
    """The heat map with scroll bars for drawings that do not fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = HeatMap(theme, self)
        self.setWidget(self.map)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusProxy(self.map)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.map.lay_out()
