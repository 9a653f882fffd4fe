"""`export`: writes a model, reads the file back, and compares what it computes with the engine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from scratchstudio.atomic import write_atomically
from scratchstudio.errors import ExportError
from scratchstudio.export.exporter import Exporter
from scratchstudio.export.model import Floats, Model
from scratchstudio.export.registry import EXPORTERS

TOLERANCE = 1e-5
"""The largest difference from the engine, relative to max(1, |engine's answer|)."""
RANDOM_ROWS = 256


@dataclass(frozen=True)
class Report:
    """How an export went."""

    path: Path
    key: str
    largest_difference: float
    """Over all samples and outputs, each relative to max(1, |engine's answer|)."""
    samples: int
    checked_with: str
    """What ran the written file, in words."""


def export(
    model: Model,
    path: str | os.PathLike[str],
    samples_raw: ArrayLike,
    key: str | None = None,
) -> Report:
    """Writes the model to `path` in the format `key`, or in that of the path's suffix.

    The file is compared with the engine on `samples_raw` (samples, inputs), raw features, and on
    256 random rows in their range. Raises ExportError, leaving what was at `path` as it was, for
    weights that are not finite, a file that differs from the engine by more than `TOLERANCE`, and a
    path that cannot be written.
    """
    path = Path(path)
    exporter = _exporter(path, key)
    _check_finite(model)
    rows = _rows_to_compare(model, samples_raw)
    data = exporter.write(model)
    # Read back before the file takes its name: a bad one must not replace a good one.
    largest, checked_with = _compared(exporter, data, model, rows)
    try:
        write_atomically(path, data)
        arrived = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"“{path}” can't be written: {reason}. Choose another place.") from error
    if arrived != data:
        raise ExportError(f"“{path}” did not reach the disk as it was written. Try another place.")
    return Report(path, exporter.key, largest, len(rows), checked_with)


def _exporter(path: Path, key: str | None) -> Exporter:
    if key is not None:
        if key not in EXPORTERS:
            raise ExportError(f"There is no format “{key}”. Known are {', '.join(EXPORTERS)}.")
        return EXPORTERS[key]
    for exporter in EXPORTERS.values():
        if path.name.lower().endswith(exporter.suffix):
            return exporter
    suffixes = ", ".join(exporter.suffix for exporter in EXPORTERS.values())
    raise ExportError(f"“{path.name}” ends in none of the formats' suffixes: {suffixes}.")


def _check_finite(model: Model) -> None:
    network = model.network
    for name, values in (
        ("weight", network.edges.weight),
        ("bias", network.neurons.bias),
    ):
        bad = np.flatnonzero(~np.isfinite(values))
        if not len(bad):
            continue
        owner = network.edges.target[bad[0]] if name == "weight" else network.neurons.id[bad[0]]
        raise ExportError(
            f"A {name} of {network.name(int(owner))} is not a number any more, so the network "
            "can't be exported. Reset its weights, or undo the training that spoiled them."
        )


def _rows_to_compare(model: Model, samples_raw: ArrayLike) -> Floats:
    """The samples and random rows in their range, as numbers that float32 formats can be given."""
    width = len(model.input_names)
    samples = np.asarray(samples_raw, dtype=np.float64)
    if samples.ndim != 2 or samples.shape[1] != width:
        raise ExportError(
            f"The network has {width} inputs, so it can't be compared on samples of the shape "
            f"{samples.shape}."
        )
    samples = samples[np.isfinite(samples).all(axis=1)]
    low, high = np.full(width, -1.0), np.full(width, 1.0)
    if len(samples):
        low, high = samples.min(axis=0), samples.max(axis=0)
    random = np.random.default_rng(0).uniform(low, high, (RANDOM_ROWS, width))
    return np.concatenate([samples, random]).astype(np.float32).astype(np.float64)


def _compared(exporter: Exporter, data: bytes, model: Model, rows: Floats) -> tuple[float, str]:
    wanted = model.predict(rows)
    readings = exporter.read_back(data, rows, model)
    largest = 0.0
    for reading in readings:
        difference = _largest_difference(reading.outputs, wanted)
        if difference > TOLERANCE:
            raise ExportError(
                f"The {exporter.suffix} file gives other answers than the engine: read back with "
                f"{reading.checked_with}, they differ by {difference:.2g}, more than "
                f"{TOLERANCE:g}. {_ADVICE}"
            )
        largest = max(largest, difference)
    return largest, " and ".join(reading.checked_with for reading in readings)


_ADVICE = (
    "Nothing was written. Very large sums and steps need more digits than the format has; .npz "
    "keeps all of them."
)


def _largest_difference(got: Floats, wanted: Floats) -> float:
    """Infinite where only one of the two is a number."""
    if got.shape != wanted.shape:
        return float("inf")
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    with np.errstate(all="ignore"):
        difference = np.abs(got - wanted) / np.maximum(1.0, np.abs(wanted))
    difference = np.where(np.isnan(difference), np.inf, difference)
    return float(np.where(same, 0.0, difference).max(initial=0.0))
