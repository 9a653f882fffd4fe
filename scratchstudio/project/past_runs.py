"""The runs that a person keeps beside the present one, as members of a project file.

They are curves with a name and settings; their weights are not saved. Damage there is told, never
fatal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchstudio.engine import History, TrainingSettings, check_settings
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
    """A run that was kept: its curve, what it was trained with, and what was changed on its way."""

    number: int
    label: str
    data: str
    settings: TrainingSettings
    notes: tuple[tuple[int, str], ...]
    """Steps and what was changed there."""
    history: History
    shown: bool = True
    """Whether it is on the chart."""


def run_members(runs: tuple[PastRun, ...]) -> dict[str, bytes]:
    """The runs as members; none for none. The curves stand one after the other, (4, points)."""
    if not runs:
        return {}
    told = [
        {
            "number": run.number,
            "label": run.label[:LONGEST],
            "data": run.data[:LONGEST],
            "settings": to_record(run.settings),
            "notes": [[step, text[:LONGEST]] for step, text in run.notes],
            "points": len(run.history),
            "shown": run.shown,
        }
        for run in runs
    ]
    curves = np.concatenate([history_columns(run.history) for run in runs], axis=1)
    return {RUNS: to_json_bytes({"runs": told}), CURVES: to_npy(curves)}


def read_runs(members: Mapping[str, bytes], notices: list[str]) -> tuple[PastRun, ...]:
    """The runs; none, and a notice, where they cannot be read."""
    if RUNS not in members and CURVES not in members:
        return ()
    try:
        return _read(members)
    except (ScratchStudioError, KeyError, TypeError, ValueError):
        notices.append("The kept runs could not be read; all else is there.")
        return ()


def _read(members: Mapping[str, bytes]) -> tuple[PastRun, ...]:
    told = from_json_bytes(members[RUNS], RUNS)["runs"]
    curves = from_npy(members[CURVES], CURVES)
    if not isinstance(told, list) or len(told) > MOST:
        raise ValueError("runs")
    runs, begin = [], 0
    for entry in told:
        points = _whole(entry["points"])
        runs.append(_run(entry, history_of(curves[:, begin : begin + points])))
        if len(runs[-1].history) != points:
            raise ValueError("points")
        begin += points
    if len({run.number for run in runs}) < len(runs):
        raise ValueError("numbers")
    return tuple(runs)


def _run(entry: Mapping[str, Any], history: History) -> PastRun:
    settings = from_record(TrainingSettings, entry["settings"], "kept runs")
    check_settings(settings)
    return PastRun(
        number=_whole(entry["number"]),
        label=_text(entry["label"]),
        data=_text(entry["data"]),
        settings=settings,
        notes=tuple((_whole(step), _text(text)) for step, text in entry["notes"]),
        history=history,
        shown=entry.get("shown", True) is True,
    )


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:LONGEST]
