"""The states of the time line in a project file: bounded, bit for bit, and never in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.engine import EMPTY_HISTORY, Keyframe, Trainer, TrainingSettings
from scratchstudio.errors import ProjectFileError
from scratchstudio.network import Network, add_neuron, connect
from scratchstudio.project import (
    PastRun,
    Project,
    advanced,
    from_bytes,
    layered_network,
    new_project,
    redrawn,
    start_project,
    to_bytes,
    trainer_for,
)
from scratchstudio.project import file as project_file
from scratchstudio.project.archive import pack, unpack
from scratchstudio.project.array_pool import ArrayPool, pooled
from scratchstudio.project.manifest import MANIFEST, to_manifest
from scratchstudio.project.members import from_members, to_members
from scratchstudio.project.past_states import MOST_BYTES, MOST_PRESENT, STATE_VALUES, STATES


def frame_of(trainer: Trainer) -> Keyframe:
    return Keyframe.of(trainer.snapshot(), trainer.state())


def run_of(number: int, frames: tuple[Keyframe, ...]) -> PastRun:
    return PastRun(number, "", "spiral", TrainingSettings(), (), EMPTY_HISTORY, True, frames)


def frames_of(trainer: Trainer, count: int, steps: int = 7) -> tuple[Keyframe, ...]:
    frames = [frame_of(trainer)]
    for _ in range(count - 1):
        trainer.advance(steps=steps)
        frames.append(frame_of(trainer))
    return tuple(frames)


@pytest.fixture(scope="module")
def project() -> Project:
    """Trained for 70 steps with states all 7; a kept run shares the first five of them."""
    project = start_project()
    trainer = trainer_for(project)
    frames = frames_of(trainer, 11)
    return replace(
        advanced(project, trainer),
        present=run_of(0, frames),
        runs=(run_of(1, frames[:5]),),
    )


def present(project: Project) -> tuple[Keyframe, ...]:
    assert project.present is not None
    return project.present.frames


def steps(frames: tuple[Keyframe, ...]) -> list[int]:
    return [frame.step for frame in frames]


def test_states_come_back_bit_for_bit(project: Project) -> None:
    back = from_bytes(to_bytes(project))
    assert back.notices == ()
    assert steps(present(back)) == list(range(0, 70, 7)), "the last one is the project's own state"
    for then, now in zip(present(project), present(back), strict=False):
        assert now.network.same(then.network)
        assert now.state.meta == then.state.meta
        assert (now.training_loss, now.held_out_loss) == (then.training_loss, then.held_out_loss)
        assert then.state.arrays.keys() == now.state.arrays.keys()
        for name, array in then.state.arrays.items():
            assert now.state.arrays[name].dtype == array.dtype
            assert np.array_equal(now.state.arrays[name], array)


def test_a_state_that_two_runs_share_is_stored_and_read_once(project: Project) -> None:
    back = from_bytes(to_bytes(project))
    assert back.runs[0].frames == present(back)[:5]
    alone = to_bytes(replace(project, runs=(run_of(1, ()),)))
    assert len(to_bytes(project)) - len(alone) < 200


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("optimiser", ["adam", "sgd", "rprop", "lbfgs"])
def test_training_goes_on_bit_for_bit_from_a_state_of_the_file(
    optimiser: str, precision: str
) -> None:
    project = start_project()
    settings = replace(
        project.settings,
        optimiser=optimiser,
        precision=precision,
        batch_size=0 if optimiser == "lbfgs" else 10,
        patience=50,
    )
    project = replace(project, settings=settings)
    trainer = trainer_for(project)
    frames = frames_of(trainer, 6)
    saved = replace(advanced(project, trainer), present=run_of(0, frames))
    back = from_bytes(to_bytes(saved))
    then = present(back)[2]
    again = trainer_for(replace(back, network=then.network, state=then.resumed(EMPTY_HISTORY)))
    again.advance(steps=frames[-1].step - then.step)
    assert np.array_equal(again.parameters, trainer.parameters)


def test_states_of_an_older_drawing_come_back_with_it(project: Project) -> None:
    network, neuron = add_neuron(project.network, (50.0, 60.0), name="late")
    network, _ = connect(network, int(network.neurons.id[0]), neuron, 0.5)
    changed = redrawn(project, network)
    back = from_bytes(to_bytes(changed))
    assert back.network.same_wiring(network)
    for then, now in zip(present(project), present(back), strict=False):
        assert now.network.same_wiring(then.network)
        assert np.array_equal(now.network.edges.weight, then.network.edges.weight)
        assert np.array_equal(now.network.neurons.name, then.network.neurons.name)


def test_saving_again_gives_the_same_bytes(project: Project) -> None:
    data = to_bytes(project)
    assert to_bytes(from_bytes(data)) == data


def test_a_project_without_states_has_no_part_for_them() -> None:
    assert not {STATES, STATE_VALUES} & set(to_members(start_project()))


def large(count: int, runs: int = 0) -> Project:
    """Some 10,000 edges, states of `count` steps, and as many in each of some kept runs."""
    project = start_project()
    prepared_network = layered_network(_prepared(project), hidden=(96, 96))
    project = replace(project, network=prepared_network, start=prepared_network)
    trainer = trainer_for(project)
    lines = [frames_of(trainer, count, 1) for _ in range(1 + runs)]
    return replace(
        advanced(project, trainer),
        present=run_of(0, lines[-1]),
        runs=tuple(run_of(1 + place, line) for place, line in enumerate(lines[:-1])),
    )


def _prepared(project: Project) -> Any:
    from scratchstudio.data import prepare

    return prepare(project.source.table(), project.recipe)


@pytest.mark.parametrize("runs", [0, 3])
def test_of_many_states_a_file_keeps_as_many_as_its_budget_holds(runs: int) -> None:
    project = large(60, runs)
    bare = len(to_bytes(project.without_past()))
    data = to_bytes(project)
    assert MOST_BYTES / 4 < len(data) - bare < MOST_BYTES
    back = from_bytes(data)
    assert present(back)[0].step == present(project)[0].step, "the first one stays"
    assert all(run.frames for run in back.runs)
    assert to_bytes(back) == data


def test_many_states_of_a_small_network_take_little(project: Project) -> None:
    trainer = trainer_for(project)
    many = replace(advanced(project, trainer), present=run_of(0, frames_of(trainer, 240, 1)))
    back = from_bytes(to_bytes(many))
    assert len(present(back)) in (MOST_PRESENT - 1, MOST_PRESENT)
    assert len(to_bytes(many)) < 300_000


def test_a_state_larger_than_the_budget_is_left_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scratchstudio.project.past_states.MOST_BYTES", 1000)
    back = from_bytes(to_bytes(project))
    assert present(back) == ()
    assert back.state is not None


def test_states_that_would_not_come_back_do_not_stand_in_the_way(project: Project) -> None:
    first, *others = present(project)
    strange = replace(first, state=replace(first.state, meta={**first.state.meta, "step": -3}))
    back = from_bytes(to_bytes(replace(project, present=run_of(0, (strange, *others)))))
    assert back.present is None
    assert back.state is not None
    with pytest.raises(ProjectFileError):
        project_file._checked_bytes(replace(project, present=run_of(0, (strange, *others))))


def opened(members: dict[str, bytes]) -> Project:
    members = {name: data for name, data in members.items() if name != MANIFEST}
    return from_members({MANIFEST: to_manifest(members), **members})


def changed(path: str, value: object):
    """Damage: what stands at the path in the states' JSON is another value."""

    def damage(members: dict[str, bytes]) -> None:
        told = json.loads(members[STATES])
        *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        inner = told
        for key in way:
            inner = inner[key]
        inner[last] = value
        members[STATES] = json.dumps(told).encode()

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda members: members.pop(STATES),
        lambda members: members.pop(STATE_VALUES),
        lambda members: members.update({STATES: b"[]"}),
        lambda members: members.update({STATES: b"{}"}),
        lambda members: members.update({STATE_VALUES: members[STATE_VALUES][:-8]}),
        lambda members: members.update({STATE_VALUES: members["arrays/weights.npy"]}),
        changed("lines", []),
        changed("lines.0", [0, 1]),
        changed("lines.0", [0, 0]),
        changed("lines.0", [99]),
        changed("lines.0", [-1]),
        changed("lines.0", [True]),
        changed("lines.0", None),
        changed("arrays.0.0", "<f2"),
        changed("arrays.0.0", "|O"),
        changed("arrays.1.1", "i8"),
        changed("arrays.0.2", [2**39, 2**39]),
        changed("arrays.0.2", [-1]),
        changed("arrays.0.2", "long"),
        changed("states.0.drawing", 5),
        changed("states.0.losses", [1.0]),
        changed("states.0.losses", ["low", None]),
        changed("states.0.meta.step", -1),
        changed("states.0.meta.step", 2**80),
        changed("states.0.meta.precision", "float16"),
        changed("states.0.meta.random", {}),
        changed("states.0.meta", None),
        changed("states.0.arrays.parameters", 10**6),
        changed("states.0.arrays", {}),
        changed("states.0.arrays", []),
        changed("states", [None]),
        changed("drawings", [{}]),
        changed("drawings", [{}] * 100),
    ],
)
def test_damaged_states_are_told_and_all_else_is_there(project: Project, damage: Any) -> None:
    members = to_members(project)
    damage(members)
    back = opened(members)
    assert present(back) == ()
    assert back.runs[0].frames == ()
    assert back.notices == ("The states of the time line could not be read; all else is there.",)
    assert back.network.same(project.network)
    assert to_members(back)


