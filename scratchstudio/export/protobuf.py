"""The wire format of Protocol Buffers, as much of it as ONNX needs, written and read.

A message is a sequence of fields: a key (number · 8 + wire type) as a varint, then the value
(https://protobuf.dev/programming-guides/encoding/).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
_FIXED = {FIXED64: 8, FIXED32: 4}
LONGEST_VARINT = 10
_WORD = 1 << 64


class WireError(ValueError):
    """Bytes that are not a protobuf message."""


def varint(value: int) -> bytes:
    """A whole number, seven bits a byte, lowest first; a negative one as 64 bits."""
    rest = value % _WORD
    found = bytearray()
    while rest > 0x7F:
        found.append(rest & 0x7F | 0x80)
        rest >>= 7
    found.append(rest)
    return bytes(found)


def whole(number: int, value: int) -> bytes:
    """A field that holds a whole number."""
    return varint(number << 3 | VARINT) + varint(value)


def real(number: int, value: float) -> bytes:
    """A field that holds a float32."""
    return varint(number << 3 | FIXED32) + struct.pack("<f", value)


def data(number: int, value: bytes) -> bytes:
    """A field that holds bytes or an inner message."""
    return varint(number << 3 | LENGTH) + varint(len(value)) + value


def words(number: int, value: str) -> bytes:
    """A field that holds text."""
    return data(number, value.encode())


def wholes(number: int, values: Iterable[int]) -> bytes:
    """A field that holds whole numbers, packed."""
    return data(number, b"".join(map(varint, values)))


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field: an int for a varint, else the bytes.

    Raises WireError where the bytes are not a message.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if not number:
            raise WireError("a field has the number 0")
        if kind == VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        length = _FIXED.get(kind)
        if kind == LENGTH:
            length, at = _varint(message, at)
        if length is None:
            raise WireError(f"a field has the unknown wire type {kind}")
        if length > len(message) - at:
            raise WireError("a field is longer than its message")
        yield number, message[at : at + length]
        at += length


def varints(packed: memoryview) -> Iterator[int]:
    """The whole numbers of a packed field, signed."""
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        yield signed(value)


def signed(value: int) -> int:
    """A 64-bit number as a signed one."""
    return value - _WORD if value >= _WORD >> 1 else value


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(message[at : at + LONGEST_VARINT]):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value % _WORD, at + place + 1
    raise WireError("a number does not end")
