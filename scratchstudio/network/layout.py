"""Layered layout: columns by level, order within a column chosen for few crossings.

Longest-path levels, then barycentre sweeps layer by layer, keeping the best order met (Sugiyama,
Tagawa and Toda 1981). A simultaneous update of all layers was measured to be of no use.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network.layers import ROW_SPACING, column_gap
from scratchstudio.network.model import Floats, Kind, Network
from scratchstudio.network.topology import levels

SWEEPS = 8


def layered(network: Network) -> Floats:
    """Positions, shape (neurons, 2): inputs in the first column, outputs in the last, centred."""
    column = _columns(network)
    height = _start_heights(column, network.neurons.position[:, 1])
    sources, targets = network.source_rows, network.target_rows
    best, fewest = height, _total_length(height, sources, targets)
    for sweep in range(SWEEPS):
        onward = sweep % 2 == 0
        here, there = (targets, sources) if onward else (sources, targets)
        order = np.unique(column) if onward else np.unique(column)[::-1]
        for level in order[1:]:
            height = _sorted_by_barycentre(height, column, level, here, there)
        length = _total_length(height, sources, targets)
        if length < fewest:
            best, fewest = height, length
    return np.column_stack([_across(column)[column], best * ROW_SPACING])


def _across(column: NDArray[np.intp]) -> Floats:
    """Where each column stands: from its neighbour as far as the taller of the two asks."""
    counts = np.bincount(column)
    gaps = [column_gap(*pair) for pair in itertools.pairwise(counts.tolist())]
    return np.concatenate([[0.0], np.cumsum(gaps)])


def _columns(network: Network) -> NDArray[np.intp]:
    column = levels(network).copy()
    outputs = network.output_rows
    if len(outputs):
        ends = outputs[~np.isin(outputs, network.source_rows)]
        column[ends] = max(int(column.max()), 1)
    column[network.neurons.kind == Kind.INPUT] = 0
    return column


def _start_heights(column: NDArray[np.intp], y: Floats) -> Floats:
    height = np.zeros(len(column))
    for level in np.unique(column):
        members = np.flatnonzero(column == level)
        height[members[np.argsort(y[members], kind="stable")]] = _centred(len(members))
    return height


def _centred(count: int) -> Floats:
    return np.arange(count, dtype=np.float64) - (count - 1) / 2


def _sorted_by_barycentre(
    height: Floats,
    column: NDArray[np.intp],
    level: int,
    here: NDArray[np.intp],
    there: NDArray[np.intp],
) -> Floats:
    members = np.flatnonzero(column == level)
    total = np.bincount(here, weights=height[there], minlength=len(height))[members]
    count = np.bincount(here, minlength=len(height))[members]
    wished = np.where(count > 0, total / np.maximum(count, 1), height[members])
    moved = height.copy()
    moved[members[np.lexsort((height[members], wished))]] = _centred(len(members))
    return moved


def _total_length(height: Floats, sources: NDArray[np.intp], targets: NDArray[np.intp]) -> float:
    return float(np.abs(height[sources] - height[targets]).sum())
