"""The generated data sets, one entry each: TensorFlow Playground's six, two moons, and pictures.

Formulas and ranges are those of `src/dataset.ts` of tensorflow/playground (Apache-2.0), so that a
lesson written for Playground works here; the moons follow the usual two half circles. Noise is
Playground's slider divided by 100: 0 is none, 0.5 the most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scratchstudio.data import bars
from scratchstudio.data.picture import Picture, pixel_names
from scratchstudio.data.table import Column, Floats, Table
from scratchstudio.errors import DataError

CLASSES = ("orange", "blue")
MOST_NOISE = 0.5
MOST_SAMPLES = 100_000

Draw = Callable[[np.random.Generator, int, float], tuple[Floats, Floats]]
"""Takes (rng, samples, noise); gives (samples, inputs) and class codes or values (samples,)."""


@dataclass(frozen=True)
class Generator:
    """A data set that is computed: `make` always gives the same table for the same seed."""

    key: str
    label: str
    help: str
    task: Literal["classification", "regression"]
    samples: int
    """The number of samples that Playground uses."""
    draw: Draw
    classes: tuple[str, str] = CLASSES
    """Names of the classes 0 and 1, where it is a classification."""
    picture: tuple[int, int] | None = None
    """Width and height of the picture that the inputs make up; else they are x1 and x2."""

    def make(self, samples: int = 500, noise: float = 0.0, seed: int = 0) -> Table:
        """A table with the columns x1 and x2, or those of the pixels, and label or y.

        Raises DataError when samples, noise (0 to 0.5) or seed are out of range.
        """
        if not 2 <= samples <= MOST_SAMPLES:
            raise DataError(f"The number of samples must be from 2 to {MOST_SAMPLES:,}.")
        if not 0 <= noise <= MOST_NOISE:
            raise DataError("The noise must be from 0 to 0.5.")
        if seed < 0:
            raise DataError("The seed must be 0 or a positive whole number.")
        rng = np.random.default_rng(seed)
        points, answer = self.draw(rng, samples, noise)
        order = rng.permutation(samples)
        points, answer = points[order], answer[order]
        last = Column("y", answer)
        if self.task == "classification":
            last = Column("label", answer, self.classes)
        picture = None
        if self.picture is not None:
            picture = Picture(*self.picture, pixel_names(*self.picture))
        names = ("x1", "x2") if picture is None else picture.columns
        inputs = (Column(name, points[:, at]) for at, name in enumerate(names))
        return Table(self.label, (*inputs, last), picture=picture)


def _halves(samples: int) -> tuple[int, int]:
    return samples - samples // 2, samples // 2


def _circle(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    inner, outer = _halves(samples)
    radius = np.concatenate([rng.uniform(0, 2.5, inner), rng.uniform(3.5, 5, outer)])
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    seen = points + rng.uniform(-5, 5, points.shape) * noise
    return points, (np.hypot(seen[:, 0], seen[:, 1]) < 2.5).astype(np.float64)


def _exclusive_or(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    points = rng.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    seen = points + rng.uniform(-5, 5, points.shape) * noise
    return points, (seen[:, 0] * seen[:, 1] >= 0).astype(np.float64)


def _gaussian(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    blue, orange = _halves(samples)
    variance = 0.5 + 7.0 * noise
    label = np.concatenate([np.ones(blue), np.zeros(orange)])
    centre = np.where(label == 1, 2.0, -2.0)
    return centre[:, None] + rng.normal(0, np.sqrt(variance), (samples, 2)), label


def _spiral(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    arms = []
    for count, turn in zip(_halves(samples), (0.0, np.pi), strict=True):
        along = np.arange(count) / count
        angle = 1.75 * along * 2 * np.pi + turn
        arms.append(5 * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)]))
    points = np.concatenate(arms)
    label = np.concatenate([np.ones(len(arms[0])), np.zeros(len(arms[1]))])
    return points + rng.uniform(-1, 1, points.shape) * noise, label


def _moons(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    upper, lower = _halves(samples)
    first, second = np.linspace(0, np.pi, upper), np.linspace(0, np.pi, lower)
    x = np.concatenate([np.cos(first), 1 - np.cos(second)]) - 0.5
    y = np.concatenate([np.sin(first), 0.5 - np.sin(second)]) - 0.25
    points = np.column_stack([x, y]) * (10 / 3) + rng.normal(0, 2, (samples, 2)) * noise
    return points, np.concatenate([np.ones(upper), np.zeros(lower)])


def _plane(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    points = rng.uniform(-6, 6, (samples, 2))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    return points, seen.sum(axis=1) / 10


_HILLS = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
_SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


def _multi_gaussian(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    points = rng.uniform(-6, 6, (samples, 2))
    seen = points + rng.uniform(-6, 6, points.shape) * noise
    away = np.linalg.norm(seen[:, None, :] - _HILLS, axis=2)
    height = _SIGNS * np.clip(1 - away / 2, 0, 1)
    strongest = np.argmax(np.abs(height), axis=1)
    return points, height[np.arange(samples), strongest]


GENERATORS: Mapping[str, Generator] = {
    entry.key: entry
    for entry in (
        Generator(
            "circle",
            "Circle",
            "A blue disc inside an orange ring. Noise gives the wrong class near the border.",
            "classification",
            500,
            _circle,
        ),
        Generator(
            "exclusive_or",
            "Exclusive or",
            "Blue where x1 and x2 have the same sign, else orange. No straight line parts the two.",
            "classification",
            500,
            _exclusive_or,
        ),
        Generator(
            "gaussian",
            "Two clouds",
            "Two round clouds of normally distributed points. One neuron can part them.",
            "classification",
            500,
            _gaussian,
        ),
        Generator(
            "spiral",
            "Spiral",
            "Two spiral arms wound round each other: the hardest of the generated sets.",
            "classification",
            500,
            _spiral,
        ),
        Generator(
            "moons",
            "Two moons",
            "Two half circles that reach into each other. Noise blurs them.",
            "classification",
            500,
            _moons,
        ),
        Generator(
            "plane",
            "Plane",
            "A number to predict that rises evenly with x1 and x2. One linear neuron can do it.",
            "regression",
            1200,
            _plane,
        ),
        Generator(
            "multi_gaussian",
            "Six hills",
            "A number to predict: three hills and three hollows in a chequered pattern.",
            "regression",
            1200,
            _multi_gaussian,
        ),
        Generator(
            "bars",
            "Bars",
            "Pictures of 6 × 6 pixels: a bar that lies or stands, in the middle. One neuron can "
            "tell; look at its weights as a picture.",
            "classification",
            500,
            bars.centred,
            bars.DIRECTIONS,
            (bars.SIDE, bars.SIDE),
        ),
        Generator(
            "bars_anywhere",
            "Moved bars",
            "Pictures of 6 × 6 pixels: a bar that lies or stands, anywhere. One neuron can't tell "
            "any more; a few hidden ones can.",
            "classification",
            500,
            bars.anywhere,
            bars.DIRECTIONS,
            (bars.SIDE, bars.SIDE),
        ),
    )
}
"""Every generated data set, by its key."""
