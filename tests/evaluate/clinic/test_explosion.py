"""Training that stopped because numbers went out of range: the cause, and cures that work."""

from dataclasses import replace

import pytest

from scratchstudio.data import GeneratedSource
from scratchstudio.engine import Divergence
from scratchstudio.evaluate.clinic import explosion

PLANE = GeneratedSource("plane", samples=200)


def exploded(ill):
    with pytest.raises(Divergence) as caught:
        ill.train(50)
    return told(ill, caught.value), caught.value


def told(ill, trouble):
    losses = (ill.trainer.history.training_loss[0], ill.trainer.snapshot().training_loss)
    return explosion(trouble, ill.project.network, ill.prepared, ill.trainer.settings, losses)


def labels(finding):
    return [cure.label for cure in finding.cures]


def test_a_rate_far_too_high_offers_half_of_it_and_adam(patient):
    ill = patient(PLANE, activation="relu", optimiser="sgd", learning_rate=10.0)
    finding, trouble = exploded(ill)

    assert finding.stopped
    assert f"step {trouble.step:,}" in finding.what
    assert finding.cures[0].settings == {"learning_rate": 5.0}
    assert labels(finding)[:2] == ["Halve the rate: 5", "A tenth of the rate: 1"]
    assert "Adam with rate 0.01" in labels(finding)
    assert "10" in finding.why


@pytest.mark.parametrize("place", [2, 3])
def test_adam_and_clipping_let_training_go_on_to_a_low_loss(patient, place):
    ill = patient(PLANE, activation="relu", optimiser="sgd", learning_rate=10.0)
    finding, _ = exploded(ill)
    cure = finding.cures[place]

    ill.take(replace(cure, settings={"learning_rate": 0.1, **cure.settings})).train(30)

    assert ill.examination().loss_left < 0.3


def test_a_rate_far_above_what_is_usual_offers_the_usual_one(patient):
    ill = patient(PLANE, learning_rate=50.0).train(1)
    trouble = Divergence(None, "the loss had exploded", "Too fast.", "Halve it.", 22)

    assert "Rate 0.01, usual for Adam" in labels(told(ill, trouble))


def test_weights_that_have_run_away_are_left_for_the_start_weights(patient):
    ill = patient(PLANE, activation="relu", optimiser="sgd", learning_rate=10.0)
    finding, _ = exploded(ill)

    assert "loss had already grown" in finding.what
    assert all(cure.restart for cure in finding.cures)


def test_good_weights_are_gone_on_with(patient):
    ill = patient(PLANE, activation="relu").train(20)
    step = ill.trainer.step
    trouble = Divergence(None, "the loss had exploded", "Too fast.", "Halve it.", step + 1)

    cure = told(ill, trouble).cures[0]
    assert "grown" not in told(ill, trouble).what
    ill.take(cure)

    assert ill.trainer.step == step


def test_inputs_that_are_not_scaled_offer_scaling_first(patient, make_table):
    values = [float(value) for value in range(0, 9000, 100)]
    ill = patient(
        make_table(a=values, y=[value / 9000 for value in values]),
        (),
        recipe={"standardise": False, "standardise_target": False},
        optimiser="sgd",
        learning_rate=0.1,
    )
    finding, trouble = exploded(ill)
    assert trouble.key == "inputs"
    assert labels(finding)[0] == "Standardise the inputs"

    ill.take(finding.cures[0]).train(50)

    assert ill.trainer.snapshot().training_loss < 0.05


def test_data_that_are_no_numbers_are_not_cured_by_a_rate(patient):
    ill = patient(PLANE)
    trouble = Divergence(None, "x1 gave nan", "Not a number.", "Clean it.", 3, "data")

    assert not told(ill.train(1), trouble).cures


def test_decay_that_overshoots_offers_a_bearable_one(patient):
    ill = patient(PLANE, optimiser="sgd", learning_rate=0.1, decay=25.0)
    finding, trouble = exploded(ill)
    assert trouble.key == "decay"
    assert finding.cures[0].settings == {"decay": 1.0}

    ill.take(finding.cures[0]).train(20)


def test_a_neuron_that_is_gone_is_not_pointed_at(patient):
    ill = patient(PLANE)
    trouble = Divergence(9999, "h9 gave inf", "Too fast.", "Halve it.", 7)

    assert not told(ill.train(1), trouble).neurons


def test_rectifiers_are_offered_the_initialiser_that_suits_them(patient):
    ill = patient(PLANE, activation="relu", optimiser="sgd", learning_rate=10.0)
    finding, _ = exploded(ill)
    cure = finding.cures[-1]

    assert cure.restart == "new"
    assert cure.settings == {"initialiser": "he"}
