"""The colours of the decision map."""

import numpy as np
import pytest

from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT
from scratchstudio.studio.views.tint import (
    STEPS,
    Inks,
    ValueScale,
    binary_table,
    rgba,
    tint_binary,
    tint_values,
    tint_winner,
    value_table,
)

INKS = Inks.of(LIGHT)


def test_certainty_has_seven_steps_and_the_middle_one_is_paper():
    p = np.linspace(0, 1, 1000)
    assert len(np.unique(tint_binary(p, INKS), axis=0)) == STEPS == 7
    assert np.array_equal(tint_binary(np.array([0.5]), INKS)[0], rgba(INKS.paper))


def test_the_second_class_is_tinted_in_its_colour_and_the_first_in_its_own():
    first, second = tint_binary(np.array([0.0, 1.0]), INKS).astype(int)
    orange, blue = rgba(INKS.classes[0]).astype(int), rgba(INKS.classes[1]).astype(int)
    assert np.abs(first - orange).sum() < np.abs(first - blue).sum()
    assert np.abs(second - blue).sum() < np.abs(second - orange).sum()


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST])
def test_probabilities_out_of_range_and_missing_ones_have_a_colour(theme):
    inks = Inks.of(theme)
    colours = tint_binary(np.array([-5.0, 7.0, np.nan, np.inf, -np.inf]), inks)
    table = binary_table(inks)
    assert np.array_equal(colours, table[[0, STEPS - 1, STEPS, STEPS - 1, 0]])


def test_the_winner_gives_the_colour_and_its_lead_the_strength():
    outputs = np.array([[0.4, 0.3, 0.3], [0.98, 0.01, 0.01], [0.01, 0.01, 0.98]])
    weak, strong, other = tint_winner(outputs, np.array([0, 1, 2]), INKS).astype(int)
    paper = rgba(INKS.paper).astype(int)
    assert np.abs(strong - paper).sum() > np.abs(weak - paper).sum() > 0
    assert not np.array_equal(strong, other)


def test_outputs_in_another_order_than_the_classes_keep_their_colours():
    plain = tint_winner(np.array([[0.9, 0.1, 0.0]]), np.array([0, 1, 2]), INKS)
    turned = tint_winner(np.array([[0.0, 0.1, 0.9]]), np.array([2, 1, 0]), INKS)
    assert np.array_equal(plain, turned)


def test_a_winner_that_is_no_number_is_grey_and_one_output_is_enough():
    colours = tint_winner(np.array([[np.nan, 1.0]]), np.array([0, 1]), INKS)
    assert np.array_equal(colours[0], rgba(INKS.nothing))
    assert tint_winner(np.array([[0.5]]), np.array([0]), INKS).shape == (1, 4)


def test_values_of_both_signs_have_a_symmetric_scale_with_paper_at_zero():
    scale = ValueScale.over(np.array([-1.0, 3.0, np.nan]))
    assert (scale.low, scale.high, scale.diverging) == (-3.0, 3.0, True)
    assert np.array_equal(tint_values(np.array([0.0]), INKS, scale)[0], rgba(INKS.paper))
    low, high = tint_values(np.array([-3.0, 3.0]), INKS, scale)
    assert np.array_equal(low, rgba(INKS.negative))
    assert np.array_equal(high, rgba(INKS.positive))


def test_values_of_one_sign_run_from_pale_to_full():
    scale = ValueScale.over(np.array([20.0, 50.0]))
    assert not scale.diverging
    table = value_table(INKS, scale)[:-1].astype(int)
    away = np.abs(table - rgba(INKS.paper).astype(int)).sum(axis=1)
    assert (np.diff(away) > 0).all()


@pytest.mark.parametrize("values", [[], [np.nan], [5.0, 5.0], [np.inf]])
def test_a_scale_over_nothing_is_still_a_scale(values):
    scale = ValueScale.over(np.array(values, dtype=float))
    assert scale.low < scale.high
    assert tint_values(np.array([np.nan, 5.0, np.inf]), INKS, scale).shape == (3, 4)
