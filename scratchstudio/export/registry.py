"""The formats: one entry each, written in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping

from scratchstudio.export.exporter import Exporter
from scratchstudio.export.npz import NPZ
from scratchstudio.export.numpy_source import NUMPY
from scratchstudio.export.onnx_format import ONNX
from scratchstudio.export.safetensors_format import SAFETENSORS
from scratchstudio.export.svg import SVG

EXPORTERS: Mapping[str, Exporter] = {
    entry.key: entry for entry in (ONNX, NUMPY, NPZ, SAFETENSORS, SVG)
}
"""Every format, by its key."""
