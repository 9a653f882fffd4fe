"""How many threads the matrix products use: pinned while training, and told to who asks.

Sums come out differently in the last bits with another number of threads, and a helper thread
that waits for work takes the processor from the window; so training uses all cores but one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from threadpoolctl import ThreadpoolController


@dataclass(frozen=True)
class BlasThreads:
    """The linear algebra library in use, for the About box and for benchmarks."""

    library: str
    version: str
    architecture: str
    """The processor family whose kernels it uses."""
    threads: int


def _controller() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


def blas_threads() -> BlasThreads:
    """What is in use now; "unknown" and 1 thread if the library cannot be asked."""
    for found in _controller().info():
        return BlasThreads(
            str(found.get("internal_api")),
            str(found.get("version")),
            str(found.get("architecture", "unknown")),
            int(found.get("num_threads", 1)),
        )
    return BlasThreads("unknown", "unknown", "unknown", 1)


@contextmanager
def pin_blas_threads(threads: int | None = None) -> Iterator[BlasThreads]:
    """Holds the number of threads, by default one less than cores; gives what is in use within."""
    count = threads or max((os.cpu_count() or 2) - 1, 1)
    with _controller().limit(limits=count):
        yield blas_threads()
