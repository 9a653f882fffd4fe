"""Where training stands, as members of a project file.

The trainer trusts a state that it is given; so what comes from a file is checked here to be one.
Whether it fits the drawing, the trainer checks itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import OPTIMISERS, History, Trainer, TrainerState, compile
from scratchstudio.errors import ProjectFileError
from scratchstudio.network import EMPTY, Kind, add_neurons, connect_dense
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes

TRAIN_STATE = "train_state.json"
HISTORY = "history.npy"
FOLDER = "arrays/state/"
MOST_STEPS = 2**53
PRECISIONS = ("float32", "float64")


def state_members(state: TrainerState) -> dict[str, bytes]:
    """The state as members: one JSON, an array each, and the loss history (4, points)."""
    members = {f"{FOLDER}{name}.npy": to_npy(array) for name, array in state.arrays.items()}
    members[HISTORY] = to_npy(history_columns(state.history))
    members[TRAIN_STATE] = to_json_bytes(
        {"meta": finite_or_none(dict(state.meta)), "arrays": sorted(state.arrays)}
    )
    return members


def history_columns(history: History) -> NDArray[np.float64]:
    """(4, points): steps, epochs, training losses, held-out losses."""
    columns = (history.step, history.epoch, history.training_loss, history.held_out_loss)
    return np.array(columns, dtype=np.float64)


def finite_or_none(value: Any) -> Any:
    """JSON without infinities and NaN: “no best loss yet” says the same as an infinite one."""
    if isinstance(value, dict):
        return {name: finite_or_none(inner) for name, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_state(members: Mapping[str, bytes]) -> tuple[TrainerState | None, set[str]]:
    """The state, or None in a project never trained; and the members that it came from.

    Raises ProjectFileError for what no trainer could go on from.
    """
    if TRAIN_STATE not in members:
        return None, set()
    data = from_json_bytes(members[TRAIN_STATE], TRAIN_STATE)
    names = data.get("arrays") if isinstance(data, dict) else None
    if not isinstance(names, list):
        raise ProjectFileError(f"The project's part “{TRAIN_STATE}” is damaged.")
    meta = data.get("meta")
    files = {str(name): f"{FOLDER}{name}.npy" for name in names}
    for file in (*files.values(), HISTORY):
        if file not in members:
            raise ProjectFileError(f"The project lacks its part “{file}”.")
    arrays = {name: from_npy(members[file], file) for name, file in files.items()}
    check_training(arrays, meta)
    state = TrainerState(meta, arrays, history_of(from_npy(members[HISTORY], HISTORY)))
    return state, {TRAIN_STATE, HISTORY, *files.values()}


def history_of(columns: NDArray[Any]) -> History:
    """The history whose `history_columns` these are. Raises ProjectFileError."""
    if (
        columns.dtype != np.float64
        or columns.ndim != 2
        or len(columns) != 4
        or not np.all(np.abs(columns[0]) < MOST_STEPS)
    ):
        raise ProjectFileError("The project's loss history is damaged.")
    step, epoch, training_loss, held_out_loss = columns
    return History(step.astype(np.int64), epoch, training_loss, held_out_loss)


def check_training(arrays: Mapping[str, NDArray[Any]], meta: Any) -> None:
    """Raises ProjectFileError for what is no trainer's state.

    The arrays are the parameters, a permutation, and all that the optimiser remembers, each of its
    shape.
    """
    if not _is_sound(meta):
        raise ProjectFileError(f"The project's part “{TRAIN_STATE}” is damaged.")
    parameters, order = arrays.get("parameters"), arrays.get("order")
    sound = (
        parameters is not None
        and order is not None
        and parameters.ndim == order.ndim == 1
        and parameters.dtype == meta["precision"]
        and np.array_equal(np.sort(order), np.arange(len(order)))
        and meta["cursor"] <= len(order)
    )
    if sound and parameters is not None:
        entry = OPTIMISERS[meta["optimiser"]]
        wanted = {f"slot.{n}": (*shape, len(parameters)) for n, shape in entry.slots.items()}
        wanted |= {f"numbers.{name}": (length,) for name, length in entry.numbers.items()}
        if "best" in arrays:
            wanted["best"] = parameters.shape
        sound = all(
            name in arrays and arrays[name].shape == shape and arrays[name].dtype.kind == "f"
            for name, shape in wanted.items()
        )
    if not sound:
        raise ProjectFileError("The project's training state is damaged.")


def _is_sound(meta: Any) -> bool:
    """True for a state shaped as the trainer's own, with values that it can go on from."""
    if not _alike(meta, _fresh_meta()):
        return False
    return bool(
        meta["precision"] in PRECISIONS and meta["optimiser"] in OPTIMISERS and meta["interval"] > 0
    )


@lru_cache(maxsize=1)
def _fresh_meta() -> dict[str, Any]:
    """What a trainer says of itself before its first step."""
    network, neurons = add_neurons(EMPTY, np.zeros((2, 2)), kind=[Kind.INPUT, Kind.OUTPUT])
    network, _ = connect_dense(network, neurons[:1], neurons[1:])
    return dict(Trainer(compile(network), [[0.0]], [[0.0]]).state().meta)


def _alike(given: Any, model: Any) -> bool:
    """True when `given` has the tables, texts and numbers that `model` has at the same places.

    Where the model has a whole number there is one from 0 up; where it has None, a number will do.
    """
    if isinstance(model, dict):
        if model.get("bit_generator"):
            return _is_random_state(given)
        return (
            isinstance(given, dict)
            and given.keys() == model.keys()
            and all(_alike(given[name], inner) for name, inner in model.items())
        )
    if isinstance(model, (bool, str)):
        return type(given) is type(model)
    if type(model) is int:
        return type(given) is int and 0 <= given < MOST_STEPS
    if given is None:
        return model is None
    return type(given) in (int, float) and math.isfinite(given)


def _is_random_state(value: Any) -> bool:
    try:
        np.random.PCG64().state = value
    except (TypeError, ValueError, KeyError, OverflowError):
        return False
    return True
