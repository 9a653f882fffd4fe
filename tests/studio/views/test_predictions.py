"""The table of predictions, and the confusion matrix that filters it."""

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt

from scratchstudio.data import Column, GeneratedSource, Recipe, Table, TableSource
from scratchstudio.network import remove
from scratchstudio.project import new_project
from scratchstudio.studio.views.agreement_view import AgreementView
from scratchstudio.studio.views.predictions import Predictions
from scratchstudio.studio.views.sample_choice import sample_choice
from scratchstudio.studio.views.samples import (
    BY_ERROR,
    BY_FEATURE,
    HELD_OUT,
    TRAINING,
    ClassPair,
    Query,
    answers,
    ordered,
)


def texts(model: QAbstractItemModel, row: int) -> list[str]:
    return [model.data(model.index(row, c)) for c in range(model.columnCount())]


def column(view, title):
    model = view.model
    header = Qt.Orientation.Horizontal
    titles = [model.headerData(c, header) for c in range(model.columnCount())]
    return [model.data(model.index(r, titles.index(title))) for r in range(model.rowCount())]


@pytest.fixture
def view(show, iris):
    iris.train(60)
    return show(Predictions, iris, (640, 360))


def test_each_sample_has_a_row_with_target_answer_error_and_raw_features(view, iris):
    table = iris.document.content.source.table()
    assert view.model.rowCount() == 150
    first = texts(view.model, 0)
    assert first[0] == "1"
    assert first[1] in ("training", "held-out")
    assert first[2] in ("✓", "✗")
    assert first[3] == "setosa"
    assert first[6] == f"{table.columns[0].values[0]:.2f}"
    assert column(view, "row") == [str(row) for row in range(1, 151)]


def test_right_and_wrong_are_marked_by_a_sign_not_by_colour_alone(view):
    marks, targets, said = column(view, ""), column(view, "target"), column(view, "predicted")
    assert [mark == "✓" for mark in marks] == [t == s for t, s in zip(targets, said, strict=True)]
    wrong = marks.count("✗")
    assert view.summary.text() == f"150 samples, {wrong} wrong"


def test_the_part_can_be_chosen(view):
    view.part.setCurrentIndex(view.part.findData(HELD_OUT))
    assert set(column(view, "part")) == {"held-out"}
    view.part.setCurrentIndex(view.part.findData(TRAINING))
    assert set(column(view, "part")) == {"training"}
    assert view.model.rowCount() == 105


def test_worst_first_puts_the_largest_error_on_top(qtbot, view):
    qtbot.mouseClick(view.worst_first, Qt.MouseButton.LeftButton)
    errors = [float(text.removeprefix("< ")) for text in column(view, "error")]
    assert errors == sorted(errors, reverse=True)

    qtbot.mouseClick(view.worst_first, Qt.MouseButton.LeftButton)
    assert column(view, "row")[:3] == ["1", "2", "3"]


def test_a_click_on_a_header_sorts_by_that_column(qtbot, view):
    view.table.horizontalHeader().setSortIndicator(6, Qt.SortOrder.DescendingOrder)
    lengths = [float(text) for text in column(view, "sepal length")]
    assert lengths == sorted(lengths, reverse=True)
    assert view.query == Query(sort=BY_FEATURE, feature=0, descending=True)


def test_new_answers_keep_the_selected_sample_and_the_place(qtbot, view, iris):
    qtbot.mouseClick(view.worst_first, Qt.MouseButton.LeftButton)
    view.table.selectRow(40)
    sample = view.model.sample(40)
    view.table.verticalScrollBar().setValue(35)

    for _ in range(3):
        iris.train(40)
        view.refresh()

    [chosen] = view.table.selectionModel().selectedRows()
    assert view.model.sample(chosen.row()) == sample
    assert view.table.verticalScrollBar().value() == 35


def test_while_training_the_order_rests_but_the_numbers_move(qtbot, view, iris):
    qtbot.mouseClick(view.worst_first, Qt.MouseButton.LeftButton)
    order, errors = view.model.listing.order, column(view, "error")
    iris.playing = True
    iris.train(200)
    view.refresh()
    assert np.array_equal(view.model.listing.order, order)
    assert column(view, "error") != errors

    iris.playing = False
    iris.train(1)
    view.refresh()
    assert not np.array_equal(view.model.listing.order, order)


