"""`.py`: the trained network as a program to read, which needs NumPy and nothing else.

It goes level by level as a textbook would, with every weight as a literal, and tests itself when
it is run. Names come into it as comments and ASCII string literals only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scratchstudio.data import Scaling
from scratchstudio.engine import activation
from scratchstudio.engine.expression import numpy_text
from scratchstudio.export import python_text as python
from scratchstudio.export.blocks import Block, Columns, blocks_of, output_columns
from scratchstudio.export.exporter import Exporter
from scratchstudio.export.model import Floats, Model
from scratchstudio.export.python_run import read_back
from scratchstudio.export.text import in_docstring

EXAMPLE_ROWS = 5


def source_of(model: Model) -> str:
    """The whole program. Raises ExportError where its matrices would be too big."""
    blocks = blocks_of(model)
    functions = _function_names(blocks)
    parameters = [_parameters(model, number, block) for number, block in enumerate(blocks, 1)]
    self_test = list(_self_test(model))
    sparse = any("= wired(" in line for section in (*parameters, self_test) for line in section)
    sections = [
        _opening(model),
        ["import numpy as np"],
        [
            *python.texts("INPUTS", model.input_names),
            *python.texts("OUTPUTS", model.output_names),
            *(python.texts("CLASSES", model.classes) if model.classes else []),
        ],
        *_scaling("INPUT", model.scaling, "Each input minus MEAN, divided by SCALE"),
        *_scaling("OUTPUT", model.target_scaling, "Each answer times SCALE, plus MEAN"),
        *([_WIRED] if sparse else []),
        *parameters,
        *(["", *_function(key, name)] for key, name in functions.items()),
        ["", *_predict(model, blocks, functions)],
        *([["", *_predict_class(model)]] if model.classes else []),
        ["", *self_test],
        ["", 'if __name__ == "__main__":', "    self_test()"],
    ]
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def write(model: Model) -> bytes:
    """The program as a file's bytes."""
    return source_of(model).encode()


def _opening(model: Model) -> list[str]:
    network = model.network
    computed = len(network.neurons) - len(model.input_names)
    return [
        '"""',
        *python.docstring_lines(model.name),
        "",
        "A neural network drawn and trained in ScratchStudio, as a NumPy program of its own.",
        f"{len(model.input_names):,} inputs, {computed:,} neurons that compute, "
        f"{len(network.edges):,} edges. Run this file to test it, or import it:",
        "",
        "    answers = predict(rows)",
        "",
        "Each row has the raw inputs, in this order:",
        *_numbered(model.input_names),
        "Each row of answers has:",
        *_numbered(model.output_names),
        "",
        "A neuron adds up its bias and weight × value over the edges that reach it, and passes the",
        "sum through its activation function. Below, `values` has a row for each sample and a",
        "column for each neuron; the columns are filled level by level, the inputs first. In a",
        "weight matrix a row is a neuron and a column what feeds it; 0.0 is no edge.",
        '"""',
    ]


def _numbered(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names, 1):
        yield from python.docstring_lines(f"{number}. {name}", "    ", "   ")


def _scaling(prefix: str, scaling: Scaling | None, why: str) -> list[list[str]]:
    if scaling is None:
        return []
    mean = python.array(f"{prefix}_MEAN", scaling.mean)
    return [[*python.comment(f"{why}."), *mean, *python.array(f"{prefix}_SCALE", scaling.scale)]]


_WIRED = [
    "",
    "def wired(shape, neurons, sources, weights):",
    '    """A weight matrix that is 0 but for these edges."""',
    "    matrix = np.zeros(shape)",
    "    matrix[neurons, sources] = weights",
    "    return matrix",
    "",
]


def _parameters(model: Model, number: int, block: Block) -> list[str]:
    names = model.network.neurons.name
    drawn = _drawn_rows(model)
    fed_by = [str(names[row]) for row in drawn[block.sources]]
    own = [str(names[row]) for row in block.neurons]
    return [
        *python.comment(f"Level {number}: {python.listed(own)}."),
        *python.comment(f"Fed by: {python.listed(fed_by) or 'nothing but the biases'}."),
        *python.matrix(f"WEIGHTS_{number}", block.weights, block.present, own),
        *python.array(f"BIASES_{number}", block.biases),
    ]


def _drawn_rows(model: Model) -> Columns:
    """The row in the drawing of each column of values."""
    drawn = np.zeros(len(model.program.pool_row), dtype=np.intp)
    drawn[model.program.pool_row - 1] = np.arange(len(drawn))
    return drawn


