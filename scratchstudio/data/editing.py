"""Rows added to a table and taken from it by hand; all other rows stay in their part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scratchstudio.data.prepared import Prepared
from scratchstudio.data.table import Column, KeptSplit, Table
from scratchstudio.errors import DataError

MOST_CELLS_BY_HAND = 50_000
"""The largest table that is edited by hand: each act keeps a copy of it for undo."""
_MARK = ", edited"


def with_row(table: Table, cells: Mapping[str, float], prepared: Prepared) -> Table:
    """The table with one row more, at its end and in the training part.

    `cells` are numbers or category codes by column; a cell that is not given is missing. `prepared`
    tells which rows are held out now. Raises DataError for a table too large to edit by hand.
    """
    columns = tuple(
        replace(column, values=np.append(column.values, cells.get(column.name, np.nan)))
        for column in table.columns
    )
    return _edited(table, columns, prepared, prepared.held_out_rows)


def without_row(table: Table, row: int, prepared: Prepared) -> Table:
    """The table without that row, counted from 0; the others stay in their parts.

    Raises DataError for a table too large to edit by hand, and for a row that is not there.
    """
    if not 0 <= row < table.rows:
        raise DataError(f"The table has no row {row + 1:,}.")
    columns = tuple(
        replace(column, values=np.delete(column.values, row)) for column in table.columns
    )
    held_out = prepared.held_out_rows[prepared.held_out_rows != row]
    return _edited(table, columns, prepared, held_out - (held_out > row))


def _edited(
    table: Table, columns: tuple[Column, ...], prepared: Prepared, held_out: np.ndarray
) -> Table:
    if table.rows * len(table.columns) > MOST_CELLS_BY_HAND:
        raise DataError(
            f"This table has {table.rows:,} rows of {len(table.columns):,} columns; by hand, "
            f"tables of at most {MOST_CELLS_BY_HAND:,} cells are edited. Edit the file instead."
        )
    split = KeptSplit(
        prepared.recipe.held_out, prepared.recipe.seed, tuple(int(row) for row in held_out)
    )
    name = table.name if table.name.endswith(_MARK) else table.name + _MARK
    return Table(name, columns, split, table.picture)
