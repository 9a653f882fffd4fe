"""Networks and projects to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scratchstudio.data import GeneratedSource, Prepared, Recipe, Source, prepare, suggest_recipe
from scratchstudio.engine import TrainingSettings, initialise
from scratchstudio.network import EMPTY, Network, add_layer
from scratchstudio.project.choices import suggested
from scratchstudio.project.fitting import fit_network
from scratchstudio.project.model import Project

START_SOURCE = GeneratedSource("spiral", samples=500, noise=0.05)
START_SETTINGS = TrainingSettings(optimiser="adam", learning_rate=0.01, batch_size=10)


def layered_network(
    prepared: Prepared,
    hidden: Sequence[int] = (8, 8),
    activation: str = "tanh",
    initialiser: str = "xavier",
    seed: int = 0,
) -> Network:
    """Inputs and outputs for the data, and dense layers of so many hidden neurons between them.

    Drawn in columns, each a layer. Without hidden layers each input feeds each output.
    """
    network = EMPTY
    before: list[int] = []
    for count in hidden:
        network, ids, _ = add_layer(network, count, before, [], activation)
        before = ids.tolist()
    network = fit_network(network, prepared, initialiser, seed)
    return initialise(network, initialiser, seed)


def new_project(
    source: Source,
    recipe: Recipe | None = None,
    hidden: Sequence[int] = (8, 8),
    activation: str = "tanh",
    settings: TrainingSettings = START_SETTINGS,
    loss: str | None = None,
) -> Project:
    """A layered network for these data, not yet trained.

    Without a recipe or a loss, those that suit the data are taken. Raises DataError when the
    recipe cannot be followed, EngineError for an unknown activation.
    """
    recipe = recipe or suggest_recipe(source.table())
    prepared = prepare(source.table(), recipe)
    settings = replace(settings, loss=loss or suggested(prepared.task)[0])
    network = layered_network(prepared, hidden, activation, settings.initialiser, settings.seed)
    return Project(network, source, recipe, settings, start=network)


def start_project() -> Project:
    """What the app begins with: a small network that learns the two-class spiral in seconds."""
    return new_project(START_SOURCE)
