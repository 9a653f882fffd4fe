"""Where the names at the ends of lines stand, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def kept_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as can be to the wanted ones, `gap` apart and between `low` and `high`.

    Names that would touch move as one block to the mean of where they want to be (the pool
    adjacent violators algorithm of isotonic regression). Where all together need more room than
    there is, they stand closer.
    """
    count = len(wanted)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    order = sorted(range(count), key=lambda i: wanted[i])
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        total, size = wanted[i] - rank * gap, 1
        while blocks and total / size < blocks[-1][0] / blocks[-1][1]:
            earlier, more = blocks.pop()
            total, size = total + earlier, size + more
        blocks.append((total, size))
    means = [total / size for total, size in blocks for _ in range(size)]
    places = [0.0] * count
    for rank, i in enumerate(order):
        base = min(max(means[rank], low), high - (count - 1) * gap)
        places[i] = base + rank * gap
    return places
