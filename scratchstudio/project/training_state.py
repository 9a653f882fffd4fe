"""Where training stands, as members of a project file.

The trainer trusts a state that it is given; so what comes from a file is checked here to be one.
Whether it fits the drawing, the trainer checks itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import OPTIMISERS, History, TrainerState
from scratchstudio.errors import ProjectFileError
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes

TRAIN_STATE = "train_state.json"
HISTORY = "history.npy"
FOLDER = "arrays/state/"
MOST_STEPS = 2**53

Check = Callable[[Any], bool]


def state_members(state: TrainerState) -> dict[str, bytes]:
    """The state as members: one JSON, an array each, and the loss history (4, points)."""
    members = {f"{FOLDER}{name}.npy": to_npy(array) for name, array in state.arrays.items()}
    history = state.history
    columns = (history.step, history.epoch, history.training_loss, history.held_out_loss)
    members[HISTORY] = to_npy(np.array(columns, dtype=np.float64))
    members[TRAIN_STATE] = to_json_bytes(
        {"meta": _finite(dict(state.meta)), "arrays": sorted(state.arrays)}
    )
    return members


def _finite(value: Any) -> Any:
    """JSON without infinities and NaN: “no best loss yet” says the same as an infinite one."""
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_state(members: Mapping[str, bytes]) -> tuple[TrainerState | None, set[str]]:
    """The state, or None in a project never trained; and the members that it came from.

    Raises ProjectFileError for what no trainer could go on from.
    """
    if TRAIN_STATE not in members:
        return None, set()
    data = from_json_bytes(members[TRAIN_STATE], TRAIN_STATE)
    if not _fits(data, _SHAPE):
        raise ProjectFileError(f"The project's part “{TRAIN_STATE}” is damaged.")
    meta = data["meta"]
    files = {str(name): f"{FOLDER}{name}.npy" for name in data["arrays"]}
    for file in (*files.values(), HISTORY):
        if file not in members:
            raise ProjectFileError(f"The project lacks its part “{file}”.")
    arrays = {name: from_npy(members[file], file) for name, file in files.items()}
    _check_arrays(arrays, meta)
    state = TrainerState(meta, arrays, _history(from_npy(members[HISTORY], HISTORY)))
    return state, {TRAIN_STATE, HISTORY, *files.values()}


def _history(columns: NDArray[Any]) -> History:
    if (
        columns.dtype != np.float64
        or columns.ndim != 2
        or len(columns) != 4
        or not np.all(np.abs(columns[0]) < MOST_STEPS)
    ):
        raise ProjectFileError("The project's loss history is damaged.")
    step, epoch, training_loss, held_out_loss = columns
    return History(step.astype(np.int64), epoch, training_loss, held_out_loss)


def _check_arrays(arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """The parameters, a permutation, and all that the optimiser remembers, each of its shape."""
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


def _whole(low: int) -> Check:
    return lambda value: type(value) is int and low <= value < MOST_STEPS


def _number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _table(checks: Mapping[str, Check]) -> Check:
    return lambda value: _fits(value, checks)


def _fits(value: object, checks: Mapping[str, Check]) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == checks.keys()
        and all(check(value[name]) for name, check in checks.items())
    )


def _is_random_state(value: Any) -> bool:
    try:
        np.random.PCG64().state = value
    except (TypeError, ValueError, KeyError, OverflowError):
        return False
    return True


_META: Mapping[str, Check] = {
    "step": _whole(0),
    "epoch": _whole(0),
    "cursor": _whole(0),
    "age": _whole(0),
    "interval": _whole(1),
    "precision": lambda value: value in ("float32", "float64"),
    "optimiser": lambda value: isinstance(value, str) and value in OPTIMISERS,
    "random": _is_random_state,
    "loss_limit": _or_none(_number),
    "watch": _table(
        {
            "best_loss": _or_none(_number),
            "best_step": _or_none(_whole(0)),
            "waited": _whole(0),
            "finished": lambda value: isinstance(value, str),
            "plateau": _table({"share": _number, "best": _or_none(_number), "waited": _whole(0)}),
        }
    ),
}
_SHAPE: Mapping[str, Check] = {
    "meta": _table(_META),
    "arrays": lambda value: isinstance(value, list),
}
