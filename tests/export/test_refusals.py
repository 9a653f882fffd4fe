"""What can't be exported well is not exported, and nothing is left behind."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scratchstudio.errors import ExportError
from scratchstudio.export import EXPORTERS, Exporter, Reading, export, model_of
from scratchstudio.network import EMPTY, Kind, Network, add_neuron, connect, set_neurons

ROWS = np.zeros((3, 2))


@pytest.fixture
def model(and_neuron: Network):
    return model_of(and_neuron)


def _everything_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("key", EXPORTERS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(key, bad, model, tmp_path: Path) -> None:
    before = _everything_in(tmp_path)
    parameters = model.parameters.copy()
    parameters[0] = bad
    spoiled = replace(model, parameters=parameters)
    with pytest.raises(ExportError, match=r"A weight of y1 is not a number any more"):
        export(spoiled, tmp_path / f"net{EXPORTERS[key].suffix}", ROWS)
    assert _everything_in(tmp_path) == before


def test_a_file_that_differs_from_the_engine_is_refused_and_the_old_one_stays(
    model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(data, rows, model):
        return [Reading(model.predict(rows) + 1e-4, "a liar")]

    liar = Exporter("liar", "Liar", ".liar", "", lambda model: b"new", wrong)
    monkeypatch.setattr("scratchstudio.export.exporting.EXPORTERS", {"liar": liar})
    path = tmp_path / "net.liar"
    path.write_bytes(b"old")
    before = _everything_in(tmp_path)
    with pytest.raises(ExportError, match=r"a liar, they differ by 0\.0001"):
        export(model, path, ROWS)
    assert path.read_bytes() == b"old"
    assert _everything_in(tmp_path) == before


@pytest.mark.parametrize("answer", [np.nan, np.inf, None])
def test_an_answer_that_is_no_number_or_lacks_differs(
    answer, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(data, rows, model):
        shape = (len(rows), 1) if answer is not None else (1, 1)
        return [Reading(np.full(shape, answer, dtype=float), "an oddity")]

    entry = Exporter("odd", "Odd", ".odd", "", lambda model: b"", odd)
    monkeypatch.setattr("scratchstudio.export.exporting.EXPORTERS", {"odd": entry})
    with pytest.raises(ExportError, match="differ by inf"):
        export(model, tmp_path / "net.odd", ROWS)


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permission there")
def test_a_folder_that_is_not_there_gives_a_sentence(model, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"can't be written: No such file.*Choose another place"):
        export(model, tmp_path / "nowhere" / "net.npz", ROWS)


def test_a_folder_in_the_files_place_gives_a_sentence(model, tmp_path: Path) -> None:
    (tmp_path / "net.npz").mkdir()
    before = _everything_in(tmp_path)
    with pytest.raises(ExportError, match="can't be written"):
        export(model, tmp_path / "net.npz", ROWS)
    assert _everything_in(tmp_path) == before


def test_a_full_disk_leaves_nothing(model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = _everything_in(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left on device"):
        export(model, tmp_path / "net.npz", ROWS)
    assert _everything_in(tmp_path) == before


def test_an_unknown_suffix_and_an_unknown_key_name_the_known_ones(model, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.onnx, \.py, \.npz"):
        export(model, tmp_path / "net.doc", ROWS)
    with pytest.raises(ExportError, match="Known are onnx, numpy"):
        export(model, tmp_path / "net.npz", ROWS, key="doc")


def test_a_key_goes_before_the_suffix(model, tmp_path: Path) -> None:
    assert export(model, tmp_path / "net.data", ROWS, key="npz").key == "npz"


def test_samples_of_the_wrong_width_are_refused(model, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="has 2 inputs"):
        export(model, tmp_path / "net.npz", np.zeros((3, 5)))


@pytest.mark.parametrize(("kind", "missing"), [(Kind.INPUT, "output"), (Kind.OUTPUT, "input")])
def test_a_drawing_without_ends_is_refused(kind, missing) -> None:
    network, _ = add_neuron(EMPTY, kind=kind)
    with pytest.raises(ExportError, match=f"has no {missing} neuron yet"):
        model_of(network)


def test_a_neuron_bound_to_a_column_that_the_data_lack_is_named(and_neuron: Network) -> None:
    from scratchstudio.data import SampleSource, prepare, suggest_recipe

    table = SampleSource("iris").table()
    prepared = prepare(table, suggest_recipe(table))
    with pytest.raises(ExportError, match="x1 is bound to the column “x1”, which the data lack"):
        model_of(and_neuron, prepared)
    with pytest.raises(ExportError, match="x1 is bound to no data column"):
        model_of(set_neurons(and_neuron, [1], column=""), prepared)


def test_a_neuron_that_nothing_feeds_gives_its_bias_in_every_format(tmp_path: Path) -> None:
    network, source = add_neuron(EMPTY, kind=Kind.INPUT)
    network, alone = add_neuron(network, bias=0.7, activation="tanh")
    network, end = add_neuron(network, kind=Kind.OUTPUT)
    network, _ = connect(network, alone, end, 2.0)
    network, _ = connect(network, source, end, 0.0)
    for exporter in EXPORTERS.values():
        export(model_of(network), tmp_path / f"net{exporter.suffix}", np.zeros((1, 1)))


def test_outputs_that_are_not_numbers_agree_when_both_are_not(tmp_path: Path) -> None:
    network, source = add_neuron(EMPTY, kind=Kind.INPUT)
    network, end = add_neuron(network, kind=Kind.OUTPUT, activation="=log(x)")
    network, _ = connect(network, source, end, 1.0)
    for exporter in EXPORTERS.values():
        export(model_of(network), tmp_path / f"net{exporter.suffix}", np.ones((1, 1)) * -2)
