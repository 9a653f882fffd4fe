"""The samples on a map, drawn again and again while a network learns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.studio.theme import LIGHT
from scratchstudio.studio.views.decision_plane import Points
from scratchstudio.studio.views.plots import Plot
from scratchstudio.studio.views.sample_points import SamplePoints
from scratchstudio.studio.views.tint import ValueScale

COUNT = 40


@pytest.fixture
def points() -> Points:
    chance = np.random.default_rng(1)
    return Points(
        place=chance.normal(size=(COUNT, 2)),
        held_out=np.arange(COUNT) % 2 == 0,
        label=np.arange(COUNT) % 3,
        value=np.full(COUNT, np.nan),
    )


def test_other_errors_and_moved_samples_need_no_more_pictures_of_symbols(qtbot, points):
    plot = Plot()
    qtbot.addWidget(plot)
    samples = SamplePoints(plot)
    scale = ValueScale(0.0, 1.0)
    chance = np.random.default_rng(2)
    plot.show()
    sizes = []
    for _ in range(8):
        points = replace(points, place=points.place + 0.1)
        samples.show(points, scale, chance.random(COUNT) < 0.5, LIGHT)
        samples.show(points, scale, chance.random(COUNT) < 0.5, LIGHT)
        items = (samples.points_item, samples.rings_item)
        sizes.append([len(item.fragmentAtlas) for item in items])
    assert sizes[-1] == sizes[0]
