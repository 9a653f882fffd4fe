"""Python source for numbers, lists and comments, wrapped so that a person can read it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.export.text import in_docstring, visible

WIDTH = 99
MOST_NAMES = 24
SPARSE_FROM = 64
"""Cells from which on a matrix with more gaps than edges is written as a list of edges."""


def comment(text: str, indent: str = "") -> list[str]:
    """The text as comment lines."""
    return textwrap.wrap(
        visible(text), WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# "
    )


def docstring_lines(text: str, indent: str = "", hanging: str = "") -> list[str]:
    """The text as lines inside a docstring."""
    return textwrap.wrap(
        in_docstring(text), WIDTH, initial_indent=indent, subsequent_indent=indent + hanging
    )


def listed(names: Sequence[str]) -> str:
    """The names with commas between; a long list is cut, and says so."""
    shown = ", ".join(names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def numbers(values: ArrayLike) -> str:
    """Numbers with a comma after each but the last; every bit of them is kept."""
    return ", ".join(map(repr, np.asarray(values).tolist()))


def array(name: str, values: NDArray[np.float64]) -> list[str]:
    """An assignment of a one-dimensional array."""
    return _wrapped(f"{name} = np.array([", numbers(values), "])")


def texts(name: str, values: Iterable[str]) -> list[str]:
    """An assignment of a list of texts, in plain ASCII."""
    inside = ", ".join(ascii(value) for value in values)
    line = f"{name} = [{inside}]"
    if len(line) <= WIDTH:
        return [line]
    return [f"{name} = [", *(f"    {value!a}," for value in values), "]"]


def matrix(
    name: str,
    values: NDArray[np.float64],
    present: NDArray[np.bool_],
    labels: Sequence[str],
) -> list[str]:
    """An assignment of a matrix, a row a neuron, each with its label; sparse ones edge by edge."""
    if not values.size or (values.size > SPARSE_FROM and present.mean() < 0.5):
        return _by_edges(name, values, present)
    lines = [f"{name} = np.array(["]
    for row, label in zip(values, labels, strict=True):
        short = f"    [{numbers(row)}],  # {visible(label)}"
        if len(short) <= WIDTH:
            lines.append(short)
        else:
            lines += [*comment(label, "    "), *_wrapped("    [", numbers(row), "],", "    ")]
    return [*lines, "])"]


def _by_edges(name: str, values: NDArray[np.float64], present: NDArray[np.bool_]) -> list[str]:
    rows, columns = np.nonzero(present)
    return [
        f"{name} = wired(",
        f"    {values.shape},",
        *_wrapped("    [", numbers(rows), "],", "    "),
        *_wrapped("    [", numbers(columns), "],", "    "),
        *_wrapped("    [", numbers(values[rows, columns]), "],", "    "),
        ")",
    ]


def _wrapped(before: str, inside: str, after: str, indent: str = "") -> list[str]:
    line = before + inside + after
    if len(line) <= WIDTH:
        return [line]
    deeper = indent + "    "
    inner = textwrap.wrap(inside, WIDTH, initial_indent=deeper, subsequent_indent=deeper)
    return [before, *inner, indent + after]
