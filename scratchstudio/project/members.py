"""A Project as named members (JSON and .npy) and back: what the file says, apart from the zip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Recipe
from scratchstudio.engine import TrainingSettings, check_settings
from scratchstudio.errors import ProjectFileError, ScratchStudioError
from scratchstudio.network import Network, from_json, to_json, with_values_from
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.manifest import MANIFEST, check_manifest, to_manifest
from scratchstudio.project.model import Project
from scratchstudio.project.past_runs import CURVES, RUNS, read_runs, run_members
from scratchstudio.project.past_states import (
    STATE_VALUES,
    STATES,
    Line,
    read_state_lines,
    state_line_members,
    within_budget,
)
from scratchstudio.project.records import from_record, to_record
from scratchstudio.project.sources import VALUES, read_source, source_members
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes
from scratchstudio.project.training_state import read_state, state_members

GRAPH = "graph.json"
SETTINGS = "settings.json"
SOURCE = "data/source.json"
VIEW = "ui.json"
WEIGHTS, BIASES = "arrays/weights.npy", "arrays/biases.npy"
START_WEIGHTS, START_BIASES = "arrays/start_weights.npy", "arrays/start_biases.npy"
OPTIONAL = frozenset({VIEW, RUNS, CURVES, STATES, STATE_VALUES})
"""Members that a project can do without: damage there is told, never fatal."""


def to_members(project: Project) -> dict[str, bytes]:
    """Every member by name, the manifest included. Deterministic."""
    source, members = source_members(project.source)
    start = with_values_from(project.network, project.start)
    members |= dict(project.extras)
    members |= {
        GRAPH: to_json_bytes(_without_values(to_json(project.network))),
        SETTINGS: to_json_bytes(to_record(project.settings)),
        SOURCE: to_json_bytes({"source": source, "recipe": to_record(project.recipe)}),
        VIEW: to_json_bytes(dict(project.view)),
        WEIGHTS: to_npy(project.network.edges.weight),
        BIASES: to_npy(project.network.neurons.bias),
        START_WEIGHTS: to_npy(start.edges.weight),
        START_BIASES: to_npy(start.neurons.bias),
    }
    if project.state is not None:
        members |= state_members(project.state)
    members |= run_members(project.runs, project.present)
    members |= state_line_members(_lines(project), project.network)
    return {MANIFEST: to_manifest(members), **members}


def _lines(project: Project) -> list[Line]:
    """The states that are saved: first the present run's, then those of each kept run."""
    present = () if project.present is None else project.present.frames
    if project.state is not None:  # which is saved already, and knows more of its history
        step = project.state.meta["step"]
        present = tuple(frame for frame in present if frame.step != step)
    return within_budget(present, [run.frames for run in project.runs])


def _without_values(graph: dict[str, Any]) -> dict[str, Any]:
    """Weights and biases are arrays of their own; here they would be there twice."""
    del graph["neurons"]["bias"], graph["edges"]["weight"]
    return graph


def from_members(members: Mapping[str, bytes]) -> Project:
    """The project that `to_members` wrote. Raises ProjectFileError for anything unsound."""
    notices = check_manifest(members, OPTIONAL)
    try:
        return _project(members, notices)
    except ProjectFileError:
        raise
    except ScratchStudioError as error:  # what is inside would not be accepted in the app either
        raise ProjectFileError(f"The project cannot be opened. {error}") from error


def _project(members: Mapping[str, bytes], notices: list[str]) -> Project:
    network = _with_values(from_json(_json(members, GRAPH)), members, WEIGHTS, BIASES)
    settings = from_record(TrainingSettings, _json(members, SETTINGS), "training settings")
    check_settings(settings)
    data = _json(members, SOURCE)
    if not isinstance(data, dict):
        raise ProjectFileError("The project does not say where its data come from.")
    state, used = read_state(members)
    view = _view(members, notices)
    source = read_source(data.get("source"), members)
    runs, present = read_runs(members, notices)
    line, *lines = read_state_lines(members, network, 1 + len(runs), notices)
    known = {MANIFEST, GRAPH, SETTINGS, SOURCE, *OPTIONAL, *used}
    known |= {WEIGHTS, BIASES, START_WEIGHTS, START_BIASES, VALUES}
    return Project(
        network=network,
        source=source,
        recipe=from_record(Recipe, data.get("recipe"), "data settings"),
        settings=settings,
        start=_with_values(network, members, START_WEIGHTS, START_BIASES),
        state=state,
        view=view,
        runs=tuple(replace(run, frames=line) for run, line in zip(runs, lines, strict=True)),
        present=None if present is None else replace(present, frames=line),
        extras={name: data for name, data in members.items() if name not in known},
        notices=tuple(notices),
    )


def _json(members: Mapping[str, bytes], name: str) -> Any:
    if name not in members:
        raise ProjectFileError(f"The project lacks its part “{name}”.")
    return from_json_bytes(members[name], name)


def _array(members: Mapping[str, bytes], name: str) -> NDArray[Any]:
    if name not in members:
        raise ProjectFileError(f"The project lacks its part “{name}”.")
    return from_npy(members[name], name)


def _with_values(
    network: Network, members: Mapping[str, bytes], weights: str, biases: str
) -> Network:
    values = []
    for name, count in ((weights, len(network.edges)), (biases, len(network.neurons))):
        array = _array(members, name)
        if array.dtype != np.float64 or array.shape != (count,) or not np.isfinite(array).all():
            raise ProjectFileError(f"The project's “{name}” does not fit the network.")
        values.append(array)
    return network.with_parameters(*values)


def _view(members: Mapping[str, bytes], notices: list[str]) -> dict[str, Any]:
    try:
        view = _json(members, VIEW)
    except ProjectFileError:
        view = None
    if isinstance(view, dict):
        return view
    notices.append("How the window looked could not be read; all else is there.")
    return {}
