"""Tables of pictures: made from arrays of pixels, and found in tables that were read."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.picture import Picture, pixel_names, recognised
from scratchstudio.data.table import Column, Table, quoted
from scratchstudio.errors import DataError

_LARGEST_VALUES = (1.0, 16.0, 255.0)
"""What white is in pictures of the usual kinds; see `_white`."""


def picture_table(
    name: str, pixels: NDArray[np.float64], answer: Column, white: float = 1.0
) -> Table:
    """A table of pictures, shape (samples, height, width), and one column that says what they are.

    Raises DataError when the picture is too large or the numbers of samples differ.
    """
    _, height, width = pixels.shape
    names = pixel_names(width, height)
    flat = pixels.reshape(len(pixels), -1)
    columns = tuple(Column(each, flat[:, at]) for at, each in enumerate(names))
    return Table(name, (*columns, answer), picture=Picture(width, height, names, white))


def with_found_picture(table: Table) -> Table:
    """The table with the picture its columns' names tell of; the same table without one.

    Columns that are no numbers, or hold negative ones, are no pixels.
    """
    found = recognised(table.names)
    if found is None:
        return table
    width, height, names = found
    columns = [table.column(name) for name in names]
    if any(column.kind != "number" for column in columns):
        return table
    present = [column.values[~column.missing] for column in columns]
    values = np.concatenate(present)
    if not len(values) or float(values.min()) < 0 or float(values.max()) <= 0:
        return table
    return replace(table, picture=Picture(width, height, names, _white(float(values.max()))))


def _white(largest: float) -> float:
    """What counts as white where the largest pixel is so large."""
    return next((white for white in _LARGEST_VALUES if largest <= white), largest)


def read_digits(path: Path | str) -> Table:
    """The shipped handwritten digits: `pixels` (samples, 8, 8) from 0 to 16, and `labels` 0 to 9.

    Pixels of the table are from 0 to 1. Raises DataError when the file is damaged.
    """
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            pixels, labels = file["pixels"], file["labels"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{quoted(Path(path).name)} is damaged; install the app anew, or choose other data."
        ) from error
    digits = Column("digit", labels, tuple(str(digit) for digit in range(10)))
    return picture_table(Path(path).stem, pixels / 16, digits)
