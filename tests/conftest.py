"""Isolation for every test (no display, no home, no network), and small networks with names."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts=false")

import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from scratchstudio.network import EMPTY, Kind, Network, add_layer, add_neuron, connect

settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of its own, and no way out to the network."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(home))

    def refuse(self: socket.socket, address: object) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            raise AssertionError(f"A test tried to reach the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def and_neuron() -> Network:
    """Two inputs and one sigmoid output that computes their logical and: x1, x2 -> y1."""
    network, x1 = add_neuron(EMPTY, (0, 0), kind=Kind.INPUT, column="x1")
    network, x2 = add_neuron(network, (0, 90), kind=Kind.INPUT, column="x2")
    network, y = add_neuron(
        network, (160, 45), kind=Kind.OUTPUT, activation="sigmoid", bias=-15.0, column="y"
    )
    network, _ = connect(network, x1, y, 10.0)
    network, _ = connect(network, x2, y, 10.0)
    return network


@pytest.fixture
def xor_with_skip() -> Network:
    """Exclusive or with one hidden step neuron and two skip connections: h = and, y = or - 2h."""
    network, x1 = add_neuron(EMPTY, (0, 0), kind=Kind.INPUT, column="x1")
    network, x2 = add_neuron(network, (0, 90), kind=Kind.INPUT, column="x2")
    network, h = add_neuron(network, (160, 45), activation="sigmoid", bias=-15.0)
    network, y = add_neuron(
        network, (320, 45), kind=Kind.OUTPUT, activation="sigmoid", bias=-5.0, column="y"
    )
    for source, target, weight in (
        (x1, h, 10.0),
        (x2, h, 10.0),
        (x1, y, 10.0),
        (x2, y, 10.0),
        (h, y, -20.0),
    ):
        network, _ = connect(network, source, target, weight)
    return network


@pytest.fixture
def two_layers() -> Network:
    """2-3-1, dense, all weights 0: ids 1, 2 in, 3 out, then the hidden ones."""
    network, x1 = add_neuron(EMPTY, (0, 0), kind=Kind.INPUT, column="x1")
    network, x2 = add_neuron(network, (0, 90), kind=Kind.INPUT, column="x2")
    network, y = add_neuron(network, (320, 45), kind=Kind.OUTPUT, activation="sigmoid", column="y")
    network, _, _ = add_layer(network, 3, [x1, x2], [y], "tanh")
    return network
