"""Where a project's data come from: a generator, a shipped sample, or a table of the person's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from scratchstudio.data.generators import GENERATORS
from scratchstudio.data.pictures import read_digits
from scratchstudio.data.reading import read_table
from scratchstudio.data.table import Table, listed, quoted
from scratchstudio.errors import DataError
from scratchstudio.resources import resource_path

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Sample:
    """A real data set that comes with the app."""

    key: str
    label: str
    help: str
    file: str
    read: Callable[[Path], Table] = read_table


SAMPLES: Mapping[str, Sample] = {
    entry.key: entry
    for entry in (
        Sample(
            "iris",
            "Iris",
            "150 flowers of three species, with the length and width of sepals and petals in cm "
            "(Anderson 1935, Fisher 1936).",
            "data/iris.csv",
        ),
        Sample(
            "digits",
            "Digits",
            "1,797 pictures of 8 × 8 pixels: digits written by hand by 13 people "
            "(Alpaydin and Kaynak 1998, UCI repository, CC BY 4.0).",
            "data/digits.npz",
            read_digits,
        ),
    )
}
"""Every shipped data set, by its key."""


@dataclass(frozen=True)
class GeneratedSource:
    """Data computed by one of `GENERATORS`, always the same for the same values."""

    generator: str
    samples: int = 500
    noise: float = 0.0
    seed: int = 0

    @property
    def name(self) -> str:
        """What the person calls these data."""
        known = GENERATORS.get(self.generator)
        return known.label if known else self.generator

    def table(self) -> Table:
        """The data. Raises DataError for an unknown generator or a value out of range."""
        return _generated(self)


@dataclass(frozen=True)
class SampleSource:
    """One of the shipped `SAMPLES`."""

    key: str

    @property
    def name(self) -> str:
        """What the person calls these data."""
        known = SAMPLES.get(self.key)
        return known.label if known else self.key

    def table(self) -> Table:
        """The data. Raises DataError for an unknown key."""
        return _sample(self.key)


@dataclass(frozen=True)
class TableSource:
    """A table of the person's own, kept as it was read."""

    content: Table

    @property
    def name(self) -> str:
        """What the person calls these data."""
        return self.content.name

    def table(self) -> Table:
        """The data."""
        return self.content


Source = GeneratedSource | SampleSource | TableSource


@lru_cache(maxsize=16)
def _generated(source: GeneratedSource) -> Table:
    generator = _entry(GENERATORS, source.generator, "generated data set")
    return generator.make(source.samples, source.noise, source.seed)


@lru_cache(maxsize=16)
def _sample(key: str) -> Table:
    sample = _entry(SAMPLES, key, "sample")
    return replace(sample.read(resource_path(sample.file)), name=sample.label)


def _entry(entries: Mapping[str, Entry], key: str, noun: str) -> Entry:
    if key not in entries:
        raise DataError(f"There is no {noun} {quoted(key)}; there are {listed(entries)}.")
    return entries[key]
