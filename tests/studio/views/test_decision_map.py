"""The decision map: colours, border, points and the reading, at places that can be checked."""

import numpy as np
import pytest

from scratchstudio.data import Column, GeneratedSource, Recipe, SampleSource, Table, TableSource
from scratchstudio.network import Kind, remove
from scratchstudio.project import new_project
from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT
from scratchstudio.studio.views.bindings import features_in_use, in_raw_units
from scratchstudio.studio.views.decision_map import PROBE, DecisionMap
from scratchstudio.studio.views.decision_plane import PlaneProbe, Slice
from scratchstudio.studio.views.tint import Inks, binary_table, rgba, tint_values


@pytest.fixture
def shown(show, divided):
    return show(DecisionMap, divided)


def colour_at(plane, x, y):
    left, bottom, width, height = plane.ground.rectangle
    rows, columns = plane.image.shape[:2]
    return plane.image[int((y - bottom) / height * rows), int((x - left) / width * columns)]


def test_each_side_of_the_border_has_the_tint_of_its_class(shown):
    table = binary_table(Inks.of(LIGHT))
    assert np.array_equal(colour_at(shown.plane, 1.0, 0.5), table[0])
    assert np.array_equal(colour_at(shown.plane, 9.0, 0.5), table[6])
    assert shown.image.image is not None


def test_the_border_runs_where_the_output_is_one_half_in_raw_units(shown):
    x, y = shown.plane.border.T
    assert np.allclose(x, 5.0, atol=0.1)
    assert y.max() - y.min() > 0.9
    assert np.array_equal(shown.border.getData()[0], x)


def test_the_axes_are_named_after_the_features_and_in_raw_units(shown):
    assert shown.plot.axis_names == ("x1", "x2")
    (low, high), _ = shown.plot.getViewBox().viewRange()
    assert -1.5 < low < 0
    assert 10 < high < 11.5


def test_all_samples_are_drawn_training_filled_held_out_hollow_and_a_shape_a_class(shown):
    points = shown.plane.ground.points
    drawn = shown.samples.points_item.data
    assert len(drawn) == 200
    hollow = np.array([brush.style().value == 0 for brush in drawn["brush"]])
    assert np.array_equal(hollow, points.held_out)
    assert hollow.sum() == 60
    assert set(drawn["symbol"][points.label == 0]) == {"o"}
    assert set(drawn["symbol"][points.label == 1]) == {"t1"}


def test_a_sample_on_the_wrong_side_is_ringed(shown, divided):
    assert len(shown.samples.rings_item.data) == 0

    divided.set_parameters(-divided.trainer.parameters)
    shown.refresh()

    assert len(shown.samples.rings_item.data) == 200


def test_the_reading_says_where_and_what_the_network_answers(shown):
    shown.plot.hovered.emit(9.0, 0.5)
    assert shown.reading.text() == "x1 9.00, x2 0.500 → right 1.00, left 0"
    shown.plot.hovered.emit(1.0, 0.5)
    assert "→ left 1.00" in shown.reading.text()

    shown.plot.left.emit()
    assert "Point at the map" in shown.reading.text()
    shown.plot.hovered.emit(99.0, 0.5)
    assert "Point at the map" in shown.reading.text()


def test_points_are_not_drawn_anew_while_only_the_weights_change(shown, divided, monkeypatch):
    redrawn = []
    monkeypatch.setattr(shown.samples.points_item, "setData", lambda *a, **k: redrawn.append(1))
    for _ in range(3):
        divided.train(1)
        shown.refresh()
    assert redrawn == []


def test_the_legend_names_every_class_with_its_shape(shown):
    assert "●" in shown.legend.text()
    assert "left" in shown.legend.text()
    assert "▲" in shown.legend.text()
    assert "right" in shown.legend.text()


