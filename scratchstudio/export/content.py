"""A model as named arrays and texts, for formats that hold tensors, and the model from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Scaling
from scratchstudio.engine import compile
from scratchstudio.errors import EngineError, ExportError, NetworkError
from scratchstudio.export.model import Model
from scratchstudio.network import Edges, Kind, Network, Neurons

FORMAT = "ScratchStudio weights 1"

NEURON_ARRAYS = ("id", "bias", "position", "muted")
EDGE_ARRAYS = ("id", "source", "target", "weight", "muted", "tie")


@dataclass(frozen=True, eq=False)
class Content:
    """What such a file holds. Rows are in drawing order; `edge_source` and `edge_target` are ids.

    `arrays`: neuron_id, neuron_bias, neuron_position (neurons, 2), neuron_muted; edge_id,
    edge_source, edge_target, edge_weight, edge_muted, edge_tie; and where there is a scaling,
    input_mean, input_scale, output_mean, output_scale: an input is (raw - mean) / scale, a raw
    answer is output · scale + mean. `texts`: neuron_name, neuron_kind, neuron_activation,
    input_names, output_names, classes, name, format.
    """

    arrays: Mapping[str, NDArray[Any]]
    texts: Mapping[str, Sequence[str]]


def content_of(model: Model) -> Content:
    """The model's arrays and texts."""
    neurons, edges = model.network.neurons, model.network.edges
    arrays: dict[str, NDArray[Any]] = {}
    arrays |= {f"neuron_{name}": getattr(neurons, name) for name in NEURON_ARRAYS}
    arrays |= {f"edge_{name}": getattr(edges, name) for name in EDGE_ARRAYS}
    for side, scaling in (("input", model.scaling), ("output", model.target_scaling)):
        if scaling is not None:
            arrays |= {f"{side}_mean": scaling.mean, f"{side}_scale": scaling.scale}
    texts = {
        "format": [FORMAT],
        "name": [model.name],
        "neuron_name": neurons.name.tolist(),
        "neuron_kind": [Kind(kind).name.lower() for kind in neurons.kind],
        "neuron_activation": neurons.activation.tolist(),
        "input_names": model.input_names,
        "output_names": model.output_names,
        "classes": model.classes,
    }
    return Content(arrays, texts)


def model_from(content: Content) -> Model:
    """The model that `content_of` described. Raises ExportError where something is missing."""
    arrays, texts = content.arrays, content.texts
    try:
        kinds = [Kind[kind.upper()] for kind in texts["neuron_kind"]]
        neurons = Neurons.of(
            name=_objects(texts["neuron_name"]),
            kind=kinds,
            activation=_objects(texts["neuron_activation"]),
            **{name: arrays[f"neuron_{name}"] for name in NEURON_ARRAYS},
        )
        edges = Edges.of(**{name: arrays[f"edge_{name}"] for name in EDGE_ARRAYS})
        program = compile(Network(neurons, edges), "float64")
        return Model(
            name=texts["name"][0],
            program=program,
            parameters=program.parameters,
            input_names=tuple(texts["input_names"]),
            output_names=tuple(texts["output_names"]),
            classes=tuple(texts["classes"]),
            scaling=_scaling(arrays, "input", texts["input_names"]),
            target_scaling=_scaling(arrays, "output", texts["output_names"]),
        )
    except (KeyError, IndexError, ValueError, EngineError, NetworkError) as error:
        raise ExportError(f"The file does not hold a whole network: {error}.") from error


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    column = np.empty(len(texts), dtype=object)
    column[:] = [str(text) for text in texts]
    return column


def _scaling(arrays: Mapping[str, NDArray[Any]], side: str, names: Sequence[str]) -> Scaling | None:
    if f"{side}_mean" not in arrays:
        return None
    return Scaling(tuple(names), arrays[f"{side}_mean"], arrays[f"{side}_scale"])
