"""The gradient check finds the gradient right, and would notice if it were not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scratchstudio.engine import compile
from scratchstudio.engine.gradient_check import check_gradient
from scratchstudio.errors import EngineError
from scratchstudio.network import Network, set_edges, set_neurons, tie

INPUTS, TARGETS = ((0.0, 0.3), (1.0, -0.7)), ((1.0,), (0.0,))


@given(data=st.data())
@settings(max_examples=40)
def test_random_drawings_pass(data: st.DataObject, problems: Any, smooth: tuple[str, ...]) -> None:
    problem = data.draw(problems(most=9, activations=smooth))
    assume(problem.loss not in ("absolute", "hinge"))
    program = compile(problem.network)
    check = check_gradient(program, problem.inputs, problem.targets, problem.loss)
    assert check.largest < 1e-5
    assert check.checked.tolist() == np.flatnonzero(program.trainable).tolist()


class TestOneNetwork:
    def test_a_wrong_slope_is_noticed(
        self, xor_with_skip: Network, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = compile(xor_with_skip, "float64")
        right = type(program).gradient

        def wrong(*arguments: Any) -> Any:
            mean, gradient = right(*arguments)
            return mean, gradient * np.where(np.arange(len(gradient)) == 2, 1.01, 1.0)

        assert check_gradient(program, INPUTS, TARGETS, "squared").largest < 1e-5
        monkeypatch.setattr(type(program), "gradient", wrong)
        check = check_gradient(program, INPUTS, TARGETS, "squared")
        assert check.relative_difference.argmax() == 2
        assert check.largest == pytest.approx(0.01, rel=0.02)

    def test_a_float32_program_is_checked_in_float64(self, xor_with_skip: Network) -> None:
        check = check_gradient(compile(xor_with_skip), INPUTS, TARGETS, "sigmoid_cross_entropy")
        assert check.analytic.dtype == check.numeric.dtype == np.float64
        assert check.largest < 1e-5

    def test_the_given_parameters_are_checked_and_left_alone(self, xor_with_skip: Network) -> None:
        program = compile(xor_with_skip, "float64")
        other = program.parameters * 0.1
        before = other.copy()
        check = check_gradient(program, INPUTS, TARGETS, "squared", other)
        _, expected = program.gradient(INPUTS, TARGETS, "squared", other)
        np.testing.assert_array_equal(check.analytic, expected)
        np.testing.assert_array_equal(other, before)

    def test_only_chosen_parameters_are_moved(self, xor_with_skip: Network) -> None:
        program = compile(xor_with_skip)
        check = check_gradient(program, INPUTS, TARGETS, "squared", only=[4, 1])
        assert check.checked.tolist() == [1, 4]
        assert np.flatnonzero(check.numeric).tolist() == [1, 4]
        assert np.flatnonzero(check.analytic).tolist() == [1, 4]

    def test_tied_edges_are_one_parameter_and_frozen_ones_none(
        self, xor_with_skip: Network
    ) -> None:
        first, second, third, *_ = xor_with_skip.edges.id.tolist()
        network = set_edges(tie(xor_with_skip, [first, second]), [third], frozen=True)
        program = compile(network)
        check = check_gradient(program, INPUTS, TARGETS, "squared")
        assert len(check.numeric) == 6
        assert program.edge_parameter[2] not in check.checked
        assert check.largest < 1e-5

    def test_a_steps_stand_in_slope_shows_as_a_difference(self, xor_with_skip: Network) -> None:
        hidden = xor_with_skip.neurons.id[2:3]
        network = set_neurons(xor_with_skip, hidden, activation="step", bias=0.1)
        network = set_edges(network, network.edges.id, weight=0.5)
        assert check_gradient(compile(network), INPUTS, TARGETS, "squared").largest == 1.0

    def test_a_step_of_nothing_is_refused(self, and_neuron: Network) -> None:
        with pytest.raises(EngineError, match="more than 0"):
            check_gradient(compile(and_neuron), INPUTS, TARGETS, "squared", step=0.0)
