"""Real trainings to be examined."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scratchstudio.data import Column, Recipe, Source, Table, TableSource, prepare, suggest_recipe
from scratchstudio.engine import Trainer, initialise
from scratchstudio.evaluate.clinic import Cure, Examination, Finding, examine
from scratchstudio.network import Network, with_values_from
from scratchstudio.project import Project, feed, new_project, trainer_for

Draw = Callable[[Network], Network]


class Patient:
    """A project in training: examined, and cured as the studio would."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.since = (0, 0)
        self._begin()

    def _begin(self) -> None:
        self.prepared = prepare(self.project.source.table(), self.project.recipe)
        self.trainer: Trainer = trainer_for(self.project, self.prepared)

    def train(self, epochs: int) -> "Patient":
        self.trainer.advance_epochs(epochs)
        return self

    def examination(self) -> Examination:
        snapshot = self.trainer.snapshot()
        network = snapshot.network.with_parameters(snapshot.weights, snapshot.biases)
        fed = feed(network, self.prepared)
        return Examination(
            program=self.trainer.program,
            parameters=self.trainer.parameters,
            network=network,
            prepared=self.prepared,
            inputs=fed.train_inputs,
            targets=fed.train_targets,
            held_out=len(fed.held_out_inputs),
            settings=self.trainer.settings,
            history=self.trainer.history,
            step=snapshot.step,
            epoch=snapshot.epoch,
            learning_rate=snapshot.learning_rate,
            since_step=self.since[0],
            since_epoch=self.since[1],
        )

    def findings(self) -> dict[str, Finding]:
        return {finding.key: finding for finding in examine(self.examination())}

    def take(self, cure: Cure) -> "Patient":
        """Does what a click on the cure does."""
        network = self.examination().network
        settings = replace(self.project.settings, **cure.settings)
        if cure.restart in ("start", "lowest"):
            network = with_values_from(network, self.project.start)
        if cure.restart == "new":
            kind, seed = settings.initialiser, settings.seed + 1
            settings = replace(settings, seed=seed)
            network = initialise(with_values_from(network, self.project.start), kind, seed)
        if cure.redraw is not None:
            network = cure.redraw(network)
        recipe = self.project.recipe if cure.prepare is None else cure.prepare(self.project.recipe)
        state = None if cure.restart else self.trainer.state()
        self.since = (0, 0) if cure.restart else (self.trainer.step, self.trainer.epoch)
        self.project = replace(
            self.project, network=network, settings=settings, recipe=recipe, state=state
        )
        self._begin()
        return self


@pytest.fixture(scope="session")
def as_patient() -> type[Patient]:
    """Makes a patient of a project."""
    return Patient


@pytest.fixture
def patient() -> Callable[..., Patient]:
    """Makes a patient: a layered network for these data, with these settings."""

    def make(
        source: Source,
        hidden: tuple[int, ...] = (6,),
        activation: str = "tanh",
        *,
        draw: Draw | None = None,
        recipe: dict[str, Any] | None = None,
        **settings: Any,
    ) -> Patient:
        chosen = replace(suggest_recipe(source.table()), **(recipe or {}))
        project = new_project(source, chosen, hidden, activation)
        project = replace(project, settings=replace(project.settings, **settings))
        if draw is not None:
            drawn = draw(project.network)
            project = replace(project, network=drawn, start=drawn)
        return Patient(project)

    return make


def table(labels: tuple[str, ...] = (), **columns: Any) -> TableSource:
    """A table of number columns; the last is of classes where `labels` are given."""
    names = list(columns)
    made = [
        Column(name, np.asarray(columns[name], dtype=float), labels if name == names[-1] else ())
        for name in names
    ]
    return TableSource(Table("table", tuple(made)))


@pytest.fixture
def make_table() -> Callable[..., TableSource]:
    return table


@pytest.fixture
def plain_recipe() -> type[Recipe]:
    return Recipe
