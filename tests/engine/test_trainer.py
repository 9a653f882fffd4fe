"""Training: batches, going on, determinism, stopping, changes between two steps."""

from __future__ import annotations

import dataclasses
import json
import time

import numpy as np
import pytest

from scratchstudio.engine import (
    OPTIMISERS,
    SCHEDULES,
    Trainer,
    TrainerState,
    TrainingSettings,
    check_settings,
    compile,
    initialise,
    pin_blas_threads,
)
from scratchstudio.errors import EngineError
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neuron,
    add_neurons,
    connect,
    connect_dense,
    remove,
    set_edges,
    set_neurons,
    tie,
)

EXACT = TrainingSettings(precision="float64", learning_rate=0.05)


def layered(*sizes: int, activation: str = "tanh", output: str = "linear") -> Network:
    network, before = EMPTY, None
    for position, size in enumerate(sizes):
        last = position == len(sizes) - 1
        kind = Kind.INPUT if before is None else Kind.OUTPUT if last else Kind.HIDDEN
        network, ids = add_neurons(
            network, np.zeros((size, 2)), kind=kind, activation=output if last else activation
        )
        if before is not None:
            network, _ = connect_dense(network, before.tolist(), ids.tolist())
        before = ids
    return initialise(network, "xavier", 3)


def samples(network: Network, count: int = 23) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    inputs = random.normal(size=(count, len(network.input_rows)))
    targets = np.tanh(inputs.sum(axis=1, keepdims=True)) * np.ones(len(network.output_rows))
    return inputs, targets


def trainer_of(network: Network, settings: TrainingSettings = EXACT, **more: object) -> Trainer:
    program = compile(network, settings.precision)
    return Trainer(program, *samples(network), settings=settings, **more)


@pytest.fixture
def small() -> Network:
    return layered(3, 5, 2)


def test_an_epoch_trains_the_short_last_batch_too(small: Network) -> None:
    trainer = trainer_of(small, dataclasses.replace(EXACT, batch_size=10))
    trainer.advance_epochs(1)
    assert (trainer.step, trainer.epoch) == (3, 1)
    assert trainer.steps_until_epoch(3) == 6


@pytest.mark.parametrize("batch", [0, 23, 1000])
def test_a_batch_of_all_samples_or_more_is_one_step_an_epoch(small: Network, batch: int) -> None:
    trainer = trainer_of(small, dataclasses.replace(EXACT, batch_size=batch))
    trainer.advance(steps=4)
    assert trainer.epoch == 4


def test_each_epoch_sees_every_sample_once(small: Network) -> None:
    """With a rate near 0, an epoch's steps add up to the gradient of all samples."""
    rate = 1e-9
    settings = dataclasses.replace(EXACT, optimiser="sgd", learning_rate=rate, batch_size=1)
    trainer = trainer_of(small, settings)
    before = trainer.parameters
    trainer.advance_epochs(1)
    whole = trainer.program.gradient(*samples(small), "squared", before)[1]
    np.testing.assert_allclose((before - trainer.parameters) / rate / 23, whole, atol=1e-6)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_optimiser_lowers_the_loss(small: Network, optimiser: str) -> None:
    rate = OPTIMISERS[optimiser].default_rate
    settings = dataclasses.replace(EXACT, optimiser=optimiser, learning_rate=rate)
    trainer = trainer_of(small, settings)
    before = trainer.snapshot().training_loss
    assert trainer.advance(steps=200).step == 200
    assert trainer.snapshot().training_loss < 0.5 * before


def uncertain(network: Network) -> Network:
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN]
    return set_neurons(network, hidden, dropout=0.3)


UNCERTAIN = TrainingSettings(batch_size=4, input_noise=0.1, learning_rate=0.02)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_same_seed_gives_the_same_bits(small: Network, precision: str) -> None:
    settings = dataclasses.replace(UNCERTAIN, precision=precision)
    one, other = (trainer_of(uncertain(small), settings) for _ in range(2))
    one.advance(steps=57)
    for _ in range(57):
        other.advance(steps=1)
    assert np.array_equal(one.parameters, other.parameters)
    assert np.array_equal(one.history.step, other.history.step)
    assert np.array_equal(one.history.training_loss, other.history.training_loss)