def test_other_features_can_be_chosen_and_never_the_same_twice(show, iris):
    view = show(DecisionMap, iris)
    assert view.slice == Slice("petal length", "petal width")

    view.up.setCurrentText("sepal width")
    assert view.plane.slice == Slice("petal length", "sepal width")
    assert view.plot.axis_names == ("petal length", "sepal width")

    view.across.setCurrentText("sepal width")
    assert view.across.currentText() != view.up.currentText()


def test_the_other_features_are_held_at_their_mean_or_as_in_a_sample(show, iris):
    view = show(DecisionMap, iris)
    at_mean = view.plane.outputs
    inputs = view.plane.ground.inputs
    assert np.allclose(inputs[:, :2], iris.fed.train_inputs.mean(axis=0)[:2])

    assert view.held_at.isVisible()
    assert view.held_at.text() == "others: mean"
    before = view.held_at.width(), view.minimumSizeHint().width()
    view.held_at.setValue(3)

    assert view.held_at.text() == "sample 3"
    assert (view.held_at.width(), view.minimumSizeHint().width()) == before
    assert view.plane.slice.sample == 2
    assert np.allclose(view.plane.ground.inputs[:, :2], iris.fed.train_inputs[2, :2])
    assert not np.allclose(at_mean, view.plane.outputs)


def test_every_answer_on_the_map_is_the_engines_own(show, iris):
    iris.train(50)
    view = show(DecisionMap, iris)
    plane = view.plane
    row, column = 70, 20
    raw = iris.document.prepared.raw_train_inputs.mean(axis=0)
    raw[2:] = plane.ground.x[column], plane.ground.y[row]
    scaled = iris.document.prepared.scaling.apply(raw[None])

    expected = iris.trainer.program.forward(scaled, iris.trainer.parameters)[0]

    assert np.allclose(plane.outputs[row, column], expected, atol=1e-5)
    assert np.allclose(plane.at(raw[2], raw[3]), expected, atol=1e-5)


def test_several_classes_have_a_winner_and_borders_between_them(show, iris):
    iris.train(300)
    view = show(DecisionMap, iris)
    view.across.setCurrentText("petal length")
    view.up.setCurrentText("petal width")
    plane = view.plane
    assert len(plane.border) > 20
    assert "setosa" in view.legend.text()
    view.plot.hovered.emit(1.2, 0.2)
    assert "→ setosa" in view.reading.text()
    assert plane.wrong.mean() < 0.3


def test_a_regression_has_bands_of_value_a_scale_and_no_border(show, plane):
    view = show(DecisionMap, plane)
    shown = view.plane
    assert len(shown.border) == 0
    assert shown.ground.scale.diverging
    assert np.array_equal(
        shown.image.reshape(-1, 4),
        tint_values(shown.outputs[..., 0].ravel(), Inks.of(LIGHT), shown.ground.scale),
    )
    assert view.colour_scale.isVisible()
    assert view.colour_scale.accessibleName().startswith("Colours of y")
    view.plot.hovered.emit(0.0, 0.0)
    assert "→ y " in view.reading.text()


def test_a_scaled_target_is_shown_in_its_own_unit(stage, show):
    x = np.linspace(0, 1, 60)
    table = Table("far", (Column("a", x), Column("b", x[::-1] ** 2), Column("y", 1000 + 100 * x)))
    recipe = Recipe(("a", "b"), ("y",), standardise_target=True)
    far = stage(new_project(TableSource(table), recipe, hidden=(2,)))
    view = show(DecisionMap, far)
    scale = view.plane.ground.scale
    assert 1000 <= scale.low < scale.high <= 1100
    raw = in_raw_units(far.fed.train_targets, far.fed, far.document.prepared)
    assert raw.min() >= 1000 - 1e-6
    assert np.abs(view.plane.outputs.mean() - 1050) < 400


