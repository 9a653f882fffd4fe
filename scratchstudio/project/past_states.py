"""The states on the way of the runs, as members of a project file: with them one can go back.

A state that several runs share is there once, and so is an array that several states share. Of
each run only as many states are kept as its share of `MOST_BYTES` holds; the arrays are stored as
they are, so that going on is bit for bit. Damage there is told, never fatal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from scratchstudio.engine import Keyframe, Program, TrainerState, compile, thinned
from scratchstudio.errors import ScratchStudioError
from scratchstudio.network import Network, from_json, to_json
from scratchstudio.project.array_pool import ArrayPool, pooled
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes
from scratchstudio.project.training_state import check_training, finite_or_none

STATES, STATE_VALUES = "past/states.json", "arrays/past_states.npy"
MOST_BYTES = 4 * 2**20
"""Bytes that the states of all runs may take together."""
MOST_PRESENT, MOST_PAST = 120, 40
"""States of the present run, and of each kept one."""
MOST_DRAWINGS = 16
MOST_STATES = 4096
DRAWINGS_BYTES = 2**20
"""What older drawings may take, about: an edge some 40 bytes, a neuron some 120."""

Line = tuple[Keyframe, ...]


def within_budget(present: Line, past: Sequence[Line]) -> list[Line]:
    """Of each line, the present run's first, what a file keeps. Once more changes nothing."""
    share = MOST_BYTES // 2 if past else MOST_BYTES
    lines = [_shortened(present, MOST_PRESENT, share)]
    lines += [_shortened(line, MOST_PAST, (MOST_BYTES - share) // len(past)) for line in past]
    drawings: list[Network] = []
    return [_with_room(line, drawings) for line in lines]


def _shortened(line: Line, most: int, most_bytes: int) -> Line:
    line = thinned(line, most, most_bytes)
    if sum(frame.size for frame in line) > most_bytes:  # even the first and the last
        line = line[-1:]
    return line if sum(frame.size for frame in line) <= most_bytes else ()


def _with_room(line: Line, drawings: list[Network]) -> Line:
    """Without the states of drawings for which there is no room; the newest go first."""
    kept = []
    for frame in reversed(line):
        if _place(frame.network, drawings) is None:
            taken = sum(_bytes_of(drawing) for drawing in (*drawings, frame.network))
            if len(drawings) >= MOST_DRAWINGS or (drawings and taken > DRAWINGS_BYTES):
                continue
            drawings.append(frame.network)
        kept.append(frame)
    return tuple(reversed(kept))


def _bytes_of(network: Network) -> int:
    return 40 * len(network.edges) + 120 * len(network.neurons)


def _place(network: Network, drawings: Sequence[Network]) -> int | None:
    wanted = (place for place, known in enumerate(drawings) if known.same_wiring(network))
    return next(wanted, None)


def state_line_members(lines: Sequence[Line], network: Network) -> dict[str, bytes]:
    """The lines as members; none for lines without states. `network` is the project's own."""
    if not any(lines):
        return {}
    pool, drawings = ArrayPool(), [network]
    places: dict[int, int] = {}
    states: list[dict[str, Any]] = []
    for frame in _distinct(lines):
        place = _place(frame.network, drawings)
        if place is None:
            place = len(drawings)
            drawings.append(frame.network)
        places[id(frame.state.arrays)] = len(states)
        states.append(
            {
                "drawing": place,
                "losses": [finite_or_none(x) for x in (frame.training_loss, frame.held_out_loss)],
                "meta": finite_or_none(dict(frame.state.meta)),
                "arrays": {name: pool.add(a) for name, a in sorted(frame.state.arrays.items())},
            }
        )
    told = {
        "drawings": [_without_values(drawing) for drawing in drawings[1:]],
        "arrays": pool.table,
        "states": states,
        "lines": [[places[id(frame.state.arrays)] for frame in line] for line in lines],
    }
    return {STATES: to_json_bytes(told), STATE_VALUES: to_npy(pool.values())}


def _distinct(lines: Sequence[Line]) -> Iterable[Keyframe]:
    """Each state once. Of states of one drawing the newest of the first line tells how it looks."""
    seen: set[int] = set()
    for line in lines:
        for frame in reversed(line):
            if id(frame.state.arrays) not in seen:
                seen.add(id(frame.state.arrays))
                yield frame


def _without_values(network: Network) -> dict[str, Any]:
    drawing = to_json(network)
    del drawing["neurons"]["bias"], drawing["edges"]["weight"]
    return drawing


def read_state_lines(
    members: Mapping[str, bytes], network: Network, count: int, notices: list[str]
) -> list[Line]:
    """The `count` lines that the project has; empty ones, and a notice, where that cannot be."""
    if STATES not in members and STATE_VALUES not in members:
        return [()] * count
    try:
        lines = _read(members, network)
        if len(lines) != count:
            raise ValueError("lines")
    except (ScratchStudioError, KeyError, IndexError, TypeError, ValueError, OverflowError):
        notices.append("The states of the time line could not be read; all else is there.")
        return [()] * count
    return lines


def _read(members: Mapping[str, bytes], network: Network) -> list[Line]:
    told = from_json_bytes(members[STATES], STATES)
    values = from_npy(members[STATE_VALUES], STATE_VALUES)
    if (
        len(values) > 2 * MOST_BYTES
        or len(told["drawings"]) > MOST_DRAWINGS
        or len(told["states"]) > MOST_STATES
    ):
        raise ValueError("more than any project holds")
    arrays = pooled(told["arrays"], values)
    drawings = [network, *(from_json(drawing) for drawing in told["drawings"])]
    reader = _Reader(drawings, arrays)
    states = [reader.frame(entry) for entry in told["states"]]
    lines = [tuple(states[_index(i, states)] for i in line) for line in told["lines"]]
    for line in lines:
        steps = [frame.step for frame in line]
        if steps != sorted(set(steps)) or len(steps) > MOST_PRESENT:
            raise ValueError("steps")
    return lines


class _Reader:
    """Builds states, each checked against the drawing that it is to fit."""

    def __init__(self, drawings: Sequence[Network], arrays: Sequence[np.ndarray]) -> None:
        self._drawings, self._arrays = drawings, arrays
        self._programs: dict[tuple[int, str], Program] = {}
        self._left = 2 * MOST_BYTES

    def frame(self, entry: Mapping[str, Any]) -> Keyframe:
        meta, named = entry["meta"], entry["arrays"]
        if not isinstance(named, dict):
            raise TypeError(named)
        arrays = {n: self._arrays[_index(place, self._arrays)] for n, place in named.items()}
        check_training(arrays, meta)
        state = TrainerState(meta, arrays)
        program = self._program(_index(entry["drawing"], self._drawings), meta["precision"])
        state.check(program)
        parameters = arrays["parameters"]
        if not np.isfinite(parameters).all():
            raise ValueError("parameters")
        training, held_out = (_loss(value) for value in entry["losses"])
        weights, biases = program.weights(parameters), program.biases(parameters)
        network = program.network.with_parameters(weights, biases)
        frame = Keyframe(meta["step"], meta["epoch"], training, held_out, state, network)
        self._left -= frame.size
        if self._left < 0:
            raise ValueError("more than any project holds")
        return frame

    def _program(self, drawing: int, precision: str) -> Program:
        key = (drawing, precision)
        if key not in self._programs:
            self._programs[key] = compile(self._drawings[drawing], precision)
        return self._programs[key]


def _index(value: object, among: Sequence[object]) -> int:
    if type(value) is not int or not 0 <= value < len(among):
        raise ValueError(value)
    return value


def _loss(value: object) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(value)
    return float(value)
