"""How a network is drawn for print: the frame, the edges with their numbers, and the key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scratchstudio.export.model import Floats
from scratchstudio.export.svg_frames import frame_corners, frame_elements
from scratchstudio.export.svg_neurons import neuron_elements
from scratchstudio.export.svg_style import (
    INK,
    LABEL_GAP,
    LETTER,
    LIMIT,
    NARROWEST,
    PAPER,
    POSITIVE,
    RADIUS,
    SOFT_INK,
    WIDEST,
    colour,
    number,
    shortened,
)
from scratchstudio.export.text import in_xml
from scratchstudio.network import Kind, Network

NAMESPACE = "http://www.w3.org/2000/svg"
MARGIN = 32.0
LABEL_ROOM = 20.0
"""Below each neuron, for its name."""
KEY_HEIGHT = 46.0
KEY_WIDTH = 640.0
TITLE_HEIGHT = 44.0

ROOMY = 80
"""Edges up to which there is room for their full width."""
MOST_NUMBERS = 40
"""Edges up to which each has its weight printed on it."""
LABEL_SHARES = (0.34, 0.26, 0.42, 0.2, 0.5, 0.58, 0.66, 0.74)
"""Places for an edge's number along it, the best first: a third of the way, wires lie apart."""
LABEL_HEIGHT = 15.0


@dataclass(frozen=True)
class Frame:
    """What part of the canvas the picture shows."""

    left: float
    top: float
    width: float
    height: float


def drawing(network: Network, title: str, metadata: str) -> str:
    """The SVG text; `metadata` is put in as it is."""
    frame = _frame(network, title)
    box = " ".join(f"{value:g}" for value in (frame.left, frame.top, frame.width, frame.height))
    parts = [
        f'<svg xmlns="{NAMESPACE}" width="{frame.width:g}" height="{frame.height:g}" '
        f"viewBox=\"{box}\" font-family=\"Inter, 'Segoe UI', 'Helvetica Neue', Arial, "
        'sans-serif" font-size="13">\n',
        f"<title>{in_xml(title or 'A neural network')}</title>\n",
        metadata,
        f'<rect x="{frame.left:g}" y="{frame.top:g}" width="{frame.width:g}" '
        f'height="{frame.height:g}" fill="{PAPER}"/>\n',
        *_heading(title, frame),
        *frame_elements(network),
        '<g fill="none" stroke-linecap="butt">\n',
        *_edges(network),
        "</g>\n<g>\n",
        *neuron_elements(network),
        "</g>\n",
        *_numbers(network),
        *_key(frame),
        "</svg>\n",
    ]
    return "".join(parts)


def _frame(network: Network, title: str) -> Frame:
    place = network.neurons.position
    low = place.min(axis=0) if len(place) else np.zeros(2)
    high = place.max(axis=0) if len(place) else np.zeros(2)
    side = MARGIN + RADIUS + _label_overhang(network)
    outlines = frame_corners(network) if network.frames else np.stack([low, high])
    left = min(float(low[0]) - side, float(outlines[:, 0].min()) - MARGIN)
    right = max(float(high[0]) + side, float(outlines[:, 0].max()) + MARGIN)
    if right - left < KEY_WIDTH:
        middle = (left + right) / 2
        left, right = middle - KEY_WIDTH / 2, middle + KEY_WIDTH / 2
    top = min(float(low[1]) - RADIUS, float(outlines[:, 1].min())) - MARGIN
    top -= TITLE_HEIGHT if title else 0.0
    bottom = max(float(high[1]) + RADIUS + LABEL_ROOM, float(outlines[:, 1].max()))
    bottom += MARGIN / 2 + KEY_HEIGHT
    return Frame(left, top, right - left, bottom - top)


def _label_overhang(network: Network) -> float:
    """How far a name reaches out of the outermost circle; see `_label`."""
    lengths = [len(shortened(str(name))) * LETTER for name in network.neurons.name]
    beside = network.neurons.kind != Kind.HIDDEN
    outs = [
        length + LABEL_GAP if side else length / 2 - RADIUS
        for length, side in zip(lengths, beside, strict=True)
    ]
    return max(outs, default=0.0)


def _heading(title: str, frame: Frame) -> Iterator[str]:
    if title:
        yield (
            f'<text x="{frame.left + MARGIN:g}" y="{frame.top + 38:g}" font-size="20" '
            f'font-weight="600" fill="{INK}">{in_xml(shortened(title, 60))}</text>\n'
        )


def _edges(network: Network) -> Iterator[str]:
    edges, place = network.edges, network.neurons.position
    silent = network.neurons.muted
    carries = ~(edges.muted | silent[network.source_rows] | silent[network.target_rows])
    rows = zip(
        edges.id.tolist(),
        edges.source.tolist(),
        edges.target.tolist(),
        edges.weight.tolist(),
        edges.muted.tolist(),
        carries.tolist(),
        place[network.source_rows],
        place[network.target_rows],
        strict=True,
    )
    # The widest first, so that none hides a narrow one.
    widest_first = sorted(rows, key=lambda row: -abs(row[3]))
    for id_, source, target, weight, muted, live, start, end in widest_first:
        size = edge_width(weight, len(edges))
        yield (
            f'<path d="{_wire(start, end)}" stroke="{colour(weight)}" stroke-width="{size:.3g}" '
            f'{_dashes(weight, size)}stroke-opacity="{0.85 if live else 0.25:g}" '
            f'data-edge="{id_}" data-source="{source}" data-target="{target}" '
            f'data-weight="{weight!r}" data-muted="{int(muted)}">'
            f"<title>{in_xml(network.name(source))} to {in_xml(network.name(target))}: "
            f"{number(weight)}</title></path>\n"
        )