@pytest.mark.parametrize("theme", [DARK, CONTRAST])
def test_the_map_takes_the_colours_of_the_theme(shown, appearance, theme):
    appearance.use(theme)
    assert np.array_equal(colour_at(shown.plane, 1.0, 0.5), binary_table(Inks.of(theme))[0])
    assert shown.border.opts["pen"].color().name().upper() == theme.text.upper()


def test_with_one_feature_a_sentence_says_what_to_do(show, divided):
    network = divided.document.network
    inputs = network.neurons.id[network.neurons.kind == Kind.INPUT].tolist()
    divided.document.draw("Delete", remove(network, inputs[1:]))
    divided.adopt()

    view = show(DecisionMap, divided)

    assert "needs two input neurons" in view.sentence
    assert PROBE not in divided.probes


def test_a_frame_of_the_drawing_before_an_edit_is_not_shown(shown, divided):
    before = shown.plane
    network = divided.document.network
    edge = network.edges.id.tolist()[1:]
    divided.document.draw("Delete", remove(network, edge))
    divided.train(1)
    shown.refresh()
    assert shown.plane is before


def test_a_probe_for_features_that_are_gone_gives_nothing(iris):
    probe = PlaneProbe(Slice("no such", "sepal width"), Inks.of(LIGHT))
    assert probe(iris.moment()) is None


def test_outputs_that_are_not_numbers_are_grey_and_wrong(shown, divided):
    broken = divided.trainer.parameters
    broken[:] = np.nan
    divided.set_parameters(broken)
    shown.refresh()
    assert np.array_equal(colour_at(shown.plane, 1.0, 0.5), rgba(LIGHT.neutral))
    assert shown.plane.wrong.all()
    shown.plot.hovered.emit(1.0, 0.5)
    assert "—" in shown.reading.text()
    shown.grab()


def test_a_constant_feature_still_has_a_map(stage, show):
    x = np.linspace(0, 1, 40)
    label = Column("side", (x > 0.5).astype(float), ("a", "b"))
    table = Table("flat", (Column("x", x), Column("same", np.full(40, 3.0)), label))
    flat = stage(new_project(TableSource(table), Recipe(("x", "same"), ("side",)), hidden=(2,)))
    view = show(DecisionMap, flat)
    assert np.isfinite(view.plane.outputs).all()


def test_only_features_that_the_drawing_uses_are_offered(iris):
    network = iris.document.network
    inputs = network.neurons.id[network.neurons.kind == Kind.INPUT].tolist()
    fewer = remove(network, inputs[:1])
    assert features_in_use(fewer, iris.document.prepared) == iris.document.prepared.features[1:]


def test_a_large_data_set_draws_a_bounded_number_of_points(stage, show):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(20_000, 2))
    label = Column("side", (values[:, 0] > 0).astype(float), ("a", "b"))
    table = Table("big", (Column("x", values[:, 0]), Column("y", values[:, 1]), label))
    big = stage(new_project(TableSource(table), Recipe(("x", "y"), ("side",)), hidden=(2,)))
    view = show(DecisionMap, big)
    assert len(view.samples.points_item.data) == 1600


def test_another_data_set_brings_its_features(show, iris, divided):
    view = show(DecisionMap, divided)
    names = [view.across.itemText(i) for i in range(view.across.count())]
    assert names == ["x1", "x2"]
    divided.document.change(
        "Data",
        source=SampleSource("iris"),
        recipe=iris.document.content.recipe,
        network=iris.document.network,
    )
    names = [view.across.itemText(i) for i in range(view.across.count())]
    assert names == list(iris.document.prepared.features)


def test_held_out_samples_of_a_regression_have_a_shape_of_their_own(show, plane):
    view = show(DecisionMap, plane)
    drawn, held_out = view.samples.points_item.data, view.plane.ground.points.held_out
    assert set(drawn["symbol"][~held_out]) == {"o"}
    assert set(drawn["symbol"][held_out]) == {"d"}


