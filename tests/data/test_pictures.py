"""Pictures in tables: recognised by the names of columns, kept by edits, refused if impossible."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from scratchstudio.data import (
    Column,
    Picture,
    SampleSource,
    Table,
    picture_table,
    pixel_names,
    prepare,
    preview,
    suggest_recipe,
    with_row,
)
from scratchstudio.data.picture import MOST_PIXELS, recognised
from scratchstudio.data.pictures import read_digits, with_found_picture
from scratchstudio.errors import DataError


def small(white: float = 1.0) -> Table:
    """Six pictures of 3 × 2 pixels; the first pixel is black in all of them."""
    pixels = np.random.default_rng(0).uniform(0, white, (6, 2, 3))
    pixels[:, 0, 0] = 0
    answer = Column("class", [0, 1, 0, 1, 0, 1], ("a", "b"))
    return picture_table("small", pixels, answer, white)


class TestDigits:
    def test_they_are_scikit_learns_copy_with_pixels_from_0_to_1(self) -> None:
        ours, theirs = SampleSource("digits").table(), load_digits()
        assert ours.picture is not None
        pixels = np.column_stack([ours.column(name).values for name in ours.picture.columns])
        np.testing.assert_array_equal(pixels * 16, theirs.data)
        np.testing.assert_array_equal(ours.column("digit").values, theirs.target)

    def test_all_64_pixels_are_inputs_as_they_are_and_the_digit_is_the_target(self) -> None:
        table = SampleSource("digits").table()
        recipe = suggest_recipe(table)
        prepared = prepare(table, recipe)
        assert table.picture is not None
        assert recipe.inputs == table.picture.columns
        assert prepared.outputs == tuple(f"digit={digit}" for digit in range(10))
        assert prepared.scaling is None
        assert prepared.picture == table.picture

    def test_a_damaged_file_is_refused_with_a_sentence(self, tmp_path: Path) -> None:
        for content in (b"", b"PK\x03\x04 no zip", b"\x93NUMPY"):
            (tmp_path / "digits.npz").write_bytes(content)
            with pytest.raises(DataError, match="damaged"):
                read_digits(tmp_path / "digits.npz")


class TestRecognising:
    @pytest.mark.parametrize(
        "names",
        [
            [f"pixel{n}" for n in range(16)],
            [f"p{n}" for n in range(1, 17)],
            [f"px_{n}" for n in range(16)],
            [f"{row}x{column}" for row in range(1, 5) for column in range(1, 5)],
            [f"px_{row}_{column}" for row in range(4) for column in range(4)],
            list(pixel_names(4, 4)),
        ],
    )
    def test_common_names_of_pixels_are_known(self, names: list[str]) -> None:
        assert recognised(["label", *names]) == (4, 4, tuple(names))

    def test_the_order_of_the_columns_does_not_matter(self) -> None:
        names = [f"pixel{n}" for n in range(9)]
        assert recognised(names[::-1]) == (3, 3, tuple(names))

    def test_places_tell_of_pictures_that_are_no_square(self) -> None:
        assert recognised(pixel_names(5, 3)) == (5, 3, pixel_names(5, 3))

    @pytest.mark.parametrize(
        "names",
        [
            [],
            ["label", "x1", "x2"],
            ["p1", "p2", "p3", "p4"],
            [f"pixel{n}" for n in range(15)],
            [f"pixel{n}" for n in range(2, 18)],
            [f"pixel{n}" for n in [*range(15), 99]],
            [f"pixel{n}" for n in range(16)] + ["px3"],
            [f"pixel{n}" for n in range(33 * 33)],
            [f"v{n}" for n in range(16)],
            [f"12_{n}" for n in range(16)],
        ],
    )
    def test_what_is_no_picture_is_left_alone(self, names: list[str]) -> None:
        assert recognised(names) is None

    @given(st.lists(st.text("pixel_x0123456789²٣ ", max_size=8), unique=True, max_size=40))
    def test_any_names_are_answered(self, names: list[str]) -> None:
        found = recognised(names)
        assert found is None or found[0] * found[1] == len(found[2]) <= MOST_PIXELS

    def test_a_csv_with_pixel_columns_is_one_of_pictures(self, tmp_path: Path) -> None:
        rows = np.random.default_rng(1).integers(0, 256, (10, 16))
        lines = ["label," + ",".join(f"pixel{n}" for n in range(16))]
        lines += [f"{at % 2}," + ",".join(map(str, row)) for at, row in enumerate(rows.tolist())]
        (tmp_path / "train.csv").write_text("\n".join(lines))
        seen = preview(tmp_path / "train.csv")
        assert seen.notes == ("“pixel0” to “pixel15” are read as pictures of 4 × 4 pixels.",)
        picture = seen.table.picture
        assert picture == Picture(4, 4, tuple(f"pixel{n}" for n in range(16)), white=255.0)

    @pytest.mark.parametrize("values", [[-1.0, 1.0], [0.0, 0.0], [np.nan, np.nan]])
    def test_columns_that_hold_no_shades_are_no_pixels(self, values: list[float]) -> None:
        columns = tuple(Column(name, values) for name in pixel_names(3, 3))
        assert with_found_picture(Table("t", columns)).picture is None

    def test_columns_of_text_are_no_pixels(self) -> None:
        columns = tuple(Column(name, [0, 1], ("a", "b")) for name in pixel_names(3, 3))
        assert with_found_picture(Table("t", columns)).picture is None


class TestAPicture:
    @pytest.mark.parametrize(
        "values",
        [
            {"width": 1, "height": 4, "columns": ("a", "b", "c", "d")},
            {"width": 2, "height": 2, "columns": ("a", "b", "c")},
            {"width": 2, "height": 2, "columns": ("a", "b", "c", "c")},
            {"width": 64, "height": 64, "columns": pixel_names(64, 64)},
            {"width": 2, "height": 2, "columns": ("a", "b", "c", "d"), "white": 0.0},
            {"width": 2, "height": 2, "columns": ("a", "b", "c", "d"), "white": float("nan")},
        ],
    )
    def test_an_impossible_one_is_refused(self, values: dict[str, object]) -> None:
        with pytest.raises(DataError):
            Picture(**values)  # type: ignore[arg-type]

    def test_its_pixels_must_be_number_columns_of_the_table(self) -> None:
        picture = Picture(2, 2, ("a", "b", "c", "d"))
        columns = tuple(Column(name, [0.0, 1.0]) for name in "abc")
        for last in (Column("e", [0.0, 1.0]), Column("d", [0, 1], ("n", "y"))):
            with pytest.raises(DataError, match="“d”"):
                Table("t", (*columns, last), picture=picture)

    def test_shades_run_from_black_to_white_and_no_further(self) -> None:
        picture = Picture(2, 2, ("a", "b", "c", "d"), white=10.0)
        shades = picture.shades(np.array([[0.0, 5.0, 10.0, 99.0], [-1.0, np.nan, 10.0, 0.0]]))
        assert shades.tolist() == [[[0, 128], [255, 255]], [[0, 0], [255, 0]]]

    def test_a_picture_from_0_to_255_is_standardised(self) -> None:
        assert suggest_recipe(small(white=255.0)).standardise
        assert not suggest_recipe(small()).standardise

    def test_it_stays_when_a_row_is_added_by_hand(self) -> None:
        table = small()
        prepared = prepare(table, suggest_recipe(table))
        assert with_row(table, {"class": 0.0}, prepared).picture == table.picture

    def test_prepared_without_one_of_its_pixels_it_is_none(self) -> None:
        table = small()
        recipe = suggest_recipe(table)
        assert "pixel_0_0" in recipe.inputs
        fewer = type(recipe)(recipe.inputs[1:], recipe.targets)
        assert prepare(table, fewer).picture is None
