"""Formulas: what they compute, how they are differentiated and spelled, and all that is refused."""

from __future__ import annotations

import contextlib
import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scratchstudio.engine.activations import ACTIVATIONS, activation
from scratchstudio.engine.expression import (
    OnnxNode,
    c_text,
    compute,
    derivative,
    numpy_text,
    onnx_nodes,
    text,
)
from scratchstudio.engine.formula import CONSTANTS, DEEPEST, LONGEST, parse
from scratchstudio.engine.functions import C_DEFINITIONS, FUNCTIONS
from scratchstudio.errors import FormulaError

POINTS = np.array([-2.7, -1.1, -0.4, 0.3, 0.9, 2.2])


def at(formula: str, x: Any) -> Any:
    with np.errstate(all="ignore"):
        return compute(parse(formula), np.asarray(x, dtype=np.float64))


class TestWhatAFormulaComputes:
    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            ("x", 2.0),
            ("x*tanh(x)", 2 * math.tanh(2)),
            ("2 + 3*x**2", 14.0),
            ("-x**2", -4.0),
            ("2**-x", 0.25),
            ("2**x**2", 16.0),
            ("(1 - x)/(1 + x)", -1 / 3),
            ("+x - -x", 4.0),
            ("pi*e*x", math.pi * math.e * 2),
            ("1.5e-3*x + .5", 0.503),
            ("max(0, x) + min(0, x)", 2.0),
            ("  x  +  1  ", 3.0),
            ("7", 7.0),
        ],
    )
    def test_arithmetic_as_in_a_book(self, formula: str, expected: float) -> None:
        assert at(formula, [2.0]) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("exp", np.exp),
            ("log", np.log),
            ("sqrt", np.sqrt),
            ("abs", np.abs),
            ("sign", np.sign),
            ("sin", np.sin),
            ("cos", np.cos),
            ("tan", np.tan),
            ("tanh", np.tanh),
            ("sinh", np.sinh),
            ("cosh", np.cosh),
            ("sigmoid", lambda x: 1 / (1 + np.exp(-x))),
            ("softplus", lambda x: np.log(1 + np.exp(x))),
            ("gauss", lambda x: np.exp(-(x**2))),
            ("relu", lambda x: np.maximum(x, 0)),
            ("step", lambda x: (x >= 0) * 1.0),
        ],
    )
    def test_each_function_is_what_its_name_says(self, name: str, expected: Any) -> None:
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(at(f"{name}(x)", POINTS), expected(POINTS), rtol=1e-12)

    @pytest.mark.parametrize("precision", [np.float32, np.float64])
    def test_the_precision_of_the_sums_is_kept(self, precision: type) -> None:
        x = POINTS.astype(precision)
        for formula in ("x/3 + sqrt(2)", "max(0.1, 0.3)", "softplus(step(x))", "e**x*pi"):
            assert compute(parse(formula), x).dtype == precision

    def test_a_constant_formula_fills_the_shape(self) -> None:
        assert at("2*pi", np.zeros((3, 4))).shape == (3, 4)

    def test_far_out_it_may_be_infinite_but_never_warns(self) -> None:
        entry = activation("=exp(x)/x + log(x)")
        z = np.array([-1e4, 0.0, 1e4])
        out = np.empty_like(z)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            entry.value(z, out)
            entry.derivative(z, out, out)
        assert not np.isfinite(out).all()


class TestSlopes:
    @pytest.mark.parametrize(
        ("formula", "slope"),
        [
            ("x", "1"),
            ("5", "0"),
            ("x**2", "2*x"),
            ("3*x + 1", "3"),
            ("x*tanh(x)", "tanh(x) + x*(1 - tanh(x)**2)"),
            ("exp(-x**2)", "-2*exp(-x**2)*x"),
            ("relu(x)", "1 - step(-x)"),
            ("step(x)", "0"),
            ("abs(x)", "sign(x)"),
            ("1/x", "-(1/x**2)"),
        ],
    )
    def test_the_slope_is_shown_as_a_person_would_write_it(self, formula: str, slope: str) -> None:
        assert text(derivative(parse(formula))) == slope

    def test_at_its_corner_a_relu_has_slope_0(self) -> None:
        for formula in ("relu(x)", "max(0, x)", "x*step(x) - 0*abs(x)"):
            assert at(text(derivative(parse(formula))), [-1.0]) == 0
        assert compute(derivative(parse("max(0, x)")), np.zeros(1)) == 0
        assert compute(derivative(parse("relu(x)")), np.zeros(1)) == 0


