"""Numbers as a person reads them in the views: three significant digits, a dash where none is."""

from __future__ import annotations

import math

MISSING = "—"
PLAIN = (1e-3, 1e6)
"""Magnitudes from the first up to the second are written out; others as a power of ten."""


def figure(value: float | None) -> str:
    """The number with 3 significant digits, a true minus sign and commas between thousands."""
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    rounded = float(f"{value:.2e}")
    if rounded == 0:
        return "0"
    size = abs(rounded)
    if PLAIN[0] <= size < PLAIN[1]:
        decimals = max(0, 2 - math.floor(math.log10(size)))
        text = f"{rounded:,.{decimals}f}"
    else:
        digits, _, power = f"{rounded:.2e}".partition("e")
        text = f"{digits}e{int(power)}"
    return text.replace("-", "−")


def round_figure(value: float) -> str:
    """At most 3 significant digits without idle zeros: for marks on an axis, and on the canvas."""
    if not math.isfinite(value):
        return MISSING
    text = f"{value:.3g}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
    return text.replace("-", "−")


def percent(share: float | None) -> str:
    """A share from 0 to 1 as a percentage with one decimal."""
    if share is None or not math.isfinite(share):
        return MISSING
    return f"{100 * share:.1f} %"


def round_up(value: float, steps: tuple[float, ...] = (1.0, 2.0, 5.0)) -> float:
    """The next of these times a power of ten; 1 where the value is 0 or no number.

    Limits of colour scales and axes go through it, so that they rest while the numbers move.
    """
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    for step in steps:
        if value <= step * power * (1 + 1e-9):
            return step * power
    return 10.0 * power
