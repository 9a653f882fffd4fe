"""`TrainerState`: all that a trainer needs to go on as if it had never stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.history import EMPTY_HISTORY, History
from scratchstudio.engine.program import Program
from scratchstudio.errors import EngineError

PARAMETERS = "parameters"
BY_PARAMETER = ("parameters", "best", "slot.")
"""Arrays whose last axis is the parameter vector have names that begin so."""


@dataclass(frozen=True, eq=False)
class TrainerState:
    """`meta` is ready for JSON; `arrays` are by parameter index, or speak of the samples."""

    meta: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    history: History = field(default=EMPTY_HISTORY)

    def check(self, program: Program) -> None:
        """Raises EngineError if the state is not one of this program."""
        size = len(program.parameters)
        fits = PARAMETERS in self.arrays and all(
            array.ndim >= 1 and array.shape[-1] == size
            for name, array in self.arrays.items()
            if name.startswith(BY_PARAMETER)
        )
        if not fits:
            raise EngineError(
                "The saved training does not fit the network: it belongs to another drawing. "
                "Start the training anew."
            )


def carry_state(state: TrainerState, old: Program, new: Program) -> TrainerState:
    """The state of training `old` as one for `new`: what has the same id keeps what it has.

    New weights start as drawn and with nothing remembered. Raises EngineError if the state is not
    one of `old`.
    """
    state.check(old)
    source = _where_from(old, new)
    known = source >= 0
    arrays: dict[str, NDArray[Any]] = {}
    for name, array in state.arrays.items():
        if not name.startswith(BY_PARAMETER):
            arrays[name] = array
            continue
        is_weights = not name.startswith("slot.")
        start = new.parameters if is_weights else np.zeros(len(source), dtype=new.dtype)
        carried = np.empty((*array.shape[:-1], len(source)), dtype=new.dtype)
        carried[...] = start
        carried[..., known] = array[..., source[known]]
        arrays[name] = carried
    return replace(state, arrays=arrays)


def _where_from(old: Program, new: Program) -> NDArray[np.intp]:
    """For each parameter of `new` the index in `old` of the same edge's or neuron's, or -1."""
    source = np.full(len(new.parameters), -1, dtype=np.intp)
    for old_part, new_part, old_index, new_index in (
        (old.network.neurons, new.network.neurons, old.bias_parameter, new.bias_parameter),
        (old.network.edges, new.network.edges, old.edge_parameter, new.edge_parameter),
    ):
        _, there, here = np.intersect1d(
            old_part.id, new_part.id, assume_unique=True, return_indices=True
        )
        both = (old_index[there] >= 0) & (new_index[here] >= 0)
        there, here = there[both], here[both]
        source[new_index[here[::-1]]] = old_index[there[::-1]]
    return source
