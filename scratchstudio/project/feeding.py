"""Data columns to neurons: what a network is given and what it is to answer, in its own order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared, prepare
from scratchstudio.engine import Trainer, compile
from scratchstudio.errors import DataError
from scratchstudio.network import Network
from scratchstudio.project.model import Project

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fed:
    """Prepared data arranged to a network: inputs (samples, input neurons), targets (samples,
    output neurons)."""

    train_inputs: Floats
    train_targets: Floats
    held_out_inputs: Floats
    held_out_targets: Floats
    features: NDArray[np.intp]
    """(input neurons,) for each, its column among `Prepared.features`."""
    outputs: NDArray[np.intp]
    """(output neurons,) for each, its column among `Prepared.outputs`."""


def feed(network: Network, prepared: Prepared) -> Fed:
    """Arranges the data by the `column` of each input and output neuron.

    Raises DataError, naming the neuron, when one has no column or one that the data lack; when
    there is no input or no output neuron; and when classes have no or several output neurons.
    """
    features = _places(network, network.input_rows, prepared.features, "input", "reads")
    outputs = _places(network, network.output_rows, prepared.outputs, "output", "predicts")
    if prepared.task == "classes":
        _check_one_output_a_class(network, prepared)
    return Fed(
        train_inputs=prepared.train_inputs[:, features],
        train_targets=prepared.train_targets[:, outputs],
        held_out_inputs=prepared.held_out_inputs[:, features],
        held_out_targets=prepared.held_out_targets[:, outputs],
        features=features,
        outputs=outputs,
    )


def _places(
    network: Network, rows: NDArray[np.intp], columns: Sequence[str], kind: str, verb: str
) -> NDArray[np.intp]:
    if not len(rows):
        raise DataError(f"The network has no {kind} neuron yet. Add one and choose its column.")
    place = {column: number for number, column in enumerate(columns)}
    for row in rows:
        column = network.neurons.column[row]
        name = network.name(int(network.neurons.id[row]))
        if not column:
            raise DataError(f"The {kind} neuron {name} {verb} no data column. Choose one for it.")
        if column not in place:
            raise DataError(
                f"The {kind} neuron {name} {verb} the column “{column}”, which the data lack. "
                f"They have {_some(columns)}."
            )
    return np.array([place[column] for column in network.neurons.column[rows]], dtype=np.intp)


def _check_one_output_a_class(network: Network, prepared: Prepared) -> None:
    neurons = Counter(network.neurons.column[network.output_rows].tolist())
    for column in prepared.outputs:
        if neurons[column] != 1:
            count = "no output neuron predicts" if not neurons[column] else "several predict"
            raise DataError(f"Each class needs one output neuron, but {count} “{column}”.")


def _some(columns: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(f"“{column}”" for column in columns[:most])
    return shown if len(columns) <= most else f"{shown} and {len(columns) - most:,} more"


def trainer_for(project: Project, prepared: Prepared | None = None) -> Trainer:
    """A trainer that goes on where the project stands; `prepared` saves preparing the data again.

    Raises ScratchStudioError where drawing, data and settings do not fit together.
    """
    if prepared is None:
        prepared = prepare(project.source.table(), project.recipe)
    fed = feed(project.network, prepared)
    program = compile(project.network, project.settings.precision)
    trainer = Trainer(
        program,
        fed.train_inputs,
        fed.train_targets,
        (fed.held_out_inputs, fed.held_out_targets),
        project.settings,
        project.state,
    )
    drawn = program.vector(project.network.edges.weight, project.network.neurons.bias)
    if not np.array_equal(drawn, trainer.parameters):
        trainer.set_parameters(drawn)
    return trainer
