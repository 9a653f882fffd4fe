"""Opens files of unknown origin as text, line by line: encodings, size limits, binary refused."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scratchstudio.data.table import quoted
from scratchstudio.errors import DataError

MOST_BYTES = 256 * 2**20
LONGEST_LINE = 1_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or another zipped file; save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file; save the sheet as CSV"),
    (b"\x1f\x8b", "a compressed file; unpack it"),
    (b"%PDF", "a PDF document; save the table as CSV"),
    (b"PAR1", "a Parquet file; save the table as CSV"),
    (b"\x89PNG", "a picture; choose a CSV or TSV file"),
)
_SAMPLE = 65_536
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v")


@contextmanager
def reading(path: Path, encoding: str = "") -> Iterator[None]:
    """Turns what the operating system or a decoder has to say about the file into a DataError."""
    try:
        yield
    except OSError as cause:
        reason = cause.strerror or "it can't be read"
        raise DataError(f"{quoted(path.name)} can't be opened: {reason}.") from cause
    except (LookupError, UnicodeError) as cause:
        raise DataError(
            f"{quoted(path.name)} is not written in the encoding {encoding}. Choose another."
        ) from cause


def check_file(path: Path) -> None:
    """Raises DataError unless the path is an ordinary file of 1 byte to 256 MB."""
    with reading(path):
        size = path.stat().st_size
        if not path.is_file():
            raise DataError(f"{quoted(path.name)} is not a file. Choose a CSV or TSV file.")
    if size == 0:
        raise DataError(f"{quoted(path.name)} is empty.")
    if size > MOST_BYTES:
        raise DataError(
            f"{quoted(path.name)} has {size / 2**20:,.0f} MB; at most {MOST_BYTES // 2**20} MB "
            "can be opened. Cut it into smaller files."
        )


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-16 by its pattern, UTF-8, or Latin-1.

    Raises DataError for a file that is not text.
    """
    check_file(path)
    with reading(path), path.open("rb") as file:
        sample = file.read(_SAMPLE)
        for mark, encoding in _MARKS:
            if sample.startswith(mark):
                return encoding
        for start, what in _FOREIGN:
            if sample.startswith(start):
                raise DataError(f"{quoted(path.name)} is {what} and open that.")
        if b"\0" in sample:
            return _wide_encoding(path, sample)
        file.seek(0)
        if _is_utf8(iter(lambda: file.read(2**20), b"")):
            return "utf-8"
    controls = sum(byte in _CONTROLS for byte in sample)
    if controls > len(sample) / 100:
        raise _not_text(path)
    return "latin-1"


def _wide_encoding(path: Path, sample: bytes) -> str:
    """UTF-16 without a mark shows as a zero in every other byte of Western text."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 10 < max(even, odd) and max(even, odd) > len(sample) / 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise _not_text(path)


def _is_utf8(blocks: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_text(path: Path) -> DataError:
    return DataError(f"{quoted(path.name)} is not a text table. Choose a CSV or TSV file.")


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of the file with their ends, none longer than a million characters.

    Raises DataError when it cannot be decoded, or holds a longer line or a NUL character.
    """
    check_file(path)
    with reading(path, encoding), path.open(encoding=encoding, newline="") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise DataError(
                    f"Line {number:,} of {quoted(path.name)} has more than {LONGEST_LINE:,} "
                    "characters, so this is not a table of rows."
                )
            if "\0" in line:
                raise DataError(
                    f"Line {number:,} of {quoted(path.name)} holds a NUL character, "
                    "so this is not a text table."
                )
            yield line
