"""The numbers in the picture: none hides another where there is room."""

from scratchstudio.export.svg_drawing import LABEL_HEIGHT, _free_place


def test_a_number_takes_the_first_place_that_is_free():
    taken = [(10.0, 10.0, 30.0)]
    assert _free_place([(12.0, 12.0), (12.0, 12.0 + LABEL_HEIGHT)], 30.0, taken) == (12.0, 27.0)
    assert _free_place([(41.0, 10.0), (90.0, 10.0)], 30.0, taken) == (41.0, 10.0)


def test_where_all_is_full_the_best_place_is_kept():
    taken = [(0.0, 0.0, 500.0)]
    assert _free_place([(1.0, 1.0), (2.0, 2.0)], 30.0, taken) == (1.0, 1.0)
