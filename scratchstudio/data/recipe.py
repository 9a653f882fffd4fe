"""`Recipe`: which columns a network reads and predicts, and what is done to them first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.scaling import moments
from scratchstudio.data.table import Column, Table
from scratchstudio.errors import DataError


@dataclass(frozen=True)
class Recipe:
    """The way from a table to what a network is trained on; `prepare` follows it."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    missing: Literal["drop", "mean"] = "drop"
    """Rows with a missing input are left out, or the cells filled with the training mean (for a
    category: its most frequent training value). Rows without a target are always left out."""
    standardise: bool = True
    standardise_target: bool = False
    held_out: float = 0.3
    """The share of rows that is not trained on, from 0 (none) to below 1."""
    seed: int = 0
    as_classes: tuple[str, ...] = ()
    """Columns to read as categories though they hold numbers, such as a grade from 1 to 6, or text
    in which few values recur; each may have up to 50 different values."""


_TARGET_NAMES = ("target", "label", "class", "species", "y", "output", "outcome", "result")
_MOST_NUMBER_CLASSES = 10
_ROWS_PER_NUMBER_CLASS = 5
_MOST_LOST_ROWS = 0.2


def suggest_recipe(table: Table) -> Recipe:
    """A sensible recipe for a table nobody has said anything about.

    The target is a column with a telling name, else the last one; the inputs are all others but
    text, constant columns and row numbers. A picture is an input with all its pixels, and never the
    target. A target of few whole numbers counts as classes. Numbers are standardised unless they
    are centred and of moderate size already, or pixels from 0 to 1; missing cells are filled where
    leaving out their rows would lose more than a fifth. Raises DataError when fewer than two
    columns can be used.
    """
    usable = [column for column in table.columns if _is_usable(column)]
    if len(usable) < 2:
        raise DataError(
            "A network needs an input and a target: two columns of numbers or categories that "
            f"vary from row to row. This table has {'one' if usable else 'none'}."
        )
    pixels = set() if table.picture is None else set(table.picture.columns)
    target = _likely_target([c for c in usable if c.name not in pixels] or usable)
    others = [column for column in usable if column is not target]
    inputs = [column for column in others if not _is_row_number(column)] or others
    inputs = _with_whole_picture(table, inputs)
    classes = _looks_like_classes(target)
    return Recipe(
        inputs=tuple(column.name for column in inputs),
        targets=(target.name,),
        missing="mean" if _share_of_rows_with_gaps(inputs) > _MOST_LOST_ROWS else "drop",
        standardise=_inputs_want_scaling(table, inputs),
        standardise_target=not classes and _wants_scaling(target),
        as_classes=(target.name,) if classes else (),
    )


def _with_whole_picture(table: Table, inputs: list[Column]) -> list[Column]:
    """Those inputs, with the pixels that never change too: without them the picture has holes."""
    if table.picture is None:
        return inputs
    pixels = set(table.picture.columns)
    if not pixels & {column.name for column in inputs}:
        return inputs
    wanted = pixels | {column.name for column in inputs}
    return [column for column in table.columns if column.name in wanted]


def _inputs_want_scaling(table: Table, inputs: Sequence[Column]) -> bool:
    """True where an input does; pixels from 0 to 1 are good as they are."""
    picture = table.picture
    good = set() if picture is None or picture.white != 1 else set(picture.columns)
    return any(_wants_scaling(column) for column in inputs if column.name not in good)


def _is_usable(column: Column) -> bool:
    present = column.values[~column.missing]
    return column.kind != "text" and len(present) > 0 and bool((present != present[0]).any())


def _likely_target(columns: Sequence[Column]) -> Column:
    telling = [column for column in columns if column.name.strip().lower() in _TARGET_NAMES]
    return telling[-1] if telling else columns[-1]


def _is_row_number(column: Column) -> bool:
    """True for whole numbers that rise by one from row to row, as identifiers do."""
    return column.kind == "number" and bool((np.diff(column.values) == 1).all())


def _looks_like_classes(column: Column) -> bool:
    if column.kind != "number":
        return False
    present = column.values[~column.missing]
    numbers = np.unique(present)
    return (
        len(numbers) <= _MOST_NUMBER_CLASSES
        and len(numbers) * _ROWS_PER_NUMBER_CLASS <= len(present)
        and bool((numbers == np.round(numbers)).all())
    )


def wants_scaling(values: NDArray[np.float64]) -> bool:
    """True for numbers that are off centre, or of no moderate size, as a network likes them."""
    mean, deviation = (float(moment) for moment in moments(values))
    return not (0.1 <= deviation <= 10 and abs(mean) <= deviation)


def _wants_scaling(column: Column) -> bool:
    return column.kind == "number" and wants_scaling(column.values[~column.missing])


def _share_of_rows_with_gaps(columns: Sequence[Column]) -> float:
    gaps = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        gaps |= column.missing
    return float(gaps.mean())
