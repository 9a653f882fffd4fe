"""The colours: signs can be told apart, zero is the background's neutral, text can be read."""

import numpy as np
import pytest

from scratchstudio.studio.theme import THEMES, blend, sign_table, signed_colours


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_has_the_contrast_that_accessibility_asks_for(theme):
    for background in (theme.window, theme.panel, theme.field, theme.raised, theme.canvas):
        assert contrast(theme.text, background) >= 7
        assert contrast(theme.faint_text, background) >= 4.5
        for token in (theme.error, theme.warning, theme.good):
            assert contrast(token, background) >= 4.5
    assert contrast(theme.accent_text, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_signs_stand_out_from_the_canvas(theme):
    assert contrast(theme.positive, theme.canvas) >= 3
    assert contrast(theme.negative, theme.canvas) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_zero_is_neutral_and_the_ends_are_the_sign_colours(theme):
    colours = signed_colours(theme, [-9.0, -1.0, 0.0, 1.0, 9.0, np.nan], limit=1.0)
    neutral, positive, negative = (
        0xFF000000 | int(c[1:], 16) for c in (theme.neutral, theme.positive, theme.negative)
    )
    assert colours.tolist() == [negative, negative, neutral, positive, positive, neutral]
    assert len(np.unique(sign_table(theme))) > 100


def test_blend_goes_from_the_first_to_the_second():
    assert blend("#000000", "#FFFFFF", 0) == "#000000"
    assert blend("#000000", "#FFFFFF", 1) == "#FFFFFF"
