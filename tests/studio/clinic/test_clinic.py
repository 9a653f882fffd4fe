"""What the clinic says during a run, once and no more, and what its cures do to the document."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import GeneratedSource
from scratchstudio.engine import Divergence
from scratchstudio.evaluate.clinic import Cure
from scratchstudio.network import set_neurons
from scratchstudio.project import new_project
from scratchstudio.studio.clinic.clinic import bears_on_training
from scratchstudio.studio.clinic.curing import apply
from scratchstudio.studio.clinic.probe import KEY
from scratchstudio.studio.history.timeline import timeline_of


def keys(clinic):
    return [finding.key for finding in clinic.findings]


def train_until_told(qtbot, window, clinic, key):
    window.session.play()
    qtbot.waitUntil(lambda: key in keys(clinic), timeout=10_000)


def look_again(qtbot, window, clinic):
    """Waits for the look that follows a pause or an edit."""
    window.session.pause()
    before = clinic._checkup
    clinic._ask()
    qtbot.waitUntil(lambda: clinic._checkup is not before)


def test_dead_neurons_are_told_while_training_and_marked(qtbot, window, clinic, open_ill):
    open_ill()
    assert keys(clinic) == []

    train_until_told(qtbot, window, clinic, "dead")

    assert len(clinic.marks.dead) >= 4
    assert set(clinic.findings[0].neurons) <= set(clinic.marks.dead)


def test_while_nothing_trains_nobody_is_spoken_to(qtbot, window, clinic, open_ill):
    open_ill(batch_size=10_000)
    look_again(qtbot, window, clinic)

    assert keys(clinic) == []


def test_a_dismissed_finding_is_not_told_again_in_this_run(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    clinic.dismiss(clinic.findings[0])
    window.session.pause()

    window.session.play()
    step = window.session.frame.snapshot.step
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > step + 500)
    look_again(qtbot, window, clinic)

    assert "dead" in [finding.key for finding in window.session.frame.probes[KEY].findings]
    assert "dead" not in keys(clinic)


def test_in_a_new_run_it_is_told_anew(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    clinic.dismiss(clinic.findings[0])

    window.session.reset()

    train_until_told(qtbot, window, clinic, "dead")


def test_what_no_longer_holds_goes_by_itself(qtbot, window, clinic, open_ill):
    open_ill(batch_size=10_000)
    train_until_told(qtbot, window, clinic, "batch")
    window.session.pause()

    window.document.change("Batch", settings=replace(window.document.settings, batch_size=5))

    qtbot.waitUntil(lambda: "batch" not in keys(clinic))


def test_what_comes_and_goes_in_training_is_not_taken_away_at_once(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    window.session.pause()
    look_again(qtbot, window, clinic)
    clinic._holding = {}
    gone = []
    for _ in range(3):
        clinic._compare(speak=True, at_rest=False)
        gone.append("dead" not in keys(clinic))

    assert gone == [False, False, True]


def test_at_rest_what_is_not_found_is_taken_away(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    window.session.pause()
    hidden = clinic.findings[0].neurons
    window.document.draw("Revive", set_neurons(window.document.network, hidden, bias=5.0))

    qtbot.waitUntil(lambda: "dead" not in keys(clinic))


def test_pausing_brings_a_last_look(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    window.session.pause()

    qtbot.waitUntil(lambda: clinic._checkup.step == window.session.frame.snapshot.step)


def test_moving_a_neuron_is_no_change_of_training(qtbot, window, clinic, open_ill):
    open_ill()
    before = window.document.content
    neuron = int(before.network.neurons.id[0])
    for values, matters in (
        ({"position": (5.0, 5.0)}, False),
        ({"name": "first"}, False),
        ({"dropout": 0.5}, True),
        ({"bias": 0.5}, True),
    ):
        network = set_neurons(before.network, [neuron], **values)
        assert bears_on_training(before, replace(before, network=network)) == matters


def test_all_that_holds_can_be_recalled(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    clinic.dismiss(clinic.findings[0])

    assert clinic.recall()
    assert "dead" in keys(clinic)


def test_another_project_brings_none_of_the_old_findings(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    window.session.pause()

    window.document.open(new_project(GeneratedSource("circle")))

    assert keys(clinic) == []
    assert not clinic.marks.dead


def test_a_healthy_training_is_left_in_peace(qtbot, window, clinic):
    window.session.run_epochs(40)
    qtbot.waitUntil(lambda: not window.session.playing, timeout=20_000)
    look_again(qtbot, window, clinic)

    assert keys(clinic) == []
    assert not window.ward.badge.isVisible() or "finding" not in window.ward.badge.text()


def test_the_look_is_spared_while_edits_rain(qtbot, window):
    looks = []
    window.session.set_probe("counted", lambda moment: looks.append(moment) or len(looks), 1000.0)
    qtbot.waitUntil(lambda: "counted" in window.session.frame.probes)
    neuron = int(window.document.network.neurons.id[0])
    for place in range(5):
        with qtbot.waitSignal(window.session.frameReady):
            moved = set_neurons(window.document.network, [neuron], position=(place, 0.0))
            window.document.draw("Move", moved)

    assert len(looks) == 1


def test_when_edits_rest_the_clinic_looks_again(qtbot, window, clinic, open_ill):
    open_ill()
    assert not clinic.marks.dead
    window.session.step(1)
    qtbot.waitUntil(lambda: len(clinic.marks.dead) >= 4)

    revived = set_neurons(window.document.network, clinic.marks.dead, bias=0.0)
    window.document.draw("Revive", revived)

    qtbot.waitUntil(lambda: len(clinic.marks.dead) < 4)


# Cures.


def test_a_cure_is_one_undo_entry_and_training_goes_on(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    finding = clinic.findings[0]
    before = window.document.network.neurons.activation.tolist()

    clinic.cure(finding, finding.cures[0])

    assert window.session.playing
    assert window.document.network.neurons.activation.tolist().count("leaky_relu") >= 4
    assert "dead" not in keys(clinic)
    window.session.pause()
    stack = window.document.undo_stack
    texts = [stack.text(place) for place in range(stack.count())]
    assert texts[1] == finding.cures[0].label
    while stack.undoText() != finding.cures[0].label:
        stack.undo()
    stack.undo()
    assert window.document.network.neurons.activation.tolist() == before


def test_new_weights_of_a_cure_reach_the_trainer(qtbot, window, clinic, open_ill):
    open_ill()
    train_until_told(qtbot, window, clinic, "dead")
    finding = clinic.findings[0]
    window.session.pause()

    clinic.cure(finding, finding.cures[1])

    assert not window.session.playing
    rows = window.document.network.neurons.rows(finding.neurons)
    assert not window.document.network.neurons.bias[rows].any()
    window.session.step(1)
    assert np.abs(window.document.network.neurons.bias[rows]).max() < 1.0


def test_standardising_is_a_change_of_the_data(qtbot, window):
    recipe = replace(window.document.content.recipe, standardise=False)
    window.document.change_data("Raw", window.document.content.source, recipe)
    cure = Cure("Standardise", "…", prepare=lambda now: replace(now, standardise=True))

    apply(cure, window.document, window.session, go_on=False)

    assert window.document.content.recipe.standardise
    window.document.undo_stack.undo()
    assert not window.document.content.recipe.standardise


@pytest.mark.parametrize("restart", ["start", "new"])
def test_a_cure_that_begins_anew_does_so_in_one_entry(qtbot, window, restart):
    window.session.step(20)
    start = window.document.content.start
    stack = window.document.undo_stack
    count = stack.count()
    cure = Cure("Anew", "…", settings={"patience": 7}, restart=restart)

    apply(cure, window.document, window.session, go_on=False)

    assert stack.count() == count + 1
    content = window.document.content
    assert content.run is None
    assert content.settings.patience == 7
    same = np.array_equal(content.network.edges.weight, start.edges.weight)
    assert same == (restart == "start")
    stack.undo()
    assert window.document.content.run is not None
    assert window.document.settings.patience == 0


def test_going_back_to_the_best_kept_weights_is_one_entry_and_rests(qtbot, window):
    window.session.step(200)
    good = window.document.network
    window.session.step(1)
    worse = window.document.network.edges.weight * 50
    window.document.draw("Spoil", window.document.network.with_parameters(worse, good.neurons.bias))
    window.session.step(1)
    stack = window.document.undo_stack
    count = stack.count()
    cure = Cure("Best", "…", settings={"l2": 0.5}, restart="lowest", rests=True)

    apply(cure, window.document, window.session, go_on=True)

    assert stack.count() == count + 1
    assert not window.session.playing
    assert window.document.settings.l2 == 0.5
    assert np.abs(window.document.network.edges.weight - good.edges.weight).max() < 0.1
    stack.undo()
    assert window.document.settings.l2 == 0.0


def test_going_back_to_a_step_trains_the_same_way_again_from_the_state_before(qtbot, window):
    window.session.step(100)
    window.session.step(37)
    there = window.document.network.edges.weight
    window.session.step(400)
    timeline = timeline_of(window.document, window.session)
    timeline._become(
        replace(timeline._run, frames=tuple(f for f in timeline.frames if f.step != 137)),
        timeline.at - 1,
    )
    assert 137 not in [frame.step for frame in timeline.frames]
    cure = Cure("Best", "…", restart="step", step=137, rests=True)

    apply(cure, window.document, window.session, go_on=True)
    qtbot.waitUntil(lambda: not window.session.playing)

    assert window.document.content.run.state.meta["step"] == 137
    assert np.array_equal(window.document.network.edges.weight, there)


# An explosion.


def test_an_explosion_is_told_each_time_and_first(qtbot, window, clinic, open_ill):
    open_ill(batch_size=10_000)
    train_until_told(qtbot, window, clinic, "batch")
    window.session.pause()
    for step in (7, 9):
        window.session.troubled.emit(Divergence(None, "it exploded", "Too fast.", "Halve.", step))
        assert clinic.findings[0].key == f"explosion {step}"


def test_training_on_takes_the_explosion_away(qtbot, window, clinic):
    window.session.troubled.emit(Divergence(None, "it exploded", "Too fast.", "Halve it.", 7))

    window.session.play()

    assert keys(clinic) == []


def test_a_rate_far_too_high_stops_with_good_weights_and_adam_goes_on(
    qtbot, window, clinic, open_wild
):
    open_wild()
    start = window.document.network.edges.weight
    window.session.play()
    qtbot.waitUntil(lambda: bool(clinic.findings))
    finding = clinic.findings[0]
    assert not window.session.playing
    assert np.isfinite(window.document.network.edges.weight).all()
    cures = {cure.label: cure for cure in finding.cures}

    clinic.cure(finding, cures["Adam with rate 0.01"])

    assert window.session.playing
    assert np.allclose(window.document.network.edges.weight, start)
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > 500)
    assert window.session.frame.snapshot.training_loss < 0.2
    assert not [finding for finding in clinic.findings if finding.stopped]
