"""The wire format, the bounded reader and the evaluator with its list of operators."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import ExportError
from scratchstudio.export import EXPORTERS, model_of
from scratchstudio.export import protobuf as wire
from scratchstudio.export.onnx_evaluate import evaluate
from scratchstudio.export.onnx_file import Node, decode, encode
from scratchstudio.export.onnx_graph import graph_of


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers_come_back(numbers) -> None:
    ((field, packed),) = wire.fields(memoryview(wire.wholes(7, numbers)))
    assert field == 7
    assert list(wire.varints(packed)) == numbers


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 2**29 - 1))
def test_texts_come_back(text, number) -> None:
    ((field, value),) = wire.fields(memoryview(wire.words(number, text)))
    assert (field, bytes(value).decode()) == (number, text)


@pytest.mark.parametrize(
    "message", [b"\x80" * 11, b"\x0a\x05abc", b"\x00\x00", b"\x0b", b"\x0d\x00", b"\x08"]
)
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(wire.WireError):
        list(wire.fields(memoryview(message)))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_graph_or_an_export_error(data) -> None:
    with pytest.raises(ExportError):
        decode(data)


@given(data=st.data())
def test_a_damaged_file_is_a_graph_or_an_export_error(and_neuron_file, data) -> None:
    damaged = bytearray(and_neuron_file)
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(ExportError):
        evaluate(decode(bytes(damaged)), np.zeros((2, 2)))


@pytest.fixture(scope="module")
def and_neuron_file() -> bytes:
    from scratchstudio.network import EMPTY, Kind, add_neuron, connect

    network, first = add_neuron(EMPTY, kind=Kind.INPUT)
    network, second = add_neuron(network, kind=Kind.INPUT)
    network, end = add_neuron(network, kind=Kind.OUTPUT, activation="sigmoid", bias=-1.5)
    for source in (first, second):
        network, _ = connect(network, source, end, 1.0)
    return EXPORTERS["onnx"].write(model_of(network))


def test_an_operator_that_is_not_on_the_list_is_refused(and_neuron) -> None:
    graph = graph_of(model_of(and_neuron))
    strange = replace(graph, nodes=(Node("Loop", ("features",), ("predictions",)),))
    with pytest.raises(ExportError, match="unknown operator Loop"):
        evaluate(decode(encode(strange)), np.zeros((1, 2)))


def test_numbers_in_another_file_are_refused(and_neuron) -> None:
    import onnx

    model = onnx.load_from_string(EXPORTERS["onnx"].write(model_of(and_neuron)))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    with pytest.raises(ExportError, match="another file"):
        decode(model.SerializeToString())


def test_operators_of_another_domain_are_refused(and_neuron) -> None:
    import onnx

    model = onnx.load_from_string(EXPORTERS["onnx"].write(model_of(and_neuron)))
    model.graph.node[0].domain = "com.example"
    with pytest.raises(ExportError, match="operators of its own"):
        decode(model.SerializeToString())
