"""How classes are told apart on plots and in legends: by shape as well as by colour."""

from __future__ import annotations

SYMBOLS = ("o", "t1", "s", "d", "p", "star", "h", "x")
"""pyqtgraph's names of the shapes, in the order of the classes."""
GLYPHS = ("●", "▲", "■", "◆", "⬟", "★", "⬢", "✖")
"""The same shapes as characters, for legends."""


def symbol(position: int) -> str:
    """The shape of a class on a plot; beyond the last one they begin again."""
    return SYMBOLS[position % len(SYMBOLS)]


def glyph(position: int) -> str:
    """The shape of a class in a text."""
    return GLYPHS[position % len(GLYPHS)]
