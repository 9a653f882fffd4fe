"""Samples that are pictures: a picture in each row, the selected one large beside its answers."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from scratchstudio.data import GeneratedSource
from scratchstudio.project import new_project
from scratchstudio.studio.pictures import picture_height
from scratchstudio.studio.views.agreement_view import AgreementView
from scratchstudio.studio.views.predictions import Predictions
from scratchstudio.studio.views.predictions_model import PICTURE
from scratchstudio.studio.views.sample_card import class_shares
from scratchstudio.studio.views.samples import answers


@pytest.fixture
def bars(stage):
    """60 bars of 6 × 6 pixels, without noise, seen by one layer of three."""
    made = stage(new_project(GeneratedSource("bars_anywhere", 60), hidden=(3,)))
    made.train(40)
    return made


@pytest.fixture
def view(show, bars):
    return show(Predictions, bars, (900, 320))


def test_the_first_column_is_the_picture_and_pixels_are_no_columns(view):
    kinds = [column.kind for column in view.model.columns]
    assert kinds[0] == PICTURE
    assert view.model.columnCount() == 7
    assert not view.model.columns[0].sortable


def test_the_picture_is_the_samples_own(view, bars):
    table = bars.document.content.source.table()
    for row in (0, 7, 59):
        values = [table.column(name).values[row] for name in table.picture.columns]
        assert (view.model.picture(row) == (np.reshape(values, (6, 6)) * 255)).all()


def test_a_row_is_as_high_as_its_picture_needs(view):
    assert view.table.rowHeight(0) == picture_height(6) + 4 == 34


def test_in_the_cell_each_pixel_is_a_crisp_square(view):
    image = view.table.viewport().grab().toImage()
    place = view.table.visualRect(view.model.index(0, 0))
    left = place.center().x() - 14
    top = place.center().y() - 14
    seen = [
        [QColor(image.pixel(left + 5 * x, top + 5 * y)).lightness() for x in range(6)]
        for y in range(6)
    ]
    assert (np.array(seen) == view.model.picture(0)).all()


def test_the_selected_sample_is_told_beside_the_table(view):
    assert view.card.isVisible()
    view.table.selectRow(5)
    target = view.model.data(view.model.index(5, 4))
    said = view.card.accessibleDescription()
    assert said.startswith("row 6, ")
    assert f"target: {target}" in said


def test_one_output_gives_both_classes_their_share(bars):
    found = answers(bars.moment())
    shares = class_shares(found, 0)
    assert [each.name for each in shares] == ["horizontal", "vertical"]
    assert sum(each.share for each in shares) == pytest.approx(1)
    assert sum(each.right for each in shares) == 1
    assert shares[1].share == found.output[0, 0]


def test_a_cell_of_the_confusion_matrix_shows_its_pictures(qtbot, show, bars, view):
    matrix = show(AgreementView, bars)
    cells = matrix.matrix.table
    index = matrix.matrix.model.index(1, 1)
    qtbot.mouseClick(
        cells.viewport(), Qt.MouseButton.LeftButton, pos=cells.visualRect(index).center()
    )
    for row in range(view.model.rowCount()):
        lit = view.model.picture(row) == 255
        assert lit.all(axis=0).any()  # a bar that stands


def test_without_pictures_nothing_stands_beside_the_table(show, iris):
    shown = show(Predictions, iris, (900, 320))
    assert not shown.card.isVisible()
    assert shown.model.columns[0].kind != PICTURE


def test_other_data_take_the_pictures_away(qtbot, view, bars, iris):
    assert view.table.itemDelegateForColumn(0) is not None
    view.model.take(view.model.listing)
    bars.document.change_data("Iris", iris.document.content.source, iris.document.content.recipe)
    bars.adopt()
    qtbot.waitUntil(lambda: not view.card.isVisible())
    assert view.table.itemDelegateForColumn(0) is None
    assert view.table.rowHeight(0) < 34
