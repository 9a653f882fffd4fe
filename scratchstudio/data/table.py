"""`Table`: named columns of numbers or categories, the form in which all data enter the app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.picture import Picture
from scratchstudio.errors import DataError

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
ColumnKind = Literal["number", "category", "text"]

MOST_CATEGORIES = 50
"""A text column with more distinct values than this is no category: one-hot would be too wide."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    `values` has the shape (rows,); NaN is a missing cell, and an infinite number counts as missing.
    With `categories`, the values are codes: 0 stands for the first category, and so on.
    """

    name: str
    values: Floats
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim != 1:
            raise DataError(f"The values of column {quoted(self.name)} are not a plain list.")
        if len(set(self.categories)) < len(self.categories):
            raise DataError(f"Column {quoted(self.name)} names a category twice.")
        values[~np.isfinite(values)] = np.nan
        present = values[~np.isnan(values)]
        if self.categories and len(present):
            fits = present.min() >= 0 and present.max() < len(self.categories)
            if not fits or (present != np.floor(present)).any():
                raise DataError(f"Column {quoted(self.name)} has a code that names no category.")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "categories", tuple(self.categories))

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """(rows,) True where the cell is missing."""
        return np.isnan(self.values)

    @cached_property
    def kind(self) -> ColumnKind:
        """What the column can serve as: numbers, a category, or text that no network can read.

        Text is a category where at most 50 values occur and values recur: at least three cells for
        every two values, on average. Two values always make a category.
        """
        if not self.categories:
            return "number"
        present = int(np.count_nonzero(~self.missing))
        distinct = len(self.categories)
        recurring = distinct <= 2 or 3 * distinct <= 2 * present
        return "category" if distinct <= MOST_CATEGORIES and recurring else "text"

    def texts(self, rows: Iterable[int] | slice = slice(None)) -> list[str]:
        """The cells of the given rows as a person would write them; a missing cell is ""."""
        chosen = self.values[rows if isinstance(rows, slice) else list(rows)].tolist()
        if self.categories:
            return [self.categories[int(v)] if v == v else "" for v in chosen]
        return [number_text(v) for v in chosen]

    def same(self, other: Column) -> bool:
        """True when name, categories and every cell are equal."""
        return (
            self.name == other.name
            and self.categories == other.categories
            and np.array_equal(self.values, other.values, equal_nan=True)
        )


@dataclass(frozen=True)
class KeptSplit:
    """Which rows a recipe's draw held out before rows were added or removed by hand.

    It stands in for the draw of every recipe with this share and seed, so that no row changes
    sides. Rows that were added since are not in it: they are trained on.
    """

    share: float
    seed: int
    held_out: tuple[int, ...]
    """Row numbers of the table, from 0."""


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length. Compare tables with `same`."""

    name: str
    columns: tuple[Column, ...]
    split: KeptSplit | None = None
    picture: Picture | None = None
    """The picture that some of the columns make up, in every row."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        if self.split is not None and not all(0 <= r < self.rows for r in self.split.held_out):
            raise DataError("The table's held-out rows are not rows of the table.")
        names = self.names
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise DataError(f"The table has two columns named {quoted(twice)}.")
        if len({len(column) for column in self.columns}) > 1:
            raise DataError("The columns of the table differ in length.")
        if self.picture is not None:
            _check_pixels(self.picture, self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0]) if self.columns else 0

    @cached_property
    def missing(self) -> int:
        """The number of missing cells."""
        return sum(int(np.count_nonzero(column.missing)) for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises DataError, naming those there are, when it lacks."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DataError(
            f"{quoted(self.name)} has no column {quoted(name)}; it has {listed(self.names)}."
        )

    def same(self, other: Table) -> bool:
        """True when both hold the same name, split, picture and columns, cell for cell."""
        return (
            self.name == other.name
            and self.split == other.split
            and self.picture == other.picture
            and len(self.columns) == len(other.columns)
            and all(a.same(b) for a, b in zip(self.columns, other.columns, strict=True))
        )


def _check_pixels(picture: Picture, columns: tuple[Column, ...]) -> None:
    kinds = {column.name: column.kind for column in columns}
    for name in picture.columns:
        if kinds.get(name) != "number":
            raise DataError(f"The pixel {quoted(name)} is not a number column of the table.")


def category_order(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts once each, numbers first and by size, then the others by alphabet."""
    return tuple(sorted(set(texts), key=_by_number_then_text))


def _by_number_then_text(text: str) -> tuple[bool, float, str]:
    try:
        number = float(text)
    except ValueError:
        return (True, 0.0, text)
    return (False, number, text) if number == number else (True, 0.0, text)


def as_category(column: Column) -> Column:
    """The column as a category: each different number of a number column is one."""
    if column.categories:
        return column
    numbers, codes = np.unique(column.values[~column.missing], return_inverse=True)
    values = np.full(len(column), np.nan)
    values[~column.missing] = codes
    return Column(column.name, values, tuple(number_text(v) for v in numbers.tolist()))


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: 3 rather than 3.0; "" when missing."""
    if value != value:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def quoted(name: str, longest: int = 60) -> str:
    """A name in quotation marks for a sentence, cut when it is very long."""
    flat = " ".join(name.split())
    return f"“{flat if len(flat) <= longest else flat[: longest - 1] + '…'}”"


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names for a sentence: all of a few, the first ones and the number left of many."""
    all_ = list(names)
    shown = ", ".join(quoted(name) for name in all_[:most])
    return shown if len(all_) <= most else f"{shown} and {len(all_) - most:,} more"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun in the right form: 1 row, 2,000 rows."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
