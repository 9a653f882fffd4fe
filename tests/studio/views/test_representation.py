"""How neurons see the data: places are activations, components are those of the linear algebra."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from scratchstudio.data import Column, GeneratedSource, Recipe, Table, TableSource
from scratchstudio.network import levels, remove
from scratchstudio.project import new_project
from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.decision_plane import Slice, limits_of
from scratchstudio.studio.views.representation import LEVEL, RepresentationView
from scratchstudio.studio.views.representation_probe import (
    FINENESS,
    STRONGEST,
    RepresentationProbe,
    Wanted,
    main_plane,
    usual_pair,
)
from scratchstudio.studio.views.tint import STEPS, Inks, binary_table


def look(stage, wanted):
    return RepresentationProbe(wanted, Inks.on_paper(LIGHT))(stage.moment())


def hidden(stage, level=1):
    network = stage.document.network
    return network.neurons.id[levels(network) == level].tolist()


def test_a_sample_stands_where_the_two_activations_put_it(iris):
    iris.train(30)
    pair = tuple(hidden(iris)[1:3])
    seen = look(iris, Wanted(pair))
    moment = iris.moment()
    rows = moment.network.neurons.rows(pair)
    expected = moment.program.activations(moment.fed.train_inputs, moment.parameters)[rows].T
    assert np.allclose(seen.points.place[: len(expected)], expected, atol=1e-6)


def test_the_grid_of_two_inputs_is_straight_and_its_corners_are_those_of_the_map(divided):
    pair = tuple(divided.document.network.neurons.id[:2].tolist())
    seen = look(divided, Wanted(pair, plane=Slice("x1", "x2")))
    lines, between = FINENESS[0]
    pieces = np.concatenate([strand.pieces for strand in seen.strands])
    steps = pieces.reshape(-1, 2, 2)
    assert np.allclose(np.abs(np.diff(steps, axis=1)).min(axis=2), 0, atol=1e-6)
    assert len(steps) == 2 * lines * (lines - 1) * between


def test_lines_have_the_colour_of_the_answer(divided):
    pair = tuple(divided.document.network.neurons.id[:2].tolist())
    seen = look(divided, Wanted(pair, plane=Slice("x1", "x2")))
    table = binary_table(Inks.on_paper(LIGHT), STRONGEST)
    left, right = (tuple(table[place, :3].tolist()) for place in (0, STEPS - 1))
    colours = [strand.colour for strand in seen.strands]
    assert {left, right} <= set(colours)
    scaling = divided.document.prepared.scaling
    first = seen.strands[colours.index(left)]
    assert (first.pieces[::2, 0] * scaling.scale[0] + scaling.mean[0] < 5.2).all()


def test_components_are_those_of_the_covariance_and_their_shares_its_eigenvalues():
    chance = np.random.default_rng(4)
    rows = chance.normal(size=(300, 5)) @ chance.normal(size=(5, 5))
    scores, shares, axes = main_plane(rows, slice(0, 200), None)
    covariance = np.cov(rows[:200].T)
    values, vectors = np.linalg.eigh(covariance)
    assert np.allclose(shares, values[::-1][:2] / values.sum())
    for axis, vector in zip(axes, vectors.T[::-1], strict=False):
        assert np.isclose(abs(axis @ vector), 1)
    assert np.allclose(scores[:200].var(axis=0, ddof=1), values[::-1][:2])


def test_components_do_not_flip_from_look_to_look():
    chance = np.random.default_rng(4)
    rows = chance.normal(size=(100, 6)) * np.array([3, 2, 1, 1, 1, 1])
    _, _, axes = main_plane(rows, slice(0, 100), None)
    for turned in (-axes, axes):
        _, _, again = main_plane(rows + 1e-6, slice(0, 100), turned)
        assert (np.sum(again * turned, axis=1) > 0.99).all()


def test_a_level_whose_neurons_are_all_alike_is_a_point():
    scores, shares, _ = main_plane(np.ones((10, 3)), slice(0, 10), None)
    assert not scores.any()
    assert shares == (0.0, 0.0)


def test_a_level_of_one_neuron_lies_on_a_line(divided):
    divided.train(3)
    seen = look(divided, Wanted(level=1))
    assert seen.shares == (pytest.approx(1.0), 0.0)
    assert not seen.points.place[:, 1].any()


def test_the_pair_to_begin_with_is_in_the_last_hidden_level(iris, divided):
    assert usual_pair(iris.document.network) == tuple(hidden(iris)[:2])
    inputs = divided.document.network.neurons.id[:2].tolist()
    assert usual_pair(divided.document.network) == tuple(inputs)


@pytest.fixture
def one_feature(stage):
    x = np.linspace(0, 1, 40)
    table = Table("line", (Column("x", x), Column("y", x**2)))
    return stage(new_project(TableSource(table), Recipe(("x",), ("y",)), hidden=(3,)))


def test_one_feature_is_a_line_that_the_activations_bend(one_feature):
    seen = look(one_feature, Wanted(plane=Slice("x", "")))
    moment = one_feature.moment()
    low, high = limits_of(moment.prepared.raw_train_inputs)
    count = (FINENESS[0][0] - 1) * FINENESS[0][1] + 1
    raw = low + (np.arange(count)[:, None] + 0.5) / count * (high - low)
    activations = moment.program.activations(moment.prepared.scaling.apply(raw), moment.parameters)
    expected = activations[moment.network.neurons.rows(usual_pair(moment.network))].T
    ends = np.concatenate([strand.pieces for strand in seen.strands]).reshape(-1, 2, 2)
    found = ends[np.lexsort(ends[:, 0].T)]
    assert np.allclose(found[:, 0], expected[:-1][np.lexsort(expected[:-1].T)], atol=1e-5)
    assert len(seen.points.place) == 40


def test_the_grid_is_the_engines_activations_of_the_maps_plane(iris):
    iris.train(40)
    pair = tuple(hidden(iris)[:2])
    plane = Slice("sepal length", "petal width", sample=5)
    seen = look(iris, Wanted(pair, plane=plane))
    moment = iris.moment()
    prepared = moment.prepared
    raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])
    count = (FINENESS[0][0] - 1) * FINENESS[0][1] + 1
    corner = prepared.raw_train_inputs[5].copy()
    for feature in (0, 3):
        low, high = limits_of(raw[:, feature])
        corner[feature] = low + 0.5 / count * (high - low)
    inputs = prepared.scaling.apply(corner[None])
    rows = moment.network.neurons.rows(pair)
    expected = moment.program.activations(inputs, moment.parameters)[rows, 0]
    ends = np.concatenate([strand.pieces for strand in seen.strands])
    assert np.abs(ends - expected).max(axis=1).min() < 1e-5


def test_without_a_plane_the_samples_are_seen_all_the_same(iris):
    seen = look(iris, Wanted())
    assert seen.strands == ()
    assert len(seen.points.place) == 150


def test_a_large_network_gets_a_coarser_grid_rather_than_a_long_wait(stage):
    small, large = (
        stage(new_project(GeneratedSource("circle", 50), hidden=(count,))) for count in (4, 800)
    )
    pieces = [
        sum(len(s.pieces) for s in look(one, Wanted(plane=Slice("x1", "x2"))).strands)
        for one in (small, large)
    ]
    assert 200 < pieces[1] <= pieces[0] / 2


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
def test_activations_beyond_all_numbers_have_a_main_plane_all_the_same(value):
    rows = np.random.default_rng(1).normal(size=(20, 3))
    rows[4] = value
    with np.errstate(all="ignore"):
        scores, shares, axes = main_plane(rows, slice(0, 20), None)
    assert np.isfinite(axes).all()
    assert np.isfinite(shares).all()
    assert len(scores) == 20


def test_components_that_change_places_keep_their_signs():
    rows = np.zeros((40, 3))
    rows[:20, 0], rows[20:, 1] = np.linspace(-2, 2, 20), np.linspace(-1, 1, 20)
    _, _, axes = main_plane(rows, slice(0, 40), np.array([[0.0, -1.0, 0.0], [-1.0, 0.0, 0.0]]))
    assert np.allclose(axes, [[-1, 0, 0], [0, -1, 0]])


# As a person meets it.


def test_the_view_names_its_axes_after_the_neurons_and_says_what_is_seen(show, iris):
    view = show(RepresentationView, iris)
    view.refresh()
    assert view.plot.axis_names == ("h1", "h2")
    assert view.caption.text() == (
        "Straight lines of the plane petal length × petal width, as h1 and h2 see them."
    )
    view.plot.hovered.emit(0.5, -0.25)
    assert view.reading.text() == "h1 0.500, h2 −0.250"


def test_two_neurons_selected_on_the_canvas_are_looked_at(show, iris):
    view = show(RepresentationView, iris)
    chosen = hidden(iris)[2:4]
    iris.document.select(chosen)
    view.refresh()
    assert view.plot.axis_names == ("h3", "h4")
    view.across.setCurrentIndex(view.across.findText("h1"))
    view.refresh()
    assert view.plot.axis_names == ("h1", "h4")


def test_the_main_plane_says_how_much_of_the_level_it_holds(show, iris):
    view = show(RepresentationView, iris)
    view.kind.setCurrentIndex(LEVEL)
    iris.train(40)
    view.refresh()
    across, up = view.plot.axis_names
    assert across.startswith("component 1 · ")
    assert up.endswith(" %")
    assert "the 4 neurons of level 1" in view.caption.text()
    assert not view.across.isVisible()


def test_a_neuron_that_is_removed_is_no_longer_looked_at(show, iris):
    view = show(RepresentationView, iris)
    view.across.setCurrentIndex(view.across.findText("h2"))
    document = iris.document
    document.draw("Delete", remove(document.network, [hidden(iris)[1]]))
    iris.adopt()
    view.refresh()
    assert view.sentence == ""
    assert view.across.currentText() == "automatic"
    assert view.plot.axis_names == ("h1", "h3")


def test_names_are_shown_as_they_are(show, stage):
    x = np.random.default_rng(0).normal(size=(60, 2))
    names = ("<b>bold</b>", "a & b")
    columns = [Column(name, x[:, i]) for i, name in enumerate(names)]
    table = Table("odd", (*columns, Column("y", x.sum(axis=1))))
    odd = stage(new_project(TableSource(table), Recipe(names, ("y",)), hidden=()))
    view = show(RepresentationView, odd)
    view.refresh()
    label = view.plot.getAxis("bottom").label.toPlainText()
    assert label.strip() == "<b>bold</b>"
    assert view.caption.textFormat() == Qt.TextFormat.PlainText


def test_it_is_seen_in_every_theme_and_with_numbers_to_predict(show, plane, appearance):
    view = show(RepresentationView, plane)
    for theme in (DARK, CONTRAST, LIGHT):
        appearance.use(theme)
        plane.train(5)
        view.refresh()
        view.grab()
    assert view.shown.scale.diverging


def test_the_grid_is_over_the_plane_that_the_map_shows(show, iris):
    decision_map = show(DecisionMap, iris)
    view = show(RepresentationView, iris)
    decision_map.across.setCurrentText("sepal length")
    decision_map.held_at.setValue(7)
    view.refresh()
    assert view.shown.wanted.plane == Slice("sepal length", "petal width", sample=6)
    assert "sepal length × petal width" in view.caption.text()


def test_a_plane_that_the_drawing_no_longer_has_gives_way_to_another(show, iris):
    decision_map = show(DecisionMap, iris)
    view = show(RepresentationView, iris)
    decision_map.across.setCurrentText("sepal length")
    network = iris.document.network
    reader = network.neurons.id[network.neurons.column == "sepal length"].tolist()
    iris.document.draw("Delete", remove(network, reader))
    iris.adopt()
    view.refresh()
    assert view.sentence == ""
    assert "sepal length" not in view.shown.wanted.features
    assert view.shown.strands


def test_one_feature_is_seen_as_a_line_beside_the_map_that_has_no_plane(show, one_feature):
    show(DecisionMap, one_feature)
    view = show(RepresentationView, one_feature)
    assert view.sentence == ""
    assert view.shown.wanted.features == ("x",)
    assert view.caption.text() == "The line of all x, as h1 and h2 see it."


def test_the_colours_are_those_of_the_target_that_the_map_shows(show, stage):
    x = np.random.default_rng(0).normal(size=(80, 2))
    columns = [Column(name, x[:, i]) for i, name in enumerate("ab")]
    columns += [Column("sum", x.sum(axis=1)), Column("difference", 100 * (x[:, 0] - x[:, 1]))]
    source = TableSource(Table("two", tuple(columns)))
    two = stage(new_project(source, Recipe(("a", "b"), ("sum", "difference")), hidden=(3,)))
    decision_map = show(DecisionMap, two)
    view = show(RepresentationView, two)
    assert view.colour_scale.accessibleName().startswith("Colours of sum")
    decision_map.output.setCurrentText("difference")
    view.refresh()
    assert view.colour_scale.accessibleName().startswith("Colours of difference")
    assert view.shown.scale.high > 50


def test_classes_have_a_legend_and_numbers_a_scale(show, iris, plane):
    view = show(RepresentationView, iris)
    assert "setosa" in view.legend.text()
    assert not view.colour_scale.isVisible()
    numbers = show(RepresentationView, plane)
    assert numbers.colour_scale.isVisible()
    assert numbers.colour_scale.accessibleName().startswith("Colours of y")


def test_samples_with_numbers_have_the_colour_of_their_value_filled_and_hollow(show, plane):
    view = show(RepresentationView, plane)
    drawn = view.samples.points_item.data
    hollow = view.shown.points.held_out
    fills = {brush.color().name() for brush in drawn["brush"][~hollow]}
    edges = {pen.color().name() for pen in drawn["pen"][hollow]}
    assert len(fills) > 5
    assert len(edges) > 5
    assert LIGHT.canvas.lower() not in fills | edges


def test_the_same_neuron_twice_and_a_level_of_one_are_said_so(show, plane):
    view = show(RepresentationView, plane)
    for box in (view.across, view.up):
        box.setCurrentIndex(box.findText("h1"))
    assert view.caption.text().startswith("Both choices are the same neuron")
    view.kind.setCurrentIndex(LEVEL)
    view.level.setCurrentIndex(view.level.findText("level 2"))
    assert view.caption.text().startswith("Level 2 has one neuron only, ")


def test_the_plane_is_read_with_the_arrow_keys(qtbot, show, iris):
    view = show(RepresentationView, iris)
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.reading.text().startswith("h1 ")


def test_a_longer_name_of_an_axis_stands_in_its_middle_too(show, iris):
    view = show(RepresentationView, iris)
    view.kind.setCurrentIndex(LEVEL)
    axis = view.plot.getAxis("bottom")
    label = axis.label.mapRectToParent(axis.label.boundingRect())
    assert label.center().x() == pytest.approx(axis.size().width() / 2, abs=2)
