"""`prepare`: a table and a recipe to the arrays a network is trained on and judged by.

Whatever is fitted (means, scales, the most frequent category) is fitted on the training part alone,
so that nothing of the held-out part leaks into training.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data.encoding import ColumnCode, encode_all
from scratchstudio.data.picture import Picture
from scratchstudio.data.prepared import Prepared, Task, check_size, filled, scaled
from scratchstudio.data.recipe import Recipe
from scratchstudio.data.scaling import fit_scaling
from scratchstudio.data.splitting import split
from scratchstudio.data.table import (
    MOST_CATEGORIES,
    Column,
    KeptSplit,
    Rows,
    Table,
    as_category,
    listed,
    quoted,
)
from scratchstudio.errors import DataError


def prepare(table: Table, recipe: Recipe) -> Prepared:
    """Follows the recipe. Raises DataError with a sentence when it cannot be followed."""
    _check_recipe(recipe)
    inputs = [_chosen(table, name, recipe) for name in recipe.inputs]
    targets = [_chosen(table, name, recipe) for name in recipe.targets]
    task = _task(targets)
    input_codes = tuple(ColumnCode(c.name, c.categories) for c in inputs)
    target_codes = tuple(ColumnCode(c.name, c.categories, task == "binary") for c in targets)
    features, outputs = _features(input_codes), _features(target_codes)

    kept = _complete_rows(inputs if recipe.missing == "drop" else [], targets)
    check_size(table, kept, len(features))
    _check_targets(targets, kept, recipe.missing)
    split_kept = _kept_split(table, recipe)
    train, held_out = (
        _split(kept, targets, recipe) if split_kept is None else _by_hand(kept, split_kept)
    )

    values = [column.values for column in inputs]
    fills: tuple[float, ...] = ()
    fill_counts: tuple[int, ...] = ()
    if recipe.missing == "mean":
        fills = tuple(c.fill(v[train]) for c, v in zip(input_codes, values, strict=True))
        fill_counts = tuple(int(np.isnan(column[kept]).sum()) for column in values)
        values = filled(values, fills)

    raw_train = encode_all(input_codes, values, train)
    raw_held_out = encode_all(input_codes, values, held_out)
    train_targets = encode_all(target_codes, [c.values for c in targets], train)
    held_out_targets = encode_all(target_codes, [c.values for c in targets], held_out)
    numeric = np.repeat(
        [not code.categories for code in input_codes], [len(c.features) for c in input_codes]
    )
    scaling = target_scaling = None
    if recipe.standardise and numeric.any():
        scaling = fit_scaling(features, raw_train, numeric)
    if recipe.standardise_target and task == "regression":
        target_scaling = fit_scaling(outputs, train_targets, np.ones(len(outputs), dtype=bool))
    return Prepared(
        name=table.name,
        task=task,
        features=features,
        outputs=outputs,
        classes=() if task == "regression" else target_codes[0].categories,
        train_inputs=scaled(scaling, raw_train),
        train_targets=scaled(target_scaling, train_targets),
        held_out_inputs=scaled(scaling, raw_held_out),
        held_out_targets=scaled(target_scaling, held_out_targets),
        train_rows=train,
        held_out_rows=held_out,
        raw_train_inputs=raw_train,
        raw_held_out_inputs=raw_held_out,
        scaling=scaling,
        target_scaling=target_scaling,
        input_codes=input_codes,
        target_codes=target_codes,
        fills=fills,
        fill_counts=fill_counts,
        recipe=recipe,
        dropped=table.rows - len(kept),
        picture=_picture(table, features),
        split_kept=split_kept is not None,
    )


def _picture(table: Table, features: Sequence[str]) -> Picture | None:
    picture = table.picture
    return picture if picture is not None and set(picture.columns) <= set(features) else None


def _check_recipe(recipe: Recipe) -> None:
    if not recipe.inputs:
        raise DataError("No input column is chosen. Choose at least one.")
    if not recipe.targets:
        raise DataError("No target column is chosen. Choose what the network is to predict.")
    both = set(recipe.inputs) & set(recipe.targets)
    if both:
        raise DataError(f"{listed(sorted(both))} can't be an input and the target at once.")
    for names in (recipe.inputs, recipe.targets):
        if len(set(names)) < len(names):
            raise DataError("A column is chosen twice.")
    if recipe.missing not in ("drop", "mean"):
        raise DataError(f"Missing cells can be handled by “drop” or “mean”, not {recipe.missing}.")
    if not 0 <= recipe.held_out < 1:
        raise DataError(
            "The held-out share must be from 0 to below 1: something must be left to train on."
        )
    if recipe.seed < 0:
        raise DataError("The seed must be 0 or a positive whole number.")


def _chosen(table: Table, name: str, recipe: Recipe) -> Column:
    column = table.column(name)
    if name in recipe.as_classes:
        column = as_category(column)
        if len(column.categories) > MOST_CATEGORIES:
            raise DataError(
                f"Column {quoted(name)} has {len(column.categories):,} different values; "
                f"at most {MOST_CATEGORIES} can be classes."
            )
    elif column.kind == "text":
        raise DataError(
            f"Column {quoted(name)} holds text with {len(column.categories):,} different values, "
            "which a network can't read. Choose columns of numbers or of few categories."
        )
    return column


def _task(targets: Sequence[Column]) -> Task:
    categories = [column for column in targets if column.categories]
    if not categories:
        return "regression"
    if len(targets) > 1:
        raise DataError(
            f"{quoted(categories[0].name)} is a category; a category must be the only target."
        )
    return "binary" if len(categories[0].categories) == 2 else "classes"


def _features(codes: Sequence[ColumnCode]) -> tuple[str, ...]:
    names = tuple(feature for code in codes for feature in code.features)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"Two features would be called {quoted(twice)}. Rename one of the columns.")
    return names


def _complete_rows(inputs: Sequence[Column], targets: Sequence[Column]) -> Rows:
    gaps = np.zeros(len(targets[0]), dtype=bool)
    for column in (*inputs, *targets):
        gaps |= column.missing
    return np.flatnonzero(~gaps)


def _check_targets(targets: Sequence[Column], kept: Rows, missing: str) -> None:
    if not len(kept):
        advice = " Fill missing cells instead of leaving their rows out." * (missing == "drop")
        raise DataError(f"No row has all the cells that are needed.{advice}")
    if len(kept) == 1:
        raise DataError("Only one row is left, which is too little to train on.")
    for column in targets:
        values = column.values[kept]
        if (values != values[0]).any():
            continue
        if column.categories:
            only = quoted(column.categories[int(values[0])])
            raise DataError(
                f"Every row has the same class in {quoted(column.name)}, {only}: "
                "there is nothing to tell apart."
            )
        raise DataError(
            f"The target {quoted(column.name)} is {values[0]:g} in every row: "
            "there is nothing to predict."
        )


def _split(kept: Rows, targets: Sequence[Column], recipe: Recipe) -> tuple[Rows, Rows]:
    classes: NDArray[np.intp] | None = None
    if targets[0].categories:
        classes = targets[0].values[kept].astype(np.intp)
    elif round(len(kept) * recipe.held_out) >= len(kept):
        raise DataError(
            f"All {len(kept):,} rows would be held out, and none trained on. Hold out fewer."
        )
    train, held_out = split(len(kept), recipe.held_out, recipe.seed, classes)
    return kept[train], kept[held_out]


def _kept_split(table: Table, recipe: Recipe) -> KeptSplit | None:
    """The split from before the table was edited, where this recipe asks for that one."""
    kept = table.split
    same_draw = kept is not None and (kept.share, kept.seed) == (recipe.held_out, recipe.seed)
    return kept if same_draw else None


def _by_hand(kept: Rows, split_kept: KeptSplit) -> tuple[Rows, Rows]:
    held = np.isin(kept, np.array(split_kept.held_out, dtype=np.intp))
    if held.all():
        raise DataError("All rows are held out, and none is left to train on. Hold out fewer.")
    return kept[~held], kept[held]
