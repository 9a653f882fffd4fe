"""How a neuron is drawn for print: its shape says its kind, the curve in it its activation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scratchstudio.engine import activation
from scratchstudio.errors import EngineError
from scratchstudio.export.svg_style import (
    INK,
    LABEL_GAP,
    LETTER,
    LIMIT,
    PAPER,
    RADIUS,
    SOFT_INK,
    colour,
    number,
    shortened,
)
from scratchstudio.export.text import in_xml
from scratchstudio.network import Kind, Network

FILLS = {Kind.INPUT: "#F1F3F6", Kind.HIDDEN: PAPER, Kind.OUTPUT: PAPER}
GLYPH_REACH, GLYPH_POINTS, GLYPH_SIZE = 3.0, 31, 13.0


def neuron_elements(network: Network) -> Iterator[str]:
    """Every neuron with its name, values as data attributes."""
    neurons = network.neurons
    for row in range(len(neurons)):
        kind, muted = Kind(neurons.kind[row]), bool(neurons.muted[row])
        x, y = neurons.position[row].tolist()
        name, key = str(neurons.name[row]), str(neurons.activation[row])
        bias = float(neurons.bias[row])
        yield (
            f'<g data-neuron="{neurons.id[row]}" data-kind="{kind.name.lower()}" '
            f'data-name="{in_xml(name)}" data-activation="{in_xml(key)}" data-bias="{bias!r}" '
            f'data-muted="{int(muted)}"><title>{in_xml(_said(name, kind, key, bias))}</title>'
            f'{_outline(kind, x, y, PAPER)}<g opacity="{0.4 if muted else 1:g}">'
        )
        yield _outline(kind, x, y, FILLS[kind], f'stroke="{INK}" stroke-width="2"')
        yield _arrow(x, y) if kind == Kind.INPUT else _glyph(key, x, y) + _bias_bar(bias, x, y)
        yield _label(shortened(name), kind, x, y) + "</g></g>\n"


def _label(text: str, kind: Kind, x: float, y: float) -> str:
    """The name on paper of its own, as edges may pass: beside the ends, below what is between."""
    width = len(text) * LETTER
    left, anchor, at, base = {
        Kind.INPUT: (x - RADIUS - LABEL_GAP - width, "end", x - RADIUS - LABEL_GAP, y + 4.5),
        Kind.HIDDEN: (x - width / 2, "middle", x, y + RADIUS + 17),
        Kind.OUTPUT: (x + RADIUS + LABEL_GAP, "start", x + RADIUS + LABEL_GAP, y + 4.5),
    }[kind]
    return (
        f'<rect x="{left - 2:.6g}" y="{base - 12.5:g}" width="{width + 4:.6g}" height="17" rx="4" '
        f'fill="{PAPER}" fill-opacity="0.8"/><text x="{at:g}" y="{base:g}" '
        f'text-anchor="{anchor}" fill="{INK}">{in_xml(text)}</text>'
    )


def _outline(kind: Kind, x: float, y: float, fill: str, pen: str = "") -> str:
    """A rounded square for an input, a circle for what computes, a double one for an output."""
    if kind == Kind.INPUT:
        side = 0.9 * RADIUS
        return (
            f'<rect x="{x - side:g}" y="{y - side:g}" width="{2 * side:g}" height="{2 * side:g}" '
            f'rx="8" fill="{fill}" {pen}/>'
        )
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS:g}" fill="{fill}" {pen}/>'
    if kind != Kind.OUTPUT or not pen:
        return circle
    return f'{circle}<circle cx="{x:g}" cy="{y:g}" r="{RADIUS - 4:g}" fill="none" {pen}/>'


def _said(name: str, kind: Kind, key: str, bias: float) -> str:
    if kind == Kind.INPUT:
        return f"{name}: input"
    return f"{name}: {kind.name.lower()}, {key}, bias {number(bias)}"


def _arrow(x: float, y: float) -> str:
    return (
        f'<path d="M{x - 11:g} {y:g}h20m-7 -6.5l7 6.5l-7 6.5" fill="none" stroke="{SOFT_INK}" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _glyph(key: str, x: float, y: float) -> str:
    """The activation's curve over −3 … 3, with the line of 0."""
    middle = y - 4
    if key == "softmax":
        bars = ((-9, 8), (0, 20), (9, 12))
        return "".join(
            f'<rect x="{x + at - 3:g}" y="{middle + 10 - tall:g}" width="6" height="{tall}" '
            f'fill="{INK}"/>'
            for at, tall in bars
        )
    points = np.linspace(-GLYPH_REACH, GLYPH_REACH, GLYPH_POINTS)
    values = np.full_like(points, np.nan)
    try:
        with np.errstate(all="ignore"):
            activation(key).value(points.copy(), values)
    except EngineError:
        values[:] = np.nan
    good = np.isfinite(values)
    if not good.any():
        return f'<text x="{x:g}" y="{y + 3:g}" text-anchor="middle" fill="{INK}">?</text>'
    low, high = min(float(values[good].min()), 0.0), max(float(values[good].max()), 0.0)
    scale = 20.0 / max(high - low, 1e-9)
    heights = middle + 10 - (values[good] - low) * scale
    zero = middle + 10 + low * scale
    places = x + points[good] / GLYPH_REACH * GLYPH_SIZE
    line = " ".join(f"{a:.4g},{b:.4g}" for a, b in zip(places, heights, strict=True))
    return (
        f'<path d="M{x - GLYPH_SIZE:g} {zero:.4g}h{2 * GLYPH_SIZE:g}" stroke="#B9C1CB" '
        f'stroke-width="1"/><polyline points="{line}" fill="none" stroke="{INK}" '
        'stroke-width="2.2" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _bias_bar(bias: float, x: float, y: float) -> str:
    """A tick in the middle and a bar from it: to the right for a positive bias, else left."""
    length = 18 * min(abs(bias) / LIMIT, 1.0) ** 0.5 if np.isfinite(bias) else 0.0
    start = x - length if bias < 0 else x
    return (
        f'<rect x="{start:.5g}" y="{y + 12:g}" width="{length:.3g}" height="5" '
        f'fill="{colour(bias)}"/><path d="M{x:g} {y + 10:g}v9" stroke="{SOFT_INK}" '
        'stroke-width="1.5"/>'
    )
