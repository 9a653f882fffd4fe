"""Files are checked with whatever the machine has: Python, ONNX Runtime, or neither."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from scratchstudio.errors import ExportError
from scratchstudio.export import EXPORTERS, export, model_of
from scratchstudio.export.python_run import by_running

ROWS = np.ones((3, 2))


def test_each_format_has_a_suffix_and_words_of_its_own() -> None:
    assert all(key == entry.key for key, entry in EXPORTERS.items())
    for words in ("suffix", "label", "help"):
        assert len({getattr(entry, words) for entry in EXPORTERS.values()}) == len(EXPORTERS)


def test_the_report_says_what_ran_the_file(and_neuron, tmp_path: Path) -> None:
    report = export(model_of(and_neuron), tmp_path / "net.ONNX", ROWS)
    assert report.checked_with.startswith("the built-in reader and ONNX Runtime ")
    report = export(model_of(and_neuron), tmp_path / "net.py", ROWS)
    assert report.checked_with.startswith("Python 3.")


def test_without_onnx_runtime_the_built_in_reader_is_enough(
    and_neuron, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    report = export(model_of(and_neuron), tmp_path / "net.onnx", ROWS)
    assert report.checked_with == "the built-in reader"


def test_a_bundle_without_python_reads_the_numbers_out_of_the_program(
    and_neuron, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    report = export(model_of(and_neuron), tmp_path / "net.py", ROWS)
    assert report.checked_with == "the numbers parsed out of it"


def test_a_program_that_fails_or_never_ends_gives_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ExportError, match=r"does not run: .*broken"):
        by_running(b"raise RuntimeError('broken')", ROWS)
    monkeypatch.setattr("scratchstudio.export.python_run.TIME_LIMIT", 0.01)
    with pytest.raises(ExportError, match="could not be run"):
        by_running(b"while True: pass", ROWS)


def test_a_machine_without_room_for_temporary_files_gives_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with pytest.raises(ExportError, match="No space left"):
        by_running(b"", ROWS)
