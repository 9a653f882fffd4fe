"""Sources and tables: samples that ship, tables of the person's own, columns and their kinds."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris

from scratchstudio.data import (
    SAMPLES,
    Column,
    GeneratedSource,
    SampleSource,
    Table,
    TableSource,
    as_category,
)
from scratchstudio.errors import DataError


def test_iris_is_scikit_learns_copy() -> None:
    iris, theirs = SampleSource("iris").table(), load_iris()
    ours = np.column_stack([column.values for column in iris.columns])
    np.testing.assert_array_equal(ours, np.column_stack([theirs.data, theirs.target]))
    assert iris.column("species").categories == tuple(theirs.target_names)
    assert iris.names[:2] == ("sepal length", "sepal width")


@pytest.mark.parametrize("key", SAMPLES)
def test_every_sample_can_be_read_and_is_called_by_its_label(key: str) -> None:
    assert SampleSource(key).table().name == SampleSource(key).name == SAMPLES[key].label


def test_an_unknown_sample_is_refused_naming_those_there_are() -> None:
    with pytest.raises(DataError, match="iris"):
        SampleSource("roses").table()


def test_a_source_is_computed_once() -> None:
    source = GeneratedSource("circle", 50, 0.1, 2)
    assert source.table() is GeneratedSource("circle", 50, 0.1, 2).table()
    assert source.name == "Circle"


def test_a_table_source_gives_back_its_table() -> None:
    table = Table("mine", (Column("a", np.arange(3.0)),))
    assert TableSource(table).table() is table
    assert TableSource(table).name == "mine"


@pytest.mark.parametrize(
    ("values", "categories", "kind"),
    [
        ([1.0, np.nan], (), "number"),
        ([0, 1], ("a", "b"), "category"),
        ([0, 1, 2], ("a", "b", "c"), "text"),
        ([0, 1, 2, 0, 1], ("a", "b", "c"), "category"),
        (np.arange(500) % 50, tuple(map(str, range(50))), "category"),
        (np.arange(500) % 51, tuple(map(str, range(51))), "text"),
    ],
)
def test_text_is_a_category_where_few_values_recur(
    values: list[float], categories: tuple[str, ...], kind: str
) -> None:
    assert Column("c", np.array(values, dtype=float), categories).kind == kind


def test_an_infinite_value_counts_as_missing() -> None:
    column = Column("a", np.array([1, np.inf, -np.inf, np.nan]))
    assert column.missing.tolist() == [False, True, True, True]


@pytest.mark.parametrize("code", [-1.0, 0.5, 2.0, 1e300])
def test_a_code_that_names_no_category_is_refused(code: float) -> None:
    with pytest.raises(DataError, match="names no category"):
        Column("a", np.array([0, code]), ("x", "y"))


def test_a_category_is_named_once() -> None:
    with pytest.raises(DataError, match="a category twice"):
        Column("a", np.array([0.0]), ("x", "x"))


def test_a_column_cannot_be_changed_from_outside() -> None:
    given = np.arange(3.0)
    column = Column("a", given)
    given[0] = 9
    assert column.values[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        column.values[0] = 1


def test_columns_must_have_different_names_and_equal_length() -> None:
    with pytest.raises(DataError, match="two columns named “a”"):
        Table("t", (Column("a", np.zeros(1)), Column("a", np.zeros(1))))
    with pytest.raises(DataError, match="differ in length"):
        Table("t", (Column("a", np.zeros(1)), Column("b", np.zeros(2))))


def test_cells_are_written_as_a_person_would() -> None:
    assert Column("a", np.array([3.0, 0.1, np.nan, 1e20])).texts() == ["3", "0.1", "", "1e+20"]
    assert Column("a", np.array([1, np.nan]), ("x", "y")).texts([1, 0]) == ["", "y"]


def test_numbers_read_as_categories_are_in_order_and_keep_their_gaps() -> None:
    column = as_category(Column("grade", np.array([10.0, 2.0, np.nan, 10.0])))
    assert column.categories == ("2", "10")
    np.testing.assert_array_equal(column.values, [1, 0, np.nan, 1])
