"""Text tables read: every common form found out, faults named by line, doubtful cells told."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.data import TableFormat, detect_format, preview, read_table
from scratchstudio.data import reading as reading_module
from scratchstudio.data.numbers import number
from scratchstudio.errors import DataError


def written(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


class TestFormat:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
    @pytest.mark.parametrize("decimal", [".", ","])
    @pytest.mark.parametrize("header", [True, False])
    def test_delimiter_decimal_sign_and_header_are_found(
        self, tmp_path: Path, delimiter: str, decimal: str, header: bool
    ) -> None:
        rows = [["length", "width", "sort"]] if header else []
        rows += [[f"{i}{decimal}25", f"-{i}{decimal}5", "ab"[i % 2]] for i in range(8)]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        path = written(tmp_path, text.getvalue())
        assert detect_format(path) == TableFormat(delimiter, decimal, header)
        table = read_table(path)
        assert table.names == (
            ("length", "width", "sort") if header else ("column 1", "column 2", "column 3")
        )
        np.testing.assert_allclose(table.columns[0].values, np.arange(8) + 0.25)
        assert table.columns[2].categories == ("a", "b")

    @pytest.mark.parametrize(
        ("encoding", "found"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("utf-32", "utf-32"),
            ("latin-1", "latin-1"),
        ],
    )
    def test_the_encoding_is_found(self, tmp_path: Path, encoding: str, found: str) -> None:
        path = written(tmp_path, "Größe,Ort\n1,Köln\n2,Rom\n", encoding)
        assert detect_format(path).encoding == found
        assert read_table(path).names == ("Größe", "Ort")
        assert read_table(path).column("Ort").categories == ("Köln", "Rom")

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_any_line_end_will_do(self, tmp_path: Path, end: str) -> None:
        table = read_table(written(tmp_path, end.join(["a,b", "1,2", "3,4", ""])))
        assert [column.values.tolist() for column in table.columns] == [[1, 3], [2, 4]]

    def test_a_column_of_decimal_commas_is_one_column(self, tmp_path: Path) -> None:
        table = read_table(written(tmp_path, "x\n1,5\n2,5\n"))
        assert table.names == ("x",)
        assert table.column("x").values.tolist() == [1.5, 2.5]

    def test_a_text_file_of_words_is_one_column(self, tmp_path: Path) -> None:
        assert read_table(written(tmp_path, "name\nJohn Smith\nAnn Lee\n")).names == ("name",)

    def test_years_as_column_names_among_text_are_a_header(self, tmp_path: Path) -> None:
        path = written(tmp_path, "land,pop,2020\nA,1,5\nB,2,6\n")
        assert read_table(path).names == ("land", "pop", "2020") or not detect_format(path).header

    def test_a_table_of_text_alone_has_a_header_unless_its_first_row_recurs(
        self, tmp_path: Path
    ) -> None:
        assert detect_format(written(tmp_path, "colour,size\nred,S\nblue,M\nred,M\n")).header
        assert not detect_format(written(tmp_path, "red,S\nblue,M\nred,M\n")).header
        assert not detect_format(written(tmp_path, "red,?\nblue,M\ngreen,L\n")).header

    @pytest.mark.parametrize(
        "format",
        [
            TableFormat(delimiter=""),
            TableFormat(delimiter="ab"),
            TableFormat(delimiter="\n"),
            TableFormat(decimal="x"),
            TableFormat(quote=","),
            TableFormat(quote="''"),
            TableFormat(encoding="klingon"),
            TableFormat(encoding="ascii"),
            TableFormat(encoding="hex"),
            TableFormat(encoding="a\0b"),
        ],
    )
    def test_an_impossible_or_wrong_format_is_refused(
        self, tmp_path: Path, format: TableFormat
    ) -> None:
        with pytest.raises(DataError, match=r"\.$"):
            read_table(written(tmp_path, "ä,b\n1,2\n"), format)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "decimal", "value"),
        [
            ("1.5", ".", 1.5),
            (" -1.5e-3 ", ".", -0.0015),
            ("1,234.5", ".", 1234.5),
            ("1,234", ".", 1234),
            ("1,5", ".", None),
            ("1,5", ",", 1.5),
            ("1.234,5", ",", 1234.5),
            ("1.234.567", ",", 1234567),
            ("1.5", ",", None),
            ("1 234,5", ",", 1234.5),
            ("1\u00a0234", ",", 1234),
            ("1'234.5", ".", 1234.5),
            ("\u22125", ".", -5),
            (".5", ".", 0.5),
            ("5.", ".", 5),
            ("1_000", ".", None),
            ("٣", ".", None),
            ("2024-01-31", ".", None),
            ("0x10", ".", None),
            ("", ".", None),
            ("1e999", ".", float("inf")),
            ("-Infinity", ".", float("-inf")),
        ],
    )
    def test_a_cell_is_a_number_or_not(self, text: str, decimal: str, value: float | None) -> None:
        assert number(text, decimal) == value

    def test_thousands_and_decimals_in_one_german_file(self, tmp_path: Path) -> None:
        table = read_table(written(tmp_path, "preis;ort\n1.234,50;A\n99,5;B\n2.000;A\n"))
        assert table.column("preis").values.tolist() == [1234.5, 99.5, 2000]

    @pytest.mark.parametrize("marker", ["", "NA", "?", "nan", "NaN", "-", "null", "None", "n/a"])
    def test_the_usual_markers_are_missing_cells(self, tmp_path: Path, marker: str) -> None:
        seen = preview(written(tmp_path, f"a,b\n1,x\n{marker},{marker}\n3,y\n"))
        assert seen.kinds == ("number", "category")
        assert seen.missing == (1, 1)
        assert seen.notes == ()

    def test_few_words_in_a_number_column_are_missing_and_told_by_example(
        self, tmp_path: Path
    ) -> None:
        ages = [str(age) for age in range(97)]
        ages[15:15] = ["unknown", "old", "unknown"]
        seen = preview(written(tmp_path, "age\n" + "\n".join(ages)))
        assert seen.kinds == ("number",)
        assert seen.missing == (3,)
        assert seen.notes == (
            "3 cells of “age” are not numbers, such as “unknown” in line 17; counted as missing.",
        )

    def test_many_words_in_a_number_column_make_it_text(self, tmp_path: Path) -> None:
        seen = preview(written(tmp_path, "size\n" + "1\n2\nhuge\n" * 5))
        assert seen.kinds == ("category",)
        assert seen.table.columns[0].categories == ("1", "2", "huge")
        assert "10 numbers and 5 other cells, such as “huge” in line 4" in seen.notes[0]

    def test_infinite_cells_are_missing_and_told(self, tmp_path: Path) -> None:
        seen = preview(written(tmp_path, "a\n1\ninf\n-Infinity\n1e999\n2\n"))
        assert seen.missing == (3,)
        assert seen.notes == ("3 cells of “a” are infinite; counted as missing.",)

    def test_dates_are_text_and_identifiers_cannot_be_an_input(self, tmp_path: Path) -> None:
        rows = "".join(f"2024-01-{day:02},id{day},{day}\n" for day in range(1, 29))
        assert preview(written(tmp_path, "day,id,n\n" + rows)).kinds == ("text", "text", "number")

    def test_a_leading_zero_stays_where_a_column_is_text(self, tmp_path: Path) -> None:
        table = read_table(written(tmp_path, "code\n" + "007\n1_0\n" * 3))
        assert table.columns[0].categories == ("007", "1_0")


class TestRows:
    def test_quoted_cells_keep_delimiters_quotes_and_line_ends(self, tmp_path: Path) -> None:
        text = 'a,b\n"x, ""y""\nz",1\nplain,2\n"x, ""y""\nz",3\n'
        seen = preview(written(tmp_path, text))
        assert seen.table.columns[0].categories == ("plain", 'x, "y"\nz')
        assert seen.rows[0] == ('x, "y"\nz', "1")

    def test_blank_lines_are_passed_over(self, tmp_path: Path) -> None:
        assert read_table(written(tmp_path, "\n  \na,b\n\n1,2\n \n3,4\n\n")).rows == 2

    def test_a_short_row_is_filled_with_missing_cells_and_told(self, tmp_path: Path) -> None:
        seen = preview(written(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8\n"))
        assert seen.missing == (0, 0, 1)
        assert "1 row is shorter than the others, such as line 3" in seen.notes[0]

    def test_a_long_row_is_refused_by_its_line(self, tmp_path: Path) -> None:
        path = written(tmp_path, 'a,b\n1,"2\n"\n3,4,5\n')
        with pytest.raises(DataError, match=r"Line 4 of “table.csv” has 3 cells, but .* 2 columns"):
            read_table(path)

    def test_empty_cells_at_the_end_of_rows_are_no_fault(self, tmp_path: Path) -> None:
        assert read_table(written(tmp_path, "a,b\n1,2,,\n3,4,\n")).names == ("a", "b")

    def test_row_names_as_r_writes_them_become_a_column(self, tmp_path: Path) -> None:
        table = read_table(written(tmp_path, "a b\n1 2 3\n2 4 5\n"))
        assert table.names == ("row", "a", "b")

    def test_names_without_text_or_twice_are_made_unique_and_told(self, tmp_path: Path) -> None:
        seen = preview(written(tmp_path, "a,,a,a (2),a\n1,2,3,4,5\n"))
        assert seen.names == ("a", "column 2", "a (3)", "a (2)", "a (4)")
        assert seen.notes == ("Columns of the same name were renamed: “a (3)”, “a (4)”.",)

    def test_an_empty_column_is_told(self, tmp_path: Path) -> None:
        assert preview(written(tmp_path, "a,b\n1,\n2,\n")).notes == ("“b” is empty.",)

    def test_the_preview_shows_the_first_rows_as_they_stand(self, tmp_path: Path) -> None:
        path = written(tmp_path, "a,b\n" + "".join(f"0{i},x\n" for i in range(6000)))
        seen = preview(path, rows=2)
        assert seen.rows == (("00", "x"), ("01", "x"))
        assert (seen.row_count, seen.format.delimiter) == (6000, ",")
        assert len(preview(path, rows=5000).rows) == 5000

    def test_another_format_reads_the_same_file_differently(self, tmp_path: Path) -> None:
        path = written(tmp_path, "1,5;2\n3,5;4\n")
        seen = preview(path, TableFormat(delimiter=";", decimal=",", header=False))
        assert seen.table.columns[0].values.tolist() == [1.5, 3.5]

    def test_quotation_marks_can_be_taken_as_text(self, tmp_path: Path) -> None:
        path = written(tmp_path, 'a,b\n"5 inch,1\n6 inch,2\n')
        with pytest.raises(DataError, match=r"begins in line 2 .* never closed"):
            read_table(path)
        table = read_table(path, TableFormat(quote=""))
        assert table.columns[0].categories == ('"5 inch', "6 inch")


class TestLargeFiles:
    def test_two_hundred_thousand_rows_take_seconds(self, tmp_path: Path) -> None:
        row = ",".join(f"{i}.{i}25" for i in range(9))
        path = written(
            tmp_path, "a,b,c,d,e,f,g,h,i,j\n" + (row + ",yes\n" + row + ",no\n") * 100_000
        )
        began = time.process_time()
        table = read_table(path)
        assert time.process_time() - began < 15  # about 2 s on an idle machine
        assert table.rows == 200_000
        assert table.column("j").kind == "category"

    def test_too_many_cells_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading_module, "MOST_CELLS", 10_000)
        with pytest.raises(DataError, match="more than 10,000 cells"):
            read_table(written(tmp_path, "a,b\n" + "1,2\n" * 5001))

    def test_too_many_columns_are_refused(self, tmp_path: Path) -> None:
        header = ",".join(f"c{i}" for i in range(1001))
        row = ",".join("1" * 1001)
        with pytest.raises(DataError, match="1,001 columns; at most 1,000"):
            read_table(written(tmp_path, f"{header}\n{row}\n{row}\n"))

    def test_too_large_a_file_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(257 * 2**20)
        with pytest.raises(DataError, match="has 257 MB; at most 256 MB"):
            read_table(path)


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "is empty"),
            (b"\n\n  \n", "No rows were found"),
            (b"\xef\xbb\xbf", "No rows were found"),
            (b"a,b\n", "a header but no rows"),
            (b"a,b\n1,\x002\n", "not a text table"),
            (b"PK\x03\x04rest", "Excel workbook"),
            (b"\x89PNG\r\n\x1a\n", "a picture"),
            (b"%PDF-1.7", "a PDF"),
            (bytes(range(256)) * 50, "not a text table"),
            (bytes(range(1, 256)) * 50, "not a text table"),
            (b"x" * 1_000_001, "more than 1,000,000 characters"),
            (b"a,b\n1," + b"2" * 140_000 + b"\n", "more than 131,072 characters"),
            (b'a,b\n"1,2\n' + b"3,4\n" * 50_000, "never closed"),
            ("a,b\n1,2\n".encode("utf-16")[:-1], "encoding utf-16"),
        ],
    )
    def test_it_is_refused_with_a_sentence(
        self, tmp_path: Path, content: bytes, sentence: str
    ) -> None:
        with pytest.raises(DataError, match=sentence) as refused:
            preview(written(tmp_path, content))
        assert str(refused.value).endswith(".")

    def test_a_zero_far_into_the_file_is_refused_by_its_line(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"a,b\n" + b"1,2\n" * 20_000 + b"1,\x00\n")
        with pytest.raises(DataError, match="Line 20,002"):
            read_table(path)

    def test_what_is_no_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="can't be opened"):
            read_table(tmp_path / "nowhere.csv")
        with pytest.raises(DataError, match="is not a file"):
            read_table(tmp_path)

    @pytest.mark.parametrize("text", ["a,b\n1,2\n", "1\n", "a,b\n1,x\n1,x\n"])
    def test_a_table_too_small_to_train_on_can_still_be_looked_at(
        self, tmp_path: Path, text: str
    ) -> None:
        assert preview(written(tmp_path, text)).row_count >= 1

    @given(content=st.binary(max_size=300))
    @settings(max_examples=300)
    def test_no_bytes_raise_anything_else(
        self, content: bytes, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        _read_or_refuse(tmp_path_factory.getbasetemp() / "bytes.csv", content)

    @given(
        content=st.text(st.sampled_from("a1\",;\t| \n\r.-'eE+\u2212é\ufeff_"), max_size=200),
        encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-8-sig"]),
        format=st.none()
        | st.builds(
            TableFormat,
            delimiter=st.sampled_from(",;\t| "),
            decimal=st.sampled_from(".,"),
            header=st.booleans(),
            encoding=st.sampled_from(["utf-8", "utf-16", "latin-1"]),
            quote=st.sampled_from(['"', "'", ""]),
        ),
    )
    @settings(max_examples=400)
    def test_no_text_raises_anything_else(
        self,
        content: str,
        encoding: str,
        format: TableFormat | None,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        path = tmp_path_factory.getbasetemp() / "text.csv"
        _read_or_refuse(path, content.encode(encoding), format)


def _read_or_refuse(path: Path, content: bytes, format: TableFormat | None = None) -> None:
    path.write_bytes(content)
    try:
        table = preview(path, format).table
    except DataError:
        return
    assert table.rows >= 1
    assert all(np.isfinite(c.values[~c.missing]).all() for c in table.columns)


numbers_with_gaps = st.lists(
    st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=6, max_size=12
)
words = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=' ,;\t|"\n'), min_size=1
).map(lambda text: "w" + text.strip() + "w")


class TestRoundTrip:
    @given(
        values=numbers_with_gaps,
        pool=st.lists(words, min_size=2, max_size=2, unique=True),
        delimiter=st.sampled_from([",", ";", "\t", "|", " "]),
        decimal=st.sampled_from([".", ","]),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    )
    @settings(max_examples=200)
    def test_a_table_written_in_any_format_is_read_back_equal(
        self,
        values: list[float | None],
        pool: list[str],
        delimiter: str,
        decimal: str,
        encoding: str,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        texts = [pool[place % 2] for place in range(len(values))]
        cells = ["NA" if v is None else repr(v).replace(".", decimal) for v in values]
        path = tmp_path_factory.getbasetemp() / "round.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(["number", "word"])
            writer.writerows(zip(cells, texts, strict=True))
        format = TableFormat(delimiter, decimal, True, encoding)
        table = read_table(path, format)
        expected = [np.nan if v is None else v for v in values]
        np.testing.assert_array_equal(table.column("number").values, expected)
        assert table.column("word").texts() == texts
        assert detect_format(path).encoding == encoding
