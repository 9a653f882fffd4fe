"""The derivatives of all activations at once, from what their entries say about themselves.

Where an activation's derivative is a polynomial of its value, or a rectifier's two slopes, whole
stretches of the pool are done by a few calls with a coefficient for each row; the rest is done
activation by activation, over all levels together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.engine.activations import Activation

if TYPE_CHECKING:
    from scratchstudio.engine.tape import Tape
    from scratchstudio.engine.workspace import Floats, Workspace

FEW_RUNS = 8
"""So many runs of the same kind are done one by one; more, all together with coefficients."""

Stretch = tuple[int, int, Activation]
"""Pool rows (start, stop) and the activation that they have."""


def record_slopes(
    tape: Tape, space: Workspace, stretches: Sequence[Stretch], masked: bool = False
) -> None:
    """Records derivative of activation by sum, into `space.slopes`, for all given rows.

    Rows between the stretches may be overwritten with anything finite. `masked` says that the
    slopes are changed afterwards, so that even constant ones must be written anew at each step.
    """
    hinted = [s for s in stretches if s[2].polynomial is not None or s[2].rectifier is not None]
    alike = _runs(hinted)
    if len(alike) <= FEW_RUNS:
        for start, stop, activation in alike:
            values, slopes = space.pool[start:stop], space.slopes[start:stop]
            if activation.polynomial is not None:
                _record_polynomial(tape, space, values, slopes, activation.polynomial, masked)
            elif activation.rectifier is not None:
                _record_rectifier(tape, space, values, slopes, activation.rectifier)
    else:
        start, stop = min(s[0] for s in hinted), max(s[1] for s in hinted)
        _record_mixed(tape, space.pool[start:stop], space.slopes[start:stop], start, hinted)
    others: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        if stretch not in hinted:
            others[id(stretch[2])].append(stretch)
    for same in others.values():
        _record_others(tape, space, same)


def is_constant_one(stretches: Sequence[Stretch]) -> bool:
    """True when multiplying by these slopes would change nothing."""
    return all(activation.polynomial == (1.0, 0.0, 0.0) for _, _, activation in stretches)


def _runs(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches with neighbours of the same kind joined, with whatever lies between them."""
    found: list[Stretch] = []
    for start, stop, activation in stretches:
        last = found[-1][2] if found else None
        if last is not None and (last.polynomial, last.rectifier) == (
            activation.polynomial,
            activation.rectifier,
        ):
            found[-1] = (found[-1][0], stop, activation)
        else:
            found.append((start, stop, activation))
    return found


def _full(like: Floats, value: float) -> Floats:
    return np.full(like.shape, value, dtype=like.dtype)


def _huge(like: Floats) -> float:
    """So large that any value that is not vanishing exceeds 1 when multiplied by it."""
    return float(np.finfo(like.dtype).max)


def _record_polynomial(
    tape: Tape,
    space: Workspace,
    values: Floats,
    slopes: Floats,
    polynomial: tuple[float, float, float],
    masked: bool,
) -> None:
    constant, linear, square = polynomial
    if not linear and not square:
        slopes[:] = constant
        if masked:
            tape(slopes.fill, constant)
        return
    shape = values.shape
    if square == -1.0 and linear in (0.0, 1.0) and constant == 1.0 - linear:
        tape(np.multiply, values, values, slopes)
        tape(np.subtract, values if linear else space.full(shape, 1.0), slopes, slopes)
        return
    tape(np.multiply, values, space.full(shape, square), slopes)
    tape(np.add, slopes, space.full(shape, linear), slopes)
    tape(np.multiply, slopes, values, slopes)
    tape(np.add, slopes, space.full(shape, constant), slopes)


def _record_rectifier(
    tape: Tape, space: Workspace, values: Floats, slopes: Floats, slope: float
) -> None:
    tape(np.multiply, values, space.full(values.shape, _huge(values)), slopes)
    tape(np.minimum, slopes, space.full(values.shape, 1.0), out=slopes)
    if slope:
        tape(np.maximum, slopes, space.full(values.shape, slope), out=slopes)


def _record_mixed(
    tape: Tape, values: Floats, slopes: Floats, first: int, stretches: Sequence[Stretch]
) -> None:
    """(c2·a + c1)·a + c0 for every row; a rectifier's is huge · a, held between its slopes."""
    constant, linear, square = (_full(values, value) for value in (1.0, 0.0, 0.0))
    low, high = _full(values, -np.inf), _full(values, np.inf)
    for start, stop, activation in stretches:
        rows = slice(start - first, stop - first)
        if activation.polynomial is not None:
            constant[rows], linear[rows], square[rows] = activation.polynomial
        elif activation.rectifier is not None:
            constant[rows], linear[rows] = 0.0, _huge(values)
            low[rows], high[rows] = activation.rectifier, 1.0
    if square.any():
        tape(np.multiply, values, square, slopes)
        tape(np.add, slopes, linear, slopes)
        tape(np.multiply, slopes, values, slopes)
    else:
        tape(np.multiply, values, linear, slopes)
    tape(np.add, slopes, constant, slopes)
    if np.isfinite(high).any():
        tape(np.minimum, slopes, high, out=slopes)
        tape(np.maximum, slopes, low, out=slopes)


def _record_others(tape: Tape, space: Workspace, stretches: Sequence[Stretch]) -> None:
    activation = stretches[0][2]
    if len(stretches) == 1:
        rows = slice(stretches[0][0], stretches[0][1])
        tape(activation.derivative, space.sums[rows], space.pool[rows], space.slopes[rows])
        return
    chosen = np.concatenate([np.arange(start, stop) for start, stop, _ in stretches])
    sums, values, slopes = (space.own((len(chosen), space.batch)) for _ in range(3))
    tape(space.sums.take, chosen, 0, sums, "clip")
    tape(space.pool.take, chosen, 0, values, "clip")
    tape(activation.derivative, sums, values, slopes)
    tape(space.slopes.__setitem__, chosen, slopes)