def test_200_000_samples_are_listed_without_a_widget_for_each(stage, show):
    rng = np.random.default_rng(0)
    x = rng.normal(size=200_000)
    table = Table("big", (Column("x", x), Column("y", x * 2)))
    big = stage(new_project(TableSource(table), Recipe(("x",), ("y",)), hidden=(1,)))
    view = show(Predictions, big)
    assert view.model.rowCount() == 200_000
    view.worst_first.setChecked(True)
    errors = np.abs(view.model.listing.answers.error[view.model.listing.order])
    assert (np.diff(errors) <= 0).all()
    view.table.scrollToBottom()
    view.grab()


def test_a_regression_shows_numbers_in_the_unit_of_the_target(show, plane):
    view = show(Predictions, plane)
    row = texts(view.model, 0)
    table = plane.document.content.source.table()
    assert float(row[2].replace("−", "-")) == pytest.approx(
        table.column("y").values[0], rel=0.01, abs=1e-3
    )
    target, said, error = (float(text.replace("−", "-")) for text in row[2:5])
    assert error == pytest.approx(said - target, abs=0.02)
    assert "✓" not in row
    assert view.summary.text() == "300 samples"


def test_what_is_not_a_number_is_the_worst_and_a_dash(view, iris):
    broken = iris.trainer.parameters
    broken[:] = np.nan
    iris.set_parameters(broken)
    view.refresh()
    row = texts(view.model, 0)
    assert row[2] == "✗"
    assert row[4] == "—"
    assert row[5] == "—"


def test_samples_without_a_number_come_before_the_largest_error(iris):
    found = answers(iris.moment())
    found.error[7] = np.nan
    order = ordered(found, Query(sort=BY_ERROR, descending=True))
    assert order[0] == 7


def test_answers_at_one_moment_are_computed_once(iris):
    moment = iris.moment()
    assert answers(moment) is answers(moment)


# The confusion matrix.


@pytest.fixture
def both(show, iris):
    iris.train(60)
    return show(AgreementView, iris), show(Predictions, iris)


def test_the_counts_of_the_matrix_are_those_of_the_table(both):
    matrix, table = both
    targets, said = column(table, "target"), column(table, "predicted")
    model = matrix.matrix.model
    classes = model.confusion.classes
    for row, true in enumerate(classes):
        for place, predicted in enumerate(classes):
            count = sum(t == true and s == predicted for t, s in zip(targets, said, strict=True))
            assert model.data(model.index(row, place)) == str(count)
    assert "of 150 right" in matrix.spoken.text()


def test_a_cell_says_what_it_counts(both):
    matrix, _ = both
    model = matrix.matrix.model
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "of 50 setosa" in tip
    assert tip.endswith("were taken for setosa.")
    assert "recall" in model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)


def test_clicking_a_cell_lists_its_samples_and_the_chip_lists_all_again(qtbot, both):
    matrix, table = both
    cells = matrix.matrix.table
    index = matrix.matrix.model.index(0, 0)
    count = int(matrix.matrix.model.data(index))
    centre = cells.visualRect(index).center()
    called = []
    sample_choice(table.document).chosen.connect(lambda: called.append(1))
    qtbot.mouseClick(cells.viewport(), Qt.MouseButton.LeftButton, pos=centre)

    assert called == [1]
    assert table.query.pair == ClassPair(0, 0)
    assert table.model.rowCount() == count
    assert table.filter.isVisible()
    assert table.filter.text().startswith("setosa taken for setosa")

    qtbot.mouseClick(table.filter, Qt.MouseButton.LeftButton)
    assert table.model.rowCount() == 150
    assert not table.filter.isVisible()
    assert not cells.selectionModel().hasSelection()


def test_mistakes_are_outlined_and_right_answers_are_not(both, iris):
    matrix, _ = both
    broken = iris.trainer.parameters
    broken[:] = 0
    iris.set_parameters(broken)
    matrix.refresh()
    model = matrix.matrix.model
    assert not model.is_error(model.index(0, 0))
    assert model.is_error(model.index(1, 0))
    assert not model.is_error(model.index(0, 1))


