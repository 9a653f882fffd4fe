"""Evaluation: how well a network's outputs agree with the targets."""

from scratchstudio.evaluate.confusion import Confusion, confusion
from scratchstudio.evaluate.metrics import (
    NO_CLASS,
    Score,
    class_codes,
    mean_absolute_error,
    predicted_class,
    r_squared,
    score,
)

__all__ = [
    "NO_CLASS",
    "Confusion",
    "Score",
    "class_codes",
    "confusion",
    "mean_absolute_error",
    "predicted_class",
    "r_squared",
    "score",
]
