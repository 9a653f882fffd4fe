"""How the views write numbers."""

import pytest

from scratchstudio.studio.views.figures import figure, percent, round_figure, round_up


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.00"),
        (0.012345, "0.0123"),
        (-2.5, "−2.50"),
        (1234.5, "1,230"),
        (999.9, "1,000"),
        (1e-9, "1.00e−9"),
        (-3.2e12, "−3.20e12"),
        (float("nan"), "—"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (None, "—"),
    ],
)
def test_a_number_has_three_digits_and_a_missing_one_is_a_dash(value, text):
    assert figure(value) == text


def test_a_share_is_a_percentage_and_a_missing_one_a_dash():
    assert percent(0.9333) == "93.3 %"
    assert percent(float("nan")) == "—"
    assert percent(None) == "—"


@pytest.mark.parametrize(
    ("value", "limit"), [(0.7, 1.0), (1.0, 1.0), (1.2, 2.0), (3.0, 5.0), (7e-4, 1e-3), (60, 100)]
)
def test_limits_go_up_to_the_next_round_number(value, limit):
    assert round_up(value) == pytest.approx(limit)


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_of_nothing_is_one(value):
    assert round_up(value) == 1.0


def test_a_round_number_has_no_idle_zeros():
    assert [round_figure(v) for v in (0.1, 5.0, 1e-7, -2.0, 1e12)] == [
        "0.1",
        "5",
        "1e−7",
        "−2",
        "1e12",
    ]