def edge_width(weight: float, crowd: int = 1) -> float:
    """Pixels for a weight; less where `crowd` edges share the picture."""
    strength = min(abs(weight) / LIMIT, 1.0) if np.isfinite(weight) else 0.0
    room = max(min(1.0, (ROOMY / max(crowd, 1)) ** 0.5), 0.25)
    return float((NARROWEST + (WIDEST - NARROWEST) * np.sqrt(strength)) * room)


def _dashes(weight: float, size: float) -> str:
    if weight > 0:
        return ""
    dash, gap = (2.0, 4.0) if weight == 0 else (9.0 + size, 4.0 + size / 2)
    return f'stroke-dasharray="{dash:g} {gap:.3g}" '


def _wire(start: Floats, end: Floats) -> str:
    """A curve that leaves and arrives level, its ends hidden under the neurons."""
    (x0, y0), (x1, y1) = start.tolist(), end.tolist()
    bend = max(abs(x1 - x0) * 0.45, 30.0 if x1 <= x0 else 0.0)
    return f"M{x0:g} {y0:g}C{x0 + bend:g} {y0:g} {x1 - bend:g} {y1:g} {x1:g} {y1:g}"


def _numbers(network: Network) -> Iterator[str]:
    """Each weight on its edge, where there are few, clear of the other numbers if it can be."""
    if len(network.edges) > MOST_NUMBERS:
        return
    place = network.neurons.position
    yield '<g font-size="11" text-anchor="middle">\n'
    ends = zip(
        network.edges.weight.tolist(),
        place[network.source_rows],
        place[network.target_rows],
        strict=True,
    )
    taken: list[tuple[float, float, float]] = []
    for weight, start, end in ends:
        text = number(weight)
        width = len(text) * 6.2 + 6
        x, y = _free_place([_along(start, end, share) for share in LABEL_SHARES], width, taken)
        taken.append((x, y, width))
        yield (
            f'<rect x="{x - width / 2:.5g}" y="{y - 8:.5g}" width="{width:.4g}" '
            f'height="{LABEL_HEIGHT:g}" rx="4" fill="{PAPER}" fill-opacity="0.9"/>'
            f'<text x="{x:.5g}" y="{y + 3.6:.5g}" fill="{colour(weight)}">{text}</text>\n'
        )
    yield "</g>\n"


def _free_place(
    places: list[tuple[float, float]], width: float, taken: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """The first place at which a number hides no other, or the first of all."""
    for x, y in places:
        if all(
            abs(x - other_x) >= (width + other_width) / 2 or abs(y - other_y) >= LABEL_HEIGHT
            for other_x, other_y, other_width in taken
        ):
            return x, y
    return places[0]


def _along(start: Floats, end: Floats, share: float) -> tuple[float, float]:
    """A point of the wire's curve."""
    (x0, y0), (x1, y1) = start.tolist(), end.tolist()
    bend = max(abs(x1 - x0) * 0.45, 30.0 if x1 <= x0 else 0.0)
    a, b, c, d = _bernstein(share)
    return a * x0 + b * (x0 + bend) + c * (x1 - bend) + d * x1, (a + b) * y0 + (c + d) * y1


def _bernstein(share: float) -> tuple[float, float, float, float]:
    rest = 1 - share
    return rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3


def _key(frame: Frame) -> Iterator[str]:
    """What colour, dashes, width and the bar in a neuron mean."""
    y = frame.top + frame.height - 22
    x = frame.left + frame.width / 2 - KEY_WIDTH / 2 + 28
    yield (
        f'<g font-size="12" fill="{SOFT_INK}"><path d="M{frame.left + 24:g} {y - 24:g}'
        f'H{frame.left + frame.width - 24:g}" stroke="#DDE2E8" stroke-width="1"/>\n'
    )
    for weight, text in ((1.2, "positive weight"), (-1.2, "negative"), (0.0, "zero")):
        size = edge_width(weight)
        yield (
            f'<path d="M{x:g} {y:g}h40" stroke="{colour(weight)}" stroke-width="{size:.3g}" '
            f'{_dashes(weight, size)}/><text x="{x + 48:g}" y="{y + 4:g}">{text}</text>\n'
        )
        x += 48 + len(text) * 6.7 + 20
    yield (
        f'<rect x="{x + 14:g}" y="{y - 2.5:g}" width="12" height="5" fill="{POSITIVE}"/>'
        f'<path d="M{x + 14:g} {y - 5:g}v10" stroke="{SOFT_INK}" stroke-width="1.5"/>'
        f'<text x="{x + 36:g}" y="{y + 4:g}">bias</text>'
        f'<text x="{x + 88:g}" y="{y + 4:g}">wider: larger weight</text></g>\n'
    )
