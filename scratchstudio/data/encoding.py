"""Columns to features: a number stays one, a category becomes one 0-or-1 feature a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scratchstudio.data.table import Column, Floats, Rows, as_category, quoted
from scratchstudio.errors import DataError


@dataclass(frozen=True)
class ColumnCode:
    """How one column is turned into features; a category keeps the values it had when fitted."""

    name: str
    categories: tuple[str, ...] = ()
    single: bool = False
    """True for a category of two values that is one feature: 1 for the second value."""

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features: the column's own, or "name=value" a value."""
        if not self.categories:
            return (self.name,)
        shown = self.categories[1:] if self.single else self.categories
        return tuple(f"{self.name}={value}" for value in shown)

    def values(self, column: Column) -> Floats:
        """(rows,) the column's numbers or, for a category, its codes in the fitted order.

        Raises DataError when the column is of another kind or holds a value unseen in fitting.
        """
        if not self.categories:
            if column.categories:
                raise DataError(
                    f"Column {quoted(self.name)} holds text, such as "
                    f"{quoted(column.categories[0])}, but numbers are needed there."
                )
            return column.values
        given = as_category(column)
        known = {text: code for code, text in enumerate(self.categories)}
        translation = np.array([known.get(text, np.nan) for text in given.categories])
        values = np.full(len(column), np.nan)
        values[~given.missing] = translation[given.values[~given.missing].astype(np.intp)]
        unseen = np.flatnonzero(np.isnan(values) & ~given.missing)
        if len(unseen):
            value = given.texts([int(unseen[0])])[0]
            raise DataError(
                f"Column {quoted(self.name)} holds {quoted(value)} in row {unseen[0] + 1:,}, "
                "which did not occur in the data that the network was made for."
            )
        return values

    def encode(self, values: Floats) -> Floats:
        """Numbers or codes (rows,), none missing, as features (rows, features)."""
        if not self.categories:
            return values[:, None]
        codes = np.arange(1 if self.single else 0, len(self.categories))
        return np.equal(values[:, None], codes).astype(np.float64)

    def fill(self, values: Floats) -> float:
        """The mean of the present values (NaN = missing), or the most frequent code."""
        present = values[~np.isnan(values)]
        if not len(present):
            raise DataError(
                f"Column {quoted(self.name)} has no value in any training row, so there is no "
                "mean to fill its missing cells with. Leave the column out."
            )
        if not self.categories:
            return float(present.mean())
        return float(np.bincount(present.astype(np.intp)).argmax())

    def spelled(self, value: float, digits: int) -> str:
        """A number, to so many digits, or the category of a code, as a person would write it."""
        return self.categories[int(value)] if self.categories else f"{value:.{digits}g}"


def encode_all(codes: Sequence[ColumnCode], columns: Sequence[Floats], rows: Rows) -> Floats:
    """The features (rows, features) of the chosen rows of all columns, side by side."""
    return np.concatenate(
        [code.encode(values[rows]) for code, values in zip(codes, columns, strict=True)], axis=1
    )
