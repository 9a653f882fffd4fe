"""A window with its clinic, and networks that ail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scratchstudio.data import GeneratedSource
from scratchstudio.network import Kind, Network, set_neurons
from scratchstudio.project import new_project
from scratchstudio.studio.clinic.clinic import Clinic


@pytest.fixture
def clinic(window) -> Clinic:
    return window.ward.clinic


def with_dead_neurons(network: Network) -> Network:
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN]
    return set_neurons(network, hidden[:4].tolist(), bias=-900.0)


@pytest.fixture
def open_ill(qtbot, window) -> Callable[..., None]:
    """Opens a network of rectifiers of which four are dead."""

    def make(**settings: object) -> None:
        project = new_project(
            GeneratedSource("spiral", samples=100), hidden=(8,), activation="relu"
        )
        network = with_dead_neurons(project.network)
        project = replace(
            project,
            network=network,
            start=network,
            settings=replace(project.settings, **settings),
        )
        window.document.open(project)
        qtbot.waitUntil(lambda: not window.session.problem)

    return make


@pytest.fixture
def open_wild(qtbot, window) -> Callable[[], None]:
    """Opens a network of rectifiers with a rate of 10."""

    def make() -> None:
        window.document.open(new_project(GeneratedSource("plane"), activation="relu"))
        wild = replace(window.document.settings, optimiser="sgd", learning_rate=10.0)
        window.document.change("Wild", settings=wild)
        qtbot.waitUntil(lambda: not window.session.problem)

    return make
