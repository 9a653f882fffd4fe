"""L-BFGS: Nocedal's two-loop recursion over the last moves (Liu and Nocedal 1989).

Each call is one look at the loss. A move that made the loss worse is taken back and tried again
at half its length, so that the loss goes down; while every move helps, the steps are those of
PyTorch's LBFGS without a line search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scratchstudio.engine.optimisers import Update

MEMORY = 10
"""Moves that are remembered."""
_DECREASE = 1e-4
"""Armijo's condition: the part of the promised decrease that a move must bring."""
_SHORTEST = 1e-10
_KNOWN, _LENGTH, _LOSS, _PROMISE = range(4)
"""What `slots["lbfgs"]` holds: moves known, plus 1 after the first step; the last move's length;
the loss before it; its promised decrease for length 1."""


def lbfgs_step(update: Update) -> None:
    """Takes a step, or takes back half of the last one."""
    numbers, weights = update.slots["lbfgs"], update.weights
    direction, before = update.slots["direction"], update.slots["before"]
    length = float(numbers[_LENGTH])
    worse = update.loss > numbers[_LOSS] + _DECREASE * length * numbers[_PROMISE]
    if numbers[_KNOWN] and worse and length > _SHORTEST:
        numbers[_LENGTH] = length / 2.0
        np.add(update.slots["weights_before"], direction * (length / 2.0), weights)
        return
    gradient = update.gradient
    rate = float(update.scalars[0])
    if numbers[_KNOWN]:
        _remember(update, direction * length, gradient - before)
        direction[:] = _newton_direction(update)
    else:
        numbers[_KNOWN] = 1
        direction[:] = -gradient
        rate *= min(1.0, 1.0 / max(float(np.abs(gradient).sum()), _SHORTEST))
    numbers[_LENGTH], numbers[_LOSS] = rate, update.loss
    numbers[_PROMISE] = gradient.dot(direction)
    before[:] = gradient
    update.slots["weights_before"][:] = weights
    weights += direction * np.asarray(rate, dtype=weights.dtype)


def _remember(update: Update, move: np.ndarray, change: np.ndarray) -> None:
    if float(move.dot(change)) <= _SHORTEST:
        return
    moves, changes = update.slots["moves"], update.slots["changes"]
    moves[:-1], changes[:-1] = moves[1:], changes[1:]
    moves[-1], changes[-1] = move, change
    numbers = update.slots["lbfgs"]
    numbers[_KNOWN] = min(numbers[_KNOWN] + 1, MEMORY + 1)


def _newton_direction(update: Update) -> np.ndarray:
    """−H · gradient, H being the inverse bend that the remembered moves suggest."""
    known = int(update.slots["lbfgs"][_KNOWN]) - 1
    pairs = list(zip(update.slots["moves"], update.slots["changes"], strict=True))[MEMORY - known :]
    result = -update.gradient
    shares = []
    for move, change in reversed(pairs):
        share = move.dot(result) / move.dot(change)
        result -= share * change
        shares.append(share)
    if pairs:
        move, change = pairs[-1]
        result *= move.dot(change) / change.dot(change)
    for (move, change), share in zip(pairs, reversed(shares), strict=True):
        result += move * (share - change.dot(result) / move.dot(change))
    return result