NAMES = sorted(set(FUNCTIONS) - {"step", "sign", "min", "max", "tan"})
atoms = st.sampled_from(["x", "x", "x", "pi", "0.5", "2", "1.25", "3e-1"])


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "-1"])).map(lambda t: f"({t[0]})**{t[1]}"),
        st.tuples(st.sampled_from(NAMES), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        inner.map(lambda t: f"-({t})"),
    )


formulas = st.recursive(atoms, _joined, max_leaves=8).filter(lambda t: len(t) <= LONGEST)


def parsed(formula: str) -> Any:
    """The expression; the example is left out where a constant part of it has no value."""
    try:
        return parse(formula)
    except FormulaError:
        assume(False)


@given(formula=formulas)
@settings(max_examples=300)
def test_the_slope_is_that_of_the_curve(formula: str) -> None:
    expression = parsed(formula)
    x, h = np.random.default_rng(3).uniform(-2, 2, 20), 1e-5
    with np.errstate(all="ignore"):
        slope = compute(derivative(expression), x)
        values = [compute(expression, x + d) for d in (-2 * h, -h, 0, h, 2 * h)]
        wide, narrow = (values[4] - values[0]) / (4 * h), (values[3] - values[1]) / (2 * h)
        size = np.abs(values[2])
        # Away from corners and poles, where two differences agree with each other.
        trusted = np.abs(wide - narrow) <= 1e-6 * (1 + np.abs(narrow))
        trusted &= (size < 1e3) & (np.abs(narrow) < 1e4) & np.isfinite(slope)
    np.testing.assert_allclose(slope[trusted], narrow[trusted], rtol=1e-4, atol=1e-5)


