"""Colour tables of the decision map, as RGBA bytes; the worker paints with them, without Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating]

STEPS = 7
"""Steps of certainty in the map of a classification."""
BANDS = 15
"""Bands of the map of a regression; odd, so that the middle one is around zero."""
GREYNESS = 0.45
"""How far marks on paper are from the neutral colour towards faint text, at their palest."""
STRONGEST = 0.42
"""Share of the class colour where the network is surest; points must stand out against it."""


class Colours(Protocol):
    """The tokens of a theme that are needed here."""

    @property
    def canvas(self) -> str: ...
    @property
    def neutral(self) -> str: ...
    @property
    def faint_text(self) -> str: ...
    @property
    def positive(self) -> str: ...
    @property
    def negative(self) -> str: ...
    @property
    def classes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Inks:
    """Plain colour texts "#rrggbb", which may go to another thread."""

    paper: str
    nothing: str
    positive: str
    negative: str
    classes: tuple[str, ...]

    @staticmethod
    def of(theme: Colours) -> Inks:
        return Inks(theme.canvas, theme.neutral, theme.positive, theme.negative, theme.classes)

    @staticmethod
    def on_paper(theme: Colours) -> Inks:
        """For lines and marks on bare paper: what is undecided or near zero is grey, to be seen."""
        [grey] = mix(theme.neutral, theme.faint_text, np.array([GREYNESS]))[:, :3].tolist()
        return replace(Inks.of(theme), paper="#{:02X}{:02X}{:02X}".format(*grey))

    def of_class(self, position: int) -> str:
        """The colour of a class; beyond the last one they begin again."""
        return self.classes[position % len(self.classes)]


@dataclass(frozen=True)
class ValueScale:
    """How a regression's values become bands: `low` to `high`, through paper at zero if inside."""

    low: float
    high: float

    @staticmethod
    def over(values: Floats) -> ValueScale:
        """The scale for these values; symmetric about zero where they have both signs."""
        finite = values[np.isfinite(values)]
        if not len(finite):
            return ValueScale(0.0, 1.0)
        low, high = float(finite.min()), float(finite.max())
        if low < 0 < high:
            limit = max(-low, high)
            return ValueScale(-limit, limit)
        if low == high:
            return ValueScale(low - 0.5, high + 0.5)
        return ValueScale(low, high)

    @property
    def diverging(self) -> bool:
        return self.low < 0 < self.high


def rgba(colour: str) -> Bytes:
    """(4,) opaque bytes of "#rrggbb"."""
    return np.array([*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), 255], dtype=np.uint8)


def mix(first: str, second: str, shares: Floats) -> Bytes:
    """(n, 4) the colours the given shares of the way from `first` to `second`."""
    share = np.asarray(shares, dtype=np.float64)[:, None]
    return np.rint(rgba(first) * (1 - share) + rgba(second) * share).astype(np.uint8)


def binary_table(inks: Inks, strongest: float = STRONGEST) -> Bytes:
    """(STEPS + 1, 4) from surely the first class through undecided to surely the second.

    The last entry is for what is not a number.
    """
    middle = STEPS // 2
    share = strongest * np.arange(1, middle + 1) / middle
    first = mix(inks.paper, inks.of_class(0), share[::-1])
    second = mix(inks.paper, inks.of_class(1), share)
    return np.concatenate([first, [rgba(inks.paper)], second, [rgba(inks.nothing)]])


def tint_binary(p: Floats, inks: Inks, strongest: float = STRONGEST) -> Bytes:
    """(n, 4) colours for the probabilities (n,) of the second class."""
    return binary_table(inks, strongest)[_step(p, STEPS)]


def tint_winner(
    outputs: Floats, classes: NDArray[np.intp], inks: Inks, strongest: float = STRONGEST
) -> Bytes:
    """(n, 4) the colour of the class with the largest output, stronger the larger its lead.

    `outputs` is (n, outputs), `classes` the class of each output.
    """
    ordered = np.sort(outputs, axis=1)
    lead = ordered[:, -1] - ordered[:, -2] if outputs.shape[1] > 1 else ordered[:, -1]
    shares = strongest * (np.arange(STEPS) + 1) / STEPS
    tables = np.stack([mix(inks.paper, inks.of_class(int(c)), shares) for c in classes])
    step = _step(lead, STEPS)
    colours = tables[np.argmax(outputs, axis=1), np.minimum(step, STEPS - 1)]
    colours[step == STEPS] = rgba(inks.nothing)
    return colours


def value_table(inks: Inks, scale: ValueScale) -> Bytes:
    """(BANDS + 1, 4) the colours of a scale's bands, low to high; the last is for no number."""
    if scale.diverging:
        position = np.linspace(-1, 1, BANDS)
        low = mix(inks.paper, inks.negative, np.maximum(-position, 0))
        high = mix(inks.paper, inks.positive, np.maximum(position, 0))
        colours = np.where((position < 0)[:, None], low, high)
    else:
        colours = mix(inks.paper, inks.positive, np.linspace(0.08, 1, BANDS))
    return np.concatenate([colours, [rgba(inks.nothing)]])


def tint_values(values: Floats, inks: Inks, scale: ValueScale) -> Bytes:
    """(n, 4) colours for the values (n,) of a regression."""
    share = (np.asarray(values, dtype=np.float64) - scale.low) / (scale.high - scale.low)
    return value_table(inks, scale)[_step(share, BANDS)]


def _step(share: Floats, steps: int) -> NDArray[np.intp]:
    """Which of `steps` equal parts of 0 to 1 each share falls into; `steps` for no number."""
    share = np.asarray(share, dtype=np.float64)
    known = ~np.isnan(share)
    whole = np.clip(np.where(known, share, 0.0), 0.0, 1.0) * steps
    return np.where(known, np.minimum(whole.astype(np.intp), steps - 1), steps)
