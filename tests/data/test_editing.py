"""Rows added and removed by hand: the others keep their part, and the name says so."""

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import (
    Column,
    GeneratedSource,
    KeptSplit,
    Table,
    prepare,
    suggest_recipe,
    with_row,
    without_row,
)
from scratchstudio.errors import DataError


@pytest.fixture
def spiral():
    table = GeneratedSource("spiral", 100).table()
    return table, prepare(table, suggest_recipe(table))


def places(inputs):
    return {tuple(row) for row in inputs.tolist()}


def test_an_added_row_is_trained_on_and_every_other_row_keeps_its_part(spiral):
    table, before = spiral
    added = with_row(table, {"x1": 0.25, "x2": -0.5, "label": 1.0}, before)
    after = prepare(added, before.recipe)
    assert added.name == f"{table.name}, edited"
    assert np.array_equal(after.held_out_rows, before.held_out_rows)
    assert after.train_rows.tolist() == [*before.train_rows.tolist(), 100]
    assert after.raw_train_inputs[-1].tolist() == [0.25, -0.5]
    assert "added ones are trained on" in " ".join(after.steps)


def test_without_a_row_every_other_row_keeps_its_part(spiral):
    table, before = spiral
    for row in (int(before.held_out_rows[3]), int(before.train_rows[0])):
        after = prepare(without_row(table, row, before), before.recipe)
        assert places(after.raw_held_out_inputs) <= places(before.raw_held_out_inputs)
        assert places(after.raw_train_inputs) <= places(before.raw_train_inputs)
        assert len(after.train_rows) + len(after.held_out_rows) == 99


def test_edits_in_a_row_add_up_and_the_name_says_edited_once(spiral):
    table, before = spiral
    once = with_row(table, {"x1": 0, "x2": 0, "label": 0}, before)
    now = prepare(once, before.recipe)
    twice = without_row(once, int(now.held_out_rows[0]), now)
    after = prepare(twice, before.recipe)
    assert twice.name == f"{table.name}, edited"
    assert places(after.raw_held_out_inputs) == places(before.raw_held_out_inputs[1:])


def test_another_share_or_seed_draws_anew_from_all_rows(spiral):
    table, before = spiral
    added = with_row(table, {"x1": 0, "x2": 0, "label": 0}, before)
    for recipe in (replace(before.recipe, held_out=0.5), replace(before.recipe, seed=7)):
        after = prepare(added, recipe)
        assert not after.split_kept
        assert "by hand" not in " ".join(after.steps)


def test_scaling_is_fitted_on_the_training_part_alone(spiral):
    table, before = spiral
    recipe = replace(before.recipe, standardise=True)
    start = prepare(table, recipe)
    after = prepare(with_row(table, {"x1": 9.0, "x2": 0.0, "label": 0.0}, start), recipe)
    assert np.allclose(after.scaling.mean, after.raw_train_inputs.mean(axis=0))


def test_a_row_that_is_not_there_and_a_table_too_large_are_refused(spiral):
    table, before = spiral
    with pytest.raises(DataError, match="no row 101"):
        without_row(table, 100, before)
    large = Table("large", tuple(Column(n, np.zeros(50_001)) for n in "a"))
    with pytest.raises(DataError, match="Edit the file instead"):
        with_row(large, {}, before)


def test_held_out_rows_beyond_the_table_are_refused():
    with pytest.raises(DataError, match="not rows of the table"):
        Table("t", (Column("a", np.zeros(3)),), KeptSplit(0.3, 0, (3,)))


def test_where_all_rows_would_be_held_out_a_sentence_says_so():
    table = GeneratedSource("plane", 50).table()
    recipe = suggest_recipe(table)
    kept = KeptSplit(recipe.held_out, recipe.seed, tuple(range(50)))
    with pytest.raises(DataError, match="All rows are held out"):
        prepare(replace(table, split=kept), recipe)