def through_json(state: TrainerState) -> TrainerState:
    meta = json.loads(json.dumps(dict(state.meta), allow_nan=False))
    return TrainerState(meta, dict(state.arrays), state.history)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_going_on_from_a_saved_state_equals_going_straight_through(
    small: Network, optimiser: str
) -> None:
    settings = dataclasses.replace(
        UNCERTAIN, optimiser=optimiser, learning_rate=0.01, schedule="cosine", patience=50
    )
    network = uncertain(small)
    straight = trainer_of(network, settings)
    straight.advance(steps=61)
    first = trainer_of(network, settings)
    first.advance(steps=20)
    second = trainer_of(network, settings, state=through_json(first.state()))
    second.advance(steps=41)
    assert np.array_equal(straight.parameters, second.parameters)
    assert straight.state().meta == second.state().meta
    for name, array in straight.state().arrays.items():
        assert np.array_equal(array, second.state().arrays[name]), name
    assert np.array_equal(straight.history.step, second.history.step)
    assert np.array_equal(straight.history.training_loss, second.history.training_loss)


def test_a_state_of_another_drawing_is_refused(small: Network) -> None:
    state = trainer_of(small).state()
    with pytest.raises(EngineError, match="another drawing"):
        trainer_of(layered(3, 4, 2), state=state)


def test_frozen_weights_stay_and_tied_ones_stay_equal(small: Network) -> None:
    frozen, tied = small.edges.id[:4].tolist(), small.edges.id[-4:].tolist()
    network = tie(set_edges(small, frozen, frozen=True), tied)
    settings = dataclasses.replace(EXACT, l1=0.01, l2=0.01, decay=0.1, max_norm=1.0)
    trainer = trainer_of(network, settings)
    snapshot = trainer.advance(steps=30)
    rows = network.edges.rows(frozen)
    assert np.array_equal(snapshot.weights[rows], network.edges.weight[rows])
    assert len(set(snapshot.weights[network.edges.rows(tied)])) == 1
    assert not np.allclose(snapshot.weights[4:], network.edges.weight[4:])


@pytest.mark.parametrize("optimiser", [key for key, o in OPTIMISERS.items() if not o.full_batch])
def test_what_is_frozen_in_the_midst_of_training_stands_still_at_once(
    small: Network, optimiser: str
) -> None:
    trainer = trainer_of(small, dataclasses.replace(EXACT, optimiser=optimiser))
    weight = trainer.advance(steps=20).weights[1]
    edge = int(small.edges.id[1])
    trainer.rewire(compile(set_edges(small, [edge], frozen=True), "float64"))
    assert trainer.advance(steps=10).weights[1] == weight
    trainer.rewire(compile(small, "float64"))
    assert trainer.advance(steps=9).weights[1] != weight


def test_what_is_muted_is_never_changed(small: Network) -> None:
    edge, neuron = int(small.edges.id[0]), int(small.neurons.id[4])
    network = set_neurons(set_edges(small, [edge], muted=True), [neuron], muted=True, bias=0.7)
    trainer = trainer_of(network, dataclasses.replace(EXACT, l2=0.1, decay=0.1))
    snapshot = trainer.advance(steps=20)
    silent = (network.edges.muted) | (network.edges.source == neuron)
    silent |= network.edges.target == neuron
    assert np.array_equal(snapshot.weights[silent], network.edges.weight[silent])
    assert snapshot.biases[4] == 0.7
    assert not np.any(snapshot.weights[~silent] == network.edges.weight[~silent])


def test_history_holds_exact_losses_of_its_steps(small: Network) -> None:
    trainer = trainer_of(small)
    interval = trainer.state().meta["interval"]
    trainer.advance(steps=interval)
    program, (inputs, targets) = trainer.program, samples(small)
    last = np.mean((program.forward(inputs, trainer.parameters) - targets) ** 2)
    assert trainer.history.step.tolist() == [0, interval]
    assert trainer.history.training_loss[-1] == pytest.approx(last, rel=1e-12)
    assert np.isnan(trainer.history.held_out_loss).all()


def test_a_hand_edit_takes_effect_at_the_next_step(small: Network) -> None:
    trainer = trainer_of(small)
    trainer.advance(steps=3)
    edited = trainer.parameters
    edited[0] = 9.0
    trainer.set_parameters(edited)
    assert trainer.snapshot().weights[0] == 9.0
    with pytest.raises(EngineError, match="parameters"):
        trainer.set_parameters(edited[:-1])


