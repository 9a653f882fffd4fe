"""`Model`, what exporters write: a network with all that turns raw features into answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.data import Prepared, Scaling
from scratchstudio.engine import Program, compile
from scratchstudio.errors import ExportError
from scratchstudio.export.text import plain
from scratchstudio.network import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Model:
    """A program with its parameters, what its inputs and outputs are called, and their scaling.

    `scaling` and `target_scaling` have a column for each input and output neuron, in the order of
    the drawing; None where values are used as they are.
    """

    name: str
    program: Program
    parameters: NDArray[np.floating[Any]]
    """(P,) as `Program.parameters`."""
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    """Two where one output says how likely the second is; else one an output; () for numbers."""
    scaling: Scaling | None = None
    target_scaling: Scaling | None = None

    @cached_property
    def network(self) -> Network:
        """The drawing with the model's weights and biases."""
        return self.program.network.with_parameters(
            self.program.weights(self.parameters), self.program.biases(self.parameters)
        )

    def predict(self, raw_inputs: ArrayLike) -> Floats:
        """The engine's answers (samples, outputs) to raw features (samples, inputs)."""
        raw = np.asarray(raw_inputs, dtype=np.float64)
        inputs = raw if self.scaling is None else self.scaling.apply(raw)
        outputs = self.program.forward(inputs, self.parameters).astype(np.float64)
        return outputs if self.target_scaling is None else self.target_scaling.undo(outputs)


def model_of(network: Network, prepared: Prepared | None = None) -> Model:
    """The model of a drawing and the data that it was trained on; without data, unscaled.

    It computes in float64, so that a file is compared with the most exact answer there is. Raises
    ExportError for a drawing without inputs or outputs, or bound to a column that the data lack;
    EngineError for one that cannot be computed.
    """
    network = _with_plain_names(network)
    for rows, kind in ((network.input_rows, "input"), (network.output_rows, "output")):
        if not len(rows):
            raise ExportError(f"The network has no {kind} neuron yet: add one, then export.")
    program = compile(network, "float64")
    model = Model(
        name=plain(prepared.name) if prepared else "network",
        program=program,
        parameters=program.parameters,
        input_names=_labels(network, network.input_rows),
        output_names=_labels(network, network.output_rows),
    )
    if prepared is None:
        return model
    features = _places(network, network.input_rows, prepared.features)
    outputs = _places(network, network.output_rows, prepared.outputs)
    return replace(
        model,
        classes=_classes(prepared, outputs),
        scaling=_taken(prepared.scaling, features),
        target_scaling=_taken(prepared.target_scaling, outputs),
    )


def _with_plain_names(network: Network) -> Network:
    neurons = network.neurons
    clean = {
        name: np.array([*map(plain, getattr(neurons, name)), None], dtype=object)[:-1]
        for name in ("name", "column", "activation")
    }
    if all(np.array_equal(texts, getattr(neurons, name)) for name, texts in clean.items()):
        return network
    return replace(network, neurons=replace(neurons, **clean))


def _labels(network: Network, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """What each neuron reads or predicts; its own name where it is bound to no column."""
    neurons = network.neurons
    return tuple(neurons.column[row] or network.name(int(neurons.id[row])) for row in rows)


def _places(network: Network, rows: NDArray[np.intp], columns: Sequence[str]) -> list[int]:
    place = {plain(column): number for number, column in enumerate(columns)}
    for row in rows:
        column = network.neurons.column[row]
        if column not in place:
            raise ExportError(
                f"{network.name(int(network.neurons.id[row]))} is bound to "
                f"{f'the column “{column}”, which the data lack' if column else 'no data column'}. "
                "Choose a column for it, then export."
            )
    return [place[network.neurons.column[row]] for row in rows]


def _classes(prepared: Prepared, outputs: list[int]) -> tuple[str, ...]:
    """Class names; where each class has an output, in the order of the output neurons."""
    names = tuple(map(plain, prepared.classes))
    return tuple(names[place] for place in outputs) if prepared.task == "classes" else names


def _taken(scaling: Scaling | None, columns: list[int]) -> Scaling | None:
    if scaling is None:
        return None
    taken = scaling.take(columns)
    return replace(taken, names=tuple(map(plain, taken.names)))
