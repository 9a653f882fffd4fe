"""`.onnx`: for ONNX Runtime, the web, mobile devices and other frameworks.

Written and checked without any package; where ONNX Runtime is installed, it is asked as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scratchstudio.errors import ExportError
from scratchstudio.export.exporter import Exporter, Reading
from scratchstudio.export.model import Floats, Model
from scratchstudio.export.onnx_evaluate import evaluate
from scratchstudio.export.onnx_file import decode, encode
from scratchstudio.export.onnx_graph import graph_of


def write(model: Model) -> bytes:
    """The model as the bytes of an .onnx file."""
    return encode(graph_of(model))


def read_back(data: bytes, rows: Floats, model: Model) -> list[Reading]:
    """The answers by the built-in reader and, where it is installed, by ONNX Runtime."""
    own = Reading(evaluate(decode(data), rows), "the built-in reader")
    try:
        import onnxruntime
    except ImportError:
        return [own]
    return [own, _by_onnx_runtime(onnxruntime, data, rows)]


def _by_onnx_runtime(runtime: Any, data: bytes, rows: Floats) -> Reading:
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    # Its threads spin while they wait, which a training that runs meanwhile would feel.
    options.intra_op_num_threads = 1
    try:
        session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        (outputs,) = session.run(None, {session.get_inputs()[0].name: rows.astype(np.float32)})
    except (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.NotImplemented,
        state.RuntimeException,
    ) as error:
        raise ExportError(f"ONNX Runtime does not take the .onnx file: {error}.") from error
    return Reading(np.asarray(outputs, dtype=np.float64), f"ONNX Runtime {runtime.__version__}")


ONNX = Exporter(
    "onnx",
    "ONNX",
    ".onnx",
    "The whole computation, scaling included, for ONNX Runtime, the web and mobile devices.",
    write,
    read_back,
)
