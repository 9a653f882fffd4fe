"""What lies over the network: selection, hover, marks, ports, the legend, the empty canvas."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from scratchstudio.studio.canvas import edge_style
from scratchstudio.studio.canvas.comparison import difference_words
from scratchstudio.studio.canvas.edge_layer import MOST_STROKED
from scratchstudio.studio.canvas.edge_strokes import COLOUR_LIMIT, edge_colours, stroke
from scratchstudio.studio.canvas.neuron_art import body_path
from scratchstudio.studio.canvas.picture import RADIUS
from scratchstudio.studio.canvas.primitives import draw_lines, faded, font, pen, point
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import round_figure

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


BADGE_AT = 0.16
"""How far along an edge its badge stands: near the source, where edges have fanned out."""


def paint_edges(canvas: CanvasView, painter: QPainter, weights: Floats, loose: np.ndarray) -> None:
    """Edges that stand out: those of dragged neurons, the selected, the hovered, a cycle."""
    chosen = np.array(canvas.editor.chosen_edges, dtype=np.int64)
    edges = canvas.picture.network.edges
    if canvas.shows_buffer():
        loose = canvas.picture.outside_blocks(loose)
        strongest = loose[np.argsort(np.abs(weights[loose]))[-MOST_STROKED:]]
        _restroke(canvas, painter, strongest, weights)
    _halo(canvas, painter, edges.rows(chosen), weights, canvas.theme.selection)
    hovered = canvas.hover
    if hovered is not None and hovered.part == "edge" and hovered.id in edges:
        _halo(canvas, painter, edges.rows([hovered.id]), weights, canvas.theme.faint_text)
    if canvas.marked_edge is not None and canvas.marked_edge in edges:
        _halo(canvas, painter, edges.rows([canvas.marked_edge]), weights, canvas.theme.good)
    if canvas.cycle:
        rows = _edges_along(canvas, canvas.cycle)
        _halo(canvas, painter, rows, weights, canvas.theme.error)


def _edges_along(canvas: CanvasView, path: tuple[int, ...]) -> np.ndarray:
    edges = canvas.picture.network.edges
    on_way = np.zeros(len(edges), dtype=bool)
    for source, target in pairwise(path):
        on_way |= (edges.source == source) & (edges.target == target)
    return np.flatnonzero(on_way)


def _lines(canvas: CanvasView, rows: np.ndarray) -> tuple[Floats, Floats]:
    viewport, picture = canvas.viewport, canvas.picture
    return viewport.to_screen(picture.starts[rows]), viewport.to_screen(picture.ends[rows])


def _restroke(canvas: CanvasView, painter: QPainter, rows: np.ndarray, weights: Floats) -> None:
    stroke(
        painter,
        canvas.picture.network.edges,
        rows,
        _lines(canvas, rows),
        weights,
        canvas.viewport.scale,
        canvas.theme,
    )


def _halo(
    canvas: CanvasView, painter: QPainter, rows: np.ndarray, weights: Floats, colour: str
) -> None:
    rows = canvas.picture.outside_blocks(rows)
    if not len(rows):
        return
    starts, ends = _lines(canvas, rows)
    if len(rows) > MOST_STROKED:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen(colour, 1.0))
        draw_lines(painter, starts, ends)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return
    widest = int(np.abs(edge_style.steps(weights[rows])).max())
    width = edge_style.width(widest, canvas.viewport.scale, len(rows))
    painter.setPen(pen(faded(colour, 0.55), width + 5))
    draw_lines(painter, starts, ends)
    _restroke(canvas, painter, rows, weights)


def paint_rings(canvas: CanvasView, painter: QPainter) -> None:
    """Rings round selected, hovered, marked and focused neurons, and the grown port."""
    theme, scale = canvas.theme, canvas.viewport.scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.selection, 2.5))
    _rings(canvas, painter, canvas.editor.chosen_neurons, 4.0)
    if canvas.cycle:
        painter.setPen(pen(theme.error, 3.0))
        _rings(canvas, painter, canvas.cycle, 5.0)
    if canvas.focused is not None and canvas.hasFocus() and not canvas.led_by_mouse:
        painter.setPen(pen(theme.text, 1.5, Qt.PenStyle.DotLine))
        # Outside the ring of the selection, and clear of the name below.
        _rings(canvas, painter, [canvas.focused], 6.0)
    hovered = canvas.hover
    if hovered is None or not hovered.is_neuron or hovered.id not in canvas.picture.network.neurons:
        return
    painter.setPen(pen(theme.accent, 1.5))
    _rings(canvas, painter, [hovered.id], 2.0)
    if hovered.part != "body":
        place = (canvas.picture.out_port if hovered.part == "out" else canvas.picture.in_port)(
            hovered.id
        )
        painter.setBrush(QColor(theme.accent))
        painter.setPen(pen(theme.canvas, 1.5))
        size = float(np.clip(7 * scale, 4, 12))
        painter.drawEllipse(point(canvas.viewport.to_screen(place)), size, size)


def _rings(canvas: CanvasView, painter: QPainter, neurons, wider: float) -> None:
    network, viewport = canvas.picture.network, canvas.viewport
    known = [neuron for neuron in neurons if neuron in network.neurons]
    rows = network.neurons.rows(known)
    rows = rows[~canvas.picture.folded[rows]]
    radius = max(RADIUS * viewport.scale, 3.0) + wider
    centres = viewport.to_screen(canvas.picture.position[rows])
    seen = np.all(
        (centres > -radius) & (centres < (canvas.width() + radius, canvas.height() + radius)), 1
    )
    for row, centre in zip(rows[seen].tolist(), centres[seen], strict=True):
        painter.drawPath(body_path(int(network.neurons.kind[row]), point(centre), radius))


def paint_hover_label(canvas: CanvasView, painter: QPainter, weights: Floats) -> None:
    """Beside the pointer: which edge this is, and its weight."""
    hovered = canvas.hover
    network = canvas.picture.network
    if hovered is None or hovered.part != "edge" or hovered.id not in network.edges:
        return
    row = network.edges.rows([hovered.id])[0]
    source, target = (
        _short(network.name(int(side[row])))
        for side in (network.edges.source, network.edges.target)
    )
    text = f"{source} → {target}   {round_figure(weights[row])}"
    text += "   " * canvas.comparing.active + difference_words(canvas, row, float(weights[row]))
    for flag, word in (("muted", tr("muted")), ("frozen", tr("frozen"))):
        if getattr(network.edges, flag)[row]:
            text += f"   {word}"
    if network.edges.shared_tie[row]:
        text += "   " + tr("tied {}").format(int(network.edges.shared_tie[row]))
    painter.setFont(font(12))
    theme = canvas.theme
    width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 16
    x = min(float(canvas.pointer[0]) + 14, canvas.width() - width - 4)
    y = max(float(canvas.pointer[1]) - 34, 4)
    painter.setPen(pen(theme.border, 1.0))
    painter.setBrush(QColor(theme.raised))
    ground = QRectF(x, y, width, 24)
    painter.drawRoundedRect(ground, 5, 5)
    painter.setPen(QColor(theme.text))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= 24 else line[:23] + "…"


@lru_cache(maxsize=4)
def _legend_colours(theme: Theme) -> list[tuple[float, QColor]]:
    shares = np.linspace(0, 1, 17)
    colours = edge_colours(theme, (2 * shares - 1) * COLOUR_LIMIT).tolist()
    return [(s, QColor.fromRgba(c)) for s, c in zip(shares.tolist(), colours, strict=True)]


def paint_legend(canvas: CanvasView, painter: QPainter, full: float) -> None:
    """What the colours mean, always in the corner; `full` is the number with the full colour."""
    theme = canvas.theme
    painter.setFont(font(11))
    limit = round_figure(full)
    room = painter.fontMetrics().horizontalAdvance(f"−{limit}") + 10.0
    tall = painter.fontMetrics().height() + 6.0
    left, width, middle = 6.0, 120.0, canvas.height() - 22.0
    ground = QRectF(left - 2, middle - tall / 2, width + 2 * room + 4, tall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.canvas, 0.85))
    painter.drawRoundedRect(ground, 5, 5)
    bar = QRectF(left + room, middle - 4.5, width, 9)
    gradient = QLinearGradient(bar.left(), 0, bar.right(), 0)
    for share, colour in _legend_colours(theme):
        gradient.setColorAt(share, colour)
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 3, 3)
    painter.setPen(QColor(theme.faint_text))
    centred = Qt.AlignmentFlag.AlignCenter
    painter.drawText(QRectF(left, ground.top(), room, tall), centred, f"−{limit}")
    painter.drawText(QRectF(bar.right(), ground.top(), room, tall), centred, f"+{limit}")


def paint_invitation(canvas: CanvasView, painter: QPainter) -> None:
    """On an empty canvas: how to begin."""
    painter.setFont(font(16))
    painter.setPen(QColor(canvas.theme.faint_text))
    text = tr("Double-click or press Tab to place a neuron.\nDrag columns here from the data.")
    painter.drawText(QRectF(canvas.rect()), Qt.AlignmentFlag.AlignCenter, text)


def paint_focus(canvas: CanvasView, painter: QPainter) -> None:
    """The line round the canvas that says: keys go here."""
    if canvas.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(canvas.theme.accent, 2.0))
        painter.drawRect(QRectF(canvas.rect()).adjusted(1, 1, -1, -1))


def paint_badges(canvas: CanvasView, painter: QPainter) -> None:
    """On edges, where there is room: their tie number, or a square when frozen."""
    edges, scale = canvas.picture.network.edges, canvas.viewport.scale
    if scale < 0.6 or canvas.shows_buffer():
        return
    tied = (
        np.zeros(len(edges), bool) if canvas.edge_layer.numbered(canvas.shot()) else edges.tie > 0
    )
    rows = canvas.picture.outside_blocks(np.flatnonzero(tied | edges.frozen))
    starts, ends = _lines(canvas, rows)
    places = starts + BADGE_AT * (ends - starts)
    painter.setFont(font(11, bold=True))
    theme = canvas.theme
    for row, place in zip(rows.tolist(), places, strict=True):
        box = QRectF(-8, -8, 16, 16).translated(QPointF(*place))
        painter.setPen(pen(theme.canvas, 1.0))
        painter.setBrush(QColor(theme.accent))
        if tied[row]:
            painter.drawEllipse(box)
            painter.setPen(QColor(theme.accent_text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(int(edges.tie[row])))
        else:
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), 2, 2)


def paint_backward(canvas: CanvasView, painter: QPainter) -> None:
    """An arrow on each edge that does not run to the right."""
    if canvas.shows_buffer() or canvas.viewport.scale < 0.4:
        return
    picture = canvas.picture
    along = picture.ends - picture.starts
    rows = picture.outside_blocks(np.flatnonzero(along[:, 0] < 0))
    if not len(rows):
        return
    starts, ends = _lines(canvas, rows)
    middle = (starts + ends) / 2
    way = (ends - starts) / np.maximum(np.hypot(*(ends - starts).T), 1e-9)[:, None]
    side = np.column_stack([-way[:, 1], way[:, 0]])
    size = 7 * min(canvas.viewport.scale, 1.5)
    painter.setPen(pen(canvas.theme.faint_text, 2.0))
    for sign in (-1, 1):
        draw_lines(painter, middle, middle - way * size + sign * side * size * 0.6)
