"""What the columns of neurons and edges may hold: one rule a column, for edits and files alike.

Whatever an edit accepts can be saved and read again, because both ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.model import Kind
from scratchstudio.network.outlines import FARTHEST

LONGEST_NAME = 64
LONGEST_ACTIVATION = 200
MOST_NEURONS = 100_000
MOST_EDGES = 5_000_000
HIGHEST_TIE = 2**53


@dataclass(frozen=True)
class _Rule:
    holds: Callable[[NDArray[Any]], bool]
    sentence: str


def _finite(values: NDArray[Any]) -> bool:
    return bool(np.isfinite(values).all())


def _within(values: NDArray[Any], farthest: float) -> bool:
    return bool((np.abs(values) <= farthest).all())


def _no_longer_than(texts: NDArray[Any], most: int) -> bool:
    return all(len(text) <= most for text in texts)


_RULES: Mapping[str, _Rule] = {
    "name": _Rule(
        lambda texts: _no_longer_than(texts, LONGEST_NAME),
        f"A neuron's name has at most {LONGEST_NAME} characters.",
    ),
    "kind": _Rule(
        lambda kinds: bool(np.isin(kinds, list(Kind)).all()), "A neuron is of an unknown kind."
    ),
    "activation": _Rule(
        lambda texts: _no_longer_than(texts, LONGEST_ACTIVATION),
        f"An activation's formula has at most {LONGEST_ACTIVATION} characters.",
    ),
    "bias": _Rule(_finite, "A bias must be a finite number."),
    "position": _Rule(
        lambda places: _within(places, FARTHEST), "A neuron's position is too far away."
    ),
    "dropout": _Rule(
        lambda shares: bool(((shares >= 0) & (shares < 1)).all()),
        "A neuron's dropout must be from 0 to below 1.",
    ),
    "weight": _Rule(_finite, "A weight must be a finite number."),
    "tie": _Rule(
        lambda ties: bool(((ties >= 0) & (ties < HIGHEST_TIE)).all()),
        "A tie's number can't be negative, nor above 2 to the power of 53.",
    ),
}


def check_column(name: str, values: NDArray[Any]) -> None:
    """Raises NetworkError with the column's rule when one of the values breaks it."""
    rule = _RULES.get(name)
    if rule is not None and not rule.holds(values):
        raise NetworkError(rule.sentence)


def check_size(neurons: int, edges: int) -> None:
    """Raises NetworkError when a network of so many neurons and edges could not be opened again."""
    for count, most, noun in ((neurons, MOST_NEURONS, "neurons"), (edges, MOST_EDGES, "edges")):
        if count > most:
            raise NetworkError(
                f"A network has at most {most:,} {noun}; with these it would have {count:,}."
            )
