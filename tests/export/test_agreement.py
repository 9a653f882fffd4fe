"""Whatever is drawn, every format computes what the engine computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.errors import ExportError
from scratchstudio.export import EXPORTERS, TOLERANCE, Model, export, model_of
from scratchstudio.export.onnx_file import decode, encode
from scratchstudio.export.onnx_graph import graph_of
from scratchstudio.export.python_run import by_parsing
from scratchstudio.network import EMPTY, Kind, Network, add_neurons, connect_dense, set_neurons

ROWS = np.random.default_rng(5).normal(size=(40, 3))


def _rows(model: Model) -> np.ndarray:
    rows = ROWS[:, : len(model.input_names)]
    rows = rows if model.scaling is None else model.scaling.undo(rows)
    return rows.astype(np.float32).astype(np.float64)


def _difference(got: np.ndarray, wanted: np.ndarray) -> float:
    return float((np.abs(got - wanted) / np.maximum(1, np.abs(wanted))).max())


@pytest.mark.parametrize("key", ["npz", "safetensors", "svg"])
@settings(max_examples=40)
@given(data=st.data())
def test_formats_that_hold_the_network_bring_it_back_exactly(key, models, data) -> None:
    model = data.draw(models)
    exporter = EXPORTERS[key]
    (reading,) = exporter.read_back(exporter.write(model), _rows(model), model)
    assert np.array_equal(reading.outputs, model.predict(_rows(model)))


@settings(max_examples=60)
@given(data=st.data())
def test_onnx_files_are_sound_and_onnx_runtime_agrees_with_the_engine(models, data) -> None:
    model = data.draw(models)
    exporter = EXPORTERS["onnx"]
    written = exporter.write(model)
    onnx.checker.check_model(onnx.load_from_string(written), full_check=True)
    readings = exporter.read_back(written, _rows(model), model)
    assert [reading.checked_with.split()[0] for reading in readings] == ["the", "ONNX"]
    for reading in readings:
        assert _difference(reading.outputs, model.predict(_rows(model))) <= TOLERANCE


@settings(max_examples=60)
@given(data=st.data())
def test_the_numbers_in_the_python_program_are_the_networks(models, data) -> None:
    model = data.draw(models)
    source = EXPORTERS["numpy"].write(model)
    assert _difference(by_parsing(source, _rows(model), model), model.predict(_rows(model))) < 1e-9


@settings(max_examples=12)
@given(data=st.data())
def test_the_python_program_runs_and_agrees_with_the_engine(models, data) -> None:
    model = data.draw(models)
    exporter = EXPORTERS["numpy"]
    (reading,) = exporter.read_back(exporter.write(model), _rows(model), model)
    assert _difference(reading.outputs, model.predict(_rows(model))) < 1e-9


@pytest.mark.parametrize("key", EXPORTERS)
def test_every_activation_survives_every_format(key, tmp_path: Path, every_activation) -> None:
    model = model_of(every_activation)
    report = export(model, tmp_path / f"net{EXPORTERS[key].suffix}", ROWS[:, :2])
    assert report.largest_difference <= TOLERANCE
    assert report.samples == 40 + 256


@pytest.fixture
def every_activation() -> Network:
    """Two inputs, a hidden neuron of every activation, two softmax outputs."""
    from scratchstudio.engine import ACTIVATIONS

    keys = [key for key in ACTIVATIONS if key != "softmax"]
    network, inputs = add_neurons(EMPTY, np.zeros((2, 2)), kind=Kind.INPUT)
    network, hidden = add_neurons(
        network, np.zeros((len(keys), 2)), activation=np.array(keys, dtype=object)
    )
    network, outputs = add_neurons(
        network, np.zeros((2, 2)), kind=Kind.OUTPUT, activation="softmax", bias=[0.1, -0.2]
    )
    network, _ = connect_dense(network, inputs, hidden)
    network, _ = connect_dense(network, hidden, outputs)
    weights = np.random.default_rng(0).normal(size=len(network.edges))
    return network.with_parameters(weights, network.neurons.bias)


@pytest.mark.parametrize("gathered", [False, True])
def test_a_wide_network_is_the_same_with_and_without_picking_sources(
    gathered, monkeypatch: pytest.MonkeyPatch, every_activation
) -> None:
    monkeypatch.setattr("scratchstudio.export.onnx_graph.GATHER_FROM", 0 if gathered else 10**9)
    model = model_of(every_activation)
    written = EXPORTERS["onnx"].write(model)
    assert ("level_1_sources" in decode(written).constants) is gathered
    for reading in EXPORTERS["onnx"].read_back(written, ROWS[:, :2], model):
        assert _difference(reading.outputs, model.predict(ROWS[:, :2])) <= TOLERANCE


def test_an_onnx_file_takes_any_number_of_rows_and_names_its_ends(and_neuron) -> None:
    written = EXPORTERS["onnx"].write(model_of(and_neuron))
    session = onnxruntime.InferenceSession(written, providers=["CPUExecutionProvider"])
    (given,), (answer,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.shape) == ("features", ["N", 2])
    assert (answer.name, answer.shape) == ("predictions", ["N", 1])
    for rows in (0, 1, 7):
        (outputs,) = session.run(None, {"features": np.ones((rows, 2), dtype=np.float32)})
        assert outputs.shape == (rows, 1)


def test_an_onnx_file_is_of_opset_13_and_ir_version_8(and_neuron) -> None:
    model = onnx.load_from_string(EXPORTERS["onnx"].write(model_of(and_neuron)))
    assert model.ir_version == 8
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 13)]


def test_the_drawing_in_an_onnx_files_metadata_is_the_network(and_neuron) -> None:
    import json

    from scratchstudio.network import from_json

    graph = decode(EXPORTERS["onnx"].write(model_of(and_neuron)))
    assert from_json(json.loads(graph.metadata["network"])).same(and_neuron)
    assert json.loads(graph.metadata["input_names"]) == ["x1", "x2"]


def test_a_mean_far_from_zero_costs_no_digits(and_neuron) -> None:
    from dataclasses import replace

    from scratchstudio.data import Scaling

    years = Scaling(("year", "size"), np.array([2020.123456, 1e6]), np.array([0.5, 3.0]))
    model = replace(model_of(and_neuron), scaling=years)
    rows = years.undo(ROWS[:, :2]).astype(np.float32).astype(np.float64)
    for reading in EXPORTERS["onnx"].read_back(EXPORTERS["onnx"].write(model), rows, model):
        assert _difference(reading.outputs, model.predict(rows)) <= TOLERANCE


def test_weights_too_large_for_32_bits_are_refused_by_onnx(and_neuron, tmp_path: Path) -> None:
    huge = and_neuron.with_parameters([1e300, 1.0], and_neuron.neurons.bias)
    with pytest.raises(ExportError, match="npz"):
        export(model_of(huge), tmp_path / "net.onnx", ROWS[:, :2])


def test_a_formula_with_a_constant_too_large_for_32_bits_is_refused_by_onnx(
    and_neuron, tmp_path: Path
) -> None:
    network = set_neurons(and_neuron, [3], activation="=x/1e300")
    export(model_of(network), tmp_path / "net.py", ROWS[:, :2])
    with pytest.raises(ExportError, match="npz"):
        export(model_of(network), tmp_path / "net.onnx", ROWS[:, :2])
    assert [path.name for path in tmp_path.glob("net*")] == ["net.py"]


def test_a_negative_number_to_the_power_of_x_is_the_same_everywhere(
    and_neuron, tmp_path: Path
) -> None:
    network = set_neurons(and_neuron, [3], activation="=(-2)**(2*abs(sign(x)))")
    for exporter in EXPORTERS.values():
        export(model_of(network), tmp_path / f"net{exporter.suffix}", ROWS[:, :2])


def test_our_reader_reads_what_onnx_writes_anew(and_neuron) -> None:
    graph = graph_of(model_of(and_neuron))
    rewritten = onnx.load_from_string(encode(graph)).SerializeToString()
    again = decode(rewritten)
    assert [node.operator for node in again.nodes] == [node.operator for node in graph.nodes]
    assert all(
        np.array_equal(again.constants[name], graph.constants[name]) for name in again.constants
    )
