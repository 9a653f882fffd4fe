"""What can be chosen about training, and how a typed number is read."""

from __future__ import annotations

from dataclasses import fields

import pytest

from scratchstudio.engine import TrainingSettings
from scratchstudio.studio.docks.training_fields import (
    number_text,
    parse_number,
    parse_numbers,
    sections,
)


def test_every_setting_has_a_place_and_help():
    shown = [field for section in sections() for field in section.fields]

    assert {f.name for f in shown} == {f.name for f in fields(TrainingSettings)}
    assert all(f.label and f.help.endswith(".") for f in shown)
    assert all(help_ for f in shown for _, help_ in (f.choices or {}).values())


def test_every_default_is_among_the_choices():
    defaults = TrainingSettings()

    for section in sections():
        for field in section.fields:
            assert field.choices is None or getattr(defaults, field.name) in field.choices


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", 0.01),
        (" 1e-3 ", 0.001),
        ("0,5", 0.5),
        ("−2", -2.0),
        ("1,000.5", None),
        ("", None),
        ("fast", None),
    ],
)
def test_a_number_is_read_with_a_point_a_comma_or_a_true_minus(text, value):
    assert parse_number(text, whole=False) == value


def test_a_whole_number_has_no_fraction():
    assert parse_number("10", whole=True) == 10
    assert parse_number("10.5", whole=True) is None


@pytest.mark.parametrize("value", [0.01, 1 / 3, 1e-8, 10, 123456.789])
def test_a_number_is_shown_with_every_digit_it_has(value):
    assert float(number_text(value)) == value


def test_several_numbers_stand_with_spaces_or_semicolons_between():
    assert parse_numbers("1 5,5  2") == (1.0, 5.5, 2.0)
    assert parse_numbers("1; 2") == (1.0, 2.0)
    assert parse_numbers("  ") == ()
    assert parse_numbers("1 two") is None