def test_the_tint_is_the_share_of_the_row(both, iris):
    matrix, _ = both
    iris.set_parameters(np.zeros_like(iris.trainer.parameters))
    matrix.refresh()
    model = matrix.matrix.model
    role = Qt.ItemDataRole.BackgroundRole
    assert model.data(model.index(0, 0), role) == model.data(model.index(1, 0), role)
    assert model.data(model.index(0, 1), role).name() == model.theme.field.lower()


def test_answers_that_are_no_numbers_are_counted_beside_the_matrix(both, iris):
    matrix, _ = both
    iris.set_parameters(np.full_like(iris.trainer.parameters, np.nan))
    matrix.refresh()
    assert "150 have no answer" in matrix.spoken.text()


def test_without_held_out_samples_a_sentence_says_so(stage, show):
    recipe = Recipe(("x1", "x2"), ("label",), held_out=0.0)
    all_trained = stage(new_project(GeneratedSource("circle", 80), recipe, hidden=(2,)))
    view = show(AgreementView, all_trained)
    view.part.setCurrentIndex(view.part.findData(HELD_OUT))
    assert "No samples are held out" in view.sentence
    view.part.setCurrentIndex(view.part.findData(TRAINING))
    assert view.sentence == ""


def test_a_regression_shows_answers_against_targets(show, plane):
    plane.train(300)
    view = show(AgreementView, plane)
    assert view.pages.currentWidget() is view.scatter
    drawn = len(view.scatter.training.data) + len(view.scatter.held_out.data)
    assert drawn == 300
    found = answers(plane.moment())
    first = found.samples.training_count
    assert np.allclose(view.scatter.held_out.data["x"], found.target[first:, 0])
    assert view.spoken.text().startswith("On average")


def test_answers_far_off_widen_the_scatter_and_no_number_is_not_drawn(show, plane):
    view = show(AgreementView, plane)
    plane.set_parameters(np.full_like(plane.trainer.parameters, np.nan))
    view.refresh()
    assert len(view.scatter.training.data) == 0
    view.grab()
    plane.set_parameters(np.full_like(plane.trainer.parameters, 1e6))
    view.refresh()
    _, (low, high) = view.scatter.getViewBox().viewRange()
    assert high - low > 1e5
    view.grab()


def test_several_targets_are_listed_and_drawn_one_by_one(stage, show):
    a = np.linspace(-1, 1, 50)
    columns = (Column("a", a), Column("low", a), Column("high", 1000 + a))
    source = TableSource(Table("two", columns))
    two = stage(new_project(source, Recipe(("a",), ("low", "high")), hidden=(1,)))
    table, scatter = show(Predictions, two), show(AgreementView, two)
    assert [c.title for c in table.model.columns[2:6]] == ["low", "predicted", "high", "predicted"]

    scatter.output.setCurrentIndex(1)
    assert scatter.scatter.axis_names[0] == "target: high"

    network = two.document.network
    low = network.neurons.id[network.neurons.column == "low"].tolist()
    two.document.draw("Delete", remove(network, low))
    two.adopt()
    table.refresh()
    scatter.refresh()
    assert [c.title for c in table.model.columns[2:4]] == ["high", "predicted"]
    assert scatter.scatter.axis_names[0] == "target: high"
    assert not scatter.output.isVisible()


def test_an_error_of_next_to_nothing_is_said_so(view, iris):
    iris.train(300)
    iris.set_parameters(20 * iris.trainer.parameters)
    view.refresh()
    assert "< 0.001" in column(view, "error")


def test_the_longest_number_fits_its_column(show, iris):
    view = show(Predictions, iris, (640, 360))
    titles = [each.title for each in view.model.columns]
    room = view.table.columnWidth(titles.index("error"))
    assert room >= view.fontMetrics().horizontalAdvance("−1.23e−10") + 8


def test_with_large_text_the_part_of_a_sample_is_not_cut(show, iris):
    view = show(Predictions, iris, (640, 360))
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    view.setFont(font)
    view._size_columns()
    section = [each.title for each in view.model.columns].index("part")
    assert view.table.columnWidth(section) > view.fontMetrics().horizontalAdvance("held-out") + 8