def _function_names(blocks: Sequence[Block]) -> dict[str, str]:
    names: dict[str, str] = {}
    for block in blocks:
        for span in block.spans:
            formula = f"formula_{sum(key.startswith('=') for key in names) + 1}"
            names.setdefault(
                span.activation, formula if span.activation.startswith("=") else span.activation
            )
    return names


def _function(key: str, name: str) -> list[str]:
    if key == "softmax":
        return [
            "def softmax(x):",
            '    """Shares that add up to 1 in each row: exp(x) / sum of exp(x)."""',
            "    shares = np.exp(x - x.max(axis=1, keepdims=True))",
            "    return shares / shares.sum(axis=1, keepdims=True)",
        ]
    entry = activation(key)
    return [
        f"def {name}(x):",
        f'    """{in_docstring(entry.formula)}"""',
        f"    return {numpy_text(entry.expression)}",
    ]


def _predict(model: Model, blocks: Sequence[Block], functions: dict[str, str]) -> Iterator[str]:
    inputs, total = len(model.input_names), len(model.network.neurons)
    yield "def predict(rows):"
    yield '    """The answers (samples, outputs) to rows of raw inputs (samples, inputs)."""'
    yield "    rows = np.atleast_2d(np.asarray(rows, dtype=float))"
    yield "    if rows.shape[1] != len(INPUTS):"
    yield '        raise ValueError(f"each row needs {len(INPUTS)} inputs, not {rows.shape[1]}")'
    yield f"    values = np.zeros((len(rows), {total}))"
    scaled = "rows" if model.scaling is None else "(rows - INPUT_MEAN) / INPUT_SCALE"
    yield f"    values[:, 0:{inputs}] = {scaled}"
    for number, block in enumerate(blocks, 1):
        yield ""
        yield f"    # Level {number}"
        sources = _columns(block.sources)
        yield f"    sums = values[:, {sources}] @ WEIGHTS_{number}.T + BIASES_{number}"
        for span in block.spans:
            whole = span.stop - span.start == block.stop - block.start
            given = "sums" if whole else f"sums[:, {span.start}:{span.stop}]"
            columns = f"{block.start + span.start}:{block.start + span.stop}"
            yield f"    values[:, {columns}] = {functions[span.activation]}({given})"
    yield ""
    outputs = f"values[:, {_columns(output_columns(model))}]"
    scale = "" if model.target_scaling is None else " * OUTPUT_SCALE + OUTPUT_MEAN"
    yield f"    return {outputs}{scale}"


def _columns(columns: Columns) -> str:
    """A slice where the columns follow one another, else a list."""
    if len(columns) and np.array_equal(columns, np.arange(columns[0], columns[0] + len(columns))):
        return f"{columns[0]}:{columns[-1] + 1}"
    return f"[{', '.join(map(str, columns.tolist()))}]"


def _predict_class(model: Model) -> list[str]:
    rule = "np.argmax(predict(rows), axis=1)"
    if len(model.output_names) == 1:
        rule = "(predict(rows)[:, 0] >= 0.5).astype(int)"
    return [
        "def predict_class(rows):",
        '    """The name of the likeliest class for each row of raw inputs."""',
        f"    return [CLASSES[place] for place in {rule}]",
    ]


def _self_test(model: Model) -> Iterator[str]:
    rows, wanted = _examples(model)
    labels = [f"row {number}" for number in range(1, len(rows) + 1)]
    yield "def self_test():"
    yield '    """Compares the answers to a few rows with those of the app, and prints them."""'
    for name, values in (("rows", rows), ("wanted", wanted)):
        yield from _indented(python.matrix(name, values, np.ones(values.shape, dtype=bool), labels))
    yield "    answers = predict(rows)"
    yield "    np.testing.assert_allclose(answers, wanted, rtol=1e-6, atol=1e-9)"
    yield '    print(f"{len(rows)} example rows answered as in ScratchStudio:")'
    yield "    for row, answer in zip(rows, answers):"
    yield '        print("  ", row, "->", answer)'


def _indented(lines: Sequence[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _examples(model: Model) -> tuple[Floats, Floats]:
    """Rows such as the training data might have, with few digits, and the finite answers."""
    rows = np.random.default_rng(0).normal(size=(EXAMPLE_ROWS, len(model.input_names)))
    if model.scaling is not None:
        rows = model.scaling.undo(rows)
    rows = np.array([[float(f"{value:.4g}") for value in row] for row in rows])
    wanted = model.predict(rows)
    finite = np.isfinite(wanted).all(axis=1)
    return rows[finite], wanted[finite]


NUMPY = Exporter(
    "numpy",
    "NumPy program",
    ".py",
    "A Python program to read and run, with the weights in it; it needs NumPy only.",
    write,
    read_back,
)
