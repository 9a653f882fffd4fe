"""What a format is to this package: a way to write a model and a way to run what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scratchstudio.export.model import Floats, Model


@dataclass(frozen=True, eq=False)
class Reading:
    """What a written file answers to the samples, and who asked it."""

    outputs: Floats
    """(samples, outputs)"""
    checked_with: str


@dataclass(frozen=True, eq=False)
class Exporter:
    """A file format. Both functions raise ExportError for what they cannot do."""

    key: str
    label: str
    suffix: str
    """With the dot, in lower case."""
    help: str
    write: Callable[[Model], bytes]
    """The whole content of the file."""
    read_back: Callable[[bytes, Floats, Model], Sequence[Reading]]
    """Runs a file's content on raw features (samples, inputs), in each way that is at hand. The
    model is for naming what to look for; the answers come from the file."""
