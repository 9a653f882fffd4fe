"""Each activation: its value and slope against PyTorch and finite differences, near and far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch

from scratchstudio.engine.activations import ACTIVATIONS, Activation, activation
from scratchstudio.engine.expression import compute
from scratchstudio.errors import EngineError

Functions = Mapping[str, Callable[[torch.Tensor], torch.Tensor]]

ALONE = [key for key in ACTIVATIONS if key != "softmax"]
"""All but softmax, which looks at several neurons."""
CORNERS = [0.0, -0.0, 1.0, -1.0]
NEAR = np.concatenate([np.linspace(-6, 6, 201), CORNERS])
FAR = np.array([-1e4, -1e3, -90.0, -30.0, 30.0, 90.0, 1e3, 1e4])
LOOSER = {"sine": 100, "softplus": 100}
"""PyTorch takes softplus for straight from 20 on; 10,000 itself is known no better to a sine."""
PRECISIONS = [np.float32, np.float64]


def value_of(entry: Activation, z: Any) -> Any:
    out = np.full_like(z, np.nan)
    entry.value(z, out)
    return out


def slope_of(entry: Activation, z: Any) -> Any:
    out = np.full_like(z, np.nan)
    entry.derivative(z, value_of(entry, z), out)
    return out


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("key", ALONE)
def test_value_and_slope_are_those_of_pytorch(
    key: str, precision: type, torch_activations: Functions
) -> None:
    z = np.concatenate([NEAR, FAR]).astype(precision)
    x = torch.tensor(z, requires_grad=True)
    peer = torch_activations[key](x)
    (slope,) = torch.autograd.grad(peer.sum(), x)
    close = {np.float32: 2e-6, np.float64: 1e-14}[precision] * LOOSER.get(key, 1)
    np.testing.assert_allclose(value_of(ACTIVATIONS[key], z), peer.detach().numpy(), close, close)
    np.testing.assert_allclose(slope_of(ACTIVATIONS[key], z), slope.numpy(), close, close)


@pytest.mark.parametrize("key", [key for key in ALONE if key != "step"])
def test_the_slope_is_that_of_the_curve(key: str) -> None:
    z, h = np.linspace(-5.03, 5.01, 100), 1e-6
    entry = ACTIVATIONS[key]
    numeric = (value_of(entry, z + h) - value_of(entry, z - h)) / (2 * h)
    np.testing.assert_allclose(slope_of(entry, z), numeric, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("key", ACTIVATIONS)
def test_huge_sums_neither_overflow_nor_warn(key: str, precision: type) -> None:
    z = np.array([[-1e4, 1e4, 0.0], [1e4, -1e4, 1.0]], dtype=precision)
    value, slope = value_of(ACTIVATIONS[key], z), slope_of(ACTIVATIONS[key], z)
    assert value.dtype == slope.dtype == precision
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()


@pytest.mark.parametrize("key", [key for key in ALONE if key != "step"])
def test_what_is_not_a_number_is_not_hidden(key: str) -> None:
    assert np.isnan(value_of(ACTIVATIONS[key], np.array([np.nan]))).all()


@pytest.mark.parametrize("key", ALONE)
def test_the_formula_shown_is_what_is_computed(key: str) -> None:
    z = NEAR
    entry = ACTIVATIONS[key]
    np.testing.assert_allclose(
        compute(entry.expression, z), value_of(entry, z), rtol=1e-13, atol=1e-14
    )


@pytest.mark.parametrize("key", [k for k in ALONE if ACTIVATIONS[k].polynomial])
def test_a_polynomial_hint_gives_the_slope_from_the_value(key: str) -> None:
    entry = ACTIVATIONS[key]
    assert entry.polynomial is not None
    c0, c1, c2 = entry.polynomial
    a = value_of(entry, NEAR)
    np.testing.assert_allclose(c0 + c1 * a + c2 * a * a, slope_of(entry, NEAR), atol=1e-15)


@pytest.mark.parametrize("key", [k for k in ALONE if ACTIVATIONS[k].rectifier is not None])
def test_a_rectifier_hint_gives_the_slope_from_the_value(key: str) -> None:
    entry = ACTIVATIONS[key]
    a = value_of(entry, NEAR)
    np.testing.assert_array_equal(np.where(a > 0, 1.0, entry.rectifier), slope_of(entry, NEAR))


def test_a_step_lets_the_gradient_straight_through_near_0() -> None:
    z = np.array([-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5])
    assert value_of(ACTIVATIONS["step"], z).tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert slope_of(ACTIVATIONS["step"], z).tolist() == [0, 1, 1, 1, 1, 1, 0]
    assert "straight-through" in ACTIVATIONS["step"].help


@pytest.mark.parametrize("precision", PRECISIONS)
def test_softmax_shares_1_among_the_neurons_of_each_sample(precision: type) -> None:
    z = np.random.default_rng(0).normal(size=(4, 7)).astype(precision) * 10
    peer = torch.softmax(torch.tensor(z), dim=0).numpy()
    np.testing.assert_allclose(value_of(ACTIVATIONS["softmax"], z), peer, rtol=2e-6)


def test_every_activation_explains_itself() -> None:
    labels = [entry.label for entry in ACTIVATIONS.values()]
    assert len(set(labels)) == len(labels) == 17
    for key, entry in ACTIVATIONS.items():
        assert entry.key == key
        assert entry.help.endswith(".")
        assert "x" in entry.formula


class TestFindingAnActivation:
    def test_by_its_key(self) -> None:
        assert activation("tanh") is ACTIVATIONS["tanh"]

    def test_by_a_formula_which_is_compiled_once(self) -> None:
        swish = activation("=x*sigmoid(x)")
        assert activation("=x*sigmoid(x)") is swish
        np.testing.assert_allclose(
            slope_of(swish, NEAR), slope_of(ACTIVATIONS["silu"], NEAR), atol=1e-14
        )
        assert "sigmoid" in swish.help

    def test_a_near_miss_is_named(self) -> None:
        with pytest.raises(EngineError, match="Did you mean sigmoid"):
            activation("sigmoyd")

    def test_an_unknown_one_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(EngineError, match=r"Known are linear, relu,.*softmax"):
            activation("zzz")
