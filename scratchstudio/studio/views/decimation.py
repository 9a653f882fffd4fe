"""Long curves made short: per pixel column the smallest and the largest value, nothing else.

A plain stride would lose the spikes that a person looks for; this keeps every one of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
Limits = tuple[float, float]

FILLED = 0.75
AHEAD = 0.1

TWO_DECADES = 100.0
"""A larger ratio of largest to smallest value calls for a logarithmic scale."""
ONE_DECADE = 10.0
"""A smaller one calls it off; between the two the scale stays as it is, so that it rests."""

ZERO_DROP, LEAST_DROP = 0.12, 0.1
"""How far below the others 0 stands: this share of their span, at least so many decades."""


def decimate(x: Curve, y: Curve, columns: int) -> tuple[Curve, Curve]:
    """At most 2 points a pixel column, of all those given: each column's minimum and maximum.

    `x` rises, `columns` is the width in pixels. Points that are not finite are left out. The first
    and the last point always stay.
    """
    finite = np.isfinite(y)
    if not finite.all():
        x, y = x[finite], y[finite]
    if len(x) <= 2 * columns or columns < 1:
        return x, y
    span = float(x[-1] - x[0]) or 1.0
    column = np.clip((x - x[0]) / span * columns, 0, columns - 1).astype(np.intp)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    order = np.lexsort((y, column))
    ends = np.append(starts[1:], len(x)) - 1
    keep = np.concatenate([order[starts], order[ends], [0, len(x) - 1]])
    keep = np.unique(keep)
    return x[keep], y[keep]


def wants_log_scale(curves: tuple[Curve, ...], now: bool) -> bool:
    """Whether the positive values of these curves are better read on a logarithmic scale."""
    positive = [part for curve in curves if len(part := curve[np.isfinite(curve) & (curve > 0)])]
    if not positive:
        return False
    low = min(float(part.min()) for part in positive)
    high = max(float(part.max()) for part in positive)
    ratio = high / low
    if ratio > TWO_DECADES:
        return True
    return now and ratio > ONE_DECADE


def on_log_scale(values: Curve) -> Curve:
    """The decimal logarithm, and NaN where there is none (0, negative, not a number)."""
    result = np.full(len(values), np.nan)
    np.log10(values, out=result, where=np.isfinite(values) & (values > 0))
    return result


def with_zeros_at_foot(logs: tuple[Curve, ...], values: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """Curves on the logarithmic scale whose `values` of exactly 0 stand at one height below all.

    0 has no logarithm; left out, a curve that reaches it would merely end. `zero_foot` is that
    height.
    """
    foot = zero_foot(logs)
    return tuple(np.where(v == 0, foot, log) for log, v in zip(logs, values, strict=True))


def zero_foot(logs: tuple[Curve, ...]) -> float:
    """Where a loss of 0 stands on the logarithmic scale: clearly below the smallest other value."""
    low, high = padded_limits(logs)
    return low - max(ZERO_DROP * (high - low), LEAST_DROP)


def padded_limits(curves: tuple[Curve, ...]) -> Limits:
    """Smallest and largest finite value with 5 % of room; 0 to 1 where there is no value."""
    finite = [part for curve in curves if len(part := curve[np.isfinite(curve)])]
    if not finite:
        return 0.0, 1.0
    low = min(float(part.min()) for part in finite)
    high = max(float(part.max()) for part in finite)
    room = 0.05 * (high - low) or 0.05 * abs(high) or 0.5
    return low - room, high + room


def resting(now: Limits, wanted: Limits) -> Limits:
    """Limits that hold the wanted ones and change seldom: axes are costly to draw anew.

    They stay while the wanted ones are inside and fill at least `FILLED` of them; where they must
    grow they get some room ahead.
    """
    low, high = wanted
    span = high - low
    inside = now[0] <= low and high <= now[1]
    if inside and span >= FILLED * (now[1] - now[0]):
        return now
    return (
        low - AHEAD * span if low < now[0] else low,
        high + AHEAD * span if high > now[1] else high,
    )


def nearest(x: Curve, position: float) -> int | None:
    """Index of the value of the rising `x` that lies nearest to `position`; None when empty."""
    if not len(x) or not np.isfinite(position):
        return None
    right = int(np.searchsorted(x, position))
    if right == 0:
        return 0
    if right == len(x):
        return right - 1
    return right if x[right] - position < position - x[right - 1] else right - 1
