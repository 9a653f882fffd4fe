"""What the parts of a picture have in common: colours, sizes, and how numbers and names read."""

from __future__ import annotations

POSITIVE, NEGATIVE, ZERO = "#0072B2", "#D55E00", "#8A939E"
INK, SOFT_INK, PAPER = "#1B2330", "#5A6472", "#FFFFFF"

FRAME_COLOURS = (
    "#D55E00",
    "#0072B2",
    "#009E73",
    "#CC79A7",
    "#B88A00",
    "#56B4E9",
    "#7B5EA7",
    "#6B6B6B",
)
"""By a frame's colour number: those of the light theme, as paper is white."""

RADIUS = 27.0
"""Of a neuron, in canvas units, which are the picture's pixels."""
LABEL_GAP = 9.0
"""Between an input or output neuron and its name."""
LETTER = 7.2
"""Mean width of a letter at 13 px."""
LONGEST_LABEL = 22

NARROWEST, WIDEST, LIMIT = 1.5, 10.0, 5.0
"""Edge widths for a weight near 0 and for |weight| = LIMIT and above."""


def colour(value: float) -> str:
    """The colour of a weight or bias, by its sign."""
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO


def number(value: float) -> str:
    """Three significant digits, with a true minus sign."""
    return f"{value:.3g}".replace("-", "−")


def shortened(text: str, most: int = LONGEST_LABEL) -> str:
    """The text, cut with an ellipsis where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
