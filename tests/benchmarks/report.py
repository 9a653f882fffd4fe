"""The engine's part of RESULTS.md."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.cases import CASES
from tests.benchmarks.results import machine

LIMITS = {
    "compile 1,000 neurons, 10,000 edges (ms)": 20.0,
    "compile 10,000 neurons, 100,000 edges (ms)": 300.0,
    "decision map of 100 × 100 on A (ms)": 1.2,
}
PACKAGES = ("numpy", "torch", "scikit-learn", "jax")


def report(results: list[tuple[str, dict[str, Any]]]) -> str:
    """The whole part."""
    lines = [
        "# The engine beside its peers",
        "",
        "Written by `python -m tests.benchmarks engine`. Adam, float32, microseconds a training "
        "step: medians of engines taking turns in one process, with the same weights and batches. "
        "The engine goes the public way, from a drawn network, with the trainer's bookkeeping "
        "(losses, history, checks) inside the step. PyTorch is eager, the best of its fused, "
        "foreach and single Adam and, where layers do not fit, of two ways to write the wiring.",
        "",
        *machine(PACKAGES),
        "",
    ]
    for title, found in results:
        blas = found["blas"]
        lines += [
            f"## {title}",
            "",
            f"OpenBLAS {blas['version']}, kernels for {blas['architecture']}, {blas['threads']} "
            f"thread(s); matrix products reach {found['rate']:.0f} GFLOP/s.",
            "",
            *_table(found["cases"], forced="forced, 1" in title, free="own choice" in title),
            "",
        ]
    lines += ["## Other measures", "", *_others(results[0][1]["other"]), ""]
    return "\n".join(lines)


def _table(cases: dict[str, Any], forced: bool, free: bool) -> list[str]:
    asked = " asked |" if forced else " aim |" if free else ""
    lines = [
        f"| Case | engine | PyTorch | ratio |{asked} scikit-learn | JAX jit | "
        "times the products' floor | gradient differs by |",
        f"|---|---|---|---|{'---|' if asked else ''}---|---|---|---|",
    ]
    for case in CASES:
        if case.key not in cases:
            continue
        found = cases[case.key]
        wanted = f" {case.at_least if forced else case.aim:g} |" if asked else ""
        other, jitted = (
            f"{found[name]:,.0f}" if name in found else "–" for name in ("sklearn", "jax")
        )
        floor = f"{found['engine'] / found['floor']:.2f}" if case.key in "CD" else "–"
        lines.append(
            f"| {case.key}: {case.description} | {found['engine']:,.1f} | {found['torch']:,.1f} "
            f"({found['torch_name']}) | **{found['ratio']:.2f}** |{wanted} {other} | {jitted} | "
            f"{floor} | {found['gradient']:.0e} |"
        )
    return lines


def _others(measures: dict[str, float]) -> list[str]:
    lines = ["| Measure | value | at most |", "|---|---|---|"]
    for name, value in measures.items():
        limit = f"{LIMITS[name]:g}" if name in LIMITS else "–"
        lines.append(f"| {name} | {value:,.3g} | {limit} |")
    return lines
