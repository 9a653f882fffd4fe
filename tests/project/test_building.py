"""Networks and projects to begin with, and data columns led to neurons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scratchstudio.data import GeneratedSource, Prepared, SampleSource, prepare, suggest_recipe
from scratchstudio.engine import Trainer, compile, initialise
from scratchstudio.errors import DataError
from scratchstudio.evaluate import score
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_layer,
    add_neuron,
    connect,
    layered,
    levels,
    remove,
    set_neurons,
)
from scratchstudio.project import (
    Project,
    advanced,
    feed,
    fit_network,
    layered_network,
    new_project,
    pixels_placed,
    redrawn,
    restarted,
    start_project,
    suggested,
    trainer_for,
)
from scratchstudio.project.fitting import PIXEL_SPACING


def prepared_of(source: GeneratedSource | SampleSource) -> Prepared:
    return prepare(source.table(), suggest_recipe(source.table()))


@pytest.fixture(scope="module")
def iris() -> Prepared:
    return prepared_of(SampleSource("iris"))


@pytest.fixture(scope="module")
def plane() -> Prepared:
    return prepared_of(GeneratedSource("plane"))


def held_out_score(project: Project, trainer: Trainer) -> float:
    prepared = prepare(project.source.table(), project.recipe)
    fed = feed(project.network, prepared)
    outputs = trainer.program.forward(fed.held_out_inputs, trainer.parameters)
    return score(prepared.task, outputs, fed.held_out_targets).value


# The first project.


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_the_start_project_learns_the_spiral_to_95_percent_within_600_epochs(seed: int) -> None:
    project = start_project()
    project = replace(project, settings=replace(project.settings, seed=seed))
    project = restarted(project, initialise(project.network, "xavier", seed))
    trainer = trainer_for(project)
    best = 0.0
    for _ in range(6):
        trainer.advance_epochs(100)
        best = max(best, held_out_score(project, trainer))
    assert best >= 0.95


def test_the_start_project_begins_untrained_and_the_same_every_time() -> None:
    one, other = start_project(), start_project()
    assert one.state is None
    assert one.network.same(other.network)
    assert one.start.same(one.network)


# Layered networks.


def test_a_layered_network_is_dense_from_level_to_level(iris: Prepared) -> None:
    network = layered_network(iris, (5, 3), "relu", seed=1)
    assert np.bincount(levels(network)).tolist() == [4, 5, 3, 3]
    assert len(network.edges) == 4 * 5 + 5 * 3 + 3 * 3
    assert network.neurons.column[network.input_rows].tolist() == list(iris.features)
    assert network.neurons.column[network.output_rows].tolist() == list(iris.outputs)
    assert set(network.neurons.activation[network.neurons.kind == Kind.HIDDEN]) == {"relu"}
    assert np.all(network.edges.weight != 0)


def test_a_layered_network_is_drawn_in_columns_from_left_to_right(iris: Prepared) -> None:
    network = layered_network(iris, (5, 3))
    across = network.neurons.position[:, 0]
    assert np.all(across[network.source_rows] < across[network.target_rows])
    assert len(np.unique(across)) == 4
    assert len(np.unique(network.neurons.position, axis=0)) == len(network.neurons)


def test_without_hidden_layers_inputs_feed_outputs_directly(iris: Prepared) -> None:
    network = layered_network(iris, ())
    assert len(network.edges) == 4 * 3
    across = network.neurons.position[:, 0]
    assert across[network.input_rows].max() < across[network.output_rows].min()


@pytest.mark.parametrize(
    ("source", "loss", "activation"),
    [
        (GeneratedSource("circle"), "sigmoid_cross_entropy", "sigmoid"),
        (SampleSource("iris"), "softmax_cross_entropy", "softmax"),
        (GeneratedSource("plane"), "squared", "linear"),
    ],
)
def test_loss_and_output_activation_suit_the_task(
    source: GeneratedSource | SampleSource, loss: str, activation: str
) -> None:
    project = new_project(source, hidden=(4,))
    assert project.settings.loss == loss
    outputs = project.network.neurons.activation[project.network.output_rows]
    assert set(outputs) == {activation}
    assert suggested(prepared_of(source).task) == (loss, activation)
    trainer_for(project).advance(steps=3)


# Fitting a drawing to other data.


def test_a_drawing_that_fits_is_left_as_it_is(iris: Prepared) -> None:
    network = layered_network(iris, (4,))
    assert fit_network(network, iris) is network


def test_a_drawing_fitted_to_other_data_keeps_its_hidden_neurons(
    iris: Prepared, plane: Prepared
) -> None:
    network = layered_network(plane, (4, 4))
    fitted = fit_network(network, iris)
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN]
    assert set(hidden) <= set(fitted.neurons.id)
    assert np.bincount(levels(fitted)).tolist() == [4, 4, 4, 3]
    assert len(fitted.edges) == 4 * 4 + 4 * 4 + 4 * 3
    assert set(fitted.neurons.activation[fitted.output_rows]) == {"softmax"}
    feed(fitted, iris)
    compile(fitted)


# Feeding.


def test_columns_are_fed_in_the_order_of_the_neurons(iris: Prepared) -> None:
    network = EMPTY
    for column in reversed(iris.features):
        network, _ = add_neuron(network, kind=Kind.INPUT, column=column)
    for column in reversed(iris.outputs):
        network, _ = add_neuron(network, kind=Kind.OUTPUT, activation="softmax", column=column)
    fed = feed(network, iris)
    np.testing.assert_array_equal(fed.train_inputs, iris.train_inputs[:, ::-1])
    np.testing.assert_array_equal(fed.held_out_targets, iris.held_out_targets[:, ::-1])
    assert fed.features.tolist() == [3, 2, 1, 0]
    assert fed.outputs.tolist() == [2, 1, 0]


def test_inputs_may_be_left_out(iris: Prepared) -> None:
    network = layered_network(iris, (4,))
    network = remove(network, network.neurons.id[network.input_rows][:2].tolist())
    assert feed(network, iris).train_inputs.shape[1] == 2


def without(network: Network, kind: Kind) -> Network:
    return remove(network, network.neurons.id[network.neurons.kind == kind].tolist())


def bound(network: Network, kind: Kind, column: str) -> Network:
    first = network.neurons.id[network.neurons.kind == kind][:1].tolist()
    return set_neurons(network, first, column=column)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda n: without(n, Kind.INPUT), "no input neuron yet"),
        (lambda n: without(n, Kind.OUTPUT), "no output neuron yet"),
        (lambda n: bound(n, Kind.INPUT, ""), "reads no data column"),
        (lambda n: bound(n, Kind.INPUT, "price"), "“price”, which the data lack"),
        (lambda n: bound(n, Kind.OUTPUT, "price"), "predicts the column “price”"),
        (lambda n: bound(n, Kind.OUTPUT, "species=virginica"), "no output neuron predicts"),
        (
            lambda n: add_neuron(n, kind=Kind.OUTPUT, column="species=setosa")[0],
            "several predict “species=setosa”",
        ),
    ],
)
def test_what_cannot_be_fed_is_told_with_the_neuron(iris: Prepared, change, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        feed(change(layered_network(iris, (2,))), iris)


# A project after something was done to it.


@pytest.fixture
def trained() -> Project:
    project = start_project()
    trainer = trainer_for(project)
    trainer.advance(steps=20)
    return advanced(project, trainer)


def test_a_trained_project_draws_the_trained_weights(trained: Project) -> None:
    trainer = trainer_for(trained)
    assert trainer.step == 20
    np.testing.assert_array_equal(
        trainer.program.weights(trainer.parameters), trained.network.edges.weight
    )
    assert not np.array_equal(trained.network.edges.weight, trained.start.edges.weight)


def test_restarted_it_has_its_start_weights_again(trained: Project) -> None:
    again = restarted(trained)
    assert again.state is None
    assert again.network.same(start_project().network)


def test_a_drawing_changed_before_training_is_the_new_start() -> None:
    project = start_project()
    network, _ = add_neuron(project.network)
    changed = redrawn(project, network)
    assert changed.start.same(network)


def test_a_drawing_changed_after_training_keeps_what_was_learnt(trained: Project) -> None:
    outputs = trained.network.neurons.id[trained.network.output_rows].tolist()
    inputs = trained.network.neurons.id[trained.network.input_rows].tolist()
    network, _, _ = add_layer(trained.network, 2, inputs, outputs, "tanh")
    changed = redrawn(trained, network)
    trainer = trainer_for(changed)
    assert trainer.step == 20
    known = np.isin(changed.network.edges.id, trained.network.edges.id)
    np.testing.assert_array_equal(changed.network.edges.weight[known], trained.network.edges.weight)
    np.testing.assert_array_equal(changed.start.edges.weight[known], trained.start.edges.weight)
    trainer.advance(steps=5)


def test_a_drawing_that_cannot_be_computed_yet_waits_without_a_training_state(
    trained: Project,
) -> None:
    hidden = trained.network.neurons.id[trained.network.neurons.kind == Kind.HIDDEN][0]
    broken = set_neurons(trained.network, [int(hidden)], activation="softmax")
    assert redrawn(trained, broken).state is None


def test_a_weight_set_by_hand_is_what_training_goes_on_from(trained: Project) -> None:
    network, _ = connect(
        trained.network,
        int(trained.network.neurons.id[trained.network.input_rows[0]]),
        int(trained.network.neurons.id[trained.network.output_rows[0]]),
        weight=0.75,
    )
    trainer = trainer_for(redrawn(trained, network))
    assert trainer.program.weights(trainer.parameters)[-1] == 0.75


@pytest.fixture(scope="module")
def digits() -> Prepared:
    return prepared_of(SampleSource("digits"))


class TestPictures:
    """The inputs of a picture stand as its pixels do."""

    @staticmethod
    def places(network: Network, prepared: Prepared) -> np.ndarray:
        assert prepared.picture is not None
        rows = network.input_rows
        at = dict(zip(network.neurons.column[rows].tolist(), rows.tolist(), strict=True))
        pixels = [at[name] for name in prepared.picture.columns]
        return network.neurons.position[pixels].reshape(8, 8, 2)

    def test_pixels_stand_in_a_grid_left_of_all_others(self, digits: Prepared) -> None:
        network = layered_network(digits, hidden=(8,))
        places = self.places(network, digits)
        assert (np.diff(places[..., 0], axis=1) == PIXEL_SPACING).all()
        assert (np.diff(places[..., 1], axis=0) == PIXEL_SPACING).all()
        others = network.neurons.position[network.neurons.kind != Kind.INPUT]
        assert places[..., 0].max() < others[:, 0].min()

    def test_from_pictures_to_points_and_back_the_drawing_does_not_wander(
        self, digits: Prepared
    ) -> None:
        spiral = prepared_of(GeneratedSource("spiral"))
        first = layered_network(spiral)
        network = fit_network(first, digits)
        places = self.places(network, digits)
        for prepared in (spiral, digits):
            network = fit_network(network, prepared)
        np.testing.assert_array_equal(self.places(network, digits), places)
        back = fit_network(network, spiral)
        kept = back.neurons.position[back.input_rows]
        np.testing.assert_array_equal(kept, first.neurons.position[first.input_rows])

    def test_inputs_that_were_moved_by_hand_stay_where_they_are(self, digits: Prepared) -> None:
        network = layered_network(digits, hidden=(8,))
        moved = set_neurons(
            network, [int(network.neurons.id[network.input_rows[0]])], position=(9, 9)
        )
        assert fit_network(moved, digits) is moved

    def test_the_network_that_is_offered_reads_more_than_93_percent_of_held_out_digits(
        self,
    ) -> None:
        project = new_project(SampleSource("digits"))
        trainer = trainer_for(project)
        trainer.advance_epochs(12)
        assert held_out_score(project, trainer) > 0.93

    def test_arranging_keeps_them_so_and_left_of_what_they_feed(self, digits: Prepared) -> None:
        network = layered_network(digits, hidden=(8,))
        places = pixels_placed(network, layered(network), digits.picture)
        inputs = network.neurons.kind == Kind.INPUT
        pixels, others = places[inputs], places[~inputs]
        assert len(np.unique(pixels[:, 0])) == len(np.unique(pixels[:, 1])) == 8
        assert pixels[:, 0].max() < others[:, 0].min()
        assert (places[network.target_rows, 0] > places[network.source_rows, 0]).all()

    def test_arranging_puts_a_second_neuron_of_a_pixel_beside_the_picture(
        self, digits: Prepared
    ) -> None:
        network = layered_network(digits, hidden=(2,))
        second = int(network.neurons.id[network.input_rows[1]])
        twice = str(network.neurons.column[network.input_rows[0]])
        network = set_neurons(network, [second], column=twice)
        places = pixels_placed(network, layered(network), digits.picture)
        assert len(np.unique(places, axis=0)) == len(places)

    def test_arranging_other_data_changes_nothing(self) -> None:
        iris = prepared_of(SampleSource("iris"))
        network = layered_network(iris, hidden=(2,))
        places = layered(network)
        assert pixels_placed(network, places, iris.picture) is places
