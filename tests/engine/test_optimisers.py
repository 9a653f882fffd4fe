"""Each optimiser, penalty and clip against PyTorch's, digit by digit in float64."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from scratchstudio.engine import Trainer, TrainingSettings, compile, initialise
from scratchstudio.network import EMPTY, Kind, Network, add_neurons, connect_dense

STEPS = 30
FULL = TrainingSettings(precision="float64", batch_size=0, learning_rate=0.02)
Parameters = list[torch.nn.Parameter]
Make = Callable[[Parameters, Parameters], torch.optim.Optimizer]


@pytest.fixture(autouse=True)
def _doubles() -> Iterator[None]:
    """PyTorch's Nadam keeps a product in the default precision."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def network() -> Network:
    """3-4-2, tanh, linear outputs."""
    drawn, x = add_neurons(EMPTY, np.zeros((3, 2)), kind=Kind.INPUT)
    drawn, h = add_neurons(drawn, np.zeros((4, 2)), activation="tanh")
    drawn, y = add_neurons(drawn, np.zeros((2, 2)), kind=Kind.OUTPUT)
    drawn, _ = connect_dense(drawn, x.tolist(), h.tolist())
    drawn, _ = connect_dense(drawn, h.tolist(), y.tolist())
    return initialise(drawn, "xavier", 1)


def data() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(2)
    return random.normal(size=(17, 3)), random.normal(size=(17, 2))


def ours(network: Network, settings: TrainingSettings) -> np.ndarray:
    trainer = Trainer(compile(network, "float64"), *data(), settings=settings)
    trainer.advance(steps=STEPS)
    return trainer.parameters


def theirs(
    network: Network,
    make: Make,
    correct: Callable[[Parameters], object] = lambda parameters: None,
) -> np.ndarray:
    """The parameter vector after as many steps of PyTorch."""
    flat = torch.from_numpy(network.edges.weight.copy())
    weights = [
        torch.nn.Parameter(flat[:12].reshape(3, 4).clone()),
        torch.nn.Parameter(flat[12:].reshape(4, 2).clone()),
    ]
    biases = [torch.nn.Parameter(torch.zeros(n, dtype=torch.float64)) for n in (4, 2)]
    inputs, targets = (torch.from_numpy(part) for part in data())
    optimiser = make(weights, biases)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        hidden = torch.tanh(inputs @ weights[0] + biases[0])
        value = torch.mean((hidden @ weights[1] + biases[1] - targets) ** 2)
        value.backward()
        correct([*weights, *biases])
        return value

    for _ in range(STEPS):
        optimiser.step(loss)
    return torch.cat([part.detach().reshape(-1) for part in [*weights, *biases]]).numpy()


def plain(kind: type, **options: object) -> Make:
    return lambda weights, biases: kind([*weights, *biases], lr=0.02, **options)


def decayed(kind: type, decay: float, **options: object) -> Make:
    """With decay of the weights but not of the biases, as the engine has it."""
    return lambda weights, biases: kind(
        [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}],
        lr=0.02,
        **options,
    )


