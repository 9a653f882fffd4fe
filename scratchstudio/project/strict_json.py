"""JSON for project files: the same bytes for the same data, and no surprises when read."""

from __future__ import annotations

import json
import math
from typing import Any

from scratchstudio.errors import ProjectFileError

LARGEST = 64 * 2**20
"""Bytes: some two million edges. Read as objects, JSON takes up to fifty times its size."""
LONGEST_INTEGER = 40
"""Digits; the state of a random generator has 39."""


def to_json_bytes(data: object) -> bytes:
    """Sorted keys, floats with every bit. Raises ValueError for a number that is not finite."""
    text = json.dumps(data, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def from_json_bytes(data: bytes, what: str) -> Any:
    """The data, with repeated keys, NaN, numbers out of range and bottomless nesting refused.

    Raises ProjectFileError naming `what`.
    """
    if len(data) > LARGEST:
        raise ProjectFileError(f"The project's “{what}” is larger than any that can be used.")
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_bounded,
        )
    except (ValueError, RecursionError) as error:
        raise ProjectFileError(f"The project's “{what}” is damaged.") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key is given twice")
    return table


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _bounded(text: str) -> int:
    if len(text) > LONGEST_INTEGER:
        raise ValueError("a whole number is out of range")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is out of range")
    return value
