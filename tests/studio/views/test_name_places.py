"""Names at the ends of lines."""

import pytest

from scratchstudio.studio.views.name_places import kept_apart


def test_names_with_room_between_them_stay_where_they_are():
    assert kept_apart([0.0, 5.0, 9.0], 1.0, 0.0, 10.0) == [0.0, 5.0, 9.0]


def test_names_that_would_touch_move_apart_by_equal_shares():
    assert kept_apart([5.0, 5.0], 1.0, 0.0, 10.0) == pytest.approx([4.5, 5.5])
    assert kept_apart([5.2, 5.0], 1.0, 0.0, 10.0) == pytest.approx([5.6, 4.6])


def test_names_at_the_rim_stay_inside():
    assert kept_apart([0.0, 0.0], 1.0, 0.5, 9.5) == pytest.approx([0.5, 1.5])
    assert kept_apart([10.0, 10.0], 1.0, 0.5, 9.5) == pytest.approx([8.5, 9.5])


def test_more_names_than_there_is_room_for_stand_closer():
    assert kept_apart([1.0] * 5, 10.0, 0.0, 4.0) == pytest.approx([0, 1, 2, 3, 4])


def test_no_name_needs_no_place():
    assert kept_apart([], 1.0, 0.0, 1.0) == []
