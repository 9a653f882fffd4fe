"""`.safetensors`: the same arrays as in `.npz`, in a format made to be read safely anywhere.

A little-endian u64, the length of a JSON header; the header, padded with spaces; then the tensors,
one after another (https://github.com/huggingface/safetensors). Texts are in the header's metadata,
each a JSON list. The format itself has no checksum, so the metadata carry the SHA-256 of the
tensors' bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import ExportError
from scratchstudio.export.content import Content, content_of, model_from
from scratchstudio.export.exporter import Exporter, Reading
from scratchstudio.export.model import Floats, Model

DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
    "BOOL": "|b1",
}
_NAMES = {np.dtype(dtype): name for name, dtype in DTYPES.items()}
LONGEST_HEADER = 100_000_000
ALIGNMENT = 8


def encode(tensors: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """The bytes of a file with these tensors and metadata."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    parts: list[bytes] = []
    at = 0
    # Wide numbers first: then every tensor starts at a multiple of its own width.
    for name, array in sorted(tensors.items(), key=lambda item: -item[1].dtype.itemsize):
        little = array.astype(array.dtype.newbyteorder("<"))
        parts.append(little.tobytes())
        header[name] = {
            "dtype": _NAMES[little.dtype],
            "shape": list(array.shape),
            "data_offsets": [at, at + len(parts[-1])],
        }
        at += len(parts[-1])
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def decode(data: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Tensors and metadata of a file. Raises ExportError for whatever is not a sound one."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(LONGEST_HEADER, len(data) - 8) or data[8:9] != b"{":
        raise _unsound("its header does not fit")
    try:
        header = json.loads(data[8 : 8 + length].decode(), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as error:
        raise _unsound("its header is not sound JSON") from error
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise _unsound("its metadata are not texts")
    body = memoryview(data)[8 + length :]
    places = {name: _place(entry) for name, entry in header.items()}
    at = 0
    for start, stop, _, _ in sorted(places.values(), key=lambda place: place[:2]):
        if start != at:
            raise _unsound("its tensors overlap or leave gaps")
        at = stop
    if at != len(body):
        raise _unsound("it does not end where its last tensor does")
    tensors = {
        name: np.frombuffer(body[start:stop], dtype=dtype).reshape(shape)
        for name, (start, stop, dtype, shape) in places.items()
    }
    return tensors, metadata


def _place(entry: object) -> tuple[int, int, np.dtype[Any], tuple[int, ...]]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _unsound("a tensor is not described in full")
    shape, offsets = entry["shape"], entry["data_offsets"]
    for numbers in (shape, offsets):
        if not isinstance(numbers, list) or not all(type(n) is int and n >= 0 for n in numbers):
            raise _unsound("a tensor's shape or place is not made of whole numbers")
    if not isinstance(entry["dtype"], str) or entry["dtype"] not in DTYPES:
        raise _unsound("a tensor is of an unknown type")
    dtype = np.dtype(DTYPES[entry["dtype"]])
    if len(offsets) != 2 or len(shape) > 32:
        raise _unsound("a tensor has a strange place or shape")
    if offsets[1] - offsets[0] != math.prod(shape) * dtype.itemsize:
        raise _unsound("a tensor's shape and length disagree")
    return offsets[0], offsets[1], dtype, tuple(shape)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name appears twice")
    return found


def _unsound(reason: str) -> ExportError:
    return ExportError(f"The .safetensors file is not sound: {reason}.")


def write(model: Model) -> bytes:
    """The model as the bytes of a .safetensors file."""
    content = content_of(model)
    metadata = {name: json.dumps(list(values)) for name, values in content.texts.items()}
    tensors = encode(content.arrays, {})
    return encode(content.arrays, {**metadata, "sha256": _digest(tensors)})


def _digest(data: bytes) -> str:
    return hashlib.sha256(data[8 + int.from_bytes(data[:8], "little") :]).hexdigest()


def read(data: bytes) -> Content:
    """What a .safetensors file of ours holds. Raises ExportError for one that is damaged."""
    arrays, metadata = decode(data)
    if metadata.pop("sha256", None) != _digest(data):
        raise _unsound("its checksum is wrong")
    try:
        texts = {name: json.loads(value) for name, value in metadata.items()}
    except ValueError as error:
        raise _unsound("its texts are not JSON lists") from error
    return Content(arrays, texts)


def read_back(data: bytes, rows: Floats, model: Model) -> list[Reading]:
    """The answers of a network that is built anew from the file's tensors."""
    return [Reading(model_from(read(data)).predict(rows), "the built-in reader")]


SAFETENSORS = Exporter(
    "safetensors",
    "Safetensors",
    ".safetensors",
    "Weights, biases and wiring in full precision, for PyTorch, JAX, Rust and others.",
    write,
    read_back,
)
