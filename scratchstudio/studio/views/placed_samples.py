"""Samples that a person places on the decision map or takes from it; without widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scratchstudio.data import ColumnCode, Prepared, Table, TableSource, prepare
from scratchstudio.data import with_row as table_with_row
from scratchstudio.data import without_row as table_without_row
from scratchstudio.errors import DataError, ScratchStudioError
from scratchstudio.studio.document import Document
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.decision_plane import Slice


@dataclass(frozen=True)
class Spot:
    """A place on the map in raw units, and the map's width and height in them."""

    x: float
    y: float
    size: tuple[float, float]


def add_sample(document: Document, slice_: Slice, spot: Spot, target: float) -> None:
    """Adds a training sample there as one undo entry.

    `target` is a number, or for classes the place of the class in `Prepared.classes`. The other
    features have the values at which the map holds them. Raises ScratchStudioError with a sentence
    where that cannot be done.
    """
    prepared, table = _present(document)
    if len(prepared.target_codes) > 1:
        raise DataError(
            tr(
                "A sample needs a value for each of the {} targets, so it can't be placed on the"
                " map. Add it to the file instead."
            ).format(len(prepared.target_codes))
        )
    values = _held(prepared, slice_)
    values[prepared.features.index(slice_.x)] = spot.x
    values[prepared.features.index(slice_.y)] = spot.y
    cells: dict[str, float] = {}
    for code, part in _parts(prepared):
        if code.categories and {slice_.x, slice_.y} & set(code.features):
            raise DataError(
                tr("“{}” is a category: a place on the map is no value of it.").format(code.name)
            )
        value = float(np.argmax(values[part])) if code.categories else float(values[part][0])
        cells[code.name] = _cell(table, code, value)
    [answer] = prepared.target_codes
    cells[answer.name] = _cell(table, answer, target)
    _change(document, tr("Add a sample"), table_with_row(table, cells, prepared))


def remove_nearest(document: Document, slice_: Slice, spot: Spot) -> None:
    """Removes the sample nearest to the place, as it looks on the map, as one undo entry.

    Raises ScratchStudioError with a sentence where nothing could be learned from what is left.
    """
    prepared, table = _present(document)
    columns = [prepared.features.index(name) for name in (slice_.x, slice_.y)]
    raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])[:, columns]
    rows = np.concatenate([prepared.train_rows, prepared.held_out_rows])
    away = (((raw - (spot.x, spot.y)) / spot.size) ** 2).sum(axis=1)
    row = int(rows[np.argmin(away)])
    _change(document, tr("Remove a sample"), table_without_row(table, row, prepared))


def _present(document: Document) -> tuple[Prepared, Table]:
    if document.prepared is None:
        raise DataError(document.data_error)
    return document.prepared, document.content.source.table()


def _held(prepared: Prepared, slice_: Slice) -> np.ndarray:
    """The raw values at which the map holds the features."""
    raw = prepared.raw_train_inputs
    if slice_.sample is not None and slice_.sample < len(raw):
        return raw[slice_.sample].copy()
    return np.asarray(raw.mean(axis=0))


def _parts(prepared: Prepared) -> Iterator[tuple[ColumnCode, slice]]:
    """Each input column with the place of its features."""
    start = 0
    for code in prepared.input_codes:
        yield code, slice(start, start + len(code.features))
        start += len(code.features)


def _cell(table: Table, code: ColumnCode, value: float) -> float:
    """The cell for a number or a class; classes may be numbers in the table."""
    if code.categories and not table.column(code.name).categories:
        return float(code.categories[int(value)])
    return value


def _change(document: Document, text: str, table: Table) -> None:
    recipe, before = document.content.recipe, document.prepared
    after = prepare(table, recipe)
    if before is None or (after.task, after.classes) != (before.task, before.classes):
        raise ScratchStudioError(
            tr("It is the last sample of its class, which the network would lose with it.")
        )
    document.change_data(text, TableSource(table), recipe)
