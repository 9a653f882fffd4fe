"""How fast the engine trains, beside PyTorch, scikit-learn and JAX; writes RESULTS.md.

Run as `python -m tests.benchmarks engine [--quick] [--cases A,B]`. Each surrounding (forced AVX2
kernels, two threads, kernels of OpenBLAS's own choice) is a process of its own. In it the engines
take turns in random order on the same core, batches and weights, and the medians are compared. The
engine goes the public way: a drawn Network, `compile`, `Trainer.advance`, its bookkeeping included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchstudio.engine import Trainer, TrainingSettings, blas_threads, compile, pin_blas_threads
from scratchstudio.network import Network
from tests.benchmarks.cases import CASES, Case, random_graph

GRADIENT_TOLERANCE = 1e-9
CLOSE_TO_BEST = 1.25
"""Ways to write the peer that are slower than the best by more than this are not timed further."""

Steps = Callable[[int], object]


@dataclass(frozen=True)
class Surrounding:
    """How a process is set up."""

    title: str
    forced: bool
    threads: int

    def environment(self) -> dict[str, str]:
        """Variables that must be set before NumPy is imported."""
        variables = {**os.environ}
        for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            variables[name] = str(self.threads)
        if self.forced:
            variables["OPENBLAS_CORETYPE"] = "Haswell"
        else:
            variables.pop("OPENBLAS_CORETYPE", None)
            variables.pop("OPENBLAS_L2_SIZE", None)
        return variables


SURROUNDINGS = (
    Surrounding("AVX2 forced, 1 thread", True, 1),
    Surrounding("AVX2 forced, 2 threads", True, 2),
    Surrounding("OpenBLAS's own choice, 1 thread", False, 1),
)


def timed(run: Steps, steps: int) -> float:
    """Microseconds a step."""
    began = time.perf_counter()
    run(steps)
    return (time.perf_counter() - began) / steps * 1e6


def medians(engines: dict[str, Steps], seconds: float, rounds: int, unit: int) -> dict[str, float]:
    """Median microseconds a step of each engine, taking turns; steps in multiples of `unit`."""
    counts = {}
    for name, run in engines.items():
        timed(run, unit)
        pace = timed(run, unit)
        counts[name] = max(int(seconds * 1e6 / pace) // unit * unit, unit)
    found: dict[str, list[float]] = {name: [] for name in engines}
    order = np.random.default_rng(0)
    for _ in range(rounds):
        for name in order.permutation(list(engines)).tolist():
            found[name].append(timed(engines[name], counts[name]))
    return {name: float(np.median(values)) for name, values in found.items()}


def engine_steps(case: Case, network: Network, x: np.ndarray, y: np.ndarray) -> Steps:
    """The engine's steps, through the public path."""
    settings = TrainingSettings(loss=case.loss, learning_rate=1e-3, batch_size=case.batch)
    trainer = Trainer(compile(network), x, y, settings=settings)
    return lambda steps: trainer.advance(steps=steps)


def run_case(case: Case, seconds: float, rounds: int) -> dict[str, Any]:
    """Times of all engines for one case, and how far the gradients agree."""
    from tests.benchmarks import peers
    from tests.benchmarks.jax_peer import jax_steps

    network = case.draw()
    x, y = case.data(network)
    exact = compile(network, "float64")
    own = exact.gradient(x[: case.batch], y[: case.batch], case.loss)[1]
    engines: dict[str, Steps] = {}
    worst = 0.0
    for name, module in peers.modules(case, network, exact).items():
        theirs = peers.gradient(module, exact, case, x[: case.batch], y[: case.batch])
        difference = np.abs(np.where(exact.trainable, theirs, 0.0) - own).max()
        worst = max(worst, float(difference / np.abs(own).max()))
        for adam in peers.ADAMS:
            engines[f"{name}, {adam}"] = peers.torch_steps(module.float(), case, x, y, adam)
    if worst > GRADIENT_TOLERANCE:
        raise AssertionError(f"{case.key}: gradients differ from PyTorch's by {worst:.2g}")
    first = {name: min(timed(run, 3), timed(run, 3)) for name, run in engines.items()}
    limit = CLOSE_TO_BEST * min(first.values())
    engines = {name: run for name, run in engines.items() if first[name] <= limit}
    engines["engine"] = engine_steps(case, network, x, y)
    times = medians(engines, seconds, rounds, 1)
    own_time = times.pop("engine")
    best = min(times, key=lambda name: times[name])
    result = {
        "engine": own_time,
        "torch": times[best],
        "torch_name": best,
        "ratio": times[best] / own_time,
        "gradient": worst,
    }
    other = peers.sklearn_steps(case, x, y)
    if other is not None:
        result["sklearn"] = medians({"sklearn": other}, seconds, min(rounds, 3), case.batches)[
            "sklearn"
        ]
    jitted = jax_steps(case, network, x, y)
    if jitted is not None:
        result["jax"] = medians({"jax": jitted}, seconds, min(rounds, 3), 1)["jax"]
    if case.sizes:
        result["floor"] = floor(case)
    return result


