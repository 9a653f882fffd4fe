"""Names come from people and files; no writer may let one out of its quotes."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import onnx
import pytest
import safetensors

from scratchstudio.export import EXPORTERS, Model, export
from scratchstudio.export.text import in_docstring, in_xml, plain, visible


@pytest.mark.parametrize("key", EXPORTERS)
def test_every_format_takes_every_name(key, hostile_model: Model, tmp_path: Path) -> None:
    width = len(hostile_model.input_names)
    export(hostile_model, tmp_path / f"net{EXPORTERS[key].suffix}", np.ones((4, width)))


def test_the_python_program_holds_nothing_but_its_own_statements(hostile_model: Model) -> None:
    source = EXPORTERS["numpy"].write(hostile_model).decode()
    tree = ast.parse(source)
    imported = [node.names[0].name for node in ast.walk(tree) if isinstance(node, ast.Import)]
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert imported == ["numpy"]
    assert not any("os" in name.split(".") for name in called)
    assert all(c.isprintable() or c == "\n" for c in source)


def test_the_python_program_has_the_names_as_they_are(hostile_model: Model) -> None:
    tree = ast.parse(EXPORTERS["numpy"].write(hostile_model))
    lists = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
    }
    assert tuple(lists["INPUTS"]) == hostile_model.input_names
    assert tuple(lists["CLASSES"]) == hostile_model.classes


def test_the_python_program_tests_itself(hostile_model: Model, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(EXPORTERS["numpy"].write(hostile_model))
    ran = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=True)
    assert "5 example rows answered as in ScratchStudio" in ran.stdout


def test_the_picture_is_sound_xml_with_no_element_of_a_names_making(hostile_model: Model) -> None:
    root = ElementTree.fromstring(EXPORTERS["svg"].write(hostile_model))
    tags = {element.tag.split("}")[1] for element in root.iter()}
    known = {"svg", "title", "metadata", "scaling", "rect", "text", "g", "path", "circle"}
    assert tags <= known | {"polyline"}
    assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


def test_names_in_onnx_metadata_are_as_they_are(hostile_model: Model) -> None:
    model = onnx.load_from_string(EXPORTERS["onnx"].write(hostile_model))
    onnx.checker.check_model(model, full_check=True)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert tuple(json.loads(metadata["input_names"])) == hostile_model.input_names


def test_names_in_safetensors_metadata_are_as_they_are(
    hostile_model: Model, tmp_path: Path
) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(EXPORTERS["safetensors"].write(hostile_model))
    with safetensors.safe_open(path, framework="numpy") as file:
        assert tuple(json.loads(file.metadata()["input_names"])) == hostile_model.input_names


def test_names_in_an_npz_file_are_as_they_are(hostile_model: Model, tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    path.write_bytes(EXPORTERS["npz"].write(hostile_model))
    with np.load(path, allow_pickle=False) as file:
        assert tuple(file["input_names"].tolist()) == hostile_model.input_names
        assert all(file[name].dtype != object for name in file.files)


def test_a_plain_name_is_untouched_and_a_control_character_is_replaced() -> None:
    assert plain("שלום 🧠 é") == "שלום 🧠 é"
    assert plain("a\x00b\ud800\n") == "a�b��"


def test_marks_that_turn_the_direction_of_writing_are_spelled_out() -> None:
    assert visible("a\u202eb") == "a\\u{202e}b"


def test_quotes_and_markup_are_escaped() -> None:
    assert in_docstring('a"""\\') == 'a\\"\\"\\"\\\\'
    assert in_xml("<a b=\"'&") == "&lt;a b=&quot;&#39;&amp;"
