"""`Prepared`: a table made ready for training, and `encode`, which makes other rows ready alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from scratchstudio.data.encoding import ColumnCode, encode_all
from scratchstudio.data.picture import Picture
from scratchstudio.data.recipe import Recipe
from scratchstudio.data.scaling import Scaling
from scratchstudio.data.table import Floats, Rows, Table, counted, listed, quoted
from scratchstudio.errors import DataError

Task = Literal["binary", "classes", "regression"]

MOST_CELLS = 20_000_000
"""The most features times rows that are prepared: 160 MB."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a network is trained on and judged by, with all that was fitted on the way."""

    name: str
    task: Task
    features: tuple[str, ...]
    outputs: tuple[str, ...]
    classes: tuple[str, ...]
    """The class names: two for "binary" (output 1 means the second), () for "regression"."""
    train_inputs: Floats
    """(training rows, features), scaled where the recipe says so."""
    train_targets: Floats
    """(training rows, outputs): 0 or 1 for classes, else numbers, scaled where asked."""
    held_out_inputs: Floats
    held_out_targets: Floats
    train_rows: Rows
    """The table's row numbers, from 0."""
    held_out_rows: Rows
    raw_train_inputs: Floats
    """Encoded and filled, but not scaled."""
    raw_held_out_inputs: Floats
    scaling: Scaling | None
    target_scaling: Scaling | None
    input_codes: tuple[ColumnCode, ...]
    target_codes: tuple[ColumnCode, ...]
    fills: tuple[float, ...]
    """What a missing cell of each input column becomes; () where such rows are left out."""
    recipe: Recipe
    dropped: int
    """How many rows were left out for missing cells."""
    fill_counts: tuple[int, ...]
    """How many cells were filled in each input column; () where rows are left out instead."""
    picture: Picture | None = None
    """The picture that features make up, where all its pixels are among them."""
    split_kept: bool = False
    """Rows were added or removed by hand since the held-out ones were drawn; see `KeptSplit`."""

    @property
    def filled(self) -> int:
        """How many cells were filled."""
        return sum(self.fill_counts)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Each preprocessing step as a sentence, in the order in which it was done."""
        return tuple(
            sentence
            for sentence in (
                self._leaving_out(),
                *map(_one_hot_sentence, self.input_codes),
                *map(_target_sentence, self.target_codes),
                self._holding_out(),
                *self._filling(),
                self._scaling_inputs(),
                self._scaling_targets(),
            )
            if sentence
        )

    def _leaving_out(self) -> str:
        if not self.dropped:
            return ""
        needed = "an input or the target" if self.recipe.missing == "drop" else "the target"
        kept = len(self.train_rows) + len(self.held_out_rows)
        return (
            f"{counted(self.dropped, 'row')} without {needed} left out; "
            f"{kept:,} of {kept + self.dropped:,} remain."
        )

    def _holding_out(self) -> str:
        held, total = len(self.held_out_rows), len(self.train_rows) + len(self.held_out_rows)
        if not held:
            return f"All {total:,} rows are trained on; none is held out."
        if self.split_kept:
            return (
                f"{held:,} of {total:,} rows are held out, as drawn with seed {self.recipe.seed} "
                "before samples were added or removed by hand; added ones are trained on."
            )
        how = ", the same share of every class" if self.classes else ""
        return f"{held:,} of {total:,} rows are held out, drawn with seed {self.recipe.seed}{how}."

    def _filling(self) -> list[str]:
        if not self.filled:
            return []
        told = []
        for code, fill in zip(self.input_codes, self.fills, strict=True):
            what = "most frequent training value" if code.categories else "training mean"
            told.append(f"{quoted(code.name)} by its {what}, {code.spelled(fill, digits=4)}")
        gaps = [text for text, count in zip(told, self.fill_counts, strict=True) if count]
        return [f"{counted(self.filled, 'missing cell')} filled: {'; '.join(gaps)}."]

    def _scaling_inputs(self) -> str:
        if self.scaling is None:
            return ""
        names = [code.name for code in self.input_codes if not code.categories]
        return (
            f"Standardised: {listed(names)}, each minus its training mean, divided by its "
            "training standard deviation."
        )

    def _scaling_targets(self) -> str:
        if self.target_scaling is None:
            return ""
        return f"The target is standardised in the same way: {listed(self.outputs)}."


def _one_hot_sentence(code: ColumnCode) -> str:
    if not code.categories:
        return ""
    return f"{quoted(code.name)} becomes {counted(len(code.features), 'input')}, one a value."


def _target_sentence(code: ColumnCode) -> str:
    if code.single:
        zero, one = code.categories
        return f"The target {quoted(code.name)} is 0 for {quoted(zero)} and 1 for {quoted(one)}."
    if code.categories:
        return f"The target {quoted(code.name)} becomes {len(code.features)} outputs, one a class."
    return ""


@dataclass(frozen=True, eq=False)
class Encoded:
    """Other rows, made ready with what was fitted by `prepare`."""

    inputs: Floats
    """(rows, features), scaled."""
    raw_inputs: Floats
    targets: Floats | None
    """(rows, outputs), or None when the table lacks a target column."""
    rows: Rows
    """The table's row numbers, from 0."""
    dropped: int
    filled: int


def encode(table: Table, prepared: Prepared) -> Encoded:
    """The rows of another table as the network that was made for `prepared` is to be given them.

    Columns are found by name; filling and scaling are those fitted before. Rows that lack an input
    (where they are not filled) or a target are left out and counted. Raises DataError for a lacking
    input column, a column of another kind, and a category unseen before.
    """
    values = [code.values(table.column(code.name)) for code in prepared.input_codes]
    names = set(table.names)
    answers: list[Floats] | None = None
    if all(code.name in names for code in prepared.target_codes):
        answers = [code.values(table.column(code.name)) for code in prepared.target_codes]
    needed = [] if prepared.fills else list(values)
    gaps = np.zeros(table.rows, dtype=bool)
    for column in [*needed, *(answers or [])]:
        gaps |= np.isnan(column)
    rows = np.flatnonzero(~gaps)
    if not len(rows):
        raise DataError(f"No row of {quoted(table.name)} has all the cells that are needed.")
    check_size(table, rows, len(prepared.features))
    gaps_filled = sum(int(np.isnan(column[rows]).sum()) for column in values)
    raw = encode_all(prepared.input_codes, filled(values, prepared.fills), rows)
    targets = None
    if answers is not None:
        targets = scaled(prepared.target_scaling, encode_all(prepared.target_codes, answers, rows))
    return Encoded(
        scaled(prepared.scaling, raw), raw, targets, rows, table.rows - len(rows), gaps_filled
    )


def check_size(table: Table, rows: Rows, features: int) -> None:
    """Raises DataError when the features of so many rows would not fit in memory."""
    if len(rows) * features > MOST_CELLS:
        raise DataError(
            f"{len(rows):,} rows of {quoted(table.name)} with {features:,} features each are more "
            f"than the {MOST_CELLS:,} values that fit. Choose fewer input columns."
        )


def filled(values: Sequence[Floats], fills: Sequence[float]) -> list[Floats]:
    """The columns with their missing cells filled; unchanged when there are no fills."""
    if not fills:
        return list(values)
    return [np.where(np.isnan(v), fill, v) for v, fill in zip(values, fills, strict=True)]


def scaled(scaling: Scaling | None, values: Floats) -> Floats:
    """The values as the scaling makes them, or as they are without one."""
    return values if scaling is None else scaling.apply(values)
