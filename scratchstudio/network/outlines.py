"""What is drawn round neurons and computes nothing: groups, layers and frames.

A neuron's columns `group` and `layer` say to which innermost group and to which layer it belongs,
so that an edit of neurons keeps both; a frame holds whatever lies within it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from scratchstudio.errors import NetworkError

LONGEST_TITLE = 64
LONGEST_NOTE = 2_000
MOST_OUTLINES = 10_000
DEEPEST = 32
"""How many groups may lie one in the other."""
COLOURS = 8
"""Frame colours are numbers from 0; the theme says which they are."""
SMALLEST_FRAME = 40.0
FARTHEST = 1e7
"""The farthest that anything may lie from the canvas's origin, in canvas units."""


@dataclass(frozen=True)
class Group:
    """Neurons that can be shown as one block. `parent` is the group round this one, 0 for none."""

    id: int
    name: str = ""
    parent: int = 0
    collapsed: bool = False


@dataclass(frozen=True)
class Layer:
    """Neurons that stand in one column, `spacing` canvas units apart."""

    id: int
    name: str = ""
    spacing: float = 90.0


@dataclass(frozen=True)
class Frame:
    """A titled rectangle with a comment; (x, y) is its upper left corner in canvas units."""

    id: int
    x: float
    y: float
    width: float
    height: float
    title: str = ""
    note: str = ""
    colour: int = 0


Outline = Group | Layer | Frame
Kind = TypeVar("Kind", Group, Layer, Frame)


def _within(value: Any) -> bool:
    return bool(np.isfinite(value) and abs(value) <= FARTHEST)


def _text(most: int) -> Callable[[Any], bool]:
    return lambda text: len(text) <= most


def _size(value: Any) -> bool:
    return _within(value) and value >= SMALLEST_FRAME


_RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "name": (_text(LONGEST_TITLE), f"A name has at most {LONGEST_TITLE} characters."),
    "title": (_text(LONGEST_TITLE), f"A title has at most {LONGEST_TITLE} characters."),
    "note": (_text(LONGEST_NOTE), f"A comment has at most {LONGEST_NOTE:,} characters."),
    "spacing": (
        lambda value: _within(value) and value > 0,
        "A layer's spacing must be above 0 and not huge.",
    ),
    "x": (_within, "A frame lies too far away."),
    "y": (_within, "A frame lies too far away."),
    "width": (_size, f"A frame is at least {SMALLEST_FRAME:.0f} wide, and not huge."),
    "height": (_size, f"A frame is at least {SMALLEST_FRAME:.0f} high, and not huge."),
    "colour": (lambda value: 0 <= value < COLOURS, f"A frame's colour is from 0 to {COLOURS - 1}."),
}


def checked(outline: Kind) -> Kind:
    """The outline itself. Raises NetworkError when one of its values breaks its rule."""
    for column in fields(outline):
        rule = _RULES.get(column.name)
        if rule is not None and not rule[0](getattr(outline, column.name)):
            raise NetworkError(rule[1])
    return outline


def found(outlines: tuple[Kind, ...], id_: int) -> Kind:
    """The outline with this id. Raises NetworkError when there is none."""
    for outline in outlines:
        if outline.id == id_:
            return outline
    raise NetworkError(f"There is no group, layer or frame with the id {id_} in this network.")


def path(groups: tuple[Group, ...], id_: int) -> tuple[Group, ...]:
    """The groups round and including this one, the outermost first; empty for 0.

    Raises NetworkError when a group is missing, or when groups lie in each other in a circle.
    """
    way: list[Group] = []
    while id_:
        way.insert(0, found(groups, id_))
        if len(way) > DEEPEST:
            raise NetworkError(f"More than {DEEPEST} groups lie one in the other.")
        id_ = way[0].parent
    return tuple(way)
