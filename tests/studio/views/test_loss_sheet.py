"""The loss over a plane of weights, in numbers."""

import numpy as np
import pytest

from scratchstudio.engine import TrainingSettings
from scratchstudio.studio.views.loss_sheet import (
    MOST_TRAIL,
    SIDE,
    Filling,
    LossScale,
    Measure,
    contour_lines,
    sheet_of_path,
    sheet_of_weights,
)
from scratchstudio.studio.views.weight_path import main_plane


def bowl(vector):
    return float(vector[0] ** 2 + 2 * vector[1] ** 2)


def never():
    return False


def filled(sheet, measure):
    filling = Filling(sheet, measure)
    filling.go_on(never)
    return filling


def test_the_loss_of_every_grid_point_is_the_engines_with_those_weights(iris):
    moment, settings = iris.moment(), iris.document.settings
    program, fed = moment.program, iris.fed
    measure = Measure(program, fed.train_inputs, fed.train_targets, settings)
    assert measure.samples == len(fed.train_inputs)
    filling = filled(sheet_of_weights(moment.parameters, (3, 17), np.empty((0, 0))), measure)

    assert filling.complete
    for row, column in ((0, 0), (7, 30), (16, 16), (32, 5)):
        vector = moment.parameters.copy()
        vector[3], vector[17] = filling.sheet.x[column], filling.sheet.y[row]
        expected, _ = program.gradient(fed.train_inputs, fed.train_targets, settings.loss, vector)
        assert filling.values[row, column] == pytest.approx(expected, rel=1e-5)
    assert filling.values[16, 16] == pytest.approx(iris.frame.snapshot.training_loss, rel=1e-5)


def test_the_middle_of_the_paths_plane_is_the_present_loss(iris):
    vectors = [iris.trainer.parameters]
    for _ in range(6):
        iris.train(5)
        vectors.append(iris.trainer.parameters)
    path, present = np.array(vectors), vectors[-1]
    directions, _ = main_plane(path, present.astype(np.float64))
    sheet = sheet_of_path(present, directions, path)
    measure = Measure(
        iris.trainer.program, iris.fed.train_inputs, iris.fed.train_targets,
        iris.document.settings,
    )  # fmt: skip
    filling = filled(sheet, measure)
    assert filling.values[16, 16] == pytest.approx(iris.frame.snapshot.training_loss, rel=1e-5)
    places = sheet.place(path)
    assert (np.abs(places) <= sheet.half).all()
    assert places[-1] == pytest.approx([0, 0], abs=1e-6)
    somewhere = sheet.parameters(0.3, -0.2)
    assert sheet.place(somewhere) == pytest.approx([0.3, -0.2], abs=1e-4)
    assert sheet.distance(somewhere) == pytest.approx(0, abs=1e-3)


def test_class_weights_and_hubers_delta_count_as_in_training(divided):
    settings = TrainingSettings(loss="sigmoid_cross_entropy", class_weights=(1.0, 5.0))
    moment, fed = divided.moment(), divided.fed
    weights = np.where(fed.train_targets[:, 0] > 0.5, 5.0, 1.0)
    expected, _ = moment.program.gradient(
        fed.train_inputs, fed.train_targets, settings.loss, moment.parameters, weights
    )
    measure = Measure(moment.program, fed.train_inputs, fed.train_targets, settings)
    assert measure(moment.parameters) == pytest.approx(expected, rel=1e-5)


def test_the_picture_is_there_coarsely_after_25_points_and_measures_none_twice():
    met = []

    def measure(vector):
        met.append(tuple(vector.tolist()))
        return bowl(vector)

    filling = Filling(sheet_of_weights(np.zeros(2), (0, 1), np.empty((0, 2))), measure)
    while filling.stride == 0:
        filling.go_on(lambda: True)
    assert 25 <= len(met) <= 26
    assert np.isfinite(filling.values).all()
    assert len(filling.lines)

    filling.go_on(never)
    assert len(met) == len(set(met)) == SIDE**2
    x, y = np.meshgrid(filling.sheet.x, filling.sheet.y)
    assert filling.values == pytest.approx(x**2 + 2 * y**2)


def test_zero_and_the_whole_path_are_inside_the_picture():
    path = np.array([[9.0, 0.0], [4.0, 0.5]])
    sheet = sheet_of_weights(np.array([-2.0, 0.1]), (0, 1), path)
    assert sheet.x[0] < -2 < 0 < 9 < sheet.x[-1]
    assert (sheet.y[0], sheet.y[-1]) == pytest.approx((-0.9, 1.1))


def test_the_sheet_is_left_beyond_its_middle_third_or_far_beside_it():
    sheet = sheet_of_weights(np.zeros(3), (0, 1), np.empty((0, 3)))
    assert not sheet.left_by(np.array([0.3, -0.3, 0.5]))
    assert sheet.left_by(np.array([0.35, 0.0, 0.0]))
    assert sheet.left_by(np.array([0.0, 0.0, 1.1]))
    assert sheet.distance(np.array([0.3, 0.0, 1.1])) == pytest.approx(1.1)


def test_a_loss_over_more_than_two_decades_is_seen_by_its_logarithm():
    assert not LossScale.over(np.array([0.1, 9.0])).logarithmic
    scale = LossScale.over(np.array([0.001, 1.0, np.inf, np.nan]))
    assert scale == LossScale(0.001, 1.0, True)
    assert scale.share(np.array([0.001, 0.0316228, 1.0, np.inf])) == pytest.approx([0, 0.5, 1, 1])
    assert LossScale.over(np.array([0.0, 1.0])).low == pytest.approx(1e-6)


@pytest.mark.parametrize("values", [np.full((3, 3), np.nan), np.ones((3, 3))])
def test_losses_that_are_all_alike_or_no_numbers_have_no_lines(values):
    assert len(contour_lines(values, np.arange(3.0), np.arange(3.0))) == 0


def test_lines_of_equal_loss_of_a_bowl_are_ellipses():
    sheet = sheet_of_weights(np.zeros(2), (0, 1), np.empty((0, 2)))
    filling = filled(sheet, lambda vector: 1 + bowl(vector))
    assert (filling.scale.low, filling.scale.high) == (1, 4)
    loss = 1 + filling.lines[:, 0] ** 2 + 2 * filling.lines[:, 1] ** 2
    shares = filling.scale.share(loss) * 8
    assert shares == pytest.approx(np.rint(shares), abs=0.02)
    assert set(np.rint(shares).tolist()) == {1, 2, 3, 4, 5, 6, 7}


def test_the_trail_is_bounded_and_keeps_both_ends():
    filling = Filling(sheet_of_weights(np.zeros(2), (0, 1), np.empty((0, 2))), bowl)
    for step in range(2_000):
        filling.add(np.array([step / 2_000, 0.0]))
    assert len(filling.trail) <= MOST_TRAIL
    assert filling.trail[0][0] == 0.0
    assert filling.trail[-1][0] == 1999 / 2000