@given(formula=formulas)
@settings(max_examples=150)
def test_what_is_written_out_again_computes_the_same(formula: str) -> None:
    expression = parsed(formula)
    with np.errstate(all="ignore"):
        expected = compute(expression, POINTS)
        scope = {"np": np, "x": POINTS}
        source = np.broadcast_to(eval(numpy_text(expression), scope), POINTS.shape)
        onnx = np.broadcast_to(with_numpy(onnx_nodes(expression), POINTS), POINTS.shape)
        again = parsed(text(expression)) if len(text(expression)) <= LONGEST else None
    np.testing.assert_allclose(source, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(onnx, expected, rtol=1e-9, atol=1e-12)
    if again is not None and "e" not in text(expression):
        with np.errstate(all="ignore"):
            size = np.abs(expected) + np.abs(compute(derivative(expression), POINTS))
            ordinary = np.isfinite(size) & (size < 1e3)
            found = compute(again, POINTS)
        np.testing.assert_allclose(found[ordinary], expected[ordinary], rtol=0.05, atol=0.05)


OPERATORS: dict[str, Any] = {
    "Identity": lambda a: a,
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Pow": np.power,
    "Neg": np.negative,
    "Exp": np.exp,
    "Log": np.log,
    "Sqrt": np.sqrt,
    "Abs": np.abs,
    "Sign": np.sign,
    "Sin": np.sin,
    "Cos": np.cos,
    "Tan": np.tan,
    "Tanh": np.tanh,
    "Sinh": np.sinh,
    "Cosh": np.cosh,
    "Sigmoid": lambda a: 0.5 * np.tanh(0.5 * a) + 0.5,
    "Softplus": lambda a: np.logaddexp(0, a),
    "Relu": lambda a: np.maximum(a, 0),
    "GreaterOrEqual": np.greater_equal,
    "Min": np.minimum,
    "Max": np.maximum,
}


def with_numpy(nodes: tuple[OnnxNode, ...], x: Any) -> Any:
    """What an ONNX runtime would do."""
    results: list[Any] = []
    for node in nodes:
        inputs = [
            x if i == "x" else results[i] if isinstance(i, int) else np.float64(i)
            for i in node.inputs
        ]
        result = OPERATORS[node.operator](*inputs)
        assert (result.dtype == bool) == node.cast
        results.append(result * 1.0)
    return results[-1]


@pytest.mark.parametrize("key", [key for key in ACTIVATIONS if key != "softmax"])
def test_every_activation_is_spelled_as_it_is_computed(key: str) -> None:
    entry = ACTIVATIONS[key]
    expected = np.empty_like(POINTS)
    entry.value(POINTS, expected)
    source = eval(numpy_text(entry.expression), {"np": np, "x": POINTS})
    np.testing.assert_allclose(source, expected, rtol=1e-12, atol=1e-15)
    onnx = with_numpy(onnx_nodes(entry.expression), POINTS)
    np.testing.assert_allclose(onnx, expected, rtol=1e-12, atol=1e-15)


def test_spelling_for_c_is_in_floats() -> None:
    assert c_text(parse("2*x**3 + 1e-9")) == "((2.0f * powf(x, 3.0f)) + 1e-09f)"
    assert c_text(parse("softplus(sigmoid(x))"), "sum") == "softplusf(sigmoidf(sum))"
    assert {"softplusf", "sigmoidf"} <= set(C_DEFINITIONS)


def test_nesting_does_not_make_a_spelling_explode() -> None:
    expression = parse("softplus(" * 18 + "x" + ")" * 18)
    for spelled in (numpy_text, c_text, text):
        assert len(spelled(expression)) < 500
    assert len(text(derivative(expression))) < 5000


HOSTILE = [
    "",
    "   ",
    "__import__('os').system('true')",
    "open('/etc/passwd')",
    "exec(x)",
    "eval(x)",
    "globals()",
    "x.__class__",
    "x.tofile(x)",
    "().__class__.__bases__",
    "(x).dump",
    "lambda: x",
    "[x for x in x]",
    "{x: x}",
    "{x}",
    "[x]",
    "x[0]",
    "x, x",
    "'x'",
    '"x"',
    "f'{x}'",
    "b'x'",
    "'\\d'",
    "x if x else x",
    "x and x",
    "not x",
    "x < 1",
    "x == x",
    "x is x",
    "x in x",
    "x := 1",
    "(y := x)",
    "yield x",
    "await x",
    "*x",
    "exp(*x)",
    "exp(**x)",
    "exp(x=x)",
    "exp(x)(x)",
    "x // 2",
    "x % 2",
    "x @ x",
    "x | x",
    "x & x",
    "x << 9",
    "~x",
    "1j",
    "x*1j",
    "0x10",
    "1_000",
    "True",
    "None",
    "...",
    "x # comment",
    "x; x",
    "x\nx",
    "x\x00",
    "\u212f",  # a letter that Python would read as e
    "x²",
    "print(x)",
    "y",
    "exp",
    "exp()",
    "exp(x, x)",
    "max(x)",
    "x(",
    "x)",
    "x +",
    "* x",
    "x x",
    "1e999",
    "10**400",
    "9**9**9**9",
    "1/0",
    "log(0)",
    "sqrt(-1)*x",
    "(" * 60 + "x" + ")" * 60,
    "-" * 190 + "x",
    "x" * 201,
    "(" * 150,
]


@pytest.mark.parametrize("formula", HOSTILE)
def test_whatever_is_not_mathematics_is_refused_with_a_place(formula: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FormulaError) as caught:
            parse(formula)
    assert 0 <= caught.value.position <= max(len(formula), 1)
    assert str(caught.value).rstrip().endswith((".", "?"))


@pytest.mark.parametrize(
    ("formula", "position", "sentence"),
    [
        ("2x", 1, "write 2\\*x"),
        ("1 + 2(x)", 5, "sign is missing"),
        ("(x+1)(x-1)", 5, "sign is missing"),
        ("x^2", 1, "x\\*\\*2"),
        ("0,5*x", 0, "0.5, not 0,5"),
        ("1 + sigmod(x)", 4, "Did you mean sigmoid"),
        ("tanh", 0, r"write tanh\(x\)"),
        ("2*X", 2, "Did you mean x"),
        ("max(1, 2, x)", 0, "max takes 2 values, not 3"),
        (" exp(x, 1)", 1, "exp takes 1 value, not 2"),
        ("1/(2 - 2)", 0, "no value"),
        ("x + ?", 4, "place 5"),
    ],
)
def test_common_slips_are_answered_helpfully(formula: str, position: int, sentence: str) -> None:
    with pytest.raises(FormulaError, match=sentence) as caught:
        parse(formula)
    assert caught.value.position == position


TOKENS = [*"x123.e+-*/(), ", "**", "pi", "x", "tanh(", "max(", "(x)", "1e9", ",", "not", "if"]
noise = st.text(alphabet="x0123456789.e+-*/(), \n\\'\"_abcfilnopst[]{}=<>~!@", max_size=40)
pieces = st.lists(st.sampled_from(TOKENS), max_size=12).map("".join)


@given(formula=noise | pieces)
@settings(max_examples=500)
def test_no_text_at_all_brings_anything_but_a_formula_or_its_error(formula: str) -> None:
    expression = None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with contextlib.suppress(FormulaError):
            expression = parse(formula)
    if expression is not None:
        with np.errstate(all="ignore"):
            assert compute(expression, POINTS).shape == POINTS.shape
            assert compute(derivative(expression), POINTS).shape == POINTS.shape


def test_a_formula_of_the_greatest_length_and_depth_is_accepted() -> None:
    parse("(" * DEEPEST + "x" + ")" * DEEPEST)
    parse(("x*" * LONGEST)[: 2 * DEEPEST - 1])
    assert CONSTANTS["pi"] == math.pi