def test_settings_change_between_two_steps_and_keep_the_optimisers_memory(small: Network) -> None:
    trainer = trainer_of(small)
    trainer.advance(steps=7)
    memory = trainer.state().arrays["slot.moments"]
    trainer.configure(dataclasses.replace(EXACT, learning_rate=0.001, batch_size=5))
    assert np.array_equal(trainer.state().arrays["slot.moments"], memory)
    assert trainer.advance(steps=1).learning_rate == 0.001
    trainer.configure(dataclasses.replace(EXACT, optimiser="lion", learning_rate=0.001))
    assert not trainer.state().arrays["slot.mean"].any()
    with pytest.raises(EngineError, match="learning rate"):
        trainer.configure(dataclasses.replace(EXACT, learning_rate=-1.0))
    assert trainer.settings.optimiser == "lion"


def test_rewiring_carries_everything_over_by_id(small: Network) -> None:
    trainer = trainer_of(small)
    before = trainer.advance(steps=25)
    network, hidden = add_neuron(small, activation="tanh", bias=0.25)
    network, new = connect(network, int(small.neurons.id[0]), hidden, 0.5)
    network, _ = connect(network, hidden, int(small.neurons.id[-1]), 0.5)
    gone = int(small.edges.id[2])
    network = remove(network, [gone])
    memory = trainer.state().arrays["slot.moments"]
    trainer.rewire(compile(network, "float64"))
    after = trainer.snapshot()
    kept = np.isin(small.edges.id, network.edges.id)
    assert np.array_equal(
        before.weights[kept], after.weights[np.isin(network.edges.id, small.edges.id)]
    )
    assert after.weights[network.edges.rows([new])[0]] == 0.5
    assert (trainer.step, trainer.history.step[-1]) == (25, before.loss_step)
    carried = trainer.state().arrays["slot.moments"]
    assert np.array_equal(carried[:, 0], memory[:, 0])
    assert not carried[:, trainer.program.edge_parameter[network.edges.rows([new])[0]]].any()
    assert trainer.advance(steps=5).step == 30


def test_early_stopping_brings_the_best_weights_back(small: Network) -> None:
    inputs, targets = samples(small)
    settings = dataclasses.replace(EXACT, learning_rate=0.3, patience=3, batch_size=5)
    trainer = Trainer(
        compile(small, "float64"), inputs[:12], targets[:12], (inputs[12:], targets[12:]), settings
    )
    snapshot = trainer.advance(steps=100_000)
    assert "3 epochs" in snapshot.finished
    assert snapshot.best_step is not None
    assert snapshot.best_step < trainer.step
    best = trainer.state().meta["watch"]["best_loss"]
    assert trainer.snapshot().held_out_loss == best
    stopped = trainer.step
    assert trainer.advance(steps=10).step == stopped


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_rate_follows_the_schedule(small: Network, schedule: str) -> None:
    settings = dataclasses.replace(
        EXACT, optimiser="sgd", schedule=schedule, schedule_steps=10, schedule_factor=0.5
    )
    trainer = trainer_of(small, settings)
    rates = [trainer.advance(steps=1).learning_rate for _ in range(30)]
    entry = SCHEDULES[schedule]
    expected = [0.05 * entry.share(step, 10, 0.5) for step in range(1, 31)]
    assert rates == pytest.approx(expected)


def test_on_a_plateau_the_rate_falls(small: Network) -> None:
    settings = dataclasses.replace(
        EXACT, schedule="plateau", schedule_patience=2, schedule_factor=0.1, learning_rate=0.5
    )
    trainer = trainer_of(small, settings)
    assert trainer.advance_epochs(300).learning_rate < 0.5


def test_class_weights_weigh_samples(small: Network) -> None:
    network = layered(3, 4, 1, output="sigmoid")
    inputs, _ = samples(network)
    targets = (inputs[:, :1] > 0).astype(float)
    settings = dataclasses.replace(EXACT, loss="sigmoid_cross_entropy", class_weights=(1.0, 4.0))
    program = compile(network, "float64")
    weighted = Trainer(program, inputs, targets, settings=settings)
    given = Trainer(
        program,
        inputs,
        targets,
        settings=dataclasses.replace(settings, class_weights=()),
        sample_weights=np.where(targets[:, 0] > 0, 4.0, 1.0),
    )
    weighted.advance(steps=9)
    given.advance(steps=9)
    assert np.array_equal(weighted.parameters, given.parameters)


