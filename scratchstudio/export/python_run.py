"""Runs an exported Python program: in a process of its own, with a time limit.

A frozen bundle has no Python to run it with. There the numbers are parsed out of the source, and
the answers computed from these.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from scratchstudio.data import Scaling
from scratchstudio.errors import ExportError
from scratchstudio.export.blocks import answers, blocks_of
from scratchstudio.export.exporter import Reading
from scratchstudio.export.model import Floats, Model

TIME_LIMIT = 120.0
"""Seconds."""

_RUN = """
import runpy, sys
import numpy as np
source, rows, answers = sys.argv[1:]
with np.errstate(all="ignore"):
    predict = runpy.run_path(source)["predict"]
    np.save(answers, predict(np.load(rows, allow_pickle=False)))
"""


def read_back(data: bytes, rows: Floats, model: Model) -> list[Reading]:
    """The answers of the program in `data` to raw features (samples, inputs)."""
    if getattr(sys, "frozen", False) or not sys.executable:
        return [Reading(by_parsing(data, rows, model), "the numbers parsed out of it")]
    version = ".".join(map(str, sys.version_info[:3]))
    return [Reading(by_running(data, rows), f"Python {version}")]


def by_running(data: bytes, rows: Floats) -> Floats:
    """The answers, from a Python process that is isolated from this one and its surroundings."""
    try:
        with tempfile.TemporaryDirectory(prefix="scratchstudio-") as folder:
            return _run_in(Path(folder), data, rows)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(f"The exported program could not be run: {error}.") from error


def _run_in(folder: Path, data: bytes, rows: Floats) -> Floats:
    source, given, found = (folder / name for name in ("net.py", "in.npy", "out.npy"))
    source.write_bytes(data)
    np.save(given, rows)
    ran = subprocess.run(
        [sys.executable, "-I", "-B", "-c", _RUN, str(source), str(given), str(found)],
        capture_output=True,
        cwd=folder,
        timeout=TIME_LIMIT,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if ran.returncode:
        last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ExportError(f"The exported program does not run: {''.join(last)}.")
    outputs: Floats = np.load(found, allow_pickle=False).astype(np.float64)
    return outputs


def by_parsing(data: bytes, rows: Floats, model: Model) -> Floats:
    """The answers, from the literals in the source put into the model's levels."""
    found = _literals(data)
    blocks = tuple(
        replace(block, weights=found[f"WEIGHTS_{number}"], biases=found[f"BIASES_{number}"])
        for number, block in enumerate(blocks_of(model), 1)
    )
    scaling, target_scaling = (
        Scaling(names, found[f"{side}_MEAN"], found[f"{side}_SCALE"])
        if f"{side}_MEAN" in found
        else None
        for side, names in (("INPUT", model.input_names), ("OUTPUT", model.output_names))
    )
    parsed = replace(model, scaling=scaling, target_scaling=target_scaling)
    return answers(parsed, blocks, rows)


def _literals(data: bytes) -> dict[str, Floats]:
    """The arrays that the source assigns by name; see `python_text`."""
    found: dict[str, Floats] = {}
    for statement in ast.parse(data).body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        (target,) = statement.targets
        arguments = [ast.literal_eval(argument) for argument in statement.value.args]
        if isinstance(target, ast.Name):
            found[target.id] = _array(arguments)
    return found


def _array(arguments: list[object]) -> Floats:
    if len(arguments) == 1:
        return np.array(arguments[0], dtype=np.float64)
    shape, neurons, sources, weights = (np.array(argument) for argument in arguments)
    matrix = np.zeros(tuple(shape))
    matrix[neurons.astype(np.intp), sources.astype(np.intp)] = weights
    return matrix