def test_weights_that_are_no_numbers_are_refused(project: Project) -> None:
    members = to_members(project)
    told = json.loads(members[STATES])
    place = told["states"][0]["arrays"]["parameters"]
    before = sum(
        int(np.prod(shape)) * np.dtype(stored).itemsize
        for stored, _, shape in told["arrays"][:place]
    )
    values = bytearray(members[STATE_VALUES])
    begin = len(values) - sum(
        int(np.prod(shape)) * np.dtype(stored).itemsize for stored, _, shape in told["arrays"]
    )
    values[begin + before : begin + before + 4] = np.float32(np.nan).tobytes()
    assert present(opened({**members, STATE_VALUES: bytes(values)})) == ()


@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), which=st.sampled_from([0, 1]))
def test_any_damaged_byte_gives_states_that_can_be_used_or_none(
    project: Project, place: int, byte: int, which: int
) -> None:
    members = to_members(project)
    name = (STATES, STATE_VALUES)[which]
    data = bytearray(members[name])
    data[place % len(data)] = byte
    back = opened({**members, name: bytes(data)})
    assert back.network.same(project.network)
    for frame in present(back):
        trainer_for(replace(back, network=frame.network, state=frame.state)).advance(steps=1)


def test_a_file_whose_states_are_damaged_on_disk_opens(project: Project) -> None:
    data = bytearray(to_bytes(project))
    place = data.index(b"past/states.json") + 40
    data[place] ^= 0xFF
    back = from_bytes(bytes(data))
    assert present(back) == ()
    assert back.state is not None
    assert pack(unpack(to_bytes(back)))


