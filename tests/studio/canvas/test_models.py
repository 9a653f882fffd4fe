"""The canvas's model side: view, hits, buffer, labels, snapping, search; all without Qt."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.network import EMPTY, Kind, add_neuron, connect, remove
from scratchstudio.studio.canvas import edge_style, labels, raster
from scratchstudio.studio.canvas.arranging import aligned, distributed
from scratchstudio.studio.canvas.choices import all_choices, ranked
from scratchstudio.studio.canvas.find_bar import found
from scratchstudio.studio.canvas.grid import CLOSEST, grid_lines
from scratchstudio.studio.canvas.navigation import first, neighbour
from scratchstudio.studio.canvas.picture import Picture, visible_part
from scratchstudio.studio.canvas.placing import place_of_kind
from scratchstudio.studio.canvas.snapping import snap
from scratchstudio.studio.canvas.viewport import LARGEST, SMALLEST, Viewport, between, framing
from scratchstudio.studio.views.figures import round_figure


def test_pixels_and_canvas_points_are_inverse():
    viewport = Viewport(1.7, 30, -20)
    places = np.array([[0.0, 0.0], [5.0, -3.0]])
    assert np.allclose(viewport.to_canvas(viewport.to_screen(places)), places)


def test_zooming_keeps_the_point_under_the_pointer_within_limits():
    viewport = Viewport(1.0, 12, 34)
    place = viewport.to_canvas((200, 100))
    closer = viewport.zoomed(1.3, 200, 100)
    assert np.allclose(closer.to_screen(place), (200, 100))
    assert viewport.zoomed(1e9, 0, 0).scale == LARGEST
    assert viewport.zoomed(1e-9, 0, 0).scale == SMALLEST


def test_framing_shows_all_points_with_a_margin():
    places = np.array([[-1000.0, 0.0], [3000.0, 700.0]])
    seen = framing(places, 800, 600, margin=50).to_screen(places)
    assert (seen >= 49.9).all()
    assert (seen <= np.array([750.1, 550.1])).all()


def test_a_glide_begins_and_ends_exactly():
    first_, last = Viewport(0.5, 1, 2), Viewport(2, 30, 40)
    assert between(first_, last, 0) == first_
    assert between(first_, last, 1) == last


def test_dots_of_the_grid_stay_apart_at_any_scale():
    for scale in (0.05, 0.3, 1, 8):
        columns, _ = grid_lines(Viewport(scale, 7, 7), 500, 500)
        if len(columns) > 1:
            assert np.diff(columns).min() >= CLOSEST


def test_ports_win_over_bodies_and_bodies_over_edges(and_neuron):
    picture, viewport = Picture.of(and_neuron), Viewport()
    hit = picture.hit(viewport, picture.out_port(1))
    assert (hit.part, hit.id) == ("out", 1)
    hit = picture.hit(viewport, picture.in_port(3))
    assert (hit.part, hit.id) == ("in", 3)
    hit = picture.hit(viewport, picture.in_port(1))
    assert (hit.part, hit.id) == ("body", 1), "an input neuron has no left port"
    hit = picture.hit(viewport, picture.place(3) + np.array([0, 15]))
    assert (hit.part, hit.id) == ("body", 3)
    middle = 0.4 * picture.starts[0] + 0.6 * picture.ends[0]
    hit = picture.hit(viewport, middle + np.array([0, 4]))
    assert (hit.part, hit.id) == ("edge", 4)
    assert picture.hit(viewport, (900, 900)) is None


def test_the_knife_finds_just_the_crossed_edges(and_neuron):
    picture = Picture.of(and_neuron)
    assert picture.edges_cut([(80, -50), (80, 45)]).tolist() == [4]
    assert picture.edges_cut([(80, -50), (80, 150)]).tolist() == [4, 5]
    assert picture.edges_cut([(400, -50), (400, 150)]).tolist() == []


def test_a_moved_picture_takes_its_edges_along(and_neuron):
    picture = Picture.of(and_neuron).moved([3], [(500.0, 500.0)])
    assert np.allclose(picture.ends, (474, 500))
    assert np.allclose(and_neuron.neurons.position[2], (160, 45))


def test_clipping_agrees_with_walking_along_the_segment():
    chance = np.random.default_rng(3)
    starts, ends = chance.uniform(-50, 150, (2, 300, 2))
    starts[:20, 0] = ends[:20, 0]
    seen, first_, last = visible_part(starts, ends, (0, 0), (100, 100))
    shares = np.linspace(0, 1, 2001)[:, None, None]
    walk = starts + shares * (ends - starts)
    inside = ((walk >= 0) & (walk <= 100)).all(axis=2)
    assert (inside.any(axis=0) <= seen).all()
    for row in np.flatnonzero(inside.any(axis=0)):
        met = shares[inside[:, row], 0, 0]
        assert first_[row] == pytest.approx(met[0], abs=1e-3)
        assert last[row] == pytest.approx(met[-1], abs=1e-3)


def _draw(buffer, starts, ends, order):
    raster.draw(buffer, raster.lines_in(buffer, starts, ends, order))


def test_the_buffer_holds_each_edge_along_its_line():
    buffer = raster.blank_buffer(100, 60)
    starts = np.array([[5.0, 5.0], [50.0, 55.0], [-100.0, 30.0]])
    ends = np.array([[90.0, 40.0], [50.0, 2.0], [300.0, 30.0]])
    _draw(buffer, starts, ends, [0, 1, 2])
    assert buffer[55, 50] == raster.FIRST_EDGE + 1
    assert (buffer[30] == raster.FIRST_EDGE + 2).all(), "the last of the order lies on top"
    for share in (0.0, 0.2, 0.9, 1.0):
        x, y = np.rint(starts[0] + share * (ends[0] - starts[0])).astype(int)
        around = buffer[y - 1 : y + 2, x - 1 : x + 2]
        assert (around == raster.FIRST_EDGE).any()
    drawn = np.argwhere(buffer == raster.FIRST_EDGE)
    slope = (ends[0] - starts[0])[1] / (ends[0] - starts[0])[0]
    assert np.abs(drawn[:, 0] - (5 + slope * (drawn[:, 1] - 5))).max() <= 1


def test_the_buffer_is_the_same_in_small_and_large_portions(monkeypatch):
    chance = np.random.default_rng(5)
    starts, ends = chance.uniform(-20, 120, (2, 400, 2))
    results = []
    for portion in (50, 10_000_000):
        monkeypatch.setattr(raster, "_CHUNK", portion)
        buffer = raster.blank_buffer(100, 100)
        _draw(buffer, starts, ends, np.arange(400))
        results.append(buffer)
    assert np.array_equal(*results)


def test_an_edge_wholly_outside_draws_nothing():
    buffer = raster.blank_buffer(20, 20)
    _draw(buffer, np.array([[-9.0, -9.0]]), np.array([[-1.0, 40.0]]), [0])
    assert (buffer == raster.BACKGROUND).all()
    _draw(buffer, np.zeros((0, 2)), np.zeros((0, 2)), [])
    assert (buffer == raster.BACKGROUND).all()


def test_colours_come_from_the_table():
    buffer = raster.blank_buffer(3, 2)
    buffer[0, 1], buffer[1, 2] = raster.GRID_LINE, raster.FIRST_EDGE + 1
    table = np.array([10, 20, 30, 40], dtype=np.uint32)
    out = np.zeros((2, 3), dtype=np.uint32)
    raster.colour(buffer, table, out)
    assert out.tolist() == [[10, 20, 10], [10, 10, 40]]


def test_the_buffer_tells_the_edge_near_a_pixel():
    buffer = raster.blank_buffer(40, 40)
    _draw(buffer, np.array([[0.0, 10.0]]), np.array([[39.0, 10.0]]), [0])
    assert raster.edge_near(buffer, 20, 12) == 0
    assert raster.edge_near(buffer, 20, 30) is None
    assert raster.edge_near(buffer, 0, 10) == 0


def test_steps_of_weight_have_sign_order_and_a_zero_of_their_own():
    weights = np.array([-9.0, -5.0, -0.1, -1e-9, 0.0, 1e-9, 0.1, 5.0, 9.0, np.nan])
    steps = edge_style.steps(weights)
    assert steps[:9].tolist() == sorted(steps[:9].tolist())
    assert steps[4] == 0
    assert (steps[[3, 5]] == [-1, 1]).all()
    assert steps[0] == steps[1] == -edge_style.STEPS
    assert steps[9] == 0


def test_widths_run_from_narrow_to_wide():
    assert edge_style.width(edge_style.STEPS, 1.0, 10) == 10.0
    assert 1.5 <= edge_style.width(1, 1.0, 10) < 2.0
    assert edge_style.width(edge_style.STEPS, 1.0, 1000) < 6


def test_numbers_have_three_digits_a_true_minus_and_a_dash_for_nothing():
    assert round_figure(-0.12345) == "−0.123"
    assert round_figure(float("nan")) == "—"


def test_labels_do_not_cover_each_other_nor_stand_on_crossings():
    starts = np.array([[0.0, 0.0], [0.0, 100.0], [0.0, 50.0]])
    ends = np.array([[300.0, 100.0], [300.0, 0.0], [300.0, 50.0]])
    served, middles = labels.places(starts, ends, room=(50, 18))
    assert served.tolist() == [0, 1, 2]
    apart = np.abs(middles[:, None] - middles)
    assert ((apart[..., 0] >= 50) | (apart[..., 1] >= 18) | np.eye(3, dtype=bool)).all()
    assert np.abs(middles[0] - (150, 50)).max() > 10


def test_snapping_prefers_a_neighbours_line_to_the_grid():
    others = np.array([[103.0, 500.0]])
    snapped = snap(np.array([0.0, 0.0]), others, np.array([101.0, 32.0]), reach=5)
    assert snapped.shift.tolist() == [103.0, 30.0]
    assert snapped.upright == (103.0,)
    assert snapped.level == ()


def test_aligning_and_distributing():
    places = np.array([[0.0, 5.0], [50.0, 6.0], [20.0, 9.0]])
    assert aligned(places, 1, "high")[:, 1].tolist() == [9, 9, 9]
    assert distributed(places, 0)[:, 0].tolist() == [0, 50, 25]


def test_arrows_lead_along_edges_then_by_place(xor_with_skip):
    assert neighbour(xor_with_skip, 1, "right") == 3
    assert neighbour(xor_with_skip, 4, "left") == 3
    assert neighbour(xor_with_skip, 1, "down") == 2
    assert neighbour(xor_with_skip, 1, "up") is None
    lonely, a = add_neuron(EMPTY, (0, 0))
    lonely, b = add_neuron(lonely, (100, 10))
    assert neighbour(lonely, a, "right") == b
    assert first(lonely) == a
    assert first(EMPTY) is None


def test_the_search_finds_by_letters_in_order():
    choices = all_choices()
    assert ranked("relu", choices)[0].activation == "relu"
    assert ranked("sgm", choices)[0].activation == "sigmoid"
    assert ranked("inp", choices)[0].kind == Kind.INPUT
    assert ranked("qqqq", choices) == []
    layer = ranked("12 tanh", choices)[0]
    assert (layer.layer, layer.count, layer.activation) == (True, 12, "tanh")
    assert ranked("=x*x", choices)[0].activation == "=x*x"


def test_finding_prefers_names(xor_with_skip):
    assert found(xor_with_skip, "h1") == [3]
    assert found(xor_with_skip, "sigmoid") == [3, 4]
    assert found(xor_with_skip, "#4") == [4]
    assert found(xor_with_skip, " ") == []


def test_ten_thousand_letters_and_markup_are_found_and_named_safely():
    network, a = add_neuron(EMPTY, name="<b>" + "x" * 10_000)
    network, b = add_neuron(network, name="שלום 👋")
    network, _ = connect(network, a, b)
    assert found(network, "<b>x") == [a]


def test_a_weight_changes_nothing_of_where_edges_lie(and_neuron):
    picture = Picture.of(and_neuron)
    weighted = Picture.of(and_neuron.with_parameters([1.0, 2.0], [0.0, 0.0, 0.0]))
    assert weighted.lies_as(picture)
    assert not picture.moved([1], [(5.0, 5.0)]).lies_as(picture)


def test_by_keys_inputs_stand_in_a_column_and_the_first_output_right_of_all(xor_with_skip):
    otherwise = np.array([7.0, 7.0])
    inputs = xor_with_skip.neurons.position[xor_with_skip.input_rows]
    below = place_of_kind(xor_with_skip, Kind.INPUT, otherwise)
    assert below[0] == inputs[:, 0].max()
    assert below[1] == inputs[:, 1].max() + 90
    hidden = remove(xor_with_skip, xor_with_skip.neurons.id[xor_with_skip.output_rows])
    right = place_of_kind(hidden, Kind.OUTPUT, otherwise)
    assert right[0] == hidden.neurons.position[:, 0].max() + 160
    assert place_of_kind(hidden, Kind.HIDDEN, otherwise) is otherwise
