"""Which rows are held out: drawn from a seed, with the same share of every class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.table import Rows


def split(
    count: int, share: float, seed: int, classes: NDArray[np.intp] | None = None
) -> tuple[Rows, Rows]:
    """Row numbers 0..count-1 as (training, held out), each rising.

    `classes` (count,) stratifies: shares differ by less than one row a class, and every class keeps
    a training row. A share above 0 holds out at least one row where that leaves one to train on.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(count)
    held = np.zeros(count, dtype=bool)
    if share > 0:
        strata = np.zeros(count, dtype=np.intp) if classes is None else classes
        members = [order[strata[order] == stratum] for stratum in np.unique(strata)]
        for rows, quota in zip(members, _quotas(members, share, rng), strict=True):
            held[rows[:quota]] = True
    return np.flatnonzero(~held), np.flatnonzero(held)


def _quotas(members: list[Rows], share: float, rng: np.random.Generator) -> NDArray[np.intp]:
    """How many rows each class gives: whole parts first, then the largest remainders."""
    sizes = np.array([len(rows) for rows in members])
    wished = sizes * share
    quota: NDArray[np.intp] = np.minimum(np.floor(wished).astype(np.intp), sizes - 1)
    lacking = max(1, round(float(wished.sum()))) - int(quota.sum())
    by_remainder = np.lexsort((rng.random(len(sizes)), quota - wished))
    able = by_remainder[quota[by_remainder] < sizes[by_remainder] - 1]
    quota[able[: max(lacking, 0)]] += 1
    return quota
