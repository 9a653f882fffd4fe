"""Each condition of the clinic, on trainings that have it and on trainings that have not."""

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import GENERATORS, GeneratedSource, SampleSource
from scratchstudio.evaluate.clinic import CONDITIONS, dead, examine, in_passing, saturated
from scratchstudio.evaluate.clinic.baseline import loss_of_constant
from scratchstudio.evaluate.clinic.ends import ends
from scratchstudio.evaluate.clinic.twins import twins
from scratchstudio.network import Kind, incident_edges, set_edges, set_neurons, tie

IRIS = SampleSource("iris")


def hidden(network):
    return network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()


# Health.


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_training_that_goes_well_is_not_spoken_of(patient, generator):
    healthy = patient(GeneratedSource(generator, samples=200), (8, 8))
    for epochs in (0, 1, 9, 60):
        assert not healthy.train(epochs).findings()


def test_a_network_that_is_still_being_drawn_is_not_spoken_of(patient):
    zeros = patient(IRIS, draw=lambda network: set_edges(network, network.edges.id, weight=0.0))

    assert not zeros.findings()


def test_every_condition_finds_under_its_own_key(patient):
    for key, look in CONDITIONS.items():
        assert all(finding.key == key for finding in look(patient(IRIS).train(1).examination()))


def test_no_number_of_samples_costs_more_than_512(patient):
    large = patient(GeneratedSource("circle", samples=5000), (4,)).train(1).examination()

    assert len(large.sample) == 512
    assert large.activations.shape[1] == 512
    assert (large.sample[0], large.sample[-1]) == (0, len(large.inputs) - 1)


# Dead neurons.


def killed(network):
    return set_neurons(network, hidden(network)[:3], bias=-1000.0)


def test_dead_neurons_are_named_and_leak_back_to_life(patient):
    ill = patient(IRIS, activation="relu", draw=killed).train(5)
    finding = ill.findings()["dead"]
    assert set(finding.neurons) == set(hidden(ill.project.network)[:3])
    assert "h1, h2 and h3" in finding.what
    assert f"step {ill.trainer.step:,}" in finding.what
    assert finding.sure == "certain"

    ill.take(finding.cures[0]).train(5)

    assert "dead" not in ill.findings()
    activations = ill.examination().network.neurons.activation
    assert activations.tolist().count("leaky_relu") == 3


def test_a_beginning_is_given_time_before_neurons_count_as_dead(patient):
    ill = patient(IRIS, activation="relu", draw=killed).train(4)
    assert dead(ill.examination()).any()
    assert "dead" not in ill.findings()

    large = patient(GeneratedSource("circle", samples=5000), activation="relu", draw=killed)
    assert "dead" in large.train(2).findings()


def test_new_weights_revive_dead_neurons_and_leave_the_others(patient):
    ill = patient(IRIS, activation="relu", draw=killed).train(5)
    cure = ill.findings()["dead"].cures[1]
    before = ill.examination().network
    after = cure.redraw(before)

    touched = np.isin(before.edges.id, incident_edges(before, hidden(before)[:3]))
    assert np.array_equal(before.edges.weight[~touched], after.edges.weight[~touched])
    assert set(cure.touched) >= set(before.edges.id[touched].tolist())
    assert "dead" not in ill.take(cure).train(5).findings()


def test_a_part_of_the_samples_makes_dead_only_likely(patient):
    ill = patient(GeneratedSource("circle", samples=2000), activation="relu", draw=killed).train(5)
    finding = ill.findings()["dead"]

    assert finding.sure == "likely"
    assert "512" in finding.what
    assert "1,400" in finding.what


def test_one_dead_neuron_of_many_is_marked_but_not_spoken_of(patient):
    def kill_one(network):
        return set_neurons(network, hidden(network)[:1], bias=-1000.0)

    ill = patient(IRIS, (12,), "tanh", draw=kill_one)
    ill = patient(IRIS, (12,), "relu", draw=kill_one).train(5)
    rows = dead(ill.examination())

    assert hidden(ill.project.network)[0] in ill.examination().ids(rows)
    assert rows.sum() <= 2
    assert "dead" not in ill.findings()
    [aside] = in_passing(ill.examination())
    assert aside.quiet
    assert aside.key == "dead"
    assert aside.neurons == ill.examination().ids(rows)
    assert not any(cure.restart or cure.settings for cure in aside.cures)


