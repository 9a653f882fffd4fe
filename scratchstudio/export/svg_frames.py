"""Frames in the picture: a tinted rectangle with its title and comment, below edges and neurons."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np

from scratchstudio.export.model import Floats
from scratchstudio.export.svg_style import FRAME_COLOURS, INK, LETTER, RADIUS, SOFT_INK
from scratchstudio.export.text import in_xml
from scratchstudio.network import Frame, Network

BAR = 25.0
INDENT = 10.0
LINE = 16.0
"""Heights of the title bar and a line of the comment, and the room left of both."""
LABELS = 6.0
"""Room kept free between a comment and the neurons below it."""


def frame_corners(network: Network) -> Floats:
    """The upper left and lower right corners of all frames, shape (2 · frames, 2)."""
    corners = [
        corner
        for each in network.frames
        for corner in ((each.x, each.y), (each.x + each.width, each.y + each.height))
    ]
    return np.array(corners, dtype=np.float64).reshape(-1, 2)


def frame_elements(network: Network) -> Iterator[str]:
    """Every frame, the larger first, so that one in another lies on it."""
    for each in sorted(network.frames, key=lambda frame: -frame.width * frame.height):
        ink = FRAME_COLOURS[each.colour % len(FRAME_COLOURS)]
        said = ": ".join(text for text in (each.title, each.note) if text)
        bar = min(BAR, each.height)
        place = f'x="{each.x:g}" y="{each.y:g}" width="{each.width:g}"'
        yield (
            f'<g data-frame="{each.id}"><title>{in_xml(said)}</title>'
            f'<rect {place} height="{each.height:g}" rx="4" fill="{ink}" fill-opacity="0.09" '
            f'stroke="{ink}" stroke-opacity="0.75" stroke-width="1.2"/>'
            f'<rect {place} height="{bar:g}" rx="4" fill="{ink}" fill-opacity="0.22"/>'
        )
        room = each.width - 2 * INDENT
        for title in wrapped(each.title, room / 1.1, 1):
            yield _line(title, each.x, each.y + bar / 2 + 5, f'font-weight="600" fill="{INK}"')
        for number, line in enumerate(wrapped(each.note, room, _lines_free(network, each))):
            height = each.y + BAR + LINE * (number + 1)
            yield _line(line, each.x, height, f'font-size="12" fill="{SOFT_INK}"')
        yield "</g>\n"


def _line(text: str, left: float, base: float, style: str) -> str:
    return f'<text x="{left + INDENT:g}" y="{base:g}" {style}>{in_xml(text)}</text>'


def _lines_free(network: Network, frame: Frame) -> int:
    """Lines of a comment for which there is room above the highest neuron in the frame."""
    place = network.neurons.position
    far = np.array([frame.x + frame.width, frame.y + frame.height])
    inside = np.all((place + RADIUS > (frame.x, frame.y)) & (place - RADIUS < far), axis=1)
    floor = float((place[inside, 1] - RADIUS).min()) if inside.any() else far[1]
    return max(int((floor - LABELS - frame.y - BAR) // LINE), 0)


def wrapped(text: str, room: float, most: int) -> list[str]:
    """A text in lines of so many units at the most; of more than `most` the last is cut short.

    Letters are taken for as wide as they are on the average: the picture's font is not known.
    """
    longest = int(room / LETTER)
    if most < 1 or longest < 3:
        return []
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if _letters(joined) <= longest:
                line = joined
                continue
            lines += [line] if line else []
            *full, line = _pieces(word, longest)
            lines += full
        lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _pieces(lines[most - 1], longest - 1)[0] + "…"]


def _pieces(word: str, longest: int) -> list[str]:
    """A word cut into pieces that fit; most words are one."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _letters(pieces[-1] + letter) > longest:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _letters(text: str) -> int:
    """How many letters of mean width take as much room: Chinese ones and pictures count double."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