def test_a_pool_holds_each_content_once_and_gives_it_back() -> None:
    pool = ArrayPool()
    arrays = [
        np.arange(5),
        np.arange(5, dtype=np.float32),
        np.array([-1, 7]),
        np.array([], dtype=np.float64),
        np.array([[300, 2], [3, 70_000]]),
        np.array([np.nan, -0.0]),
    ]
    places = [pool.add(array) for array in (*arrays, *arrays)]
    assert places == [0, 1, 2, 3, 4, 5] * 2
    for array, back in zip(arrays, pooled(pool.table, pool.values()), strict=True):
        assert back.dtype == array.dtype
        assert back.tobytes() == array.tobytes()
    with pytest.raises(TypeError):
        pool.add(np.array(["text"]))


def test_a_drawing_that_is_not_the_projects_own_is_checked_too(project: Project) -> None:
    network, _ = add_neuron(project.network, (50.0, 60.0))
    members = to_members(redrawn(project, network))
    changed("drawings.0.neurons.activation", ["=1/0("] * len(project.network.neurons))(members)
    assert present(opened(members)) == ()


def test_other_wirings_are_bounded(project: Project) -> None:
    network: Network = project.network
    frames = []
    for turn in range(20):
        network, _ = add_neuron(network, (10.0 * turn, 0.0))
        changed_project = redrawn(project, network)
        trainer = trainer_for(changed_project)
        trainer.advance(steps=turn + 1)
        frames.append(frame_of(trainer))
    many = replace(new_project_like(project), present=run_of(0, tuple(frames)))
    data = to_bytes(many)
    kept = present(from_bytes(data))
    assert 8 < len(kept) <= 16
    assert kept[-1].step == frames[-1].step, "the newest stay"
    assert to_bytes(from_bytes(data)) == data


def new_project_like(project: Project) -> Project:
    return replace(new_project(project.source, project.recipe), settings=project.settings)
