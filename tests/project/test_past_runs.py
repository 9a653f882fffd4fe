"""Kept runs in a project file: they come back as they were; damage there costs nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.engine import History, TrainingSettings
from scratchstudio.project import PastRun, Project, from_bytes, start_project, to_bytes
from scratchstudio.project.archive import pack
from scratchstudio.project.manifest import MANIFEST, to_manifest
from scratchstudio.project.members import from_members, to_members
from scratchstudio.project.past_runs import CURVES, LONGEST, RUNS


def run(number: int, points: int, label: str = "") -> PastRun:
    steps = np.arange(points)
    history = History.of(np.column_stack([10 * steps, steps / 2, 1 / (1 + steps), steps * np.nan]))
    settings = TrainingSettings(learning_rate=0.25, batch_size=0)
    return PastRun(number, label, "spiral", settings, ((4, "rate 0.1 → 0.25", True),), history)


@pytest.fixture
def project() -> Project:
    return replace(start_project(), runs=(run(2, 5, "slow"), run(7, 3)))


def test_runs_come_back_with_curve_settings_changes_and_name(project: Project) -> None:
    first, second = from_bytes(to_bytes(project)).runs
    assert (first.number, first.label, second.number, second.label) == (2, "slow", 7, "")
    assert first.settings == TrainingSettings(learning_rate=0.25, batch_size=0)
    assert first.notes == ((4, "rate 0.1 → 0.25", True),)
    assert first.history.step.tolist() == [0, 10, 20, 30, 40]
    assert second.history.training_loss.tolist() == [1.0, 0.5, 1 / 3]
    assert np.isnan(second.history.held_out_loss).all()


def test_a_project_without_kept_runs_has_no_part_for_them() -> None:
    assert not {RUNS, CURVES} & set(to_members(start_project()))


def test_long_texts_are_cut_and_the_project_is_saved(project: Project) -> None:
    long = replace(run(1, 2), label="x" * 9999, notes=((1, "y" * 9999, False),))
    [back] = from_bytes(to_bytes(replace(project, runs=(long,)))).runs
    assert (len(back.label), len(back.notes[0][1])) == (LONGEST, LONGEST)


def replaced(old: bytes, new: bytes):
    def damage(members: dict[str, bytes]) -> None:
        assert old in members[RUNS]
        members[RUNS] = members[RUNS].replace(old, new, 1)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda members: members.pop(RUNS),
        lambda members: members.pop(CURVES),
        lambda members: members.update({CURVES: b"nonsense"}),
        lambda members: members.update({RUNS: b"[]"}),
        lambda members: members.update({RUNS: b'{"runs": [{"points": 99}]}'}),
        lambda members: members.update({RUNS: b'{"runs": ' + b"[" * 500 + b"]" * 500 + b"}"}),
        replaced(b'"points":5', b'"points":-5'),
        replaced(b'"points":5', b'"points":99'),
        replaced(b"0.25", b'"fast"'),
        replaced(b'"loss":"squared"', b'"loss":"wobbly"'),
        replaced(b'"number":2', b'"number":7'),
    ],
)
def test_damaged_runs_are_told_and_all_else_is_there(project: Project, damage) -> None:
    members = to_members(project)
    del members[MANIFEST]
    damage(members)
    opened = from_members({MANIFEST: to_manifest(members), **members})
    assert opened.runs == ()
    assert "kept runs could not be read" in opened.notices[0]
    assert opened.network.same(project.network)
    assert pack(members)