def test_a_batch_too_large_for_one_part_gives_the_same_step(
    small: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dataclasses.replace(EXACT, batch_size=0)
    whole = trainer_of(small, settings)
    monkeypatch.setattr("scratchstudio.engine.stepper.largest_part", lambda program: 5)
    parted = trainer_of(small, settings)
    whole.advance(steps=6)
    parted.advance(steps=6)
    np.testing.assert_allclose(parted.parameters, whole.parameters, rtol=0, atol=1e-12)


def test_stopping_within_a_large_step_leaves_everything_as_it_was(
    small: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scratchstudio.engine.stepper.largest_part", lambda program: 5)
    settings = dataclasses.replace(EXACT, batch_size=0)
    network = uncertain(small)
    straight, stopped = trainer_of(network, settings), trainer_of(network, settings)
    asked = iter([False] * 4 + [True] * 100)
    stopped.advance(steps=3, stop=lambda: next(asked))
    assert stopped.step == 0
    straight.advance(steps=3)
    stopped.advance(steps=3)
    assert np.array_equal(straight.parameters, stopped.parameters)


def test_stop_is_asked_often_enough_to_be_heard_within_50_ms() -> None:
    network = layered(400, 500, 10)
    random = np.random.default_rng(0)
    inputs, targets = random.normal(size=(3000, 400)), random.normal(size=(3000, 10))
    settings = TrainingSettings(batch_size=0, learning_rate=0.001)
    trainer = Trainer(compile(network), inputs, targets, settings=settings)
    trainer.advance(steps=1)
    asked: list[float] = []

    def stop() -> bool:
        asked.append(time.thread_time())
        return len(asked) > 20

    with pin_blas_threads(1):
        trainer.advance(stop=stop)
    assert np.median(np.diff(asked)) < 0.05


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"learning_rate": 0.0}, "learning rate must be more than 0"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"momentum": 1.0}, "momentum"),
        ({"batch_size": -1}, "batch size"),
        ({"batch_size": 2.5}, "whole number"),
        ({"precision": "float16"}, "precision"),
        ({"optimiser": "magic"}, "optimiser"),
        ({"loss": "magic"}, "loss"),
        ({"schedule": "magic"}, "schedule"),
        ({"initialiser": "magic"}, "initialiser"),
        ({"class_weights": (-1.0, 1.0)}, "class weight"),
        ({"loss": "softmax_cross_entropy"}, "softmax"),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_a_sentence(
    small: Network, values: dict[str, object], sentence: str
) -> None:
    program = compile(small, "float64")
    with pytest.raises(EngineError, match=sentence):
        Trainer(program, *samples(small), settings=dataclasses.replace(EXACT, **values))


def test_samples_that_do_not_fit_are_refused_with_a_sentence(small: Network) -> None:
    inputs, targets = samples(small)
    program = compile(small, "float64")
    with pytest.raises(EngineError, match="input"):
        Trainer(program, inputs[:, :2], targets, settings=EXACT)
    with pytest.raises(EngineError, match="target"):
        Trainer(program, inputs, targets[:-1], settings=EXACT)
    with pytest.raises(EngineError, match="no samples"):
        Trainer(program, inputs[:0], targets[:0], settings=EXACT)


@pytest.mark.parametrize(
    "value", [10**400, float("inf"), float("nan"), 1e301], ids=["10**400", "inf", "nan", "1e301"]
)
@pytest.mark.parametrize("name", ["seed", "batch_size", "learning_rate", "l2"])
def test_a_setting_too_large_for_a_number_is_refused_with_a_sentence(name, value) -> None:
    with pytest.raises(EngineError, match=r"must be .*\.$"):
        check_settings(TrainingSettings(**{name: value}))


def test_the_update_of_a_step_now_and_then_is_known_and_changes_nothing(xor_with_skip) -> None:
    inputs, targets = np.tile([[0, 0], [0, 1], [1, 0], [1, 1]], (8, 1)), np.zeros((32, 1))
    one, other = (Trainer(compile(xor_with_skip), inputs, targets) for _ in range(2))
    assert one.last_update is None
    before = one.parameters
    one.advance(steps=1)
    assert np.array_equal(one.last_update, one.parameters - before)
    one.advance(steps=40)
    other.advance(steps=41)
    assert np.array_equal(one.parameters, other.parameters)
