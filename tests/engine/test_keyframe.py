"""Keyframes: going on from one is going on as if nothing had happened since; old ones thin out."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.engine import Keyframe, Trainer, TrainingSettings, compile, thinned
from scratchstudio.network import Network


def trainer_of(network: Network, state=None) -> Trainer:
    chance = np.random.default_rng(3)
    inputs, targets = chance.normal(size=(60, 2)), chance.uniform(size=(60, 1))
    settings = TrainingSettings(optimiser="adam", learning_rate=0.02, input_noise=0.1)
    program = compile(network)
    return Trainer(program, inputs, targets, (inputs[:9], targets[:9]), settings, state)


def frame_of(trainer: Trainer) -> Keyframe:
    return Keyframe.of(trainer.snapshot(), trainer.state())


@pytest.fixture
def frames(xor_with_skip: Network) -> list[Keyframe]:
    trainer = trainer_of(xor_with_skip)
    found = [frame_of(trainer)]
    for _ in range(120):
        trainer.advance(steps=5)
        found.append(frame_of(trainer))
    return found


def test_going_on_from_a_keyframe_repeats_what_followed_bit_for_bit(
    xor_with_skip: Network,
) -> None:
    trainer = trainer_of(xor_with_skip)
    trainer.advance(steps=33)
    frame = frame_of(trainer)
    trainer.advance(steps=47)

    again = trainer_of(xor_with_skip, frame.resumed(trainer.history))
    assert again.step == 33
    assert again.history.step.tolist() == [s for s in trainer.history.step.tolist() if s <= 33]
    again.advance(steps=47)

    assert np.array_equal(again.parameters, trainer.parameters)
    assert again.history.training_loss.tolist() == trainer.history.training_loss.tolist()


def test_a_keyframe_shows_the_weights_of_its_step(xor_with_skip: Network) -> None:
    trainer = trainer_of(xor_with_skip)
    trainer.advance(steps=10)
    frame, then = frame_of(trainer), trainer.snapshot()
    trainer.advance(steps=10)
    assert np.array_equal(frame.network.edges.weight, then.weights)
    assert np.array_equal(frame.network.neurons.bias, then.biases)
    assert len(frame.state.history) == 0
    assert not frame.is_of(trainer.state())


def test_of_too_many_the_first_and_the_last_stay(frames: list[Keyframe]) -> None:
    kept = thinned(frames, most=20)
    assert len(kept) == 20
    assert (kept[0], kept[-1]) == (frames[0], frames[-1])
    assert [f.step for f in kept] == sorted({f.step for f in kept})


def test_older_frames_stand_farther_apart_where_the_loss_is_still(
    frames: list[Keyframe],
) -> None:
    still = [Keyframe(f.step, f.epoch, 0.5, 0.5, f.state, f.network) for f in frames]
    steps = np.array([f.step for f in thinned(still, most=24)])
    gaps = np.diff(steps)
    assert gaps[:8].mean() > 2 * gaps[-8:].mean()


def test_frames_stay_where_the_loss_moved(frames: list[Keyframe]) -> None:
    falling = [
        Keyframe(f.step, f.epoch, 0.7 ** min(i, 10), 0.5, f.state, f.network)
        for i, f in enumerate(frames)
    ]
    kept = thinned(falling, most=24)
    assert [f.step for f in kept[:9]] == [f.step for f in frames[:9]]


def test_large_states_are_held_to_the_memory_they_may_take(frames: list[Keyframe]) -> None:
    room = 10 * frames[0].size
    kept = thinned(frames, most_bytes=room)
    assert 2 < len(kept) <= 10
    assert sum(f.size for f in kept) <= room
