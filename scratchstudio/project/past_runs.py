"""The runs of a project, the present one and those kept beside it, as members of its file.

Here are their curves, names, settings and changes; their states are in `past_states`. Damage there
is told, never fatal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchstudio.engine import History, Keyframe, TrainingSettings, check_settings
from scratchstudio.errors import ScratchStudioError
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.records import from_record, to_record
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes
from scratchstudio.project.training_state import history_columns, history_of

RUNS, CURVES = "runs.json", "runs.npy"
MOST = 64
LONGEST = 200
"""Letters of a name or a note."""


@dataclass(frozen=True, eq=False)
class PastRun:
    """A run: its curve, what it was trained with, what was changed on its way, and its states."""

    number: int
    label: str
    data: str
    settings: TrainingSettings
    notes: tuple[tuple[int, str, bool], ...]
    """Steps, what was changed there, and whether losses are of another kind from there on."""
    history: History
    shown: bool = True
    """Whether it is on the chart."""
    frames: tuple[Keyframe, ...] = ()
    """States on its way, of rising step."""


def run_members(runs: tuple[PastRun, ...], present: PastRun | None = None) -> dict[str, bytes]:
    """The runs as members; none for none. The curves stand one after the other, (4, points)."""
    every = runs if present is None else (*runs, present)
    if not every:
        return {}
    told = {"runs": [_told(run) for run in runs]}
    if present is not None:
        told["present"] = [_told(present)]
    curves = np.concatenate([history_columns(run.history) for run in every], axis=1)
    return {RUNS: to_json_bytes(told), CURVES: to_npy(curves)}


def _told(run: PastRun) -> dict[str, Any]:
    return {
        "number": run.number,
        "label": run.label[:LONGEST],
        "data": run.data[:LONGEST],
        "settings": to_record(run.settings),
        "notes": [[step, text[:LONGEST], anew] for step, text, anew in run.notes],
        "points": len(run.history),
        "shown": run.shown,
    }


def read_runs(
    members: Mapping[str, bytes], notices: list[str]
) -> tuple[tuple[PastRun, ...], PastRun | None]:
    """The kept runs and the present one; none, and a notice, where they cannot be read."""
    if RUNS not in members and CURVES not in members:
        return (), None
    try:
        return _read(members)
    except (ScratchStudioError, KeyError, TypeError, ValueError):
        notices.append("The kept runs could not be read; all else is there.")
        return (), None


def _read(members: Mapping[str, bytes]) -> tuple[tuple[PastRun, ...], PastRun | None]:
    told = from_json_bytes(members[RUNS], RUNS)
    entries, present = told["runs"], told.get("present", [])
    curves = from_npy(members[CURVES], CURVES)
    if not isinstance(entries, list) or len(entries) > MOST or present != present[:1]:
        raise ValueError("runs")
    runs, begin = [], 0
    for entry in (*entries, *present):
        points = _whole(entry["points"])
        runs.append(_run(entry, history_of(curves[:, begin : begin + points])))
        if len(runs[-1].history) != points:
            raise ValueError("points")
        begin += points
    kept = tuple(runs[: len(entries)])
    if len({run.number for run in kept}) < len(kept):
        raise ValueError("numbers")
    return kept, runs[-1] if present else None


def _run(entry: Mapping[str, Any], history: History) -> PastRun:
    settings = from_record(TrainingSettings, entry["settings"], "kept runs")
    check_settings(settings)
    return PastRun(
        number=_whole(entry["number"]),
        label=_text(entry["label"]),
        data=_text(entry["data"]),
        settings=settings,
        notes=tuple(_note(*note) for note in entry["notes"]),
        history=history,
        shown=entry.get("shown", True) is True,
    )


def _note(step: object, text: object, anew: object = False) -> tuple[int, str, bool]:
    return _whole(step), _text(text), anew is True


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:LONGEST]
