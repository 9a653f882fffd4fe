"""A recipe followed: encoding, gaps, splits, scaling, and nothing leaking from held-out rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.data import (
    Column,
    GeneratedSource,
    Recipe,
    SampleSource,
    Scaling,
    Table,
    encode,
    fit_scaling,
    prepare,
    suggest_recipe,
)
from scratchstudio.errors import DataError

GAP = np.nan


def number(name: str, *values: float) -> Column:
    return Column(name, np.array(values, dtype=float))


def category(name: str, *texts: str) -> Column:
    names = tuple(sorted({text for text in texts if text}))
    return Column(name, np.array([names.index(t) if t else GAP for t in texts], float), names)


def ten_houses() -> Table:
    return Table(
        "houses",
        (
            number("area", 50, 60, GAP, 80, 90, 100, 110, 120, 130, 140),
            category("town", "A", "B", "A", "", "C", "A", "B", "C", "A", "A"),
            number("price", 5, 6, 7, 8, 9, 10, 11, GAP, 13, 14),
        ),
    )


HOUSES = Recipe(("area", "town"), ("price",))


class TestEncoding:
    def test_iris_becomes_four_features_and_three_outputs(self) -> None:
        table = SampleSource("iris").table()
        prepared = prepare(table, suggest_recipe(table))
        assert prepared.task == "classes"
        assert prepared.features == table.names[:4]
        assert prepared.outputs == ("species=setosa", "species=versicolor", "species=virginica")
        assert prepared.classes == ("setosa", "versicolor", "virginica")
        assert prepared.train_targets.sum(axis=1).tolist() == [1.0] * 105

    def test_two_classes_are_one_output_that_means_the_second(self) -> None:
        table = GeneratedSource("circle", 100).table()
        prepared = prepare(table, suggest_recipe(table))
        assert (prepared.task, prepared.outputs) == ("binary", ("label=blue",))
        np.testing.assert_array_equal(
            prepared.train_targets[:, 0], table.column("label").values[prepared.train_rows]
        )

    def test_an_input_category_is_one_feature_a_value(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, held_out=0.0))
        assert prepared.features == ("area", "town=A", "town=B", "town=C")
        assert prepared.raw_train_inputs[0].tolist() == [50, 1, 0, 0]
        assert prepared.raw_train_inputs[1].tolist() == [60, 0, 1, 0]

    def test_several_numbers_can_be_predicted_at_once(self) -> None:
        table = Table("t", (number("a", 1, 2, 3), number("b", 4, 5, 7), number("c", 1, 0, 2)))
        prepared = prepare(table, Recipe(("a",), ("b", "c"), held_out=0))
        assert (prepared.task, prepared.outputs) == ("regression", ("b", "c"))
        assert prepared.train_targets.tolist() == [[4, 1], [5, 0], [7, 2]]

    def test_numbers_can_be_read_as_classes(self) -> None:
        table = Table("t", (number("a", *range(20)), number("won", *[0, 1] * 10)))
        prepared = prepare(table, Recipe(("a",), ("won",), as_classes=("won",)))
        assert (prepared.task, prepared.classes) == ("binary", ("0", "1"))
        assert prepared.outputs == ("won=1",)


class TestMissingCells:
    def test_rows_with_gaps_are_dropped_and_counted(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, held_out=0))
        assert prepared.train_rows.tolist() == [0, 1, 4, 5, 6, 8, 9]
        assert (prepared.dropped, prepared.filled) == (3, 0)
        assert "3 rows" in prepared.steps[0]

    def test_gaps_are_filled_with_the_training_mean_and_the_most_frequent_value(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, held_out=0, missing="mean"))
        areas = [50, 60, 80, 90, 100, 110, 130, 140]
        assert prepared.raw_train_inputs[2, 0] == pytest.approx(np.mean(areas))
        assert prepared.raw_train_inputs[3].tolist() == [80, 1, 0, 0]
        assert (prepared.dropped, prepared.filled) == (1, 2)
        assert any("“area” by its training mean, 95" in step for step in prepared.steps)

    def test_a_row_without_target_is_never_trained_on(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, missing="mean"))
        assert 7 not in [*prepared.train_rows, *prepared.held_out_rows]

    def test_a_column_without_any_value_cannot_be_filled(self) -> None:
        table = Table("t", (number("a", GAP, GAP, GAP), number("y", 1, 2, 3)))
        with pytest.raises(DataError, match="“a” has no value"):
            prepare(table, Recipe(("a",), ("y",), missing="mean", held_out=0))


class TestSplit:
    def test_the_same_seed_gives_the_same_split(self) -> None:
        table = SampleSource("iris").table()
        recipe = suggest_recipe(table)
        again = prepare(table, recipe)
        np.testing.assert_array_equal(prepare(table, recipe).train_rows, again.train_rows)
        other = prepare(table, replace(recipe, seed=1))
        assert other.train_rows.tolist() != again.train_rows.tolist()

    def test_nothing_may_be_held_out(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, held_out=0))
        assert prepared.held_out_inputs.shape == (0, 4)
        assert prepared.held_out_targets.shape == (0, 1)

    @given(
        sizes=st.lists(st.integers(1, 30), min_size=2, max_size=5),
        share=st.floats(0.0, 0.99),
        seed=st.integers(0, 9),
    )
    def test_every_class_keeps_its_share_and_a_training_row(
        self, sizes: list[int], share: float, seed: int
    ) -> None:
        kinds = np.repeat(np.arange(len(sizes)), sizes).astype(float)
        names = tuple("abcde"[: len(sizes)])
        table = Table("t", (number("x", *range(len(kinds))), Column("k", kinds, names)))
        if table.column("k").kind == "text":
            return
        prepared = prepare(table, Recipe(("x",), ("k",), held_out=share, seed=seed))
        both = np.concatenate([prepared.train_rows, prepared.held_out_rows])
        assert sorted(both.tolist()) == list(range(len(kinds)))
        held = np.bincount(kinds[prepared.held_out_rows].astype(int), minlength=len(sizes))
        assert (held < sizes).all()
        # Rounding moves a class by less than one row, and one row is held out at the least.
        assert (held <= np.array(sizes) * share + 1).all()
        assert (held >= np.minimum(np.array(sizes) * share, np.array(sizes) - 1) - 1).all()

    def test_a_small_share_of_many_small_classes_still_holds_rows_out(self) -> None:
        kinds = np.repeat(np.arange(10.0), 2)
        table = Table("t", (number("x", *range(20)), Column("k", kinds, tuple("abcdefghij"))))
        assert len(prepare(table, Recipe(("x",), ("k",), held_out=0.2)).held_out_rows) == 4


class TestScaling:
    def test_training_features_have_mean_0_and_deviation_1_and_categories_stay(self) -> None:
        prepared = prepare(ten_houses(), HOUSES)
        assert prepared.train_inputs[:, 0].mean() == pytest.approx(0, abs=1e-12)
        assert prepared.train_inputs[:, 0].std() == pytest.approx(1)
        assert set(np.unique(prepared.train_inputs[:, 1:])) <= {0.0, 1.0}

    def test_it_can_be_switched_off(self) -> None:
        prepared = prepare(ten_houses(), replace(HOUSES, standardise=False))
        assert prepared.scaling is None
        np.testing.assert_array_equal(prepared.train_inputs, prepared.raw_train_inputs)

    def test_a_target_scaling_is_undone_to_the_tables_unit(self) -> None:
        table = ten_houses()
        prepared = prepare(table, replace(HOUSES, standardise_target=True, held_out=0))
        assert prepared.train_targets.std() == pytest.approx(1)
        assert prepared.target_scaling is not None
        np.testing.assert_allclose(
            prepared.target_scaling.undo(prepared.train_targets)[:, 0],
            table.column("price").values[prepared.train_rows],
        )

    def test_a_constant_column_gets_scale_1(self) -> None:
        scaling = fit_scaling(("c",), np.full((7, 1), 0.1), np.array([True]))
        assert scaling.scale.tolist() == [1.0]
        assert scaling.apply([[0.1]])[0, 0] == pytest.approx(0, abs=1e-15)

    @pytest.mark.filterwarnings("error")
    def test_numbers_whose_squares_are_too_great_are_scaled_all_the_same(self) -> None:
        values = np.arange(10.0)[:, None] * 1e200
        scaling = fit_scaling(("c",), values, np.array([True]))
        scaled = scaling.apply(values)
        assert (scaled.mean(), scaled.std()) == (pytest.approx(0), pytest.approx(1))
        np.testing.assert_allclose(scaling.undo(scaled), values, rtol=1e-12)

    def test_a_part_of_a_scaling_scales_its_columns_alone(self) -> None:
        whole = Scaling(("a", "b"), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        part = whole.take([1])
        assert part.names == ("b",)
        assert part.apply([[10.0]]).tolist() == [[2.0]]

    @pytest.mark.parametrize("missing", ["drop", "mean"])
    def test_held_out_values_influence_nothing_that_is_fitted(self, missing: str) -> None:
        table = ten_houses()
        recipe = replace(HOUSES, missing=missing, standardise_target=True)
        before = prepare(table, recipe)
        columns = []
        for column in table.columns:
            values = column.values.copy()
            there = before.held_out_rows[~np.isnan(values[before.held_out_rows])]
            values[there] = 0 if column.categories else 1e9
            columns.append(replace(column, values=values))
        after = prepare(Table("houses", tuple(columns)), recipe)
        np.testing.assert_array_equal(after.train_inputs, before.train_inputs)
        np.testing.assert_array_equal(after.train_targets, before.train_targets)
        assert after.fills == before.fills
        assert before.scaling is not None
        assert after.scaling is not None
        np.testing.assert_array_equal(after.scaling.mean, before.scaling.mean)


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"inputs": ()}, "No input column"),
            ({"targets": ()}, "No target column"),
            ({"inputs": ("area", "price")}, "an input and the target at once"),
            ({"inputs": ("area", "area")}, "chosen twice"),
            ({"inputs": ("garden",)}, "no column “garden”"),
            ({"held_out": 1.0}, "held-out share"),
            ({"held_out": -0.1}, "held-out share"),
            ({"held_out": 0.99}, "All 7 rows would be held out"),
            ({"held_out": float("nan")}, "held-out share"),
            ({"seed": -1}, "seed"),
            ({"missing": "guess"}, "drop"),
            ({"inputs": ("area",), "targets": ("town", "price")}, "the only target"),
        ],
    )
    def test_a_recipe_that_cannot_be_followed(
        self, change: dict[str, object], sentence: str
    ) -> None:
        with pytest.raises(DataError, match=sentence):
            prepare(ten_houses(), replace(HOUSES, **change))

    @pytest.mark.parametrize(
        ("columns", "sentence"),
        [
            ((number("a", 1, GAP), number("y", GAP, 1)), "No row has all the cells"),
            ((number("a", 1), number("y", 1)), "Only one row"),
            ((number("a"), number("y")), "No row"),
            ((number("a", 1, 2), number("y", 3, 3)), "“y” is 3 in every row"),
            ((number("a", 1, 2), category("y", "b", "b")), "the same class in “y”, “b”"),
            ((number("a", 1, 2, 3), category("y", "b", "c", "d")), "which a network can't read"),
            ((category("a", "b", "c", "d"), number("y", 1, 2, 3)), "which a network can't read"),
        ],
    )
    def test_a_table_that_cannot_be_learnt_from(
        self, columns: tuple[Column, ...], sentence: str
    ) -> None:
        with pytest.raises(DataError, match=sentence):
            prepare(Table("t", columns), Recipe(("a",), ("y",)))

    def test_more_than_fifty_classes(self) -> None:
        table = Table("t", (number("a", *range(51)), number("y", *range(51))))
        with pytest.raises(DataError, match="“y” has 51 different values"):
            prepare(table, Recipe(("a",), ("y",), as_classes=("y",)))

    def test_two_features_of_one_name(self) -> None:
        table = Table("t", (category("a", "b", "c"), number("a=b", 1, 2), number("y", 1, 2)))
        with pytest.raises(DataError, match="Two features would be called “a=b”"):
            prepare(table, Recipe(("a", "a=b"), ("y",)))


class TestOtherRows:
    def test_the_training_rows_come_out_as_they_were_trained_on(self) -> None:
        table = ten_houses()
        prepared = prepare(table, replace(HOUSES, missing="mean", standardise_target=True))
        encoded = encode(table, prepared)
        place = {row: at for at, row in enumerate(encoded.rows.tolist())}
        rows = [place[row] for row in prepared.train_rows.tolist()]
        np.testing.assert_array_equal(encoded.inputs[rows], prepared.train_inputs)
        assert encoded.targets is not None
        np.testing.assert_array_equal(encoded.targets[rows], prepared.train_targets)
        assert (encoded.dropped, encoded.filled) == (prepared.dropped, prepared.filled)

    def test_a_table_without_target_can_be_predicted(self) -> None:
        prepared = prepare(ten_houses(), HOUSES)
        encoded = encode(Table("new", (category("town", "B"), number("area", 70))), prepared)
        assert encoded.targets is None
        assert encoded.raw_inputs.tolist() == [[70, 0, 1, 0]]

    def test_a_category_of_numbers_is_recognised_where_it_is_read_as_numbers(self) -> None:
        old = Table("old", (category("size", "1", "2", "1", "x"), number("y", 1, 2, 3, 4)))
        new = Table("new", (number("size", 2, 1),))
        prepared = prepare(old, Recipe(("size",), ("y",), held_out=0, as_classes=("size",)))
        assert encode(new, prepared).inputs.tolist() == [[0, 1, 0], [1, 0, 0]]

    @pytest.mark.parametrize(
        ("columns", "sentence"),
        [
            ((number("area", 70),), "no column “town”"),
            ((number("area", 70), category("town", "Z")), "“Z” in row 1"),
            ((category("area", "big"), category("town", "A")), "numbers are needed"),
            ((number("area", GAP), category("town", "A")), "No row of “new”"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, columns: tuple[Column, ...], sentence: str) -> None:
        with pytest.raises(DataError, match=sentence):
            encode(Table("new", columns), prepare(ten_houses(), HOUSES))


class TestSuggestion:
    def test_iris_is_to_predict_the_species(self) -> None:
        recipe = suggest_recipe(SampleSource("iris").table())
        assert recipe.targets == ("species",)
        assert len(recipe.inputs) == 4
        assert recipe.standardise

    def test_a_generated_set_stays_in_its_own_coordinates(self) -> None:
        assert not suggest_recipe(GeneratedSource("spiral").table()).standardise

    def test_text_constants_and_row_numbers_are_no_inputs(self) -> None:
        rows = range(20)
        table = Table(
            "t",
            (
                number("id", *rows),
                category("name", *map(str, rows)),
                number("same", *[1] * 20),
                number("useful", *[row % 7 for row in rows]),
                number("target", *[row % 2 for row in rows]),
                number("useful too", *[row % 5 for row in rows]),
            ),
        )
        recipe = suggest_recipe(table)
        assert recipe.inputs == ("useful", "useful too")
        assert (recipe.targets, recipe.as_classes) == (("target",), ("target",))

    def test_a_counted_column_is_used_when_there_is_no_other(self) -> None:
        table = Table("t", (number("x", *range(9)), number("z", *np.linspace(0, 5, 9) ** 2)))
        assert suggest_recipe(table).inputs == ("x",)

    def test_gaps_in_many_rows_are_better_filled(self) -> None:
        gappy = number("a", *[GAP, 1, 2] * 10)
        table = Table("t", (gappy, number("y", *np.arange(30) ** 2)))
        assert suggest_recipe(table).missing == "mean"

    def test_a_target_of_thousands_is_standardised(self) -> None:
        table = Table("t", (number("a", 3, 1, 2), number("price", 1e5, 2.5e5, 4e5)))
        assert suggest_recipe(table).standardise_target

    def test_a_table_with_one_column_is_refused(self) -> None:
        with pytest.raises(DataError, match="needs an input and a target"):
            suggest_recipe(Table("t", (number("a", 1, 2, 3),)))
