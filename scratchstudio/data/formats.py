"""`TableFormat`: how a text table is written, and `detect_format`, which finds out."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scratchstudio.data.numbers import is_missing, number
from scratchstudio.data.table import quoted
from scratchstudio.data.textfile import detect_encoding, lines
from scratchstudio.errors import DataError

DELIMITERS = ("\t", ";", "|", ",", " ")
"""The delimiters that are looked for; where two fit equally well, the earlier one wins."""

_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 262_144


@dataclass(frozen=True)
class TableFormat:
    """How a text table is written."""

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    encoding: str = "utf-8"
    quote: str = '"'
    """Surrounds cells that hold the delimiter or a line end; "" where no character does."""


def check_format(format: TableFormat) -> None:
    """Raises DataError when no table can be written like this."""
    if len(format.delimiter) != 1 or format.delimiter in "\r\n\0":
        raise DataError("The delimiter must be one character, such as a comma or a tab.")
    if format.decimal not in (".", ","):
        raise DataError("The decimal sign must be a point or a comma.")
    if len(format.quote) > 1 or format.quote in ("\r", "\n", "\0", " ", format.delimiter):
        raise DataError("The quotation mark must be one character other than the delimiter.")
    try:
        codecs.lookup(format.encoding)
    except (LookupError, ValueError) as cause:
        raise DataError(f"There is no encoding {quoted(format.encoding)}.") from cause


def numbered_rows(path: Path, format: TableFormat) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line; blank lines are passed over.

    Raises DataError, naming the line, where the quotation marks do not fit.
    """
    check_format(format)
    rows = _parsed(lines(path, format.encoding), format.delimiter, format.quote)
    line = 1
    try:
        for end, row in rows:
            if row:
                yield line, row
            line = end + 1
    except csv.Error as cause:
        raise DataError(
            f"The row that begins in line {line:,} of {quoted(path.name)} can't be read: "
            f"{_REASONS.get(str(cause), str(cause))}. Mend it, or read the file without "
            "quotation marks."
        ) from cause


_NEVER_CLOSED = "unexpected end of data"
_REASONS = {
    _NEVER_CLOSED: "a quotation mark is opened and never closed",
    "field larger than field limit (131072)": "a cell has more than 131,072 characters; perhaps "
    "a quotation mark is opened and never closed",
}


def _parsed(text: Iterable[str], delimiter: str, quote: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their last line; a blank line gives an empty row."""
    reader = csv.reader(
        text,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=True,
    )
    for row in reader:
        if delimiter == " ":
            row = [cell for cell in row if cell]  # a run of blanks parts two cells, as one does
        elif len(row) == 1 and row[0].isspace():
            row = []
        yield reader.line_num, row


def detect_format(path: Path | str) -> TableFormat:
    """How the file seems to be written. Raises DataError when it is not text at all."""
    path = Path(path)
    encoding = detect_encoding(path)
    sample = _sample(path, encoding)
    quote = '"' if any(_sampled_rows(sample, mark, '"') for mark in DELIMITERS) else ""
    fits = {mark: _fit(mark, _sampled_rows(sample, mark, quote)) for mark in DELIMITERS}
    delimiter = max(fits, key=lambda mark: fits[mark])
    if not fits[delimiter]:
        delimiter = _absent_delimiter(sample)
    rows = _sampled_rows(sample, delimiter, quote)
    if not rows:
        return TableFormat(delimiter, encoding=encoding, quote=quote)  # reading will say why
    decimal = _decimal(rows, delimiter)
    return TableFormat(delimiter, decimal, _has_header(rows, decimal), encoding, quote)


def _sample(path: Path, encoding: str) -> list[str]:
    found, length = [], 0
    for line in islice(lines(path, encoding), _SAMPLE_LINES):
        found.append(line)
        length += len(line)
        if length > _SAMPLE_CHARACTERS:
            break
    return found


def _sampled_rows(sample: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    """The rows of the sample, none where its quotation marks and this delimiter do not agree.

    The sample may end within a quoted cell, which is no fault.
    """
    rows: list[list[str]] = []
    try:
        rows.extend(row for _, row in _parsed(sample, delimiter, quote) if row)
    except csv.Error as cause:
        return rows if str(cause) == _NEVER_CLOSED else []
    return rows


def _absent_delimiter(sample: Sequence[str]) -> str:
    """A delimiter for a table of one column, which parts none of its cells."""
    return next((mark for mark in ",;\t|" if not any(mark in line for line in sample)), ",")


def _fit(delimiter: str, rows: Sequence[Sequence[str]]) -> float:
    """How well the delimiter parts the sample: 0 not at all, 2 into equal rows of numbers.

    Counting columns alone is not enough: 1,5;2,5 falls into equal rows by comma and by semicolon.
    """
    if not rows or len(rows[0]) < 2:
        return 0.0
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width < 2:
        return 0.0
    alike = sum(len(row) == width for row in rows) / len(rows)
    cells = [cell for row in rows for cell in row]
    numeric = sum(_is_number(cell) for cell in cells) / len(cells)
    if delimiter == " " and numeric < 0.5:
        return 0.0  # prose
    return alike + numeric


def _is_number(cell: str) -> bool:
    return number(cell, ".") is not None or number(cell, ",") is not None


_COMMA_DECIMAL = re.compile(r"[+-]?(\d*,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+|0,\d+|\d{4,},\d+)")
_POINT_DECIMAL = re.compile(
    r"[+-]?(\d*\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d+|0\.\d+|\d{4,}\.\d+)"
)
_THREE_AFTER_COMMA = re.compile(r"[+-]?\d{1,3},\d{3}")
_THREE_AFTER_POINT = re.compile(r"[+-]?\d{1,3}\.\d{3}")


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """The decimal sign; 1,234 alone could be either and counts only where nothing else tells."""
    cells = [cell.strip() for row in rows for cell in row]

    def count(pattern: re.Pattern[str]) -> int:
        return sum(pattern.fullmatch(cell) is not None for cell in cells)

    comma, point = count(_COMMA_DECIMAL), count(_POINT_DECIMAL)
    if comma == point == 0 and delimiter != ",":
        comma, point = count(_THREE_AFTER_COMMA), count(_THREE_AFTER_POINT)
    return "," if comma > point else "."


def _has_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row names the columns.

    Where columns hold numbers, most of those must begin with something else. Where none tells, the
    first row must hold different texts, no marker of a missing cell, and none that comes again in
    its column.
    """
    first, body = rows[0], rows[1:]
    if not body:
        return not any(number(cell, decimal) is not None for cell in first)
    named = plain = 0
    for place, cell in enumerate(first):
        below = [row[place] for row in body if place < len(row) and not is_missing(row[place])]
        numeric = sum(number(text, decimal) is not None for text in below)
        if is_missing(cell) or not below or numeric < len(below) / 2:
            continue
        if number(cell, decimal) is None:
            named += 1
        else:
            plain += 1
    if named or plain:
        return named > plain
    marked = any(is_missing(cell) and cell.strip() for cell in first)
    return len(set(first)) == len(first) and not (marked or _recurs(first, body))


def _recurs(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a cell of the first row comes again below it."""
    return any(
        cell == row[place] for place, cell in enumerate(first) for row in body if place < len(row)
    )
