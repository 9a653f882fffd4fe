"""`.svg`: the network as a picture for print, which still holds every weight as a data attribute.

Width is the square root of |w|, colour and dashes its sign, so that the picture can be read without
colour too (research/lessons.md, section 5.3). The same text is what PNG files are painted from.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np

from scratchstudio.data import Scaling
from scratchstudio.errors import ExportError
from scratchstudio.export.content import Content, model_from
from scratchstudio.export.exporter import Exporter, Reading
from scratchstudio.export.model import Floats, Model
from scratchstudio.export.svg_drawing import drawing
from scratchstudio.export.text import in_xml
from scratchstudio.network import Network


def svg_text(network: Network, title: str = "") -> str:
    """A drawing as SVG, with its weights and biases; `title` stands above it."""
    return drawing(network, title, "")


def write(model: Model) -> bytes:
    """The model's drawing as the bytes of an .svg file, with its scaling as metadata."""
    title = model.name if model.name != "network" else ""
    scalings = (("input", model.scaling), ("output", model.target_scaling))
    facts = "".join(_scaling(side, scaling) for side, scaling in scalings if scaling is not None)
    return drawing(model.network, title, facts and f"<metadata>{facts}</metadata>\n").encode()


def _scaling(side: str, scaling: Scaling) -> str:
    return "".join(
        f'<scaling data-side="{side}" data-name="{in_xml(name)}" data-mean="{mean!r}" '
        f'data-scale="{scale!r}"/>'
        for name, mean, scale in zip(
            scaling.names, scaling.mean.tolist(), scaling.scale.tolist(), strict=True
        )
    )


def read_back(data: bytes, rows: Floats, model: Model) -> list[Reading]:
    """The answers of a network that is built anew from the picture's data attributes."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ExportError(f"The .svg file is not sound XML: {error}.") from error
    elements = list(root.iter())
    neurons = _sorted([e for e in elements if "data-neuron" in e.attrib], "data-neuron")
    edges = _sorted([e for e in elements if "data-edge" in e.attrib], "data-edge")
    arrays = {
        "neuron_id": _numbers(neurons, "data-neuron").astype(np.int64),
        "neuron_bias": _numbers(neurons, "data-bias"),
        "neuron_muted": _numbers(neurons, "data-muted").astype(bool),
        "neuron_position": np.zeros((len(neurons), 2)),
        "edge_id": _numbers(edges, "data-edge").astype(np.int64),
        "edge_source": _numbers(edges, "data-source").astype(np.int64),
        "edge_target": _numbers(edges, "data-target").astype(np.int64),
        "edge_weight": _numbers(edges, "data-weight"),
        "edge_muted": _numbers(edges, "data-muted").astype(bool),
        "edge_tie": np.zeros(len(edges), dtype=np.int64),
    }
    for side in ("input", "output"):
        scalings = [e for e in elements if e.get("data-side") == side]
        if scalings:
            arrays[f"{side}_mean"] = _numbers(scalings, "data-mean")
            arrays[f"{side}_scale"] = _numbers(scalings, "data-scale")
    texts = {
        "name": [model.name],
        "neuron_name": [e.get("data-name", "") for e in neurons],
        "neuron_kind": [e.get("data-kind", "") for e in neurons],
        "neuron_activation": [e.get("data-activation", "") for e in neurons],
        "input_names": model.input_names,
        "output_names": model.output_names,
        "classes": model.classes,
    }
    answers = model_from(Content(arrays, texts)).predict(rows)
    return [Reading(answers, "the numbers in the picture")]


def _sorted(elements: Sequence[ElementTree.Element], key: str) -> Sequence[ElementTree.Element]:
    return sorted(elements, key=lambda element: int(element.get(key, "0")))


def _numbers(elements: Sequence[ElementTree.Element], key: str) -> Floats:
    return np.array([float(element.get(key, "nan")) for element in elements], dtype=np.float64)


SVG = Exporter(
    "svg",
    "SVG picture",
    ".svg",
    "The network as a picture for print and the web, every weight in it.",
    write,
    read_back,
)