def test_a_whole_level_that_is_dead_is_spoken_of_however_small(patient):
    def kill_level(network):
        return set_neurons(network, hidden(network)[12:], bias=-1000.0)

    ill = patient(IRIS, (12, 2), activation="relu", draw=kill_level).train(5)

    assert set(ill.findings()["dead"].neurons) >= set(hidden(ill.project.network)[12:])


def test_muted_and_unconnected_neurons_are_not_dead(patient):
    def mute(network):
        network = set_neurons(killed(network), hidden(network)[:2], muted=True)
        cut = network.edges.id[network.edges.target == hidden(network)[2]]
        return set_edges(network, cut, muted=True)

    assert not dead(patient(IRIS, activation="relu", draw=mute).train(5).examination()).any()


def test_a_formula_that_is_flat_below_can_be_dead_too(patient):
    ill = patient(IRIS, activation="=x*sigmoid(x)", draw=killed).train(5)

    assert "dead" in ill.findings()


@pytest.mark.parametrize(
    ("key", "only", "distinct"),
    [
        ("relu", 0.0, None),
        ("tanh", None, (-1.0, 1.0)),
        ("sigmoid", None, (0.0, 1.0)),
        ("elu", -1.0, None),
        ("gaussian", 0.0, None),
        ("linear", None, None),
        ("leaky_relu", None, None),
        ("sine", None, None),
        ("step", None, None),
        ("softmax", None, None),
        ("=3*tanh(x/2)", None, (-3.0, 3.0)),
    ],
)
def test_where_an_activation_is_flat_follows_from_its_values(key, only, distinct):
    assert ends(key).only == pytest.approx(only, abs=1e-6)
    assert ends(key).distinct == pytest.approx(distinct, abs=1e-6)


# Saturation.


def far_off(make_table):
    random = np.random.default_rng(0)
    a, b = random.normal(5000, 2000, 200), random.normal(0, 900, 200)
    return make_table(a=a, b=b, y=np.sin(a / 3000) + b / 1000)


def test_inputs_that_are_not_scaled_saturate_and_standardising_cures(patient, make_table):
    ill = patient(far_off(make_table), recipe={"standardise": False}).train(5)
    finding = ill.findings()["saturated"]
    assert len(finding.neurons) >= 2
    assert "not scaled (a)" in finding.why
    cure = finding.cures[0]
    assert cure.label == "Standardise the inputs"

    assert "saturated" not in ill.take(cure).train(5).findings()


def test_large_weights_saturate_and_their_size_is_told(patient):
    def heavy(network):
        into = network.edges.id[np.isin(network.edges.target, hidden(network))]
        return set_edges(network, into, weight=network.edges.weight[:1].repeat(len(into)) + 90.0)

    ill = patient(GeneratedSource("circle"), draw=heavy, learning_rate=1e-5).train(5)
    finding = ill.findings()["saturated"]
    assert "weights into them reach 9" in finding.why

    assert "saturated" not in ill.take(finding.cures[0]).train(5).findings()


def test_a_network_that_has_learned_may_be_saturated_in_peace(patient):
    sure = patient(GeneratedSource("gaussian", samples=100), (2,), learning_rate=0.3).train(300)

    assert sure.examination().has_learned
    assert saturated(sure.examination()).any()
    assert "saturated" not in sure.findings()


# Twins.


def alike(network):
    return set_edges(network, network.edges.id, weight=0.5)


def test_neurons_that_begin_alike_are_twins_and_new_weights_part_them(patient):
    ill = patient(IRIS, (3, 2), draw=alike).train(3)
    finding = ill.findings()["twins"]
    assert set(finding.neurons) == set(hidden(ill.project.network))
    assert finding.title == "5 neurons are twins"
    assert "1 other group" in finding.what

    ill.take(finding.cures[-1]).train(3)

    assert "twins" not in ill.findings()


def test_the_zeros_initialiser_offers_another_one_first(patient):
    ill = patient(IRIS, draw=alike, initialiser="zeros").train(1)
    cure = ill.findings()["twins"].cures[0]

    assert cure.settings == {"initialiser": "xavier"}
    assert cure.restart == "new"