@pytest.mark.parametrize(
    ("changes", "make"),
    [
        ({"optimiser": "sgd"}, plain(torch.optim.SGD)),
        ({"optimiser": "momentum"}, plain(torch.optim.SGD, momentum=0.9)),
        ({"optimiser": "nesterov"}, plain(torch.optim.SGD, momentum=0.9, nesterov=True)),
        ({"optimiser": "adagrad"}, plain(torch.optim.Adagrad, eps=1e-8)),
        ({"optimiser": "rmsprop"}, plain(torch.optim.RMSprop, alpha=0.99)),
        ({"optimiser": "adam"}, plain(torch.optim.Adam)),
        ({"optimiser": "adam", "beta2": 0.9}, plain(torch.optim.Adam, betas=(0.9, 0.9))),
        ({"optimiser": "adam", "epsilon": 1e-3}, plain(torch.optim.Adam, eps=1e-3)),
        ({"optimiser": "nadam"}, plain(torch.optim.NAdam)),
        ({"optimiser": "rprop"}, plain(torch.optim.Rprop)),
        ({"optimiser": "adamw", "decay": 0.3}, decayed(torch.optim.AdamW, 0.3)),
        ({"optimiser": "sgd", "l2": 0.3}, decayed(torch.optim.SGD, 0.3)),
        ({"optimiser": "adam", "l2": 0.3}, decayed(torch.optim.Adam, 0.3)),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "torch",
)
def test_steps_equal_pytorchs(network: Network, changes: dict[str, object], make: Make) -> None:
    settings = dataclasses.replace(FULL, **changes)
    np.testing.assert_allclose(ours(network, settings), theirs(network, make), rtol=0, atol=1e-12)


def test_lbfgs_steps_equal_pytorchs_while_every_move_helps(network: Network) -> None:
    make = plain(
        torch.optim.LBFGS, max_iter=1, history_size=10, tolerance_grad=0, tolerance_change=0
    )
    settings = dataclasses.replace(FULL, optimiser="lbfgs")
    np.testing.assert_allclose(ours(network, settings), theirs(network, make), rtol=0, atol=1e-10)


def test_lbfgs_takes_back_a_move_that_makes_the_loss_worse(network: Network) -> None:
    settings = dataclasses.replace(FULL, optimiser="lbfgs", learning_rate=20.0)
    trainer = Trainer(compile(network, "float64"), *data(), settings=settings)
    losses = [trainer.snapshot().training_loss]
    for _ in range(100):
        trainer.advance(steps=1)
        losses.append(trainer.snapshot().training_loss)
    assert max(losses) > losses[0]
    assert min(losses) < 0.5 * losses[0]


def test_lion_steps_are_as_published(network: Network) -> None:
    """Chen et al. 2023, algorithm 2."""
    settings = dataclasses.replace(FULL, optimiser="lion", beta2=0.99)
    program = compile(network, "float64")
    weights, mean = program.parameters.copy(), np.zeros(len(program.parameters))
    for _ in range(STEPS):
        gradient = program.gradient(*data(), "squared", weights)[1]
        weights -= 0.02 * np.sign(0.9 * mean + 0.1 * gradient)
        mean = 0.99 * mean + 0.01 * gradient
    np.testing.assert_allclose(ours(network, settings), weights, rtol=0, atol=1e-12)


def test_clipping_by_value_equals_pytorchs(network: Network) -> None:
    settings = dataclasses.replace(FULL, optimiser="sgd", clip_value=0.05)
    expected = theirs(
        network,
        plain(torch.optim.SGD),
        lambda parameters: torch.nn.utils.clip_grad_value_(parameters, 0.05),
    )
    np.testing.assert_allclose(ours(network, settings), expected, rtol=0, atol=1e-12)


def test_clipping_by_norm_holds_the_whole_gradient(network: Network) -> None:
    settings = dataclasses.replace(FULL, optimiser="sgd", clip_norm=0.1)

    def clip(parameters: Parameters) -> None:
        norm = torch.sqrt(sum((part.grad**2).sum() for part in parameters))
        for part in parameters:
            part.grad *= torch.clamp(0.1 / norm, max=1.0)

    expected = theirs(network, plain(torch.optim.SGD), clip)
    np.testing.assert_allclose(ours(network, settings), expected, rtol=0, atol=1e-12)


def test_l1_pulls_weights_but_not_biases_towards_zero(network: Network) -> None:
    settings = dataclasses.replace(FULL, optimiser="sgd", l1=0.1)

    def pull(parameters: Parameters) -> None:
        for part in parameters[:2]:
            part.grad += 0.1 * torch.sign(part.detach())

    expected = theirs(network, plain(torch.optim.SGD), pull)
    np.testing.assert_allclose(ours(network, settings), expected, rtol=0, atol=1e-12)


def test_max_norm_holds_each_neurons_incoming_weights(network: Network) -> None:
    weights = ours(network, dataclasses.replace(FULL, max_norm=0.3))[:20]
    for matrix in (weights[:12].reshape(3, 4), weights[12:].reshape(4, 2)):
        assert np.linalg.norm(matrix, axis=0).max() <= 0.3 + 1e-12
