"""Long curves made short without losing what a person looks for."""

import numpy as np
import pytest

from scratchstudio.studio.views.decimation import (
    decimate,
    nearest,
    on_log_scale,
    padded_limits,
    resting,
    wants_log_scale,
)


def test_a_single_spike_among_many_points_survives():
    x = np.arange(100_000.0)
    y = np.zeros(100_000)
    y[54_321] = 7.0
    y[12_345] = -7.0

    short_x, short_y = decimate(x, y, 200)

    assert len(short_x) <= 2 * 200 + 2
    assert short_y.max() == 7.0
    assert short_x[np.argmax(short_y)] == 54_321
    assert short_y.min() == -7.0


def test_a_short_curve_stays_as_it_is_and_the_ends_always_stay():
    x = np.arange(50.0)
    y = np.sin(x)
    same_x, same_y = decimate(x, y, 200)
    assert np.array_equal(same_x, x)
    assert np.array_equal(same_y, y)

    short_x, _ = decimate(np.arange(5000.0), np.sin(np.arange(5000.0)), 100)
    assert short_x[0] == 0
    assert short_x[-1] == 4999
    assert (np.diff(short_x) > 0).all()


def test_what_is_not_a_number_is_left_out():
    x = np.arange(4.0)
    short_x, short_y = decimate(x, np.array([1.0, np.nan, np.inf, 2.0]), 100)
    assert short_x.tolist() == [0, 3]
    assert short_y.tolist() == [1, 2]


def test_points_at_the_same_step_do_no_harm():
    x = np.zeros(500)
    short_x, short_y = decimate(x, np.arange(500.0), 10)
    assert short_y.max() == 499
    assert len(short_x) < 30


def test_the_scale_turns_logarithmic_above_two_decades_and_back_below_one():
    def curve(low):
        return (np.array([1.0, low]), np.array([np.nan, np.nan]))

    assert not wants_log_scale(curve(0.02), now=False)
    assert wants_log_scale(curve(0.005), now=False)
    assert wants_log_scale(curve(0.02), now=True)
    assert not wants_log_scale(curve(0.2), now=True)


def test_without_a_positive_number_the_scale_is_linear():
    assert not wants_log_scale((np.array([0.0, -1.0, np.nan]),), now=True)
    assert not wants_log_scale((np.empty(0),), now=True)


def test_the_logarithm_of_what_has_none_is_missing():
    assert np.array_equal(
        on_log_scale(np.array([100.0, 0.0, -1.0, np.nan, np.inf])),
        [2.0, np.nan, np.nan, np.nan, np.nan],
        equal_nan=True,
    )


def test_limits_are_never_empty():
    assert padded_limits((np.empty(0),)) == (0.0, 1.0)
    assert padded_limits((np.array([np.nan]),)) == (0.0, 1.0)
    low, high = padded_limits((np.zeros(3),))
    assert low < 0 < high
    low, high = padded_limits((np.full(3, 5.0),))
    assert low < 5 < high


def test_the_nearest_point_is_found_from_both_sides():
    x = np.array([0.0, 10.0, 20.0])
    assert nearest(x, -5) == 0
    assert nearest(x, 4) == 0
    assert nearest(x, 6) == 1
    assert nearest(x, 99) == 2
    assert nearest(np.empty(0), 1.0) is None


def test_limits_rest_while_the_data_stay_within_and_fill_them():
    now = (0.0, 10.0)
    assert resting(now, (0.5, 9.0)) == now
    assert resting(now, (0.0, 10.0)) == now


def test_limits_that_must_grow_get_room_ahead_on_that_side():
    assert resting((0.0, 10.0), (0.0, 11.0)) == pytest.approx((0.0, 12.1))
    assert resting((0.0, 10.0), (-1.0, 9.0)) == pytest.approx((-2.0, 9.0))


def test_limits_that_are_far_too_wide_shrink():
    assert resting((0.0, 100.0), (0.0, 10.0)) == (0.0, 10.0)