@pytest.fixture
def two_targets(stage):
    """Two numbers predicted from two; "low" is around 0, "high" around 1,000."""
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 80))
    columns = (Column("a", a), Column("b", b), Column("low", a), Column("high", 1000 + b))
    recipe = Recipe(("a", "b"), ("low", "high"), standardise_target=True)
    return stage(new_project(TableSource(Table("two", columns)), recipe, hidden=(2,)))


def test_of_several_targets_the_chosen_one_is_shown(show, two_targets):
    view = show(DecisionMap, two_targets)
    assert view.plane.ground.scale.high < 10
    view.output.setCurrentText("high")
    assert view.plane.ground.scale.low > 900
    assert "high" in view.colour_scale.accessibleName()


def test_a_target_whose_neuron_is_gone_is_not_offered_and_its_probe_gives_nothing(
    show, two_targets
):
    view = show(DecisionMap, two_targets)
    view.output.setCurrentText("low")
    network = two_targets.document.network
    low = network.neurons.id[network.neurons.column == "low"].tolist()
    old = PlaneProbe(view.slice, Inks.of(LIGHT))
    two_targets.document.draw("Delete", remove(network, low))
    two_targets.adopt()
    view.refresh()

    assert old(two_targets.moment()) is None
    assert [view.output.itemText(i) for i in range(view.output.count())] == ["high"]
    assert view.plane.ground.scale.low > 900


def test_names_of_columns_are_shown_on_the_axes_as_they_are(show, stage):
    x = np.random.default_rng(0).normal(size=(60, 2))
    names = ("<b>bold</b>", "a & b")
    columns = [Column(name, x[:, i]) for i, name in enumerate(names)]
    table = Table("odd", (*columns, Column("y", x.sum(axis=1))))
    odd = stage(new_project(TableSource(table), Recipe(names, ("y",)), hidden=()))
    view = show(DecisionMap, odd)
    labels = [view.plot.getAxis(side).label.toPlainText().strip() for side in ("bottom", "left")]
    assert labels == list(names)


def test_numbers_that_are_far_off_are_ringed_and_the_legend_says_how_far(show, stage):
    recipe = Recipe(("x1", "x2"), ("y",), held_out=0.3)
    view = show(DecisionMap, stage(new_project(GeneratedSource("plane", 100), recipe, hidden=(2,))))
    ground, plane = view.plane.ground, view.plane
    span = ground.scale.high - ground.scale.low
    places = zip(ground.points.place, ground.points.value, strict=True)
    off = np.array([abs(plane.at(*place)[0] - value) for place, value in places])

    assert plane.wrong[off > 0.15 * span].all()
    assert not plane.wrong[off < 0.05 * span].any()
    assert len(view.samples.rings_item.data) == plane.wrong.sum() > 0
    assert "ringed: more than" in view.legend.text().replace("\u00a0", " ")
    assert "&" not in view.legend.text()


def test_an_answer_that_is_no_number_is_ringed(show, stage):
    recipe = Recipe(("x1", "x2"), ("y",))
    view = show(DecisionMap, stage(new_project(GeneratedSource("plane", 20), recipe, hidden=(2,))))
    assert view.plane.ground.is_off(np.full(20, np.nan)).all()


def test_many_samples_are_drawn_small_so_that_the_map_is_seen(show, stage):
    recipe = Recipe(("x1", "x2"), ("y",))
    few, many = (
        show(DecisionMap, stage(new_project(GeneratedSource("plane", count), recipe, hidden=(2,))))
        for count in (100, 1200)
    )
    size, smaller = (view.samples.points_item.opts["size"] for view in (few, many))
    assert smaller < size


def test_in_little_room_the_legend_gives_way_to_the_map(show, divided):
    view = show(DecisionMap, divided, (400, 400))
    assert view.legend.isVisible()
    view.setFixedHeight(200)
    assert not view.legend.isVisible()
    assert view.samples_row.isVisible()
