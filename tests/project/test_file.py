"""A project file gives back what was saved, and refuses everything else in a sentence."""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchstudio.data import (
    Column,
    GeneratedSource,
    Recipe,
    SampleSource,
    Table,
    TableSource,
    picture_table,
    pixel_names,
    prepare,
    with_row,
)
from scratchstudio.engine import OPTIMISERS, History, TrainerState, TrainingSettings
from scratchstudio.errors import ProjectFileError
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_pairs,
    set_edges,
    set_neurons,
)
from scratchstudio.project import (
    Project,
    advanced,
    from_bytes,
    load,
    new_project,
    redrawn,
    save,
    start_project,
    to_bytes,
    trainer_for,
)
from scratchstudio.project.archive import pack, unpack
from scratchstudio.project.manifest import MANIFEST, to_manifest
from scratchstudio.project.members import to_members

finite = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(max_size=20)
integers = st.integers(-(2**63), 2**63)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Any drawing: wires lead from earlier to later neurons, so there is no cycle."""
    count = draw(st.integers(0, 8))
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=count, max_size=count))
    texts = np.empty(count, dtype=object)
    texts[:] = draw(st.lists(names, min_size=count, max_size=count))
    numbers = draw(st.lists(finite, min_size=count, max_size=count))
    flags = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    places = [(10.0 * row, -3.5 * row) for row in range(count)]
    network, ids = add_neurons(
        EMPTY, places, kind=kinds, name=texts, column=texts, bias=numbers, frozen=flags
    )
    possible = [(a, b) for b in range(count) for a in range(b) if kinds[b] != Kind.INPUT]
    wires = draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    for a, b in wires:
        network, _ = connect_pairs(network, [ids[a]], [ids[b]], draw(finite))
    if len(network.edges) > 1 and draw(st.booleans()):
        network = set_edges(network, network.edges.id[:2].tolist(), tie=1, weight=0.5)
    return network


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = draw(st.integers(0, 5))
    heads = draw(st.lists(names, unique=True, max_size=3))
    cells = st.lists(st.none() | finite, min_size=rows, max_size=rows)
    columns = [
        Column(head, np.array([np.nan if cell is None else cell for cell in draw(cells)]))
        for head in heads
    ]
    columns.append(Column("c" * 30, np.arange(rows) % 2.0, ("no", "yes")))
    return Table(draw(names), tuple(columns))


sources = st.one_of(
    st.builds(GeneratedSource, names, integers, finite, integers),
    st.builds(SampleSource, names),
    st.builds(TableSource, tables()),
)
recipes = st.builds(
    Recipe,
    inputs=st.lists(names).map(tuple),
    targets=st.lists(names).map(tuple),
    missing=st.sampled_from(["drop", "mean"]),
    standardise=st.booleans(),
    held_out=finite,
    seed=integers,
)
training = st.builds(
    TrainingSettings,
    learning_rate=st.floats(1e-9, 1e9),
    batch_size=st.integers(0, 10**6),
    seed=st.integers(0, 10**9),
    class_weights=st.lists(st.floats(0, 9)).map(tuple),
)
views = st.dictionaries(names, st.none() | finite | names | st.lists(integers), max_size=3)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    network = draw(networks())
    start = network.with_parameters(network.edges.weight * 0.5, network.neurons.bias * 0.5)
    return Project(network, draw(sources), draw(recipes), draw(training), start, view=draw(views))


def same(one: Project, other: Project) -> bool:
    """Equal in all that is saved: each part, member by member."""
    return to_members(one) == to_members(other)


@given(projects())
@settings(max_examples=60)
def test_a_project_comes_back_as_it_was_and_saves_to_the_same_bytes(project: Project) -> None:
    data = to_bytes(project)
    back = from_bytes(data)
    assert back.network.same(project.network)
    assert back.start.same(project.start)
    assert back.settings == project.settings
    assert back.recipe == project.recipe
    assert (
        back.source.table().same(project.source.table())
        if isinstance(project.source, TableSource)
        else back.source == project.source
    )
    assert back.view == project.view
    assert to_bytes(back) == data


@pytest.fixture(scope="module")
def trained() -> Project:
    """The start project after 25 steps: a state, a history, float32 weights."""
    project = start_project()
    trainer = trainer_for(project)
    trainer.advance(steps=25)
    return advanced(replace(project, view={"zoom": 1.5}), trainer)


@pytest.fixture(scope="module")
def saved(trained: Project) -> bytes:
    return to_bytes(trained)


def test_the_training_state_and_the_history_come_back(trained: Project, saved: bytes) -> None:
    back = from_bytes(saved).state
    assert isinstance(back, TrainerState)
    assert trained.state is not None
    assert dict(back.meta) == dict(trained.state.meta)
    assert sorted(back.arrays) == sorted(trained.state.arrays)
    for name, array in trained.state.arrays.items():
        assert back.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(back.arrays[name], array)
    assert isinstance(back.history, History)
    np.testing.assert_array_equal(back.history.step, trained.state.history.step)
    np.testing.assert_array_equal(back.history.training_loss, trained.state.history.training_loss)


REFINEMENTS = {
    "adam": {"precision": "float64"},
    "momentum": {"schedule": "plateau", "patience": 50, "input_noise": 0.1, "batch_size": 7},
    "sgd": {"schedule": "cosine", "l1": 1e-4, "clip_norm": 1.0, "class_weights": (1.0, 2.0)},
}


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_resumed_from_a_file_equals_training_straight_on_bit_for_bit(
    tmp_path: Path, optimiser: str
) -> None:
    project = start_project()
    hidden = project.network.neurons.id[project.network.neurons.kind == Kind.HIDDEN]
    dropping = set_neurons(project.network, hidden[:4].tolist(), dropout=0.2)
    refined = REFINEMENTS.get(optimiser, {})
    project = replace(
        redrawn(project, dropping),
        settings=replace(project.settings, optimiser=optimiser, learning_rate=1e-3, **refined),
    )
    straight = trainer_for(project)
    straight.advance(steps=400)

    first = trainer_for(project)
    first.advance(steps=200)
    save(advanced(project, first), tmp_path / "half.ssproj")
    second = trainer_for(load(tmp_path / "half.ssproj"))
    second.advance(steps=200)

    assert second.step == straight.step == 400
    assert second.parameters.tobytes() == straight.parameters.tobytes()
    np.testing.assert_array_equal(second.history.training_loss, straight.history.training_loss)
    assert to_bytes(advanced(project, second)) == to_bytes(advanced(project, straight))


def test_saving_keeps_what_was_there_before_as_a_backup(tmp_path: Path, trained: Project) -> None:
    path = tmp_path / "net.ssproj"
    save(start_project(), path)
    before = path.read_bytes()
    save(trained, path)
    assert (tmp_path / "net.ssproj.bak1").read_bytes() == before
    assert same(load(path), trained)


def test_the_file_is_a_zip_that_tells_neither_user_nor_place(
    tmp_path: Path, trained: Project, saved: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        assert archive.namelist()[:2] == ["mimetype", "manifest.json"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (str(tmp_path), str(Path.home()), "/home", "/root"):
        assert secret.encode() not in content


def test_a_table_comes_along_in_the_file() -> None:
    table = Table(
        "grades", (Column("hours", np.arange(20.0)), Column("grade", np.arange(20) % 7.0))
    )
    project = new_project(TableSource(table))
    back = from_bytes(to_bytes(project)).source
    assert isinstance(back, TableSource)
    assert back.content.same(table)


def picture_project() -> Project:
    pixels = np.random.default_rng(0).uniform(0, 1, (12, 2, 3))
    answer = Column("class", np.arange(12) % 2.0, ("a", "b"))
    return new_project(TableSource(picture_table("small", pixels, answer)), hidden=())


def test_that_columns_make_up_a_picture_comes_along() -> None:
    project = picture_project()
    back = from_bytes(to_bytes(project)).source.table()
    assert back.picture == project.source.table().picture
    assert back.same(project.source.table())


@pytest.mark.parametrize(
    "picture",
    [
        3,
        {"width": 3, "height": 2},
        {"width": "3", "height": 2, "columns": []},
        {"width": 3, "height": 2, "columns": ["pixel_0_0"]},
        {"width": 3, "height": 2, "columns": ["a", "b", "c", "d", "e", "f"]},
        {"width": 10**9, "height": 10**9, "columns": []},
        {"width": 3, "height": 2, "columns": list(pixel_names(3, 2)), "white": 0},
        {"width": 3, "height": 2, "columns": list(pixel_names(3, 2)), "white": 10**400},
    ],
)
def test_a_picture_that_cannot_be_is_refused(picture: object) -> None:
    data = to_bytes(picture_project())
    assert (
        outcome(edited(data, "data/source.json", _put("source", "picture", value=picture))) is None
    )


def test_rows_held_out_before_editing_by_hand_come_along() -> None:
    table = GeneratedSource("moons", 40).table()
    project = new_project(TableSource(table))
    prepared = prepare(table, project.recipe)
    edited = with_row(table, {"x1": 0.5, "x2": 0.5, "label": 1.0}, prepared)
    back = from_bytes(to_bytes(replace(project, source=TableSource(edited)))).source.table()
    assert back.same(edited)
    assert back.split == edited.split


def test_data_too_large_for_a_project_are_refused_when_saving() -> None:
    noise = np.random.default_rng(0).normal(size=(2, 1_700_000))
    table = Table("large", (Column("x", noise[0]), Column("y", noise[1])))
    project = replace(start_project(), source=TableSource(table))
    with pytest.raises(ProjectFileError, match="at most 25 MB"):
        to_bytes(project)


# Damage.


def outcome(data: bytes) -> Project | None:
    try:
        return from_bytes(data)
    except ProjectFileError as error:
        sentence = str(error)
        assert sentence[0].isupper(), sentence
        assert sentence.rstrip()[-1] in ".”", sentence
        return None


def test_every_truncation_is_refused(saved: bytes) -> None:
    lengths = {*range(0, len(saved), 97), *range(60), *range(len(saved) - 60, len(saved))}
    assert not [length for length in sorted(lengths) if outcome(saved[:length]) is not None]


def test_a_flipped_bit_is_refused_or_harmless(trained: Project, saved: bytes) -> None:
    lottery = random.Random(0)
    expected = to_members(replace(trained, view={}))
    for _ in range(2000):
        place = lottery.randrange(len(saved) * 8)
        damaged = bytearray(saved)
        damaged[place // 8] ^= 1 << place % 8
        project = outcome(bytes(damaged))
        if project is not None:
            assert to_members(replace(project, view={})) == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_sentence(data: bytes) -> None:
    assert outcome(data) is None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(500), b"hello"])
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.ssproj"
    path.write_bytes(content)
    with pytest.raises(ProjectFileError):
        load(path)


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ProjectFileError, match="no file"):
        load(tmp_path / "nowhere.ssproj")
    with pytest.raises(ProjectFileError, match="not a file"):
        load(tmp_path)


def test_saving_into_a_folder_that_is_not_there_says_why(tmp_path: Path, trained: Project) -> None:
    with pytest.raises(ProjectFileError, match="could not be saved"):
        save(trained, tmp_path / "nowhere" / "net.ssproj")


# Files made on purpose: everything is consistent but one thing.


def forged(saved: bytes, changes: dict[str, bytes | None], **manifest: Any) -> bytes:
    members = {**unpack(saved), **changes}
    del members[MANIFEST]
    kept = {name: data for name, data in members.items() if data is not None}
    table = {**json.loads(to_manifest(kept)), **manifest}
    return pack({**kept, MANIFEST: json.dumps(table).encode()})


def edited(saved: bytes, name: str, change: Any) -> bytes:
    data = json.loads(unpack(saved)[name])
    change(data)
    return forged(saved, {name: json.dumps(data).encode()})


def test_a_newer_major_version_is_refused_naming_what_is_needed(saved: bytes) -> None:
    newer = forged(saved, {}, format_version=[2, 0], app_version="3.1")
    with pytest.raises(ProjectFileError, match=r"newer ScratchStudio \(3.1\).*Update"):
        from_bytes(newer)


def test_a_newer_minor_version_opens_and_keeps_what_it_does_not_know(saved: bytes) -> None:
    newer = forged(saved, {"lessons/mark.json": b"{}"}, format_version=[1, 7], app_version="1.7")
    project = from_bytes(newer)
    assert "newer" in project.notices[0]
    assert unpack(to_bytes(project))["lessons/mark.json"] == b"{}"


def test_an_unknown_requirement_is_refused(saved: bytes) -> None:
    with pytest.raises(ProjectFileError, match="needs “convolution”"):
        from_bytes(forged(saved, {}, requires=["convolution"]))


@pytest.mark.parametrize("view", [None, b"not json", b"[1]", b'{"zoom": NaN}'])
def test_a_bad_view_is_told_but_never_fatal(
    trained: Project, saved: bytes, view: bytes | None
) -> None:
    project = from_bytes(forged(saved, {"ui.json": view}))
    assert project.view == {}
    assert len(project.notices) == 1
    assert same(replace(project, view=trained.view), trained)


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": "Another"},
        {"format_version": [1]},
        {"format_version": [True, 0]},
        {"format_version": "1.0"},
        {"format_version": [10**30, 0]},
        {"requires": None},
        {"requires": [1]},
        {"members": {}},
        {"members": []},
        {"members": {"mimetype": {}}},
    ],
)
def test_a_strange_manifest_is_refused(saved: bytes, manifest: dict[str, Any]) -> None:
    with pytest.raises(ProjectFileError):
        from_bytes(forged(saved, {}, **manifest))


def members_of(saved: bytes) -> list[str]:
    return sorted(set(unpack(saved)) - {"ui.json"})


def test_a_missing_member_is_refused(saved: bytes) -> None:
    optional = {"train_state.json"}  # without it, the project is one that was never trained
    for name in set(members_of(saved)) - {MANIFEST} - optional:
        assert outcome(forged(saved, {name: None})) is None, name


def test_a_member_of_garbage_is_refused(saved: bytes) -> None:
    for name in members_of(saved):
        for garbage in (b"", b"null", b"[]", b"{}", b"\x93NUMPY\x01\x00"):
            if name != MANIFEST and (name, garbage) != ("settings.json", b"{}"):
                assert outcome(forged(saved, {name: garbage})) is None, (name, garbage)


def _put(*path: Any, value: Any) -> Any:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("graph.json", _put("next_id", value=1)),
        ("graph.json", _put("neurons", "kind", 0, value=9)),
        ("graph.json", _put("edges", "target", 0, value=10**6)),
        ("graph.json", _put("neurons", "dropout", 0, value=2.0)),
        ("settings.json", _put("learning_rate", value="fast")),
        ("settings.json", _put("learning_rate", value=-1.0)),
        ("settings.json", _put("batch_size", value=True)),
        ("settings.json", _put("seed", value=10**400)),
        ("settings.json", _put("class_weights", value=[["a"]])),
        ("data/source.json", _put("source", value={"kind": "table"})),
        ("data/source.json", _put("source", value={"kind": "pickle"})),
        ("data/source.json", _put("source", "samples", value=1.5)),
        ("data/source.json", _put("recipe", "inputs", value="x1")),
        ("data/source.json", _put("recipe", "missing", value="guess")),
        ("data/source.json", _put("recipe", value={})),
        ("train_state.json", _put("arrays", value=["../../etc/passwd"])),
        ("train_state.json", _put("meta", value=3)),
        ("train_state.json", _put("meta", value={})),
        ("train_state.json", _put("meta", "step", value=-1)),
        ("train_state.json", _put("meta", "cursor", value=10**6)),
        ("train_state.json", _put("meta", "interval", value=0)),
        ("train_state.json", _put("meta", "optimiser", value="magic")),
        ("train_state.json", _put("meta", "optimiser", value="lbfgs")),
        ("train_state.json", _put("meta", "precision", value="float64")),
        ("train_state.json", _put("meta", "random", "state", value={"state": "x"})),
        ("train_state.json", _put("meta", "random", value={})),
        ("train_state.json", _put("meta", "watch", "plateau", value=None)),
        ("train_state.json", _put("arrays", value=["parameters"])),
    ],
)
def test_a_value_out_of_place_is_refused(saved: bytes, name: str, change: Any) -> None:
    assert outcome(edited(saved, name, change)) is None
