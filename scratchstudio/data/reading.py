"""`read_table` and `preview`: text tables of any common form to a `Table`, with what was noticed.

Rows are taken in blocks, and each column of a block is turned into an array at once, so that memory
stays near that of the finished table and a large file takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scratchstudio.data.columns import NumberBuilder, TextBuilder
from scratchstudio.data.formats import TableFormat, detect_format, numbered_rows
from scratchstudio.data.pictures import with_found_picture
from scratchstudio.data.table import Column, ColumnKind, Table, counted, listed, quoted
from scratchstudio.errors import DataError

MOST_COLUMNS = 1_000
MOST_CELLS = 5_000_000
_CELLS_AT_ONCE = 65_536


@dataclass(frozen=True, eq=False)
class Preview:
    """A table as it would be read, for the person to accept or to read in another format."""

    table: Table
    format: TableFormat
    rows: tuple[tuple[str, ...], ...]
    """The first rows as they stand in the file."""
    notes: tuple[str, ...]
    """What was noticed and done: renamed columns, cells that count as missing, short rows."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.names

    @property
    def kinds(self) -> tuple[ColumnKind, ...]:
        """What each column was read as."""
        return tuple(column.kind for column in self.table.columns)

    @property
    def missing(self) -> tuple[int, ...]:
        """How many cells each column lacks."""
        return tuple(int(column.missing.sum()) for column in self.table.columns)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return self.table.rows


def read_table(path: Path | str, format: TableFormat | None = None) -> Table:
    """The table in a text file, its format found out unless given.

    Raises DataError, with the line where one is to blame, when it cannot be read.
    """
    return preview(path, format, rows=0).table


def preview(path: Path | str, format: TableFormat | None = None, rows: int = 20) -> Preview:
    """The table in a text file with its first rows and all that the person should know.

    The whole file is read, so that kinds and counts are exact. Raises DataError like `read_table`.
    """
    path = Path(path)
    format = format or detect_format(path)
    sheet = _Sheet.of(path, format)
    builders = [NumberBuilder(name, format.decimal) for name in sheet.names]
    shown: list[list[str]] = []
    short: list[int] = []
    for lines, cells in sheet.blocks(short):
        wanted = range(min(rows - len(shown), len(lines)))
        shown.extend([column[row] for column in cells] for row in wanted)
        for builder, column in zip(builders, cells, strict=True):
            builder.add(column, lines)
    columns = _columns(sheet, builders)
    table = with_found_picture(Table(path.stem, columns))
    notes = [
        *sheet.notes,
        *_about(short),
        *(note for b in builders for note in b.notes()),
        *_about_picture(table),
    ]
    return Preview(table, format, tuple(tuple(row) for row in shown), tuple(notes))


def _columns(sheet: _Sheet, builders: Sequence[NumberBuilder]) -> tuple[Column, ...]:
    """The numbers as they were read; all other columns by reading the file again, as text."""
    texts = {
        place: TextBuilder(builder.name)
        for place, builder in enumerate(builders)
        if not builder.is_numeric
    }
    if texts:
        for _, cells in sheet.blocks(short=[]):
            for place, text in texts.items():
                text.add(cells[place])
    return tuple(
        texts[place].column() if place in texts else builder.column()
        for place, builder in enumerate(builders)
    )


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A file's rows, made equally long, and the names of its columns."""

    path: Path
    format: TableFormat
    names: tuple[str, ...]
    notes: tuple[str, ...]

    @staticmethod
    def of(path: Path, format: TableFormat) -> _Sheet:
        """Reads the names. Raises DataError when there is no row, or a thousand columns."""
        first = [row for _, row in islice(numbered_rows(path, format), 10)]
        if len(first) < 1 + format.header:
            raise DataError(
                f"{quoted(path.name)} has a header but no rows below it."
                if first
                else f"No rows were found in {quoted(path.name)}."
            )
        given = first[0] if format.header else [""] * len(first[0])
        if format.header and _have_one_more(first[1:], len(given)):
            given = ["row", *given]
        if len(given) > MOST_COLUMNS:
            raise DataError(
                f"{quoted(path.name)} has {len(given):,} columns; at most {MOST_COLUMNS:,} "
                "can be read."
            )
        names, renamed = _unique_names(given)
        note = f"Columns of the same name were renamed: {listed(renamed)}."
        return _Sheet(path, format, names, (note,) if renamed else ())

    def blocks(self, short: list[int]) -> Iterator[tuple[list[int], list[tuple[str, ...]]]]:
        """Some thousand rows at a time: their line numbers, and their cells by column.

        `short` receives the line of each row that has fewer cells than there are columns. Raises
        DataError for a row that is too long and when there are too many cells.
        """
        rows = numbered_rows(self.path, self.format)
        if self.format.header:
            next(rows)
        read = 0
        at_once = max(_CELLS_AT_ONCE // len(self.names), 1)
        while block := list(islice(rows, at_once)):
            read += len(block)
            if read * len(self.names) > MOST_CELLS:
                raise DataError(
                    f"{quoted(self.path.name)} has more than {MOST_CELLS:,} cells. "
                    "Cut it into smaller files, or leave columns out."
                )
            lines = [line for line, _ in block]
            yield lines, list(zip(*(self._squared(*row, short) for row in block), strict=True))

    def _squared(self, line: int, row: list[str], short: list[int]) -> list[str]:
        """The row with as many cells as there are columns."""
        lacking = len(self.names) - len(row)
        if lacking > 0:
            short.append(line)
            return row + [""] * lacking
        if lacking < 0:
            row = _without_empty_end(row, len(self.names))
            if len(row) > len(self.names):
                raise DataError(
                    f"Line {line:,} of {quoted(self.path.name)} has {len(row)} cells, but there "
                    f"are {counted(len(self.names), 'column')}. Mend the line, or choose another "
                    "delimiter."
                )
        return row


def _about_picture(table: Table) -> list[str]:
    """The note on columns that make up a picture."""
    picture = table.picture
    if picture is None:
        return []
    first, last = picture.columns[0], picture.columns[-1]
    return [
        f"{quoted(first)} to {quoted(last)} are read as pictures of "
        f"{picture.width} × {picture.height} pixels."
    ]


def _about(short: list[int]) -> list[str]:
    """The note on rows that were too short."""
    if not short:
        return []
    verb = "is" if len(short) == 1 else "are"
    return [
        f"{counted(len(short), 'row')} {verb} shorter than the others, such as line {short[0]:,}; "
        "the cells that lack count as missing."
    ]


def _without_empty_end(row: list[str], width: int) -> list[str]:
    """The row without empty cells past the width, which spreadsheets like to leave behind."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _have_one_more(rows: list[list[str]], width: int) -> bool:
    """Whether the rows begin with a name that has no header, as R writes tables."""
    return width > 1 and all(len(_without_empty_end(row, width)) == width + 1 for row in rows)


def _unique_names(given: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names without a gap or a repeat, and those that had to be changed because of a repeat."""
    wished = [" ".join(name.split()) or f"column {at}" for at, name in enumerate(given, start=1)]
    taken = set(wished)
    seen: set[str] = set()
    names, renamed = [], []
    for name in wished:
        unique, number = name, 2
        while unique in seen or (unique != name and unique in taken):
            unique, number = f"{name} ({number})", number + 1
        if unique != name:
            renamed.append(unique)
        seen.add(unique)
        names.append(unique)
    return tuple(names), renamed
