"""What a cell of a text table says: a number, a missing value, or text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from scratchstudio.data.table import Floats

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
"""Cells that stand for a missing value, in lower case."""

_AS_NAN = {spelling: "nan" for marker in MISSING for spelling in (marker, marker.upper())}
_INFINITE = frozenset({"inf", "infinity"})


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    groups = "|".join(
        rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+" for mark in (thousands, " ", "\u00a0", "'")
    )
    point = re.escape(decimal)
    whole = rf"(?:{groups}|\d+)(?:{point}\d*)?"
    return re.compile(rf"[+-]?(?:{whole}|{point}\d+)(?:[eE][+-]?\d+)?", re.ASCII)


_NUMBER = {".": _pattern(".", ","), ",": _pattern(",", ".")}
_WITHOUT_THOUSANDS = {
    ".": str.maketrans("", "", ", \u00a0'"),
    ",": str.maketrans(",", ".", ". \u00a0'"),
}


def is_missing(cell: str) -> bool:
    """True when the cell is empty or holds a usual marker such as NA, ? or null."""
    return cell.strip().lower() in MISSING


def number(cell: str, decimal: str = ".") -> float | None:
    """The number that the cell spells, or None; thousands may be grouped as in 1,234,567.8.

    `decimal` is "." or ","; the other one may group thousands, as may a blank or an apostrophe.
    An infinite number, or one too large to be held, is an infinite float.
    """
    text = cell.strip().replace("\u2212", "-")
    if _NUMBER[decimal].fullmatch(text):
        return float(text.translate(_WITHOUT_THOUSANDS[decimal]))
    if text.lstrip("+-").lower() in _INFINITE:
        return float(text.lower()) if text[1:2] not in ("+", "-") else None
    return None


def plain_numbers(cells: Sequence[str], decimal: str) -> Floats | None:
    """All cells as numbers, or None when one of them needs a closer look.

    This is the fast way through a large file: Python's own reading of numbers, after ruling out the
    few spellings that it takes and a table does not mean.
    """
    joined = "".join(cells)
    if "_" in joined or not joined.isascii():
        return None
    if decimal == ",":
        if "." in joined:
            return None
        cells = [cell.replace(",", ".") for cell in cells]
    values = _floats(cells)
    if values is None:
        values = _floats([_AS_NAN.get(cell, cell) for cell in cells])
    return values


def _floats(cells: Sequence[str]) -> Floats | None:
    try:
        return np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
    except ValueError:
        return None