def product_rate() -> float:
    """Multiply-adds a nanosecond, twice: the best of several float32 matrix products."""
    size = 1024
    a, b, out = (np.ones((size, size), dtype=np.float32) for _ in range(3))
    return 2 * size**3 / min(timed(lambda n: np.dot(a, b, out), 1) * 1e3 for _ in range(12))


def floor(case: Case) -> float:
    """Microseconds that the matrix products of a step take at the measured rate."""
    weights = [a * b for a, b in zip(case.sizes, case.sizes[1:], strict=False)]
    work = 2 * case.batch * (2 * sum(weights) + sum(weights[1:]))
    return work / product_rate() / 1e3


def best_of(run: Callable[[], object], times: int) -> float:
    """Milliseconds, the median."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append((time.perf_counter() - began) * 1e3)
    return float(np.median(found))


def other_measures() -> dict[str, float]:
    """Compile times, the decision map, memory."""
    found: dict[str, float] = {}
    for count, edges, depth in ((1_000, 10_000, 31), (10_000, 100_000, 51)):
        network = random_graph(count, edges, depth)

        def compiled(network: Network = network) -> object:
            compile.cache_clear()
            return compile(network).wiring

        found[f"compile {count:,} neurons, {edges:,} edges (ms)"] = best_of(compiled, 7)
        x, y = np.zeros((64, len(network.input_rows))), np.zeros((64, len(network.output_rows)))

        def ready(network: Network = network, x: np.ndarray = x, y: np.ndarray = y) -> None:
            compile.cache_clear()
            settings = TrainingSettings(batch_size=32)
            Trainer(compile(network), x, y, settings=settings).advance(steps=1)

        found[f"the same and the first training step, {count:,} neurons (ms)"] = best_of(ready, 3)
        compile.cache_clear()
        tracemalloc.start()
        kept = Trainer(compile(network), x, y, settings=TrainingSettings(batch_size=32))
        kept.advance(steps=1)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        found[f"memory to train {count:,} neurons, {edges:,} edges, batch 32 (bytes an edge)"] = (
            held / edges
        )
    case = CASES[0]
    program = compile(case.draw())
    points = np.stack(np.meshgrid(*[np.linspace(-1, 1, 100)] * 2), axis=-1).reshape(-1, 2)
    grid = points.astype(np.float32)
    program.forward(grid)
    found["decision map of 100 × 100 on A (ms)"] = best_of(lambda: program.forward(grid), 50)
    return found


def child(options: argparse.Namespace) -> None:
    """Measures in this process and prints JSON."""
    import torch

    threads = int(os.environ["OMP_NUM_THREADS"])
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, set(cores[:threads]))
    torch.set_num_threads(threads)
    seconds, rounds = (0.08, 3) if options.quick else (0.2, 7)
    with pin_blas_threads(threads):
        found: dict[str, Any] = {
            "blas": blas_threads().__dict__,
            "torch": torch.__version__,
            "rate": product_rate(),
            "cases": {
                case.key: run_case(case, seconds, rounds)
                for case in CASES
                if case.key in options.cases
            },
        }
        if threads == 1:
            found["other"] = other_measures()
    print(json.dumps(found))


def measured(surrounding: Surrounding, options: argparse.Namespace) -> dict[str, Any]:
    """Runs a child in this surrounding."""
    command = [sys.executable, "-m", "tests.benchmarks", "engine", "--child"]
    command += ["--cases", ",".join(options.cases)] + ["--quick"] * options.quick
    done = subprocess.run(
        command, env=surrounding.environment(), stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks engine")
    parser.add_argument("--quick", action="store_true", help="one surrounding, short rounds")
    parser.add_argument("--cases", default=",".join(case.key for case in CASES))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.cases = options.cases.split(",")
    if options.child:
        child(options)
        return
    from tests.benchmarks.report import report
    from tests.benchmarks.results import put

    chosen = SURROUNDINGS[:1] if options.quick else SURROUNDINGS
    results = []
    for surrounding in chosen:
        print(f"{surrounding.title} …", file=sys.stderr)
        results.append((surrounding.title, measured(surrounding, options)))
    text = report(results)
    print(text)
    if not options.quick and len(options.cases) == len(CASES):
        put(text)
