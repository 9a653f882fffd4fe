"""ONNX graphs as values, and the bytes of an .onnx file from them and back.

Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
Opset 13 and IR version 8 are written on purpose: every runtime of the last years reads them, while
each new one of either shuts some out.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio import __version__
from scratchstudio.errors import ExportError
from scratchstudio.export import protobuf as wire

OPSET = 13
IR_VERSION = 8
BATCH = "N"
"""The name of the dimension that may have any size."""

FLOAT, INT64 = 1, 7
_TENSOR_TYPES: Mapping[int, np.dtype[Any]] = {FLOAT: np.dtype("<f4"), INT64: np.dtype("<i8")}
_TYPE_CODES = {dtype: code for code, dtype in _TENSOR_TYPES.items()}
_FLOAT_ATTRIBUTE, _INT_ATTRIBUTE = 1, 2


@dataclass(frozen=True, eq=False)
class Node:
    """One operator: names of what it takes and gives, and its attributes."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, int | float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation from one float32 array (N, inputs) to another (N, outputs)."""

    name: str
    input: tuple[str, int]
    """Name and width."""
    output: tuple[str, int]
    nodes: tuple[Node, ...]
    constants: Mapping[str, NDArray[Any]]
    """float32 or int64."""
    metadata: Mapping[str, str]


def encode(graph: Graph) -> bytes:
    """The bytes of an .onnx file."""
    body = b"".join(wire.data(1, _node(node)) for node in graph.nodes)
    body += wire.words(2, graph.name)
    body += b"".join(wire.data(5, _tensor(*item)) for item in graph.constants.items())
    body += wire.data(11, _value(*graph.input)) + wire.data(12, _value(*graph.output))
    model = wire.whole(1, IR_VERSION)
    model += wire.words(2, "ScratchStudio") + wire.words(3, __version__)
    model += wire.data(7, body) + wire.data(8, wire.words(1, "") + wire.whole(2, OPSET))
    for key, value in graph.metadata.items():
        model += wire.data(14, wire.words(1, key) + wire.words(2, value))
    return model


def _node(node: Node) -> bytes:
    message = b"".join(wire.words(1, name) for name in node.inputs)
    message += b"".join(wire.words(2, name) for name in node.outputs)
    message += wire.words(3, f"{node.outputs[0]}/{node.operator}") + wire.words(4, node.operator)
    for name, value in node.attributes.items():
        attribute = wire.words(1, name)
        if isinstance(value, int):
            attribute += wire.whole(3, value) + wire.whole(20, _INT_ATTRIBUTE)
        else:
            attribute += wire.real(2, value) + wire.whole(20, _FLOAT_ATTRIBUTE)
        message += wire.data(5, attribute)
    return message


def _tensor(name: str, array: NDArray[Any]) -> bytes:
    dtype = array.dtype.newbyteorder("<")
    return (
        wire.wholes(1, array.shape)
        + wire.whole(2, _TYPE_CODES[dtype])
        + wire.words(8, name)
        + wire.data(9, array.astype(dtype).tobytes())
    )


def _value(name: str, width: int) -> bytes:
    batch, features = wire.words(2, BATCH), wire.whole(1, width)
    shape = wire.data(1, batch) + wire.data(1, features)
    tensor = wire.whole(1, FLOAT) + wire.data(2, shape)
    return wire.words(1, name) + wire.data(2, wire.data(1, tensor))


def decode(data: bytes) -> Graph:
    """The graph in an .onnx file of the kind that `encode` writes.

    Data outside the file, domains other than ONNX's own and other tensors than float32 and int64
    are refused. Raises ExportError for whatever is not such a file.
    """
    try:
        return _graph(_message(memoryview(data)))
    except (
        wire.WireError,
        UnicodeDecodeError,
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        struct.error,
    ) as error:
        raise ExportError(f"The .onnx file can't be read back: {error}.") from error


Message = Mapping[int, list[int | memoryview]]


def _message(data: memoryview) -> Message:
    found: dict[int, list[int | memoryview]] = {}
    for number, value in wire.fields(data):
        found.setdefault(number, []).append(value)
    return found


def _inner(message: Message, number: int) -> list[Message]:
    return [_message(_bytes(value)) for value in message.get(number, [])]


def _bytes(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise wire.WireError("a number stands where bytes should")
    return value


def _int(value: int | memoryview) -> int:
    if not isinstance(value, int):
        raise wire.WireError("bytes stand where a number should")
    return wire.signed(value)


def _ints(value: int | memoryview) -> Iterable[int]:
    """Whole numbers, which a writer may pack or give each a field of its own."""
    return [wire.signed(value)] if isinstance(value, int) else wire.varints(value)


def _text(message: Message, number: int) -> str:
    return bytes(_bytes(message[number][-1])).decode()


def _texts(message: Message, number: int) -> tuple[str, ...]:
    return tuple(bytes(_bytes(value)).decode() for value in message.get(number, []))


def _graph(model: Message) -> Graph:
    body = _inner(model, 7)[0]
    for opset in _inner(model, 8):
        domain, version = "".join(_texts(opset, 1)), _int(opset[2][0])
        if domain or version != OPSET:
            raise ValueError(f"it wants the operators {domain or 'ai.onnx'} {version}")
    return Graph(
        name=_text(body, 2),
        input=_named_width(_inner(body, 11)[0]),
        output=_named_width(_inner(body, 12)[0]),
        nodes=tuple(map(_read_node, _inner(body, 1))),
        constants=dict(map(_read_tensor, _inner(body, 5))),
        metadata={_text(entry, 1): _text(entry, 2) for entry in _inner(model, 14)},
    )


def _read_node(message: Message) -> Node:
    if 7 in message and _text(message, 7):
        raise ValueError("it uses operators of its own")
    attributes = {}
    for attribute in _inner(message, 5):
        read = _ATTRIBUTES[_int(attribute[20][0])]
        attributes[_text(attribute, 1)] = read(attribute)
    return Node(_text(message, 4), _texts(message, 1), _texts(message, 2), attributes)


def _float_attribute(message: Message) -> float:
    return float(struct.unpack("<f", _bytes(message[2][0]))[0])


_ATTRIBUTES: Mapping[int, Callable[[Message], int | float]] = {
    _FLOAT_ATTRIBUTE: _float_attribute,
    _INT_ATTRIBUTE: lambda message: _int(message[3][0]),
}


def _read_tensor(message: Message) -> tuple[str, NDArray[Any]]:
    if 13 in message or 14 in message:
        raise ValueError("its numbers are in another file")
    shape = tuple(n for given in message.get(1, []) for n in _ints(given))
    dtype = _TENSOR_TYPES[_int(message[2][0])]
    raw = _bytes(message[9][0]) if 9 in message else memoryview(b"")
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != len(raw):
        raise ValueError("a tensor's shape and length disagree")
    return _text(message, 8), np.frombuffer(raw, dtype=dtype).reshape(shape)


def _named_width(message: Message) -> tuple[str, int]:
    tensor = _inner(_inner(message, 2)[0], 1)[0]
    dimensions = _inner(_inner(tensor, 2)[0], 1)
    return _text(message, 1), _int(dimensions[1][1][0])
