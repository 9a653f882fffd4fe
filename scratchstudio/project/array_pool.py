"""Many small arrays as one vector of bytes, each content only once, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

STORED: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(name) for name in ("<f4", "<f8", "|u1", "<u2", "<u4", "<i8")
}
MEANT: Mapping[str, np.dtype[Any]] = {name: np.dtype(name) for name in ("f4", "f8", "i8")}
MOST_AXES = 3
LARGEST = 2**40


class ArrayPool:
    """Collects arrays; whole numbers take no more bytes than their largest needs."""

    def __init__(self) -> None:
        self.table: list[list[Any]] = []
        """For each array what it is stored as, what it is, and its shape; ready for JSON."""
        self._bytes: list[bytes] = []
        self._known: dict[tuple[str, str, tuple[int, ...], bytes], int] = {}

    def add(self, array: NDArray[Any]) -> int:
        """The array's place in the table. Raises TypeError for one that is of no known kind."""
        meant = f"{array.dtype.kind}{array.dtype.itemsize}"
        if meant not in MEANT:
            raise TypeError(f"a pool holds no arrays of {array.dtype}")
        stored = _narrowest(array)
        data = np.ascontiguousarray(array, dtype=stored).tobytes()
        key = (stored.str, meant, array.shape, data)
        if key not in self._known:
            self._known[key] = len(self.table)
            self.table.append([stored.str, meant, list(array.shape)])
            self._bytes.append(data)
        return self._known[key]

    def values(self) -> NDArray[np.uint8]:
        """All arrays' bytes, one after the other."""
        return np.frombuffer(b"".join(self._bytes), dtype=np.uint8)


def pooled(table: object, values: NDArray[Any]) -> list[NDArray[Any]]:
    """The arrays that an `ArrayPool` collected, read-only. Raises ValueError or TypeError."""
    if not isinstance(table, list) or values.dtype != np.uint8 or values.ndim != 1:
        raise ValueError("table")
    arrays, begin = [], 0
    for entry in table:
        stored, meant, shape = entry
        kept, kind = _of(STORED, stored), _of(MEANT, meant)
        if (kept.kind == "f" or kind.kind == "f") and kept != kind:
            raise ValueError(entry)
        end = begin + _count(shape) * kept.itemsize
        if end > len(values):
            raise ValueError(shape)
        array = np.frombuffer(values[begin:end].tobytes(), kept).astype(kind).reshape(shape)
        array.flags.writeable = False
        arrays.append(array)
        begin = end
    if begin != len(values):
        raise ValueError(begin)
    return arrays


def _narrowest(array: NDArray[Any]) -> np.dtype[Any]:
    little = array.dtype.newbyteorder("<")
    if array.dtype.kind != "i" or array.min(initial=0) < 0:
        return little
    most = int(array.max(initial=0))
    fitting = (
        STORED[name] for name in ("|u1", "<u2", "<u4") if most < 256 ** STORED[name].itemsize
    )
    return next(fitting, little)


def _of(kinds: Mapping[str, np.dtype[Any]], name: object) -> np.dtype[Any]:
    if not isinstance(name, str) or name not in kinds:
        raise ValueError(name)
    return kinds[name]


def _count(shape: Sequence[object]) -> int:
    if not isinstance(shape, list) or len(shape) > MOST_AXES:
        raise ValueError(shape)
    sizes = [size for size in shape if type(size) is int and 0 <= size < LARGEST]
    if len(sizes) < len(shape):
        raise ValueError(shape)
    return math.prod(sizes)
