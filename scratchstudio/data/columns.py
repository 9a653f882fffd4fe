"""Builds a column from the cells of a file, block by block: as numbers, or as text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.numbers import is_missing, number, plain_numbers
from scratchstudio.data.table import Column, Floats, category_order, counted, quoted

NUMERIC_SHARE = 0.95
"""A column is one of numbers when this share of its cells are; the others count as missing."""


class NumberBuilder:
    """Reads cells as numbers and counts those that are something else."""

    def __init__(self, name: str, decimal: str) -> None:
        self.name = name
        self._decimal = decimal
        self._blocks: list[Floats] = []
        self._numbers = 0
        self._texts = 0
        self._infinite = 0
        self._first_text = ("", 0)

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Takes the next cells, and the lines of the file in which they stand."""
        values = plain_numbers(cells, self._decimal)
        if values is None:
            values = self._looked_at(cells, lines)
        infinite = np.isinf(values)
        self._infinite += int(infinite.sum())
        self._numbers += int(np.count_nonzero(~np.isnan(values)))
        values[infinite] = np.nan
        self._blocks.append(values)

    def _looked_at(self, cells: Sequence[str], lines: Sequence[int]) -> Floats:
        meaning: dict[str, float | None] = {}
        for cell in set(cells):
            meaning[cell] = np.nan if is_missing(cell) else number(cell, self._decimal)
        found = [meaning[cell] for cell in cells]
        texts = found.count(None)
        if texts and not self._texts:
            place = found.index(None)
            self._first_text = (cells[place].strip(), lines[place])
        self._texts += texts
        return np.array(found, dtype=np.float64)  # NumPy reads None as NaN

    @property
    def is_numeric(self) -> bool:
        """Whether so many cells are numbers that the others may count as missing."""
        return self._numbers >= NUMERIC_SHARE * (self._numbers + self._texts)

    def column(self) -> Column:
        """The numbers, with NaN for all other cells."""
        return Column(self.name, np.concatenate(self._blocks))

    def notes(self) -> list[str]:
        """What the person should know about this column, in sentences."""
        told = []
        text, line = self._first_text
        if not self._numbers and not self._texts:
            told.append(f"{quoted(self.name)} is empty.")
        elif self._texts and self.is_numeric:
            verb = "is not a number" if self._texts == 1 else "are not numbers"
            told.append(
                f"{counted(self._texts, 'cell')} of {quoted(self.name)} {verb}, such as "
                f"{quoted(text)} in line {line:,}; counted as missing."
            )
        elif self._texts and self._numbers:
            told.append(
                f"{quoted(self.name)} holds {counted(self._numbers, 'number')} and "
                f"{counted(self._texts, 'other cell')}, such as {quoted(text)} in line {line:,}; "
                "read as text."
            )
        if self._infinite and self.is_numeric:
            told.append(
                f"{counted(self._infinite, 'cell')} of {quoted(self.name)} "
                f"{'is' if self._infinite == 1 else 'are'} infinite; counted as missing."
            )
        return told


class TextBuilder:
    """Reads cells as text, each different text once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._code: dict[str, int] = {}
        self._of_cell: dict[str, int] = {}
        self._blocks: list[NDArray[np.intp]] = []

    def add(self, cells: Sequence[str]) -> None:
        """Takes the next cells."""
        for cell in set(cells).difference(self._of_cell):
            text = cell.strip()
            missing = is_missing(cell)
            self._of_cell[cell] = -1 if missing else self._code.setdefault(text, len(self._code))
        self._blocks.append(np.array([self._of_cell[cell] for cell in cells], dtype=np.intp))

    def column(self) -> Column:
        """A column whose categories are in order: numbers by size, then texts by alphabet."""
        categories = category_order(self._code)
        # One place more than there are codes: -1, a missing cell, finds NaN at the end.
        place = np.full(len(categories) + 1, np.nan)
        for rank, text in enumerate(categories):
            place[self._code[text]] = rank
        return Column(self.name, place[np.concatenate(self._blocks)], categories)