def test_neurons_that_differ_in_one_weight_are_no_twins(patient):
    def nearly(network):
        network = alike(network)
        return set_edges(network, network.edges.id[:2], weight=0.501)

    groups = twins(patient(IRIS, (3,), draw=nearly).examination())

    assert all(len(group) == 2 for group in groups)


def test_tied_and_dropped_out_neurons_are_no_twins(patient):
    def tied(network):
        return tie(alike(network), network.edges.id[:6].tolist())

    def dropped(network):
        return set_neurons(alike(network), hidden(network), dropout=0.5)

    for draw in (tied, dropped):
        ill = patient(IRIS, (2,), draw=draw).train(1)
        assert "twins" not in ill.findings()


# Nothing learned for long.


def test_steps_too_small_to_learn_by_are_noticed_after_a_while(patient):
    slow = patient(IRIS, learning_rate=1e-7)
    assert "stalled" not in slow.train(20).findings()

    finding = slow.train(60).findings()["stalled"]
    assert "40 epochs" in finding.what
    assert finding.sure in ("likely", "possible")

    for cure in finding.cures:
        if cure.settings.get("learning_rate") == 0.01:
            slow.take(cure)
    assert "stalled" not in slow.train(80).findings()


def test_a_loss_that_jumps_is_put_down_to_the_rate(patient):
    ill = patient(IRIS, learning_rate=30.0).train(80)
    finding = ill.findings()["stalled"]

    assert "too high" in finding.why
    assert finding.cures[0].settings["learning_rate"] == 0.01
    assert [cure.settings.get("learning_rate") for cure in finding.cures] == [0.01, 15.0]


def test_a_rate_somewhat_too_high_is_halved_and_the_weights_stay(patient):
    ill = patient(GeneratedSource("plane"), (8,) * 3, "relu", optimiser="momentum")
    ill.trainer.configure(replace(ill.trainer.settings, learning_rate=0.285))
    finding = ill.train(80).findings()["stalled"]

    assert "jumps" in finding.why
    assert finding.cures[0].settings["learning_rate"] == 0.1425
    assert not finding.cures[0].restart


def test_weights_thrown_off_by_long_steps_are_not_offered_longer_ones(patient):
    ill = patient(GeneratedSource("spiral"), (8,) * 4, learning_rate=0.095).train(80)
    finding = ill.findings()["stalled"]
    assert "more than usual" in finding.why

    well = ill.take(finding.cures[0]).train(300)

    assert well.examination().loss_left < 0.3
    assert "stalled" not in well.findings()


@pytest.mark.parametrize("optimiser", ["adam", "rmsprop", "lion", "nadam", "adagrad"])
@pytest.mark.parametrize("key", ["stalled", "saturated"])
def test_the_first_cure_of_an_absurd_rate_really_cures(patient, optimiser, key):
    ill = patient(IRIS, (6, 6), optimiser=optimiser, learning_rate=1e6).train(80)
    finding = ill.findings()[key]
    assert "too high" in finding.why

    well = ill.take(finding.cures[0]).train(150)

    assert well.examination().loss_left < 0.35
    assert key not in well.findings()


def test_a_schedule_that_has_ended_is_named(patient):
    ill = patient(
        IRIS, learning_rate=1e-6, schedule="exponential", schedule_steps=50, schedule_factor=0.01
    ).train(80)
    finding = ill.findings()["stalled"]

    assert "schedule" in finding.why
    assert finding.cures[0].settings == {"schedule": "constant"}


def test_what_was_before_a_change_by_hand_does_not_count(patient):
    slow = patient(IRIS, learning_rate=1e-7).train(80)
    slow.since = (slow.trainer.step, slow.trainer.epoch)

    assert "stalled" not in slow.train(10).findings()


def test_a_low_loss_that_stays_is_no_stall(patient):
    done = patient(IRIS, optimiser="sgd", learning_rate=0.1).train(100)
    done.trainer.configure(replace(done.trainer.settings, learning_rate=1e-9))

    assert "stalled" not in done.train(100).findings()


@pytest.mark.parametrize(
    ("loss", "expected"),
    [("squared", 0.1875), ("absolute", 0.25), ("hinge", 0.5), ("sigmoid_cross_entropy", 0.5623)],
)
def test_the_loss_to_beat_is_that_of_the_best_constant(patient, loss, expected):
    targets = np.array([[0.0], [0.0], [0.0], [1.0]])
    settings = replace(patient(IRIS).project.settings, loss=loss)

    assert loss_of_constant(targets, settings) == pytest.approx(expected, abs=1e-4)


