"""Arrays as .npy bytes and back. The header is read by hand: nothing is allocated on its word.

`numpy.load` would evaluate the header as Python and trust its shape: a file of 136 bytes was
measured to ask for 7 TiB.
"""

from __future__ import annotations

import io
import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import ProjectFileError

_HEADER = re.compile(
    rb"\{'descr': '([<|][a-z]\d)', 'fortran_order': False, 'shape': \(((?:\d+, ?)*\d*)\), \} *\n"
)
_DTYPES = {name: np.dtype(name) for name in ("<f4", "<f8", "<i4", "<i8", "|u1", "|b1")}
_MAGIC = b"\x93NUMPY\x01\x00"
_MOST_DIGITS = 15


def to_npy(array: NDArray[Any]) -> bytes:
    """The array as a .npy file, C-ordered and little-endian whatever it is in memory."""
    little = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
    if little.dtype.str not in _DTYPES:
        raise TypeError(f"a project file holds no arrays of {array.dtype}")
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, little, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def from_npy(data: bytes, what: str) -> NDArray[Any]:
    """The array that `to_npy` wrote, read-only. Raises ProjectFileError naming `what`."""
    length = int.from_bytes(data[8:10], "little")
    header = _HEADER.fullmatch(data[10 : 10 + length])
    if not data.startswith(_MAGIC) or header is None:
        raise ProjectFileError(f"The project's “{what}” is not an array.")
    descriptor, shape_text = header[1].decode(), header[2].decode()
    sizes = [size.strip() for size in shape_text.split(",") if size.strip()]
    dtype = _DTYPES.get(descriptor)
    if dtype is None or any(len(size) > _MOST_DIGITS for size in sizes):
        raise ProjectFileError(f"The project's “{what}” is an array of an unknown kind.")
    shape = tuple(int(size) for size in sizes)
    body = memoryview(data)[10 + length :]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ProjectFileError(f"The project's “{what}” has not the size that it states.")
    if dtype == np.bool_ and np.frombuffer(body, np.uint8).max(initial=0) > 1:
        raise ProjectFileError(f"The project's “{what}” holds flags that are neither on nor off.")
    return np.frombuffer(body, dtype).reshape(shape)
