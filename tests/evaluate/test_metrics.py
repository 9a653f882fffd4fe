"""Scores against scikit-learn's, and what is said where there is nothing to judge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from scratchstudio.errors import DataError
from scratchstudio.evaluate import (
    Score,
    confusion,
    mean_absolute_error,
    predicted_class,
    r_squared,
    score,
)

NAMES = ("a", "b", "c")


def random_classes(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.random((60, 3)), np.eye(3)[rng.integers(0, 3, 60)]


@given(seed=st.integers(0, 50))
def test_classes_agree_with_scikit_learn(seed: int) -> None:
    outputs, targets = random_classes(seed)
    said, true = outputs.argmax(axis=1), targets.argmax(axis=1)
    table = confusion("classes", outputs, targets, NAMES)
    np.testing.assert_array_equal(table.counts, theirs.confusion_matrix(true, said))
    precision, recall, _, _ = theirs.precision_recall_fscore_support(true, said, zero_division=0)
    np.testing.assert_allclose(np.nan_to_num(table.precision), precision)
    np.testing.assert_allclose(np.nan_to_num(table.recall), recall)
    accuracy = score("classes", outputs, targets)
    assert accuracy.name == "accuracy"
    assert accuracy.value == pytest.approx(theirs.accuracy_score(true, said))
    assert table.accuracy == pytest.approx(accuracy.value)


@given(seed=st.integers(0, 50), outputs=st.integers(1, 3))
def test_numbers_agree_with_scikit_learn(seed: int, outputs: int) -> None:
    rng = np.random.default_rng(seed)
    said, true = rng.normal(size=(20, outputs)), rng.normal(size=(20, outputs))
    assert score("regression", said, true) == Score("R²", r_squared(said, true))
    assert r_squared(said, true) == pytest.approx(theirs.r2_score(true, said))
    assert mean_absolute_error(said, true) == pytest.approx(theirs.mean_absolute_error(true, said))


def test_one_output_means_the_second_class_from_a_half_upwards() -> None:
    outputs = [[0.49], [0.5], [0.9], [-3.0]]
    assert predicted_class("binary", outputs, ("no", "yes")) == ["no", "yes", "yes", "no"]
    assert score("binary", outputs, [[0], [1], [0], [0]]).value == 0.75
    table = confusion("binary", outputs, [[0], [1], [0], [0]], ("no", "yes"))
    assert table.counts.tolist() == [[2, 1], [0, 1]]


def test_outputs_may_be_given_as_a_plain_list() -> None:
    assert score("binary", [0.9, 0.1], [1, 0]).value == 1.0


def test_outputs_that_are_not_finite_name_no_class_and_count_as_wrong() -> None:
    outputs, targets = [[np.nan, 1.0], [0.0, 1.0]], [[0, 1], [0, 1]]
    assert predicted_class("classes", outputs, ("a", "b")) == ["?", "b"]
    assert score("classes", outputs, targets).value == 0.5
    table = confusion("classes", outputs, targets, ("a", "b"))
    assert table.counts.tolist() == [[0, 0], [0, 1]]
    assert table.undecided.tolist() == [0, 1]
    assert table.recall[1] == table.accuracy == 0.5


def test_a_class_that_never_occurs_has_no_precision_or_recall() -> None:
    table = confusion("classes", np.eye(3)[[0, 1]], np.eye(3)[[0, 1]], NAMES)
    assert np.isnan(table.precision[2])
    assert np.isnan(table.recall[2])


def test_a_constant_target_has_no_r_squared_and_is_left_out_among_others() -> None:
    assert math.isnan(r_squared([1.0, 2.0], [3.0, 3.0]))
    said, true = [[1.0, 0.0], [2.0, 9.0]], [[1.0, 5.0], [2.0, 5.0]]
    assert r_squared(said, true) == 1.0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_r_squared_of_outputs_that_are_not_finite_is_nan(bad: float) -> None:
    assert math.isnan(r_squared([bad, 1.0], [0.0, 1.0]))


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_without_samples_there_is_no_score(task: str) -> None:
    nothing = np.zeros((0, 1))
    assert math.isnan(score(task, nothing, nothing).value)
    assert math.isnan(mean_absolute_error(nothing, nothing))
    assert math.isnan(confusion("binary", nothing, nothing, ("a", "b")).accuracy)


def test_outputs_and_targets_must_agree_in_shape() -> None:
    with pytest.raises(DataError, match="2 × 1 outputs but 3 × 1 targets"):
        score("regression", np.zeros((2, 1)), np.zeros((3, 1)))
    with pytest.raises(DataError, match="differ in number"):
        confusion("classes", np.zeros((2, 3)), np.zeros((3, 3)), NAMES)


def test_numbers_have_no_confusion() -> None:
    with pytest.raises(DataError, match="no classes"):
        confusion("regression", np.zeros((2, 1)), np.zeros((2, 1)), ())