def test_class_weights_count_in_the_loss_to_beat(patient):
    targets = np.array([[0.0], [0.0], [0.0], [1.0]])
    settings = replace(
        patient(IRIS).project.settings, loss="sigmoid_cross_entropy", class_weights=(2 / 3, 2.0)
    )

    assert loss_of_constant(targets, settings) == pytest.approx(np.log(2))


# Held-out loss turning up.


def few_moons(patient, **settings):
    moons = GeneratedSource("moons", samples=60, noise=0.4)
    return patient(moons, (32, 32), learning_rate=0.02, recipe={"held_out": 0.5}, **settings)


def test_learning_by_heart_is_noticed_and_cured_by_stopping_at_the_best(patient):
    ill = few_moons(patient)
    assert "overfitting" not in ill.train(10).findings()
    finding = ill.train(200).findings()["overfitting"]
    worse = ill.trainer.snapshot().held_out_loss
    assert finding.sure == "likely"
    back, again, _ = finding.cures
    history = ill.trainer.history
    assert history.held_out_loss[history.step == back.step] == history.held_out_loss.min()
    assert f"{again.settings['patience']} epochs" in again.help

    ill.take(again)
    assert ill.trainer.step == 0
    ill.train(200)

    assert ill.trainer.snapshot().finished
    assert ill.trainer.snapshot().held_out_loss < worse / 1.25
    assert "overfitting" not in ill.findings()


def test_few_held_out_samples_make_it_only_possible(patient):
    moons = GeneratedSource("moons", samples=50, noise=0.4)
    ill = patient(moons, (32, 32), learning_rate=0.02, recipe={"held_out": 0.4}).train(300)
    finding = ill.findings()["overfitting"]

    assert finding.sure == "possible"
    assert "20 held-out samples" in finding.because


def test_without_held_out_samples_nothing_turns_up(patient):
    moons = GeneratedSource("moons", samples=60, noise=0.4)
    ill = patient(moons, (32, 32), learning_rate=0.02, recipe={"held_out": 0.0}).train(200)

    assert "overfitting" not in ill.findings()


# Classes never predicted.


def one_in_forty(make_table):
    random = np.random.default_rng(0)
    y = (np.arange(400) < 10).astype(float)
    x = random.normal(size=(400, 2)) + 0.5 * y[:, None]
    return make_table(labels=("no", "yes"), a=x[:, 0], b=x[:, 1], y=y)


def test_a_rare_class_is_never_predicted_until_it_weighs_more(patient, make_table):
    ill = patient(one_in_forty(make_table), (3,))
    assert "classes" not in ill.train(10).findings()
    finding = ill.train(30).findings()["classes"]
    assert "“yes”" in finding.what
    assert "2.5 %" in finding.why
    no, yes = finding.cures[0].settings["class_weights"]
    assert yes / no == pytest.approx(273 / 7, rel=0.01)

    assert "classes" not in ill.take(finding.cures[0]).train(30).findings()


def test_the_output_neuron_of_the_class_is_pointed_out(patient):
    def hush(network):
        outputs = network.neurons.id[network.output_rows]
        return set_neurons(network, outputs[1:2].tolist(), bias=-100.0)

    ill = patient(IRIS, learning_rate=1e-6, draw=hush).train(25)
    finding = ill.findings()["classes"]

    assert "“versicolor”" in finding.what
    assert finding.neurons == (int(ill.project.network.neurons.id[3 + 4]),) or (
        ill.project.network.neurons.column[ill.project.network.neurons.rows(finding.neurons)][0]
        == "species=versicolor"
    )


# A batch larger than the data.


def test_a_batch_larger_than_the_data_is_certain_at_once(patient):
    ill = patient(IRIS, batch_size=10_000)
    finding = ill.findings()["batch"]
    assert finding.sure == "certain"
    assert "10,000" in finding.what
    assert "105" in finding.what

    for cure in finding.cures:
        assert "batch" not in ill.take(cure).findings()


def test_a_full_batch_on_purpose_is_not_spoken_of(patient):
    assert not examine(patient(IRIS, batch_size=0).train(1).examination())
    assert not examine(patient(IRIS, batch_size=10_000, optimiser="lbfgs").train(1).examination())
