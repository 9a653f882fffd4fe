"""Each loss and its gradient against PyTorch and finite differences, saturated outputs included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from scratchstudio.engine.activations import ACTIVATIONS
from scratchstudio.engine.losses import LOSSES, check_outputs, loss_entry
from scratchstudio.errors import EngineError
from scratchstudio.network import EMPTY, Network, set_neurons

Tensor = torch.Tensor
PRECISIONS = [np.float32, np.float64]
CLOSE = {np.float32: 2e-6, np.float64: 1e-13}
PEERS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "squared": functional.mse_loss,
    "absolute": functional.l1_loss,
    "huber": functional.huber_loss,
    "sigmoid_cross_entropy": functional.binary_cross_entropy_with_logits,
    "softmax_cross_entropy": lambda z, t: functional.cross_entropy(z.T, t.T),
    "hinge": lambda y, t: torch.relu(1 - (2 * t - 1) * y).mean(),
}
"""PyTorch's loss with its default reduction; those of our cross-entropies take sums."""


def problem(key: str, precision: type, size: float = 1.0) -> tuple[Any, Any]:
    """Sums (outputs, batch), which are the outputs where no activation is wanted, and targets."""
    random = np.random.default_rng(1)
    z = random.normal(size=(3, 8)) * size
    if key == "softmax_cross_entropy":
        targets = np.eye(3)[:, random.integers(0, 3, 8)]
    elif key in ("sigmoid_cross_entropy", "hinge"):
        targets = random.integers(0, 2, (3, 8)).astype(float)
    else:
        targets = random.normal(size=(3, 8))
    return z.astype(precision), targets.astype(precision)


def outputs_of(key: str, z: Any) -> Any:
    wanted = LOSSES[key].output_activation
    if wanted is None:
        return z.copy()
    out = np.empty_like(z)
    ACTIVATIONS[wanted].value(z, out)
    return out


def evaluated(key: str, z: Any, targets: Any, weights: Any = None) -> tuple[float, Any]:
    out = np.full_like(z, np.nan)
    mean = LOSSES[key].value_and_gradient(outputs_of(key, z), targets, weights, out)
    return mean, out


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("key", LOSSES)
def test_value_and_gradient_are_those_of_pytorch(key: str, precision: type) -> None:
    z, targets = problem(key, precision)
    x = torch.tensor(z, requires_grad=True)
    peer = PEERS[key](x, torch.tensor(targets))
    (expected,) = torch.autograd.grad(peer, x)
    mean, gradient = evaluated(key, z, targets)
    assert mean == pytest.approx(peer.item(), rel=CLOSE[precision])
    assert gradient.dtype == precision
    np.testing.assert_allclose(gradient, expected.numpy(), CLOSE[precision], CLOSE[precision])


@pytest.mark.parametrize("key", LOSSES)
def test_the_gradient_is_the_slope_of_the_mean_loss(key: str) -> None:
    z, targets = problem(key, np.float64)
    weights = np.random.default_rng(2).uniform(0, 2, 8)
    _, gradient = evaluated(key, z, targets, weights)
    for place in np.ndindex(*z.shape):
        up, down = z.copy(), z.copy()
        up[place] += 1e-6
        down[place] -= 1e-6
        rise = evaluated(key, up, targets, weights)[0] - evaluated(key, down, targets, weights)[0]
        assert gradient[place] == pytest.approx(rise / 2e-6, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("key", LOSSES)
def test_a_sample_of_weight_2_counts_as_two(key: str) -> None:
    z, targets = problem(key, np.float64)
    twice = np.concatenate([np.arange(8), [3]])
    weights = np.ones(8)
    weights[3] = 2
    mean, gradient = evaluated(key, z, targets, weights)
    longer, expected = evaluated(key, z[:, twice], targets[:, twice])
    assert mean * 8 == pytest.approx(longer * 9)
    np.testing.assert_allclose(gradient[:, :3] * 8, expected[:, :3] * 9)
    np.testing.assert_allclose(gradient[:, 3] * 8, 2 * expected[:, 3] * 9)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("key", LOSSES)
def test_outputs_far_off_give_finite_losses_and_whole_gradients(key: str, precision: type) -> None:
    z, targets = problem(key, precision, size=1e4)
    mean, gradient = evaluated(key, z, targets)
    assert np.isfinite(mean)
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 0.03


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("key", ["sigmoid_cross_entropy", "softmax_cross_entropy"])
def test_a_sure_and_right_answer_costs_nothing(key: str, precision: type) -> None:
    _, targets = problem(key, precision)
    mean, gradient = evaluated(key, (targets * 2 - 1) * precision(200), targets)
    assert 0 <= mean < 1e-6
    assert np.abs(gradient).max() < 1e-6


def test_hinge_reads_0_and_1_as_minus_1_and_1() -> None:
    y = np.array([[2.0, 0.5, -2.0, 0.0]])
    mean, gradient = evaluated("hinge", y, np.array([[1.0, 1.0, 0.0, 0.0]]))
    assert mean == (0 + 0.5 + 0 + 1) / 4
    assert (gradient * 4).tolist() == [[0, -1, 0, 1]]


@pytest.mark.parametrize("delta", [0.5, 2.0])
def test_hubers_border_can_be_chosen(delta: float) -> None:
    z, targets = problem("huber", np.float64, size=3)
    out = np.empty_like(z)
    mean = loss_entry("huber", delta).value_and_gradient(z, targets, None, out)
    x = torch.tensor(z, requires_grad=True)
    peer = functional.huber_loss(x, torch.tensor(targets), delta=delta)
    assert mean == pytest.approx(peer.item())
    np.testing.assert_allclose(out, torch.autograd.grad(peer, x)[0].numpy())


class TestWhatALossDemands:
    def test_an_unknown_loss_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(EngineError, match="softmax_cross_entropy"):
            loss_entry("entropy")

    def test_a_cross_entropy_wants_its_activation_at_every_output(
        self, and_neuron: Network
    ) -> None:
        check_outputs("sigmoid_cross_entropy", and_neuron)
        answer = and_neuron.neurons.id[and_neuron.output_rows]
        network = set_neurons(and_neuron, answer, activation="tanh")
        with pytest.raises(EngineError, match=r"needs sigmoid output neurons, but y1 has .* tanh"):
            check_outputs("sigmoid_cross_entropy", network)
        check_outputs("squared", network)

    def test_a_network_without_outputs_has_no_loss(self) -> None:
        with pytest.raises(EngineError, match="no output neuron"):
            check_outputs("squared", EMPTY)


def test_every_loss_explains_itself() -> None:
    for key, entry in LOSSES.items():
        assert entry.key == key
        assert entry.label
        assert entry.help.endswith(".")


@pytest.mark.parametrize(
    ("key", "precision", "cost"),
    [
        ("sigmoid_cross_entropy", np.float32, 15.94),
        ("sigmoid_cross_entropy", np.float64, 36.04),
        ("softmax_cross_entropy", np.float32, 87.34),
        ("softmax_cross_entropy", np.float64, 708.4),
    ],
)
def test_a_sure_and_wrong_answer_costs_what_the_precision_can_tell(
    key: str, precision: type, cost: float
) -> None:
    z = np.array([[-1e4], [1e4]], dtype=precision)
    mean, gradient = evaluated(key, z, np.array([[1.0], [0.0]], dtype=precision))
    assert mean == pytest.approx(cost, rel=1e-3)
    assert np.sign(gradient[:, 0]).tolist() == [-1, 1]
